// The last look at a source before it may be compiled: whether the checker has been to every node that the compiler
// can reach. The machine trusts the types that it is given, so that a node without one must never get there.
// Invariant: a unit that passes has a type or a resolution for every expression in it.

import KindlySource
import KindlySyntax

extension CheckedUnit {
  /// A node that the compiler could reach and the checker has not visited; none where all is well.
  ///
  /// Almost always there is none, which one pass over two arrays tells. Only where some node has no type is the tree
  /// walked to see whether anything leads to it.
  func unvisited() -> NodeID {
    tree.nodes.withUnsafeBufferPointer { nodes in
      types.withUnsafeBufferPointer { types in
        for index in 1..<max(nodes.count, 1)
        where types[index] == .error && nodes[index].kind.isExpression && !resolutions.isResolved(index) {
          return reached(NodeID(UInt32(index)))
        }
        return .none
      }
    }
  }

  /// The first unvisited node that a walk from the statements comes to.
  private func reached(_ suspect: NodeID) -> NodeID {
    var open = Array(tree.statements.reversed())
    while let node = open.popLast() {
      let kind = tree[node].kind
      if kind.isExpression, types[node.index] == .error, !resolutions.isResolved(node.index) { return node }
      let known = open.count
      tree.forEachChild(of: node) { open.append($0) }
      open[known...].reverse()
    }
    return .none
  }
}

extension NodeKind {
  /// Whether it has a value of its own, or does something: the compiler asks for its type. What is part of another node
  /// is taken apart by that, and declarations are compiled through what they declare.
  fileprivate var isExpression: Bool {
    switch self {
    case .integer, .number, .text, .interpolation, .date, .time, .dateTime, .duration, .boolean, .nothing, .handle,
      .list,
      .mapLiteral, .record, .name, .it, .unary, .binary, .call, .member, .index, .atTime, .ago, .fromNow, .weekday,
      .lambda, .pipe, .verb, .ifElse, .match, .block, .tryCatch, .fail, .returns, .breaks, .continues, .binding,
      .assign,
      .forIn, .whileLoop, .expect, .atMoment, .noun, .command:
      true
    case .missing, .recordField, .argument, .parameter, .verbArgument, .arm, .function, .use, .test, .field, .template,
      .rule, .typeName, .typeOptional, .typeList, .typeGeneric, .typeRecord, .typeFunction:
      false
    }
  }
}
