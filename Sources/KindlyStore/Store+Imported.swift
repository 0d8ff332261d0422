// What the store remembers of imported records: by which name a file knows them, and how new that file was.
// Leaves which record that is, and what newer means, to the importer.
// Invariant: one record for each name; what is remembered belongs to the run's transaction like all else.

import GRDB
import KindlyCatalog

/// A record that came from a file.
public struct ImportedRecord: Hashable, Sendable {
  public let noun: Noun
  /// 0 where the file told of a record that is not here, such as an interview that was called off before it was known.
  public let row: RowID
  public let sequence: Int
  public let stamp: String

  public init(noun: Noun, row: RowID, sequence: Int, stamp: String) {
    self.noun = noun
    self.row = row
    self.sequence = sequence
    self.stamp = stamp
  }
}

extension Store {
  /// The record that a kind of file knows by that name.
  public func imported(_ source: String, key: String) throws(StoreError) -> ImportedRecord? {
    if isAbsent { return nil }
    return try access { db in
      let statement = try db.cachedStatement(
        sql: "SELECT noun, row, sequence, stamp FROM imported WHERE source = ? AND key = ?")
      statement.setUncheckedArguments([source, key])
      guard let found = try Row.fetchOne(statement) else { return nil }
      guard let number = Int64.fromDatabaseValue(found[0]), let row = RowID.fromDatabaseValue(found[1]),
        let sequence = Int.fromDatabaseValue(found[2]), let stamp = String.fromDatabaseValue(found[3]),
        let noun = UInt8(exactly: number).flatMap(Noun.init)
      else { throw damaged("an imported record names no noun") }
      return ImportedRecord(noun: noun, row: row, sequence: sequence, stamp: stamp)
    }
  }

  /// Remembers it, in place of what was remembered of that name before.
  public func setImported(_ source: String, key: String, _ record: ImportedRecord) throws(StoreError) {
    try change { db in
      let owner = Owner(noun: record.noun, row: record.row)
      touched.remember(owner, imported: try importedNames(owner, db))
      let name = RecordState.ImportedName(
        source: source, key: key, sequence: Int64(record.sequence), stamp: record.stamp)
      try writeImported(name, owner, db)
    }
  }

  // MARK: - For the journal

  func writeImported(_ name: RecordState.ImportedName, _ owner: Owner, _ db: Database) throws {
    try run(
      db, "INSERT OR REPLACE INTO imported (source, key, noun, row, sequence, stamp) VALUES (?, ?, ?, ?, ?, ?)",
      [
        name.source.databaseValue, name.key.databaseValue, Int64(owner.noun.rawValue).databaseValue,
        owner.row.databaseValue, name.sequence.databaseValue, name.stamp.databaseValue,
      ])
  }

  func importedNames(_ owner: Owner, _ db: Database) throws -> [RecordState.ImportedName] {
    let statement = try db.cachedStatement(
      sql: "SELECT source, key, sequence, stamp FROM imported WHERE noun = ? AND row = ? ORDER BY source, key")
    statement.setUncheckedArguments([Int64(owner.noun.rawValue), owner.row])
    return try Row.fetchAll(statement).compactMap { found in
      guard let source = String.fromDatabaseValue(found[0]), let key = String.fromDatabaseValue(found[1]),
        let sequence = Int64.fromDatabaseValue(found[2]), let stamp = String.fromDatabaseValue(found[3])
      else { return nil }
      return RecordState.ImportedName(source: source, key: key, sequence: sequence, stamp: stamp)
    }
  }

  func forgetImported(_ owner: Owner, _ db: Database) throws {
    try run(
      db, "DELETE FROM imported WHERE noun = ? AND row = ?",
      [Int64(owner.noun.rawValue).databaseValue, owner.row.databaseValue])
  }
}
