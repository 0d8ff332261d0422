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

  /// What a built-in may change.
  init(of builtin: Builtin) {
    self = builtin.spec.effects.contains(.changes) ? .allNouns : []
    if Reach.callers.contains(builtin) { formUnion(.unknown) }
  }

  /// The built-ins that take a function: they call it.
  private static let callers = Set(
    Builtin.allCases.filter { $0.spec.signatures.contains { $0.split(separator: "->").count > 2 } })

  /// The nouns that have a stored field of this name.
  init(field name: String) {
    self = Noun.allCases.reduce(into: Reach()) { if $1.spec.fieldIndex(name) != nil { $0.formUnion(.noun($1)) } }
  }
}

struct Survey {
  /// A place where something may change.
  struct Event {
    let node: NodeID
    let start: UInt32
    let end: UInt32
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
  /// What each declared function may change, by its statement.
  private(set) var reaches: [NodeID: Reach] = [:]
  /// For each declared function the names in it, by its statement.
  private(set) var mentions: [NodeID: Set<Symbol>] = [:]
  /// The names declared by `let` and `var` at the top, each with where it is declared first.
  private(set) var globals: [Symbol: NodeID] = [:]

  private let tree: Tree
  private let environment: Environment

  /// Before the names that used files bring are known.
  init(none tree: Tree, in environment: Environment) {
    self.tree = tree
    self.environment = environment
    valueReach = []
  }

  init(_ tree: Tree, in environment: Environment, stop: StopSign?) {
    self.tree = tree
    self.environment = environment
    valueReach = environment.valueReach
    for statement in tree.statements where tree[statement].kind == .binding {
      let symbol = Symbol(rawValue: tree[statement].a)
      if globals[symbol] == nil { globals[symbol] = statement }
    }
    collect(stop)
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
    return events[..<low].reversed().prefix { $0.end > start }
  }

  // MARK: - Collecting

  private mutating func collect(_ stop: StopSign?) {
    let functions = tree.statements.filter { isFunction(tree[$0].kind) }
    var numbers: [Symbol: [Int]] = [:]
    for (number, statement) in functions.enumerated() {
      if let symbol = declaredName(statement) { numbers[symbol, default: []].append(number) }
    }
    let values = functions.count
    var graph = CallGraph(count: values + 1)
    var own = Array(repeating: Reach(), count: values + 1)
    own[values] = environment.valueReach
    let (bound, calledNames) = boundNames()

    /// Adds what a call by name may change to a node of the graph.
    func addCall(_ symbol: Symbol, to node: Int) {
      for callee in numbers[symbol] ?? [] { graph.add(node, callee) }
      own[node].formUnion(reach(ofCalled: symbol, isDeclared: numbers[symbol] != nil, isBound: bound.contains(symbol)))
    }
    let inLambda = nodesInLambdas()
    var statement = 0
    for index in tree.nodes.indices.dropFirst() {
      let node = tree.nodes[index]
      let id = NodeID(UInt32(index))
      while statement < tree.statements.count, tree.statements[statement].index < index {
        statement += 1
        if let stop, stop.isUp { return }
      }
      let isIn = statement < tree.statements.count && isFunction(tree[tree.statements[statement]].kind)
      let function = isIn ? tree.statements[statement] : .none
      switch node.kind {
      case .name, .member:
        let symbol = Symbol(rawValue: node.kind == .name ? node.a : node.b)
        if isIn { mentions[function, default: []].insert(symbol) }
        if node.kind == .name, !calledNames.contains(id),
          numbers[symbol] != nil || environment.functionNames[symbol] != nil
        {
          addCall(symbol, to: values)
        }
      default: break
      }
      guard let kind = kind(of: id, node) else { continue }
      events.append(Event(node: id, start: node.start, end: node.end, kind: kind))
      let number = isIn ? functionNumber(function, numbers, functions) : nil
      for target in [number, inLambda[index] ? values : nil].compactMap({ $0 }) {
        switch kind {
        case .assigns(let symbol, let reach):
          own[target].formUnion(reach)
          assignedWithin.insert(symbol)
          if globals[symbol] != nil || environment.globalNames[symbol] != nil { own[target].formUnion(.globals) }
        case .reaches(let reach): own[target].formUnion(reach)
        case .calls(let symbol): addCall(symbol, to: target)
        }
      }
    }
    let closed = graph.closure(own) { $0.union($1) }
    for (number, function) in functions.enumerated() { reaches[function] = closed[number] }
    valueReach = closed[values].subtracting(.unknown)
  }

  private func isFunction(_ kind: NodeKind) -> Bool { kind == .function || kind == .template || kind == .field }

  func declaredName(_ statement: NodeID) -> Symbol? {
    switch tree[statement].kind {
    case .function: tree.functions[Int(tree[statement].a)].name.symbol
    case .template: tree.templates[Int(tree[statement].a)].name.symbol
    case .field: Symbol(rawValue: tree[statement].b)
    default: nil
    }
  }

  private func functionNumber(_ function: NodeID, _ numbers: [Symbol: [Int]], _ functions: [NodeID]) -> Int? {
    declaredName(function).flatMap { numbers[$0]?.first { functions[$0] == function } }
  }

  /// Names that some variable has, and the nodes of names that are called where they stand.
  private func boundNames() -> (Set<Symbol>, Set<NodeID>) {
    var bound: Set<Symbol> = []
    var called: Set<NodeID> = []
    for node in tree.nodes {
      switch node.kind {
      case .binding, .parameter: bound.insert(Symbol(rawValue: node.a))
      case .tryCatch: bound.insert(Symbol(rawValue: node.b))
      case .forIn: for name in tree.list(node.a, UInt32(node.op)) { bound.insert(Symbol(rawValue: name.rawValue)) }
      case .call: called.insert(NodeID(node.a))
      case .pipe: called.insert(NodeID(node.b))
      default: break
      }
    }
    return (bound, called)
  }

  /// Which nodes stand within a lambda.
  private func nodesInLambdas() -> [Bool] {
    var result = Array(repeating: false, count: tree.nodes.count)
    var start: UInt32?
    for index in tree.nodes.indices.reversed() {
      if let begin = start, tree.nodes[index].end <= begin { start = nil }
      if start == nil, tree.nodes[index].kind == .lambda { start = tree.nodes[index].start }
      result[index] = start != nil
    }
    return result
  }

  // MARK: - What a node may change

  private func kind(of id: NodeID, _ node: Node) -> Kind? {
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
    return environment.function(id).reach.union(.unknown)
  }

  private func assignment(_ target: NodeID) -> Kind {
    var root = target
    while tree[root].kind == .member || tree[root].kind == .index { root = NodeID(tree[root].a) }
    let symbol = tree[root].kind == .name ? Symbol(rawValue: tree[root].a) : .none
    switch tree[target].kind {
    case .name: return .assigns(symbol, Reach(field: environment.interner.text(symbol)))
    case .member: return .assigns(symbol, Reach(field: environment.interner.text(Symbol(rawValue: tree[target].b))))
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
      reach.formUnion(environment.function(id).reach)
    } else if let builtin = environment.lexicon[symbol].builtin {
      reach.formUnion(Reach(of: builtin))
    } else {
      reach.formUnion(.unknown)
    }
    return reach
  }
}
