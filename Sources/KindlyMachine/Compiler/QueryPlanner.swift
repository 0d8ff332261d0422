// Finds what of a pipeline the store can answer: the verbs at its head, as far as their expressions are about stored
// fields and can neither fail nor change anything. Computed fields are taken apart into the fields they are made of.
// What SQL it becomes is the store's.
// Invariant: answered by the store or row by row, a pipeline gives the same. So of a condition only the parts before the
// first one that must be asked here are taken: what comes behind might have failed, or not have been asked.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

struct QueryPlanner {
  typealias Stage = FunctionCompiler.Stage

  /// A value that comes with the question: asked once, before the first row.
  enum Parameter: Hashable {
    case node(NodeID)
    case clock(ClockName)
    case text(String)
  }

  /// Where an expression stands: its unit, and the records that its locals are.
  private struct Place {
    let unit: CheckedUnit
    var rows: [Int: QueryExpression]
    /// Whether it is the function that is compiled, whose locals have registers.
    let isHere: Bool
    var depth = 0
  }

  /// What values are, as far as the store can compare them.
  private enum Kind: Equatable {
    case bool, int, text, date, time, dateTime, duration
    case noun(Noun)
    case enumeration(Enumeration)
  }

  private let compiler: FunctionCompiler
  private let noun: Noun
  private(set) var parameters: [Parameter] = []
  private var conditions: [QueryExpression] = []
  private var keys: [QueryKey] = []
  private var skip: Int?
  private var take: Int?

  /// How many verbs are answered whole; of the one behind them perhaps a part, which is asked again.
  private(set) var answered = 0
  private(set) var query: Query?

  init(_ compiler: FunctionCompiler, _ noun: Noun, _ stages: [Stage]) {
    self.compiler = compiler
    self.noun = noun
    var result = Query.Result.rows
    for stage in stages {
      let known = (parameters, conditions, keys, skip, take)
      if isRowVerb(stage) {
        answered += 1
        continue
      }
      if stage.verb == .where, conditions.count > known.1.count { break }
      (parameters, conditions, keys, skip, take) = known
      if let found = self.result(stage) {
        result = found
        answered += 1
      } else {
        parameters = known.0
      }
      break
    }
    guard answered > 0 || !conditions.isEmpty else { return }
    query = Query(noun: noun, conditions: conditions, keys: keys, skip: skip, take: take, result: result)
  }

  var isValue: Bool {
    switch query?.result {
    case .rows, .first, nil: false
    default: true
    }
  }

  // MARK: - Verbs

  /// Takes a verb that gives rows; a `where` perhaps in part.
  private mutating func isRowVerb(_ stage: Stage) -> Bool {
    switch stage.verb {
    case .where: return skip == nil && take == nil && keep(stage)
    case .sort: return skip == nil && take == nil && !stage.arguments.isEmpty && order(stage)
    case .take: return limit(stage)
    case .first: return !stage.arguments.isEmpty && limit(stage)
    case .skip:
      guard skip == nil, take == nil, let count = count(stage) else { return false }
      skip = count
      return true
    default: return false
    }
  }

  private mutating func keep(_ stage: Stage) -> Bool {
    guard let (node, place) = rowExpression(stage, 0) else { return false }
    var parts: [NodeID] = []
    gather(node, place, into: &parts)
    for part in parts {
      let known = parameters
      guard let condition = truth(part, place) else {
        parameters = known
        return false
      }
      conditions.append(condition)
    }
    return true
  }

  private func gather(_ node: NodeID, _ place: Place, into parts: inout [NodeID]) {
    let expression = place.unit.tree[node]
    if expression.kind == .binary, expression.op == BinaryOperator.and.rawValue {
      gather(NodeID(expression.a), place, into: &parts)
      gather(NodeID(expression.b), place, into: &parts)
    } else {
      parts.append(node)
    }
  }

  private mutating func order(_ stage: Stage) -> Bool {
    var made: [QueryKey] = []
    for index in stage.arguments.indices {
      guard let (node, place) = rowExpression(stage, index), let kind = kind(node, place), kind != .duration,
        let key = value(node, place)
      else { return false }
      if case .noun = kind { return false }
      let form = compiler.tree[stage.arguments[index]].op
      made.append(QueryKey(key, isDescending: form == VerbArgumentForm.descending.rawValue))
    }
    keys = made + keys
    return true
  }

  private mutating func limit(_ stage: Stage) -> Bool {
    guard take == nil, let count = count(stage) else { return false }
    take = count
    return true
  }

  /// How many rows: asked once in either way, so that anything may say it.
  private mutating func count(_ stage: Stage) -> Int? {
    guard let argument = stage.arguments.first else { return nil }
    return parameter(.node(NodeID(compiler.tree[argument].b)))
  }

  private mutating func result(_ stage: Stage) -> Query.Result? {
    switch stage.verb {
    case .count: return .count
    case .first where stage.arguments.isEmpty && skip == nil && take == nil: return .first
    case .any, .all, .none:
      guard skip == nil, take == nil, let (node, place) = rowExpression(stage, 0), let wanted = truth(node, place)
      else { return nil }
      return stage.verb == .any ? .any(wanted) : stage.verb == .all ? .all(wanted) : .none(wanted)
    case .min, .max:
      guard skip == nil, take == nil, !stage.arguments.isEmpty, let (node, place) = rowExpression(stage, 0),
        let type = kind(node, place).flatMap(fieldType), let wanted = value(node, place)
      else { return nil }
      return stage.verb == .min ? .min(wanted, type) : .max(wanted, type)
    default: return nil
    }
  }

  private func fieldType(_ kind: Kind) -> FieldType? {
    switch kind {
    case .int: .int
    case .text: .text
    case .date: .date
    case .time: .time
    case .dateTime: .dateTime
    case .enumeration(let enumeration): .enumeration(enumeration)
    case .bool, .duration, .noun: nil
    }
  }

  /// What a verb asks of each row, and where it stands; nil for a function that is not written right here.
  private func rowExpression(_ stage: Stage, _ index: Int) -> (NodeID, Place)? {
    let node = NodeID(compiler.tree[stage.arguments[index]].b)
    if let (parameter, body) = compiler.inlined(node) {
      guard compiler.unit.locals[parameter.rawValue].type == .noun(noun) else { return nil }
      return (body, Place(unit: compiler.unit, rows: [parameter.rawValue: .row], isHere: true))
    }
    if case .function = compiler.types.shape(compiler.finalType(node)) { return nil }
    return (node, Place(unit: compiler.unit, rows: [stage.row.rawValue: .row], isHere: true))
  }

  // MARK: - Truth

  private mutating func truth(_ node: NodeID, _ place: Place) -> QueryExpression? {
    guard kind(node, place) == .bool else { return nil }
    return value(node, place)
  }

  private mutating func binary(_ node: NodeID, _ place: Place) -> QueryExpression? {
    let expression = place.unit.tree[node]
    let (left, right) = (NodeID(expression.a), NodeID(expression.b))
    switch BinaryOperator(rawValue: expression.op) {
    case .and: return both(left, right, place) { .and($0, $1) }
    case .or: return both(left, right, place) { .or($0, $1) }
    case .equal: return compared(left, right, place) { .equal($0, $1) }
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

  private mutating func both(
    _ left: NodeID, _ right: NodeID, _ place: Place, _ make: (QueryExpression, QueryExpression) -> QueryExpression
  ) -> QueryExpression? {
    guard let a = truth(left, place), let b = truth(right, place) else { return nil }
    return make(a, b)
  }

  private mutating func compared(
    _ left: NodeID, _ right: NodeID, _ place: Place, _ make: (QueryExpression, QueryExpression) -> QueryExpression
  ) -> QueryExpression? {
    for (one, other) in [(left, right), (right, left)] where place.unit.tree[one].kind == .nothing {
      guard kind(other, place) != nil, let tested = value(other, place) else { return nil }
      return make(tested, .nothing)
    }
    return ordered(left, right, place, make)
  }

  private mutating func ordered(
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

  private mutating func contained(_ left: NodeID, _ right: NodeID, _ place: Place) -> QueryExpression? {
    if kind(left, place) == .text, kind(right, place) == .text, isCertain(left, place), isCertain(right, place) {
      guard let needle = value(left, place), let text = value(right, place) else { return nil }
      return .contains(needle, text)
    }
    guard let wanted = kind(left, place), wanted != .duration, let one = value(left, place) else { return nil }
    return membership(one, wanted, right, place)
  }

  private func isCertain(_ node: NodeID, _ place: Place) -> Bool {
    !compiler.types.isOptional(place.unit.finalType(node))
  }

  /// Whether a value stands in what a list expression gives.
  private mutating func membership(
    _ one: QueryExpression, _ wanted: Kind, _ list: NodeID, _ place: Place
  ) -> QueryExpression? {
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
  private mutating func value(_ node: NodeID, _ place: Place) -> QueryExpression? {
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
    if expression.kind == .name || expression.kind == .it,
      case .local(let local) = place.unit.resolutions[node.index], let row = place.rows[local.rawValue]
    {
      return row
    }
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
  private mutating func field(_ node: NodeID, _ place: Place) -> (QueryExpression, FieldReference)? {
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
  private func opened(_ id: FunctionID, _ record: QueryExpression, _ place: Place) -> (NodeID, Place)? {
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

  private func kind(_ node: NodeID, _ place: Place) -> Kind? {
    let (own, wanted) = (kind(of: place.unit.types[node.index]), kind(of: place.unit.finalType(node)))
    return own == wanted ? own : nil
  }

  private func kind(of type: TypeID) -> Kind? {
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
  private static let mostParameters = 100

  private mutating func constant(_ node: NodeID, _ place: Place) -> QueryExpression? {
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
  private func isSafe(_ node: NodeID, _ place: Place) -> Bool {
    let tree = place.unit.tree
    let expression = tree[node]
    switch expression.kind {
    case .integer, .text, .date, .time, .dateTime, .duration, .boolean, .nothing, .handle, .weekday: return true
    case .name, .it:
      switch place.unit.resolutions[node.index] {
      case .local(let local): return place.rows[local.rawValue] == nil
      case .global, .clock, .enumeration, .me: return true
      // A field of a row of a pipeline around.
      case .rowMember(let local, .stored): return place.rows[local.rawValue] == nil
      default: return false
      }
    case .member:
      if case .enumeration = place.unit.resolutions[node.index] { return true }
      guard case .member(.stored) = place.unit.resolutions[node.index] else { return false }
      return isSafe(NodeID(expression.a), place)
    case .unary where expression.op == UnaryOperator.negate.rawValue:
      return [.integer, .duration].contains(tree[NodeID(expression.a)].kind)
    case .atTime: return isSafe(NodeID(expression.a), place) && tree[NodeID(expression.b)].kind == .time
    case .ago, .fromNow: return tree[NodeID(expression.a)].kind == .duration
    case .binary:
      guard [.add, .subtract].contains(BinaryOperator(rawValue: expression.op)) else { return false }
      // Years beyond the calendar aside, a date and a duration that is written out make a date.
      let right = tree[NodeID(expression.b)].kind
      return right == .duration && isSafe(NodeID(expression.a), place)
        && [.date, .dateTime].contains(kind(NodeID(expression.a), place))
    default: return false
    }
  }

  private func mentionsRow(_ node: NodeID, _ place: Place) -> Bool {
    let expression = place.unit.tree[node]
    switch place.unit.resolutions[node.index] {
    case .local(let local): return place.rows[local.rawValue] != nil
    case .rowMember(let local, _): return place.rows[local.rawValue] != nil
    default: return expression.kind == .member && mentionsRow(NodeID(expression.a), place)
    }
  }

  private mutating func parameter(_ parameter: Parameter) -> Int {
    if let known = parameters.firstIndex(of: parameter) { return known }
    parameters.append(parameter)
    return parameters.count - 1
  }
}
