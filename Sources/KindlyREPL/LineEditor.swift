// The editor of one entry at a time: it joins the engine, the reader, the history and the language, and
// holds what lasts between two keys. What each command does stands in the extensions; what is seen is
// painted from this state alone whenever nothing is pending.

import CEditLine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

final class LineEditor {
  /// How the editing of one entry ended.
  enum Outcome: Equatable {
    case entry(String)
    /// C-c: the line was given up.
    case cancelled
    /// C-d on an empty line, or the terminal is gone.
    case endOfInput
  }

  let engine: EditEngine
  let language: any ReplLanguage
  let options: ReplOptions
  let reader: KeyReader
  let palette: Palette
  var history: History

  var screen: Screen
  var size = TerminalSize(rows: 24, columns: 80)
  var outcome: Outcome?

  var menu: CompletionMenu?
  var search: HistorySearch?
  var recall: Recall?
  var killed = ""
  var afterKill: EditBuffer?
  var undoSteps: [EditBuffer] = []
  var lastSeen = EditBuffer()
  var highlighted: (text: String, spans: [StyledSpan]) = ("", [])
  var isCropped = false

  private var pendingPaste = ""
  private var codes: [Int32] = []
  /// False once the terminal is gone.
  private var hasMoreKeys = true
  private let bindings: KeyBindings

  init(engine: EditEngine, language: any ReplLanguage, options: ReplOptions, signals: TerminalSignals) {
    self.engine = engine
    self.language = language
    self.options = options
    reader = KeyReader(input: options.input, signals: signals)
    palette = Palette(hasColor: options.usesColor)
    history = History(path: options.historyPath, limit: options.historyLimit)
    screen = Screen(palette: palette, columns: 80)
    bindings = KeyBindings(engine: engine, options: options)
    engine.remember(history.entries, limit: options.historyLimit)
    engine.attach(
      reader: { handle, code in
        guard let editor = owner(of: handle, as: LineEditor.self), let code else { return 0 }
        guard let next = editor.nextCode() else {
          editor.hasMoreKeys = false
          return 0
        }
        code.pointee = next
        return 1
      }, owner: self)
  }

  /// Lets the user edit one entry and returns how it ended; the terminal is back in its ordinary modes.
  func readEntry() -> Outcome {
    outcome = nil
    (menu, search, recall, afterKill) = (nil, nil, nil, nil)
    undoSteps = []
    lastSeen = EditBuffer()
    codes = []
    reader.dropSignals()
    Interrupt.clear()
    measure()
    screen = Screen(palette: palette, columns: size.columns)
    // First, because this also lets a terminal go on that C-s has stopped while a program ran.
    engine.beginLine()
    beginOnFreshLine()
    hasMoreKeys = true
    while outcome == nil, hasMoreKeys {
      engine.step()
      engine.keepCursorInLine()
    }
    engine.endLine()
    write("\u{1b}[?2004l")
    return outcome ?? .endOfInput
  }

  // MARK: - Characters for the engine

  /// The next key, with signals and painting taken care of; nil when the terminal is gone.
  func nextKey() -> Key? {
    while true {
      switch reader.next(beforeWaiting: { paint() }) {
      case .key(let key): return key
      case .interrupted: return .character("\u{3}")
      case .resized: resize()
      case .continued:
        engine.prepareTerminal(raw: false)
        engine.prepareTerminal(raw: true)
        measure()
        screen = Screen(palette: palette, columns: size.columns)
        write("\u{1b}[?2004h")
      case .ended: return nil
      }
    }
  }

  private func nextCode() -> Int32? {
    while codes.isEmpty {
      guard let key = nextKey() else { return nil }
      codes = engineCodes(for: key)
    }
    return codes.removeFirst()
  }

  private func engineCodes(for key: Key) -> [Int32] {
    let escape: Int32 = engine.isVi ? KeyBindings.escapeCode : 0x1B
    switch key {
    case .character(let scalar):
      return scalar.value == 0 ? [] : [Int32(bitPattern: scalar.value)]
    case .meta(let scalar):
      return [escape, Int32(bitPattern: scalar.value)]
    case .escape:
      if menu != nil {
        leaveMenu()
        return []
      }
      return [escape]
    case .sequence(let sequence):
      if sequence == "\n" { return [0x0A] }
      return bindings.sequences.contains(sequence) ? sequence.unicodeScalars.map { Int32(bitPattern: $0.value) } : []
    case .paste(let text):
      pendingPaste = text
      return [KeyBindings.pasteCode]
    }
  }

  // MARK: - Commands

  /// Runs a command for the engine, which then sees the line as the command left it.
  static func run(_ command: EditorCommand, _ handle: OpaquePointer?) -> UInt8 {
    guard let editor = owner(of: handle, as: LineEditor.self) else { return UInt8(CC_ERROR) }
    editor.run(command)
    return UInt8(editor.outcome == nil ? CC_REFRESH : CC_NORM)
  }

  private func run(_ command: EditorCommand) {
    switch command {
    case .accept: accept()
    case .insertNewline: edit { $0.insert("\n" + $0.indentation) }
    case .closeBrace: closeBrace()
    case .cancel: if menu != nil { leaveMenu() }
    case .interrupt: interrupt()
    case .deleteOrLeave: deleteOrLeave()
    case .suspend: suspend()
    case .paste:
      let text = pendingPaste
      pendingPaste = ""
      edit { $0.insert(text) }
    case .complete: complete(step: 1)
    case .completeBackward: complete(step: -1)
    case .left: move { $0.previous }
    case .right: if !takeGhost() { move { $0.next } }
    case .up: if !chooseInMenu(-1) { up() }
    case .down: if !chooseInMenu(1) { down() }
    case .lineStart: move { $0.lineStart }
    case .lineEnd: if !takeGhost() { move { $0.lineEnd } }
    case .wordLeft: move { $0.previousWordStart }
    case .wordRight: if !takeGhost(wordOnly: true) { move { $0.nextWordEnd } }
    case .deleteBackward: edit { $0.removeText(to: $0.previous) }
    case .deleteForward: edit { $0.removeText(to: $0.next) }
    case .killToLineEnd: cut { $0.lineEnd == $0.cursor ? $0.next : $0.lineEnd }
    case .killToLineStart: cut { $0.lineStart }
    case .killBlankWord: cut { $0.previousBlankStart }
    case .killWordForward: cut { $0.nextWordEnd }
    case .killWordBackward: cut { $0.previousWordStart }
    case .yank: edit { [killed] in $0.insert(killed) }
    case .undo: undo()
    case .searchHistory: searchHistory()
    case .oldestEntry: recallEnd(oldest: true)
    case .newestEntry: recallEnd(oldest: false)
    case .editOutside: editOutside()
    case .commentOut:
      edit { $0.commentOut() }
      accept()
    case .clearScreen: clearScreen()
    }
  }

  // MARK: - The terminal

  func write(_ text: String) {
    writeAll(Array(text.utf8), to: options.output)
  }

  func measure() {
    var rows: Int32 = 0
    var columns: Int32 = 0
    if ce_window_size(options.output, &rows, &columns) == 0, rows > 0, columns > 0 {
      size = TerminalSize(rows: Int(rows), columns: Int(columns))
    }
  }

  private func resize() {
    measure()
    writeAll(screen.resize(to: size.columns), to: options.output)
  }
}
