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
      try run(
        db, "INSERT OR REPLACE INTO imported (source, key, noun, row, sequence, stamp) VALUES (?, ?, ?, ?, ?, ?)",
        [
          source.databaseValue, key.databaseValue, Int64(record.noun.rawValue).databaseValue, record.row.databaseValue,
          record.sequence.databaseValue, record.stamp.databaseValue,
        ])
    }
  }
}
