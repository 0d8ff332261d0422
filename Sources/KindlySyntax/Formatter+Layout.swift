// Where lines break. A line is written as one while it fits and nothing in it must break; else it breaks before its
// pipes, then before `or`, `and`, `??`, then in its brackets, the widest first, then behind commas, operators and `=`.
// The invariant: pieces are written in order, each once; only what separates items in broken braces is left out.

struct LayoutWriter {
  private let pieces: [Piece]
  private let brackets: [Int: Bracketed]
  /// The width of all before a piece, as if on one line.
  private var offsets: [Int] = [0]
  /// Opening brackets whose items stand on lines of their own.
  private var broken: Set<Int> = []
  private var output: [UInt8] = []
  private var column = 0
  private var atLineStart = true
  /// A comment ends the line: whatever comes next begins another.
  private var mustBreak = false

  init(_ source: Pieces) {
    pieces = source.list
    brackets = source.brackets
    offsets.reserveCapacity(pieces.count + 1)
    var width = 0
    for piece in pieces {
      width += piece.width + (piece.gap == .blank ? 1 : 0)
      offsets.append(width)
    }
    output.reserveCapacity(width + width / 4)
    // From the inside out: a block breaks where something in it does.
    for open in brackets.keys.sorted(by: >) where mustBreak(open) { broken.insert(open) }
  }

  private func mustBreak(_ open: Int) -> Bool {
    let close = pieces[open].partner
    guard close > open + 1 else { return pieces[open].behind != nil || !pieces[close].above.isEmpty }
    if pieces[open].behind != nil || !pieces[close].above.isEmpty || !pieces[open + 1].above.isEmpty { return true }
    if pieces[close - 1].behind != nil { return true }
    switch brackets[open] {
    case .clauses: return true
    case .statements:
      if items(open).count > 1, pieces[close - 1].kind != .comma, !isFlatMatch(open) { return true }
      return (open + 1...close).contains { pieces[$0].breaks || pieces[$0].hasComment || broken.contains($0) }
    case .fields: return gaps(open + 1, close + 1).contains { pieces[$0].breaks || pieces[$0].hasComment }
    default: return pieces[open + 1].breaks || gaps(open + 1, close).contains { pieces[$0].hasComment }
    }
  }

  /// Arms with commas between them may share a line.
  private func isFlatMatch(_ open: Int) -> Bool {
    items(open).dropFirst().allSatisfy { pieces[$0.lowerBound - 1].kind == .comma }
  }

  // MARK: - Looking

  /// The pieces of a range that stand in none of its brackets.
  private func gaps(_ start: Int, _ end: Int) -> [Int] {
    var found: [Int] = []
    var index = start
    while index < end {
      found.append(index)
      index = pieces[index].kind.isOpener ? max(pieces[index].partner, index + 1) : index + 1
    }
    return found
  }

  /// The items in brackets.
  private func items(_ open: Int) -> [Range<Int>] {
    let close = pieces[open].partner
    let isElements = brackets[open] == .elements
    var items: [Range<Int>] = []
    var start = open + 1
    for index in gaps(open + 1, close) where index > start {
      if isElements ? pieces[index - 1].kind == .comma : pieces[index].opensItem {
        items.append(start..<index)
        start = index
      }
    }
    if start < close { items.append(start..<close) }
    return items
  }

  private func width(_ start: Int, _ end: Int) -> Int {
    guard start < end else { return 0 }
    return offsets[end] - offsets[start] - (pieces[start].gap == .blank ? 1 : 0)
  }

  /// Whether a comment or a broken bracket stands in a range.
  private func isForced(_ start: Int, _ end: Int) -> Bool {
    for index in start..<end {
      if broken.contains(index) { return true }
      if index > start, !pieces[index].above.isEmpty { return true }
      if index + 1 < end, pieces[index].behind != nil { return true }
    }
    return false
  }

  /// Whether one of the lines of a range is too long, its broken brackets aside. The first begins at `column`.
  private func isTooLong(_ start: Int, _ end: Int, _ indent: Int) -> Bool {
    var from = start
    var used = atLineStart ? indent : column + (start < end && pieces[start].gap == .blank ? 1 : 0)
    for index in gaps(start, end) where broken.contains(index) {
      if used + width(from, index + 1) > Formatter.width { return true }
      from = pieces[index].partner
      used = indent
    }
    return used + width(from, end) > Formatter.width
  }

  // MARK: - Writing

  mutating func write() -> [UInt8] {
    let end = pieces.count - 1
    var starts = gaps(0, end).filter { pieces[$0].opensItem }
    if let first = starts.first, first > 0 { starts.insert(0, at: 0) }
    starts.append(end)
    for (start, next) in zip(starts, starts.dropFirst()) { writeItem(start..<next, indent: 0) }
    writeAbove(end, indent: 0)
    if !atLineStart { newLine() }
    return output
  }

  /// One statement, field or element, on a line of its own.
  private mutating func writeItem(_ item: Range<Int>, indent: Int) {
    if !atLineStart { newLine() }
    layout(item.lowerBound, item.upperBound, indent)
  }

  private mutating func newLine() {
    output.append(0x0A)
    column = 0
    atLineStart = true
    mustBreak = false
  }

  private mutating func blankLine() {
    if output.count > 1, output[output.count - 2] != 0x0A { output.append(0x0A) }
  }

  private mutating func indentLine(_ indent: Int) {
    output.append(contentsOf: repeatElement(0x20, count: indent))
    column = indent
    atLineStart = false
  }

  /// The comments above a piece, with the blank lines among them.
  private mutating func writeAbove(_ index: Int, indent: Int) {
    for comment in pieces[index].above {
      if !atLineStart { newLine() }
      if comment.blankLine, !opensLine { blankLine() }
      indentLine(indent)
      output.append(contentsOf: comment.text)
      newLine()
    }
    if pieces[index].blankLine, atLineStart, !opensLine, !pieces[index].kind.isCloser, pieces[index].kind != .end {
      blankLine()
    }
  }

  /// Nothing but an opening bracket stands above: no blank line goes here.
  private var opensLine: Bool {
    guard output.count > 1 else { return true }
    let last = output[output.count - 2]
    return lastOpened == output.count && (last == 0x7B || last == 0x5B || last == 0x28)
  }

  /// Where the line behind the newest opening bracket begins.
  private var lastOpened = 0

  private mutating func put(_ index: Int, _ indent: Int) {
    let piece = pieces[index]
    // What stands above a closing bracket was written with what it closes.
    let hasAbove = !piece.above.isEmpty && !piece.kind.isCloser
    if mustBreak || hasAbove, !atLineStart { newLine() }
    if atLineStart {
      if !piece.kind.isCloser { writeAbove(index, indent: indent) }
      indentLine(indent)
    } else if piece.gap == .blank {
      output.append(0x20)
      column += 1
    }
    output.append(contentsOf: piece.text)
    if let lineBreak = piece.text.lastIndex(of: 0x0A) {
      column = piece.text.count - lineBreak - 1
    } else {
      column += piece.width
    }
    putBehind(index)
  }

  private mutating func putBehind(_ index: Int) {
    guard let comment = pieces[index].behind else { return }
    if mustBreak { newLine() } else { output.append(contentsOf: [0x20, 0x20]) }
    output.append(contentsOf: comment)
    column = Formatter.width
    atLineStart = false
    mustBreak = true
  }

  // MARK: - Layout

  /// One line, broken where it must be; what goes on below it is indented by two more.
  private mutating func layout(_ start: Int, _ end: Int, _ indent: Int) {
    breakBlocks(start, end, indent)
    if let splits = splits(start, end, indent) {
      var from = start
      for (number, split) in (splits + [end]).enumerated() {
        if number > 0, !atLineStart { newLine() }
        layout(from, split, number == 0 ? indent : indent + 2)
        from = split
      }
      return
    }
    breakBrackets(start, end, indent)
    let behind = splitsBehind(start, end, indent)
    var index = start
    while index < end {
      if behind.contains(index), !atLineStart { newLine() }
      put(index, index == start || isElse(index) ? indent : indent + 2)
      if pieces[index].kind.isOpener {
        let close = pieces[index].partner
        if broken.contains(index) { writeBroken(index, indent) } else { layoutFlat(index + 1, close, indent) }
        put(close, indent)
        index = close
      }
      index += 1
    }
  }

  private func isElse(_ index: Int) -> Bool {
    pieces[index].kind == .keyword && (pieces[index].word == .else || pieces[index].word == .catch)
  }

  /// What stands in brackets that are not broken; brackets in it may be.
  private mutating func layoutFlat(_ start: Int, _ end: Int, _ indent: Int) {
    var index = start
    while index < end {
      put(index, indent + 2)
      if broken.contains(index) {
        writeBroken(index, indent)
        index = pieces[index].partner
        put(index, indent)
      }
      index += 1
    }
  }

  private mutating func writeBroken(_ open: Int, _ indent: Int) {
    let close = pieces[open].partner
    let keepsCommas = brackets[open] == .elements
    newLine()
    lastOpened = output.count
    for item in items(open) {
      var end = item.upperBound
      let isComma = !keepsCommas && end - 1 > item.lowerBound && pieces[end - 1].kind == .comma
      if isComma { end -= 1 }
      writeItem(item.lowerBound..<end, indent: indent + 2)
      if isComma { putBehind(end) }
    }
    if !atLineStart { newLine() }
    writeAbove(close, indent: indent + 2)
  }

  /// Where the line breaks before its loosest operators: where the author broke it there, or where it is too long.
  private func splits(_ start: Int, _ end: Int, _ indent: Int) -> [Int]? {
    let tops = gaps(start, end)
    let isLong = isTooLong(start, end, indent)
    for level in 0..<4 {
      let places = tops.filter { $0 > start && isOperator(pieces[$0], level) }
      guard !places.isEmpty else { continue }
      let wasBroken = places.contains { pieces[$0].breaks || ($0 + 1 < end && pieces[$0 + 1].breaks) }
      if isLong || wasBroken { return places }
    }
    return nil
  }

  private func isOperator(_ piece: Piece, _ level: Int) -> Bool {
    switch level {
    case 0: piece.kind == .pipe
    case 1: piece.kind == .keyword && piece.word == .or
    case 2: piece.kind == .keyword && piece.word == .and
    default: piece.kind == .coalesce
    }
  }

  /// The blocks of a line that is too long give way before its operators do; and where one is broken all are.
  private mutating func breakBlocks(_ start: Int, _ end: Int, _ indent: Int) {
    let blocks = gaps(start, end).filter { brackets[$0] == .statements && pieces[$0].partner > $0 + 1 }
    guard !blocks.isEmpty else { return }
    if isTooLong(start, end, indent) || blocks.contains(where: { broken.contains($0) }) { broken.formUnion(blocks) }
  }

  /// Breaks brackets of a line that is too long, the widest first, until it fits.
  private mutating func breakBrackets(_ start: Int, _ end: Int, _ indent: Int) {
    let opens = gaps(start, end).filter { pieces[$0].kind.isOpener && pieces[$0].partner > $0 + 1 }
    while isTooLong(start, end, indent) {
      let candidates = opens.filter { !broken.contains($0) }
      guard let widest = candidates.max(by: { width($0, pieces[$0].partner) < width($1, pieces[$1].partner) }),
        width(widest, pieces[widest].partner) > 8
      else { break }
      broken.insert(widest)
    }
  }

  /// Where a line that is still too long breaks behind its commas, its operators or its `=`.
  private func splitsBehind(_ start: Int, _ end: Int, _ indent: Int) -> Set<Int> {
    guard isTooLong(start, end, indent) else { return [] }
    let tops = gaps(start, end)
    for kinds: [TokenKind] in [[.comma], [.plus, .minus], [.assign, .arrow, .fatArrow]] {
      let places = tops.filter { $0 > start && kinds.contains(pieces[$0 - 1].kind) && pieces[$0].gap == .blank }
      if places.isEmpty { continue }
      return places.allSatisfy { pieces[$0].opensValue } ? filled(places, start, end, indent) : Set(places)
    }
    return []
  }

  /// Where the values of a declaration's prepositions go on below: as many stay on a line as fit. A few stay together
  /// even where the line is too long for them, for it cannot break before their preposition.
  private func filled(_ places: [Int], _ start: Int, _ end: Int, _ indent: Int) -> Set<Int> {
    var found: Set<Int> = []
    var from = start
    var used = indent
    // A bracket that is broken ends the line.
    let lineEnd = gaps(places[0], end).first { broken.contains($0) }.map { $0 + 1 } ?? end
    if width(places[0], lineEnd) <= Formatter.width / 4 { return [] }
    for (place, next) in zip(places, places.dropFirst() + [end]) {
      let stop = gaps(place, next).first { broken.contains($0) }.map { $0 + 1 } ?? next
      if used + width(from, stop) > Formatter.width {
        found.insert(place)
        (from, used) = (place, indent + 2)
      }
      if stop < next { (from, used) = (pieces[stop - 1].partner, indent) }
    }
    return found
  }
}
