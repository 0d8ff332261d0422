// How much memory a run may use: `--max-memory`, or what the machine and the process's own limits leave. The heap counts
// its own bytes; what else grows with a program - values on their way to the host, texts that are being made - is seen
// in what the system says of the whole process, which is asked a few times a second.
// Leaves what happens at the end to `RunWatch`, and what fails all the same to `Exhaustion` in the session.

import CAllocator

final class MemoryBudget {
  /// The addresses that a process with a limit on them keeps for what has to be said at the end.
  private static let reserve = 40 << 20
  private static let pause = ContinuousClock.Duration.milliseconds(20)

  /// The bytes that the process may use.
  var maximum: Int {
    didSet { state.pointee.heap.limit = Self.heapLimit(maximum) }
  }
  /// A native is at work, which cannot collect: what the heap holds is what it is, garbage and all.
  var isInNative = false

  private let state: UnsafeMutablePointer<MachineState>
  private let addresses: Int
  private var nextReading = ContinuousClock.now

  init(_ state: UnsafeMutablePointer<MachineState>) {
    self.state = state
    addresses = Int(clamping: kindly_memory_limits().addresses)
    maximum = MemoryLimit.standard
    state.pointee.heap.limit = Self.heapLimit(maximum)
  }

  /// Whether the run uses more than it may.
  var isExceeded: Bool {
    if isInNative, state.pointee.heap.held > state.pointee.heap.limit { return true }
    let now = ContinuousClock.now
    guard now >= nextReading else { return false }
    let use = MemoryLimit.use
    if use.resident > maximum || addresses > 0 && use.addresses > addresses - Self.reserve { return true }
    nextReading = now + Self.pause
    return false
  }

  /// What the process leaves to the heap: some of it is in use already.
  private static func heapLimit(_ maximum: Int) -> Int {
    let use = MemoryLimit.use
    let addresses = Int(clamping: kindly_memory_limits().addresses)
    let left = addresses == 0 ? .max : addresses - use.addresses - reserve
    return max(1 << 20, min(maximum - use.resident, left))
  }
}

/// What this process uses and may use.
public enum MemoryLimit {
  /// Three quarters of the machine's memory, or less where the process has limits of its own.
  public static let standard: Int = {
    let limits = kindly_memory_limits()
    let all = [limits.machine / 4 * 3, limits.group / 4 * 3, limits.addresses, limits.data].filter { $0 > 0 }
    return Int(clamping: all.min() ?? 4 << 30)
  }()

  /// In bytes: pages in memory, and addresses.
  static var use: (resident: Int, addresses: Int) {
    var (resident, addresses) = (0, 0)
    kindly_memory_use(&resident, &addresses)
    return (resident, addresses)
  }
}
