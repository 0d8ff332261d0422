// Lays rows out as a table: for a terminal, fitted to its width where it has one, or as Markdown.
// It is given texts and decides no content; it keeps control characters out of the terminal.

import KindlySource

/// Titled columns of text.
public struct Table: Sendable, Equatable {
  /// A title, and how the column's cells are set.
  public struct Column: Sendable, Equatable {
    /// What happens to a column for which there is too little room.
    public enum Width: Sendable, Equatable {
      /// Its cells are cut.
      case elastic
      /// Its cells say nothing when they are cut, as dates and numbers: elastic ones are cut first.
      case firm
      /// Its cells are names that are typed again, and are never cut: one that does not fit has a line of its own.
      case whole
      /// As firm, but left out before a text is cut to little; the smallest number first.
      case spare(Int)
    }

    public var title: String
    /// Whether it holds numbers, which are aligned to the right.
    public var isNumeric: Bool
    public var width: Width

    public init(_ title: String, isNumeric: Bool = false, width: Width = .elastic) {
      (self.title, self.isNumeric, self.width) = (title, isNumeric, width)
    }

    fileprivate var isWhole: Bool { width == .whole }
    fileprivate var isElastic: Bool { width == .elastic && !isNumeric }
    fileprivate var rank: Int? { if case .spare(let rank) = width { rank } else { nil } }
  }

  public var columns: [Column]
  /// Cells that a row lacks are empty; those it has too many are not shown.
  public var rows: [[String]]

  public init(columns: [Column], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  private static let gap = 2

  // MARK: - Terminal

  /// The header and a line a row, two spaces between columns, none at the ends of lines.
  ///
  /// - Parameters:
  ///   - width: the columns of the terminal; wider cells are cut with `…`, texts before numbers. Nil cuts nothing.
  ///   - bold: whether the header is set in bold by an escape sequence.
  public func text(width: Int? = nil, bold: Bool = false) -> String {
    guard !columns.isEmpty else { return "" }
    let titles = columns.map { TerminalText.line($0.title) }
    let cells = rows.map { row in
      columns.indices.map { $0 < row.count ? TerminalText.line(row[$0]) : "" }
    }
    var widths = titles.map(TextWidth.columns)
    for row in cells {
      for i in widths.indices { widths[i] = max(widths[i], TextWidth.columns(of: row[i])) }
    }
    if let width, let narrow = without(leastNeeded: widths, width) { return narrow.text(width: width, bold: bold) }
    if let width { fit(&widths, into: width) }

    var out = ""
    let header = line(titles, widths: widths, limit: width)
    out += bold && !header.isEmpty ? "\u{1B}[1m\(header)\u{1B}[0m\n" : header + "\n"
    for row in cells {
      var row = row
      for i in row.indices where columns[i].isWhole && TextWidth.columns(of: row[i]) > widths[i] {
        out += row[i] + "\n"
        row[i] = ""
      }
      out += line(row, widths: widths, limit: width) + "\n"
    }
    return out
  }

  private func line(_ cells: [String], widths: [Int], limit: Int?) -> String {
    var out = ""
    var pending = 0
    for (i, cell) in cells.enumerated() {
      if i > 0 { pending += Self.gap }
      let cell = TextWidth.cut(cell, to: widths[i])
      let spare = max(0, widths[i] - TextWidth.columns(of: cell))
      if columns[i].isNumeric { pending += spare }
      if !cell.isEmpty {
        out += String(repeating: " ", count: pending) + cell
        pending = 0
      }
      if !columns[i].isNumeric { pending += spare }
    }
    guard let limit else { return out }
    return TextWidth.cut(out, to: max(limit, 1))
  }

  /// How far a text is cut, and how far only if nothing else can be left out for it.
  private static let (least, readable) = (8, 16)

  /// The table without the column that it can best do without, where texts would be cut to little.
  private func without(leastNeeded widths: [Int], _ width: Int) -> Table? {
    let spare = columns.indices.compactMap { i in columns[i].rank.map { (rank: $0, index: i) } }
    guard let first = spare.min(by: { $0.rank < $1.rank }) else { return nil }
    let needed = columns.indices.reduce(Self.gap * (columns.count - 1)) { sum, i in
      sum + (columns[i].isElastic ? min(widths[i], Self.readable) : widths[i])
    }
    guard needed > width else { return nil }
    var narrow = self
    narrow.columns.remove(at: first.index)
    narrow.rows = rows.map { row in
      var row = row
      if first.index < row.count { row.remove(at: first.index) }
      return row
    }
    return narrow
  }

  /// Takes from the widest column until all fit: from texts while one of them is wider than a few letters, then from
  /// names, which may stand in a line of their own, and at last from numbers too, since half a number says something false.
  private func fit(_ widths: inout [Int], into width: Int) {
    let room = max(0, width - Self.gap * (widths.count - 1))
    let hasNames = columns.contains(where: \.isWhole)
    shrink(&widths, to: room, least: hasNames ? Self.readable : Self.least) { columns[$0].isElastic }
    shrink(&widths, to: room, least: Self.readable) { columns[$0].isWhole }
    shrink(&widths, to: room, least: Self.least) { columns[$0].isElastic }
    shrink(&widths, to: room, least: 1) { _ in true }
  }

  private func shrink(_ widths: inout [Int], to room: Int, least: Int, where chosen: (Int) -> Bool) {
    var excess = widths.reduce(0, +) - room
    guard excess > 0 else { return }
    let shrinkable = widths.indices.filter { chosen($0) && widths[$0] > least }.sorted { widths[$0] > widths[$1] }
    // Lower the highest ones together to the next lower one's height, until the excess is gone.
    var k = 0
    while k < shrinkable.count, excess > 0 {
      let floor = k + 1 < shrinkable.count ? widths[shrinkable[k + 1]] : least
      let height = widths[shrinkable[0]]
      let give = min(excess, (height - floor) * (k + 1))
      let (each, over) = give.quotientAndRemainder(dividingBy: k + 1)
      for (n, i) in shrinkable[...k].enumerated() { widths[i] = height - each - (n < over ? 1 : 0) }
      excess -= give
      k += 1
    }
  }

  // MARK: - Markdown

  /// A Markdown table with numbers at the right; what Markdown would read as markup is escaped.
  public func markdown() -> String {
    guard !columns.isEmpty else { return "" }
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    var out = line(columns.map { Self.escaped($0.title) })
    out += line(columns.map { $0.isNumeric ? "---:" : "---" })
    for row in rows {
      out += line(columns.indices.map { $0 < row.count ? Self.escaped(row[$0]) : "" })
    }
    return out
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    let characters = Array(text)
    for (i, character) in characters.enumerated() {
      switch character {
      case "\n", "\r\n", "\r": out += "<br>"
      case "\\", "|", "<", "*", "[", "`", "~": out += "\\\(character)"
      case "_":
        // Between letters it is no markup, and field names read better without.
        let inner =
          i > 0 && i + 1 < characters.count && isWord(characters[i - 1]) && isWord(characters[i + 1])
        out += inner ? "_" : "\\_"
      case "&":
        let next = i + 1 < characters.count ? characters[i + 1] : " "
        out += next == "#" || isWord(next) ? "\\&" : "&"
      default:
        if let ascii = character.asciiValue, ascii < 0x20 || ascii == 0x7F {
          out += " "
        } else {
          out.append(character)
        }
      }
    }
    return out
  }

  private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
}
