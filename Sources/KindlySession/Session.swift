// One session: the road that every source takes, whoever brings it. Source, tokens, tree, checked program, code, run,
// commit, delivery. A run is one transaction; it takes the store's lock only when its effects say that it may change
// something. The invariant: on an error nothing of the run is in the store, and nothing has left.

import Foundation
import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlySource
import KindlyStore
import KindlySyntax
import KindlyTime

/// Why a session could not begin.
public struct SessionFailure: Error, Sendable {
  public let exit: RunStatus
  /// A line for the user.
  public let message: String

  public init(exit: RunStatus, message: String) {
    self.exit = exit
    self.message = message
  }
}

public final class Session {
  /// Who brings a source: it decides what is warned of, who may approve, and whether the value is shown.
  public enum Origin: Sendable {
    /// A file or standard input.
    case script
    /// `kindly eval` or the prompt: the user's own word.
    case entry

    var voice: Voice {
      switch self {
      case .script: .script
      case .entry: .user
      }
    }
  }

  public let options: SessionOptions
  let sources = SourceMap()
  let environment: Environment
  let host: RunHost
  let machine: Machine
  /// What ends a run from outside.
  let limit: RunLimit
  /// How long sources have taken so far: to read into a tree, and to check.
  public internal(set) var timings = (parsing: Swift.Duration.zero, checking: Swift.Duration.zero)
  let output: any Output
  /// The user's own file and what it uses, until the first run makes their constants.
  var constants: [CheckedUnit] = []

  /// Opens the store for reading and reads the standard library and the user's own rules.
  public init(options: SessionOptions, output: any Output) throws(SessionFailure) {
    self.options = options
    self.output = output
    limit = options.limit
    environment = Environment(interner: Interner())
    do {
      let isStopped = { [limit = options.limit] in limit.fault != nil }
      let store =
        options.isRehearsal
        ? try Store.inMemory(isStopped: isStopped)
        : try Store.open(path: options.storePath, mode: .reading, wait: options.wait, isStopped: isStopped)
      let now = try Clock.now(options, store: store)
      host = RunHost(
        store: store, output: output, options: options, environment: environment,
        calendars: HolidayCalendars(folder: options.holidayFolder, sources: sources, limit: options.limit),
        now: now)
    } catch let error as StoreError {
      throw SessionFailure(error, options.format)
    } catch let error as Clock.Unreadable {
      throw SessionFailure(exit: .usage, message: error.message)
    } catch {
      throw SessionFailure(exit: .failure, message: "\(error)")
    }
    machine = Machine(environment: environment, host: host, limit: options.limit)
    machine.verifiesCode = options.verifiesCode
    host.machine = machine
    if let maximum = options.maxMemory { machine.maximumMemory = maximum }
    Exhaustion.register(self)
    machine.quote = { [sources] span in sources[span.file]?.text(span) ?? "" }
    host.place = { [sources] span in
      guard let file = sources[span.file] else { return "" }
      return "\(file.name):\(file.line(at: span.start))"
    }
    host.tell = { [unowned self] in report([$0]) }
    try loadLibrary()
  }

  public func close() { host.store.close() }

  /// Stops the run that is under way, from a signal handler or another thread.
  public var interrupt: InterruptFlag { machine.interrupt }

  // MARK: - Reading sources

  private func loadLibrary() throws(SessionFailure) {
    for file in Library.files {
      let source = sources.add(name: file.name, text: file.text)
      let diagnostics: [Diagnostic]
      do throws(RuntimeError) {
        diagnostics = try load(source, CheckOptions(voice: .initFile, mayReplace: true))
      } catch {
        guard error.fault == .outOfMemory else { throw SessionFailure(stoppedBy: options) }
        throw SessionFailure(
          exit: .failure, message: "kindly: not enough memory to start; raise `--max-memory` or `ulimit`")
      }
      if diagnostics.contains(where: { $0.severity == .error }) {
        throw SessionFailure(exit: .source, message: diagnostics.map(rendered).joined())
      }
    }
    environment.shareNames()
    defer { environment.shareNames() }
    host.missingRules = try readInit()
  }

  /// Reads a file that is in force for all that follows, if it has no errors; gives what there is to say of it.
  /// - Throws: where somebody wants an end, or the memory is at its end.
  func load(_ source: SourceFile, _ options: CheckOptions) throws(RuntimeError) -> [Diagnostic] {
    let (program, diagnostics) = try checked(source, options)
    if let program, options.isDeclarationsAlone { constants += program.modules + [program.unit] }
    return diagnostics
  }

  // MARK: - Checking and running

  /// Checks a source without running it.
  /// With `showsEffects` each of its functions is printed with what it may do.
  public func check(name: String, bytes: [UInt8], showsEffects: Bool = false) -> RunStatus {
    perform(.looking) { run in
      // What it would need is told rather than refused.
      let permissions = showsEffects ? Permissions.everything : nil
      guard let program = try program(name, bytes, CheckOptions(voice: .script), permissions) else { return .source }
      if showsEffects {
        for line in environment.effectsReport(of: program.unit) { run.say(line + "\n") }
        for line in try needs(of: program) { run.say(line + "\n") }
      }
      return .success
    }
  }

  /// Runs a source: all of it, or nothing.
  public func run(name: String, bytes: [UInt8], origin: Origin) -> RunStatus {
    if origin == .entry {
      let entry = String(decoding: bytes, as: UTF8.self)
      if let topic = Session.helpTopic(entry) { return help(topic) }
      if let question = JournalQuestion(entry) { return answer(question) }
    }
    return perform(.program, voice: origin.voice) { run in
      guard let program = try program(name, bytes, CheckOptions(voice: origin.voice)) else { return .source }
      try refuseUnreadArguments(name)
      let effects = program.unit.effects
      run.title = Session.title(of: program.unit.tree, sources, origin)
      run.delivers = effects.contains(.sends)
      if !effects.isDisjoint(with: [.changes, .sends]) { try run.takeLock() }
      host.declaring = declaringSource(of: program, name: name, origin)
      try makeConstants(program)
      let (value, _) = try machine.run(program.unit)
      if origin == .entry { run.say(try Rendering(host: host).shown(value)) }
      return .success
    }
  }

  /// Reads and checks a source with all that it uses, and reports on it; nothing where it has errors.
  func program(
    _ name: String, _ bytes: [UInt8], _ options: CheckOptions, _ permissions: Permissions? = nil
  ) throws -> CheckedProgram? {
    guard let source = accept(name, bytes) else { return nil }
    let (program, diagnostics) = try checked(source, options, permissions: permissions)
    report(diagnostics)
    return program
  }

  func accept(_ name: String, _ bytes: [UInt8]) -> SourceFile? {
    do {
      return try sources.add(name: name, bytes: bytes)
    } catch {
      report([
        Diagnostic(
          100, "\(name) is not UTF-8: byte \(error.offset) isn't valid there", at: nil,
          label: "save it again as UTF-8")
      ])
      return nil
    }
  }

  /// What the user's own file and the used ones keep under a name is made before the source itself runs.
  func makeConstants(_ program: CheckedProgram) throws {
    for unit in constants { _ = try machine.run(unit) }
    constants = []
    for unit in program.modules { _ = try machine.run(unit) }
  }

  /// Hands over what has been approved for it.
  func deliver() throws -> RunStatus { try interrupt.during(.delivering) { try deliverAll() } }

  private func deliverAll() throws -> RunStatus {
    guard let path = host.store.path else { return .success }
    // One process delivers at a time: a message that is `sending` while we hold the lock was left so by a crash.
    guard let lock = FileLock.outbox(of: path, wait: options.wait, isStopped: { [limit] in limit.isOver }) else {
      host.warn("another run is sending; what is approved waits for the next one")
      return .temporary
    }
    defer { lock.release() }
    let outbox = Outbox(host: host)
    try outbox.recover()
    let report = try outbox.deliver(host.toDeliver, urgent: host.urgent)
    for text in report.texts { try output.write(text) }
    self.report(report.problems)
    if report.isCutOff, let reason = limit.reason {
      var diagnostic = RuntimeError(reason, at: nil).diagnostic
      diagnostic.notes = ["what the run recorded is kept; what was not handed over waits for the next `kindly send`"]
      self.report([diagnostic])
      return reason == .timedOut ? .failure : RunStatus(interrupt.cause)
    }
    if report.hasFailures { return .io }
    return report.isTemporary ? .temporary : .success
  }
}
