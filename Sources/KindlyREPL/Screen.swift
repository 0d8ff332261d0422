// What the terminal shows of us, and the bytes that turn it into the next frame. Rows are compared
// with those on screen and only what differs is written. Motion is relative to the cursor: where our
// first row stands on the terminal is never known and never needed.
//
// A row that wraps is written to its last column and followed at once by the next row's first cell, so
// that the terminal wraps by itself and remembers that the two belong together.

struct Screen {
  private var rows: [Row] = []
  private var cursor = Position(row: 0, column: 0)
  private var rendition = ""
  private var output: [UInt8] = []
  private let palette: Palette
  private var columns: Int

  /// A screen whose cursor stands in the first column of an empty row.
  init(palette: Palette, columns: Int) {
    self.palette = palette
    self.columns = max(1, columns)
  }

  /// The bytes that make the terminal show `frame`, which must be laid out for this screen's width.
  mutating func show(_ frame: Frame) -> [UInt8] {
    var joining = false
    for index in frame.rows.indices {
      joining = update(index, of: frame, joining: joining)
    }
    if rows.count > frame.rows.count {
      move(to: Position(row: frame.rows.count, column: 0))
      render("")
      emit("\u{1b}[J")
    }
    rows = frame.rows
    move(to: Position(row: frame.cursor.row, column: min(frame.cursor.column, columns - 1)))
    render("")
    return takeOutput()
  }

  /// The bytes that erase everything shown and leave the cursor where the first row began.
  mutating func erase() -> [UInt8] {
    move(to: Position(row: 0, column: 0))
    emit("\r\u{1b}[J")
    forget()
    return takeOutput()
  }

  /// The bytes that erase everything after the terminal took a new width and reflowed its text.
  mutating func resize(to newColumns: Int) -> [UInt8] {
    let above = rowsAboveCursor(reflowedTo: max(1, newColumns))
    if above > 0 { emit("\u{1b}[\(above)A") }
    emit("\r\u{1b}[J")
    columns = max(1, newColumns)
    forget()
    return takeOutput()
  }

  /// The bytes that leave what is shown in place and put the cursor in a fresh row below it.
  mutating func leave() -> [UInt8] {
    if !rows.isEmpty { move(to: Position(row: rows.count - 1, column: 0)) }
    render("")
    emit("\r\n")
    forget()
    return takeOutput()
  }

  /// Takes the terminal as empty from the cursor's row on.
  mutating func forget() {
    rows = []
    cursor = Position(row: 0, column: 0)
    rendition = ""
  }

  // MARK: - One row

  /// Brings one row up to date. `joining` says that the row above was just written to its last column and
  /// wraps into this one; the result says the same of this row.
  private mutating func update(_ index: Int, of frame: Frame, joining: Bool) -> Bool {
    let new = frame.rows[index]
    let exists = index < max(1, rows.count)
    let old = index < rows.count ? rows[index] : Row()
    let wrapHolds = old.wraps && index + 1 < rows.count

    var first = 0
    while first < min(old.cells.count, new.cells.count), old.cells[first] == new.cells[first] { first += 1 }
    var end = new.cells.count
    if exists, old.width == new.width {
      var back = old.cells.count
      while end > first, back > first, old.cells[back - 1] == new.cells[end - 1] {
        end -= 1
        back -= 1
      }
    }
    if joining { first = 0 }
    if joining, !new.cells.isEmpty { end = max(end, 1) }
    if new.wraps, !wrapHolds {
      first = min(first, new.cells.count - 1)
      end = new.cells.count
    }
    let shrinks = old.width > new.width
    if exists, !joining, first >= end, !shrinks { return false }

    if joining {
      join(index, isEmpty: new.cells.isEmpty)
    } else if !exists {
      move(to: Position(row: index - 1, column: 0))
      emit("\r\n")
      cursor = Position(row: index, column: 0)
    }
    if first < end {
      write(new.cells[first..<end], at: new.cells[..<first].reduce(0) { $0 + $1.width }, row: index)
    }
    if shrinks {
      move(to: Position(row: index, column: new.width))
      render("")
      emit("\u{1b}[K")
    }
    return new.wraps && end == new.cells.count && cursor.column == columns
  }

  /// Crosses from the last column of the row above into this row by the terminal's wrapping.
  private mutating func join(_ index: Int, isEmpty: Bool) {
    if isEmpty {
      render("")
      emit(" \r")
    }
    cursor = Position(row: index, column: 0)
  }

  private mutating func write(_ cells: ArraySlice<Cell>, at column: Int, row: Int) {
    move(to: Position(row: row, column: column))
    for cell in cells {
      render(palette.parameters(of: cell.style))
      emit(cell.text)
      cursor.column += cell.width
      // Terminals differ on how wide a cluster of emoji is: say where the next cell stands.
      if cell.width == 2, cell.text.unicodeScalars.count > 1, cursor.column < columns {
        emit("\r\u{1b}[\(cursor.column)C")
      }
    }
  }

  // MARK: - Motion and rendition

  private mutating func move(to target: Position) {
    if cursor.column >= columns {
      emit("\r")  // the cursor hangs behind the last column, where terminals disagree on what a motion does
      cursor.column = 0
    }
    if target.row < cursor.row { emit("\u{1b}[\(cursor.row - target.row)A") }
    if target.row > cursor.row { emit("\u{1b}[\(target.row - cursor.row)B") }
    if target.column == 0, cursor.column != 0 {
      emit("\r")
    } else if target.column > cursor.column {
      emit("\u{1b}[\(target.column - cursor.column)C")
    } else if target.column < cursor.column {
      emit("\u{1b}[\(cursor.column - target.column)D")
    }
    cursor = target
  }

  private mutating func render(_ parameters: String) {
    if parameters == rendition { return }
    emit(parameters.isEmpty ? "\u{1b}[0m" : "\u{1b}[0;\(parameters)m")
    rendition = parameters
  }

  private mutating func emit(_ text: String) {
    output.append(contentsOf: text.utf8)
  }

  private mutating func takeOutput() -> [UInt8] {
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  // MARK: - Resize

  private func rowsAboveCursor(reflowedTo width: Int) -> Int {
    var above = 0
    var line = 0
    for (index, row) in rows.enumerated() {
      if index == cursor.row {
        return above + (line + cursor.column) / width
      }
      line += row.width
      if !row.wraps {
        above += max(1, (line + width - 1) / width)
        line = 0
      }
    }
    return above
  }
}
