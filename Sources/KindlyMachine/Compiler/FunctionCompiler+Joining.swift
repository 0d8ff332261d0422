// `join`: each row of one list with each row of another for which a condition holds, in the order of both. Where the
// condition begins with an equality of something of the left row alone and something of the right row alone, the rows that
// can match are found by their keys, and the condition is asked of those; otherwise it is asked of every pair.
// Joins of stored records that SQL can do are QueryPlanner's.

import KindlyCatalog
import KindlyChecker
import KindlySyntax

extension FunctionCompiler {
  /// What a join is of.
  private struct Join {
    let left: Register
    let right: Register
    let leftBank: Bank
    let rightBank: Bank
    let pairType: TypeID
    let condition: NodeID
    /// The local that holds a pair while the condition is asked.
    let pair: LocalID
    let result: Register
  }

  func join(_ stage: Stage, _ list: Register, _ elementType: TypeID) -> Register {
    let result = code.allocate(.ref)
    code.emit(.list, d: 1, result.index, bc: 0)
    let source = NodeID(tree[stage.arguments[0]].b)
    let other = code.allocate(.ref)
    move(value(source, into: other), into: other)
    guard case .declares(let pair) = unit.resolutions[stage.arguments[1].index] else { return result }
    let join = Join(
      left: list, right: other, leftBank: bank(elementType),
      rightBank: bank(types.element(finalType(source)) ?? .nothing),
      pairType: types.element(type(stage.pipe)) ?? .nothing, condition: NodeID(tree[stage.arguments[1]].b), pair: pair,
      result: result)
    if let keys = keys(of: join) {
      matched(join, keys.left, keys.right)
    } else {
      each(of: list, join.leftBank, next: code.label()) { left in
        each(of: other, join.rightBank, next: code.label()) { right in add(join, left, right) }
      }
    }
    return result
  }

  /// Adds a pair to the result if the condition holds.
  private func add(_ join: Join, _ left: Register, _ right: Register) {
    let end = code.label()
    let pair = pair(join, left, right)
    let (holds, _) = rowValue(join.condition, local: join.pair, pair, join.pairType)
    code.jump(.jumpUnless, holds.index, to: end)
    code.emit(.pushR, join.result.index, pair.index)
    code.bind(end)
  }

  private func pair(_ join: Join, _ left: Register, _ right: Register) -> Register {
    let pair = code.allocate(.ref)
    _ = record(layouts[join.pairType], into: pair) { index, target in move(index == 0 ? left : right, into: target) }
    return pair
  }

  // MARK: - By keys

  private func matched(_ join: Join, _ leftKey: NodeID, _ rightKey: NodeID) {
    let end = code.label()
    let count = code.allocate(.word)
    // With nothing on one side no key is asked for, as no pair is.
    for list in [join.left, join.right] {
      code.emit(.lengthOfList, count.index, list.index)
      code.jumpShort(.jumpEqualImmediate, count.index, 0, to: end)
    }
    // A key needs a pair to be asked of; of the other side, which it does not look at, any row will do.
    let anyLeft = row(0, of: join.left, join.leftBank)
    let anyRight = row(0, of: join.right, join.rightBank)
    let leftKeys = keyList(leftKey, of: join.left, join.leftBank, join) { pair(join, $0, anyRight) }
    let rightKeys = keyList(rightKey, of: join.right, join.rightBank, join) { pair(join, anyLeft, $0) }
    let matches = native(.matches, data: UInt64(finalType(leftKey).rawValue), result: .ref, into: nil) {
      $0.argument(register: leftKeys)
      $0.argument(register: rightKeys)
      $0.argument(register: join.right)
    }
    let place = code.allocate(.word)
    code.emit(.intW, place.index, bc: -1)
    each(of: matches, .ref, next: code.label()) { rows in
      code.emit(.addImmediate, place.index, place.index, 1)
      let left = code.allocate(join.leftBank)
      code.emit(join.leftBank == .word ? .indexW : .indexR, left.index, join.left.index, place.index)
      each(of: rows, join.rightBank, next: code.label()) { right in add(join, left, right) }
    }
    code.bind(end)
  }

  private func row(_ number: Int, of list: Register, _ bank: Bank) -> Register {
    let (row, place) = (code.allocate(bank), code.allocate(.word))
    code.emit(.intW, place.index, bc: number)
    code.emit(bank == .word ? .indexW : .indexR, row.index, list.index, place.index)
    return row
  }

  private func keyList(
    _ key: NodeID, of list: Register, _ bank: Bank, _ join: Join, pair: (Register) -> Register
  ) -> Register {
    let keys = code.allocate(.ref)
    let keyBank = self.bank(finalType(key))
    code.emit(.list, d: keyBank == .ref ? 1 : 0, keys.index, bc: 0)
    each(of: list, bank, next: code.label()) { row in
      let (found, _) = rowValue(key, local: join.pair, pair(row), join.pairType)
      code.emit(keyBank == .ref ? .pushR : .pushW, keys.index, found.index)
    }
    return keys
  }

  /// The sides of the equality that is asked first of every pair, where one is of the left row alone and the other of the
  /// right. A later one will not do: what comes before it may fail on a pair that it would have left out.
  private func keys(of join: Join) -> (left: NodeID, right: NodeID)? {
    var first = join.condition
    while tree[first].kind == .binary, tree[first].op == BinaryOperator.and.rawValue { first = NodeID(tree[first].a) }
    guard tree[first].kind == .binary, tree[first].op == BinaryOperator.equal.rawValue else { return nil }
    let (one, other) = (NodeID(tree[first].a), NodeID(tree[first].b))
    let plain = ![type(one), type(other), finalType(one)].contains { [.nothing, .never, .error].contains($0) }
    guard plain, finalType(one) == finalType(other) else { return nil }
    switch (side(of: one, join.pair), side(of: other, join.pair)) {
    case (0, 1): return (one, other)
    case (1, 0): return (other, one)
    default: return nil
    }
  }

  /// Which field of the pair an expression looks at: 0 for `left`, 1 for `right`; nil for both, for neither, and for the
  /// pair as a whole.
  private func side(of node: NodeID, _ pair: LocalID) -> Int? {
    var side: Int?
    let start = tree[node].start
    // The nodes of an expression come right before it.
    for index in stride(from: node.index, through: 0, by: -1) {
      if tree.nodes[index].end <= start { break }
      // What a closure captures is held until it runs.
      if tree.nodes[index].kind == .lambda { return nil }
      switch unit.resolutions[index] {
      case .rowMember(pair, .record(let place)):
        if let side, side != place { return nil }
        side = place
      case .rowMember(pair, _), .local(pair): return nil
      default: break
      }
    }
    return side
  }
}
