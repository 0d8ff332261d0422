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
    made.workingFolder = options.workingFolder
    made.allowRead = options.allowRead
    made.isQuiet = options.isQuiet
    made.format = options.format
    made.limit = options.limit
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

  /// Checks a file; without its tests where it has errors, which are reported. Of a file without tests that is only found in
  /// a folder, the handles that it takes from the user's store are no errors, and its warnings are its own business.
  func tests(name: String, bytes: [UInt8], isNamed: Bool) -> (tests: Tests?, exit: RunStatus) {
    var tests: Tests?
    let exit = perform(.looking) { _ in
      guard let file = accept(name, bytes) else { return .source }
      var (program, diagnostics) = try checked(file, CheckOptions(voice: .script))
      if !isNamed, !Self.hasTests(file) {
        diagnostics.removeAll { $0.severity == .warning || $0.code == Self.unknownHandle }
        program = nil
      }
      report(diagnostics)
      tests = program.map { Tests(file: file, program: $0) }
      return diagnostics.contains { $0.severity == .error } ? .source : .success
    }
    return (tests, exit)
  }

  /// What the checker says of a handle that is not in the store.
  private static let unknownHandle: Code = 207

  private static func hasTests(_ file: SourceFile) -> Bool {
    let tree = Parser.parse(file, interner: Interner()).tree
    return tree.statements.contains { tree[$0].kind == .test }
  }

  /// Runs one test; without an outcome where it could not even begin, which is told. Each test has its own time.
  func run(_ test: TestInfo, of tests: Tests, printed: () -> String) -> (outcome: TestOutcome?, exit: RunStatus) {
    limit.begin()
    var outcome: TestOutcome?
    // A test is a rehearsal: what it approves goes nowhere.
    let exit = perform(.testing, voice: .test) { _ in
      var failure: RuntimeError?
      do throws(RuntimeError) {
        for unit in tests.program.modules { _ = try machine.run(unit) }
        try machine.makeConstants(of: tests.program.unit)
        _ = try machine.call(test.function, [])
      } catch {
        failure = error
      }
      try machine.flush()
      outcome = TestOutcome(
        test: test, file: tests.file, failure: failure?.diagnostic, isInterrupted: failure?.fault == .interrupted,
        printed: printed())
      return .success
    }
    return (outcome, exit)
  }
}
