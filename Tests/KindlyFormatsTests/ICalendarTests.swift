// Invitations as calendars write them: folded lines, names of zones, rules of zones, people and rooms.

import Foundation
import KindlyTime
import Testing

@testable import KindlyFormats

struct ICalendarTests {
  private static let newYork = ZoneID(named: "America/New_York") ?? .utc

  private func sample(_ name: String) throws -> ICalendar {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/invites")
    let bytes = Array(try Data(contentsOf: fixtures.appending(path: name)))
    #expect(ICalendar.recognizes(bytes))
    return try ICalendar(reading: bytes, zone: Self.newYork)
  }

  /// An event of these lines, in a calendar that has `zones` before it.
  private func read(_ lines: String, zones: String = "", end: String = "\r\n") throws -> ICalendar {
    let text =
      "BEGIN:VCALENDAR\nVERSION:2.0\n\(zones)BEGIN:VEVENT\nUID:u\nDTSTAMP:20261101T000000Z\n\(lines)\nEND:VEVENT\n"
      + "END:VCALENDAR\n"
    return try ICalendar(
      reading: Array(text.replacingOccurrences(of: "\n", with: end).utf8), zone: Self.newYork)
  }

  private func start(_ line: String, zones: String = "") throws -> String? {
    try read(line, zones: zones).events.first?.starts.inZone(.utc).description
  }

  // MARK: - Samples

  @Test func googles() throws {
    let calendar = try sample("google.ics")
    let event = try #require(calendar.events.first)
    #expect(event.method == "REQUEST" && calendar.remarks.isEmpty)
    #expect(event.uid == "5tq2h0m9c1v7g4k8@google.com" && event.sequence == 0 && event.stamp == "20261116T201311Z")
    #expect(event.summary == "Interview: Senior Accountant @ Acme Accounting")
    #expect(event.location == "Acme Accounting, 14 High St, 3rd floor")
    #expect(event.starts.description == "2026-11-24 15:00 UTC" && event.length?.description == "45m")
    #expect(event.organizer?.email == "priya@northgate.example")
    #expect(event.attendees.map(\.name) == ["Sam Okafor", "Dana Reyes", "Lee Wu"])
    #expect(event.attendees.map(\.email) == ["sam@example.org", "dana@acme.example", "lee.wu@acme.example"])
    #expect(event.attendees[1].guess == "`Reyes, Dana` is taken for `Dana Reyes`")
    #expect(!event.isCancelled)
  }

  @Test func outlooks() throws {
    let first = try #require(try sample("outlook.ics").events.first)
    #expect(first.starts.description == "2026-11-30 09:30 America/New_York")
    #expect(first.summary == "Controller – first interview (Brightwater)" && first.length?.description == "30m")
    let moved = try #require(try sample("outlook-moved.ics").events.first)
    #expect(moved.uid == first.uid && moved.sequence == 1 && moved.starts.description.hasPrefix("2026-12-02 14:00"))
    let cancelled = try #require(try sample("outlook-cancelled.ics").events.first)
    #expect(cancelled.isCancelled && cancelled.sequence == 2 && cancelled.stamp > moved.stamp)
  }

  @Test func floatingIsTheUsers() throws {
    let event = try #require(try sample("floating.ics").events.first)
    #expect(event.starts.description == "2026-12-07 08:30 America/New_York" && event.length?.description == "30m")
    #expect(event.summary == "Phone screen with Kővári és Társa")
  }

  // MARK: - Lines

  @Test(arguments: ["\n", "\r\n", "\r"])
  func foldsInTheMiddleOfACharacter(_ end: String) throws {
    var bytes = Array(
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART:20261124T150000Z\nSUMMARY:Nu".replacingOccurrences(
        of: "\n", with: end
      ).utf8)
    bytes += [0xC3] + Array(end.utf8) + [0x20, 0xB1] + Array("ez\(end)\tx\(end)END:VEVENT\(end)END:VCALENDAR".utf8)
    // The file as a whole is no UTF-8 before it is unfolded.
    #expect(throws: FormatError.self) { try ICalendar(reading: [0xFF] + bytes, zone: .utc) }
    let calendar = try ICalendar(reading: bytes, zone: .utc)
    #expect(calendar.events.first?.summary == "Nuñezx")
  }

  @Test func quotedParametersAndEscapes() throws {
    let event = try #require(
      try read(
        "DTSTART:20261124T150000Z\nSUMMARY;X=\"a:b;c,d\":One\\, two\\; three \\\\ four\\nfive\n"
          + "ATTENDEE;CN=\"Zoë ^'Z^' O:Hara\";ROLE=CHAIR:mailto:zoe%2Bx@acme.example"
      ).events.first)
    #expect(event.summary == "One, two; three \\ four five")
    #expect(event.attendees.first?.name == "Zoë \"Z\" O:Hara" && event.attendees.first?.email == "zoe+x@acme.example")
  }

  @Test func aTornFileIsNoCalendar() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART:20261124T150000Z\n"
    #expect(throws: FormatError.tornComponent(name: "VCALENDAR", line: 1)) {
      try ICalendar(reading: Array(text.utf8), zone: .utc)
    }
  }

  // MARK: - Zones

  @Test(arguments: [
    ("DTSTART;TZID=Europe/Budapest:20261124T100000", "2026-11-24 09:00 UTC"),
    ("DTSTART;TZID=\"W. Europe Standard Time\":20260624T100000", "2026-06-24 08:00 UTC"),
    ("DTSTART;TZID=\"(UTC-05:00) Eastern Time (US & Canada)\":20260624T100000", "2026-06-24 14:00 UTC"),
    (
      "DTSTART;TZID=\"(GMT+01.00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\":20260124T100000",
      "2026-01-24 09:00 UTC"
    ),
    ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260124T100000", "2026-01-24 09:00 UTC"),
    ("DTSTART;TZID=India Standard Time:20260124T100000", "2026-01-24 04:30 UTC"),
    ("DTSTART;VALUE=DATE:20261124", "2026-11-24 05:00 UTC"),
    ("DTSTART:20261124T235960Z", "2026-11-24 23:59:59 UTC"),
  ])
  func zones(_ line: String, _ moment: String) throws { #expect(try start(line) == moment) }

  private static let custom = """
    BEGIN:VTIMEZONE
    TZID:Somewhere
    BEGIN:STANDARD
    DTSTART:16010101T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
    END:STANDARD
    BEGIN:DAYLIGHT
    DTSTART:16010101T020000
    TZOFFSETFROM:+0100
    TZOFFSETTO:+0200
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
    END:DAYLIGHT
    END:VTIMEZONE

    """

  /// Central Europe under a name that nobody knows: its own rules have to give what the zone table gives.
  @Test func embeddedRules() throws {
    let berlin = try #require(ZoneID(named: "Europe/Berlin"))
    for year in [1999, 2026, 2027, 2040] {
      for (month, day) in [(1, 1), (3, 24), (3, 31), (7, 1), (10, 24), (10, 31), (12, 31)] {
        let date = try #require(CivilDate(year: year, month: month, day: day))
        let time = try #require(TimeOfDay(hour: 10, minute: 0))
        let digits = date.description.replacingOccurrences(of: "-", with: "")
        let found = try start("DTSTART;TZID=Somewhere:\(digits)T100000", zones: Self.custom)
        #expect(found == (try DateTime(date, time, zone: berlin).inZone(.utc).description), "\(date)")
      }
    }
  }

  /// Rules in the forms that programs write, under names that nobody knows: they have to give what the zone itself does.
  @Test(arguments: [
    (
      "America/New_York", "20070311T020000 -0500 -0400 BYMONTH=3;BYDAY=2SU",
      "20071104T020000 -0400 -0500 BYMONTH=11;BYDAY=1SU"
    ),
    (
      "America/Chicago", "16010101T020000 -0600 -0500 INTERVAL=1;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14;BYMONTH=3",
      "16010101T020000 -0500 -0600 BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=SU;BYMONTH=11"
    ),
    (
      "Australia/Sydney", "20081005T020000 +1000 +1100 BYMONTH=10;BYDAY=1SU",
      "20080406T030000 +1100 +1000 BYMONTH=4;BYDAY=1SU"
    ),
    (
      "Pacific/Auckland", "20070930T020000 +1200 +1300 BYMONTH=9;BYDAY=-1SU;WKST=MO",
      "20080406T030000 +1300 +1200 BYMONTH=4;BYDAY=1SU"
    ),
    (
      "Australia/Lord_Howe", "20081005T020000 +1030 +1100 BYMONTH=10;BYDAY=1SU",
      "20080406T020000 +1100 +1030 BYMONTH=4;BYDAY=1SU"
    ),
  ])
  func rulesInEveryForm(_ name: String, _ daylight: String, _ standard: String) throws {
    let zone = try #require(ZoneID(named: name))
    var zones = "BEGIN:VTIMEZONE\nTZID:X\n"
    for (kind, text) in [("DAYLIGHT", daylight), ("STANDARD", standard)] {
      let parts = text.split(separator: " ")
      zones += "BEGIN:\(kind)\nDTSTART:\(parts[0])\nTZOFFSETFROM:\(parts[1])\nTZOFFSETTO:\(parts[2])\n"
      zones += "RRULE:FREQ=YEARLY;\(parts[3])\nEND:\(kind)\n"
    }
    zones += "END:VTIMEZONE\n"
    for year in [2010, 2026, 2036] {
      for month in [1, 3, 4, 7, 9, 10, 11] {
        for day in [1, 2, 4, 5, 7, 8, 9, 14, 25, 26, 27, 28] {
          for hour in [0, 1, 2, 3] {
            let date = try #require(CivilDate(year: year, month: month, day: day))
            let time = try #require(TimeOfDay(hour: hour, minute: 15))
            let wall = date.description.filter { $0 != "-" } + "T0\(hour)1500"
            let found = try start("DTSTART;TZID=X:\(wall)", zones: zones)
            #expect(found == (try DateTime(date, time, zone: zone).inZone(.utc).description), "\(wall)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    // In the gap: the offset before it. Twice: the first.
    ("20260329T023000", "2026-03-29 01:30 UTC"), ("20260329T030000", "2026-03-29 01:00 UTC"),
    ("20260329T013000", "2026-03-29 00:30 UTC"), ("20261025T023000", "2026-10-25 00:30 UTC"),
    ("20261025T030000", "2026-10-25 02:00 UTC"),
  ])
  func whereTheClocksChange(_ wall: String, _ moment: String) throws {
    #expect(try start("DTSTART;TZID=Somewhere:\(wall)", zones: Self.custom) == moment)
  }

  @Test func rulesThatHaveEnded() throws {
    let zones = """
      BEGIN:VTIMEZONE
      TZID:Old
      BEGIN:DAYLIGHT
      DTSTART:20000401T020000
      TZOFFSETFROM:+0300
      TZOFFSETTO:+0400
      RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20100328T000000Z
      END:DAYLIGHT
      BEGIN:STANDARD
      DTSTART:20001031T030000
      TZOFFSETFROM:+0400
      TZOFFSETTO:+0300
      RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20101030T230000Z
      END:STANDARD
      BEGIN:STANDARD
      DTSTART:20141026T020000
      TZOFFSETFROM:+0300
      TZOFFSETTO:+0530
      END:STANDARD
      END:VTIMEZONE

      """
    #expect(try start("DTSTART;TZID=Old:20090701T100000", zones: zones) == "2009-07-01 06:00 UTC")
    #expect(try start("DTSTART;TZID=Old:20120701T100000", zones: zones) == "2012-07-01 07:00 UTC")
    #expect(try start("DTSTART;TZID=Old:20260701T100000", zones: zones) == "2026-07-01 04:30 UTC")
  }

  @Test func anUnknownZoneIsNeverUTC() throws {
    let calendar = try read("SUMMARY:Call\nDTSTART;TZID=Moon/Base:20261124T100000")
    #expect(calendar.events.isEmpty)
    #expect(
      calendar.remarks.first?.why
        == "skipped: the time zone `Moon/Base` is not known, and the file does not explain it")
    #expect(calendar.remarks.first?.line == 3)
    let odd = Self.custom.replacingOccurrences(of: "FREQ=YEARLY;BYDAY=-1SU", with: "FREQ=MONTHLY;BYDAY=-1SU")
    #expect(try start("DTSTART;TZID=Somewhere:20261124T100000", zones: odd) == nil)
  }

  @Test func windowsZonesAllExist() {
    for name in WindowsZones.all {
      let iana = WindowsZones.name(of: name)
      #expect(iana.flatMap { ZoneID(named: $0) } != nil, "\(name): \(iana ?? "")")
    }
  }

  // MARK: - Lengths and people

  @Test(arguments: [
    ("DTSTART:20261124T150000Z\nDURATION:PT1H30M", "1h 30m"), ("DTSTART:20261124T150000Z\nDURATION:P1DT2H", "1d 2h"),
    ("DTSTART:20261124T150000Z\nDURATION:P1W", "7d"), ("DTSTART;VALUE=DATE:20261124", "1d"),
    ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126", "2d"), ("DTSTART:20261124T150000Z", nil),
    ("DTSTART:20261124T150000Z\nDTEND:20261124T140000Z", nil), ("DTSTART:20261124T150000Z\nDURATION:-PT1H", nil),
    ("DTSTART:20261124T150000Z\nDURATION:P", nil),
    ("DTSTART;TZID=Europe/Berlin:20261124T100000\nDTEND;TZID=Europe/London:20261124T100000", "1h"),
  ])
  func lengths(_ lines: String, _ length: String?) throws {
    #expect(try read(lines).events.first?.length?.description == length)
  }

  @Test func roomsAndCalendarsAreNoPeople() throws {
    let calendar = try read(
      """
      DTSTART:20261124T150000Z
      ORGANIZER;CN=Interviews:mailto:c_18@group.calendar.google.com
      ATTENDEE;CUTYPE=ROOM;CN=Room 3:mailto:room3@acme.example
      ATTENDEE;CUTYPE=RESOURCE;CN=Beamer:mailto:beamer@acme.example
      ATTENDEE;CN=Hall:mailto:hall@resource.calendar.google.com
      ATTENDEE;CN=Nobody:urn:uuid:1
      ATTENDEE:mailto:lee.wu@acme.example
      ATTENDEE;CN=dana@acme.example:MAILTO:Dana@ACME.example
      """)
    let event = try #require(calendar.events.first)
    #expect(event.organizer == nil)
    #expect(event.attendees.map(\.name) == ["Lee Wu", "Dana"])
    #expect(event.attendees.map(\.email) == ["lee.wu@acme.example", "Dana@acme.example"])
    #expect(event.attendees[0].guess?.contains("guessed from the address") == true)
    #expect(calendar.remarks.map(\.what) == ["Nobody"])
  }

  @Test func whatIsDamagedIsReportedWithItsLine() throws {
    let calendar = try read("SUMMARY:Soon\nDTSTART:next friday")
    #expect(calendar.events.isEmpty && calendar.remarks.first?.line == 3)
    #expect(calendar.remarks.first?.why == "skipped: `next friday` is no time that Kindly understands")
    #expect(try read("SUMMARY:Soon").remarks.first?.why == "skipped: it does not say when it begins")
  }

  @Test(arguments: ["REPLY", "COUNTER", "counter"])
  func anAnswerIsNoInvitation(_ method: String) throws {
    let text = "BEGIN:VCALENDAR\nMETHOD:\(method)\nBEGIN:VEVENT\nUID:u\nDTSTART:20261124T150000Z\nEND:VEVENT\n"
    let calendar = try ICalendar(reading: Array((text + "END:VCALENDAR").utf8), zone: .utc)
    #expect(calendar.events.isEmpty && calendar.remarks.first?.why == "skipped: it answers an invitation and is none")
  }
}
