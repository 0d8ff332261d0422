// The pass over a tree that makes a `Survey`: forward once, with what stands around each node found by a pass back
// before it. Linear in the tree. A class, so that its calls copy nothing.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlySyntax

final class SurveyWalk {
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

  /// For each node whether it is called where it stands, and whether it stands in a lambda.
  private var flags: [UInt8]
  private static let isCalled: UInt8 = 1
  private static let isInLambda: UInt8 = 2
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
    flags = Array(large: 0, count: tree.nodes.count)
    events.reserveLarge(tree.nodes.count / 6)
  }

  /// False where it was stopped.
  func run(_ stop: StopSign?) -> Bool {
    lookAround()
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
        if isFunctionName[Int(node.a)], flags[index] & SurveyWalk.isCalled == 0 {
          addCall(Symbol(rawValue: node.a), to: values)
        }
        continue
      case .assign, .noun, .command, .verb, .call, .pipe: break
      default: continue
      }
      guard let kind = kind(node) else { continue }
      events.append(Survey.Event(node: NodeID(UInt32(index)), kind: kind))
      if functionStart <= node.start { add(kind, to: function) }
      if flags[index] & SurveyWalk.isInLambda != 0 { add(kind, to: values) }
    }
    return true
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

  /// From the end of the tree to its beginning, so that what is around a node comes before it.
  private func lookAround() {
    /// Where the lambda begins that the nodes stand in.
    var lambda = UInt32.max
    let nodes = tree.nodes
    for index in nodes.indices.reversed() {
      let node = nodes[index]
      if node.end <= lambda { lambda = .max }
      switch node.kind {
      case .lambda: lambda = min(lambda, node.start)
      case .binding, .parameter: bound[Symbol(rawValue: node.a)] = true
      case .tryCatch: bound[Symbol(rawValue: node.b)] = true
      case .forIn:
        for name in tree.list(node.a, UInt32(node.op)) { bound[Symbol(rawValue: name.rawValue)] = true }
      case .call: flags[Int(node.a)] |= SurveyWalk.isCalled
      case .pipe: flags[Int(node.b)] |= SurveyWalk.isCalled
      default: break
      }
      if lambda != .max { flags[index] |= SurveyWalk.isInLambda }
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
