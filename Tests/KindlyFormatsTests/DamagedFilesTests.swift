// Files that are cut off anywhere, and files with bytes that are not theirs: they are read or refused, and nothing traps.

import Foundation
import KindlyTime
import Testing

@testable import KindlyFormats

struct DamagedFilesTests {
  private static let card = """
    BEGIN:VCARD\r
    VERSION:2.1\r
    N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nu=C3=B1ez;Zo=\r
    =C3=AB\r
    item1.EMAIL;PREF=1;TYPE="work,x":zoe@acme.example\r
    TEL;WORK:+1 212 555 0100\r
    CATEGORIES:a\\,b,c\r
    END:VCARD\r

    """
  private static let json = "{\"contacts\": [{\"name\": \"D\\u00e9\\ud83d\\ude42\", \"n\": [1.5e3, null, true]}]}"

  private static func samples() throws -> [[UInt8]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/invites")
    return try ["google.ics", "outlook.ics"].map { Array(try Data(contentsOf: folder.appending(path: $0))) }
      + [Array(card.utf8), Array(json.utf8)]
  }

  /// Reads as whatever may be read; gives how many were.
  private func read(_ bytes: [UInt8]) -> Int {
    var count = 0
    if (try? ICalendar(reading: bytes, zone: .utc)) != nil { count += 1 }
    if (try? VCard(reading: bytes)) != nil { count += 1 }
    if (try? JSONRecords(reading: bytes)) != nil { count += 1 }
    _ = (ICalendar.recognizes(bytes), VCard.recognizes(bytes), JSONRecords.recognizes(bytes))
    return count
  }

  @Test func cutOffAnywhere() throws {
    for sample in try Self.samples() {
      for end in stride(from: 0, to: sample.count, by: 3) { _ = read(Array(sample[..<end])) }
      #expect(read(sample) > 0)
    }
  }

  @Test(arguments: 0..<4)
  func withOtherBytes(_ place: Int) throws {
    let sample = try Self.samples()[place]
    var state: UInt64 = 0x1234_5678 + UInt64(place)
    func number(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let odd = Array("\r\n\t ;:,=\"\\^.%-+0123456789TZPDWHMSU{}[]".utf8) + [0x00, 0x7F, 0x80, 0xC3, 0xFF]
    for _ in 0..<800 {
      var bytes = sample
      for _ in 0..<(1 + number(6)) {
        let at = number(bytes.count)
        switch number(3) {
        case 0: bytes[at] = odd[number(odd.count)]
        case 1: bytes.insert(odd[number(odd.count)], at: at)
        default: bytes.remove(at: at)
        }
      }
      _ = read(bytes)
    }
    #expect(read(sample) > 0)
  }

  @Test(arguments: [
    "COUNT=9223372036854775807", "INTERVAL=9223372036854775807", "BYMONTH=99", "BYDAY=9SU", "UNTIL=99991231T235959Z",
    "BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14", "COUNT=1", "UNTIL=00010101T000000Z",
  ])
  func rulesAtTheirEnds(_ part: String) {
    for wall in ["00010101T000000", "99991231T235959", "20261124T100000"] {
      let text =
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:+2359\n"
        + "TZOFFSETTO:-2359\nRRULE:FREQ=YEARLY;BYMONTH=3;\(part)\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\n"
        + "UID:u\nDTSTART;TZID=X:\(wall)\nDURATION:P999999DT999999H\nEND:VEVENT\nEND:VCALENDAR\n"
      let calendar = try? ICalendar(reading: Array(text.utf8), zone: .utc)
      #expect((calendar?.events.count ?? 0) + (calendar?.remarks.count ?? 0) > 0, "\(part) \(wall)")
    }
  }
}
