// Where the rows of a loop come from: a list, or a range of whole numbers or days that is counted through and never made.
// What takes a part of a range, or turns it round, makes another range of it.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  enum Rows {
    case list(Register)
    /// The least and the greatest, in registers that stay as they are, counted up or down. None where the least is more.
    case range(Register, Register, isFalling: Bool = false)
    /// Records of the store, some thousand at a time; verbs that pass over some of them are asked again.
    case pages(QueryPlanner, of: NodeID)
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
    case .pages(_, let source): return value(source)
    case .range(let first, let last, let isFalling):
      let rising = native(.range, data: elementType == .date ? 1 : 0, result: .ref, into: nil) {
        $0.argument(register: first)
        $0.argument(register: last)
      }
      guard isFalling else { return rising }
      return native(.reverse, data: 0, result: .ref, into: nil) { $0.argument(register: rising) }
    }
  }

  /// How many rows there are.
  func count(_ rows: Rows, into result: Register) {
    switch rows {
    case .list(let list): code.emit(.lengthOfList, result.index, list.index)
    case .pages(_, let source): code.emit(.lengthOfList, result.index, value(source).index)
    case .range(let first, let last, _):
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
    case .pages(let planner, _): each(inPagesOf: planner, bank, next: next, body: body)
    case .range(let first, let last, isFalling: true):
      let counter = code.allocate(.word)
      let end = code.label()
      move(last, into: counter)
      code.jumpShort(.jumpLessI, counter.index, first.index, to: end)
      let top = code.bindHere()
      let mark = code.mark
      body(counter)
      code.release(mark)
      code.bind(next)
      code.jumpShort(.jumpLessOrEqualI, counter.index, first.index, to: end)
      code.emit(.addImmediate, counter.index, counter.index, -1)
      code.emit(.loop)
      code.jump(to: top)
      code.bind(end)
    case .range(let first, let last, isFalling: false):
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

  // MARK: - Parts of a range

  /// The rows behind the verbs at the head of `stages` that only say which rows of a range are wanted, in which order;
  /// and the other stages. Nothing is counted through for them.
  func narrowed(_ rows: Rows, by stages: ArraySlice<Stage>) -> (ArraySlice<Stage>, Rows) {
    guard case .range(let first, let last, var isFalling) = rows else { return (stages, rows) }
    var rest = stages
    while let stage = rest.first {
      let argument = stage.arguments.first.map { NodeID(tree[$0].b) }
      switch (stage.verb, argument) {
      case (.reverse, _): isFalling.toggle()
      case (.skip, let count?): cut(first, last, of: count, fromTop: isFalling, keeps: false)
      case (.take, let count?), (.first, let count?): cut(first, last, of: count, fromTop: isFalling, keeps: true)
      case (.last, let count?): cut(first, last, of: count, fromTop: !isFalling, keeps: true)
      default: return (rest, .range(first, last, isFalling: isFalling))
      }
      rest = rest.dropFirst()
    }
    return (rest, .range(first, last, isFalling: isFalling))
  }

  /// Keeps as many of `first..last` as `node` says from one end, or all but those. No step of it leaves the whole
  /// numbers, wherever the range lies.
  private func cut(_ first: Register, _ last: Register, of node: NodeID, fromTop: Bool, keeps: Bool) {
    let mark = code.mark
    defer { code.release(mark) }
    let (count, other) = (code.allocate(.word), code.allocate(.word))
    move(value(node, into: count), into: count)
    let (some, apart, none, end) = (code.label(), code.label(), code.label(), code.label())
    let (near, far) = fromTop ? (last, first) : (first, last)
    code.jumpShort(.jumpGreaterImmediate, count.index, 0, to: some)
    if keeps { code.jump(to: none) } else { code.jump(to: end) }
    code.bind(some)
    code.jumpShort(.jumpLessI, last.index, first.index, to: end)
    // On this side of zero `count` steps from the near end stay within the whole numbers; on the other the distance of
    // both ends does.
    code.jumpShort(fromTop ? .jumpLessImmediate : .jumpGreaterOrEqualImmediate, near.index, 0, to: apart)
    step(other, from: near, by: count, down: fromTop)
    code.jumpShort(
      .jumpLessI, fromTop ? other.index : last.index, fromTop ? first.index : other.index, to: keeps ? end : none)
    let found = code.label()
    code.jump(to: found)
    code.bind(apart)
    code.emit(.subI, other.index, last.index, first.index)
    code.jumpShort(.jumpLessI, other.index, count.index, to: keeps ? end : none)
    step(other, from: near, by: count, down: fromTop)
    code.bind(found)
    // `other` is the first behind the rows at the near end.
    if keeps {
      code.emit(.addImmediate, far.index, other.index, fromTop ? 1 : -1)
    } else {
      move(other, into: near)
    }
    code.jump(to: end)
    code.bind(none)
    code.emit(.intW, first.index, bc: 1)
    code.emit(.intW, last.index, bc: 0)
    code.bind(end)
  }

  private func step(_ target: Register, from near: Register, by count: Register, down: Bool) {
    code.emit(down ? .subI : .addI, target.index, near.index, count.index)
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
