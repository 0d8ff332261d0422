// What is remembered of imported records: replaced by what is newer, part of the run's transaction, kept in the file.

import KindlyCatalog
import KindlyStore
import Testing

struct ImportedTests {
  private static let one = ImportedRecord(noun: .interview, row: 7, sequence: 0, stamp: "20261101T000000Z")
  private static let two = ImportedRecord(noun: .interview, row: 7, sequence: 2, stamp: "20261102T000000Z")

  @Test func theNewerTakesThePlaceOfTheOlder() throws {
    let store = try Store.fresh()
    #expect(try store.imported("ics", key: "u") == nil)
    try store.setImported("ics", key: "u", Self.one)
    #expect(try store.imported("ics", key: "u") == Self.one)
    try store.setImported("ics", key: "u", Self.two)
    #expect(try store.imported("ics", key: "u") == Self.two)
    #expect(try store.imported("ics", key: "U") == nil && store.imported("vcf", key: "u") == nil)
  }

  @Test func itBelongsToTheRun() throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.store, mode: .writing)
    try store.begin(.writing)
    try store.setImported("ics", key: "a", Self.one)
    try store.commit()
    try store.begin(.writing)
    try store.setImported("ics", key: "a", Self.two)
    try store.setImported("ics", key: "b", Self.two)
    store.rollback()
    store.close()
    let reader = try Store.open(path: folder.store, mode: .reading)
    #expect(try reader.imported("ics", key: "a") == Self.one && reader.imported("ics", key: "b") == nil)
  }

  @Test func aReadingRunRemembersNothing() throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.store, mode: .reading)
    try store.begin(.reading)
    #expect(try store.imported("ics", key: "a") == nil)
    #expect(storeError { try store.setImported("ics", key: "a", Self.one) } == .readOnly(path: nil))
    #expect(folder.files.isEmpty)
  }
}
