// The subcommands: each opens a session, has it do one thing, and ends with its exit code.

import ArgumentParser
import Foundation
import KindlySession

/// Opens a session, works in it, closes it; an exit code other than 0 ends the command.
private func withSession(_ options: SessionOptions, _ work: (Session) throws -> RunStatus) throws {
  let output = StandardOutput(isInteractive: isatty(STDOUT_FILENO) == 1)
  let session = try Session(options: options, output: output)
  defer { session.close() }
  let exit = try Interrupts.during(session) { try work(session) }
  if exit != .success { throw Stop(exit: exit) }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run a script.")

  @OptionGroup var options: Options
  @Argument(help: "The script.") var file: String
  @Argument(parsing: .captureForPassthrough, help: "What the script finds in `args`.") var arguments: [String] = []

  func run() throws {
    let bytes = try SourceReader.read(file).get()
    try withSession(options.sessionOptions(arguments: arguments)) { session in
      session.run(name: file, bytes: bytes, origin: .script)
    }
  }
}

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a line of code and print its value.",
    discussion: "Code that begins with `-` goes behind `--`.")

  @OptionGroup var options: Options
  @Argument(help: "The code.") var code: String

  func run() throws {
    try withSession(options.sessionOptions()) { session in
      session.run(name: "<eval>", bytes: Array(code.utf8), origin: .entry)
    }
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Check scripts without running them.")

  @OptionGroup var options: Options
  @Argument(help: "The scripts.") var files: [String]

  func run() throws {
    let sources = try files.map { (name: $0, bytes: try SourceReader.read($0).get()) }
    // Each file is a program of its own: one session each.
    var worst = RunStatus.success
    for source in sources {
      do {
        try withSession(options.sessionOptions()) { $0.check(name: source.name, bytes: source.bytes) }
      } catch let stop as Stop {
        worst = stop.exit
      }
    }
    if worst != .success { throw Stop(exit: worst) }
  }
}

struct Agenda: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show what etiquette asks of you now.")

  @OptionGroup var options: Options

  func run() throws {
    try withSession(options.sessionOptions()) { session in
      session.run(name: "<agenda>", bytes: Array("agenda".utf8), origin: .entry)
    }
  }
}

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Bring LinkedIn's Connections.csv into the store.")

  @OptionGroup var options: Options
  @Flag(help: "Show what would happen, and change nothing.") var dryRun = false
  @Argument(help: "The files.") var files: [String]

  func run() throws {
    try withSession(options.sessionOptions()) { $0.importFiles(files, isDryRun: dryRun) }
  }
}
