// Writes the lines that iCalendar and vCard have in common: escaped, folded at 75 octets, ended by CRLF.
// RFC 5545 3.1 and 3.3.11, RFC 6350 3.2 and 3.4, and RFC 6868 for what stands in a parameter. What is written is others'.

/// Collects content lines.
public struct ContentLineWriter: Sendable {
  private var bytes: [UInt8] = []

  public init() {}

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// A line whose value is written as it stands: dates, numbers, addresses.
  public mutating func add(_ name: String, _ parameters: [(String, String)] = [], raw value: String) {
    var line = name
    for (name, value) in parameters { line += ";\(name)=\(Self.parameter(value))" }
    append(Array("\(line):\(value)".utf8))
  }

  /// A line whose value is a text.
  public mutating func add(_ name: String, _ parameters: [(String, String)] = [], text value: String) {
    add(name, parameters, raw: Self.escaped(value))
  }

  /// `\n`, `\,`, `\;` and `\\`; other control characters are left out, since no line may have them.
  public static func escaped(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", ",", ";":
        out.append("\\")
        out.append(scalar)
      case "\n": out.append(contentsOf: "\\n".unicodeScalars)
      default: if scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\t" { out.append(scalar) }
      }
    }
    return String(out)
  }

  /// In quotes where it has to be; quotes, line breaks and circumflexes by circumflex (RFC 6868 3.1).
  private static func parameter(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "^": out += "^^"
      case "\"": out += "^'"
      case "\n": out += "^n"
      default: if scalar.value >= 0x20 && scalar.value != 0x7F { out.unicodeScalars.append(scalar) }
      }
    }
    return out.utf8.contains { ",;:".utf8.contains($0) } ? "\"\(out)\"" : out
  }

  /// Folds between characters, so that each line is UTF-8 by itself.
  private mutating func append(_ line: [UInt8]) {
    var room = 75
    for (i, byte) in line.enumerated() {
      if byte & 0xC0 != 0x80 {
        var length = 1
        while i + length < line.count, line[i + length] & 0xC0 == 0x80 { length += 1 }
        if length > room {
          bytes += [0x0D, 0x0A, 0x20]
          room = 74
        }
      }
      bytes.append(byte)
      room -= 1
    }
    bytes += [0x0D, 0x0A]
  }
}
