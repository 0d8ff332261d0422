// The executable: reads the command line, has the command do its work, and ends with its exit code. What a command
// does is the session's; without a command it is the prompt on a terminal, else the program on standard input.

import Foundation
import KindlyMachine
import KindlyREPL
import KindlySession

@main
enum Kindly {
  static func main() {
    Exhaustion.listen()
    Stack.deepen()
    Allocation.keepPages()
    Foundation.exit(perform(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Runs the command that the arguments name.
  static func perform(_ arguments: [String]) -> RunStatus {
    var limits: Options?
    do {
      switch try CommandLineReader.read(arguments) {
      case .help(let command): try say(Help.text(command))
      case .version: try say(Version.text)
      case .run(let command, var invocation):
        // The prompt has handlers of its own, which give the terminal back, and each of its entries has its own time.
        let isAtPrompt = command.isHidden && Repl.isInteractive
        invocation.options.initUse = command.initUse
        invocation.options.limit = Interrupts.limit(invocation.options, isAtPrompt: isAtPrompt)
        limits = invocation.options
        if !isAtPrompt { invocation.options.limit.begin() }
        try command.run(invocation)
      }
      return .success
    } catch let failure as SessionFailure {
      StandardError.write(failure.message + "\n")
      return failure.exit
    } catch let stop as Stop {
      return stop.exit
    } catch let error as UsageError {
      StandardError.write(error.message + "\n")
      return .usage
    } catch let error as RuntimeError where error.fault == limits?.limit.reason {
      // Stopped between its runs, such as while it printed.
      let failure = SessionFailure(stoppedBy: limits?.sessionOptions() ?? Options().sessionOptions())
      StandardError.write(failure.message + "\n")
      return failure.exit
    } catch let error as OutputError {
      if let message = error.message { StandardError.write(message + "\n") }
      return .io
    } catch {
      StandardError.write("kindly: \(error)\n")
      return .failure
    }
  }
}

extension Kindly {
  static func say(_ text: String) throws {
    let output = StandardOutput(isInteractive: false)
    try output.write(text + "\n")
    try output.flush()
  }
}

/// Ends a command with an exit code; what there is to say has been said.
struct Stop: Error {
  let exit: RunStatus
}

enum StandardError {
  static func write(_ text: String) { StandardOutput(isInteractive: true).complain(text) }
}

enum Version {
  static let text = "kindly 0.1.0"
}
