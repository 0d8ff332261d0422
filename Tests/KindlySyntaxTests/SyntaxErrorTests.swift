// Mistakes: code, place and words of each; one for a cause, all of the independent ones; fix-its that mend.

import KindlyDiagnostics
import KindlySource
import Testing

@testable import KindlySyntax

@Suite struct SyntaxErrorTests {
  @Test(arguments: [
    ("let x = 2026-02-30", "K0117 1:9 there is no day `2026-02-30`"),
    ("let x = 2025-02-29", "K0117 1:9 there is no day `2025-02-29`"),
    ("2026-13-01 10:00", "K0117 1:1 there is no day `2026-13-01`"), ("24:00", "K0118 1:1 `24:00` is no time of day"),
    ("2026-01-01 10:60", "K0118 1:12 `10:60` is no time of day"),
    ("9:30", "K0119 1:1 hours and minutes have two digits"),
    ("2026-01-01T10:00+99:00", "K0120 1:17 `+99:00` is no offset from UTC"),
    ("1.5h", "K0115 1:1 `1.5h` is no duration"),
    ("1h30m", "K0116 1:1 a duration has one unit"), ("45min", "K0114 1:3 `min` is no unit of time"),
    ("0x1F", "K0114 1:2 `x1F` is no unit of time"),
    ("1_", "K0111 1:1 `1_` is no number"),
    ("9223372036854775808", "K0112 1:1 `9223372036854775808` is too large for a whole number"),
    ("99999999999999999999", "K0112 1:1 `99999999999999999999` is too large for a whole number"),
    ("1e999", "K0113 1:1 `1e999` is too large for a number"),
    ("2026-1-5", "K9010 1:1 this is a subtraction, not a date"),
    ("let s = \"abc\nx", "K0103 1:9 this text is not closed on its line"),
    ("'abc\nx", "K0103 1:1 this text is not closed on its line"),
    ("\"a {b\nx", "K0103 1:1 this text is not closed on its line"),
    ("\"\"\"abc", "K0104 1:1 this text block is never closed"), ("\"a\\qb\"", "K0105 1:3 `\\q` is no escape"),
    ("\"\\u{110000}\"", "K0106 1:2 this is not the number of a character"),
    ("\"\\u{D800}\"", "K0106 1:2 this is not the number of a character"),
    ("\"a{}\"", "K0107 1:3 there is nothing between these braces"),
    ("\"\"\"\n  a\n b\n  \"\"\"", "K0108 3:1 this line is indented less than the closing \"\"\""),
    ("“hi”", "K0109 1:1 texts stand between straight quotes"), ("@Dana", "K0110 1:1 `@Dana` is no handle"),
    ("a && b", "K0102 1:3 Kindly has no `&&`"), ("a || b", "K0102 1:3 Kindly has no `||`"),
    ("!a", "K0102 1:1 Kindly has no `!`"),
    ("a & b", "K0102 1:3 Kindly has no `&`"), ("5 % 3", "K0102 1:3 Kindly has no `%`"),
    ("a $ b", "K0101 1:3 `$` has no meaning outside a text"),
    ("let café = 1", "K0101 1:5 `café` has no meaning outside a text"),
    ("a\u{A0}+ b", "K0101 1:2 a blank that is no ordinary blank has no meaning outside a text"),
    ("a \u{2013} b", "K0101 1:3 `\u{2013}` has no meaning outside a text"),
    ("a = b = c", "K0131 1:7 `=` gives a variable its value"),
    ("if a = b { 1 }", "K0131 1:6 `=` gives a variable its value"),
    ("xs | where a = b", "K0131 1:14 `=` gives a variable its value"),
    ("while (a = b) { 1 }", "K0131 1:10 `=` gives a variable its value"),
    ("f(a = 1)", "K0132 1:5 named arguments are written with `:`"),
    ("1 = 2", "K0133 1:1 nothing can be assigned to this"), ("n += 1", "K0134 1:3 Kindly has no `+=`"),
    ("a < b < c", "K0130 1:7 comparisons do not chain"),
    ("if a { 1 } elif b { 2 } else { 3 }", "K0135 1:12 Kindly has no `elif`"),
    ("if a { 1 }\nelsif b { 2 }", "K0135 2:1 Kindly has no `elsif`"),
    ("while x == { a: 1 } { 2 }", "K0136 1:12 a record cannot stand bare here"),
    ("if note \"x\" { 2 }", "K0137 1:4 the declaration of a note cannot stand bare here"),
    ("a == not b", "K0138 1:6 `not` binds looser than the operator before it"),
    ("def f(x: Int) = 3", "K0139 1:1 Kindly has no `def`"), ("use \"a{b}\"", "K0140 1:5 a plain text must stand here"),
    ("if x\n{ 1 }", "K0125 2:1 a block begins on the line of what it belongs to"),
    ("print (3)", "K0128 1:7 a call has no blank before its `(`"),
    ("let test = 3", "K0129 1:5 `test` is a reserved word"), ("fn if() = 3", "K0129 1:4 `if` is a reserved word"),
    ("{ a: 1, in: 2 }", "K0129 1:9 `in` is a reserved word"),
    ("must x { due a\n due b }", "K0141 2:2 `due` stands here twice"),
    ("must x { foo a\n due b }", "K0142 1:10 `foo` is no clause of a `must` rule"),
    ("never x { due a }", "K0142 1:11 `due` is no clause of a `never` rule"),
    ("xs | take 3, 4", "K0144 1:12 `take` takes no more than this"),
    ("match x { else => 1\n 2 => 3 }", "K0145 1:11 `else` is the last arm of a `match`"),
    ("try { 1 }\nx", "K0146 1:1 this `try` has no `catch`"),
    ("xs | count > 3", "K0148 1:12 `>` cannot stand behind a pipeline"),
    ("f(xs | first ?? 3)", "K0148 1:14 `??` cannot stand behind a pipeline"),
    ("let d = 24.11.2026", "K0117 1:9 there is no day `24.11.2026`"),
    ("let s = 'it's'", "K0103 1:14 this text is not closed on its line"),
    ("let z = 3 +\nlet q = 4", "K0121 1:12 expected a value, found the end of the line"),
    ("for i in xs | where a = b { i }", "K0131 1:23 `=` gives a variable its value"),
    ("f(x y)", "K0147 1:5 `y` cannot stand here"),
    ("\"{\"", "K0103 1:1 this text is not closed on its line"),
    ("f(\"{\", 2)\nlet y = 3", "K0103 1:3 this text is not closed on its line"),
    ("f(\"a, b\n  c)", "K0103 1:3 this text is not closed on its line"),
    ("let s = \"one two\n three four\"\nlet t = 1", "K0103 1:9 this text is not closed on its line"),
    ("let s = \"\"\"\n  a {\"}\n  b\n  \"\"\"\nlet t = 1", "K0103 2:6 this text is not closed on its line"),
    ("\"\"\"\n{\"\"\"", "K0104 1:1 this text block is never closed"),
    ("a < b < c < d == e", "K0130 1:7 comparisons do not chain"), ("50 %", "K0102 1:4 Kindly has no `%`"),
    ("100%3", "K0102 1:4 Kindly has no `%`"), ("a === b", "K0102 1:3 Kindly has no `===`"),
    ("a !== b", "K0102 1:3 Kindly has no `!==`"), ("a <> b", "K0102 1:3 Kindly has no `<>`"),
    ("1__0", "K0111 1:1 `1__0` is no number"), ("1.5_", "K0111 1:1 `1.5_` is no number"),
    (".5", "K0151 1:1 `.5` is no number"), ("1.", "K0151 1:1 `1.` is no number"),
    ("2026-11-24 10:00 PST", "K0150 1:18 `PST` is no zone"),
    ("2026-11-24T10:00:30.5Z", "K0118 1:12 `10:00:30.5` is no time of day"),
    ("print \"x\" + 3", "K0152 1:1 what `print` is called with stands in parentheses"),
    ("f(a; b)", "K0121 1:4 expected `,`, found `;`"), ("`x`", "K0109 1:1 texts stand between straight quotes"),
    ("match x {\n a\n => 1\n b => 2\n}", "K0121 2:3 expected `=>`, found the end of the line"),
    (
      "a \u{200B}+ b",
      "K0101 1:3 the invisible character U+200B (zero width space) has no meaning outside a text"
    ),
    (
      "pass\u{2060}word + 1", "K0101 1:5 the invisible character U+2060 (word joiner) has no meaning outside a text"
    ),
    (
      "if a \u{2066}{ 1 }",
      "K0101 1:6 the invisible character U+2066 (left-to-right isolate) has no meaning outside a text"
    ),
    ("\"a\u{202E}b\"", "K9030 1:3 this text holds the invisible character U+202E (right-to-left override)"),
    ("\"\"\"\na {b}\u{200B}c\n\"\"\"", "K9030 2:6 this text holds the invisible character U+200B (zero width space)"),
    ("a # b\u{61C}", "K9030 1:6 this comment holds the invisible character U+061C (Arabic letter mark)"),
    ("[a: 1, b]", "K0149 1:8 this has no key"), ("[a, b: 1, c]", "K0149 1:6 a list has no keys"),
    ("[a: 1, b: , c: 2]", "K0121 1:11 expected a value, found `,`"),
    ("[: 1]", "K0121 1:2 expected a value, found `:`"),
    ("a b", "K0122 1:3 `b` cannot stand here"),
    ("let x", "K0121 1:6 expected `=` and a value behind the name, found the end of the text"),
    ("let x =\n", "K0121 1:8 expected a value, found the end of the text"),
    ("fn f(x Int) = 1", "K0121 1:8 expected `:` behind the parameter's name, found `Int`"),
    ("for x xs { 1 }", "K0121 1:7 expected `in` and a list behind the name, found `xs`"),
    ("let x: 3 = 4", "K0121 1:8 expected a type, found `3`"),
    ("match x { 1 -> 2 }", "K0121 1:13 expected `=>`, found `->`"),
    ("xs | 3", "K0121 1:6 expected a verb or a function, found `3`"),
    ("{ a: 1; b: 2 }", "K0121 1:7 expected `,` or a new line, found `;`"),
    (")", "K0124 1:1 nothing is open that `)` would close"),
    ("a }\nb", "K0124 1:3 nothing is open that `}` would close"),
    ("f(a\nlet b = 1\nlet c = 2", "K0123 1:2 this `(` is never closed"),
    ("if a {\n b", "K0123 1:6 this `{` is never closed"),
    ("\"{a b} {c}\"", "K0147 1:5 `b` cannot stand here"),
    ("\"{1 +} {c}\"", "K0121 1:6 expected a value, found the end of the braces"),
  ])
  func mistake(source: String, expected: String) { #expect(Parsed(source).mistakes == [expected]) }

  @Test(arguments: [
    ("9:30", "09:30"), ("@Dana", "@dana"), ("a && b || c", "a and b or c"), ("!a", "not a"),
    ("if a = b { 1 }", "if a == b { 1 }"),
    ("f(a = 1)", "f(a : 1)"), ("45min", "45m"), ("if a { 1 } elif b { 2 }", "if a { 1 } else if b { 2 }"),
    ("print (3)", "print(3)"),
    ("“hi”", "\"hi\""), ("def f() = 3", "fn f() = 3"), ("match x { 1 -> 2 }", "match x { 1 => 2 }"),
    ("{ a: 1; b: 2 }", "{ a: 1, b: 2 }"),
    ("f(a", "f(a)"), ("f(xs | a | count > 3)", "f((xs | a | count) > 3)"), ("2026-1-5", "2026-01-05"),
    ("1h30m", "(1h + 30m)"), ("\"\\d{}\"", "\"\\\\d\\{\\}\""),
    ("5 % 3", "5 mod 3"), ("a === b", "a == b"), (".5 + 1", "0.5 + 1"), ("1. + 2", "1.0 + 2"), ("f(a; b)", "f(a, b)"),
    ("a\u{200B} + b", "a + b"), ("a # b\u{202E}", "a # b"), ("`x`", "\"x\""),

  ])
  func fixIt(source: String, expected: String) {
    #expect(mended(source) == expected)
    #expect(Parsed(mended(source)).mistakes == [])
  }

  @Test func independentMistakesAreAllReported() {
    let source = """
      let a = 2026-02-30
      let b = f(1 +, 2 *, { x: , y: 3 }, [4 5])
      fn g(x: Int) {
        let y = (3
        let z = ]
        x y
      }
      contact @d "D" at "A" { email "x", phone: "y" }
      if a = 1 { b == }
      never r { when
        because "x" "y" }
      let ok = 1
      """
    #expect(
      Parsed(source).mistakes.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
        "K0117 1:9", "K0121 2:14", "K0121 2:19", "K0121 2:26", "K0147 2:39", "K0123 4:11", "K0121 5:11", "K0122 6:5",
        "K0121 8:31", "K0131 9:6", "K0121 9:17", "K0121 10:15", "K0122 11:15",
      ])
    #expect(Parsed(source).text.hasSuffix("(let ok = 1)"))
  }

  @Test func emojiAndScriptsThatNeedJoinersAreNoMistake() {
    #expect(Parsed("\"👨\u{200D}👩\u{200D}👧\" # می\u{200C}خواهم").mistakes == [])
    #expect(Parsed("\"a\u{200D}b\"").codes == ["K9030"])
  }

  @Test func everyCodeIsItsOwn() {
    let span = Span(file: FileID(0), start: 0, end: 1)
    let errors: [SyntaxError] = [
      .strayCharacter(span, text: "$", instead: nil), .foreignOperator(span, written: "&&", instead: "and"),
      .unterminatedText(span, brace: nil),
      .unterminatedTextBlock(span), .unknownEscape(span, text: "\\q"), .invalidScalar(span), .emptyInterpolation(span),
      .underIndented(span),
      .smartQuotes(span, content: ""), .invalidHandle(span, text: "@"), .malformedNumber(span, text: ""),
      .integerTooLarge(span, text: ""),
      .numberTooLarge(span, text: ""), .unknownUnit(span, text: "", instead: nil), .fractionalDuration(span, text: ""),
      .compoundDuration(span, instead: ""), .invalidDate(span, text: "", reason: ""),
      .invalidTime(span, text: "", reason: ""),
      .shortTime(span, instead: ""), .invalidOffset(span, text: ""), .expected(span, .value, found: ""),
      .unexpected(span, found: ""),
      .unexpectedInBrackets(span, found: ""), .unclosed(open: span, opener: "(", closer: ")", at: span),
      .unopened(span, closer: ")"),
      .reservedWord(span, word: ""), .operatorBehindPipeline(span, operation: "", pipeline: span),
      .chainedComparison(span, first: span, between: nil), .assignmentForEquality(span),
      .assignmentForArgument(span),
      .notAssignable(span), .compoundAssignment(span, operation: "+", target: nil, operand: nil),
      .foreign(span, written: "", instead: "", replacement: nil), .elseIf(span, written: ""), .recordInHead(span),
      .declarationInHead(span, noun: ""), .braceOnNextLine(span), .blankBeforeParenthesis(span, blank: span),
      .notBehindOperator(span),
      .tooDeep(span), .tooLong(span), .interpolatedName(span),
      .duplicateClause(span, word: "", first: span), .unknownClause(span, found: "", rule: "must"),
      .tooManyArguments(span, verb: ""), .elseNotLast(span), .missingCatch(span),
      .mixedMap(span, isMap: true), .unknownZone(span, text: ""), .bareDecimal(span, text: "", instead: ""),
      .callWithoutParentheses(span, function: "", arguments: nil),
      .dateLikeArithmetic(span, instead: ""),
    ]
    let codes = Set(errors.map(\.diagnostic.code))
    #expect(codes.count == errors.count)
    #expect(!codes.contains(0199))
    #expect(errors.allSatisfy { !$0.diagnostic.message.isEmpty && !$0.diagnostic.message.hasSuffix(".") })
  }
}
