// Signals while a session holds the terminal. Two kinds: those that want attention (interrupt, resize,
// continue) wake the reader through a pipe; those that end the process give the terminal back first.
// Handlers touch only words and a pipe that exist before they are installed, and never allocate.

import CEditLine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The process's signal dispositions for one session; restored by `restore`.
final class TerminalSignals {
  private static let attention = [SIGINT, SIGWINCH, SIGCONT]
  private static let deadly = [SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE]

  /// Readable when a signal came; each byte is a signal's number.
  let wakeUp: Int32
  private let sender: Int32
  private var installed: [Int32] = []
  private var formerMask = sigset_t()

  /// Takes over the signals; `input` and `output` are the terminal to give back on a deadly one.
  init?(input: Int32, output: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    (wakeUp, sender) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    let shared = Shared.words
    Interrupt.clear()
    shared.hasModes = tcgetattr(input, &shared.modes.pointee) == 0
    shared.set(input: input, output: output, sender: sender)
    for signal in Self.attention { install(signal, attend) }
    // A launcher may have left them blocked, and C-c would never arrive.
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for signal in Self.attention { sigaddset(&wanted, signal) }
    pthread_sigmask(SIG_UNBLOCK, &wanted, &formerMask)
    for signal in Self.deadly where ce_is_ignored(signal) == 0 { install(signal, giveBack) }
  }

  /// Puts the former dispositions back.
  func restore() {
    for signal in installed { sigaction(signal, Shared.words.previous.advanced(by: Int(signal)), nil) }
    installed = []
    pthread_sigmask(SIG_SETMASK, &formerMask, nil)
    Shared.words.set(input: -1, output: -1, sender: -1)
    close(wakeUp)
    close(sender)
  }

  /// The signals that came since the last call.
  func pending() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(wakeUp, &bytes, bytes.count)
    return count > 0 ? bytes[..<count].map { Int32($0) } : []
  }

  private func install(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    if ce_handle_signal(signal, handler, Shared.words.previous.advanced(by: Int(signal))) == 0 {
      installed.append(signal)
    }
  }
}

/// What the handlers read: plain memory that outlives every session.
private struct Shared {
  nonisolated(unsafe) static let words = Shared()

  let previous: UnsafeMutablePointer<sigaction>
  let modes: UnsafeMutablePointer<termios>
  /// Ends bracketed paste and any rendition.
  let farewell: UnsafeMutableBufferPointer<UInt8>
  private let numbers: UnsafeMutablePointer<Int32>

  private init() {
    previous = .allocate(capacity: 128)
    previous.initialize(repeating: sigaction(), count: 128)
    modes = .allocate(capacity: 1)
    modes.initialize(to: termios())
    let bytes = Array("\u{1b}[?2004l\u{1b}[0m\r\n".utf8)
    farewell = .allocate(capacity: bytes.count)
    _ = farewell.initialize(from: bytes)
    numbers = .allocate(capacity: 4)
    numbers.initialize(repeating: -1, count: 4)
  }

  var input: Int32 { ce_load(numbers) }
  var output: Int32 { ce_load(numbers + 1) }
  var sender: Int32 { ce_load(numbers + 2) }

  var hasModes: Bool {
    get { ce_load(numbers + 3) == 1 }
    nonmutating set { ce_store(numbers + 3, newValue ? 1 : 0) }
  }

  func set(input: Int32, output: Int32, sender: Int32) {
    ce_store(numbers, input)
    ce_store(numbers + 1, output)
    ce_store(numbers + 2, sender)
  }
}

private func attend(_ signal: Int32) {
  let error = errno
  if signal == SIGINT { Interrupt.request() }
  var byte = UInt8(truncatingIfNeeded: signal)
  let sender = Shared.words.sender
  if sender >= 0 { _ = write(sender, &byte, 1) }
  errno = error
}

/// Ends bracketed paste and any rendition, puts the terminal's modes back and lets the signal do its work. A terminal that
/// takes nothing, because its user stopped it or nobody reads from it, is not waited for.
private func giveBack(_ signal: Int32) {
  let shared = Shared.words
  var ready = pollfd(fd: shared.output, events: Int16(POLLOUT), revents: 0)
  if shared.output >= 0, poll(&ready, 1, 0) == 1, ready.revents & Int16(POLLOUT) != 0 {
    _ = write(shared.output, shared.farewell.baseAddress, shared.farewell.count)
  }
  if shared.input >= 0, shared.hasModes { tcsetattr(shared.input, TCSANOW, shared.modes) }
  sigaction(signal, shared.previous.advanced(by: Int(signal)), nil)
  raise(signal)
}
