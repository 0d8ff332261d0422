// The commands that change the line, end it or leave it for a while.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension LineEditor {
  func edit(_ change: (inout EditBuffer) -> Void) {
    var buffer = engine.buffer
    change(&buffer)
    engine.buffer = buffer
  }

  /// A closing brace that begins its line stands two blanks to the left.
  func closeBrace() {
    edit { buffer in
      let before = buffer.scalars[buffer.lineStart..<buffer.cursor]
      if before.count >= 2, before.allSatisfy({ $0 == " " }) { buffer.removeText(to: buffer.cursor - 2) }
      buffer.insert("}")
    }
  }

  func move(to place: (EditBuffer) -> Int) {
    engine.moveCursor(to: place(engine.buffer))
  }

  /// Removes the text up to a place and keeps it for yanking; kills in a row gather into one.
  func cut(to place: (EditBuffer) -> Int) {
    var buffer = engine.buffer
    let target = place(buffer)
    let isForward = target > buffer.cursor
    let gathers = buffer == afterKill
    let removed = buffer.removeText(to: target)
    if removed.isEmpty { return }
    killed = gathers ? (isForward ? killed + removed : removed + killed) : removed
    engine.buffer = buffer
    afterKill = buffer
  }

  func undo() {
    let buffer = engine.buffer
    while let step = undoSteps.popLast() {
      if step.scalars == buffer.scalars { continue }
      engine.buffer = step
      lastSeen = step
      return
    }
  }

  /// Notes the line before a change, so that the change can be undone. Called when the line is seen.
  func noteForUndo(_ buffer: EditBuffer) {
    if buffer.scalars != lastSeen.scalars {
      undoSteps.append(lastSeen)
      if undoSteps.count > 500 { undoSteps.removeFirst() }
    }
    lastSeen = buffer
  }

  // MARK: - Ending the line

  /// Enter: takes the candidate, adds a line to an entry that is not whole, or runs it.
  func accept() {
    var buffer = engine.buffer
    if let open = menu {
      menu = nil
      if open.chosen != nil, open.shown == buffer { return }
    }
    let text = buffer.text
    if text.allSatisfy(\.isWhitespace) || language.isComplete(text) {
      finish(.entry(text))
    } else {
      buffer.insert("\n" + buffer.indentation)
      engine.buffer = buffer
    }
  }

  func interrupt() {
    if menu != nil { leaveMenu() }
    finish(.cancelled)
  }

  func deleteOrLeave() {
    if engine.buffer.scalars.isEmpty {
      finish(.endOfInput)
    } else {
      edit { $0.removeText(to: $0.next) }
    }
  }

  private func finish(_ outcome: Outcome) {
    menu = nil
    if case .entry(let text) = outcome, history.add(text) { engine.remember(text) }
    paintLast(note: outcome == .cancelled ? "^C" : "")
    // From here on a C-c is meant for the program: forget an earlier one while it cannot come.
    Interrupt.clear()
    self.outcome = outcome
  }

  // MARK: - Leaving for a while

  /// C-z: gives the terminal to the shell and takes it back when the job goes on.
  func suspend() {
    menu = nil
    paint()
    writeAll(screen.leave(), to: options.output)
    outsideOfEditing {
      kill(0, SIGTSTP)
    }
    reader.dropSignals()
    measure()
    screen = Screen(palette: palette, columns: size.columns)
  }

  func clearScreen() {
    write("\u{1b}[H\u{1b}[2J")
    screen.forget()
  }

  /// C-x C-e: hands the line to the user's editor and takes what it leaves.
  func editOutside() {
    menu = nil
    writeAll(screen.erase(), to: options.output)
    var edited: String?
    outsideOfEditing {
      edited = OutsideEditor(options: options).edit(engine.buffer.text)
    }
    reader.dropSignals()
    Interrupt.clear()
    if let edited { engine.buffer = EditBuffer(KeyDecoder.cleaned(edited)) }
  }

  private func outsideOfEditing(_ work: () -> Void) {
    write("\u{1b}[?2004l")
    engine.prepareTerminal(raw: false)
    work()
    engine.prepareTerminal(raw: true)
    write("\u{1b}[?2004h")
  }
}
