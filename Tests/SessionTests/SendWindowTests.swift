// The hours in which letters leave: of whoever gets them, on business days, also over a change of the clocks.

import Foundation
import KindlyTime
import Testing

@testable import KindlySession

struct SendWindowTests {
  private func opening(
    _ moment: String, in zone: String, from: Int = 8, until: Int = 18, holidays: [String] = []
  ) throws -> String? {
    let window = SendWindow(
      zone: try #require(ZoneID(named: zone)), from: try #require(TimeOfDay(hour: from, minute: 0)),
      until: try #require(TimeOfDay(hour: until, minute: 0)),
      calendar: BusinessCalendar(holidays: holidays.compactMap { CivilDate(iso: $0) }))
    return try window.opening(from: try #require(DateTime(iso: moment, zone: .utc))).map { "\($0.dateAndTime)" }
  }

  private func place(_ date: String, _ hour: Int) throws -> String {
    "\((date: try #require(CivilDate(iso: date)), time: try #require(TimeOfDay(hour: hour, minute: 0))))"
  }

  @Test func withinTheHoursNothingWaits() throws {
    #expect(try opening("2026-11-25T08:00", in: "UTC") == nil)
    #expect(try opening("2026-11-25T18:00", in: "UTC") == nil)
    #expect(try opening("2026-11-25T14:00", in: "America/New_York") == nil)
  }

  @Test(
    arguments: [
      ("2026-11-25T07:59", "UTC", "2026-11-25"), ("2026-11-25T18:01", "UTC", "2026-11-26"),
      // Friday evening waits for Monday, and so do the days between.
      ("2026-11-27T18:01", "UTC", "2026-11-30"), ("2026-11-28T10:00", "UTC", "2026-11-30"),
      ("2026-11-29T02:00", "UTC", "2026-11-30"), ("2026-11-25T10:00", "America/New_York", "2026-11-25"),
      // Their Sunday is not over when ours is.
      ("2026-11-30T03:00", "America/Los_Angeles", "2026-11-30"),
    ])
  func elseItWaitsForTheNextOpening(_ moment: String, _ zone: String, _ date: String) throws {
    #expect(try opening(moment, in: zone) == place(date, 8))
  }

  @Test func holidaysAreNoBusinessDays() throws {
    #expect(
      try opening("2026-12-24T19:00", in: "UTC", holidays: ["2026-12-25"]) == place("2026-12-28", 8))
  }

  @Test func theWallClockCountsOverAChangeOfTheClocks() throws {
    // On 2026-11-01 New York goes from -04:00 to -05:00: Friday evening to Monday at eight.
    let window = SendWindow(
      zone: try #require(ZoneID(named: "America/New_York")), from: try #require(TimeOfDay(hour: 8, minute: 0)),
      until: try #require(TimeOfDay(hour: 18, minute: 0)), calendar: .weekdays)
    let friday = try #require(DateTime(iso: "2026-10-30T23:00:00Z", zone: .utc))
    let opening = try #require(try window.opening(from: friday))
    #expect(opening == DateTime(iso: "2026-11-02T13:00:00Z", zone: .utc))
  }

  @Test func hoursMayGoThroughMidnight() throws {
    #expect(try opening("2026-11-25T23:00", in: "UTC", from: 22, until: 6) == nil)
    #expect(try opening("2026-11-28T05:00", in: "UTC", from: 22, until: 6) == nil, "Friday's night")
    #expect(try opening("2026-11-25T12:00", in: "UTC", from: 22, until: 6) == place("2026-11-25", 22))
    #expect(try opening("2026-11-29T23:00", in: "UTC", from: 22, until: 6) == place("2026-11-30", 22))
  }

  @Test func aMessageSaysUntilWhenItWaits() throws {
    let bench = try Bench()
    bench.now = "2026-11-27 20:00"
    let outcome = bench.eval(
      """
      me { name: "Sam", email: "sam@example.org" }
      contact @dana "Dana Reyes" { email: "dana@acme.example", zone: "America/New_York" }
      template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}." }
      let m = draft hello(@dana)
      approve m
      """)
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    // Three in the afternoon over there.
    bench.now = "2026-11-28 02:00"
    let waits = bench.eval("messages | send")
    #expect(waits.exit == .success)
    #expect(
      waits.complaints.contains("@hello-dana waits until Monday 2026-11-30 08:00 America/New_York, their zone"),
      "\(waits.complaints)")
    #expect(bench.eval("print((messages | first)?.send_after ?? now)").text == "2026-11-30 13:00\n")
    // The same holds for a script, which may not say `now`.
    let script = bench.script("messages | where approved | send")
    #expect(script.exit == .success && script.complaints.contains("waits"))
    let now = bench.script("for m in messages { send m now }")
    #expect(now.exit == .failure && now.complaints.contains("K0612"), "\(now.complaints)")
    bench.now = "2026-11-27 20:30"
    #expect(bench.eval("messages | send").complaints.isEmpty)
    #expect(bench.eval("messages | map state").text == "[written]\n")
  }
}
