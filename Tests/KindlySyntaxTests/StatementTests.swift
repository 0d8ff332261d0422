// Statements and declarations, doc comments, rules, templates, tests, nouns and commands.

import Testing

@testable import KindlySyntax

@Suite struct StatementTests {
  @Test(arguments: [
    ("let x = 1", "(let x = 1)"), ("let xs: List<Int> = []", "(let xs : (List Int) = (list))"),
    ("var n = 0", "(var n = 0)"),
    ("let f: (Int, {a: Text?}) -> Bool? = g", "(let f : (-> Int (Record (a: Text?)) Bool?) = g)"),
    ("let f: (Int)? = g", "(let f : Int? = g)"), ("let x: List<List<Int>>= y", "(let x : (List (List Int)) = y)"),
    (
      "let m: Map<Text, List<Map<{a: Int}, Int?>>>= [:]",
      "(let m : (Map Text (List (Map (Record (a: Int)) Int?))) = (map))"
    ),
    ("for k, v in m { }", "(for (k v) m (block))"), ("let p: Pair<Int>? = q", "(let p : (Pair Int)? = q)"),
    ("n = n + 1", "(= n (+ n 1))"), ("r.a = 1", "(= (. r a) 1)"), ("xs[0] = 2", "(= (index xs 0) 2)"),
    ("@dana.linkedin_ok = granted", "(= (. @dana linkedin_ok) granted)"), ("fn f() = 1", "(fn f () 1)"),
    (
      "fn f(a: Int, b: Text = \"x\") -> List<Int> { a }",
      "(fn f ((param a : Int) (param b : Text = \"x\")) -> (List Int) (block a))"
    ),
    ("for i, c in zip(a, b) { }", "(for (i c) (call zip a b) (block))"),
    ("while n < 3 { n = n + 1 }", "(while (< n 3) (block (= n (+ n 1))))"),
    ("use \"a.kindly\"", "(use \"a.kindly\")"), ("use \"a.kindly\" as h", "(use \"a.kindly\" h)"),
    ("expect a | f", "(expect (| a f))"),
    ("field Interview.days = today - starts", "(field Interview days (- today starts))"),
    (
      "test \"x\" { at 2026-01-01 09:00 { expect a } }",
      "(test \"x\" (block (at (dateTime 20454 9:0:0) (block (expect a)))))"
    ),
    ("at = 3", "(= at 3)"), ("at.x", "(. at x)"), ("at(3)", "(call at 3)"),
    ("at t + 1d { 1 }", "(at (+ t (duration 1 days)) (block 1))"),
  ])
  func statement(source: String, tree: String) {
    let parsed = Parsed(source)
    #expect(parsed.text == tree)
    #expect(parsed.mistakes == [])
  }

  @Test(arguments: [
    ("contact @dana", "(contact @dana)"), ("contact { name: \"x\" }", "(contact (name: \"x\"))"),
    (
      "contact @d \"D {x}\" at \"A\" as peer { email: \"e\"\n tags: [\"a\"], phone: p }",
      "(contact @d (text \"D \" x) (at \"A\") (as peer) (email: \"e\") (tags: (list \"a\")) (phone: p))"
    ),
    (
      "interview \"E\" at \"A\" on today 10:00 for 45 minutes with @a, @b via @c",
      "(interview \"E\" (at \"A\") (on (atTime today (time 10:0:0))) (for (duration 45 minutes)) (with @a @b) (via @c))"
    ),
    ("note \"t\" on @a, @b as detail", "(note \"t\" (on @a @b) (as detail))"),
    ("deadline \"t\" due friday + 1bd for @a", "(deadline \"t\" (due (+ friday (duration 1 businessDays))) (for @a))"),
    ("let d = contact @a \"b\"", "(let d = (contact @a \"b\"))"), ("me {}", "(me)"), ("me.name", "(. me name)"),
    ("[contact @a \"x\" at \"y\", contact @b]", "(list (contact @a \"x\" (at \"y\")) (contact @b))"),
    ("f(note \"x\" on @a, @b, 3)", "(call f (note \"x\" (on @a @b)) 3)"), ("m.interview", "(. m interview)"),
    ("note + deadline", "(+ note deadline)"), ("contact == @x", "(== contact @x)"),
    ("fn f(contact: Contact) = contact.name", "(fn f ((param contact : Contact)) (. contact name))"),
  ])
  func noun(source: String, tree: String) {
    let parsed = Parsed(source)
    #expect(parsed.text == tree)
    #expect(parsed.mistakes == [])
  }

  @Test(arguments: [
    ("done @x on yesterday", "(done! @x (on yesterday))"),
    ("dismiss @x because \"a {b}\"", "(dismiss! @x (because (text \"a \" b)))"),
    ("snooze @x to next friday", "(snooze! @x (to (next friday)))"),
    ("approve @m despite a despite b", "(approve! @m (despite a) (despite b))"),
    ("send @m", "(send! @m)"), ("cancel @m", "(cancel! @m)"), ("mark @m sent", "(mark! @m (as sent))"),
    ("mark @m as unsent", "(mark! @m (as unsent))"),
    ("edit @m", "(edit! @m)"), ("draft t(@a, detail: d)", "(draft! (call t @a (detail: d)))"),
    ("draft h.t(@a)", "(draft! (call (. h t) @a))"),
    ("remove @x with its records", "(remove! @x (with records))"), ("rename @x to @y", "(rename! @x (to @y))"),
    ("perform @t", "(perform! @t)"),
    ("why @x", "(why! @x)"), ("why check_in", "(why! check_in)"), ("why not @x", "(why! (not @x))"),
    ("off check_in", "(off! check_in)"),
    ("explain xs | where a | count", "(explain! (| (| xs (verb where a)) (verb count)))"),
    ("remind \"a {b}\"", "(remind! (text \"a \" b))"),
    ("done", "done"), ("mark m sent", "(mark! m (as sent))"), ("done t.x on today", "(done! (. t x) (on today))"),
    ("state == draft", "(== state draft)"), ("draft(3)", "(call draft 3)"),
    ("send + 1", "(+ send 1)"),
    ("xs | where sent and done", "(| xs (verb where (and sent done)))"), ("let remove = 3", "(let remove = 3)"),
    ("if why { 1 }", "(if why (block 1))"), ("why not in xs", "(not in why xs)"),
  ])
  func command(source: String, tree: String) {
    let parsed = Parsed(source)
    #expect(parsed.text == tree)
    #expect(parsed.mistakes == [])
  }

  @Test func rules() {
    let source = """
      ## Thank them.
      must thank_you {
        for i in interviews
          | where ended
        for c in i.everyone
        where c.ok
        until sent
        from i.ends; due i.ends + 24h
        expires i.ends + 7d
        do remind "thank {c.name}"
      }
      may connect { for c in contacts until done due today do draft t(c) }
      never ask { on m at approval
        when m.a == b
        because "x"
        until m.day }
      """
    let parsed = Parsed(source)
    #expect(parsed.mistakes == [])
    #expect(
      parsed.text == """
        (must (doc "Thank them.") thank_you (for i (| interviews (verb where ended))) (for c (. i everyone)) \
        (where (. c ok)) (until sent) (from (. i ends)) (due (+ (. i ends) (duration 24 hours))) \
        (expires (+ (. i ends) (duration 7 days))) (do (remind! (text "thank " (. c name)))))
        (may connect (for c contacts) (until done) (due today) (do (draft! (call t c))))
        (never ask (on m approval) (when (== (. m a) b)) (because "x") (until (. m day)))
        """)
  }

  @Test func templates() {
    let source = """
      template t(to: Contact) {
        kind thank_you
        channel linkedin
        subject "Hi {to.name}"

        let x = subject
        \"\"\"
        Dear {x},
        \"\"\"
      }
      template u() { subject "a"; "b" }
      template v() { subject.x }
      template w() {
        subject "only"
      }
      """
    let parsed = Parsed(source)
    #expect(parsed.mistakes == [])
    #expect(
      parsed.text == """
        (template t ((param to : Contact)) (kind thank_you) (channel linkedin) (subject (text "Hi " (. to name))) \
        (block (let x = subject) (text "Dear " x ",")))
        (template u () (subject "a") (block "b"))
        (template v () (block (. subject x)))
        (template w () (subject "only") (block))
        """)
  }

  @Test func documentationStandsDirectlyAbove() {
    #expect(Parsed("## a\n##  b\n##\nfn f() = 1").text == "(fn (doc \"a\" \" b\" \"\") f () 1)")
    #expect(Parsed("## a\n\nfn f() = 1").text == "(fn f () 1)")
    #expect(Parsed("x ## a\nfn f() = 1").text == "x\n(fn f () 1)")
    #expect(Parsed("## a\n# b\n## c\n  fn f() = 1").text == "(fn (doc \"c\") f () 1)")
  }

  @Test func everyDeclarationMayHaveDocumentation() {
    let parsed = Parsed(
      """
      ## a
      field Contact.x = 1
      ## b
      ## c
      let y = 2

      ## d

      use "f"
      ## e
      test "t" {
        ## f
        contact @x
      }
      """)
    let tree = parsed.result.tree
    #expect(
      tree.statements.map { tree.documentation(of: $0) } == [["a"], ["b", "c"], [], ["e"]])
    let block = tree[NodeID(tree[tree.statements[3]].b)]
    #expect(tree.list(block.a, block.b).map { tree.documentation(of: $0) } == [["f"]])
  }

  @Test func commentsAreKept() {
    let parsed = Parsed("#! x\n1 # a\n## b\r\nf(# c\n2)")
    #expect(parsed.result.tree.comments.map { parsed.file.text($0) } == ["#! x", "# a", "## b", "# c"])
    #expect(parsed.text == "1\n(call f 2)")
  }
}
