// RFC 2047: words of headers that hold more than ASCII, `=?UTF-8?Q?Zo=C3=AB?=`, written and read.
// A word has at most 75 octets and never splits a character; of the two encodings the shorter one is taken.

enum EncodedWord {
  static let longest = 75

  private static let opening = "=?UTF-8?"
  /// What a word needs beside its payload: `=?UTF-8?Q?` and `?=`.
  private static let frame = 12

  // MARK: - Writing

  /// The text as encoded words; the first one has at most `first` octets, unless so little is left that it has to
  /// begin a line of its own.
  static func encode(_ text: String, first: Int) -> [String] {
    guard !text.isEmpty else { return [] }
    let bytes = text.utf8.count
    let quoted = text.utf8.reduce(0) { $0 + cost(of: $1) }
    let usesQ = quoted <= (bytes + 2) / 3 * 4
    var words: [String] = []
    var chunk: [UInt8] = []
    var used = 0
    var room = (first < 40 ? longest : min(first, longest)) - frame

    func close() {
      words.append(opening + (usesQ ? "Q?" + q(chunk) : "B?" + Base64.encode(chunk)) + "?=")
      chunk = []
      used = 0
      room = longest - frame
    }
    func add(_ piece: [UInt8]) {
      let more = usesQ ? piece.reduce(0) { $0 + cost(of: $1) } : piece.count
      let limit = usesQ ? room : room / 4 * 3
      if used + more > limit, !chunk.isEmpty { close() }
      chunk += piece
      used += more
    }
    for character in text {
      let piece = Array(String(character).utf8)
      // What people see as one character can be longer than a word; then its scalars are kept whole instead.
      if piece.count <= 15 {
        add(piece)
      } else {
        for scalar in character.unicodeScalars { add(Array(String(scalar).utf8)) }
      }
    }
    close()
    return words
  }

  /// Only what is safe in every place a word may stand, phrases too.
  private static func isSafe(_ byte: UInt8) -> Bool {
    MailText.isAlphanumeric(byte) || "!*+-/".utf8.contains(byte)
  }

  private static func cost(of byte: UInt8) -> Int { isSafe(byte) || byte == 0x20 ? 1 : 3 }

  private static func q(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    for byte in bytes {
      if byte == 0x20 {
        out.append(UInt8(ascii: "_"))
      } else if isSafe(byte) {
        out.append(byte)
      } else {
        QuotedPrintable.append(escaped: byte, to: &out)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  // MARK: - Reading

  /// The text with its encoded words decoded; what is malformed, or in an unknown character set, stays as it is.
  /// White space between two encoded words goes; a character split between two words is joined again.
  static func decode(_ text: String) -> String {
    guard text.contains("=?") else { return text }
    var out = ""
    var rest = Substring(text)
    var pending: (charset: String, bytes: [UInt8])? = nil
    func flush() {
      if let done = pending { out += Charset.decode(done.bytes, named: done.charset) ?? "" }
      pending = nil
    }
    while !rest.isEmpty {
      if let (word, after) = word(at: rest) {
        if pending?.charset == word.charset {
          pending?.bytes += word.bytes
        } else {
          flush()
          pending = word
        }
        rest = after
        let gap = rest.prefix { $0 == " " || $0 == "\t" || $0 == "\r\n" || $0 == "\n" }
        if !gap.isEmpty, self.word(at: rest[gap.endIndex...]) != nil { rest = rest[gap.endIndex...] }
      } else {
        flush()
        out.append(rest.removeFirst())
      }
    }
    flush()
    return out
  }

  private static func word(at text: Substring) -> ((charset: String, bytes: [UInt8]), Substring)? {
    guard text.hasPrefix("=?") else { return nil }
    // Some senders write words longer than they may be; a limit keeps a header of `=?` from costing its square.
    let head = text.dropFirst(2).prefix(1000)
    guard let first = head.firstIndex(of: "?") else { return nil }
    let afterFirst = head[head.index(after: first)...]
    guard let second = afterFirst.firstIndex(of: "?") else { return nil }
    let payloadOn = afterFirst[afterFirst.index(after: second)...]
    guard let third = payloadOn.firstIndex(of: "?") else { return nil }
    let end = text.index(after: third)
    guard end < text.endIndex, text[end] == "=" else { return nil }
    let payload = payloadOn[..<third]
    // RFC 2231 lets a language follow the character set.
    let charset = head[..<first].prefix { $0 != "*" }.lowercased()
    guard Charset.isKnown(charset), !payload.contains(" ") else { return nil }
    let bytes: [UInt8]?
    switch afterFirst[..<second].lowercased() {
    case "q": bytes = QuotedPrintable.decode(Array(payload.utf8), underscores: true)
    case "b": bytes = Base64.decode(payload.utf8)
    default: bytes = nil
    }
    guard let bytes else { return nil }
    return ((charset, bytes), text[text.index(after: end)...])
  }
}
