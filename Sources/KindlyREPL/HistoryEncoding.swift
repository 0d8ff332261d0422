// One entry of the history as one line of its file, and back: the escapes of vis(3) in C style, so an
// entry of many lines stays one line and the file can be read by eye. Decoding never fails: what is no
// escape stands for itself.

enum HistoryEncoding {
  static func encode(_ entry: String) -> String {
    var line = ""
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      case "\t": line += "\\t"
      case "\r": line += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let octal = String(scalar.value, radix: 8)
          line += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
        } else {
          line.unicodeScalars.append(scalar)
        }
      }
    }
    return line
  }

  static func decode(_ line: some StringProtocol) -> String {
    var entry = String.UnicodeScalarView()
    var rest = line.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let escaped = rest.popFirst() else {
        entry.append(scalar)
        continue
      }
      switch escaped {
      case "\\": entry.append("\\")
      case "n": entry.append("\n")
      case "t": entry.append("\t")
      case "r": entry.append("\r")
      case "s": entry.append(" ")
      case "0"..."7":
        let digits = [escaped] + rest.prefix(2)
        let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 8)
        if digits.count == 3, let value, let decoded = Unicode.Scalar(value) {
          entry.append(decoded)
          rest.removeFirst(2)
        } else {
          entry.append(contentsOf: [scalar, escaped])
        }
      default: entry.append(contentsOf: [scalar, escaped])
      }
    }
    return String(entry)
  }
}
