// Literals that are typed once more, when what stands beside them tells what they are of: `[1]` beside `[2.5]` is a list
// of numbers, `{ f: 1 }` beside `{ f: nothing }` holds an `Int?`, and `[]` at the start of a `fold` is what the fold
// makes of it. Only what is written out can be made so: a list that is there already keeps its type.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// Types an expression a second time, with what is wanted of it now.
  func inferAgain(_ node: NodeID, hint: TypeID?) -> TypeID {
    // What the first time wanted of its parts is not what the second does.
    var part = node.index
    while part > 0, tree.nodes[part].start >= tree[node].start {
      unit.resolutions.setWanted(.error, of: part)
      part -= 1
    }
    depthOfWidening += 1
    defer { depthOfWidening -= 1 }
    return infer(node, hint: hint)
  }

  /// Within one another, expressions are typed again at most so often: each level takes twice the time.
  var mayInferAgain: Bool { depthOfWidening < 3 }

  // MARK: - Lists and records

  /// The smallest type that both fit when they are written out, element by element and field by field.
  private func joinParts(_ a: TypeID, _ b: TypeID) -> TypeID? {
    if let both = join(a, b) { return both }
    if let first = types.element(a), let second = types.element(b) { return joinParts(first, second).map(types.list) }
    guard case .record(let first) = types.shape(a), case .record(let second) = types.shape(b),
      first.map(\.name) == second.map(\.name)
    else { return nil }
    var fields: [TypeShape.Field] = []
    for (one, other) in zip(first, second) {
      guard let both = joinParts(one.type, other.type) else { return nil }
      fields.append(.init(name: one.name, type: both))
    }
    return types.type(.record(fields))
  }

  /// Has expressions that have no type in common be of one, where those that are not are literals.
  func widen(_ parts: [(node: NodeID, type: TypeID)]) -> TypeID? {
    guard mayInferAgain, var joined = parts.first?.type else { return nil }
    for part in parts {
      guard let both = joinParts(joined, part.type) else { return nil }
      joined = both
    }
    guard parts.allSatisfy({ fits($0.type, joined) || literal($0.node) != nil }) else { return nil }
    for part in parts where !fits(part.type, joined) { makeLiteral(part.node, joined) }
    return joined
  }

  /// The literal that an expression is, or that its block ends in.
  private func literal(_ node: NodeID) -> NodeID? {
    switch tree[node].kind {
    case .list, .record: return node
    case .block: return tree.list(tree[node].a, tree[node].b).last.flatMap { literal($0) }
    default: return nil
    }
  }

  private func makeLiteral(_ node: NodeID, _ type: TypeID) {
    guard let literal = literal(node) else { return }
    let found = inferAgain(literal, hint: type)
    convert(literal, from: found, to: type)
    // The blocks around give what it gives.
    var outer = node
    while outer != literal, tree[outer].kind == .block, let last = tree.list(tree[outer].a, tree[outer].b).last {
      unit.types[outer.index] = type
      outer = last
    }
  }

  // MARK: - Folding

  /// `fold(xs, [], (a, b) -> a + b)`: what an empty list or map at the start is of follows from what the function
  /// makes of it.
  func widened(
    _ node: NodeID, _ found: TypeID, start: TypeID?, hint: (TypeID) -> TypeID?
  ) -> (result: TypeID, function: TypeID)? {
    guard tree[node].kind == .lambda, mayInferAgain, case .function(_, let given) = types.shape(found),
      let start, start == types.list(.never) || start == types.map(.never, .never), given != start, fits(start, given)
    else { return nil }
    let hint = hint(given)
    runsLambdaAtOnce = true
    return (given, inferAgain(node, hint: hint))
  }
}
