// What a test tells: after `x != nothing` an optional `x` is no longer one, to the right of `and`, in the branch, in
// the `else` of `x == nothing`, and after an early `return`. `x` is a local, a global, a record of the store, or a path
// of fields of one. Known is only what nothing can have changed since: an assignment, a call and a declaration each
// forget what they may touch (`Survey`).

import KindlyCatalog
import KindlySource
import KindlySyntax

/// A variable or record and the fields taken of it.
struct NarrowPath: Hashable {
  enum Root: Hashable {
    case local(LocalID)
    case global(GlobalID)
    case record(Symbol)
    case me
  }
  let root: Root
  var fields: [FieldReference] = []
}

typealias Fact = (path: NarrowPath, type: TypeID)

struct Facts {
  var whenTrue: [Fact] = []
  var whenFalse: [Fact] = []
}

/// What is known not to be nothing, with the way back to what was known before.
struct Knowledge {
  private(set) var known: [NarrowPath: TypeID] = [:]
  private var trail: [(path: NarrowPath, before: TypeID?, isLoss: Bool)] = []

  var mark: Int { trail.count }

  subscript(path: NarrowPath) -> TypeID? { known[path] }

  mutating func learn(_ facts: [Fact]) {
    for (path, type) in facts {
      trail.append((path, known[path], false))
      known[path] = type
    }
  }

  mutating func forget(where isLost: (NarrowPath) -> Bool) {
    guard !known.isEmpty else { return }
    for path in known.keys.filter(isLost) {
      trail.append((path, known[path], true))
      known[path] = nil
    }
  }

  /// Takes back what was learned since the mark. What was forgotten stays so, unless it was on a way that does not
  /// come back (`keepsLosses`). Gives what was forgotten.
  @discardableResult
  mutating func unwind(to mark: Int, keepsLosses: Bool = true) -> Set<NarrowPath> {
    var lost: Set<NarrowPath> = []
    while trail.count > mark, let change = trail.popLast() {
      known[change.path] = change.before
      if change.isLoss { lost.insert(change.path) }
    }
    guard keepsLosses else { return [] }
    for path in lost {
      guard let before = known[path] else { continue }
      trail.append((path, before, true))
      known[path] = nil
    }
    return lost
  }
}

extension Checker {
  /// The path that an expression is, if it is one.
  func path(_ node: NodeID) -> NarrowPath? {
    guard node.exists else { return nil }
    // The fields, from the last one back.
    var fields: [FieldReference] = []
    var node = node
    while tree[node].kind == .member, case .member(let reference) = unit.resolutions[node.index] {
      fields.append(reference)
      node = NodeID(tree[node].a)
    }
    switch unit.resolutions[node.index] {
    case .local(let local): return NarrowPath(root: .local(local), fields: fields.reversed())
    case .global(let global): return NarrowPath(root: .global(global), fields: fields.reversed())
    case .record: return NarrowPath(root: .record(Symbol(rawValue: tree[node].a)), fields: fields.reversed())
    case .me: return NarrowPath(root: .me, fields: fields.reversed())
    case .rowMember(let row, let reference):
      return NarrowPath(root: .local(row), fields: [reference] + fields.reversed())
    default: return nil
    }
  }

  // MARK: - What a condition tells

  /// What holds when a typed condition is true, and what when it is false.
  func facts(_ node: NodeID) -> Facts {
    guard node.exists else { return Facts() }
    let expression = tree[node]
    switch expression.kind {
    case .unary where expression.op == UnaryOperator.not.rawValue:
      let inner = facts(NodeID(expression.a))
      return Facts(whenTrue: inner.whenFalse, whenFalse: inner.whenTrue)
    case .binary:
      guard let sign = BinaryOperator(rawValue: expression.op) else { return Facts() }
      switch sign {
      case .and:
        return Facts(whenTrue: all(node) { $0.whenTrue })
      case .or:
        return Facts(whenFalse: all(node) { $0.whenFalse })
      case .equal, .notEqual:
        let told = somethingTested(NodeID(expression.a), NodeID(expression.b))
        return sign == .notEqual ? Facts(whenTrue: told) : Facts(whenFalse: told)
      default: return Facts()
      }
    default: return Facts()
    }
  }

  /// What all parts of `a and b and …` tell; a part runs after those before it and may undo what they told.
  private func all(_ node: NodeID, _ side: (Facts) -> [Fact]) -> [Fact] {
    var told: [Fact] = []
    for part in conjuncts(node).parts {
      if !told.isEmpty {
        for event in survey.events(within: part) {
          told.removeAll { isDisturbed($0.path, by: event.kind) }
          if told.isEmpty { break }
        }
      }
      told += side(facts(part))
    }
    return told
  }

  private func somethingTested(_ left: NodeID, _ right: NodeID) -> [Fact] {
    let tested = tree[right].kind == .nothing ? left : tree[left].kind == .nothing ? right : .none
    return facts(ifSomething: tested)
  }

  /// What is known where this expression is something: `a?.b` tells of `a` as well.
  func facts(ifSomething node: NodeID) -> [Fact] {
    var told: [Fact] = []
    var node = node
    while node.exists, types.isOptional(unit.types[node.index]) {
      let type = types.unwrapped(unit.types[node.index])
      if let path = path(node), type != .nothing { told.append((path, type)) }
      guard tree[node].kind == .member, tree[node].op == 1 else { break }
      node = NodeID(tree[node].a)
    }
    return told.reversed()
  }

  // MARK: - Learning and forgetting

  /// Does work in which some facts hold, and which may not come back (its type is Never). Gives what it forgot.
  @discardableResult
  func assuming(_ facts: [Fact], _ work: () -> TypeID) -> (type: TypeID, lost: Set<NarrowPath>) {
    let mark = knowledge.mark
    knowledge.learn(facts)
    let type = work()
    return (type, knowledge.unwind(to: mark, keepsLosses: type != .never))
  }

  func learn(_ facts: [Fact], except lost: Set<NarrowPath> = []) {
    knowledge.learn(lost.isEmpty ? facts : facts.filter { !lost.contains($0.path) })
  }

  /// Forgets what was known of a variable, or of a path and all below it.
  func forget(_ path: NarrowPath) {
    knowledge.forget { $0.root == path.root && $0.fields.starts(with: path.fields) }
  }

  /// Forgets what a call may have changed.
  func disturb(_ reach: Reach) {
    guard !reach.isEmpty else { return }
    knowledge.forget { isDisturbed($0, by: .reaches(reach)) }
  }

  /// Forgets what anything within a node may change: before the body of a loop, which comes round again.
  func disturb(within node: NodeID) {
    guard !knowledge.known.isEmpty, node.exists else { return }
    for event in survey.events(within: node) { knowledge.forget { isDisturbed($0, by: event.kind) } }
  }

  /// A stored field was assigned, of this record or another name for it.
  func forgetField(_ noun: Noun, _ index: Int) {
    knowledge.forget { path in
      path.fields.contains {
        switch $0 {
        case .stored(let other, let field): other == .obligation || (other == noun && field == index)
        case .computed: true
        case .record: false
        }
      }
    }
  }

  /// What a lambda may rely on, which may run at another time: not on variables that change, and not on records
  /// unless it runs at once.
  func forgetForLambda(runsAtOnce: Bool) {
    knowledge.forget { path in
      if isMutable(path.root) { return true }
      return !runsAtOnce && path.fields.contains { if case .record = $0 { false } else { true } }
    }
  }

  private func isMutable(_ root: NarrowPath.Root) -> Bool {
    switch root {
    case .local(let local): unit.locals[local.rawValue].isMutable
    case .global(let global): environment.globals[global.rawValue].isMutable
    case .record, .me: false
    }
  }

  private func rootName(_ root: NarrowPath.Root) -> Symbol {
    switch root {
    case .local(let local): unit.locals[local.rawValue].name
    case .global(let global): environment.globals[global.rawValue].name
    case .record, .me: .none
    }
  }

  private func isDisturbed(_ path: NarrowPath, by kind: Survey.Kind) -> Bool {
    let reach: Reach
    switch kind {
    case .assigns(let symbol, let fields):
      if symbol != .none, isMutable(path.root), rootName(path.root) == symbol { return true }
      reach = fields
    case .reaches(let some): reach = some
    case .calls(let symbol): reach = reachOfCall(symbol)
    }
    let isUnknown = reach.contains(.unknown)
    let all = isUnknown ? reach.union(survey.valueReach) : reach
    if isMutable(path.root), isUnknown || all.contains(.globals), isAssignedElsewhere(path.root, isUnknown: isUnknown) {
      return true
    }
    return path.fields.contains {
      switch $0 {
      case .stored(let noun, _): !all.isDisjoint(with: .fields(of: noun))
      case .computed: !all.subtracting(.unknown).isEmpty
      case .record: false
      }
    }
  }

  /// Whether something that is called, and not the present function itself, assigns the variable.
  private func isAssignedElsewhere(_ root: NarrowPath.Root, isUnknown: Bool) -> Bool {
    let name = rootName(root)
    switch root {
    case .local: return isUnknown && survey.assignedWithin.contains(name)
    case .global: return survey.assignedWithin.contains(name) || environment.assignedWithin.contains(name)
    case .record, .me: return false
    }
  }

  /// What a call by name may change.
  private func reachOfCall(_ symbol: Symbol) -> Reach {
    if let id = environment.functionNames[symbol], findLocal(symbol) == nil, environment.globalNames[symbol] == nil {
      return environment.functions[id.rawValue].reach
    }
    if let builtin = lexicon[symbol].builtin { return environment.facts(of: builtin).reach }
    return .unknown
  }

  /// A typed optional expression, narrowed where a test before it says so.
  func applyNarrowing(_ node: NodeID, _ type: TypeID) -> TypeID {
    guard !knowledge.known.isEmpty, types.isOptional(type), let path = path(node), let known = knowledge[path] else {
      return type
    }
    unit.resolutions.setWanted(known, of: node.index)
    return known
  }
}
