// What chooses and repeats: if, match, try, and the blocks they are made of.

import KindlySource

extension TreeParser {
  // block := "{" {statement (newline | ";")} "}"
  mutating func parseBlock() -> NodeID {
    guard at(.leftBrace) else {
      if at(.newline), peek().kind == .leftBrace {
        note(.braceOnNextLine(span(peek())))
        advance()
        return parseBlock()
      }
      reportExpected(.block)
      // What stands between was reported; the block itself may still be there.
      while !atEndOfStatement, !at(.leftBrace) { skipToken() }
      guard at(.leftBrace) else { return missing() }
      isRecovering = false
      return parseBlock()
    }
    return inside(leavesComma: false) { $0.parseBlockHere() }
  }

  private mutating func parseBlockHere() -> NodeID {
    let open = token
    let base = pending.count
    parseStatements(in: open)
    let statements = takeList(from: base)
    return tree.add(.block, open.start, previousEnd, a: statements.start, b: statements.count)
  }

  /// The braces and the statements in them; pushes each.
  mutating func parseStatements(in open: Token) {
    let outerRecovery = isRecovering
    isRecovering = false
    advance()
    skipSeparators()
    while !at(.rightBrace), !at(.end) {
      if leavesForgotten(open, allowsStatements: true) { return }
      if skipUnopened() { continue }
      let before = index
      let statement = parseStatement()
      if statement.exists { pending.append(statement.rawValue) }
      if !further.isEmpty { pending += takeFurther().map(\.rawValue) }
      finishStatement()
      if index == before { skipToken() }
      skipSeparators()
    }
    expectCloser(.rightBrace, of: open, "{", "}")
    isRecovering = isRecovering || outerRecovery
  }

  // MARK: - If

  // if := "if" expression block ["else" (if | block)]
  mutating func parseIf() -> NodeID {
    // A chain of `else if` is read in a loop: it is a list to those who write it, not nesting.
    var parts: [(start: UInt32, condition: NodeID, body: NodeID)] = []
    var otherwise = NodeID.none
    while true {
      let start = token.start
      advance()
      let condition = parseHead()
      let body = parseBlock()
      parts.append((start, condition, body))
      if isElseIf {
        _ = consume(.newline)
        note(.elseIf(span(token), written: spelling(token)))
        continue
      }
      guard consumeKeyword(.else) else { break }
      if atKeyword(.if) { continue }
      otherwise = parseBlock()
      break
    }
    for part in parts.reversed() {
      otherwise = tree.add(
        .ifElse, part.start, previousEnd, a: part.condition.rawValue, b: part.body.rawValue, c: otherwise.rawValue)
    }
    return otherwise
  }

  /// `elif` and its like behind the block of an `if`, on the same line or at the head of the next.
  private var isElseIf: Bool {
    let next = at(.newline) ? peek() : token
    guard next.kind == .name, next.word == .elif || next.word == .elsif || next.word == .elseif else { return false }
    return true
  }

  // MARK: - Match

  // match := "match" expression "{" arm {(newline | ";" | ",") arm} "}"
  mutating func parseMatch() -> NodeID {
    let start = token.start
    advance()
    let subject = parseHead()
    let base = pending.count
    guard at(.leftBrace) else {
      reportExpected(.after("`{` and its arms", "the subject of `match`"))
      return tree.add(.match, start, previousEnd, a: subject.rawValue)
    }
    _ = inside(leavesComma: true) { parser in
      parser.parseArms()
      return .none
    }
    let arms = takeList(from: base)
    if wasForgotten { return missing() }
    return tree.add(.match, start, previousEnd, a: subject.rawValue, b: arms.start, c: arms.count)
  }

  private mutating func parseArms() {
    let open = token
    let outerEnd = armsEnd
    armsEnd = Int(open.value) > index ? tokens[Int(open.value)].end : token.end
    defer { armsEnd = outerEnd }
    var elseArm: Span?
    advance()
    skipSeparators()
    while !at(.rightBrace), !at(.end) {
      if leavesForgotten(open) { return }
      let before = index
      if let elseArm { note(.elseNotLast(elseArm)) }
      if atKeyword(.else) { elseArm = span(token) } else { elseArm = nil }
      pending.append(parseArm().rawValue)
      if !isRecovering, !at(.comma), !atEndOfStatement, opensArm {
        if token.start >= armsToldUntil { note(.expected(span(token), .token(","), found: found)) }
      } else if !at(.comma) {
        finishStatement()
      }
      _ = consume(.comma)
      if index == before { skipToken() }
      skipSeparators()
    }
    expectCloser(.rightBrace, of: open, "{", "}")
  }

  /// What stands behind an arm on its line begins another one.
  private var opensArm: Bool {
    let next = peek().kind
    if atKeyword(.else) { return next == .fatArrow || next == .arrow || next == .colon }
    return next == .fatArrow && (at(.name) || at(.integer) || at(.text) || atKeyword(.nothing))
  }

  // arm     := ("else" | pattern {"," pattern}) ["if" expression] "=>" (block | expression)
  // pattern := range
  private mutating func parseArm() -> NodeID {
    let start = token.start
    let base = pending.count
    if at(.name), peek().kind != .fatArrow { skipCase() }
    if !consumeKeyword(.else) {
      repeat {
        pending.append(parsePattern().rawValue)
      } while !isRecovering && consume(.comma)
    }
    let count = UInt32(pending.count - base)
    let hasGuard = consumeKeyword(.if)
    if hasGuard { pending.append(nested { $0.parseOperators(.or) }.rawValue) }
    let patterns = takeList(from: base)
    if at(.newline), peek().kind == .fatArrow {
      reportExpected(.armArrow)
      isRecovering = false
      advance()
      advance()
    } else if at(.arrow) || at(.colon) {
      if token.start >= armsToldUntil { note(.expected(span(token), .armArrow, found: found)) }
      armsToldUntil = max(armsToldUntil, armsEnd)
      advance()
    } else {
      expect(.fatArrow, .armArrow)
    }
    let body = at(.leftBrace) ? parsePrimaryBrace(isBody: true) : parseExpression()
    return tree.add(
      .arm, start, max(previousEnd, start), op: hasGuard ? 1 : 0, a: patterns.start, b: count, c: body.rawValue)
  }

  private mutating func parsePattern() -> NodeID {
    guard !at(.fatArrow), !at(.comma) else {
      reportExpected(.pattern)
      return missing()
    }
    return parseOperators(.range)
  }

  // MARK: - Try

  // try := "try" block "catch" [name] block
  mutating func parseTry() -> NodeID {
    let start = token.start
    advance()
    let body = parseBlock()
    if at(.newline), peek().kind == .keyword, peek().word == .catch { advance() }
    guard consumeKeyword(.catch) else {
      if at(.end) || (at(.newline) && peek().kind == .end) { endedEarly = true }
      report(.missingCatch(Span(file: file, start: start, end: start + 3)))
      return tree.add(.tryCatch, start, previousEnd, a: body.rawValue, c: missing().rawValue)
    }
    let parenthesis = at(.leftParenthesis)
    if parenthesis {
      note(.expected(span(token), .name, found: found))
      advance()
    }
    let name: UInt32 = at(.leftBrace) ? 0 : expectName().symbol.rawValue
    if parenthesis { _ = consume(.rightParenthesis) }
    let handler = parseBlock()
    return tree.add(.tryCatch, start, previousEnd, a: body.rawValue, b: name, c: handler.rawValue)
  }
}
