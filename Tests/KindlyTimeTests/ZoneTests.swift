// Zones: their names and numbers, gaps and overlaps, the machine's own.

import Foundation
import Testing

@testable import KindlyTime

@Suite struct ZoneTests {
  @Test func namesAndNumbers() throws {
    #expect(ZoneID(named: "UTC") == .utc)
    #expect(ZoneID(named: "Z") == .utc)
    #expect(ZoneID(named: "Etc/UTC") == .utc)
    #expect(ZoneID(named: "+00:00") == .utc)
    #expect(ZoneID.utc.name == "UTC")
    let berlin = try #require(ZoneID(named: "Europe/Berlin"))
    #expect(ZoneID(named: "Europe/Berlin") == berlin)
    #expect(berlin.name == "Europe/Berlin")
    #expect(ZoneID(rawValue: berlin.rawValue) == berlin)
    #expect(ZoneID(named: "US/Eastern")?.name == "US/Eastern")
    for name in [
      "Mars/Base", "europe/berlin", "BST", "IST", "PST", "GMT+3", "GMT+0300", "", " ", "/", "+24:00", "+1:00", "+01:60",
      "+01:00x", "Europe/Berlin ", "Europe/\u{0}", String(repeating: "a/", count: 100_000),
    ] {
      #expect(ZoneID(named: name) == nil, "\(name.prefix(30))")
    }
  }

  @Test func everyOffsetReadsBack() throws {
    for minutes in -1439...1439 {
      let zone = try #require(ZoneID(offsetMinutes: minutes))
      #expect(zone.offset(atInstant: 0) == minutes * 60)
      #expect(ZoneID(named: zone.name) == zone)
    }
    #expect(ZoneID(offsetMinutes: 1440) == nil)
    #expect(ZoneID(offsetMinutes: .min + 1) == nil)
    #expect(ZoneID(offsetMinutes: -330)?.name == "-05:30")
  }

  @Test func unknownNumbersBehaveAsUTC() {
    for raw in [0x7FFF, 0xFFFF] as [UInt16] {
      let zone = ZoneID(rawValue: raw)
      _ = zone.name
      _ = zone.offset(atInstant: 1 << 40)
      _ = DateTime(packed: .min | Int64(raw)).description
      _ = DateTime(packed: Int64.max & ~0xFFFF | Int64(raw)).rfc3339
    }
  }

  // New York: clocks went forward on 2026-03-08 at 02:00 and go back on 2026-11-01 at 02:00.
  @Test func gapsMoveForwardAndOverlapsAreTheFirst() throws {
    let zone = "America/New_York"
    #expect(try moment("2026-03-08 02:30", zone).rfc3339 == "2026-03-08T03:30:00-04:00")
    #expect(try moment("2026-03-08 02:00", zone).rfc3339 == "2026-03-08T03:00:00-04:00")
    #expect(try moment("2026-03-08 01:59:59", zone).rfc3339 == "2026-03-08T01:59:59-05:00")
    #expect(try moment("2026-11-01 01:30", zone).rfc3339 == "2026-11-01T01:30:00-04:00")
    #expect(try moment("2026-11-01 02:00", zone).rfc3339 == "2026-11-01T02:00:00-05:00")
    #expect(try moment("2026-04-05 01:45", "Australia/Lord_Howe").rfc3339 == "2026-04-05T01:45:00+11:00")
    #expect(try moment("2026-10-04 02:15", "Australia/Lord_Howe").rfc3339 == "2026-10-04T02:45:00+11:00")
    // Samoa left out 2011-12-30 altogether.
    #expect(try moment("2011-12-30 12:00", "Pacific/Apia").rfc3339 == "2011-12-31T12:00:00+14:00")
    // In Brazil the clocks went forward at midnight: that day began at 01:00.
    #expect(try moment("2018-11-04 00:00", "America/Sao_Paulo").rfc3339 == "2018-11-04T01:00:00-02:00")
  }

  @Test func wallTimesOfEveryHourReadBack() throws {
    for name in ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"] {
      let zone = try #require(ZoneID(named: name))
      var previous = Int.min
      for hour in stride(from: 1_262_304_000, to: 1_325_376_000 + 400 * 86_400, by: 1800) {
        let seen = try DateTime(instant: hour, zone: zone)
        let (date, time) = seen.dateAndTime
        let back = zone.instant(of: date, time)
        // The second of two equal times reads back as the first, at most an hour before.
        if back != hour && !(back < hour && hour - back <= 3600) { Issue.record("\(name) \(hour)") }
        if previous >= hour { Issue.record("\(name) \(hour)") }
        previous = hour
      }
    }
  }

  @Test func farTimesAreTimesToo() throws {
    for name in ["America/New_York", "Europe/Berlin", "Asia/Kolkata"] {
      for text in ["0001-01-02 00:00", "1492-10-12 08:00", "9999-12-30 23:59:59"] {
        let value = try moment(text, name)
        #expect(try value.text(userZone: #require(ZoneID(named: name))) == text)
      }
    }
    #expect(throws: TimeError.outOfRange) { try DateTime(instant: .max, zone: .utc) }
    #expect(throws: TimeError.outOfRange) { try DateTime(instant: .min, zone: .utc) }
    #expect(throws: TimeError.outOfRange) {
      try moment("9999-12-31 23:59").inZone(#require(ZoneID(offsetMinutes: 60)))
    }
    #expect(throws: TimeError.outOfRange) {
      try moment("0001-01-01 00:00").inZone(#require(ZoneID(offsetMinutes: -60)))
    }
  }

  @Test func theTZVariableNamesAZone() throws {
    let berlin = try #require(ZoneID(named: "Europe/Berlin"))
    #expect(ZoneTable.zone(ofTZ: "Europe/Berlin") == berlin)
    #expect(ZoneTable.zone(ofTZ: ":Europe/Berlin") == berlin)
    #expect(ZoneTable.zone(ofTZ: ":/usr/share/zoneinfo/Europe/Berlin") == berlin)
    #expect(ZoneTable.zone(ofTZ: "/usr/share/zoneinfo/posix/Europe/Berlin") == berlin)
    #expect(ZoneTable.zone(ofTZ: "") == .utc)
    #expect(ZoneTable.zone(ofTZ: "UTC0") == .utc)
    #expect(ZoneTable.zone(ofTZ: "Mars/Base") == .utc)
  }

  @Test func theTableIsSharedByThreads() async {
    let names = ["Europe/Paris", "Asia/Tokyo", "Africa/Lagos", "America/Lima", "Asia/Kolkata", "Europe/Oslo"]
    let found = await withTaskGroup(of: [UInt16].self) { group in
      for _ in 0..<16 {
        group.addTask {
          names.map { name in
            let zone = ZoneID(named: name) ?? .utc
            for year in 0..<200 { _ = zone.offset(atInstant: year * 31_556_952) }
            return zone.rawValue
          }
        }
      }
      return await group.reduce(into: Set<[UInt16]>()) { $0.insert($1) }
    }
    #expect(found.count == 1)
  }
}
