// How diagnostics are laid out: long lines, several lines, tabs, wide characters, what could steer a terminal, the
// trail, colours; and the same as JSON.

import Foundation
import KindlySource
import Testing

@testable import KindlyDiagnostics

/// A source in which the marked text is a span.
private struct Scene {
  let sources = SourceMap()
  let file: SourceFile

  init(_ text: String, name: String = "x.kindly") { file = sources.add(name: name, text: text) }

  func span(_ text: String) -> Span {
    let whole = String(decoding: file.bytes, as: UTF8.self)
    guard let range = whole.range(of: text) else { return Span(file: file.id, start: 0, end: 0) }
    let start = whole.utf8.distance(from: whole.startIndex, to: range.lowerBound)
    return Span(file: file.id, start: UInt32(start), end: UInt32(start + text.utf8.count))
  }

  func text(_ diagnostic: Diagnostic, isColored: Bool = false) -> String {
    TextRenderer(sources: sources, isColored: isColored).render(diagnostic)
  }

  func json(_ diagnostic: Diagnostic) throws -> [String: Any] {
    let line = JSONRenderer(sources: sources).render(diagnostic)
    #expect(line.hasSuffix("}\n") && line.filter(\.isNewline).count == 1)
    return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }
}

struct TextRendererTests {
  @Test func theWholeForm() {
    let scene = Scene("let a = 1\ninterviews | where compnay == \"Acme\"\n")
    let diagnostic = Diagnostic(
      204, "Interview has no field `compnay`", at: scene.span("compnay"), label: "did you mean `company`?",
      others: [Label(scene.span("interviews"), "the rows")], notes: ["fields of Interview: company"])
    #expect(
      scene.text(diagnostic) == """
        error[K0204]: Interview has no field `compnay`
          --> x.kindly:2:20
           |
         2 | interviews | where compnay == "Acme"
           |                    ^^^^^^^ did you mean `company`?
          ::: x.kindly:2:1
           |
         2 | interviews | where compnay == "Acme"
           | ^^^^^^^^^^ the rows
           = fields of Interview: company

        """)
  }

  @Test func aLongLineIsShownAroundTheMark() {
    let scene = Scene(String(repeating: "a", count: 500) + "NO" + String(repeating: "b", count: 500))
    let lines = scene.text(Diagnostic(201, "no", at: scene.span("NO"))).split(separator: "\n")
    #expect(lines[1] == "  --> x.kindly:1:501")
    #expect(lines[3].count == 5 + ShownLine.limit && lines[3].hasPrefix(" 1 | …a") && lines[3].hasSuffix("b…"))
    #expect(lines[3].distance(of: "NO") == lines[4].distance(of: "^^"))
  }

  @Test(arguments: [0, 1, 60, 79, 80, 81, 119, 120, 121, 500, 998])
  func theMarkIsAlwaysInSight(_ place: Int) {
    let line = String(repeating: "東", count: place) + "NO" + String(repeating: "b", count: 998 - place)
    let scene = Scene(line)
    let lines = scene.text(Diagnostic(201, "no", at: scene.span("NO"))).split(separator: "\n")
    #expect(TextWidth.columns(of: String(lines[3])) <= 5 + ShownLine.limit)
    let before = lines[3].range(of: "NO").map { TextWidth.columns(of: String(lines[3][..<$0.lowerBound])) }
    #expect(before == lines[4].distance(of: "^^"))
  }

  @Test func aLongMarkEndsWithTheWindow() {
    let scene = Scene(String(repeating: "x", count: 1000))
    let lines = scene.text(Diagnostic(201, "no", at: Span(file: scene.file.id, start: 0, end: 1000)))
      .split(separator: "\n")
    #expect(lines[3].count == 5 + ShownLine.limit && lines[3].hasSuffix("x…"))
    #expect(lines[4].filter { $0 == "^" }.count == ShownLine.limit - 1)
  }

  @Test func aMarkOfSeveralLines() {
    let scene = Scene("one\nlet x = [\n  1,\n  2\n] + 1\n")
    #expect(
      scene.text(Diagnostic(303, "no", at: scene.span("[\n  1,\n  2\n]"), label: "a list")) == """
        error[K0303]: no
          --> x.kindly:2:9
           |
         2 | let x = [
           |         ^ from here
          …
         5 | ] + 1
           | ^ to here: a list

        """)
  }

  @Test func aMarkThatEndsWithItsLineBreakIsOfOneLine() {
    let scene = Scene("abc\ndef\n")
    let text = scene.text(Diagnostic(121, "no", at: Span(file: scene.file.id, start: 0, end: 4)))
    #expect(text.hasSuffix(" 1 | abc\n   | ^^^\n"))
  }

  @Test func tabsAndWideCharacters() {
    let scene = Scene("\t東港\tx👩‍👩‍👧e\u{301}🇩🇪NO")
    let lines = scene.text(Diagnostic(201, "no", at: scene.span("NO"))).split(separator: "\n")
    #expect(lines[1] == "  --> x.kindly:1:15", "columns are Unicode scalars")
    #expect(lines[3] == " 1 |     東港    x👩‍👩‍👧e\u{301}🇩🇪NO")
    #expect(lines[4] == "   | " + String(repeating: " ", count: 18) + "^^", "carets stand by columns of the terminal")
  }

  @Test(arguments: ["\u{1B}[31m", "\u{7}", "\u{0}", "\u{9B}31m", "\u{7F}", "\u{202E}", "\r", "\u{2066}", "\u{2028}"])
  func nothingSteersTheTerminal(_ evil: String) throws {
    let scene = Scene("print(\"a\(evil)b\") NO", name: "x\(evil).kindly")
    let diagnostic = Diagnostic(
      410, "fail \(evil)", at: scene.span("NO"), label: "l\(evil)", others: [Label(scene.span("print"), "o\(evil)")],
      notes: ["n\(evil)"], trail: [.call("f\(evil)", at: scene.span("NO")), .more(3, of: "g\(evil)")])
    let scalars = scene.text(diagnostic).unicodeScalars
    #expect(scalars.allSatisfy { $0 == "\n" || Printable.sign($0) == $0 })
    let raw = JSONRenderer(sources: scene.sources).render(diagnostic)
    #expect(raw.unicodeScalars.dropLast().allSatisfy { Printable.sign($0) == $0 })
    #expect(try scene.json(diagnostic)["message"] as? String == "fail \(evil)")
  }

  @Test func wordsOfSeveralLinesStayIndented() {
    let scene = Scene("x")
    #expect(
      scene.text(Diagnostic(410, "a\nerror[K0000]: b", at: nil, notes: ["c\nd"]))
        == "error[K0410]: a\n  error[K0000]: b\n  = c\n    d\n")
  }

  @Test func theTrail() {
    let scene = Scene("fn f() = g()\nf()")
    let diagnostic = Diagnostic(
      406, "deep", at: scene.span("g()"),
      trail: [.call("g", at: scene.span("g()")), .more(9990, of: "f"), .call("", at: nil), .more(2, of: nil)])
    #expect(
      scene.text(diagnostic).hasSuffix(
        """
           = in `g`, called at x.kindly:1:10
           = … 9990 more of `f`
           = in a lambda
           = … 2 more calls

        """))
  }

  @Test func colours() {
    let scene = Scene("abc")
    #expect(
      scene.text(Diagnostic(201, "no", at: scene.span("abc")), isColored: true).contains("\u{1B}[1;31m^^^\u{1B}[0m"))
    #expect(
      scene.text(Diagnostic(9001, "no", at: scene.span("abc")), isColored: true).contains("\u{1B}[1;33m^^^\u{1B}[0m"))
    #expect(!scene.text(Diagnostic(201, "no", at: scene.span("abc"))).contains("\u{1B}"))
  }

  @Test func placesAtTheEdges() {
    let scene = Scene("")
    #expect(scene.text(Diagnostic(121, "no", at: Span(file: scene.file.id, start: 0, end: 0))).contains("x.kindly:1:1"))
    #expect(scene.text(Diagnostic(121, "no", at: Span(file: scene.file.id, start: 9, end: 99))).contains("^"))
    let other = Span(file: FileID(7), start: 0, end: 1)
    #expect(scene.text(Diagnostic(121, "no", at: other)) == "error[K0121]: no\n")
  }
}

struct JSONRendererTests {
  @Test func everyField() throws {
    let scene = Scene("a = \"ë\" + b\n")
    let fields = try scene.json(
      Diagnostic(
        204, "say \"no\"", at: scene.span("b"), label: "l", others: [Label(scene.span("a"), "o")], notes: ["n"],
        fixIts: [FixIt(scene.span("b"), "c")], trail: [.call("f", at: scene.span("a")), .more(3, of: "f")]))
    #expect(fields["code"] as? String == "K0204" && fields["severity"] as? String == "error")
    #expect(fields["message"] as? String == "say \"no\"" && fields["label"] as? String == "l")
    #expect(fields["file"] as? String == "x.kindly" && fields["line"] as? Int == 1 && fields["column"] as? Int == 11)
    #expect(fields["endLine"] as? Int == 1 && fields["endColumn"] as? Int == 12)
    #expect(fields["start"] as? Int == 11 && fields["end"] as? Int == 12)
    #expect(fields["page"] as? String == "docs/errors/K0204.md")
    let fix = try #require((fields["fixes"] as? [[String: Any]])?.first)
    #expect(fix["replacement"] as? String == "c" && fix["column"] as? Int == 11 && fix["endColumn"] as? Int == 12)
    let other = try #require((fields["others"] as? [[String: Any]])?.first)
    #expect(other["label"] as? String == "o" && other["column"] as? Int == 1)
    let trail = try #require(fields["trail"] as? [[String: Any]])
    #expect(trail.count == 2 && trail[0]["function"] as? String == "f" && trail[1]["more"] as? Int == 3)
  }

  @Test func onlyWhatThereIs() throws {
    let fields = try Scene("").json(Diagnostic(9601, "w", at: nil))
    #expect(Set(fields.keys) == ["code", "severity", "message", "page"])
  }
}

struct DiagnosticListTests {
  private func error(_ start: UInt32, _ code: UInt16 = 201) -> Diagnostic {
    Diagnostic(Code(code), "no", at: Span(file: FileID(0), start: start, end: start + 1))
  }

  @Test func inTheOrderOfPlacesOneForEach() {
    let list = DiagnosticList([error(5), error(3), error(5, 301), error(3, 9001)])
    #expect(list.all.map(\.code) == [201, 9001, 201])
  }

  @Test func aPersonIsShownSoMany() {
    let list = DiagnosticList((0..<362).map { error(UInt32($0)) } + [error(400, 9001)])
    let (shown, left) = list.shortened
    #expect(shown.count == 21 && shown.last?.code == 9001)
    #expect(left.count == 1 && left[0].count == 342 && left[0].severity == .error)
    #expect(TextRenderer(sources: SourceMap(), isColored: false).render(more: 312, .error) == "… and 312 more errors\n")
  }
}

extension StringProtocol {
  /// How many characters stand before the first occurrence.
  fileprivate func distance(of text: String) -> Int? {
    range(of: text).map { distance(from: startIndex, to: $0.lowerBound) }
  }
}
