// From what is being edited to a frame: a pure function. It decides where each character stands and
// how it is styled; it knows neither the terminal's state nor the editing engine.
//
// Lines break by the terminal's own wrapping, from the right edge to column 0, so that a terminal that
// reflows its text on a resize keeps ours intact.

/// Everything one frame shows.
struct LayoutInput {
  var text = ""
  /// The cursor as a count of scalars of the text before it.
  var cursor = 0
  /// Ascending, without overlap.
  var spans: [StyledSpan] = []
  /// UTF-8 offsets of brackets to show as a pair.
  var brackets: [Int] = []
  /// A range of UTF-8 offsets that a search has found.
  var found: Range<Int>?
  var prompt = ""
  var continuation = ""
  /// What history would add behind the text.
  var ghost = ""
  /// Rows below the text, none as wide as the terminal.
  var below: [Row] = []
  /// Where the cursor stands within `below`, instead of the text.
  var belowCursor: Position?
  var columns = 80
}

func layOut(_ input: LayoutInput) -> Frame {
  var rows = RowBuilder(columns: max(1, input.columns))
  rows.write(input.prompt, CellStyle(mark: .prompt))

  var cursor: Position?
  var scalars = 0
  var offset = 0
  var next = 0
  for character in input.text {
    if cursor == nil, scalars >= input.cursor { cursor = rows.position }
    while next < input.spans.count, input.spans[next].range.upperBound <= offset { next += 1 }
    var style = CellStyle()
    if next < input.spans.count, input.spans[next].range.contains(offset) { style.role = input.spans[next].style }
    if input.brackets.contains(offset) { style.mark = .bracket }
    if let found = input.found, found.contains(offset) { style.mark = .found }
    if character.isNewline {
      rows.breakLine()
      rows.write(input.continuation, CellStyle(mark: .prompt))
    } else {
      rows.write(character, style)
    }
    scalars += character.unicodeScalars.count
    offset += character.utf8.count
  }
  var place = cursor ?? rows.position

  for character in input.ghost {
    if character.isNewline {
      rows.breakLine()
      rows.write(input.continuation, CellStyle(mark: .prompt))
    } else {
      rows.write(character, CellStyle(mark: .ghost))
    }
  }
  if let below = input.belowCursor {
    place = Position(row: rows.position.row + 1 + below.row, column: min(below.column, max(0, input.columns - 1)))
  }
  return Frame(rows: rows.finished(with: input.below), cursor: place)
}

/// Collects cells into rows of one width and keeps the frame's invariant.
private struct RowBuilder {
  private var rows: [Row] = []
  private var row = Row()
  private let columns: Int

  init(columns: Int) {
    self.columns = columns
  }

  var position: Position { Position(row: rows.count, column: row.width) }

  mutating func breakLine() {
    rows.append(row)
    row = Row()
  }

  mutating func write(_ text: String, _ style: CellStyle) {
    for character in text { write(character, style) }
  }

  mutating func write(_ character: Character, _ style: CellStyle) {
    let width = KindlyREPL.columns(of: character)
    if width > 0 {
      put(String(character), width: width, style)
    } else if character == "\t" {
      for _ in 0..<2 { put(" ", width: 1, style) }
    } else {
      for stand in visible(character) { put(String(stand), width: 1, CellStyle(role: .error, mark: style.mark)) }
    }
  }

  func finished(with below: [Row]) -> [Row] {
    rows + [row] + below
  }

  /// What stands for a character that has no width of its own, so that nothing in a line is hidden.
  private func visible(_ character: Character) -> String {
    guard let scalar = character.unicodeScalars.first else { return "" }
    if scalar.value < 0x20 { return "^" + String(UnicodeScalar(UInt8(scalar.value) + 0x40)) }
    if scalar.value == 0x7F { return "^?" }
    return "<" + String(scalar.value, radix: 16) + ">"
  }

  private mutating func put(_ text: String, width: Int, _ style: CellStyle) {
    if width > columns { return put("?", width: 1, style) }
    if row.width + width > columns {
      while row.width < columns { row.append(Cell(text: " ", width: 1, style: CellStyle())) }
      wrap()
    }
    row.append(Cell(text: text, width: width, style: style))
    if row.width == columns { wrap() }
  }

  private mutating func wrap() {
    row.wraps = true
    breakLine()
  }
}
