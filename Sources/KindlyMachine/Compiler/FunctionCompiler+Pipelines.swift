// Pipelines: a chain of verbs becomes one loop. Verbs that pass rows on (`where`, `map`, `take` …) are stages inside
// it; a verb that needs all rows (`sort`, `group` …) ends a loop with a list, from which the next begins; one that
// gives a single value is the loop's end. A row is in the register of its verb's row local.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax
import KindlyTime

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
    var stages: [Stage] = []
    var left = node
    while tree[left].kind == .pipe, left == node || type(left) == finalType(left) {
      let verb = NodeID(tree[left].b)
      guard case .verb(let name, let row) = unit.resolutions[verb.index] else { break }
      let arguments = Array(tree.list(tree[verb].b, tree[verb].c))
      stages.append(Stage(verb: name, node: verb, pipe: left, row: row, arguments: arguments))
      left = NodeID(tree[left].a)
    }
    stages.reverse()
    let mark = code.mark
    let result = run(stages, on: rows(of: left), elementType: types.element(finalType(left)) ?? .nothing)
    code.release(mark)
    return deliver(settle(result), into: wanted)
  }

  /// `x | f`, `x | f(y)`: a call with the left side as its first argument.
  private func application(_ node: NodeID, _ right: NodeID, into wanted: Register?) -> Register {
    switch tree[right].kind {
    case .call: return apply(callee: NodeID(tree[right].a), argumentsOf: right, into: wanted, at: right)
    case .verb: return apply(callee: right, argumentsOf: right, into: wanted, at: right)
    default: return apply(callee: right, argumentsOf: node, into: wanted, at: right)
    }
  }

  /// The value of the whole chain over some rows.
  private func run(_ stages: [Stage], on rows: Rows, elementType: TypeID) -> Register {
    var rest = stages[...]
    var rows = rows
    var elementType = elementType
    while !rest.isEmpty {
      let flowing = rest.prefix { passesOn($0) }
      rest = rest.dropFirst(flowing.count)
      if let last = rest.first, isFold(last) {
        rest = rest.dropFirst()
        let result = fold(last, Array(flowing), rows, elementType)
        if rest.isEmpty { return result }
        rows = .list(result)
      } else {
        if !flowing.isEmpty { rows = .list(collect(Array(flowing), rows, elementType)) }
        elementType = flowing.last.flatMap { types.element(type($0.pipe)) } ?? elementType
        let list = list(of: rows, elementType)
        guard let whole = rest.first else { return list }
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
  private func passesOn(_ stage: Stage) -> Bool {
    switch stage.verb {
    case .where, .map, .select, .take, .skip, .flatten: true
    case .first: !stage.arguments.isEmpty
    default: false
    }
  }

  /// Whether a verb makes one value of the rows as they come.
  private func isFold(_ stage: Stage) -> Bool {
    switch stage.verb {
    case .first, .last: stage.arguments.isEmpty
    case .count, .sum, .average, .min, .max, .any, .all, .none, .each: true
    default: false
    }
  }

  // MARK: - The loop

  /// One loop over the rows, through the stages, into `sink`. `end` is where a stage that has enough goes.
  private func flow(
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
  private func inlined(_ node: NodeID) -> (LocalID, NodeID)? {
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

  private func condition(_ stage: Stage, _ row: Register, _ type: TypeID, to label: Label, when sense: Bool) {
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

  // MARK: - Folds

  private func fold(_ stage: Stage, _ stages: [Stage], _ rows: Rows, _ elementType: TypeID) -> Register {
    place(stage.node)
    let resultType = type(stage.pipe)
    let result = code.allocate(bank(resultType))
    let mark = code.mark
    defer { code.release(mark) }
    let end = code.label()
    switch stage.verb {
    case .count:
      if stages.isEmpty {
        count(rows, into: result)
        return result
      }
      code.emit(.intW, result.index, bc: 0)
      flow(stages, rows, elementType, end: end) { _, _, _ in
        code.emit(.addImmediate, result.index, result.index, 1)
      }
    case .any, .all, .none:
      let found: Int = stage.verb == .any ? 1 : 0
      code.emit(.intW, result.index, bc: 1 - found)
      flow(stages, rows, elementType, end: end) { row, type, next in
        condition(stage, row, type, to: next, when: stage.verb == .all)
        code.emit(.intW, result.index, bc: found)
        code.jump(to: end)
      }
    case .first:
      loadNothing(resultType, into: result)
      flow(stages, rows, elementType, end: end) { row, type, _ in
        _ = coerce(row, from: type, to: resultType, into: result)
        code.jump(to: end)
      }
    case .last:
      loadNothing(resultType, into: result)
      if stages.isEmpty, case .range(let first, let last) = rows {
        code.jumpShort(.jumpLessI, last.index, first.index, to: end)
        _ = coerce(last, from: elementType, to: resultType, into: result)
      } else if stages.isEmpty, case .list(let list) = rows {
        let index = code.allocate(.word)
        code.emit(.lengthOfList, index.index, list.index)
        code.jumpShort(.jumpEqualImmediate, index.index, 0, to: end)
        code.emit(.intW, index.index, bc: -1)
        let element = code.allocate(bank(elementType))
        code.emit(element.bank == .word ? .indexW : .indexR, element.index, list.index, index.index)
        _ = coerce(element, from: elementType, to: resultType, into: result)
      } else {
        flow(stages, rows, elementType, end: end) { row, type, _ in
          _ = coerce(row, from: type, to: resultType, into: result)
        }
      }
    case .sum: sum(stage, stages, rows, elementType, result, resultType, end: end)
    case .average: average(stage, stages, rows, elementType, result, resultType, end: end)
    case .min, .max:
      loadNothing(resultType, into: result)
      flow(stages, rows, elementType, end: end) { row, type, next in
        let (found, foundType) = foldValue(stage, row, type)
        if types.isOptional(foundType) { jumpIfNothing(found, foundType, to: next) }
        let take = code.label()
        let candidate = coerce(found, from: foundType, to: resultType, into: nil)
        jumpIfNothing(result, resultType, to: take)
        let isMin = stage.verb == .min
        orderJump(true, isMin ? candidate : result, isMin ? result : candidate, resultType, to: next, when: false)
        code.bind(take)
        move(candidate, into: result)
      }
    default:
      code.emit(.nullR, result.index)
      flow(stages, rows, elementType, end: end) { row, type, next in
        let body = NodeID(tree[stage.arguments[0]].b)
        if tree[body].kind == .lambda {
          if let (parameter, inner) = eachLambda(body) {
            bind(parameter, to: row)
            loops.append((end, next))
            effect(inner)
            loops.removeLast()
          } else {
            _ = callClosure(value(body), finalType(body), into: nil, at: body) { $0.argument(register: row) }
          }
        } else {
          bind(stage.row, to: row)
          effect(body)
        }
      }
    }
    code.bind(end)
    return result
  }

  /// A lambda of `each`, whose value nobody wants.
  private func eachLambda(_ node: NodeID) -> (LocalID, NodeID)? {
    guard case .lambda(let id) = unit.resolutions[node.index] else { return nil }
    let info = program.environment.function(id)
    let start = tree[node].start
    for index in stride(from: node.index - 1, to: 0, by: -1) {
      if tree.nodes[index].end <= start { break }
      if tree.nodes[index].kind == .returns { return nil }
    }
    return info.parameters.count == 1 ? (info.parameters[0], info.body) : nil
  }

  /// The value that an aggregate takes of a row: its argument's, or the row itself.
  private func foldValue(_ stage: Stage, _ row: Register, _ type: TypeID) -> (Register, TypeID) {
    guard let argument = stage.arguments.first else { return (row, type) }
    return rowValue(stage, argument, row, type)
  }

  private func sum(
    _ stage: Stage, _ stages: [Stage], _ rows: Rows, _ elementType: TypeID, _ result: Register,
    _ resultType: TypeID, end: Label
  ) {
    switch layouts[resultType].shape {
    case .int: code.emit(.intW, result.index, bc: 0)
    case .number: load(word: 0, into: result)
    default: code.emit(.constantR, result.index, bc: zeroDuration(isPeriod: resultType == .period))
    }
    flow(stages, rows, elementType, end: end) { row, type, next in
      add(stage, row, type, to: result, resultType, next: next)
    }
  }

  /// `0d` or `0s`.
  private func zeroDuration(isPeriod: Bool) -> Int {
    let parts: KindlyTime.Duration.Parts = isPeriod ? .days : .seconds
    return program.constant(.duration(months: 0, days: 0, businessDays: 0, seconds: 0, parts: parts.rawValue))
  }

  private func add(_ stage: Stage, _ row: Register, _ type: TypeID, to result: Register, _ sumType: TypeID, next: Label)
  {
    let (found, foundType) = foldValue(stage, row, type)
    if types.isOptional(foundType) { jumpIfNothing(found, foundType, to: next) }
    let term = coerce(found, from: foundType, to: sumType == .number ? .number : types.unwrapped(foundType), into: nil)
    place(stage.node)
    switch layouts[sumType].shape {
    case .int: code.emit(.addI, result.index, result.index, term.index)
    case .number: code.emit(.addN, result.index, result.index, term.index)
    default:
      _ = native(.durationPlus, data: 0, result: .ref, into: result) {
        $0.argument(register: result)
        $0.argument(register: term)
      }
    }
  }

  private func average(
    _ stage: Stage, _ stages: [Stage], _ rows: Rows, _ elementType: TypeID, _ result: Register,
    _ resultType: TypeID, end: Label
  ) {
    let base = types.unwrapped(resultType)
    let isNumber = base == .number
    let total = code.allocate(isNumber ? .word : .ref)
    let count = code.allocate(.word)
    code.emit(.intW, count.index, bc: 0)
    if isNumber {
      load(word: 0, into: total)
    } else {
      code.emit(.constantR, total.index, bc: zeroDuration(isPeriod: false))
    }
    let done = code.label()
    flow(stages, rows, elementType, end: done) { row, type, next in
      add(stage, row, type, to: total, base, next: next)
      code.emit(.addImmediate, count.index, count.index, 1)
    }
    code.bind(done)
    place(stage.node)
    loadNothing(resultType, into: result)
    code.jumpShort(.jumpEqualImmediate, count.index, 0, to: end)
    let divisor = code.allocate(.word)
    code.emit(.toNumber, divisor.index, count.index)
    if isNumber {
      code.emit(.divN, result.index, total.index, divisor.index)
    } else {
      let one = code.allocate(.word)
      load(word: Int64(bitPattern: (1.0).bitPattern), into: one)
      code.emit(.divN, divisor.index, one.index, divisor.index)
      _ = native(.durationTimesNumber, data: 1, result: .ref, into: result) {
        $0.argument(register: divisor)
        $0.argument(register: total)
      }
    }
  }

  // MARK: - Verbs that need all rows

  private func whole(_ stage: Stage, _ list: Register, _ elementType: TypeID) -> Register {
    place(stage.node)
    switch stage.verb {
    case .sort:
      let keys = stage.arguments.map { argument in
        { (row: Register) in self.rowValue(stage, argument, row, elementType) }
      }
      let isDescending = stage.arguments.map { tree[$0].op == VerbArgumentForm.descending.rawValue }
      return keyed(.sort, list, elementType, keys, isDescending)
    case .distinct:
      guard let argument = stage.arguments.first else {
        return native(.distinct, data: UInt64(elementType.rawValue), result: .ref, into: nil) {
          $0.argument(register: list)
          $0.argument(register: list)
        }
      }
      return keyed(.distinct, list, elementType, [{ self.rowValue(stage, argument, $0, elementType) }], [false])
    case .reverse:
      return native(.reverse, data: 0, result: .ref, into: nil) { $0.argument(register: list) }
    case .last:
      return native(.lastOf, data: 0, result: .ref, into: nil) {
        $0.argument(register: list)
        $0.argument(NodeID($0.tree[stage.arguments[0]].b))
      }
    case .group: return group(stage, list, elementType)
    case .join: return join(stage, list, elementType)
    default: return act(stage, list, elementType)
    }
  }

  /// A native over a list and lists of keys, which a loop computes first.
  func keyed(
    _ work: Native, _ list: Register, _ elementType: TypeID, _ keys: [(Register) -> (Register, TypeID)],
    _ isDescending: [Bool]
  ) -> Register {
    let mark = code.mark
    let (words, refs) = (code.words, code.refs)
    let rows = code.allocate(.ref)
    move(list, into: rows)
    let lists = keys.map { _ in code.allocate(.ref) }
    let inner = code.mark
    var keyTypes: [TypeID] = []
    let next = code.label()
    let lengths = code.allocate(.word)
    code.emit(.lengthOfList, lengths.index, rows.index)
    // The lists of keys are made once their types are known: their instructions are patched below.
    let start = code.here
    for key in lists { code.emit(.list, d: 0, key.index, bc: 0) }
    each(of: rows, bank(elementType), next: next) { row in
      for (key, target) in zip(keys, lists) {
        let mark = code.mark
        let (found, type) = key(row)
        keyTypes.append(type)
        code.emit(found.bank == .ref ? .pushR : .pushW, target.index, found.index)
        code.release(mark)
      }
    }
    for (number, type) in keyTypes.enumerated() where bank(type) == .ref {
      code.replace(start + number, .list, d: 1, lists[number].index)
    }
    code.release(inner)
    let plan = Program.SortPlan(rowType: elementType, keys: zip(keyTypes, isDescending).map { ($0, $1) })
    let data = work == .distinct ? UInt64(keyTypes.first?.rawValue ?? 0) : UInt64(program.plan(plan))
    code.reserve(words: 2, refs: 2)
    code.emit(.native, words, refs, Int(work.rawValue))
    code.emit(data: data)
    code.release(mark)
    return code.allocate(.ref)
  }

  private func group(_ stage: Stage, _ list: Register, _ elementType: TypeID) -> Register {
    let braces = stage.arguments.first { tree[$0].op == VerbArgumentForm.fields.rawValue }
    let keyNodes = stage.arguments.filter { tree[$0].op != VerbArgumentForm.fields.rawValue }
    let groups = keyed(
      .group, list, elementType,
      keyNodes.map { argument in { self.rowValue(stage, argument, $0, elementType) } }, keyNodes.map { _ in false })
    let made = types.element(type(stage.pipe)) ?? .nothing
    let layout = layouts[made]
    let result = code.allocate(.ref)
    code.emit(.list, d: 1, result.index, bc: 0)
    let next = code.label()
    each(of: groups, .ref, next: next) { rows in
      let first = code.allocate(bank(elementType))
      let zero = code.allocate(.word)
      code.emit(.intW, zero.index, bc: 0)
      code.emit(first.bank == .word ? .indexW : .indexR, first.index, rows.index, zero.index)
      var groupRow: Register?
      if let braces, case .declares(let local) = unit.resolutions[braces.index] {
        let groupType = unit.locals[local.rawValue].type
        let groupLayout = layouts[groupType]
        let register = code.allocate(.ref)
        _ = record(groupLayout, into: register) { index, target in
          if index < keyNodes.count {
            let (found, type) = rowValue(stage, keyNodes[index], first, elementType)
            move(coerce(found, from: type, to: groupLayout.fields[index].type, into: nil), into: target)
          } else {
            move(rows, into: target)
          }
        }
        bind(local, to: register)
        groupRow = register
      }
      let record = code.allocate(.ref)
      _ = self.record(layout, into: record) { index, target in
        let field = layout.fields[index]
        if index < keyNodes.count {
          let (found, type) = rowValue(stage, keyNodes[index], first, elementType)
          move(coerce(found, from: type, to: field.type, into: nil), into: target)
        } else if let braces, groupRow != nil {
          let literal = NodeID(tree[braces].b)
          let fields = tree.list(tree[literal].a, tree[literal].b)
          let value = NodeID(tree[fields[fields.startIndex + index - keyNodes.count]].b)
          move(self.value(value, into: target), into: target)
        } else if field.bank == .word {
          code.emit(.lengthOfList, target.index, rows.index)
        } else {
          move(rows, into: target)
        }
      }
      code.emit(.pushR, result.index, record.index)
    }
    return result
  }

  private func join(_ stage: Stage, _ list: Register, _ elementType: TypeID) -> Register {
    let pairType = types.element(type(stage.pipe)) ?? .nothing
    let result = code.allocate(.ref)
    code.emit(.list, d: 1, result.index, bc: 0)
    let source = NodeID(tree[stage.arguments[0]].b)
    let other = code.allocate(.ref)
    move(value(source, into: other), into: other)
    let otherType = types.element(finalType(source)) ?? .nothing
    guard case .declares(let local) = unit.resolutions[stage.arguments[1].index] else { return result }
    let next = code.label()
    each(of: list, bank(elementType), next: next) { left in
      let innerNext = code.label()
      each(of: other, bank(otherType), next: innerNext) { right in
        let pair = code.allocate(.ref)
        _ = record(layouts[pairType], into: pair) { index, target in move(index == 0 ? left : right, into: target) }
        let (holds, _) = rowValue(NodeID(tree[stage.arguments[1]].b), local: local, pair, pairType)
        code.jump(.jumpUnless, holds.index, to: innerNext)
        code.emit(.pushR, result.index, pair.index)
      }
    }
    return result
  }
}
