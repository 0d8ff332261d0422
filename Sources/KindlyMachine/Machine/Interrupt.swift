// How a run is stopped from outside: a flag that any thread, or a signal handler, may raise, and what the run is doing,
// so that the handler knows whether somebody will look at the flag. The machine looks at it, and at its deadline, every
// few thousand calls and turns of loops. Which signals there are, and what they do, is the executable's.

/// Raised by anyone, read by the machine.
public final class InterruptFlag: @unchecked Sendable {
  /// What whoever wants to stop the run has to know of it.
  public enum Phase: Int32, Sendable {
    /// Nobody looks, and nothing is lost if the process ends: reading, waiting for the store's lock.
    case idle
    /// The run looks at the flag.
    case running
    /// The store is being written; short, and all or nothing.
    case committing
    /// Letters are leaving; a letter that is cut off is recorded as in doubt.
    case delivering
  }

  /// Who wants an end.
  public enum Cause: Int32, Sendable {
    /// The user, with C-c.
    case interrupted = 1
    /// Whoever ends processes: the system, a supervisor, the terminal that was closed.
    case terminated = 2
  }

  // Aligned words that are only ever stored and loaded whole; a late look does no harm.
  private let raised: UnsafeMutablePointer<Int32>
  private let doing: UnsafeMutablePointer<Int32>
  private let settled: UnsafeMutablePointer<Int32>

  public init() {
    raised = .allocate(capacity: 1)
    raised.initialize(to: 0)
    doing = .allocate(capacity: 1)
    doing.initialize(to: Phase.idle.rawValue)
    settled = .allocate(capacity: 1)
    settled.initialize(to: 0)
  }

  deinit {
    raised.deallocate()
    doing.deallocate()
    settled.deallocate()
  }

  /// The first cause counts.
  public func raise(_ cause: Cause = .interrupted) {
    if raised.pointee == 0 { raised.pointee = cause.rawValue }
  }
  public func lower() { raised.pointee = 0 }

  @inline(never)
  public var isRaised: Bool { raised.pointee != 0 }

  @inline(never)
  public var cause: Cause? { Cause(rawValue: raised.pointee) }

  @inline(never)
  public var phase: Phase {
    let phase = Phase(rawValue: doing.pointee) ?? .idle
    return settled.pointee != 0 && phase != .delivering ? .committing : phase
  }

  /// The run has been committed: what is left of it is brought to its end.
  public func settle() { settled.pointee = 1 }
  /// Another run begins.
  public func begin() { settled.pointee = 0 }

  /// Does some work as a phase of its own.
  public func during<T>(_ phase: Phase, _ work: () throws -> T) rethrows -> T {
    let before = doing.pointee
    doing.pointee = phase.rawValue
    defer { doing.pointee = before }
    return try work()
  }
}
