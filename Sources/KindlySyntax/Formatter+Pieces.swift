// From tokens, comments and tree to the pieces that are written: what stands before each on a line, where items begin,
// which brackets hold what. Commas behind the last element, and semicolons, are left out here.

import KindlySource

struct Pieces {
  var list: [Piece] = []
  /// By the index of the opening bracket.
  var brackets: [Int: Bracketed] = [:]
}

struct PieceReader {
  private let file: SourceFile
  private let tree: Tree
  private let bytes: UnsafeBufferPointer<UInt8>
  private let tokens: [Token]
  // What the tree tells about offsets of tokens.
  private var negations: Set<UInt32> = []
  private var angleOwners: Set<UInt32> = []
  private var angleEnds: Set<UInt32> = []
  /// Arms of a `match`, fields of a record, clauses of a rule.
  private var items: Set<UInt32> = []
  private var ruleNames: Set<UInt32> = []
  /// What stands behind the commas between the values of a preposition.
  private var values: Set<UInt32> = []
  private var result = Pieces()

  init(_ file: SourceFile, _ tree: Tree, _ bytes: UnsafeBufferPointer<UInt8>, _ interner: Interner) {
    self.file = file
    self.tree = tree
    self.bytes = bytes
    tokens = Lexer.scan(file, interner: interner, words: WordTable(interner: interner)).tokens
    for node in tree.nodes {
      switch node.kind {
      case .unary where node.op == UnaryOperator.negate.rawValue: negations.insert(node.start)
      case .integer where bytes[Int(node.start)] == UInt8(ascii: "-"): negations.insert(node.start)
      case .typeList, .typeGeneric:
        angleOwners.insert(node.start)
        angleEnds.insert(node.end)
      case .arm, .recordField: items.insert(node.start)
      default: break
      }
    }
    for rule in tree.rules { note(rule) }
    for declaration in tree.declarations {
      for preposition in declaration.prepositions {
        for value in preposition.values.dropFirst() { noteValue(value) }
      }
    }
  }

  /// The token behind the comma before a value; the value may begin within parentheses.
  private mutating func noteValue(_ value: NodeID) {
    guard let index = tokens.firstIndexOrdered({ $0.start >= tree[value].start }) else { return }
    guard let comma = tokens[..<index].lastIndex(where: { $0.kind == .comma }) else { return }
    if let first = tokens[(comma + 1)...index].first(where: { $0.kind != .newline }) { values.insert(first.start) }
  }

  private mutating func note(_ rule: RuleDeclaration) {
    ruleNames.insert(rule.name.span.start)
    var starts = rule.binders.map(\.name.span.start)
    if let message = rule.message { starts.append(message.span.start) }
    for clause in [
      rule.condition, rule.until, rule.from, rule.due, rule.expires, rule.action, rule.when, rule.because,
    ] where clause.exists {
      starts.append(tree[clause].start)
    }
    for start in starts {
      // The clause's word stands before its expression and the parentheses around that.
      guard var index = tokens.firstIndexOrdered({ $0.start >= start }), index > 0 else { continue }
      index -= 1
      while index > 0, tokens[index].kind == .leftParenthesis || tokens[index].kind == .newline { index -= 1 }
      items.insert(tokens[index].start)
    }
  }

  // MARK: - Reading

  consuming func read() -> Pieces {
    var comments = tree.comments[...]
    var places = [Int](repeating: 0, count: tokens.count)
    var above: [Piece.Comment] = []
    var opensItem = true
    /// The end of what was read last, to count line breaks from.
    var end = 0
    var breaks = false
    var index = 0
    while index < tokens.count {
      let token = tokens[index]
      // Comments before the token: behind the piece before, or above this one.
      while let comment = comments.first, comment.start < token.start || token.kind == .end {
        comments.removeFirst()
        let lines = lineBreaks(end, Int(comment.start))
        if lines == 0, let last = result.list.indices.last, above.isEmpty, result.list[last].behind == nil {
          result.list[last].behind = text(comment)
        } else {
          above.append(Piece.Comment(text: text(comment), blankLine: lines > 1))
        }
        breaks = true
        end = Int(comment.end)
      }
      if token.kind == .newline || token.kind == .semicolon {
        opensItem = true
        index += 1
        if token.kind == .semicolon { end = max(end, Int(token.end)) }
        continue
      }
      let close = token.kind == .textOpen ? Int(token.value) : index
      let lines = lineBreaks(end, Int(token.start))
      var piece = Piece(
        kind: token.kind == .textOpen ? .text : token.kind, word: token.word,
        text: source(token.start, tokens[close].end), width: 0)
      piece.width = width(piece.text)
      piece.breaks = breaks || lines > 0
      piece.blankLine = lines > 1
      piece.above = above
      piece.opensItem = (opensItem && token.kind != .comma) || items.contains(token.start)
      piece.opensValue = values.contains(token.start)
      if token.kind.isCloser || (token.kind == .keyword && token.word == .catch) { piece.opensItem = false }
      if isDropped(token, before: index) {
        // Its comments go to its neighbours.
        end = Int(token.end)
        index += 1
        continue
      }
      places[index] = result.list.count
      piece.gap = gap(before: index, piece)
      result.list.append(piece)
      if token.kind == .leftBrace || token.kind == .leftBracket || token.kind == .leftParenthesis {
        result.brackets[result.list.count - 1] = bracketed(index)
      }
      if token.kind.isCloser, let open = openers.popLast() {
        result.list[open].partner = result.list.count - 1
        result.list[result.list.count - 1].partner = open
      } else if token.kind.isOpener {
        openers.append(result.list.count - 1)
      }
      above = []
      if token.kind != .comma { opensItem = false }
      breaks = false
      index = close + 1
      end = Int(tokens[close].end)
      // Comments in a text are part of it.
      while let comment = comments.first, Int(comment.start) < end { comments.removeFirst() }
    }
    return result
  }

  private var openers: [Int] = []

  /// A comma behind the last element, or between two arms.
  private func isDropped(_ token: Token, before index: Int) -> Bool {
    guard token.kind == .comma else { return false }
    var next = index + 1
    while tokens[next].kind == .newline { next += 1 }
    return tokens[next].kind.isCloser
  }

  private func bracketed(_ index: Int) -> Bracketed {
    guard tokens[index].kind == .leftBrace else { return .elements }
    if index > 0, ruleNames.contains(tokens[index - 1].start) { return .clauses }
    var next = index + 1
    while tokens[next].kind == .newline { next += 1 }
    let isField = tokens[next].kind == .name && tokens[next + 1].kind == .colon
    return isField ? .fields : .statements
  }

  // MARK: - Between two pieces

  private func gap(before index: Int, _ piece: Piece) -> Piece.Gap {
    guard index > 0, let last = result.list.last else { return .none }
    let (before, token) = (tokens[index - 1], tokens[index])
    let isAdjacent = before.end == token.start
    switch last.kind {
    case .leftParenthesis, .leftBracket, .dot, .questionDot, .range: return .none
    case .leftBrace: return token.kind == .rightBrace ? .none : .blank
    case .minus where negations.contains(start(of: last, before: index)): return .none
    case .less where isAngle(before: index): return .none
    default: break
    }
    switch token.kind {
    case .comma, .semicolon, .rightParenthesis, .rightBracket, .dot, .questionDot, .range, .question, .typeClose:
      return .none
    case .colon: return .none
    case .greater where angleEnds.contains(token.end): return .none
    case .less where isAngleOpen(index): return .none
    case .leftParenthesis, .leftBracket: return isAdjacent && isOperand(last) ? .none : .blank
    default: return .blank
    }
  }

  private func start(of piece: Piece, before index: Int) -> UInt32 {
    var index = index - 1
    while index > 0, tokens[index].kind == .newline { index -= 1 }
    return tokens[index].start
  }

  /// The `<` at an index opens the types of `List<…>`.
  private func isAngleOpen(_ index: Int) -> Bool {
    index > 0 && tokens[index - 1].kind == .typeName && angleOwners.contains(tokens[index - 1].start)
  }

  private func isAngle(before index: Int) -> Bool { index > 0 && isAngleOpen(index - 1) }

  /// What `(` and `[` may stand directly behind.
  private func isOperand(_ piece: Piece) -> Bool {
    switch piece.kind {
    case .name, .typeName, .handle, .rightParenthesis, .rightBracket, .rightBrace, .text, .integer, .number, .date,
      .time, .dateTime, .duration:
      true
    case .keyword: piece.word == .it
    default: false
    }
  }

  // MARK: - Bytes

  private func lineBreaks(_ start: Int, _ end: Int) -> Int {
    var count = 0
    for offset in start..<max(start, end) where bytes[offset] == 0x0A { count += 1 }
    return count
  }

  /// The bytes of a range, line breaks as one byte.
  private func source(_ start: UInt32, _ end: UInt32) -> [UInt8] {
    let slice = bytes[Int(start)..<Int(end)]
    guard slice.contains(0x0D) else { return Array(slice) }
    var text: [UInt8] = []
    for (offset, byte) in zip(slice.indices, slice)
    where byte != 0x0D || offset + 1 >= bytes.count || bytes[offset + 1] != 0x0A {
      text.append(byte)
    }
    return text
  }

  private func text(_ comment: Span) -> [UInt8] {
    var text = source(comment.start, comment.end)
    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
    return text
  }

  private func width(_ text: [UInt8]) -> Int {
    var width = 0
    for byte in text {
      if byte == 0x0A { break }
      if byte & 0xC0 != 0x80 { width += 1 }
    }
    return width
  }
}

extension TokenKind {
  var isOpener: Bool { self == .leftParenthesis || self == .leftBracket || self == .leftBrace }
  var isCloser: Bool { self == .rightParenthesis || self == .rightBracket || self == .rightBrace }
}

extension Array {
  /// The index of the first element that passes a test which all behind it pass too.
  func firstIndexOrdered(_ passes: (Element) -> Bool) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if passes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low < count ? low : nil
  }
}
