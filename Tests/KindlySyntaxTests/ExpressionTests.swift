// Every form of expression: literals, precedence in pairs, postfix forms, lambdas, records and blocks.

import Testing

@Suite struct ExpressionTests {
  @Test(arguments: [
    ("42", "42"), ("1_000", "1000"), ("3.5", "3.5"), ("1e9", "1000000000.0"), ("1.5e-3", "0.0015"), ("60%", "0.6"),
    ("2.5%", "0.025"), ("-9223372036854775808", "-9223372036854775808"), ("9223372036854775807", "9223372036854775807"),
    ("true", "true"), ("false", "false"), ("nothing", "nothing"), ("it", "it"), ("@dana-reyes_2", "@dana-reyes_2"),
    ("2026-11-24", "(date 20781)"), ("1970-01-01", "(date 0)"), ("1969-12-31", "(date -1)"),
    ("2024-02-29", "(date 19782)"), ("0001-01-01", "(date -719162)"), ("9999-12-31", "(date 2932896)"),
    ("17:00", "(time 17:0:0)"), ("08:30:15", "(time 8:30:15)"), ("00:00", "(time 0:0:0)"),
    ("2026-11-24 10:00", "(dateTime 20781 10:0:0)"), ("2026-11-24   10:00:05", "(dateTime 20781 10:0:5)"),
    ("2026-11-24T10:00", "(dateTime 20781 10:0:0)"), ("2026-11-24T10:00Z", "(dateTime 20781 10:0:0 Z)"),
    ("2026-11-24T10:00+01:00", "(dateTime 20781 10:0:0 +01:00)"),
    ("2026-11-24 10:00 -05:30", "(dateTime 20781 10:0:0 -05:30)"),
    ("2026-11-24 10:00 Europe/Berlin", "(dateTime 20781 10:0:0 Europe/Berlin)"),
    ("2026-11-24 10:00 America/Argentina/Buenos_Aires", "(dateTime 20781 10:0:0 America/Argentina/Buenos_Aires)"),
    ("2026-11-24 10:00 UTC", "(dateTime 20781 10:0:0 UTC)"),
    ("2026-11-24 10:00-1h", "(- (dateTime 20781 10:0:0) (duration 1 hours))"),
    ("2026-11-24..2026-11-25", "(.. (date 20781) (date 20782))"),
    ("90s", "(duration 90 seconds)"), ("45m", "(duration 45 minutes)"), ("24h", "(duration 24 hours)"),
    ("3d", "(duration 3 days)"), ("5bd", "(duration 5 businessDays)"), ("2w", "(duration 2 weeks)"),
    ("1mo", "(duration 1 months)"), ("1y", "(duration 1 years)"), ("45 minutes", "(duration 45 minutes)"),
    ("1 month", "(duration 1 months)"), ("5 business days", "(duration 5 businessDays)"),
    ("1 business day", "(duration 1 businessDays)"), ("1h + 30m", "(+ (duration 1 hours) (duration 30 minutes))"),
    ("[:]", "(map)"), ("[\"a\": 1, \"b\" : 2,]", "(map \"a\" 1 \"b\" 2)"),
    ("[a ?? b: x -> x, c.d: [e: [f]]]", "(map (?? a b) (lambda ((param x)) x) (. c d) (map e (list f)))"),
    ("[\n  17:00 : 1\n, 1\n: xs | sum a]", "(map (time 17:0:0) 1 1 (| xs (verb sum a)))"),
    ("[1, 2,]", "(list 1 2)"), ("[]", "(list)"), ("{ name: \"x\", n: 1 }", "(record (name: \"x\") (n: 1))"),
    ("{}", "(record)"), ("{\n  a: 1\n  b: 2,\n  c: 3\n}", "(record (a: 1) (b: 2) (c: 3))"),
  ])
  func literal(source: String, tree: String) {
    let parsed = Parsed(source)
    #expect(parsed.text == tree)
    #expect(parsed.mistakes == [])
  }

  @Test(arguments: [
    (#""a\n\t\r\"\\\{\}\u{1F600}b""#, #""a\n\#t\#r\"\\{}😀b""#), (#"'\d+ {x} "y"'"#, #""\\d+ {x} \"y\"""#),
    (#""""#, #""""#),
    (#""Hello {to.first_name}!""#, #"(text "Hello " (. to first_name) "!")"#), (#""{a}{b}""#, "(text a b)"),
    (#""{c.title ?? "colleague"}""#, #"(text (?? (. c title) "colleague"))"#),
    (
      #""{xs | map x -> "<{x}>" | join(", ")} }""#,
      #"(text (| (| xs (verb map (lambda ((param x)) (text "<" x ">")))) (call join ", ")) " }")"#
    ),
    (#""{if a { "b" } else { {c: 1} }}""#, #"(text (if a (block "b") (block (record (c: 1)))))"#),
    ("\"\"\"\n  one\n    two\n\n  three\n  \"\"\"", #""one\n  two\n\nthree""#),
    ("\"\"\"one\"\"\"", #""one""#), ("\"\"\"\n\"\"\"", #""""#), ("\"\"\"\n\n\"\"\"", #""""#), ("\"\"\"\"\"\"", #""""#),
    ("\"\"\"\r\n  one\r\n  two\r\n  \"\"\"", #""one\ntwo""#),
    (
      "\"\"\"\n  Dear {to.first_name},\n  \"quoted\" {\n    x }\\n\n  \"\"\"",
      #"(text "Dear " (. to first_name) ",\n\"quoted\" " x "\n")"#
    ),
  ])
  func text(source: String, tree: String) {
    let parsed = Parsed(source)
    #expect(parsed.text == tree)
    #expect(parsed.mistakes == [])
  }

  @Test(arguments: [
    ("a or b and c", "(or a (and b c))"), ("a and b or c", "(or (and a b) c)"), ("not a and b", "(and (not a) b)"),
    ("not a == b", "(not (== a b))"), ("not not a", "(not (not a))"), ("a == b and c == d", "(and (== a b) (== c d))"),
    ("a == b..c", "(== a (.. b c))"), ("a in 1..3", "(in a (.. 1 3))"), ("a not in b", "(not in a b)"),
    ("a ?? 1..b", "(.. (?? a 1) b)"), ("a ?? b + 1", "(?? a (+ b 1))"), ("a ?? b ?? c", "(?? a (?? b c))"),
    ("a - b - c", "(- (- a b) c)"), ("a + b * c", "(+ a (* b c))"), ("a * b + c", "(+ (* a b) c)"),
    ("a / b div c mod d", "(mod (div (/ a b) c) d)"), ("-a * b", "(* (neg a) b)"), ("a * -b", "(* a (neg b))"),
    ("-a.b", "(neg (. a b))"), ("--a", "(neg (neg a))"), ("-2 + 3", "(+ (neg 2) 3)"),
    ("(a or b) and c", "(and (or a b) c)"),
    ("a < b | f", "(| (< a b) f)"), ("x -> x + 1", "(lambda ((param x)) (+ x 1))"),
    ("x -> x | f", "(| (lambda ((param x)) x) f)"), ("x -> y -> x", "(lambda ((param x)) (lambda ((param y)) x))"),
    ("(a, b) -> a or b", "(lambda ((param a) (param b)) (or a b))"), ("() -> 1", "(lambda () 1)"),
    ("(x: Int, y: Text?) -> x", "(lambda ((param x : Int) (param y : Text?)) x)"),
    ("x -> { let y = x\n y }", "(lambda ((param x)) (block (let y = x) y))"),
    ("x -> { a: x }", "(lambda ((param x)) (record (a: x)))"),
    ("today + 3d < due", "(< (+ today (duration 3 days)) due)"),
    ("not a in b", "(not (in a b))"), ("a in b == c", "(== (in a b) c)"),
  ])
  func precedence(source: String, tree: String) { #expect(Parsed(source).text == tree) }

  @Test(arguments: [
    ("f()", "(call f)"), ("f(a, name: b | first,)", "(call f a (name: (| b (verb first))))"),
    ("a.b?.c[0](1)", "(call (index (?. (. a b) c) 0) 1)"), ("xs[-1]", "(index xs (neg 1))"),
    ("Outcome.waiting", "(. Outcome waiting)"), ("today 17:00", "(atTime today (time 17:0:0))"),
    ("(i.reply_by ?? today) 09:00", "(atTime (?? (. i reply_by) today) (time 9:0:0))"),
    ("next friday 17:00", "(atTime (next friday) (time 17:0:0))"), ("last monday", "(last monday)"),
    ("next.role", "(. next role)"), ("3d ago", "(ago (duration 3 days))"), ("n * 1h", "(* n (duration 1 hours))"),
    ("2 business days from now", "(fromNow (duration 2 businessDays))"), ("x.test_1", "(. x test_1)"),
    ("[today 17:00, friday]", "(list (atTime today (time 17:0:0)) friday)"), ("div", "div"), ("a div\nb", "(div a b)"),
    ("if a { 1 }", "(if a (block 1))"),
    ("if a { 1 } else if b { 2 } else { 3 }", "(if a (block 1) (if b (block 2) (block 3)))"),
    ("let x = if a { 1 } else { 2 }", "(let x = (if a (block 1) (block 2)))"),
    ("x ?? fail \"no\"", "(?? x (fail \"no\"))"), ("return", "(return)"), ("return a | f", "(return (| a f))"),
    ("{ break\n continue; }", "(block break continue)"),
    ("try { f() }\ncatch { 1 }", "(try (block (call f)) _none_ (block 1))"),
    ("let x = try { 1 } catch e { 2 }", "(let x = (try (block 1) e (block 2)))"),
    (
      "match x { 1, -2 => a, 3..4 => b; nothing => c\n y if y > 3 and z => { d }\n _ => {}\n else => { e: 1 } }",
      "(match x (=> (1 (neg 2)) a) (=> ((.. 3 4)) b) (=> (nothing) c) (=> (y) (if (and (> y 3) z)) (block d)) (=> (_) (record)) (=> else (record (e: 1))))"
    ),
    ("match x { Outcome.offer => 1\n else => 2 }", "(match x (=> ((. Outcome offer)) 1) (=> else 2))"),
  ])
  func forms(source: String, tree: String) {
    let parsed = Parsed(source)
    #expect(parsed.text == tree)
    #expect(parsed.mistakes == [])
  }

  @Test func bracesMeanRecordsOrBlocks() {
    #expect(Parsed("{ a\n b }").text == "(block a b)")
    #expect(Parsed("let f = () -> {}").text == "(let f = (lambda () (record)))")
    #expect(Parsed("f({ a: { b: 1 } })").text == "(call f (record (a: (record (b: 1)))))")
    #expect(Parsed("if a {}").text == "(if a (block))")
    #expect(Parsed("for x in f({ a: 1 }) { x }").text == "(for (x) (call f (record (a: 1))) (block x))")
    #expect(Parsed("if x == ({ a: 1 }) { x }").text == "(if (== x (record (a: 1))) (block x))")
  }
}
