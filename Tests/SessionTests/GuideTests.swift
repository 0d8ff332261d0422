// Every example of the language guide is run, each block in a store of its own, and prints what stands behind `#=`.

import Foundation
import Testing

@testable import KindlySession

struct GuideTests {
  static let blocks: [String] = {
    guard let text = try? Project.text("docs/language.md") else { return [] }
    return text.components(separatedBy: "```kindly\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
  }()

  @Test func thereAreExamples() { #expect(Self.blocks.count > 8) }

  @Test(arguments: blocks)
  func printsWhatItSays(_ block: String) throws {
    let wanted = block.split(separator: "\n").compactMap { line in
      line.range(of: "#= ").map { String(line[$0.upperBound...]) }
    }
    let outcome = try Bench().withEntries(block)
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    #expect(outcome.lines.filter { !$0.isEmpty } == wanted, "\(outcome.complaints)")
  }
}

extension Bench {
  /// Runs a block as the user's own word, as at the prompt, but showing only what it prints.
  fileprivate func withEntries(_ source: String) -> Outcome {
    eval(source + "\nnothing\n")
  }
}
