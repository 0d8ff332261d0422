// Cleans the text of a cell that becomes a one-line field: no control characters, no line breaks, single spaces.
// Names and companies end up in mail headers and terminals, where such characters would do harm.

enum CellText {
  /// The text in one line: runs of white space (breaks and no-break spaces too) become one space, the ends are
  /// trimmed, control characters and zero-width marks at the ends are dropped.
  static func cleaned(_ text: String) -> String {
    if isClean(text) { return text }
    var scalars = String.UnicodeScalarView()
    var pending = false
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        pending = true
      } else if scalar.properties.generalCategory == .control || isInvisible(scalar) {
        continue
      } else {
        if pending && !scalars.isEmpty { scalars.append(" ") }
        pending = false
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// The cleaned text, or nil where nothing is left.
  static func orNil(_ text: String) -> String? {
    let text = cleaned(text)
    return text.isEmpty ? nil : text
  }

  /// Most cells need no second look. The ranges hold neither white space nor controls nor invisible marks, which saves
  /// asking for each character's properties.
  private static func isClean(_ text: String) -> Bool {
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20: if previous == " " { return false }
      case 0x21...0x7E, 0xA1...0x167F, 0x3001...0xD7FF: break
      default: return false
      }
      previous = scalar
    }
    return previous != " " || text.isEmpty
  }

  /// Marks that show nothing and that no name needs. Joiners stay: scripts and emoji do need them.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
