// What each operator takes and gives.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  func inferUnary(_ node: NodeID, hint: TypeID?) -> TypeID {
    let operand = NodeID(tree[node].a)
    if tree[node].op == UnaryOperator.not.rawValue {
      check(operand, as: .bool)
      return set(node, .bool)
    }
    var type = infer(operand, hint: hint)
    if type == .never {
      convert(operand, from: type, to: .int)
      type = .int
    }
    if type == .error || isNumeric(type) || isDuration(type) { return set(node, type) }
    reportOperand("-", type, at: operand)
    return set(node, .error)
  }

  func inferBinary(_ node: NodeID, hint: TypeID?) -> TypeID {
    let expression = tree[node]
    let left = NodeID(expression.a)
    let right = NodeID(expression.b)
    guard let sign = BinaryOperator(rawValue: expression.op) else { return set(node, .error) }
    switch sign {
    case .and, .or:
      return inferConjunction(node, sign)
    case .equal, .notEqual: return inferEquality(node, left, right, sign)
    case .less, .lessOrEqual, .greater, .greaterOrEqual: return inferOrdering(node, left, right, sign)
    case .isIn, .isNotIn: return inferMembership(node, left, right, sign)
    case .coalesce: return inferDefaults(node, hint: hint)
    case .range:
      var from = infer(left)
      var to = infer(right)
      (from, to) = settleNever(left, from, right, to, sign)
      if from == .error || to == .error { return set(node, types.list(.error)) }
      if from == to, from == .int || from == .date { return set(node, types.list(from)) }
      reportOperands(sign, from, to, at: node)
      return set(node, types.list(.error))
    case .add, .subtract, .multiply, .divide, .div, .mod:
      let numericHint = hint.flatMap { types.element($0) != nil || types.entry($0) != nil ? $0 : nil }
      let first = infer(left, hint: numericHint)
      let isGathered = types.element(first) != nil || types.entry(first) != nil
      let second = infer(right, hint: numericHint ?? (isGathered ? first : nil))
      let settled = settleNever(left, first, right, second, sign)
      return set(node, arithmetic(sign, left, settled.0, right, settled.1, at: node))
    }
  }

  // MARK: - Comparing

  /// Types both sides, each a hint for the other: the case of an enumeration may stand on either.
  private func inferSides(_ left: NodeID, _ right: NodeID) -> (TypeID, TypeID) {
    if tree[left].kind == .name, tree[right].kind != .name, !isKnown(left) {
      let second = infer(right)
      return (infer(left, hint: second), second)
    }
    if tree[left].kind == .name, tree[right].kind == .name, !isKnown(left), isKnown(right) {
      let second = infer(right)
      return (infer(left, hint: second), second)
    }
    let first = infer(left)
    return (first, infer(right, hint: first))
  }

  /// Whether a bare name is a variable or a field of the row.
  func isKnown(_ node: NodeID) -> Bool {
    let symbol = Symbol(rawValue: tree[node].a)
    if findLocal(symbol) != nil || environment.globalNames[symbol] != nil { return true }
    if let row = innermostRow, fieldType(row.type, symbol) != nil { return true }
    return false
  }

  private func inferEquality(_ node: NodeID, _ left: NodeID, _ right: NodeID, _ sign: BinaryOperator) -> TypeID {
    let (first, second) = inferSides(left, right)
    set(node, .bool)
    if first == .error || second == .error { return .bool }
    if types.isFunction(types.unwrapped(first)), second != .nothing || !types.isOptional(first) {
      reportOperands(sign, first, second, at: node)
    } else if let both = join(first, second) {
      convert(left, from: first, to: both)
      convert(right, from: second, to: both)
    } else if !areDates(first, second) {
      reportOperands(sign, first, second, at: node)
    }
    return .bool
  }

  private func inferOrdering(_ node: NodeID, _ left: NodeID, _ right: NodeID, _ sign: BinaryOperator) -> TypeID {
    let (first, second) = inferSides(left, right)
    set(node, .bool)
    if first == .error || second == .error { return .bool }
    if areDates(first, second) { return .bool }
    guard let both = join(first, second), isOrdered(types.unwrapped(both)), both != .nothing else {
      reportOperands(sign, first, second, at: node)
      return .bool
    }
    convert(left, from: first, to: both)
    convert(right, from: second, to: both)
    return .bool
  }

  /// A date on one side and a moment on the other: they compare as dates.
  private func areDates(_ first: TypeID, _ second: TypeID) -> Bool {
    let pair = (types.unwrapped(first), types.unwrapped(second))
    return pair == (.date, .dateTime) || pair == (.dateTime, .date)
  }

  private func inferMembership(_ node: NodeID, _ left: NodeID, _ right: NodeID, _ sign: BinaryOperator) -> TypeID {
    set(node, .bool)
    var first: TypeID
    let second: TypeID
    if tree[left].kind == .name, !isKnown(left),
      tree[right].kind != .list || lexicon.isCase(Symbol(rawValue: tree[left].a))
    {
      second = infer(right)
      first = infer(left, hint: types.element(second) ?? types.entry(second)?.key)
    } else {
      first = infer(left)
      second = infer(
        right, hint: first == .text && tree[right].kind != .list ? nil : types.list(types.unwrapped(first)))
    }
    if first == .error || second == .error { return .bool }
    if second == .text {
      convert(left, from: first, to: .text)
    } else if let (key, _) = types.entry(second) {
      if key != .never { convert(left, from: first, to: key) }
    } else if let element = types.element(second) {
      if element == .error || element == .never { return .bool }
      if fits(first, element) {
        convert(left, from: first, to: element)
      } else if types.isOptional(first), types.unwrapped(first) == element {
        // Nothing is in no list without optionals.
      } else if types.isOptional(first), first != .nothing, fits(types.unwrapped(first), element) {
        convert(left, from: first, to: types.optional(element))
      } else {
        reportOperands(sign, first, second, at: node)
      }
    } else {
      reportOperands(sign, first, second, at: node)
    }
    return .bool
  }

  // MARK: - Arithmetic

  /// A side that does not come back (`fail`, `return`) is taken for what the other side wants.
  private func settleNever(
    _ left: NodeID, _ first: TypeID, _ right: NodeID, _ second: TypeID, _ sign: BinaryOperator
  ) -> (TypeID, TypeID) {
    guard first == .never || second == .never else { return (first, second) }
    let other = types.unwrapped(first == .never ? second : first)
    var wanted = other == .never || other == .nothing ? .int : other
    if sign != .range, second == .never, other == .date || other == .dateTime { wanted = .period }
    if first == .never { convert(left, from: first, to: wanted) }
    if second == .never { convert(right, from: second, to: wanted) }
    return (first == .never ? wanted : first, second == .never ? wanted : second)
  }

  private func arithmetic(
    _ sign: BinaryOperator, _ left: NodeID, _ first: TypeID, _ right: NodeID, _ second: TypeID, at node: NodeID
  ) -> TypeID {
    if first == .error || second == .error { return .error }
    if isNumeric(first), isNumeric(second) {
      if sign == .divide || first != second {
        convert(left, from: first, to: .number)
        convert(right, from: second, to: .number)
        return .number
      }
      return first
    }
    if let result = timeArithmetic(sign, left, first, right, second) { return result }
    if sign == .add {
      if first == .text, second == .text { return .text }
      if let a = types.element(first), let b = types.element(second), let both = join(a, b), a == both || a == .never,
        b == both || b == .never
      {
        convert(left, from: first, to: types.list(both))
        convert(right, from: second, to: types.list(both))
        return types.list(both)
      }
      if types.element(first) != nil, types.element(second) != nil, let both = widen([(left, first), (right, second)]) {
        return both
      }
      if types.entry(first) != nil, types.entry(second) != nil, let both = join(first, second) {
        convert(left, from: first, to: both)
        convert(right, from: second, to: both)
        return both
      }
    }
    for (operand, type) in [(left, first), (right, second)] where types.isOptional(type) && type != .nothing {
      report(.maybeNothing(found: describe(type), wanted: describe(types.unwrapped(type))), at: operand)
      return .error
    }
    reportOperands(sign, first, second, at: node)
    return .error
  }

  private func timeArithmetic(
    _ sign: BinaryOperator, _ left: NodeID, _ first: TypeID, _ right: NodeID, _ second: TypeID
  ) -> TypeID? {
    switch sign {
    case .add, .subtract:
      if first == .date, second == .period { return .date }
      if first == .date, second == .duration { return .dateTime }
      if first == .dateTime, isDuration(second) {
        convert(right, from: second, to: .duration)
        return .dateTime
      }
      if isDuration(first), isDuration(second) {
        if first == second { return first }
        convert(left, from: first, to: .duration)
        convert(right, from: second, to: .duration)
        return .duration
      }
      guard sign == .subtract else { return nil }
      if first == .dateTime, second == .dateTime { return .duration }
      if [.date, .dateTime].contains(first), [.date, .dateTime].contains(second) { return .period }
      return nil
    case .multiply:
      if isNumeric(first), isDuration(second) { return second }
      if isDuration(first), isNumeric(second) { return first }
      return nil
    case .divide:
      guard isDuration(first), isDuration(second) else { return nil }
      convert(left, from: first, to: .duration)
      convert(right, from: second, to: .duration)
      return .number
    default: return nil
    }
  }

  // MARK: - Reporting

  private func reportOperands(_ sign: BinaryOperator, _ first: TypeID, _ second: TypeID, at node: NodeID) {
    let start = tree[node].c
    let length = UInt32(sign == .isNotIn ? 3 : sign.spelling.utf8.count)
    let span = start == 0 ? tree.span(node) : Span(file: tree.file, start: start, end: start + length)
    report(
      .badOperands(
        sign.spelling, left: describe(first), right: describe(second), advice: advice(sign, first, second, node)),
      at: span)
  }

  /// A short operand as it is written.
  private func shown(_ node: NodeID, _ side: KeyPath<Node, UInt32>) -> String {
    let operand = tree[NodeID(tree[node][keyPath: side])]
    switch operand.kind {
    case .integer: return "\(tree.integers[Int(operand.a)])"
    case .name: return name(Symbol(rawValue: operand.a))
    default: return "…"
    }
  }

  /// What was most likely meant by operands that do not go together.
  private func advice(_ sign: BinaryOperator, _ first: TypeID, _ second: TypeID, _ node: NodeID) -> String {
    switch (sign, first, second) {
    case (.add, .text, _) where !types.isOptional(second):
      return "make it a text, `text(\(shown(node, \.b)))`, or write it in one: `\"… {\(shown(node, \.b))}\"`"
    case (.add, _, .text) where !types.isOptional(first):
      return "make it a text, `text(\(shown(node, \.a)))`, or write it in one: `\"{\(shown(node, \.a))} …\"`"
    case (.add, .date, .int), (.subtract, .date, .int), (.add, .dateTime, .int), (.subtract, .dateTime, .int):
      let right = tree[NodeID(tree[node].b)]
      let count = right.kind == .integer ? "\(tree.integers[Int(right.a)])" : nil
      return "a number of days is written `\(count.map { $0 + "d" } ?? "n * 1d")`"
    case (_, .time, _) where isDuration(second), (.subtract, .time, .time):
      return "a time of day takes no arithmetic; a moment does: `today 17:00 \(sign.spelling) 1h`"
    case (.equal, _, _), (.notEqual, _, _):
      return differInOrder(first, second) ? "their fields stand in another order: compare them one by one" : ""
    default: return ""
    }
  }

  private func reportOperand(_ sign: String, _ type: TypeID, at node: NodeID) {
    if types.isOptional(type), type != .nothing {
      report(.maybeNothing(found: describe(type), wanted: describe(types.unwrapped(type))), at: node)
    } else {
      report(.badOperand(sign, found: describe(type)), at: node)
    }
  }
}
