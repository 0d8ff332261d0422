// What one pass over a tree tells before any name is resolved: where a variable or a record may change, which function
// mentions which, what a value that is a function may do. Everything here is by name and errs on the side of "may":
// narrowing forgets a little more than it must, and is never wrong. The pass itself is `SurveyWalk`.

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
  var events: [Event] = []
  /// Names of variables that a function or a lambda assigns.
  var assignedWithin: Set<Symbol> = []
  /// What a call of a value that is a function may change.
  var valueReach: Reach
  /// What each declared function may change, in the order of their declarations.
  var reaches: [Reach] = []
  /// The names declared by `let` and `var` at the top, each with where it is declared first.
  var globals = SymbolMap<NodeID>()

  private let tree: Tree

  /// Before the names that used files bring are known.
  init(none tree: Tree) {
    self.tree = tree
    valueReach = []
  }

  init(_ tree: Tree, in environment: Environment, stop: StopSign?) {
    self.tree = tree
    valueReach = environment.valueReach
    for statement in tree.statements where tree[statement].kind == .binding {
      let symbol = Symbol(rawValue: tree[statement].a)
      if globals[symbol] == nil { globals[symbol] = statement }
    }
    let walk = SurveyWalk(tree, environment, globals: globals)
    guard walk.run(stop) else { return }
    events = walk.events
    assignedWithin = walk.assignedWithin
    reaches = walk.graph.closure(walk.own) { $0.union($1) }
    valueReach = (reaches.popLast() ?? []).subtracting(.unknown)
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

  static func reach(_ command: Command) -> Reach {
    switch command {
    case .draft, .approve, .send, .cancel, .mark, .edit: .noun(.message)
    case .done: [.noun(.deadline), .noun(.obligation)]
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
}
