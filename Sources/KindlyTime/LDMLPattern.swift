// Unicode (LDML) date patterns: read into fields and quoted text, checked, then applied in English.
// What each field writes stands in LDMLField; weeks are those of ISO 8601, from Monday.
// Invariant: a pattern that was read writes something for every field, or throws for a value that lacks it.

/// A date pattern such as `EEEE d MMMM`, read once and applied to many values.
public struct LDMLPattern: Hashable, Sendable {
  enum Piece: Hashable, Sendable {
    case text([UInt8])
    case field(LDMLField)
  }

  private let pieces: [Piece]

  /// Throws `unknownPatternField` for letters that mean nothing, and `unclosedQuote`.
  public init(_ pattern: some StringProtocol) throws(TimeError) {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    let bytes = Array(pattern.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "'") {
        index = try Self.readQuoted(bytes, from: index, into: &text)
      } else if Self.isLetter(byte) {
        let end = bytes[index...].firstIndex { $0 != byte } ?? bytes.count
        if !text.isEmpty { pieces.append(.text(text)) }
        text = []
        pieces.append(.field(try LDMLField(letter: byte, count: end - index)))
        index = end
      } else {
        text.append(byte)
        index += 1
      }
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    self.pieces = pieces
  }

  // From a quote to behind what it opens; `''` is an apostrophe, inside a quotation too.
  private static func readQuoted(
    _ bytes: [UInt8], from start: Int, into text: inout [UInt8]
  ) throws(TimeError) -> Int {
    let quote = UInt8(ascii: "'")
    var index = start + 1
    if index < bytes.count, bytes[index] == quote {
      text.append(quote)
      return index + 1
    }
    while index < bytes.count {
      if bytes[index] != quote {
        text.append(bytes[index])
        index += 1
      } else if index + 1 < bytes.count, bytes[index + 1] == quote {
        text.append(quote)
        index += 2
      } else {
        return index + 1
      }
    }
    throw .unclosedQuote
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  // MARK: - Applying

  /// Throws `missingPart` where the pattern asks for a time or a zone.
  public func format(_ date: CivilDate) throws(TimeError) -> String {
    try format(LDMLField.Subject(kind: .date, date: date, time: nil, moment: nil))
  }

  /// Throws `missingPart` where the pattern asks for a date or a zone.
  public func format(_ time: TimeOfDay) throws(TimeError) -> String {
    try format(LDMLField.Subject(kind: .time, date: nil, time: time, moment: nil))
  }

  /// As seen in its own zone.
  public func format(_ moment: DateTime) throws(TimeError) -> String {
    let (date, time) = moment.dateAndTime
    return try format(LDMLField.Subject(kind: .dateTime, date: date, time: time, moment: moment))
  }

  /// Throws `missingPart` where the pattern asks for what such a value does not have; for checkers.
  public func check(for subject: PatternSubject) throws(TimeError) {
    for case .field(let field) in pieces where !field.applies(to: subject) {
      throw .missingPart(field.source, of: subject)
    }
  }

  private func format(_ subject: LDMLField.Subject) throws(TimeError) -> String {
    var bytes: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let text): bytes.append(contentsOf: text)
      case .field(let field): try field.write(subject, to: &bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
