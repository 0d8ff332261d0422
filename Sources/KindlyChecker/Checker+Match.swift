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
      if let (node, suggestions) = covered.nearCase {
        // What was meant for a case stands above other arms: they show that it was.
        report(
          .unknownCase(
            name(Symbol(rawValue: tree[node].a)), enumeration: describe(types.unwrapped(type)),
            suggestions: suggestions, known: types.unwrapped(type).enumeration?.cases ?? []),
          at: node)
        covered.nearCase = nil
        covered.byElse = true
      }
      // Arms below an `else` have been reported as such.
      if covered.all, !covered.byElse, type != .error { report(.unreachablePattern(.everything), at: arm) }
      let start = scope.count
      let clause = tree[arm]
      let guarded = clause.op == 1
      var patterns = Array(tree.list(clause.a, clause.b + (guarded ? 1 : 0)))
      let condition = guarded ? patterns.removeLast() : .none
      let takesElse = patterns.isEmpty
      let hadNothing = covered.nothing
      let flags = (covered.all, covered.nothing)
      // A guard may refuse, so that a guarded arm covers nothing for certain.
      covered.isGuarded = guarded
      for pattern in patterns { checkPattern(pattern, type, &covered, blockStart: start) }
      let takesNothing = !hadNothing && (takesElse || covered.all || covered.nothing)
      if guarded {
        (covered.all, covered.nothing) = flags
        covered.nearCase = nil
      } else if takesElse {
        covered.all = true
        covered.byElse = true
      }
      let mark = knowledge.mark
      if !takesNothing { learn(something) }
      if condition.exists {
        check(condition, as: .bool)
        learn(facts(condition).whenTrue)
      }
      let body = NodeID(clause.c)
      let result = inferBlock(
        body, hint: hint ?? branches.first.flatMap { hintOfBranch($0.1) }, isValueUsed: isValueUsed)
      lost.formUnion(knowledge.unwind(to: mark, keepsLosses: result != .never))
      // The guard runs whether it holds or not.
      disturb(within: condition)
      if takesNothing, result != .never { nothingComesBack = true }
      set(arm, result)
      branches.append((body, result))
      scope.close(to: start)
    }
    if let (node, suggestions) = covered.nearCase {
      report(
        .bindsNearCase(
          name(Symbol(rawValue: tree[node].a)), enumeration: describe(types.unwrapped(type)), suggestions: suggestions),
        at: node)
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
    /// `else` takes the rest, or what would be said of later arms has been said.
    var byElse = false
    /// The arm that is looked at may refuse: it covers nothing.
    var isGuarded = false
    /// A name that binds, and is near to a case.
    var nearCase: (node: NodeID, suggestions: [String])?
    var cases = Taken<Int>()
    var literals = Taken<Literal>()

    /// False where an arm above takes it.
    mutating func take(_ index: Int) -> Bool { isGuarded ? !cases.contains(index) : cases.insert(index) }
    mutating func take(_ literal: Literal) -> Bool {
      isGuarded ? !literals.contains(literal) : literals.insert(literal)
    }
  }

  /// A set of what is mostly two or three: hashing begins where there are more.
  struct Taken<Element: Hashable> {
    private var few: [Element] = []
    private var many: Set<Element> = []

    func contains(_ element: Element) -> Bool { few.contains(element) || many.contains(element) }

    /// False where it was there already.
    mutating func insert(_ element: Element) -> Bool {
      if few.contains(element) { return false }
      guard few.count == 8 else {
        few.append(element)
        return true
      }
      return many.insert(element).inserted
    }
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
      if covered.nothing { report(.unreachablePattern(.same), at: node) }
      covered.nothing = true
      return
    case .boolean:
      if !covered.take(Int(pattern.op)) { report(.unreachablePattern(.same), at: node) }
      check(node, as: base)
      return
    case .name:
      let symbol = Symbol(rawValue: pattern.a)
      if let enumeration = base.enumeration, let index = lexicon.caseIndex(enumeration, symbol) {
        set(node, base, .enumeration(enumeration, index))
        if !covered.take(index) { report(.unreachablePattern(.same), at: node) }
        return
      }
      // Of what a case is cannot be known, because of a mistake.
      if base == .error, lexicon.isCase(symbol) {
        set(node, .error)
        return
      }
      if let enumeration = base.enumeration {
        let suggestions = near(name(symbol), enumeration.cases)
        if !suggestions.isEmpty { covered.nearCase = (node, suggestions) }
      }
      if covered.nearCase == nil { warnOfHiding(symbol, at: tree.span(node), isPattern: true) }
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
        isNew = covered.take(index)
      } else {
        isNew = literal(node).map { covered.take($0) } ?? true
      }
      if !isNew { report(.unreachablePattern(.same), at: node) }
    }
  }

  /// Stands among the missing cases where they cannot be counted.
  static let everythingElse = "everything else"

  private func missingCases(_ type: TypeID, _ covered: Coverage) -> [String] {
    var missing: [String] = []
    let base = types.unwrapped(type)
    if type == .nothing {
      missing = []
    } else if let enumeration = base.enumeration {
      missing = enumeration.cases.enumerated().filter { !covered.cases.contains($0.offset) }.map(\.element)
    } else if base == .bool {
      missing = [(1, "true"), (0, "false")].filter { !covered.cases.contains($0.0) }.map(\.1)
    } else {
      missing = [Checker.everythingElse]
    }
    if types.isOptional(type), !covered.nothing { missing.append("nothing") }
    return missing
  }
}
