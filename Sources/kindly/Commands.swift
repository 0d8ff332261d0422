// What the commands do: each opens a session, has it do one thing, and ends with its exit code. The prompt has a file
// of its own.

import Foundation
import KindlySession

enum Commands {
  /// Kept to the end, which is the process's own: to take apart what a large source has left takes time for nothing.
  nonisolated(unsafe) private static var sessions: [Session] = []

  static func run(_ invocation: Invocation) throws {
    let source = try read(invocation.arguments[0])
    var options = invocation.options.sessionOptions(arguments: Array(invocation.arguments.dropFirst()))
    if invocation.options.isConfirming {
      guard isatty(STDIN_FILENO) == 1, source.name != "<stdin>" else {
        throw UsageError(message: "kindly: `--confirm` asks, and nobody is there to answer; `kindly plan` only shows")
      }
      // What is asked about is what happens: the clock stands between the plan and the run.
      options.now = options.now ?? Date().ISO8601Format()
      try withSession(options) { $0.plan(name: source.name, bytes: source.bytes, isAsked: true) }
      // Whoever thinks it over takes nothing from the run's time.
      defer { options.limit.begin() }
      StandardError.write("Do it? [y/N] ")
      guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
        StandardError.write("nothing has been done\n")
        throw Stop(exit: .interrupted)
      }
    }
    try withSession(options) { $0.run(name: source.name, bytes: source.bytes, origin: .script) }
  }

  static func plan(_ invocation: Invocation) throws {
    let source = try read(invocation.arguments[0])
    let options = invocation.options.sessionOptions(arguments: Array(invocation.arguments.dropFirst()))
    try withSession(options) { $0.plan(name: source.name, bytes: source.bytes) }
  }

  static func simulate(_ invocation: Invocation) throws {
    let source = try read(invocation.arguments[0])
    let options = invocation.options.sessionOptions(arguments: Array(invocation.arguments.dropFirst()))
    try withSession(options) {
      $0.simulate(name: source.name, bytes: source.bytes, invocation.options.simulation)
    }
  }

  static func eval(_ invocation: Invocation) throws {
    let code = invocation.arguments[0]
    try withSession(invocation.options.sessionOptions()) { session in
      session.run(name: "<eval>", bytes: Array(code.utf8), origin: .entry)
    }
  }

  static func check(_ invocation: Invocation) throws {
    let sources = try invocation.arguments.map { try read($0) }
    if invocation.options.isFixing, invocation.arguments.contains("-") {
      throw UsageError(message: "kindly: `--fix` repairs files, and `-` is not one")
    }
    // Each file is a program of its own: one session each.
    var worst = RunStatus.success
    for source in sources {
      do {
        try withSession(invocation.options.sessionOptions()) { session in
          let library = session.timings
          defer {
            if invocation.options.showsTimings {
              let taken = session.timings
              StandardError.write(
                "\(source.name): read in \(taken.parsing - library.parsing), checked in \(taken.checking - library.checking)\n"
              )
            }
          }
          if invocation.options.isFixing { return session.fix(path: source.name, bytes: source.bytes) }
          return session.check(
            name: source.name, bytes: source.bytes, showsEffects: invocation.options.showsEffects)
        }
      } catch let stop as Stop {
        worst = stop.exit
        if invocation.options.limit.isOver { break }
      }
    }
    if worst != .success { throw Stop(exit: worst) }
  }

  /// A file, or `-` for standard input.
  private static func read(_ path: String) throws -> (name: String, bytes: [UInt8]) {
    path == "-"
      ? ("<stdin>", try SourceReader.readStandardInput().get()) : (path, try SourceReader.read(path).get())
  }

  static func agenda(_ invocation: Invocation) throws {
    try withSession(invocation.options.sessionOptions()) { session in
      session.run(name: "<agenda>", bytes: Array("agenda".utf8), origin: .entry)
    }
  }

  static func why(_ invocation: Invocation) throws {
    var words = invocation.arguments
    let isNot = words.first == "not"
    if isNot { words.removeFirst() }
    guard let subject = words.first, words.count <= (isNot ? 2 : 1),
      words.allSatisfy({ $0.wholeMatch(of: #/@?[a-z0-9][A-Za-z0-9_-]*/#) != nil })
    else {
      throw UsageError(
        message: "kindly: `why` takes a handle, or `not`, a rule and a handle: `kindly why not check_in @acme`")
    }
    func handle(_ word: String) -> String { word.hasPrefix("@") ? word : "@" + word }
    let question =
      isNot ? "why not \(subject)" + (words.count > 1 ? " " + handle(words[1]) : "") : "why " + handle(subject)
    try withSession(invocation.options.sessionOptions()) { session in
      session.run(name: "<why>", bytes: Array(question.utf8), origin: .entry)
    }
  }

  /// `undo`, `redo`, `log`.
  static func journal(_ word: String) -> @Sendable (Invocation) throws -> Void {
    { invocation in
      guard let question = JournalQuestion(word: word, count: invocation.arguments.first) else {
        throw UsageError(message: "kindly: `\(word)` takes a number from 1: `kindly \(word) 3`")
      }
      try withSession(invocation.options.sessionOptions()) { $0.answer(question) }
    }
  }

  static func backup(_ invocation: Invocation) throws {
    let path = invocation.arguments[0]
    let isOverwriting = invocation.options.isOverwriting || access(path, F_OK) == 0 && isReplacementAgreed(path)
    try withSession(invocation.options.sessionOptions()) { $0.backUp(to: path, isOverwriting: isOverwriting) }
  }

  /// Asks where somebody can answer.
  private static func isReplacementAgreed(_ path: String) -> Bool {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return false }
    StandardError.write("\(Terminal.line(path)) already exists. Replace it? [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased())
  }

  static func restore(_ invocation: Invocation) throws {
    try Kindly.say(try Session.restore(from: invocation.arguments[0], invocation.options.sessionOptions()))
  }

  static func doctor(_ invocation: Invocation) throws {
    try withSession(invocation.options.sessionOptions()) { $0.examine() }
  }

  static func importFiles(_ invocation: Invocation) throws {
    try withSession(invocation.options.sessionOptions()) {
      $0.importFiles(
        invocation.arguments,
        ImportOptions(
          isDryRun: invocation.options.isDryRun, map: invocation.options.map,
          isOverwriting: invocation.options.isOverwriting))
    }
  }

  static func inbox(_ invocation: Invocation) throws {
    try withSession(invocation.options.sessionOptions()) {
      $0.inbox(invocation.arguments, isDryRun: invocation.options.isDryRun)
    }
  }

  static func export(_ invocation: Invocation) throws {
    let options = invocation.options
    try withSession(options.sessionOptions()) {
      $0.export(ExportOptions(format: options.exportFormat, path: options.outputPath, noun: options.noun))
    }
  }

  static func help(_ invocation: Invocation) throws {
    guard let name = invocation.arguments.first else { return try Kindly.say(Help.text(nil)) }
    guard let command = Command.named(name) else { throw CommandLineReader.unknown(name) }
    try Kindly.say(Help.text(command))
  }

  /// Opens a session, works in it, closes it; an exit code other than 0 ends the command.
  static func withSession(_ options: SessionOptions, _ work: (Session) throws -> RunStatus) throws {
    let output = StandardOutput(isInteractive: isatty(STDOUT_FILENO) == 1, limit: options.limit)
    let session = try Session(options: options, output: output)
    sessions.append(session)
    defer { session.close() }
    let exit = try work(session)
    if exit != .success { throw Stop(exit: exit) }
  }
}
