// Rules: `must`, `may` and `never`, a name, and a clause a line. Which clauses a rule must have is the checker's.

import KindlySource

extension TreeParser {
  // rule := ("must" | "may" | "never") name "{" {clause (newline | ";")} "}"
  mutating func parseRule() -> NodeID {
    let first = token
    let modality: Modality = first.word == .must ? .must : first.word == .may ? .may : .never
    var rule = RuleDeclaration(
      modality: modality, name: DeclaredName(symbol: .none, span: span(first)))
    advance()
    rule.name = expectName()
    if isRecovering {
      while !atEndOfStatement, !at(.leftBrace) { skipToken() }
      if at(.leftBrace) { isRecovering = false }
    }
    if at(.newline), peek().kind == .leftBrace {
      note(.braceOnNextLine(span(peek())))
      advance()
    }
    if at(.leftBrace) {
      _ = inside(leavesComma: false) { parser in
        parser.parseClauses(&rule)
        return .none
      }
    } else {
      reportExpected(.after("`{` and its clauses", "the rule's name"))
    }
    if wasForgotten { return missing() }
    tree.rules.append(rule)
    return tree.add(.rule, first.start, previousEnd, a: UInt32(tree.rules.count - 1))
  }

  private mutating func parseClauses(_ rule: inout RuleDeclaration) {
    let open = token
    var seen: [Word: Span] = [:]
    advance()
    skipSeparators()
    while !at(.rightBrace), !at(.end) {
      if leavesForgotten(open) { return }
      let before = index
      parseClause(&rule, &seen)
      // Clauses may share a line, as long as each begins with its word.
      if isRecovering || !opensClause(token, in: rule.modality) { finishStatement() }
      if index == before { skipToken() }
      skipSeparators()
    }
    expectCloser(.rightBrace, of: open, "{", "}")
  }

  private func opensClause(_ token: Token, in modality: Modality) -> Bool {
    if token.kind == .keyword { return token.word == .for && modality != .never }
    guard token.kind == .name else { return false }
    switch token.word {
    case .until: return true
    case .where, .from, .due, .expires, .do: return modality != .never
    case .on, .when, .because: return modality == .never
    default: return false
    }
  }

  // clause := "for" name "in" expression | "where" expression | "until" expression | "from" expression
  //         | "due" expression | "expires" expression | "do" command
  //         | "on" name ["at" "approval"] | "when" expression | "because" text
  private mutating func parseClause(_ rule: inout RuleDeclaration, _ seen: inout [Word: Span]) {
    let first = token
    guard opensClause(first, in: rule.modality) else {
      if first.kind == .invalid {
        isRecovering = true
        return
      }
      return report(.unknownClause(span(first), found: found, rule: rule.modality.word))
    }
    if first.word != .for, let earlier = seen.updateValue(span(first), forKey: first.word) {
      note(.duplicateClause(span(first), word: spelling(first), first: earlier))
    }
    advance()
    let outer = assignMeansEqual
    (assignMeansEqual, isInRule) = (true, true)
    defer { (assignMeansEqual, isInRule) = (outer, false) }
    switch first.word {
    case .for: parseBinder(&rule)
    case .where: rule.condition = parseExpression()
    case .until: rule.until = parseExpression()
    case .from: rule.from = parseExpression()
    case .due: rule.due = parseExpression()
    case .expires: rule.expires = parseExpression()
    case .do: rule.action = parseExpression()
    case .when: rule.when = parseExpression()
    case .because: rule.because = parseExpression()
    default:
      rule.message = expectName()
      if consumeName(.at) {
        rule.atApproval = true
        if !consumeName(.approval) { reportExpected(.after("`approval`", "`at`")) }
      }
    }
    if at(.assign) { report(.assignmentForEquality(span(token))) }
  }

  private mutating func parseBinder(_ rule: inout RuleDeclaration) {
    let name = expectName()
    if !consumeKeyword(.in) { reportExpected(.after("`in` and a list", "the name")) }
    rule.binders.append(RuleDeclaration.Binder(name: name, source: isRecovering ? missing() : parseExpression()))
  }
}

extension Modality {
  /// As it is written.
  public var word: String {
    switch self {
    case .must: "must"
    case .may: "may"
    case .never: "never"
    }
  }
}
