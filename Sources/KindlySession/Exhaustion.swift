// The end of a run that gets no more memory where nothing can be undone step by step: Swift cannot go on after a failed
// allocation. The process reports the error, with its trace where a program was running, and exits with 1; the store
// rolls the run back by itself, as after a kill. Most programs never come here: the machine looks at what it uses, and
// fails by an ordinary error before (MemoryBudget).
// The invariant: whatever is out of memory, there is a line on standard error and an exit code, never a signal.

import CAllocator
import Foundation
import KindlyDiagnostics
import KindlyMachine

public enum Exhaustion {
  private struct Entry {
    weak var session: Session?
  }

  // Sessions are made and run on one thread; the handler may be called on another, and ends the process.
  nonisolated(unsafe) private static var entries: [Entry] = []
  nonisolated(unsafe) private static var isListening = false

  /// From now on a failed allocation ends the process with a report.
  public static func listen() {
    isListening = true
    kindly_limit_memory(MemoryLimit.standard)
    kindly_on_exhaustion { _ in Exhaustion.end() }
  }

  /// Notes a session, which may be running when memory ends.
  static func register(_ session: Session) {
    guard isListening else { return }
    entries.removeAll { $0.session == nil }
    entries.append(Entry(session: session))
    kindly_limit_memory(session.machine.maximumMemory)
  }

  private static func end() -> Never {
    // What fails from here on fails by a signal: then one plain line must do.
    for number in [SIGABRT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS] { signal(number) { _ in Exhaustion.endPlainly() } }
    let sessions = entries.compactMap(\.session)
    guard let session = sessions.last(where: { $0.machine.exhaustion != nil }) ?? sessions.last else {
      write("kindly: not enough memory to start; raise `--max-memory` or `ulimit`\n")
    }
    switch session.interrupt.phase {
    case .committing, .delivering:
      write("kindly: out of memory; `kindly log` shows whether the run was saved\n", status: .io)
    case .idle, .running:
      let error = session.machine.exhaustion ?? RuntimeError(.outOfMemory, at: nil)
      try? session.machine.flush()
      try? session.output.flush()
      write(session.rendered(error.diagnostic))
    }
  }

  private static func endPlainly() -> Never { write("kindly: out of memory\n") }

  private static func write(_ text: String, status: RunStatus = .failure) -> Never {
    var text = text
    text.withUTF8 { bytes in
      var rest = bytes[...]
      while let start = UnsafeBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
        let count = Foundation.write(STDERR_FILENO, start, rest.count)
        if count <= 0 { break }
        rest = rest.dropFirst(count)
      }
    }
    _exit(status.rawValue)
  }
}
