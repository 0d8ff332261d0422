// Compiles one function of a checked unit. This file holds the state that the rooms share: registers of locals,
// captured variables, windows of calls, and statements. Expressions, operators, calls, control, pipelines and records
// have rooms of their own.
// Invariant: a value is asked for with the register it should be in, or gives the register it is in; temporaries are
// taken and released like a stack, so that a call's window can begin at the top.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

final class FunctionCompiler {
  let program: Program
  let unit: CheckedUnit
  let tree: Tree
  let id: FunctionID
  let info: FunctionInfo
  var layouts: Layouts { program.layouts }
  var types: TypeTable { program.environment.types }

  var code: CodeBuilder
  var places: [Int: Place] = [:]
  var loops: [(breaks: Label, continues: Label)] = []
  /// Whether globals are registers of this very function: the top level of a source, run at the bottom of the files.
  let ownsGlobals: Bool
  /// The register of the running closure, in a function that captures.
  var closureRegister: Register?
  let changedInPlace: Set<Int>
  /// The parts of the `expect` that is compiled now whose values are kept, and those not asked yet.
  var watches: [Int: Watch] = [:]
  var awaited: Set<Int> = []
  /// How deep within an `expect` parts are looked for.
  var depthOfParts = 0
  /// How many `at` blocks of a test are around this place.
  var moments = 0
  /// The values of nodes that others go on from and that are in a register already; see `compileLeftmost`.
  var ready: [Int: Register] = [:]
  /// Constants of the loop around, in registers.
  var hoisted: [Int: Register] = [:]
  /// Whether to leave off: a function may be as long as the longest source.
  private let stop: StopSign

  /// Where a local is.
  enum Place {
    case register(Register)
    /// In a cell, which is in a register.
    case cell(Register, Bank)
    /// Slot of the running closure.
    case slot(Int, Bank)
    /// In a cell, which is in a slot of the running closure.
    case cellSlot(Int, Bank)
  }

  private init(program: Program, unit: CheckedUnit, id: FunctionID, ownsGlobals: Bool, wide: Bool) {
    self.program = program
    self.unit = unit
    self.tree = unit.tree
    self.id = id
    self.info = program.environment.function(id)
    self.ownsGlobals = ownsGlobals
    code = CodeBuilder(wide: wide)
    stop = StopSign(program.isAskedToStop)
    changedInPlace = program.locals(changedInPlaceIn: unit)
  }

  /// The code of a function, or nil where it needs more registers than instructions can name, or the run is to end.
  static func compile(_ id: FunctionID, unit: CheckedUnit, program: Program, ownsGlobals: Bool) -> FunctionCode? {
    for wide in [false, true] {
      let compiler = FunctionCompiler(program: program, unit: unit, id: id, ownsGlobals: ownsGlobals, wide: wide)
      compiler.compileBody()
      if compiler.stop.isUp { return nil }
      let name = program.environment.interner.text(compiler.info.name)
      let made = compiler.code.finish(name: name)
      if compiler.code.overflow { return nil }
      if !compiler.code.needsWide { return made }
    }
    return nil
  }

  // MARK: - Types

  func type(_ node: NodeID) -> TypeID { unit.types[node.index] }
  func finalType(_ node: NodeID) -> TypeID { unit.finalType(node) }
  func bank(_ type: TypeID) -> Bank { layouts.bank(type) }
  func bank(of node: NodeID) -> Bank { layouts.bank(finalType(node)) }

  // MARK: - The body

  private func compileBody() {
    if ownsGlobals { code.skip(words: program.globalWords, refs: program.globalRefs) }
    for parameter in info.parameters {
      let register = code.allocate(bank(unit.locals[parameter.rawValue].type))
      places[parameter.rawValue] = .register(register)
    }
    // Room for the result, which replaces the first register.
    code.reserve(words: 1, refs: 1)
    if info.kind == .lambda {
      closureRegister = code.allocate(.ref)
      var refs = 0
      let captured = captures(ofLambda: info)
      for capture in captured.refs {
        places[capture.local] = capture.isCell ? .cellSlot(refs, capture.bank) : .slot(refs, .ref)
        refs += 1
      }
      for (index, capture) in captured.words.enumerated() { places[capture.local] = .slot(refs + index, .word) }
    }
    switch info.kind {
    case .entry: compileEntry()
    case .constants: compileConstants()
    case .template: compileTemplate()
    case .builtin(let builtin, let overload, let type): compileBuiltin(builtin, overload: overload, type)
    case .replaced(let newer): compileReplaced(by: newer)
    default:
      place(info.body)
      if info.result == .nothing {
        effect(info.body)
        returnNothing()
      } else {
        tail(info.body)
      }
    }
  }

  /// Returns the value of a node; branches return on their own.
  private func tail(_ node: NodeID) {
    let mark = code.mark
    defer { code.release(mark) }
    let expression = tree[node]
    let isPlain = self.isPlain(node)
    switch expression.kind {
    case .ifElse where isPlain && NodeID(expression.c).exists:
      // An `else if` goes on right here.
      var (current, otherwise) = (node, node)
      repeat {
        current = otherwise
        otherwise = NodeID(tree[current].c)
        let no = code.label()
        branch(NodeID(tree[current].a), to: no, when: false)
        tail(NodeID(tree[current].b))
        code.bind(no)
      } while tree[otherwise].kind == .ifElse && self.isPlain(otherwise) && NodeID(tree[otherwise].c).exists
      tail(otherwise)
    case .block where isPlain && expression.b > 0:
      let statements = tree.list(expression.a, expression.b)
      for statement in statements.dropLast() { self.statement(statement) }
      if let last = statements.last { tail(last) }
    default:
      let register = value(node)
      if type(node) != .never {
        place(node)
        returnValue(register)
      } else if expression.kind != .returns {
        returnNothing()
      }
    }
  }

  /// Whether its surroundings take its value as it is.
  private func isPlain(_ node: NodeID) -> Bool {
    type(node) == finalType(node) && type(node) != .never && type(node) != .nothing
  }

  private func compileEntry() {
    let statements = tree.statements
    guard let last = statements.last else { return returnNothing() }
    for statement in statements.dropLast() { self.statement(statement) }
    if info.result == .nothing || info.result == .never || info.result == .error {
      statement(last)
      returnNothing()
    } else {
      returnValue(value(last))
    }
  }

  private func compileTemplate() {
    let declaration = tree.templates[Int(tree[info.body].a)]
    let subject = code.allocate(.ref)
    let body = code.allocate(.ref)
    if declaration.subject.exists {
      move(value(declaration.subject, into: subject), into: subject)
    } else {
      code.emit(.constantR, subject.index, bc: program.constant(""))
    }
    move(value(declaration.body, into: body), into: body)
    let result = code.allocate(.ref)
    let layout = layouts[info.result]
    // The letter's record: its fields are texts, in their order `subject` and `body`.
    let isInOrder = layout.fields.first?.name != "body"
    if !isInOrder {
      let other = code.allocate(.ref)
      code.emit(.moveR, other.index, subject.index)
      code.emit(.moveR, subject.index, body.index)
      code.emit(.moveR, body.index, other.index)
    }
    code.emit(.record, result.index, 0, subject.index)
    code.emit(data: 2)
    returnValue(result)
  }

  /// Calls the user's template with what the library gives, by the names of its parameters, and its own defaults.
  private func compileReplaced(by newer: FunctionID) {
    let template = program.environment.function(newer)
    let letter = callFunction(newer, into: nil) { compiler in
      for (index, name) in template.parameterNames.enumerated() {
        let wanted = template.parameterTypes[index]
        if let place = compiler.info.parameterNames.firstIndex(of: name) {
          let given = compiler.read(compiler.info.parameters[place], into: nil)
          let type = compiler.info.parameterTypes[place]
          let register = compiler.code.allocate(compiler.bank(wanted))
          let mark = compiler.code.mark
          compiler.move(compiler.coerce(given, from: type, to: wanted, into: register), into: register)
          compiler.code.release(mark)
        } else if let standard = template.defaults[index] {
          compiler.push([.standard(standard)])
        }
      }
    }
    returnValue(letter)
  }

  func returnNothing() {
    // Whoever calls a function without a value looks at r[0].
    code.reserve(words: 1, refs: 1)
    let mark = code.mark
    let register = code.allocate(.ref)
    code.emit(.nullR, register.index)
    code.emit(.returnR, register.index)
    code.release(mark)
  }

  func returnValue(_ register: Register) {
    code.emit(register.bank == .word ? .returnW : .returnR, register.index)
  }

  func place(_ node: NodeID) { code.place(tree.span(node)) }

  // MARK: - Registers

  func target(_ wanted: Register?, _ bank: Bank) -> Register {
    if let wanted, wanted.bank == bank { return wanted }
    return code.allocate(bank)
  }

  func move(_ source: Register, into destination: Register) {
    guard source != destination, source.bank == destination.bank else { return }
    code.emit(source.bank == .word ? .moveW : .moveR, destination.index, source.index)
  }

  /// The register, or the wanted one with its value moved there.
  func deliver(_ register: Register, into wanted: Register?) -> Register {
    guard let wanted, wanted != register, wanted.bank == register.bank else { return register }
    move(register, into: wanted)
    return wanted
  }

  func load(word: Int64, into register: Register) {
    if let small = Int32(exactly: word) {
      code.emit(.intW, register.index, bc: Int(small))
    } else {
      code.emit(.wordW, register.index)
      code.emit(data: UInt64(bitPattern: word))
    }
  }

  func loadNothing(_ type: TypeID, into register: Register) {
    switch register.bank {
    case .word: load(word: layouts[type].nothing, into: register)
    case .ref: code.emit(.nullR, register.index)
    }
  }

  /// Ends the code of a value that may be missing: who comes to `absent` finds nothing in `register`.
  func orNothing(_ type: TypeID, into register: Register, at absent: Label) {
    let end = code.label()
    code.jump(to: end)
    code.bind(absent)
    loadNothing(type, into: register)
    code.bind(end)
  }

  // MARK: - Locals

  /// Gives a local its register, and a cell where a closure shares what can change.
  func declare(_ local: LocalID) -> Register {
    let info = unit.locals[local.rawValue]
    let register = code.allocate(bank(info.type))
    if info.isMutable, info.isCaptured {
      let cell = code.allocate(.ref)
      places[local.rawValue] = .cell(cell, register.bank)
    } else {
      places[local.rawValue] = .register(register)
    }
    return register
  }

  /// After the first value of a local is in the register that `declare` gave.
  func establish(_ local: LocalID, _ register: Register) {
    if case .cell(let cell, let bank) = places[local.rawValue] {
      code.emit(bank == .word ? .cellW : .cellR, cell.index, register.index)
    }
  }

  func bind(_ local: LocalID, to register: Register) { places[local.rawValue] = .register(register) }

  /// Where the value of a local is now: its own register, or a copy from a cell or closure.
  func read(_ local: LocalID, into wanted: Register?) -> Register {
    guard let place = places[local.rawValue] else {
      let register = target(wanted, bank(unit.locals[local.rawValue].type))
      loadNothing(.nothing, into: register)
      return register
    }
    switch place {
    case .register(let register): return deliver(register, into: wanted)
    case .cell(let cell, let bank):
      let register = target(wanted, bank)
      code.emit(bank == .word ? .slotW : .slotR, register.index, cell.index, 0)
      return register
    case .slot(let slot, let bank):
      let register = target(wanted, bank)
      code.emit(bank == .word ? .slotW : .slotR, register.index, closureIndex, slot)
      return register
    case .cellSlot(let slot, let bank):
      let mark = code.mark
      let register = target(wanted, bank)
      let kept = wanted == register ? mark : code.mark
      let cell = code.allocate(.ref)
      code.emit(.slotR, cell.index, closureIndex, slot)
      code.emit(bank == .word ? .slotW : .slotR, register.index, cell.index, 0)
      code.release(kept)
      return register
    }
  }

  func write(_ local: LocalID, _ register: Register) {
    switch places[local.rawValue] {
    case .register(let own): move(register, into: own)
    case .cell(let cell, let bank):
      code.emit(bank == .word ? .setSlotW : .setSlotR, register.index, cell.index, 0)
    case .cellSlot(let slot, let bank):
      let mark = code.mark
      let cell = code.allocate(.ref)
      code.emit(.slotR, cell.index, closureIndex, slot)
      code.emit(bank == .word ? .setSlotW : .setSlotR, register.index, cell.index, 0)
      code.release(mark)
    case .slot, nil: break
    }
  }

  var closureIndex: Int { closureRegister?.index ?? 0 }

  // MARK: - Globals

  func read(_ global: GlobalID, into wanted: Register?) -> Register {
    let place = program.globals[global.rawValue]
    if ownsGlobals { return deliver(place, into: wanted) }
    let register = target(wanted, place.bank)
    code.emit(place.bank == .word ? .globalW : .globalR, register.index, bc: place.index)
    return register
  }

  func write(_ global: GlobalID, _ register: Register) {
    let place = program.globals[global.rawValue]
    if ownsGlobals {
      move(register, into: place)
    } else {
      code.emit(place.bank == .word ? .setGlobalW : .setGlobalR, register.index, bc: place.index)
    }
  }

  // MARK: - Statements

  func statement(_ node: NodeID) {
    if stop.isUp { return }
    let statement = tree[node]
    switch statement.kind {
    case .binding: return binding(node)
    case .function, .field, .template, .rule, .use, .test, .missing: return
    default: break
    }
    let mark = code.mark
    effect(node)
    code.release(mark)
  }

  private func binding(_ node: NodeID) {
    let value = NodeID(tree[node].c)
    switch unit.resolutions[node.index] {
    case .declares(let local):
      let register = declare(local)
      let mark = code.mark
      _ = self.value(value, into: register)
      if isChangedInPlace(local) { own(value, register) }
      establish(local, register)
      code.release(mark)
    case .declaresGlobal(let global):
      let mark = code.mark
      let register = ownsGlobals ? program.globals[global.rawValue] : nil
      // Declared anew at the prompt, a name may stand in its own value.
      let result = self.value(value, into: register)
      if isShareable(global) { own(value, result) }
      write(global, result)
      code.release(mark)
    default:
      let mark = code.mark
      effect(value)
      code.release(mark)
    }
  }

  /// A list or record that was made right here belongs to the variable it is put in.
  func own(_ node: NodeID, _ register: Register) {
    let isMade = tree[node].kind == .list || tree[node].kind == .mapLiteral
    if isMade, unit.resolutions.wanted(of: node.index) == .error { code.emit(.share, d: 1, register.index) }
  }

  /// Runs a block for its effects.
  func run(_ block: NodeID) {
    guard block.exists else { return }
    guard tree[block].kind == .block else { return statement(block) }
    let mark = code.mark
    for node in tree.list(tree[block].a, tree[block].b) { statement(node) }
    code.release(mark)
  }

  /// Runs anything for its effects and drops its value.
  func effect(_ node: NodeID) {
    guard node.exists else { return }
    place(node)
    switch tree[node].kind {
    case .block: run(node)
    case .assign: assign(node)
    case .ifElse: ifElse(node, into: nil, isValue: false)
    case .match: _ = match(node, into: nil, isValue: false)
    case .tryCatch: _ = tryCatch(node, into: nil, isValue: false)
    case .forIn: forIn(node)
    case .whileLoop: whileLoop(node)
    case .expect: expect(node)
    case .binding: binding(node)
    case .atMoment: atMoment(node)
    case .function, .field, .template, .rule, .use, .test, .missing: break
    default:
      let mark = code.mark
      _ = raw(node, into: nil)
      code.release(mark)
    }
  }
}
