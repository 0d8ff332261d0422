// C-c and a polite kill: while a session works, both stop its run, which is then rolled back. Before and after, the
// signals do what they did. What whoever started the program had ignored (nohup, a job in the background) stays so;
// what was only blocked is let through, or nothing could stop the run.

import Foundation
import KindlyMachine
import KindlySession

enum Interrupts {
  // The handler may touch no more than this; it is set before the handler is and taken away after.
  nonisolated(unsafe) private static var running: InterruptFlag?

  static func during<T>(_ session: Session, _ work: () throws -> T) rethrows -> T {
    session.interrupt.lower()
    running = session.interrupt
    let before = [SIGINT, SIGTERM, SIGHUP].compactMap { number in listen(to: number).map { (number, $0) } }
    defer {
      for (number, action) in before {
        var action = action
        sigaction(number, &action, nil)
      }
      running = nil
    }
    return try work()
  }

  /// What the signal did before; nil where it is ignored, and left so.
  private static func listen(to number: Int32) -> sigaction? {
    var old = sigaction()
    guard sigaction(number, nil, &old) == 0, !isIgnored(old) else { return nil }
    var new = sigaction()
    new.__sigaction_handler.sa_handler = { _ in Interrupts.running?.raise() }
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
