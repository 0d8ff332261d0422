// Dates as people write them: `24 Nov 2026`, `Nov 24`, `11/24/2026`, `next tuesday`, `in 3 days`.
// Literals are ISOReader's. Nothing is guessed beyond what is written here: a text with anything left over, or that
// names a day that does not exist, is no date.
// Invariant: a date without a year is the first such day that is not before today, as a weekday is.

/// Reads dates as they stand to one day.
public struct SpokenDate {
  /// What `tomorrow` and a date without a year are counted from.
  public let today: CivilDate
  /// The order of numbers.
  public let order: DateOrder
  /// Whether numbers are refused that make a date in another order only, such as `11/24/2026` where the day is first.
  public let isOrderStrict: Bool
  /// The business days of `in 5 business days`.
  public let calendar: BusinessCalendar

  public init(
    today: CivilDate, order: DateOrder, isOrderStrict: Bool = false, calendar: BusinessCalendar = .weekdays
  ) {
    self.today = today
    self.order = order
    self.isOrderStrict = isOrderStrict
    self.calendar = calendar
  }

  /// The date that a text names, nil where it names none. Throws only what the calendar throws of its holidays.
  public func read(_ text: some StringProtocol) throws(TimeError) -> CivilDate? {
    guard var reader = SpokenReader(text), !reader.isAtEnd else { return nil }
    do {
      if let date = try relative(&reader), reader.isAtEnd { return date }
    } catch {
      if case .noHolidays = error { throw error }
      return nil
    }
    guard var reader = SpokenReader(text) else { return nil }
    let weekday = reader.attempt { $0.readWeekday() }
    if weekday != nil { _ = reader.accept(sign: ",") }
    guard let date = reader.attempt(absolute), reader.isAtEnd else { return nil }
    // A weekday that is not the date's own means that one of the two is wrong.
    return weekday == nil || weekday == date.weekday ? date : nil
  }

  // MARK: - As seen from today

  private func relative(_ reader: inout SpokenReader) throws(TimeError) -> CivilDate? {
    if reader.accept("today") { return today }
    if reader.accept("tomorrow") { return try today.adding(days: 1) }
    if reader.accept("yesterday") { return try today.adding(days: -1) }
    if reader.accept("next") {
      guard let day = reader.readWeekday() else { return nil }
      return try today.next(day)
    }
    if reader.accept("last") {
      guard let day = reader.readWeekday() else { return nil }
      return try today.previous(day)
    }
    if reader.accept("in") { return try reader.readPeriod().map { period throws(TimeError) in try moved(period) } }
    let isNamed = reader.accept("on", "this", "the")
    if let day = reader.readWeekday() { return try today.thisOrNext(day) }
    if reader.accept("day") {
      if reader.accept("after"), reader.accept("tomorrow") { return try today.adding(days: 2) }
      if reader.accept("before"), reader.accept("yesterday") { return try today.adding(days: -2) }
      return nil
    }
    guard !isNamed, let period = reader.readPeriod() else { return nil }
    if reader.accept("ago") { return try moved(-period) }
    guard reader.accept("from"), reader.accept("now", "today") else { return nil }
    return try moved(period)
  }

  private func moved(_ period: Duration) throws(TimeError) -> CivilDate {
    try today.adding(period, calendar: calendar)
  }

  // MARK: - On the calendar

  private func absolute(_ reader: inout SpokenReader) -> CivilDate? {
    reader.attempt(numbers) ?? reader.attempt(dayAndMonth) ?? reader.attempt(monthAndDay) ?? reader.attempt(yearFirst)
      ?? reader.attempt(dayAlone)
  }

  /// `2026-11-24`, `24.11.2026`, `24.11.`, `11/24/2026`, `11/24`.
  private func numbers(_ reader: inout SpokenReader) -> CivilDate? {
    guard let first = reader.readDigits(), let sign = separator(&reader), let second = reader.readDigits()
    else { return nil }
    var third: (value: Int, count: Int)?
    if reader.accept(sign: sign) {
      third = reader.readDigits()
      guard third != nil || sign == "." else { return nil }
    }
    if first.count == 4 {
      guard let third, second.count <= 2, third.count <= 2 else { return nil }
      return CivilDate(year: first.value, month: second.value, day: third.value)
    }
    // Two numbers with a hyphen are a range, or a sum, as likely as a date.
    guard first.count <= 2, second.count <= 2, third != nil || sign != "-" else { return nil }
    if sign == "." { return date(day: first.value, month: second.value, year: third) }
    switch order {
    case .ymd:
      if let third, third.count == 2, let year = fullYear(first.value, digits: first.count),
        let date = CivilDate(year: year, month: second.value, day: third.value)
      {
        return date
      }
      if third != nil, isOrderStrict { return nil }
      return either(month: first.value, day: second.value, third)
    case .mdy: return either(month: first.value, day: second.value, third)
    case .dmy: return either(month: second.value, day: first.value, third)
    }
  }

  /// A month and a day, or where they make no date and the order is not strict, the other way round.
  private func either(month: Int, day: Int, _ year: (value: Int, count: Int)?) -> CivilDate? {
    if let found = date(day: day, month: month, year: year) { return found }
    // `2/29/2027` is a mistake in either order; only what cannot be a month is turned round.
    return isOrderStrict || month <= 12 ? nil : date(day: month, month: day, year: year)
  }

  private func separator(_ reader: inout SpokenReader) -> Unicode.Scalar? {
    for sign: Unicode.Scalar in ["/", "-", "."] where reader.accept(sign: sign) { return sign }
    return nil
  }

  /// `24 Nov 2026`, `the 24th of November`, `24-Nov-2026`.
  private func dayAndMonth(_ reader: inout SpokenReader) -> CivilDate? {
    _ = reader.accept("the")
    guard let day = reader.readDay() else { return nil }
    if separator(&reader) == nil { _ = reader.accept("of") }
    guard let month = reader.readMonth() else { return nil }
    return date(day: day, month: month, year: year(&reader))
  }

  /// `Nov 24`, `November 24th, 2026`.
  private func monthAndDay(_ reader: inout SpokenReader) -> CivilDate? {
    guard let month = reader.readMonth() else { return nil }
    _ = separator(&reader)
    guard let day = reader.readDay() else { return nil }
    return date(day: day, month: month, year: year(&reader))
  }

  /// `2026 Nov 24`.
  private func yearFirst(_ reader: inout SpokenReader) -> CivilDate? {
    guard let year = reader.readDigits(), year.count == 4 else { return nil }
    _ = separator(&reader)
    guard let month = reader.readMonth() else { return nil }
    _ = separator(&reader)
    guard let day = reader.readDay() else { return nil }
    return CivilDate(year: year.value, month: month, day: day)
  }

  /// `the 24th`: of this month or the first after it that has such a day.
  private func dayAlone(_ reader: inout SpokenReader) -> CivilDate? {
    _ = reader.accept("the")
    guard let day = reader.readDay(needsOrdinal: true) else { return nil }
    var (year, month, _) = today.fields
    for _ in 0..<3 {
      if let date = CivilDate(year: year, month: month, day: day), date >= today { return date }
      (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
    }
    return nil
  }

  /// The year behind a day and a month, with the comma or sign before it; nil where there is none.
  private func year(_ reader: inout SpokenReader) -> (value: Int, count: Int)? {
    reader.attempt { reader in
      if !reader.accept(sign: ",") { _ = separator(&reader) }
      return reader.readDigits()
    }
  }

  private func date(day: Int, month: Int, year: (value: Int, count: Int)?) -> CivilDate? {
    guard let year else { return coming(month: month, day: day) }
    return fullYear(year.value, digits: year.count).flatMap { CivilDate(year: $0, month: month, day: day) }
  }

  /// The first such day that is not before today; 29 February may be eight years away.
  private func coming(month: Int, day: Int) -> CivilDate? {
    for year in today.year...today.year + 8 {
      if let date = CivilDate(year: year, month: month, day: day), date >= today { return date }
    }
    return nil
  }

  /// Of four digits as it is; of two the one from 49 years ago to 50 years from now.
  private func fullYear(_ value: Int, digits: Int) -> Int? {
    if digits == 4 { return value }
    guard digits == 2 else { return nil }
    let first = today.year - 49
    return first + floorMod(value - first, 100)
  }
}

// MARK: - Words of the calendar

extension SpokenReader {
  /// `3 days`, `two weeks`, `a fortnight`, `5 business days`; nil for hours and less, which are no days.
  fileprivate mutating func readPeriod() -> Duration? {
    attempt { reader in
      guard let count = reader.readCount() else { return nil }
      if reader.accept("fortnight", "fortnights") { return try? Duration(2, .week).multiplied(by: count) }
      guard let unit = reader.readUnit(), unit.isCalendar else { return nil }
      return try? Duration(count, unit)
    }
  }

  /// A weekday by its name or its usual abbreviations.
  fileprivate mutating func readWeekday() -> Weekday? {
    attempt { reader in
      guard let word = reader.readLetters() else { return nil }
      let found: Weekday? =
        switch word {
        case "tues": .tuesday
        case "weds": .wednesday
        case "thur", "thurs": .thursday
        default: Weekday.allCases.first { $0.word == word || $0.word.prefix(3) == word }
        }
      if found != nil, word.utf8.count <= 5 { _ = reader.accept(sign: ".") }
      return found
    }
  }

  /// The number of a month by its name or its usual abbreviations.
  fileprivate mutating func readMonth() -> Int? {
    attempt { reader in
      guard let word = reader.readLetters() else { return nil }
      let number =
        word == "sept"
        ? 9
        : (1...12).first { month in
          let name = EnglishNames.month(month).lowercased()
          return name == word || name.prefix(3) == word
        }
      if number != nil, word.utf8.count <= 4 { _ = reader.accept(sign: ".") }
      return number
    }
  }

  /// A day of the month, with or without its `th`.
  fileprivate mutating func readDay(needsOrdinal: Bool = false) -> Int? {
    attempt { reader in
      guard let day = reader.readDigits(), day.count <= 2 else { return nil }
      let isOrdinal = !reader.isAfterBlank && reader.accept("st", "nd", "rd", "th")
      return isOrdinal || !needsOrdinal ? day.value : nil
    }
  }
}
