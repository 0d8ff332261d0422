// Reads address books: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), several cards in a file, each of its own version.
// Lines are ContentLines'; which contact a card is, is the importer's. Of several addresses the preferred one is taken.
// A card of which something is unreadable is read without it, and that is reported.

/// The people of an address book's file, and what had to be said about reading it.
public struct VCard: Sendable, Equatable {
  /// Texts are in one line and never empty.
  public struct Card: Sendable, Equatable {
    /// The line of its `BEGIN`.
    public var line: Int
    public var name: String
    public var company: String?
    public var title: String?
    /// As `EmailAddress.normalized` writes it.
    public var email: String?
    public var phone: String?
    /// As `LinkedInAddress.normalized` writes it.
    public var linkedin: String?
    /// An IANA name (RFC 6350 6.5.1).
    public var zone: String?
    /// CATEGORIES (RFC 6350 6.7.1).
    public var tags: [String] = []
    public var uid: String?
    /// Properties that begin with `X-KINDLY-`, without that.
    public var extras: [String: String] = [:]
  }

  public struct Remark: Sendable, Equatable {
    public var line: Int
    public var what: String
    public var why: String
  }

  public private(set) var cards: [Card] = []
  public private(set) var remarks: [Remark] = []

  /// Whether the file is one: its first line says so (RFC 6350 6.1.1).
  public static func recognizes(_ bytes: [UInt8]) -> Bool { BeginLine.names(bytes) == "VCARD" }

  /// - Throws: `FormatError.tornComponent` where the file was cut off, and what is no text.
  public init(reading bytes: [UInt8]) throws(FormatError) {
    // 2.1 names a charset for each value, so the bytes need not be UTF-8 on the whole.
    var reader: ContentLines
    if Self.namesCharsets(bytes) {
      reader = ContentLines(trusted: bytes, hasSoftBreaks: true)
    } else {
      reader = try ContentLines(checking: bytes, hasSoftBreaks: true)
    }
    var open: (line: Int, lines: [ContentLine])?
    // 2.1 nests the card of an agent in another: it is nobody whom the user keeps.
    var depth = 0
    var isAgent = false
    while let line = reader.next() {
      switch line.name {
      case "BEGIN" where Self.isCard(line):
        if let card = open {
          guard isAgent || depth > 0 else { throw .tornComponent(name: "VCARD", line: card.line) }
          depth += 1
        } else {
          open = (line.line, [])
        }
        isAgent = false
      case "AGENT": isAgent = line.raw.allSatisfy(\.isWhitespace)
      case "END" where Self.isCard(line):
        guard let card = open else { continue }
        if depth > 0 {
          depth -= 1
        } else {
          open = nil
          take(card.lines, at: card.line)
        }
      default: if depth == 0 { open?.lines.append(line) }
      }
    }
    if let card = open { throw .tornComponent(name: "VCARD", line: card.line) }
  }

  private static func isCard(_ line: ContentLine) -> Bool { CellText.cleaned(line.raw).uppercased() == "VCARD" }

  private static func namesCharsets(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self).uppercased()
    return text.contains("CHARSET=") && !bytes.contains(0)
  }

  // MARK: - A card

  private mutating func take(_ lines: [ContentLine], at place: Int) {
    let fields = lines.map { (line: $0, value: VCardValue($0)) }
    func first(_ name: String) -> VCardValue? { fields.first { $0.line.name == name }?.value }
    func preferred(_ name: String) -> [(line: ContentLine, value: VCardValue)] {
      // Equal ranks stay in the file's order.
      fields.filter { $0.line.name == name }.enumerated()
        .sorted { (Self.rank($0.element.line), $0.offset) < (Self.rank($1.element.line), $1.offset) }.map(\.element)
    }
    func remark(_ line: Int, _ what: String, _ why: String) {
      remarks.append(Remark(line: line, what: what, why: why))
    }

    let emails = preferred("EMAIL").compactMap { found -> String? in
      let address = EmailAddress.normalized(found.value.text)
      if address == nil, !found.value.text.isEmpty {
        remark(found.line.line, CellText.cleaned(found.value.text), "left out: not an email address")
      }
      return address
    }
    let written = first("FN")?.oneLine ?? first("N").flatMap(Self.name) ?? first("NICKNAME")?.oneLine
    let (name, guess) = PersonName.name(
      written: written, email: emails.first, isExact: first("X-KINDLY-HANDLE") != nil)
    guard !name.isEmpty else {
      if let company = first("ORG")?.parts(at: UInt8(ascii: ";")).first {
        return remark(place, company, "skipped: a company, not a person")
      }
      return remark(place, "a card", "skipped: it has no name")
    }
    if let guess { remark(place, name, guess) }
    var card = Card(line: place, name: name)
    // RFC 6350 6.6.4: behind the first semicolon stand departments.
    card.company = first("ORG")?.parts(at: UInt8(ascii: ";")).first
    card.title = first("TITLE")?.oneLine
    card.email = emails.first
    if emails.count > 1 {
      remark(place, name, "of \(emails.count) addresses \(emails[0]) is taken")
    }
    card.phone = preferred("TEL").lazy.compactMap { Self.phone($0.value.text) }.first
    card.linkedin =
      fields.lazy.filter { ["URL", "X-SOCIALPROFILE", "SOCIALPROFILE"].contains($0.line.name) }
      .compactMap { LinkedInAddress.normalized($0.value.text) }.first
    card.zone = first("TZ")?.oneLine
    card.tags = first("CATEGORIES")?.parts(at: UInt8(ascii: ",")) ?? []
    card.uid = first("UID")?.oneLine
    for (line, value) in fields where line.name.hasPrefix("X-KINDLY-") {
      if let text = value.oneLine { card.extras[String(line.name.dropFirst(9))] = text }
    }
    cards.append(card)
  }

  /// 4.0 numbers preferences from 1 to 100 (5.3); older ones have the type `pref`.
  private static func rank(_ line: ContentLine) -> Int {
    if let rank = line.parameter("PREF").flatMap({ Int($0) }) { return rank }
    return line.types().contains("pref") ? 1 : 101
  }

  /// Family; given; additional; prefixes; suffixes (6.2.2), as people say it.
  private static func name(_ value: VCardValue) -> String? {
    let parts = value.allParts(at: UInt8(ascii: ";"))
    let order = [1, 2, 0].filter { $0 < parts.count }.map { parts[$0] }.filter { !$0.isEmpty }
    return CellText.orNil(order.joined(separator: " "))
  }

  /// Without `tel:` and what follows the number (RFC 3966), with the letters and signs that a contact's phone may have.
  private static func phone(_ text: String) -> String? {
    var text = CellText.cleaned(text)
    if text.lowercased().hasPrefix("tel:") { text = String(text.dropFirst(4)) }
    text = String(text.prefix { $0 != ";" && $0 != "," && $0 != "x" && $0 != "#" })
    text = String(text.map { $0 == "/" || $0 == "\u{2011}" || $0 == "\u{2013}" ? "-" : $0 })
    text = CellText.cleaned(text)
    let digits = text.utf8.count { (0x30...0x39).contains($0) }
    return (5...20).contains(digits) ? text : nil
  }
}

/// A value with its encoding and its charset undone.
struct VCardValue {
  private let bytes: [UInt8]

  init(_ line: ContentLine) {
    var bytes = line.value
    // 2.1 alone: RFC 2045 6.7, after the soft line breaks were undone.
    if line.parameter("ENCODING")?.uppercased() == "QUOTED-PRINTABLE" { bytes = Self.decoded(bytes) }
    if let charset = line.parameter("CHARSET")?.uppercased(), !["UTF-8", "UTF8", "US-ASCII"].contains(charset) {
      bytes = Self.latin(bytes, charset)
    }
    self.bytes = bytes
  }

  /// With its escapes undone.
  var text: String { ContentLine.unescaped(bytes[...]) }
  var oneLine: String? { CellText.orNil(text) }

  /// The parts between separators, in one line each, those that are not empty.
  func parts(at separator: UInt8) -> [String] { allParts(at: separator).filter { !$0.isEmpty } }

  func allParts(at separator: UInt8) -> [String] {
    ContentLine.split(bytes, at: separator).map { CellText.cleaned(ContentLine.unescaped($0)) }
  }

  private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var i = 0
    while i < bytes.count {
      if bytes[i] == UInt8(ascii: "="), i + 2 < bytes.count,
        let byte = UInt8(String(decoding: bytes[(i + 1)...(i + 2)], as: UTF8.self), radix: 16)
      {
        out.append(byte)
        i += 3
      } else {
        out.append(bytes[i])
        i += 1
      }
    }
    return out
  }

  /// The upper half of Windows-1252 where it differs from ISO 8859-1.
  private static let windows: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]

  /// ISO 8859-1 and Windows-1252 as UTF-8. Other charsets stay as they are: most who name one write UTF-8 in truth.
  private static func latin(_ bytes: [UInt8], _ charset: String) -> [UInt8] {
    guard ["ISO-8859-1", "ISO8859-1", "LATIN1", "WINDOWS-1252", "CP1252", "ISO-8859-15"].contains(charset) else {
      return bytes
    }
    var text = String.UnicodeScalarView()
    for byte in bytes {
      let number: UInt16
      switch byte {
      case 0x80...0x9F: number = windows[Int(byte) - 0x80]
      case 0xA4 where charset == "ISO-8859-15": number = 0x20AC
      default: number = UInt16(byte)
      }
      text.append(Unicode.Scalar(number) ?? "\u{FFFD}")
    }
    return Array(String(text).utf8)
  }
}
