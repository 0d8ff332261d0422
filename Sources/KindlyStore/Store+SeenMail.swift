// Which mail has been counted, by its Message-ID, so that each counts once. It is no record of the user's: undoing takes
// back what a letter changed, and does not make it new again.

import GRDB
import KindlyTime

extension Store {
  /// Whether the mail has been counted.
  public func hasSeen(mail id: String) throws(StoreError) -> Bool {
    if isAbsent { return false }
    return try access { db in
      let statement = try db.cachedStatement(sql: "SELECT 1 FROM seen_mail WHERE id = ?")
      statement.setUncheckedArguments([id])
      return try Int.fetchOne(statement) != nil
    }
  }

  /// Counts it: `at` is its own moment, `what` what it was.
  public func setSeen(mail id: String, at moment: DateTime, what: String) throws(StoreError) {
    try change { db in
      try run(
        db, "INSERT OR IGNORE INTO seen_mail (id, at, what) VALUES (?, ?, ?)",
        [id.databaseValue, Int64(moment.instant).databaseValue, what.databaseValue])
    }
  }
}
