// What strangers wrote, as a terminal shows it and does nothing else: no sequence that moves, colours or turns around.

enum TerminalText {
  /// The text in one line: breaks and tabs become spaces, other control characters pictures of themselves.
  static func line(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var scalars = String.UnicodeScalarView()
    for character in text {
      if character == "\r\n" {
        scalars.append(" ")
        continue
      }
      for scalar in character.unicodeScalars {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x0B, 0x0C, 0x85, 0x2028, 0x2029: scalars.append(" ")
        case 0x00..<0x20: scalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
        case 0x7F: scalars.append("\u{2421}")
        case 0x80..<0xA0, 0x202A...0x202E, 0x2066...0x2069: scalars.append("\u{FFFD}")
        default: scalars.append(scalar)
        }
      }
    }
    return String(scalars)
  }
}
