// A terminal in memory, as far as the session uses one: printing with wrapping at the right edge, the
// motions and erasures of the screen's diff, renditions, and reflow on a new width. Whatever it does not
// know is counted, so that a test can refuse it.

@testable import KindlyREPL

struct TerminalEmulator {
  struct Spot: Equatable {
    var text = " "
    var rendition = ""
    /// The right half of a wide character.
    var isTail = false
  }

  private(set) var rows: [[Spot]]
  private(set) var wrapped: [Bool]
  private(set) var cursor = Position(row: 0, column: 0)
  private(set) var unknown: [String] = []
  private(set) var size: TerminalSize
  private var isHanging = false
  private var rendition = ""
  private var pending: [UInt8] = []

  init(rows: Int, columns: Int) {
    size = TerminalSize(rows: rows, columns: columns)
    self.rows = Array(repeating: Array(repeating: Spot(), count: columns), count: rows)
    wrapped = Array(repeating: false, count: rows)
  }

  /// The rows as text, without the blanks at their ends and the empty rows at the bottom.
  var lines: [String] {
    var lines = rows.map { row in
      var text = row.filter { !$0.isTail }.map(\.text).joined()
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The renditions of a row's cells.
  func renditions(of row: Int) -> [String] { rows[row].map(\.rendition) }

  mutating func feed(_ bytes: [UInt8]) {
    pending += bytes
    let whole = pending.lastIndex { $0 < 0x80 || $0 >= 0xC0 } ?? 0
    let last = pending.isEmpty ? 0 : pending[whole]
    let length = last < 0x80 ? 1 : last >= 0xF0 ? 4 : last >= 0xE0 ? 3 : 2
    let end = pending.count - whole >= length ? pending.count : whole
    var text = Array(String(decoding: pending[..<end], as: UTF8.self).unicodeScalars)[...]
    var rest: [Unicode.Scalar] = []
    while let scalar = text.first {
      let before = text
      text.removeFirst()
      switch scalar {
      case "\u{1b}":
        guard let sequence = takeSequence(&text) else {
          rest = Array(before)
          text = []
          break
        }
        obey(sequence)
      case "\r": (cursor.column, isHanging) = (0, false)
      case "\n": lineFeed()
      case _ where scalar.value < 0x20: continue
      default: print(scalar)
      }
    }
    pending = Array(rest.map(String.init).joined().utf8) + pending[end...]
  }

  private func takeSequence(_ text: inout ArraySlice<Unicode.Scalar>) -> String? {
    guard text.first == "[" else { return text.isEmpty ? nil : "" }
    guard let end = text.dropFirst().firstIndex(where: { (0x40..<0x7F).contains($0.value) }) else { return nil }
    let sequence = text[text.startIndex...end].map(String.init).joined()
    text = text[(end + 1)...]
    return sequence
  }

  private mutating func obey(_ sequence: String) {
    let parameters = sequence.dropFirst().dropLast()
    let number = max(1, Int(parameters) ?? 1)
    switch sequence.last {
    case "A": (cursor.row, isHanging) = (max(0, cursor.row - number), false)
    case "B": (cursor.row, isHanging) = (min(size.rows - 1, cursor.row + number), false)
    case "C": (cursor.column, isHanging) = (min(size.columns - 1, cursor.column + number), false)
    case "D": (cursor.column, isHanging) = (max(0, cursor.column - number), false)
    case "H": cursor = Position(row: 0, column: 0)
    case "K": erase(row: cursor.row, from: cursor.column)
    case "J":
      if parameters == "2" {
        for row in 0..<size.rows { erase(row: row, from: 0) }
      } else {
        erase(row: cursor.row, from: cursor.column)
        for row in cursor.row..<size.rows where row > cursor.row { erase(row: row, from: 0) }
      }
    case "m": rendition = parameters == "0" ? "" : String(parameters)
    case "h", "l": if parameters != "?2004" { unknown.append(sequence) }
    default: unknown.append(sequence)
    }
  }

  private mutating func erase(row: Int, from column: Int) {
    for place in column..<size.columns { rows[row][place] = Spot() }
    wrapped[row] = false
  }

  private mutating func lineFeed() {
    wrapped[cursor.row] = false
    isHanging = false
    down()
  }

  private mutating func down() {
    if cursor.row + 1 < size.rows {
      cursor.row += 1
    } else {
      rows.removeFirst()
      rows.append(Array(repeating: Spot(), count: size.columns))
      wrapped.removeFirst()
      wrapped.append(false)
    }
  }

  private mutating func print(_ scalar: Unicode.Scalar) {
    let width = columns(of: scalar)
    if width == 0 {
      var place = isHanging ? cursor.column : cursor.column - 1
      if place > 0, rows[cursor.row][place].isTail { place -= 1 }
      if place >= 0 { rows[cursor.row][place].text.unicodeScalars.append(scalar) }
      return
    }
    if isHanging || cursor.column + width > size.columns {
      wrapped[cursor.row] = true
      isHanging = false
      down()
      cursor.column = 0
    }
    for place in cursor.column..<cursor.column + width { blankPartner(of: place) }
    rows[cursor.row][cursor.column] = Spot(text: String(scalar), rendition: rendition)
    if width == 2 { rows[cursor.row][cursor.column + 1] = Spot(text: "", rendition: rendition, isTail: true) }
    if cursor.column + width == size.columns {
      cursor.column = size.columns - 1
      isHanging = true
    } else {
      cursor.column += width
    }
  }

  /// Overwriting half of a wide character blanks the other half.
  private mutating func blankPartner(of place: Int) {
    let row = cursor.row
    if rows[row][place].isTail { rows[row][place - 1] = Spot() }
    if place + 1 < size.columns, rows[row][place + 1].isTail { rows[row][place + 1] = Spot() }
  }

  // MARK: - Reflow

  /// Takes a new width and wraps the text anew, as terminals with reflow do.
  mutating func resize(columns: Int) {
    var lines: [[Spot]] = []
    var line: [Spot] = []
    var place = (line: 0, column: 0)
    for (index, row) in rows.enumerated() {
      if index == cursor.row { place = (lines.count, line.count + cursor.column) }
      var cells = row
      if !wrapped[index] { while cells.last == Spot() { cells.removeLast() } }
      line += cells
      if !wrapped[index] {
        lines.append(line)
        line = []
      }
    }
    if !line.isEmpty { lines.append(line) }
    while lines.count > place.line + 1, lines.last == [] { lines.removeLast() }
    rebuild(lines, place: place, columns: columns)
  }

  private mutating func rebuild(_ lines: [[Spot]], place: (line: Int, column: Int), columns: Int) {
    var all: [[Spot]] = []
    var flags: [Bool] = []
    var target = Position(row: 0, column: 0)
    for (index, line) in lines.enumerated() {
      let count = max(1, (line.count + columns - 1) / columns)
      let needed = index == place.line ? max(count, place.column / columns + 1) : count
      if index == place.line {
        target = Position(row: all.count + place.column / columns, column: place.column % columns)
      }
      for part in 0..<needed {
        var row = Array(line.dropFirst(part * columns).prefix(columns))
        row += Array(repeating: Spot(), count: columns - row.count)
        all.append(row)
        flags.append(part + 1 < needed)
      }
    }
    let surplus = max(0, all.count - size.rows)
    all.removeFirst(surplus)
    flags.removeFirst(surplus)
    while all.count < size.rows {
      all.append(Array(repeating: Spot(), count: columns))
      flags.append(false)
    }
    size.columns = columns
    (rows, wrapped, isHanging) = (all, flags, false)
    cursor = Position(row: max(0, target.row - surplus), column: target.column)
  }
}
