// The layout and the diff, against the terminal in memory: whatever frame follows whatever frame, the
// terminal shows the last one, its wraps included.

import Testing

@testable import KindlyREPL

/// A small generator with a fixed seed: the same frames on every run.
private struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

@Suite struct ScreenTests {
  private static let palette = Palette(hasColor: true)
  private static let pieces = ["a", "b", "where", " ", "  ", "\n", "(", ")", "日本", "é", "e\u{301}", "🙂", "|", "\t"]

  private func randomInput(_ dice: inout Dice, columns: Int, after previous: LayoutInput?) -> LayoutInput {
    var input = LayoutInput()
    if let previous, Int.random(in: 0..<3, using: &dice) > 0 {
      input.text = previous.text + (Self.pieces.randomElement(using: &dice) ?? "")
    } else {
      for _ in 0..<Int.random(in: 0..<25, using: &dice) { input.text += Self.pieces.randomElement(using: &dice) ?? "" }
    }
    input.prompt = "> "
    input.continuation = "... "
    input.columns = columns
    input.cursor = Int.random(in: 0...input.text.unicodeScalars.count, using: &dice)
    let length = input.text.utf8.count
    if length > 2 {
      let start = Int.random(in: 0..<length - 1, using: &dice)
      input.spans = [StyledSpan(start..<Int.random(in: start + 1...length, using: &dice), .keyword)]
    }
    if Int.random(in: 0..<3, using: &dice) == 0 { input.ghost = "ghost text\nof two lines" }
    for index in 0..<Int.random(in: 0..<3, using: &dice) {
      var row = Row()
      row.append("menu \(index) 日本", CellStyle(mark: .candidate), limit: columns - 1)
      input.below.append(row)
    }
    return input
  }

  private func fresh(_ frame: Frame, rows: Int, columns: Int) -> TerminalEmulator {
    var terminal = TerminalEmulator(rows: rows, columns: columns)
    var screen = Screen(palette: Self.palette, columns: columns)
    terminal.feed(screen.show(frame))
    return terminal
  }

  @Test(arguments: [3, 7, 12, 20, 40])
  func incrementalEqualsFull(columns: Int) {
    var dice = Dice(UInt64(columns))
    let height = 60
    var terminal = TerminalEmulator(rows: height, columns: columns)
    var screen = Screen(palette: Self.palette, columns: columns)
    var previous: LayoutInput?
    for step in 0..<400 {
      let input = randomInput(&dice, columns: columns, after: previous)
      let frame = layOut(input).cropped(to: height)
      terminal.feed(screen.show(frame))
      let expected = fresh(frame, rows: height, columns: columns)
      #expect(terminal.lines == expected.lines, "step \(step)")
      #expect(terminal.rows == expected.rows, "step \(step)")
      #expect(terminal.wrapped == expected.wrapped, "step \(step): \(terminal.lines)")
      #expect(terminal.cursor == expected.cursor, "step \(step)")
      #expect(terminal.unknown.isEmpty)
      if terminal.rows != expected.rows { return }
      previous = input
    }
  }

  @Test func scrollsAtTheBottomAndCrops() {
    var terminal = TerminalEmulator(rows: 6, columns: 10)
    terminal.feed(Array("one\r\ntwo\r\nthree\r\nfour\r\n".utf8))
    var screen = Screen(palette: Self.palette, columns: 10)
    var dice = Dice(5)
    for _ in 0..<300 {
      let frame = layOut(randomInput(&dice, columns: 10, after: nil)).cropped(to: 6)
      terminal.feed(screen.show(frame))
      let expected = fresh(frame, rows: 6, columns: 10)
      let shown = terminal.rows[(terminal.cursor.row - frame.cursor.row)...].prefix(frame.rows.count)
      #expect(Array(shown) == Array(expected.rows.prefix(frame.rows.count)))
    }
  }

  @Test func survivesResizeWithReflow() {
    var dice = Dice(9)
    for _ in 0..<200 {
      let before = Int.random(in: 8...40, using: &dice)
      let after = Int.random(in: 8...40, using: &dice)
      var terminal = TerminalEmulator(rows: 50, columns: before)
      terminal.feed(Array("kept\r\n".utf8))
      var screen = Screen(palette: Self.palette, columns: before)
      var input = LayoutInput(text: String(repeating: "abc ", count: Int.random(in: 0..<30, using: &dice)))
      input.prompt = "> "
      input.columns = before
      input.cursor = Int.random(in: 0...input.text.utf8.count, using: &dice)
      terminal.feed(screen.show(layOut(input)))
      terminal.resize(columns: after)
      terminal.feed(screen.resize(to: after))
      input.columns = after
      terminal.feed(screen.show(layOut(input)))
      let expected = fresh(layOut(input), rows: 50, columns: after)
      #expect(terminal.lines == ["kept"] + expected.lines)
    }
  }

  @Test func oneTypedCharacterIsFewBytes() {
    var screen = Screen(palette: Self.palette, columns: 80)
    var input = LayoutInput(text: String(repeating: "x", count: 150))
    input.cursor = 150
    _ = screen.show(layOut(input))
    input.text += "y"
    input.cursor = 151
    let typed = screen.show(layOut(input))
    let again = screen.show(layOut(input))
    #expect(typed == Array("y".utf8))
    #expect(again.isEmpty)
  }

  @Test func cursorOfFullRowStandsInTheNext() {
    let frame = layOut(LayoutInput(text: "abcdef", cursor: 6, prompt: "> ", columns: 8))
    #expect(frame.rows.count == 2)
    #expect(frame.rows[0].wraps)
    #expect(frame.cursor == Position(row: 1, column: 0))
  }

  @Test func hiddenCharactersAreShown() {
    let frame = layOut(LayoutInput(text: "a\u{202E}b\u{200B}c\u{1}", columns: 40))
    #expect(frame.rows[0].cells.map(\.text).joined() == "a<202e>b<200b>c^A")
  }

  @Test func spansAndMarks() {
    var input = LayoutInput(text: "é where", spans: [StyledSpan(3..<8, .keyword)], brackets: [])
    input.prompt = ">"
    let cells = layOut(input).rows[0].cells
    #expect(cells[0].style.mark == .prompt)
    #expect(cells[1].style.role == .plain)
    #expect(cells[3...7].allSatisfy { $0.style.role == .keyword })
  }

  @Test func withoutColourOnlyWeightIsUsed() {
    let plain = Palette(hasColor: false)
    let styles = ReplStyle.allCases.map { CellStyle(role: $0) } + [CellStyle(mark: .ghost), CellStyle(mark: .detail)]
    for style in styles {
      let numbers = plain.parameters(of: style).split(separator: ";").compactMap { Int($0) }
      #expect(numbers.allSatisfy { $0 < 30 }, "\(style)")
    }
    #expect(plain.parameters(of: CellStyle(role: .keyword)) == "1")
  }
}

@Suite struct CharacterWidthTests {
  @Test(
    arguments: [
      ("a", 1), ("é", 1), ("e\u{301}", 1), ("日", 2), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("🙂", 2), ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2),
      ("❤️", 2), ("❤", 1), ("👍🏽", 2), ("\u{200B}", 0), ("\u{7}", 0), ("ß", 1), ("→", 1), ("𠀀", 2), ("ᄀ", 2),
      ("\u{AD}", 1),
    ] as [(Character, Int)])
  func width(character: Character, expected: Int) {
    #expect(columns(of: character) == expected)
  }
}
