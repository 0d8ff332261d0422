// Calls: of declared functions with named arguments and defaults, of built-ins with their overloads and type
// variables, of values that are functions; and lambdas, whose parameters take their types from where they stand.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// A call, with the left side of a pipe as its first argument if there is one.
  func inferCall(_ node: NodeID, hint: TypeID?, piped: NodeID?) -> TypeID {
    let expression = tree[node]
    let callee = NodeID(expression.a)
    let written = (piped.map { [$0] } ?? []) + Array(tree.list(expression.b, expression.c))
    if tree[callee].kind == .name {
      let symbol = Symbol(rawValue: tree[callee].a)
      if findLocal(symbol) == nil, environment.globalNames[symbol] == nil {
        return inferNamedCall(
          node, callee: callee, symbol, written, pipedType: piped.map { unit.finalType($0) }, hint: hint)
      }
    }
    let type = infer(callee)
    return set(node, applyFunctionValue(node, callee, type, written, isPiped: piped != nil))
  }

  /// A call of what a name declares, or of a built-in.
  func inferNamedCall(
    _ node: NodeID, callee: NodeID, _ symbol: Symbol, _ written: [NodeID], pipedType: TypeID?, hint: TypeID?
  ) -> TypeID {
    if let id = environment.functionNames[symbol] {
      calls(id)
      set(callee, .nothing, .function(id))
      let info = environment.function(id)
      unit.arguments[node] = arrange(
        written, names: info.parameterNames, types: info.parameterTypes, defaults: info.defaults,
        function: name(symbol),
        at: node, isPiped: pipedType != nil)
      return set(node, resultType(id, at: callee))
    }
    let text = name(symbol)
    if let builtin = Builtin(rawValue: text) {
      return inferBuiltin(node, callee: callee, builtin, written, pipedType: pipedType, hint: hint)
    }
    for (index, argument) in written.enumerated() where pipedType == nil || index > 0 {
      _ = infer(tree[argument].kind == .argument ? NodeID(tree[argument].b) : argument)
    }
    report(.unknownFunction(text, suggestions: functionSuggestions(for: text)), at: callee)
    return set(node, .error)
  }

  private func applyFunctionValue(
    _ node: NodeID, _ callee: NodeID, _ type: TypeID, _ written: [NodeID], isPiped: Bool
  ) -> TypeID {
    guard case .function(let parameters, let result) = types.shape(type) else {
      if type != .error { report(.notCallable(describe(type)), at: callee) }
      for (index, argument) in written.enumerated() where !isPiped || index > 0 { _ = infer(argument) }
      return .error
    }
    guard parameters.count == written.count else {
      report(
        .wrongArgumentCount(function: "this function", wanted: counted(parameters.count), found: written.count),
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
    effectFrames[effectFrames.count - 1].callsUnknown = true
    unit.arguments[node] = written.map { .node($0) }
    return result
  }

  // MARK: - Arguments

  /// Puts positional and named arguments in the order of the parameters, and types them.
  func arrange(
    _ written: [NodeID], names: [Symbol], types parameterTypes: [TypeID], defaults: [FunctionID?], function: String,
    at node: NodeID, isPiped: Bool
  ) -> [Argument] {
    var slots: [Argument?] = Array(repeating: nil, count: names.count)
    var position = 0
    for (index, argument) in written.enumerated() {
      let isNamed = tree[argument].kind == .argument
      let value = isNamed ? NodeID(tree[argument].b) : argument
      var slot = position
      if isNamed {
        let symbol = Symbol(rawValue: tree[argument].a)
        guard let found = names.firstIndex(of: symbol) else {
          let known = names.map { name($0) }
          report(
            .unknownArgument(name(symbol), function: function, suggestions: near(name(symbol), known), known: known),
            at: nameSpan(symbol, at: tree[argument].start))
          _ = infer(value)
          continue
        }
        slot = found
      } else {
        position += 1
      }
      guard slot < names.count else {
        report(
          .wrongArgumentCount(function: function, wanted: counted(names.count), found: written.count), at: argument)
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
      } else if let standard = defaults[slot] {
        calls(standard)
        arguments.append(.standard(standard))
      } else {
        report(
          .missingArgument(name(names[slot]), function: function, type: describe(parameterTypes[slot])), at: node)
      }
    }
    return arguments
  }

  func counted(_ count: Int) -> String { count == 1 ? "1 argument" : "\(count) arguments" }

  // MARK: - Declared functions

  /// What a function gives; a body that has not been checked yet is checked now.
  func resultType(_ id: FunctionID, at node: NodeID?) -> TypeID {
    if pending[id] != nil { checkPending(id) }
    if inProgress.contains(id), environment.functions[id.rawValue].result == .error, let node {
      report(.recursionNeedsResult(name(environment.functions[id.rawValue].name)), at: node)
    }
    return environment.functions[id.rawValue].result
  }

  func functionType(_ id: FunctionID, at node: NodeID) -> TypeID {
    calls(id)
    let result = resultType(id, at: node)
    return types.type(.function(environment.function(id).parameterTypes, result))
  }

  // MARK: - Built-ins

  func signatures(of builtin: Builtin) -> [Signature] {
    builtin.spec.signatures.map { text in
      var reader = SignatureReader(text, types: types)
      return reader.read()
    }
  }

  private func inferBuiltin(
    _ node: NodeID, callee: NodeID, _ builtin: Builtin, _ written: [NodeID], pipedType: TypeID?, hint: TypeID?
  ) -> TypeID {
    does(builtin.spec.effects)
    let overloads = signatures(of: builtin)
    // One overload of that many arguments gives its types as hints; among several the arguments' own types decide.
    let candidates = overloads.enumerated().filter { $0.element.parameters.count == written.count }
    guard !candidates.isEmpty else {
      for (index, argument) in written.enumerated() where pipedType == nil || index > 0 { _ = infer(valueOf(argument)) }
      let counts = Set(overloads.map(\.parameters.count)).sorted().map { counted($0) }.joined(separator: " or ")
      report(.wrongArgumentCount(function: builtin.name, wanted: counts, found: written.count), at: node)
      return set(node, overloads.count == 1 ? overloads[0].result : .error)
    }
    var found: [TypeID] = []
    for (index, argument) in written.enumerated() {
      if index == 0, let pipedType {
        found.append(pipedType)
      } else {
        let parameter = candidates.count == 1 ? candidates[0].element.parameters[index].type : nil
        found.append(infer(valueOf(argument), hint: parameter.flatMap { hasVariables($0) ? nil : $0 }))
      }
    }
    if found.contains(.error) {
      return set(
        node,
        candidates.count == 1 && !hasVariables(candidates[0].element.result) ? candidates[0].element.result : .error)
    }
    for (number, signature) in candidates {
      var variables: [Int: TypeID] = [:]
      let matches = zip(found, signature.parameters).allSatisfy { bind($0.1.type, to: $0.0, &variables) }
      guard matches else { continue }
      for (argument, parameter) in zip(written, signature.parameters) {
        let value = valueOf(argument)
        convert(value, from: unit.finalType(value), to: substitute(parameter.type, variables))
      }
      set(callee, .nothing, .builtin(builtin, overload: number))
      unit.arguments[node] = written.map { .node(valueOf($0)) }
      return set(node, substitute(signature.result, variables))
    }
    reportNoOverload(builtin, written, found, candidates.map(\.element), at: node)
    return set(node, .error)
  }

  private func reportNoOverload(
    _ builtin: Builtin, _ written: [NodeID], _ found: [TypeID], _ signatures: [Signature], at node: NodeID
  ) {
    for (argument, type) in zip(written, found) where types.isOptional(type) && type != .nothing {
      report(.maybeNothing(found: describe(type), wanted: describe(types.unwrapped(type))), at: valueOf(argument))
      return
    }
    report(
      .noOverload(function: builtin.name, signatures: signatures.map(\.text), found: found.map { describe($0) }),
      at: node)
  }

  private func valueOf(_ argument: NodeID) -> NodeID {
    tree[argument].kind == .argument ? NodeID(tree[argument].b) : argument
  }

  private func hasVariables(_ type: TypeID) -> Bool {
    switch types.shape(type) {
    case .variable: true
    case .list(let element): hasVariables(element)
    case .optional(let base): hasVariables(base)
    case .function(let parameters, let result): parameters.contains(where: hasVariables) || hasVariables(result)
    default: false
    }
  }

  private func bind(_ parameter: TypeID, to found: TypeID, _ variables: inout [Int: TypeID]) -> Bool {
    switch types.shape(parameter) {
    case .variable(let number):
      guard let known = variables[number], known != .never else {
        variables[number] = found
        return true
      }
      return fits(found, known)
    case .list(let element):
      guard let inner = types.element(found) else { return false }
      return bind(element, to: inner, &variables)
    case .optional(let base): return bind(base, to: types.unwrapped(found), &variables)
    default: return fits(found, parameter)
    }
  }

  private func substitute(_ type: TypeID, _ variables: [Int: TypeID]) -> TypeID {
    switch types.shape(type) {
    case .variable(let number): variables[number] ?? .never
    case .list(let element): types.list(substitute(element, variables))
    case .optional(let base): types.optional(substitute(base, variables))
    case .function(let parameters, let result):
      types.type(.function(parameters.map { substitute($0, variables) }, substitute(result, variables)))
    default: type
    }
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
    frames.append(FunctionFrame(id: id, scopeStart: start))
    var locals: [LocalID] = []
    for (index, parameter) in parameters.enumerated() {
      let symbol = Symbol(rawValue: tree[parameter].a)
      let written = NodeID(tree[parameter].b)
      var type = written.exists ? resolveType(written) : index < hints.count ? hints[index] : .error
      if !written.exists, index >= hints.count {
        report(.lambdaTypeUnknown(name(symbol)), at: parameter)
        type = .error
      }
      let local = declareLocal(symbol, type: type, blockStart: start, span: tree.span(parameter))
      set(parameter, type, .declares(local))
      locals.append(local)
    }
    let before = narrowed
    forgetMutable()
    let body = NodeID(expression.c)
    var result = inferBlock(body, hint: resultHint == .error ? nil : resultHint, isValueUsed: true)
    if let resultHint, resultHint != .error, fits(result, resultHint) {
      convert(body, from: result, to: resultHint)
      result = resultHint
    }
    result = closeReturns(body: body, type: result)
    narrowed = before
    scope.removeLast(scope.count - start)
    frames.removeLast()
    finish(id, parameters: locals, result: result)
    return set(node, types.type(.function(locals.map { unit.locals[$0.rawValue].type }, result)), .lambda(id))
  }

  /// Joins what the `return`s of an inferred function give with its last value.
  func closeReturns(body: NodeID, type: TypeID) -> TypeID {
    guard let returns = frames.last?.returns, !returns.isEmpty else { return type }
    var joined = type
    for node in returns {
      let value = NodeID(tree[node].a)
      let found = value.exists ? unit.finalType(value) : .nothing
      guard let both = join(joined, found) else {
        report(.noCommonType(describe(joined), describe(found)), at: node)
        return .error
      }
      joined = both
    }
    convert(body, from: unit.finalType(body), to: joined)
    for node in returns {
      let value = NodeID(tree[node].a)
      if value.exists { convert(value, from: unit.finalType(value), to: joined) }
    }
    return joined
  }

  func finish(_ id: FunctionID, parameters: [LocalID], result: TypeID) {
    environment.functions[id.rawValue].parameters = parameters
    environment.functions[id.rawValue].parameterNames = parameters.map { unit.locals[$0.rawValue].name }
    environment.functions[id.rawValue].parameterTypes = parameters.map { unit.locals[$0.rawValue].type }
    if environment.functions[id.rawValue].defaults.count != parameters.count {
      environment.functions[id.rawValue].defaults = Array(repeating: nil, count: parameters.count)
    }
    environment.functions[id.rawValue].result = result
  }
}
