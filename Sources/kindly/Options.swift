// The options that every command takes, and the session that they describe.

import ArgumentParser
import Foundation
import KindlySession

enum Color: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

extension SessionOptions.Format: ExpressibleByArgument {}

struct Options: ParsableArguments {
  @Option(help: ArgumentHelp("The store's file.", valueName: "path"))
  var store: String?

  @Option(help: ArgumentHelp("The moment that is now, such as '2026-11-24 08:00'.", valueName: "datetime"))
  var now: String?

  @Option(help: ArgumentHelp("The zone of this run; it wins over `me.zone`.", valueName: "zone"))
  var zone: String?

  @Option(help: "How values are shown: table, json or csv.")
  var format: SessionOptions.Format = .table

  @Option(help: "Colour: auto, always or never. NO_COLOR is honoured.")
  var color: Color = .auto

  @Flag(help: "No warnings.")
  var quiet = false

  @Option(help: ArgumentHelp("How long to wait for the store's lock.", valueName: "seconds"))
  var wait: Double = 5

  func validate() throws {
    if !(wait >= 0 && wait <= 86_400) { throw ValidationError("`--wait` takes seconds, from 0 to 86400.") }
  }

  /// What the session is told.
  func sessionOptions(arguments: [String] = []) -> SessionOptions {
    let environment = ProcessInfo.processInfo.environment
    var options = SessionOptions(storePath: store ?? SessionOptions.standardStorePath(environment: environment))
    options.now = now
    options.zone = zone
    options.format = format
    options.isQuiet = quiet
    options.wait = wait
    options.arguments = arguments
    options.environment = environment
    options.initPath = SessionOptions.standardInitPath(environment: environment)
    options.isColored = isColored(STDERR_FILENO, environment)
    options.isOutputColored = isColored(STDOUT_FILENO, environment)
    options.width = Terminal.width
    return options
  }

  private func isColored(_ descriptor: Int32, _ environment: [String: String]) -> Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      isatty(descriptor) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
  }
}

enum Terminal {
  /// The columns of standard output where it is a terminal.
  static var width: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
