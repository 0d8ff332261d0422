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
    let action = clause(.ruleClause, declaration.action, parameters: bound, as: nil, isPure: false)
    rule.action = action
    rule.actionIsReminder = environment.function(action).result == .text
    warnOfObligation(declaration, isReminder: rule.actionIsReminder)
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

  private func part(_ node: NodeID, _ bound: [(Symbol, TypeID, Span)], as type: TypeID) -> FunctionID? {
    node.exists ? clause(.ruleClause, node, parameters: bound, as: type) : nil
  }
}
