// Values as the language writes them: what an export says, and the line that sets a field at the prompt.

public enum WrittenLiteral {
  /// A text as a literal: everything that is not seen, or would be read as something else, as an escape.
  public static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "{": out += "\\{"
      case "}": out += "\\}"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case " "..."~": out.unicodeScalars.append(scalar)
      default:
        if isSeen(scalar) {
          out.unicodeScalars.append(scalar)
        } else {
          out += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
      }
    }
    return out + "\""
  }

  private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned, .spaceSeparator:
      false
    default: true
    }
  }
}

extension FieldSpec {
  /// The line that sets this field of `me` at the prompt: `me.sendmail = "/usr/sbin/sendmail"`.
  public func setting(_ value: Value) -> String { "me.\(name) = \(Self.written(value))" }

  /// The values that settings have.
  public static func written(_ value: Value) -> String {
    switch value {
    case .text(let text): WrittenLiteral.quoted(text)
    case .enumeration(let enumeration, let number): enumeration.cases[number]
    case .list(let elements): "[" + elements.map(written).joined(separator: ", ") + "]"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .number(let number): number.description
    case .date(let date): date.description
    case .time(let time): time.description
    case .dateTime(let moment): moment.rfc3339
    case .duration(let duration): duration.description
    case .nothing, .map, .record, .noun, .function: "nothing"
    }
  }
}
