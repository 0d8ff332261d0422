// Functions, templates and computed fields: they are known in the whole source, and their bodies are checked where they
// stand, or earlier where what they give has to be known. Those that do not say what they give are checked in the order
// of who needs whom, so that a long chain of them takes no depth.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// Makes every function, template and computed field of the source known before any body is checked.
  func declareFunctions() {
    /// What each of them may change is in the order of their declarations.
    var reaches = survey.reaches[...]
    for statement in tree.statements {
      switch tree[statement].kind {
      case .function:
        let declaration = tree.functions[Int(tree[statement].a)]
        declare(
          declaration.name, .script, declaration.parameters, body: declaration.body, node: statement,
          reach: reaches.popFirst() ?? [])
      case .template:
        let declaration = tree.templates[Int(tree[statement].a)]
        declare(
          declaration.name, .template, declaration.parameters, body: statement, node: statement,
          reach: reaches.popFirst() ?? [])
      case .field: declareField(statement, reach: reaches.popFirst() ?? [])
      default: break
      }
    }
    // Parameters' types come second: by now every name is known. Defaults are checked where they stand.
    for number in bodies.indices where bodies[number].pending.exists {
      declareParameters(FunctionID(firstFunction + number), bodies[number].pending)
    }
  }

  private func declare(
    _ name: DeclaredName, _ kind: FunctionKind, _ parameters: [NodeID], body: NodeID, node: NodeID,
    reach: Reach
  ) {
    if let known = environment.functionNames[name.symbol] {
      let isOwn = environment.function(known).unit == unit.number
      if name.symbol == .none {
        // That its name is missing has been reported.
      } else if isOwn
        || (!options.mayReplace && environment.function(known).kind == kind && options.isScript && !isLibrary(known))
      {
        report(.declaredTwice(self.name(name.symbol)), at: name.span)
      }
    }
    checkClash(name.symbol, at: name.span)
    if options.isScript { warnOfHiding(name.symbol, at: name.span, isFunction: true) }
    let id = addFunction(name: name.symbol, kind: kind, body: body)
    environment.functions[id.rawValue].declaration = node
    environment.functionNames[name.symbol] = id
    environment.functions[id.rawValue].reach = reach
    unit.resolutions[node.index] = .declaresFunction(id)
    bodies[id.rawValue - firstFunction].pending = node
    if kind == .script, !tree.functions[Int(tree[node].a)].result.exists { opens(id, name.symbol) }
  }

  /// Functions of earlier sources may be declared anew: a script's own wins over the library's.
  private func isLibrary(_ id: FunctionID) -> Bool { environment.function(id).unit < unit.number }

  private func declareField(_ node: NodeID, reach: Reach) {
    let statement = tree[node]
    let typeName = name(Symbol(rawValue: statement.a))
    let symbol = Symbol(rawValue: statement.b)
    guard let noun = Noun.shown.first(where: { $0.typeName == typeName }) else {
      if typeName.isEmpty { return }
      report(.unknownType(typeName, suggestions: near(typeName, Noun.shown.map(\.typeName))), at: node)
      return
    }
    let key = Environment.ComputedFieldKey(noun: noun, name: symbol)
    if symbol != .none, let known = environment.computedField(noun, symbol),
      environment.function(known).unit == unit.number
    {
      report(.declaredTwice(name(symbol)), at: node)
    }
    if noun.spec.fieldIndex(name(symbol)) != nil { report(.declaredTwice(name(symbol)), at: node) }
    checkClash(key, at: tree.span(node))
    let id = addFunction(name: symbol, kind: .computedField, body: NodeID(statement.c))
    environment.computedFields[noun, symbol] = id
    unit.resolutions[node.index] = .declaresFunction(id)
    environment.functions[id.rawValue].parameterTypes = [.noun(noun)]
    environment.functions[id.rawValue].declaration = node
    environment.functions[id.rawValue].reach = reach
    bodies[id.rawValue - firstFunction].pending = node
    opens(id, symbol)
  }

  /// A function does not say what it gives: whoever needs to know has its body checked first.
  private func opens(_ id: FunctionID, _ name: Symbol) {
    bodies[id.rawValue - firstFunction].isOpen = true
    open[name] = (open[name] ?? []) + [id]
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
      let symbol = Symbol(rawValue: tree[parameter].a)
      if !written.exists, symbol != .none {
        report(.parameterNeedsType(name(symbol), hasDefault: NodeID(tree[parameter].c).exists), at: parameter)
      }
      return resolveType(written)
    }
    environment.functions[id.rawValue].defaults = parameters.enumerated().map { index, parameter in
      let value = NodeID(tree[parameter].c)
      guard value.exists else { return nil }
      let standard = addFunction(name: .none, kind: .defaultValue, body: value)
      environment.functions[standard.rawValue].result = environment.functions[id.rawValue].parameterTypes[index]
      return standard
    }
  }

  /// Checks the defaults of a declared function, each of which is a function of its own.
  func checkDefaults(of id: FunctionID) {
    for case let standard? in environment.functions[id.rawValue].defaults {
      let body = environment.functions[standard.rawValue].body
      let wanted = environment.functions[standard.rawValue].result
      apart(standard, isInProgress: false) {
        let (_, frame) = effects { check(body, as: wanted) }
        demandPurity(body, .standard, frame)
        finish(standard, parameters: [], result: wanted)
      }
    }
  }

  /// A function with a name within a block: refused, but what is wrong in it, or would be in calling it, is found.
  func checkNestedFunction(_ node: NodeID, blockStart: Int) {
    report(.nestedDeclaration("a function with a name", instead: "let"), at: node)
    let declaration = tree.functions[Int(tree[node].a)]
    let id = addFunction(name: .none, kind: .lambda, body: declaration.body, parent: frames.last?.id)
    let name = declaration.name
    let own =
      name.symbol == .none
      ? nil : declareLocal(name.symbol, type: .error, blockStart: blockStart, span: name.span)
    let start = scope.count
    frames.append(FunctionFrame(id: id, scopeStart: start, returnsStart: returns.count))
    let result = resolveType(declaration.result)
    frames[frames.count - 1].result = result
    var locals: [LocalID] = []
    for parameter in declaration.parameters {
      let type = resolveType(NodeID(tree[parameter].b))
      let symbol = Symbol(rawValue: tree[parameter].a)
      locals.append(
        declareLocal(symbol, type: type, isParameter: true, blockStart: start, span: tree.span(parameter)))
    }
    let mark = knowledge.mark
    let outerStart = bodyStart
    bodyStart = log.beginApart()
    let found = inferBlock(declaration.body, hint: result == .error ? nil : result, isValueUsed: true)
    convert(declaration.body, from: found, to: result)
    knowledge.unwind(to: mark, keepsLosses: false)
    scope.close(to: start)
    frames.removeLast()
    finish(id, parameters: locals, result: result == .error ? found : result)
    settle(id, log.endApart(from: bodyStart))
    bodyStart = outerStart
    if let own {
      let types = environment.functions[id.rawValue].parameterTypes
      unit.locals[own.rawValue].type = self.types.type(.function(types, environment.functions[id.rawValue].result))
    }
  }

  /// What a template gives.
  var letterType: TypeID {
    types.type(
      .record([
        .init(name: interner.intern("subject"), type: .text), .init(name: interner.intern("body"), type: .text),
      ]))
  }

  func declaredFunction(_ node: NodeID) -> FunctionID? {
    if case .declaresFunction(let id) = unit.resolutions[node.index] { return id }
    return nil
  }

  /// Checks a function, and before it those whose results it needs and that do not say them.
  func settleResult(_ id: FunctionID) {
    let needed = openMentions(id)
    if needed.isEmpty { return checkPending(id) }
    for next in openOrder(from: id, needed) where isPending(next) { checkPending(next) }
  }

  /// The open functions that a function mentions, one through another, each after those it mentions itself.
  private func openOrder(from id: FunctionID, _ needed: [FunctionID]) -> [FunctionID] {
    var order: [FunctionID] = []
    var seen: Set<FunctionID> = [id]
    var path: [(id: FunctionID, next: [FunctionID])] = [(id, needed)]
    while let last = path.last {
      guard let next = last.next.last else {
        order.append(last.id)
        path.removeLast()
        continue
      }
      path[path.count - 1].next.removeLast()
      if seen.insert(next).inserted { path.append((next, openMentions(next))) }
    }
    return order
  }

  /// The open functions that still wait to be checked and whose names stand in one that waits too.
  private func openMentions(_ id: FunctionID) -> [FunctionID] {
    guard !open.isEmpty, let declaration = body(id)?.pending, declaration.exists else { return [] }
    var found: [FunctionID] = []
    // Its nodes are those between the statement before it and itself.
    let start = tree[declaration].start
    var index = declaration.index - 1
    while index > 0, tree.nodes[index].start >= start {
      let node = tree.nodes[index]
      index -= 1
      guard node.kind == .name || node.kind == .member else { continue }
      for other in open[Symbol(rawValue: node.kind == .name ? node.a : node.b)] ?? []
      where other != id && isPending(other) {
        found.append(other)
      }
    }
    return found.isEmpty ? [] : Set(found).sorted { $0.rawValue > $1.rawValue }
  }

  /// Checks the body of a declared function, apart from whatever is being checked now.
  func checkPending(_ id: FunctionID) {
    guard let node = body(id)?.pending, node.exists else { return }
    bodies[id.rawValue - firstFunction].pending = .none
    depthOfBodies += 1
    defer { depthOfBodies -= 1 }
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
    let saved = (scope.enter(), knowledge, frames, blockDepth, rowFloor)
    let frame = FunctionFrame(id: id, scopeStart: scope.count, returnsStart: returns.count)
    (knowledge, frames, blockDepth, rowFloor) = (Knowledge(), [frame], 0, rows.count)
    let outerStart = bodyStart
    bodyStart = log.beginApart()
    bodies[id.rawValue - firstFunction].isInProgress = isInProgress
    inProgress.append(id)
    work()
    inProgress.removeLast()
    bodies[id.rawValue - firstFunction].isInProgress = false
    settle(id, log.endApart(from: bodyStart))
    bodyStart = outerStart
    scope.leave(to: saved.0)
    (knowledge, frames, blockDepth, rowFloor) = (saved.1, saved.2, saved.3, saved.4)
  }

  private func declareLocals(_ parameters: [NodeID], _ id: FunctionID) -> [LocalID] {
    zip(parameters, environment.function(id).parameterTypes).map { parameter, type in
      let symbol = Symbol(rawValue: tree[parameter].a)
      warnOfHiding(symbol, at: nameSpan(symbol, at: tree[parameter].start))
      let local = declareLocal(
        Symbol(rawValue: tree[parameter].a), type: type, isParameter: true, blockStart: frames[0].scopeStart,
        span: tree.span(parameter))
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
    } else if declaration.name.symbol != .none {
      report(.templateNeeds("to: Contact", template: name(declaration.name.symbol)), at: declaration.name.span)
    }
    if let kind = declaration.kind { checkCase(kind, of: .messageKind) }
    if let channel = declaration.channel { checkCase(channel, of: .channel) }
    if declaration.subject.exists { check(declaration.subject, as: .text) }
    let start = scope.count
    let body = inferBlock(declaration.body, hint: .text, isValueUsed: true)
    convert(declaration.body, from: body, to: .text)
    scope.close(to: start)
    finish(id, parameters: locals, result: letterType)
    demandPurity(declaration.body, .template, log.end(from: bodyStart))
  }

  private func checkCase(_ word: DeclaredName, of enumeration: Enumeration) {
    let text = name(word.symbol)
    guard enumeration.index(of: text) == nil else { return }
    report(
      .unknownCase(
        text, enumeration: enumeration.typeName, suggestions: near(text, enumeration.cases), known: enumeration.cases),
      at: word.span)
  }

  private func checkComputedField(_ id: FunctionID, _ node: NodeID) {
    let type = environment.function(id).parameterTypes.first ?? .error
    let local = addLocal(.none, type: type)
    let body = NodeID(tree[node].c)
    let (result, frame) = inRow(RowFrame(local: local, type: type)) { effects { infer(body) } }
    demandPurity(body, .computedField, frame)
    finish(id, parameters: [local], result: result)
  }

  /// A part of a rule as a function of its own.
  func clause(
    _ kind: FunctionKind, _ body: NodeID, parameters: [(Symbol, TypeID, Span)], as wanted: TypeID?
  ) -> FunctionID {
    clause(parameters, kind: kind, body: body) {
      let (type, frame) = effects { () -> TypeID in
        let found = infer(body, hint: wanted)
        if let wanted { convert(body, from: found, to: wanted) }
        return wanted ?? found
      }
      demandPurity(body, .rulePart, frame)
      return type
    }
  }

  /// A function of these parameters whose body `work` checks, giving its result.
  func clause(
    _ parameters: [(Symbol, TypeID, Span)], kind: FunctionKind = .ruleClause, body: NodeID, _ work: () -> TypeID
  ) -> FunctionID {
    let id = addFunction(name: .none, kind: kind, body: body)
    apart(id, isInProgress: false) {
      let start = scope.count
      let locals = parameters.map { symbol, type, span in
        declareLocal(symbol, type: type, blockStart: start, span: span)
      }
      finish(id, parameters: locals, result: work())
    }
    return id
  }
}
