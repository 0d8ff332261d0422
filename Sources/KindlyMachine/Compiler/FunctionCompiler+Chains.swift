// Chains of an operator, which nest in the tree as deeply as they are long: `a + b + …`, `a.b.c`, `x | f | g`. What stands
// on the left of a long one is compiled first and waits in a register, so that no length of them can exhaust the stack.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  /// From here on the stack is spared.
  private static let shortChain = 8

  /// What a node asks for first and once, where that asks for something first itself.
  private func earlier(_ node: NodeID) -> NodeID? {
    guard let left = first(of: node), first(of: left) != nil else { return nil }
    return left
  }

  private func first(of node: NodeID) -> NodeID? {
    let expression = tree[node]
    switch expression.kind {
    case .binary:
      switch BinaryOperator(rawValue: expression.op) {
      case .add, .subtract, .multiply, .divide, .div, .mod: return NodeID(expression.a)
      default: return nil
      }
    case .member:
      guard case .member = unit.resolutions[node.index] else { return nil }
      return NodeID(expression.a)
    case .index: return NodeID(expression.a)
    case .pipe:
      guard case .verb = unit.resolutions[Int(expression.b)] else { return NodeID(expression.a) }
      let source = chain(node).source
      return isRange(source) ? nil : source
    default: return nil
    }
  }

  func isLongChain(_ node: NodeID) -> Bool {
    var (node, count) = (node, 0)
    while let left = earlier(node) {
      if ready[left.index] != nil { return false }
      count += 1
      if count > FunctionCompiler.shortChain { return true }
      node = left
    }
    return false
  }

  /// Compiles all that a long chain's last part goes on from, from the innermost outward.
  func compileLeftmost(of node: NodeID) {
    var parts: [NodeID] = []
    var last = node
    while let left = earlier(last) {
      parts.append(left)
      last = left
    }
    let mark = code.mark
    for part in parts.reversed() {
      let register = raw(part, into: nil)
      code.release(mark)
      ready[part.index] = settle(register)
    }
  }
}
