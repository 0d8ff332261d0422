// Date-times: sums across changes of the clocks, comparison with dates, differences, packing.

import Testing

@testable import KindlyTime

@Suite struct DateTimeTests {
  private let newYork = "America/New_York"

  // The clocks go forward in the night to 2026-03-08.
  @Test func aDayKeepsTheWallTimeAndTwentyFourHoursDoNot() throws {
    let evening = try moment("2026-03-07 20:00", newYork)
    #expect(try evening.adding(length("1d")).rfc3339 == "2026-03-08T20:00:00-04:00")
    #expect(try evening.adding(length("24h")).rfc3339 == "2026-03-08T21:00:00-04:00")
    #expect(try moment("2026-03-07 02:30", newYork).adding(length("1d")).rfc3339 == "2026-03-08T03:30:00-04:00")
    // The wall time is resolved once: it is not moved on from a gap that was only passed through.
    #expect(try moment("2026-03-07 02:30", newYork).adding(length("2d")).rfc3339 == "2026-03-09T02:30:00-04:00")
    #expect(try moment("2026-02-08 02:30", newYork).adding(length("1mo 1d")).rfc3339 == "2026-03-09T02:30:00-04:00")
  }

  @Test func theInstantStaysWhereTheDateDoes() throws {
    let second = try moment("2026-11-01T06:30:00Z").inZone(#require(ZoneID(named: newYork)))
    #expect(second.rfc3339 == "2026-11-01T01:30:00-05:00")
    #expect(try second.adding(length("0d")).rfc3339 == "2026-11-01T01:30:00-05:00")
    #expect(try second.adding(length("1d -1d")).rfc3339 == "2026-11-01T01:30:00-05:00")
    #expect(try second.adding(length("0mo 10m")).rfc3339 == "2026-11-01T01:40:00-05:00")
    #expect(try second.adding(length("7d")).adding(length("-7d")).rfc3339 == "2026-11-01T01:30:00-04:00")
  }

  @Test func partsApplyInOrder() throws {
    #expect(try day("2026-01-31").adding(length("1mo")).description == "2026-02-28")
    #expect(try day("2026-01-31").adding(length("1mo 1d")).description == "2026-03-01")
    // Saturday 2026-02-28, then the next business day.
    #expect(try day("2026-01-31").adding(length("1mo 1bd")).description == "2026-03-02")
    #expect(try day("2026-11-28").adding(length("0bd")).description == "2026-11-30")
    #expect(try day("2026-11-28").adding(length("0d")).description == "2026-11-28")
    #expect(try day("2026-11-28").adding(-length("1bd")).description == "2026-11-27")
  }

  @Test func datesAndDurationsMakeDateTimes() throws {
    let zone = try #require(ZoneID(named: newYork))
    #expect(try day("2026-11-24").adding(length("36h"), zone: zone).rfc3339 == "2026-11-25T12:00:00-05:00")
    #expect(try day("2026-03-07").adding(length("1d 12h"), zone: zone).rfc3339 == "2026-03-08T13:00:00-04:00")
    #expect(try day("2026-11-24").adding(length("3d 0s"), zone: zone).rfc3339 == "2026-11-27T00:00:00-05:00")
    let brazil = try #require(ZoneID(named: "America/Sao_Paulo"))
    #expect(try day("2018-11-03").adding(length("1d 0s"), zone: brazil).rfc3339 == "2018-11-04T01:00:00-02:00")
    #expect(try day("2018-11-04").adding(length("1d 0s"), zone: brazil).rfc3339 == "2018-11-05T00:00:00-02:00")
  }

  @Test func differences() throws {
    #expect(try (day("2026-12-01") - day("2026-11-24")).description == "7d")
    #expect(try (day("2026-11-24") - day("2026-11-24")).description == "0d")
    #expect(try (day("2026-11-24") - day("2026-11-24")).isPeriod)
    #expect(try (moment("2026-11-24 10:00") - moment("2026-11-23 08:30")).description == "25h 30m")
    #expect(try (moment("2026-11-24 10:00") - moment("2026-11-24 10:00")).description == "0s")
    #expect(try (day("2026-11-26") - moment("2026-11-24 23:59")).description == "2d")
    #expect(try (moment("2026-11-24 23:59") - day("2026-11-26")).description == "-2d")
  }

  @Test func withDatesTheyCompareAsDates() throws {
    let friday = try day("2026-11-27")
    let due = try moment("2026-11-27 17:00", newYork)
    #expect(due.compare(to: friday) == 0)
    #expect(try due.compare(to: day("2026-11-28")) < 0)
    #expect(try due.compare(to: day("2026-11-26")) > 0)
    // Its date is the one in its own zone: in UTC this is the 28th.
    #expect(try moment("2026-11-27 22:00", newYork).compare(to: friday) == 0)
  }

  @Test func twoCompareAsInstants() throws {
    let a = try moment("2026-11-24T10:00:00+01:00")
    let b = try moment("2026-11-24T09:00:00Z")
    #expect(a == b)
    #expect(a.hashValue == b.hashValue)
    #expect(a.packed != b.packed)
    #expect(try a < moment("2026-11-24T09:00:01Z"))
  }

  @Test func packingKeepsInstantAndZone() throws {
    for text in ["0001-01-01 00:00", "1969-12-31 23:59:59", "1970-01-01 00:00", "9999-12-31 23:59:59"] {
      for zone in ["UTC", "+23:59", "-23:59", "Europe/Berlin"] {
        let value = try moment(text, zone)
        let back = DateTime(packed: value.packed)
        #expect(back.instant == value.instant)
        #expect(back.zone == value.zone)
        #expect(back.text(userZone: back.zone) == text)
      }
    }
  }
}
