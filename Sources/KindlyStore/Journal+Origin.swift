// Where a field's value came from: the newest entry of the journal that changed it.

import GRDB
import KindlyCatalog

extension Store {
  /// The run that gave a field the value that it has now; nil where the journal does not reach back so far, and for a
  /// value that nobody has said.
  public func origin(_ noun: Noun, _ row: RowID, field: Int) throws(StoreError) -> JournalEntry? {
    guard !isAbsent, let shape = TableShape.all[Int(noun.rawValue)] else { return nil }
    return try access { db in
      var after = try stored(Owner(noun: noun, row: row))
      let changes = try Row.fetchAll(
        db,
        sql: """
          SELECT c.entry, c.state FROM journal_change c JOIN journal j ON j.id = c.entry
          WHERE c.noun = ? AND c.row = ? AND j.undone = 0 ORDER BY c.entry DESC
          """, arguments: [Int64(noun.rawValue), row])
      for change in changes {
        let before = String.fromDatabaseValue(change[1]).flatMap { RecordState(json: $0, shape)?.cells }
        let unsaid = shape.unsaidCells[field]
        if (before?[field] ?? unsaid) != after?[field] {
          guard let entry = Int64.fromDatabaseValue(change[0]) else { return nil }
          return try entries(db, "WHERE id = ?", [entry.databaseValue]).first
        }
        after = before
      }
      return nil
    }
  }
}
