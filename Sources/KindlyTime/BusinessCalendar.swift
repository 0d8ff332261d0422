// Business days: every day but Saturdays, Sundays and the holidays of a calendar.
// Leaves where holidays come from to whoever makes the calendar; asks for them one year at a time, once, and only when
// counting passes that year.
// Invariant: counting goes by whole weeks and then by the holidays passed, never day by day, and ends at the calendar's
// ends whatever the holidays are.

import Foundation

/// A day off, and what it is called.
public struct Holiday: Hashable, Sendable {
  public let name: String
  public let date: CivilDate

  public init(name: String, date: CivilDate) {
    self.name = name
    self.date = date
  }
}

/// Counts business days around the holidays it is given.
public struct BusinessCalendar: Sendable {
  private let book: HolidayBook?

  /// No holidays: Monday to Friday.
  public static let weekdays = BusinessCalendar(book: nil)

  private init(book: HolidayBook?) { self.book = book }

  /// A calendar with a fixed set of holidays.
  public init(holidays: some Sequence<CivilDate>) {
    let byYear = Dictionary(grouping: holidays.map { Holiday(name: "", date: $0) }, by: \.date.year)
    self.init { year in byYear[year] ?? [] }
  }

  /// A calendar whose holidays are asked for by year, when first needed; dates of other years are passed over.
  /// The closure may be called from any thread, and must give the same dates every time. What it throws, every
  /// question about that year throws.
  public init(holidaysOfYear: @escaping @Sendable (_ year: Int) throws(TimeError) -> [Holiday]) {
    book = HolidayBook(source: holidaysOfYear)
  }

  /// True for every day that is neither at a weekend nor a holiday.
  public func isBusinessDay(_ date: CivilDate) throws(TimeError) -> Bool {
    if date.weekday.isWeekend { return false }
    return try holidays(after: date.days - 1, through: date.days) == 0
  }

  /// The holidays of a year, weekends included, in order of their dates.
  public func holidays(in year: Int) throws(TimeError) -> [Holiday] { try book?.holidays(in: year) ?? [] }

  /// The business day `count` business days after the date, or before it where `count` is negative; counting starts
  /// beside the date itself. Zero rolls forward to a business day. Throws `outOfRange`.
  public func adding(businessDays count: Int, to date: CivilDate) throws(TimeError) -> CivilDate {
    // Rolling forward is the first business day after the day before.
    if count == 0 { return try forward(1, from: date.days - 1) }
    return count > 0 ? try forward(count, from: date.days) : try backward(count.magnitude, from: date.days)
  }

  /// How many business days lie after `start`, up to and with `end`; negative where `end` is before `start`.
  public func businessDays(after start: CivilDate, through end: CivilDate) throws(TimeError) -> Int {
    if end < start { return try -businessDays(after: end, through: start) }
    return try Self.weekdayIndex(end.days) - Self.weekdayIndex(start.days)
      - holidays(after: start.days, through: end.days)
  }

  // MARK: - Counting

  private static let limit = CivilDate.last.days - CivilDate.first.days

  private func forward(_ count: Int, from start: Int) throws(TimeError) -> CivilDate {
    guard count <= Self.limit else { throw .outOfRange }
    var index = Self.weekdayIndex(start) + count
    var passed = start
    while true {
      let end = Self.day(ofWeekdayIndex: index)
      guard end <= CivilDate.last.days else { throw .outOfRange }
      let skipped = try holidays(after: passed, through: end)
      if skipped == 0 { return try CivilDate(days: end) }
      index += skipped
      passed = end
    }
  }

  private func backward(_ count: UInt, from start: Int) throws(TimeError) -> CivilDate {
    guard count <= UInt(Self.limit) else { throw .outOfRange }
    // The last weekday before `start` is the one numbered like the day before it.
    var index = Self.weekdayIndex(start - 1) - Int(count) + 1
    var passed = start - 1
    while true {
      let end = Self.day(ofWeekdayIndex: index)
      guard end >= CivilDate.first.days else { throw .outOfRange }
      let skipped = try holidays(after: end - 1, through: passed)
      if skipped == 0 { return try CivilDate(days: end) }
      index -= skipped
      passed = end - 1
    }
  }

  /// How many Mondays to Fridays there are from 1970-01-05, a Monday, up to and with this day; 0 or less before it.
  private static func weekdayIndex(_ days: Int) -> Int {
    let sinceMonday = days - 4
    return floorDiv(sinceMonday, 7) * 5 + min(floorMod(sinceMonday, 7) + 1, 5)
  }

  /// The weekday that has this index.
  private static func day(ofWeekdayIndex index: Int) -> Int {
    4 + floorDiv(index - 1, 5) * 7 + floorMod(index - 1, 5)
  }

  /// How many holidays fall on weekdays after one day, up to and with another.
  private func holidays(after start: Int, through end: Int) throws(TimeError) -> Int {
    guard let book, start < end, end >= CivilDate.first.days, start < CivilDate.last.days else { return 0 }
    let first = CivilDate(trusted: max(start + 1, CivilDate.first.days))
    let last = CivilDate(trusted: min(end, CivilDate.last.days))
    return try book.weekdayHolidays(from: first, through: last)
  }
}

/// The holidays of a calendar by year, asked for once.
private final class HolidayBook: @unchecked Sendable {
  private struct Year {
    let all: [Holiday]
    let onWeekdays: [Int]
  }

  private let source: @Sendable (Int) throws(TimeError) -> [Holiday]
  // `lock` guards `years`; it is free while `source` runs, which may be the user's own code.
  private let lock = NSLock()
  private var years: [Int: Year] = [:]

  init(source: @escaping @Sendable (Int) throws(TimeError) -> [Holiday]) { self.source = source }

  func holidays(in year: Int) throws(TimeError) -> [Holiday] { try page(year).all }

  func weekdayHolidays(from first: CivilDate, through last: CivilDate) throws(TimeError) -> Int {
    var count = 0
    for year in first.year...last.year {
      let days = try page(year).onWeekdays
      count += days.count { $0 >= first.days && $0 <= last.days }
    }
    return count
  }

  private func page(_ year: Int) throws(TimeError) -> Year {
    if let known = lock.withLock({ years[year] }) { return known }
    let all = try source(year).filter { $0.date.year == year }.sorted { ($0.date, $0.name) < ($1.date, $1.name) }
    // Two holidays may fall on one day, which is one day off.
    let weekdays = Set(all.lazy.filter { !$0.date.weekday.isWeekend }.map(\.date.days))
    let page = Year(all: all, onWeekdays: weekdays.sorted())
    return lock.withLock {
      years[year] = page
      return page
    }
  }
}
