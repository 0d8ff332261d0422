// Operators: arithmetic by the types of its operands, comparisons as values and as jumps, defaults.

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
    case .coalesce: return coalesce(node, left, right, into: wanted)
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

  private func dateOf(_ node: NodeID, into register: Register) {
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

  // MARK: - Truth

  /// A Bool by way of jumps.
  func truth(_ node: NodeID, into wanted: Register?) -> Register {
    let result = target(wanted, .word)
    let mark = code.mark
    let yes = code.label()
    let end = code.label()
    branch(node, to: yes, when: true)
    code.emit(.intW, result.index, bc: 0)
    code.jump(to: end)
    code.bind(yes)
    code.emit(.intW, result.index, bc: 1)
    code.bind(end)
    code.release(mark)
    return result
  }

  /// Jumps where the condition is as `sense` says, else goes on.
  func branch(_ node: NodeID, to label: Label, when sense: Bool) {
    let expression = tree[node]
    let mark = code.mark
    defer { code.release(mark) }
    switch expression.kind {
    case .boolean where finalType(node) == .bool:
      if (expression.op == 1) == sense { code.jump(to: label) }
      return
    case .unary where expression.op == UnaryOperator.not.rawValue:
      return branch(NodeID(expression.a), to: label, when: !sense)
    case .binary:
      guard let sign = BinaryOperator(rawValue: expression.op) else { return }
      let left = NodeID(expression.a)
      let right = NodeID(expression.b)
      switch sign {
      case .and, .or:
        if (sign == .or) == sense {
          branch(left, to: label, when: sense)
          branch(right, to: label, when: sense)
        } else {
          let skip = code.label()
          branch(left, to: skip, when: !sense)
          branch(right, to: label, when: sense)
          code.bind(skip)
        }
        return
      case .equal, .notEqual:
        place(node)
        return equalityBranch(left, right, to: label, when: (sign == .equal) == sense)
      case .isIn, .isNotIn:
        if isRange(right), type(left) == finalType(left), bank(of: left) == .word {
          return rangeBranch(left, right, to: label, when: (sign == .isIn) == sense)
        }
        if let (key, _) = types.entry(finalType(right)) {
          return keyBranch(left, right, key, to: label, when: (sign == .isIn) == sense)
        }
      case .less, .lessOrEqual, .greater, .greaterOrEqual:
        place(node)
        return orderBranch(sign, left, right, to: label, when: sense)
      default: break
      }
    default: break
    }
    let register = value(node)
    guard type(node) != .never else { return }
    code.jump(sense ? .jumpIf : .jumpUnless, register.index, to: label)
  }

  /// Goes to the label where the value is nothing.
  func jumpIfNothing(_ register: Register, _ type: TypeID, to label: Label, when sense: Bool = true) {
    if register.bank == .ref {
      code.jump(sense ? .jumpNull : .jumpNotNull, register.index, to: label)
    } else if layouts[type].isNumber {
      code.jump(sense ? .jumpNothingN : .jumpSomethingN, register.index, to: label)
    } else {
      code.jump(sense ? .jumpNothing : .jumpSomething, register.index, to: label)
    }
  }

  // MARK: - Comparing

  private func comparison(
    _ sign: BinaryOperator, _ node: NodeID, _ left: NodeID, _ right: NodeID, into wanted: Register?
  ) -> Register {
    let (first, second) = (finalType(left), finalType(right))
    guard first == second, !types.isOptional(first) else { return truth(node, into: wanted) }
    let op: Opcode
    var swapped = false
    switch (sign, layouts[first].shape) {
    case (.equal, .int), (.equal, .bool), (.equal, .date), (.equal, .time), (.equal, .noun), (.equal, .enumeration):
      op = .equalW
    case (.equal, .number): op = .equalN
    case (.equal, .text): op = .equalText
    case (.less, .int), (.less, .date), (.less, .time): op = .lessI
    case (.lessOrEqual, .int), (.lessOrEqual, .date), (.lessOrEqual, .time): op = .lessOrEqualI
    case (.greater, .int), (.greater, .date), (.greater, .time): (op, swapped) = (.lessI, true)
    case (.greaterOrEqual, .int), (.greaterOrEqual, .date), (.greaterOrEqual, .time):
      (op, swapped) = (.lessOrEqualI, true)
    case (.less, .number): op = .lessN
    case (.lessOrEqual, .number): op = .lessOrEqualN
    default: return truth(node, into: wanted)
    }
    let mark = code.mark
    let a = stable(value(left), left, while: right)
    let b = value(right)
    place(node)
    code.release(mark)
    let result = target(wanted, .word)
    code.emit(op, result.index, swapped ? b.index : a.index, swapped ? a.index : b.index)
    return result
  }

  private func equalityBranch(_ left: NodeID, _ right: NodeID, to label: Label, when sense: Bool) {
    if type(right) == .nothing || type(left) == .nothing {
      let tested = type(right) == .nothing ? left : right
      if let entry = entryIndexed(tested), tree[tested == left ? right : left].kind == .nothing {
        return absenceBranch(tested, entry, to: label, when: sense)
      }
      let (register, testedType) = (testedValue(tested), testedType(tested))
      let other = tested == left ? right : left
      if tree[other].kind != .nothing { effect(other) }
      if testedType == .nothing {
        if sense { code.jump(to: label) }
      } else if types.isOptional(testedType) {
        jumpIfNothing(register, testedType, to: label, when: sense)
      } else if !sense {
        code.jump(to: label)
      }
      return
    }
    let (first, second) = (finalType(left), finalType(right))
    if first == .never || second == .never {
      effect(left)
      effect(right)
      return
    }
    if types.unwrapped(first) != types.unwrapped(second) {
      return dateBranch(.jumpEqualW, left, right, to: label, when: sense, isOrder: false)
    }
    if let small = smallConstant(right), bank(first) == .word, !layouts[first].isNumber {
      let register = value(left)
      code.jumpShort(sense ? .jumpEqualImmediate : .jumpUnequalImmediate, register.index, small, to: label)
      return
    }
    let a = stable(value(left), left, while: right)
    let b = value(right)
    equalJump(a, b, first, to: label, when: sense)
  }

  /// The value of a node whose being nothing is asked: before it is taken for something.
  private func testedValue(_ node: NodeID) -> Register {
    types.isOptional(finalType(node)) && type(node) != .nothing ? peek(node) : value(node)
  }

  private func testedType(_ node: NodeID) -> TypeID {
    type(node) == .nothing ? .nothing : finalType(node)
  }

  /// Jumps where two values of a type are equal, or are not.
  func equalJump(_ a: Register, _ b: Register, _ type: TypeID, to label: Label, when sense: Bool) {
    let layout = layouts[type]
    switch layout.shape {
    case .number:
      if layout.isOptional {
        let equal = code.label()
        code.jumpShort(.jumpEqualW, a.index, b.index, to: sense ? label : equal)
        code.jumpShort(sense ? .jumpEqualN : .jumpUnequalN, a.index, b.index, to: label)
        code.bind(equal)
      } else {
        code.jumpShort(sense ? .jumpEqualN : .jumpUnequalN, a.index, b.index, to: label)
      }
    case .dateTime:
      let (x, y) = (instant(a), instant(b))
      code.jumpShort(sense ? .jumpEqualW : .jumpUnequalW, x.index, y.index, to: label)
    case .text: code.jumpShort(sense ? .jumpEqualText : .jumpUnequalText, a.index, b.index, to: label)
    default:
      if layout.bank == .word {
        code.jumpShort(sense ? .jumpEqualW : .jumpUnequalW, a.index, b.index, to: label)
      } else {
        let result = native(.equal, data: UInt64(type.rawValue), result: .word, into: nil) {
          $0.argument(register: a)
          $0.argument(register: b)
        }
        code.jump(sense ? .jumpIf : .jumpUnless, result.index, to: label)
      }
    }
  }

  /// The moment without its zone: two are equal as moments.
  private func instant(_ register: Register) -> Register {
    let result = code.allocate(.word)
    code.emit(.divImmediate, result.index, register.index, 16_384)
    code.emit(.divImmediate, result.index, result.index, 4)
    return result
  }

  private func orderBranch(
    _ sign: BinaryOperator, _ left: NodeID, _ right: NodeID, to label: Label, when sense: Bool
  ) {
    let (first, second) = (finalType(left), finalType(right))
    if first == .never || second == .never {
      effect(left)
      effect(right)
      return
    }
    let isStrict = sign == .less || sign == .greater
    let isSwapped = sign == .greater || sign == .greaterOrEqual
    if types.unwrapped(first) != types.unwrapped(second) {
      return dateBranch(
        isStrict ? .jumpLessI : .jumpLessOrEqualI, isSwapped ? right : left, isSwapped ? left : right, to: label,
        when: sense, isOrder: true, isFlipped: isSwapped)
    }
    let layout = layouts[first]
    if layout.bank == .word, !layout.isOptional, !layout.isNumber, let small = smallConstant(right) {
      let register = value(left)
      let op: Opcode =
        switch (sign, sense) {
        case (.less, true), (.greaterOrEqual, false): .jumpLessImmediate
        case (.less, false), (.greaterOrEqual, true): .jumpGreaterOrEqualImmediate
        case (.greater, true), (.lessOrEqual, false): .jumpGreaterImmediate
        default: .jumpLessOrEqualImmediate
        }
      code.jumpShort(op, register.index, small, to: label)
      return
    }
    let x = stable(value(left), left, while: right)
    let y = value(right)
    orderJump(isStrict, isSwapped ? y : x, isSwapped ? x : y, first, to: label, when: sense)
  }

  /// Jumps where a < b (or a <= b) holds, or does not; with nothing it never holds.
  func orderJump(_ isStrict: Bool, _ a: Register, _ b: Register, _ type: TypeID, to label: Label, when sense: Bool) {
    let layout = layouts[type]
    switch layout.shape {
    case .number:
      let op: Opcode =
        isStrict ? (sense ? .jumpLessN : .jumpNotLessN) : (sense ? .jumpLessOrEqualN : .jumpNotLessOrEqualN)
      code.jumpShort(op, a.index, b.index, to: label)
    case _ where layout.bank == .ref:
      let result = native(.compare, data: UInt64(type.rawValue), result: .word, into: nil) {
        $0.argument(register: a)
        $0.argument(register: b)
      }
      let op: Opcode = sense ? .jumpLessOrEqualImmediate : .jumpGreaterImmediate
      code.jumpShort(op, result.index, isStrict ? -1 : 0, to: label)
    default:
      let skip = code.label()
      if layout.isOptional {
        jumpIfNothing(a, type, to: sense ? skip : label)
        jumpIfNothing(b, type, to: sense ? skip : label)
      }
      var (x, y) = (a, b)
      if case .dateTime = layout.shape { (x, y) = (instant(a), instant(b)) }
      wholeJump(isStrict, x, y, to: label, when: sense)
      code.bind(skip)
    }
  }

  private func wholeJump(_ isStrict: Bool, _ a: Register, _ b: Register, to label: Label, when sense: Bool) {
    // not (a < b) is b <= a.
    if sense {
      code.jumpShort(isStrict ? .jumpLessI : .jumpLessOrEqualI, a.index, b.index, to: label)
    } else {
      code.jumpShort(isStrict ? .jumpLessOrEqualI : .jumpLessI, b.index, a.index, to: label)
    }
  }

  /// A date on one side, a moment on the other: they compare as dates.
  private func dateBranch(
    _ op: Opcode, _ left: NodeID, _ right: NodeID, to label: Label, when sense: Bool, isOrder: Bool,
    isFlipped: Bool = false
  ) {
    let a = code.allocate(.word)
    let b = code.allocate(.word)
    // The operand that stands first in the source is evaluated first.
    if isFlipped {
      dateOf(right, into: b)
      dateOf(left, into: a)
    } else {
      dateOf(left, into: a)
      dateOf(right, into: b)
    }
    let skip = code.label()
    if isOrder {
      code.jump(.jumpNothing, a.index, to: sense ? skip : label)
      code.jump(.jumpNothing, b.index, to: sense ? skip : label)
      wholeJump(op == .jumpLessI, a, b, to: label, when: sense)
    } else {
      code.jumpShort(sense ? .jumpEqualW : .jumpUnequalW, a.index, b.index, to: label)
    }
    code.bind(skip)
  }

  private func membership(
    _ sign: BinaryOperator, _ node: NodeID, _ left: NodeID, _ right: NodeID, into wanted: Register?
  ) -> Register {
    let isRange = isRange(right) && type(left) == finalType(left) && bank(of: left) == .word
    if isRange || types.entry(finalType(right)) != nil { return truth(node, into: wanted) }
    let result: Register
    if finalType(right) == .text {
      result = native(.textHolds, data: 0, result: .word, into: wanted, at: node) {
        $0.argument(left)
        $0.argument(right)
      }
    } else {
      let element = types.element(finalType(right)) ?? .nothing
      if types.isOptional(finalType(left)), types.unwrapped(finalType(left)) == element,
        bank(finalType(left)) != bank(element)
      {
        // Nothing is in no list without optionals; what is something is taken out of its box.
        let found = target(wanted, .word)
        let mark = code.mark
        let (a, end) = (stable(value(left), left, while: right), code.label())
        let b = value(right)
        code.emit(.intW, found.index, bc: 0)
        jumpIfNothing(a, finalType(left), to: end)
        let item = coerce(a, from: finalType(left), to: element, into: nil)
        let holds = native(.listHolds, data: UInt64(element.rawValue), result: .word, into: nil, at: node) {
          $0.argument(register: item)
          $0.argument(register: b)
        }
        move(holds, into: found)
        code.bind(end)
        code.release(mark)
        result = found
      } else if bank(finalType(left)) != bank(element) || element == .never {
        effect(left)
        effect(right)
        result = constant(0, into: wanted)
      } else {
        result = native(.listHolds, data: UInt64(element.rawValue), result: .word, into: wanted, at: node) {
          $0.argument(left)
          $0.argument(right)
        }
      }
    }
    if sign == .isNotIn { code.emit(.notW, result.index, result.index) }
    return result
  }

  // MARK: - Defaults

  private func coalesce(_ node: NodeID, _ left: NodeID, _ right: NodeID, into wanted: Register?) -> Register {
    let first = finalType(left)
    guard types.isOptional(first) else { return value(left, into: wanted) }
    if first == .nothing {
      effect(left)
      return value(right, into: wanted)
    }
    if let entry = entryIndexed(left), unit.wanted[left.index] == .error {
      return mapIndex(left, entry, orElse: right, type(node), into: wanted)
    }
    let result = target(wanted, bank(type(node)))
    let mark = code.mark
    let register = value(left)
    let nothing = code.label()
    let end = code.label()
    jumpIfNothing(register, first, to: nothing)
    _ = coerce(register, from: first, to: type(node), into: result)
    code.jump(to: end)
    code.bind(nothing)
    let other = value(right, into: result)
    if other.bank == result.bank { move(other, into: result) }
    code.bind(end)
    code.release(mark)
    return result
  }
}
