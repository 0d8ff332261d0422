// Statements and arguments as other languages write them: `foreach`, `unless`, `switch`, `class`, `for (i = 0; …)`,
// `case 1:`, `sort desc name`, `/* … */`. Each is said once, with what Kindly writes for it, and read as what was meant
// where that is a construct of Kindly's. Nothing here is on the way of a correct text.

import KindlyDiagnostics
import KindlySource

extension TreeParser {
  /// What stands behind the word at the head of a statement is nothing that goes on an expression.
  var mayBeForeign: Bool {
    let next = peek()
    switch next.kind {
    case .name, .typeName, .leftBrace, .keyword: return isOnSameLine(next)
    case .leftParenthesis: return next.start > token.end && isOnSameLine(next)
    case .newline, .semicolon, .end, .rightBrace: return !errors.isEmpty && token.end - token.start <= 5
    default: return false
    }
  }

  /// A statement that begins as in another language; nil where it does not.
  mutating func parseForeignStatement() -> NodeID? {
    let next = peek()
    let written = spelling(token)
    if token.kind == .name, next.kind == .name {
      switch token.word {
      case .def, .function, .func: return parseForeignFunction()
      case .const, .val: return parseAs(.let)
      default: break
      }
      if token.word == .other, isCalledBare {
        let name = tree.add(.name, token.start, token.end, a: token.value)
        advance()
        return parseBareCall(name)
      }
    }
    switch next.kind {
    case .newline, .semicolon, .end, .rightBrace: return skipEnd(written)
    case .name where peek(2).kind == .assign:
      // `int x = 1`
      guard let type = ForeignWord.type(written) ?? (token.kind == .typeName ? written : nil), !type.contains("…")
      else { break }
      let place = Span(file: file, start: token.start, end: next.end)
      let declared = "let \(spelling(next)): \(type)"
      note(
        .foreign(place, written: written + " " + spelling(next), instead: "write `\(declared)`", replacement: declared))
      return parseBinding()
    default: break
    }
    guard token.kind == .name, let construct = ForeignWord.construct(written) else { return nil }
    // `do` and `new` are names as good as any: before a parenthesis they may be a function's.
    if next.kind == .leftParenthesis,
      construct.reading == .forever || construct.reading == .nothing && written != "switch"
    {
      return nil
    }
    if construct.reading == .forever, next.kind != .leftBrace { return nil }
    let error = SyntaxError.foreign(
      span(token), written: written, instead: construct.advice, replacement: construct.replacement)
    if construct.reading == .nothing {
      report(error)
      return missing()
    }
    if construct.reading != .function { note(error) }
    switch construct.reading {
    case .loop: return parseFor(isTold: true)
    case .function: return parseForeignFunction()
    case .binding: return parseBinding()
    case .condition: return parseIf()
    case .repetition: return parseWhile()
    default: return parseForever()
    }
  }

  mutating func parseAs(_ word: Word) -> NodeID {
    note(
      .foreign(
        span(token), written: spelling(token), instead: "write `\(word.rawValue)`", replacement: word.rawValue))
    return word == .fn ? parseFunction() : parseBinding()
  }

  /// `end`, `fi`: behind a block that has been reported they close it.
  private mutating func skipEnd(_ written: String) -> NodeID? {
    guard ["end", "fi", "endif", "esac"].contains(written) else { return nil }
    advance()
    return missing()
  }

  /// `do { … } while x`, `loop { … }`; the token is the word.
  private mutating func parseForever() -> NodeID {
    let start = token.start
    advance()
    let condition = missing()
    let body = parseBlock()
    // What stands behind the braces belongs to it.
    if !atEndOfStatement { isRecovering = true }
    return tree.add(.whileLoop, start, previousEnd, a: condition.rawValue, b: body.rawValue)
  }

  // MARK: - Loops and arms

  /// `for each x`, `for let x`: skips what stands before the name.
  mutating func skipBeforeName(_ isTold: inout Bool) {
    let isEach = at(.name) && peek().kind == .name && spelling(token) == "each"
    guard isEach || atKeyword(.let) || atKeyword(.var) else { return }
    let place = Span(file: file, start: token.start, end: peek().start)
    if !isTold { note(.foreign(place, written: spelling(token), instead: "leave it out", replacement: "")) }
    isTold = true
    advance()
  }

  /// `for x of xs`, `for x <- xs`.
  mutating func skipsForeignIn(_ isTold: Bool) -> Bool {
    let isArrow = at(.less) && peek().kind == .minus && peek().start == token.end
    guard isArrow || at(.name) && ["of", "from"].contains(spelling(token)) else { return false }
    let place = Span(file: file, start: token.start, end: isArrow ? peek().end : token.end)
    let written = isArrow ? "<-" : spelling(token)
    if !isTold { note(.foreign(place, written: written, instead: "write `in`", replacement: "in")) }
    advance()
    if isArrow { advance() }
    return true
  }

  /// `sort name asc`, `sort name descending`; true where it turns the order.
  mutating func skipsForeignOrder() -> Bool {
    let written = spelling(token).lowercased()
    guard ["asc", "ascending", "descending", "desc"].contains(written) else { return false }
    let turns = written.hasPrefix("desc")
    let place = Span(file: file, start: turns ? token.start : previousEnd, end: token.end)
    note(
      .foreign(
        place, written: spelling(token), instead: turns ? "write `desc`" : "leave it out: the least comes first",
        replacement: turns ? "desc" : ""))
    advance()
    return turns
  }

  /// `for (i = 0; …`, `for (let i = 0; …`.
  func countsByHand(_ parenthesis: Token) -> Bool {
    let isDeclared = token.kind == .leftParenthesis && peek().kind == .keyword
    return peek(isDeclared ? 2 : 1).kind == .name && peek(isDeclared ? 3 : 2).kind == .assign
  }

  /// The token is the parenthesis, or the name where there is none; the name is known in the body.
  mutating func parseCountingFor(_ start: UInt32, _ parenthesis: Token?) -> NodeID {
    note(
      .foreign(
        span(parenthesis ?? token), written: parenthesis == nil ? "for i = …" : "for (…; …; …)",
        instead: "write `for i in 0..n { … }`", replacement: nil))
    let name = parenthesis == nil ? token : peek().kind == .keyword ? peek(2) : peek()
    unclear.append(span(name))
    while !at(.rightParenthesis), !at(.end), !at(.leftBrace), parenthesis != nil || !startsLine {
      if at(.leftParenthesis), token.start > (parenthesis ?? token).start { skipToken() } else { advance() }
    }
    if parenthesis != nil { _ = consume(.rightParenthesis) }
    if parenthesis == nil, !at(.leftBrace) { isRecovering = true }
    let source = missing()
    let base = pending.count
    pending.append(name.value)
    let names = takeList(from: base)
    let body = parseBlock()
    return tree.add(.forIn, start, previousEnd, op: 1, a: names.start, b: source.rawValue, c: body.rawValue)
  }

  /// `case 1 => …`, `when 1 => …` in a match.
  mutating func skipCase() {
    guard isOnSameLine(peek()), ["case", "when"].contains(spelling(token)) else { return }
    switch peek().kind {
    case .name, .integer, .number, .text, .textOpen, .date, .keyword, .minus, .typeName: break
    default: return
    }
    if atKeywordBehindCase { return }
    let place = Span(file: file, start: token.start, end: peek().start)
    if token.start >= armsToldUntil {
      note(.foreign(place, written: spelling(token), instead: "an arm is written `pattern => value`", replacement: ""))
    }
    armsToldUntil = max(armsToldUntil, armsEnd)
    advance()
  }

  /// `case if …`: a pattern that binds `case`.
  private var atKeywordBehindCase: Bool {
    peek().kind == .keyword && (peek().word == .if || peek().word == .in || peek().word == .and || peek().word == .or)
  }

  // MARK: - Texts and comments

  /// `f"…"`, `r"…"`: a letter directly before a text.
  mutating func parsePrefixedText(_ name: Token, _ written: String) -> NodeID? {
    guard isText(token), token.start == name.end, ["f", "r", "b", "u", "s"].contains(written.lowercased()) else {
      return nil
    }
    let advice = written.lowercased() == "r" ? "a raw text is written '…'" : "`{…}` in a text is read without it"
    note(.foreign(span(name), written: written + "\"…\"", instead: advice, replacement: nil))
    return parsePrimary()
  }

  /// `/* … */`; the token is the first sign.
  mutating func parseForeignComment(from start: UInt32) -> NodeID {
    let place = Span(file: file, start: start, end: start + 2)
    report(.foreign(place, written: "/*", instead: "a comment begins with `#`, on each line", replacement: nil))
    let node = missing()
    // The lexer has read what stands in it as best it could: its end is looked for in the bytes.
    var end = Int(place.end)
    while end < bytes.count, !(bytes[end] == 0x2F && bytes[end - 1] == 0x2A) { end += 1 }
    if end == bytes.count {
      end = Int(place.end)
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    }
    unread.append(Span(file: file, start: start, end: UInt32(min(end + 1, bytes.count))))
    while !at(.end), token.start <= end { advance() }
    linesMatter = true
    return node
  }

  // MARK: - Arguments

  /// `sort desc name`; the token is `desc`. Whether it stood before the key.
  mutating func skipsLeadingDesc() -> Bool {
    let next = peek()
    guard isOnSameLine(next), next.kind == .name || next.kind == .keyword && next.word == .it else { return false }
    if next.word == .div || next.word == .mod || next.word == .desc { return false }
    let place = Span(file: file, start: token.start, end: next.end)
    let key = spelling(next)
    note(.foreign(place, written: "desc " + key, instead: "write `\(key) desc`", replacement: nil))
    advance()
    return true
  }

  /// `[x * 2 for x in xs]`; the token is the `for`.
  mutating func reportComprehension() {
    if let last = pending.last { unclear.append(tree.span(NodeID(last))) }
    report(
      .foreign(
        span(token), written: "… for … in …", instead: "write `xs | where … | map x -> …`", replacement: nil))
  }
}
