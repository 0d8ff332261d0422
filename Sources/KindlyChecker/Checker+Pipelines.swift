// Pipelines: what each verb takes and gives. A verb's argument is asked of each row, with the row's fields as bare
// names; one that is a function of one parameter is applied to the row. Row expressions may only look.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// A stage that something is wrong with, or before which something is, is told once: what it gives is not known for
  /// certain, so that what a later stage cannot take of it is no mistake of its own.
  func inferPipe(_ node: NodeID, hint: TypeID?) -> TypeID {
    let left = NodeID(tree[node].a)
    let right = NodeID(tree[node].b)
    let known = errors.count
    let type = infer(left, hint: tree[left].kind == .name ? firstParameter(of: right, for: left) : nil)
    let hasFailed = failedPipes.contains(left) || errors[known...].contains(where: \.isError)
    let ofStage = errors.count
    let result = inferStage(node, left, right, type, hasFailed: hasFailed, hint: hint)
    if hasFailed {
      let span = tree.span(left)
      errors[ofStage...].removeAll { $0.span == span || $0.kind.isAboutArguments }
    }
    if hasFailed || errors[ofStage...].contains(where: \.isError) { failedPipes.insert(node) }
    return result
  }

  private func inferStage(
    _ node: NodeID, _ left: NodeID, _ right: NodeID, _ leftType: TypeID, hasFailed: Bool, hint: TypeID?
  ) -> TypeID {
    var type = leftType
    if type == types.list(.never), tree[right].kind == .verb {
      // Nothing tells what an empty list is of; its rows are never asked.
      type = types.list(elementOfEmpty(right, hint) ?? .int)
      convert(left, from: types.list(.never), to: type)
    }
    switch tree[right].kind {
    case .verb:
      let symbol = Symbol(rawValue: tree[right].a)
      guard let verb = lexicon[symbol].verb else {
        report(.notAVerb(name(symbol)), at: right)
        return set(node, .error)
      }
      if types.element(type) == nil, type != .error, isFunction(symbol) {
        let arguments = tree.list(tree[right].b, tree[right].c).map { NodeID(tree[$0].b) }
        let result = inferNamedCall(
          right, callee: right, symbol, [left] + arguments, pipedType: unit.finalType(left), hint: hint)
        return set(node, result)
      }
      if hasFailed, types.element(type) == nil { type = .error }
      return set(node, inferVerb(right, verb, left: left, type))
    case .call:
      return set(node, inferCall(right, hint: hint, piped: left))
    case .name:
      let symbol = Symbol(rawValue: tree[right].a)
      if findLocal(symbol) != nil || environment.globalNames[symbol] != nil {
        return set(node, applyPiped(right, to: left, at: node))
      }
      let result = inferNamedCall(node, callee: right, symbol, [left], pipedType: unit.finalType(left), hint: hint)
      return set(node, result)
    case .member where module(qualifying: right) != nil:
      if let id = qualifiedFunction(right) {
        _ = inferMember(right)
        return set(node, inferDeclaredCall(node, callee: right, id, [left], isPiped: true))
      }
      return set(node, applyPiped(right, to: left, at: node))
    case .missing: return set(node, .error)
    default:
      report(.notAVerb(tree[right].kind == .integer ? "a number" : "this"), at: right)
      _ = infer(right)
      return set(node, .error)
    }
  }

  /// What the rows of an empty list are, as far as what is wanted of the verb behind it tells.
  private func elementOfEmpty(_ right: NodeID, _ hint: TypeID?) -> TypeID? {
    guard let hint, let verb = lexicon[Symbol(rawValue: tree[right].a)].verb else { return nil }
    switch verb {
    case .first, .last, .min, .max: return types.unwrapped(hint)
    case .where, .sort, .take, .skip, .reverse, .distinct: return types.element(hint)
    default: return nil
    }
  }

  /// Whether a function has this name, besides the verb.
  private func isFunction(_ symbol: Symbol) -> Bool {
    environment.functionNames[symbol] != nil || lexicon[symbol].builtin != nil
  }

  /// `offer | f`: what a name that is no variable may be a case of.
  private func firstParameter(of right: NodeID, for left: NodeID) -> TypeID? {
    let symbol: Symbol
    switch tree[right].kind {
    case .name, .verb: symbol = Symbol(rawValue: tree[right].a)
    case .call: symbol = Symbol(rawValue: tree[NodeID(tree[right].a)].a)
    default: return nil
    }
    guard lexicon[Symbol(rawValue: tree[left].a)].source == nil, !isKnown(left),
      let id = environment.functionNames[symbol]
    else { return nil }
    return environment.functions[id.rawValue].parameterTypes.first
  }

  /// `x | f`, where `f` is a variable that holds a function.
  private func applyPiped(_ right: NodeID, to left: NodeID, at node: NodeID) -> TypeID {
    let function = infer(right)
    guard case .function(let parameters, let result) = types.shape(function), parameters.count == 1 else {
      if function != .error { report(.notCallable(describe(function), hides: hiddenFunction(right)), at: right) }
      return .error
    }
    convert(left, from: unit.finalType(left), to: parameters[0])
    callsValue(right, function)
    hands(left, parameters[0], toValue: right, function, 0)
    disturb(.unknown)
    unit.setArguments(of: node, CollectionOfOne(.node(left)))
    return result
  }

  private func inferVerb(_ node: NodeID, _ verb: Verb, left: NodeID, _ type: TypeID) -> TypeID {
    guard let element = types.element(type) ?? (type == .error ? .error : nil) else {
      if types.isOptional(type), let base = types.element(types.unwrapped(type)) {
        report(.maybeNothing(found: describe(type), wanted: describe(types.list(base))), at: left)
      } else {
        report(.notAList(verb: verb.name, found: describe(type)), at: left)
      }
      return set(node, .error)
    }
    let row = RowFrame(local: addLocal(.none, type: element), type: element)
    unit.resolutions[node.index] = .verb(verb, row: row.local)
    let arguments = tree.list(tree[node].b, tree[node].c)
    let result = verbType(node, verb, row, arguments, list: type)
    disturb(Survey.reach(verb))
    if verb == .approve { need(.approves) }
    if verb == .perform || verb == .approve || verb == .send { asksRules() }
    return set(node, result)
  }

  private func verbType(_ node: NodeID, _ verb: Verb, _ row: RowFrame, _ arguments: NodeRun, list: TypeID) -> TypeID {
    func demand(_ count: ClosedRange<Int>, _ wanted: String) {
      if count.contains(arguments.count) { return }
      if arguments.isEmpty, count == 1...1, verb != .each, verb != .to, verb != .draft {
        report(.verbAlone(verb.name), at: nameSpan(Symbol(rawValue: tree[node].a), at: tree[node].start))
      } else {
        report(.verbArguments(verb: verb.name, wanted: wanted), at: node)
      }
    }
    switch verb {
    case .where:
      demand(1...1, "one condition")
      for argument in arguments { rowArgument(argument, row, verb, as: .bool) }
      return list
    case .any, .all, .none:
      demand(1...1, "one condition")
      for argument in arguments { rowArgument(argument, row, verb, as: .bool) }
      return .bool
    case .sort:
      // Alone it sorts by the rows themselves; where these have no order, something to sort by is missing.
      demand((isOrdered(types.unwrapped(row.type)) ? 0 : 1)...16, "what to sort by")
      for argument in arguments { ordered(rowArgument(argument, row, verb), at: argument) }
      return list
    case .select:
      demand(1...64, "the fields to keep")
      return types.list(types.type(.record(columns(arguments, row, verb))))
    case .map:
      demand(1...1, "one expression")
      return types.list(arguments.map { rowArgument($0, row, verb) }.last ?? .error)
    case .take, .skip:
      demand(1...1, "how many")
      for argument in arguments { countArgument(argument, verb) }
      return list
    case .first, .last:
      demand(0...1, "nothing, or how many")
      for argument in arguments { countArgument(argument, verb) }
      return arguments.isEmpty ? types.optional(row.type) : list
    case .count:
      demand(0...0, "nothing; filter with `where` before it")
      return .int
    case .sum:
      demand(0...1, "one expression")
      let type = arguments.first.map { rowArgument($0, row, verb) } ?? row.type
      return summable(types.unwrapped(type), verb, at: arguments.first ?? node)
    case .average:
      demand(0...1, "one expression")
      let type = arguments.first.map { rowArgument($0, row, verb) } ?? row.type
      let sum = summable(types.unwrapped(type), verb, at: arguments.first ?? node)
      return types.optional(sum == .int ? .number : sum)
    case .min, .max:
      demand(0...1, "one expression")
      let type = arguments.first.map { rowArgument($0, row, verb) } ?? row.type
      ordered(type, at: arguments.first ?? node)
      return types.optional(type)
    case .flatten:
      demand(0...0, "nothing")
      if let inner = types.element(row.type) { return types.list(inner) }
      if row.type != .error { report(.notAListOfLists(found: describe(list)), at: node) }
      return list
    case .distinct:
      demand(0...1, "nothing, or one expression")
      for argument in arguments { rowArgument(argument, row, verb) }
      return list
    case .reverse:
      demand(0...0, "nothing")
      return list
    case .each:
      demand(1...1, "a block: `each { … }`")
      for argument in arguments { eachBody(argument, row) }
      return .nothing
    case .group: return groupType(node, row, arguments, list: list)
    case .join: return joinType(node, row, arguments)
    case .to, .save:
      demand(1...1, verb == .to ? "a format: `to json`" : "a file: `save \"rows.csv\"`")
      if verb == .save {
        does(.files)
        for argument in arguments {
          plainArgument(argument, as: .text)
          checkPath(NodeID(tree[argument].b), of: row.type)
          checkWriting(NodeID(tree[argument].b))
        }
      } else {
        for argument in arguments { checkFormat(NodeID(tree[argument].b), of: row.type) }
      }
      return verb == .to ? .text : .nothing
    case .show:
      demand(0...0, "nothing")
      does(.says)
      return .nothing
    case .search:
      demand(1...1, "words: `search \"bees\"`")
      for argument in arguments { plainArgument(argument, as: .text) }
      does(.reads)
      if row.type == .error || row.type.noun.map({ !$0.spec.searched.isEmpty }) == true { return list }
      report(.commandNeeds(command: "search", wanted: "a list of records", found: describe(list)), at: node)
      return .error
    case .chart:
      demand(0...0, "nothing")
      does(.says)
      checkPicture(of: row.type, at: node)
      return .nothing
    case .approve, .send, .perform, .cancel, .remove: return actionType(node, verb, row)
    case .update: return updateType(node, row, arguments)
    case .draft:
      does(.changes)
      demand(1...1, "a template: `draft thank_you(it, …)`")
      for argument in arguments {
        let value = NodeID(tree[argument].b)
        inRow(row) { inferDraft(value) }
        set(argument, .nothing)
      }
      return types.list(.noun(.message))
    }
  }

  // MARK: - Arguments

  /// Types an argument that is asked of each row. A function of one parameter gives what it gives of the row.
  @discardableResult
  func rowArgument(_ argument: NodeID, _ row: RowFrame, _ verb: Verb, as wanted: TypeID? = nil) -> TypeID {
    let value = NodeID(tree[argument].b)
    let (type, frame) = effects { () -> TypeID in
      let isFunction = tree[value].kind == .lambda || isFunctionName(value, row)
      if isFunction {
        let hint = types.type(.function([row.type], wanted ?? .error))
        takesBuiltin = tree[value].kind == .name
        runsLambdaAtOnce = tree[value].kind == .lambda
        let found = infer(value, hint: hint)
        takesBuiltin = false
        if case .function = types.shape(found) {
          callsValue(value, found)
          handsRows(of: [row.type], to: value, found)
        }
        guard case .function(let parameters, let result) = types.shape(found) else { return found }
        if parameters.count != 1 || !fits(row.type, parameters[0]) {
          report(.mismatch(found: describe(found), wanted: "function of one \(describe(row.type))"), at: value)
          return .error
        }
        if let wanted, !fits(result, wanted) {
          report(.mismatch(found: describe(result), wanted: describe(wanted)), at: value)
        }
        return result
      }
      return inRow(row) {
        guard let wanted else { return infer(value) }
        return check(value, as: wanted)
      }
    }
    demandPurity(value, .verb(verb), frame)
    return set(argument, type)
  }

  private func isFunctionName(_ node: NodeID, _ row: RowFrame) -> Bool {
    if let module = module(qualifying: node) {
      switch environment.module(module).members[Symbol(rawValue: tree[node].b)]?.kind {
      case .function: return true
      case .global(let id):
        if case .function = types.shape(environment.globals[id.rawValue].type) { return true }
        return false
      case nil: return false
      }
    }
    guard tree[node].kind == .name else { return false }
    let symbol = Symbol(rawValue: tree[node].a)
    if let local = findLocal(symbol) {
      if case .function = types.shape(unit.locals[local.rawValue].type) { return true }
      return false
    }
    if let global = environment.globalNames[symbol] {
      if case .function = types.shape(environment.globals[global.rawValue].type) { return true }
      return false
    }
    if fieldType(row.type, symbol) != nil { return false }
    return environment.functionNames[symbol] != nil || lexicon[symbol].builtin != nil
  }

  /// Work in which the row's fields are bare names.
  @discardableResult
  func inRow<T>(_ row: RowFrame, _ work: () -> T) -> T {
    rows.append(RowFrame(local: row.local, type: row.type, frame: frames.count - 1))
    defer { rows.removeLast() }
    return work()
  }

  private func plainArgument(_ argument: NodeID, as type: TypeID) {
    check(NodeID(tree[argument].b), as: type)
    set(argument, type)
  }

  /// How many rows: a literal below zero is a mistake.
  private func countArgument(_ argument: NodeID, _ verb: Verb) {
    plainArgument(argument, as: .int)
    let value = NodeID(tree[argument].b)
    if tree[value].kind == .unary, tree[value].op == UnaryOperator.negate.rawValue,
      tree[NodeID(tree[value].a)].kind == .integer
    {
      report(.negativeCount(verb: verb.name), at: value)
    }
  }

  private func ordered(_ type: TypeID, at node: NodeID) {
    let base = types.unwrapped(type)
    if !isOrdered(base) { report(.notOrdered(describe(base)), at: node) }
  }

  private func summable(_ type: TypeID, _ verb: Verb, at node: NodeID) -> TypeID {
    if isNumeric(type) || type == .error { return type }
    if isDuration(type) { return verb == .sum ? type : .duration }
    report(.notSummable(verb: verb.name, found: describe(type)), at: node)
    return .error
  }

  /// The named columns of `select` and the keys of `group`: a bare field names itself.
  func columns(_ arguments: some Collection<NodeID>, _ row: RowFrame, _ verb: Verb) -> [TypeShape.Field] {
    var fields: [TypeShape.Field] = []
    for argument in arguments {
      let type = rowArgument(argument, row, verb)
      var symbol = Symbol(rawValue: tree[argument].a)
      if symbol == .none {
        let value = NodeID(tree[argument].b)
        switch tree[value].kind {
        case .name: symbol = Symbol(rawValue: tree[value].a)
        case .member: symbol = Symbol(rawValue: tree[value].b)
        default: report(.needsName, at: value)
        }
      }
      if symbol != .none, fields.contains(where: { $0.name == symbol }) {
        report(.fieldTwice(name(symbol)), at: argument)
      } else {
        fields.append(.init(name: symbol, type: type))
      }
    }
    return fields
  }
}
