// Runs tests: each in an empty store in memory, in UTC, with a clock of its own, after the constants of its file. All
// that a test does is rolled back. Which files, and how it is told, are TestRun's.

import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlySource
import KindlySyntax

/// What came of one test.
struct TestOutcome {
  let test: TestInfo
  let file: SourceFile
  /// Why it failed; nothing where it passed.
  let failure: Diagnostic?
  /// Whether the user stopped it.
  let isInterrupted: Bool
  /// What it printed, and what it was warned of.
  let printed: String

  var line: Int { file.line(at: test.span.start) }
}

extension SessionOptions {
  /// The surroundings of every test.
  static func test(like options: SessionOptions) -> SessionOptions {
    var made = SessionOptions(storePath: "")
    made.isRehearsal = true
    made.now = "2026-01-01 09:00"
    made.files = options.files
    made.isQuiet = options.isQuiet
    made.format = options.format
    made.timeout = options.timeout
    made.isColored = options.isColored
    return made
  }
}

extension Session {
  /// A file with its tests, checked.
  struct Tests {
    let file: SourceFile
    let program: CheckedProgram
  }

  /// Checks a file; nothing where it has errors, which are told.
  func tests(name: String, bytes: [UInt8]) throws -> Tests? {
    beginTime()
    try host.store.begin(.reading)
    defer { host.store.rollback() }
    guard let file = accept(name, bytes) else { return nil }
    let (program, diagnostics) = try checked(file, CheckOptions(isScript: true))
    report(diagnostics)
    return program.map { Tests(file: file, program: $0) }
  }

  /// Runs one test.
  func run(_ test: TestInfo, of tests: Tests, printed: () -> String) throws -> TestOutcome {
    beginTime()
    try host.store.begin(.writing)
    defer { host.store.rollback() }
    host.beginRun(now: try Clock.now(options, store: host.store))
    // A test is a rehearsal: what it approves goes nowhere.
    host.isUsersWord = true
    var failure: RuntimeError?
    do {
      for unit in tests.program.modules { _ = try machine.run(unit) }
      try machine.makeConstants(of: tests.program.unit)
      _ = try machine.call(test.function, [])
    } catch {
      failure = error
    }
    try machine.flush()
    return TestOutcome(
      test: test, file: tests.file, failure: failure?.diagnostic, isInterrupted: failure?.fault == .interrupted,
      printed: printed())
  }
}
