// Which key runs which command, in the engine's notation, and the user's editrc on top. The file can
// switch to vi keys, which forgets every binding: the table is applied again after such a line, so the
// file's own bindings must stand below it, as they must for the engine itself.

import CEditLine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct KeyBindings {
  /// Codes no keyboard sends (C1 controls), which the reader hands the engine for keys without a code.
  static let pasteCode: Int32 = 0x9A
  static let escapeCode: Int32 = 0x9B

  /// The control sequences something is bound to; all others are to be dropped.
  private(set) var sequences: Set<String> = []

  /// In every keymap.
  private static let everywhere: [(String, EditorCommand)] = [
    ("^J", .accept), ("^M", .accept), ("^C", .interrupt), ("^D", .deleteOrLeave), ("^Z", .suspend), ("^G", .cancel),
    ("^R", .searchHistory), ("^S", .searchHistory), ("^L", .clearScreen), ("\\232", .paste), ("^P", .up), ("^N", .down),
    ("\\e[A", .up), ("\\e[B", .down), ("\\e[C", .right), ("\\e[D", .left), ("\\e[H", .lineStart), ("\\e[F", .lineEnd),
    ("\\e[3~", .deleteForward), ("\\e[1;5C", .wordRight), ("\\e[1;5D", .wordLeft), ("\\e[1;3C", .wordRight),
    ("\\e[1;3D", .wordLeft), ("\\e[13;2u", .insertNewline), ("^X^E", .editOutside),
  ]

  /// Where typing inserts.
  private static let inserting: [(String, EditorCommand)] = [
    ("^I", .complete), ("\\e[Z", .completeBackward), ("^H", .deleteBackward), ("^?", .deleteBackward),
    ("^W", .killBlankWord), ("^U", .killToLineStart), ("}", .closeBrace), ("^A", .lineStart), ("^E", .lineEnd),
    ("^B", .left), ("^F", .right), ("^K", .killToLineEnd), ("^Y", .yank), ("^_", .undo),
  ]

  private static let emacs: [(String, EditorCommand)] = [
    ("^X^U", .undo), ("\\ef", .wordRight), ("\\eb", .wordLeft), ("\\ed", .killWordForward),
    ("\\e^?", .killWordBackward), ("\\e^H", .killWordBackward), ("\\e<", .oldestEntry), ("\\e>", .newestEntry),
    ("\\e^J", .insertNewline), ("\\e^M", .insertNewline),
  ]

  private static let viCommand: [(String, EditorCommand)] = [
    ("k", .up), ("j", .down), ("/", .searchHistory), ("?", .searchHistory), ("v", .editOutside), ("\\233", .cancel),
    ("#", .commentOut),
  ]

  /// The engine's commands that end the line or leave it for another, and ours that take their place.
  private static let replaced: [String: String] = [
    "ed-newline": EditorCommand.accept.rawValue, "ed-end-of-file": EditorCommand.deleteOrLeave.rawValue,
    "vi-list-or-eof": EditorCommand.deleteOrLeave.rawValue, "em-delete-or-list": EditorCommand.deleteOrLeave.rawValue,
    "vi-comment-out": EditorCommand.commentOut.rawValue, "vi-histedit": EditorCommand.editOutside.rawValue,
    "em-inc-search-prev": EditorCommand.searchHistory.rawValue,
    "em-inc-search-next": EditorCommand.searchHistory.rawValue, "ed-command": "ed-unassigned",
  ]

  /// Keys of the engine's own for a line of its configuration, which would be typed over the entry.
  private static let (commandLineKeys, viCommandLineKeys) = (["\\ex", "\\eX"], [":"])

  /// Tells the engine the commands, the keys and the user's wishes.
  init(engine: EditEngine, options: ReplOptions) {
    for command in EditorCommand.allCases {
      engine.addCommand(command.rawValue, help: command.help, command.function)
    }
    apply(to: engine)
    for line in Self.editrc(options) {
      let isBind = line[0] == "bind" || line[0].hasSuffix(":bind")
      let words = isBind ? line.map { Self.replaced[$0] ?? $0 } : line
      engine.runConfiguration(words)
      note(words)
      if isBind, words.contains("-v") || words.contains("-e") { apply(to: engine) }
    }
  }

  private mutating func apply(to engine: EditEngine) {
    let isVi = engine.isVi
    let table = Self.everywhere + Self.inserting + (isVi ? [] : Self.emacs)
    for (key, command) in table { engine.bind(key, to: command.rawValue) }
    if isVi {
      engine.bind("\\233", to: "vi-command-mode")
      for (key, command) in Self.everywhere + Self.viCommand {
        engine.bind(key, to: command.rawValue, alternate: true)
      }
    }
    for key in isVi ? Self.viCommandLineKeys : Self.commandLineKeys {
      engine.bind(key, to: "ed-unassigned", alternate: isVi)
    }
    for (key, _) in table where key.hasPrefix("\\e[") { sequences.insert("\u{1b}" + key.dropFirst(2)) }
  }

  /// Remembers the control sequences a line of the file binds.
  private mutating func note(_ words: [String]) {
    for word in words {
      for escape in ["\\e", "^[", "\\033"] where word.hasPrefix(escape + "[") || word.hasPrefix(escape + "O") {
        sequences.insert("\u{1b}" + word.dropFirst(escape.count))
      }
    }
  }

  // MARK: - The file

  /// The lines of `$EDITRC`, else of `~/.editrc`, split into words.
  private static func editrc(_ options: ReplOptions) -> [[String]] {
    let own = options.variable("HOME").map { $0 + "/.editrc" }
    guard let path = options.variable("EDITRC") ?? own else { return [] }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let text = String(decoding: readAll(descriptor), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).map { words(of: String($0)) }
      .filter { !$0.isEmpty && !$0[0].hasPrefix("#") }
  }

  private static func words(of line: String) -> [String] {
    guard let tokenizer = tok_init(nil) else { return [] }
    defer { tok_end(tokenizer) }
    var count: Int32 = 0
    var words: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    guard tok_str(tokenizer, line, &count, &words) == 0, let words else { return [] }
    return (0..<Int(count)).compactMap { words[$0].map { String(cString: $0) } }
  }
}
