// Each type of field: what is written is read back, in the file and not from the cache alone.

import Foundation
import GRDB
import KindlyCatalog
import KindlyStore
import KindlyTime
import Testing

@Suite struct FieldTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// Writes in one connection and reads in another, field by field and table by table.
  private func reread(_ write: (Store) throws -> Void, check: (Store) throws -> Void) throws {
    let writer = try Store.open(path: folder.store, mode: .writing)
    try writer.begin(.writing)
    try write(writer)
    try check(writer)
    try writer.commit()
    for scansFirst in [false, true] {
      let reader = try Store.open(path: folder.store, mode: .reading)
      try reader.begin(.reading)
      if scansFirst { for noun in Noun.allCases { _ = try reader.rows(of: noun) } }
      try check(reader)
    }
  }

  @Test func everyTypeComesBack() throws {
    let berlin = try #require(ZoneID(named: "Europe/Berlin"))
    let text = "Zoë 李 \"quoted\", 'single' \\ {x} 👩‍👩‍👧"
    try reread { store in
      let dana = try store.say(
        .contact, "dana",
        [
          "name": .text(text), "role": choice(.role, "hiring_manager"), "email": .text("dana@acme.example"),
          "zone": .text("Europe/Berlin"), "connected_on": .date(date("1999-12-31")),
          "tags": .list([.text("a,b"), .text("\"c\""), .text("Zoë")]),
        ])
      let lee = try store.say(.contact, "lee", ["name": .text("Lee Wu")])
      try store.say(
        .interview, "onsite",
        [
          "role": .text("Accountant"), "company": .text("Acme"),
          "starts": .dateTime(moment("2026-11-24 10:00", berlin)), "length": .duration(Duration(seconds: 2700)),
          "people": .list([.noun(.contact, lee.row), .noun(.contact, dana.row), .noun(.contact, lee.row)]),
          "via": .noun(.contact, dana.row),
        ])
      try store.say(.note, "n", ["text": .text("two\nlines\tand a tab")])
      try store.say(
        .me,
        [
          "approve": .list([choice(.messageKind, "check_in")]),
          "send_from": .time(#require(TimeOfDay(hour: 7, minute: 30))),
        ])
    } check: { store in
      #expect(try store.get(.contact, 1, "name") == .text(text))
      #expect(try store.get(.contact, 1, "role") == choice(.role, "hiring_manager"))
      #expect(try store.get(.contact, 1, "connected_on") == .date(date("1999-12-31")))
      #expect(try store.get(.contact, 1, "tags") == .list([.text("a,b"), .text("\"c\""), .text("Zoë")]))
      #expect(try store.get(.contact, 1, "company") == .nothing)
      #expect(try store.get(.contact, 1, "linkedin_ok") == choice(.permission, "unknown"))
      #expect(try store.get(.contact, 2, "tags") == .list([]))
      #expect(try store.get(.interview, 1, "people") == .list([.noun(.contact, 2), .noun(.contact, 1)]))
      #expect(try store.get(.interview, 1, "via") == .noun(.contact, 1))
      #expect(try store.get(.interview, 1, "hiring_manager") == .nothing)
      #expect(try store.get(.interview, 1, "length") == .duration(Duration(seconds: 2700)))
      #expect(try store.get(.note, 1, "text") == .text("two\nlines\tand a tab"))
      #expect(try store.get(.me, 1, "approve") == .list([choice(.messageKind, "check_in")]))
      #expect(try store.get(.me, 1, "send_from") == .time(#require(TimeOfDay(hour: 7, minute: 30))))
      #expect(try store.get(.me, 1, "send_until") == .time(#require(TimeOfDay(hour: 18, minute: 0))))
      // The instant is kept, the zone is the reader's.
      guard case .dateTime(let starts) = try store.get(.interview, 1, "starts") else {
        Issue.record("no moment")
        return
      }
      #expect(starts.rfc3339 == "2026-11-24T09:00:00Z" || starts.zone == .utc && starts.instant == 1_795_510_800)
      guard case .dateTime(let there) = try store.get(.interview, 1, "starts", zone: berlin) else {
        Issue.record("no moment")
        return
      }
      #expect(there.zone == berlin)
      #expect(there.time.hour == 10)
    }
  }

  @Test(arguments: ["45m", "1h", "1d", "5bd", "1mo 14d", "2h 45m", "1y 2mo 14d 5bd 2h 45m 10s"])
  func aDurationKeepsItsParts(_ text: String) throws {
    let length = try #require(Duration(text: text))
    try reread { store in
      try store.say(
        .interview, "i",
        [
          "role": .text("r"), "company": .text("c"), "starts": .dateTime(moment("2026-11-24 10:00")),
          "length": .duration(length),
        ])
    } check: { store in
      guard case .duration(let found) = try store.get(.interview, 1, "length") else {
        Issue.record("no duration")
        return
      }
      #expect(found.hasSameParts(as: length))
    }
  }

  @Test func exactSecondsAreAnInteger() throws {
    try reread { store in
      for (handle, length) in [("a", "45m"), ("b", "1d")] {
        try store.say(
          .interview, handle,
          [
            "role": .text("r"), "company": .text("c"), "starts": .dateTime(moment("2026-11-24 10:00")),
            "length": .duration(#require(Duration(text: length))),
          ])
      }
    } check: { _ in
    }
    let queue = try DatabaseQueue(path: folder.store)
    let kinds = try queue.read { try String.fetchAll($0, sql: "SELECT typeof(length) FROM interview ORDER BY id") }
    #expect(kinds == ["integer", "text"])
  }

  @Test func aDateThatADeadlineIsDueMeansTheEndOfThatDay() throws {
    let store = try Store.fresh()
    let berlin = try #require(ZoneID(named: "Europe/Berlin"))
    let sample = try store.say(
      .deadline, ["title": .text("Send"), "due": .date(date("2026-11-27"))], zone: berlin)
    #expect(try store.get(.deadline, sample.row, "due") == .dateTime(moment("2026-11-27 22:59")))
  }

  @Test func aFileThatKindlyDidNotWriteSoIsDamagedAndDoesNotTrap() throws {
    try reread { store in
      try store.say(.contact, "dana", ["name": .text("Dana"), "tags": .list([.text("x")])])
    } check: { _ in
    }
    for change in ["role = 77", "tags = 'x'", "connected_on = 99999999999", "updated_at = 9223372036854775807"] {
      let queue = try DatabaseQueue(path: folder.store)
      let old = try queue.read { try Row.fetchOne($0, sql: "SELECT role, tags, updated_at FROM contact") }
      try queue.write { try $0.execute(sql: "UPDATE contact SET \(change)") }
      let store = try Store.open(path: folder.store, mode: .reading)
      #expect(storeError { _ = try store.get(.contact, 1, "name") }?.code == 507, "\(change)")
      try queue.write {
        try $0.execute(
          sql: "UPDATE contact SET role = ?, tags = ?, updated_at = ?, connected_on = NULL",
          arguments: StatementArguments([old?[0], old?[1], old?[2]] as [DatabaseValue?]))
      }
    }
  }

  @Test func theProgramsFieldsAreNotTheUsers() throws {
    let store = try Store.fresh()
    for field in ["handle", "created_at", "updated_at"] {
      let error = storeError { try store.say(.contact, "x", ["name": .text("X"), field: .text("y")]) }
      #expect(error == .notYours(.contact, field: field))
    }
    #expect(storeError { try store.say(.contact, "x", ["name": .int(3)]) } == .wrongType(.contact, field: "name"))
    #expect(try store.rows(of: .contact).isEmpty)
  }
}
