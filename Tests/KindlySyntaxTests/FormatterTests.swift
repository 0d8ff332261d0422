// The formatter: each rule of the style by an example, and what must hold for any source - formatting twice is formatting
// once, the tree is the same, every comment is kept. The repository's own sources are held to it in SessionTests.

import KindlySource
import Testing

@testable import KindlySyntax

@Suite struct FormatterTests {
  private func format(_ source: String) throws -> String {
    let file = SourceFile(id: FileID(0), name: "<test>", text: source)
    return String(decoding: try Formatter.format(file), as: UTF8.self)
  }

  @Test(arguments: [
    ("", ""), ("\n\n", ""), ("# a  \n\n\n\n# b", "# a\n\n# b\n"), ("#! x\n\n1", "#! x\n\n1\n"),
    ("\u{FEFF}1\r\n2\r\n", "1\n2\n"), ("  1\n\n\n\n2;3", "1\n\n2\n3\n"), ("let  x=1 # c", "let x = 1  # c\n"),
    ("1+2*-3- -4", "1 + 2 * -3 - -4\n"), ("not(a)and(b)", "not (a) and (b)\n"), ("1 .. 3", "1..3\n"),
    ("2026-1-5", "2026 - 1 - 5\n"), ("f( a ,b : 2, )", "f(a, b: 2)\n"), ("xs[ 0 ]", "xs[0]\n"),
    ("[ 1,2 ,]", "[1, 2]\n"), ("[ : ]", "[:]\n"), ("[\"a\" :1]", "[\"a\": 1]\n"), ("{a:1}", "{ a: 1 }\n"),
    ("{ }", "{}\n"), ("{a:1\nb:2}", "{\n  a: 1\n  b: 2\n}\n"), ("{\na:1,\n\n\nb:2,}", "{\n  a: 1\n\n  b: 2\n}\n"),
    ("let x:List<Map<Text,(Int)->Int?>>= [ ]", "let x: List<Map<Text, (Int) -> Int?>> = []\n"),
    ("xs|where a|f( x->x )", "xs | where a | f(x -> x)\n"),
    ("xs\n| where a|count", "xs\n  | where a\n  | count\n"), ("xs |\nwhere a", "xs\n  | where a\n"),
    ("let x = a\nand b or c", "let x = a\n  and b or c\n"), ("f(a,\n b)", "f(a, b)\n"),
    ("f(\na, b)", "f(\n  a,\n  b\n)\n"),
    ("if a{1}else{2}", "if a { 1 } else { 2 }\n"), ("if a {1}\nelse {\n2}", "if a {\n  1\n} else {\n  2\n}\n"),
    ("try{1}\ncatch e{2}", "try { 1 } catch e { 2 }\n"), ("xs|each{a;b}", "xs | each {\n  a\n  b\n}\n"),
    ("match a{b,c=>1,else=>2}", "match a { b, c => 1, else => 2 }\n"),
    ("match a{b,c=>1,\n d if e=>2}", "match a {\n  b, c => 1\n  d if e => 2\n}\n"),
    ("never a{on m when b because \"c\"}", "never a {\n  on m\n  when b\n  because \"c\"\n}\n"),
    (
      "must a{for i in b where (c) until d due e do draft f(i)}",
      "must a {\n  for i in b\n  where (c)\n  until d\n  due e\n  do draft f(i)\n}\n"
    ),
    ("\"a {  b }\"+'c  '", "\"a {  b }\" + 'c  '\n"),
    ("x=\"\"\"\n  a\n    b\n  \"\"\"", "x = \"\"\"\n  a\n    b\n  \"\"\"\n"),
    ("[\n# a\n1, # b\n2\n# c\n]", "[\n  # a\n  1,  # b\n  2\n  # c\n]\n"),
    ("f(a, # b\nc)", "f(\n  a,  # b\n  c\n)\n"), ("{ # a\nb:1\n# c\n}", "{  # a\n  b: 1\n  # c\n}\n"),
    ("a + # b\n# c\nd", "a +  # b\n  # c\n  d\n"),
    (
      "if a { 1 } # b\n# c\nelse { 2 }",
      "if a {\n  1\n}  # b\n# c\nelse {\n  2\n}\n"
    ),
    ("fn f() {\n\n# a\n\nb\n\n}", "fn f() {\n  # a\n\n  b\n}\n"), ("today  17:00", "today 17:00\n"),
    ("contact @a \"b\"  at \"c\" {d:e, f:g}", "contact @a \"b\" at \"c\" { d: e, f: g }\n"),
  ])
  func style(source: String, formatted: String) throws {
    #expect(try format(source) == formatted)
    #expect(try format(formatted) == formatted)
  }

  @Test func longLinesBreak() throws {
    let name = String(repeating: "n", count: 30)
    #expect(
      try format("let x = \(name) | where \(name) | where \(name) | where \(name)")
        == "let x = \(name)\n  | where \(name)\n  | where \(name)\n  | where \(name)\n")
    #expect(try format("f(\(name), \(name), \(name), 11)") == "f(\n  \(name),\n  \(name),\n  \(name),\n  11\n)\n")
    #expect(
      try format("let x = if \(name) == \(name) { \(name) } else { \(name) }")
        == "let x = if \(name) == \(name) {\n  \(name)\n} else {\n  \(name)\n}\n")
    #expect(
      try format("let x = \(name) and \(name) and \(name) and 1")
        == "let x = \(name)\n  and \(name)\n  and \(name)\n  and 1\n")
    #expect(
      try format("let x = \(name) + \(name) + \(name) + 1")
        == "let x = \(name) +\n  \(name) +\n  \(name) +\n  1\n")
    #expect(
      try format("contact @a { name: \(name), title: \(name), phone: \(name) }")
        == "contact @a {\n  name: \(name)\n  title: \(name)\n  phone: \(name)\n}\n")
  }

  @Test func theValuesOfAPrepositionKeepTogether() throws {
    let long = String(repeating: "n", count: 84)
    for line in ["note \"\(long)\" on @dana, @acme as detail", "note \"\(long)\(long)\" on @dana, (@acme)"] {
      #expect(try format(line) == line + "\n", "a line cannot break before `on`")
    }
    let many = (1...12).map { "@person-\($0)" }
    #expect(
      try format("note \"told\" on \(many.joined(separator: ",")) as detail") == """
        note "told" on @person-1, @person-2, @person-3, @person-4, @person-5, @person-6, @person-7,
          @person-8, @person-9, @person-10, @person-11, @person-12 as detail

        """)
    #expect(
      try format("interview @a \"Editor\" at \"\(long)\" with @b, @c { stage: onsite, reply_by: friday }") == """
        interview @a "Editor" at "\(long)" with @b, @c {
          stage: onsite
          reply_by: friday
        }

        """)
    for text in ["note \"\(long)\" on \(many.joined(separator: ", # c\n")) as detail { tags: [\"\(long)\"] }"] {
      let once = try format(text)
      #expect(try format(once) == once)
    }
  }

  @Test func aSourceWithMistakesIsRefused() {
    #expect(throws: Formatter.Refusal.self) { try format("let x =") }
    #expect(throws: Formatter.Refusal.self) { try format("f(1") }
  }

  /// Sources whose blanks, line breaks and comments are shaken up, wherever the language lets them.
  @Test(arguments: RobustnessTests.corpus.dropLast().indices)
  func anySpacingIsBroughtIntoStyle(number: Int) throws {
    let source = RobustnessTests.corpus[number]
    let wanted = Parsed(source)
    #expect(wanted.result.errors == [])
    var random = SystemRandomNumberGenerator()
    for _ in 0..<40 {
      let shaken = shake(source, &random)
      let parsed = Parsed(shaken)
      try #require(parsed.text == wanted.text, "\(shaken)")
      let once = try format(shaken)
      #expect(Parsed(once).text == wanted.text)
      #expect(try format(once) == once, "\(shaken)")
      let file = Parsed(once).file
      #expect(
        Formatter.comments(parsed.result.tree, parsed.file) == Formatter.comments(Parsed(once).result.tree, file))
    }
  }

  private func shake(_ source: String, _ random: inout SystemRandomNumberGenerator) -> String {
    let bytes = Array(source.utf8)
    let file = SourceFile(id: FileID(0), name: "x", text: source)
    var shaken: [UInt8] = []
    var end = 0
    /// Line breaks mean nothing in the innermost brackets.
    var open: [Bool] = []
    var index = 0
    let tokens = Lexer.tokens(file, interner: Interner())
    while index < tokens.count {
      let token = tokens[index]
      if token.kind == .leftParenthesis || token.kind == .leftBracket { open.append(true) }
      if token.kind == .leftBrace { open.append(false) }
      if token.kind.isCloser { open = open.dropLast() }
      let isText = token.kind == .textOpen
      let close = isText ? tokens[Int(token.value)] : token
      shaken += bytes[end..<Int(close.end)]
      end = Int(close.end)
      index = isText ? Int(token.value) + 1 : index + 1
      guard index < tokens.count, tokens[index].start >= token.end else { continue }
      let next = tokens[index]
      let isComment = token.kind == .comment || token.kind == .docComment
      // A call and its parenthesis, a date and its time stay together.
      guard !isComment, next.kind != .leftParenthesis, next.kind != .leftBracket, next.kind != .time else { continue }
      let isFree = (open.last ?? false) || token.kind.continuesLine || next.kind == .pipe
      guard isFree, token.kind != .dot, token.kind != .questionDot, next.kind != .time, next.word == .other else {
        continue
      }
      switch Int.random(in: 0..<12, using: &random) {
      case 0: shaken += Array("\n".utf8)
      case 1: shaken += Array(" # c\n".utf8)
      case 2: shaken += Array("\n\n\n  # d\n\n# e\n".utf8)
      case 3: shaken += Array("   ".utf8)
      default: break
      }
    }
    return String(decoding: shaken + bytes[end...], as: UTF8.self)
  }
}
