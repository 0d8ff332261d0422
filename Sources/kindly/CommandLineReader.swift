// Reads the words of a command line: options stand before or behind the command, `--option value` or `--option=value`,
// and `--` ends them. A first word that is no command is a script. Says what is wrong with a line; does nothing else.

import Foundation
import KindlyDiagnostics
import KindlySession

/// A command line that makes no sense: wrong usage, exit code 2.
struct UsageError: Error {
  /// A line for the user.
  let message: String
}

enum CommandLineReader {
  /// What a line asks for.
  enum Request {
    case run(Command, Invocation)
    /// Help with one command, or with the program.
    case help(Command?)
    case version
  }

  /// - Throws: `UsageError`; `SessionFailure` (66) where the first word is neither a command nor a file.
  static func read(_ words: [String]) throws -> Request {
    let (command, place) = try command(in: words)
    var words = words
    if let place { words.remove(at: place) }
    var rest = words[...]
    var invocation = Invocation()
    while let word = rest.popFirst() {
      if word == "--help" || word == "-h" { return .help(command.isHidden ? nil : command) }
      if word == "--version" { return .version }
      if word != "--", isOption(word) {
        try set(word, &rest, command, &invocation.options)
        continue
      }
      if word != "--" { invocation.arguments.append(word) }
      if word == "--" || command.passesRest {
        invocation.arguments += rest
        break
      }
    }
    try check(invocation.arguments, command)
    return .run(command, invocation)
  }

  /// The command that a line names and where its word stands; nowhere where a script's name or nothing stands for it.
  private static func command(in words: [String]) throws -> (Command, place: Int?) {
    let options = Option.common + Command.all.flatMap(\.options)
    var index = 0
    while index < words.count, isOption(words[index]), words[index] != "--" {
      defer { index += 1 }
      let name = String(words[index].prefix { $0 != "=" })
      if !["--help", "-h", "--version"].contains(name), !options.contains(where: { $0.name == name }) {
        throw unknownOption(name, .prompt, Option.common)
      }
      guard let option = options.first(where: { $0.name == words[index] }), option.value != nil else { continue }
      index += 1
      guard index < words.count, let command = Command.named(words[index]) else { continue }
      // Its value was forgotten: taken for it, the command would be missing, and what stands behind it make no sense.
      var ignored = Options()
      let isFit = option.set(&ignored, command.name)
      throw unfit(
        command.name, for: option, command,
        isFit ? "a command; `\(option.name)=\(command.name)` uses it anyway" : "not one")
    }
    guard index < words.count, words[index] != "--" else { return (.prompt, nil) }
    if let command = Command.named(words[index]) { return (command, index) }
    guard words[index] == "-" || access(words[index], F_OK) == 0 else { throw unknown(words[index]) }
    return (.run, nil)
  }

  static func unknown(_ word: String) -> SessionFailure {
    let near = Suggest.nearest(to: word, among: Command.all.filter { !$0.isHidden }.map(\.name))
    let hint = near.first.map { "; did you mean `kindly \($0)`?" } ?? ""
    return SessionFailure(
      exit: .noInput, message: "kindly: there is no file and no command `\(Printable.line(word))`\(hint)")
  }

  // MARK: - Options and arguments

  private static func isOption(_ word: String) -> Bool { word.hasPrefix("-") && word != "-" }

  private static func set(
    _ word: String, _ rest: inout ArraySlice<String>, _ command: Command, _ options: inout Options
  ) throws {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    // A command's own meaning of a word goes before the one that it has everywhere.
    let known = command.options + Option.common
    guard let option = known.first(where: { $0.name == parts[0] }) else {
      throw unknownOption(parts[0], command, known)
    }
    guard let wanted = option.value else {
      if parts.count > 1 { throw error("`\(option.name)` takes no value", command) }
      _ = option.set(&options, "")
      return
    }
    guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
      throw error("`\(option.name)` expects \(wanted.description) after it", command)
    }
    if !option.set(&options, value) { throw unfit(value, for: option, command) }
  }

  private static func unknownOption(_ name: String, _ command: Command, _ known: [Option]) -> UsageError {
    let near = Suggest.nearest(to: name, among: known.map(\.name) + ["--help", "--version"])
    return error(
      "there is no option `\(Printable.line(name))`" + (near.first.map { "; did you mean `\($0)`?" } ?? ""), command)
  }

  /// `--zone moon`, `--zone eval`.
  private static func unfit(
    _ value: String, for option: Option, _ command: Command, _ what: String = "not one"
  ) -> UsageError {
    let wanted = option.value?.description ?? "nothing"
    return error("`\(option.name)` expects \(wanted), and `\(Printable.line(value))` is \(what)", command)
  }

  private static func check(_ arguments: [String], _ command: Command) throws {
    let wanted = command.argumentCount
    if arguments.count < wanted.lowerBound {
      throw error("`\(command.name)` expects \(command.arguments) after it", command)
    }
    if arguments.count > wanted.upperBound {
      throw error("unexpected argument `\(Printable.line(arguments[wanted.upperBound]))`", command)
    }
  }

  private static func error(_ what: String, _ command: Command) -> UsageError {
    let topic = command.isHidden ? "kindly --help" : "kindly \(command.name) --help"
    return UsageError(message: "kindly: \(what)\n  `\(topic)` shows how to use it")
  }
}
