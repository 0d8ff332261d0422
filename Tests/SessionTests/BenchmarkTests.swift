// Each workload of Benchmarks/ still runs and prints what its Lua and Python twins print, at a size that takes no time.
// How long one takes is `make bench`'s to tell; nothing fails on a time.

import Foundation
import Testing

@testable import KindlySession

struct BenchmarkTests {
  /// What the three programs of each workload print where `size` is 1000; `fib`'s is 10.
  static let answers = [
    "append": "2000", "calls": "500500", "fib": "55", "garbage": "500500", "lists": "170135000", "loops": "304412",
    "maps": "1000001",
    "pipelines": "1673325", "records": "1000", "sort": "1045284456", "texts": "1000", "while": "59542",
  ]

  @Test func everyWorkloadIsHere() {
    let found = Project.files(under: "Benchmarks", suffix: ".kindly").filter { $0.contains("/") }
      .map { $0.prefix { $0 != "/" } }
    #expect(Set(found.map(String.init)) == Set(Self.answers.keys))
  }

  @Test(arguments: answers.keys.sorted())
  func printsTheAnswer(_ name: String) throws {
    let source = try Project.text("Benchmarks/\(name)/\(name).kindly")
    let size = try #require(source.range(of: "let size = [0-9]+", options: .regularExpression))
    let small = source.replacingCharacters(in: size, with: "let size = \(name == "fib" ? 10 : 1000)")
    let outcome = try Bench().script(small, name: name)
    #expect(outcome.exit == .success && outcome.complaints.isEmpty, "\(outcome.complaints)")
    #expect(outcome.lines == [Self.answers[name] ?? ""])
  }
}
