// Reads mail as it lies in a mailbox: its headers, unfolded and decoded, and its plain text.
// It takes whatever it is given: what is malformed is passed over, never an error and never a trap.
// What a message means (a reply, an automatic answer) is decided elsewhere.

/// A received or written message.
public struct MailMessage: Sendable {
  /// A header's name and its value, unfolded, encoded words not yet decoded.
  public struct Header: Sendable, Equatable {
    public var name: String
    public var rawValue: String
  }

  public let headers: [Header]
  /// Everything behind the blank line, as it is.
  public let bodyBytes: [UInt8]
  /// Where the first header of a name stands; names in lower case.
  private let places: [String: Int]

  /// Parts within parts deeper than this are passed over.
  private static let deepest = 8

  /// Reads a message whose lines end in CRLF or LF. A mailbox's `From ` line before it is skipped.
  public init(reading bytes: [UInt8]) {
    (headers, bodyBytes) = Self.split(bytes)
    places = Dictionary(headers.enumerated().map { ($1.name.lowercased(), $0) }) { first, _ in first }
  }

  /// The first header of that name, encoded words decoded, white space at the ends trimmed. Names ignore case.
  public func value(of name: String) -> String? {
    rawValue(of: name).map(EncodedWord.decode)
  }

  /// The first header of that name as it is written, white space at the ends trimmed.
  public func rawValue(of name: String) -> String? {
    places[name.lowercased()].map { headers[$0].rawValue }
  }

  /// The mailboxes in a header such as From, To or Cc.
  public func mailboxes(in name: String) -> [Mailbox] {
    rawValue(of: name).map(MailboxList.read) ?? []
  }

  /// The Message-IDs in a header such as Message-ID, In-Reply-To or References, in their angle brackets.
  public func messageIDs(in name: String) -> [String] {
    guard let value = rawValue(of: name) else { return [] }
    var ids: [String] = []
    var rest = Substring(value)
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      ids.append(rest[open...close].filter { $0 != " " && $0 != "\t" })
      rest = rest[rest.index(after: close)...]
    }
    return ids
  }

  /// The parts of a `multipart/…` message, none of any other.
  var parts: [MailMessage] {
    let type = contentType
    guard type.name.hasPrefix("multipart/"), let boundary = type.parameters["boundary"] else { return [] }
    return Self.parts(of: bodyBytes, boundary: boundary).map(MailMessage.init(reading:))
  }

  var contentType: ContentType { ContentType(reading: rawValue(of: "Content-Type") ?? "text/plain") }

  /// The body, what was done to it for the way undone.
  var decodedBody: [UInt8] {
    switch (rawValue(of: "Content-Transfer-Encoding") ?? "7bit").lowercased() {
    case "quoted-printable": QuotedPrintable.decode(Self.withoutTrailingSpace(bodyBytes))
    case "base64": Base64.decode(bodyBytes) ?? bodyBytes
    default: bodyBytes
    }
  }

  /// The first plain text of the message, its lines ended by LF; nil where there is none.
  public var text: String? { text(of: "text/plain", depth: 0) }

  /// The same, or where there is only HTML its words.
  public var words: String? { text ?? text(of: "text/html", depth: 0).map(HTMLText.read) }

  private func text(of wanted: String, depth: Int) -> String? {
    let type = contentType
    if type.name.hasPrefix("multipart/") {
      guard depth < Self.deepest else { return nil }
      for part in parts {
        if let text = part.text(of: wanted, depth: depth + 1) { return text }
      }
      return nil
    }
    guard type.name == wanted else { return nil }
    let bytes = decodedBody
    let text = Charset.decode(bytes, named: type.parameters["charset"] ?? "utf-8")
    return Self.withLineFeeds(text ?? String(decoding: bytes, as: UTF8.self))
  }

  // MARK: - Lines

  private static func split(_ bytes: [UInt8]) -> ([Header], [UInt8]) {
    var headers: [Header] = []
    var name = ""
    var value: [UInt8] = []
    func close() {
      if !name.isEmpty { headers.append(Header(name: name, rawValue: trimmed(value))) }
      name = ""
      value = []
    }
    var start = 0
    var isFirst = true
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      var line = bytes[start..<end]
      if line.last == 0x0D { line = line.dropLast() }
      start = min(end + 1, bytes.count)
      if line.isEmpty { break }
      if line.first == 0x20 || line.first == 0x09 {
        value += line
      } else if isFirst, line.starts(with: "From ".utf8) || line.starts(with: ">From ".utf8) {
        name = ""
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        close()
        name = trimmed(Array(line[..<colon]))
        value = Array(line[(colon + 1)...])
      } else {
        close()
      }
      isFirst = false
    }
    close()
    return (headers, Array(bytes[start...]))
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    guard let last = bytes.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(decoding: bytes[...last].drop(while: isSpace), as: UTF8.self)
  }

  private static func parts(of body: [UInt8], boundary: String) -> [[UInt8]] {
    let mark = Array("--\(boundary)".utf8)
    var parts: [[UInt8]] = []
    var current: [UInt8]? = nil
    for var line in body.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.starts(with: mark) {
        if line.last == 0x0D { line = line.dropLast() }
        while line.last == 0x20 || line.last == 0x09 { line = line.dropLast() }
        let tail = line.dropFirst(mark.count)
        if tail.isEmpty || tail.elementsEqual("--".utf8) {
          // The break before the boundary belongs to the boundary.
          if var part = current {
            if part.last == 0x0A { part.removeLast() }
            if part.last == 0x0D { part.removeLast() }
            parts.append(part)
          }
          guard tail.isEmpty else { return parts }
          current = []
          continue
        }
      }
      if current != nil { current?.append(contentsOf: line + [0x0A]) }
    }
    // A part that nothing closes is still one.
    if let current { parts.append(current) }
    return parts
  }

  /// White space at the end of a line of quoted-printable was put there on the way.
  private static func withoutTrailingSpace(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    func trimEnd() { while out.last == 0x20 || out.last == 0x09 || out.last == 0x0D { out.removeLast() } }
    for byte in bytes {
      if byte == 0x0A { trimEnd() }
      out.append(byte)
    }
    trimEnd()
    return out
  }

  private static func withLineFeeds(_ text: String) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if byte == 0x0A, out.last == 0x0D { out.removeLast() }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// A Content-Type: its name in lower case, and its parameters by theirs.
struct ContentType {
  var name: String
  var parameters: [String: String] = [:]

  init(reading value: String) {
    var parts = [""]
    var quoted = false
    var escaped = false
    for character in value {
      if escaped {
        parts[parts.count - 1].append(character)
        escaped = false
      } else if character == "\\", quoted {
        escaped = true
      } else if character == "\"" {
        quoted.toggle()
      } else if character == ";", !quoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    name = Self.trimmed(parts[0]).lowercased()
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      let key = Self.trimmed(part[..<equals]).lowercased()
      if parameters[key] == nil { parameters[key] = Self.trimmed(part[part.index(after: equals)...]) }
    }
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
