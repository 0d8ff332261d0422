// First and last days of weeks, months, quarters and years.
// Weeks begin on Monday, as in ISO 8601. Times of day are left to DateTime.

/// A stretch of the calendar that dates fall into.
public enum CalendarUnit: String, CaseIterable, Hashable, Sendable {
  case day, week, month, quarter, year
}

extension CivilDate {
  /// The first day of the day, week, month, quarter or year this date is in.
  public func start(of unit: CalendarUnit) -> CivilDate {
    let (year, month, _) = fields
    switch unit {
    case .day: return self
    // 0001-01-01 is a Monday, so that no week begins before the calendar.
    case .week: return CivilDate(trusted: days - (weekday.rawValue - 1))
    case .month: return CivilDate(trusted: Self.dayCount(year: year, month: month, day: 1))
    case .quarter:
      return CivilDate(trusted: Self.dayCount(year: year, month: (month - 1) / 3 * 3 + 1, day: 1))
    case .year: return CivilDate(trusted: Self.dayCount(year: year, month: 1, day: 1))
    }
  }

  /// The last day of the day, week, month, quarter or year this date is in.
  /// Throws `outOfRange` for the week that 9999-12-31 is in.
  public func end(of unit: CalendarUnit) throws(TimeError) -> CivilDate {
    let (year, month, _) = fields
    switch unit {
    case .day: return self
    case .week: return try adding(days: 7 - weekday.rawValue)
    case .month: return Self.lastDay(year: year, month: month)
    case .quarter: return Self.lastDay(year: year, month: (month - 1) / 3 * 3 + 3)
    case .year: return Self.lastDay(year: year, month: 12)
    }
  }

  private static func lastDay(year: Int, month: Int) -> CivilDate {
    CivilDate(trusted: dayCount(year: year, month: month, day: daysInMonth(year: year, month: month)))
  }
}
