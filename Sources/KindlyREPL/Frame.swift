// What one look at the terminal shows: rows of cells and a place for the cursor. Values only; who
// fills them is the layout, who brings them to the terminal is the screen.
//
// Invariant of a laid-out frame: a row as wide as the terminal wraps into the row after it, so the
// cursor always has a column to stand in. Only the last row of a cropped frame is full without wrapping.

/// The size of a terminal, in character cells.
struct TerminalSize: Equatable {
  var rows: Int
  var columns: Int
}

struct Position: Equatable {
  var row: Int
  var column: Int
}

/// What a cell is beyond the language's own style.
enum Mark: UInt8 {
  case none, ghost, prompt, bracket, selected, selectedDetail, candidate, detail, found
}

struct CellStyle: Equatable {
  var role = ReplStyle.plain
  var mark = Mark.none
}

/// One character and the columns it takes, one or two.
struct Cell: Equatable {
  var text: String
  var width: Int
  var style: CellStyle
}

struct Row: Equatable {
  private(set) var cells: [Cell] = []
  private(set) var width = 0
  /// Whether the line of text goes on in the next row by the terminal's own wrapping.
  var wraps = false

  mutating func append(_ cell: Cell) {
    cells.append(cell)
    width += cell.width
  }

  /// Appends a text as far as it fits into `limit` columns; what cannot be shown is left out.
  mutating func append(_ text: String, _ style: CellStyle, limit: Int) {
    for character in text {
      let shown: Character = character.isNewline ? "⏎" : character
      let wide = columns(of: shown)
      if wide == 0 { continue }
      if width + wide > limit { return }
      append(Cell(text: String(shown), width: wide, style: style))
    }
  }
}

struct Frame: Equatable {
  var rows: [Row]
  var cursor: Position

  /// The part of the frame a terminal of so many rows can show, with the cursor in it.
  func cropped(to height: Int) -> Frame {
    let height = max(1, height)
    if rows.count <= height { return self }
    let top = min(max(0, cursor.row - height / 2), rows.count - height)
    var window = Array(rows[top..<top + height])
    window[height - 1].wraps = false
    return Frame(rows: window, cursor: Position(row: cursor.row - top, column: cursor.column))
  }
}
