// The prompt on a terminal; on a pipe, the program on standard input.

import ArgumentParser
import Foundation
import KindlyREPL
import KindlySession

struct Prompt: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "The prompt.", shouldDisplay: false)

  @OptionGroup var options: Options

  func run() throws {
    guard Repl.isInteractive else { return try runStandardInput() }
    let session = try Session(options: options.sessionOptions(), output: StandardOutput(isInteractive: true))
    defer { session.close() }
    let environment = ProcessInfo.processInfo.environment
    let replOptions = ReplOptions(
      historyPath: SessionOptions.dataFolder(environment: environment) + "/history",
      color: options.color == .always ? .always : options.color == .never ? .never : .auto)
    print("\(Version.text) - C-d leaves, Tab completes")
    let code = Repl(language: PromptLanguage(session: session), options: replOptions).run()
    if code != 0 { throw Stop(exit: RunStatus(rawValue: code) ?? .failure) }
  }

  private func runStandardInput() throws {
    let bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
    let session = try Session(
      options: options.sessionOptions(), output: StandardOutput(isInteractive: isatty(STDOUT_FILENO) == 1))
    defer { session.close() }
    let exit = Interrupts.during(session) { session.run(name: "<stdin>", bytes: bytes, origin: .script) }
    if exit != .success { throw Stop(exit: exit) }
  }
}
