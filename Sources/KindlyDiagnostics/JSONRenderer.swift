// Lays diagnostics out for a program, such as an editor: one JSON object a line. Lines and columns count from 1, the
// end is the place behind the last character, offsets (`start`, `end`) are UTF-8. Fields without content are left out.
//
//   code, severity, message, page                           always
//   file, line, column, endLine, endColumn, start, end      where there is a place
//   label; others: [{place…, label}]; notes: [text]
//   trail: [{function, place…} or {more, function}]         the calls that led there, innermost first
//   fixes: [{place…, replacement}]                          one repair: all of them together
//
// Beyond ten thousand errors, or warnings, there is one line for all the others: `more`, how many, and `severity`.

import KindlySource

public struct JSONRenderer {
  private let sources: SourceMap

  public init(sources: SourceMap) { self.sources = sources }

  /// One object, ended by a line break.
  public func render(_ diagnostic: Diagnostic) -> String {
    if diagnostic.further > 0 {
      return object(["\"more\":\(diagnostic.further)", "\"severity\":\"\(diagnostic.severity.rawValue)\""]) + "\n"
    }
    var fields = [
      "\"code\":\"\(diagnostic.code)\"", "\"severity\":\"\(diagnostic.severity.rawValue)\"",
      "\"message\":" + quote(diagnostic.message),
    ]
    if let span = diagnostic.span { fields += place(span) }
    if !diagnostic.label.isEmpty { fields.append("\"label\":" + quote(diagnostic.label)) }
    add("others", diagnostic.others.map { object(place($0.span) + ["\"label\":" + quote($0.text)]) }, to: &fields)
    add("notes", diagnostic.notes.map(quote), to: &fields)
    add("trail", diagnostic.trail.map(step), to: &fields)
    add(
      "fixes", diagnostic.fixIts.map { object(place($0.span) + ["\"replacement\":" + quote($0.replacement)]) },
      to: &fields)
    fields.append("\"page\":\"\(diagnostic.code.page)\"")
    return object(fields) + "\n"
  }

  private func add(_ name: String, _ values: [String], to fields: inout [String]) {
    if !values.isEmpty { fields.append("\"\(name)\":[" + values.joined(separator: ",") + "]") }
  }

  private func object(_ fields: [String]) -> String { "{" + fields.joined(separator: ",") + "}" }

  private func step(_ step: TrailStep) -> String {
    switch step {
    case .call(let function, let span):
      object(["\"function\":" + quote(function)] + (span.map(place) ?? []))
    case .more(let count, let function):
      object(["\"more\":\(count)"] + (function.map { ["\"function\":" + quote($0)] } ?? []))
    }
  }

  private func place(_ span: Span) -> [String] {
    guard let file = sources[span.file] else { return [] }
    let start = file.position(at: span.start)
    let end = file.position(at: span.end)
    return [
      "\"file\":" + quote(file.name), "\"line\":\(start.line)", "\"column\":\(start.column)", "\"endLine\":\(end.line)",
      "\"endColumn\":\(end.column)", "\"start\":\(span.start)", "\"end\":\(span.end)",
    ]
  }

  private func quote(_ text: String) -> String { JSONRenderer.quote(text) }

  /// A text as JSON writes it.
  public static func quote(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      // What would steer a terminal is written as its number.
      case _ where Printable.sign(scalar) != scalar:
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
