// Ends a statement that runs for long once somebody wants the run to stop.
// SQLite asks every so many of its steps; the package that opens the store has no word for that, so it is told here.

import GRDB
import GRDBSQLite

/// While it is there, statements of a connection end with an error as soon as they are to.
final class StatementWatch {
  /// Some tenths of a millisecond of work.
  private static let steps: CInt = 20_000

  private let isStopped: () -> Bool
  private let connection: OpaquePointer?

  init(_ isStopped: @escaping () -> Bool, _ db: Database) {
    self.isStopped = isStopped
    connection = db.sqliteConnection
    sqlite3_progress_handler(
      connection, Self.steps,
      { watch in
        watch.map { Unmanaged<StatementWatch>.fromOpaque($0).takeUnretainedValue().isStopped() } == true ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  func end() { sqlite3_progress_handler(connection, 0, nil, nil) }
}
