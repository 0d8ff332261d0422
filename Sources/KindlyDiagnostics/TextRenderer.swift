// Lays a diagnostic out for a person: the sentence, the place, the line with carets below, notes and the trail of
// calls. Decides no content and no order. The invariant: but for its own colours, nothing that it gives can steer a
// terminal, whatever stands in the source or in a record.

import KindlySource

public struct TextRenderer {
  private let sources: SourceMap
  private let isColored: Bool

  public init(sources: SourceMap, isColored: Bool) {
    self.sources = sources
    self.isColored = isColored
  }

  /// The whole text of a diagnostic, each line ended by a line break.
  public func render(_ diagnostic: Diagnostic) -> String {
    let tone: Tone = diagnostic.severity == .error ? .error : .warning
    let sentence = Printable.lines(diagnostic.message, indent: 2)
    var text =
      paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", tone) + paint(": " + sentence, .strong) + "\n"
    let gutter = gutter(diagnostic)
    if let span = diagnostic.span, let file = sources[span.file] {
      text += place(span, file, label: diagnostic.label, gutter: gutter, tone: tone, arrow: "-->")
      for other in diagnostic.others {
        guard let file = sources[other.span.file] else { continue }
        text += place(other.span, file, label: other.text, gutter: gutter, tone: .quiet, arrow: ":::")
      }
    } else if !diagnostic.label.isEmpty {
      text += note(diagnostic.label, gutter)
    }
    for line in diagnostic.notes { text += note(line, gutter) }
    for step in diagnostic.trail { text += note(words(of: step), gutter) }
    return text
  }

  /// What stands in the place of diagnostics that are left out.
  public func render(more count: Int, _ severity: Severity) -> String {
    paint("… and \(count) more \(severity.rawValue)\(count == 1 ? "" : "s")", .strong) + "\n"
  }

  // MARK: - Places

  /// The digits of the largest line number shown.
  private func gutter(_ diagnostic: Diagnostic) -> Int {
    let spans = ([diagnostic.span] + diagnostic.others.map(\.span)).compactMap { $0 }
    let lines = spans.compactMap { span in sources[span.file]?.line(at: lastOffset(span)) }
    return lines.max().map { String($0).count } ?? 0
  }

  /// The last offset that belongs to the span, so that a line break at its end opens no line of its own.
  private func lastOffset(_ span: Span) -> UInt32 { span.end > span.start ? span.end - 1 : span.start }

  private func place(
    _ span: Span, _ file: SourceFile, label: String, gutter: Int, tone: Tone, arrow: String
  ) -> String {
    let start = file.position(at: span.start)
    let last = file.position(at: lastOffset(span))
    let endLine = file.line(at: span.end)
    var text =
      blank(gutter) + paint(" \(arrow) ", .quiet)
      + "\(Printable.line(file.name)):\(start.line):\(start.column)\n" + blank(gutter + 2) + paint("|", .quiet) + "\n"
    let (from, to) = (Int(span.start), Int(span.end))
    if last.line == start.line {
      let end = endLine == start.line ? to : Int.max
      text += marked(file, start.line, from..<max(from, end), label: label, gutter: gutter, tone: tone)
    } else {
      text += marked(file, start.line, from..<Int.max, label: "from here", gutter: gutter, tone: tone)
      if last.line > start.line + 1 { text += paint(blank(gutter + 1) + "…", .quiet) + "\n" }
      var end = max(from, to - 1)
      while end > from, file.bytes.indices.contains(end), file.bytes[end] & 0xC0 == 0x80 { end -= 1 }
      text += marked(
        file, last.line, end..<max(end, to), label: label.isEmpty ? "to here" : "to here: " + label, gutter: gutter,
        tone: tone)
    }
    return text
  }

  /// How many bytes of a line are looked at on either side of what is marked: more than can be shown.
  private static let room = 2048

  /// A line with its number, and below it carets under a range of bytes.
  private func marked(
    _ file: SourceFile, _ line: Int, _ range: Range<Int>, label: String, gutter: Int, tone: Tone
  ) -> String {
    let (window, isCut) = file.window(ofLine: line, around: range, room: Self.room)
    let shown = ShownLine(
      file.text(window), marked: scalars(file, window, before: range.lowerBound),
      scalars(file, window, before: range.upperBound), isCut: isCut)
    let number = String(line)
    var text = paint(" " + blank(gutter - number.count) + number + " | ", .quiet) + shown.text + "\n"
    text += blank(gutter + 2) + paint("|", .quiet) + " " + blank(shown.before)
    text += paint(String(repeating: "^", count: shown.carets), tone)
    if !label.isEmpty { text += " " + paint(Printable.line(label), tone) }
    return text + "\n"
  }

  /// How many scalars of the window begin before an offset.
  private func scalars(_ file: SourceFile, _ window: Range<Int>, before offset: Int) -> Int {
    let end = min(max(offset, window.lowerBound), window.upperBound)
    return file.text(window.lowerBound..<end).unicodeScalars.count
  }

  // MARK: - Notes

  private func note(_ words: String, _ gutter: Int) -> String {
    blank(gutter + 1) + " " + paint("=", .quiet) + " " + Printable.lines(words, indent: gutter + 4) + "\n"
  }

  private func words(of step: TrailStep) -> String {
    switch step {
    case .call(let function, let span):
      let name = function.isEmpty ? "a lambda" : "`\(function)`"
      guard let span, let file = sources[span.file] else { return "in \(name)" }
      let position = file.position(at: span.start)
      return "in \(name), called at \(Printable.line(file.name)):\(position.line):\(position.column)"
    case .more(let count, let function):
      return "… \(count) more" + (function.map { $0.isEmpty ? " of a lambda" : " of `\($0)`" } ?? " calls")
    }
  }

  private func blank(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  // MARK: - Colour

  private enum Tone {
    case error, warning, strong, quiet
  }

  private func paint(_ text: String, _ tone: Tone) -> String {
    guard isColored else { return text }
    let code =
      switch tone {
      case .error: "1;31"
      case .warning: "1;33"
      case .strong: "1"
      case .quiet: "34"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
