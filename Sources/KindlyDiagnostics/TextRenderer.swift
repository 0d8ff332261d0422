// Lays a diagnostic out for a person: the sentence, the place, the line with carets below, and the notes. Decides no
// content and no order.

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
    let severity = diagnostic.severity == .error ? "error" : "warning"
    let tone: Tone = diagnostic.severity == .error ? .error : .warning
    var text = paint("\(severity)[\(diagnostic.code)]", tone) + paint(": " + diagnostic.message, .strong) + "\n"
    var gutter = 0
    if let span = diagnostic.span, let file = sources[span.file] {
      let last = diagnostic.others.map { sources[$0.span.file]?.line(at: $0.span.start) ?? 1 }.max() ?? 1
      gutter = String(max(file.line(at: span.start), last)).count
      text += place(span, file, label: diagnostic.label, gutter: gutter, tone: tone, arrow: "-->")
      for other in diagnostic.others {
        guard let file = sources[other.span.file] else { continue }
        text += place(other.span, file, label: other.text, gutter: gutter, tone: .quiet, arrow: ":::")
      }
    } else if !diagnostic.label.isEmpty {
      text += "  = " + diagnostic.label + "\n"
    }
    for note in diagnostic.notes { text += blank(gutter + 1) + " " + paint("=", .quiet) + " " + note + "\n" }
    return text
  }

  private func place(
    _ span: Span, _ file: SourceFile, label: String, gutter: Int, tone: Tone, arrow: String
  ) -> String {
    let position = file.position(at: span.start)
    let line = file.text(ofLine: position.line)
    let scalars = Array(line.unicodeScalars)
    let column = min(position.column - 1, scalars.count)
    let end = file.position(at: span.end)
    let endColumn = end.line == position.line ? min(end.column - 1, scalars.count) : scalars.count
    let shown = String(String.UnicodeScalarView(scalars.map { $0 == "\t" ? " " : $0 }))
    let before = scalars[..<column].reduce(0) { $0 + width($1) }
    let carets = max(1, scalars[min(column, endColumn)..<endColumn].reduce(0) { $0 + width($1) })
    let number = String(position.line)
    var text = blank(gutter) + paint(" \(arrow) ", .quiet) + "\(file.name):\(position.line):\(position.column)\n"
    text += blank(gutter + 2) + paint("|", .quiet) + "\n"
    text += paint(" " + blank(gutter - number.count) + number + " | ", .quiet) + shown + "\n"
    text +=
      blank(gutter + 2) + paint("|", .quiet) + " " + blank(before) + paint(String(repeating: "^", count: carets), tone)
    if !label.isEmpty { text += " " + paint(label, tone) }
    return text + "\n"
  }

  private func blank(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  /// Columns that a scalar takes: marks none, East Asian wide ones and emoji two.
  private func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

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
