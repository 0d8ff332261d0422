// No text may trap, hang or leave the tree: every prefix, every lost byte and token of a corpus, deep nesting, long
// rows, and times that grow with the length alone.

import Foundation
import KindlySource
import Testing

@testable import KindlySyntax

@Suite struct RobustnessTests {
  static let corpus: [String] = [
    """
    #!/usr/bin/env kindly
    me { name: "Sam", zone: 'America/New_York' }
    contact @dana "Dana {x ?? "y"}" at "Acme" as peer { email: "d@a.example", ok: granted }
    interview @a "Senior" at "Acme" on 2026-11-24 10:00 for 45m with @dana, @lee {
      stage: onsite
      reply_by: 2026-12-01
    }
    note "x" on @dana, @a as detail; deadline "Send" due 2026-11-27 17:00 Europe/Berlin for @a
    """,
    """
    interviews | where ended and outcome == waiting | sort reply_by desc, x | select company, r: role
    rows | group company, m: month(starts) { n: rows | count, s: rows | sum x } | to json | save "a.csv"
    xs | join ys on left.a == right.b | each { print(it) } | update { a: 1, b: 2 }
    let f = (a: Int, b: List<Text?>) -> { if a > 3 { [1, 2][0] } else if not b in c { -x.y?.z } else { {} } }
    """,
    """
    ## Doc.
    fn initials(c: Contact) -> {a: (Int) -> Bool} = c.name | split(" ") | map x -> x[0] | join("")
    match i.outcome {
      waiting, -1 => "p"
      x if x > 3..4 => { y }
      else => try { fail "no" } catch e { return e.message }
    }
    for i, c in zip(a, b) | where ended { while n < 3 { n = n + 1 } }
    """,
    """
    template t(to: Contact) {
      kind thank_you; subject "Hi {to.name}"
      \"\"\"
      Dear {to.first_name | upper},
        {"nested {1 + (2)} \\u{41}\\n"}
      \"\"\"
    }
    must m { for i in xs | where a
      until b due i.ends + 24h do draft t(i, d: "x") }
    never n { on m at approval when a because "b {c}" until d }
    test "t" { at 2026-11-27 09:00 { expect agenda | none(a == "b") } }
    """,
    """
    use "lib.kindly" as h
    field Interview.days = today - starts
    done @x on friday 17:00; dismiss @x because "a"; remove @x with its records
    why not @x
    explain (i.by ?? next friday) 09:00 | f(5 business days from now, 3d ago, 60%, 1_000, 1e9)
    a && b || !c; 9:30; “x”; 1h30m; def f() = 1; café; a = = b; $ ) ] }
    """,
  ]

  /// Every index and offset of a tree stays inside it.
  private func check(_ bytes: [UInt8]) {
    let file = SourceFile(id: FileID(0), name: "x", text: String(decoding: bytes, as: UTF8.self))
    let interner = Interner()
    let result = Parser.parse(file, interner: interner)
    let count = UInt32(file.bytes.count)
    var isSound = true
    for node in result.tree.nodes where node.start > node.end || node.end > count { isSound = false }
    for error in result.errors + result.warnings {
      if error.span.start > error.span.end || error.span.end > count { isSound = false }
      if error.diagnostic.message.isEmpty { isSound = false }
    }
    if TreePrinter(tree: result.tree, interner: interner).text.contains("?"), result.errors.isEmpty {
      isSound = isSound && bytes.contains(UInt8(ascii: "?"))
    }
    #expect(isSound, "\(String(decoding: bytes, as: UTF8.self))")
  }

  @Test(arguments: corpus.indices)
  func everyPrefix(number: Int) {
    let bytes = Array(RobustnessTests.corpus[number].utf8)
    for end in bytes.indices { check(Array(bytes[..<end])) }
  }

  @Test(arguments: corpus.indices)
  func everyLostByte(number: Int) {
    let bytes = Array(RobustnessTests.corpus[number].utf8)
    for index in bytes.indices { check(Array(bytes[..<index] + bytes[(index + 1)...])) }
  }

  @Test(arguments: corpus.indices)
  func everyLostAndDoubledToken(number: Int) {
    let bytes = Array(RobustnessTests.corpus[number].utf8)
    let file = SourceFile(id: FileID(0), name: "x", text: RobustnessTests.corpus[number])
    for token in Lexer.tokens(file, interner: Interner()) {
      let (start, end) = (Int(token.start), Int(token.end))
      check(Array(bytes[..<start] + bytes[end...]))
      check(Array(bytes[..<end] + bytes[start..<end] + bytes[end...]))
    }
  }

  @Test func everyByteIsAnswered() {
    for first in UInt8.min...UInt8.max {
      for second in [UInt8](" \n\"{}()[]|=.-@#'0a\\".utf8) { check([first, second, 0x61]) }
    }
  }

  @Test(arguments: [
    "(", "[", "{", "{a:", "f(", "-", "not ", "a[", "if a {", "x -> ", "\"{", "a ?? ", "match x { else => ", "try {",
    "return ",
    "fail ", "{a: {", "let x: List<", "let x: (", "for x in ", "while ", "contact @a at ", "explain ", "xs | map ",
    "xs | each {",
    "if ", "test \"x\" {", "must x {", "\"\"\"{", "fn f() {", "xs | where (", "template t() {", "at x {", "done ",
    "draft f(", "a.",
    "else ", "in ", ")", "]", "}", "a in ", "a |", "=> ", "catch ", "never x { on ",
  ])
  func nothingIsTooDeep(opener: String) {
    onDeepStack {
      let parsed = Parsed(String(repeating: opener, count: 20_000))
      #expect(!parsed.result.errors.isEmpty || parsed.text.count > 1000)
      #expect(parsed.result.errors.count < 20_002)
    }
  }

  @Test func nestingHasALimitOf256() {
    onDeepStack { RobustnessTests.checkLimit() }
  }

  private static func checkLimit() {
    func nest(_ count: Int) -> String {
      String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)
    }
    #expect(Parsed(nest(256)).mistakes == [])
    #expect(Parsed(nest(257)).codes == ["K0126"])
    #expect(Parsed(String(repeating: "not ", count: 256) + "a").mistakes == [])
    #expect(Parsed(String(repeating: "- ", count: 300) + "a").codes == ["K0126"])
    for (opener, closer) in [
      ("if a {", "}"), ("while a {", "}"), ("for a in b {", "}"), ("try {", "} catch { 1 }"),
      ("match a { else => ", "}"), ("xs | each {", "}"), ("xs | where (", ")"), ("xs | any(", ")"), ("f(", ")"),
      ("{ a: ", "}"), ("[", "]"), ("[a: ", "]"), ("x -> {", "}"), ("\"{", "}\""), ("contact @a { name: ", "}"),
      ("let f = x -> {", "}"), ("at a {", "}"), ("test \"x\" {", "}"),
    ] {
      let row = String(repeating: opener, count: 256) + "1" + String(repeating: closer, count: 256)
      #expect(Parsed(row).mistakes == [], "\(opener)")
      #expect(Parsed(opener + row + closer).codes == ["K0126"], "\(opener)")
    }
    #expect(Parsed(String(repeating: "if a {", count: 300) + String(repeating: "}", count: 300)).codes == ["K0126"])
  }

  @Test func rowsOfOperatorsAreNoNesting() {
    for sign in [" + ", " ?? ", " and ", " .. ", " * ", " | "] {
      #expect(Parsed("a" + String(repeating: sign + "a", count: 100_000)).mistakes == [], "\(sign)")
    }
    #expect(Parsed("a" + String(repeating: ".a", count: 100_000)).mistakes == [])
    #expect(Parsed(String(repeating: "if a { 1 } else ", count: 100_000) + "{ 1 }").mistakes == [])
    #expect(Parsed("[" + String(repeating: "1, ", count: 100_000) + "1]").mistakes == [])
  }

  /// A time, so that it is asked for: `MEASURE=1 swift test --filter timeGrowsWithLengthAlone`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["MEASURE"] == "1"))
  func timeGrowsWithLengthAlone() {
    let clock = ContinuousClock()
    for source in [
      "f(a, \"{b}\") | where c == d\n", "## a\nfn f() = 1\n", "a b\n", "f(\n", "\"{\n", "{", "(", "[{(", ")", "}",
      "( let x = 1\n", "\"\"\" {a} \"\" ",
      "a(\"{b} {c}\"); ", "@a.b, ", "## a\n", "x |\n", "1 +; ", "a b; 'c\n",
    ] {
      let short = String(repeating: source, count: 4_000)
      let long = String(repeating: source, count: 32_000)
      let shortTime = clock.measure { _ = Parsed(short).result }
      let longTime = clock.measure { _ = Parsed(long).result }
      // Eight times the text; sixty-four times the time would be quadratic.
      #expect(longTime < shortTime * 32 + .milliseconds(50), "\(source): \(shortTime), \(longTime)")
    }
  }
}
