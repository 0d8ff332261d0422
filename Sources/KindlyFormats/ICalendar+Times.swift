// Times and lengths as RFC 5545 writes them: DATE (3.3.4), DATE-TIME (3.3.5), DURATION (3.3.6), UTC-OFFSET (3.3.14).
// Which offset a wall time has is CalendarZones' business.
// A zone that nobody knows is an error of its own: to take UTC for it would put an interview hours away.

import KindlyTime

/// When something begins or ends.
struct CalendarMoment: Equatable {
  var moment: DateTime
  var isAllDay: Bool
}

/// Why a time cannot be told.
enum CalendarTrouble: Error, Equatable {
  case unreadable(String)
  case unknownZone(String)

  var words: String {
    switch self {
    case .unreadable(let text): "`\(text)` is no time that Kindly understands"
    case .unknownZone(let name): "the time zone `\(name)` is not known, and the file does not explain it"
    }
  }
}

/// A date with or without a time, before its zone is looked at.
struct WallTime: Equatable {
  var date: CivilDate
  /// Nil of a DATE.
  var time: TimeOfDay?
  var isUTC = false

  /// `20261124`, `20261124T150000`, `20261124T150000Z`; nil for anything else.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 8, let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[4..<6]),
      let day = Self.number(bytes[6..<8]), let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    self.date = date
    if bytes.count == 8 { return }
    guard bytes.count == 15 || bytes.count == 16, bytes[8] == UInt8(ascii: "T"),
      let hour = Self.number(bytes[9..<11]), let minute = Self.number(bytes[11..<13]),
      let second = Self.number(bytes[13..<15]),
      // 3.3.12: 60 is a leap second, which no clock here shows.
      let time = TimeOfDay(hour: hour, minute: minute, second: min(second, 59))
    else { return nil }
    self.time = time
    guard bytes.count == 16 else { return }
    guard bytes[15] == UInt8(ascii: "Z") else { return nil }
    isUTC = true
  }

  /// Seconds since 1970 on that wall, as if it were Greenwich's.
  var seconds: Int { date.days * 86_400 + (time?.seconds ?? 0) }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }
}

enum CalendarDuration {
  /// `PT30M`, `P1DT2H`, `P1W`; nil for anything else and for what is no longer than nothing.
  static func read(_ text: String) -> Duration? {
    var rest = Array(CellText.cleaned(text).uppercased().utf8)[...]
    if rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    guard rest.popFirst() == UInt8(ascii: "P") else { return nil }
    var (days, seconds) = (0, 0)
    var hasTime = false
    while let first = rest.first {
      if first == UInt8(ascii: "T"), !hasTime {
        hasTime = true
        rest = rest.dropFirst()
        continue
      }
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard (1...6).contains(digits.count), let count = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      rest = rest.dropFirst(digits.count)
      switch (rest.popFirst().map { Character(Unicode.Scalar($0)) }, hasTime) {
      case ("W", false): days += 7 * count
      case ("D", false): days += count
      case ("H", true): seconds += 3600 * count
      case ("M", true): seconds += 60 * count
      case ("S", true): seconds += count
      default: return nil
      }
    }
    guard days > 0 || seconds > 0 else { return nil }
    // 3.3.6: days are nominal, hours exact.
    return try? Duration(days: days > 0 ? days : nil, seconds: seconds > 0 ? seconds : nil)
  }
}

/// `-0500`, `+013045` (3.3.14).
enum CalendarOffset {
  static func read(_ text: String) -> Int? {
    let bytes = Array(CellText.cleaned(text).utf8)
    guard bytes.count == 5 || bytes.count == 7, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
      bytes.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    func pair(_ i: Int) -> Int { Int(bytes[i] - 0x30) * 10 + Int(bytes[i + 1] - 0x30) }
    guard pair(1) < 24, pair(3) < 60 else { return nil }
    let seconds = pair(1) * 3600 + pair(3) * 60 + (bytes.count == 7 ? pair(5) : 0)
    return bytes[0] == UInt8(ascii: "-") ? -seconds : seconds
  }
}

enum PercentEncoding {
  /// `%20` and its like as what they stand for; what is none stays.
  static func undone(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "%")) else { return text }
    var out: [UInt8] = []
    var i = 0
    while i < bytes.count {
      if bytes[i] == UInt8(ascii: "%"), i + 2 < bytes.count,
        let byte = UInt8(String(decoding: bytes[(i + 1)...(i + 2)], as: UTF8.self), radix: 16)
      {
        out.append(byte)
        i += 3
      } else {
        out.append(bytes[i])
        i += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
