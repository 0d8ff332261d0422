// The words of a letter that comes as HTML alone: tags go, blocks end lines, what is quoted in a `blockquote` is marked as
// mail marks it. It is read for a person's eye and for dates; no other meaning of HTML is heeded.

enum HTMLText {
  /// More of a page is not read.
  private static let limit = 1 << 18

  static func read(_ html: String) -> String {
    var reader = Reader()
    var rest = Array(html.utf8.prefix(limit))[...]
    while let first = rest.first {
      if first == UInt8(ascii: "<") {
        if rest.starts(with: "<!--".utf8) {
          rest = after("-->", in: rest.dropFirst(4))
          continue
        }
        let tag = rest.dropFirst().prefix { $0 != UInt8(ascii: ">") }
        rest = rest[tag.endIndex...].dropFirst()
        let name = reader.take(tag)
        // What stands in these is no text.
        if ["style", "script", "head", "title"].contains(name) {
          rest = after(">", in: after("</\(name)", in: rest))
        }
      } else {
        let text = rest.prefix { $0 != UInt8(ascii: "<") }
        reader.take(text: String(decoding: text, as: UTF8.self))
        rest = rest[text.endIndex...]
      }
    }
    reader.endLine()
    return reader.out
  }

  /// What stands behind a mark, whatever its case; nothing where it does not come.
  private static func after(_ mark: String, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let mark = Array(mark.utf8)
    var rest = bytes
    while let start = rest.firstIndex(of: mark[0]) {
      let candidate = rest[start...].prefix(mark.count).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
      if candidate == mark { return rest[start...].dropFirst(mark.count) }
      rest = rest[(start + 1)...]
    }
    return []
  }

  private struct Reader {
    var out = ""
    private var line = ""
    private var quotes = 0

    /// Heeds a tag and gives its name; that of an end tag begins with a slash.
    mutating func take(_ tag: ArraySlice<UInt8>) -> String {
      let word = tag.prefix(12).prefix { $0 == UInt8(ascii: "/") || MailText.isAlphanumeric($0) }
      let name = String(decoding: word, as: UTF8.self).lowercased()
      switch name {
      case "br", "br/": endLine(keepsEmpty: true)
      case "p", "/p", "div", "/div", "tr", "/tr", "li", "/li", "table", "/table", "hr", "ul", "ol", "h1", "h2", "h3":
        endLine()
      case "blockquote":
        endLine()
        quotes += 1
      case "/blockquote":
        endLine()
        quotes = max(0, quotes - 1)
      default: break
      }
      return name
    }

    mutating func take(text: String) {
      for piece in HTMLText.withoutEntities(text).split(
        omittingEmptySubsequences: false, whereSeparator: \.isWhitespace)
      {
        if piece.isEmpty {
          if !line.isEmpty, line.last != " " { line.append(" ") }
        } else {
          line += piece + " "
        }
      }
      // What the last piece has behind it was no blank of the text.
      if let last = text.last, !last.isWhitespace, line.last == " " { line.removeLast() }
    }

    mutating func endLine(keepsEmpty: Bool = false) {
      while line.last == " " { line.removeLast() }
      if !line.isEmpty || keepsEmpty { out += (quotes > 0 ? "> " : "") + line + "\n" }
      line = ""
    }
  }

  private static let entities = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "auml": "ä", "ouml": "ö", "uuml": "ü",
    "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç",
    "rsquo": "’", "lsquo": "‘", "ldquo": "“", "rdquo": "”", "ndash": "–", "mdash": "—", "hellip": "…",
  ]

  static func withoutEntities(_ text: String) -> String {
    guard text.contains("&") else { return text }
    var out = ""
    var rest = Substring(text)
    while let amp = rest.firstIndex(of: "&") {
      out += rest[..<amp]
      rest = rest[amp...]
      let body = rest.dropFirst().prefix(10).prefix { $0 != ";" }
      let end = body.endIndex
      guard end < rest.endIndex, rest[end] == ";", let found = meaning(of: body) else {
        out.append(rest.removeFirst())
        continue
      }
      out += found
      rest = rest[rest.index(after: end)...]
    }
    return out + rest
  }

  private static func meaning(of body: Substring) -> String? {
    if let entity = entities[String(body)] { return entity }
    guard body.first == "#" else { return nil }
    let digits = body.dropFirst()
    let isHex = digits.first == "x" || digits.first == "X"
    guard let number = UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10),
      let scalar = Unicode.Scalar(number)
    else { return nil }
    return String(scalar)
  }
}
