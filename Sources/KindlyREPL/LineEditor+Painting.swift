// From the editor's state to the terminal: collects what one frame shows, lays it out and writes the
// difference. Called only when nothing is pending, so a burst of keys costs one frame.

extension LineEditor {
  func paint() {
    let buffer = engine.buffer
    noteForUndo(buffer)
    refreshMenu(for: buffer)
    var input = self.input(for: buffer)
    let height = max(2, min(9, size.rows - 2))
    if let current = search {
      let shown = current.current ?? buffer.text
      let (rows, cursor) = current.rows(height: height, columns: size.columns)
      input.text = shown
      input.spans = spans(of: shown)
      input.brackets = []
      input.found = current.found
      input.below = rows
      input.belowCursor = cursor
    } else if menu != nil {
      input.below = menu?.rows(height: height, columns: size.columns) ?? []
    } else {
      input.ghost = ghost(for: buffer)
    }
    let frame = layOut(input)
    isCropped = frame.rows.count > size.rows
    writeAll(screen.show(frame.cropped(to: size.rows)), to: options.output)
  }

  /// Shows the whole entry as it is left on the terminal, and goes below it.
  func paintLast(note: String) {
    let buffer = engine.buffer
    var input = self.input(for: buffer)
    input.brackets = []
    input.cursor = buffer.scalars.count
    input.ghost = note
    let frame = layOut(input)
    var bytes: [UInt8] = []
    if isCropped { bytes += screen.erase() }
    isCropped = false
    bytes += screen.show(frame)
    bytes += screen.leave()
    writeAll(bytes, to: options.output)
  }

  /// Puts the cursor in the first column, below output that did not end its line, and asks for bracketed paste.
  func beginOnFreshLine() {
    let blank = String(repeating: " ", count: max(0, size.columns - 1))
    write("\u{1b}[7m%\u{1b}[0m\(blank)\r\u{1b}[K\u{1b}[?2004h")
  }

  private func input(for buffer: EditBuffer) -> LayoutInput {
    let text = buffer.text
    let spans = spans(of: text)
    var input = LayoutInput()
    input.text = text
    input.cursor = buffer.cursor
    input.spans = spans
    input.brackets = matchingBrackets(in: text, at: buffer.offset, spans: spans)
    input.prompt = options.prompt
    input.continuation = options.continuationPrompt
    input.columns = size.columns
    return input
  }

  private func spans(of text: String) -> [StyledSpan] {
    if highlighted.text != text || highlighted.spans.isEmpty {
      highlighted = (text, language.highlight(text))
    }
    return highlighted.spans
  }
}
