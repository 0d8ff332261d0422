// The prompt on a terminal; on a pipe, the program on standard input.

import Foundation
import KindlyREPL
import KindlySession

extension Commands {
  static func prompt(_ invocation: Invocation) throws {
    let options = invocation.options
    guard Repl.isInteractive else { return try runStandardInput(options) }
    let session = try Session(
      options: options.sessionOptions(), output: StandardOutput(isInteractive: true, limit: options.limit))
    defer { session.close() }
    let environment = ProcessInfo.processInfo.environment
    let replOptions = ReplOptions(
      historyPath: SessionOptions.dataFolder(environment: environment) + "/history",
      color: options.color == .always ? .always : options.color == .never ? .never : .auto)
    print("\(Version.text) - C-d exits, Tab completes")
    if let notice = session.noticeOfDoubts() { print(notice) }
    let code = Repl(language: PromptLanguage(session: session, limit: options.limit), options: replOptions).run()
    if code != 0 { throw Stop(exit: RunStatus(rawValue: code) ?? .failure) }
  }

  private static func runStandardInput(_ options: Options) throws {
    let bytes = try SourceReader.readStandardInput().get()
    // A program is a program, whichever way it comes.
    var options = options
    options.initUse = Command.run.initUse
    try withSession(options.sessionOptions()) { $0.run(name: "<stdin>", bytes: bytes, origin: .script) }
  }
}
