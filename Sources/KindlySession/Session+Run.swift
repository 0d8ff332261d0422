// The protocol of a run, written once: every command, every script and every line at the prompt goes through `perform`.
// Its steps, in order: the time begins; the store is opened as the run needs it; the clock is read; the work is done, and
// may be stopped; what can fail fails, for the last time; what there is to show is printed; the transaction is
// committed; files take their places; letters leave. On an error or a stop nothing of it is kept, and it is reported.
// Invariant: nobody else begins, commits or rolls back a run of a session.

import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlyStore

extension Session {
  /// Does a run. `work` gives its exit code; what it changes is kept where that is 0.
  func perform(_ kind: Run.Kind, voice: Voice = .user, _ work: (Run) throws -> RunStatus) -> RunStatus {
    let run = Run(kind, voice: voice, in: self)
    let mark = environment.mark()
    limit.beginRun()
    interrupt.begin()
    var files = PendingFiles()
    let away = StoreInUse(host)
    defer {
      away.putBack()
      host.voice = .script
    }
    do {
      try open(run)
      let exit = try interrupt.during(.running) {
        try limit.check()
        let exit = try work(run)
        try finish(run, exit, &files)
        return exit
      }
      guard exit == .success else {
        host.store.rollback()
        environment.withdrawNames(since: mark)
        try files.place()
        return exit
      }
      try files.place()
      guard run.delivers else { return .success }
      let delivered = try deliver()
      try output.flush()
      return delivered
    } catch {
      try? output.flush()
      files.discard()
      host.store.rollback()
      environment.withdrawNames(since: mark)
      return report(cause(of: error))
    }
  }

  /// Opens the store as a run needs it. Nothing is lost where the process ends here.
  private func open(_ run: Run) throws {
    switch run.kind {
    case .looking, .program: try host.store.begin(.reading)
    case .changing: try beginWriting()
    case .rehearsing:
      try host.store.begin(.reading)
      let copy = try host.store.copy()
      host.store.rollback()
      try copy.begin(.writing)
      host.store = copy
      host.output = run.printed
    case .testing: try host.store.begin(.writing)
    }
    try beginClock(run)
  }

  func beginClock(_ run: Run) throws {
    host.beginRun(now: try Clock.now(options, store: host.store))
    host.voice = run.voice
  }

  /// Opens the store for writing where it is not, and takes its lock.
  func beginWriting() throws {
    if host.store.mode == .reading {
      let store = try Store.open(
        path: options.storePath, mode: .writing, wait: options.wait, isStopped: host.store.isStopped)
      host.store.close()
      host.store = store
    }
    try host.store.begin(.writing)
  }

  /// What can fail fails here, before anything is kept: the journal's entry, the files beside those they will replace,
  /// the printing. From the last look on nothing stops the run.
  private func finish(_ run: Run, _ exit: RunStatus, _ files: inout PendingFiles) throws {
    let isKept = exit == .success && (run.kind == .program || run.kind == .changing)
    if isKept {
      for file in host.toSave { try files.prepare(file.path, file.bytes, at: try host.placeToWrite(file.path)) }
      if let title = run.title { try host.store.enter(title, at: host.now) }
    }
    for file in run.files { try files.prepare(file.path, file.bytes) }
    try limit.check()
    for text in run.result { try output.write(text) }
    try output.flush()
    if isKept {
      try interrupt.during(.committing) {
        try host.store.commit()
        interrupt.settle()
      }
    }
    for work in run.afterwards { work() }
  }

  /// Does work that needs no session - the store may be broken, or there is none - under the same limits.
  public static func performApart<T>(_ options: SessionOptions, _ work: () throws -> T) throws -> T {
    options.limit.beginRun()
    options.limit.interrupt.begin()
    do {
      return try options.limit.interrupt.during(.running) {
        try options.limit.check()
        let result = try work()
        try options.limit.check()
        return result
      }
    } catch let failure as SessionFailure where failure.exit == .temporary && options.limit.reason != .interrupted {
      // Another run held the store all the time there was.
      throw failure
    } catch {
      throw options.limit.reason == nil ? error : SessionFailure(stoppedBy: options)
    }
  }

  /// Why a run was ended: what a statement, a reader or a child met when it was stopped is not what the user did.
  private func cause(of error: any Error) -> any Error {
    guard let fault = limit.reason else { return error }
    switch error {
    case StoreError.locked where fault == .timedOut: return error
    case is OutputError: return fault == .timedOut ? error : RuntimeError(fault, at: nil)
    case let error as RuntimeError:
      return RuntimeError(fault, at: error.span, trail: error.trail, omitted: error.omitted)
    default: return RuntimeError(fault, at: nil)
    }
  }
}

/// The store and the output that a session works with, to be put back after a run that works with others.
private struct StoreInUse {
  private let host: RunHost
  private let store: Store
  private let output: any Output

  init(_ host: RunHost) {
    self.host = host
    (store, output) = (host.store, host.output)
  }

  /// Ends what is still under way; what was done in a copy is forgotten.
  func putBack() {
    host.store.rollback()
    guard host.output !== output else { return }
    host.store.close()
    (host.store, host.output) = (store, output)
    host.toDeliver = []
    host.toSave = []
    host.writes += 1
  }
}
