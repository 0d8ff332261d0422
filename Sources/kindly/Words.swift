// Brings the words of a command line into the order that the argument parser wants: the command first, options behind
// it. `kindly --store x FILE` and `kindly FILE --store x` mean the same, and a file needs no `run`.

import Foundation
import KindlyDiagnostics
import KindlySession

enum Words {
  static let commands = ["run", "eval", "check", "agenda", "import", "prompt", "help"]
  /// Options that take a value, so that the value is not taken for the command.
  private static let valued: Set<String> = ["--store", "--now", "--zone", "--format", "--color", "--wait"]

  /// - Throws: `SessionFailure` (66) where the first word is neither a command nor a file.
  static func commandFirst(_ arguments: [String]) throws -> [String] {
    guard let index = firstWord(arguments) else { return arguments }
    let word = arguments[index]
    let before = Array(arguments[..<index])
    let after = Array(arguments[(index + 1)...])
    if commands.contains(word) { return [word] + before + after }
    guard FileManager.default.fileExists(atPath: word) else { throw unknown(word) }
    // What stands behind a script is the script's own.
    return ["run"] + before + [word] + after
  }

  private static func firstWord(_ arguments: [String]) -> Int? {
    var index = 0
    while index < arguments.count {
      let word = arguments[index]
      if word == "--" { return nil }
      if !word.hasPrefix("-") || word == "-" { return index }
      index += valued.contains(word) ? 2 : 1
    }
    return nil
  }

  private static func unknown(_ word: String) -> SessionFailure {
    let near = Suggest.nearest(to: word, among: commands)
    let hint = near.first.map { "; did you mean `kindly \($0)`?" } ?? ""
    return SessionFailure(exit: .noInput, message: "kindly: there is no file and no command `\(word)`\(hint)")
  }
}
