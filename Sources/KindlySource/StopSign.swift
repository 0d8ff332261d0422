// Whether to go on with a source: who reads or checks one asks at every statement, and leaves off where the answer is no.
// Why it is no - a deadline, C-c - is known to whoever made the sign, who also throws away what was left half done.

/// Asked often, it looks seldom: a look is a matter of nanoseconds, a look at the clock is not.
public final class StopSign {
  private static let asksPerLook = 32

  private let look: () -> Bool
  private var asksLeft = StopSign.asksPerLook
  private var hasStopped = false

  /// - Parameter look: whether it is time to stop.
  public init(_ look: @escaping () -> Bool) { self.look = look }

  /// Whether to leave off; once it says so it stays so.
  @inline(__always)
  public var isUp: Bool {
    asksLeft -= 1
    return asksLeft > 0 ? false : isUpNow
  }

  /// The same, looking in any case.
  @inline(never)
  public var isUpNow: Bool {
    asksLeft = hasStopped ? 0 : StopSign.asksPerLook
    if !hasStopped, look() { (hasStopped, asksLeft) = (true, 0) }
    return hasStopped
  }
}
