// A picture as an SVG file that stands alone: no fonts, scripts or addresses of others, its own words for dark and light.
// What stands in it came from strangers, so every text is escaped, and control characters are left out.

import KindlySource
import KindlyTime

extension Picture {
  /// The file, with a title. Lengths are in pixels of a picture 720 wide.
  public func svg(title: String) -> String {
    switch self {
    case .bars([]): Self.file(title, height: 84, Self.nothing)
    case .timeline(let timeline) where timeline.events.isEmpty: Self.file(title, height: 84, Self.nothing)
    case .bars(let bars): Self.file(title, height: 56 + 28 * bars.count, Self.body(bars, longest))
    case .timeline(let timeline): Self.file(title, height: 84 + 28 * timeline.events.count, Self.body(timeline))
    }
  }

  private static let width = 720.0
  private static let left = 220.0
  private static let nothing = "<text x=\"12\" y=\"62\">nothing to draw</text>\n"

  private static func file(_ title: String, height: Int, _ body: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(height)" role="img" aria-label="\(escaped(title))">
    <title>\(escaped(title))</title>
    <style>
    text { font: 14px system-ui, sans-serif; fill: #222 } .bar, .mark { fill: #2b6cb0 } .past { fill: #888 }
    .task { fill: #b7791f } .line, .today { stroke: #999; stroke-width: 1 } .today { stroke-dasharray: 3 3 }
    @media (prefers-color-scheme: dark) { text { fill: #eee } .bar, .mark { fill: #63b3ed } .task { fill: #f6ad55 } }
    </style>
    <text x="12" y="28" font-weight="bold">\(escaped(title))</text>
    \(body)</svg>

    """
  }

  private static func body(_ bars: [Bar], _ longest: Double) -> String {
    let room = width - left - 84
    return bars.enumerated().map { index, bar in
      let y = 48 + 28 * index
      let length = max(0, bar.value) / longest * room
      return """
        <text x="\(number(left - 8))" y="\(y + 14)" text-anchor="end">\(shortened(bar.label))</text>\
        <rect class="bar" x="\(number(left))" y="\(y)" width="\(number(length))" height="18" rx="2"/>\
        <text x="\(number(left + length + 8))" y="\(y + 14)">\(escaped(bar.number))</text>

        """
    }.joined()
  }

  private static func body(_ timeline: Timeline) -> String {
    // Dates stand before the labels.
    let left = Self.left + 96
    let room = width - left - 24
    func x(_ day: CivilDate) -> String { number(left + timeline.place(day) * room) }
    let bottom = 48 + 28 * timeline.events.count
    let lines = timeline.events.enumerated().map { index, event in
      let y = 57 + 28 * index
      return """
        <text x="12" y="\(y + 5)">\(event.day)</text>\
        <text x="\(number(left - 12))" y="\(y + 5)" text-anchor="end">\(shortened(event.label))</text>\
        <line class="line" x1="\(number(left))" x2="\(number(left + room))" y1="\(y)" y2="\(y)"/>\
        <circle class="\(event.mark.style)" cx="\(x(event.day))" cy="\(y)" r="6"><title>\(event.day)</title></circle>

        """
    }.joined()
    let today = x(timeline.today)
    // Half of the words under the line of today, which stay within the picture.
    let words = min(left + timeline.place(timeline.today) * room, width - 72)
    return lines + """
      <line class="today" x1="\(today)" x2="\(today)" y1="44" y2="\(bottom)"/>\
      <text x="\(number(words))" y="\(bottom + 18)" text-anchor="middle">today, \(timeline.today)</text>

      """
  }

  /// As it fits beside the picture.
  private static func shortened(_ text: String) -> String {
    escaped(TextWidth.cut(TerminalText.line(text), to: 28))
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default:
        // XML has no way to write these.
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        if !isControl, scalar.value != 0xFFFE, scalar.value != 0xFFFF { out.unicodeScalars.append(scalar) }
      }
    }
    return out
  }

  /// With a tenth at most, as files are compared by people.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}

extension Picture.Event.Mark {
  fileprivate var style: String {
    switch self {
    case .meeting: "mark"
    case .task: "task"
    case .past: "past"
    }
  }
}
