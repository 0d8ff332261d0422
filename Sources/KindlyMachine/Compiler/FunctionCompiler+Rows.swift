// Where the rows of a loop come from: a list, or a range of whole numbers or days that is counted through and never made.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  enum Rows {
    case list(Register)
    /// The first and the last, in registers that stay as they are.
    case range(Register, Register)
  }

  func isRange(_ node: NodeID) -> Bool {
    tree[node].kind == .binary && tree[node].op == BinaryOperator.range.rawValue && finalType(node) == type(node)
  }

  /// The rows that a node gives, asked once and kept.
  func rows(of node: NodeID) -> Rows {
    guard isRange(node) else {
      let list = code.allocate(.ref)
      move(value(node, into: list), into: list)
      return .list(list)
    }
    let (first, last) = bounds(of: node)
    return .range(first, last)
  }

  private func bounds(of range: NodeID) -> (Register, Register) {
    let ends = (NodeID(tree[range].a), NodeID(tree[range].b))
    let (first, last) = (code.allocate(.word), code.allocate(.word))
    for (end, register) in [(ends.0, first), (ends.1, last)] {
      let mark = code.mark
      move(value(end, into: register), into: register)
      code.release(mark)
    }
    return (first, last)
  }

  /// The rows as a list.
  func list(of rows: Rows, _ elementType: TypeID) -> Register {
    switch rows {
    case .list(let list): return list
    case .range(let first, let last):
      return native(.range, data: elementType == .date ? 1 : 0, result: .ref, into: nil) {
        $0.argument(register: first)
        $0.argument(register: last)
      }
    }
  }

  /// How many rows there are.
  func count(_ rows: Rows, into result: Register) {
    switch rows {
    case .list(let list): code.emit(.lengthOfList, result.index, list.index)
    case .range(let first, let last):
      let end = code.label()
      code.emit(.intW, result.index, bc: 0)
      code.jumpShort(.jumpLessI, last.index, first.index, to: end)
      code.emit(.subI, result.index, last.index, first.index)
      code.emit(.addImmediate, result.index, result.index, 1)
      code.bind(end)
    }
  }

  /// The number of elements of `a..b`, of which no list is made.
  func length(ofRange range: NodeID, into wanted: Register?) -> Register {
    let result = target(wanted, .word)
    let mark = code.mark
    let counted = code.allocate(.word)
    let (first, last) = bounds(of: range)
    place(range)
    count(.range(first, last), into: counted)
    move(counted, into: result)
    code.release(mark)
    return result
  }

  /// A loop over the rows. Falls out at its end; `next` goes on.
  func each(of rows: Rows, _ bank: Bank, next: Label, body: (Register) -> Void) {
    switch rows {
    case .list(let list): each(of: list, bank, next: next, body: body)
    case .range(let first, let last):
      let counter = code.allocate(.word)
      let end = code.label()
      move(first, into: counter)
      code.jumpShort(.jumpLessI, last.index, counter.index, to: end)
      let top = code.bindHere()
      let mark = code.mark
      body(counter)
      code.release(mark)
      code.bind(next)
      code.jumpShort(.countUp, counter.index, last.index, to: top)
      code.bind(end)
    }
  }

  /// Jumps where `x in a..b` is as `sense` says.
  func rangeBranch(_ element: NodeID, _ range: NodeID, to label: Label, when sense: Bool) {
    let found = stable(value(element), element, while: range)
    let (first, last) = bounds(of: range)
    if sense {
      let skip = code.label()
      code.jumpShort(.jumpLessI, found.index, first.index, to: skip)
      code.jumpShort(.jumpLessOrEqualI, found.index, last.index, to: label)
      code.bind(skip)
    } else {
      code.jumpShort(.jumpLessI, found.index, first.index, to: label)
      code.jumpShort(.jumpLessI, last.index, found.index, to: label)
    }
  }
}
