// Business days around weekends and holidays, and at the ends of the calendar.

import Testing

@testable import KindlyTime

@Suite struct BusinessCalendarTests {
  private func moved(_ date: String, _ count: Int, holidays: [String] = []) throws -> String {
    let calendar = BusinessCalendar(holidays: try holidays.map(day))
    return try calendar.adding(businessDays: count, to: day(date)).description
  }

  // 2026-11-27 is a Friday.
  @Test func weekends() throws {
    #expect(try moved("2026-11-27", 1) == "2026-11-30")
    #expect(try moved("2026-11-27", 0) == "2026-11-27")
    #expect(try moved("2026-11-28", 1) == "2026-11-30")
    #expect(try moved("2026-11-28", 0) == "2026-11-30")
    #expect(try moved("2026-11-28", -1) == "2026-11-27")
    #expect(try moved("2026-11-29", -1) == "2026-11-27")
    #expect(try moved("2026-11-30", -1) == "2026-11-27")
    #expect(try moved("2026-11-27", 5) == "2026-12-04")
    #expect(try moved("2026-11-27", -5) == "2026-11-20")
  }

  @Test func holidays() throws {
    let thanksgiving = ["2026-11-26", "2026-11-27"]
    #expect(try moved("2026-11-25", 1, holidays: thanksgiving) == "2026-11-30")
    #expect(try moved("2026-11-26", 0, holidays: thanksgiving) == "2026-11-30")
    #expect(try moved("2026-11-26", 1, holidays: thanksgiving) == "2026-11-30")
    #expect(try moved("2026-11-30", -1, holidays: thanksgiving) == "2026-11-25")
    #expect(try moved("2026-11-27", -1, holidays: thanksgiving) == "2026-11-25")
    // One at a weekend changes nothing, and one named twice counts once.
    #expect(try moved("2026-11-27", 1, holidays: ["2026-11-28", "2026-11-28"]) == "2026-11-30")
    #expect(try moved("2026-11-27", 1, holidays: ["2026-11-30", "2026-11-30"]) == "2026-12-01")
  }

  @Test func holidaysAreAskedForByYear() throws {
    let calendar = BusinessCalendar { year in
      [CivilDate(year: 2027, month: 1, day: 4), CivilDate(year: year, month: 1, day: 1)].compactMap { $0 }
        .map { Holiday(name: "off", date: $0) }
    }
    #expect(try calendar.adding(businessDays: 1, to: day("2026-12-31")).description == "2027-01-05")
    #expect(try !calendar.isBusinessDay(day("2027-01-04")))
    #expect(try calendar.isBusinessDay(day("2027-01-05")))
    #expect(try !calendar.isBusinessDay(day("2027-01-09")))
    #expect(try calendar.holidays(in: 2027).map(\.date.description) == ["2027-01-01", "2027-01-04"])
    #expect(try calendar.holidays(in: 2028).map(\.date.description) == ["2028-01-01"])
  }

  @Test func holidaysAreAskedForOnceAndOnlyWhereCountingPasses() throws {
    let asked = Asked()
    let calendar = BusinessCalendar { year throws(TimeError) in
      asked.years.append(year)
      if year == 2029 { throw .noHolidays("nobody knows") }
      return []
    }
    #expect(try calendar.adding(businessDays: 1, to: day("2026-11-27")).description == "2026-11-30")
    #expect(try calendar.adding(businessDays: 30, to: day("2026-11-27")).description == "2027-01-08")
    #expect(try calendar.isBusinessDay(day("2026-11-27")))
    #expect(try !calendar.isBusinessDay(day("2028-01-01")))
    #expect(asked.years == [2026, 2027])
    #expect(throws: TimeError.noHolidays("nobody knows")) { try calendar.isBusinessDay(day("2029-11-27")) }
    #expect(throws: TimeError.noHolidays("nobody knows")) {
      try calendar.adding(businessDays: 1, to: day("2028-12-29"))
    }
  }

  private final class Asked: @unchecked Sendable { var years: [Int] = [] }

  @Test func agreesWithCountingDayByDay() throws {
    let holidays = try ["2026-11-26", "2026-12-24", "2026-12-25", "2026-12-28", "2027-01-01"].map(day)
    let calendar = BusinessCalendar(holidays: holidays)
    for start in 0..<60 {
      let date = try day("2026-11-10").adding(days: start)
      for count in 1...40 {
        for step in [1, -1] {
          var walked = date
          var left = count
          while left > 0 {
            walked = try walked.adding(days: step)
            if !walked.weekday.isWeekend, !holidays.contains(walked) { left -= 1 }
          }
          #expect(try calendar.adding(businessDays: step * count, to: date) == walked)
        }
      }
    }
  }

  @Test func hugeCountsEndAtOnce() throws {
    let everyDay = BusinessCalendar { year in
      (1...12).flatMap { month in (1...31).compactMap { CivilDate(year: year, month: month, day: $0) } }
        .map { Holiday(name: "", date: $0) }
    }
    #expect(throws: TimeError.outOfRange) { try moved("2026-11-24", .max) }
    #expect(throws: TimeError.outOfRange) { try moved("2026-11-24", .min) }
    #expect(throws: TimeError.outOfRange) { try everyDay.adding(businessDays: 0, to: day("9998-11-24")) }
    #expect(throws: TimeError.outOfRange) { try everyDay.adding(businessDays: -1, to: day("0002-11-24")) }
    #expect(throws: TimeError.outOfRange) { try moved("9999-12-31", 1) }
    #expect(throws: TimeError.outOfRange) { try moved("0001-01-01", -1) }
    #expect(try moved("9999-12-31", 0) == "9999-12-31")
    #expect(try moved("0001-01-01", 0) == "0001-01-01")
    #expect(try moved("0001-01-01", 2_000_000) == "7667-02-21")
  }
}
