// A large source that is lexed ahead of its parser gives the same tree as one that is lexed first; one with a mistake is
// left to the other way.

import Foundation
import KindlySource
import Testing

@testable import KindlySyntax

@Suite struct AheadTests {
  /// Every source of the repository.
  static let sources: [String] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return ["stdlib", "scripts", "Tests/Golden", "Benchmarks"].flatMap { folder -> [String] in
      let walk = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
      let names = (walk?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".kindly") }.sorted()
      return names.map { "\(folder)/\($0)" }
    }
  }()

  private func text(of path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
  }

  /// Both ways: nothing for the one ahead where it gave up.
  private func both(_ text: String, partSize: Int) -> (ahead: String?, inOne: String, hasMistakes: Bool) {
    let file = SourceMap().add(name: "x.kindly", text: text)
    func shown(_ result: ParseResult, _ interner: Interner) -> String {
      let tree = result.tree
      let spans = tree.statements.map { "\(tree.span($0).start)-\(tree.span($0).end)" }
      let docs = tree.statements.map { tree.documentation(of: $0).joined(separator: "\n") }
      let comments = tree.comments.map { "\($0.start)-\($0.end)" }
      return TreePrinter(tree: tree, interner: interner).text
        + (spans + docs + comments + ["\(tree.nodes.count)", "\(result.isIncomplete)"]).joined(separator: "|")
    }
    let first = Interner()
    let ahead = Parser.parseAhead(
      file, interner: first, words: WordTable(interner: first), stop: nil, partSize: partSize)
    let second = Interner()
    let inOne = Parser.parseInOne(file, interner: second, words: WordTable(interner: second))
    return (
      ahead.map { shown($0, first) }, shown(inOne, second), !inOne.errors.isEmpty || !inOne.warnings.isEmpty
    )
  }

  @Test(arguments: sources) func givesTheSameTree(path: String) throws {
    let text = try text(of: path)
    for partSize in [1, 7, 200] {
      let (ahead, inOne, hasMistakes) = both(text, partSize: partSize)
      if let ahead { #expect(ahead == inOne) } else { #expect(hasMistakes) }
      if hasMistakes { #expect(ahead == nil) }
    }
  }

  @Test func endsPartsBetweenStatementsAlone() {
    let text = """
      let a = [1,
      2]
      ## Doc.
      fn f(x: Int) -> Int {
      x
      }
      try { print("a") }
      catch e { print("b") }
      if a == [1] { 1 }
      else { 2 }
      let t = \"\"\"
      let x = {
      a
      }
      \"\"\"
      print(a
      | length)
      """
    for partSize in 1...12 {
      let (ahead, inOne, hasMistakes) = both(text, partSize: partSize)
      #expect(!hasMistakes)
      #expect(ahead == inOne)
    }
  }

  /// A character that is not seen is warned of wherever it stands; one that joins others is none.
  @Test func leavesInvisibleCharactersToTheOtherWay() {
    let more = String(repeating: "let a = [1]\n", count: 50)
    let (ahead, _, hasMistakes) = both("let z = 1 # bad \u{202E} here\n" + more, partSize: 1)
    #expect(ahead == nil && hasMistakes)
    let sound = both("let z = \"caf\u{E9} \u{2013} \u{1F468}\u{200D}\u{1F469}\"\n" + more, partSize: 1)
    #expect(sound.ahead == sound.inOne)
  }

  @Test(arguments: [
    "let a = (1\nlet b = 2\n", "print(\"x)\nlet b = 2\n", "let a = 3 §\n", "let x =\n", "fn f( = 3\nlet a = 1\n",
  ])
  func leavesMistakesToTheOtherWay(text: String) {
    for partSize in [1, 3] { #expect(both("let z = 1\n" + text, partSize: partSize).ahead == nil) }
  }
}
