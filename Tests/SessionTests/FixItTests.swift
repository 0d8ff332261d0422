// Every repair that the golden scripts and the pages offer is applied, and the source checked again: the complaint is
// gone and no new error has come.

import Foundation
import KindlyDiagnostics
import KindlySource
import Testing

@testable import KindlySession

struct FixItTests {
  struct Example: CustomTestStringConvertible, Sendable {
    let name: String
    let source: String
    var testDescription: String { name }
  }

  static let examples: [Example] = {
    let goldens = ["diagnostics", "scripts"].flatMap { folder in
      Project.files(under: "Tests/Golden/" + folder, suffix: ".kindly").map { "Tests/Golden/\(folder)/\($0)" }
    }
    let pages = ErrorPages.all.flatMap { page in
      (PageText(page.text)?.example ?? []).filter { $0.language == "kindly" }.map {
        Example(name: page.code.description, source: $0.text)
      }
    }
    return goldens.compactMap { path in (try? Project.text(path)).map { Example(name: path, source: $0) } } + pages
  }()

  static let slips = OneReportTests.foreignSlips.map { Example(name: $0.source, source: $0.source) }

  private func diagnose(_ source: String) throws -> [Diagnostic] {
    let bench = try Bench()
    let session = try Session(options: bench.options(), output: CapturedOutput())
    defer { session.close() }
    return try session.diagnose(name: "x.kindly", bytes: Array(source.utf8)).diagnostics
  }

  private func count(_ diagnostics: [Diagnostic]) -> [String: Int] {
    diagnostics.reduce(into: [:]) { $0["\($1.code) \($1.message)", default: 0] += 1 }
  }

  @Test(arguments: examples)
  func eachRepairMends(_ example: Example) throws { try checkRepairs(of: example, askedAfter: []) }

  /// What is asked only once a slip is mended: what the parameters of a function are, the hour of an interview, whether
  /// there is such a file.
  static let askedAfter = ["K0325", "K0312", "K0240"]

  @Test(arguments: slips)
  func eachRepairOfASlipMends(_ example: Example) throws { try checkRepairs(of: example, askedAfter: Self.askedAfter) }

  private func checkRepairs(of example: Example, askedAfter: [String]) throws {
    let found = try diagnose(example.source)
    for diagnostic in found where !diagnostic.fixIts.isEmpty {
      let mended = String(decoding: Repair.apply(diagnostic.fixIts, to: Array(example.source.utf8)), as: UTF8.self)
      let left = count(try diagnose(mended))
      let key = "\(diagnostic.code) \(diagnostic.message)"
      let before = count(found)
      #expect(left[key, default: 0] < before[key, default: 0], "still there: \(key)\n\(mended)")
      let new = left.filter {
        $0.key.hasPrefix("K0") && !askedAfter.contains(String($0.key.prefix(5)))
          && $0.value > before[$0.key, default: 0]
      }
      #expect(new.isEmpty, "after the repair of \(key): \(new.keys)\n\(mended)")
    }
  }

  @Test func thereAreRepairs() throws {
    let codes = Set(try Self.examples.flatMap { try diagnose($0.source) }.filter { !$0.fixIts.isEmpty }.map(\.code))
    #expect(codes.count > 20, "\(codes.count)")
  }

  // MARK: - check --fix

  private func fix(_ source: String) throws -> (Outcome, String) {
    let bench = try Bench()
    let path = bench.folder.file("x.kindly")
    try source.write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = bench.withSession { $0.fix(path: path, bytes: Array(source.utf8)) }
    let text = outcome.text.replacingOccurrences(of: bench.folder.path + "/", with: "")
    let after = try String(contentsOfFile: path, encoding: .utf8)
    return (Outcome(exit: outcome.exit, text: text, complaints: outcome.complaints), after)
  }

  @Test func mendsAndSaysWhat() throws {
    let (outcome, after) = try fix(
      "let n = 3\nif n = 3 && n > 1 { print(“three”) }\nprint(interviews | any(outcom == waiting))\n")
    #expect(
      after == "let n = 3\nif n == 3 and n > 1 { print(\"three\") }\nprint(interviews | any(outcome == waiting))\n")
    #expect(outcome.exit == .success && outcome.complaints.isEmpty, "\(outcome.complaints)")
    #expect(
      outcome.lines == [
        "x.kindly:2:6: `=` is now `==` (K0131)", "x.kindly:2:10: `&&` is now `and` (K0102)",
        "x.kindly:2:27: `“three”` is now `\"three\"` (K0109)", "x.kindly:3:24: `outcom` is now `outcome` (K0204)",
      ])
  }

  @Test func habitsOfOtherLanguages() throws {
    let (outcome, after) = try fix(
      """
      let a = 1
      let b = { x: 2 }
      let n: Int? = null
      let flags = [True, FALSE]
      let total = 0
      for i in 1..3 { total = total + i }
      total = 4
      b.x = 3
      fn f(p: Int) -> Int { let q = p; q = 2; q }
      print(0 < a < f(3) or a >= b.x >= 1)
      print(if !flags[0] || n == nil { "yes" } else { "no" })
      print(interviews | where outcome == None)

      """)
    #expect(
      after == """
        let a = 1
        var b = { x: 2 }
        let n: Int? = nothing
        let flags = [true, false]
        var total = 0
        for i in 1..3 { total = total + i }
        total = 4
        b.x = 3
        fn f(p: Int) -> Int { var q = p; q = 2; q }
        print(0 < a and a < f(3) or a >= b.x and b.x >= 1)
        print(if not flags[0] or n == nothing { "yes" } else { "no" })
        print(interviews | where outcome == nothing)

        """)
    #expect(outcome.exit == .success && outcome.complaints.isEmpty, "\(outcome.complaints)")
    #expect(outcome.lines.contains("x.kindly:11:10: `!` is now `not` (K0102)"))
    #expect(outcome.lines.contains("x.kindly:5:1: `let` is now `var` (K0311)"))
  }

  /// Where the repair is a matter of what was meant, there is none.
  @Test(arguments: [
    "fn f(p: Int) { p = 2; print(p) }\nf(1)\n", "for i in 1..3 { i = 2; print(i) }\n",
    "fn g() -> Int { print(1); 2 }\nprint(1 < g() < 3)\n", "print(1 < 2 > 1)\n", "print(1 == 1 == 1)\n",
    "print(\"x)\n", "let n = nil\nprint(1)\n",
  ])
  func whatIsNotCertainIsLeftToTheUser(_ source: String) throws {
    let (outcome, after) = try fix(source)
    #expect(after == source && outcome.exit == .source && outcome.text.isEmpty, "\(after)")
  }

  @Test func whatCannotBeMendedIsReported() throws {
    let (outcome, after) = try fix("print(1 < 2 && true)\nprint(nobody_knows_this)\n")
    #expect(after == "print(1 < 2 and true)\nprint(nobody_knows_this)\n")
    #expect(outcome.exit == .source && outcome.complaints.contains("K0201") && !outcome.complaints.contains("K0102"))
  }

  @Test func aSoundFileIsLeftAlone() throws {
    let (outcome, after) = try fix("print(1)\n")
    #expect(outcome.exit == .success && outcome.text.isEmpty && after == "print(1)\n")
  }
}
