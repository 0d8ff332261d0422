// What one pass over a tree tells before any name is resolved: where a variable or a record may change, which function
// mentions which, what a value that is a function may do. Everything here is by name and errs on the side of "may":
// narrowing forgets a little more than it must, and is never wrong. The pass is linear in the tree.

import KindlyCatalog
import KindlySource
import KindlySyntax

/// What running something may change under the feet of whoever called it.
public struct Reach: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The fields of one noun's records.
  static func fields(of noun: Noun) -> Reach { Reach(rawValue: 1 << UInt16(noun.rawValue)) }
  /// A change of one noun's records; what etiquette asks for follows from all of them.
  static func noun(_ noun: Noun) -> Reach { [fields(of: noun), fields(of: .obligation)] }
  static let allNouns = Noun.allCases.reduce(into: Reach()) { $0.formUnion(noun($1)) }
  /// Variables of the top level.
  static let globals = Reach(rawValue: 1 << 14)
  /// Whatever a value that is a function may do.
  static let unknown = Reach(rawValue: 1 << 15)
}

struct Survey {
  /// A place where something may change.
  struct Event {
    let node: NodeID
    let kind: Kind
  }

  enum Kind {
    /// A variable or a part of it, or a field of records.
    case assigns(Symbol, Reach)
    case reaches(Reach)
    case calls(Symbol)
  }

  /// In the order of their nodes: a node's parts stand before it.
  private(set) var events: [Event] = []
  /// Names of variables that a function or a lambda assigns.
  private(set) var assignedWithin: Set<Symbol> = []
  /// What a call of a value that is a function may change.
  private(set) var valueReach: Reach
  /// What each declared function may change, in the order of their declarations.
  private(set) var reaches: [Reach] = []
  /// The names declared by `let` and `var` at the top, each with where it is declared first.
  private(set) var globals = SymbolMap<NodeID>()

  private let tree: Tree
  private let environment: Environment

  /// Before the names that used files bring are known.
  init(none tree: Tree, in environment: Environment) {
    self.tree = tree
    self.environment = environment
    valueReach = []
  }

  init(_ tree: Tree, in environment: Environment) {
    self.tree = tree
    self.environment = environment
    valueReach = environment.valueReach
    for statement in tree.statements where tree[statement].kind == .binding {
      let symbol = Symbol(rawValue: tree[statement].a)
      if globals[symbol] == nil { globals[symbol] = statement }
    }
    collect()
  }

  /// The events within a node.
  func events(within node: NodeID) -> some Sequence<Event> {
    let start = tree[node].start
    var low = 0
    var high = events.count
    while low < high {
      let middle = (low + high) / 2
      if events[middle].node.rawValue <= node.rawValue { low = middle + 1 } else { high = middle }
    }
    return events[..<low].reversed().prefix { tree[$0.node].end > start }
  }

  /// The names that stand in a declared function.
  func mentions(in declaration: NodeID) -> [Symbol] {
    // Its nodes are those between the statement before it and itself.
    let start = tree[declaration].start
    var names: [Symbol] = []
    var index = declaration.index - 1
    while index > 0, tree.nodes[index].start >= start {
      let node = tree.nodes[index]
      if node.kind == .name { names.append(Symbol(rawValue: node.a)) }
      if node.kind == .member { names.append(Symbol(rawValue: node.b)) }
      index -= 1
    }
    return names
  }

  // MARK: - Collecting

  /// The declared functions by name; of one name each points at the next.
  private struct Functions {
    var first = SymbolMap<Int>()
    var next: [Int] = []

    mutating func add(_ symbol: Symbol) {
      next.append(first[symbol] ?? -1)
      first[symbol] = next.count - 1
    }

    func forEach(named symbol: Symbol, _ body: (Int) -> Void) {
      var number = first[symbol] ?? -1
      while number >= 0 {
        body(number)
        number = next[number]
      }
    }
  }

  /// What is known of a node from what stands around it.
  private struct Around {
    static let isCalled: UInt8 = 1
    static let isInLambda: UInt8 = 2
    var flags: [UInt8]
    /// Names that some variable has.
    var bound = SymbolMap<Bool>()
  }

  private mutating func collect() {
    var functions = Functions()
    var declarations: [NodeID] = []
    for statement in tree.statements where isFunction(tree[statement].kind) {
      functions.add(declaredName(statement))
      declarations.append(statement)
    }
    let values = declarations.count
    var graph = CallGraph(count: values + 1)
    var own = Array(repeating: Reach(), count: values + 1)
    own[values] = environment.valueReach
    let around = lookAround()

    /// Adds what a call by name may change to a node of the graph.
    func addCall(_ symbol: Symbol, to node: Int) {
      functions.forEach(named: symbol) { graph.add(node, $0) }
      own[node].formUnion(
        reach(
          ofCalled: symbol, isDeclared: functions.first[symbol] != nil, isBound: around.bound[symbol] != nil))
    }
    /// The declaration that the nodes come to next; they are in one where it begins before them.
    var function = 0
    for index in tree.nodes.indices.dropFirst() {
      let node = tree.nodes[index]
      while function < values, declarations[function].index < index { function += 1 }
      if node.kind == .name {
        let symbol = Symbol(rawValue: node.a)
        if around.flags[index] & Around.isCalled == 0,
          functions.first[symbol] != nil || environment.functionNames[symbol] != nil
        {
          addCall(symbol, to: values)
        }
        continue
      }
      guard let kind = kind(node) else { continue }
      events.append(Event(node: NodeID(UInt32(index)), kind: kind))
      if function < values, tree[declarations[function]].start <= node.start { add(kind, to: function) }
      if around.flags[index] & Around.isInLambda != 0 { add(kind, to: values) }
    }

    func add(_ kind: Kind, to target: Int) {
      switch kind {
      case .assigns(let symbol, let reach):
        own[target].formUnion(reach)
        assignedWithin.insert(symbol)
        if globals[symbol] != nil || environment.globalNames[symbol] != nil { own[target].formUnion(.globals) }
      case .reaches(let reach): own[target].formUnion(reach)
      case .calls(let symbol): addCall(symbol, to: target)
      }
    }
    reaches = graph.closure(own) { $0.union($1) }
    valueReach = (reaches.popLast() ?? []).subtracting(.unknown)
  }

  private func isFunction(_ kind: NodeKind) -> Bool { kind == .function || kind == .template || kind == .field }

  private func declaredName(_ statement: NodeID) -> Symbol {
    switch tree[statement].kind {
    case .function: tree.functions[Int(tree[statement].a)].name.symbol
    case .template: tree.templates[Int(tree[statement].a)].name.symbol
    default: Symbol(rawValue: tree[statement].b)
    }
  }

  /// From the end of the tree to its beginning, so that what is around a node comes before it.
  private func lookAround() -> Around {
    var around = Around(flags: Array(repeating: 0, count: tree.nodes.count))
    /// Where the lambda begins that the nodes stand in.
    var lambda = UInt32.max
    for index in tree.nodes.indices.reversed() {
      let node = tree.nodes[index]
      if node.end <= lambda { lambda = .max }
      switch node.kind {
      case .lambda: lambda = min(lambda, node.start)
      case .binding, .parameter: around.bound[Symbol(rawValue: node.a)] = true
      case .tryCatch: around.bound[Symbol(rawValue: node.b)] = true
      case .forIn:
        for name in tree.list(node.a, UInt32(node.op)) { around.bound[Symbol(rawValue: name.rawValue)] = true }
      case .call: around.flags[Int(node.a)] |= Around.isCalled
      case .pipe: around.flags[Int(node.b)] |= Around.isCalled
      default: break
      }
      if lambda != .max { around.flags[index] |= Around.isInLambda }
    }
    return around
  }

  // MARK: - What a node may change

  private func kind(_ node: Node) -> Kind? {
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

  private func assignment(_ target: NodeID) -> Kind {
    var root = target
    while tree[root].kind == .member || tree[root].kind == .index { root = NodeID(tree[root].a) }
    let symbol = tree[root].kind == .name ? Symbol(rawValue: tree[root].a) : .none
    switch tree[target].kind {
    case .name: return .assigns(symbol, environment.lexicon[symbol].fieldReach)
    case .member: return .assigns(symbol, environment.lexicon[Symbol(rawValue: tree[target].b)].fieldReach)
    default: return .assigns(symbol, .allNouns)
    }
  }

  static func reach(_ command: Command) -> Reach {
    switch command {
    case .draft, .approve, .send, .cancel, .mark, .edit: .noun(.message)
    case .done: .noun(.deadline)
    case .dismiss, .snooze: .noun(.obligation)
    case .perform, .remove, .rename: .allNouns
    case .why, .explain, .off, .remind: []
    }
  }

  static func reach(_ verb: Verb) -> Reach {
    switch verb {
    case .draft, .approve, .send, .cancel: .noun(.message)
    case .update, .remove, .perform: .allNouns
    default: []
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
}
