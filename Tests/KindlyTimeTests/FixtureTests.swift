// Thousands of cases against zoneinfo, dateutil and numpy, from Fixtures/generate.py.

import Testing

@testable import KindlyTime

@Suite struct FixtureTests {
  @Test func datesAgree() throws {
    let rows = try fixture("dates.tsv")
    #expect(rows.count > 500)
    for row in rows {
      let date = try day(row[0])
      #expect(date.days == Int(row[1]), "\(row)")
      #expect(date.weekday.rawValue == Int(row[2]), "\(row)")
      #expect(date.isoWeek.year == Int(row[3]), "\(row)")
      #expect(date.isoWeek.week == Int(row[4]), "\(row)")
      #expect(date.dayOfYear == Int(row[5]), "\(row)")
      let (year, month, dayOfMonth) = date.fields
      #expect(CivilDate(year: year, month: month, day: dayOfMonth) == date)
      #expect(date.description == row[0])
      let months = try #require(Int(row[6]))
      #expect((try? date.adding(months: months).description) ?? "-" == row[7], "\(row)")
    }
  }

  @Test func everyDayReadsBackFromItsFields() throws {
    var previous = CivilDate.first
    for days in CivilDate.first.days + 1...CivilDate.last.days {
      let date = CivilDate(trusted: days)
      let (year, month, day) = date.fields
      if CivilDate(year: year, month: month, day: day) != date { Issue.record("\(days)") }
      let follows = day == 1 ? previous.day >= 28 : day == previous.day + 1
      if !follows { Issue.record("\(previous) then \(date)") }
      previous = date
    }
  }

  @Test func wallTimesAgree() throws {
    let rows = try fixture("walls.tsv")
    #expect(rows.count > 1500)
    for row in rows {
      let zone = try #require(ZoneID(named: row[0]))
      #expect(DateTime(iso: row[1], zone: zone)?.instant == Int(row[2]), "\(row)")
    }
  }

  @Test func offsetsAgree() throws {
    for row in try fixture("instants.tsv") {
      let zone = try #require(ZoneID(named: row[0]))
      let instant = try #require(Int(row[1]))
      #expect(zone.offset(atInstant: instant) == Int(row[2]), "\(row)")
    }
  }

  private func fixtureCalendar() throws -> BusinessCalendar {
    BusinessCalendar(holidays: try fixture("holidays.tsv").map { try day($0[0]) })
  }

  @Test func businessDaysAgree() throws {
    let calendar = try fixtureCalendar()
    for row in try fixture("business.tsv") {
      let date = try day(row[0])
      let count = try #require(Int(row[1]))
      let moved = try calendar.adding(businessDays: count, to: date)
      #expect(moved.description == row[2], "\(row)")
      if count > 0 { #expect(try calendar.businessDays(after: date, through: moved) == count, "\(row)") }
    }
  }

  @Test func sumsAgree() throws {
    let calendar = try fixtureCalendar()
    let rows = try fixture("sums.tsv")
    #expect(rows.count > 800)
    for row in rows {
      let start = try moment(row[1], row[0])
      let duration = try Duration(
        months: Int(row[2]), days: Int(row[3]), businessDays: Int(row[4]), seconds: Int(row[5]))
      #expect(try start.adding(duration, calendar: calendar).instant == Int(row[6]), "\(row)")
    }
  }

  @Test func manyZonesAgree() throws {
    let rows = try fixture("zones.tsv")
    #expect(rows.count > 900)
    for row in rows {
      let zone = try #require(ZoneID(named: row[0]), "\(row)")
      #expect(DateTime(iso: row[1], zone: zone)?.instant == Int(row[2]), "\(row)")
    }
  }

  /// The head names the patterns, each of which says what one of strftime's does.
  @Test func patternsAgree() throws {
    let rows = try fixture("formats.tsv")
    #expect(rows.count > 400)
    let pattern = try LDMLPattern(#require(rows.first)[2])
    for row in rows.dropFirst() {
      let zone = try #require(ZoneID(named: row[0]))
      let value = try DateTime(instant: #require(Int(row[1])), zone: zone)
      #expect(try pattern.format(value) == row[2], "\(row)")
    }
  }

  @Test func spokenDatesAgree() throws {
    let rows = try fixture("spoken.tsv")
    #expect(rows.count > 500)
    for row in rows {
      let order = try #require(DateOrder(rawValue: row[1]))
      let reader = SpokenDate(today: try day("2026-11-24"), order: order, isOrderStrict: true)
      #expect(try reader.read(row[0])?.description == row[2], "\(row)")
    }
  }
}
