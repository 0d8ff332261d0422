// What fails does so with its code, at its place, with the calls that led there - and the machine goes on.

import KindlyCatalog
import KindlyMachine
import Testing

@Suite struct FailureTests {
  private func code(of source: String) throws -> (String, RuntimeError?) {
    let session = try TestSession()
    do {
      _ = try session.run(source)
      return ("none", nil)
    } catch let error as RuntimeError {
      // The machine is at rest again.
      #expect(try session.text("1 + 1") == "2")
      return (error.code.description, error)
    }
  }

  @Test(arguments: [
    ("let a = 9223372036854775807\na + 1", "K0401"), ("let a = -9223372036854775808\n-a", "K0401"),
    ("let a = 9223372036854775807\na * 2", "K0401"), ("let a = -9223372036854775808\nlet b = -1\na div b", "K0401"),
    ("let z = 0\n1 div z", "K0402"), ("let z = 0\n1 mod z", "K0402"), ("let z = 0\n1 / z", "K0402"),
    ("1.5 mod 0.0", "K0402"),
    ("let x = 1e308\nx * 10", "K0403"), ("[1][1]", "K0404"), ("[1][-2]", "K0404"), ("\"abc\"[3]", "K0404"),
    ("var xs = [1]\nxs[5] = 1", "K0404"), ("round(1e300)", "K0405"), ("fail \"no\"", "K0410"),
    ("expect 1 == 2", "K0411"),
    ("1mo < 30d", "K0412"), ("9999-12-31 + 1d", "K0412"), ("in_zone(now, \"Mars\" + \"\")", "K0413"),
    ("split(\"a\", \"\")", "K0414"),
    ("1..9000000000", "K0409"), ("abs(-9223372036854775808)", "K0401"),
    ("contact @a \"A\"\n@a.title = \"refused\"", "K0502"),
    ("fn f(n: Int) -> Int { f(n + 1) + 1 }\nf(0)", "K0406"),
    ("fn f(s: Text) -> Text { f(s + \"x\") + \"y\" }\nf(\"\")", "K0406"),
  ])
  func hasItsCode(_ source: String, _ wanted: String) throws {
    #expect(try code(of: source).0 == wanted)
  }

  @Test func namesPlaceAndCalls() throws {
    let source = "fn inner(n: Int) -> Int = 10 div n\nfn outer(n: Int) -> Int = inner(n) + 1\nouter(0)"
    let error = try #require(try code(of: source).1)
    let span = try #require(error.span)
    let bytes = Array(source.utf8)
    #expect(String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self) == "10 div n")
    #expect(error.trail.map(\.function) == ["inner", "outer"])
  }

  @Test func expectShowsBothSides() throws {
    let error = try #require(try code(of: "let x = [\"a\"]\nexpect x == [\"b\"]").1)
    #expect(error.notes == ["left: [\"a\"]", "right: [\"b\"]"])
  }

  @Test func stopsWhenAsked() throws {
    let session = try TestSession()
    session.machine.interrupt.raise()
    #expect(throws: RuntimeError.self) { try session.run("while true { }") }
    #expect(throws: RuntimeError.self) { try session.run("try { while true { } } catch e { }") }
    session.machine.interrupt.lower()
    session.machine.deadline = .now
    #expect(throws: RuntimeError.self) {
      try session.run("fn f(n: Int) -> Int { for i in 1..1000000 { g() }; f(n) }\nfn g() { }\nf(1)")
    }
    session.machine.deadline = nil
    #expect(try session.text("2 + 2") == "4")
  }

  @Test func memoryHasALimit() throws {
    let session = try TestSession()
    session.machine.memoryLimit = 64 << 20
    let error = #expect(throws: RuntimeError.self) {
      try session.run("var xs: List<{a: Int, b: Int}> = []\nwhile true { xs = xs + [{ a: 1, b: 2 }] }")
    }
    #expect(error?.code.description == "K0407")
    #expect(try session.text("1 + 1") == "2")
  }

  @Test func deepRecursionIsAnErrorThatCanBeCaught() throws {
    let session = try TestSession()
    let source = "fn f(n: Int) -> Int { f(n + 1) + 1 }\ntry { f(0) } catch e { 7 }"
    #expect(try session.run(source) == .int(7))
    #expect(try session.run("fn g(n: Int) -> Int { if n == 0 { 0 } else { g(n - 1) + 1 } }\ng(9990)") == .int(9990))
  }
}
