// A line of source as a terminal shows it: what is in it made safe, tabs made blanks, its width counted in columns as
// people see them. Of a line longer than `limit` only a window around the marked part is shown, with `…` where
// something is left out.

import KindlySource

struct ShownLine {
  /// The columns of source that are shown at most.
  static let limit = 120
  /// The columns shown before the marked part where the line's beginning is out of sight.
  private static let lead = 40

  private struct Cell {
    let text: String
    let width: Int
    /// The column, from 0, at which it begins.
    let column: Int
    let scalars: Int
  }

  /// What stands in the line, or the window of it.
  let text: String
  /// The columns before the marked part.
  let before: Int
  /// The columns of the marked part, at least one.
  let carets: Int

  /// Marks scalars `start..<end` of the line; both may be beyond its end. What is given may be a part of the line:
  /// `isCut` is whether there is more in front of it and behind.
  init(_ line: String, marked start: Int, _ end: Int, isCut: (Bool, Bool) = (false, false)) {
    let cells = Self.cells(of: line)
    let total = cells.last.map { $0.column + $0.width } ?? 0
    let from = Self.column(of: start, in: cells, total: total, isEnd: false)
    let to = max(Self.column(of: max(start, end), in: cells, total: total, isEnd: true), from)
    guard total > Self.limit || isCut.0 || isCut.1 else {
      text = cells.map(\.text).joined()
      before = from
      carets = max(1, to - from)
      return
    }
    // The beginning stays in sight as long as it leaves room to see what is marked.
    let first = !isCut.0 && from <= Self.limit - Self.lead ? 0 : max(0, from - Self.lead)
    let isCutBefore = first > 0 || isCut.0
    let room = Self.limit - (isCutBefore ? 1 : 0)
    let shown = cells.drop { $0.column < first }
    let begin = shown.first?.column ?? first
    let isCutAfter = total - begin > room || isCut.1
    let kept = isCutAfter ? shown.prefix { $0.column + $0.width - begin <= room - 1 } : shown
    let last = kept.last.map { $0.column + $0.width } ?? begin
    text = (isCutBefore ? "…" : "") + kept.map(\.text).joined() + (isCutAfter ? "…" : "")
    before = from - begin + (isCutBefore ? 1 : 0)
    carets = max(1, min(to, last) - from)
  }

  /// The characters of a line with their places.
  private static func cells(of line: String) -> [Cell] {
    var cells: [Cell] = []
    var column = 0
    func add(_ text: String, _ width: Int, _ scalars: Int) {
      cells.append(Cell(text: text, width: width, column: column, scalars: scalars))
      column += width
    }
    for character in line {
      let scalars = character.unicodeScalars
      if character == "\t" {
        add("    ", 4, 1)
      } else if scalars.contains(where: { Printable.sign($0) != $0 }) {
        for scalar in scalars { add(String(Printable.sign(scalar)), 1, 1) }
      } else {
        add(String(character), TextWidth.width(of: character), scalars.count)
      }
    }
    return cells
  }

  /// The column of the scalar with this number; one inside a character counts as that character's start, or end.
  private static func column(of scalar: Int, in cells: [Cell], total: Int, isEnd: Bool) -> Int {
    var passed = 0
    for cell in cells {
      if scalar <= passed { return cell.column }
      if scalar < passed + cell.scalars { return isEnd ? cell.column + cell.width : cell.column }
      passed += cell.scalars
    }
    return total
  }
}
