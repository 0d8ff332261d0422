// Statements and declarations of names: `let`, assignment, functions, loops, templates, fields. Functions are known in
// the whole source; their bodies are checked where they stand, or earlier where their result has to be known.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// Checks the statements of a block or a source; gives the value of the last expression where it is used.
  func checkStatements(_ statements: [NodeID], isValueUsed: Bool, hint: TypeID? = nil) -> TypeID {
    let blockStart = scope.count
    var type: TypeID = .nothing
    for (index, statement) in statements.enumerated() {
      let isLast = index == statements.count - 1
      if type == .never {
        report(.unreachable, at: statement)
        // What cannot be reached is checked all the same, but gives nothing.
        _ = checkStatement(statement, isValueUsed: false, blockStart: blockStart)
        continue
      }
      let found = checkStatement(
        statement, isValueUsed: isLast && isValueUsed, hint: isLast ? hint : nil, blockStart: blockStart)
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
      if frames.last?.isEntry == true {
        if let id = declaredFunction(node) { checkPendingIfNeeded(id) }
      } else {
        report(.nestedDeclaration(statement.kind == .function ? "a function with a name" : "this"), at: node)
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
      if !topStatements.contains(node) { report(.nestedDeclaration("`use`"), at: node) }
      return set(node, .nothing)
    case .test, .atMoment:
      // A run passes over tests.
      return set(node, .nothing)
    case .ifElse: return discard(node, isValueUsed) { inferIf(node, hint: hint, isValueUsed: isValueUsed) }
    case .match: return discard(node, isValueUsed) { inferMatch(node, hint: hint, isValueUsed: isValueUsed) }
    case .block: return discard(node, isValueUsed) { inferBlock(node, hint: hint, isValueUsed: isValueUsed) }
    default: break
    }
    let (type, frame) = effects { infer(node, hint: hint) }
    if !isValueUsed, options.isScript, type != .never, type != .error, type != .nothing,
      !hasInnerStatements(statement.kind)
    {
      valueDemands.append((node, frame))
    }
    return type
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
    if written.exists {
      type = resolveType(written)
      type = demandLook(node) { check(value, as: type) }
    } else {
      type = demandLook(node) { infer(value) }
      if type == .never { return .never }
      if type == .nothing {
        report(.lambdaTypeUnknown(name(symbol)), at: node)
        type = .error
      }
    }
    let isMutable = statement.op == 1
    let span = bindingNameSpan(node, symbol)
    if frames.last?.isEntry == true, blockStart == 0 {
      if let known = environment.globalNames[symbol], environment.globals[known.rawValue].unit == unit.number,
        options.isScript
      {
        report(.declaredTwice(name(symbol)), at: span)
      }
      checkClash(symbol, at: span)
      environment.aliases[symbol] = nil
      environment.globals.append(GlobalInfo(name: symbol, type: type, isMutable: isMutable, unit: unit.number))
      let global = GlobalID(environment.globals.count - 1)
      environment.globalNames[symbol] = global
      unit.resolutions[node.index] = .declaresGlobal(global)
    } else {
      let local = declareLocal(symbol, type: type, isMutable: isMutable, blockStart: blockStart, span: span)
      unit.resolutions[node.index] = .declares(local)
    }
    return .nothing
  }

  /// Types the value of a binding; that of a constant at the top of a used file may only look.
  private func demandLook(_ node: NodeID, _ work: () -> TypeID) -> TypeID {
    guard options.isDeclarationsAlone, frames.last?.isEntry == true else { return work() }
    let (type, frame) = effects(of: work)
    constantDemands.append((NodeID(tree[node].c), frame))
    return type
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
      let isRowField = frames.last?.rows.last.flatMap { fieldType($0.type, symbol) } != nil
      let isVariable = findLocal(symbol) != nil || environment.globalNames[symbol] != nil
      if isRowField, !isVariable {
        let type = infer(target)
        assignField(target, type, value)
        return .nothing
      }
      let type = inferTarget(target)
      if isVariable, !isMutable(target) { report(.assignsConstant(name(symbol)), at: target) }
      if !isVariable, type != .error { report(.notAssignable, at: target) }
      check(value, as: type)
      noteAssignment(target)
      if let path = path(target) { forget(path) }
    case .member:
      let type = inferTarget(target)
      assignField(target, type, value)
    case .index:
      let type = infer(target)
      if !isMutable(rootOf(target)) { report(.assignsConstant("this list"), at: target) }
      // A text is one value: its characters cannot be assigned.
      if unit.finalType(NodeID(place.a)) == .text { report(.notAssignable, at: target) }
      check(value, as: type)
    default:
      _ = infer(target)
      _ = infer(value)
      report(.notAssignable, at: target)
    }
    return .nothing
  }

  /// The declared type of what is assigned to: what is known of its present value does not bind the new one.
  private func inferTarget(_ target: NodeID) -> TypeID {
    _ = infer(target)
    unit.wanted[target.index] = .error
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
      if field.access == .program { report(.readOnlyField(field.name), at: target) }
      checkValue(value, of: field, noun: noun)
    case .computed:
      report(
        .readOnlyField(name(Symbol(rawValue: tree[target].kind == .member ? tree[target].b : tree[target].a))),
        at: target)
      _ = infer(value)
    case .record:
      if !isMutable(rootOf(target)) { report(.assignsConstant("this record"), at: target) }
      check(value, as: type)
    case nil:
      _ = infer(value)
      if case .global = unit.resolutions[target.index] {
        report(.assignsConstant(name(Symbol(rawValue: tree[target].b))), at: target)
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
    case .local(let local) where unit.locals[local.rawValue].owner != frames.last?.id: does(.assigns)
    default: break
    }
  }

  private func rootOf(_ node: NodeID) -> NodeID {
    var node = node
    while tree[node].kind == .member || tree[node].kind == .index { node = NodeID(tree[node].a) }
    return node
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
    if let element = types.element(type) {
      if names.count > 1, case .record(let fields) = types.shape(element), fields.count == names.count {
        elements = fields.map(\.type)
      } else {
        elements = [element]
      }
    } else if type != .error {
      report(.mismatch(found: describe(type), wanted: "list"), at: source)
    }
    if names.count != elements.count, type != .error {
      report(
        .wrongArgumentCount(function: "for", wanted: "one name for each part of the row", found: names.count),
        at: source)
    }
    let start = scope.count
    let before = narrowed
    forgetMutable()
    for (index, symbol) in names.enumerated() {
      let local = declareLocal(
        symbol, type: index < elements.count ? elements[index] : .error, blockStart: start,
        span: Span(file: tree.file, start: statement.start, end: statement.start + 3))
      if index == 0 { unit.resolutions[node.index] = .declares(local) }
    }
    loopBody(NodeID(statement.c))
    narrowed = before
    forgetMutable()
    scope.removeLast(scope.count - start)
    return .nothing
  }

  private func checkWhile(_ node: NodeID) -> TypeID {
    let condition = NodeID(tree[node].a)
    forgetMutable()
    check(condition, as: .bool)
    let facts = facts(condition)
    assuming(facts.whenTrue) { loopBody(NodeID(tree[node].b)) }
    forgetMutable()
    return .nothing
  }

  private func loopBody(_ body: NodeID) {
    guard !frames.isEmpty else { return }
    frames[frames.count - 1].loopDepth += 1
    _ = inferBlock(body, hint: nil, isValueUsed: false)
    frames[frames.count - 1].loopDepth -= 1
  }

  // MARK: - Functions

  /// Makes every function, template and computed field of the source known before any body is checked.
  func declareFunctions() {
    for statement in tree.statements {
      switch tree[statement].kind {
      case .function:
        let declaration = tree.functions[Int(tree[statement].a)]
        declare(
          declaration.name, .script, declaration.parameters, body: declaration.body, node: statement,
          documentation: declaration.documentation)
      case .template:
        let declaration = tree.templates[Int(tree[statement].a)]
        declare(
          declaration.name, .template, declaration.parameters, body: statement, node: statement,
          documentation: declaration.documentation)
      case .field: declareField(statement)
      default: break
      }
    }
    // Parameters' types come second: by now every name is known.
    for (id, node) in pending.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { declareParameters(id, node) }
  }

  private func declare(
    _ name: DeclaredName, _ kind: FunctionKind, _ parameters: [NodeID], body: NodeID, node: NodeID,
    documentation: [String]
  ) {
    if let known = environment.functionNames[name.symbol] {
      let isOwn = environment.function(known).unit == unit.number
      if isOwn
        || (!options.mayReplace && environment.function(known).kind == kind && options.isScript && !isLibrary(known))
      {
        report(.declaredTwice(self.name(name.symbol)), at: name.span)
      }
    }
    checkClash(name.symbol, at: name.span)
    let id = addFunction(name: name.symbol, kind: kind, body: body)
    environment.functions[id.rawValue].documentation = documentation
    environment.functionNames[name.symbol] = id
    unit.resolutions[node.index] = .declaresFunction(id)
    pending[id] = node
  }

  /// Functions of earlier sources may be declared anew: a script's own wins over the library's.
  private func isLibrary(_ id: FunctionID) -> Bool { environment.function(id).unit < unit.number }

  private func declareField(_ node: NodeID) {
    let statement = tree[node]
    let typeName = name(Symbol(rawValue: statement.a))
    let symbol = Symbol(rawValue: statement.b)
    guard let noun = Noun.allCases.first(where: { $0.typeName == typeName }) else {
      report(.unknownType(typeName, suggestions: near(typeName, Noun.allCases.map(\.typeName))), at: node)
      return
    }
    let key = Environment.ComputedFieldKey(noun: noun, name: symbol)
    if noun.spec.fieldIndex(name(symbol)) != nil { report(.declaredTwice(name(symbol)), at: node) }
    checkClash(key, at: tree.span(node))
    let id = addFunction(name: symbol, kind: .computedField, body: NodeID(statement.c))
    environment.computedFields[key] = id
    unit.resolutions[node.index] = .declaresFunction(id)
    environment.functions[id.rawValue].parameterTypes = [.noun(noun)]
    pending[id] = node
  }

  private func declareParameters(_ id: FunctionID, _ node: NodeID) {
    let parameters: [NodeID]
    switch tree[node].kind {
    case .function:
      let declaration = tree.functions[Int(tree[node].a)]
      parameters = declaration.parameters
      environment.functions[id.rawValue].result = declaration.result.exists ? resolveType(declaration.result) : .error
    case .template:
      parameters = tree.templates[Int(tree[node].a)].parameters
      environment.functions[id.rawValue].result = letterType
    default:
      environment.functions[id.rawValue].result = .error
      return
    }
    environment.functions[id.rawValue].parameterNames = parameters.map { Symbol(rawValue: tree[$0].a) }
    environment.functions[id.rawValue].parameterTypes = parameters.map { parameter in
      let written = NodeID(tree[parameter].b)
      if !written.exists { report(.lambdaTypeUnknown(name(Symbol(rawValue: tree[parameter].a))), at: parameter) }
      return resolveType(written)
    }
    environment.functions[id.rawValue].defaults = parameters.enumerated().map { index, parameter in
      let value = NodeID(tree[parameter].c)
      guard value.exists else { return nil }
      return clause(.defaultValue, value, parameters: [], as: environment.functions[id.rawValue].parameterTypes[index])
    }
  }

  /// What a template gives.
  var letterType: TypeID {
    types.type(
      .record([
        .init(name: interner.intern("subject"), type: .text), .init(name: interner.intern("body"), type: .text),
      ]))
  }

  private func declaredFunction(_ node: NodeID) -> FunctionID? {
    if case .declaresFunction(let id) = unit.resolutions[node.index] { return id }
    return nil
  }

  private func checkPendingIfNeeded(_ id: FunctionID) {
    if pending[id] != nil { checkPending(id) }
  }

  /// Checks the body of a declared function, apart from whatever is being checked now.
  func checkPending(_ id: FunctionID) {
    guard let node = pending.removeValue(forKey: id) else { return }
    apart(id) {
      switch tree[node].kind {
      case .function: checkFunction(id, tree.functions[Int(tree[node].a)])
      case .template: checkTemplate(id, tree.templates[Int(tree[node].a)])
      case .field: checkComputedField(id, node)
      default: break
      }
    }
  }

  /// Work in a function of its own: nothing of the present scope is visible in it.
  func apart(_ id: FunctionID, isInProgress: Bool = true, _ work: () -> Void) {
    let saved = (scope, narrowed, frames)
    (scope, narrowed, frames) = ([], [:], [FunctionFrame(id: id, scopeStart: 0)])
    if isInProgress { inProgress.insert(id) }
    effectFrames.append(EffectFrame())
    work()
    functionEffects[id] = effectFrames.removeLast()
    inProgress.remove(id)
    (scope, narrowed, frames) = saved
  }

  private func declareLocals(_ parameters: [NodeID], _ id: FunctionID) -> [LocalID] {
    zip(parameters, environment.function(id).parameterTypes).map { parameter, type in
      let local = declareLocal(
        Symbol(rawValue: tree[parameter].a), type: type, blockStart: 0, span: tree.span(parameter))
      set(parameter, type, .declares(local))
      return local
    }
  }

  private func checkFunction(_ id: FunctionID, _ declaration: FunctionDeclaration) {
    let locals = declareLocals(declaration.parameters, id)
    let declared = declaration.result.exists ? environment.function(id).result : nil
    frames[0].result = declared
    var result: TypeID
    if let declared {
      if fits(.nothing, declared), declared == .nothing {
        _ = inferBlock(declaration.body, hint: nil, isValueUsed: false)
      } else {
        let found = inferBlock(declaration.body, hint: declared, isValueUsed: true)
        convert(declaration.body, from: found, to: declared)
      }
      result = declared
    } else {
      result = inferBlock(declaration.body, hint: nil, isValueUsed: true)
      result = closeReturns(body: declaration.body, type: result)
    }
    finish(id, parameters: locals, result: result)
  }

  private func checkTemplate(_ id: FunctionID, _ declaration: TemplateDeclaration) {
    let locals = declareLocals(declaration.parameters, id)
    let names = environment.function(id).parameterNames.map { name($0) }
    if let index = names.firstIndex(of: "to"), environment.function(id).parameterTypes[index] == .noun(.contact) {
      // A letter needs somebody to go to.
    } else {
      report(.ruleNeeds("to: Contact", rule: name(declaration.name.symbol)), at: declaration.name.span)
    }
    if declaration.subject.exists { check(declaration.subject, as: .text) }
    let start = scope.count
    let body = inferBlock(declaration.body, hint: .text, isValueUsed: true)
    convert(declaration.body, from: body, to: .text)
    scope.removeLast(scope.count - start)
    finish(id, parameters: locals, result: letterType)
  }

  private func checkComputedField(_ id: FunctionID, _ node: NodeID) {
    let type = environment.function(id).parameterTypes.first ?? .error
    let local = addLocal(.none, type: type)
    let body = NodeID(tree[node].c)
    frames[0].rows.append(RowFrame(local: local, type: type))
    let (result, frame) = effects { infer(body) }
    frames[0].rows.removeLast()
    purityDemands.append(PurityDemand(node: body, place: "a computed field", effects: frame))
    finish(id, parameters: [local], result: result)
  }

  /// A part of a rule, or a default, as a function of its own.
  func clause(
    _ kind: FunctionKind, _ body: NodeID, parameters: [(Symbol, TypeID, Span)], as wanted: TypeID?, isPure: Bool = true
  ) -> FunctionID {
    let id = addFunction(name: .none, kind: kind, body: body)
    apart(id, isInProgress: false) {
      let locals = parameters.map { symbol, type, span in declareLocal(symbol, type: type, blockStart: 0, span: span) }
      let (type, frame) = effects { () -> TypeID in
        let found = infer(body, hint: wanted)
        if let wanted { convert(body, from: found, to: wanted) }
        return wanted ?? found
      }
      if isPure { purityDemands.append(PurityDemand(node: body, place: "this part of a rule", effects: frame)) }
      finish(id, parameters: locals, result: type)
    }
    return id
  }
}
