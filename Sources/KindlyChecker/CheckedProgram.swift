// What the checker hands to the compiler: a tree whose every name is resolved and every expression typed. The
// findings stand in arrays beside the tree, indexed by node; what outlives one source (functions, globals, rules)
// stands in the `Environment`. The invariant: a `CheckedUnit` with no errors compiles, and running it meets no name,
// field, type or argument that is not there.

import KindlyCatalog
import KindlySource
import KindlySyntax

/// A function of the session, in the order in which they were checked.
public struct FunctionID: Hashable, Sendable {
  // Half a word, for there is one in the resolution of most nodes.
  let number: Int32
  public var rawValue: Int { Int(number) }
  public init(_ rawValue: Int) { number = Int32(truncatingIfNeeded: rawValue) }
}

/// A variable inside a function, in the order in which its unit declares them.
public struct LocalID: Hashable, Sendable {
  // Half a word, for there is one in the resolution of most nodes.
  let number: Int32
  public var rawValue: Int { Int(number) }
  public init(_ rawValue: Int) { number = Int32(truncatingIfNeeded: rawValue) }
}

/// A variable at the top of a source: it lives as long as the session.
public struct GlobalID: Hashable, Sendable {
  // Half a word, for there is one in the resolution of most nodes.
  let number: Int32
  public var rawValue: Int { Int(number) }
  public init(_ rawValue: Int) { number = Int32(truncatingIfNeeded: rawValue) }
}

/// One checked source: a file, or one entry at the prompt.
public struct CheckedUnit {
  public let tree: Tree
  /// The number of this unit in its environment; functions name it to find their tree.
  public let number: Int
  /// The type of each node, before what its surroundings want changes it.
  public internal(set) var types: [TypeID]
  /// What each node stands for, and the type that its surroundings want where it is another than its own. The ways from
  /// one to the other: Int to Number; T to T?; Nothing to T?; T? to T (it was tested); Never to any; List<Never> to
  /// List<T>; Period to Duration; and any of these within `?`.
  public internal(set) var resolutions: ResolutionTable
  public internal(set) var locals: [LocalInfo] = []
  /// The arguments of calls, each call's in a run; `resolutions` knows where.
  var arguments: [Argument] = []
  /// The statements of the top level as a function without parameters. Its value is that of the last expression.
  public internal(set) var entry: FunctionID = FunctionID(-1)
  /// The tests, in their order.
  public internal(set) var tests: [TestInfo] = []
  /// The bindings at the top that may only look, in their order: they alone have a value in a test.
  public internal(set) var constants: [NodeID] = []
  /// The function that makes them; there where the unit has tests.
  public internal(set) var constantsEntry: FunctionID?
  /// What it would use besides the store, in the order in which it says so.
  public internal(set) var needs: [Need] = []
  /// Everything that running the unit may do.
  public internal(set) var effects: Effects = []

  /// The arguments of a call in the order of the parameters, the left side of a pipe among them; by the call's node (by
  /// the `pipe`'s node where the right side is a bare name). None where the node is no call.
  public func arguments(of node: NodeID) -> ArraySlice<Argument> {
    resolutions.run(of: node.index).map { arguments[$0] } ?? []
  }

  mutating func setArguments(of node: NodeID, _ given: some Collection<Argument>) {
    let start = arguments.count
    arguments.append(contentsOf: given)
    resolutions.set(start..<arguments.count, of: node.index)
  }

  /// The type of a node as its surroundings see it.
  public func finalType(_ node: NodeID) -> TypeID {
    let wanted = resolutions.wanted(of: node.index)
    return wanted == .error ? types[node.index] : wanted
  }
}

public enum Argument: Hashable, Sendable {
  case node(NodeID)
  /// The parameter's default: a function without parameters that gives it.
  case standard(FunctionID)
}

/// What a node stands for.
public enum Resolution: Hashable, Sendable {
  case none
  /// A `name`, `it`, or an assignment's target.
  case local(LocalID)
  case global(GlobalID)
  /// A function of a script or of the library; a template is one too and gives a letter.
  case function(FunctionID)
  case builtin(Builtin, overload: Int)
  /// A `lambda` node.
  case lambda(FunctionID)
  /// A `member` node: a field of its object.
  case member(FieldReference)
  /// A bare `name` in a row expression: a field of the row in this local.
  case rowMember(LocalID, FieldReference)
  case enumeration(Enumeration, Int)
  /// A `handle` node.
  case record(Noun)
  case source(Source)
  case clock(ClockName)
  /// The name `me`.
  case me
  /// The name `args`: the arguments of the script, a list of texts.
  case scriptArguments
  /// A `verb` node and the local that holds the row while its arguments are asked.
  case verb(Verb, row: LocalID)
  case command(Command)
  /// A `binding`, `forIn`, `parameter`, `tryCatch` node whose name is a local. (`forIn` with several names: the
  /// locals follow one another from this one.)
  case declares(LocalID)
  /// A `binding` at the top level.
  case declaresGlobal(GlobalID)
  /// A `function`, `template` or `field` declaration.
  case declaresFunction(FunctionID)
  /// A `noun` declaration.
  case declaresNoun(Noun)
  /// A `rule` declaration: its number in the environment's rules.
  case declaresRule(Int)
}

/// A field of a value.
public enum FieldReference: Hashable, Sendable {
  /// A stored field: its number in the noun's table.
  case stored(Noun, Int)
  /// A computed field: a function of the record.
  case computed(FunctionID)
  /// A field of a record value: its place.
  case record(Int)
}

public struct LocalInfo: Sendable {
  public let name: Symbol
  public internal(set) var type: TypeID
  /// The function that declares it.
  public let owner: FunctionID
  public let isMutable: Bool
  /// Whether it is a parameter of its owner.
  let isParameter: Bool
  /// Whether a lambda within the owner uses it.
  public internal(set) var isCaptured = false
  /// Whether `for` gives it its values.
  var isOfLoop = false
}

public enum FunctionKind: Hashable, Sendable {
  case script, lambda, template, computedField, ruleClause, defaultValue, entry, test, constants
  /// Calls a built-in, of this type here, with its parameters: what a built-in is as a value. It has no body.
  case builtin(Builtin, overload: Int, type: TypeID)
  /// A template of the library's that the user's own has replaced: it hands on what it is given, by name.
  case replaced(by: FunctionID)
}

public struct FunctionInfo: Sendable {
  public let name: Symbol
  public internal(set) var kind: FunctionKind
  /// The unit that holds its tree.
  public let unit: Int
  /// The function around it, for a lambda.
  public let parent: FunctionID?
  public internal(set) var parameters: [LocalID]
  public internal(set) var parameterNames: [Symbol]
  public internal(set) var parameterTypes: [TypeID]
  /// For each parameter its default, or nil.
  public internal(set) var defaults: [FunctionID?]
  public internal(set) var result: TypeID
  /// The expression or block; for a template the `template` node, whose declaration holds subject and body.
  public internal(set) var body: NodeID
  public internal(set) var effects: Effects
  /// The `function`, `template` or `field` node, where it is declared.
  public internal(set) var declaration = NodeID.none
  /// What a call may change under the feet of the caller.
  public internal(set) var reach: Reach = []
  /// The parameters that it calls: its effects are those of what it is given there, too.
  public internal(set) var calledParameters: Set<Int> = []
  /// The parameters that it asks of rows, so that what it is given there must be pure.
  public internal(set) var pureParameters: [Int: String] = [:]
}

public struct GlobalInfo: Sendable {
  public let name: Symbol
  public internal(set) var type: TypeID
  public let isMutable: Bool
  /// The unit that declares it.
  public let unit: Int
}

/// A `test "…" { … }`: a function without parameters.
public struct TestInfo: Sendable {
  public let name: String
  public let function: FunctionID
  public let span: Span
}

/// A `must`, `may` or `never`, as functions that can be asked one by one. The functions of an obligation take the
/// values bound so far, in the order of the binders; those of a `never` take the message.
public struct RuleInfo: Sendable {
  public let name: Symbol
  public let modality: Modality
  /// The unit that declares it, and its node there.
  public let unit: Int
  public let declaration: NodeID
  /// Where the rule's name stands, for `why`.
  public let span: Span

  // MARK: must and may
  public internal(set) var binderNames: [Symbol] = []
  public internal(set) var binderTypes: [TypeID] = []
  /// For each binder a function of the binders before it that gives the list.
  public internal(set) var sources: [FunctionID] = []
  public internal(set) var condition: FunctionID?
  /// Bool for an obligation; Date? for a `never`.
  public internal(set) var until: FunctionID?
  public internal(set) var from: FunctionID?
  public internal(set) var due: FunctionID?
  public internal(set) var expires: FunctionID?
  /// Carries the action out; the host learns what it drafts or reminds of.
  public internal(set) var action: FunctionID?

  // MARK: never
  public internal(set) var atApproval = false
  public internal(set) var when: FunctionID?
  public internal(set) var because: FunctionID?
}
