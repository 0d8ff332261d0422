// How a run is stopped from outside: a flag that any thread, or a signal handler, may raise, and a deadline.
// The machine looks at both every few thousand calls and turns of loops.

/// Raised by anyone, read by the machine.
public final class InterruptFlag: @unchecked Sendable {
  // One aligned word that is only ever stored and loaded whole; a late look does no harm.
  private let raised: UnsafeMutablePointer<Int32>

  public init() {
    raised = .allocate(capacity: 1)
    raised.initialize(to: 0)
  }

  deinit { raised.deallocate() }

  public func raise() { raised.pointee = 1 }
  public func lower() { raised.pointee = 0 }

  @inline(never)
  public var isRaised: Bool { raised.pointee != 0 }
}
