// Reading and printing: literals, RFC 3339, RFC 5322.

import Testing

@testable import KindlyTime

@Suite struct TextTests {
  @Test func datesAndTimesPrintAsTheyAreWritten() throws {
    #expect(try day("2026-11-24").description == "2026-11-24")
    #expect(try day("0012-01-02").description == "0012-01-02")
    #expect(try clock("17:00").description == "17:00")
    #expect(try clock("08:30:15").description == "08:30:15")
    #expect(try clock("08:30:00").description == "08:30")
    #expect(try clock("00:00:05").description == "00:00:05")
  }

  @Test func theZonePrintsUnlessItIsTheUsers() throws {
    let newYork = try #require(ZoneID(named: "America/New_York"))
    #expect(try moment("2026-11-24 10:00", "America/New_York").text(userZone: newYork) == "2026-11-24 10:00")
    #expect(try moment("2026-11-24 10:00 Europe/Berlin").text(userZone: newYork) == "2026-11-24 10:00 Europe/Berlin")
    #expect(try moment("2026-11-24T10:00+01:00").text(userZone: newYork) == "2026-11-24 10:00 +01:00")
    #expect(try moment("2026-11-24T10:00:05Z").text(userZone: newYork) == "2026-11-24 10:00:05 UTC")
    #expect(try moment("2026-11-24T10:00:05Z").text(userZone: .utc) == "2026-11-24 10:00:05")
    #expect(try moment("2026-11-24 10:00", "America/New_York").description == "2026-11-24 10:00 America/New_York")
  }

  @Test(arguments: [
    ("2026-11-24 10:00", "2026-11-24T10:00:00-05:00"), ("2026-11-24T10:00", "2026-11-24T10:00:00-05:00"),
    ("2026-11-24t10:00z", "2026-11-24T10:00:00Z"), ("2026-11-24T10:00:05+01:00", "2026-11-24T10:00:05+01:00"),
    ("2026-11-24T10:00:05.123456-03:30", "2026-11-24T10:00:05-03:30"), ("2026-11-24 10:00 UTC", "2026-11-24T10:00:00Z"),
    ("2026-11-24T10:00:00+00:00", "2026-11-24T10:00:00Z"), ("2026-11-24 10:00 +01:00", "2026-11-24T10:00:00+01:00"),
    ("2026-11-24 10:00 Europe/Berlin", "2026-11-24T10:00:00+01:00"),
    ("2026-07-24 10:00 Europe/Berlin", "2026-07-24T10:00:00+02:00"),
  ])
  func dateTimesRead(text: String, expected: String) throws {
    #expect(try moment(text, "America/New_York").rfc3339 == expected)
  }

  @Test func nothingIsGuessed() {
    for text in ["2026-1-5", "2026-02-30", "26-11-24", "2026-11-24 ", "2026/11/24", "٢٠٢٦-11-24", "", "2026-11-", "-"] {
      #expect(CivilDate(iso: text) == nil, "\(text)")
    }
    for text in ["24:00", "7:00", "17:60", "17", "17:0", "17:00:60", "17:00:", "17:00:1", "", ":"] {
      #expect(TimeOfDay(iso: text) == nil, "\(text)")
    }
    for text in [
      "2026-11-24", "2026-11-24 10", "2026-11-24 10:00 Mars/Base", "2026-11-24  10:00", "2026-11-24 10:00+25:00",
      "2026-11-24 10:00.", "2026-11-24 10:00 +0100", "2026-11-24 10:00 +10h", "2026-11-24 10:00 ",
      "2026-11-24T10:00:00Zulu time", "0001-01-01 00:0",
    ] {
      #expect(DateTime(iso: text, zone: .utc) == nil, "\(text)")
    }
  }

  @Test func aReaderStopsBehindWhatItRead() {
    let bytes = Array("due 2026-11-24 17:00, or 2026-11-24 10:00 +1000m".utf8)
    bytes.withUnsafeBufferPointer { buffer in
      var reader = ISOReader(buffer, at: 4)
      #expect(reader.readDateTime(zone: .utc)?.rfc3339 == "2026-11-24T17:00:00Z")
      #expect(reader.position == 20)
      #expect(reader.readTime() == nil)
      #expect(reader.position == 20)
      var sum = ISOReader(buffer, at: 25)
      #expect(sum.readDateTime(zone: .utc)?.rfc3339 == "2026-11-24T10:00:00Z")
      #expect(sum.position == 41)
      var mail = ISOReader(buffer, at: 42)
      #expect(mail.readOffset() == nil)
      #expect(mail.readOffset(colon: false) == 600)
      var beyond = ISOReader(buffer, at: 1000)
      #expect(beyond.isAtEnd)
      #expect(beyond.readDate() == nil)
      #expect(beyond.readZone() == nil)
    }
  }

  @Test func whatPrintsReadsBack() throws {
    let zones = try ["UTC", "+05:30", "-11:00", "Europe/Berlin"].map { try #require(ZoneID(named: $0)) }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let instant = Int.random(in: -10_000_000_000...100_000_000_000, using: &generator)
      for zone in zones {
        let value = try DateTime(instant: instant, zone: zone)
        let read = try #require(DateTime(iso: value.description, zone: .utc))
        #expect(read.zone == zone && read.text(userZone: zone) == value.text(userZone: zone))
        #expect(DateTime(iso: value.rfc3339, zone: .utc) == value, "\(instant) \(zone)")
      }
    }
  }

  @Test func mailDates() throws {
    #expect(try moment("2026-11-24 10:00", "America/New_York").rfc5322 == "Tue, 24 Nov 2026 10:00:00 -0500")
    #expect(try moment("2026-05-03T09:08:07Z").rfc5322 == "Sun, 3 May 2026 09:08:07 +0000")
    #expect(try moment("2026-05-03 09:08", "Asia/Kolkata").rfc5322 == "Sun, 3 May 2026 09:08:00 +0530")
  }

  @Test func everyErrorHasItsWords() throws {
    let message = try TimeError.notComparable(length("1mo"), length("30d")).message
    #expect(message.contains("`1mo`") && message.contains("`30d`"))
    #expect(TimeError.missingPart("HH", of: .date).message == "`HH` asks for what a Date does not have")
  }
}
