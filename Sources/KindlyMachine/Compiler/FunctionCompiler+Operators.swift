// Operators: arithmetic by the types of its operands, the order in which they are evaluated, defaults. Comparing, `and`,
// `or` and `not` are FunctionCompiler+Conditions.swift.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  func operation(_ node: NodeID, into wanted: Register?) -> Register {
    let expression = tree[node]
    if expression.kind == .unary {
      return expression.op == UnaryOperator.not.rawValue
        ? truth(node, into: wanted) : negation(node, NodeID(expression.a), into: wanted)
    }
    guard let sign = BinaryOperator(rawValue: expression.op) else { return unreachable(wanted) }
    let left = NodeID(expression.a)
    let right = NodeID(expression.b)
    switch sign {
    case .and, .or: return truth(node, into: wanted)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return comparison(sign, node, left, right, into: wanted)
    case .isIn, .isNotIn: return membership(sign, node, left, right, into: wanted)
    case .range:
      let isDates = finalType(left) == .date
      return native(.range, data: isDates ? 1 : 0, result: .ref, into: wanted, at: node) {
        $0.argument(left)
        $0.argument(right)
      }
    case .coalesce: return coalesce(node, into: wanted)
    case .add, .subtract, .multiply, .divide, .div, .mod:
      return arithmetic(sign, node, left, right, into: wanted)
    }
  }

  // MARK: - Arithmetic

  private func negation(_ node: NodeID, _ operand: NodeID, into wanted: Register?) -> Register {
    let type = finalType(operand)
    if type == .int || type == .number {
      if tree[operand].kind == .integer, type == .int {
        let amount = tree.integers[Int(tree[operand].a)]
        // The least whole number has no opposite: negating it fails where it happens.
        if amount != .min { return constant(-amount, into: wanted) }
      }
      let mark = code.mark
      let register = value(operand)
      place(node)
      code.release(mark)
      let result = target(wanted, .word)
      code.emit(type == .int ? .negI : .negN, result.index, register.index)
      return result
    }
    return native(.durationNegated, data: 0, result: .ref, into: wanted, at: node) { $0.argument(operand) }
  }

  private func arithmetic(
    _ sign: BinaryOperator, _ node: NodeID, _ left: NodeID, _ right: NodeID, into wanted: Register?
  ) -> Register {
    let (first, second) = (finalType(left), finalType(right))
    if first == .int, second == .int { return wholeArithmetic(sign, node, left, right, into: wanted) }
    if isNumeric(first), isNumeric(second) {
      let op: Opcode =
        switch sign {
        case .add: .addN
        case .subtract: .subN
        case .multiply: .mulN
        case .divide: .divN
        case .div: .floorDivN
        default: .modN
        }
      return threeAddress(op, .word, node, left, right, into: wanted)
    }
    if first == .text, second == .text { return threeAddress(.concat, .ref, node, left, right, into: wanted) }
    if types.element(first) != nil || types.entry(first) != nil {
      let work: Native = types.element(first) != nil ? .concatLists : .joinMaps
      return native(work, data: 0, result: .ref, into: wanted, at: node) {
        $0.argument(left)
        $0.argument(right)
      }
    }
    return timeArithmetic(sign, node, left, first, right, second, into: wanted)
  }

  func isNumeric(_ type: TypeID) -> Bool { type == .int || type == .number }

  private func wholeArithmetic(
    _ sign: BinaryOperator, _ node: NodeID, _ left: NodeID, _ right: NodeID, into wanted: Register?
  ) -> Register {
    if let small = smallConstant(right), sign != .divide {
      var immediate: (Opcode, Int)?
      switch sign {
      case .add: immediate = (.addImmediate, small)
      case .subtract where small != Int(Int16.min): immediate = (.addImmediate, -small)
      case .multiply: immediate = (.mulImmediate, small)
      case .div where small > 0: immediate = (.divImmediate, small)
      case .mod where small > 0: immediate = (.modImmediate, small)
      default: break
      }
      if let (op, number) = immediate {
        let mark = code.mark
        let register = value(left)
        place(node)
        code.release(mark)
        let result = target(wanted, .word)
        code.emit(op, result.index, register.index, number)
        return result
      }
    }
    let op: Opcode =
      switch sign {
      case .add: .addI
      case .subtract: .subI
      case .multiply: .mulI
      case .div: .divI
      default: .modI
      }
    return threeAddress(op, .word, node, left, right, into: wanted)
  }

  private func threeAddress(
    _ op: Opcode, _ bank: Bank, _ node: NodeID, _ left: NodeID, _ right: NodeID, into wanted: Register?
  ) -> Register {
    let mark = code.mark
    let first = stable(value(left), left, while: right)
    let second = value(right)
    place(node)
    code.release(mark)
    let result = target(wanted, bank)
    code.emit(op, result.index, first.index, second.index)
    return result
  }

  private func timeArithmetic(
    _ sign: BinaryOperator, _ node: NodeID, _ left: NodeID, _ first: TypeID, _ right: NodeID, _ second: TypeID,
    into wanted: Register?
  ) -> Register {
    let isPlus = sign == .add
    func both(_ work: Native, data: UInt64 = 0, _ bank: Bank) -> Register {
      native(work, data: data, result: bank, into: wanted, at: node) {
        $0.argument(left)
        $0.argument(right)
      }
    }
    switch (first, second) {
    case (.date, .period): return both(isPlus ? .datePlusPeriod : .dateMinusPeriod, .word)
    case (.date, .duration): return both(isPlus ? .datePlusDuration : .dateMinusDuration, .word)
    case (.dateTime, .duration), (.dateTime, .period): return both(isPlus ? .dateTimePlus : .dateTimeMinus, .word)
    case (.dateTime, .dateTime): return both(.secondsBetween, .ref)
    case (.date, .date): return both(.daysBetween, .ref)
    case (.date, .dateTime), (.dateTime, .date):
      return native(.daysBetween, data: 0, result: .ref, into: wanted, at: node) {
        $0.dateArgument(left)
        $0.dateArgument(right)
      }
    default: break
    }
    switch sign {
    case .add: return both(.durationPlus, .ref)
    case .subtract: return both(.durationMinus, .ref)
    case .multiply:
      let factor = isNumeric(first) ? first : second
      return both(factor == .int ? .durationTimesInt : .durationTimesNumber, .ref)
    default: return both(.durationDivided, .word)
    }
  }

  /// A date, or the date of a moment, as the next argument.
  func dateArgument(_ node: NodeID) {
    let register = code.allocate(.word)
    let mark = code.mark
    dateOf(node, into: register)
    code.release(mark)
  }

  func dateOf(_ node: NodeID, into register: Register) {
    if types.unwrapped(finalType(node)) == .dateTime {
      _ = native(.dateOf, data: 0, result: .word, into: register, at: node) { $0.argument(node) }
    } else {
      _ = value(node, into: register)
    }
  }

  // MARK: - Order of evaluation

  /// The register, or a copy where it is a variable's own and what is evaluated next may change the variable.
  func stable(_ register: Register, _ node: NodeID, while next: NodeID) -> Register {
    switch unit.resolutions[node.index] {
    case .local(let local):
      guard unit.locals[local.rawValue].isMutable, mayAssign(next, calls: false) else { return register }
    case .global(let global):
      guard ownsGlobals, program.environment.globals[global.rawValue].isMutable, mayAssign(next, calls: true) else {
        return register
      }
    default: return register
    }
    let copy = code.allocate(register.bank)
    move(register, into: copy)
    return copy
  }

  /// Whether evaluating a node may assign to a variable. A node's parts stand before it in the tree.
  private func mayAssign(_ node: NodeID, calls: Bool) -> Bool {
    switch tree[node].kind {
    case .integer, .number, .text, .name, .it, .boolean, .date, .time, .nothing: return false
    default: break
    }
    let start = tree[node].start
    for index in stride(from: node.index, to: 0, by: -1) {
      let part = tree.nodes[index]
      if part.end <= start { break }
      switch part.kind {
      case .assign: return true
      case .call, .pipe, .verb, .member, .name: if calls, part.kind != .name { return true }
      default: break
      }
    }
    return false
  }

  /// A whole number that fits an instruction: a literal or an enumeration's case.
  func smallConstant(_ node: NodeID) -> Int? {
    guard type(node) == finalType(node) else { return nil }
    let expression = tree[node]
    var number: Int64?
    switch expression.kind {
    case .integer: number = tree.integers[Int(expression.a)]
    case .boolean: number = Int64(expression.op)
    case .date: number = Int64(Int32(bitPattern: expression.a))
    case .time: number = Int64(expression.a)
    case .unary where expression.op == UnaryOperator.negate.rawValue:
      let inner = tree[NodeID(expression.a)]
      if inner.kind == .integer, tree.integers[Int(inner.a)] != .min { number = -tree.integers[Int(inner.a)] }
    default:
      if case .enumeration(_, let index) = unit.resolutions[node.index] { number = Int64(index) }
    }
    guard let number, let small = Int16(exactly: number) else { return nil }
    return Int(small)
  }

  // MARK: - Defaults

  /// `a ?? b ?? c`: one after the other, until there is something.
  func coalesce(_ node: NodeID, into wanted: Register?) -> Register {
    var current = node
    // What is always nothing is asked for what it does.
    while finalType(NodeID(tree[current].a)) == .nothing {
      effect(NodeID(tree[current].a))
      guard let next = nextDefault(current, of: type(node)) else {
        return value(NodeID(tree[current].b), into: wanted)
      }
      current = next
    }
    guard types.isOptional(finalType(NodeID(tree[current].a))) else {
      return value(NodeID(tree[current].a), into: wanted)
    }
    let result = target(wanted, bank(type(node)))
    let mark = code.mark
    let end = code.label()
    while true {
      orElse(NodeID(tree[current].a), type(node), into: result, end: end)
      code.release(mark)
      guard let next = nextDefault(current, of: type(node)),
        types.isOptional(finalType(NodeID(tree[next].a))), finalType(NodeID(tree[next].a)) != .nothing
      else { break }
      current = next
    }
    let other = value(NodeID(tree[current].b), into: result)
    if other.bank == result.bank { move(other, into: result) }
    code.bind(end)
    code.release(mark)
    return result
  }

  /// The `??` on the right of one, where its value is taken as it is.
  private func nextDefault(_ node: NodeID, of type: TypeID) -> NodeID? {
    let right = NodeID(tree[node].b)
    guard tree[right].kind == .binary, tree[right].op == BinaryOperator.coalesce.rawValue,
      self.type(right) == type, finalType(right) == type, !awaited.contains(right.index)
    else { return nil }
    return right
  }

  /// Puts what is there into the result and goes to the end; else goes on.
  private func orElse(_ left: NodeID, _ type: TypeID, into result: Register, end: Label) {
    if let entry = entryIndexed(left), unit.resolutions.wanted(of: left.index) == .error {
      return mapIndex(left, entry, type, into: result, end: end)
    }
    let register = value(left)
    let nothing = code.label()
    jumpIfNothing(register, finalType(left), to: nothing)
    _ = coerce(register, from: finalType(left), to: type, into: result)
    code.jump(to: end)
    code.bind(nothing)
  }
}
