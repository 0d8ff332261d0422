// Statements: `let` and `var`, assignment, loops. Functions, templates and computed fields have a room of their own.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// Checks the statements of a block or a source; gives the value of the last expression where it is used.
  func checkStatements(
    _ statements: some RandomAccessCollection<NodeID>, isValueUsed: Bool, hint: TypeID? = nil
  ) -> TypeID {
    let blockStart = scope.count
    let isTop = frames.last?.isEntry == true && frames.count == 1 && blockDepth == 0
    blockDepth += 1
    defer { blockDepth -= 1 }
    var type: TypeID = .nothing
    var hasToldUnreachable = false
    for (index, statement) in statements.enumerated() {
      if let stop, stop.isUp { break }
      let isLast = index == statements.count - 1
      if type == .never {
        // Declarations are in force wherever they stand.
        if !hasToldUnreachable, !tree[statement].kind.declares {
          report(.unreachable, at: statement)
          hasToldUnreachable = true
        }
        // What cannot be reached is checked all the same, but gives nothing.
        withoutValueDemands { _ = checkStatement(statement, isValueUsed: false, blockStart: blockStart) }
        continue
      }
      let globals = environment.globals.count
      let start = isTop ? log.begin() : 0
      let found = checkStatement(
        statement, isValueUsed: isLast && isValueUsed, hint: isLast ? hint : nil, blockStart: blockStart)
      if isTop { mentions.append((statement, log.end(from: start), globals)) }
      if found == .never {
        type = .never
      } else {
        type = isLast && isValueUsed ? found : .nothing
      }
    }
    return type
  }

  @discardableResult
  func checkStatement(_ node: NodeID, isValueUsed: Bool, hint: TypeID? = nil, blockStart: Int? = nil) -> TypeID {
    let statement = tree[node]
    let blockStart = blockStart ?? scope.count
    switch statement.kind {
    case .binding: return set(node, checkBinding(node, blockStart: blockStart))
    case .assign: return set(node, checkAssignment(node))
    case .function, .field, .template:
      if isAtTop {
        if let id = declaredFunction(node) {
          if isPending(id) { settleResult(id) }
          checkDefaults(of: id)
        }
      } else if statement.kind == .function {
        checkNestedFunction(node, blockStart: blockStart)
      } else {
        report(.nestedDeclaration(statement.kind == .field ? "a computed field" : "a template"), at: node)
      }
      return set(node, .nothing)
    case .rule:
      checkRule(node)
      return set(node, .nothing)
    case .forIn: return set(node, checkFor(node))
    case .whileLoop: return set(node, checkWhile(node))
    case .expect:
      check(NodeID(statement.a), as: .bool)
      does(.says)
      return set(node, .nothing)
    case .use:
      if !isAtTop { report(.nestedDeclaration("`use`"), at: node) }
      return set(node, .nothing)
    case .test:
      checkTest(node)
      return set(node, .nothing)
    case .atMoment:
      checkMoment(node)
      return set(node, .nothing)
    case .ifElse: return discard(node, isValueUsed) { inferIf(node, hint: hint, isValueUsed: isValueUsed) }
    case .match: return discard(node, isValueUsed) { inferMatch(node, hint: hint, isValueUsed: isValueUsed) }
    case .block: return discard(node, isValueUsed) { inferBlock(node, hint: hint, isValueUsed: isValueUsed) }
    default: break
    }
    let mistakes = errors.count
    let (type, frame) = effects { infer(node, hint: hint) }
    if !isValueUsed, options.isScript, errors.count == mistakes, type != .never, type != .error, type != .nothing,
      !hasInnerStatements(statement.kind)
    {
      valueDemands.append((node, frame))
    }
    return type
  }

  /// Whether a statement stands in no block and no function.
  var isAtTop: Bool { frames.last.map { $0.isEntry && $0.openBlocks == 0 } ?? false }

  /// Work whose values may be thrown away, since what is wrong with it is said otherwise.
  private func withoutValueDemands(_ work: () -> Void) {
    let count = valueDemands.count
    work()
    valueDemands.removeLast(max(0, valueDemands.count - count))
  }

  private func hasInnerStatements(_ kind: NodeKind) -> Bool {
    kind == .tryCatch || kind == .noun || kind == .command || kind == .missing
  }

  private func discard(_ node: NodeID, _ isValueUsed: Bool, _ work: () -> TypeID) -> TypeID {
    let type = work()
    return isValueUsed || type == .never ? type : .nothing
  }

  // MARK: - Variables

  private func checkBinding(_ node: NodeID, blockStart: Int) -> TypeID {
    let statement = tree[node]
    let symbol = Symbol(rawValue: statement.a)
    let written = NodeID(statement.b)
    let value = NodeID(statement.c)
    var type: TypeID
    let made: EffectSpan
    let demands = valueDemands.count
    if written.exists {
      let wanted = resolveType(written)
      (type, made) = effects { check(value, as: wanted) }
    } else {
      (type, made) = effects { infer(value) }
      if type == .never { return .never }
      if type == .nothing {
        valueDemands.removeLast(max(0, valueDemands.count - demands))
        // That its name is missing has been reported; and that its value could not be read.
        if symbol != .none, !isMistaken(value) {
          report(
            .alwaysNothing(name(symbol), isMutable: statement.op == 1, value: kindOfNothing(value)),
            at: bindingNameSpan(node, symbol))
        }
        type = .error
      } else if statement.op == 1, type == types.list(.never) {
        report(.emptyVariable(name(symbol)), at: value)
        type = .error
      }
    }
    let isMutable = statement.op == 1
    let span = bindingNameSpan(node, symbol)
    if let frame = frames.last, frame.isEntry, frame.openBlocks == 0 {
      let known = environment.globalNames[symbol].map { $0.rawValue >= firstGlobal } ?? false
      let function = environment.functionNames[symbol].map { $0.rawValue >= firstFunction } ?? false
      if known || function, symbol != .none { report(.declaredTwice(name(symbol)), at: span) }
      if options.isScript { warnOfHiding(symbol, at: span) }
      checkClash(symbol, at: span)
      environment.aliases[symbol] = nil
      environment.globals.append(GlobalInfo(name: symbol, type: type, isMutable: isMutable, unit: unit.number))
      let global = GlobalID(environment.globals.count - 1)
      environment.globalNames[symbol] = global
      unit.resolutions[node.index] = .declaresGlobal(global)
      if !isMutable, let function = heldFunction(value) { environment.knownFunctions[global] = function }
      noteGlobal(node, global, made)
      if options.isDeclarationsAlone { constantDemands.append((value, made)) }
    } else {
      warnOfHiding(symbol, at: span)
      let local = declareLocal(symbol, type: type, isMutable: isMutable, blockStart: blockStart, span: span)
      unit.resolutions[node.index] = .declares(local)
      if !isMutable, let function = heldFunction(value) { knownFunctions[local] = function }
    }
    return .nothing
  }

  /// Whether something in it could not be read.
  private func isMistaken(_ node: NodeID) -> Bool {
    let span = tree.span(node)
    return options.mistakes.overlaps(span)
  }

  private func kindOfNothing(_ value: NodeID) -> CheckError.NothingValue {
    switch tree[value].kind {
    case .nothing: .literal
    case .ifElse: .noElse
    default: .noValue
    }
  }

  /// The function that an expression is, where it is one and no other.
  private func heldFunction(_ node: NodeID) -> FunctionID? {
    switch unit.resolutions[node.index] {
    case .lambda(let id) where tree[node].kind == .lambda: id
    case .function(let id) where tree[node].kind == .name: id
    default: nil
    }
  }

  /// The name behind `let ` or `var `.
  func bindingNameSpan(_ node: NodeID, _ symbol: Symbol) -> Span {
    nameSpan(symbol, at: min(tree[node].start + 4, tree[node].end))
  }

  private func checkAssignment(_ node: NodeID) -> TypeID {
    let target = NodeID(tree[node].a)
    let value = NodeID(tree[node].b)
    let place = tree[target]
    switch place.kind {
    case .name:
      let symbol = Symbol(rawValue: place.a)
      let isRowField =
        innermostRow.flatMap {
          $0.frame == frames.count - 1 ? fieldType($0.type, symbol) : nil
        } != nil
      let isVariable = findLocal(symbol) != nil || environment.globalNames[symbol] != nil
      if isRowField, !isVariable {
        let type = infer(target)
        assignField(target, type, value)
        return .nothing
      }
      if !isVariable, !isKnownWord(symbol) {
        let known = (scope.names + environment.globalNames.keys).map { name($0) }
        let near = near(name(symbol), known)
        if !assumed.contains(symbol) { report(.assignsUnknown(name(symbol), suggestions: near), at: target) }
        // With no name near it, it was meant to be made here.
        if near.isEmpty { assumed.insert(symbol) }
        set(target, .error)
        _ = infer(value)
        return .nothing
      }
      let type = inferTarget(target)
      if isVariable, !isMutable(target) { reportConstant(name(symbol), target) }
      if !isVariable, type != .error { report(.notAssignable, at: target) }
      check(value, as: type)
      noteAssignment(target)
      if let path = path(target) { forget(path) }
      // A computed field may look at any variable of the top level.
      if case .global = unit.resolutions[target.index] { disturb(.globals) }
    case .member:
      let type = inferTarget(target)
      if place.op == 1 {
        // Where there is nothing, nothing could be changed.
        let object = unit.types[Int(place.a)]
        report(.maybeNothing(found: describe(object), wanted: describe(types.unwrapped(object))), at: NodeID(place.a))
        _ = infer(value, hint: type)
        return .nothing
      }
      assignField(target, type, value)
    case .index:
      let type = infer(target)
      if !isMutable(rootOf(target)) {
        let isMap = types.entry(unit.finalType(NodeID(place.a))) != nil
        reportConstant(nameOfRoot(target) ?? (isMap ? "this map" : "this list"), target)
      }
      // A text is one value: its characters cannot be assigned.
      if unit.finalType(NodeID(place.a)) == .text { report(.notAssignable, at: target) }
      if let (_, entry) = types.entry(unit.finalType(NodeID(place.a))) {
        checkEntry(value, as: entry)
      } else {
        check(value, as: type)
      }
    default:
      _ = infer(target)
      _ = infer(value)
      report(.notAssignable, at: target)
    }
    return .nothing
  }

  /// Whether a name that is no variable means something else.
  private func isKnownWord(_ symbol: Symbol) -> Bool {
    let meaning = lexicon[symbol]
    return environment.functionNames[symbol] != nil || environment.module(named: symbol) != nil || meaning.source != nil
      || meaning.clock != nil || meaning.builtin != nil || symbol == lexicon.me || symbol == lexicon.args
      || innermostRow.map { fieldType($0.type, symbol) != nil } ?? false || survey.globals[symbol] != nil
  }

  /// The declared type of what is assigned to: what is known of its present value does not bind the new one.
  private func inferTarget(_ target: NodeID) -> TypeID {
    _ = infer(target)
    unit.resolutions.setWanted(.error, of: target.index)
    return unit.types[target.index]
  }

  private func assignField(_ target: NodeID, _ type: TypeID, _ value: NodeID) {
    let reference: FieldReference? =
      switch unit.resolutions[target.index] {
      case .member(let reference): reference
      case .rowMember(_, let reference): reference
      default: nil
      }
    switch reference {
    case .stored(let noun, let index):
      does(.changes)
      let field = noun.fields[index]
      if field.access == .program {
        report(.readOnlyField(field.name), at: target)
        _ = infer(value, hint: lexicon.fieldType(noun, index))
      } else {
        checkValue(value, of: index, noun: noun)
      }
      forgetField(noun, index)
    case .computed:
      report(
        .readOnlyField(name(Symbol(rawValue: tree[target].kind == .member ? tree[target].b : tree[target].a))),
        at: target)
      _ = infer(value)
    case .record:
      if !isMutable(rootOf(target)) { reportConstant(nameOfRoot(target) ?? "this record", target) }
      check(value, as: type)
      noteAssignment(target)
      if case .global = unit.resolutions[rootOf(target).index] { disturb(.globals) }
    case nil:
      _ = infer(value, hint: type == .error ? .error : nil)
      if case .global = unit.resolutions[target.index] {
        report(.assignsConstant(name(Symbol(rawValue: tree[target].b)), .variable, word: nil), at: target)
      } else if type != .error {
        report(.notAssignable, at: target)
      }
    }
    if let path = path(target) { forget(path) }
  }

  /// Assigning a variable of somewhere else is an effect of the function that does it.
  private func noteAssignment(_ target: NodeID) {
    switch unit.resolutions[rootOf(target).index] {
    case .global: does(.assigns)
    case .local(let local) where unit.locals[local.rawValue].owner != frames.last?.id:
      log.add(.assignsLocal(of: unit.locals[local.rawValue].owner))
    default: break
    }
  }

  private func reportConstant(_ what: String, _ target: NodeID) {
    report(.assignsConstant(what, rootKind(target), word: declaringWord(of: rootOf(target))), at: target)
  }

  /// The `let` of this source that declares a variable.
  private func declaringWord(of variable: NodeID) -> Span? {
    // Looking for it takes time; in a source with so many mistakes nobody reads them.
    suggested += 1
    guard suggested <= 100 else { return nil }
    let declared: (Resolution) -> Bool =
      switch unit.resolutions[variable.index] {
      case .local(let local): { if case .declares(local) = $0 { true } else { false } }
      case .global(let global): { if case .declaresGlobal(global) = $0 { true } else { false } }
      default: { _ in false }
      }
    for index in tree.nodes.indices where tree.nodes[index].kind == .binding && declared(unit.resolutions[index]) {
      return Span(file: tree.file, start: tree.nodes[index].start, end: tree.nodes[index].start + 3)
    }
    return nil
  }

  private func rootOf(_ node: NodeID) -> NodeID {
    var node = node
    while tree[node].kind == .member || tree[node].kind == .index { node = NodeID(tree[node].a) }
    return node
  }

  private func nameOfRoot(_ target: NodeID) -> String? {
    let root = rootOf(target)
    return tree[root].kind == .name ? name(Symbol(rawValue: tree[root].a)) : nil
  }

  /// What it is that cannot change.
  private func rootKind(_ target: NodeID) -> CheckError.Constant {
    guard case .local(let local) = unit.resolutions[rootOf(target).index] else { return .variable }
    if unit.locals[local.rawValue].isParameter { return .parameter }
    return unit.locals[local.rawValue].isOfLoop ? .loop : .variable
  }

  private func isMutable(_ node: NodeID) -> Bool {
    switch unit.resolutions[node.index] {
    case .local(let local): unit.locals[local.rawValue].isMutable
    case .global(let global): environment.globals[global.rawValue].isMutable
    case .none: unit.types[node.index] == .error
    default: false
    }
  }

  // MARK: - Loops

  private func checkFor(_ node: NodeID) -> TypeID {
    let statement = tree[node]
    let source = NodeID(statement.b)
    let type = infer(source)
    let names = tree.list(statement.a, UInt32(statement.op)).map { Symbol(rawValue: $0.rawValue) }
    var elements: [TypeID] = [.error]
    if let (key, value) = types.entry(type) {
      elements = [key, value]
      if names.count == 1 {
        report(.mapNeedsTwoNames, at: source)
        elements = [.error]
      }
    } else if let element = types.element(type) {
      if names.count > 1, case .record(let fields) = types.shape(element), fields.count == names.count {
        elements = fields.map(\.type)
      } else {
        elements = [element]
      }
    } else if type != .error {
      report(.mismatch(found: describe(type), wanted: "list"), at: source)
      elements = []
    }
    if !elements.isEmpty, names.count != elements.count, type != .error {
      report(
        .wrongArgumentCount(function: "for", wanted: "one name for each part of the row", found: names.count),
        at: source)
    }
    let start = scope.count
    let mark = knowledge.mark
    // The body comes round again: what it changes is not known at its beginning.
    disturb(within: NodeID(statement.c))
    for (index, symbol) in names.enumerated() {
      warnOfHiding(symbol, at: Span(file: tree.file, start: statement.start, end: statement.start + 3))
      let local = declareLocal(
        symbol, type: index < elements.count ? elements[index] : .error, blockStart: start,
        span: Span(file: tree.file, start: statement.start, end: statement.start + 3))
      unit.locals[local.rawValue].isOfLoop = true
      if index == 0 { unit.resolutions[node.index] = .declares(local) }
    }
    loopBody(NodeID(statement.c))
    knowledge.unwind(to: mark)
    scope.close(to: start)
    return .nothing
  }

  private func checkWhile(_ node: NodeID) -> TypeID {
    let condition = NodeID(tree[node].a)
    disturb(within: node)
    check(condition, as: .bool)
    assuming(facts(condition).whenTrue) {
      loopBody(NodeID(tree[node].b))
      return .nothing
    }
    return .nothing
  }

  private func loopBody(_ body: NodeID) {
    guard !frames.isEmpty else { return }
    frames[frames.count - 1].loopDepth += 1
    _ = inferBlock(body, hint: nil, isValueUsed: false)
    frames[frames.count - 1].loopDepth -= 1
  }
}

extension NodeKind {
  /// Whether it is in force in the whole file, wherever it stands.
  fileprivate var declares: Bool {
    switch self {
    case .function, .template, .field, .rule, .test, .use: true
    default: false
    }
  }
}
