// Tab: the language's candidates for the place of the cursor, one at once or several in a menu.

extension LineEditor {
  func complete(step: Int) {
    if chooseInMenu(step) { return }
    var buffer = engine.buffer
    let isIndent = buffer.scalars[buffer.lineStart..<buffer.cursor].allSatisfy { $0 == " " }
    if isIndent, buffer.cursor > 0 { return edit { $0.insert("  ") } }
    let list = candidates(for: buffer)
    guard let first = list.candidates.first else { return }
    if list.candidates.count == 1 {
      buffer.replace(list.range, with: first.text)
      engine.buffer = buffer
      return
    }
    let typed = list.range.count
    let common = CompletionMenu.commonPrefix(of: list.candidates)
    if common.utf8.count > typed {
      buffer.replace(list.range, with: common)
      engine.buffer = buffer
      menu = CompletionMenu(list: candidates(for: buffer), original: buffer)
    } else {
      menu = CompletionMenu(list: list, original: buffer)
    }
    if menu?.list.candidates.count == 1 { menu = nil }
  }

  /// Chooses the next or previous candidate of an open menu; false when none is open.
  func chooseInMenu(_ step: Int) -> Bool {
    guard menu != nil, menu?.shown == engine.buffer else { return false }
    if let buffer = menu?.choose(by: step) { engine.buffer = buffer }
    return true
  }

  /// Closes the menu and takes back the candidate it put in.
  func leaveMenu() {
    if let open = menu, open.shown == engine.buffer { engine.buffer = open.original }
    menu = nil
  }

  /// Follows what the user typed with the menu open: fewer candidates, or none and the menu closes.
  func refreshMenu(for buffer: EditBuffer) {
    guard let open = menu, open.shown != buffer else { return }
    let list = candidates(for: buffer)
    let isOver = list.candidates.isEmpty || list.range.isEmpty || list.range.lowerBound != open.list.range.lowerBound
    let isWhole = list.candidates.count == 1 && list.candidates[0].text.utf8.count == list.range.count
    menu = isOver || isWhole ? nil : CompletionMenu(list: list, original: buffer)
  }

  private func candidates(for buffer: EditBuffer) -> CompletionList {
    let offset = buffer.offset
    var list = language.complete(buffer.text, at: offset)
    let length = buffer.text.utf8.count
    let low = min(max(0, list.range.lowerBound), length)
    list.range = low..<min(max(low, list.range.upperBound), length)
    return list
  }
}
