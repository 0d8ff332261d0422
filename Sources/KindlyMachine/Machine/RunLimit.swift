// What ends a run from outside: a signal, or the end of the time that `--timeout` gives it. Whatever may take long asks
// one of these - the machine, the store's statements, readers of files, child processes - so that all of them stop for
// the same reasons at the same moment. Which signals there are is the executable's; what is reported is the session's.

/// The limits of a command's runs, shared by all that work for it.
public final class RunLimit: @unchecked Sendable {
  public let interrupt: InterruptFlag
  /// How many seconds a run may take; as many as it needs where there is none.
  public let seconds: Double?
  /// Is told the seconds whenever their time begins anew; the executable sets its alarm by it.
  private let alarm: (@Sendable (Double) -> Void)?
  private var deadline: ContinuousClock.Instant?
  private var hasRunBegun = false

  public init(
    interrupt: InterruptFlag = InterruptFlag(), seconds: Double? = nil, alarm: (@Sendable (Double) -> Void)? = nil
  ) {
    self.interrupt = interrupt
    self.seconds = seconds
    self.alarm = alarm
  }

  /// From here on runs the time: of a command, of an entry at the prompt, of a test.
  public func begin() {
    hasRunBegun = false
    restart()
  }

  /// From here on runs the time of the command's run itself, at its first one; what was read before it had its own.
  public func beginRun() {
    if hasRunBegun { return }
    hasRunBegun = true
    restart()
  }

  private func restart() {
    guard let seconds else { return }
    deadline = .now + .seconds(seconds)
    alarm?(seconds)
  }

  /// Whether somebody wants an end, or the time is over, whatever is under way.
  public var isOver: Bool { reason != nil }

  /// Why the run is to end; nothing while what is under way is brought to its end: the commit, and what follows it.
  public var fault: Fault? {
    switch interrupt.phase {
    case .idle, .running: reason
    case .committing, .delivering: nil
    }
  }

  /// - Throws: where the run is to end.
  public func check() throws(RuntimeError) {
    if let fault { throw RuntimeError(fault, at: nil) }
  }

  /// Why there is to be an end, whatever is under way.
  public var reason: Fault? {
    if interrupt.isRaised { return .interrupted }
    if let deadline, ContinuousClock.now >= deadline { return .timedOut }
    return nil
  }
}
