// The candidates shown below the line while the user chooses: which is chosen, which are in sight and
// how they look. It keeps the line as it was, so that leaving the menu undoes the choice.

struct CompletionMenu {
  let list: CompletionList
  /// The line before any candidate was put in.
  let original: EditBuffer
  private(set) var chosen: Int?
  private var top = 0

  /// The line as the menu left it; any other line means that the user went on typing.
  private(set) var shown: EditBuffer

  init(list: CompletionList, original: EditBuffer) {
    self.list = list
    self.original = original
    shown = original
  }

  /// Chooses the next (+1) or previous (-1) candidate, around the ends, and returns the line with it.
  mutating func choose(by step: Int) -> EditBuffer {
    let count = list.candidates.count
    let from = chosen ?? (step > 0 ? -1 : count)
    let index = (from + step + count) % count
    chosen = index
    shown = original
    shown.replace(list.range, with: list.candidates[index].text)
    return shown
  }

  /// The rows of the menu: at most `height` of them, each narrower than `columns`.
  mutating func rows(height: Int, columns: Int) -> [Row] {
    let candidates = list.candidates
    let visible = candidates.count <= height ? candidates.count : max(1, height - 1)
    let focus = chosen ?? 0
    top = min(max(top, focus - visible + 1), focus)
    top = max(0, min(top, candidates.count - visible))
    let limit = max(0, columns - 1)
    let window = candidates[top..<top + visible]
    let widest = min(window.reduce(0) { max($0, KindlyREPL.columns(of: $1.text)) }, max(8, limit / 2))
    var rows: [Row] = []
    for (index, candidate) in zip(top..., window) {
      let isChosen = index == chosen
      var row = Row()
      row.append(" ", CellStyle(mark: isChosen ? .selected : .candidate), limit: limit)
      row.append(candidate.text, CellStyle(mark: isChosen ? .selected : .candidate), limit: min(limit, widest + 1))
      let detail = CellStyle(mark: isChosen ? .selectedDetail : .detail)
      let gap = String(repeating: " ", count: max(0, widest + 1 - row.width) + 2)
      row.append(gap, detail, limit: limit)
      row.append(candidate.detail, detail, limit: limit)
      rows.append(row)
    }
    if visible < candidates.count {
      var row = Row()
      let place = chosen.map { "\($0 + 1) of " } ?? ""
      row.append(" … \(place)\(candidates.count)", CellStyle(mark: .detail), limit: limit)
      rows.append(row)
    }
    return rows
  }

  /// The longest text all candidates begin with.
  static func commonPrefix(of candidates: [Completion]) -> String {
    guard var common = candidates.first?.text else { return "" }
    for candidate in candidates.dropFirst() {
      common = String(zip(common, candidate.text).prefix { $0 == $1 }.map(\.0))
    }
    return common
  }
}
