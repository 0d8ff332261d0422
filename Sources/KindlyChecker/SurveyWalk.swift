// The pass over a tree that makes a `Survey`, forward once: a node's parts stand before it. Linear in the tree. A class,
// so that its calls copy nothing.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlySyntax

final class SurveyWalk {
  private struct Place {
    /// The declared function, by its number, or -1.
    let function: Int32
    var isInLambda: Bool
  }

  private struct Mention {
    let node: UInt32
    let symbol: Symbol
    var isCalled = false
  }

  private let tree: Tree
  private let environment: Environment
  private let globals: SymbolMap<NodeID>

  private(set) var events: [Survey.Event] = []
  private(set) var assignedWithin: Set<Symbol> = []
  /// The calls among the declared functions, in their order; behind them a node for values that are functions.
  private(set) var graph: CallGraph
  /// What each of these may change itself.
  private(set) var own: [Reach]

  /// The statements that declare functions.
  private var declarations: [NodeID] = []
  /// Their names; of one name each points at the one before.
  private var newest = SymbolMap<Int>()
  private var older: [Int] = []
  /// The node of the graph that stands for values.
  private let values: Int

  /// Where each event stands.
  private var places: [Place] = []
  /// The names that a function has, too.
  private var mentions: [Mention] = []
  /// Names that some variable has.
  private var bound = SymbolMap<Bool>()
  /// What a call by each name may change, as far as it has been asked.
  private var reaches = SymbolMap<Reach>()

  init(_ tree: Tree, _ environment: Environment, globals: SymbolMap<NodeID>) {
    self.tree = tree
    self.environment = environment
    self.globals = globals
    for statement in tree.statements where SurveyWalk.isFunction(tree[statement].kind) {
      let symbol = SurveyWalk.declaredName(statement, in: tree)
      older.append(newest[symbol] ?? -1)
      newest[symbol] = declarations.count
      declarations.append(statement)
    }
    values = declarations.count
    graph = CallGraph(count: values + 1)
    own = Array(repeating: Reach(), count: values + 1)
    own[values] = environment.valueReach
    events.reserveLarge(tree.nodes.count / 6)
    places.reserveLarge(tree.nodes.count / 6)
  }

  /// False where it was stopped.
  func run(_ stop: StopSign?) -> Bool {
    /// The declaration that the nodes come to next; they are in it where it begins before them.
    var function = 0
    var functionStart = values > 0 ? tree[declarations[0]].start : .max
    let nodes = tree.nodes
    let isFunctionName = functionNames()
    for index in 1..<max(nodes.count, 1) {
      if index & 0xFFF == 0, let stop, stop.isUp { return false }
      let node = nodes[index]
      while function < values, declarations[function].index < index {
        function += 1
        functionStart = function < values ? tree[declarations[function]].start : .max
      }
      switch node.kind {
      case .name:
        if isFunctionName[Int(node.a)] {
          mentions.append(Mention(node: UInt32(index), symbol: Symbol(rawValue: node.a)))
        }
        continue
      case .binding, .parameter:
        bound[Symbol(rawValue: node.a)] = true
        continue
      case .tryCatch:
        bound[Symbol(rawValue: node.b)] = true
        continue
      case .forIn:
        for name in tree.list(node.a, UInt32(node.op)) { bound[Symbol(rawValue: name.rawValue)] = true }
        continue
      case .lambda:
        noteLambda(node)
        continue
      case .call: noteCalled(node.a)
      case .pipe: noteCalled(node.b)
      case .assign, .noun, .command, .verb: break
      default: continue
      }
      guard let kind = kind(node) else { continue }
      events.append(Survey.Event(node: NodeID(UInt32(index)), kind: kind))
      let isInFunction = functionStart <= node.start
      places.append(Place(function: isInFunction ? Int32(truncatingIfNeeded: function) : -1, isInLambda: false))
    }
    connect()
    return true
  }

  /// What stands in a lambda stands before it.
  private func noteLambda(_ lambda: Node) {
    var index = events.count - 1
    while index >= 0, tree[events[index].node].start >= lambda.start {
      places[index].isInLambda = true
      index -= 1
    }
  }

  /// A name that is called where it stands is no value; it stands before the call, and what it is called with between.
  private func noteCalled(_ callee: UInt32) {
    guard tree[NodeID(callee)].kind == .name else { return }
    var index = mentions.count - 1
    while index >= 0, mentions[index].node > callee { index -= 1 }
    if index >= 0, mentions[index].node == callee { mentions[index].isCalled = true }
  }

  /// Once all variables are known, so is what a name may call.
  private func connect() {
    for (event, place) in zip(events, places) {
      if place.function >= 0 { add(event.kind, to: Int(place.function)) }
      if place.isInLambda { add(event.kind, to: values) }
    }
    for mention in mentions where !mention.isCalled { addCall(mention.symbol, to: values) }
  }

  /// For each symbol whether it names a function.
  private func functionNames() -> [Bool] {
    var names = Array(repeating: false, count: environment.interner.count)
    for symbol in environment.functionNames.keys { names[Int(symbol.rawValue)] = true }
    for statement in declarations { names[Int(SurveyWalk.declaredName(statement, in: tree).rawValue)] = true }
    return names
  }

  private static func isFunction(_ kind: NodeKind) -> Bool {
    kind == .function || kind == .template || kind == .field
  }

  private static func declaredName(_ statement: NodeID, in tree: Tree) -> Symbol {
    switch tree[statement].kind {
    case .function: tree.functions[Int(tree[statement].a)].name.symbol
    case .template: tree.templates[Int(tree[statement].a)].name.symbol
    default: Symbol(rawValue: tree[statement].b)
    }
  }

  // MARK: - The graph

  private func add(_ kind: Survey.Kind, to target: Int) {
    switch kind {
    case .assigns(let symbol, let reach):
      own[target].formUnion(reach)
      assignedWithin.insert(symbol)
      if globals[symbol] != nil || environment.globalNames[symbol] != nil { own[target].formUnion(.globals) }
    case .reaches(let reach): own[target].formUnion(reach)
    case .calls(let symbol): addCall(symbol, to: target)
    }
  }

  /// Adds what a call by name may change.
  private func addCall(_ symbol: Symbol, to node: Int) {
    var number = newest[symbol] ?? -1
    let isDeclared = number >= 0
    while number >= 0 {
      graph.add(node, number)
      number = older[number]
    }
    if let known = reaches[symbol] {
      own[node].formUnion(known)
    } else {
      let reach = reach(ofCalled: symbol, isDeclared: isDeclared, isBound: bound[symbol] != nil)
      reaches[symbol] = reach
      own[node].formUnion(reach)
    }
  }

  private func reach(ofCalled symbol: Symbol, isDeclared: Bool, isBound: Bool) -> Reach {
    var reach: Reach = isBound ? .unknown : []
    if isDeclared { return reach }
    if let id = environment.functionNames[symbol] {
      reach.formUnion(environment.functions[id.rawValue].reach)
    } else if let builtin = environment.lexicon[symbol].builtin {
      reach.formUnion(environment.facts(of: builtin).reach)
    } else {
      reach.formUnion(.unknown)
    }
    return reach
  }

  // MARK: - What a node may change

  private func kind(_ node: Node) -> Survey.Kind? {
    switch node.kind {
    case .assign: return assignment(NodeID(node.a))
    case .noun:
      let noun = environment.lexicon[tree.declarations[Int(node.a)].noun.symbol].noun
      return .reaches(noun.map { Reach.noun($0) } ?? .allNouns)
    case .command:
      let command = environment.lexicon[tree.commands[Int(node.a)].word.symbol].command
      return .reaches(command.map(Survey.reach) ?? .allNouns)
    case .verb:
      let reach = environment.lexicon[Symbol(rawValue: node.a)].verb.map(Survey.reach) ?? .allNouns
      return reach.isEmpty ? nil : .reaches(reach)
    case .call:
      let callee = tree[NodeID(node.a)]
      return callee.kind == .name ? .calls(Symbol(rawValue: callee.a)) : .reaches(reach(ofQualified: callee))
    case .pipe where tree[NodeID(node.b)].kind == .member: return .reaches(reach(ofQualified: tree[NodeID(node.b)]))
    case .pipe where tree[NodeID(node.b)].kind == .name: return .calls(Symbol(rawValue: tree[NodeID(node.b)].a))
    default: return nil
    }
  }

  /// `h.f`, where `h` stands for a used file; or a field that holds a function.
  private func reach(ofQualified callee: Node) -> Reach {
    // Only a member's slot names a node: what else is called may be a literal.
    guard callee.kind == .member else { return .unknown }
    let object = tree[NodeID(callee.a)]
    guard object.kind == .name, let module = environment.aliases[Symbol(rawValue: object.a)],
      case .function(let id)? = environment.module(module).members[Symbol(rawValue: callee.b)]?.kind
    else { return .unknown }
    return environment.functions[id.rawValue].reach.union(.unknown)
  }

  private func assignment(_ target: NodeID) -> Survey.Kind {
    var root = target
    while tree[root].kind == .member || tree[root].kind == .index { root = NodeID(tree[root].a) }
    let symbol = tree[root].kind == .name ? Symbol(rawValue: tree[root].a) : .none
    switch tree[target].kind {
    case .name: return .assigns(symbol, environment.lexicon[symbol].fieldReach)
    case .member: return .assigns(symbol, environment.lexicon[Symbol(rawValue: tree[target].b)].fieldReach)
    default: return .assigns(symbol, .allNouns)
    }
  }
}
