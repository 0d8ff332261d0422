// What a test tells: after `x != nothing` an optional `x` is no longer one, to the right of `and`, in the branch, in
// the `else` of `x == nothing`, and after an early `return`. `x` is a local, a global, or a path of fields of one.

import KindlyCatalog
import KindlySource
import KindlySyntax

/// A variable and the fields taken of it.
struct NarrowPath: Hashable {
  enum Root: Hashable {
    case local(LocalID)
    case global(GlobalID)
    case me
  }
  let root: Root
  var fields: [Symbol] = []
}

struct Facts {
  var whenTrue: [(NarrowPath, TypeID)] = []
  var whenFalse: [(NarrowPath, TypeID)] = []
}

extension Checker {
  /// The path that an expression is, if it is one.
  func path(_ node: NodeID) -> NarrowPath? {
    guard node.exists else { return nil }
    let expression = tree[node]
    switch unit.resolutions[node.index] {
    case .local(let local): return NarrowPath(root: .local(local))
    case .global(let global): return NarrowPath(root: .global(global))
    case .me: return NarrowPath(root: .me)
    case .rowMember(let row, _): return NarrowPath(root: .local(row), fields: [Symbol(rawValue: expression.a)])
    case .member:
      guard expression.kind == .member, expression.op == 0, var path = path(NodeID(expression.a)) else { return nil }
      path.fields.append(Symbol(rawValue: expression.b))
      return path
    default: return nil
    }
  }

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
        return Facts(whenTrue: facts(NodeID(expression.a)).whenTrue + facts(NodeID(expression.b)).whenTrue)
      case .or:
        return Facts(whenFalse: facts(NodeID(expression.a)).whenFalse + facts(NodeID(expression.b)).whenFalse)
      case .equal, .notEqual:
        guard let fact = somethingTested(NodeID(expression.a), NodeID(expression.b)) else { return Facts() }
        return sign == .notEqual ? Facts(whenTrue: [fact]) : Facts(whenFalse: [fact])
      default: return Facts()
      }
    default: return Facts()
    }
  }

  private func somethingTested(_ left: NodeID, _ right: NodeID) -> (NarrowPath, TypeID)? {
    let tested = tree[right].kind == .nothing ? left : tree[left].kind == .nothing ? right : .none
    guard let path = path(tested), types.isOptional(unit.types[tested.index]) else { return nil }
    return (path, types.unwrapped(unit.types[tested.index]))
  }

  /// Does work in which some facts hold.
  func assuming<T>(_ facts: [(NarrowPath, TypeID)], _ work: () -> T) -> T {
    let before = narrowed
    learn(facts)
    let value = work()
    let learned = Set(facts.map(\.0))
    // What the work forgot (an assignment) stays forgotten.
    narrowed = before.filter { narrowed[$0.key] != nil || learned.contains($0.key) }
    return value
  }

  func learn(_ facts: [(NarrowPath, TypeID)]) {
    for (path, type) in facts { narrowed[path] = type }
  }

  /// Forgets what was known of a variable, or of a path and all below it.
  func forget(_ path: NarrowPath) {
    narrowed = narrowed.filter { known, _ in
      known.root != path.root || !known.fields.starts(with: path.fields)
    }
  }

  /// Forgets every variable that can change: at the head of a loop, whose body may run again, and in a lambda.
  func forgetMutable() {
    guard !narrowed.isEmpty else { return }
    narrowed = narrowed.filter { path, _ in
      switch path.root {
      case .local(let local): !unit.locals[local.rawValue].isMutable
      case .global(let global): !environment.globals[global.rawValue].isMutable
      case .me: true
      }
    }
  }

  /// A typed optional expression, narrowed where a test before it says so.
  func applyNarrowing(_ node: NodeID, _ type: TypeID) -> TypeID {
    guard !narrowed.isEmpty, types.isOptional(type), let path = path(node), let known = narrowed[path] else {
      return type
    }
    unit.wanted[node.index] = known
    return known
  }
}
