// Dates, weekdays, clock words, and the units of the calendar.

import Testing

@testable import KindlyTime

@Suite struct CalendarTests {
  @Test func onlyRealDaysAreDates() {
    #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
    #expect(CivilDate(year: 2024, month: 2, day: 29) != nil)
    #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
    #expect(CivilDate(year: 0, month: 12, day: 31) == nil)
    #expect(CivilDate(year: 10_000, month: 1, day: 1) == nil)
    #expect(CivilDate(year: .min, month: .max, day: .min) == nil)
    #expect(CivilDate.first.description == "0001-01-01")
    #expect(CivilDate.last.description == "9999-12-31")
  }

  @Test func theCalendarEnds() {
    #expect(throws: TimeError.outOfRange) { try CivilDate.last.adding(days: 1) }
    #expect(throws: TimeError.outOfRange) { try CivilDate.first.adding(days: -1) }
    #expect(throws: TimeError.outOfRange) { try CivilDate.last.adding(days: .max) }
    #expect(throws: TimeError.outOfRange) { try CivilDate.first.adding(days: .min) }
    #expect(throws: TimeError.outOfRange) { try CivilDate.last.adding(months: .max) }
    #expect(throws: TimeError.outOfRange) { try CivilDate.first.adding(months: .min) }
    #expect(throws: TimeError.outOfRange) { try CivilDate.last.adding(months: 1) }
    #expect(throws: TimeError.outOfRange) { try CivilDate.last.end(of: .week) }
    #expect(throws: TimeError.outOfRange) { try ClockWord.tomorrow.date(today: .last) }
    #expect(CivilDate.first.start(of: .week) == .first)
  }

  @Test func monthsClampToTheirLastDay() throws {
    #expect(try day("2026-01-31").adding(months: 1).description == "2026-02-28")
    #expect(try day("2024-02-29").adding(months: 12).description == "2025-02-28")
    #expect(try day("2026-03-31").adding(months: -1).description == "2026-02-28")
    #expect(try day("2026-10-31").adding(months: 4).description == "2027-02-28")
  }

  // 2026-11-24 is a Tuesday.
  @Test(arguments: [
    ("today", "2026-11-24"), ("tomorrow", "2026-11-25"), ("yesterday", "2026-11-23"), ("monday", "2026-11-30"),
    ("tuesday", "2026-11-24"), ("wednesday", "2026-11-25"), ("friday", "2026-11-27"), ("sunday", "2026-11-29"),
  ])
  func clockWords(word: String, expected: String) throws {
    let found = try #require(ClockWord(word: word))
    #expect(try found.date(today: day("2026-11-24")).description == expected)
  }

  @Test func nextAndLastAreStrict() throws {
    let today = try day("2026-11-24")
    #expect(try ClockWord.next(.tuesday).date(today: today).description == "2026-12-01")
    #expect(try ClockWord.next(.friday).date(today: today).description == "2026-11-27")
    #expect(try ClockWord.next(.monday).date(today: today).description == "2026-11-30")
    #expect(try ClockWord.last(.tuesday).date(today: today).description == "2026-11-17")
    #expect(try ClockWord.last(.friday).date(today: today).description == "2026-11-20")
    #expect(try ClockWord.last(.monday).date(today: today).description == "2026-11-23")
    #expect(ClockWord(word: "Friday") == nil)
  }

  @Test func clockWordsAreInTheZoneOfNow() throws {
    let now = try moment("2026-11-24T23:30:00-05:00").inZone(#require(ZoneID(named: "Europe/Berlin")))
    #expect(try ClockWord.today.date(now: now).description == "2026-11-25")
  }

  @Test func unitsBeginAndEnd() throws {
    let date = try day("2026-11-24")
    #expect(date.start(of: .day) == date)
    #expect(date.start(of: .week).description == "2026-11-23")
    #expect(try date.end(of: .week).description == "2026-11-29")
    #expect(date.start(of: .month).description == "2026-11-01")
    #expect(try date.end(of: .month).description == "2026-11-30")
    #expect(date.start(of: .quarter).description == "2026-10-01")
    #expect(try date.end(of: .quarter).description == "2026-12-31")
    #expect(date.start(of: .year).description == "2026-01-01")
    #expect(try date.end(of: .year).description == "2026-12-31")
    #expect(try day("2024-02-10").end(of: .month).description == "2024-02-29")
    #expect(date.quarter == 4)
    let noon = try moment("2026-11-24 12:00", "Europe/Berlin")
    #expect(try noon.start(of: .week).rfc3339 == "2026-11-23T00:00:00+01:00")
    #expect(try noon.end(of: .day).rfc3339 == "2026-11-24T23:59:00+01:00")
  }
}
