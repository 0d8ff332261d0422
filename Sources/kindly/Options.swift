// The options of the command line, each stated once: its word, its value, its help, and what it sets. Which words of a
// command line are options is CommandLineReader's; what a session does with them is the session's.

import Foundation
import KindlyMachine
import KindlyREPL
import KindlySession

enum Color: String, CaseIterable {
  case auto, always, never
}

/// What the options of one command line say.
struct Options {
  var store: String?
  var now: String?
  var zone: String?
  var format = SessionOptions.Format.table
  var color = Color.auto
  var isQuiet = false
  var wait: Double = 5
  var timeout: Double?
  /// What the command needs of the user's own file of rules.
  var initUse = InitUse.needed
  var skipsInit = false
  /// What ends the command from outside; made when the command is known.
  var limit = RunLimit()
  /// Bytes that a run may use.
  var maxMemory: Int?
  var isDryRun = false
  /// Which column of a CSV fills which field.
  var map: String?
  var isOverwriting = false
  var exportFormat = ExportFormat.kindly
  var outputPath: String?
  /// The plural of the noun that an exported table is of.
  var noun: String?
  var showsTimings = false
  var showsEffects = false
  var isMarkdown = false
  /// What a script may reach besides its own folder.
  var allowRead: [String] = []
  var allowWrite: [String] = []
  var allowEnv: [String] = []
  /// Only tests with this in their name.
  var filter: String?
  var isFixing = false
  var isCheck = false
  var isNow = false
  /// The rules that an approval overrides.
  var despite: [String] = []
  /// The day on which something was done.
  var day: String?
  var simulation = SimulationOptions()
  /// Whether the plan is shown before a run, and asked about.
  var isConfirming = false
}

/// What an option takes behind it: the word that stands for it in help, and the user's own words for it.
enum OptionValue {
  case path, folder, variable, moment, zone, format, occasion, wait, timeout, memory, text, map, exportFormat, noun,
    rule,
    date, count

  /// As in help.
  var placeholder: String {
    switch self {
    case .path: "PATH"
    case .folder: "DIR"
    case .variable: "NAME"
    case .moment: "DATETIME"
    case .zone: "ZONE"
    case .format, .exportFormat: "FORMAT"
    case .occasion: "WHEN"
    case .wait, .timeout: "SECONDS"
    case .memory: "SIZE"
    case .text: "TEXT"
    case .map: "MAP"
    case .noun: "NOUN"
    case .rule: "RULE"
    case .date: "DATE"
    case .count: "N"
    }
  }

  /// As in `--zone expects …`.
  var description: String {
    switch self {
    case .path: "a path"
    case .folder: "a folder"
    case .variable: "the name of an environment variable"
    case .moment: "a date and time such as `2026-11-24 08:00`"
    case .zone: "a time zone such as `Europe/Berlin`, `UTC` or `+01:00`"
    case .format: SessionOptions.Format.words
    case .occasion: "auto, always or never"
    case .wait: "a number of seconds from 0 to 86400"
    case .timeout: "a number of seconds above 0"
    case .memory: "a size such as 512MB, 2GB or a number of bytes"
    case .text: "a text"
    case .exportFormat: ExportFormat.words
    case .count: "a number from 1 to 3660"
    case .noun: "contacts, interviews, notes, deadlines or messages"
    case .rule: "the name of a rule such as ask_early"
    case .date: "a date such as 2026-11-24"
    case .map: "a map such as `name=Full Name,email=E-mail`"
    }
  }
}

/// One option: how it is written, and what it does to `Options`.
struct Option: Sendable {
  /// With its dashes: `--store`.
  let name: String
  /// What it takes; nil for a switch.
  var value: OptionValue?
  let help: String
  /// Sets the option; false where the value is none that it takes.
  let set: @Sendable (inout Options, String) -> Bool

  /// An option whose every value will do.
  init(_ name: String, _ value: OptionValue, _ help: String, set: @escaping @Sendable (inout Options, String) -> Void) {
    self.init(name, value, help) { options, text in
      set(&options, text)
      return true
    }
  }

  /// An option that takes some values alone.
  init(
    _ name: String, _ value: OptionValue, _ help: String, taking: @escaping @Sendable (inout Options, String) -> Bool
  ) {
    (self.name, self.value, self.help, set) = (name, value, help, taking)
  }

  /// A switch.
  init(_ name: String, _ help: String, set: @escaping @Sendable (inout Options) -> Void) {
    (self.name, self.help) = (name, help)
    self.set = { options, _ in
      set(&options)
      return true
    }
  }

  /// What every command takes, also one for which it makes no difference: they stand in aliases.
  static let common: [Option] = [
    Option("--store", .path, "the store's file", taking: { $0.set(\.store, $1, where: !$1.isEmpty) }),
    Option(
      "--now", .moment, "treat this moment as now, such as '2026-11-24 08:00'",
      taking: { $0.set(\.now, $1, where: SessionOptions.isMoment($1)) }),
    Option(
      "--zone", .zone, "the time zone of this run; overrides `me.zone`",
      taking: { $0.set(\.zone, $1, where: SessionOptions.isZone($1)) }),
    Option(
      "--format", .format, "how values are shown: \(SessionOptions.Format.words)",
      taking: { choose($1, &$0.format) }),
    Option(
      "--color", .occasion, "color: auto, always or never; NO_COLOR is honored", taking: { choose($1, &$0.color) }),
    Option("--quiet", "print no warnings") { $0.isQuiet = true },
    Option("--no-init", "run without `init.kindly`; nothing can be approved, performed or sent") {
      $0.skipsInit = true
    },
    Option(
      "--wait", .wait, "how long to wait for the store's lock, 5 unless given; at most 86400",
      taking: { options, text in
        guard let seconds = Double(text), seconds >= 0, seconds <= 86_400 else { return false }
        options.wait = seconds
        return true
      }),
    Option(
      "--timeout", .timeout, "how long a run may take, more than 0; no limit unless given",
      taking: { options, text in
        guard let seconds = Double(text), seconds > 0, seconds <= 1e9 else { return false }
        options.timeout = seconds
        return true
      }),
    Option(
      "--allow-read", .folder, "let a script read in this folder, besides the working folder; may be repeated",
      taking: { $0.add($1, to: \.allowRead) }),
    Option(
      "--allow-write", .folder, "let a script write in this folder, besides the working folder; may be repeated",
      taking: { $0.add($1, to: \.allowWrite) }),
    Option(
      "--allow-env", .variable, "let a script read this environment variable; may be repeated",
      taking: { $0.add($1, to: \.allowEnv) }),
    Option(
      "--max-memory", .memory,
      "how much memory a run may use, such as 512MB; by default, three quarters of what is available",
      taking: { options, text in
        guard let bytes = MemorySize.bytes(text) else { return false }
        options.maxMemory = bytes
        return true
      }),
  ]

  private static func choose<Choice: RawRepresentable<String>>(_ text: String, _ place: inout Choice) -> Bool {
    guard let choice = Choice(rawValue: text) else { return false }
    place = choice
    return true
  }
}

extension Options {
  fileprivate mutating func set(_ place: WritableKeyPath<Options, String?>, _ text: String, where isOne: Bool) -> Bool {
    if isOne { self[keyPath: place] = text }
    return isOne
  }

  fileprivate mutating func add(_ text: String, to list: WritableKeyPath<Options, [String]>) -> Bool {
    if !text.isEmpty { self[keyPath: list].append(text) }
    return !text.isEmpty
  }

  /// What the session is told.
  func sessionOptions(arguments: [String] = []) -> SessionOptions {
    let environment = ProcessInfo.processInfo.environment
    var options = SessionOptions(storePath: store ?? SessionOptions.standardStorePath(environment: environment))
    options.now = now
    options.zone = zone
    options.format = format
    options.isQuiet = isQuiet
    options.wait = min(wait, timeout ?? wait)
    options.limit = limit
    options.maxMemory = maxMemory
    options.arguments = arguments
    options.environment = environment
    options.initPath = SessionOptions.standardInitPath(environment: environment)
    options.allowRead = allowRead
    options.allowWrite = allowWrite
    options.allowEnv = allowEnv
    options.initUse = initUse
    options.skipsInit = skipsInit
    options.isColored = isColored(STDERR_FILENO, environment)
    options.isOutputColored = isColored(STDOUT_FILENO, environment)
    options.width = Terminal.width
    if isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 {
      options.editor = { OutsideEditor(options: ReplOptions(fileSuffix: ".txt")).edit($0) }
    }
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
