// Writes rows as CSV that RFC 4180 readers and spreadsheets take as they are meant.
// A cell that a spreadsheet would run as a formula is disarmed by an apostrophe: the text in it came from strangers.

extension CSV {
  /// What ends a line.
  public enum LineEnd: String, Sendable {
    case lf = "\n"
    case crlf = "\r\n"
  }

  /// The rows as text, each ended by `lineEnd`. Cells are quoted only where they have to be: for the separator,
  /// quotes, line breaks, spaces at the ends, and a row that would else be a blank line.
  ///
  /// - Parameter disarmed: puts `'` before a cell that begins with `=`, `+`, `-`, `@`, tab or CR and is no number.
  public static func text(
    of rows: [[String]], separator: Separator = .comma, lineEnd: LineEnd = .lf, disarmed: Bool = true
  ) -> String {
    var out: [UInt8] = []
    for row in rows {
      for (i, cell) in row.enumerated() {
        if i > 0 { out.append(separator.rawValue) }
        append(cell, to: &out, separator: separator, alone: row.count == 1, disarmed: disarmed)
      }
      out.append(contentsOf: lineEnd.rawValue.utf8)
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func append(
    _ cell: String, to out: inout [UInt8], separator: Separator, alone: Bool, disarmed: Bool
  ) {
    let apostrophe = disarmed && isFormula(cell)
    guard needsQuotes(cell, separator: separator, alone: alone) else {
      if apostrophe { out.append(0x27) }
      out.append(contentsOf: cell.utf8)
      return
    }
    out.append(0x22)
    if apostrophe { out.append(0x27) }
    for byte in cell.utf8 {
      if byte == 0x22 { out.append(0x22) }
      out.append(byte)
    }
    out.append(0x22)
  }

  private static func needsQuotes(_ cell: String, separator: Separator, alone: Bool) -> Bool {
    guard let first = cell.utf8.first else { return alone }
    // A byte-order mark at the very start would be read as the file's own.
    if first == 0x20 || cell.utf8.last == 0x20 || cell.unicodeScalars.first == "\u{FEFF}" { return true }
    return cell.utf8.contains { $0 == 0x22 || $0 == 0x0A || $0 == 0x0D || $0 == separator.rawValue }
  }

  private static func isFormula(_ cell: String) -> Bool {
    switch cell.utf8.first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): !isNumber(cell.utf8.dropFirst())
    default: false
    }
  }

  /// Digits, with a fraction and an exponent where there is one; the sign was taken off before.
  private static func isNumber(_ text: Substring.UTF8View) -> Bool {
    func skipDigits(_ rest: inout Substring.UTF8View) -> Bool {
      let before = rest.count
      rest = rest.drop { $0 >= 0x30 && $0 <= 0x39 }
      return rest.count < before
    }
    var rest = text
    guard skipDigits(&rest) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard skipDigits(&rest) else { return false }
    }
    if let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
      guard skipDigits(&rest) else { return false }
    }
    return rest.isEmpty
  }
}
