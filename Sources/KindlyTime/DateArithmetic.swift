// Dates and durations together: sums and differences of dates, date-times, periods and durations.
// The order of a sum is fixed: months (clamped), days, business days, then seconds from the wall time resolved once.
// Leaves what a business day is to BusinessCalendar, and wall times to ZoneID.

extension CivilDate {
  /// This date moved by the calendar parts of a duration: months first, then days, then business days.
  /// Exact seconds are passed over. Throws `outOfRange` where a step leaves the years 1 to 9999.
  public func adding(
    _ period: Duration, calendar: BusinessCalendar = .weekdays
  ) throws(TimeError) -> CivilDate {
    var date = self
    if period.months != 0 { date = try date.adding(months: period.months) }
    if period.days != 0 { date = try date.adding(days: period.days) }
    if period.parts.contains(.businessDays) {
      date = try calendar.adding(businessDays: period.businessDays, to: date)
    }
    return date
  }

  /// The moment a duration after the start of this day: its calendar parts first, then its seconds from 00:00 on the
  /// clocks of that zone. Throws `outOfRange`.
  public func adding(
    _ duration: Duration, zone: ZoneID, calendar: BusinessCalendar = .weekdays
  ) throws(TimeError) -> DateTime {
    let date = try adding(duration, calendar: calendar)
    return try DateTime(instant: movedInstant(zone.instant(of: date, .midnight), by: duration.seconds), zone: zone)
  }

  /// A Period of whole days.
  public static func - (a: CivilDate, b: CivilDate) -> Duration { .betweenDates(days: a.days &- b.days) }

  /// As dates: a Period of whole days.
  public static func - (a: CivilDate, b: DateTime) -> Duration { a - b.date }
}

extension DateTime {
  /// Calendar parts move the date and keep the wall time; seconds are exact. Where the date does not change, the
  /// instant stays, also in the second of two equal hours. Throws `outOfRange`.
  public func adding(
    _ duration: Duration, calendar: BusinessCalendar = .weekdays
  ) throws(TimeError) -> DateTime {
    var instant = instant
    if duration.parts != .seconds {
      let (date, time) = dateAndTime
      let moved = try date.adding(duration, calendar: calendar)
      if moved != date { instant = zone.instant(of: moved, time) }
    }
    return try DateTime(instant: movedInstant(instant, by: duration.seconds), zone: zone)
  }

  /// Exact seconds.
  public static func - (a: DateTime, b: DateTime) -> Duration { .betweenInstants(seconds: a.instant &- b.instant) }

  /// As dates: a Period of whole days.
  public static func - (a: DateTime, b: CivilDate) -> Duration { a.date - b }
}

private func movedInstant(_ instant: Int, by seconds: Int) throws(TimeError) -> Int {
  let (sum, overflow) = instant.addingReportingOverflow(seconds)
  guard !overflow else { throw .outOfRange }
  return sum
}
