// Unicode date patterns in English.

import Testing

@testable import KindlyTime

@Suite struct PatternTests {
  private func format(_ text: String, _ pattern: String) throws -> String {
    try LDMLPattern(pattern).format(moment(text, "America/New_York"))
  }

  // 2026-11-04 is a Wednesday of week 45.
  @Test(arguments: [
    ("EEEE d MMMM", "Wednesday 4 November"), ("y yy yyyy yyyyyy", "2026 26 2026 002026"),
    ("M MM MMM MMMM MMMMM", "11 11 Nov November N"), ("d dd D DDD", "4 04 308 308"),
    ("E EE EEE EEEE EEEEE EEEEEE", "Wed Wed Wed Wednesday W We"), ("e ee eee c cccc", "3 03 Wed 3 Wednesday"),
    ("Q QQ QQQ QQQQ", "4 04 Q4 4th quarter"), ("w ww Y", "45 45 2026"), ("H HH h hh K k", "15 15 3 03 3 15"),
    ("m mm s ss a", "7 07 5 05 PM"), ("aaaaa", "p"), ("Z ZZZZ ZZZZZ", "-0500 GMT-05:00 -05:00"),
    ("X XX XXX x xx xxx", "-05 -0500 -05:00 -05 -0500 -05:00"), ("VV", "America/New_York"),
    ("z; zzzz", "EST; Eastern Standard Time"), ("yyyy-MM-dd'T'HH:mm:ssXXX", "2026-11-04T15:07:05-05:00"),
    ("h 'o''clock'", "3 o'clock"), ("''yy", "'26"), ("'at' HH.mm 'Uhr – ça va'", "at 15.07 Uhr – ça va"), ("", ""),
    ("–!", "–!"), ("''''", "''"),
  ])
  func patterns(pattern: String, expected: String) throws {
    #expect(try format("2026-11-04 15:07:05", pattern) == expected)
  }

  @Test func hoursRoundTheClock() throws {
    let expected = [(0, "12 0 24 AM"), (1, "1 1 1 AM"), (11, "11 11 11 AM"), (12, "12 0 12 PM"), (23, "11 11 23 PM")]
    for (hour, text) in expected {
      let time = try #require(TimeOfDay(hour: hour, minute: 0))
      #expect(try LDMLPattern("h K k a").format(time) == text)
    }
  }

  @Test func zonesThatEnglishDoesNotName() throws {
    let names = try LDMLPattern("z zzzz X x VV ZZZZZ Z")
    #expect(try names.format(moment("2026-11-24T10:00Z")) == "UTC Coordinated Universal Time Z +00 UTC Z +0000")
    let india = "GMT+5:30 GMT+05:30 +0530 +0530 +05:30 +05:30 +0530"
    #expect(try names.format(moment("2026-11-24T10:00+05:30")) == india)
    let pattern = try LDMLPattern("z zzzz")
    #expect(try pattern.format(moment("2026-07-24 10:00", "Europe/Berlin")) == "GMT+2 Central European Summer Time")
    #expect(try pattern.format(moment("2026-07-24 10:00", "America/New_York")) == "EDT Eastern Daylight Time")
  }

  @Test func unknownLettersAreErrors() throws {
    for pattern in ["b", "GGG", "yyyy-mm-DDDD", "VVV", "V", "T", "MMMMMM", "zzzzz", "HHH"] {
      #expect(throws: TimeError.self, "\(pattern)") { try format("2026-11-04 15:07", pattern) }
    }
    #expect(throws: TimeError.unknownPatternField("T")) { try LDMLPattern("yyyy-MM-ddTHH:mm") }
    #expect(throws: TimeError.unclosedQuote) { try LDMLPattern("h 'o") }
    #expect(throws: TimeError.unclosedQuote) { try LDMLPattern("'") }
    #expect(throws: TimeError.self) { try LDMLPattern(String(repeating: "y", count: 1_000_000)) }
  }

  @Test func aValueHasToHaveThePart() throws {
    let hours = try LDMLPattern("HH:mm")
    let days = try LDMLPattern("d MMM")
    #expect(try hours.format(clock("09:05")) == "09:05")
    #expect(try days.format(day("2026-11-24")) == "24 Nov")
    #expect(throws: TimeError.missingPart("HH", of: .date)) { try hours.format(day("2026-11-24")) }
    #expect(throws: TimeError.missingPart("d", of: .time)) { try days.format(clock("09:05")) }
    #expect(throws: TimeError.missingPart("VV", of: .date)) { try LDMLPattern("VV").check(for: .date) }
    try LDMLPattern("d HH VV").check(for: .dateTime)
    try days.check(for: .date)
  }

  @Test func theYearOfAWeekGoesWithTheWeek() throws {
    #expect(try LDMLPattern("YYYY-'W'ww-e").format(day("2027-01-03")) == "2026-W53-7")
    #expect(try LDMLPattern("YYYY-'W'ww-e").format(day("2024-12-30")) == "2025-W01-1")
  }
}
