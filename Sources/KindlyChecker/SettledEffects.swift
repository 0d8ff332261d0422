// Which parameters a function calls, and what each function does when all that it calls is counted. Made once, when a
// whole source has been checked; in time linear in its calls.

import KindlyCatalog
import KindlySource
import KindlySyntax

/// The parameters that functions call, directly or by handing them on; and those that must be pure, since a row
/// expression calls them.
struct ParameterCalls {
  private(set) var called: [FunctionID: Set<Int>] = [:]
  private(set) var pure: [FunctionID: [Int: String]] = [:]
  /// Parameters of functions that are values: they may be handed anything of that type.
  private(set) var pureOfAny: [(NodeID, String, TypeID)] = []

  private struct Slot: Hashable {
    let function: FunctionID
    let parameter: Int
  }

  init(_ checker: Checker) {
    /// The function whose parameter it is, and which of them.
    func slot(_ local: LocalID) -> Slot? {
      let owner = checker.unit.locals[local.rawValue].owner
      guard let index = checker.environment.function(owner).parameters.firstIndex(of: local) else { return nil }
      return Slot(function: owner, parameter: index)
    }

    var waiting: [Slot] = []
    // For each parameter of a function the parameters of others that are handed on to it.
    var handed: [Slot: [Slot]] = [:]
    waiting += checker.log.calledParameters.compactMap { slot($0) }
    for site in checker.log.sites {
      guard case .parameter(let local) = site.given, let own = slot(local) else { continue }
      handed[Slot(function: site.callee, parameter: site.parameter), default: []].append(own)
      if checker.environment.function(site.callee).calledParameters.contains(site.parameter) { waiting.append(own) }
    }
    let asValues = Set(checker.values.map(\.function))

    while let next = waiting.popLast() {
      guard called[next.function, default: []].insert(next.parameter).inserted else { continue }
      waiting += handed[next] ?? []
    }

    var demanded: [(Slot, String, NodeID)] = []
    for demand in checker.purityDemands {
      let place = { (slot: Slot) in
        let name = checker.name(checker.environment.function(slot.function).name)
        return name.isEmpty ? demand.place.words : "\(demand.place.words) in `\(name)`"
      }
      checker.log.forEach(in: demand.effects) { entry in
        switch entry {
        case .callsParameter(let local):
          if let own = slot(local) { demanded.append((own, place(own), demand.node)) }
        case .hands(let number):
          let site = checker.log.sites[Int(number)]
          guard case .parameter(let local) = site.given, let own = slot(local),
            calls(site.callee, site.parameter, in: checker.environment)
          else { return }
          demanded.append((own, place(own), demand.node))
        case .does, .calls, .makes, .callsValue, .uses, .asksRules, .assignsLocal, .apart: break
        }
      }
    }
    while let (slot, place, node) = demanded.popLast() {
      guard pure[slot.function]?[slot.parameter] == nil else { continue }
      pure[slot.function, default: [:]][slot.parameter] = place
      let types = checker.environment.function(slot.function).parameterTypes
      if asValues.contains(slot.function), slot.parameter < types.count {
        pureOfAny.append((node, place, types[slot.parameter]))
      }
      demanded += (handed[slot] ?? []).map { ($0, place, node) }
    }
  }

  func calls(_ id: FunctionID, _ parameter: Int, in environment: Environment) -> Bool {
    called[id]?.contains(parameter) ?? environment.function(id).calledParameters.contains(parameter)
  }
}

/// What each function of a source, and each type of function, may do.
struct SettledEffects {
  private let environment: Environment
  private let log: EffectLog
  private let parameters: ParameterCalls
  private let first: Int
  private var types: [TypeID: Int] = [:]
  private var closed: [Effects] = []

  init(_ checker: Checker, _ parameters: ParameterCalls) {
    environment = checker.environment
    log = checker.log
    self.parameters = parameters
    first = checker.firstFunction
    var graph = CallGraph(count: checker.bodies.count)
    var own = Array(repeating: Effects(), count: checker.bodies.count)
    for type in Set(checker.values.map(\.type)).union(environment.valueEffects.keys) {
      types[type] = graph.addNode()
      own.append(environment.valueEffects[type] ?? [])
    }
    for (number, body) in checker.bodies.enumerated() { add(body.effects, to: number, &graph, &own) }
    let assigning = log.assignsLocals ? AssigningLocals(checker, parameters) : nil
    for (type, function) in checker.values {
      guard let node = types[type] else { continue }
      // A value may be called where its variable is not seen any more, and is still there.
      if let assigning, function.rawValue >= first, assigning.functions.contains(function.rawValue - first) {
        own[node].formUnion(.assigns)
      }
      addCall(function, to: node, &graph, &own)
      addUnknownArguments(of: function, to: node, &graph)
    }
    closed = graph.closure(own) { $0.union($1) }
    for function in assigning?.functions ?? [] { closed[function].formUnion(.assigns) }
  }

  private func add(_ span: EffectSpan, to node: Int, _ graph: inout CallGraph, _ own: inout [Effects]) {
    log.forEach(in: span) { entry in
      switch entry {
      case .does(let effects): own[node].formUnion(effects)
      case .calls(let id, _): addCall(id, to: node, &graph, &own)
      case .callsValue(let type): if let called = types[type] { graph.add(node, called) }
      case .hands(let number):
        let site = log.sites[Int(number)]
        guard parameters.calls(site.callee, site.parameter, in: environment) else { return }
        switch site.given {
        case .function(let id):
          addCall(id, to: node, &graph, &own)
          addUnknownArguments(of: id, to: node, &graph)
        case .value(let type): if let called = types[type] { graph.add(node, called) }
        case .builtin(let effects): own[node].formUnion(effects)
        case .parameter: break
        }
      case .makes, .callsParameter, .uses, .asksRules, .assignsLocal, .apart: break
      }
    }
  }

  private func addCall(_ id: FunctionID, to node: Int, _ graph: inout CallGraph, _ own: inout [Effects]) {
    if id.rawValue >= first {
      graph.add(node, id.rawValue - first)
    } else {
      own[node].formUnion(environment.functions[id.rawValue].effects)
    }
  }

  /// A function called as a value is handed values: what these may do counts where it calls them.
  private func addUnknownArguments(of id: FunctionID, to node: Int, _ graph: inout CallGraph) {
    let info = environment.functions[id.rawValue]
    for parameter in parameters.called[id] ?? info.calledParameters where parameter < info.parameterTypes.count {
      if let called = types[info.parameterTypes[parameter]] { graph.add(node, called) }
    }
  }

  // MARK: - Answers

  func effects(of id: FunctionID) -> Effects {
    id.rawValue >= first ? closed[id.rawValue - first] : environment.functions[id.rawValue].effects
  }

  func effects(of given: EffectLog.Given) -> Effects {
    switch given {
    case .function(let id): effects(of: id)
    case .value(let type): types[type].map { closed[$0] } ?? []
    case .builtin(let effects): effects
    case .parameter: []
    }
  }

  /// Everything that the work of a stretch may do.
  func total(_ span: EffectSpan) -> Effects {
    var all: Effects = []
    log.forEach(in: span) { entry in
      switch entry {
      case .does(let effects): all.formUnion(effects)
      case .calls(let id, _): all.formUnion(effects(of: id))
      case .callsValue(let type): all.formUnion(effects(of: .value(type)))
      case .hands(let number):
        let site = log.sites[Int(number)]
        if parameters.calls(site.callee, site.parameter, in: environment) { all.formUnion(effects(of: site.given)) }
      case .assignsLocal: all.formUnion(.assigns)
      case .makes, .callsParameter, .uses, .asksRules, .apart: break
      }
    }
    return all
  }

  func valueEffects() -> [TypeID: Effects] { types.mapValues { closed[$0] } }
}

/// The functions that assign a variable of one around them, themselves or through what they call by name. The one whose
/// variable it is does not count: what it does with its own is nobody else's matter.
private struct AssigningLocals {
  /// By their numbers in the source.
  private(set) var functions: Set<Int> = []

  init(_ checker: Checker, _ parameters: ParameterCalls) {
    let first = checker.firstFunction
    var callers: [Int: [Int]] = [:]
    var waiting: [(function: Int, owner: Int)] = []
    func call(of id: FunctionID, by caller: Int) {
      if id.rawValue >= first { callers[id.rawValue - first, default: []].append(caller) }
    }
    for (number, body) in checker.bodies.enumerated() {
      checker.log.forEach(in: body.effects) { entry in
        switch entry {
        case .calls(let id, _): call(of: id, by: number)
        case .assignsLocal(let owner): waiting.append((number, owner.rawValue - first))
        case .hands(let site):
          let site = checker.log.sites[Int(site)]
          guard case .function(let id) = site.given else { return }
          if parameters.calls(site.callee, site.parameter, in: checker.environment) { call(of: id, by: number) }
        default: break
        }
      }
    }
    var seen: Set<[Int]> = []
    while let (function, owner) = waiting.popLast() {
      guard function != owner, seen.insert([function, owner]).inserted else { continue }
      functions.insert(function)
      waiting += (callers[function] ?? []).map { ($0, owner) }
    }
  }
}
