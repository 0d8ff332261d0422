// A run is one transaction: nothing of it is seen before the commit, and nothing of a broken one ever.

import Foundation
import GRDB
import KindlyCatalog
import KindlyStore
import KindlyTime
import Testing

@Suite struct TransactionTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test func othersSeeARunOnlyWhenItIsCommitted() throws {
    let writer = try Store.open(path: folder.store, mode: .writing)
    let reader = try Store.open(path: folder.store, mode: .reading)
    try writer.begin(.writing)
    try writer.say(.contact, "dana", ["name": .text("Dana Reyes")])
    try reader.begin(.reading)
    #expect(try reader.rows(of: .contact).isEmpty)
    try writer.commit()
    // The snapshot stands still.
    #expect(try reader.rows(of: .contact).isEmpty)
    #expect(try reader.row(handle: "dana") == nil)
    try reader.commit()
    try reader.begin(.reading)
    #expect(try reader.rows(of: .contact) == [1])
    #expect(try reader.row(handle: "dana")?.row == 1)
  }

  @Test func whatAnotherRunChangedIsReadAgain() throws {
    let one = try Store.open(path: folder.store, mode: .writing)
    let two = try Store.open(path: folder.store, mode: .writing)
    try one.begin(.writing)
    try one.say(.contact, "dana", ["name": .text("Dana"), "company": .text("Acme")])
    try one.commit()
    try two.begin(.writing)
    #expect(try two.get(.contact, 1, "company") == .text("Acme"))
    try two.put(.contact, 1, "company", .text("Globex"))
    try two.commit()
    try one.begin(.reading)
    #expect(try one.get(.contact, 1, "company") == .text("Globex"))
  }

  @Test func aRollbackLeavesNothing() throws {
    let store = try Store.open(path: folder.store, mode: .writing)
    try store.begin(.writing)
    try store.say(.contact, "dana", ["name": .text("Dana"), "company": .text("Acme")])
    try store.commit()
    try store.begin(.writing)
    try store.say(.contact, "lee", ["name": .text("Lee")])
    try store.put(.contact, 1, "company", .text("Globex"))
    try store.rename(.contact, 1, to: "dana-r", now: try moment("2026-11-25 09:00"))
    store.rollback()
    try store.begin(.writing)
    #expect(try store.rows(of: .contact) == [1])
    #expect(try store.row(handle: "lee") == nil)
    #expect(try store.row(handle: "dana-r") == nil)
    #expect(try store.get(.contact, 1, "company") == .text("Acme"))
    #expect(try store.changes(zone: .utc).isEmpty)
  }

  @Test func aSecondWriterWaitsAndIsThenRefused() throws {
    let one = try Store.open(path: folder.store, mode: .writing)
    let two = try Store.open(path: folder.store, mode: .writing, wait: 0.2)
    try one.begin(.writing)
    let start = Date()
    let error = storeError { try two.begin(.writing) }
    #expect(error == .locked(path: folder.store, seconds: 0.2))
    #expect(error?.exit == .locked)
    #expect(error?.code == 504)
    #expect(Date().timeIntervalSince(start) >= 0.15)
    // Readers are never in the way, nor is one in theirs.
    try two.begin(.reading)
    #expect(try two.rows(of: .contact).isEmpty)
    try two.commit()
    try one.commit()
    try two.begin(.writing)
    try two.say(.contact, ["name": .text("Dana")])
    try two.commit()
  }

  @Test func anAbandonedRunLeavesNothing() throws {
    do {
      let store = try Store.open(path: folder.store, mode: .writing)
      try store.begin(.writing)
      try store.say(.contact, "dana", ["name": .text("Dana")])
    }
    let store = try Store.open(path: folder.store, mode: .writing, wait: 0)
    try store.begin(.writing)
    #expect(try store.rows(of: .contact).isEmpty)
  }

  /// What is on disk while a long run writes is what a kill would leave.
  @Test func aKilledRunLeavesNothing() throws {
    let store = try Store.open(path: folder.store, mode: .writing)
    try store.begin(.writing)
    try store.say(.contact, "first", ["name": .text("First")])
    try store.commit()
    try store.begin(.writing)
    let prose = String(repeating: "so much to say ", count: 500)
    for number in 0..<1000 { try store.say(.note, "n\(number)", ["text": .text(prose + "\(number)")]) }
    let left = try Folder()
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: folder.store + suffix, toPath: left.store + suffix)
    }
    let size = try #require(
      FileManager.default.attributesOfItem(atPath: left.store + "-wal")[.size] as? Int)
    #expect(size > 1_000_000, "the run had spilled to disk")

    for mode in [Store.Mode.reading, .writing] {
      let after = try Store.open(path: left.store, mode: mode)
      try after.begin(mode)
      #expect(try after.rows(of: .note).isEmpty)
      #expect(try after.row(handle: "n7") == nil)
      #expect(try after.rows(of: .contact) == [1])
      try after.commit()
      after.close()
    }
  }

  @Test func aRunThatIsReallyKilledLeavesNothing() async throws {
    let path = folder.store
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try Store.open(path: path, mode: .writing)
      try store.begin(.writing)
      try store.say(.contact, "first", ["name": .text("First")])
      try store.commit()
      try store.begin(.writing)
      let prose = String(repeating: "so much to say ", count: 500)
      for number in 0..<1000 { try store.say(.note, "n\(number)", ["text": .text(prose + "\(number)")]) }
      kill(getpid(), SIGKILL)
    }
    #expect(folder.files.contains("kindly.db-wal"))
    for mode in [Store.Mode.reading, .writing] {
      let after = try Store.open(path: path, mode: mode, wait: 0)
      try after.begin(mode)
      #expect(try after.rows(of: .contact) == [1])
      #expect(try after.rows(of: .note).isEmpty)
      #expect(try after.row(handle: "n7") == nil)
      after.close()
    }
  }

  @Test func manyRunsAtOnceMakeOneStoreAndWaitForEachOther() async throws {
    let path = folder.store
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          let store = try Store.open(path: path, mode: .writing, wait: 30)
          try store.begin(.writing)
          try store.say(.contact, "c\(number)", ["name": .text("C\(number)")])
          try store.commit()
          store.close()
          let reader = try Store.open(path: path, mode: .reading, wait: 30)
          try reader.begin(.reading)
          #expect(try reader.row(handle: "c\(number)") != nil)
          reader.close()
        }
      }
      try await group.waitForAll()
    }
    let store = try Store.open(path: path, mode: .reading)
    #expect(try store.rows(of: .contact).count == 8)
    store.close()
    #expect(folder.files == ["kindly.db"])
  }

  @Test func aFailureOfTheFileEndsTheRun() throws {
    let store = try Store.open(path: folder.store, mode: .writing)
    try store.begin(.writing)
    try store.say(.contact, "dana", ["name": .text("Dana")])
    try store.commit()
    // A trigger stands for a disk that gives up half-way through a record.
    let queue = try DatabaseQueue(path: folder.store)
    try queue.write {
      try $0.execute(
        sql: "CREATE TRIGGER t BEFORE INSERT ON handle WHEN NEW.name = 'lee' BEGIN SELECT RAISE(ABORT, 'no more'); END")
    }
    try queue.close()
    try store.begin(.writing)
    try store.say(.contact, "mia", ["name": .text("Mia")])
    let error = storeError { try store.say(.contact, "lee", ["name": .text("Lee")]) }
    #expect(error?.code == 506)
    // A script may catch that; the half record must not be committed nevertheless.
    #expect(storeError { try store.say(.contact, "zoe", ["name": .text("Zoe")]) } == error)
    #expect(storeError { try store.commit() } == error)
    try store.begin(.reading)
    #expect(try store.rows(of: .contact) == [1])
    #expect(try store.row(handle: "mia") == nil)
  }

  @Test func writingWithoutARunIsRefused() throws {
    let store = try Store.inMemory()
    #expect(storeError { try store.say(.contact, ["name": .text("Dana")]) }?.code == 503)
    try store.begin(.reading)
    #expect(storeError { try store.say(.contact, ["name": .text("Dana")]) }?.code == 503)
    #expect(storeError { try store.remove(.contact, 1) }?.code == 503)
  }

  @Test func aCopyIsWrittenApart() throws {
    let store = try Store.open(path: folder.store, mode: .writing)
    try store.begin(.writing)
    try store.say(.contact, "dana", ["name": .text("Dana")])
    try store.commit()
    let copy = try Store.open(path: folder.store, mode: .reading).copy()
    try copy.begin(.writing)
    try copy.say(.contact, "lee", ["name": .text("Lee")])
    try copy.commit()
    #expect(try copy.rows(of: .contact) == [1, 2])
    try store.begin(.reading)
    #expect(try store.rows(of: .contact) == [1])
  }
}
