// Writes header fields: checked, folded at 78 octets, encoded where they are not plain ASCII.
// A field is a list of words with one space, or a fold, between two of them; no word ever holds a line break.

enum HeaderWriter {
  /// Lines are folded to be no longer, where their words let them; RFC 5322's "should".
  private static let wanted = 78
  /// The same for lines with encoded words; RFC 2047's.
  private static let wantedEncoded = 76
  /// No line is ever longer; RFC 5322's "must".
  private static let longest = 998

  /// Text without structure, such as a subject.
  static func append(_ name: String, text: String, to out: inout [UInt8]) throws(MailError) {
    try checkControls(text, of: name)
    try append(name, words: isPlain(text) ? words(of: text) : encoded(text, column: name.utf8.count + 2), to: &out)
  }

  /// One or more Message-IDs, with or without angle brackets, separated by spaces.
  static func append(_ name: String, messageIDs text: String, to out: inout [UInt8]) throws(MailError) {
    try checkControls(text, of: name)
    var ids: [String] = []
    for word in text.split(separator: " ") { ids.append(try MessageID.checked(String(word))) }
    guard !ids.isEmpty, ids.count == 1 || name.lowercased() != "message-id" else { throw .badMessageID(text) }
    try append(name, words: ids, to: &out)
  }

  /// Mailboxes, separated by commas.
  static func append(_ name: String, mailboxes: [Mailbox], to out: inout [UInt8]) throws(MailError) {
    var words: [String] = []
    for (i, mailbox) in mailboxes.enumerated() {
      try checkControls(mailbox.address, of: name)
      try Mailbox.check(address: mailbox.address)
      let end = i + 1 < mailboxes.count ? "," : ""
      if let display = mailbox.name, display.contains(where: { $0 != " " }) {
        try checkControls(display, of: name)
        words += phrase(display, column: i == 0 ? name.utf8.count + 2 : 1)
        words.append("<\(mailbox.address)>\(end)")
      } else {
        words.append(mailbox.address + end)
      }
    }
    try append(name, words: words, to: &out)
  }

  /// Words that need no encoding any more.
  static func append(_ name: String, words: [String], to out: inout [UInt8]) throws(MailError) {
    let wanted = words.contains { $0.hasPrefix("=?") } ? wantedEncoded : wanted
    var line = Array(name.utf8) + [UInt8(ascii: ":")]
    for word in words {
      if line.count + 1 + word.utf8.count > wanted {
        out += line + [0x0D, 0x0A]
        line = []
      }
      line.append(0x20)
      line += word.utf8
      guard line.count <= longest else { throw .headerTooLong(name) }
    }
    out += line + [0x0D, 0x0A]
  }

  static func words(of text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  // MARK: - Checks

  static func check(name: String) throws(MailError) {
    let bytes = name.utf8
    guard (1...60).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") })
    else { throw .badHeaderName(name) }
  }

  /// Whoever could write a line break into a header could write headers, so it is refused and never mended.
  static func checkControls(_ text: String, of name: String) throws(MailError) {
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: throw .lineBreakInHeader(name)
      case 0x00..<0x20, 0x7F..<0xA0: throw .controlInHeader(name, scalar: scalar.value)
      default: break
      }
    }
  }

  // MARK: - Texts and names

  /// Whether folding at its spaces gives the text back: single spaces, none at the ends, no word that is too long for
  /// a line or that a reader would take for an encoded one.
  private static func isPlain(_ text: String) -> Bool {
    guard MailText.isPrintableASCII(text), !text.contains("=?") else { return false }
    return text.isEmpty
      || text.split(separator: " ", omittingEmptySubsequences: false).allSatisfy {
        (1..<wanted).contains($0.utf8.count)
      }
  }

  /// A display name as atoms, as a quoted string, or as encoded words.
  private static func phrase(_ name: String, column: Int) -> [String] {
    guard isPlain(name), name.utf8.count <= 60 else { return encoded(name, column: column) }
    let words = words(of: name)
    if words.allSatisfy({ $0.utf8.allSatisfy(MailText.isAtom) }) { return words }
    var quoted = "\""
    for character in name {
      if character == "\"" || character == "\\" { quoted.append("\\") }
      quoted.append(character)
    }
    return Self.words(of: quoted + "\"")
  }

  /// The first encoded word shares its line with what stands before it.
  private static func encoded(_ text: String, column: Int) -> [String] {
    EncodedWord.encode(text, first: EncodedWord.longest + 1 - column)
  }
}

/// What identifies a letter.
public enum MessageID {
  /// The id in its angle brackets.
  ///
  /// - Throws: `MailError.badMessageID` unless it is `left@right`, both made of atoms and dots.
  public static func checked(_ text: String) throws(MailError) -> String {
    var id = Substring(text)
    if id.hasPrefix("<"), id.hasSuffix(">"), id.utf8.count > 2 { id = id.dropFirst().dropLast() }
    let halves = id.split(separator: "@", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ MailText.isDotAtom($0.utf8) }), id.utf8.count <= 900 else {
      throw .badMessageID(text)
    }
    return "<\(id)>"
  }
}
