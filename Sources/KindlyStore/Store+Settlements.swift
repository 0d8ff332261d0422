// What the user said of obligations: one record for each, known by its key. Leaves what keys and words mean to the
// session.

import GRDB
import KindlyCatalog
import KindlyTime

extension Store {
  /// The row of each, by its key.
  public func settlements() throws(StoreError) -> [String: RowID] {
    if isAbsent { return [:] }
    return try access { db in
      var found: [String: RowID] = [:]
      let cursor = try Row.fetchCursor(db.cachedStatement(sql: "SELECT key, id FROM settlement ORDER BY id"))
      while let row = try cursor.next() {
        guard let key = String.fromDatabaseValue(row[0]), let id = RowID.fromDatabaseValue(row[1]) else { continue }
        found[key] = id
      }
      return found
    }
  }

  /// Writes what was said; of one that is there already the newest word counts.
  public func settle(
    _ key: String, handle: String, word: String, day: Value, because: Value, now: DateTime, zone: ZoneID
  ) throws(StoreError) {
    guard let shape = TableShape.all[Int(Noun.settlement.rawValue)] else { return }
    try change { db in
      let statement = try db.cachedStatement(sql: "SELECT id FROM settlement WHERE key = ?")
      statement.setUncheckedArguments([key])
      var row = try RowID.fetchOne(statement)
      // A handle that other records had before it may be taken by what was said of those.
      if row == nil, let owner = try owner(of: handle), owner.noun == .settlement { row = owner.row }
      let values: [(String, Value)] = [("key", .text(key)), ("word", .text(word)), ("day", day), ("because", because)]
      let named = try checked(
        values.map { (field: shape.place($0.0), value: $0.1) }, shape, zone: zone, byProgram: true)
      if let row {
        _ = try update(shape, row, named, now: now, zone: zone, db)
      } else {
        _ = try insert(shape, handle, named, now: now, zone: zone, db)
      }
    }
  }
}
