// What a run is: what it does to the store, and what its work may ask for while it goes on. The steps that every run takes
// around its work - the clock, the lock, the transaction, the limits, the printing, the commit, the report - are
// Session+Run.swift's, and nobody else's.

import KindlyCatalog
import KindlyDiagnostics
import KindlyStore

/// A run under way, as its work sees it.
final class Run {
  /// What a run does to the store.
  enum Kind {
    /// Looks at one snapshot of it.
    case looking
    /// Looks, until the program to run is known to change something: then it takes the lock.
    case program
    /// Changes it, in one transaction with its lock.
    case changing
    /// Works in a copy that is in memory and thrown away; what is printed is kept in `printed`.
    case rehearsing
    /// Works in the session's own store in memory, and takes all of it back.
    case testing
  }

  let kind: Kind
  /// Whose word runs.
  let voice: Voice
  /// What the journal calls the run; where there is none, it makes no entry.
  var title: String?
  /// Whether what it has approved is handed over when it has been committed.
  var delivers = false
  /// What a rehearsal prints.
  let printed = CapturedOutput()
  /// Text for standard output that is printed when the work is done and nothing can stop the run any more.
  private(set) var result: [String] = []
  /// Files that are written then.
  private(set) var files: [(path: String, bytes: [UInt8])] = []
  /// What is said on standard error behind the result.
  private(set) var afterwards: [() -> Void] = []
  private unowned let session: Session

  init(_ kind: Kind, voice: Voice, in session: Session) {
    self.kind = kind
    self.voice = voice
    self.session = session
  }

  func say(_ text: String) { result.append(text) }

  func save(_ path: String, _ bytes: [UInt8]) { files.append((path, bytes)) }

  func afterwards(_ work: @escaping () -> Void) { afterwards.append(work) }

  /// Takes the store's lock, for a program that turns out to change something. The clock is read again: another run may have
  /// changed where it hangs.
  func takeLock() throws {
    try session.interrupt.during(.idle) { try session.beginWriting() }
    try session.beginClock(self)
  }
}
