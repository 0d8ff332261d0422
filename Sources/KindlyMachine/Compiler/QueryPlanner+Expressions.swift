// What an expression of a pipeline is for the store: fields of records, compared and put together, and values that are asked
// once. Nil is for what must be asked here, row by row.
// Which verbs are taken is QueryPlanner.swift's.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension QueryPlanner {
  /// How many expressions may be within one another.
  static let deepest = 64

  // MARK: - Truth

  mutating func truth(_ node: NodeID, _ place: Place) -> QueryExpression? {
    guard kind(node, place) == .bool else { return nil }
    return value(node, place)
  }

  mutating func binary(_ node: NodeID, _ place: Place) -> QueryExpression? {
    let expression = place.unit.tree[node]
    let (left, right) = (NodeID(expression.a), NodeID(expression.b))
    switch BinaryOperator(rawValue: expression.op) {
    case .and: return both(left, right, place) { .and($0, $1) }
    case .or: return both(left, right, place) { .or($0, $1) }
    case .equal:
      guard let found = compared(left, right, place, { .equal($0, $1) }) else { return nil }
      return isCertain(left, place) && isCertain(right, place) ? between(found) : found
    case .notEqual: return compared(left, right, place) { .not(.equal($0, $1)) }
    case .less: return ordered(left, right, place) { .less($0, $1) }
    case .lessOrEqual: return ordered(left, right, place) { .lessOrEqual($0, $1) }
    case .greater: return ordered(left, right, place) { .less($1, $0) }
    case .greaterOrEqual: return ordered(left, right, place) { .lessOrEqual($1, $0) }
    case .isIn: return contained(left, right, place)
    case .isNotIn: return contained(left, right, place).map { .not($0) }
    case .coalesce:
      guard let a = kind(left, place), a == kind(right, place), a != .duration else { return nil }
      guard let first = value(left, place), let second = value(right, place) else { return nil }
      return .coalesce(first, second)
    case .add:
      guard kind(left, place) == .dateTime, kind(right, place) == .duration, let moment = value(left, place),
        let length = value(right, place)
      else { return nil }
      return .later(moment, length)
    default: return nil
    }
  }

  /// On a day is from that day to that day, which the store finds by an index of moments.
  private func between(_ equal: QueryExpression) -> QueryExpression {
    switch equal {
    case .equal(.dateOf(let moment), let day), .equal(let day, .dateOf(let moment)):
      .and(.lessOrEqual(.dateOf(moment), day), .lessOrEqual(day, .dateOf(moment)))
    default: equal
    }
  }

  mutating func both(
    _ left: NodeID, _ right: NodeID, _ place: Place, _ make: (QueryExpression, QueryExpression) -> QueryExpression
  ) -> QueryExpression? {
    guard let a = truth(left, place), let b = truth(right, place) else { return nil }
    return make(a, b)
  }

  mutating func compared(
    _ left: NodeID, _ right: NodeID, _ place: Place, _ make: (QueryExpression, QueryExpression) -> QueryExpression
  ) -> QueryExpression? {
    for (one, other) in [(left, right), (right, left)] where place.unit.tree[one].kind == .nothing {
      guard kind(other, place) != nil, let tested = value(other, place) else { return nil }
      return make(tested, .nothing)
    }
    return ordered(left, right, place, make)
  }

  mutating func ordered(
    _ left: NodeID, _ right: NodeID, _ place: Place, _ make: (QueryExpression, QueryExpression) -> QueryExpression
  ) -> QueryExpression? {
    guard let a = kind(left, place), let b = kind(right, place), a != .duration, b != .duration,
      a == b || [a, b] == [.date, .dateTime] || [a, b] == [.dateTime, .date],
      var first = value(left, place), var second = value(right, place)
    else { return nil }
    // A moment and a day are compared as days.
    if a == .dateTime, b == .date { first = .dateOf(first) }
    if a == .date, b == .dateTime { second = .dateOf(second) }
    return make(first, second)
  }

  // MARK: - Lists

  mutating func contained(_ left: NodeID, _ right: NodeID, _ place: Place) -> QueryExpression? {
    if kind(left, place) == .text, kind(right, place) == .text, isCertain(left, place), isCertain(right, place) {
      guard let needle = value(left, place), let text = value(right, place) else { return nil }
      return .contains(needle, text)
    }
    guard let wanted = kind(left, place), wanted != .duration, let one = value(left, place) else { return nil }
    return membership(one, wanted, right, place)
  }

  func isCertain(_ node: NodeID, _ place: Place) -> Bool {
    !compiler.types.isOptional(place.unit.finalType(node))
  }

  /// Whether a value stands in what a list expression gives.
  mutating func membership(
    _ one: QueryExpression, _ wanted: FieldType, _ list: NodeID, _ place: Place
  ) -> QueryExpression? {
    guard depth < Self.deepest else { return nil }
    depth += 1
    defer { depth -= 1 }
    let tree = place.unit.tree
    let expression = tree[list]
    switch expression.kind {
    case .list:
      var members: [QueryExpression] = []
      for element in tree.list(expression.a, expression.b) {
        guard kind(element, place) == wanted, let member = value(element, place) else { return nil }
        members.append(member)
      }
      return .isIn(one, members)
    case .binary where expression.op == BinaryOperator.add.rawValue:
      guard let a = membership(one, wanted, NodeID(expression.a), place),
        let b = membership(one, wanted, NodeID(expression.b), place)
      else { return nil }
      return .or(a, b)
    case .block:
      guard expression.b == 1, let only = tree.list(expression.a, expression.b).first else { return nil }
      return membership(one, wanted, only, place)
    case .ifElse where NodeID(expression.c).exists:
      guard let condition = truth(NodeID(expression.a), place),
        let yes = membership(one, wanted, NodeID(expression.b), place),
        let no = membership(one, wanted, NodeID(expression.c), place)
      else { return nil }
      // `if c { xs + ys } else { xs }`: in xs either way.
      if case .or(let a, let b) = yes, a == no { return .or(a, .and(condition, b)) }
      return .or(.and(condition, yes), .and(.not(condition), no))
    default: break
    }
    guard let (record, reference) = field(list, place) else { return nil }
    switch reference {
    case .stored(let noun, let index):
      guard case .list(.noun(let target)) = noun.fields[index].type, wanted == .noun(target) else { return nil }
      return .linked(record, noun, index, one)
    case .computed(let id):
      guard let (body, inner) = opened(id, record, place) else { return nil }
      return membership(one, wanted, body, inner)
    case .record: return nil
    }
  }

  // MARK: - Values

  /// The expression of a node; nil where it must be asked here. Nodes of other kinds have been refused by `kind`.
  mutating func value(_ node: NodeID, _ place: Place) -> QueryExpression? {
    // SQLite takes no deeper ones, and long chains are as deep as they are long.
    guard depth < Self.deepest else { return nil }
    depth += 1
    defer { depth -= 1 }
    let tree = place.unit.tree
    let expression = tree[node]
    switch expression.kind {
    case .boolean: return .integer(Int64(expression.op))
    case .nothing: return .nothing
    case .unary where expression.op == UnaryOperator.not.rawValue:
      return truth(NodeID(expression.a), place).map { .not($0) }
    case .binary:
      return constant(node, place) ?? binary(node, place)
    case .block:
      guard expression.b == 1, let only = tree.list(expression.a, expression.b).first else { return nil }
      return value(only, place)
    default: break
    }
    if case .enumeration(_, let number) = place.unit.resolutions[node.index] { return .integer(Int64(number)) }
    if let row = place.record(node) { return row }
    guard let (record, reference) = field(node, place) else { return constant(node, place) }
    switch reference {
    case .stored(let noun, let index):
      if case .list = noun.fields[index].type { return nil }
      return .field(of: record, noun, index)
    case .computed(let id):
      // Of no record a computed field is nothing, whatever it is made of.
      if expression.kind == .member, expression.op == 1 { return nil }
      guard let (body, inner) = opened(id, record, place), kind(body, inner) == kind(node, place) else { return nil }
      return value(body, inner)
    case .record: return nil
    }
  }

  /// A field of a record that the question is about, and that record.
  mutating func field(_ node: NodeID, _ place: Place) -> (QueryExpression, FieldReference)? {
    let expression = place.unit.tree[node]
    switch place.unit.resolutions[node.index] {
    case .rowMember(let local, let reference):
      return place.rows[local.rawValue].map { ($0, reference) }
    case .member(let reference) where expression.kind == .member:
      let object = NodeID(expression.a)
      guard case .noun? = kind(object, place), mentionsRow(object, place) else { return nil }
      return value(object, place).map { ($0, reference) }
    default: return nil
    }
  }

  /// The body of a computed field, of a record.
  func opened(_ id: FunctionID, _ record: QueryExpression, _ place: Place) -> (NodeID, Place)? {
    let info = compiler.program.environment.function(id)
    guard place.depth < 8, info.parameters.count == 1, info.unit < compiler.program.environment.units.count else {
      return nil
    }
    let unit =
      info.unit == compiler.unit.number ? compiler.unit : compiler.program.environment.units[info.unit]
    return (
      info.body,
      Place(unit: unit, rows: [info.parameters[0].rawValue: record], isHere: false, depth: place.depth + 1)
    )
  }

  /// What a value is, as far as the store knows it.
  func kind(_ node: NodeID, _ place: Place) -> FieldType? {
    let (own, wanted) = (kind(of: place.unit.types[node.index]), kind(of: place.unit.finalType(node)))
    return own == wanted ? own : nil
  }

  func kind(of type: TypeID) -> FieldType? {
    switch compiler.layouts[type].shape {
    case .bool: .bool
    case .int: .int
    case .text: .text
    case .date: .date
    case .time: .time
    case .dateTime: .dateTime
    case .duration: .duration
    case .noun(let noun): .noun(noun)
    case .enumeration(let enumeration): .enumeration(enumeration)
    default: nil
    }
  }

  // MARK: - Parameters

  /// How many values may come with a question; one that asks for more is no question that anybody would write.
  static let mostParameters = 100

  mutating func constant(_ node: NodeID, _ place: Place) -> QueryExpression? {
    guard parameters.count < Self.mostParameters else { return nil }
    if place.isHere {
      guard kind(node, place) != nil, isSafe(node, place) else { return nil }
      return .parameter(parameter(.node(node)))
    }
    // In a computed field only what needs no register.
    let tree = place.unit.tree
    if case .clock(let word) = place.unit.resolutions[node.index] { return .parameter(parameter(.clock(word))) }
    switch tree[node].kind {
    case .text: return .parameter(parameter(.text(tree.texts[Int(tree[node].a)])))
    case .integer: return .integer(tree.integers[Int(tree[node].a)])
    default: return nil
    }
  }

  /// Whether asking it once, before the first row, does nothing and cannot fail, and it is not about a row.
  func isSafe(_ node: NodeID, _ place: Place) -> Bool {
    let tree = place.unit.tree
    let expression = tree[node]
    switch expression.kind {
    case .integer, .text, .date, .time, .dateTime, .duration, .boolean, .nothing, .handle, .weekday: return true
    case .interpolation:
      // Texts beyond all measure aside, values can be printed.
      return tree.list(expression.a, expression.b).allSatisfy { kind($0, place) != nil && isSafe($0, place) }
    case .name, .it:
      switch place.unit.resolutions[node.index] {
      case .local(let local): return !place.isRow(local)
      case .global, .clock, .enumeration, .me: return true
      // A field of a row of a pipeline around.
      case .rowMember(let local, .stored): return !place.isRow(local)
      default: return false
      }
    case .member:
      if case .enumeration = place.unit.resolutions[node.index] { return true }
      var root = node
      while tree[root].kind == .member {
        guard case .member(.stored) = place.unit.resolutions[root.index] else { return false }
        root = NodeID(tree[root].a)
      }
      return isSafe(root, place)
    case .unary where expression.op == UnaryOperator.negate.rawValue:
      return [.integer, .duration].contains(tree[NodeID(expression.a)].kind)
    case .atTime: return isSafe(NodeID(expression.a), place) && tree[NodeID(expression.b)].kind == .time
    case .ago, .fromNow: return tree[NodeID(expression.a)].kind == .duration
    case .binary:
      guard [.add, .subtract].contains(BinaryOperator(rawValue: expression.op)) else { return false }
      // Years beyond the calendar aside, a date and a duration that is written out make a date.
      var left = node
      for _ in 0..<Self.deepest {
        guard tree[left].kind == .binary else { return isSafe(left, place) }
        let sign = BinaryOperator(rawValue: tree[left].op)
        guard sign == .add || sign == .subtract, tree[NodeID(tree[left].b)].kind == .duration else { return false }
        left = NodeID(tree[left].a)
        guard [.date, .dateTime].contains(kind(left, place)) else { return false }
      }
      return false
    default: return false
    }
  }

  func mentionsRow(_ node: NodeID, _ place: Place) -> Bool {
    var node = node
    while true {
      switch place.unit.resolutions[node.index] {
      case .local(let local): return place.isRow(local)
      case .rowMember(let local, _): return place.isRow(local)
      default:
        guard place.unit.tree[node].kind == .member else { return false }
        node = NodeID(place.unit.tree[node].a)
      }
    }
  }

  mutating func parameter(_ parameter: Parameter) -> Int {
    if let known = parameters.firstIndex(of: parameter) { return known }
    parameters.append(parameter)
    return parameters.count - 1
  }
}
