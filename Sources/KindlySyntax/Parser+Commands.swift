// The commands of the user's life: `done @x on DATE`, `approve @m despite ask_early`, `draft thank_you(…)`, `why @x`.
// Their words are ordinary names wherever nothing that they could be about follows. Which clauses a command takes is the
// table's (`CommandSpec`); one that it does not take is read all the same, for the checker to name.

import KindlyCatalog
import KindlySource

extension TreeParser {
  /// Whether the command's word at the current token is one: what it is about follows.
  func opens(_ command: Command) -> Bool {
    let next = peek()
    switch command.spec.operand {
    case .template:
      guard next.kind == .name else { return next.kind == .handle }
      let behind = peek(2)
      return (behind.kind == .leftParenthesis || behind.kind == .dot) && behind.start == next.end
    case .text: return isText(next) || next.kind == .handle
    case .subject where next.kind == .keyword && next.word == .not:
      return peek(2).kind == .handle || peek(2).kind == .name
    case .subject, .rule, .pipeline:
      if next.kind == .handle { return true }
      guard next.kind == .name else { return false }
      switch next.word {
      case .div, .mod, .ago, .from, .desc: return false
      default: return true
      }
    // A word that the grammar does not know can be nothing but what the command is about: `for m in xs { send m }`.
    case .record:
      // `it` opens no statement's second half either: `each { approve it }`.
      if next.kind == .keyword, next.word == .it { return true }
      return next.kind == .handle || (next.kind == .name && next.word == .other)
    }
  }

  // command := word operand {clause}
  // clause  := clauseWord value | value of the clause whose word may be left out
  mutating func parse(_ command: Command) -> NodeID {
    let first = token
    let spec = command.spec
    var expression = CommandExpression(word: name, operand: .none)
    advance()
    expression.operand = nested { $0.parseOperand(of: spec) }
    while !isRecovering, let clause = parseClause(of: spec, behind: expression) { expression.clauses.append(clause) }
    tree.commands.append(expression)
    return tree.add(.command, first.start, previousEnd, a: UInt32(tree.commands.count - 1))
  }

  /// What the command is about. `explain` takes a whole pipeline, `why not X` a negation.
  private mutating func parseOperand(of spec: CommandSpec) -> NodeID {
    if spec.operand == .pipeline { return parseExpression() }
    if spec.operand == .subject, atKeyword(.not) {
      let start = token.start
      advance()
      let operand = at(.name) ? parseRuleName() : nested { $0.parseUnary() }
      return tree.add(.unary, start, previousEnd, op: UnaryOperator.not.rawValue, a: operand.rawValue)
    }
    if at(.name) {
      let name = parseRuleName()
      return parsePostfix(of: name)
    }
    return parseUnary()
  }

  /// The name of a template or a rule, whatever else that word may mean.
  private mutating func parseRuleName() -> NodeID {
    let name = tree.add(.name, token.start, token.end, a: token.value)
    advance()
    return name
  }

  // MARK: - Clauses

  private mutating func parseClause(
    of spec: CommandSpec, behind expression: CommandExpression
  ) -> CommandExpression.Clause? {
    if at(.name), token.word.opensCommandClause {
      let clause = spec.clause(token.word.rawValue)
      let word = name
      advance()
      return CommandExpression.Clause(word: word, value: parseValue(of: clause))
    }
    if let clause = spec.bareClause, opensBare(clause, behind: expression) {
      let symbol = Word(rawValue: clause.word).map { words.symbol($0) } ?? .none
      let word = DeclaredName(symbol: clause.word.isEmpty ? .none : symbol, span: span(token))
      return CommandExpression.Clause(word: word, value: parseValue(of: clause))
    }
    guard opensUnknownClause else { return nil }
    let word = name
    advance()
    return CommandExpression.Clause(word: word, value: parseValue(of: nil))
  }

  /// Whether the value of the clause whose word may be left out begins here.
  private func opensBare(_ clause: ClauseSpec, behind expression: CommandExpression) -> Bool {
    if clause.needsRule, tree[expression.operand].kind != .unary { return false }
    switch clause.value {
    case .words: return at(.name) && expression.clauses.isEmpty && !isOperatorWord && !opensRuleClause
    case .record: return at(.handle)
    case .date, .text, .prohibition, .newHandle: return false
    }
  }

  /// Whether a word of no command is written as if it began a clause: `snooze @x until monday`.
  private var opensUnknownClause: Bool {
    guard isOnSameLine(token), !opensRuleClause else { return false }
    guard at(.name) ? !isOperatorWord && token.word != .from : atKeyword(.for) else { return false }
    let next = peek()
    guard isOnSameLine(next) else { return false }
    switch next.kind {
    case .handle, .integer, .number, .date, .time, .dateTime, .duration, .text, .textOpen: return true
    case .name: return next.word != .other || VerbSyntax(next.word) == nil
    case .keyword: return next.word == .it || next.word == .nothing || next.word == .true || next.word == .false
    default: return false
    }
  }

  private var isOperatorWord: Bool {
    switch token.word {
    case .div, .mod, .ago, .desc: true
    default: false
    }
  }

  /// In a rule, the clauses of the rule may follow on the same line.
  private var opensRuleClause: Bool { isInRule && (at(.name) || at(.keyword)) && token.word.opensRuleClause }

  private mutating func parseValue(of clause: ClauseSpec?) -> NodeID {
    if let phrase = parsePhrase() { return phrase }
    switch clause?.value {
    case .words where at(.name) && isBareWord: return parseRuleName()
    case .prohibition where at(.name) && isBareWord: return parseRuleName()
    case .words, .prohibition, .date, .text, .newHandle, .record, nil: break
    }
    return nested { $0.parseOperators(.or) }
  }

  /// `its records` is one word to the language: its last.
  private mutating func parsePhrase() -> NodeID? {
    guard at(.name) else { return nil }
    let match = Command.phrases.first { phrase in
      phrase.indices.allSatisfy { peek($0).kind == .name && spelling(peek($0)) == phrase[$0] }
    }
    guard let match else { return nil }
    let start = token.start
    for _ in match.dropFirst() { advance() }
    let value = tree.add(.name, start, token.end, a: token.value)
    advance()
    return value
  }

  /// Whether the name here stands alone, rather than beginning a call or a path.
  private var isBareWord: Bool {
    let next = peek()
    switch next.kind {
    case .leftParenthesis, .leftBracket: return next.start != token.end
    case .dot, .questionDot: return false
    default: return true
    }
  }
}

extension Word {
  /// Whether it begins a clause of a rule that may stand on the line of another.
  fileprivate var opensRuleClause: Bool {
    switch self {
    case .until, .where, .from, .due, .expires, .do, .when, .for: true
    default: false
    }
  }
}
