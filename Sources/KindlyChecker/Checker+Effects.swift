// What each function may do. While bodies are checked this collects, for each, what it does itself and what it calls;
// at the end of the source what is called is joined in, and then what had to be pure, and what had to be declared
// before, is seen to. A value that is a function may do what any function of its type that was made into a value does;
// a parameter, what it is given where the function is called.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// Where only looking is allowed.
  enum PurePlace {
    case verb(Verb)
    case builtin(Builtin)
    case template, computedField, standard, rulePart, action

    var words: String {
      switch self {
      case .verb(let verb): "`\(verb.name)`"
      case .builtin(let builtin): "`\(builtin.name)`"
      case .template: "a template"
      case .computedField: "a computed field"
      case .standard: "a default"
      case .rulePart: "this part of a rule"
      case .action: "a rule's `do`, besides its `draft` or `remind`,"
      }
    }
  }

  struct PurityDemand {
    let node: NodeID
    let place: PurePlace
    let effects: EffectSpan
  }

  // MARK: - Collecting

  func does(_ effects: Effects) { log.does(effects) }
  func calls(_ function: FunctionID, at node: NodeID) { log.add(.calls(function, node)) }
  func asksRules() { log.add(.asksRules) }
  func uses(_ global: GlobalID) {
    if global.rawValue >= firstGlobal { log.add(.uses(global)) }
  }

  /// A function becomes a value of a type.
  func makesValue(_ function: FunctionID, _ type: TypeID, at node: NodeID) {
    values.append((type, function))
    log.add(.makes(function, node))
  }

  /// A typed expression that is a function is called here.
  func callsValue(_ node: NodeID, _ type: TypeID) {
    switch given(node, type) {
    case .function(let id): calls(id, at: node)
    case .parameter(let local): log.add(.callsParameter(local))
    case .value(let type): log.add(.callsValue(type))
    case .builtin(let effects): does(effects)
    }
  }

  /// A typed expression that is a function stands as an argument of another.
  func hands(_ node: NodeID, _ type: TypeID, to callee: FunctionID, _ parameter: Int) {
    guard types.isFunction(types.unwrapped(type)) else { return }
    log.add(
      EffectLog.CallSite(
        callee: callee, parameter: parameter, argument: node, given: given(node, types.unwrapped(type))))
  }

  /// A typed expression that is a function stands as an argument of a value that is called here. Of a value that may be
  /// any function of its type nobody knows whether it calls what it is given: it is taken to.
  func hands(_ node: NodeID, _ type: TypeID, toValue callee: NodeID, _ calleeType: TypeID, _ parameter: Int) {
    guard types.isFunction(types.unwrapped(type)) else { return }
    if case .function(let id) = given(callee, calleeType), !isBuiltin(id) {
      hands(node, type, to: id, parameter)
    } else {
      callsValue(node, types.unwrapped(type))
    }
  }

  /// Rows are handed to a function that is applied to them, and so are the functions that they are: any of their type.
  func handsRows(of types: [TypeID], to value: NodeID, _ type: TypeID) {
    for (parameter, row) in types.enumerated() where self.types.isFunction(self.types.unwrapped(row)) {
      if case .function(let id) = given(value, type), !isBuiltin(id) {
        log.add(
          EffectLog.CallSite(
            callee: id, parameter: parameter, argument: value, given: .value(self.types.unwrapped(row))))
      } else {
        log.add(.callsValue(self.types.unwrapped(row)))
      }
    }
  }

  /// Whether a function is what a built-in is as a value: it says nothing of what it does with its parameters.
  private func isBuiltin(_ id: FunctionID) -> Bool {
    if case .builtin = environment.functions[id.rawValue].kind { return true }
    return false
  }

  private func given(_ node: NodeID, _ type: TypeID) -> EffectLog.Given {
    switch unit.resolutions[node.index] {
    case .lambda(let id), .function(let id): return .function(id)
    case .builtin(let builtin, _): return .builtin(environment.facts(of: builtin).effects)
    case .local(let local):
      if let id = knownFunctions[local] { return .function(id) }
      let info = unit.locals[local.rawValue]
      return info.isParameter ? .parameter(local) : .value(type)
    case .global(let global):
      if let id = environment.knownFunctions[global] { return .function(id) }
      return .value(type)
    default: return .value(type)
    }
  }

  /// What the work in `body` may do, on its own; it counts for what is around it as well.
  func effects<T>(of body: () -> T) -> (T, EffectSpan) {
    let start = log.begin()
    let value = body()
    return (value, log.end(from: start))
  }

  func demandPurity(_ node: NodeID, _ place: PurePlace, _ effects: EffectSpan) {
    purityDemands.append(PurityDemand(node: node, place: place, effects: effects))
  }

  // MARK: - Settling

  /// Joins the effects of what is called into what calls it, and sees to what was demanded.
  func settleEffects() {
    let parameters = ParameterCalls(self)
    let settled = SettledEffects(self, parameters)
    for number in bodies.indices where bodies[number].isChecked {
      let id = FunctionID(firstFunction + number)
      environment.functions[id.rawValue].effects = settled.effects(of: id)
      if let called = parameters.called[id] { environment.functions[id.rawValue].calledParameters = called }
    }
    for demand in purityDemands {
      let effects = settled.total(demand.effects)
      if !effects.isPure { report(.mustBePure(place: demand.place.words, effects: effects), at: demand.node) }
    }
    demandPureArguments(parameters, settled)
    for demand in valueDemands where settled.total(demand.effects).isPure {
      report(.valueThrownAway, at: demand.node)
    }
    for demand in constantDemands {
      let effects = settled.total(demand.effects)
      if !effects.isPure { report(.constantWithEffects(effects), at: demand.node) }
    }
    seeToOrder()
    settleTests(settled)
    settledValues = settled.valueEffects()
  }

  /// What is handed to a parameter that is asked of rows may only look.
  private func demandPureArguments(_ parameters: ParameterCalls, _ settled: SettledEffects) {
    for (id, places) in parameters.pure {
      for (index, place) in places {
        environment.functions[id.rawValue].pureParameters[index] = place
      }
    }
    for site in log.sites {
      let place = parameters.pure[site.callee]?[site.parameter]
      guard let place = place ?? environment.functions[site.callee.rawValue].pureParameters[site.parameter] else {
        continue
      }
      if case .parameter = site.given { continue }
      let effects = settled.effects(of: site.given)
      if !effects.isPure { report(.mustBePure(place: place, effects: effects), at: site.argument) }
    }
    // One that is a value itself may be handed anything of that type.
    for (node, place, type) in parameters.pureOfAny {
      let effects = settled.effects(of: .value(type))
      if !effects.isPure { report(.mustBePure(place: place, effects: effects), at: node) }
    }
  }

  /// A function may use a global that is declared further down, but not be called before it.
  private func seeToOrder() {
    struct Needs: Equatable {
      var latest = -1
      var asksRules = false
      func union(_ other: Needs) -> Needs {
        Needs(latest: max(latest, other.latest), asksRules: asksRules || other.asksRules)
      }
    }
    guard environment.globals.count > firstGlobal else { return }
    var graph = CallGraph(count: bodies.count)
    var own = Array(repeating: Needs(), count: bodies.count)
    for number in bodies.indices {
      log.forEach(in: bodies[number].effects) { entry in
        switch entry {
        case .uses(let global): own[number].latest = max(own[number].latest, global.rawValue)
        case .asksRules: own[number].asksRules = true
        case .calls(let id, _), .makes(let id, _):
          if id.rawValue >= firstFunction { graph.add(number, id.rawValue - firstFunction) }
        case .does, .callsValue, .callsParameter, .hands, .assignsLocal, .apart: break
        }
      }
    }
    let needs = graph.closure(own) { $0.union($1) }
    func need(_ id: FunctionID) -> Needs { id.rawValue >= firstFunction ? needs[id.rawValue - firstFunction] : Needs() }
    let rules = ruleClauses.map { need($0).latest }.max() ?? -1
    for mention in mentions {
      var first: (node: NodeID, id: FunctionID, latest: Int)?
      var asksRules = false
      log.forEach(in: mention.effects) { entry in
        switch entry {
        case .asksRules: asksRules = true
        case .calls(let id, let node), .makes(let id, let node):
          let needed = need(id)
          let latest = needed.asksRules ? max(needed.latest, rules) : needed.latest
          guard latest >= mention.globals, node.rawValue < first?.node.rawValue ?? .max else { return }
          first = (node, id, latest)
        case .does, .callsValue, .callsParameter, .hands, .uses, .assignsLocal, .apart: break
        }
      }
      if let first {
        report(
          .usedBeforeDeclared(name(environment.globals[first.latest].name), by: functionName(first.id)), at: first.node)
      }
      if asksRules, rules >= mention.globals {
        report(.usedBeforeDeclared(name(environment.globals[rules].name), by: "a rule"), at: mention.node)
      }
    }
  }

  private func functionName(_ id: FunctionID) -> String {
    let name = name(environment.function(id).name)
    return name.isEmpty ? "this function" : "`\(name)`"
  }
}
