// What is written as in another language: compound assignment, `//`, `**`, `{"a": 1}`, `fn(x) { … }`, `5 min`, calls
// without parentheses. Each is said once, with what Kindly writes for it, and read as what was meant, so that what
// stands in it and behind it is checked. Nothing here is on the way of a correct text.

import KindlyDiagnostics
import KindlySource

extension TreeParser {
  /// A token that stands on the line of the one before the present one.
  func isOnSameLine(_ next: Token) -> Bool {
    let from = next.start == token.start ? previousEnd : token.end
    return from <= next.start && !bytes[Int(from)..<Int(next.start)].contains(0x0A)
  }

  /// A bare name directly before the present token, on its line.
  func isBareName(_ node: NodeID) -> Bool {
    index > 0 && tokens[index - 1].kind == .name && tree[node].kind == .name && tree[node].end == previousEnd
      && isOnSameLine(token)
  }

  // MARK: - Calls without parentheses

  /// `print x`, `assert x`: a word that other languages call so, before a name.
  var isCalledBare: Bool {
    let written = spelling(token)
    return peek().word == .other && (written == "print" || ForeignWord.statement(written) != nil)
  }

  /// `print "x"`, `throw "x"`, `contct @x "X"`: a value directly behind a name.
  mutating func parseBareCall(_ callee: NodeID) -> NodeID {
    let name = tokens[index - 1]
    let written = spelling(name)
    if let node = parseMisspeltWord(name, written) { return node }
    if let instead = ForeignWord.statement(written) {
      note(.foreign(span(name), written: written, instead: "write `\(instead)`", replacement: instead))
      let value = nested { $0.condition { $0.parseExpression() } }
      let end = max(previousEnd, name.end)
      switch instead {
      case "fail": return tree.add(.fail, name.start, end, a: value.rawValue)
      case "expect": return tree.add(.expect, name.start, end, a: value.rawValue)
      default:
        if !atEndOfStatement { isRecovering = true }
        return tree.add(.missing, name.start, end)
      }
    }
    if let text = parsePrefixedText(name, written) { return text }
    let first = token.start
    let wasRecovering = isRecovering
    let base = pending.count
    repeat {
      pending.append(nested { $0.parseLambda() }.rawValue)
    } while !isRecovering && !leavesComma && !isHead
      && consume(.comma)
    let arguments = takeList(from: base)
    let end = max(previousEnd, name.end)
    if !isRecovering, !wasRecovering {
      let given = Span(file: file, start: first, end: max(first, end))
      errors.append(.callWithoutParentheses(span(name), function: written, arguments: given))
    }
    return tree.add(.call, name.start, end, a: callee.rawValue, b: arguments.start, c: arguments.count)
  }

  /// A noun or a command with a slip in it, before what it declares or is about.
  private mutating func parseMisspeltWord(_ name: Token, _ written: String) -> NodeID? {
    guard at(.handle) || isText(token) else { return nil }
    let known = Word.allCases.filter { $0.isNoun && $0 != .me || at(.handle) && $0.command != nil && $0 != .remind }
    guard let near = Suggest.nearest(to: written, among: known.map(\.rawValue)).first, let word = Word(rawValue: near)
    else { return nil }
    note(.foreign(span(name), written: written, instead: "did you mean `\(near)`?", replacement: near))
    var mended = name
    (mended.word, mended.value) = (word, words.symbol(word).rawValue)
    index -= 1
    token = mended
    return word.command.map { parse($0) } ?? parseNoun()
  }

  // MARK: - Signs

  /// `n += 2`, read as `n + 2`; the token is the `=`.
  mutating func parseCompound() -> NodeID {
    let sign = tokens[index - 1]
    let operation = spelling(sign)
    let target = target(before: index - 1)
    let place = Span(file: file, start: sign.start, end: token.end)
    advance()
    // Only one value behind it can be put behind another operator as it stands.
    let next = peek().kind
    let isOne = next == .newline || next == .semicolon || next == .end || next == .rightBrace
    let operand = isOne && !atEndOfStatement && !isText(token) ? spelling(token) : nil
    note(.compoundAssignment(place, operation: operation, target: target, operand: operand))
    return nested { $0.parseOperators(.coalesce) }
  }

  /// `x--` at the end of a line, behind which the lexer sees no end; the token is the second sign.
  mutating func parseDecrement() -> NodeID? {
    guard index > 1, tokens[index - 1].kind == .minus, isAdjacent, tokens[index - 2].end == tokens[index - 1].start,
      !isOnSameLine(peek()) || peek().kind == .end || peek().kind == .rightBrace,
      let target = target(before: index - 1)
    else { return nil }
    let place = Span(file: file, start: tokens[index - 1].start, end: token.end)
    note(.compoundAssignment(place, operation: "--", target: target, operand: "1"))
    advance()
    linesMatter = true
    return missing()
  }

  /// What stands before an operator, where it is a name or a path of names.
  private func target(before sign: Int) -> String? {
    var first = sign
    while first > 0 {
      let token = tokens[first - 1]
      guard token.kind == .name || token.kind == .dot || token.kind == .handle else { break }
      if first < sign, token.end != tokens[first].start { break }
      first -= 1
    }
    guard first < sign, tokens[first].kind != .dot else { return nil }
    let range = Int(tokens[first].start)..<Int(tokens[sign - 1].end)
    return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  /// Where a value should stand: a comment by `//`, `x++`, `2 ** 3`; nil for anything else.
  mutating func parseForeignSign() -> NodeID? {
    let last = index > 0 ? tokens[index - 1] : token
    let isDouble = index > 0 && last.kind == token.kind && isAdjacent
    switch token.kind {
    case .slash where isDouble || (peek().kind == .slash && peek().start == token.end):
      let start = isDouble ? last.start : token.start
      report(
        .foreign(
          Span(file: file, start: start, end: start + 2), written: "//", instead: "a comment begins with `#`",
          replacement: "#"))
      let node = missing()
      // All that stands behind it is the comment.
      while !at(.newline), !at(.end), !startsLine { advance() }
      return node
    case .plus where isDouble: return parseIncrement(last, target(before: index - 1))
    case .star where last.kind == .slash && isAdjacent: return parseForeignComment(from: last.start)
    case .star where isDouble:
      let place = Span(file: file, start: last.start, end: token.end)
      note(.foreign(place, written: "**", instead: "write `pow(a, b)`", replacement: nil))
      advance()
      return nested { $0.parseUnary() }
    case .slash where peek().kind == .star && peek().start == token.end: return parseForeignComment(from: token.start)
    default: return nil
    }
  }

  private mutating func parseIncrement(_ first: Token, _ target: String?) -> NodeID? {
    let place = Span(file: file, start: first.start, end: token.end)
    advance()
    // Behind an operator the lexer sees no end of the line.
    if startsLine { linesMatter = true }
    guard atEndOfStatement else {
      note(.foreign(place, written: "++", instead: "write `+`", replacement: "+"))
      return nested { $0.parseUnary() }
    }
    note(.compoundAssignment(place, operation: "++", target: target, operand: "1"))
    return missing()
  }

  // MARK: - Values

  /// `next week`, `last tuesdy`.
  mutating func parseForeignDay() -> NodeID? {
    let (first, day) = (token, peek())
    let place = Span(file: file, start: first.start, end: day.end)
    let written = spelling(first) + " " + spelling(day)
    if day.word.unit != nil {
      let unit = spelling(day).prefix(1) == "m" ? "1mo" : "1" + spelling(day).prefix(1)
      let sign = first.word == .next ? "+" : "-"
      note(
        .foreign(
          place, written: written,
          instead: "write `today \(sign) \(unit)`; of weekdays there are `next monday`, `last monday`", replacement: nil
        ))
    } else {
      let days = Word.allCases.filter(\.isWeekday).map(\.rawValue)
      guard isOnSameLine(day), let near = Suggest.nearest(to: spelling(day), among: days).first else { return nil }
      note(.foreign(span(day), written: spelling(day), instead: "did you mean `\(near)`?", replacement: near))
    }
    advance()
    advance()
    return tree.add(.missing, place.start, place.end)
  }

  /// `5 min`; the token is the unit.
  mutating func parseForeignUnit(of number: Token) -> NodeID? {
    guard isOnSameLine(token), let unit = ForeignWord.unit(spelling(token)) else { return nil }
    let digits = spelling(number)
    let place = Span(file: file, start: number.start, end: token.end)
    note(
      .foreign(
        place, written: digits + " " + spelling(token), instead: "write `\(digits)\(unit)`",
        replacement: digits + unit))
    let units: [String: DurationUnit] = ["s": .seconds, "m": .minutes, "h": .hours, "w": .weeks, "mo": .months]
    let node = tree.add(
      .duration, number.start, token.end, op: (units[unit] ?? .years).rawValue, a: number.value)
    advance()
    return node
  }

  /// `fn(x) { … }`, `lambda x: …` are `x -> …`.
  mutating func parseNamelessFunction() -> NodeID {
    let first = token
    note(
      .foreign(
        span(first), written: spelling(first), instead: "a function without a name is written `(x: Int) -> …`",
        replacement: nil))
    advance()
    let base = pending.count
    if at(.leftParenthesis) {
      parseParameters()
    } else {
      repeat {
        let name = expectName()
        pending.append(tree.add(.parameter, name.span.start, previousEnd, a: name.symbol.rawValue).rawValue)
      } while !isRecovering && consume(.comma)
    }
    unclear.append(Span(file: file, start: first.start, end: previousEnd))
    let parameters = takeList(from: base)
    if !consume(.arrow), !consume(.fatArrow), !consume(.colon) { _ = consume(.assign) }
    // `func(x: Int) -> Int { … }`
    if at(.typeName), peek().kind == .leftBrace { advance() }
    let body = at(.leftBrace) ? parsePrimaryBrace(isBody: true) : nested { $0.parseLambda() }
    return tree.add(
      .lambda, first.start, previousEnd, a: parameters.start, b: parameters.count, c: body.rawValue)
  }

  /// `{"a":`, line breaks between them allowed.
  var opensForeignMap: Bool {
    let first = peek().kind == .newline ? 2 : 1
    let kind = peek(first).kind
    return (kind == .text || kind == .integer) && peek(first + 1).kind == .colon
  }

  /// `{"a": 1}` is `["a": 1]`.
  mutating func parseForeignMap() -> NodeID {
    let open = token
    note(
      .foreign(
        span(open), written: "{\(spelling(peek(peek().kind == .newline ? 2 : 1))): …}",
        instead: "a map stands in brackets: `[\"a\": 1]`", replacement: nil))
    let base = pending.count
    advance()
    skipNewlines()
    while !at(.rightBrace), !at(.end), !isRecovering {
      let before = index
      let key = inside(leavesComma: true) { $0.parseExpression() }
      expect(.colon, .token(":"))
      let value = isRecovering ? missing() : inside(leavesComma: true) { $0.parseExpression() }
      pending.append(key.rawValue)
      pending.append(value.rawValue)
      skipNewlines()
      if !consume(.comma), !at(.rightBrace) { reportUnexpected(inBrackets: true) }
      skipNewlines()
      if index == before { break }
    }
    _ = synchronizeInList(closer: .rightBrace, newlinesSeparate: false)
    expectCloser(.rightBrace, of: open, "{", "}")
    let parts = takeList(from: base)
    return tree.add(.mapLiteral, open.start, previousEnd, a: parts.start, b: parts.count)
  }
}
