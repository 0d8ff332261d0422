// One mistake, one report: whatever is written wrong is said once, at its place, and what is wrong elsewhere is said too.
// The sources are slips that people make, many with the habits of another language.

import KindlyDiagnostics
import KindlySource
import Testing

@testable import KindlySession

struct OneReportTests {
  struct Slip: CustomTestStringConvertible, Sendable {
    let source: String
    /// The codes with their lines and columns, in that order.
    let reports: [String]
    var testDescription: String { source }

    init(_ source: String, _ reports: String...) {
      self.source = source
      self.reports = reports
    }
  }

  /// A code with its line and column, counted from behind some lines.
  static func place(of diagnostic: Diagnostic, in bytes: [UInt8], after lines: Int = 0) -> String {
    let start = Int(diagnostic.span?.start ?? 0)
    let line = bytes[..<start].count { $0 == 0x0A } + 1
    let before = bytes[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = String(decoding: bytes[before..<start], as: UTF8.self).unicodeScalars.count + 1
    return "\(diagnostic.code) \(line - lines):\(column)"
  }

  @Test(arguments: slips + foreignSlips)
  func isReportedOnce(_ slip: Slip) throws {
    let bench = try Bench()
    let session = try Session(options: bench.options(), output: CapturedOutput())
    defer { session.close() }
    let bytes = Array(slip.source.utf8)
    let found = try session.diagnose(name: "x.kindly", bytes: bytes).diagnostics
    let reports = found.map { OneReportTests.place(of: $0, in: bytes) }
    #expect(reports == slip.reports)
    for diagnostic in found {
      let told = [diagnostic.message, diagnostic.label] + diagnostic.notes
      // A name that is not there, or a type that is not known, is nobody's business.
      #expect(!told.contains { $0.contains("``") || $0.contains("List<Never>") || $0.contains("<?>") })
    }
  }

  static let slips = [
    Slip("if true { fn g() = nwo }\n", "K0334 1:11", "K0201 1:20"),
    Slip("for i in [1] { template t(to: Contact) { \"{nwo}\" } }\n", "K0334 1:16"),
    Slip("try { field Contact.z = nwo } catch e { print(1) }\n", "K0334 1:7"),
    Slip(
      "match 1 { 1 => { fn g() = nwo }, else => print(1) }\n{ fn g() = nwo }\n", "K0334 1:18", "K0201 1:27",
      "K0334 2:3", "K0201 2:12"),
    Slip("[1] | each { fn g() = nwo }\n", "K0334 1:14", "K0201 1:23"),
    Slip(
      "if false { never r { on m\n when true\n because \"x\" } }\nif false { must x { for c in contacts\n until true\n due now\n do remind \"x\" } }\n",
      "K0334 1:12", "K0334 4:12"),
    Slip("contact @dana \"Dana\" \nfield Contact.z = @dana.z\nprint(@dana.z)\n", "K0340 2:19"),
    Slip("contact @dana \"Dana\"\nfn h(c: Contact) = c.z\nfield Contact.z = h(it)\nprint(@dana.z)\n", "K0340 2:20"),
    Slip("contact @dana \"Dana\"\nfield Contact.z = it.z\nprint(\"{@dana.z}\")\n", "K0340 2:19"),
    Slip("let f = (a: Int = 3) -> a\nprint(f(1))\n", "K0347 1:10"),
    Slip(
      "fn first(s: Text) = s[0]\nfn count(s: Text) = 3\nfn where(s: Text) = 4\nfn sum(a: Int, b: Int) = a + b\nprint(\"abc\" | first)\nprint(\"abc\" | count)\nprint(3 | sum(4))\nfn sort(s: Text) = \"sorted\"\nprint(\"abc\" | sort)\nfn take(s: Text, n: Int) = \"took {n}\"\nprint(\"abc\" | take(3))\nprint(\"abc\" | take 3)\nfn show(s: Int) = \"shown\"\nprint(4 | show)\nfn show2(s: Int) = \"shown\"\nfn reverse(s: Text) = \"cba\"\nprint(\"abc\" | reverse)\nprint([1,2] | reverse)\n",
      "K9002 4:4", "K9002 10:4", "K9002 16:4"),
    Slip("fn g(o: Outcome) = match o { waitng => 1, else => 2 }\n", "K0216 1:30"),
    Slip("fn g(o: Date) = match o { today => 1, else => 2 }\n", "K9002 1:27", "K0324 1:39"),
    Slip("let now = 3\nprint(now)\n", "K9002 1:5"),
    Slip("let contacts = 1\nprint(contacts)\n", "K9002 1:5"),
    Slip("fn print(a: Int) = a\n", "K9002 1:4"),
    Slip("print(match 3 { 1 => 1 })\n", "K0315 1:13"),
    Slip("print(match 3 { 1 => 1, 1 => 2, else => 3 })\n", "K0324 1:25"),
    Slip("fn f(a: Int = 0, b: Int = 1) = a + b\nprint(f(b: 1, 2))\n", "K0348 2:15"),
    Slip(
      "let p: Period = [3d, -3d] | sum\nprint(p)\nprint(today + ([3d, 2d] | sum))\nprint([3d,2d] | average)\nlet q: Period? = [3d, 2d] | average\n",
      "K0301 5:18"),
    Slip(
      "print({a: 1, b: 2} == {b: 2, a: 1})\nlet r: {b: Int, a: Int} = {a: 1, b: 2}\nprint(r)\nlet x = {a: 1, b: 2}\nlet y = {b: 2, a: 1}\nprint(x == y)\nprint(x != y)\nfn f(r: {b: Int, a: Text}) = r.b\nprint(f({a: \"x\", b: 4}))\nlet z: {b: Int, a: Int} = x\n",
      "K0303 6:9", "K0303 7:9", "K9002 8:6", "K0301 10:27"),
    Slip(
      "let a: List<Number> = [1, 2]\nlet b: List<Int?> = [1, 2]\nlet c = [{f: 1}, {f: nothing}]\nprint(c)\nprint([1] + [nothing])\nprint(if true { [1] } else { [2.5] })\nlet d: {a: Number} = {a: 1}\nlet e: List<{a: Int?}> = [{a: 1}]\nprint(e)\nlet x = [1]\nlet y: List<Number> = x\n",
      "K0301 11:23"),
    Slip("let = 3\n", "K0121 1:5"),
    Slip("let = print(3)\n", "K0121 1:5"),
    Slip("fn (a: Int) = 3\n", "K0121 1:4"),
    Slip("fn f(, b: Int) = 3\n", "K0121 1:6"),
    Slip("for in [1] { print(1) }\n", "K0129 1:5"),
    Slip("field Contact. = 3\n", "K0121 1:16"),
    Slip("test { expect 1 == 1 }\ntest { expect 1 == 1 }\n", "K0121 1:6", "K0121 2:6"),
    Slip("template (to: Contact) { \"x\" }\n", "K0121 1:10"),
    Slip("must { for c in contacts\nuntil true\ndue now\ndo remind \"x\" }\n", "K0121 1:6"),
    Slip("let a = \"x\".\nlet b = @\nf(: 3)\n", "K0121 1:13", "K0110 2:9", "K0205 3:1", "K0121 3:3"),
    Slip("use\nnever { on m\nwhen true\nbecause \"x\" }\nlet x: {: Int} = 3\n", "K0121 1:4", "K0121 2:7", "K0121 5:9"),
    Slip(
      "let x = {a: 1, : 2}\nmatch 3 { => 1 }\ntry { print(1) } catch 3 { print(2) }\n", "K0121 1:16", "K0315 2:7",
      "K0121 2:11", "K0121 3:24"),
    Slip("contacts | where rolle == peer\n", "K0204 1:18"),
    // What a stage with a mistake gives is not known, so that no later one is blamed for it.
    Slip("contacts | where tags | contains(\"a\") | map handle\n", "K0314 1:18"),
    Slip("contacts | sort tags | first 2 | map handle | upper\n", "K0313 1:17"),
    Slip("[1] | where 3 | sum | upper\n", "K0314 1:13"),
    Slip("[1, 2] | take \"a\" | sum | upper\n", "K0301 1:15"),
    Slip("contacts | where naem == \"x\" | map compny\n", "K0204 1:18", "K0204 1:36"),
    Slip("contact @x \"X\" { rolle: peer }\n", "K0204 1:18"),
    Slip("contact @dana \"D\"\n@dana.rolle = peer\n", "K0204 2:7"),
    Slip("let o: Otcome = offer\nprint(o == waiting)\n", "K0203 1:8"),
    Slip("foo(peer)\n", "K0205 1:1"),
    Slip("let r = nwo\nmatch r { peer => print(1), else => print(2) }\n", "K0201 1:9"),
    Slip(
      "print(nwo == peer)\nprint(nwo in [peer, other])\nnwo(peer, offer == 1)\n", "K0201 1:7", "K0201 2:7", "K0205 3:1",
      "K0201 3:11"),
    Slip("contct @x \"X\" at \"Acme\"\n", "K0139 1:1"),
    Slip("contacts | wher name == \"x\"\n", "K0139 1:12"),
    Slip("print \"hi\"\n", "K0152 1:1"),
    Slip("print 3\n", "K0152 1:1"),
    Slip("print (1)\n", "K0128 1:7"),
    Slip("throw \"x\"\n", "K0139 1:1"),
    Slip("assert 1 == 1\n", "K0139 1:1"),
    Slip("import \"x\"\n", "K0139 1:1"),
    Slip("print([1,2] | contains 2)\n", "K0152 1:15"),
    Slip("print([\"a\"] | join \",\")\n", "K0152 1:15"),
    Slip("contacts | where name = \"x\" | show\n", "K0131 1:23"),
    Slip("fn f(name: Text) = name\nf(name = \"D\")\n", "K0132 2:8"),
    Slip("var n = 1\nn += 2\nprint(n)\n", "K0134 2:3"),
    Slip("var x = 1\nx++\n", "K0134 2:2"),
    Slip("contacts | count == 1\n", "K0148 1:18"),
    Slip("let a = 1\nlet c = a\n + 2\n", "K0121 3:2"),
    Slip("let x = {a: 1}\nx.\n", "K0121 2:3"),
    Slip("let y = 1.\n", "K0151 1:9"),
    Slip("let y = Outcome.\n", "K0121 1:17"),
    Slip("for (i in [1]) { print(i) }\n", "K0121 1:5"),
    Slip("for (i, x) in zip([1], [2]) { print(i) }\n", "K0121 1:5"),
    Slip("let x = \"\"\"\nabc\nprint(x)\n", "K0104 1:9"),
    Slip("let x = 'multi\nline'\n", "K0103 1:9"),
    Slip("let x = \"a\\\nb\"\n", "K0103 1:9"),
    Slip("print(friday+1bd 17:00)\n", "K0301 1:14"),
    Slip("print(match 3 { else => 1, else => 2 })\n", "K0145 1:17"),
    Slip("print(match 3 { 1 => \"a\" else => \"b\" })\n", "K0121 1:26"),
    Slip("for i in {a: 1} {}\n", "K0136 1:10"),
    Slip("if {} == {} { print(1) }\n", "K0121 1:4"),
    Slip("var t = {}\nt[\"a\"] = 1\n", "K0322 2:1"),
    Slip("let f = (a: Int) -> a\nprint(f(a: 1))\n", "K0212 2:9"),
    Slip("contacts | sort by name\n", "K0139 1:17"),
    Slip("contacts | where name like \"x\" | show\n", "K0139 1:23"),
    Slip("contacts | where title is nothing | show\n", "K0139 1:24"),
    Slip("print(next week)\n", "K0139 1:7"),
    Slip("fail \"x\"; 3\n", "K9005 1:11"),
    Slip("let y = if false { 1 }\n", "K0342 1:5"),
    Slip("fn f(a: List<Int>) = a\nprint(f([1, \"b\"]))\n", "K0323 2:13"),
    Slip("contact @a \"A\" { tags: [\"a\", 4] }\n", "K0323 1:30"),
    Slip("contact @a \"A\"\n@a.created_at = now\n", "K0318 2:1"),
    Slip("fn g() { \n  fn f() = 1\n  f()\n}\nprint(g())\n", "K0334 2:3"),
    Slip("print(\"abc\nprint(nwo)\n", "K0103 1:7", "K0201 2:7"),
    Slip("let a = [1, 2\nprint(nwo)\n", "K0123 1:9", "K0201 2:7"),
    Slip("fn f(a: Int { a }\nprint(nwo)\n", "K0123 1:5", "K0201 2:7"),
    Slip("fn f(x) = x\n", "K0325 1:6"),
    Slip("let x = waiting\n", "K0201 1:9"),
    Slip("let r = {a: 1}\nprint(r?.a)\n", "K9004 2:7"),
    Slip("fn f(a: Int) { a = 3 }\n", "K0311 1:16"),
    Slip("for i in [1] { i = 2 }\n", "K0311 1:16"),
    Slip("let xs = [1]\nxs[0] = 5\n", "K0311 2:1"),
    Slip("print(\"a\" + 1)\n", "K0303 1:11"),
    Slip("print(today + 3)\n", "K0303 1:13"),
    Slip("print(17:00 + 1h)\n", "K0303 1:13"),
    Slip("print(today.year)\n", "K0321 1:13"),
    Slip("print(\"abc\".upper())\n", "K0321 1:13"),
    Slip("print([1].length)\n", "K0321 1:11"),
    Slip("contacts.where(name == \"x\")\n", "K0321 1:10"),
    Slip("let a: Text? = null\n", "K0201 1:16"),
    Slip("let a = nil\n", "K0201 1:9"),
    Slip("let b = True\n", "K0201 1:9"),
    Slip("let s: String = \"x\"\n", "K0203 1:8"),
    Slip("let s: string = \"x\"\n", "K0139 1:8"),
    Slip("let s: int = 3\n", "K0139 1:8"),
    Slip("let s: List = [3]\n", "K0203 1:8"),
    Slip("print(2 ** 3)\n", "K0139 1:9"),
    Slip("print(2 ^ 3)\n", "K0101 1:9"),
    Slip("// hello\n", "K0139 1:1"),
    Slip("let x: Int? = 3\nprint(x ?: 4)\n", "K0139 2:9"),
    Slip("let x = {\"a\": 1}\n", "K0139 1:9"),
    Slip("let f = (x) => x + 1\n", "K0121 1:13"),
    Slip("let f = fn(x) { x }\n", "K0139 1:9"),
    Slip("print(len(\"x\"))\n", "K0205 1:7"),
    Slip("print(str(3))\n", "K0205 1:7"),
    Slip("print([1] | filter it > 1)\n", "K0139 1:13"),
    Slip("print([1] | reduce(0, (a, b) -> a + b))\n", "K0205 1:13"),
    Slip("x = 3\n", "K0201 1:1"),
    Slip("print(\"a\", \"b\")\n", "K0306 1:1"),
    Slip("print(now())\n", "K0205 1:7"),
    Slip("print(today())\n", "K0205 1:7"),
    Slip("if true { print(1) } elif false { print(2) }\n", "K0135 1:22"),
    Slip("print(now + 5 min)\n", "K0139 1:13"),
    Slip("fn f(a: Int) = a\nprint(f(1, 2))\n", "K0306 2:12"),
    Slip("let a = print(5)\n", "K0342 1:5"),
    Slip(
      "let x = None\nif x == False { print(1) }\nlet b: bool = true\nprint(reduce([1], 0, (a, b) -> a + b))\nprint(filter([1], x -> x > 0))\nprint(today + 1)\n",
      "K0201 1:9", "K0201 2:9", "K0139 3:8", "K0205 4:7", "K9002 4:26", "K0205 5:7", "K9002 5:19", "K0303 6:13"),
    Slip("fn g(o: Outcome) = match o { offer => 1, waitng => 2 }\nprint(g(Outcome.offer))\n", "K9006 1:42"),
    Slip(
      "fn g(o: Outcome?) = match o { nothing => 1, offer if true => 2, offer => 3, withdrawn, offer => 4, else => 5 }\nprint(g(nothing))\n",
      "K0324 1:88"),
    Slip("fn g(n: Int) = match n { today => 1 }\n", "K9002 1:26"),
    Slip(
      "fn f(length: Int) { let contacts = 2; for now in [1] { print(now + contacts + length) } }\nf(1)\n", "K9002 1:25",
      "K9002 1:39"),
    Slip("aprove @m\n", "K0139 1:1", "K0207 1:8"),
    Slip(
      "contacts | shwo\ncontacts | filter(x -> true) | show\nprint([1] | sorted)\n", "K0205 1:12", "K0205 2:12",
      "K0205 3:13"),
    Slip("if x { \n", "K0201 1:4", "K0123 1:6"),
    Slip("let x = [1, 2\nlet y = nwo\n", "K0123 1:9", "K0201 2:9"),
    Slip("print(1\nif true { print(nwo) }\nprint(nwoo)\n", "K0123 1:6", "K0201 2:17", "K0201 3:7"),
    Slip("contacts | where title = \"x\" and name == \"y\" | show\n", "K0131 1:24"),
    Slip("let a = (1 = 2)\nexpect 1 = 2\nif 1 = 2 { print(1) }\n", "K0131 1:12", "K0131 2:10", "K0131 3:6"),
    Slip("contact @a \"A\"\nif @a.name is not \"x\" { print(1) }\n", "K0139 2:12"),
    Slip(
      "contacts | group by role | show\ncontacts | sort | show\ncontacts | select | show\ncontacts | where\ncontacts | take | show\n",
      "K0139 1:18", "K0326 2:12", "K0326 3:12", "K0143 4:12", "K0143 5:12"),
    Slip("let x = {\n  \"a\": 1,\n  \"b\": nwo\n}\nlet y = x\n", "K0139 1:9", "K0201 3:8"),
    Slip("for i in [1] {\n  contact @x \"X\" { name: \"y\", tags: [1 }\n}\n", "K0320 2:20", "K0123 2:37"),
    Slip(
      "let s = 5 min + 3 hrs\nlet a = tday + 1d\nprint(next tuesdy)\n", "K0139 1:9", "K0139 1:17", "K0201 2:9",
      "K0139 3:12"),
    Slip(
      "fn f(a: Int, b: Text = \"x\") = a\nprint(f(\"y\", c: 3))\nprint(f())\nprint(f(1, \"b\", 3))\nprint(f(a: 1, a: 2))\n",
      "K0301 2:9", "K0212 2:14", "K0307 3:7", "K0306 4:17", "K0320 5:15"),
    Slip(
      "var n = 0\nn = n++ + 1\nn--\nn *= 2 + 3\nvar r = {a: 1}\nr.a -= 1\n", "K0139 2:6", "K0121 2:9", "K0134 3:2",
      "K0134 4:3", "K0134 6:5"),
    Slip("x | y => z\n", "K0201 1:1", "K0122 1:7"),
    Slip("match 3 { 1 => \"a\" 2 => \"b\" else => \"c\" }\n", "K0121 1:20", "K0121 1:29"),
    Slip("let x = 3 // three, isn't it\nlet y = nwo\n", "K0139 1:11", "K0201 2:9"),
    Slip("let f = (a: Int, b: Int) => a + b\nprint(f(1, 2) + nwo)\n", "K0121 1:26", "K0201 2:17"),
    Slip("print \"a\", nwo\nprint nwo\nfoo \"x\"\n", "K0152 1:1", "K0201 1:12", "K0152 2:1", "K0201 2:7", "K0152 3:1"),
    Slip("fn f() {\n  rule x\n  let y = 3\n}\n", "K0122 2:8"),
    Slip("let s = \"abc {nwo\nprint(nwo2)\n", "K0103 1:9", "K0201 2:7"),
    Slip("let x = contacts | map { a: name, b: nme }\n", "K0204 1:38"),
    Slip(
      "let r = {a: 1, b: {c: 2, d: 3}}\nlet s: {b: {d: Int, c: Int}, a: Number} = r\nlet q: {b: {d: Int, c: Int}, a: Number} = {a: 1, b: {c: 2, d: 3}}\nprint(q)\n",
      "K0301 2:43"),
    Slip("let f = (a: Int = nwo) -> a\n", "K0347 1:10", "K0201 1:19"),
    Slip("fn f(o: Outcome) = o\nprint(ofer | f)\nprint(offer | f | g)\n", "K0216 2:7", "K0205 3:19"),
    Slip("var n = 1\nn++\nprint(nwo)\nn--\nprint(nwo2)\n", "K0134 2:2", "K0201 3:7", "K0134 4:2", "K0201 5:7"),
    Slip("let s = \"abc\"s\nlet t = 3x\n", "K0122 1:14", "K0114 2:10"),
    Slip("fn f() -> Int { return }\nfn g(a: Int = \"x\") = a\n", "K0301 1:17", "K0301 2:15"),
    Slip("let x = foo.bar.baz(nwo)\n", "K0201 1:9", "K0201 1:21"),
    Slip("print(now\n", "K0123 1:6"),
    Slip("contacts | where (name == \"x\"\nprint(nwo)\n", "K0123 1:18", "K0201 2:7"),
    Slip("print({a: [1]} == {a: [2.5]})\nprint([1] == [1.0])\n", "K0303 1:16", "K0303 2:11"),
    Slip("let m = [\"a\": [1], \"b\": [2.5]]\nprint(m)\n", "K0323 1:25"),
    Slip("var xs = [1]\nxs = xs + [2.5]\n", "K0303 2:9"),
    Slip("fn f(o: Outcome = waiting, p: Outcome = nwo) = o\nprint(f())\n", "K0216 1:41"),
    Slip("let f = now\nlet today = f\nprint(today)\n", "K9002 2:5"),
    Slip("try { print(1) } catch now { print(now.message) }\n", "K9002 1:1"),
    Slip("contacts | where first | show\nfn name(c: Contact) = c.name\ncontacts | map name | show\n", "K0204 1:18"),
    Slip(
      "fn last(n: Int) = n\nlet r = 5 | last\nprint(r)\nlet opt: List<Int>? = [1]\nprint(opt | first)\nprint(opt | last)\n",
      "K0302 5:7", "K0301 6:7"),
    Slip("contacts | update { nme: \"x\" }\ncontacts | select nme, role\n", "K0204 1:21", "K0204 2:19"),
    Slip("let b = true\nif b is true { print(\"y\") }\nif b = true { print(\"y\") }\n", "K0139 2:6", "K0131 3:6"),
    Slip("fn f(a: Int) -> Int {\n  if a > 3 { return 1 }\n  a +\n}\nprint(f(2))\n", "K0121 4:1"),
    Slip("let r = {a: 1}\nprint(r.b + 1)\nprint(r.a.c)\n", "K0204 2:9", "K0321 3:11"),
    Slip(
      "let xs = [1, 2, 3]\nprint(xs.map(x -> x + 1))\nprint(xs.filter(x -> x > nwo))\n", "K0321 2:10", "K0321 3:10",
      "K0201 3:26"),
    Slip(
      "interview @i \"Eng\" at \"A\" on 2026-11-24 10:00 { stage: onste, outcome: waitng }\n", "K0216 1:56",
      "K0216 1:72"),
    Slip("print(-3 ** 2)\nprint(2 ^ 3 + nwo)\n", "K0139 1:10", "K0101 2:9"),
    Slip("fn f() = 1 fn g() = 2\n", "K0122 1:12"),
    Slip("let x = 3 let y = 4\n", "K0122 1:11"),
    Slip("print(\"a\" \"b\")\nprint(1 2)\nprint(\"{nwo \"b\"}\")\n", "K0147 1:11", "K0147 2:9", "K0152 3:9"),
    Slip("contcts | where name == \"x\" and role == peer | sort name | select name, company | show\n", "K0201 1:1"),
    Slip("for c in contcts { print(c.name) }\n", "K0201 1:10"),
    Slip("let xs = nwo | map { a: name, b: it.role }\n", "K0201 1:10"),
    Slip("interviews | group compny { n: rows | count, m: nme } | show\n", "K0204 1:20", "K0201 1:49"),
    Slip("interviews | join notes on left.id == right.interview | show\n", "K0204 1:33"),
    Slip("let f = (a: Foo) -> a.x\nprint(f(3))\n", "K0203 1:13"),
    Slip("fn f(a: Foo, b: Bar = 3) -> Baz = a\nprint(f(1))\n", "K0203 1:9", "K0203 1:17", "K0203 1:29"),
    Slip("contact @x \"X\" at Acme as recruter { role: peer }\n", "K0201 1:19", "K0216 1:27", "K0320 1:38"),
    Slip("note \"x\" on @nobody as detial\n", "K0207 1:13", "K0216 1:24"),
    Slip("messages | where kind == thankyou | approve\n", "K0216 1:26"),
    Slip(
      "must x {\n  for c in contcts\n  until c.nme == \"x\"\n  due nwo\n  do remind \"x\"\n}\n", "K0201 2:12",
      "K0201 4:7"),
    Slip(
      "template t(to: Contact) {\n  subject nwo\n  kind thankyou\n  \"Dear {to.firstname}\"\n}\n", "K0201 2:11",
      "K0216 3:8", "K0204 4:13"),
    Slip("let a = [1, 2, 3\nlet b = 4\nfn f() = nwo\nprint(a)\n", "K0123 1:9", "K0201 3:10"),
    Slip("if true {\n  print(1\n}\nprint(nwo)\n", "K0123 2:8", "K0201 4:7"),
    Slip("print(\"{1 + }\")\nprint(\"{nwo}{\")\n", "K0121 1:13", "K0103 2:7"),
    Slip("let a = {b: 1, c: }\nlet d = {e 3}\n", "K0121 1:19", "K0152 2:10"),
    Slip("fn f(a Int) = a\nfn g(a: Int b: Int) = a\n", "K0121 1:8", "K0147 2:13"),
    Slip("while true { brek }\n", "K0201 1:14"),
    Slip("return 3\n", "K0319 1:1"),
    Slip(
      "let x: Map<Text> = [:]\nlet y: List<Int, Text> = []\nlet z: Optional<Int> = 3\n", "K0306 1:8", "K0306 2:8",
      "K0203 3:8"),
    Slip("match offer { waiting => 1, else => 2 }\n", "K0201 1:7"),
    Slip(
      "@dana.name = \"x\"\ncontact @dana \"D\"\n@dana.nme = \"y\"\n@dana.name.x = 3\n", "K0207 1:1", "K0204 3:7",
      "K0321 4:12"),
    Slip("var a = 1\nlet a = 2\nfn a() = 3\n", "K0206 1:5", "K0206 2:5"),
    Slip("print(contacts | where name == | count)\n", "K0121 1:32"),
    Slip("let t = 25:00\nlet d = 2026-13-45\n", "K0118 1:9", "K0117 2:9"),
    Slip("use \"nope.kindly\"\nprint(foo(1))\n", "K0240 1:1"),
    Slip("draft thank_yuo(@x, 1)\n", "K0213 1:7", "K0207 1:17"),
    Slip("test \"a\" { expect nwo == 1 }\n", "K0201 1:19"),
    Slip("let r = contacts | first\nprint(r.name)\n", "K0302 2:7"),
    Slip("f(\n", "K0205 1:1", "K0123 1:2"),
    Slip("print(1) )\n", "K0124 1:10"),
    Slip("let x = (1 + 2\nprint(x)\nlet y = nwo)\n", "K0123 1:9", "K0201 3:9"),
  ]
}
