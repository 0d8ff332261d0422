// `match`: patterns against the type of the subject, and whether every case is covered.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  func inferMatch(_ node: NodeID, hint: TypeID?, isValueUsed: Bool) -> TypeID {
    let expression = tree[node]
    let subject = NodeID(expression.a)
    let type = infer(subject)
    var covered = Coverage()
    var branches: [(NodeID, TypeID)] = []
    for arm in tree.list(expression.b, expression.c) {
      if covered.all { report(.unreachablePattern, at: arm) }
      let start = scope.count
      let clause = tree[arm]
      let guarded = clause.op == 1
      var patterns = Array(tree.list(clause.a, clause.b + (guarded ? 1 : 0)))
      let condition = guarded ? patterns.removeLast() : .none
      if patterns.isEmpty, !guarded { covered.all = true }
      var taken = covered
      for pattern in patterns { checkPattern(pattern, type, &taken, blockStart: start) }
      // A guard may refuse, so that a guarded arm covers nothing for certain.
      if !guarded { covered = taken }
      if condition.exists { check(condition, as: .bool) }
      let facts = condition.exists ? facts(condition).whenTrue : []
      let body = NodeID(clause.c)
      let result = assuming(facts) { inferBlock(body, hint: hint, isValueUsed: isValueUsed) }
      set(arm, result)
      branches.append((body, result))
      scope.removeLast(scope.count - start)
    }
    if !covered.all, type != .error {
      let missing = missingCases(type, covered)
      if !missing.isEmpty { report(.notExhaustive(missing: missing), at: subject) }
    }
    return set(node, unite(branches, hint: hint, isValueUsed: isValueUsed))
  }

  struct Coverage {
    var all = false
    var nothing = false
    var cases: Set<Int> = []
  }

  private func checkPattern(_ node: NodeID, _ type: TypeID, _ covered: inout Coverage, blockStart: Int) {
    let base = types.unwrapped(type)
    let pattern = tree[node]
    switch pattern.kind {
    case .nothing:
      set(node, .nothing)
      covered.nothing = true
      return
    case .boolean:
      covered.cases.insert(Int(pattern.op))
      check(node, as: base)
      return
    case .name:
      let symbol = Symbol(rawValue: pattern.a)
      if let enumeration = base.enumeration, let index = lexicon.caseIndex(enumeration, symbol) {
        set(node, base, .enumeration(enumeration, index))
        covered.cases.insert(index)
        return
      }
      let local = declareLocal(symbol, type: type, blockStart: blockStart, span: tree.span(node))
      set(node, type, .declares(local))
      covered.all = true
      return
    case .binary where pattern.op == BinaryOperator.range.rawValue:
      let found = infer(node)
      if let element = types.element(found), !fits(element, base) {
        report(.mismatch(found: describe(element), wanted: describe(base)), at: node)
      }
      return
    default:
      check(node, as: base)
      if case .enumeration(_, let index) = unit.resolutions[node.index] { covered.cases.insert(index) }
    }
  }

  private func missingCases(_ type: TypeID, _ covered: Coverage) -> [String] {
    var missing: [String] = []
    let base = types.unwrapped(type)
    if let enumeration = base.enumeration {
      missing = enumeration.cases.enumerated().filter { !covered.cases.contains($0.offset) }.map(\.element)
    } else if base == .bool {
      missing = [(1, "true"), (0, "false")].filter { !covered.cases.contains($0.0) }.map(\.1)
    } else {
      missing = ["everything else"]
    }
    if types.isOptional(type), !covered.nothing { missing.append("nothing") }
    return missing
  }
}
