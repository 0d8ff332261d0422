// The executable: its subcommands, options and exit codes. What a command does is the session's; here words become
// calls. Without a command it is the prompt on a terminal, else the program on standard input.

import ArgumentParser
import Foundation
import KindlySession

@main
struct Kindly: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kindly",
    abstract: "A small language for following up well after job interviews.",
    usage: """
      kindly                      the prompt; on a pipe, the program on standard input
      kindly FILE [ARG…]          run a script
      kindly eval 'CODE'          run a line and print its value
      """,
    discussion: """
      A run is one transaction: on an error nothing of it is kept. Exit codes: 0 success, 1 a run-time error, 2 wrong \
      usage, 65 the source has errors, 66 no such file, 73 cannot create the store, 74 I/O, 75 try again later, \
      130 interrupted.
      """,
    version: Version.text,
    subcommands: [Run.self, Eval.self, Check.self, Agenda.self, Import.self, Prompt.self],
    defaultSubcommand: Prompt.self)

  static func main() {
    Foundation.exit(perform(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs the command that the arguments name.
  static func perform(_ arguments: [String]) -> RunStatus {
    if let first = arguments.first, first == "--help" || first == "-h" {
      print(helpMessage())
      return .success
    }
    do {
      var command = try parseAsRoot(Words.commandFirst(arguments))
      try command.run()
      return .success
    } catch let failure as SessionFailure {
      StandardError.write(failure.message + "\n")
      return failure.exit
    } catch let stop as Stop {
      return stop.exit
    } catch {
      let code = exitCode(for: error)
      let text = fullMessage(for: error)
      if code == .success {
        print(text)
        return .success
      }
      StandardError.write(text + "\n")
      return .usage
    }
  }
}

/// Ends a command with an exit code; what there is to say has been said.
struct Stop: Error {
  let exit: RunStatus
}

enum StandardError {
  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

enum Version {
  static let text = "kindly 0.1.0"
}
