// Durations: which parts they have, how they print, add, compare and become numbers.

import Testing

@testable import KindlyTime

@Suite struct DurationTests {
  @Test(arguments: [
    ("14mo 14d 5bd 2h 45m 10s", "1y 2mo 14d 5bd 2h 45m 10s"), ("2w", "14d"), ("24h", "24h"), ("90s", "1m 30s"),
    ("-90m", "-1h -30m"), ("-14mo 3d", "-1y -2mo 3d"), ("0s", "0s"), ("0d", "0d"), ("0mo", "0d"), ("0bd", "0d"),
    ("1d 0s", "1d"), ("0d 1h", "1h"), ("0d 0h", "0s"), ("100h", "100h"), ("12mo", "1y"),
  ])
  func printing(written: String, printed: String) throws {
    #expect(try length(written).description == printed)
  }

  @Test func periodsHaveCalendarPartsAlone() throws {
    for text in ["3d", "0d", "1mo 5bd", "2w", "1y", "0bd"] { #expect(try length(text).isPeriod, "\(text)") }
    for text in ["0s", "24h", "1d 1s", "1d 0s", "1m"] { #expect(try !length(text).isPeriod, "\(text)") }
    #expect(!Duration.zero.isPeriod)
    #expect(try (length("1d") + length("1h")).isPeriod == false)
    #expect(try (length("1mo") + length("5bd")).isPeriod)
    #expect(try (length("3d") - length("3d")).description == "0d")
    #expect(try (length("3h") - length("3h")).description == "0s")
  }

  @Test func unitsHaveSymbolsAndWords() throws {
    #expect(DurationUnit(symbol: "bd") == .businessDay)
    #expect(DurationUnit(symbol: "M") == nil)
    #expect(DurationUnit(word: "minutes") == .minute)
    #expect(DurationUnit(word: "business days") == .businessDay)
    #expect(DurationUnit(word: "month") == .month)
    #expect(DurationUnit(word: "s") == nil)
    for unit in DurationUnit.allCases {
      #expect(try Duration(1, unit).isPeriod == unit.isCalendar)
      #expect(DurationUnit(symbol: unit.symbol) == unit)
      #expect(DurationUnit(word: unit.word + "s") == unit)
    }
  }

  @Test func badTextsAreNoDurations() {
    for text in ["", " ", "5", "d", "5x", "-", "--5d", "5-d", "1.5h", "9223372036854775807h", "9223372036854775808s"] {
      #expect(Duration(text: text) == nil, "\(text)")
    }
  }

  @Test func multiplication() throws {
    #expect(try length("1mo 3d").multiplied(by: 2).description == "2mo 6d")
    #expect(try length("1h").multiplied(by: 1.5).description == "1h 30m")
    #expect(try length("45m").multiplied(by: 0.6).description == "27m")
    #expect(try length("30d").multiplied(by: 0.1).description == "3d")
    #expect(try length("3d").multiplied(by: 0).description == "0d")
    #expect(try length("10d").multiplied(by: 0.1 + 0.2).description == "3d")
    #expect(throws: try TimeError.notWhole(length("1d"), 0.5)) { try length("1d").multiplied(by: 0.5) }
    #expect(throws: TimeError.notFinite) { try length("1d").multiplied(by: .nan) }
    #expect(throws: TimeError.overflow) { try length("1h").multiplied(by: 1e300) }
  }

  @Test func overflowIsThrown() throws {
    let most = try Duration(seconds: .max)
    #expect(throws: TimeError.overflow) { try most + Duration(seconds: 1) }
    #expect(throws: TimeError.overflow) { try -most - Duration(seconds: 1) }
    #expect(throws: TimeError.overflow) { try most.multiplied(by: 2) }
    #expect(throws: TimeError.overflow) { try Duration(.max, .year) }
    #expect(throws: TimeError.overflow) { try Duration(.min, .day) }
    let far = try Duration(months: .max, days: .max, businessDays: .max, seconds: .max)
    #expect(throws: TimeError.outOfRange) { try moment("2026-11-24 10:00").adding(far) }
    #expect(throws: TimeError.outOfRange) { try moment("2026-11-24 10:00").adding(-far) }
    #expect(throws: TimeError.outOfRange) { try moment("2026-11-24 10:00").adding(most) }
    #expect(throws: TimeError.outOfRange) { try day("2026-11-24").adding(-most, zone: .utc) }
  }

  // MARK: - Comparison

  @Test func aDayIsTwentyFourHours() throws {
    #expect(try length("1d") == length("24h"))
    #expect(try length("1d").hashValue == length("24h").hashValue)
    #expect(try !length("1d").hasSameParts(as: length("24h")))
    #expect(try Duration.compare(length("1d"), length("25h")) < 0)
    #expect(try Duration.compare(length("2d -1h"), length("46h")) > 0)
    #expect(try Duration.compare(length("-1d"), length("-23h")) < 0)
    #expect(try Duration.compare(length("1w"), length("168h")) == 0)
  }

  @Test func monthsAndBusinessDaysKeepToTheirKind() throws {
    #expect(try Duration.compare(length("1y"), length("11mo")) > 0)
    #expect(try Duration.compare(length("12mo"), length("1y")) == 0)
    #expect(try Duration.compare(length("3bd"), length("5bd")) < 0)
    for (a, b) in [("1mo", "30d"), ("5bd", "7d"), ("1mo", "20bd"), ("1mo 1d", "2mo"), ("1bd", "24h")] {
      let (x, y) = (try length(a), try length(b))
      #expect(throws: TimeError.notComparable(x, y)) { try Duration.compare(x, y) }
      #expect(x != y)
    }
    #expect(try Duration.compare(length("1mo 1d"), length("1mo 2d")) < 0)
  }

  @Test func comparisonNeverOverflows() throws {
    let huge = try Duration(days: .max, seconds: .max)
    #expect(try Duration.compare(huge, -huge) > 0)
    #expect(try Duration.compare(-huge, huge) < 0)
    #expect(huge == huge)
    #expect(try Duration.compare(huge, Duration(days: .max)) > 0)
  }

  @Test func division() throws {
    #expect(try length("90m") / length("1h") == 1.5)
    #expect(try length("1w") / length("1d") == 7)
    #expect(try length("1d") / length("1h") == 24)
    #expect(try length("1y") / length("1mo") == 12)
    #expect(try length("5bd") / length("2bd") == 2.5)
    #expect(throws: TimeError.divisionByZero) { try length("1h") / length("0d") }
    #expect(throws: try TimeError.notComparable(length("1mo"), length("1d"))) { try length("1mo") / length("1d") }
  }

  @Test func totals() throws {
    #expect(try length("36h").totalDays() == 1.5)
    #expect(try length("3d").totalHours() == 72)
    #expect(try length("1h 30m").totalMinutes() == 90)
    #expect(throws: try TimeError.noFixedLength(length("1mo"))) { try length("1mo").totalDays() }
    #expect(throws: try TimeError.noFixedLength(length("5bd"))) { try length("5bd").totalHours() }
  }
}
