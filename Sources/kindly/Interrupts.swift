// C-c and a polite kill: while a session works, both stop its run, which is then rolled back. Before and after, the
// signals do what they did.

import Foundation
import KindlyMachine
import KindlySession

enum Interrupts {
  // The handler may touch no more than this; it is set before the handler is and taken away after.
  nonisolated(unsafe) private static var running: InterruptFlag?

  static func during<T>(_ session: Session, _ work: () throws -> T) rethrows -> T {
    session.interrupt.lower()
    running = session.interrupt
    let handler: @convention(c) (Int32) -> Void = { _ in Interrupts.running?.raise() }
    let before = [SIGINT, SIGTERM, SIGHUP].map { ($0, signal($0, handler)) }
    defer {
      for (number, action) in before { signal(number, action) }
      running = nil
    }
    return try work()
  }
}
