// A letter and its form on the wire: RFC 5322 with MIME, CRLF line ends, nothing but ASCII.
// Whatever ends up in a header is checked first, so that no name or subject can add a header of its own.
// Making the Message-ID and the date is the caller's: the same letter always gives the same bytes.

/// A plain-text letter from one person to another.
public struct Letter: Sendable, Equatable {
  /// A header beyond those that every letter has.
  public struct Header: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public var from: Mailbox
  public var to: Mailbox
  public var subject: String
  /// Lines end in LF, CRLF or CR; the last one gets an end where it has none.
  public var body: String
  /// `left@right`, with or without its angle brackets.
  public var messageID: String
  /// As RFC 5322 writes it: `Tue, 24 Nov 2026 18:30:00 -0500`.
  public var date: String
  /// In-Reply-To and References take Message-IDs, Reply-To, Cc, Bcc and Sender mailboxes, all others any text.
  public var extraHeaders: [Header]

  public init(
    from: Mailbox, to: Mailbox, subject: String, body: String, messageID: String, date: String,
    extraHeaders: [Header] = []
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.body = body
    self.messageID = messageID
    self.date = date
    self.extraHeaders = extraHeaders
  }

  /// The letter as it is handed to a transport or written into a Maildir.
  ///
  /// - Throws: `MailError` for line breaks and controls in headers, and for addresses, dates and ids that are none.
  public func bytes() throws(MailError) -> [UInt8] {
    var out: [UInt8] = []
    try HeaderWriter.append("From", mailboxes: [from], to: &out)
    try HeaderWriter.append("To", mailboxes: [to], to: &out)
    try HeaderWriter.append("Subject", text: subject, to: &out)
    try HeaderWriter.checkControls(date, of: "Date")
    guard MailDate(reading: date) != nil else { throw .badDate(date) }
    try HeaderWriter.append("Date", words: HeaderWriter.words(of: date), to: &out)
    try HeaderWriter.append("Message-ID", messageIDs: messageID, to: &out)
    try appendExtraHeaders(to: &out)
    try HeaderWriter.append("MIME-Version", words: ["1.0"], to: &out)
    try HeaderWriter.append("Content-Type", words: ["text/plain;", "charset=utf-8"], to: &out)

    let lines = BodyLines.split(body)
    let isPlain = BodyLines.arePlain(lines)
    try HeaderWriter.append("Content-Transfer-Encoding", words: [isPlain ? "7bit" : "quoted-printable"], to: &out)
    out += [0x0D, 0x0A]
    for line in lines {
      if isPlain { out += line } else { QuotedPrintable.append(line: line, to: &out) }
      out += [0x0D, 0x0A]
    }
    return out
  }

  private func appendExtraHeaders(to out: inout [UInt8]) throws(MailError) {
    var taken: Set<String> = ["from", "to", "subject", "date", "message-id", "mime-version"]
    for header in extraHeaders {
      let name = header.name.lowercased()
      try HeaderWriter.check(name: header.name)
      guard !name.hasPrefix("content-"), taken.insert(name).inserted else { throw .headerTwice(header.name) }
      switch name {
      case "in-reply-to", "references":
        try HeaderWriter.append(header.name, messageIDs: header.value, to: &out)
      case "reply-to", "cc", "bcc", "sender":
        try HeaderWriter.checkControls(header.value, of: header.name)
        let mailboxes = MailboxList.read(header.value)
        guard !mailboxes.isEmpty else { throw .badAddress(header.value) }
        try HeaderWriter.append(header.name, mailboxes: mailboxes, to: &out)
      default:
        try HeaderWriter.append(header.name, text: header.value, to: &out)
      }
    }
  }
}

/// The lines of a body, as bytes without their ends.
enum BodyLines {
  static func split(_ body: String) -> [ArraySlice<UInt8>] {
    let bytes = Array(body.utf8)
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    var i = 0
    while i < bytes.count {
      if bytes[i] == 0x0A || bytes[i] == 0x0D {
        lines.append(bytes[start..<i])
        if bytes[i] == 0x0D, i + 1 < bytes.count, bytes[i + 1] == 0x0A { i += 1 }
        start = i + 1
      }
      i += 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  /// Whether every line can go as it is: short, printable ASCII, and nothing that mailers on the way are known to
  /// change (spaces at the end, `From ` and dots at the start).
  static func arePlain(_ lines: [ArraySlice<UInt8>]) -> Bool {
    lines.allSatisfy { line in
      line.count <= 78 && line.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x09 }
        && line.last != 0x20 && line.last != 0x09 && line.first != UInt8(ascii: ".")
        && !line.starts(with: "From ".utf8)
    }
  }
}
