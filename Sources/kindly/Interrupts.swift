// Signals, and the alarm of `--timeout`. What is under way is asked to stop: it is rolled back and says where it was. A
// commit and a letter's record are brought to their end first. Where nothing would be lost, the process ends at once; so it
// does after a second signal, and where what is under way has not stopped by itself a moment later: the store is safe
// against an end at any moment, so that no command can go on past its limit, whatever it does. At the prompt, signals
// stop the entry and never the process.
// C-c ends with 130; SIGTERM, and SIGHUP when the terminal is closed, with 143; the end of the time with 1. What whoever
// started the program had ignored (nohup, a job in the background) stays so; what was only blocked is let through, or
// nothing could stop the run.

import Foundation
import KindlyMachine
import KindlySession

enum Interrupts {
  // The handlers may touch no more than these; they are set before.
  private static let flag = InterruptFlag()
  nonisolated(unsafe) private static var isAtPrompt = false
  nonisolated(unsafe) private static var timedOut: UnsafeBufferPointer<UInt8>?

  /// How long what is under way may take to stop by itself, and how long the record of a letter may take.
  private static let grace = 0.2
  private static let pause = 0.05

  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// The limits of a command, and listens from now on; at the prompt only while an entry is run.
  static func limit(_ options: Options, isAtPrompt: Bool) -> RunLimit {
    self.isAtPrompt = isAtPrompt
    if isAtPrompt { return RunLimit(interrupt: flag, seconds: options.timeout) }
    timedOut = lasting(SessionFailure.timedOut(options.sessionOptions()).message + "\n")
    for number in signals { _ = listen(to: number) { Interrupts.received($0) } }
    _ = listen(to: SIGALRM) { _ in Interrupts.alarmed() }
    return RunLimit(interrupt: flag, seconds: options.timeout) { seconds in Interrupts.arm(seconds + grace) }
  }

  /// Stops what an entry at the prompt does in `work` when a signal comes or its time is over.
  static func duringEntry<T>(_ limit: RunLimit, _ work: () throws -> T) rethrows -> T {
    flag.lower()
    limit.begin()
    let before = signals.compactMap { number in
      listen(to: number) { Interrupts.received($0) }.map { (number, $0) }
    }
    defer {
      for (number, action) in before {
        var action = action
        sigaction(number, &action, nil)
      }
    }
    return try work()
  }

  // MARK: - In the handlers: nothing here may allocate

  private static func received(_ number: Int32) {
    let isSecond = flag.isRaised
    flag.raise(number == SIGINT ? .interrupted : .terminated)
    if isAtPrompt { return }
    if isSecond || flag.phase == .idle { end() }
    arm(grace)
  }

  /// What is under way has not stopped by itself.
  private static func alarmed() {
    if isAtPrompt { return }
    switch flag.phase {
    case .idle, .running: end()
    case .committing, .delivering: arm(pause)
    }
  }

  private static func end() {
    guard let cause = flag.cause else {
      if let timedOut { _ = write(STDERR_FILENO, timedOut.baseAddress, timedOut.count) }
      _exit(RunStatus.failure.rawValue)
    }
    let words: StaticString = "kindly: interrupted\n"
    _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
    _exit(RunStatus(cause).rawValue)
  }

  private static func arm(_ seconds: Double) {
    var timer = itimerval()
    timer.it_value.tv_sec = Int(seconds)
    timer.it_value.tv_usec = Int((seconds - Double(Int(seconds))) * 1_000_000)
    #if canImport(Glibc)
      setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    #else
      setitimer(ITIMER_REAL, &timer, nil)
    #endif
  }

  // MARK: - Listening

  private static func lasting(_ text: String) -> UnsafeBufferPointer<UInt8> {
    let bytes = Array(text.utf8)
    let place = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = place.initialize(from: bytes)
    return UnsafeBufferPointer(place)
  }

  /// What the signal did before; nil where it is ignored, and left so.
  private static func listen(to number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) -> sigaction? {
    var old = sigaction()
    guard sigaction(number, nil, &old) == 0, !isIgnored(old) else { return nil }
    var new = sigaction()
    new.__sigaction_handler.sa_handler = handler
    sigaction(number, &new, nil)
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, number)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    return old
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    // SIG_IGN is the address 1, which Swift cannot compare as a function.
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
