// The machine from outside: calls by the host, also from within a host call; deep structures; values at the border.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlySource
import KindlyTime
import Testing

@Suite struct MachineTests {
  private func function(_ session: TestSession, _ name: String) throws -> FunctionID {
    let id = session.environment.function(named: session.environment.interner.intern(name))
    return try #require(id)
  }

  @Test func functionsCanBeCalled() throws {
    let session = try TestSession(isStressed: true)
    _ = try session.run(
      "fn f(n: Int, s: Text, x: Int?) -> Text = s + \"{n}\" + (if x == nothing { \"-\" } else { \"+\" })")
    let f = try function(session, "f")
    #expect(try session.machine.call(f, [.int(3), .text("a"), .nothing]) == .text("a3-"))
    #expect(try session.machine.call(f, [.int(4), .text("b"), .int(1)]) == .text("b4+"))
    #expect(throws: RuntimeError.self) { try session.machine.call(f, [.int(4)]) }
    #expect(throws: RuntimeError.self) { try session.machine.call(f, [.text("a"), .text("b"), .int(1)]) }
  }

  @Test func theHostMayCallBack() throws {
    let session = try TestSession(isStressed: true)
    _ = try session.run(
      "var n = 0\nfn rank(k: Int) -> List<Text> { n = n + k; let xs = [\"a\", \"b\"]; xs | map \"{it}{k}\" }")
    let rank = try function(session, "rank")
    session.host.onRows = { _ in
      let ranked = try session.machine.call(rank, [.int(2)])
      #expect(ranked == .list([.text("a2"), .text("b2")]))
      return [1, 2, 3]
    }
    #expect(try session.text("let a = [\"kept\"]\nlet k = contacts | count\n\"{a[0]} {k} {n}\"") == "kept 3 2")
  }

  @Test func errorsPassThroughTheHost() throws {
    let session = try TestSession()
    _ = try session.run("fn bad(n: Int) -> Int = 1 div n")
    let bad = try function(session, "bad")
    session.host.onRows = { _ in
      _ = try session.machine.call(bad, [.int(0)])
      return []
    }
    #expect(try session.text("try { contacts | count } catch e { 99 }") == "99")
    let error = #expect(throws: RuntimeError.self) { try session.run("contacts | count") }
    #expect(error?.code.description == "K0402")
  }

  @Test func templatesGiveLetters() throws {
    let session = try TestSession()
    _ = try session.run(
      "contact @a \"Ann\"\ntemplate t(to: Contact, detail: Text) {\n  subject \"For {to.name}\"\n  \"Dear {to.name}: {detail}\"\n}"
    )
    let letter = try session.machine.letter(
      template: try function(session, "t"), arguments: [.noun(.contact, 1), .text("x")])
    #expect(letter == Letter(subject: "For Ann", body: "Dear Ann: x"))
  }

  @Test func manyRegistersAndLongCode() throws {
    let session = try TestSession()
    // More code between a jump and its target than a short jump reaches.
    let long =
      "var n = 0\nvar i = 0\nwhile i < 3 {\n" + String(repeating: "n = n + i * 2\n", count: 20_000) + "i = i + 1 }\nn"
    #expect(try session.run(long) == .int(120_000))
    let list = "length([" + (1...70_000).map(String.init).joined(separator: ", ") + "])"
    #expect(try session.run(list) == .int(70_000))
  }

  @Test func closuresNestAndShare() throws {
    let session = try TestSession(isStressed: true)
    let source = """
      fn make() -> (Int) -> Int {
        var total = 0
        let step = 2
        let add = (n: Int) -> { let inner = (m: Int) -> { total = total + m * step; total }; inner(n) }
        add(1)
        add
      }
      let f = make()
      f(10)
      f(100)
      """
    #expect(try session.run(source) == .int(222))
  }

  @Test func textsHashAndCompareAsNFC() throws {
    let session = try TestSession()
    #expect(try session.text("[\"é\", \"e\\u{301}\", \"e\"] | distinct | count") == "2")
    #expect(try session.text("[\"b\", \"é\", \"a\"] | sort it") == "[\"a\", \"b\", \"é\"]")
  }

  @Test func randomArithmeticAgreesWithSwift() throws {
    let session = try TestSession()
    _ = try session.run(
      "fn d(a: Int, b: Int) -> Int = a div b\nfn m(a: Int, b: Int) -> Int = a mod b\nfn s(a: Int, b: Int) -> Int = a * b + a - b"
    )
    let (d, m, s) = (try function(session, "d"), try function(session, "m"), try function(session, "s"))
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      let a = Int64.random(in: -1000...1000, using: &generator)
      let b = Int64.random(in: 1...50, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
      let quotient = Int64((Double(a) / Double(b)).rounded(.down))
      #expect(try session.machine.call(d, [.int(a), .int(b)]) == .int(quotient))
      #expect(try session.machine.call(m, [.int(a), .int(b)]) == .int(a - quotient * b))
      #expect(try session.machine.call(s, [.int(a), .int(b)]) == .int(a * b + a - b))
    }
  }
}
