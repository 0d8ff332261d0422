// Pipelines: each verb's arguments, verbs against functions of the same name, commas, heads.

import Testing

@Suite struct PipelineTests {
  @Test(arguments: [
    ("where a and b", "(verb where (and a b))"), ("sort a", "(verb sort a)"),
    ("sort a desc, b.c, d desc", "(verb sort (desc a) (. b c) (desc d))"),
    ("select a, b: c + 1", "(verb select a (b: (+ c 1)))"),
    ("take 3", "(verb take 3)"), ("skip n - 1", "(verb skip (- n 1))"), ("first", "(verb first)"),
    ("first 3", "(verb first 3)"),
    ("last", "(verb last)"), ("count", "(verb count)"), ("sum x", "(verb sum x)"), ("sum", "(verb sum)"),
    ("sum(x)", "(verb sum x)"),
    ("min x", "(verb min x)"), ("min", "(verb min)"), ("max(3)", "(verb max 3)"), ("average x", "(verb average x)"),
    ("any(a == b)", "(verb any (== a b))"), ("all a", "(verb all a)"), ("none(a) and b", "(verb none (and a b))"),
    ("map x -> x + 1", "(verb map (lambda ((param x)) (+ x 1)))"), ("map first_letter", "(verb map first_letter)"),
    ("flatten", "(verb flatten)"), ("distinct", "(verb distinct)"), ("distinct a", "(verb distinct a)"),
    ("distinct(a)", "(verb distinct a)"), ("reverse", "(verb reverse)"), ("group a", "(verb group a)"),
    (
      "group a, m: f(b) { n: rows | count, s: rows | sum x }",
      "(verb group a (m: (call f b)) (fields (record (n: (| rows (verb count))) (s: (| rows (verb sum x))))))"
    ),
    ("group interview {\n n: rows | count\n}", "(verb group interview (fields (record (n: (| rows (verb count))))))"),
    ("join ys on left.a == right.b", "(verb join ys (on (== (. left a) (. right b))))"),
    ("join(\", \")", "(call join \", \")"),
    ("each { print(it)\n f() }", "(verb each (block (call print it) (call f)))"),
    ("search \"bees\"", "(verb search \"bees\")"),
    ("update { a: 1, b: it.c }", "(verb update (record (a: 1) (b: (. it c))))"), ("remove", "(verb remove)"),
    ("draft t(it, a: 1)", "(verb draft (call t it (a: 1)))"), ("approve", "(verb approve)"), ("send", "(verb send)"),
    ("perform", "(verb perform)"), ("cancel", "(verb cancel)"), ("show", "(verb show)"),
    ("to json", "(verb to (word json))"),
    ("save \"a.csv\"", "(verb save \"a.csv\")"), ("chart", "(verb chart)"), ("split(\" \")", "(call split \" \")"),
    ("words", "words"), ("h.clean(1)", "(call (. h clean) 1)"),
    ("where x not in [1]", "(verb where (not in x (list 1)))"),
  ])
  func stage(source: String, tree: String) {
    let parsed = Parsed("xs | " + source)
    #expect(parsed.text == "(| xs \(tree))")
    #expect(parsed.mistakes == [])
  }

  @Test func commasAreLeftToThoseAround() {
    #expect(Parsed("{ n: rows | sum x, m: 1 }").text == "(record (n: (| rows (verb sum x))) (m: 1))")
    #expect(Parsed("f(xs | take 3, 4)").text == "(call f (| xs (verb take 3)) 4)")
    #expect(Parsed("f(xs | sort a, b)").text == "(call f (| xs (verb sort a b)))")
    #expect(Parsed("[xs | count, 4]").text == "(list (| xs (verb count)) 4)")
    #expect(Parsed("(xs | select a, b) | show").text == "(| (| xs (verb select a b)) (verb show))")
  }

  @Test func headsEndAtTheBrace() {
    #expect(
      Parsed("for i in interviews | where ended { i }").text == "(for (i) (| interviews (verb where ended)) (block i))")
    #expect(Parsed("for r in xs | group a { r }").text == "(for (r) (| xs (verb group a)) (block r))")
    #expect(Parsed("if note { 1 }").text == "(if note (block 1))")
    #expect(Parsed("while xs | any(note) { 1 }").text == "(while (| xs (verb any note)) (block 1))")
    #expect(Parsed("match me { else => 1 }").text == "(match me (=> else 1))")
  }

  @Test func spansCoverWhatTheySay() {
    let parsed = Parsed("interviews | where a == b")
    let tree = parsed.result.tree
    let pipe = tree.statements[0]
    #expect(parsed.file.text(tree.span(pipe)) == "interviews | where a == b")
    let verb = tree[pipe].b
    #expect(parsed.file.text(tree.span(.init(verb))) == "where a == b")
  }
}
