// Records written in bulk are found as any others, and the triggers are there again whatever happens.

import Foundation
import GRDB
import KindlyCatalog
import KindlyTime
import Testing

@testable import KindlyStore

@Suite struct BulkTests {
  let folder: Folder
  let store: Store

  init() throws {
    folder = try Folder()
    store = try Store.open(path: folder.store, mode: .writing)
    try store.begin(.writing)
    try store.say(.contact, "old", ["name": .text("Old Name"), "company": .text("Acme")])
    try store.say(.contact, "gone", ["name": .text("Gone Soon")])
    try store.commit()
    try store.begin(.writing)
  }

  private func triggers() throws -> [String] {
    try DatabaseQueue(path: folder.store).read { db in
      try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    }
  }

  private func work() throws {
    for number in 0..<50 { try store.say(.contact, "n\(number)", ["name": .text("New \(number)")]) }
    try store.put(.contact, 1, "name", .text("Other Name"))
    try store.put(.contact, 3, "name", .text("Renamed"))
    try store.remove(.contact, 2)
    try store.remove(.contact, 4)
  }

  private func check() throws {
    #expect(try store.search(.contact, "new").count == 48)
    #expect(try store.search(.contact, "old") == [])
    #expect(try store.search(.contact, "other acme") == [1])
    #expect(try store.search(.contact, "gone") == [])
    #expect(try store.search(.contact, "renamed") == [3])
    // Words that come again and again, and more of them than anybody asks for, are no burden.
    let many = String(repeating: "other name ", count: 50_000)
    #expect(try store.search(.contact, many) == [1])
    #expect(try store.search(.contact, (0..<5000).map { "word\($0)" }.joined(separator: " ")) == [])
    // What follows is kept by the triggers.
    try store.put(.contact, 1, "name", .text("Third Name"))
    #expect(try store.search(.contact, "third") == [1])
    #expect(try store.search(.contact, "other") == [])
    try store.commit()
    try DatabaseQueue(path: folder.store).write { db in
      try db.execute(sql: "INSERT INTO contact_search (contact_search) VALUES ('integrity-check')")
    }
  }

  @Test func theWordsAreEntered() throws {
    let before = try triggers()
    try store.inBulk([.contact, .note]) { try work() }
    try check()
    #expect(try triggers() == before)
  }

  @Test func aFailureLeavesThemTrueToo() throws {
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try store.inBulk([.contact]) {
        try work()
        throw Stop()
      }
    }
    try check()
  }

  @Test func aRunThatHasWrittenBeforeGoesOnWithoutIt() throws {
    try store.put(.contact, 1, "title", .text("Head"))
    try store.inBulk([.contact]) { try work() }
    #expect(try store.search(.contact, "head") == [1])
    try check()
  }

  @Test func aRollbackBringsTheTriggersBack() throws {
    let before = try triggers()
    try store.inBulk([.contact]) { try work() }
    store.rollback()
    #expect(try triggers() == before)
    try store.begin(.reading)
    #expect(try store.search(.contact, "old acme") == [1])
    #expect(try store.search(.contact, "new") == [])
  }
}
