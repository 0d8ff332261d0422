// The commands of the user's life: `done @x on DATE`, `approve @m despite ask_early`, `draft thank_you(…)`, `why @x`.
// Their words are ordinary names wherever nothing that they could be about follows.

import KindlySource

extension TreeParser {
  /// Whether the command's word at the current token is one: what it is about follows.
  var opensCommand: Bool {
    let next = peek()
    switch token.word {
    case .draft:
      guard next.kind == .name else { return next.kind == .handle }
      let behind = peek(2)
      return (behind.kind == .leftParenthesis || behind.kind == .dot) && behind.start == next.end
    case .remind: return isText(next) || next.kind == .handle
    case .why where next.kind == .keyword && next.word == .not:
      return peek(2).kind == .handle || peek(2).kind == .name
    case .why, .off, .explain:
      if next.kind == .handle { return true }
      guard next.kind == .name else { return false }
      switch next.word {
      case .div, .mod, .ago, .from, .desc: return false
      default: return true
      }
    // A word that the grammar does not know can be nothing but what the command is about: `for m in xs { send m }`.
    case .remove, .done, .approve, .send, .cancel, .mark, .perform, .dismiss, .snooze, .edit, .rename:
      // `it` opens no statement's second half either: `each { approve it }`.
      if next.kind == .keyword, next.word == .it { return true }
      return next.kind == .handle || (next.kind == .name && next.word == .other)
    default: return next.kind == .handle || (next.kind == .name && next.word == .other)
    }
  }

  // command := word operand {("on" | "because" | "to" | "despite" | "with" | "as") value}
  mutating func parseCommand() -> NodeID {
    let first = token
    var command = CommandExpression(word: name, operand: .none)
    advance()
    command.operand = nested { $0.parseOperand(of: first.word) }
    if first.word == .why, tree[command.operand].kind == .unary, at(.handle), !isRecovering {
      // `why not check_in @acme` is short for `why not check_in on @acme`.
      let word = DeclaredName(symbol: words.symbol(.on), span: span(token))
      command.clauses.append(CommandExpression.Clause(word: word, value: nested { $0.parseUnary() }))
    }
    while at(.name), !isRecovering {
      switch token.word {
      case .on, .because, .to, .despite, .as: command.clauses.append(parseClause())
      case .with: command.clauses.append(parseWith())
      default:
        // `mark @m sent` is short for `mark @m as sent`, and `send @m now` likewise.
        guard first.word == .mark || (first.word == .send && token.word == .now), command.clauses.isEmpty else {
          return add(command, from: first)
        }
        let word = DeclaredName(symbol: words.symbol(.as), span: span(token))
        let value = tree.add(.name, token.start, token.end, a: token.value)
        advance()
        command.clauses.append(CommandExpression.Clause(word: word, value: value))
      }
    }
    return add(command, from: first)
  }

  private mutating func add(_ command: CommandExpression, from first: Token) -> NodeID {
    tree.commands.append(command)
    return tree.add(.command, first.start, previousEnd, a: UInt32(tree.commands.count - 1))
  }

  /// What the command is about. `explain` takes a whole pipeline, `why not X` a negation.
  private mutating func parseOperand(of word: Word) -> NodeID {
    if word == .explain { return parseExpression() }
    if word == .why, atKeyword(.not) {
      let start = token.start
      advance()
      var operand: NodeID
      if at(.name) {
        // The name of a rule, whatever else that word may mean.
        operand = tree.add(.name, token.start, token.end, a: token.value)
        advance()
      } else {
        operand = nested { $0.parseUnary() }
      }
      return tree.add(.unary, start, previousEnd, op: UnaryOperator.not.rawValue, a: operand.rawValue)
    }
    if at(.name) {
      // The name of a template or a rule, whatever else that word may mean.
      let name = tree.add(.name, token.start, token.end, a: token.value)
      advance()
      return parsePostfix(of: name)
    }
    return parseUnary()
  }

  private mutating func parseClause() -> CommandExpression.Clause {
    let word = name
    advance()
    return CommandExpression.Clause(word: word, value: nested { $0.parseOperators(.or) })
  }

  /// `with its records` is one word to the language: the name `records`.
  private mutating func parseWith() -> CommandExpression.Clause {
    guard peek().kind == .name, peek().word == .its, peek(2).kind == .name, peek(2).word == .records else {
      return parseClause()
    }
    let word = name
    advance()
    let start = token.start
    advance()
    let value = tree.add(.name, start, token.end, a: token.value)
    advance()
    return CommandExpression.Clause(word: word, value: value)
  }
}
