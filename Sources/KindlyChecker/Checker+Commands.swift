// Commands against their table: what each is about, and its clauses with their types. A clause that a command does not
// take, takes once or cannot do without is reported here.
// Invariant: every operand and every clause value has a type, whatever is wrong with it.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlySyntax

extension Checker {
  func inferCommand(_ node: NodeID) -> TypeID {
    let expression = tree.commands[Int(tree[node].a)]
    guard let command = lexicon[expression.word.symbol].command else { return set(node, .error) }
    unit.resolutions[node.index] = .command(command)
    defer { disturb(Survey.reach(command)) }
    if [.done, .dismiss, .snooze, .approve, .send, .perform, .why].contains(command) { asksRules() }
    let operand = inferOperand(expression, command, at: node)
    checkClauses(expression, command, about: operand)
    switch command {
    case .draft: return set(node, .noun(.message))
    // In its place in a rule it is done; anywhere else it is the text.
    case .remind: return set(node, actions.contains(node) ? .nothing : .text)
    case .off: return set(node, .nothing)
    case .explain, .why: return set(node, .text)
    // What has been removed is no value any more.
    case .remove: return set(node, operand == .error ? .error : .nothing)
    case .done, .dismiss, .snooze, .approve, .send, .cancel, .mark, .edit, .rename, .perform: return set(node, operand)
    }
  }

  // MARK: - What it is about

  private func inferOperand(_ expression: CommandExpression, _ command: Command, at node: NodeID) -> TypeID {
    let operand = expression.operand
    switch command.spec.operand {
    case .template:
      // A rule drafts only when its action is performed, which is not this clause's doing.
      does(actions.contains(node) ? .reads : [.changes, .reads])
      inferDraft(operand)
      return .noun(.message)
    case .text:
      check(operand, as: .text)
      return .text
    case .rule:
      turnOff(expression)
      return .nothing
    case .pipeline:
      does(.reads)
      let type = infer(operand)
      if type != .error, tree[operand].kind != .pipe, types.element(type) == nil {
        reportOperand(command, type, at: operand)
      }
      return type
    case .subject:
      does(.reads)
      return inferSubject(operand, command)
    case .record(let nouns):
      does([.changes, .reads])
      if command == .send { does(.sends) }
      if command == .approve { need(.approves) }
      let type = infer(operand)
      if type != .error, !(type.noun.map(nouns.contains) ?? false) { reportOperand(command, type, at: operand) }
      return type
    }
  }

  private func reportOperand(_ command: Command, _ type: TypeID, at node: NodeID) {
    report(
      .commandNeeds(
        command: command.rawValue, wanted: command.spec.operand.description, found: describe(type)),
      at: node)
  }

  /// `why @x`, `why not RULE`, `why not RULE @x`: a rule by its name, a record by its handle.
  private func inferSubject(_ operand: NodeID, _ command: Command) -> TypeID {
    let inner = tree[operand].kind == .unary ? NodeID(tree[operand].a) : operand
    if tree[operand].kind == .unary, tree[inner].kind == .name {
      checkRuleName(inner) { _ in true }
      return set(operand, .nothing)
    }
    let type = infer(inner)
    if inner != operand { set(operand, type) }
    if type != .error, type.noun == nil || type == .noun(.me) { reportOperand(command, type, at: inner) }
    return type
  }

  /// `draft T(…)`: a call of a template.
  func inferDraft(_ node: NodeID) {
    if tree[node].kind == .call, let id = qualifiedFunction(NodeID(tree[node].a)),
      environment.function(id).kind == .template
    {
      _ = inferCall(node, hint: nil, piped: nil)
      return
    }
    guard tree[node].kind == .call, tree[NodeID(tree[node].a)].kind == .name else {
      report(
        .commandNeeds(command: "draft", wanted: Command.draft.spec.operand.description, found: "something else"),
        at: node)
      _ = infer(node)
      return
    }
    let callee = NodeID(tree[node].a)
    let symbol = Symbol(rawValue: tree[callee].a)
    guard let id = environment.functionNames[symbol], environment.function(id).kind == .template else {
      let templates = environment.functions.filter { $0.kind == .template }.map { name($0.name) }
      report(.unknownTemplate(name(symbol), suggestions: near(name(symbol), templates)), at: callee)
      for argument in tree.list(tree[node].b, tree[node].c) {
        _ = infer(tree[argument].kind == .argument ? NodeID(tree[argument].b) : argument)
      }
      set(node, .error)
      return
    }
    _ = inferCall(node, hint: nil, piped: nil)
  }

  private func turnOff(_ expression: CommandExpression) {
    if isInTest { report(.nestedDeclaration("`off`"), at: expression.word.span) }
    if let rule = checkRuleName(expression.operand, where: { _ in true }) { environment.rulesOff.insert(rule.name) }
  }

  /// The rule that a bare name means; one that is not there, or not of the kind that is asked for, is reported.
  @discardableResult
  private func checkRuleName(_ node: NodeID, where fits: (RuleInfo) -> Bool) -> RuleInfo? {
    set(node, .text)
    let symbol = tree[node].kind == .name ? Symbol(rawValue: tree[node].a) : .none
    if let number = environment.ruleNumbers[symbol], fits(environment.rules[number]) {
      return environment.rules[number]
    }
    let written = wording(of: node)
    let known = environment.rules.filter(fits).map { name($0.name) }
    report(.unknownRule(written, suggestions: near(written, known)), at: node)
    if tree[node].kind != .name { inferQuietly(node) }
    return nil
  }

  /// What stands there, where it is no bare word.
  private func wording(of node: NodeID) -> String {
    switch tree[node].kind {
    case .name: name(Symbol(rawValue: tree[node].a))
    case .handle: "@" + name(Symbol(rawValue: tree[node].a))
    default: "…"
    }
  }

  // MARK: - Clauses

  private func checkClauses(_ expression: CommandExpression, _ command: Command, about operand: TypeID) {
    let spec = command.spec
    let isAboutRule = tree[expression.operand].kind == .unary
    var given: [String: Span] = [:]
    var hasUnknown = false
    var end = tree[expression.operand].end
    for clause in expression.clauses {
      let word = clause.word.symbol == .none ? "" : name(clause.word.symbol)
      let whole = Span(file: tree.file, start: end, end: tree[clause.value].end)
      end = tree[clause.value].end
      guard let known = spec.clause(word), isAboutRule || !known.needsRule else {
        hasUnknown = true
        reportUnknown(clause, word, of: command, given: given, whole: whole)
        continue
      }
      if known.presence != .repeated, let first = given[word] {
        inferQuietly(clause.value)
        report(.clauseTwice(known.usage, command: command.rawValue, first: first, whole: whole), at: clause.word.span)
        continue
      }
      given[word] = clause.word.span
      checkValue(clause.value, of: known, command, about: operand)
    }
    if hasUnknown { return }
    for clause in spec.clauses where clause.presence == .required && given[clause.word] == nil {
      report(
        .clauseMissing(command: command.rawValue, clause: clause.usage, usage: command.usage),
        at: expression.word.span)
    }
  }

  private func checkValue(_ value: NodeID, of clause: ClauseSpec, _ command: Command, about operand: TypeID) {
    switch clause.value {
    case .date: check(value, as: .date)
    case .text: check(value, as: .text)
    case .words(let words):
      let word = tree[value].kind == .name ? name(Symbol(rawValue: tree[value].a)) : ""
      if !words.contains(where: { $0.split(separator: " ").last.map(String.init) == word }) {
        report(.unknownWord(word, of: "`\(command.rawValue)`", known: words), at: value)
      }
      if tree[value].kind != .name { inferQuietly(value) }
      set(value, .text)
    case .prohibition:
      guard tree[value].kind == .name else {
        inferQuietly(value)
        report(.clauseNeeds(clause.usage, command: command.rawValue, wanted: "the name of a rule"), at: value)
        return
      }
      checkRuleName(value) { $0.modality == .never }
    case .newHandle:
      guard tree[value].kind == .handle else {
        inferQuietly(value)
        report(.clauseNeeds(clause.usage, command: command.rawValue, wanted: "a new handle"), at: value)
        return
      }
      set(value, .text)
      if let noun = operand.noun { declaredHandles[Symbol(rawValue: tree[value].a)] = noun }
    case .record:
      guard tree[value].kind == .handle else {
        inferQuietly(value)
        report(.clauseNeeds(clause.usage, command: command.rawValue, wanted: "the handle of a record"), at: value)
        return
      }
      _ = infer(value)
    }
  }

  /// A clause that the command does not take: the one that was meant, where its word is near or its value fits.
  private func reportUnknown(
    _ clause: CommandExpression.Clause, _ word: String, of command: Command, given: [String: Span], whole: Span
  ) {
    let type = inferQuietly(clause.value)
    let open = command.spec.clauses.filter { !$0.needsRule && !$0.word.isEmpty && given[$0.word] == nil }
    var meant = near(word, open.map(\.word))
    if meant.isEmpty {
      meant = open.filter { candidate in
        switch candidate.value {
        case .date: type == .date
        case .text: type == .text
        case .newHandle: tree[clause.value].kind == .handle
        case .words, .prohibition, .record: false
        }
      }.map(\.word)
    }
    report(
      .unknownClause(
        word.isEmpty ? wording(of: clause.value) : word, command: command.rawValue, meant: meant.first,
        needed: open.first { $0.presence == .required }?.usage,
        known: command.spec.clauses.filter { !$0.needsRule }.map(\.usage), whole: whole),
      at: clause.word.span)
  }

  /// Types what has no place where it is. What is wrong with it follows from that, and is not told.
  @discardableResult
  private func inferQuietly(_ node: NodeID) -> TypeID {
    let known = errors.count
    let type = infer(node)
    errors.removeLast(errors.count - known)
    return type
  }
}
