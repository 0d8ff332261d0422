// A picture in the characters of a terminal: bars in eighths of a column, days as columns. No line is wider than is said,
// as long as that is 24 columns or more.

import KindlySource
import KindlyTime

extension Picture {
  /// The lines of the picture, each ended by a line feed; nothing of nothing. `width` is in columns.
  public func text(width: Int) -> String {
    let width = max(24, width)
    switch self.onLines {
    case .bars(let bars): return bars.isEmpty ? "" : Self.lines(bars, longest, width)
    case .timeline(let timeline): return timeline.events.isEmpty ? "" : Self.lines(timeline, width)
    }
  }

  private static func lines(_ bars: [Bar], _ longest: Double, _ width: Int) -> String {
    let numbers = bars.map { $0.number.count }.max() ?? 0
    let labels = min(bars.map { TextWidth.columns(of: $0.label) }.max() ?? 0, max(1, (width - numbers - 2) / 2))
    let room = max(1, width - labels - numbers - 2)
    return bars.map { bar in
      let label = fitted(bar.label, labels)
      let number = String(repeating: " ", count: numbers - bar.number.count) + bar.number
      let length = Int((max(0, bar.value) / longest * Double(room * 8)).rounded())
      // What is there at all is seen.
      let drawn = blocks(bar.value > 0 ? max(1, length) : 0)
      return "\(label) \(number)\(drawn.isEmpty ? "" : " " + drawn)\n"
    }.joined()
  }

  private static func blocks(_ eighths: Int) -> String {
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  private static func lines(_ timeline: Timeline, _ width: Int) -> String {
    let labels = min(timeline.events.map { TextWidth.columns(of: $0.label) }.max() ?? 0, (width - 13) / 2)
    // A date, two spaces, the label, a space.
    let room = width - labels - 13
    let today = column(timeline.place(timeline.today), room)
    return timeline.events.map { event in
      var line = [Character](repeating: "·", count: room)
      line[today] = "│"
      line[column(timeline.place(event.day), room)] = event.mark.character
      return "\(event.day)  \(fitted(event.label, labels)) \(String(line))\n"
    }.joined() + String(repeating: " ", count: 13 + labels)
      + String(repeating: " ", count: max(0, min(today, room - 5)))
      + "today\n"
  }

  private static func column(_ place: Double, _ room: Int) -> Int {
    min(room - 1, Int((place * Double(room - 1)).rounded()))
  }

  /// The text in just so many columns; what is longer ends in `…`.
  private static func fitted(_ text: String, _ columns: Int) -> String {
    let text = TextWidth.cut(text, to: columns)
    return text + String(repeating: " ", count: max(0, columns - TextWidth.columns(of: text)))
  }

  /// The same picture with labels that a terminal can be given.
  private var onLines: Picture {
    switch self {
    case .bars(let bars):
      .bars(bars.map { Bar(label: TerminalText.line($0.label), value: $0.value, number: TerminalText.line($0.number)) })
    case .timeline(let line):
      .timeline(
        Timeline(
          today: line.today,
          events: line.events.map { Event(label: TerminalText.line($0.label), day: $0.day, mark: $0.mark) }))
    }
  }
}

extension Picture.Event.Mark {
  var character: Character {
    switch self {
    case .meeting: "●"
    case .task: "◆"
    case .past: "○"
    }
  }
}
