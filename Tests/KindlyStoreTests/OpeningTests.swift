// Opening: what is made, what is refused untouched, and that reading never writes.

import Foundation
import GRDB
import KindlyCatalog
import KindlyStore
import KindlyTime
import Testing

@Suite struct OpeningTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func makeStore() throws {
    let store = try Store.open(path: folder.store, mode: .writing)
    try store.begin(.writing)
    try store.say(.contact, "dana", ["name": .text("Dana Reyes")])
    try store.commit()
    store.close()
  }

  @Test func readingAMissingPathIsEmptyAndMakesNothing() throws {
    let path = folder.path + "/deep/er/kindly.db"
    let store = try Store.open(path: path, mode: .reading)
    try store.begin(.reading)
    #expect(try store.rows(of: .contact).isEmpty)
    #expect(try store.row(handle: "dana") == nil)
    #expect(try store.get(.me, Store.meRow, "maildir") == .text("drafts"))
    try store.commit()
    #expect(folder.files.isEmpty)
    #expect(storeError { try store.begin(.writing) }?.code == 503)
  }

  @Test func writingMakesTheFolderAndTheFileForTheUserAlone() throws {
    let path = folder.path + "/deep/er/kindly.db"
    let store = try Store.open(path: path, mode: .writing)
    try store.begin(.writing)
    try store.say(.contact, ["name": .text("Dana Reyes")])
    try store.commit()
    #expect(try permissions(folder.path + "/deep") == 0o700)
    #expect(try permissions(folder.path + "/deep/er") == 0o700)
    for suffix in ["", "-wal", "-shm"] { #expect(try permissions(path + suffix) == 0o600) }
    store.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deep/er") == ["kindly.db"])
  }

  /// Reading a store that may only be read leaves SQLite's files beside it, with its rights.
  @Test(arguments: [Store.Mode.reading, .writing]) func whatWasReadOnlyIsMended(_ mode: Store.Mode) throws {
    try makeStore()
    for side in ["-wal", "-shm"] {
      #expect(FileManager.default.createFile(atPath: folder.store + side, contents: nil))
      try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: folder.store + side)
    }
    let store = try Store.open(path: folder.store, mode: mode)
    try store.begin(mode)
    #expect(try store.rows(of: .contact).count == 1)
    for side in ["-wal", "-shm"] { #expect(try permissions(folder.store + side) == 0o600) }
    store.close()
  }

  @Test func aStoreThatOthersCouldReadIsClosedToThem() throws {
    try makeStore()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.store)
    try Store.open(path: folder.store, mode: .writing).close()
    #expect(try permissions(folder.store) == 0o600)
  }

  @Test func aFolderThatWasThereKeepsItsRights() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    try makeStore()
    #expect(try permissions(folder.path) == 0o755)
  }

  @Test func readingChangesNoByteAndLeavesNoFile() throws {
    try makeStore()
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    let store = try Store.open(path: folder.store, mode: .reading)
    try store.begin(.reading)
    #expect(try store.rows(of: .contact) == [1])
    #expect(try store.get(.contact, 1, "name") == .text("Dana Reyes"))
    try store.commit()
    store.close()
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.store)) == before)
    #expect(folder.files == ["kindly.db"])
  }

  @Test func aReadingConnectionCannotWrite() throws {
    try makeStore()
    let store = try Store.open(path: folder.store, mode: .reading)
    #expect(storeError { try store.begin(.writing) }?.exit == .runTime)
    try store.begin(.reading)
    #expect(storeError { try store.say(.contact, ["name": .text("Lee")]) }?.code == 503)
  }

  @Test(arguments: [
    "garbage", "", String(repeating: "not a database at all ", count: 500), "SQLite format 2\0" + "x",
  ])
  func whatIsNoDatabaseIsRefusedUntouched(_ content: String) throws {
    try content.write(toFile: folder.store, atomically: false, encoding: .utf8)
    if content.isEmpty {
      // A run that was killed between making the file and filling it.
      #expect(try Store.open(path: folder.store, mode: .reading).rows(of: .contact).isEmpty)
      try Store.open(path: folder.store, mode: .writing).close()
      return
    }
    for mode in [Store.Mode.reading, .writing] {
      let error = storeError { _ = try Store.open(path: folder.store, mode: mode) }
      #expect(error == .notAStore(path: folder.store, .notADatabase))
      #expect(error?.exit == .inputOutput)
    }
    #expect(try String(contentsOfFile: folder.store, encoding: .utf8) == content)
    #expect(folder.files == ["kindly.db"])
  }

  @Test(arguments: [false, true])
  func anotherProgramsDatabaseIsRefusedUntouched(_ usesWriteAheadLog: Bool) throws {
    do {
      let queue = try DatabaseQueue(path: folder.store)
      try queue.writeWithoutTransaction { db in
        if usesWriteAheadLog { try db.execute(sql: "PRAGMA journal_mode = WAL") }
        try db.execute(sql: "CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT)")
      }
      try queue.close()
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    for mode in [Store.Mode.reading, .writing] {
      let error = storeError { _ = try Store.open(path: folder.store, mode: mode) }
      #expect(error == .notAStore(path: folder.store, .anotherProgram))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.store)) == before)
    #expect(folder.files == ["kindly.db"])
  }

  @Test func aNewerFormatIsRefusedUntouched() throws {
    try makeStore()
    let queue = try DatabaseQueue(path: folder.store)
    try queue.write { db in try db.execute(sql: "PRAGMA user_version = 99") }
    try queue.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    for mode in [Store.Mode.reading, .writing] {
      let error = storeError { _ = try Store.open(path: folder.store, mode: mode) }
      #expect(error == .newerVersion(path: folder.store, found: 99, known: 6))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.store)) == before)
  }

  @Test func aFolderIsNoStoreAndAFileIsNoFolder() throws {
    for mode in [Store.Mode.reading, .writing] {
      #expect(
        storeError { _ = try Store.open(path: folder.path, mode: mode) } == .notAStore(path: folder.path, .folder))
    }
    try "x".write(toFile: folder.path + "/file", atomically: false, encoding: .utf8)
    let error = storeError { _ = try Store.open(path: folder.path + "/file/kindly.db", mode: .writing) }
    #expect(error?.code == 505)
    #expect(error?.exit == .cannotCreate)
  }

  @Test func aPathWithOddLettersIsOpened() throws {
    let path = folder.path + "/mañana ?#%20&x=1.db"
    let store = try Store.open(path: path, mode: .writing)
    store.close()
    try Store.open(path: path, mode: .reading).close()
    #expect(folder.files.count == 1)
  }

  @Test func theIdIsMadeOnceAndKept() throws {
    let first = try Store.open(path: folder.store, mode: .writing)
    let id = first.id
    first.close()
    #expect(UUID(uuidString: id) != nil)
    #expect(try Store.open(path: folder.store, mode: .reading).id == id)
    #expect(try Store.open(path: folder.store, mode: .writing).copy().id == id)
    #expect(try Store.inMemory().id != id)
  }

  #if os(Linux)
    /// The tests may run as root, whom rights do not bind; a thread can be somebody else to the file system alone.
    private func asNobody(_ body: () throws -> Void) throws {
      typealias SetFileSystemUser = @convention(c) (UInt32) -> Int32
      let symbol = try #require(dlsym(nil, "setfsuid"))
      let become = unsafeBitCast(symbol, to: SetFileSystemUser.self)
      let before = become(65_534)
      defer { _ = become(UInt32(bitPattern: before)) }
      try body()
    }

    @Test(.enabled(if: geteuid() == 0)) func aStoreThatMayOnlyBeReadIsReadAndNotWritten() throws {
      try makeStore()
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.store)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
      try asNobody {
        let store = try Store.open(path: folder.store, mode: .reading)
        try store.begin(.reading)
        #expect(try store.get(.contact, 1, "name") == .text("Dana Reyes"))
        try store.commit()
        store.close()
        let error = storeError { _ = try Store.open(path: folder.store, mode: .writing) }
        #expect(error == .readOnly(path: folder.store))
        #expect(error?.code == 503)
        let other = storeError { _ = try Store.open(path: folder.path + "/new/kindly.db", mode: .writing) }
        #expect(other?.code == 505)
        #expect(other?.exit == .cannotCreate)
      }
      #expect(folder.files == ["kindly.db"])
    }

    @Test(.enabled(if: geteuid() == 0)) func aStoreThatMayNotBeReadIsAnError() throws {
      try makeStore()
      try asNobody {
        #expect(storeError { _ = try Store.open(path: folder.store, mode: .reading) }?.exit == .inputOutput)
      }
    }
  #endif
}
