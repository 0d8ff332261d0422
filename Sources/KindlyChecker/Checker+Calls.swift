// Calls: of declared functions with named arguments and defaults, of values that are functions; and lambdas, whose
// parameters take their types from where they stand. Built-ins have a room of their own.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// A call, with the left side of a pipe as its first argument if there is one.
  func inferCall(_ node: NodeID, hint: TypeID?, piped: NodeID?) -> TypeID {
    let expression = tree[node]
    let callee = NodeID(expression.a)
    var written: [NodeID] = []
    written.reserveCapacity(Int(expression.c) + 1)
    if let piped { written.append(piped) }
    written.append(contentsOf: tree.list(expression.b, expression.c))
    if tree[callee].kind == .name {
      let symbol = Symbol(rawValue: tree[callee].a)
      if findLocal(symbol) == nil, environment.globalNames[symbol] == nil {
        return inferNamedCall(
          node, callee: callee, symbol, written, pipedType: piped.map { unit.finalType($0) }, hint: hint)
      }
    }
    if let id = qualifiedFunction(callee) {
      _ = inferMember(callee)
      return inferDeclaredCall(node, callee: callee, id, written, isPiped: piped != nil)
    }
    let type = infer(callee)
    // `contacts.where(name == "x")`: how it is written has been said, and then its arguments mean something else.
    if type == .error, tree[callee].kind == .member, lexicon[Symbol(rawValue: tree[callee].b)].verb != nil {
      return set(node, .error)
    }
    return set(node, applyFunctionValue(node, callee, type, written, isPiped: piped != nil))
  }

  /// A call of what a name declares, or of a built-in.
  func inferNamedCall(
    _ node: NodeID, callee: NodeID, _ symbol: Symbol, _ written: [NodeID], pipedType: TypeID?, hint: TypeID?
  ) -> TypeID {
    if let id = environment.functionNames[symbol] {
      return inferDeclaredCall(node, callee: callee, id, written, isPiped: pipedType != nil)
    }
    if let builtin = lexicon[symbol].builtin {
      return inferBuiltin(node, callee: callee, builtin, written, pipedType: pipedType, hint: hint)
    }
    for (index, argument) in written.enumerated() where pipedType == nil || index > 0 {
      inferUnasked(tree[argument].kind == .argument ? NodeID(tree[argument].b) : argument)
    }
    reportUnknownFunction(symbol, at: callee, isPiped: pipedType != nil)
    return set(node, .error)
  }

  /// What stands where nobody knows what is wanted, because of a mistake: only what is wrong in itself is reported.
  func inferUnasked(_ node: NodeID) {
    guard tree[node].kind == .lambda else {
      _ = infer(node, hint: .error)
      return
    }
    let parameters = Array(repeating: TypeID.error, count: Int(tree[node].b))
    _ = infer(node, hint: types.type(.function(parameters, .error)))
  }

  /// A call of a function whose declaration is known.
  func inferDeclaredCall(
    _ node: NodeID, callee: NodeID, _ id: FunctionID, _ written: [NodeID], isPiped: Bool
  ) -> TypeID {
    calls(id, at: callee)
    set(callee, .nothing, .function(id))
    let parameterTypes = environment.functions[id.rawValue].parameterTypes
    let arguments = arrange(
      written, names: environment.functions[id.rawValue].parameterNames, types: parameterTypes,
      defaults: environment.functions[id.rawValue].defaults, function: environment.functions[id.rawValue].name,
      at: node,
      isPiped: isPiped)
    unit.setArguments(of: node, arguments)
    for (index, argument) in arguments.enumerated() {
      guard index < parameterTypes.count else { continue }
      switch argument {
      case .node(let value): hands(value, parameterTypes[index], to: id, index)
      case .standard:
        // What a default gives is a value like any other of its type.
        let type = types.unwrapped(parameterTypes[index])
        if types.isFunction(type) {
          log.add(EffectLog.CallSite(callee: id, parameter: index, argument: node, given: .value(type)))
        }
      }
    }
    disturb(environment.functions[id.rawValue].reach)
    return set(node, resultType(id, at: callee))
  }

  private func applyFunctionValue(
    _ node: NodeID, _ callee: NodeID, _ type: TypeID, _ written: [NodeID], isPiped: Bool
  ) -> TypeID {
    guard case .function(let parameters, let result) = types.shape(type) else {
      if type != .error { report(.notCallable(describe(type), hides: hiddenFunction(callee)), at: callee) }
      for (index, argument) in written.enumerated() where !isPiped || index > 0 {
        inferUnasked(tree[argument].kind == .argument ? NodeID(tree[argument].b) : argument)
      }
      return .error
    }
    if let named = written.first(where: { tree[$0].kind == .argument }) {
      let symbol = Symbol(rawValue: tree[named].a)
      report(.namedForValue(name(symbol)), at: nameSpan(symbol, at: tree[named].start))
      for argument in written where tree[argument].kind == .argument { inferUnasked(NodeID(tree[argument].b)) }
      return result
    }
    guard parameters.count == written.count else {
      report(
        .wrongArgumentCount(
          function: "this function", wanted: counted(parameters.count), found: written.count,
          signatures: [describe(type)]),
        at: node)
      return result
    }
    for (index, argument) in written.enumerated() {
      if isPiped, index == 0 {
        convert(argument, from: unit.finalType(argument), to: parameters[0])
      } else {
        check(argument, as: parameters[index])
      }
    }
    callsValue(callee, type)
    for (index, argument) in written.enumerated() { hands(argument, parameters[index], toValue: callee, type, index) }
    disturb(.unknown)
    unit.setArguments(of: node, written.lazy.map { .node($0) })
    return result
  }

  // MARK: - Arguments

  /// Puts positional and named arguments in the order of the parameters, and types them.
  func arrange(
    _ written: [NodeID], names: [Symbol], types parameterTypes: [TypeID], defaults: [FunctionID?], function: Symbol,
    at node: NodeID, isPiped: Bool
  ) -> [Argument] {
    var slots: [Argument?] = Array(repeating: nil, count: names.count)
    var position = 0
    var misnamed = 0
    var hasNamed = false
    for (index, argument) in written.enumerated() {
      let isNamed = tree[argument].kind == .argument
      let value = isNamed ? NodeID(tree[argument].b) : argument
      var slot = position
      if isNamed {
        let symbol = Symbol(rawValue: tree[argument].a)
        guard let found = names.firstIndex(of: symbol) else {
          let known = names.map { name($0) }
          report(
            .unknownArgument(
              name(symbol), function: name(function), suggestions: near(name(symbol), known), known: known),
            at: nameSpan(symbol, at: tree[argument].start))
          _ = infer(value)
          misnamed += 1
          continue
        }
        slot = found
        hasNamed = true
      } else {
        position += 1
        if hasNamed {
          let free = slots.firstIndex { $0 == nil }
          report(.positionalAfterNamed(free.map { name(names[$0]) }), at: argument)
          _ = infer(value)
          continue
        }
      }
      guard slot < names.count else {
        report(
          .wrongArgumentCount(
            function: name(function), wanted: counted(names.count), found: written.count,
            signatures: [signature(function, names, parameterTypes, defaults)]),
          at: argument)
        if !(isPiped && index == 0) { _ = infer(value) }
        continue
      }
      if slots[slot] != nil { report(.argumentTwice(name(names[slot])), at: argument) }
      if isPiped, index == 0 {
        convert(value, from: unit.finalType(value), to: parameterTypes[slot])
      } else {
        check(value, as: parameterTypes[slot])
      }
      if isNamed { set(argument, parameterTypes[slot]) }
      slots[slot] = .node(value)
    }
    var arguments: [Argument] = []
    for (slot, argument) in slots.enumerated() {
      if let argument {
        arguments.append(argument)
      } else if slot < defaults.count, let standard = defaults[slot] {
        calls(standard, at: node)
        arguments.append(.standard(standard))
      } else if misnamed > 0 {
        // What it was meant to be has been reported under its wrong name.
        misnamed -= 1
      } else {
        report(
          .missingArgument(name(names[slot]), function: name(function), type: describe(parameterTypes[slot])), at: node)
      }
    }
    return arguments
  }

  /// A declared function as its users see it: `f(a: Int, b: Int = …)`.
  private func signature(_ function: Symbol, _ names: [Symbol], _ types: [TypeID], _ defaults: [FunctionID?]) -> String
  {
    let parameters = names.indices.map {
      let standard = $0 < defaults.count && defaults[$0] != nil ? " = …" : ""
      return "\(name(names[$0])): \($0 < types.count ? describe(types[$0]) : "")\(standard)"
    }
    return "\(name(function))(\(parameters.joined(separator: ", ")))"
  }

  func counted(_ count: Int) -> String { count == 1 ? "1 argument" : "\(count) arguments" }

  // MARK: - Declared functions

  /// What a function gives; a body that has not been checked yet is checked now.
  func resultType(_ id: FunctionID, at node: NodeID?) -> TypeID {
    let result = environment.functions[id.rawValue].result
    guard result == .error, let body = body(id) else { return result }
    if body.isInProgress || body.pending.exists && depthOfBodies > Checker.maximumBodies {
      if let node, body.isOpen, !body.needsResult {
        bodies[id.rawValue - firstFunction].needsResult = true
        // A field that is being computed on the way back to this one is what cannot be known.
        let around = inProgress.lastIndex(of: id).map { inProgress[$0...] } ?? []
        let isField = { (id: FunctionID) in self.environment.functions[id.rawValue].kind == .computedField }
        if let field = isField(id) ? id : around.last(where: isField) {
          bodies[field.rawValue - firstFunction].needsResult = true
          report(.recursiveField(name(environment.functions[field.rawValue].name)), at: node)
        } else {
          report(.recursionNeedsResult(name(environment.functions[id.rawValue].name)), at: node)
        }
      }
      return .error
    }
    if body.pending.exists { settleResult(id) }
    return environment.functions[id.rawValue].result
  }

  /// How many bodies may be checked within one another. They are only where functions need one another's results.
  static let maximumBodies = 4

  func functionType(_ id: FunctionID, at node: NodeID) -> TypeID {
    let result = resultType(id, at: node)
    let type = types.type(.function(environment.function(id).parameterTypes, result))
    makesValue(id, type, at: node)
    return type
  }

  // MARK: - Lambdas

  func inferLambda(_ node: NodeID, hint: TypeID?) -> TypeID {
    let expression = tree[node]
    let parameters = Array(tree.list(expression.a, expression.b))
    var hints: [TypeID] = []
    var resultHint: TypeID?
    if let hint, case .function(let wanted, let result) = types.shape(types.unwrapped(hint)),
      wanted.count == parameters.count
    {
      hints = wanted
      resultHint = result
    }
    let id = addFunction(name: .none, kind: .lambda, body: NodeID(expression.c), parent: frames.last?.id)
    let start = scope.count
    frames.append(FunctionFrame(id: id, scopeStart: start, returnsStart: returns.count))
    var locals: [LocalID] = []
    for (index, parameter) in parameters.enumerated() {
      let symbol = Symbol(rawValue: tree[parameter].a)
      let written = NodeID(tree[parameter].b)
      var type = written.exists ? resolveType(written) : index < hints.count ? hints[index] : .error
      if !written.exists, index >= hints.count {
        if symbol != .none { report(.lambdaTypeUnknown(name(symbol)), at: parameter) }
        type = .error
      }
      warnOfHiding(symbol, at: nameSpan(symbol, at: tree[parameter].start))
      let standard = NodeID(tree[parameter].c)
      if standard.exists {
        report(.lambdaDefault(name(symbol)), at: parameter)
        _ = infer(standard, hint: type)
      }
      let local = declareLocal(
        symbol, type: type, isParameter: true, blockStart: start, span: tree.span(parameter))
      set(parameter, type, .declares(local))
      locals.append(local)
    }
    let mark = knowledge.mark
    forgetForLambda(runsAtOnce: runsLambdaAtOnce)
    runsLambdaAtOnce = false
    let outerStart = bodyStart
    bodyStart = log.beginApart()
    let body = NodeID(expression.c)
    var result = inferBlock(body, hint: resultHint == .error ? nil : resultHint, isValueUsed: true)
    if let resultHint, resultHint != .error, fits(result, resultHint) {
      convert(body, from: result, to: resultHint)
      result = resultHint
    }
    result = closeReturns(body: body, type: result)
    knowledge.unwind(to: mark, keepsLosses: false)
    scope.close(to: start)
    frames.removeLast()
    finish(id, parameters: locals, result: result)
    settle(id, log.endApart(from: bodyStart))
    bodyStart = outerStart
    let type = types.type(.function(locals.map { unit.locals[$0.rawValue].type }, result))
    makesValue(id, type, at: node)
    return set(node, type, .lambda(id))
  }

  /// Joins what the `return`s of an inferred function give with its last value.
  func closeReturns(body: NodeID, type: TypeID) -> TypeID {
    guard let start = frames.last?.returnsStart, returns.count > start else { return type }
    let own = returns[start...]
    returns.removeSubrange(start...)
    var joined = type
    for node in own {
      let value = NodeID(tree[node].a)
      let found = value.exists ? unit.finalType(value) : .nothing
      guard let both = join(joined, found) else {
        report(.noCommonType(describe(joined), describe(found)), at: node)
        return .error
      }
      joined = both
    }
    convert(body, from: unit.finalType(body), to: joined)
    for node in own {
      let value = NodeID(tree[node].a)
      if value.exists { convert(value, from: unit.finalType(value), to: joined) }
    }
    return joined
  }

  func finish(_ id: FunctionID, parameters: [LocalID], result: TypeID) {
    environment.functions[id.rawValue].parameters = parameters
    // Those of a declared function are known from its declaration.
    if environment.functions[id.rawValue].parameterNames.count != parameters.count {
      environment.functions[id.rawValue].parameterNames = parameters.map { unit.locals[$0.rawValue].name }
      environment.functions[id.rawValue].parameterTypes = parameters.map { unit.locals[$0.rawValue].type }
    }
    if environment.functions[id.rawValue].defaults.count != parameters.count {
      environment.functions[id.rawValue].defaults = Array(repeating: nil, count: parameters.count)
    }
    environment.functions[id.rawValue].result = result
  }
}
