// Undo and redo bring back exactly what was there: fields, references, links, handles and aliases.

import Foundation
import GRDB
import KindlyCatalog
import KindlyTime
import Testing

@testable import KindlyStore

@Suite struct JournalTests {
  let folder: Folder
  let store: Store

  init() throws {
    folder = try Folder()
    store = try Store.open(path: folder.store, mode: .writing)
  }

  private func run(_ what: String, _ work: () throws -> Void) throws {
    try store.begin(.writing)
    try work()
    try store.commit((what, try moment("2026-11-25 09:00")))
  }

  private func undo() throws -> JournalEntry? {
    try store.begin(.writing)
    let entry = try store.undo()
    try store.commit()
    return entry
  }

  private func redo() throws -> JournalEntry? {
    try store.begin(.writing)
    let entry = try store.redo()
    try store.commit()
    return entry
  }

  /// Every row of every table, the journal aside.
  private func dump() throws -> [String] {
    let tables = ["contact", "interview", "interview_people", "note", "deadline", "message", "me", "handle"]
    return try DatabaseQueue(path: folder.store).read { db in
      try tables.flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { "\(table): \($0)" }
      }
    }
  }

  private func declareAll() throws {
    let dana = try store.say(.contact, "dana", ["name": .text("Dana Reyes"), "email": .text("dana@acme.example")])
    let lee = try store.say(.contact, "lee", ["name": .text("Lee Wu"), "tags": .list([.text("a"), .text("b")])])
    let onsite = try store.say(
      .interview, "onsite",
      [
        "role": .text("Accountant"), "company": .text("Acme"), "starts": .dateTime(try moment("2026-11-24 10:00")),
        "length": .duration(try #require(Duration(text: "1d"))),
        "people": .list([.noun(.contact, lee.row), .noun(.contact, dana.row)]), "via": .noun(.contact, lee.row),
      ])
    try store.say(.note, ["text": .text("bees"), "contact": .noun(.contact, dana.row)])
    try store.say(
      .deadline,
      ["title": .text("Sample"), "due": .date(try date("2026-11-27")), "interview": .noun(.interview, onsite.row)])
    try store.say(.me, ["name": .text("Sam")])
  }

  @Test func aRunIsTakenBackAndDoneAgain() throws {
    let empty = try dump()
    try run("acme.kindly") { try declareAll() }
    let full = try dump()
    #expect(full.count > 10)
    let entry = try #require(try undo())
    #expect(entry.what == "acme.kindly" && entry.created == 6 && entry.updated == 0)
    #expect(try dump() == empty)
    #expect(try undo() == nil)
    #expect(try redo()?.number == entry.number)
    #expect(try dump() == full)
    #expect(try redo() == nil)
  }

  @Test func aRemovalBringsBackItsReferencesAndAliases() throws {
    try run("acme.kindly") { try declareAll() }
    try run("rename") {
      try store.rename(.contact, 1, to: "dana-reyes", now: try moment("2026-11-25 10:00"))
    }
    let before = try dump()
    try run("remove") { try store.remove(.contact, 1, withRecords: true) }
    let after = try dump()
    #expect(after.count < before.count)
    #expect(try undo()?.removed == 4)
    #expect(try dump() == before)
    #expect(try store.row(handle: "dana")?.row == 1)
    #expect(try redo() != nil)
    #expect(try dump() == after)
    #expect(try undo() != nil)
    #expect(try undo()?.what == "rename")
    #expect(try store.row(handle: "dana-reyes") == nil)
    #expect(try store.search(.contact, "reyes") == [1])
  }

  @Test func anAddressThatChangedHandsComesBack() throws {
    try run("acme.kindly") { try declareAll() }
    let before = try dump()
    try run("move") {
      try store.put(.contact, 1, "email", .nothing)
      try store.put(.contact, 2, "email", .text("dana@acme.example"))
    }
    let after = try dump()
    #expect(try undo()?.updated == 2)
    #expect(try dump() == before)
    #expect(try redo() != nil)
    #expect(try dump() == after)
  }

  @Test func aRunThatComesToNothingHasNoEntry() throws {
    try run("acme.kindly") { try declareAll() }
    try run("again") { try declareAll() }
    try run("there and back") {
      try store.put(.contact, 1, "company", .text("Acme"))
      try store.put(.contact, 1, "company", .nothing, at: "2026-11-24 09:00")
    }
    try run("made and removed") {
      let max = try store.say(.contact, "max", ["name": .text("Max")])
      try store.remove(.contact, max.row)
    }
    let entries = try store.journal()
    #expect(entries.map(\.what) == ["acme.kindly"])
  }

  @Test func aNewRunEndsWhatWasUndone() throws {
    try run("one") { try store.say(.contact, "dana", ["name": .text("Dana")]) }
    try run("two") { try store.say(.contact, "lee", ["name": .text("Lee")]) }
    #expect(try undo()?.what == "two")
    try run("three") { try store.say(.contact, "max", ["name": .text("Max")]) }
    #expect(try redo() == nil)
    #expect(try store.journal().map(\.what) == ["three", "one"])
  }

  @Test func whatHasLeftIsNotTakenBack() throws {
    try run("one") { try store.say(.contact, "dana", ["name": .text("Dana")]) }
    try run("draft") {
      _ = try store.insertMessage(
        MessageDraft(template: "hello", to: 1, interview: nil, kind: 4, subject: "Hello", body: "Hello"),
        now: try moment("2026-11-25 09:00"), zone: .utc)
    }
    func move(_ state: String) throws {
      let field = try #require(Noun.message.spec.fieldIndex("state"))
      _ = try store.updateMessage(
        1, [(field, try choice(.messageState, state))], now: try moment("2026-11-25 10:00"), zone: .utc)
    }
    try run("approve") { try move("approved") }
    // Approved, but not sent: it is recalled.
    #expect(try undo()?.what == "approve")
    #expect(try store.get(.message, 1, "state") == (try choice(.messageState, "draft")))
    #expect(try redo()?.what == "approve")
    // It is being sent by another process, which has not told the journal yet.
    try store.begin(.writing)
    try move("sending")
    try store.commit()
    #expect(storeError { _ = try undo() } == .undoCrossesDelivery(what: "approve"))
    store.rollback()
    try run("send") { try move("written") }
    #expect(try store.journal().first?.hasDelivered == true)
    #expect(storeError { _ = try undo() } == .undoCrossesDelivery(what: "send"))
    store.rollback()
    try run("later") { try store.say(.contact, "lee", ["name": .text("Lee")]) }
    #expect(try undo()?.what == "later")
    #expect(storeError { _ = try undo() } != nil)
  }

  @Test func itIsBounded() throws {
    for number in 0..<(Store.journalLimits.entries + 5) {
      try run("\(number)") { try store.say(.contact, "dana", ["name": .text("Dana \(number)")]) }
    }
    let entries = try store.journal()
    #expect(entries.count == Store.journalLimits.entries)
    #expect(entries.last?.what == "5")
    let size = try store.journalSize()
    #expect(size.entries == entries.count && size.changes == entries.count && size.bytes > 100_000)
  }

  /// Whatever a run does, undoing it leaves the store as it was, and redoing it as the run left it.
  @Test(arguments: 0..<20) func anyRunAtAll(_ seed: UInt64) throws {
    var chance = SystemRandom(seed: seed)
    try run("base") { try declareAll() }
    for step in 0..<6 {
      let before = try dump()
      try run("step \(step)") {
        for _ in 0..<Int.random(in: 1...8, using: &chance) { try anything(&chance) }
      }
      let after = try dump()
      guard before != after else { continue }
      #expect(try undo() != nil)
      #expect(try dump() == before)
      #expect(try redo() != nil)
      #expect(try dump() == after)
      if Bool.random(using: &chance) { _ = try undo() }
    }
  }

  private func anything(_ chance: inout SystemRandom) throws {
    let contacts = try store.rows(of: .contact)
    let name = "p\(Int.random(in: 0..<6, using: &chance))"
    do {
      switch Int.random(in: 0..<6, using: &chance) {
      case 0: try store.say(.contact, name, ["name": .text(name), "email": .text("\(name)@x.example")])
      case 1:
        if let row = contacts.randomElement(using: &chance) { try store.remove(.contact, row, withRecords: true) }
      case 2:
        if let row = contacts.randomElement(using: &chance) {
          try store.rename(.contact, row, to: name, now: try moment("2026-11-26 09:00"))
        }
      case 3:
        if let row = contacts.randomElement(using: &chance) {
          try store.put(.contact, row, "email", .text("\(name)@x.example"))
        }
      case 4:
        if let row = contacts.randomElement(using: &chance) {
          try store.say(.note, ["text": .text("note \(name)"), "contact": .noun(.contact, row)])
        }
      default:
        try store.say(
          .interview, "i\(name)",
          [
            "role": .text("Role"), "company": .text(name), "starts": .dateTime(try moment("2026-11-24 10:00")),
            "people": .list(contacts.prefix(3).map { .noun(.contact, $0) }),
          ])
      }
    } catch is StoreError {
      // Refused: a run goes on behind it when the script catches it.
    }
  }
}

private struct SystemRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
