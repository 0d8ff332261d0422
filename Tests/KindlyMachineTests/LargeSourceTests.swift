// Sources of a shape that nobody writes by hand: long, deep, all of one kind. Each is checked in time that grows with
// its length and in a stack that does not; were anything in the checker worse than that, these would not come to an end.

import KindlyChecker
import KindlyDiagnostics
import KindlySource
import KindlySyntax
import Testing

struct LargeSourceTests {
  /// The codes of what is reported of a source.
  private func codes(_ text: String) throws -> [String] {
    let sources = SourceMap()
    let environment = Environment(interner: Interner())
    let parsed = Parser.parse(sources.add(name: "large.kindly", text: text), interner: environment.interner)
    let result = Checker.check(
      parsed.tree, in: environment, handles: try TestHost(), options: CheckOptions(voice: .script),
      keeps: parsed.errors.isEmpty)
    return (parsed.errors.map(\.diagnostic) + result.diagnostics).map { "\($0.code)" }
  }

  private func lines(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map(line).joined(separator: "\n") + "\n"
  }

  @Test func chainsOfInferredResults() throws {
    let functions = lines(2_000) { "fn f\($0)() = f\($0 + 1)()" }
    #expect(try codes(functions + "fn f2000() = 1\nprint(f0())") == [])
    let fields = lines(2_000) { "field Contact.f\($0) = f\($0 + 1)" }
    #expect(try codes(fields + "field Contact.f2000 = 1") == [])
  }

  @Test func aRingOfFunctionsIsToldOnce() throws {
    #expect(try codes(lines(2_000) { "fn f\($0)() = f\(($0 + 1) % 2_000)()" }) == ["K0316"])
  }

  @Test func manyDeclarations() throws {
    #expect(try codes(lines(10_000) { "fn f\($0)() -> Int = f\($0 == 9_999 ? 0 : $0 + 1)()" }) == [])
    #expect(try codes(lines(10_000) { "let v\($0) = \($0)" }) == [])
    #expect(try codes("fn f() -> Int {\n" + lines(10_000) { "let v\($0) = \($0)" } + "v9999\n}") == [])
  }

  @Test(.timeLimit(.minutes(1))) func manyArms() throws {
    let arms = lines(60_000) { "\($0) => \($0)" }
    #expect(try codes("fn f(n: Int) -> Int = match n {\n\(arms)else => 0\n}") == [])
    #expect(try codes("fn f(n: Int) -> Int = match n {\n\(arms)59999 => 1\nelse => 0\n}") == ["K0324"])
  }

  /// What is typed again when it is known what it is of is not typed twice as often at each level.
  @Test func typedAgain() throws {
    var fold = "[1]"
    for _ in 0..<40 { fold = "fold([1], [], (a, n) -> a + [\(fold)])" }
    _ = try codes("print(\(fold))")
    var list = "[1]"
    for _ in 0..<40 { list = "[\(list), \(list == "[1]" ? "[2.5]" : "[[nothing]]")]" }
    _ = try codes("print(\(list))")
    let fields = { (row: Int) in (0..<200).map { "f\($0): \($0 == row ? "2.5" : "1")" }.joined(separator: ", ") }
    _ = try codes("let rows = [" + (0..<200).map { "{ \(fields($0)) }" }.joined(separator: ",\n") + "]")
  }

  /// Variables of functions around, assigned by closures that call one another.
  @Test func closuresOverVariables() throws {
    let closures = lines(2_000) { "let g\($0) = () -> { n = n + 1; \($0 == 0 ? "n" : "g\($0 - 1)()") }" }
    #expect(try codes("fn f() -> Int {\nvar n = 0\n\(closures)g1999()\n}\nprint([1] | map f())") == [])
  }

  @Test func manyTestsForNothing() throws {
    let tests = lines(500) { "if a\($0) == nothing { return 0 }" }
    let parameters = (0..<500).map { "a\($0): Int?" }.joined(separator: ", ")
    #expect(try codes("fn f(\(parameters)) -> Int {\n\(tests)a0 + a499\n}") == [])
  }

  @Test func wideRecords() throws {
    let record = (0..<5_000).map { "f\($0): \($0)" }.joined(separator: ", ")
    #expect(try codes("let r = { \(record) }\n" + lines(5_000) { "print(r.f\($0))" }) == [])
  }

  @Test func typesWithinTypes() throws {
    #expect(try codes("let a0 = [1]\n" + lines(60) { "let a\($0 + 1) = { x: a\($0), y: a\($0) }" }) == [])
    #expect(
      try codes("let a0 = [1]\n" + lines(60) { "let a\($0 + 1) = { x: a\($0), y: a\($0) }" } + "print(a60 + 1)") == [
        "K0303"
      ])
    #expect(try codes("let a0 = [1]\n" + lines(400) { "let a\($0 + 1) = [a\($0)]" }) == ["K0341"])
  }

  @Test func pipelinesWithinPipelines() throws {
    // No deeper than the stack of a test's thread bears; twice the time a level would show all the same.
    let depth = 24
    let inner = String(repeating: "[1] | where (", count: depth) + "true"
    #expect(try codes("print(" + inner + String(repeating: ") | any(true)", count: depth) + ")") == [])
  }

  @Test func longRows() throws {
    for (sign, value) in [("+", "a"), ("and", "true"), ("|", "f")] {
      let row = Array(repeating: value, count: 100).joined(separator: " \(sign) ")
      #expect(try codes("let a = 1\nfn f(n: Int) -> Int = n\nprint(" + (sign == "|" ? "a | " + row : row) + ")") == [])
    }
    let branches = (0..<100).map { "if a == \($0) { \($0) }" }.joined(separator: " else ")
    #expect(try codes("let a = 1\nprint(\(branches) else { 0 })") == [])
    #expect(try codes("let a = 1\nmatch a {\n" + lines(5_000) { "\($0) => print(a)" } + "else => print(0)\n}") == [])
  }

  @Test func manyMistakes() throws {
    #expect(try codes(lines(2_000) { "print(nobody\($0))" }).count == 2_000)
  }

  /// More names at the top than an instruction can name as its registers.
  @Test func namesWithoutNumber() throws {
    let names = lines(31_000) { "let x\($0) = [\($0)]" }
    let text = names + "for i in 1..2 { let t = [7]; print(t | map it + i) }\nprint(x0)\nprint(x30999)\n"
    #expect(try TestSession().output(text) == "[8]\n[9]\n[0]\n[30999]\n")
  }
}
