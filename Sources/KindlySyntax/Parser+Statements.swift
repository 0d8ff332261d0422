// The statements: bindings, assignments, loops, `use`, `expect`, and how each of them ends. Declarations of functions,
// templates, fields and tests stand in Parser+Declarations.swift, rules in Parser+Rules.swift.

import KindlySource

extension TreeParser {
  // file := {statement (newline | ";")}
  mutating func parseFile() {
    skipSeparators()
    while !at(.end) {
      if at(.rightBrace) {
        report(.unopened(span(token), closer: "}"))
        isRecovering = false
        advance()
        skipSeparators()
        continue
      }
      if skipUnopened() { continue }
      let before = index
      let statement = parseStatement()
      if statement.exists { tree.statements.append(statement) }
      if !further.isEmpty { tree.statements += takeFurther() }
      finishStatement()
      if index == before { skipToken() }
      skipSeparators()
    }
  }

  /// A closing bracket at the head of a statement: what stands behind it is read.
  mutating func skipUnopened() -> Bool {
    guard at(.rightParenthesis) || at(.rightBracket) else { return false }
    reportUnexpected()
    isRecovering = false
    advance()
    skipSeparators()
    return true
  }

  /// Behind a statement: nothing else may stand on its line.
  mutating func finishStatement() {
    if !isRecovering, !atEndOfStatement { reportUnexpected() }
    synchronize()
  }

  /// Something stands where the statement or the list should go on or end.
  mutating func reportUnexpected(inBrackets: Bool = false) {
    switch token.kind {
    case .invalid: isRecovering = true
    case .assign: report(.assignmentForEquality(span(token)))
    case .rightParenthesis, .rightBracket:
      if takesAbandoned() {
        isRecovering = true
      } else {
        report(.unopened(span(token), closer: at(.rightBracket) ? "]" : ")"))
      }
    case .leftParenthesis where index > 0 && tokens[index - 1].kind == .name && !isAdjacent:
      report(
        .blankBeforeParenthesis(
          span(token), blank: Span(file: file, start: tokens[index - 1].end, end: token.start)))
    case .text, .textOpen, .integer, .number, .handle, .date, .dateTime, .duration:
      guard !inBrackets, index > 0, tokens[index - 1].kind == .name, tokens[index - 1].word == .other else {
        return reportStray(inBrackets)
      }
      report(.callWithoutParentheses(span(token), function: spelling(tokens[index - 1]), arguments: nil))
    case .question where peek().kind == .colon && peek().start == token.end:
      let sign = Span(file: file, start: token.start, end: peek().end)
      report(.foreign(sign, written: "?:", instead: "write `??`", replacement: "??"))
    case .keyword where inBrackets && token.word == .for: reportComprehension()
    case .end: report(.unexpected(Span(file: file, start: previousEnd, end: previousEnd), found: found))
    default: reportStray(inBrackets)
    }
  }

  private mutating func reportStray(_ inBrackets: Bool) {
    // What stands before it is read as something else than it was meant for.
    if !isRecovering, index > 0 {
      unclear.append(Span(file: file, start: tokens[index - 1].start, end: max(token.end, previousEnd)))
    }
    report(inBrackets ? .unexpectedInBrackets(span(token), found: found) : .unexpected(span(token), found: found))
  }

  // statement := let | var | fn | for | while | use | expect | field | template | rule | test | at
  //            | expression ["=" expression]
  mutating func parseStatement() -> NodeID {
    if let stop, stop.isUp { return leaveOff() }
    if token.kind == .keyword {
      switch token.word {
      case .let, .var: return parseBinding()
      case .fn: return parseFunction()
      case .for: return parseFor()
      case .while: return parseWhile()
      case .use: return parseUse()
      case .expect: return parseExpect()
      case .field: return parseFieldDeclaration()
      case .template: return parseTemplate()
      case .must, .may, .never: return parseRule()
      case .test: return parseTest()
      default: break
      }
    } else if token.kind == .name {
      if token.word == .at, opensMoment { return parseMoment() }
      if mayBeForeign, let node = parseForeignStatement() { return node }
    } else if token.kind == .typeName, mayBeForeign, let node = parseForeignStatement() {
      return node
    }
    return parseExpressionStatement()
  }

  /// Nobody waits for the rest of the file.
  private mutating func leaveOff() -> NodeID {
    index = tokens.count - 1
    token = tokens[index]
    return missing()
  }

  private mutating func parseExpressionStatement() -> NodeID {
    let target = parseExpression()
    if at(.colon), peek().kind == .assign, !isRecovering { return parseWalrus(target) }
    guard at(.assign), !isRecovering else { return target }
    let sign = token
    switch tree[target].kind {
    case .name, .member, .index: break
    case .pipe, .binary:
      note(.assignmentForEquality(span(sign)))
      advance()
      let value = parseExpression()
      return tree.add(
        .binary, start(target), max(previousEnd, sign.end), op: BinaryOperator.equal.rawValue, a: target.rawValue,
        b: value.rawValue, c: sign.start)
    default: note(.notAssignable(tree.span(target)))
    }
    advance()
    let value = parseExpression()
    return tree.add(
      .assign, start(target), max(previousEnd, sign.end), a: target.rawValue, b: value.rawValue)
  }

  // MARK: - Bindings

  // binding := ("let" | "var") name [":" type] "=" expression
  mutating func parseBinding() -> NodeID {
    var first = token
    advance()
    if at(.name), peek().kind == .name, skipsMutable(behind: first) { first.word = .var }
    if let node = parseSeveralNames(first) { return node }
    let name = expectName()
    var type = NodeID.none
    if at(.colon), peek().kind == .assign {
      noteWalrus(replacement: "=")
      advance()
    } else if consume(.colon) {
      type = parseType()
    }
    if at(.equal) {
      note(.expected(span(token), .token("="), found: found))
      advance()
    } else if !consume(.assign) {
      reportExpected(.after("`=` and a value", type.exists ? "the type" : "the name"))
      return tree.add(
        .binding, first.start, previousEnd, op: first.word == .var ? 1 : 0, a: name.symbol.rawValue,
        b: type.rawValue, c: missing().rawValue)
    }
    let value = parseExpression()
    let end = previousEnd
    if at(.comma), !isRecovering { parseFurtherBindings(first) }
    return tree.add(
      .binding, first.start, end, op: first.word == .var ? 1 : 0, a: name.symbol.rawValue, b: type.rawValue,
      c: value.rawValue)
  }

  // MARK: - Loops

  // for := "for" name {"," name} "in" expression block
  /// `isTold`: that it is another language's has been reported.
  mutating func parseFor(isTold: Bool = false) -> NodeID {
    let start = token.start
    let base = pending.count
    advance()
    var isTold = isTold
    // Other languages put the names, or the whole head, in parentheses.
    let parenthesis = at(.leftParenthesis) ? token : nil
    if let parenthesis {
      if countsByHand(parenthesis) { return parseCountingFor(start, parenthesis) }
      if !isTold { note(.expected(span(token), .name, found: found)) }
      isTold = true
      advance()
    } else if at(.name), peek().kind == .assign {
      return parseCountingFor(start, nil)
    }
    skipBeforeName(&isTold)
    repeat { pending.append(expectName().symbol.rawValue) } while !isRecovering && consume(.comma)
    if parenthesis != nil { _ = consume(.rightParenthesis) }
    // The number of names is kept in a byte.
    if pending.count - base > 255 {
      report(.tooLong(span(token)))
      pending.removeLast(pending.count - base - 255)
    }
    if !consumeKeyword(.in), !skipsForeignIn(isTold) { reportExpected(.after("`in` and a list", "the name")) }
    let names = takeList(from: base)
    let source = parseHead()
    if parenthesis != nil { _ = consume(.rightParenthesis) }
    let body = parseBlock()
    return tree.add(
      .forIn, start, previousEnd, op: UInt8(names.count), a: names.start, b: source.rawValue, c: body.rawValue)
  }

  // while := "while" expression block
  mutating func parseWhile() -> NodeID {
    let start = token.start
    advance()
    let condition = parseHead()
    let body = parseBlock()
    return tree.add(.whileLoop, start, previousEnd, a: condition.rawValue, b: body.rawValue)
  }

  // MARK: - Use, expect, at

  // use := "use" text ["as" name]
  private mutating func parseUse() -> NodeID {
    let start = token.start
    advance()
    let path = expectPlainText(after: "`use`")
    var alias: UInt32 = 0
    if consumeName(.as) { alias = expectName().symbol.rawValue }
    return tree.add(.use, start, previousEnd, a: path, b: alias)
  }

  /// A text without interpolation, as the index of its content in `texts`.
  mutating func expectPlainText(after word: String) -> UInt32 {
    let text = token
    if at(.text) {
      advance()
      return text.value
    }
    if at(.textOpen) {
      note(.interpolatedName(span(text)))
      skipToken()
    } else {
      reportExpected(.after("a text", word))
    }
    return tree.texts.append("")
  }

  // expect := "expect" expression
  private mutating func parseExpect() -> NodeID {
    let start = token.start
    advance()
    let condition = condition { $0.parseExpression() }
    return tree.add(.expect, start, max(previousEnd, start), a: condition.rawValue)
  }

  /// `at` before a moment, at the head of a statement; elsewhere it is a name.
  private var opensMoment: Bool {
    let next = peek()
    switch next.kind {
    case .date, .dateTime, .time, .handle, .duration: return true
    case .leftParenthesis: return next.start > token.end
    case .name:
      switch next.word {
      case .div, .mod, .ago, .from: return false
      default: return true
      }
    default: return false
    }
  }

  // at := "at" expression block
  private mutating func parseMoment() -> NodeID {
    let start = token.start
    advance()
    let moment = parseHead()
    let body = parseBlock()
    return tree.add(.atMoment, start, previousEnd, a: moment.rawValue, b: body.rawValue)
  }
}
