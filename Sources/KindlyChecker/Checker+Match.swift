// `match`: patterns against the type of the subject, and whether every case is covered.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  func inferMatch(_ node: NodeID, hint: TypeID?, isValueUsed: Bool) -> TypeID {
    let expression = tree[node]
    let subject = NodeID(expression.a)
    let type = infer(subject)
    // What is known of the subject in an arm that nothing does not come to.
    let something = facts(ifSomething: subject)
    var covered = Coverage()
    var branches: [(NodeID, TypeID)] = []
    var lost: Set<NarrowPath> = []
    var nothingComesBack = false
    for arm in tree.list(expression.b, expression.c) {
      if covered.all { report(.unreachablePattern, at: arm) }
      let start = scope.count
      let clause = tree[arm]
      let guarded = clause.op == 1
      var patterns = Array(tree.list(clause.a, clause.b + (guarded ? 1 : 0)))
      let condition = guarded ? patterns.removeLast() : .none
      let before = covered
      if patterns.isEmpty, !guarded { covered.all = true }
      var taken = covered
      for pattern in patterns { checkPattern(pattern, type, &taken, blockStart: start) }
      let takesNothing = !before.nothing && (patterns.isEmpty || taken.all || taken.nothing)
      // A guard may refuse, so that a guarded arm covers nothing for certain.
      if !guarded { covered = taken }
      let mark = knowledge.mark
      if !takesNothing { learn(something) }
      if condition.exists {
        check(condition, as: .bool)
        learn(facts(condition).whenTrue)
      }
      let body = NodeID(clause.c)
      let result = inferBlock(body, hint: hint, isValueUsed: isValueUsed)
      lost.formUnion(knowledge.unwind(to: mark, keepsLosses: result != .never))
      // The guard runs whether it holds or not.
      disturb(within: condition)
      if takesNothing, result != .never { nothingComesBack = true }
      set(arm, result)
      branches.append((body, result))
      scope.close(to: start)
    }
    if !covered.all, type != .error {
      let missing = missingCases(type, covered)
      if !missing.isEmpty { report(.notExhaustive(missing: missing), at: subject) }
    }
    if !nothingComesBack { learn(something, except: lost) }
    return set(node, unite(branches, hint: hint, isValueUsed: isValueUsed))
  }

  struct Coverage {
    var all = false
    var nothing = false
    var cases: Set<Int> = []
    var literals: Set<Literal> = []
  }

  /// A literal that an arm takes; a second arm with the same is never reached.
  enum Literal: Hashable {
    case whole(Int64)
    case text(String)
    case other(NodeKind, UInt32)
  }

  private func literal(_ node: NodeID) -> Literal? {
    let pattern = tree[node]
    switch pattern.kind {
    case .integer: return .whole(tree.integers[Int(pattern.a)])
    case .text: return .text(tree.texts[Int(pattern.a)])
    case .date, .time: return .other(pattern.kind, pattern.a)
    default: return nil
    }
  }

  private func checkPattern(_ node: NodeID, _ type: TypeID, _ covered: inout Coverage, blockStart: Int) {
    let base = types.unwrapped(type)
    let pattern = tree[node]
    switch pattern.kind {
    case .nothing:
      set(node, .nothing)
      if covered.nothing { report(.unreachablePattern, at: node) }
      covered.nothing = true
      return
    case .boolean:
      if !covered.cases.insert(Int(pattern.op)).inserted { report(.unreachablePattern, at: node) }
      check(node, as: base)
      return
    case .name:
      let symbol = Symbol(rawValue: pattern.a)
      if let enumeration = base.enumeration, let index = lexicon.caseIndex(enumeration, symbol) {
        set(node, base, .enumeration(enumeration, index))
        if !covered.cases.insert(index).inserted { report(.unreachablePattern, at: node) }
        return
      }
      let type = covered.nothing ? base : type
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
      let isNew: Bool
      if case .enumeration(_, let index) = unit.resolutions[node.index] {
        isNew = covered.cases.insert(index).inserted
      } else {
        isNew = literal(node).map { covered.literals.insert($0).inserted } ?? true
      }
      if !isNew { report(.unreachablePattern, at: node) }
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
