// The commands that bring back earlier entries: one by one by prefix, by search, or as ghost text.

/// A walk through the history: where it stands and the line it set out from.
struct Recall {
  let draft: EditBuffer
  var index: Int
  var shown: String
}

extension LineEditor {
  func up() {
    let buffer = engine.buffer
    if let above = buffer.above { return engine.moveCursor(to: above) }
    let walk = currentRecall(for: buffer)
    guard let index = history.older(than: walk.index, prefix: walk.draft.text) else { return }
    recallEntry(at: index, draft: walk.draft, cursorAtEnd: false)
  }

  func down() {
    let buffer = engine.buffer
    if let below = buffer.below { return engine.moveCursor(to: below) }
    guard let walk = recall, walk.shown == buffer.text else { return }
    if let index = history.newer(than: walk.index, prefix: walk.draft.text) {
      recallEntry(at: index, draft: walk.draft, cursorAtEnd: true)
    } else {
      recall = nil
      engine.buffer = walk.draft
    }
  }

  func recallEnd(oldest: Bool) {
    let walk = currentRecall(for: engine.buffer)
    if oldest {
      guard let index = history.newer(than: -1, prefix: walk.draft.text) else { return }
      recallEntry(at: index, draft: walk.draft, cursorAtEnd: true)
    } else if recall != nil {
      recall = nil
      engine.buffer = walk.draft
    }
  }

  /// The walk the line belongs to, or one that sets out from it.
  private func currentRecall(for buffer: EditBuffer) -> Recall {
    if let recall, recall.shown == buffer.text { return recall }
    return Recall(draft: buffer, index: history.entries.count, shown: buffer.text)
  }

  /// Shows an entry; going up the cursor stands at the end of its first line, so that the next step up leaves it.
  private func recallEntry(at index: Int, draft: EditBuffer, cursorAtEnd: Bool) {
    let text = history.entries[index]
    var buffer = EditBuffer(text)
    if !cursorAtEnd {
      buffer.move(to: 0)
      buffer.move(to: buffer.lineEnd)
    }
    recall = Recall(draft: draft, index: index, shown: text)
    engine.buffer = buffer
  }

  // MARK: - Ghost text

  /// What history would add to the line, where it is shown.
  func ghost(for buffer: EditBuffer) -> String {
    guard buffer.isAtEnd, menu == nil, search == nil, outcome == nil else { return "" }
    let text = buffer.text
    return recall?.shown == text ? "" : history.continuation(of: text)
  }

  /// Takes the ghost text, or its first word; false where there is none.
  func takeGhost(wordOnly: Bool = false) -> Bool {
    var buffer = engine.buffer
    let ghost = ghost(for: buffer)
    if ghost.isEmpty { return false }
    if wordOnly {
      let ahead = EditBuffer(scalars: Array(ghost.unicodeScalars), cursor: 0)
      buffer.insert(String(String.UnicodeScalarView(ahead.scalars[..<ahead.nextWordEnd])))
    } else {
      buffer.insert(ghost)
    }
    engine.buffer = buffer
    return true
  }

  // MARK: - Search

  /// C-r: reads keys itself until an entry is taken or the search is given up.
  func searchHistory() {
    menu = nil
    var current = HistorySearch(in: history)
    search = current
    defer { search = nil }
    while let key = nextKey() {
      switch key {
      case .character("\u{12}"), .character("\u{10}"), .sequence("\u{1b}[A"): current.choose(by: 1)
      case .character("\u{13}"), .character("\u{E}"), .sequence("\u{1b}[B"): current.choose(by: -1)
      case .character("\u{7F}"), .character("\u{8}"): current.deleteBackward(in: history)
      case .character("\u{7}"), .character("\u{3}"), .escape: return
      case .character("\n"), .character("\r"), .sequence("\n"): return take(current)
      case .character(let scalar) where scalar.value >= 0x20: current.type(String(scalar), in: history)
      case .paste(let text): current.type(text, in: history)
      default:
        take(current)
        return reader.putBack(key)
      }
      search = current
    }
  }

  private func take(_ search: HistorySearch) {
    if let text = search.current { engine.buffer = EditBuffer(text) }
  }
}
