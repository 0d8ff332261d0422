// Programs and what they print: run plainly, and once more with a collection at every chance.

struct Program: Sendable, CustomStringConvertible {
  let source: String
  let prints: String
  var description: String { String(source.prefix(60)) }

  init(_ source: String, _ prints: String) {
    self.source = source
    self.prints = prints
  }
}

let corpus: [Program] = [
  // MARK: Numbers
  Program("print(1 + 2 * 3)", "7"),
  Program("print(7 div 2); print(-7 div 2); print(7 mod -3); print(-7 mod 3)", "3\n-4\n-2\n2"),
  Program("print(7.5 div 2); print(-7.5 mod 2)", "3.0\n0.5"),
  Program("let a = 7; let b = -2; print(a div b); print(a mod b); print(a / 2)", "-4\n-1\n3.5"),
  Program("print(-9223372036854775808)", "-9223372036854775808"),
  Program("print(1 + 0.5); print(2.0); print(60%)", "1.5\n2.0\n0.6"),
  Program("let n = 3; print(n * 1000000); print(n - 40000); print(-n)", "3000000\n-39997\n-3"),
  Program("print(1 < 2 and 2.5 >= 2 and not (3 == 4))", "true"),
  Program(
    "print(abs(-3)); print(min(2, 1)); print(max(1.5, 2)); print(round(2.5)); print(floor(-2.1))", "3\n1\n2.0\n3\n-3"),

  // MARK: Texts
  Program("print(\"Zoë\" + \"!\"); print(length(\"Zoë\")); print(\"Zoë\"[2]); print(\"abc\"[-1])", "Zoë!\n3\në\nc"),
  Program(
    "print(\"e\\u{301}\" == \"é\"); print(\"é\" in \"cafe\\u{301}\"); print(length(\"e\\u{301}\"))", "true\ntrue\n1"),
  Program("print(upper(\"abc\") + lower(\"DEF\")); print(trim(\"  x \") + \"|\")", "ABCdef\nx|"),
  Program(
    "print(split(\"a,b,,c\", \",\")); print(join([\"a\", \"b\"], \"-\")); print(replace(\"banana\", \"an\", \"o\"))",
    "[\"a\", \"b\", \"\", \"c\"]\na-b\nbooa"),
  Program(
    "print(starts_with(\"Acme\", \"Ac\")); print(ends_with(\"Acme\", \"me\")); print(contains(\"bees\", \"ee\"))",
    "true\ntrue\ntrue"),
  Program("print(words(\" Dana  Reyes \")); print(lines(\"a\\nb\\n\"))", "[\"Dana\", \"Reyes\"]\n[\"a\", \"b\"]"),
  Program(
    "var s = \"\"\nfor i in 1..300 { s = s + \"ab\" }\nlet t = s + \"c\"\nlet u = s + \"d\"\nprint(length(s)); print(t[-1]); print(u[-1])",
    "600\nc\nd"),
  Program("let n = 2\nprint(\"n is {n}, half {n / 4}, {[\"q\"]}, {true}\")", "n is 2, half 0.5, [\"q\"], true"),
  Program("print(\"a\" < \"b\"); print(\"Z\" < \"a\"); print(\"ab\" < \"abc\")", "true\ntrue\ntrue"),
  Program("print([\"a\\n\\\"\\{\"])", "[\"a\\n\\\"\\{\"]"),

  // MARK: Lists and records are values
  Program("let xs = [3, 1, 2]\nvar ys = xs\nys[0] = 9\nys[-1] = 7\nprint(xs); print(ys)", "[3, 1, 2]\n[9, 1, 7]"),
  Program(
    "var xs = [1]\nlet ys = xs\nxs = xs + [2]\nlet zs = xs\nxs = xs + [3]\nxs[0] = 9\nprint(xs); print(ys); print(zs)",
    "[9, 2, 3]\n[1]\n[1, 2]"),
  Program(
    "fn f() -> List<Int> {\n  var xs: List<Int> = []\n  for i in 1..5 { xs = xs + [i] }\n  let kept = xs\n  xs = xs + [6]\n  xs[0] = 100\n  kept + xs\n}\nprint(f())",
    "[1, 2, 3, 4, 5, 100, 2, 3, 4, 5, 6]"),
  Program(
    "var g = [[1, 2], [3]]\nlet row = g[0]\ng[0][1] = 9\nlet again = g[0]\ng[0][0] = 8\nprint(g); print(row); print(again)",
    "[[8, 9], [3]]\n[1, 2]\n[1, 9]"),
  Program(
    "var r = { a: 1, xs: [1, 2] }\nlet q = r\nr.a = 2\nr.xs[0] = 5\nlet p = r\nr.xs[1] = 6\nprint(r); print(q); print(p)",
    "{a: 2, xs: [5, 6]}\n{a: 1, xs: [1, 2]}\n{a: 2, xs: [5, 2]}"),
  Program("var g = [[1]]\nfor row in g { g[0][0] = 7; print(row) }\nprint(g)", "[1]\n[[7]]"),
  Program(
    "let r = { a: 1, b: \"x\", c: 2.5 }\nprint(r); print(r.b); print(r == { a: 1, b: \"x\", c: 2.5 })",
    "{a: 1, b: \"x\", c: 2.5}\nx\ntrue"),
  Program(
    "print([1, 2] == [1, 2]); print(2 in [1, 2]); print(3 not in [1, 2]); print([\"a\"] + [\"b\"])",
    "true\ntrue\ntrue\n[\"a\", \"b\"]"),
  Program(
    "print(1..4); print(3..1); print(2026-01-30..2026-02-01)", "[1, 2, 3, 4]\n[]\n[2026-01-30, 2026-01-31, 2026-02-01]"),
  Program("let xs: List<Text> = []\nprint(xs + [\"a\"]); print(length(xs))", "[\"a\"]\n0"),

  // MARK: Nothing
  Program(
    "let x: Int? = nothing\nlet y: Int? = 4\nprint(x ?? 1); print(y ?? 1); print(x == nothing); print(y != nothing)",
    "1\n4\ntrue\ntrue"),
  Program(
    "let x: Number? = nothing\nlet y: Number? = 1.5\nprint(x == y); print(x == nothing); print((y ?? 0.0) + 1)",
    "false\ntrue\n2.5"),
  Program("fn f(x: Int?) -> Int { if x == nothing { return -1 }; x + 1 }\nprint(f(nothing)); print(f(4))", "-1\n5"),
  Program(
    "fn f(x: Text?) -> Text { if x != nothing and x != \"\" { x } else { \"none\" } }\nprint(f(nothing)); print(f(\"a\"))",
    "none\na"),
  Program(
    "let x: Date? = nothing\nprint(x == nothing); print(x < 2026-01-01); print(x == 2026-01-01)", "true\nfalse\nfalse"),
  Program("let xs: List<Int?> = [1, nothing, 3]\nprint(xs); print(xs | sum it)", "[1, nothing, 3]\n4"),
  Program("let r: {a: Int}? = nothing\nprint(r?.a ?? 7)\nlet q: {a: Int}? = { a: 2 }\nprint(q?.a ?? 7)", "7\n2"),
  Program("let x: Int? = 3\nprint(x == 3); print([x] == [3])", "true\ntrue"),

  // MARK: Control
  Program("var n = 0\nwhile n < 10 { n = n + 1; if n == 3 { continue }; if n == 6 { break } }\nprint(n)", "6"),
  Program("var t = 0\nfor i in 1..10 { if i mod 2 == 0 { continue }; t = t + i }\nprint(t)", "25"),
  Program(
    "fn f(n: Int) -> Text = match n { 0 => \"zero\"; 1, 2 => \"few\"; 3..9 => \"some\"; x if x < 0 => \"minus {x}\"; else => \"many\" }\nprint(f(0) + f(2) + f(5) + f(-4) + f(99))",
    "zerofewsomeminus -4many"),
  Program("let r = match \"b\" { \"a\" => 1; \"b\" => 2; _ => 3 }\nprint(r)", "2"),
  Program("fn f(x: Int?) -> Int = match x { nothing => 0; n => n ?? 5 }\nprint(f(nothing)); print(f(3))", "0\n3"),
  Program("let r = try { let x = 1 div 0; x } catch e { length(e.message) }\nprint(r)", "16"),
  Program(
    "fn deep(n: Int) -> Int { if n == 0 { fail \"bottom\" } else { deep(n - 1) + 1 } }\ntry { print(deep(50)) } catch e { print(\"{e.code} {e.message}\") }",
    "K0410 bottom"),
  Program(
    "var n = 0\nfor i in 1..3 { try { if i == 2 { fail \"two\" }; n = n + i } catch e { n = n + 100 } }\nprint(n)",
    "104"),
  Program("let x = if 1 < 2 { \"yes\" } else { \"no\" }\nprint(x)", "yes"),
  Program(
    "fn f(n: Int) -> Int { for i in 1..10 { if i * i > n { return i } }; 0 }\nprint(f(20)); print(f(1000))", "5\n0"),

  // MARK: Functions
  Program("fn fib(n: Int) -> Int { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }\nprint(fib(15))", "610"),
  Program(
    "fn f(a: Int, b: Int = 10, c: Text = \"z\") -> Text = \"{a} {b} {c}\"\nprint(f(1)); print(f(1, c: \"q\")); print(5 | f(6))",
    "1 10 z\n1 10 q\n5 6 z"),
  Program("fn twice(f: (Int) -> Int, x: Int) -> Int = f(f(x))\nlet k = 3\nprint(twice(x -> x + k, 1))", "7"),
  Program(
    "fn counter() -> () -> Int { var n = 0; () -> { n = n + 1; n } }\nlet a = counter()\nlet b = counter()\nprint(a()); print(a()); print(b())",
    "1\n2\n1"),
  Program(
    "fn adders() -> List<(Int) -> Int> { var fs: List<(Int) -> Int> = []\n for i in 1..3 { let j = i * 10; fs = fs + [(x: Int) -> x + j + i] }\n fs }\nlet fs = adders()\nprint(fs[0](1)); print(fs[2](1))",
    "12\n34"),
  Program(
    "fn even(n: Int) -> Bool { if n == 0 { true } else { odd(n - 1) } }\nfn odd(n: Int) -> Bool { if n == 0 { false } else { even(n - 1) } }\nprint(even(100)); print(odd(7))",
    "true\ntrue"),
  Program(
    "fn f(x: Int, s: Text, y: Number, t: Text) -> Text = s + t + \"{x}{y}\"\nprint(f(1, \"a\", 2, \"b\"))", "ab12.0"),
  Program(
    "var log: List<Text> = []\nfn note_it(s: Text) { log = log + [s] }\nnote_it(\"a\")\nnote_it(\"b\")\nprint(log)",
    "[\"a\", \"b\"]"),
  Program("var n = 1\nfn bump() -> Int { n = n + 10; n }\nprint(n + bump()); print(bump() + n)", "12\n42"),

  // MARK: Pipelines
  Program(
    "let xs = [5, 3, 9, 1]\nprint(xs | where it > 2 | sort it | take 2); print(xs | count); print(xs | sum); print(xs | average)",
    "[3, 5]\n4\n18\n4.5"),
  Program(
    "let xs = [5, 3, 9, 1]\nprint((xs | min) ?? 0); print((xs | max) ?? 0); print((xs | first) ?? 0); print((xs | last) ?? 0); print(xs | sort it desc)",
    "1\n9\n5\n1\n[9, 5, 3, 1]"),
  Program(
    "let xs = [1, 2, 3, 4]\nprint(xs | any it > 3); print(xs | all it > 1); print(xs | none it > 4); print(xs | skip 2); print(xs | first 3); print(xs | last 2)",
    "true\nfalse\ntrue\n[3, 4]\n[1, 2, 3]\n[3, 4]"),
  Program(
    "print([[1, 2], [], [3]] | flatten | map it * 2); print([1, 2, 1, 3, 2] | distinct); print([1, 2] | reverse)",
    "[2, 4, 6]\n[1, 2, 3]\n[2, 1]"),
  Program(
    "let rs = [{ n: \"b\", k: 1 }, { n: \"a\", k: 2 }, { n: \"b\", k: 3 }]\nprint(rs | sort n, k desc | select n, kk: k * 2)",
    "[{n: \"a\", kk: 4}, {n: \"b\", kk: 6}, {n: \"b\", kk: 2}]"),
  Program(
    "let rs = [{ n: \"b\", k: 1 }, { n: \"a\", k: 2 }, { n: \"b\", k: 3 }]\nprint(rs | group n { total: rows | sum k, c: rows | count })\nprint(rs | group n | map it.count)",
    "[{n: \"b\", total: 4, c: 2}, {n: \"a\", total: 2, c: 1}]\n[2, 1]"),
  Program("let xs = [1, 2]\nlet ys = [2, 3]\nprint(xs | join ys on left == right)", "[{left: 2, right: 2}]"),
  Program("var t = 0\n[1, 2, 3] | each { t = t + it }\nprint(t)", "6"),
  Program(
    "fn double(x: Int) -> Int = x * 2\nprint([1, 2] | map double); print([\"a\", \"bb\"] | map length); print([1, 2] | map x -> x + 1)",
    "[2, 4]\n[1, 2]\n[2, 3]"),
  Program("let f = (x: Int) -> x > 1\nprint([1, 2, 3] | where f)", "[2, 3]"),
  Program(
    "let xs: List<Int?> = [3, nothing, 1]\nprint(xs | sort it); print(xs | sort it desc); print(xs | max)",
    "[1, 3, nothing]\n[3, 1, nothing]\n3"),
  Program(
    "let xs: List<Int> = []\nprint(xs | sum); print(xs | average); print(xs | min); print(xs | first); print(xs | map it * 2)",
    "0\nnothing\nnothing\nnothing\n[]"),
  Program(
    "print([\"pear\", \"fig\", \"apple\", \"apples\"] | sort it); print([2.5, -1.0, 0.0] | sort it); print([2d, 1d] | sum)",
    "[\"apple\", \"apples\", \"fig\", \"pear\"]\n[-1.0, 0.0, 2.5]\n3d"),
  Program("print(1..100 | where it mod 7 == 0 | map \"{it}\" | take 3 | join(\"/\"))", "7/14/21"),
  Program("let k = 2\nprint([1, 2, 3] | where x -> ([1, 2] | any y -> x == y * k))", "[2]"),

  // MARK: Time
  Program(
    "print(2026-01-31 + 1mo); print(2026-11-24 10:00 + 90m); print(2026-11-24 - 2026-11-20)",
    "2026-02-28\n2026-11-24 11:30\n4d"),
  Program(
    "print(2026-11-27 + 1bd); print(3 * 45m); print(1h / 15m); print(-(1d)); print(1mo + 2d)",
    "2026-11-30\n2h 15m\n4.0\n-1d\n1mo 2d"),
  Program(
    "print(2026-11-24 17:00 == 2026-11-24); print(2026-11-24 17:00 <= 2026-11-24); print(2026-11-25 > 2026-11-24 17:00)",
    "true\ntrue\ntrue"),
  Program(
    "print(2026-11-24 10:00 < 2026-11-24T10:00+01:00); print(2026-11-24T10:00Z == 2026-11-24T11:00+01:00)",
    "false\ntrue"),
  Program(
    "print(year(2026-11-24)); print(weekday(2026-11-24)); print(hour(17:30)); print(total_days(36h)); print(format(2026-11-24, \"EEEE d MMMM\"))",
    "2026\ntuesday\n17\n1.5\nTuesday 24 November"),
  Program(
    "print(in_zone(2026-11-24T10:00Z, \"Europe/Berlin\")); print(date_of(2026-11-24 10:00) 17:00)",
    "2026-11-24 11:00 Europe/Berlin\n2026-11-24 17:00"),
  Program(
    "print(today); print(tomorrow - today); print(3d ago < today); print(1h from now > now)",
    "2026-11-23\n1d\ntrue\ntrue"),

  // MARK: Nouns
  Program(
    "contact @dana \"Dana Reyes\" at \"Acme\" { email: \"dana@acme.example\" }\nprint(@dana); print(@dana.name); print(@dana.email ?? \"-\"); print(@dana.role); print(contacts | count)",
    "@dana\nDana Reyes\ndana@acme.example\nother\n1"),
  Program(
    "contact @d \"D\" at \"A\"\ninterview @i \"Job\" at \"A\" on 2026-11-24 10:00 with @d { tags: [\"x\"] }\nprint(@i.people | map name); print(@i.starts); print(@i.length); print(interviews | where company == \"A\" | select role, outcome)",
    "[\"D\"]\n2026-11-24 10:00\n1h\n[{role: \"Job\", outcome: waiting}]"),
  Program(
    "contact @e \"E\"\n@e.linkedin_ok = granted\nprint(@e.linkedin_ok); print(@e.linkedin_ok == granted)\ncontacts | update { title: \"T\" }\nprint(@e.title ?? \"\")",
    "granted\ntrue\nT"),
  Program(
    "field Contact.short = name[0]\ncontact @f \"Fay\"\nprint(@f.short); print(contacts | map short)", "F\n[\"F\"]"),
  Program(
    "contact @g \"Gil\"\ntemplate hello(to: Contact, detail: Text = \"dd\") {\n  subject \"Hi {to.name}\"\n  \"\"\"\n  Dear {to.name}, {detail}\n  \"\"\"\n}\nlet m = draft hello(@g)\nprint(m.subject); print(m.body)",
    "Hi Gil\nDear Gil, dd"),
  Program("print(args)", "[\"one\", \"two\"]"),
]
