// Built-in functions: which of their signatures a call means, what its type variables stand for, and what a built-in is
// as a value. The first signature that takes all arguments is meant; an argument that is a function is typed last, when
// the others have told what it is applied to.

import KindlyCatalog
import KindlyPatterns
import KindlySource
import KindlySyntax

extension Checker {
  func signatures(of builtin: Builtin) -> [Signature] { environment.facts(of: builtin).signatures }

  /// A signature that a call may mean, and what is known of its variables so far.
  private struct Candidate {
    let overload: Int
    let signature: Signature
    /// For each argument as it is written the parameter that it is for; nil where that is their order.
    let parameters: [Int]?
    var variables = TypeVariables()

    func parameter(of argument: Int) -> Int { parameters?[argument] ?? argument }
    func argument(for parameter: Int) -> Int { parameters?.firstIndex(of: parameter) ?? parameter }
    func type(of argument: Int) -> TypeID { signature.parameters[parameter(of: argument)].type }
  }

  // MARK: - Calls

  func inferBuiltin(
    _ node: NodeID, callee: NodeID, _ builtin: Builtin, _ written: [NodeID], pipedType: TypeID?, hint: TypeID?
  ) -> TypeID {
    let facts = environment.facts(of: builtin)
    does(facts.effects)
    let overloads = facts.signatures
    var candidates = candidates(overloads, written)
    guard !candidates.isEmpty else {
      for (index, argument) in written.enumerated() where pipedType == nil || index > 0 {
        inferUnasked(valueOf(argument))
      }
      reportNoCandidate(builtin, overloads, written, at: node)
      return set(node, overloads.count == 1 && !hasVariables(overloads[0].result) ? overloads[0].result : .error)
    }
    if candidates.count == 1, let hint { expect(hint, of: &candidates[0]) }
    let only = candidates.count == 1 ? candidates[0].signature : nil
    let handed = handedFunctions(written.count, candidates, isPiped: pipedType != nil)
    let base = foundTypes.count
    for _ in written { foundTypes.append(.error) }
    defer { foundTypes.removeLast(written.count) }
    // Arguments that are functions come last: by then the others have told what they are applied to.
    for isFunction in [false, true] {
      for index in written.indices where handed.contains(index) == isFunction {
        let value = valueOf(written[index])
        // The function is called before the call is over, and not kept.
        runsLambdaAtOnce = isFunction && tree[value].kind == .lambda
        if index == 0, let pipedType {
          foundTypes[base] = pipedType
        } else {
          var found = infer(value, hint: hintOf(candidates, argument: index))
          if isFunction, candidates.count == 1 { found = fromEmpty(value, found, index, &candidates[0]) }
          foundTypes[base + index] = found
        }
        for number in candidates.indices.reversed()
        where !bind(candidates[number].type(of: index), to: foundTypes[base + index], &candidates[number].variables) {
          candidates.remove(at: number)
        }
      }
    }
    if foundTypes[base...].contains(.error) {
      return set(node, only.flatMap { hasVariables($0.result) ? nil : $0.result } ?? .error)
    }
    guard let chosen = candidates.first else {
      let all = self.candidates(overloads, written).map(\.signature)
      reportNoOverload(builtin, written, Array(foundTypes[base...]), all, at: node)
      return set(node, .error)
    }
    for (index, argument) in written.enumerated() where !types.isFunction(chosen.type(of: index)) {
      let value = valueOf(argument)
      convert(value, from: unit.finalType(value), to: substitute(chosen.type(of: index), chosen.variables))
    }
    set(callee, .nothing, .builtin(builtin, overload: chosen.overload))
    let arguments = chosen.signature.parameters.indices.lazy.map { [self] parameter in
      Argument.node(valueOf(written[chosen.argument(for: parameter)]))
    }
    unit.setArguments(of: node, arguments)
    checkTimeArguments(builtin, arguments)
    if case .general(let function) = builtin { checkReach(function, arguments) }
    for (index, argument) in written.enumerated() where handed.contains(index) {
      let value = valueOf(argument)
      let (_, frame) = effects {
        let type = unit.types[value.index]
        callsValue(value, type)
        if case .function(let taken, _) = types.shape(type) { handsRows(of: taken, to: value, type) }
      }
      if case .loop = builtin { demandPurity(value, .builtin(builtin), frame) }
    }
    disturb(facts.reach)
    if case .pattern = builtin, case .node(let pattern) = arguments[1] { checkPattern(pattern) }
    let result = substitute(chosen.signature.result, chosen.variables)
    if let (key, value) = types.entry(result), key != .never { return set(node, checkedMap(key, value, at: node)) }
    return set(node, result)
  }

  /// What a function that begins with something empty is, when it has told what that is of.
  private func fromEmpty(_ node: NodeID, _ found: TypeID, _ argument: Int, _ candidate: inout Candidate) -> TypeID {
    guard case .function(_, let result) = types.shape(candidate.type(of: argument)),
      case .variable(let number) = types.shape(result)
    else { return found }
    let before = candidate
    let again = widened(node, found, start: candidate.variables[number]) { given in
      var after = before
      after.variables[number] = given
      return hintOf([after], argument: argument)
    }
    guard let again else { return found }
    candidate.variables[number] = again.result
    return again.function
  }

  /// The signatures that have as many parameters as there are arguments, and the names that these are given by.
  private func candidates(_ overloads: [Signature], _ written: [NodeID]) -> [Candidate] {
    let isNamed = written.contains { tree[$0].kind == .argument }
    var found: [Candidate] = []
    for (number, signature) in overloads.enumerated() where signature.parameters.count == written.count {
      guard isNamed else {
        found.append(Candidate(overload: number, signature: signature, parameters: nil))
        continue
      }
      if let parameters = parameters(of: signature, named: written) {
        found.append(Candidate(overload: number, signature: signature, parameters: parameters))
      }
    }
    return found
  }

  /// For each argument the parameter that it is for; nil where a name is no parameter's, or two arguments are for one.
  private func parameters(of signature: Signature, named written: [NodeID]) -> [Int]? {
    var parameters: [Int] = []
    var position = 0
    for argument in written {
      let parameter: Int
      if let name = nameOf(argument) {
        guard let named = signature.parameters.firstIndex(where: { $0.name == name }) else { return nil }
        parameter = named
        position = .max
      } else {
        // Positional, then named.
        guard position < signature.parameters.count else { return nil }
        parameter = position
        position += 1
      }
      if parameters.contains(parameter) { return nil }
      parameters.append(parameter)
    }
    return parameters
  }

  /// Arguments by their places, a bit for each; no signature has as many as there are bits.
  private struct Places {
    private var bits: UInt64 = 0
    mutating func insert(_ place: Int) { bits |= 1 << UInt64(place & 63) }
    func contains(_ place: Int) -> Bool { bits & (1 << UInt64(place & 63)) != 0 }
  }

  /// Which arguments, the left side of a pipe aside, are functions for any of the signatures.
  private func handedFunctions(_ count: Int, _ candidates: [Candidate], isPiped: Bool) -> Places {
    var places = Places()
    for index in (isPiped ? 1 : 0)..<max(count, 1) where index < count {
      if candidates.indices.contains(where: { types.isFunction(candidates[$0].type(of: index)) }) {
        places.insert(index)
      }
    }
    return places
  }

  /// What the candidates that are left agree on for an argument; nil where that is nothing in particular.
  private func hintOf(_ candidates: [Candidate], argument: Int) -> TypeID? {
    // By their places: a candidate that is taken out is counted by those who hold it.
    let hasFunction = candidates.indices.contains { types.isFunction(candidates[$0].type(of: argument)) }
    var hint: TypeID?
    for number in candidates.indices {
      let type = candidates[number].type(of: argument)
      if hasFunction, !types.isFunction(type) { continue }
      let asked = substitute(type, candidates[number].variables, unknown: .error)
      if let hint, hint != asked { return nil }
      hint = asked
    }
    return hint.flatMap { isHalfKnown($0) ? nil : $0 }
  }

  /// Whether a part of a type is not known yet; of a function the parameters are enough.
  private func isHalfKnown(_ type: TypeID) -> Bool {
    switch types.shape(type) {
    case .error: true
    case .list(let element): isHalfKnown(element)
    case .optional(let base): isHalfKnown(base)
    case .map(let key, let value): isHalfKnown(key) || isHalfKnown(value)
    case .record(let fields): fields.contains { isHalfKnown($0.type) }
    default: false
    }
  }

  /// What the surroundings want is what a variable stands for where nothing else says: `fold(xs, [], …)`.
  private func expect(_ hint: TypeID, of candidate: inout Candidate) {
    guard case .variable(let number) = types.shape(candidate.signature.result),
      candidate.signature.parameters.contains(where: { $0.type == candidate.signature.result }),
      types.element(hint) != nil
    else { return }
    candidate.variables[number] = hint
  }

  private func nameOf(_ argument: NodeID) -> String? {
    tree[argument].kind == .argument ? name(Symbol(rawValue: tree[argument].a)) : nil
  }

  private func valueOf(_ argument: NodeID) -> NodeID {
    tree[argument].kind == .argument ? NodeID(tree[argument].b) : argument
  }

  /// A pattern that is written out is read before anything runs.
  private func checkPattern(_ node: NodeID) {
    guard tree[node].kind == .text else { return }
    do {
      _ = try Pattern(tree.texts[Int(tree[node].a)])
    } catch {
      report(.noPattern(error.message), at: node)
    }
  }

  // MARK: - What does not fit

  private func reportNoCandidate(
    _ builtin: Builtin, _ overloads: [Signature], _ written: [NodeID], at node: NodeID
  ) {
    let known = overloads.flatMap { $0.parameters.map(\.name) }
    for (argument, next) in zip(written, written.dropFirst())
    where nameOf(argument) != nil && nameOf(next) == nil {
      return report(.positionalAfterNamed(nil), at: next)
    }
    for argument in written {
      guard let name = nameOf(argument), !known.contains(name) else { continue }
      let names = Array(Set(known)).sorted()
      return report(
        .unknownArgument(name, function: builtin.name, suggestions: near(name, names), known: names), at: argument)
    }
    if overloads.contains(where: { $0.parameters.count == written.count }) {
      for (index, argument) in written.enumerated() {
        guard let name = nameOf(argument) else { continue }
        if written[..<index].contains(where: { nameOf($0) == name }) || index >= overloads[0].parameters.count
          || overloads[0].parameters[..<index].contains(where: { $0.name == name })
        {
          return report(.argumentTwice(name), at: argument)
        }
      }
    }
    let signatures = overloads.map(\.text)
    let counts = Set(overloads.map(\.parameters.count)).sorted().map { counted($0) }.joined(separator: " or ")
    report(
      .wrongArgumentCount(function: builtin.name, wanted: counts, found: written.count, signatures: signatures),
      at: node)
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

  // MARK: - Values

  /// A built-in without its call. As what a verb applies to each row it stays one; elsewhere it becomes a function of
  /// its own. An overloaded or generic one is the one that fits what is expected.
  func inferBuiltinValue(_ node: NodeID, _ builtin: Builtin, hint: TypeID?) -> TypeID {
    let overloads = signatures(of: builtin)
    let wanted = hint.map { types.unwrapped($0) }
    guard let (overload, type) = fitting(overloads, hint: wanted) else {
      report(.builtinNeedsType(builtin.name, signatures: overloads.map(\.text)), at: node)
      return set(node, .error)
    }
    if case .general(let function) = builtin { needSomething(of: function) }
    if takesBuiltin { return set(node, type, .builtin(builtin, overload: overload)) }
    let id = function(of: builtin, overload, overloads[overload], type, wanted: wanted)
    let info = environment.function(id)
    let made = types.type(.function(info.parameterTypes, info.result))
    makesValue(id, made, at: node)
    return set(node, made, .function(id))
  }

  private func fitting(_ overloads: [Signature], hint: TypeID?) -> (Int, TypeID)? {
    if let hint, case .function(let wanted, let wantedResult) = types.shape(hint) {
      for (number, signature) in overloads.enumerated() where signature.parameters.count == wanted.count {
        var variables = TypeVariables()
        guard zip(signature.parameters, wanted).allSatisfy({ bind($0.0.type, to: $0.1, &variables) }) else { continue }
        let result = substitute(signature.result, variables)
        guard wantedResult == .error || fits(result, wantedResult) else { continue }
        let parameters = zip(signature.parameters, wanted).map { parameter, wanted in
          types.isFunction(parameter.type) ? wanted : substitute(parameter.type, variables)
        }
        return (number, types.type(.function(parameters, result)))
      }
    }
    guard overloads.count == 1, let only = overloads.first,
      !only.parameters.contains(where: { hasVariables($0.type) })
    else { return nil }
    return (0, types.type(.function(only.parameters.map(\.type), only.result)))
  }

  /// A function that calls the built-in, with the parameters and the result that are wanted: it converts on both ways.
  private func function(
    of builtin: Builtin, _ overload: Int, _ signature: Signature, _ type: TypeID, wanted: TypeID?
  ) -> FunctionID {
    let id = addFunction(
      name: interner.intern(builtin.name), kind: .builtin(builtin, overload: overload, type: type), body: .none)
    guard case .function(var parameters, var result) = types.shape(type) else { return id }
    if let wanted, case .function(let taken, let given) = types.shape(wanted), taken.count == parameters.count {
      parameters = taken
      if given != .error { result = given }
    }
    let locals = zip(signature.parameters, parameters).map { parameter, type in
      unit.locals.append(
        LocalInfo(name: interner.intern(parameter.name), type: type, owner: id, isMutable: false, isParameter: true))
      return LocalID(unit.locals.count - 1)
    }
    finish(id, parameters: locals, result: result)
    let start = log.beginApart()
    does(environment.facts(of: builtin).effects)
    settle(id, log.endApart(from: start))
    return id
  }
}
