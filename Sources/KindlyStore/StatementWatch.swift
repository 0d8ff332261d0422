// Ends a statement that runs for long once the run is to stop, and the waiting for another run's lock.
// SQLite asks every so many of its steps; the package that opens the store has no word for that, so it is told here.

import Foundation
import GRDB
import GRDBSQLite

/// While it is there, statements of a connection end with an error as soon as they are to.
final class StatementWatch {
  /// Some tenths of a millisecond of work.
  private static let steps: CInt = 20_000

  private let isStopped: () -> Bool

  init(_ isStopped: @escaping () -> Bool, _ db: Database) {
    self.isStopped = isStopped
    sqlite3_progress_handler(
      db.sqliteConnection, Self.steps,
      { watch in
        watch.map { Unmanaged<StatementWatch>.fromOpaque($0).takeUnretainedValue().isStopped() } == true ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}

/// Waits for another run's lock: some seconds, and no longer than this run may.
final class LockWait: @unchecked Sendable {
  private let seconds: Double
  private let isStopped: () -> Bool
  private var end: ContinuousClock.Instant?

  init(seconds: Double, isStopped: @escaping () -> Bool) {
    self.seconds = seconds
    self.isStopped = isStopped
  }

  /// Whether to try again; the first try of each waiting has the number 0.
  func goesOn(after tries: Int) -> Bool {
    let now = ContinuousClock.now
    let end = tries == 0 ? now + .seconds(seconds) : self.end ?? now
    self.end = end
    guard now < end, !isStopped() else { return false }
    usleep(UInt32(min(1000 * (tries + 1), 20_000)))
    return true
  }
}
