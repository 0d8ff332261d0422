// Expressions: the value of a node as its surroundings want it, the change from its type to the one that is wanted, and
// which room makes the value of which kind of node. Literals, names and operators have rooms of their own.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  /// The value of a node as its surroundings want it.
  func value(_ node: NodeID, into wanted: Register? = nil) -> Register {
    if let constant = hoisted[node.index] { return deliver(constant, into: wanted) }
    let from = type(node)
    let to = finalType(node)
    if from == to { return raw(node, into: wanted) }
    if tree[node].kind == .nothing || from == .nothing || from == .never {
      let mark = code.mark
      if from != .nothing || tree[node].kind != .nothing { _ = raw(node, into: nil) }
      code.release(mark)
      let register = target(wanted, bank(to))
      if from != .never { loadNothing(to, into: register) }
      return register
    }
    let register = raw(node, into: bank(from) == bank(to) ? wanted : nil)
    if types.isOptional(from), !types.isOptional(to), mayHaveChanged(node) { demandSomething(register, from, at: node) }
    return coerce(register, from: from, to: to, into: wanted)
  }

  /// Whether what a test told of a variable or field rests on what other code may do, and not on this function alone.
  private func mayHaveChanged(_ node: NodeID) -> Bool {
    switch unit.resolutions[node.index] {
    case .local(let local): unit.locals[local.rawValue].isMutable && unit.locals[local.rawValue].isCaptured
    case .global(let global): program.environment.globals[global.rawValue].isMutable
    case .member(.record): mayHaveChanged(rootOfRecord(node))
    default: true
    }
  }

  /// The variable, or whatever else it is, of which fields of records are taken.
  private func rootOfRecord(_ node: NodeID) -> NodeID {
    var node = node
    while case .member(.record) = unit.resolutions[node.index], tree[node].kind == .member {
      node = NodeID(tree[node].a)
    }
    return node
  }

  /// The checker has seen a test; should the value be nothing all the same, the run fails here and nowhere worse.
  private func demandSomething(_ register: Register, _ type: TypeID, at node: NodeID) {
    let something = code.label()
    jumpIfNothing(register, type, to: something, when: false)
    place(node)
    raise(.isNothing)
    code.bind(something)
  }

  // MARK: - Coercion

  func coerce(_ register: Register, from: TypeID, to: TypeID, into wanted: Register?) -> Register {
    if from == to || from == .error || to == .error { return deliver(register, into: wanted) }
    let (source, destination) = (layouts[from], layouts[to])
    let base = (types.unwrapped(from), types.unwrapped(to))
    if case .list(let element) = source.shape, element == .never, case .list(let other) = destination.shape {
      let result = target(wanted, .ref)
      code.emit(.list, d: bank(other) == .ref ? 1 : 0, result.index, bc: 0)
      return result
    }
    if case .map(let key, _) = source.shape, key == .never, case .map = destination.shape {
      let result = target(wanted, .ref)
      newMap(to, into: result)
      return result
    }
    if case .int = source.shape, case .number = destination.shape {
      return numberOf(register, isOptional: source.isOptional, into: wanted)
    }
    guard case .int = source.shape, base.0 == base.1 else { return deliver(register, into: wanted) }
    // Only whole numbers change their form with their `?`.
    switch (source.isOptional, destination.isOptional) {
    case (false, true):
      let result = target(wanted, .ref)
      code.emit(.box, result.index, register.index)
      return result
    case (true, false):
      let result = target(wanted, .word)
      code.emit(.slotW, result.index, register.index, 0)
      return result
    default: return deliver(register, into: wanted)
    }
  }

  private func numberOf(_ register: Register, isOptional: Bool, into wanted: Register?) -> Register {
    let result = target(wanted, .word)
    guard isOptional else {
      code.emit(.toNumber, result.index, register.index)
      return result
    }
    let nothing = code.label()
    let end = code.label()
    code.jump(.jumpNull, register.index, to: nothing)
    code.emit(.slotW, result.index, register.index, 0)
    code.emit(.toNumber, result.index, result.index)
    code.jump(to: end)
    code.bind(nothing)
    load(word: Layout.nothingNumber, into: result)
    code.bind(end)
    return result
  }

  private func nothingValue(into wanted: Register?) -> Register {
    let register = target(wanted, .ref)
    code.emit(.nullR, register.index)
    return register
  }

  // MARK: - By kind

  /// The value of a node as its own type has it.
  func raw(_ node: NodeID, into wanted: Register?) -> Register {
    if !ready.isEmpty, let register = ready.removeValue(forKey: node.index) { return deliver(register, into: wanted) }
    if isLongChain(node) { compileLeftmost(of: node) }
    guard awaited.contains(node.index) else { return plain(node, into: wanted) }
    let register = plain(node, into: wanted)
    keep(register, of: node)
    return register
  }

  private func plain(_ node: NodeID, into wanted: Register?) -> Register {
    let expression = tree[node]
    switch expression.kind {
    case .integer: return constant(tree.integers[Int(expression.a)], into: wanted)
    case .number:
      return constant(Int64(bitPattern: tree.numbers[Int(expression.a)].bitPattern), into: wanted)
    case .boolean: return constant(Int64(expression.op), into: wanted)
    case .date: return constant(Int64(Int32(bitPattern: expression.a)), into: wanted)
    case .time: return constant(Int64(expression.a), into: wanted)
    case .text: return constant(text: tree.texts[Int(expression.a)], into: wanted)
    case .duration: return durationLiteral(expression, into: wanted)
    case .dateTime: return dateTimeLiteral(node, into: wanted)
    case .interpolation: return interpolation(node, into: wanted)
    case .handle:
      place(node)
      return native(.row, data: nounData(node), result: .word, into: wanted) {
        _ = $0.constant(text: name(expression.a), into: $0.code.allocate(.ref))
      }
    case .list: return list(node, into: wanted)
    case .mapLiteral: return mapLiteral(node, into: wanted)
    case .record: return record(node, into: wanted)
    case .name, .it: return self.name(node, into: wanted)
    case .unary, .binary: return operation(node, into: wanted)
    case .call: return call(node, into: wanted)
    case .member: return member(node, into: wanted)
    case .index: return index(node, into: wanted)
    case .atTime:
      return native(.atTime, data: 0, result: .word, into: wanted, at: node) {
        $0.argument(NodeID(expression.a))
        $0.argument(NodeID(expression.b))
      }
    case .ago, .fromNow:
      let isPeriod = finalType(NodeID(expression.a)) == .period
      let work: Native =
        expression.kind == .ago ? (isPeriod ? .daysAgo : .ago) : (isPeriod ? .daysFromNow : .fromNow)
      return native(work, data: 0, result: .word, into: wanted, at: node) { $0.argument(NodeID(expression.a)) }
    case .weekday:
      let weekday = ClockName(rawValue: name(expression.a))?.weekday ?? 1
      return native(
        .weekday, data: UInt64(weekday + (expression.op == 1 ? 8 : 0)), result: .word, into: wanted, at: node
      ) { _ in }
    case .lambda: return lambda(node, into: wanted)
    case .ifElse: return ifElse(node, into: wanted, isValue: type(node) != .nothing)
    case .match: return match(node, into: wanted, isValue: type(node) != .nothing)
    case .block: return block(node, into: wanted)
    case .tryCatch: return tryCatch(node, into: wanted, isValue: type(node) != .nothing)
    case .fail:
      _ = native(.fail, data: 0, result: .ref, into: nil, at: node) { $0.argument(NodeID(expression.a)) }
      return unreachable(wanted)
    case .returns:
      place(node)
      let value = NodeID(expression.a)
      if value.exists, finalType(value) != .nothing, info.result != .nothing {
        returnValue(self.value(value))
      } else {
        if value.exists { effect(value) }
        returnMissing()
      }
      return unreachable(wanted)
    case .breaks, .continues:
      if let loop = loops.last { code.jump(to: expression.kind == .breaks ? loop.breaks : loop.continues) }
      return unreachable(wanted)
    case .pipe: return pipe(node, into: wanted)
    case .noun: return noun(node, into: wanted)
    case .command: return command(node, into: wanted)
    case .nothing, .missing: return nothingValue(into: wanted)
    case .binding, .assign, .function, .field, .template, .rule, .forIn, .whileLoop, .expect, .use, .test, .atMoment:
      effect(node)
      return nothingValue(into: wanted)
    case .recordField, .argument, .parameter, .verb, .verbArgument, .arm, .typeName, .typeOptional, .typeList,
      .typeGeneric, .typeRecord, .typeFunction:
      // Parts of other nodes: whoever compiles those takes them apart.
      return nothingValue(into: wanted)
    }
  }

  /// `return` without a value, in a function whose result may be nothing.
  private func returnMissing() {
    guard bank(info.result) == .word else { return returnNothing() }
    let register = code.allocate(.word)
    loadNothing(info.result, into: register)
    returnValue(register)
  }

  /// A register for what is never looked at.
  func unreachable(_ wanted: Register?) -> Register { wanted ?? code.allocate(.ref) }

  func name(_ symbol: UInt32) -> String { program.environment.interner.text(Symbol(rawValue: symbol)) }

  func nounData(_ node: NodeID) -> UInt64 {
    if case .record(let noun) = unit.resolutions[node.index] { return UInt64(noun.rawValue) }
    return 0
  }

  /// An instruction that fails.
  func raise(_ fault: RaisedFault) {
    code.reserve(words: 1, refs: 1)
    code.emit(.native, code.words, code.refs, Int(Native.raise.rawValue))
    code.emit(data: UInt64(fault.rawValue))
  }

  func block(_ node: NodeID, into wanted: Register?) -> Register {
    let statements = tree.list(tree[node].a, tree[node].b)
    guard let last = statements.last, type(node) != .nothing, type(node) != .never else {
      run(node)
      let register = target(wanted, .ref)
      if type(node) == .nothing { code.emit(.nullR, register.index) }
      return register
    }
    let result = target(wanted, bank(type(node)))
    let mark = code.mark
    for statement in statements.dropLast() { self.statement(statement) }
    let found = value(last, into: result)
    if found.bank == result.bank { move(found, into: result) }
    code.release(mark)
    return result
  }

  /// Takes a register again after what stood below it was released.
  func settle(_ register: Register) -> Register {
    let lower = code.allocate(register.bank)
    move(register, into: lower)
    return lower
  }

  func mayBeOwned(_ type: TypeID) -> Bool {
    switch layouts[type].shape {
    case .list, .map, .record: true
    default: false
    }
  }
}
