// What each function may do. While bodies are checked this collects, for each, what it does itself and what it calls;
// at the end of the source what is called is joined in, and then what had to be pure, and what had to be declared
// before, is seen to. A value that is a function may do what any function of its type that was made into a value does;
// a parameter, what it is given where the function is called.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  struct EffectFrame {
    var direct: Effects = []
    /// The functions that it calls, each with where it is mentioned first.
    var calls: [FunctionID: NodeID] = [:]
    /// The functions that it makes into values.
    var makes: [FunctionID: NodeID] = [:]
    /// Calls of values that are functions, by their type.
    var callsValues: Set<TypeID> = []
    /// Calls of parameters, its own or those of a function around.
    var callsParameters: Set<LocalID> = []
    /// Functions that it hands to functions.
    var sites: [CallSite] = []
    /// The globals of this source that it uses.
    var globals: Set<GlobalID> = []
    /// Whether it asks the rules.
    var asksRules = false

    mutating func merge(_ other: EffectFrame) {
      direct.formUnion(other.direct)
      calls.merge(other.calls) { first, _ in first }
      makes.merge(other.makes) { first, _ in first }
      callsValues.formUnion(other.callsValues)
      callsParameters.formUnion(other.callsParameters)
      sites += other.sites
      globals.formUnion(other.globals)
      asksRules = asksRules || other.asksRules
    }
  }

  /// A function in the place of an argument.
  struct CallSite {
    let callee: FunctionID
    let parameter: Int
    let argument: NodeID
    let given: Given
  }

  enum Given {
    case function(FunctionID)
    case parameter(LocalID)
    case value(TypeID)
    case builtin(Effects)
  }

  /// The functions of one type that were made into values.
  struct ValueFrame {
    var functions: Set<FunctionID> = []
  }

  struct PurityDemand {
    let node: NodeID
    let place: String
    /// The function that it stands in, for naming it.
    let function: FunctionID?
    let effects: EffectFrame
  }

  // MARK: - Collecting

  private var top: Int { effectFrames.count - 1 }

  func does(_ effects: Effects) { effectFrames[top].direct.formUnion(effects) }
  func calls(_ function: FunctionID, at node: NodeID) {
    if effectFrames[top].calls[function] == nil { effectFrames[top].calls[function] = node }
  }
  func asksRules() { effectFrames[top].asksRules = true }
  func uses(_ global: GlobalID) {
    if global.rawValue >= firstGlobal { effectFrames[top].globals.insert(global) }
  }

  /// A function becomes a value of a type.
  func makesValue(_ function: FunctionID, _ type: TypeID, at node: NodeID) {
    values[type, default: ValueFrame()].functions.insert(function)
    if effectFrames[top].makes[function] == nil { effectFrames[top].makes[function] = node }
  }

  /// A typed expression that is a function is called here.
  func callsValue(_ node: NodeID, _ type: TypeID) {
    switch given(node, type) {
    case .function(let id): calls(id, at: node)
    case .parameter(let local): effectFrames[top].callsParameters.insert(local)
    case .value(let type): effectFrames[top].callsValues.insert(type)
    case .builtin(let effects): does(effects)
    }
  }

  /// A typed expression that is a function stands as an argument of another.
  func hands(_ node: NodeID, _ type: TypeID, to callee: FunctionID, _ parameter: Int) {
    guard case .function = types.shape(types.unwrapped(type)) else { return }
    effectFrames[top].sites.append(
      CallSite(callee: callee, parameter: parameter, argument: node, given: given(node, types.unwrapped(type))))
  }

  private func given(_ node: NodeID, _ type: TypeID) -> Given {
    switch unit.resolutions[node.index] {
    case .lambda(let id), .function(let id): return .function(id)
    case .builtin(let builtin, _): return .builtin(builtin.spec.effects)
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
  func effects<T>(of body: () -> T) -> (T, EffectFrame) {
    effectFrames.append(EffectFrame())
    let value = body()
    let frame = effectFrames.removeLast()
    effectFrames[top].merge(frame)
    return (value, frame)
  }

  func demandPurity(_ node: NodeID, _ place: String, _ effects: EffectFrame) {
    let function = frames.last.flatMap { $0.isEntry ? nil : $0.id }
    purityDemands.append(PurityDemand(node: node, place: place, function: function, effects: effects))
  }

  // MARK: - Settling

  /// Joins the effects of what is called into what calls it, and sees to what was demanded.
  func settleEffects() {
    let parameters = ParameterCalls(self)
    let settled = SettledEffects(self, parameters)
    for id in functionEffects.keys {
      environment.functions[id.rawValue].effects = settled.effects(of: id)
      environment.functions[id.rawValue].calledParameters = parameters.called[id] ?? []
    }
    for demand in purityDemands {
      let effects = settled.total(demand.effects)
      if !effects.isPure { report(.mustBePure(place: demand.place, effects: effects), at: demand.node) }
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
    for frame in functionEffects.values {
      for site in frame.sites {
        let place = parameters.pure[site.callee]?[site.parameter]
        guard let place = place ?? environment.function(site.callee).pureParameters[site.parameter] else { continue }
        if case .parameter = site.given { continue }
        let effects = settled.effects(of: site.given)
        if !effects.isPure { report(.mustBePure(place: place, effects: effects), at: site.argument) }
      }
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
    let count = environment.functions.count - firstFunction
    var graph = CallGraph(count: count)
    var own = Array(repeating: Needs(), count: count)
    for (id, frame) in functionEffects where id.rawValue >= firstFunction {
      let number = id.rawValue - firstFunction
      own[number] = Needs(latest: frame.globals.map(\.rawValue).max() ?? -1, asksRules: frame.asksRules)
      for called in frame.calls.keys where called.rawValue >= firstFunction {
        graph.add(number, called.rawValue - firstFunction)
      }
      for made in frame.makes.keys where made.rawValue >= firstFunction {
        graph.add(number, made.rawValue - firstFunction)
      }
    }
    let needs = graph.closure(own) { $0.union($1) }
    func need(_ id: FunctionID) -> Needs { id.rawValue >= firstFunction ? needs[id.rawValue - firstFunction] : Needs() }
    let rules = ruleClauses.map { need($0).latest }.max() ?? -1
    for mention in mentions {
      let mentioned = mention.effects.calls.merging(mention.effects.makes) { first, _ in first }
      for (id, node) in mentioned.sorted(by: { $0.value.rawValue < $1.value.rawValue }) {
        let needed = need(id)
        let latest = needed.asksRules ? max(needed.latest, rules) : needed.latest
        guard latest >= mention.globals else { continue }
        report(.usedBeforeDeclared(name(environment.globals[latest].name), by: functionName(id)), at: node)
        break
      }
      if mention.effects.asksRules, rules >= mention.globals {
        report(.usedBeforeDeclared(name(environment.globals[rules].name), by: "a rule"), at: mention.node)
      }
    }
  }

  private func functionName(_ id: FunctionID) -> String {
    let name = name(environment.function(id).name)
    return name.isEmpty ? "this function" : "`\(name)`"
  }
}
