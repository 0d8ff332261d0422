// The verbs of pipelines that take more than an expression: `each` with a block, `group` with braces, `join` with another
// list, `update` with fields, those that act on records, and what can be drawn. How a stage finds its verb, and what the
// plain verbs give, is in Checker+Pipelines.

import KindlyCatalog
import KindlySyntax

extension Checker {
  func eachBody(_ argument: NodeID, _ row: RowFrame) {
    let body = NodeID(tree[argument].b)
    // It runs again for every row.
    disturb(within: body)
    if tree[body].kind == .lambda {
      runsLambdaAtOnce = true
      let type = infer(body, hint: types.type(.function([row.type], .error)))
      callsValue(body, type)
      handsRows(of: [row.type], to: body, type)
    } else {
      assuming([]) {
        inRow(row) { _ = inferBlock(body, hint: nil, isValueUsed: false) }
        return .nothing
      }
    }
    set(argument, .nothing)
  }

  func groupType(_ node: NodeID, _ row: RowFrame, _ arguments: NodeRun, list: TypeID) -> TypeID {
    let keys = arguments.filter { tree[$0].op != VerbArgumentForm.fields.rawValue }
    if keys.isEmpty { report(.verbArguments(verb: "group", wanted: "what to group by"), at: node) }
    var fields = columns(keys, row, .group)
    let braces = arguments.first { tree[$0].op == VerbArgumentForm.fields.rawValue }
    for (key, field) in zip(keys, fields) {
      let given = name(field.name)
      if given == "rows" || given == "count" && braces == nil {
        report(.groupField(given), at: key)
        return .error
      }
    }
    if let braces {
      // Within the braces the row is the group: its keys, and `rows`.
      let group = types.type(.record(fields + [.init(name: interner.intern("rows"), type: list)]))
      let groupRow = RowFrame(local: addLocal(.none, type: group), type: group)
      let (type, frame) = effects { inRow(groupRow) { infer(NodeID(tree[braces].b)) } }
      demandPurity(braces, .verb(.group), frame)
      set(braces, type, .declares(groupRow.local))
      if case .record(let made) = types.shape(type) {
        for field in made where fields.contains(where: { $0.name == field.name }) {
          report(.fieldTwice(name(field.name)), at: braces)
          return .error
        }
        fields += made
      }
    } else {
      fields.append(.init(name: interner.intern("count"), type: .int))
      fields.append(.init(name: interner.intern("rows"), type: list))
    }
    return types.list(types.type(.record(fields)))
  }

  func joinType(_ node: NodeID, _ row: RowFrame, _ arguments: NodeRun) -> TypeID {
    guard arguments.count == 2 else {
      report(.verbArguments(verb: "join", wanted: "a source and a condition: `join notes on …`"), at: node)
      return .error
    }
    let source = NodeID(tree[arguments[0]].b)
    let found = infer(source)
    set(arguments[0], found)
    guard let right = types.element(found) else {
      if found != .error { report(.notAList(verb: "join", found: describe(found)), at: source) }
      return .error
    }
    let pair = types.type(
      .record([
        .init(name: interner.intern("left"), type: row.type), .init(name: interner.intern("right"), type: right),
      ]))
    let pairRow = RowFrame(local: addLocal(.none, type: pair), type: pair)
    rowArgument(arguments[1], pairRow, .join, as: .bool)
    unit.resolutions[arguments[1].index] = .declares(pairRow.local)
    return types.list(pair)
  }

  func actionType(_ node: NodeID, _ verb: Verb, _ row: RowFrame) -> TypeID {
    does(.changes)
    if verb == .send { does(.sends) }
    let wanted: Noun? =
      switch verb {
      case .approve, .send, .cancel: .message
      case .perform: .obligation
      default: nil
      }
    guard row.type != .error else { return .nothing }
    if let wanted, row.type.noun != wanted {
      report(
        .commandNeeds(command: verb.name, wanted: "a list of \(wanted.spec.plural)", found: describe(row.type)),
        at: node)
    } else if row.type.noun == nil {
      report(.commandNeeds(command: verb.name, wanted: "a list of records", found: describe(row.type)), at: node)
    }
    return .nothing
  }

  func updateType(_ node: NodeID, _ row: RowFrame, _ arguments: NodeRun) -> TypeID {
    does(.changes)
    guard let noun = row.type.noun else {
      if row.type != .error {
        report(.commandNeeds(command: "update", wanted: "a list of records", found: describe(row.type)), at: node)
      }
      return .nothing
    }
    if arguments.isEmpty {
      report(.verbArguments(verb: "update", wanted: "the fields to change: `update { outcome: rejected }`"), at: node)
    }
    for argument in arguments {
      let record = NodeID(tree[argument].b)
      guard tree[record].kind == .record else {
        report(
          .verbArguments(verb: "update", wanted: "the fields to change: `update { outcome: rejected }`"), at: argument)
        continue
      }
      inRow(row) { checkFields(Array(tree.list(tree[record].a, tree[record].b)), of: noun) }
      set(record, .nothing)
      set(argument, .nothing)
    }
    return .nothing
  }

  /// Of which rows there is a picture: records with a name and a number or a day, and what stands on a day.
  func checkPicture(of row: TypeID, at node: NodeID) {
    switch types.shape(row) {
    case .error, .noun(.interview), .noun(.deadline): return
    case .record(let fields):
      let drawn = fields.filter { field in
        let type = types.unwrapped(field.type)
        return isNumeric(type) || isDuration(type) || [.date, .dateTime].contains(type)
      }
      let labels = fields.filter { types.element($0.type) == nil }
      if !drawn.isEmpty, labels.count > 1 { return }
    default: break
    }
    report(.noPicture(found: describe(types.list(row))), at: node)
  }
}
