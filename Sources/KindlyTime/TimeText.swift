// How values of time print, into UTF-8 bytes: as `print` prints them, as RFC 3339 and as RFC 5322.
// Patterns chosen by the user are left to LDMLPattern.
// Invariant: what is printed of a date, a time or a date-time with its zone reads back as the same value.

/// Digits and offsets shared by everything that writes a time.
enum TimeText {
  /// A number of at least `width` digits, with leading zeros; negative ones with their sign.
  static func write(_ number: Int, width: Int, to bytes: inout [UInt8]) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let digits = String(number.magnitude).utf8
    if digits.count < width { bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width - digits.count)) }
    bytes.append(contentsOf: digits)
  }

  /// Two digits, for 0...99.
  static func writePair(_ number: Int, to bytes: inout [UInt8]) {
    bytes.append(UInt8(truncatingIfNeeded: 48 + number / 10 % 10))
    bytes.append(UInt8(truncatingIfNeeded: 48 + number % 10))
  }

  /// `+01:00` or `+0100`, from seconds east of Greenwich; seconds are dropped.
  static func writeOffset(_ seconds: Int, colon: Bool, to bytes: inout [UInt8]) {
    let minutes = abs(seconds) / 60
    bytes.append(UInt8(ascii: seconds < 0 && minutes > 0 ? "-" : "+"))
    writePair(minutes / 60, to: &bytes)
    if colon { bytes.append(UInt8(ascii: ":")) }
    writePair(minutes % 60, to: &bytes)
  }

  static func text(_ body: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(40)
    body(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension CivilDate: CustomStringConvertible {
  /// `2026-11-24`.
  public var description: String { TimeText.text(write) }

  /// Appends what `description` gives.
  public func write(to bytes: inout [UInt8]) {
    let (year, month, day) = fields
    if year >= 0, year <= 9999 {
      TimeText.writePair(year / 100, to: &bytes)
      TimeText.writePair(year % 100, to: &bytes)
    } else {
      TimeText.write(year, width: 4, to: &bytes)
    }
    bytes.append(UInt8(ascii: "-"))
    TimeText.writePair(month, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    TimeText.writePair(day, to: &bytes)
  }
}

extension TimeOfDay: CustomStringConvertible {
  /// `17:00`, or `08:30:15` where the seconds are not zero.
  public var description: String { TimeText.text(write) }

  /// Appends what `description` gives.
  public func write(to bytes: inout [UInt8]) { write(to: &bytes, seconds: second != 0) }

  /// Appends the time, with or without its seconds.
  func write(to bytes: inout [UInt8], seconds: Bool) {
    TimeText.writePair(hour, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    TimeText.writePair(minute, to: &bytes)
    if seconds {
      bytes.append(UInt8(ascii: ":"))
      TimeText.writePair(second, to: &bytes)
    }
  }
}

extension DateTime: CustomStringConvertible {
  /// With its zone, always: `2026-11-24 10:00 Europe/Berlin`.
  public var description: String { TimeText.text { write(to: &$0, userZone: nil) } }

  /// `2026-11-24 10:00`, followed by its zone unless that is the user's.
  public func text(userZone: ZoneID) -> String { TimeText.text { write(to: &$0, userZone: userZone) } }

  /// Appends the date, the time, and the zone unless it is the user's.
  public func write(to bytes: inout [UInt8], userZone: ZoneID?) {
    let (date, time) = dateAndTime
    date.write(to: &bytes)
    bytes.append(UInt8(ascii: " "))
    time.write(to: &bytes)
    if zone != userZone {
      bytes.append(UInt8(ascii: " "))
      bytes.append(contentsOf: zone.name.utf8)
    }
  }

  /// `2026-11-24T10:00:00-05:00`, and `Z` for UTC.
  public var rfc3339: String {
    TimeText.text { bytes in
      let (date, time, offset) = inWholeMinutes
      date.write(to: &bytes)
      bytes.append(UInt8(ascii: "T"))
      time.write(to: &bytes, seconds: true)
      if zone == .utc {
        bytes.append(UInt8(ascii: "Z"))
      } else {
        TimeText.writeOffset(offset, colon: true, to: &bytes)
      }
    }
  }

  /// The date of a letter's header: `Tue, 24 Nov 2026 10:00:00 -0500`.
  public var rfc5322: String {
    TimeText.text { bytes in
      let (date, time, offset) = inWholeMinutes
      let (year, month, day) = date.fields
      bytes.append(contentsOf: EnglishNames.weekday(date.weekday).prefix(3).utf8)
      bytes.append(contentsOf: ", \(day) ".utf8)
      bytes.append(contentsOf: EnglishNames.month(month).prefix(3).utf8)
      bytes.append(UInt8(ascii: " "))
      TimeText.write(year, width: 4, to: &bytes)
      bytes.append(UInt8(ascii: " "))
      time.write(to: &bytes, seconds: true)
      bytes.append(UInt8(ascii: " "))
      TimeText.writeOffset(offset, colon: false, to: &bytes)
    }
  }

  // Before standard time offsets had seconds, which the RFCs cannot say: the wall time shifts, the instant stays.
  private var inWholeMinutes: (date: CivilDate, time: TimeOfDay, offset: Int) {
    let minutes = offset / 60 * 60
    let wall = instant + minutes
    return (CivilDate(trusted: floorDiv(wall, 86_400)), TimeOfDay(trusted: floorMod(wall, 86_400)), minutes)
  }
}
