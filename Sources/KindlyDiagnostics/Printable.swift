// Text from a source or a record, made safe for a terminal: no control character, escape sequence or change of the
// writing direction in it reaches the terminal as such. Each becomes a sign that can be seen, and takes one column.

public enum Printable {
  /// The text in one line, a line break shown as a sign.
  public static func line(_ text: String) -> String {
    isPlain(text) ? text : String(String.UnicodeScalarView(text.unicodeScalars.map(sign)))
  }

  /// The text with its line breaks, further lines indented by `indent` blanks.
  public static func lines(_ text: String, indent: Int) -> String {
    if isPlain(text) { return text }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { line(String($0).replacing("\t", with: "    ")) }
      .joined(separator: "\n" + String(repeating: " ", count: indent))
  }

  /// The sign that stands for a scalar: itself where it is harmless.
  static func sign(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    case 0x80...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB, 0xFEFF: "\u{FFFD}"
    default: scalar
    }
  }

  private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { 0x20..<0x7F ~= $0 } }
}
