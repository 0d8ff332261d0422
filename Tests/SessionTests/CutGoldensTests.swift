// What is left of a golden script when something is missing from it is read and checked to an end, whatever is wrong
// with it: a mistake is reported, and nothing traps.

import Foundation
import Testing

@testable import KindlySession

struct CutGoldensTests {
  /// Broken off behind a word or sign, and without it; of a long script only some of the places, evenly spread.
  @Test(arguments: GoldenScriptTests.scripts)
  func brokenAndHoled(_ path: String) throws {
    let source = try Project.text("Tests/Golden/scripts/" + path)
    let bench = try Bench()
    bench.files = .disk(root: Project.root + "/Tests/Golden/scripts")
    let pieces = Self.pieces(of: source)
    var endings: Set<RunStatus> = []
    _ = bench.withSession { session in
      for index in Swift.stride(from: 0, to: pieces.count, by: max(1, pieces.count / 60)) {
        let piece = pieces[index]
        let start = source[..<piece.lowerBound]
        for text in [
          start + source[piece], start + source[piece.upperBound...], start + "(2)" + source[piece.lowerBound...],
        ] {
          endings.insert(session.check(name: path, bytes: Array(text.utf8)))
        }
      }
      return .success
    }
    #expect(!endings.isEmpty && endings.isSubset(of: [.success, .source]))
  }

  /// What was once found by such a cut.
  @Test(arguments: ["1(2)", "\"a\"(2)", "2026-11-24(1) | sort it", "[1](2)", "1 | 2(3)", "x.y(1)", "1.y(2)"])
  func calledLiterals(_ source: String) throws {
    let outcome = try Bench().script(source)
    #expect(outcome.exit == .source && outcome.complaints.contains("error[K"))
  }

  /// Words and signs.
  private static func pieces(of source: String) -> [Range<String.Index>] {
    var found: [Range<String.Index>] = []
    var rest = source[...]
    while let piece = rest.range(of: "[A-Za-z0-9_]+|[^A-Za-z0-9_\\s]", options: .regularExpression) {
      found.append(piece)
      rest = rest[piece.upperBound...]
    }
    return found
  }
}
