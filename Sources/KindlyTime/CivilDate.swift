// A day of the proleptic Gregorian calendar as a count of days, with its fields and steps.
// Leaves zones, times of day and business days to other files.
// Invariant: every CivilDate made by a public initializer or operation lies in the years 1 to 9999.

/// A calendar date, stored as days since 1970-01-01.
public struct CivilDate: Hashable, Sendable, Comparable {
  /// Days since 1970-01-01, negative before.
  public let days: Int

  /// 0001-01-01.
  public static let first = CivilDate(trusted: -719_162)
  /// 9999-12-31.
  public static let last = CivilDate(trusted: 2_932_896)

  /// For day counts that are known to be in range, such as one stored by an earlier CivilDate.
  @inlinable public init(trusted days: Int) { self.days = days }

  /// The date that many days after 1970-01-01; throws `outOfRange` outside the years 1 to 9999.
  public init(days: Int) throws(TimeError) {
    guard days >= Self.first.days, days <= Self.last.days else { throw .outOfRange }
    self.days = days
  }

  /// Nil where the calendar has no such day, or the year is not in 1...9999.
  public init?(year: Int, month: Int, day: Int) {
    guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1,
      day <= Self.daysInMonth(year: year, month: month)
    else { return nil }
    self.days = Self.dayCount(year: year, month: month, day: day)
  }

  public static func < (a: CivilDate, b: CivilDate) -> Bool { a.days < b.days }

  // MARK: - Fields

  /// Year, month (1...12) and day (1...31), found together.
  public var fields: (year: Int, month: Int, day: Int) {
    // Years that begin on 1 March put the leap day last, so that a month's start is a linear formula.
    let sinceMarch0 = days &+ 719_468
    let era = floorDiv(sinceMarch0, 146_097)
    let dayOfEra = sinceMarch0 &- era &* 146_097
    let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (era &* 400 &+ yearOfEra &+ (month <= 2 ? 1 : 0), month, day)
  }

  public var year: Int { fields.year }
  /// 1...12.
  public var month: Int { fields.month }
  /// 1...31.
  public var day: Int { fields.day }
  /// 1...4.
  public var quarter: Int { (fields.month + 2) / 3 }
  public var weekday: Weekday { Weekday(mondayBased: floorMod(days &+ 3, 7)) }

  /// 1...366.
  public var dayOfYear: Int { days - Self.dayCount(year: year, month: 1, day: 1) + 1 }

  /// The ISO 8601 week: weeks begin on Monday, and week 1 is the one with the year's first Thursday.
  public var isoWeek: (year: Int, week: Int) {
    let thursday = CivilDate(trusted: days - weekday.rawValue + 4)
    let year = thursday.year
    return (year, (thursday.days - Self.dayCount(year: year, month: 1, day: 1)) / 7 + 1)
  }

  // MARK: - Steps

  /// Throws `outOfRange` where the result leaves the years 1 to 9999.
  public func adding(days count: Int) throws(TimeError) -> CivilDate {
    let (sum, overflow) = days.addingReportingOverflow(count)
    guard !overflow else { throw .outOfRange }
    return try CivilDate(days: sum)
  }

  /// The same day of the month `count` months on, or that month's last day where it has no such day.
  public func adding(months count: Int) throws(TimeError) -> CivilDate {
    if count == 0 { return self }
    let (year, month, day) = fields
    let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(count)
    guard !overflow else { throw .outOfRange }
    let newYear = floorDiv(index, 12)
    let newMonth = floorMod(index, 12) + 1
    guard newYear >= 1, newYear <= 9999 else { throw .outOfRange }
    let newDay = min(day, Self.daysInMonth(year: newYear, month: newMonth))
    return CivilDate(trusted: Self.dayCount(year: newYear, month: newMonth, day: newDay))
  }

  // MARK: - The calendar

  public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  /// The length of a month (1...12).
  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 of a day whose fields are known to be sound.
  static func dayCount(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = floorDiv(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let shiftedMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
