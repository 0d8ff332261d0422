// Dates and lengths of time as people write them: what is read, what is refused, and that no text traps.

import Testing

@testable import KindlyTime

@Suite struct SpokenTests {
  // 2026-11-24 is a Tuesday.
  private func read(
    _ text: String, _ order: DateOrder = .dmy, strict: Bool = false, today: String = "2026-11-24"
  ) throws -> String? {
    let reader = SpokenDate(today: try day(today), order: order, isOrderStrict: strict)
    return try reader.read(text)?.description
  }

  @Test(arguments: [
    ("2026-11-24", "2026-11-24"), ("2026-1-5", "2026-01-05"), ("2026/11/24", "2026-11-24"),
    ("24 Nov 2026", "2026-11-24"), ("24 November 2026", "2026-11-24"), ("24th of November, 2026", "2026-11-24"),
    ("the 24th of November 2026", "2026-11-24"), ("24-Nov-2026", "2026-11-24"), ("24.Nov.2026", "2026-11-24"),
    ("November 24th, 2026", "2026-11-24"), ("Nov. 24, 2026", "2026-11-24"), ("nov 24 2026", "2026-11-24"),
    ("2026 Nov 24", "2026-11-24"), ("Sept 1 2027", "2027-09-01"), ("  24   Nov   2026  ", "2026-11-24"),
    ("Tue, 24 Nov 2026", "2026-11-24"), ("Tuesday 24 November 2026", "2026-11-24"), ("Tues. Nov 24", "2026-11-24"),
    ("24.11.2026", "2026-11-24"), ("24. 11. 2026", "2026-11-24"), ("24.11.", "2026-11-24"), ("24.11", "2026-11-24"),
    ("24 Nov 26", "2026-11-24"), ("1 Jan 77", "1977-01-01"), ("1 Jan 76", "2076-01-01"),
    // Without a year: the first such day that is not before today.
    ("Nov 24", "2026-11-24"), ("Nov 25", "2026-11-25"), ("Nov 23", "2027-11-23"), ("23 november", "2027-11-23"),
    ("29 Feb", "2028-02-29"), ("the 24th", "2026-11-24"), ("the 23rd", "2026-12-23"), ("31st", "2026-12-31"),
    // Words of the clock.
    ("today", "2026-11-24"), ("Tomorrow", "2026-11-25"), ("yesterday", "2026-11-23"), ("tuesday", "2026-11-24"),
    ("on Friday", "2026-11-27"), ("this fri", "2026-11-27"), ("next tuesday", "2026-12-01"),
    ("next friday", "2026-11-27"), ("last friday", "2026-11-20"), ("last Tuesday", "2026-11-17"),
    ("the day after tomorrow", "2026-11-26"), ("day before yesterday", "2026-11-22"),
    ("in 3 days", "2026-11-27"), ("in two weeks", "2026-12-08"), ("in a fortnight", "2026-12-08"),
    ("in a month", "2026-12-24"), ("in 1 year", "2027-11-24"), ("3 days ago", "2026-11-21"),
    ("a week ago", "2026-11-17"), ("three weeks from now", "2026-12-15"), ("in 5 business days", "2026-12-01"),
    ("in 2 working days", "2026-11-26"), ("5bd ago", "2026-11-17"), ("in 0 days", "2026-11-24"),
  ])
  func datesAreRead(text: String, expected: String) throws { #expect(try read(text) == expected) }

  @Test(arguments: [
    "", " ", "soon", "next week", "in 3 hours", "24", "2026", "Nov", "November 2026", "24/11/2026 10:00", "30 Feb",
    "29 Feb 2027", "2026-02-30", "2026-13-01", "0000-01-01", "31.11.2026", "32 Nov", "Mon, 24 Nov 2026", "Wed Nov 24",
    "Fri 24/11/2026", "24 / 11 / 2026 /", "11-24", "2026-11", "24 Nov 026", "24 Nov 20266", "tomorrow tomorrow",
    "next", "last", "in", "in days", "in -3 days", "3 days", "ago", "the", "of", "99999999999999999999 days ago",
    "in 9999 years", "2000000 days ago", "24 Nov 2026!", "№ 24", "in 1.5 weeks", "1/2/3/4", "2026-11/24",
  ])
  func whatIsNoDateIsNone(text: String) throws { #expect(try read(text) == nil) }

  @Test func numbersFollowTheOrder() throws {
    #expect(try read("03/04/2026", .dmy) == "2026-04-03")
    #expect(try read("03/04/2026", .mdy) == "2026-03-04")
    #expect(try read("3-4-26", .dmy) == "2026-04-03")
    #expect(try read("26/11/24", .ymd) == "2026-11-24")
    #expect(try read("11/24", .mdy) == "2026-11-24")
    #expect(try read("24/11", .dmy) == "2026-11-24")
    #expect(try read("11/24", .ymd) == "2026-11-24")
    // The year first, and the points of 24.11.2026, mean one thing alone.
    for order in DateOrder.allCases {
      #expect(try read("2026/11/24", order, strict: true) == "2026-11-24")
      #expect(try read("3.4.2026", order, strict: true) == "2026-04-03")
    }
    // What can be read one way only is read so, unless the order was asked for.
    #expect(try read("11/24/2026", .dmy) == "2026-11-24")
    #expect(try read("24/11/2026", .mdy) == "2026-11-24")
    #expect(try read("11/24/2026", .dmy, strict: true) == nil)
    #expect(try read("24/11/2026", .mdy, strict: true) == nil)
    #expect(try read("24/11/2026", .ymd, strict: true) == nil)
    // A day that the month does not have is a mistake, and no reason to turn the numbers round.
    #expect(try read("31/04/2026", .dmy) == nil)
    #expect(try read("02/30/2026", .mdy) == nil)
    #expect(try read("13/13/2026", .dmy) == nil)
  }

  @Test func theOrderFollowsTheZone() throws {
    for name in ["America/New_York", "US/Pacific", "Pacific/Honolulu", "America/Indiana/Knox"] {
      #expect(DateOrder.customary(in: try #require(ZoneID(named: name))) == .mdy, "\(name)")
    }
    for name in ["UTC", "+01:00", "Europe/London", "America/Toronto", "Asia/Kolkata", "America/Sao_Paulo"] {
      #expect(DateOrder.customary(in: try #require(ZoneID(named: name))) == .dmy, "\(name)")
    }
  }

  @Test func holidaysAreHeeded() throws {
    let calendar = BusinessCalendar(holidays: [try day("2026-11-26")])
    let reader = SpokenDate(today: try day("2026-11-24"), order: .dmy, calendar: calendar)
    #expect(try reader.read("in 2 business days")?.description == "2026-11-27")
    let unknown = BusinessCalendar { _ throws(TimeError) in throw .noHolidays("broken") }
    let broken = SpokenDate(today: try day("2026-11-24"), order: .dmy, calendar: unknown)
    #expect(throws: TimeError.noHolidays("broken")) { try broken.read("in 2 business days") }
    #expect(try broken.read("in 2 days") != nil)
  }

  @Test func theEndsOfTheCalendarAreNoDates() throws {
    #expect(try read("tomorrow", today: "9999-12-31") == nil)
    #expect(try read("yesterday", today: "0001-01-01") == nil)
    #expect(try read("1 Jan", today: "9999-12-31") == nil)
    #expect(try read("the 1st", today: "9999-12-31") == nil)
    #expect(try read("29 feb", today: "9999-03-01") == nil)
    #expect(try read("31 Dec 99", today: "0020-01-01") == nil)
  }

  @Test(arguments: [
    ("1h 30m", "1h 30m"), ("1h30m", "1h 30m"), ("90 minutes", "1h 30m"), ("2 business days", "2bd"),
    ("two working days", "2bd"), ("1 hour and 30 minutes", "1h 30m"), ("1 hour, 30 mins", "1h 30m"),
    ("an hour", "1h"), ("half an hour", "30m"), ("1.5 hours", "1h 30m"), ("0.25h", "15m"), ("45m", "45m"),
    ("3 weeks", "21d"), ("a year and 2 months", "1y 2mo"), ("-1h -30m", "-1h -30m"), ("5bd", "5bd"), ("0s", "0s"),
    ("1Y 2MO", "1y 2mo"), ("+3d", "3d"), ("90 sec", "1m 30s"),
  ])
  func lengthsAreRead(text: String, expected: String) throws {
    let found = try #require(Duration(spoken: text))
    #expect(found.description == expected)
    #expect(found.isPeriod == !expected.contains { "hms".contains($0) } || expected.contains("mo"))
  }

  @Test(arguments: [
    "", "90", "h", "1:30", "1.5 days", "1.5 months", "an", "hour", "1h 30", "1h and", "and 1h", ", 1h", "1 fathom",
    "9223372036854775808s", "999999999999999999 years", "1h -", "1..5h", "1 .5h", "half", "1h;2m", "business day",
  ])
  func whatIsNoLengthIsNone(text: String) { #expect(Duration(spoken: text) == nil) }

  @Test func printedLengthsReadBack() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let duration = try Duration(
        months: .random(in: -999...999, using: &generator),
        days: .random(in: -9_999_999...9_999_999, using: &generator),
        businessDays: .random(in: -99...99, using: &generator),
        seconds: .random(in: -(1 << 50)...(1 << 50), using: &generator))
      #expect(Duration(spoken: duration.description) == duration, "\(duration)")
    }
  }

  @Test func everyDateReadsBackInEveryForm() throws {
    var generator = SystemRandomNumberGenerator()
    let patterns = ["d MMM yyyy", "MMMM d, yyyy", "EEE, d MMM yyyy", "d.M.yyyy", "yyyy MMM d", "yyyy-MM-dd"]
    for _ in 0..<2000 {
      let date = CivilDate(trusted: .random(in: CivilDate.first.days...CivilDate.last.days, using: &generator))
      for pattern in patterns {
        let text = try LDMLPattern(pattern).format(date)
        #expect(try read(text) == date.description, "\(text)")
      }
      #expect(try read(LDMLPattern("M/d/yyyy").format(date), .mdy, strict: true) == date.description)
      #expect(try read(LDMLPattern("dd/MM/yyyy").format(date), .dmy, strict: true) == date.description)
    }
  }

  @Test func noTextTraps() throws {
    let parts = [
      "next", "last", "in", "the", "of", "ago", "from", "now", "24", "11", "2026", "99", "0", "999999999999999999",
      "nov", "february", "tue", "friday", "th", "st", "/", "-", ".", ",", "+", ":", " ", " ", " ", "day", "days",
      "business", "months", "h", "half", "an", "and", "é", "\u{0}", "one", "week",
    ]
    var generator = SystemRandomNumberGenerator()
    let days = [CivilDate.first, .last, try day("2024-02-29")]
    for _ in 0..<60_000 {
      let text = (0..<Int.random(in: 0..<8, using: &generator)).compactMap { _ in parts.randomElement(using: &generator)
      }
      .joined(separator: Bool.random(using: &generator) ? " " : "")
      for today in days {
        for order in DateOrder.allCases { _ = try SpokenDate(today: today, order: order).read(text) }
      }
      _ = Duration(spoken: text)
    }
  }
}
