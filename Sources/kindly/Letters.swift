// `send`, `approve`, `cancel`, `mark` and `done` as commands. Each says at the command line what a person would say at the
// prompt; what is in doubt is asked about where somebody can answer.

import Foundation
import KindlySession

extension Commands {
  /// A command whose arguments are handles.
  static func letters(
    _ command: @escaping @Sendable (Options) -> LetterCommand
  ) -> @Sendable (Invocation) throws -> Void {
    { invocation in
      let entry = try entry(command(invocation.options), invocation.arguments)
      try withSession(invocation.options.sessionOptions()) { say(entry, in: $0) }
    }
  }

  static func mark(_ invocation: Invocation) throws {
    let entry = try entry(.mark(invocation.arguments[1]), [invocation.arguments[0]])
    try withSession(invocation.options.sessionOptions()) { say(entry, in: $0) }
  }

  static func send(_ invocation: Invocation) throws {
    let handles = invocation.arguments
    if handles.isEmpty, invocation.options.isNow {
      throw UsageError(message: "kindly: `--at-once` needs a handle: `kindly send HANDLE --at-once`")
    }
    let entry = try entry(handles.isEmpty ? .sendAll : .send(isNow: invocation.options.isNow), handles)
    try withSession(invocation.options.sessionOptions()) { session in
      let status = say(entry, in: session)
      let doubts = session.doubts()
      if doubts.isEmpty { return status }
      guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
        session.warnOfDoubts(doubts)
        return status
      }
      for message in doubts {
        try ask(about: message, session)
        // Whoever thinks it over takes nothing from the next one's time.
        invocation.options.limit.begin()
      }
      return status
    }
  }

  private static func ask(about message: MessageInDoubt, _ session: Session) throws {
    let about = Terminal.line("to \(message.to), \"\(message.subject)\"; \(message.problem)")
    StandardError.write("@\(message.handle) (\(about))\n")
    while true {
      StandardError.write("was it sent? [y/n/later] ")
      switch readLine()?.trimmingCharacters(in: .whitespaces).lowercased() {
      case "y", "yes": _ = say(try entry(.mark("sent"), [message.handle]), in: session)
      case "n", "no":
        _ = say(try entry(.mark("unsent"), [message.handle]), in: session)
        StandardError.write("it is approved again; the next `kindly send` sends it\n")
      case "l", "later", "", nil: break
      default: continue
      }
      return
    }
  }

  private static func entry(_ command: LetterCommand, _ handles: [String]) throws -> String {
    if let entry = command.entry(handles) { return entry }
    throw UsageError(
      message: "kindly: that isn't a valid handle, or isn't expected after one; see `kindly help`")
  }

  private static func say(_ entry: String, in session: Session) -> RunStatus {
    session.run(name: "<command>", bytes: Array(entry.utf8), origin: .entry)
  }
}

extension Terminal {
  /// In one line, without what a terminal would act upon.
  static func line(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
