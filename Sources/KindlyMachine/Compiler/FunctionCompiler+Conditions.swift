// Conditions: truth as a value and as a jump, and the comparisons by the types of what is compared. `and`, `or` and `not`
// are jumps alone; a Bool is made only where one is asked for.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
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
        let parts = conjuncts(node)
        if (sign == .or) == sense {
          for part in parts { branch(part, to: label, when: sense) }
        } else {
          let skip = code.label()
          for part in parts.dropLast() { branch(part, to: skip, when: !sense) }
          if let last = parts.last { branch(last, to: label, when: sense) }
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

  /// The parts of `a and b and …`, or of `a or b or …`, from the left.
  private func conjuncts(_ node: NodeID) -> [NodeID] {
    var parts: [NodeID] = []
    var left = node
    while tree[left].kind == .binary, tree[left].op == tree[node].op, type(left) == finalType(left) {
      parts.append(NodeID(tree[left].b))
      left = NodeID(tree[left].a)
    }
    parts.append(left)
    return parts.reversed()
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

  func comparison(
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

  func membership(
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
}
