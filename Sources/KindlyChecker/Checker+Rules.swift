// Rules: each clause becomes a function of its own, so that the etiquette can ask them one by one and say what each
// answered. The clauses of an obligation are functions of what its binders have bound; those of a `never`, of the
// message.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  func checkRule(_ node: NodeID) {
    guard isAtTop else {
      report(.nestedDeclaration("a rule"), at: node)
      return
    }
    let declaration = tree.rules[Int(tree[node].a)]
    var rule = RuleInfo(
      name: declaration.name.symbol, modality: declaration.modality, unit: unit.number, declaration: node,
      span: declaration.name.span)
    if declaration.modality == .never {
      checkNever(declaration, &rule)
    } else {
      checkObligation(declaration, &rule)
    }
    if let index = environment.ruleNumbers[rule.name] {
      let known = environment.rules[index]
      if rule.name == .none {
        // That its name is missing has been reported.
      } else if known.span.file == rule.span.file {
        report(.declaredTwice(name(rule.name)), at: rule.span)
      } else if isOfThisProgram(known) {
        report(.ruleOfTwoFiles(name(rule.name), other: known.span), at: rule.span)
      }
      environment.rules[index] = rule
      unit.resolutions[node.index] = .declaresRule(index)
    } else {
      environment.ruleNumbers[rule.name] = environment.rules.count
      environment.rules.append(rule)
      unit.resolutions[node.index] = .declaresRule(environment.rules.count - 1)
    }
    environment.rulesOff.remove(rule.name)
    let clauses = [rule.condition, rule.until, rule.from, rule.due, rule.expires, rule.action, rule.when, rule.because]
    ruleClauses += rule.sources + clauses.compactMap { $0 }
  }

  private func checkObligation(_ declaration: RuleDeclaration, _ rule: inout RuleInfo) {
    var bound: [(Symbol, TypeID, Span)] = []
    for binder in declaration.binders {
      let id = clause(.ruleClause, binder.source, parameters: bound, as: nil)
      let type = environment.function(id).result
      let element = types.element(type) ?? .error
      if types.element(type) == nil, type != .error {
        report(.mismatch(found: describe(type), wanted: "list"), at: binder.source)
      }
      rule.sources.append(id)
      rule.binderNames.append(binder.name.symbol)
      rule.binderTypes.append(element)
      bound.append((binder.name.symbol, element, binder.name.span))
    }
    let optionalMoment = types.optional(.dateTime)
    rule.condition = part(declaration.condition, bound, as: .bool)
    rule.until = part(declaration.until, bound, as: .bool)
    rule.from = part(declaration.from, bound, as: optionalMoment)
    rule.due = part(declaration.due, bound, as: .dateTime)
    rule.expires = part(declaration.expires, bound, as: optionalMoment)
    if rule.until == nil { reportMissing("until", declaration) }
    if rule.due == nil { reportMissing("due", declaration) }
    guard declaration.action.exists else {
      reportMissing("do", declaration)
      return
    }
    rule.action = actionClause(declaration.action, bound)
    warnOfObligation(declaration, isReminder: isReminder(declaration.action))
  }

  private func checkNever(_ declaration: RuleDeclaration, _ rule: inout RuleInfo) {
    guard let message = declaration.message else {
      if declaration.name.symbol != .none { report(.neverNeedsMessage, at: declaration.name.span) }
      return
    }
    let bound = [(message.symbol, TypeID.noun(.message), message.span)]
    rule.atApproval = declaration.atApproval
    rule.when = part(declaration.when, bound, as: .bool)
    rule.until = part(declaration.until, bound, as: types.optional(.date))
    rule.because = part(declaration.because, bound, as: .text)
    if rule.when == nil { reportMissing("when", declaration) }
    if rule.because == nil { reportMissing("because", declaration) }
    warnOfNever(declaration)
  }

  /// A clause is missing; of a rule without a name that has been said, and all else follows.
  private func reportMissing(_ clause: String, _ declaration: RuleDeclaration) {
    guard declaration.name.symbol != .none else { return }
    report(.ruleNeeds(clause, rule: name(declaration.name.symbol)), at: declaration.name.span)
  }

  // MARK: - Actions

  /// `do`: a draft or a reminder, or an `if` or `match` whose branches are. It is carried out for what it does, and the
  /// host learns of that; anything else in it may only look.
  private func actionClause(_ node: NodeID, _ bound: [(Symbol, TypeID, Span)]) -> FunctionID {
    let misplaced = collectActions(node)
    let id = clause(bound, body: node) {
      let (_, frame) = effects { _ = checkStatement(node, isValueUsed: false) }
      if misplaced.isEmpty { demandPurity(node, .action, frame) }
      does([.changes, .reads])
      return .nothing
    }
    for node in misplaced { report(.notAnAction, at: node) }
    return id
  }

  /// Notes the drafts and reminders of an action; gives what stands in their place.
  private func collectActions(_ node: NodeID) -> [NodeID] {
    let action = tree[node]
    switch action.kind {
    case .command:
      switch lexicon[tree.commands[Int(action.a)].word.symbol].command {
      case .draft, .remind:
        actions.insert(node)
        return []
      default: return [node]
      }
    case .ifElse:
      let otherwise = NodeID(action.c)
      return collectActions(NodeID(action.b)) + (otherwise.exists ? collectActions(otherwise) : [])
    case .match: return tree.list(action.b, action.c).flatMap { collectActions(NodeID(tree[$0].c)) }
    case .block where action.b == 1: return tree.list(action.a, action.b).flatMap(collectActions)
    // What is missing has been reported.
    case .missing: return []
    default: return [node]
    }
  }

  /// Whether all that an action does is remind.
  private func isReminder(_ node: NodeID) -> Bool {
    let span = tree.span(node)
    return actions.allSatisfy { action in
      let place = tree.span(action)
      guard place.start >= span.start, place.end <= span.end else { return true }
      return lexicon[tree.commands[Int(tree[action].a)].word.symbol].command == .remind
    }
  }

  private func part(_ node: NodeID, _ bound: [(Symbol, TypeID, Span)], as type: TypeID) -> FunctionID? {
    node.exists ? clause(.ruleClause, node, parameters: bound, as: type) : nil
  }
}
