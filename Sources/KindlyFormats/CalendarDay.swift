// A day as a file names it, and the ways in which spreadsheets and LinkedIn write one.
// Only the civil calendar's own rules are checked; arithmetic with days is left to others.
// A date that could be read in two ways is never guessed.

/// A day of the Gregorian calendar.
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Nil unless the day exists, in the years 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= Self.length(ofMonth: month, year: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// `2026-02-08`
  public var description: String {
    func padded(_ n: Int, _ width: Int) -> String {
      let digits = String(n)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  public static func < (a: CalendarDay, b: CalendarDay) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // MARK: - Reading

  /// Reads `08 Feb 2026`, `14-Jun-24`, `February 8, 2026` and `2026-02-08`, each with or without a time of day behind
  /// it, which is dropped. A year of two digits is one of this century: LinkedIn is not older.
  /// Gives nil for anything else, `02/08/2026` too, which is two different days.
  public init?(reading text: String) {
    let words = CellText.cleaned(text).utf8.split { $0 == 0x20 || $0 == 0x2C }.compactMap { String($0) }
    guard let first = words.first else { return nil }
    let dashed = first.utf8.split(separator: 0x2D, omittingEmptySubsequences: false).compactMap { String($0) }
    if dashed.count == 3 {
      self.init(dashed: dashed, rest: words.dropFirst())
    } else if words.count >= 3, let year = Self.year(words[2]), Self.isTime(words.dropFirst(3)) {
      if let day = Self.number(words[0], digits: 1...2), let month = Self.month(words[1]) {
        self.init(year: year, month: month, day: day)
      } else if let month = Self.month(words[0]), let day = Self.number(words[1], digits: 1...2) {
        self.init(year: year, month: month, day: day)
      } else {
        return nil
      }
    } else {
      return nil
    }
  }

  /// `14-Jun-24`, `2026-02-08`, `2026-02-08T09:15:00Z`
  private init?(dashed parts: [String], rest: ArraySlice<String>) {
    if let day = Self.number(parts[0], digits: 1...2), let month = Self.month(parts[1]),
      let year = Self.year(parts[2]), Self.isTime(rest)
    {
      self.init(year: year, month: month, day: day)
      return
    }
    let halves = parts[2].split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let year = Self.number(parts[0], digits: 4...4), let month = Self.number(parts[1], digits: 2...2),
      let day = halves.first.flatMap({ Self.number($0, digits: 2...2) }),
      Self.isTime(halves.dropFirst() + rest)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Months by name, in full and in short, in lower case.
  private static let months: [String: Int] = {
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    var months = ["sept": 9]
    for (i, name) in names.enumerated() {
      months[name] = i + 1
      months[String(name.prefix(3))] = i + 1
    }
    return months
  }()

  private static func month(_ word: String) -> Int? {
    let word = word.lowercased()
    return months[word.hasSuffix(".") ? String(word.dropLast()) : word]
  }

  private static func year(_ word: String) -> Int? {
    if let short = number(word, digits: 2...2) { return 2000 + short }
    return number(word, digits: 4...4)
  }

  private static func number(_ word: String, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(word.utf8.count), word.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return Int(word)
  }

  /// Nothing, or something that looks like a time of day: `09:15 AM`, `09:15:00Z`, `09:15:00+01:00`.
  private static func isTime(_ words: some Collection<String>) -> Bool {
    guard let first = words.first else { return true }
    guard words.count <= 2, first.contains(":") || words.count == 1 else { return false }
    let digits = first.prefix { $0.isASCII && ($0.isNumber || $0 == ":") }
    guard digits.count >= 4, digits.first?.isNumber == true, digits.contains(":") else { return false }
    let tail = words.dropFirst().first ?? ""
    return ["", "am", "pm", "a.m.", "p.m.", "utc", "gmt"].contains(tail.lowercased())
  }
}
