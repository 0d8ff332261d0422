// Whether a run may go on: nobody has interrupted it, its time is not over, its memory suffices. The loop asks every few
// thousand turns; natives ask at each step of work that grows with their arguments, so that none of them runs for long
// after the end. What a step is, and what becomes of work that is cut short, is theirs.
// Invariant: once a look has found a reason to stop, every further question looks again, so that work in many layers
// ends soon.

import KindlySource

/// Asked often, it looks seldom: a look reads the clock.
final class RunWatch {
  /// Steps are some ten to some hundred nanoseconds long.
  private static let stepsPerLook: Int32 = 4096

  let limit: RunLimit
  /// When this machine has to be done, if that is sooner than the run's own limit.
  var deadline: ContinuousClock.Instant?
  let memory: MemoryBudget
  private var stepsLeft = RunWatch.stepsPerLook
  /// Whether the last look found a reason to stop: results are worth nothing then, and the run fails where it is.
  private(set) var hasStopped = false

  init(_ limit: RunLimit, _ memory: MemoryBudget) { (self.limit, self.memory) = (limit, memory) }

  /// Whether to leave off. For work that cannot fail itself: whoever called it looks when it is back.
  @inline(__always)
  func stops() -> Bool {
    stepsLeft &-= 1
    return stepsLeft > 0 ? false : looks()
  }

  /// Fails where the run is to end.
  @inline(__always)
  func step() throws(Fault) {
    stepsLeft &-= 1
    if _slowPath(stepsLeft <= 0) { try look() }
  }

  /// Whether to leave off, looking in any case: after a step of work that took long itself.
  @inline(never)
  func looks() -> Bool {
    do {
      try look()
      return false
    } catch {
      return true
    }
  }

  /// Fails where the run is to end, looking in any case.
  @inline(never)
  func look() throws(Fault) {
    (hasStopped, stepsLeft) = (true, 0)
    if let fault = limit.fault { throw fault }
    if let deadline, ContinuousClock.now >= deadline { throw .timedOut }
    if memory.isExceeded { throw .outOfMemory }
    (hasStopped, stepsLeft) = (false, RunWatch.stepsPerLook)
  }
}
