// Reads dates, times, offsets and zone names as literals write them, byte by byte, for lexers and importers.
// Two digits are two digits: nothing is guessed, and free-form dates are left to others.
// Invariant: a read that fails gives nil and leaves the position where it was.

/// A position in bytes, from which the parts of a date-time can be read. Valid as long as the bytes are.
public struct ISOReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// The offset of the next byte.
  public private(set) var position: Int

  public init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int = 0) {
    self.bytes = bytes
    self.position = max(0, position)
  }

  public var isAtEnd: Bool { position >= bytes.count }

  // MARK: - Parts

  /// `2026-11-24`: four, two and two digits that name a day.
  public mutating func readDate() -> CivilDate? {
    let start = position
    if let year = readDigits(4), skip("-"), let month = readDigits(2), skip("-"), let day = readDigits(2),
      let date = CivilDate(year: year, month: month, day: day)
    {
      return date
    }
    position = start
    return nil
  }

  /// `17:00` or `08:30:15`.
  public mutating func readTime() -> TimeOfDay? {
    let start = position
    guard let hour = readDigits(2), skip(":"), let minute = readDigits(2) else {
      position = start
      return nil
    }
    var second = 0
    let beforeSeconds = position
    if skip(":") {
      if let found = readDigits(2) { second = found } else { position = beforeSeconds }
    }
    guard let time = TimeOfDay(hour: hour, minute: minute, second: second) else {
      position = start
      return nil
    }
    return time
  }

  /// `+01:00`, or `+0100` as mail has it: minutes east of Greenwich, less than a day.
  /// The colon is asked for in literals, where `+1000m` after a time adds a duration.
  public mutating func readOffset(colon: Bool = true) -> Int? {
    let start = position
    let sign = skip("+") ? 1 : skip("-") ? -1 : 0
    if sign != 0, let hours = readDigits(2), hours < 24, !colon || skip(":"), let minutes = readDigits(2), minutes < 60
    {
      return sign * (hours * 60 + minutes)
    }
    position = start
    return nil
  }

  /// `Z`, an offset, or the longest run of letters, digits, `/`, `_`, `-` and `+` if that is a zone's name.
  public mutating func readZone() -> ZoneID? {
    let start = position
    if let minutes = readOffset() { return ZoneID(offsetMinutes: minutes) }
    while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
    if position > start, let zone = ZoneID(named: String(decoding: bytes[start..<position], as: UTF8.self)) {
      return zone
    }
    position = start
    return nil
  }

  /// A date, `T` or a space, a time, a fraction of a second that is dropped, and a zone if one follows, directly or
  /// after a space. Without one it is in `zone`. Nil also where the result leaves the calendar.
  public mutating func readDateTime(zone defaultZone: ZoneID) -> DateTime? {
    let start = position
    if let date = readDate(), skip("T") || skip("t") || skip(" "), let time = readTime() {
      skipFraction()
      let beforeZone = position
      var zone = defaultZone
      if skip("z") {
        zone = .utc
      } else {
        _ = skip(" ")
        if let found = readZone() { zone = found } else { position = beforeZone }
      }
      if let result = try? DateTime(date, time, zone: zone) { return result }
    }
    position = start
    return nil
  }

  // MARK: - Bytes

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func readDigits(_ count: Int) -> Int? {
    guard bytes.count - position >= count else { return nil }
    var value = 0
    for index in position..<position + count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    position += count
    return value
  }

  private mutating func skipFraction() {
    let start = position
    guard skip(".") else { return }
    while readDigits(1) != nil {}
    if position == start + 1 { position = start }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "+"):
      true
    default: false
    }
  }

  /// What `read` makes of a whole text; nil where it leaves something over.
  fileprivate static func whole<T>(_ text: some StringProtocol, _ read: (inout ISOReader) -> T?) -> T? {
    var copy = String(text)
    return copy.withUTF8 { whole($0, read) }
  }

  fileprivate static func whole<T>(_ bytes: UnsafeBufferPointer<UInt8>, _ read: (inout ISOReader) -> T?) -> T? {
    var reader = ISOReader(bytes)
    guard let value = read(&reader), reader.isAtEnd else { return nil }
    return value
  }
}

// MARK: - Whole texts

extension CivilDate {
  /// Nil unless the text is `2026-11-24` and names a day.
  public init?(iso text: some StringProtocol) {
    guard let date = ISOReader.whole(text, { $0.readDate() }) else { return nil }
    self = date
  }

  /// The same from UTF-8 bytes.
  public init?(iso bytes: UnsafeBufferPointer<UInt8>) {
    guard let date = ISOReader.whole(bytes, { $0.readDate() }) else { return nil }
    self = date
  }
}

extension TimeOfDay {
  /// Nil unless the text is `17:00` or `08:30:15`.
  public init?(iso text: some StringProtocol) {
    guard let time = ISOReader.whole(text, { $0.readTime() }) else { return nil }
    self = time
  }

  /// The same from UTF-8 bytes.
  public init?(iso bytes: UnsafeBufferPointer<UInt8>) {
    guard let time = ISOReader.whole(bytes, { $0.readTime() }) else { return nil }
    self = time
  }
}

extension DateTime {
  /// Nil unless the text is a date and a time, such as `2026-11-24 10:00`, `2026-11-24T10:00:05+01:00`,
  /// `2026-11-24T09:00Z` or `2026-11-24 10:00 Europe/Berlin`; one without a zone is in `zone`.
  public init?(iso text: some StringProtocol, zone: ZoneID) {
    guard let value = ISOReader.whole(text, { $0.readDateTime(zone: zone) }) else { return nil }
    self = value
  }

  /// The same from UTF-8 bytes.
  public init?(iso bytes: UnsafeBufferPointer<UInt8>, zone: ZoneID) {
    guard let value = ISOReader.whole(bytes, { $0.readDateTime(zone: zone) }) else { return nil }
    self = value
  }
}
