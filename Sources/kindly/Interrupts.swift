// C-c and a polite kill. While a program runs, they stop the run, which is then rolled back and says where it was.
// While the store is written or letters leave, that is brought to its end first. At any other time nothing is lost: the
// process ends at once. A second signal does not wait for a run that does not look. At the prompt they never end the
// process. What whoever started the program had ignored (nohup, a job in the background) stays so; what was only
// blocked is let through, or nothing could stop the run.

import Foundation
import KindlyMachine
import KindlySession

enum Interrupts {
  // The handler may touch no more than these; they are set before it is and taken away after.
  nonisolated(unsafe) private static var running: InterruptFlag?
  nonisolated(unsafe) private static var isAtPrompt = false

  /// Listens from now on, for the whole process.
  static func install() {
    for number in signals { _ = listen(to: number) }
  }

  /// Stops what a session does in `work` when a signal comes.
  static func during<T>(_ session: Session, atPrompt: Bool = false, _ work: () throws -> T) rethrows -> T {
    session.interrupt.lower()
    running = session.interrupt
    isAtPrompt = atPrompt
    let before = signals.compactMap { number in listen(to: number).map { (number, $0) } }
    defer {
      for (number, action) in before {
        var action = action
        sigaction(number, &action, nil)
      }
      running = nil
    }
    return try work()
  }

  private static var signals: [Int32] { [SIGINT, SIGTERM, SIGHUP] }

  /// In the signal handler: nothing here may allocate.
  private static func received() {
    guard let flag = running else { return end(.interrupted) }
    let isSecond = flag.isRaised
    flag.raise()
    if isAtPrompt { return }
    switch flag.phase {
    case .idle: end(.interrupted)
    case .running: if isSecond { end(.interrupted) }
    case .committing: break
    // The letter that is on its way will be in doubt, and is looked into by the next run.
    case .delivering: if isSecond { end(.temporary) }
    }
  }

  private static func end(_ status: RunStatus) {
    let words: StaticString = "kindly: interrupted\n"
    _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
    _exit(status.rawValue)
  }

  /// What the signal did before; nil where it is ignored, and left so.
  private static func listen(to number: Int32) -> sigaction? {
    var old = sigaction()
    guard sigaction(number, nil, &old) == 0, !isIgnored(old) else { return nil }
    var new = sigaction()
    new.__sigaction_handler.sa_handler = { _ in Interrupts.received() }
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
