// Expressions: literals, names, parts of values, and the change from a node's type to the one that is wanted.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax
import KindlyTime

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
    case .member(.record): mayHaveChanged(NodeID(tree[node].a))
    default: true
    }
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

  // MARK: - Literals

  func constant(_ word: Int64, into wanted: Register?) -> Register {
    let register = target(wanted, .word)
    load(word: word, into: register)
    return register
  }

  func constant(text: String, into wanted: Register?) -> Register {
    let register = target(wanted, .ref)
    code.emit(.constantR, register.index, bc: program.constant(text))
    return register
  }

  private func durationLiteral(_ node: Node, into wanted: Register?) -> Register {
    let amount = Int(tree.integers[Int(node.a)])
    func scaled(_ factor: Int) -> Int? {
      let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
      return overflow || product == .min ? nil : product
    }
    let register = target(wanted, .ref)
    let made: Program.Constant?
    typealias Parts = KindlyTime.Duration.Parts
    func days(_ count: Int?) -> Program.Constant? {
      count.map { .duration(months: 0, days: $0, businessDays: 0, seconds: 0, parts: Parts.days.rawValue) }
    }
    func months(_ count: Int?) -> Program.Constant? {
      count.map { .duration(months: $0, days: 0, businessDays: 0, seconds: 0, parts: Parts.months.rawValue) }
    }
    func seconds(_ count: Int?) -> Program.Constant? {
      count.map { .duration(months: 0, days: 0, businessDays: 0, seconds: $0, parts: Parts.seconds.rawValue) }
    }
    switch KindlySyntax.DurationUnit(rawValue: node.op) {
    case .seconds: made = seconds(scaled(1))
    case .minutes: made = seconds(scaled(60))
    case .hours: made = seconds(scaled(3600))
    case .days: made = days(scaled(1))
    case .weeks: made = days(scaled(7))
    case .months: made = months(scaled(1))
    case .years: made = months(scaled(12))
    case .businessDays:
      made = scaled(1).map {
        .duration(months: 0, days: 0, businessDays: $0, seconds: 0, parts: Parts.businessDays.rawValue)
      }
    case nil: made = nil
    }
    if let made {
      code.emit(.constantR, register.index, bc: program.constant(made))
    } else {
      raise(.durationOverflow)
    }
    return register
  }

  /// An instruction that fails.
  func raise(_ fault: RaisedFault) {
    code.reserve(words: 1, refs: 1)
    code.emit(.native, code.words, code.refs, Int(Native.raise.rawValue))
    code.emit(data: UInt64(fault.rawValue))
  }

  private func dateTimeLiteral(_ node: NodeID, into wanted: Register?) -> Register {
    let literal = tree[node]
    let data = UInt64(literal.a) << 32 | UInt64(literal.b)
    return native(.dateTime, data: data, result: .word, into: wanted, at: node) {
      let zone = $0.code.allocate(.ref)
      if literal.c == 0 {
        $0.code.emit(.nullR, zone.index)
      } else {
        _ = $0.constant(text: $0.tree.texts[Int(literal.c) - 1], into: zone)
      }
    }
  }

  private func interpolation(_ node: NodeID, into wanted: Register?) -> Register {
    let parts = tree.list(tree[node].a, tree[node].b)
    place(node)
    return native(.texts, data: UInt64(parts.count), result: .ref, into: wanted, at: node) {
      for part in parts {
        let register = $0.code.allocate(.ref)
        let mark = $0.code.mark
        $0.textOf(part, into: register)
        $0.code.release(mark)
      }
    }
  }

  /// A value as `print` prints it.
  func textOf(_ node: NodeID, into register: Register) {
    let type = finalType(node)
    if type == .text {
      _ = value(node, into: register)
    } else {
      _ = native(.text, data: UInt64(type.rawValue), result: .ref, into: register, at: node) { $0.argument(node) }
    }
  }

  private func list(_ node: NodeID, into wanted: Register?) -> Register {
    let elements = tree.list(tree[node].a, tree[node].b)
    // Elements may read the variable that the list is for, so that it is made beside it.
    let result = code.allocate(.ref)
    let elementBank = types.element(type(node)).map { bank($0) } ?? .word
    code.emit(.list, d: elementBank == .ref ? 1 : 0, result.index, bc: elements.count)
    for element in elements {
      let mark = code.mark
      let register = value(element)
      code.emit(elementBank == .ref ? .pushR : .pushW, result.index, register.index)
      code.release(mark)
    }
    return deliver(result, into: wanted)
  }

  private func record(_ node: NodeID, into wanted: Register?) -> Register {
    let fields = tree.list(tree[node].a, tree[node].b).map { $0 }
    let layout = layouts[type(node)]
    if case .record(let wantedFields) = types.shape(type(node)),
      let order = order(of: fields, as: wantedFields.map(\.name))
    {
      let values = Dictionary(zip(order, fields), uniquingKeysWith: { first, _ in first })
      return record(layout, into: wanted, order: order) { place, register in
        if let field = values[place] { _ = value(NodeID(tree[field].b), into: register) }
      }
    }
    return record(layout, into: wanted) { index, register in
      _ = value(NodeID(tree[fields[index]].b), into: register)
    }
  }

  /// Where the surroundings want the fields of a literal in another order, the place of each; nil where they do not.
  private func order(of fields: [NodeID], as names: [Symbol]) -> [Int]? {
    if zip(fields, names).allSatisfy({ tree[$0].a == $1.rawValue }) { return nil }
    return fields.map { field in names.firstIndex { $0.rawValue == tree[field].a } ?? 0 }
  }

  /// A record whose fields, in their order, are put into registers one after the other.
  func record(
    _ layout: Layout, into wanted: Register?, order: [Int]? = nil, field: (Int, Register) -> Void
  ) -> Register {
    let mark = code.mark
    let words = code.words
    let refs = code.refs
    // Slots follow the order of the fields within their bank, and so do registers.
    let registers = layout.fields.map { code.allocate($0.bank) }
    for index in order ?? Array(registers.indices) {
      let inner = code.mark
      field(index, registers[index])
      code.release(inner)
    }
    code.release(mark)
    let result = target(wanted, .ref)
    code.emit(.record, result.index, words, refs)
    code.emit(data: UInt64(layout.refSlots) | UInt64(layout.wordSlots) << 32)
    return result
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

  // MARK: - Names

  private func name(_ node: NodeID, into wanted: Register?) -> Register {
    switch unit.resolutions[node.index] {
    case .local(let local):
      let register = read(local, into: wanted)
      if isChangedInPlace(local), register.bank == .ref { code.emit(.share, register.index) }
      return register
    case .global(let global):
      let register = read(global, into: wanted)
      if isShareable(global) { code.emit(.share, register.index) }
      return register
    case .rowMember(let row, let reference):
      place(node)
      let mark = code.mark
      let object = read(row, into: nil)
      let result = member(
        object, unit.locals[row.rawValue].type, reference, type(node), into: wanted, mark: mark)
      return result
    case .function(let id): return functionValue(id, into: wanted)
    case .builtin: return unreachable(wanted)  // What a verb applies to each row: see `rowValue`.
    case .enumeration(_, let number): return constant(Int64(number), into: wanted)
    case .source(let source):
      let index = Source.allCases.firstIndex(of: source) ?? 0
      let data = UInt64(index) | UInt64(type(node).rawValue) << 32
      return native(.source, data: data, result: .ref, into: wanted, at: node) { _ in }
    case .clock(let word):
      let index = ClockName.allCases.firstIndex(of: word) ?? 0
      return native(.clock, data: UInt64(index), result: .word, into: wanted, at: node) { _ in }
    case .me: return native(.me, data: 0, result: .word, into: wanted, at: node) { _ in }
    case .scriptArguments: return native(.scriptArguments, data: 0, result: .ref, into: wanted, at: node) { _ in }
    default:
      let register = target(wanted, bank(type(node)))
      loadNothing(type(node), into: register)
      return register
    }
  }

  func isChangedInPlace(_ local: LocalID) -> Bool { changedInPlace.contains(local.rawValue) }

  /// Whether reading the whole value of a global must share it: any later source may change a part of it.
  func isShareable(_ global: GlobalID) -> Bool {
    let info = program.environment.globals[global.rawValue]
    guard info.isMutable else { return false }
    switch layouts[info.type].shape {
    case .list, .map, .record: return true
    default: return false
    }
  }

  /// A value of which only a part is looked at now: nobody keeps it.
  func peek(_ node: NodeID) -> Register {
    guard type(node) == finalType(node) else { return value(node) }
    switch unit.resolutions[node.index] {
    case .local(let local) where tree[node].kind == .name: return read(local, into: nil)
    case .global(let global) where tree[node].kind == .name: return read(global, into: nil)
    default: return value(node)
    }
  }

  // MARK: - Parts

  private func member(_ node: NodeID, into wanted: Register?) -> Register {
    let expression = tree[node]
    if case .enumeration(_, let number) = unit.resolutions[node.index] {
      return constant(Int64(number), into: wanted)
    }
    switch unit.resolutions[node.index] {
    case .function(let id): return functionValue(id, into: wanted)
    // A constant of a used file never changes, so that nobody needs a copy of it.
    case .global(let global): return read(global, into: wanted)
    default: break
    }
    guard case .member(let reference) = unit.resolutions[node.index] else {
      let register = target(wanted, bank(type(node)))
      loadNothing(type(node), into: register)
      return register
    }
    place(node)
    let object = NodeID(expression.a)
    let mark = code.mark
    guard expression.op == 1 else {
      let register = peek(object)
      return member(register, finalType(object), reference, type(node), into: wanted, mark: mark)
    }
    // x?.f: nothing where x is.
    let result = target(wanted, bank(type(node)))
    let inner = code.mark
    let register = peek(object)
    let nothing = code.label()
    let end = code.label()
    jumpIfNothing(register, finalType(object), to: nothing)
    let base = types.unwrapped(finalType(object))
    let field = fieldType(base, reference)
    let made = member(register, base, reference, field, into: nil, mark: code.mark)
    _ = coerce(made, from: field, to: type(node), into: result)
    code.jump(to: end)
    code.bind(nothing)
    loadNothing(type(node), into: result)
    code.bind(end)
    code.release(inner)
    return result
  }

  /// The type of a field, as it is kept.
  func fieldType(_ object: TypeID, _ reference: FieldReference) -> TypeID {
    switch reference {
    case .record(let index):
      let fields = layouts[object].fields
      return index < fields.count ? fields[index].type : .nothing
    case .computed(let id): return program.environment.function(id).result
    case .stored(let noun, let index): return storedType(noun.fields[index])
    }
  }

  func storedType(_ field: FieldSpec) -> TypeID { types.type(of: field) }

  /// A field of the value in a register, which is released to the mark.
  func member(
    _ object: Register, _ objectType: TypeID, _ reference: FieldReference, _ type: TypeID, into wanted: Register?,
    mark: CodeBuilder.Mark
  ) -> Register {
    switch reference {
    case .record(let index):
      code.release(mark)
      let fields = layouts[objectType].fields
      guard index < fields.count else { return target(wanted, .ref) }
      let field = fields[index]
      let result = target(wanted, field.bank)
      code.emit(field.bank == .word ? .slotW : .slotR, result.index, object.index, field.slot)
      if field.bank == .ref, mayBeOwned(field.type) { code.emit(.share, result.index) }
      return result
    case .stored(let noun, let index):
      let data = UInt64(noun.rawValue) | UInt64(index) << 16 | UInt64(type.rawValue) << 32
      let made = native(.field, data: data, result: bank(type), into: nil) {
        $0.argument(register: object)
      }
      let result = made
      code.release(mark)
      let settled = settle(result)
      return deliver(settled, into: wanted)
    case .computed(let id):
      let made = callFunction(id, into: nil) { $0.argument(register: object) }
      code.release(mark)
      return deliver(settle(made), into: wanted)
    }
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

  private func index(_ node: NodeID, into wanted: Register?) -> Register {
    let expression = tree[node]
    let object = NodeID(expression.a)
    if let entry = entryIndexed(node) { return mapIndex(node, entry, into: wanted) }
    if finalType(object) == .text {
      return native(.characterAt, data: 0, result: .ref, into: wanted, at: node) {
        $0.argument(object)
        $0.argument(NodeID(expression.b))
      }
    }
    let mark = code.mark
    let list = stable(peek(object), object, while: NodeID(expression.b))
    let number = value(NodeID(expression.b))
    place(node)
    code.release(mark)
    let result = target(wanted, bank(type(node)))
    code.emit(result.bank == .word ? .indexW : .indexR, result.index, list.index, number.index)
    if result.bank == .ref, mayBeOwned(type(node)) { code.emit(.share, result.index) }
    return result
  }
}
