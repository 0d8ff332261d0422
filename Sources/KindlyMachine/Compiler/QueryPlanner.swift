// Finds what of a pipeline the store can answer: the verbs at its head, as far as their expressions are about stored
// fields and can neither fail nor change anything. Computed fields are taken apart into the fields they are made of.
// What SQL it becomes is the store's; what an expression is, QueryPlanner+Expressions.swift's.
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
  struct Place {
    let unit: CheckedUnit
    var rows: [Int: QueryExpression] = [:]
    /// The local that is a pair of rows, where two are matched.
    var pair: LocalID?
    /// Whether it is the function that is compiled, whose locals have registers.
    let isHere: Bool
    var depth = 0

    func isRow(_ local: LocalID) -> Bool { rows[local.rawValue] != nil || local == pair }

    /// The record that a name stands for: a row, or a side of a pair.
    func record(_ node: NodeID) -> QueryExpression? {
      switch unit.resolutions[node.index] {
      case .local(let local) where [.name, .it].contains(unit.tree[node].kind): rows[local.rawValue]
      case .rowMember(let local, .record(let side)) where local == pair: side == 0 ? .row : .other
      default: nil
      }
    }
  }

  let compiler: FunctionCompiler
  private let noun: Noun
  var parameters: [Parameter] = []
  private var conditions: [QueryExpression] = []
  private var keys: [QueryKey] = []
  private var skip: Int?
  private var take: Int?
  /// Rows, until a verb makes something else of them that further ones may still take a part of.
  private var result = Query.Result.rows

  /// How many expressions are being looked at within one another.
  var depth = 0

  /// How many verbs are answered whole; of the one behind them perhaps a part, which is asked again.
  private(set) var answered = 0
  private(set) var query: Query?

  init(_ compiler: FunctionCompiler, _ noun: Noun, _ stages: [Stage]) {
    self.compiler = compiler
    self.noun = noun
    take(stages)
    guard answered > 0 || !conditions.isEmpty else { return }
    query = Query(
      noun: noun, conditions: conditions, keys: keys, skip: skip, take: take, result: result,
      parameters: parameters.count)
  }

  /// The question for the rows page by page, where they are wanted in the order of creation, all of them.
  func page(isFirst: Bool) -> Query? {
    guard result == .rows, keys.isEmpty, !isLimited else { return nil }
    return Query(noun: noun, conditions: conditions, result: .page(isFirst: isFirst), parameters: parameters.count + 1)
  }

  /// As many verbs as can be answered. What one that cannot be has left behind is taken back.
  private mutating func take(_ stages: [Stage]) {
    for stage in stages {
      let before = self
      if isRowVerb(stage) || isTableVerb(stage) {
        answered += 1
        continue
      }
      if stage.verb == .where, conditions.count > before.conditions.count { break }
      self = before
      if let found = value(of: stage) {
        result = found
        answered += 1
      } else {
        self = before
      }
      break
    }
  }

  // MARK: - Verbs that pass rows on

  private var isLimited: Bool { skip != nil || take != nil }

  /// Takes a verb that gives rows; a `where` perhaps in part.
  private mutating func isRowVerb(_ stage: Stage) -> Bool {
    switch stage.verb {
    case .where: return result == .rows && !isLimited && keep(stage)
    case .sort: return result == .rows && !isLimited && !stage.arguments.isEmpty && order(stage)
    case .take: return limit(stage)
    case .first: return !stage.arguments.isEmpty && limit(stage)
    case .skip:
      guard !isLimited, let count = count(stage) else { return false }
      skip = count
      return true
    default: return false
    }
  }

  /// How many conditions a question may have: SQLite takes no more than a thousand.
  private static let mostConditions = 200

  private mutating func keep(_ stage: Stage) -> Bool {
    guard let (node, place) = rowExpression(stage, 0) else { return false }
    var parts: [NodeID] = []
    gather(node, place, into: &parts)
    for part in parts {
      let known = parameters
      guard conditions.count < Self.mostConditions, let condition = truth(part, place) else {
        parameters = known
        return false
      }
      conditions.append(condition)
    }
    return true
  }

  private func gather(_ node: NodeID, _ place: Place, into parts: inout [NodeID]) {
    var open = [node]
    while let node = open.popLast() {
      let expression = place.unit.tree[node]
      if expression.kind == .binary, expression.op == BinaryOperator.and.rawValue {
        open += [NodeID(expression.b), NodeID(expression.a)]
      } else {
        parts.append(node)
      }
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

  // MARK: - Verbs that make something of the rows

  /// Takes a verb that gives a list of something else, of which there may be still less.
  private mutating func isTableVerb(_ stage: Stage) -> Bool {
    switch stage.verb {
    case .map, .select:
      guard result == .rows, let columns = columns(stage) else { return false }
      result = .table(columns, isDistinct: false)
    case .distinct:
      // The first of those that are alike is the first created.
      guard !isLimited, keys.isEmpty else { return false }
      switch (result, stage.arguments.isEmpty) {
      case (.table(let columns, isDistinct: false), true) where columns.allSatisfy({ $0.type != .duration }):
        result = .table(columns, isDistinct: true)
      case (.rows, false):
        guard let key = column(stage, 0), key.type != .duration else { return false }
        result = .firstOfEach(key.expression)
      default: return false
      }
    case .group:
      guard result == .rows, !isLimited, keys.isEmpty, let groups = groups(stage) else { return false }
      result = groups
    case .join:
      guard result == .rows, !isLimited, let pairs = pairs(stage) else { return false }
      result = pairs
    default: return false
    }
    return true
  }

  /// What each row gives to `map` or `select`.
  private mutating func columns(_ stage: Stage) -> [QueryColumn]? {
    var columns: [QueryColumn] = []
    for index in stage.arguments.indices {
      guard let column = column(stage, index) else { return nil }
      columns.append(column)
    }
    return columns.isEmpty ? nil : columns
  }

  private mutating func column(_ stage: Stage, _ index: Int) -> QueryColumn? {
    guard let (node, place) = rowExpression(stage, index) else { return nil }
    return column(node, place)
  }

  /// Texts and moments are read from records alone: what comes with the question may be written in another way.
  private mutating func column(_ node: NodeID, _ place: Place) -> QueryColumn? {
    guard let kind = kind(node, place), let found = value(node, place) else { return nil }
    if kind == .text || kind == .dateTime, !isStored(found) { return nil }
    return QueryColumn(found, kind)
  }

  private func isStored(_ expression: QueryExpression) -> Bool {
    switch expression {
    case .field: true
    case .coalesce(let a, let b): isStored(a) && isStored(b)
    case .later(let moment, _): isStored(moment)
    default: false
    }
  }

  /// `join contacts on left.company == right.company`.
  private mutating func pairs(_ stage: Stage) -> Query.Result? {
    let (source, match) = (NodeID(compiler.tree[stage.arguments[0]].b), NodeID(compiler.tree[stage.arguments[1]].b))
    guard let other = compiler.sourceNoun(source),
      case .declares(let pair) = compiler.unit.resolutions[stage.arguments[1].index]
    else { return nil }
    if case .function = compiler.types.shape(compiler.finalType(match)) { return nil }
    let place = Place(unit: compiler.unit, pair: pair, isHere: true)
    var parts: [NodeID] = []
    gather(match, place, into: &parts)
    var matches: [QueryExpression] = []
    for part in parts {
      guard let condition = truth(part, place) else { return nil }
      matches.append(condition)
    }
    return .pairs(other, matches)
  }

  // MARK: - Groups

  /// `group company { n: rows | count }`. Without braces the rows themselves are wanted, which are gathered here.
  private mutating func groups(_ stage: Stage) -> Query.Result? {
    let tree = compiler.tree
    guard let braces = stage.arguments.first(where: { tree[$0].op == VerbArgumentForm.fields.rawValue }),
      case .declares(let group) = compiler.unit.resolutions[braces.index]
    else { return nil }
    var keys: [QueryColumn] = []
    for index in stage.arguments.indices where stage.arguments[index] != braces {
      guard let key = column(stage, index), key.type != .duration else { return nil }
      keys.append(key)
    }
    var values: [QueryAggregate] = []
    let literal = NodeID(tree[braces].b)
    for field in tree.list(tree[literal].a, tree[literal].b) {
      guard let value = aggregate(of: NodeID(tree[field].b), group, rowsAt: keys.count) else { return nil }
      values.append(value)
    }
    return .groups(keys: keys, values: values)
  }

  /// `rows | where … | count`: one value of the rows of a group.
  private mutating func aggregate(of node: NodeID, _ group: LocalID, rowsAt place: Int) -> QueryAggregate? {
    let (stages, source) = compiler.chain(node)
    guard case .rowMember(group, .record(place)) = compiler.unit.resolutions[source.index], let last = stages.last,
      compiler.type(node) == compiler.finalType(node)
    else { return nil }
    var wanted: [QueryExpression] = []
    for stage in stages.dropLast() {
      guard stage.verb == .where, let (node, place) = rowExpression(stage, 0), let condition = truth(node, place) else {
        return nil
      }
      wanted.append(condition)
    }
    return aggregate(last).map { QueryAggregate($0, conditions: wanted) }
  }

  // MARK: - Verbs that make one value

  private mutating func value(of stage: Stage) -> Query.Result? {
    switch (stage.verb, result) {
    case (.first, .rows) where stage.arguments.isEmpty && !isLimited: return .first
    case (.count, .table(let columns, isDistinct: true)) where columns.count == 1 && !isLimited:
      // Nothing is a value too, which SQL counts as none among many columns, and here as one.
      return .countDistinct(columns[0])
    case (.count, .rows), (.count, .table(_, isDistinct: false)): return .value(QueryAggregate(.count))
    case (_, .rows) where !isLimited: return aggregate(stage).map { .value(QueryAggregate($0)) }
    default: return nil
    }
  }

  private mutating func aggregate(_ stage: Stage) -> QueryAggregate.Kind? {
    switch stage.verb {
    case .count: return .count
    case .any, .all, .none:
      guard let (node, place) = rowExpression(stage, 0), let wanted = truth(node, place) else { return nil }
      return stage.verb == .any ? .any(wanted) : stage.verb == .all ? .all(wanted) : .none(wanted)
    case .min, .max:
      guard !stage.arguments.isEmpty, let column = column(stage, 0) else { return nil }
      switch column.type {
      case .bool, .duration, .noun: return nil
      default: return stage.verb == .min ? .min(column) : .max(column)
      }
    case .sum, .average:
      guard !stage.arguments.isEmpty, let column = column(stage, 0), [.int, .duration].contains(column.type) else {
        return nil
      }
      return stage.verb == .sum ? .sum(column) : .average(column)
    default: return nil
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
}
