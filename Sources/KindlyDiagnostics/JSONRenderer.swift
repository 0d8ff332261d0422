// Lays diagnostics out for a program, such as an editor: one JSON object a line. Lines and columns count from 1,
// offsets are UTF-8.

import KindlySource

public struct JSONRenderer {
  private let sources: SourceMap

  public init(sources: SourceMap) { self.sources = sources }

  /// One object, ended by a line break.
  public func render(_ diagnostic: Diagnostic) -> String {
    var fields = [
      "\"code\":\"\(diagnostic.code)\"", "\"severity\":\"\(diagnostic.severity.rawValue)\"",
      "\"message\":" + quote(diagnostic.message),
    ]
    if let span = diagnostic.span { fields += place(span) }
    if !diagnostic.label.isEmpty { fields.append("\"label\":" + quote(diagnostic.label)) }
    if !diagnostic.notes.isEmpty {
      fields.append("\"notes\":[" + diagnostic.notes.map(quote).joined(separator: ",") + "]")
    }
    if !diagnostic.fixIts.isEmpty {
      let fixes = diagnostic.fixIts.map { fix in
        "{\"start\":\(fix.span.start),\"end\":\(fix.span.end),\"replacement\":\(quote(fix.replacement))}"
      }
      fields.append("\"fixes\":[" + fixes.joined(separator: ",") + "]")
    }
    return "{" + fields.joined(separator: ",") + "}\n"
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

  private func quote(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }
}
