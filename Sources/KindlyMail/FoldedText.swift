// Words as they are compared: in lower case, accents off, blanks single. What people and their programs write of the
// same phrase differs in these.

enum FoldedText {
  /// `Réponse  Automatique` becomes `reponse automatique`. Scripts without accents stay as they are.
  static func fold(_ text: some StringProtocol) -> String {
    var out = ""
    var isBlank = false
    for character in text.lowercased() {
      if character.isWhitespace || character == "\u{00A0}" {
        isBlank = true
        continue
      }
      if isBlank, !out.isEmpty { out.append(" ") }
      isBlank = false
      // The invisible marks that mail programs put before a subject of another writing direction.
      if let scalar = character.unicodeScalars.first, [0x200B, 0x200E, 0x200F, 0xFEFF].contains(scalar.value) {
        continue
      }
      switch character {
      case "\u{2019}", "\u{2018}", "\u{00B4}": out.append("'")
      case "\u{2010}"..."\u{2015}": out.append("-")
      case "\u{FF1A}": out.append(":")
      default: out += plain[character] ?? String(character)
      }
    }
    return out
  }

  /// Characters compare by what they mean, so both ways to write an accent are found.
  private static let plain: [Character: String] = {
    let table: [(letters: String, plain: String)] = [
      ("áàâäãåāąă", "a"), ("çćč", "c"), ("ďđ", "d"), ("éèêëēęě", "e"), ("ğ", "g"), ("íìîïīı", "i"), ("łľĺ", "l"),
      ("ñńň", "n"), ("óòôöõøőō", "o"), ("řŕ", "r"), ("śšşș", "s"), ("ťț", "t"), ("úùûüůűū", "u"), ("ýÿ", "y"),
      ("žźż", "z"), ("ß", "ss"), ("æ", "ae"), ("œ", "oe"),
      ("й", "и"), ("ё", "е"), ("άὰ", "α"), ("έ", "ε"), ("ή", "η"), ("ίϊ", "ι"), ("ό", "ο"), ("ύ", "υ"), ("ώ", "ω"),
    ]
    var plain: [Character: String] = [:]
    for (letters, letter) in table { for character in letters { plain[character] = letter } }
    // Turkish: a capital I with its dot becomes two scalars.
    plain["i\u{307}"] = "i"
    return plain
  }()
}
