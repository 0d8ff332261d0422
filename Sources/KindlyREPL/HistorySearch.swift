// The state of a C-r search: a query, the entries it finds, the one chosen, and how it looks below the
// line. The chosen entry is shown in the line itself, so taking it changes nothing on the screen.

struct HistorySearch {
  private(set) var query = ""
  private(set) var matches: [String] = []
  private(set) var chosen = 0
  private static let most = 200

  init(in history: History) {
    matches = history.search("", limit: Self.most)
  }

  var current: String? { matches.indices.contains(chosen) ? matches[chosen] : nil }

  mutating func type(_ text: String, in history: History) {
    query += text.filter { !$0.isNewline }
    chosen = 0
    matches = history.search(query, limit: Self.most)
  }

  mutating func deleteBackward(in history: History) {
    if query.isEmpty { return }
    query.removeLast()
    chosen = 0
    matches = history.search(query, limit: Self.most)
  }

  /// Chooses an older (+1) or newer (-1) match; stays at the ends.
  mutating func choose(by step: Int) {
    chosen = min(max(0, chosen + step), max(0, matches.count - 1))
  }

  /// The UTF-8 range of the query's first word in the chosen entry.
  var found: Range<Int>? {
    guard let current, let word = query.split(separator: " ").first else { return nil }
    let text = query.contains(where: \.isUppercase) ? current : current.lowercased()
    guard text.utf8.count == current.utf8.count else { return nil }
    let bytes = Array(text.utf8)
    let wanted = Array(word.utf8)
    if wanted.count > bytes.count { return nil }
    for start in 0...(bytes.count - wanted.count) where bytes[start..<start + wanted.count].elementsEqual(wanted) {
      return start..<start + wanted.count
    }
    return nil
  }

  /// The rows of the search: the query, then the matches around the chosen one; and the cursor's place in them.
  func rows(height: Int, columns: Int) -> (rows: [Row], cursor: Position) {
    let limit = max(0, columns - 1)
    var head = Row()
    head.append("search: ", CellStyle(mark: .prompt), limit: limit)
    head.append(query, CellStyle(), limit: limit)
    let cursor = Position(row: 0, column: head.width)
    if matches.isEmpty { head.append("  nothing found", CellStyle(mark: .detail), limit: limit) }
    let visible = min(matches.count, max(1, height - 1))
    let top = max(0, min(chosen - visible / 2, matches.count - visible))
    var rows = [head]
    for index in top..<top + visible {
      var row = Row()
      let style = CellStyle(mark: index == chosen ? .selected : .detail)
      row.append(" " + matches[index] + " ", style, limit: limit)
      rows.append(row)
    }
    return (rows, cursor)
  }
}
