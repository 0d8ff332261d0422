// Pipelines: a chain of verbs becomes one loop. Verbs that pass rows on (`where`, `map`, `take` …) are stages inside
// it; a verb that needs all rows ends a loop with a list, from which the next begins (FunctionCompiler+Gathering.swift);
// one that gives a single value is the loop's end (FunctionCompiler+Folds.swift). A row is in the register of its verb's
// row local.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  struct Stage {
    let verb: Verb
    /// The `verb` node, and the `pipe` node around it.
    let node: NodeID
    let pipe: NodeID
    let row: LocalID
    let arguments: [NodeID]
  }

  func pipe(_ node: NodeID, into wanted: Register?) -> Register {
    let right = NodeID(tree[node].b)
    guard case .verb = unit.resolutions[right.index] else { return application(node, right, into: wanted) }
    let (stages, left) = chain(node)
    let mark = code.mark
    let result =
      paged(stages, of: left) ?? asked(stages, of: left)
      ?? run(stages, on: rows(of: left), elementType: types.element(finalType(left)) ?? .nothing)
    code.release(mark)
    return deliver(settle(result), into: wanted)
  }

  /// The verbs of a pipeline, as far as each takes the rows of the one before as they are, and what they begin with.
  func chain(_ node: NodeID) -> (stages: [Stage], source: NodeID) {
    var stages: [Stage] = []
    var left = node
    while tree[left].kind == .pipe, left == node || type(left) == finalType(left) {
      let verb = NodeID(tree[left].b)
      guard case .verb(let name, let row) = unit.resolutions[verb.index] else { break }
      let arguments = Array(tree.list(tree[verb].b, tree[verb].c))
      stages.append(Stage(verb: name, node: verb, pipe: left, row: row, arguments: arguments))
      left = NodeID(tree[left].a)
    }
    return (stages.reversed(), left)
  }

  /// `x | f`, `x | f(y)`: a call with the left side as its first argument.
  private func application(_ node: NodeID, _ right: NodeID, into wanted: Register?) -> Register {
    switch tree[right].kind {
    case .call: return apply(callee: NodeID(tree[right].a), argumentsOf: right, into: wanted, at: right)
    case .verb: return apply(callee: right, argumentsOf: right, into: wanted, at: right)
    default: return apply(callee: right, argumentsOf: node, into: wanted, at: right)
    }
  }

  /// The most verbs that one loop takes.
  private static let longestLoop = 64

  /// The value of the whole chain over some rows.
  func run(_ stages: [Stage], on rows: Rows, elementType: TypeID) -> Register {
    var (rest, rows) = narrowed(rows, by: stages[...])
    var elementType = elementType
    while !rest.isEmpty {
      // A very long chain takes several loops: each verb in one is compiled within the one before.
      let flowing = rest.prefix { passesOn($0) }.prefix(FunctionCompiler.longestLoop)
      rest = rest.dropFirst(flowing.count)
      if let last = rest.first, isFold(last), flowing.count < FunctionCompiler.longestLoop {
        rest = rest.dropFirst()
        let result = fold(last, Array(flowing), rows, elementType)
        if rest.isEmpty { return result }
        rows = .list(result)
      } else {
        if !flowing.isEmpty { rows = .list(collect(Array(flowing), rows, elementType)) }
        elementType = flowing.last.flatMap { types.element(type($0.pipe)) } ?? elementType
        let list = list(of: rows, elementType)
        guard let whole = rest.first else { return list }
        if passesOn(whole) || isFold(whole) {
          rows = .list(list)
          continue
        }
        rest = rest.dropFirst()
        let result = self.whole(whole, list, elementType)
        if rest.isEmpty { return result }
        rows = .list(result)
      }
      elementType = types.element(type(stages[stages.count - rest.count - 1].pipe)) ?? .nothing
    }
    return list(of: rows, elementType)
  }

  /// Whether a verb hands rows on one by one.
  func passesOn(_ stage: Stage) -> Bool {
    switch stage.verb {
    case .where, .map, .select, .take, .skip, .flatten: true
    case .first: !stage.arguments.isEmpty
    default: false
    }
  }

  /// Whether a verb makes one value of the rows as they come.
  func isFold(_ stage: Stage) -> Bool {
    switch stage.verb {
    case .first, .last: stage.arguments.isEmpty
    case .count, .sum, .average, .min, .max, .any, .all, .none, .each: true
    default: false
    }
  }

  // MARK: - The loop

  /// One loop over the rows, through the stages, into `sink`. `end` is where a stage that has enough goes.
  func flow(
    _ stages: [Stage], _ rows: Rows, _ elementType: TypeID, end: Label, sink: (Register, TypeID, Label) -> Void
  ) {
    // Counts are asked once, before the first row.
    var counters: [Register?] = []
    for stage in stages {
      switch stage.verb {
      case .take, .first, .skip:
        let counter = code.allocate(.word)
        let argument = stage.arguments.first.map { NodeID(tree[$0].b) } ?? .none
        move(value(argument, into: counter), into: counter)
        if stage.verb != .skip { code.jumpShort(.jumpLessOrEqualImmediate, counter.index, 0, to: end) }
        counters.append(counter)
      default: counters.append(nil)
      }
    }
    let next = code.label()
    each(of: rows, bank(elementType), next: next) { row in
      pass(row, elementType, stages[...], counters[...], next: next, end: end, sink: sink)
    }
  }

  private func pass(
    _ row: Register, _ type: TypeID, _ stages: ArraySlice<Stage>, _ counters: ArraySlice<Register?>, next: Label,
    end: Label, sink: (Register, TypeID, Label) -> Void
  ) {
    guard let stage = stages.first else { return sink(row, type, next) }
    let (later, laterCounters) = (stages.dropFirst(), counters.dropFirst())
    let mark = code.mark
    defer { code.release(mark) }
    func goOn(_ row: Register, _ type: TypeID, next: Label) {
      pass(row, type, later, laterCounters, next: next, end: end, sink: sink)
    }
    switch stage.verb {
    case .where:
      condition(stage, row, type, to: next, when: false)
      goOn(row, type, next: next)
    case .map:
      let (made, madeType) = rowValue(stage, stage.arguments[0], row, type)
      goOn(made, madeType, next: next)
    case .select:
      let made = types.element(self.type(stage.pipe)) ?? .nothing
      let result = code.allocate(.ref)
      _ = record(layouts[made], into: result) { index, register in
        let (found, foundType) = rowValue(stage, stage.arguments[index], row, type)
        let wanted = layouts[made].fields[index].type
        move(coerce(found, from: foundType, to: wanted, into: nil), into: register)
      }
      goOn(result, made, next: next)
    case .take, .first:
      guard let counter = counters.first ?? nil else { return }
      let passed = code.label()
      code.emit(.addImmediate, counter.index, counter.index, -1)
      goOn(row, type, next: passed)
      code.bind(passed)
      code.jumpShort(.jumpGreaterImmediate, counter.index, 0, to: next)
      code.jump(to: end)
    case .skip:
      guard let counter = counters.first ?? nil else { return }
      let passed = code.label()
      code.jumpShort(.jumpLessOrEqualImmediate, counter.index, 0, to: passed)
      code.emit(.addImmediate, counter.index, counter.index, -1)
      code.jump(to: next)
      code.bind(passed)
      goOn(row, type, next: next)
    case .flatten:
      let inner = types.element(type) ?? .nothing
      let innerNext = code.label()
      each(of: row, bank(inner), next: innerNext) { goOn($0, inner, next: innerNext) }
      code.jump(to: next)
    default: goOn(row, type, next: next)
    }
  }

  private func collect(_ stages: [Stage], _ rows: Rows, _ elementType: TypeID) -> Register {
    let made = types.element(type(stages[stages.count - 1].pipe)) ?? .nothing
    let result = code.allocate(.ref)
    code.emit(.list, d: bank(made) == .ref ? 1 : 0, result.index, bc: 0)
    let mark = code.mark
    let end = code.label()
    flow(stages, rows, elementType, end: end) { row, rowType, _ in
      let element = coerce(row, from: rowType, to: made, into: nil)
      code.emit(element.bank == .ref ? .pushR : .pushW, result.index, element.index)
    }
    code.bind(end)
    code.release(mark)
    return result
  }

  // MARK: - Row expressions

  /// What an argument gives of the row, and its type.
  func rowValue(
    _ stage: Stage, _ argument: NodeID, _ row: Register, _ rowType: TypeID, into wanted: Register? = nil
  ) -> (Register, TypeID) {
    rowValue(NodeID(tree[argument].b), local: stage.row, row, rowType, into: wanted)
  }

  func rowValue(
    _ node: NodeID, local: LocalID?, _ row: Register, _ rowType: TypeID, into wanted: Register? = nil
  ) -> (Register, TypeID) {
    if let (parameter, body) = inlined(node) {
      bind(parameter, to: coerce(row, from: rowType, to: unit.locals[parameter.rawValue].type, into: nil))
      return (value(body, into: wanted), finalType(body))
    }
    guard case .function(let parameters, let result) = types.shape(finalType(node)), parameters.count == 1 else {
      if let local { bind(local, to: row) }
      return (value(node, into: wanted), finalType(node))
    }
    let argument = coerce(row, from: rowType, to: parameters[0], into: nil)
    switch unit.resolutions[node.index] {
    case .function(let id) where tree[node].kind == .name || tree[node].kind == .member:
      return (callFunction(id, into: wanted, at: node) { $0.argument(register: argument) }, result)
    case .builtin(let builtin, let overload):
      let made = callBuiltin(
        builtin, overload, [(argument, parameters[0])], result: result, into: wanted, at: node)
      return (made, result)
    default:
      if let local { bind(local, to: row) }
      let closure = value(node)
      let made = callClosure(closure, finalType(node), into: wanted, at: node) { $0.argument(register: argument) }
      return (made, result)
    }
  }

  /// The parameter and the body of a lambda that can stand in place: one that does not `return`.
  func inlined(_ node: NodeID) -> (LocalID, NodeID)? {
    guard tree[node].kind == .lambda, case .lambda(let id) = unit.resolutions[node.index] else { return nil }
    let info = program.environment.function(id)
    guard info.parameters.count == 1, finalType(info.body) != .nothing else { return nil }
    let start = tree[node].start
    for index in stride(from: node.index - 1, to: 0, by: -1) {
      if tree.nodes[index].end <= start { break }
      if tree.nodes[index].kind == .returns { return nil }
    }
    return (info.parameters[0], info.body)
  }

  func condition(_ stage: Stage, _ row: Register, _ type: TypeID, to label: Label, when sense: Bool) {
    let node = NodeID(tree[stage.arguments[0]].b)
    let mark = code.mark
    if let (parameter, body) = inlined(node) {
      bind(parameter, to: row)
      branch(body, to: label, when: sense)
    } else if case .function = types.shape(finalType(node)) {
      let (register, _) = rowValue(stage, stage.arguments[0], row, type)
      code.jump(sense ? .jumpIf : .jumpUnless, register.index, to: label)
    } else {
      bind(stage.row, to: row)
      branch(node, to: label, when: sense)
    }
    code.release(mark)
  }
}
