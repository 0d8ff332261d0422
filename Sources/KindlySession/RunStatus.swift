// The exit codes, and which of them an error of a lower layer becomes.

import KindlyMachine
import KindlyStore

public enum RunStatus: Int32, Sendable {
  case success = 0
  /// A run-time error or a failed test; nothing of the run is in the store.
  case failure = 1
  case usage = 2
  /// The source has errors; nothing was run.
  case source = 65
  case noInput = 66
  case cannotCreate = 73
  case io = 74
  /// Try again later: the lock is held.
  case temporary = 75
  /// Stopped by the user, with C-c; rolled back.
  case interrupted = 130
  /// Stopped by whoever ends processes; rolled back.
  case terminated = 143

  /// The exit code of a run that was stopped by a signal.
  public init(_ cause: InterruptFlag.Cause?) {
    switch cause {
    case .terminated: self = .terminated
    case .interrupted, nil: self = .interrupted
    }
  }

  init(_ error: StoreError) {
    self = RunStatus(rawValue: error.exit.rawValue) ?? .failure
  }
}
