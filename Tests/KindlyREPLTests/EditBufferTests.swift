// Motions and edits by characters, words and lines; bracket pairs; the menu's choice.

import Testing

@testable import KindlyREPL

@Suite struct EditBufferTests {
  @Test func movesByWhatTheUserSees() {
    let family = "👩‍👩‍👧‍👦"
    var buffer = EditBuffer("a" + family + "e\u{301}")
    buffer.move(to: buffer.previous)
    #expect(buffer.textBeforeCursor == "a" + family)
    buffer.removeText(to: buffer.previous)
    #expect(buffer.text == "ae\u{301}")
    #expect(buffer.cursor == 1)
    buffer.move(to: buffer.next)
    #expect(buffer.isAtEnd)
    #expect(buffer.next == buffer.cursor)
  }

  @Test func emptyLineHasNoNeighbours() {
    let buffer = EditBuffer()
    #expect(buffer.previous == 0)
    #expect(buffer.next == 0)
    #expect(buffer.above == nil)
    #expect(buffer.below == nil)
    #expect(buffer.previousWordStart == 0)
    #expect(buffer.offset == 0)
  }

  @Test func linesKeepTheColumn() {
    var buffer = EditBuffer("日本語x\nab\nlong line")
    buffer.move(to: buffer.above ?? -1)
    #expect(buffer.textBeforeCursor == "日本語x\nab")
    buffer.move(to: buffer.above ?? -1)
    #expect(buffer.textBeforeCursor == "日")
    #expect(buffer.isOnFirstLine)
    buffer.move(to: buffer.below ?? -1)
    #expect(buffer.textBeforeCursor == "日本語x\nab")
  }

  @Test func words() {
    var buffer = EditBuffer("where due_by < now ")
    buffer.move(to: buffer.previousWordStart)
    #expect(buffer.textBeforeCursor == "where due_by < ")
    buffer.move(to: buffer.previousWordStart)
    #expect(buffer.textBeforeCursor == "where ")
    buffer.move(to: buffer.nextWordEnd)
    #expect(buffer.textBeforeCursor == "where due_by")
    #expect(buffer.previousBlankStart == 6)
  }

  @Test func replacesByOffsets() {
    var buffer = EditBuffer("é con | x")
    buffer.replace(3..<6, with: "contacts")
    #expect(buffer.text == "é contacts | x")
    #expect(buffer.textBeforeCursor == "é contacts")
    buffer.replace(500..<900, with: "!")
    #expect(buffer.text == "é contacts | x!")
  }

  @Test(arguments: [("a {", "  "), ("  b", "  "), ("  c [ ", "    "), ("", ""), ("x {\n  y }", "  ")])
  func indentation(text: String, expected: String) {
    #expect(EditBuffer(text).indentation == expected)
  }

  @Test func bracketPairs() {
    let text = "f(\"(\" [a] )"
    let spans = [StyledSpan(2..<5, .text)]
    #expect(matchingBrackets(in: text, at: 1, spans: spans) == [1, 10])
    #expect(matchingBrackets(in: text, at: 11, spans: spans) == [1, 10])
    #expect(matchingBrackets(in: text, at: 3, spans: spans) == [])
    #expect(matchingBrackets(in: text, at: 6, spans: spans) == [6, 8])
    #expect(matchingBrackets(in: "(", at: 0, spans: []) == [])
    #expect(matchingBrackets(in: "", at: 0, spans: []) == [])
  }

  @Test func menuChoosesAroundTheEnds() {
    let list = CompletionList(range: 0..<1, candidates: (0..<20).map { Completion("c\($0)", detail: "the \($0)th") })
    var menu = CompletionMenu(list: list, original: EditBuffer("c rest"))
    let first = menu.choose(by: 1)
    let last = menu.choose(by: -1)
    #expect(first.text == "c0 rest")
    #expect(last.text == "c19 rest")
    let rows = menu.rows(height: 5, columns: 30)
    #expect(rows.count == 5)
    #expect(rows.allSatisfy { $0.width < 30 })
    #expect(rows[3].cells.map(\.text).joined().hasPrefix(" c19  the 19th"))
    #expect(rows[4].cells.map(\.text).joined() == " … 20 of 20")
    for columns in 1...6 {
      let narrow = menu.rows(height: 1, columns: columns)
      #expect(narrow.allSatisfy { $0.width < max(2, columns) })
    }
  }

  @Test func commonPrefix() {
    #expect(CompletionMenu.commonPrefix(of: [Completion("contact"), Completion("contacts")]) == "contact")
    #expect(CompletionMenu.commonPrefix(of: [Completion("a"), Completion("b")]) == "")
    #expect(CompletionMenu.commonPrefix(of: []) == "")
  }
}
