// Rules that can never fire, or never be fulfilled, where that can be seen without running them: a condition that cannot
// hold, letters that `until` does not ask about, hours in the wrong order. They are warnings: the rule does no harm.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// Looks at a `must` or `may` whose clauses have been checked.
  func warnOfObligation(_ declaration: RuleDeclaration, isReminder: Bool) {
    guard declaration.name.symbol != .none else { return }
    let rule = name(declaration.name.symbol)
    for binder in declaration.binders {
      if isEmptyList(binder.source) {
        report(.neverFires(rule: rule, because: "its list is empty"), at: binder.source)
      } else if let reason = whereOf(binder.source).flatMap(contradiction) {
        report(.neverFires(rule: rule, because: reason), at: binder.source)
      }
    }
    if let reason = contradiction(declaration.condition) {
      report(.neverFires(rule: rule, because: reason), at: declaration.condition)
    }
    switch boolean(declaration.until) {
    case true?: report(.neverFires(rule: rule, because: "its `until` always holds"), at: declaration.until)
    // What only a person can do is fulfilled by their word: `done @todo-…`.
    case false? where !isReminder:
      report(.neverFulfilled(rule: rule, because: "its `until` never holds"), at: declaration.until)
    case false?: break
    case nil:
      if let reason = contradiction(declaration.until) {
        report(.neverFulfilled(rule: rule, because: reason), at: declaration.until)
      } else {
        warnOfOtherKinds(declaration, rule)
      }
    }
    if let due = shift(declaration.due), let expires = shift(declaration.expires), due.from == expires.from,
      expires.seconds < due.seconds
    {
      report(.neverFulfilled(rule: rule, because: "it is gone before it is due"), at: declaration.expires)
    }
  }

  /// Looks at a `never` whose clauses have been checked.
  func warnOfNever(_ declaration: RuleDeclaration) {
    guard declaration.name.symbol != .none, let reason = contradiction(declaration.when) else { return }
    report(.neverFires(rule: name(declaration.name.symbol), because: reason), at: declaration.when)
  }

  // MARK: - What cannot hold

  /// Why a condition cannot hold; nil where it may.
  private func contradiction(_ node: NodeID) -> String? {
    guard node.exists else { return nil }
    var wanted: [String: String] = [:]
    for part in isAll(node) ? conjuncts(node).parts : [node] {
      if boolean(part) == false { return "its condition never holds" }
      guard let (path, word) = equality(part) else { continue }
      if let other = wanted.updateValue(word, forKey: path), other != word {
        return "`\(path)` cannot be both `\(other)` and `\(word)`"
      }
    }
    return nil
  }

  private func isAll(_ node: NodeID) -> Bool {
    tree[node].kind == .binary && tree[node].op == BinaryOperator.and.rawValue
  }

  /// `m.kind == check_in`: the field as it is written, and the case.
  private func equality(_ node: NodeID) -> (path: String, word: String)? {
    guard tree[node].kind == .binary, tree[node].op == BinaryOperator.equal.rawValue else { return nil }
    let sides = (NodeID(tree[node].a), NodeID(tree[node].b))
    for (path, word) in [sides, (sides.1, sides.0)] {
      guard case .enumeration(let enumeration, let index) = unit.resolutions[word.index],
        let field = written(path)
      else { continue }
      return (field, enumeration.cases[index])
    }
    return nil
  }

  /// A field of a name, or a name: `m.kind`.
  private func written(_ node: NodeID) -> String? {
    var (root, fields) = (node, "")
    while tree[root].kind == .member {
      // Nobody compares paths of many fields.
      guard fields.utf8.count < 200 else { return nil }
      fields = ".\(name(Symbol(rawValue: tree[root].b)))" + fields
      root = NodeID(tree[root].a)
    }
    guard tree[root].kind == .name else { return nil }
    if case .enumeration = unit.resolutions[root.index] { return nil }
    return name(Symbol(rawValue: tree[root].a)) + fields
  }

  private func boolean(_ node: NodeID) -> Bool? {
    guard node.exists, tree[node].kind == .boolean else { return nil }
    return tree[node].op == 1
  }

  private func isEmptyList(_ node: NodeID) -> Bool { tree[node].kind == .list && tree[node].b == 0 }

  /// The condition of `xs | where …`.
  private func whereOf(_ node: NodeID) -> NodeID? {
    guard tree[node].kind == .pipe else { return nil }
    let verb = NodeID(tree[node].b)
    guard case .verb(.where, _) = unit.resolutions[verb.index] else { return nil }
    return tree.list(tree[verb].b, tree[verb].c).first.map { NodeID(tree[$0].b) }
  }

  // MARK: - What fulfils

  /// `until` asks for letters of some kinds, and the action writes others.
  private func warnOfOtherKinds(_ declaration: RuleDeclaration, _ rule: String) {
    guard declaration.until.exists, declaration.action.exists else { return }
    var asked: Set<String> = []
    for node in nodes(within: declaration.until) {
      if tree[node].kind == .binary, tree[node].op == BinaryOperator.or.rawValue { return }
      guard let (path, word) = equality(node), path == "kind" || path.hasSuffix(".kind"),
        Enumeration.messageKind.cases.contains(word)
      else { continue }
      asked.insert(word)
    }
    var written: Set<String> = []
    for node in nodes(within: declaration.action) where tree[node].kind == .command {
      guard case .command(.draft) = unit.resolutions[node.index] else { continue }
      let call = tree.commands[Int(tree[node].a)].operand
      guard tree[call].kind == .call, case .function(let id) = unit.resolutions[NodeID(tree[call].a).index],
        let kind = kind(ofTemplate: id)
      else { return }
      written.insert(kind)
    }
    guard let kind = written.sorted().first, let wanted = asked.sorted().first, asked.isDisjoint(with: written) else {
      return
    }
    report(
      .neverFulfilled(rule: rule, because: "its letter is of kind `\(kind)`, and its `until` asks for `\(wanted)`"),
      at: declaration.until)
  }

  /// The nodes that are written within another.
  private func nodes(within node: NodeID) -> [NodeID] {
    let whole = tree[node]
    return tree.nodes.indices.lazy.map { NodeID(UInt32($0)) }.filter {
      tree[$0].start >= whole.start && tree[$0].end <= whole.end
    }
  }

  /// The kind of the letters of a template: as its head says, else its own name where that is one.
  private func kind(ofTemplate id: FunctionID) -> String? {
    let info = environment.function(id)
    guard info.kind == .template else { return nil }
    let templateTree = info.unit == unit.number ? tree : environment.units[info.unit].tree
    let node = templateTree[info.body]
    guard node.kind == .template else { return nil }
    let written = templateTree.templates[Int(node.a)].kind.map { name($0.symbol) } ?? name(info.name)
    return Enumeration.messageKind.cases.contains(written) ? written : "other"
  }

  // MARK: - Hours

  /// `i.ends + 24h`: from what, and how long after; nil for anything else.
  private func shift(_ node: NodeID) -> (from: String, seconds: Int64)? {
    guard node.exists else { return nil }
    if let path = written(node) { return (path, 0) }
    guard tree[node].kind == .binary, tree[node].op == BinaryOperator.add.rawValue,
      let path = written(NodeID(tree[node].a))
    else { return nil }
    let length = tree[NodeID(tree[node].b)]
    guard length.kind == .duration, let seconds = DurationUnit(rawValue: length.op)?.seconds else { return nil }
    return (path, tree.integers[Int(length.a)].multipliedReportingOverflow(by: seconds).partialValue)
  }
}

extension DurationUnit {
  /// Its length; nil for what has none of its own.
  fileprivate var seconds: Int64? {
    switch self {
    case .seconds: 1
    case .minutes: 60
    case .hours: 3600
    case .days: 86_400
    case .weeks: 604_800
    case .businessDays, .months, .years: nil
    }
  }
}
