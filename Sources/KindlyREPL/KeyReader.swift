// Where the session waits: for bytes from the terminal or for a signal. Turns both into keys. It is told
// what to do before it waits (paint) and when the terminal changes; it never paints by itself.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

final class KeyReader {
  /// Why the reader woke.
  enum Event: Equatable {
    case key(Key)
    case resized
    case continued
    case interrupted
    /// The terminal is gone.
    case ended
  }

  private let input: Int32
  private let signals: TerminalSignals
  private var decoder = KeyDecoder()
  private var returned: [Key] = []
  private var waiting: [Int32] = []

  init(input: Int32, signals: TerminalSignals) {
    self.input = input
    self.signals = signals
  }

  /// The next event; `beforeWaiting` is called whenever nothing is pending and the reader is about to block.
  func next(beforeWaiting: () -> Void) -> Event {
    while true {
      if let key = returned.popLast() ?? decoder.next() { return .key(key) }
      if let event = pendingSignal() { return event }
      let rest = decoder.awaitedRest
      var ready = wait(milliseconds: 0)
      if ready == .nothing {
        if rest != KeyDecoder.escapeDelay { beforeWaiting() }
        ready = wait(milliseconds: rest ?? -1)
      }
      switch ready {
      case .input:
        let bytes = readSome(input)
        if bytes.isEmpty { return .ended }
        decoder.feed(bytes)
      case .nothing:
        if rest != nil, let key = decoder.next(timedOut: true) { return .key(key) }
      case .signal:
        continue
      }
    }
  }

  /// Makes a key the next one again.
  func putBack(_ key: Key) {
    returned.append(key)
  }

  /// Forgets signals that came while a program ran.
  func dropSignals() {
    waiting = []
    _ = signals.pending()
  }

  private func pendingSignal() -> Event? {
    waiting += signals.pending()
    while !waiting.isEmpty {
      switch waiting.removeFirst() {
      case SIGINT: return .interrupted
      case SIGWINCH: return .resized
      case SIGCONT: return .continued
      default: continue
      }
    }
    return nil
  }

  private enum Readiness {
    case input, signal, nothing
  }

  /// Waits for bytes or a signal, at most so long; without limit for -1.
  private func wait(milliseconds: Int32) -> Readiness {
    var watched = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.wakeUp, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&watched, 2, milliseconds)
    if count < 0 { return .signal }
    if watched[1].revents != 0 { return .signal }
    return watched[0].revents != 0 ? .input : .nothing
  }
}
