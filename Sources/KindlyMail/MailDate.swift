// The date of a mail header, RFC 5322, written and read: `Tue, 24 Nov 2026 18:30:00 -0500`.
// Zones are offsets alone; which offset holds where and when is for others to know.

/// A wall time and its offset from UTC, as the Date of a letter gives it.
public struct MailDate: Sendable, Equatable {
  public let year: Int
  public let month: Int
  public let day: Int
  public let hour: Int
  public let minute: Int
  public let second: Int
  /// Minutes east of UTC.
  public let offset: Int

  /// Nil unless the day and the time exist (a leap second does) in the years 1900 to 9999.
  public init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, offset: Int) {
    guard (1900...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, year: year), (0...23).contains(hour), (0...59).contains(minute),
      (0...60).contains(second), (-5999...5999).contains(offset)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.offset = offset
  }

  /// `Tue, 24 Nov 2026 18:30:00 -0500`
  public var text: String {
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let distance = abs(offset)
    return Self.weekdays[weekday] + ", \(two(day)) " + Self.months[month - 1] + " \(year) "
      + "\(two(hour)):\(two(minute)):\(two(second)) " + (offset < 0 ? "-" : "+") + two(distance / 60)
      + two(distance % 60)
  }

  /// The instant, in seconds since 1970-01-01 00:00 UTC.
  public var secondsSince1970: Int {
    daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
  }

  // MARK: - Reading

  /// Reads a date as it is sent, in the obsolete forms too: without weekday or seconds, years of two digits, zones by
  /// name, comments. Nil where it is no date, or its weekday is another.
  public init?(reading text: String) {
    var words = Self.withoutComments(text).split { $0 == " " || $0 == "\t" }.map(String.init)
    var weekday: Int? = nil
    if let comma = words.first, comma.hasSuffix(",") {
      weekday = Self.weekdays.firstIndex { $0.lowercased() == comma.dropLast().lowercased() }
      guard weekday != nil else { return nil }
      words.removeFirst()
    }
    guard words.count == 5, let day = Self.number(words[0], digits: 1...2),
      let month = Self.months.firstIndex(where: { $0.lowercased() == words[1].lowercased() }),
      let year = Self.year(words[2]), let offset = Self.offset(words[4])
    else { return nil }
    let time = words[3].split(separator: ":", omittingEmptySubsequences: false).map {
      Self.number(String($0), digits: 2...2)
    }
    guard (2...3).contains(time.count), let hour = time[0], let minute = time[1],
      let second = time.count == 3 ? time[2] : 0
    else { return nil }
    self.init(
      year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second, offset: offset)
    if let weekday, weekday != self.weekday { return nil }
  }

  private static func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return Int(text)
  }

  private static func year(_ text: String) -> Int? {
    guard let year = number(text, digits: 2...4) else { return nil }
    switch text.utf8.count {
    case 2: return year < 50 ? 2000 + year : 1900 + year
    case 3: return 1900 + year
    default: return year
    }
  }

  /// `-0500`, or one of the names that RFC 5322 still knows; a military letter says nothing and counts as UTC.
  private static func offset(_ text: String) -> Int? {
    let named = ["UT": 0, "GMT": 0, "UTC": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6]
    let western = ["PST": -8, "PDT": -7]
    if let hours = named[text.uppercased()] ?? western[text.uppercased()] { return hours * 60 }
    if text.utf8.count == 1, let letter = text.utf8.first, MailText.isAlphanumeric(letter), letter > 0x39 { return 0 }
    guard let sign = text.first, sign == "+" || sign == "-",
      let digits = number(String(text.dropFirst()), digits: 4...4), digits % 100 < 60
    else { return nil }
    let minutes = digits / 100 * 60 + digits % 100
    return sign == "-" ? -minutes : minutes
  }

  private static func withoutComments(_ text: String) -> String {
    var depth = 0
    var out = ""
    for character in text {
      if character == "(" { depth += 1 }
      if depth == 0 { out.append(character) }
      if character == ")", depth > 0 { depth -= 1 }
    }
    return out
  }

  // MARK: - Calendar

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func isLeap(_ year: Int) -> Bool { (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private var daysSince1970: Int {
    let before = year - 1
    var days = before * 365 + before / 4 - before / 100 + before / 400 - 719_162 + day - 1
    for earlier in 1..<month { days += Self.length(ofMonth: earlier, year: year) }
    return days
  }

  /// 1970-01-01 was a Thursday.
  private var weekday: Int { ((daysSince1970 + 4) % 7 + 7) % 7 }
}
