// The text being edited as the engine has it, scalars and a cursor between them, and the motions and
// edits a user makes on it. Pure: the engine is brought up to date afterwards. Motions go by characters
// as the user sees them, and by lines of the entry, not by the whole of it.

struct EditBuffer: Equatable {
  private(set) var scalars: [Unicode.Scalar]
  /// Between 0 and the number of scalars.
  private(set) var cursor: Int

  init(scalars: [Unicode.Scalar] = [], cursor: Int = 0) {
    self.scalars = scalars
    self.cursor = min(max(0, cursor), scalars.count)
  }

  /// A text with the cursor at its end.
  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    cursor = scalars.count
  }

  var text: String { Self.string(scalars[...]) }
  var isAtEnd: Bool { cursor == scalars.count }
  var textBeforeCursor: String { Self.string(scalars[..<cursor]) }
  /// The cursor as a UTF-8 offset.
  var offset: Int { Self.utf8Count(scalars[..<cursor]) }

  // MARK: - Places

  var lineStart: Int { lineStart(of: cursor) }
  var lineEnd: Int { scalars[cursor...].firstIndex(of: "\n") ?? scalars.count }
  var isOnFirstLine: Bool { lineStart == 0 }
  var isOnLastLine: Bool { lineEnd == scalars.count }
  var line: ArraySlice<Unicode.Scalar> { scalars[lineStart..<lineEnd] }

  /// The place one character to the right, or the cursor's at the end.
  var next: Int {
    let ahead = scalars[cursor..<min(cursor + 32, scalars.count)]
    return cursor + (Self.string(ahead).first?.unicodeScalars.count ?? 0)
  }

  /// The place one character to the left, or the cursor's at the start.
  var previous: Int {
    let behind = scalars[max(0, cursor - 32)..<cursor]
    return cursor - (Self.string(behind).last?.unicodeScalars.count ?? 0)
  }

  var nextWordEnd: Int {
    var place = cursor
    while place < scalars.count, !Self.isWord(scalars[place]) { place += 1 }
    while place < scalars.count, Self.isWord(scalars[place]) { place += 1 }
    return place
  }

  var previousWordStart: Int {
    var place = cursor
    while place > 0, !Self.isWord(scalars[place - 1]) { place -= 1 }
    while place > 0, Self.isWord(scalars[place - 1]) { place -= 1 }
    return place
  }

  /// The start of the run of non-blank characters before the cursor, as the terminal's own C-w takes it.
  var previousBlankStart: Int {
    var place = cursor
    while place > 0, scalars[place - 1].properties.isWhitespace { place -= 1 }
    while place > 0, !scalars[place - 1].properties.isWhitespace { place -= 1 }
    return place
  }

  /// The place in the line above with as many columns before it, or nil on the first line.
  var above: Int? {
    if isOnFirstLine { return nil }
    let start = lineStart(of: lineStart - 1)
    return place(inLineFrom: start, to: lineStart - 1)
  }

  /// The place in the line below with as many columns before it, or nil on the last line.
  var below: Int? {
    if isOnLastLine { return nil }
    let start = lineEnd + 1
    return place(inLineFrom: start, to: scalars[start...].firstIndex(of: "\n") ?? scalars.count)
  }

  // MARK: - Edits

  mutating func move(to place: Int) {
    cursor = min(max(0, place), scalars.count)
  }

  mutating func insert(_ text: String) {
    let new = Array(text.unicodeScalars)
    scalars.insert(contentsOf: new, at: cursor)
    cursor += new.count
  }

  /// Makes a comment of every line.
  mutating func commentOut() {
    let lines = scalars.split(separator: "\n", omittingEmptySubsequences: false)
    scalars = Array(lines.map { ["#", " "] + $0 }.joined(separator: ["\n"]))
    cursor = scalars.count
  }

  /// Removes what stands between the cursor and a place, and returns it.
  @discardableResult
  mutating func removeText(to place: Int) -> String {
    let place = min(max(0, place), scalars.count)
    let range = min(place, cursor)..<max(place, cursor)
    let removed = Self.string(scalars[range])
    scalars.removeSubrange(range)
    cursor = range.lowerBound
    return removed
  }

  /// Replaces a range of UTF-8 offsets and puts the cursor behind the new text.
  mutating func replace(_ range: Range<Int>, with text: String) {
    let start = index(ofOffset: range.lowerBound)
    let end = max(start, index(ofOffset: range.upperBound))
    let new = Array(text.unicodeScalars)
    scalars.replaceSubrange(start..<end, with: new)
    cursor = start + new.count
  }

  /// The place of a UTF-8 offset; one inside a scalar is the place after it, one beyond the text its end.
  func index(ofOffset offset: Int) -> Int {
    var seen = 0
    for (index, scalar) in scalars.enumerated() {
      if seen >= offset { return index }
      seen += scalar.utf8.count
    }
    return scalars.count
  }

  /// What a new line after the cursor's begins with: the blanks of this one, two more after an opening bracket.
  var indentation: String {
    let before = scalars[lineStart..<cursor]
    let blanks = Self.string(before.prefix { $0 == " " || $0 == "\t" })
    guard let last = before.last(where: { !$0.properties.isWhitespace }) else { return blanks }
    return ["{", "(", "["].contains(last) ? blanks + "  " : blanks
  }

  // MARK: - Parts

  private func lineStart(of place: Int) -> Int {
    (scalars[..<place].lastIndex(of: "\n") ?? -1) + 1
  }

  private func place(inLineFrom start: Int, to end: Int) -> Int {
    let wanted = KindlyREPL.columns(of: Self.string(scalars[lineStart..<cursor]))
    var place = start
    var passed = 0
    for character in Self.string(scalars[start..<end]) {
      passed += KindlyREPL.columns(of: character)
      if passed > wanted { break }
      place += character.unicodeScalars.count
    }
    return place
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private static func utf8Count(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
    scalars.reduce(0) { $0 + $1.utf8.count }
  }
}
