// Where a line break ends a statement, and what a text needs that is not whole.

import KindlySource
import Testing

@testable import KindlySyntax

@Suite struct LineTests {
  @Test(arguments: [
    ("a\nb", "a\nb"), ("a;b;;c", "a\nb\nc"), ("a +\nb", "(+ a b)"), ("a\n+ b", "a\n?"), ("a ==\n\n# c\n b", "(== a b)"),
    ("a\n| f", "(| a f)"), ("a\n# c\n\n  | f", "(| a f)"), ("a\n.b", "(. a b)"), ("a\n?.b", "(?. a b)"),
    ("a\n?? b", "(?? a b)"),
    ("a\nand b", "(and a b)"), ("a\nor b", "(or a b)"), ("a\nandy", "a\nandy"), ("let x =\n 1", "(let x = 1)"),
    ("f(a,\n b\n)", "(call f a b)"), ("f(a\n, b)", "(call f a b)"), ("[1,\n2\n]", "(list 1 2)"),
    ("(a\n+ b)", "(+ a b)"),
    ("f(x -> {\n a\n b\n})", "(call f (lambda ((param x)) (block a b)))"), ("x ->\n 1", "(lambda ((param x)) 1)"),
    ("if a { 1 }\nelse { 2 }", "(if a (block 1) (block 2))"),
    ("if a { 1 }\n\n# c\nelse if b { 2 }", "(if a (block 1) (if b (block 2)))"),
    ("match a {\n b => 1\n else => 2\n}", "(match a (=> (b) 1) (=> else 2))"),
    ("match a {\n b =>\n 1\n else  => 2\n}", "(match a (=> (b) 1) (=> else 2))"),
    ("var x: List<Int> = y\nz", "(var x : (List Int) = y)\nz"), ("a\r\nb\r\n", "a\nb"), ("a not\nin b", "(not in a b)"),
    ("xs | sort a,\n b", "(| xs (verb sort a b))"), ("xs |\n f", "(| xs f)"), ("\u{FEFF}a", "a"), ("#!/x\na", "a"),
    ("", ""), ("\n\n#", ""),
    ("{ a: List<Int>\n}", "?"), ("1\n..2", "(.. 1 2)"),
    ("let div = 1\nlet b = div\nc", "(let div = 1)\n(let b = div)\nc"),
  ])
  func lines(source: String, tree: String) {
    if tree.hasSuffix("?") {
      #expect(!Parsed(source).mistakes.isEmpty)
    } else {
      #expect(Parsed(source).text == tree)
      #expect(Parsed(source).mistakes == [])
    }
  }

  @Test(arguments: [
    "f(", "[1, 2", "{", "if a {", "f({ a: 1", "\"\"\"abc", "\"\"\"\n{x", "a +", "a |", "let x =", "a ==  # c\n",
    "a and", "x ->", "a,", "a.",
    "a mod", "a not", "match x {\n a =>", "try { 1 }", "try { 1 }\n",
  ])
  func incomplete(source: String) { #expect(Parsed(source).result.isIncomplete) }

  @Test(arguments: ["", "a", "f()", "\"abc", "if a { }", "a b", ")", "let x", "# a +", "\"a {b", "{}", "a\n"])
  func complete(source: String) { #expect(!Parsed(source).result.isIncomplete) }

  @Test func tokensForHighlighting() {
    let file = SourceFile(id: FileID(0), name: "x", text: "## d\nlet a = \"b {c} d\" # e\n@h 3d")
    let tokens = Lexer.tokens(file, interner: Interner())
    #expect(
      tokens.map(\.kind) == [
        .docComment, .keyword, .name, .assign, .textOpen, .textPiece, .interpolationOpen, .name, .interpolationClose,
        .textPiece, .textClose, .comment, .newline, .handle, .duration, .end,
      ])
    let text = tokens.map { file.text(Span(file: file.id, start: $0.start, end: $0.end)) }
    #expect(text[4...10].joined() == "\"b {c} d\"")
  }

  @Test func wordsAreStoredByTheirOrder() {
    for (number, word) in Word.allCases.enumerated() { #expect(Int(word.order) == number) }
    #expect(Word.allCases.filter(\.isReserved).count == 30)
  }
}
