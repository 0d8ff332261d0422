// Chains of an operator: `a + b + …`, `a.b.c`, `x | f | g`, `a and b and …`. To those who write them they are lists, of any
// length, though in the tree each is within the next. They are typed from the innermost outward, without recursion, so
// that no length of them can exhaust the stack.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension NodeKind {
  /// Whether what it goes on from stands in its slot `a`: `a + b`, `a.b`, `a | f`.
  var goesOn: Bool {
    switch self {
    case .binary, .member, .pipe, .index, .call, .atTime: true
    default: false
    }
  }
}

extension Checker {
  /// From here on the stack is spared.
  private static let shortChain = 8

  /// What a node goes on from, where that goes on from something itself. `and` and `or` are lists already.
  private func earlier(_ node: NodeID) -> NodeID? {
    let expression = tree[node]
    guard expression.kind.goesOn, !isConjunction(node) else { return nil }
    let left = NodeID(expression.a)
    return left.exists && tree[left].kind.goesOn ? left : nil
  }

  func isLongChain(_ node: NodeID) -> Bool {
    var (node, count) = (node, 0)
    while let left = earlier(node) {
      if left == inferred { return false }
      count += 1
      if count > Checker.shortChain { return true }
      node = left
    }
    return false
  }

  /// Types all that stands on the left of a long chain's last part, each with what is wanted of it there.
  func inferLeftmost(of node: NodeID, _ hint: TypeID?) {
    var parts: [(node: NodeID, hint: TypeID?)] = []
    var (last, wanted) = (node, hint)
    while let left = earlier(last) {
      wanted = hintOfLeft(of: last, wanted)
      parts.append((left, wanted))
      last = left
    }
    for part in parts.reversed() {
      _ = infer(part.node, hint: part.hint)
      inferred = part.node
    }
  }

  /// What a node that is wanted to be of a type wants of its left side.
  private func hintOfLeft(of node: NodeID, _ hint: TypeID?) -> TypeID? {
    switch tree[node].kind {
    case .atTime: return .date
    case .binary:
      switch BinaryOperator(rawValue: tree[node].op) {
      case .coalesce: return hint.map { types.optional($0) }
      case .add, .subtract, .multiply, .divide, .div, .mod:
        return hint.flatMap { types.element($0) != nil || types.entry($0) != nil ? $0 : nil }
      default: return nil
      }
    default: return nil
    }
  }

  // MARK: - and, or

  private func isConjunction(_ node: NodeID) -> Bool {
    guard tree[node].kind == .binary else { return false }
    return tree[node].op == BinaryOperator.and.rawValue || tree[node].op == BinaryOperator.or.rawValue
  }

  /// The parts of `a and b and …`, or of `a or b or …`, and the nodes that put them together, from the left.
  func conjuncts(_ node: NodeID) -> (parts: [NodeID], joints: [NodeID]) {
    var (parts, joints): ([NodeID], [NodeID]) = ([], [])
    var left = node
    while tree[left].kind == .binary, tree[left].op == tree[node].op {
      joints.append(left)
      parts.append(NodeID(tree[left].b))
      left = NodeID(tree[left].a)
    }
    parts.append(left)
    return (parts.reversed(), joints.reversed())
  }

  /// Each part is asked where those before it have held, or have not.
  func inferConjunction(_ node: NodeID, _ sign: BinaryOperator) -> TypeID {
    let (parts, joints) = conjuncts(node)
    let mark = knowledge.mark
    for (number, part) in parts.enumerated() {
      if number > 0 {
        let facts = facts(parts[number - 1])
        knowledge.learn(sign == .and ? facts.whenTrue : facts.whenFalse)
      }
      check(part, as: .bool)
      if number > 0 { set(joints[number - 1], .bool) }
    }
    knowledge.unwind(to: mark)
    return .bool
  }

  // MARK: - ??

  /// `a ?? b ?? c`: what each side wants of the next is known from the left, what they give together from the right.
  func inferDefaults(_ node: NodeID, hint: TypeID?) -> TypeID {
    var open: [(node: NodeID, first: TypeID)] = []
    var (last, wanted) = (node, hint)
    while tree[last].kind == .binary, tree[last].op == BinaryOperator.coalesce.rawValue {
      let first = infer(NodeID(tree[last].a), hint: wanted.map { types.optional($0) })
      open.append((last, first))
      if first != .nothing { wanted = types.unwrapped(first) }
      last = NodeID(tree[last].b)
    }
    var second = infer(last, hint: wanted)
    for (node, first) in open.reversed() {
      second = set(node, defaultType(node, first, second))
    }
    return second
  }

  private func defaultType(_ node: NodeID, _ first: TypeID, _ second: TypeID) -> TypeID {
    let (left, right) = (NodeID(tree[node].a), NodeID(tree[node].b))
    let base = types.unwrapped(first)
    if first == .error || second == .error { return second == .error ? base : second }
    if !types.isOptional(first) {
      report(.neverNothing(describe(first), isField: false), at: left)
      return first
    }
    if first == .nothing { return second }
    guard let both = join(base, second) else {
      report(.noCommonType(describe(base), describe(second)), at: right)
      return base
    }
    if base != types.unwrapped(both) { convert(left, from: first, to: types.optional(both)) }
    convert(right, from: second, to: both)
    return both
  }
}
