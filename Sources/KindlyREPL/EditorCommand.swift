// The commands the editor adds to the engine's own, each under a name an editrc file can bind. The engine
// does not tell a command its name, so each has a function of its own that says it.

import CEditLine

enum EditorCommand: String, CaseIterable {
  case accept = "repl-accept"
  case insertNewline = "repl-insert-newline"
  case closeBrace = "repl-close-brace"
  case cancel = "repl-cancel"
  case interrupt = "repl-interrupt"
  case deleteOrLeave = "repl-delete-or-leave"
  case suspend = "repl-suspend"
  case paste = "repl-paste"
  case complete = "repl-complete"
  case completeBackward = "repl-complete-backward"
  case left = "repl-left"
  case right = "repl-right"
  case up = "repl-up"
  case down = "repl-down"
  case lineStart = "repl-line-start"
  case lineEnd = "repl-line-end"
  case wordLeft = "repl-word-left"
  case wordRight = "repl-word-right"
  case deleteBackward = "repl-delete-backward"
  case deleteForward = "repl-delete-forward"
  case killToLineEnd = "repl-kill-to-line-end"
  case killToLineStart = "repl-kill-to-line-start"
  case killBlankWord = "repl-kill-blank-word"
  case killWordForward = "repl-kill-word-forward"
  case killWordBackward = "repl-kill-word-backward"
  case yank = "repl-yank"
  case undo = "repl-undo"
  case searchHistory = "repl-search-history"
  case oldestEntry = "repl-oldest-entry"
  case newestEntry = "repl-newest-entry"
  case editOutside = "repl-edit-outside"
  case clearScreen = "repl-clear-screen"
  case commentOut = "repl-comment-out"

  /// One line for the engine's list of commands.
  var help: String {
    rawValue.split(separator: "-").dropFirst().joined(separator: " ")
  }

  /// The function the engine calls.
  var function: ce_command {
    switch self {
    case .accept: return { el, _ in LineEditor.run(.accept, el) }
    case .insertNewline: return { el, _ in LineEditor.run(.insertNewline, el) }
    case .closeBrace: return { el, _ in LineEditor.run(.closeBrace, el) }
    case .cancel: return { el, _ in LineEditor.run(.cancel, el) }
    case .interrupt: return { el, _ in LineEditor.run(.interrupt, el) }
    case .deleteOrLeave: return { el, _ in LineEditor.run(.deleteOrLeave, el) }
    case .suspend: return { el, _ in LineEditor.run(.suspend, el) }
    case .paste: return { el, _ in LineEditor.run(.paste, el) }
    case .complete: return { el, _ in LineEditor.run(.complete, el) }
    case .completeBackward: return { el, _ in LineEditor.run(.completeBackward, el) }
    case .left: return { el, _ in LineEditor.run(.left, el) }
    case .right: return { el, _ in LineEditor.run(.right, el) }
    case .up: return { el, _ in LineEditor.run(.up, el) }
    case .down: return { el, _ in LineEditor.run(.down, el) }
    case .lineStart: return { el, _ in LineEditor.run(.lineStart, el) }
    case .lineEnd: return { el, _ in LineEditor.run(.lineEnd, el) }
    case .wordLeft: return { el, _ in LineEditor.run(.wordLeft, el) }
    case .wordRight: return { el, _ in LineEditor.run(.wordRight, el) }
    case .deleteBackward: return { el, _ in LineEditor.run(.deleteBackward, el) }
    case .deleteForward: return { el, _ in LineEditor.run(.deleteForward, el) }
    case .killToLineEnd: return { el, _ in LineEditor.run(.killToLineEnd, el) }
    case .killToLineStart: return { el, _ in LineEditor.run(.killToLineStart, el) }
    case .killBlankWord: return { el, _ in LineEditor.run(.killBlankWord, el) }
    case .killWordForward: return { el, _ in LineEditor.run(.killWordForward, el) }
    case .killWordBackward: return { el, _ in LineEditor.run(.killWordBackward, el) }
    case .yank: return { el, _ in LineEditor.run(.yank, el) }
    case .undo: return { el, _ in LineEditor.run(.undo, el) }
    case .searchHistory: return { el, _ in LineEditor.run(.searchHistory, el) }
    case .oldestEntry: return { el, _ in LineEditor.run(.oldestEntry, el) }
    case .newestEntry: return { el, _ in LineEditor.run(.newestEntry, el) }
    case .editOutside: return { el, _ in LineEditor.run(.editOutside, el) }
    case .clearScreen: return { el, _ in LineEditor.run(.clearScreen, el) }
    case .commentOut: return { el, _ in LineEditor.run(.commentOut, el) }
    }
  }
}
