// Checks one source: resolves every name, types every expression, finds what each function may do. Rooms of its own:
// statements, expressions, operators, calls, pipelines, declarations of nouns, rules, narrowing, conversion. This file
// holds the state they share and the order of the work. The invariant: the environment changes only when the source
// has no errors.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlySyntax

public struct CheckOptions: Sendable {
  /// Whose word the source is: it decides which settings it may change.
  public var voice: Voice
  /// A file or standard input, rather than an entry at the prompt or `eval`: values thrown away and clock words in
  /// declarations are warned of.
  public var isScript: Bool { voice != .user }
  /// The standard library or the user's own rules: may replace functions, rules and templates of the same name.
  public var mayReplace: Bool

  /// A file that holds declarations alone: a used one, or the user's own that is read before every run.
  public var isDeclarationsAlone = false
  /// A file of declarations that another one uses: it sees no names but those of the library and of what it uses
  /// itself. What diagnostics call it; nothing where the source is none.
  public var usedFile: String?
  /// What the source may reach besides the store.
  public var permissions = Permissions.everything
  /// The files that the `use` statements of this one name, each checked already.
  public var uses: [NodeID: ModuleID] = [:]
  /// Where the source could not be read: what the checker finds at these places follows from that.
  public var mistakes = SpanIndex()

  public init(voice: Voice, mayReplace: Bool = false) {
    self.voice = voice
    self.mayReplace = mayReplace
  }
}

public struct CheckResult {
  /// Nothing where there are errors.
  public let unit: CheckedUnit?
  /// What a used file declares; there also where it has errors, so that those who use it are checked all the same.
  public var module: ModuleID?
  public let diagnostics: [Diagnostic]
}

public final class Checker {
  let environment: Environment
  let types: TypeTable
  let interner: Interner
  let lexicon: Lexicon
  let tree: Tree
  let handles: HandleDirectory
  let options: CheckOptions
  let stop: StopSign?

  var unit: CheckedUnit
  var errors: [CheckError] = []

  // MARK: What is visible here

  /// The functions being checked, innermost last.
  var frames: [FunctionFrame] = []
  /// The `return`s of those that do not say what they give.
  var returns: [NodeID] = []
  /// The rows of the row expressions around, innermost last; those below `rowFloor` belong to a function that waits.
  var rows: [RowFrame] = []
  var rowFloor = 0
  /// Pipelines in which something is wrong: what does not fit behind follows from that.
  var failedPipes: Set<NodeID> = []
  /// What stands on the left of the node that is being typed, where that is typed already; see `inferLeftmost`.
  var inferred = NodeID.none
  /// Names of locals; a block remembers where its own begin.
  var scope = Scope()
  /// What is known not to be nothing here.
  var knowledge = Knowledge()
  /// What may change where, found before anything is resolved.
  var survey: Survey
  /// Handles that this source has declared above.
  var declaredHandles = SymbolMap<Noun>()
  /// How far each function of this source is checked, in their order.
  var bodies: [BodyState] = []
  /// The types of the arguments of the built-ins that are being called, innermost last.
  var foundTypes: [TypeID] = []
  /// Whether a built-in may stand here without its call: as what a verb applies to each row.
  var takesBuiltin = false
  /// Functions and computed fields that do not say what they give, until their bodies have told; by their names.
  var open = SymbolMap<[FunctionID]>()
  /// Locals that hold one function and no other.
  var knownFunctions: [LocalID: FunctionID] = [:]
  /// How many blocks are open.
  var blockDepth = 0
  /// The functions whose bodies are being checked apart, each begun within the one before.
  var inProgress: [FunctionID] = []
  /// How many expressions are being typed once more within one another.
  var depthOfWidening = 0
  /// A node whose type is not known, because of a mistake: without a report of one the program must not run.
  var untyped = NodeID.none
  /// The fields of large records.
  var recordFields: [TypeID: [Symbol: Int]] = [:]
  /// Whether the lambda that comes next runs where it stands, and is not kept.
  var runsLambdaAtOnce = false
  /// Names that are assigned without a declaration, which has been reported.
  var assumed: Set<Symbol> = []
  /// How many unknown names have been given suggestions.
  var suggested = 0
  /// How many bodies are being checked within one another, because each needs the result of the next.
  var depthOfBodies = 0

  // MARK: Tests

  var isInTest = false
  /// The variables at the top, and what making each of them may do.
  var globalValues: [(node: NodeID, global: GlobalID, effects: EffectSpan)] = []

  // MARK: Used files

  /// The names that came in with used files, until this file declares them anew.
  var imported: [Symbol: ImportedName] = [:]
  var importedFields: [Environment.ComputedFieldKey: ImportedName] = [:]
  /// Whether a used file could not be read: any name might be one of its.
  var namesAreUnknown = false

  // MARK: Effects

  var log = EffectLog()
  /// Where the function that is being checked begins in the log.
  var bodyStart: UInt32 = 0
  /// The functions that were made into values, with their types.
  var values: [(type: TypeID, function: FunctionID)] = []
  var purityDemands: [PurityDemand] = []
  var valueDemands: [(node: NodeID, effects: EffectSpan)] = []
  /// The constants of a used file.
  var constantDemands: [(node: NodeID, effects: EffectSpan)] = []
  /// Functions mentioned at the top level, and how many globals there are by then.
  var mentions: [(node: NodeID, effects: EffectSpan, globals: Int)] = []
  /// The drafts and reminders that rules do.
  var actions: Set<NodeID> = []
  /// The functions of this source's rules, which `agenda` and its like ask.
  var ruleClauses: [FunctionID] = []
  /// What values that are functions may do, once that is settled.
  var settledValues: [TypeID: Effects] = [:]
  /// The first function of this source.
  let firstFunction: Int
  let firstGlobal: Int

  /// How far a function of this source is checked.
  struct BodyState {
    /// The declaration, while its body is still to be checked.
    var pending = NodeID.none
    /// What it does, once it is checked.
    var effects = EffectSpan.none
    var isChecked = false
    /// It is being checked: to find recursion without a declared result.
    var isInProgress = false
    /// It does not say what it gives.
    var isOpen = false
    /// That its result is missing has been reported.
    var needsResult = false
  }

  struct FunctionFrame {
    let id: FunctionID
    /// Where its own locals begin in `scope`, and its own `return`s in `returns`.
    let scopeStart: Int
    let returnsStart: Int
    var loopDepth = 0
    /// The declared result, or nil where it is inferred from its `return`s.
    var result: TypeID?
    var isEntry = false
    /// How many blocks are open: names at the top of a source alone are the session's.
    var openBlocks = 0
  }

  /// The row of a row expression: its bare names are this row's fields.
  struct RowFrame {
    let local: LocalID
    let type: TypeID
    /// The function that it stands in, by its place in `frames`.
    var frame = 0
  }

  private init(
    tree: Tree, environment: Environment, handles: HandleDirectory, options: CheckOptions, stop: StopSign?
  ) {
    self.stop = stop
    self.tree = tree
    self.environment = environment
    self.types = environment.types
    self.interner = environment.interner
    self.lexicon = environment.lexicon
    self.handles = handles
    self.options = options
    survey = Survey(none: tree)
    firstFunction = environment.functions.count
    firstGlobal = environment.globals.count
    let count = tree.nodes.count
    unit = CheckedUnit(
      tree: tree, number: environment.units.count, types: Array(large: .error, count: count),
      resolutions: ResolutionTable(count: count))
  }

  /// Checks a parsed source. When nothing is wrong its declarations join the environment, unless it is checked only
  /// to find what else is wrong with a source that did not parse (`keeps`). Nor where the stop sign comes up: there is
  /// no unit then, and nothing to be told.
  public static func check(
    _ tree: Tree, in environment: Environment, handles: HandleDirectory, options: CheckOptions, keeps: Bool = true,
    stop: StopSign? = nil
  ) -> CheckResult {
    let mark = environment.mark()
    let checker = Checker(tree: tree, environment: environment, handles: handles, options: options, stop: stop)
    if options.usedFile != nil { environment.names = environment.shared }
    checker.checkSource()
    if let stop, stop.isUpNow {
      environment.restore(mark)
      return CheckResult(unit: nil, diagnostics: [])
    }
    checker.checkCoverage()
    let diagnostics = checker.diagnostics
    if let name = options.usedFile {
      let hasErrors = diagnostics.contains { $0.severity == .error }
      let module = environment.add(checker.exports(isWhole: keeps, name: name))
      environment.names = mark.names
      environment.units.append(checker.unit)
      checker.keepWhatValuesDo()
      return CheckResult(unit: keeps && !hasErrors ? checker.unit : nil, module: module, diagnostics: diagnostics)
    }
    if !keeps || diagnostics.contains(where: { $0.severity == .error }) {
      environment.restore(mark)
      return CheckResult(unit: nil, diagnostics: diagnostics)
    }
    environment.units.append(checker.unit)
    checker.keepWhatValuesDo()
    return CheckResult(unit: checker.unit, diagnostics: diagnostics)
  }

  /// Later sources may call what this one has made.
  private func keepWhatValuesDo() {
    environment.valueReach.formUnion(survey.valueReach)
    environment.assignedWithin.formUnion(survey.assignedWithin)
    environment.valueEffects = settledValues
  }

  private func checkSource() {
    let entry = addFunction(name: .none, kind: .entry, body: .none)
    unit.entry = entry
    reserve()
    importModules()
    survey = Survey(tree, in: environment, stop: stop)
    if options.isDeclarationsAlone { checkDeclarationsAlone() }
    declareFunctions()
    frames.append(FunctionFrame(id: entry, scopeStart: 0, returnsStart: 0, result: nil, isEntry: true))
    let result = checkStatements(tree.statements, isValueUsed: !options.isScript)
    frames.removeLast()
    environment.functions[entry.rawValue].result = result
    settle(entry, log.end(from: 0))
    // What was left off is of no use.
    if let stop, stop.isUpNow { return }
    settleEffects()
    unit.effects = environment.functions[entry.rawValue].effects
    if untyped.exists, !namesAreUnknown, options.mistakes.isEmpty, !errors.contains(where: \.isError) {
      report(.typeUnknown, at: untyped)
    }
  }

  /// What has been missed must not run; where there are mistakes nothing runs anyway.
  private func checkCoverage() {
    guard options.mistakes.isEmpty, !namesAreUnknown, !errors.contains(where: \.isError) else { return }
    let node = unit.unvisited()
    if node.exists { report(.unchecked("\(tree[node].kind)"), at: node) }
  }

  /// Large sources would else have their tables copied as they grow.
  private func reserve() {
    guard tree.nodes.count > 10_000 else { return }
    log.reserve(nodes: tree.nodes.count)
    // A function for each default and each lambda, too.
    let functions = tree.functions.count * 2 + tree.templates.count + tree.rules.count * 8
    environment.functions.reserveLarge(environment.functions.count + functions)
    bodies.reserveLarge(functions)
    unit.locals.reserveLarge(tree.nodes.count / 12)
    mentions.reserveLarge(tree.statements.count)
    unit.arguments.reserveLarge(tree.nodes.count / 8)
  }

  // MARK: - Reporting

  /// What is told. A complaint about a type that a mistake has left unknown follows from that mistake, and so does one
  /// about a place that could not be read.
  private var diagnostics: [Diagnostic] {
    let found = DiagnosticList.made(of: errors.filter { !$0.follows(from: options.mistakes) })
    // What is typed twice is told once.
    var told: Set<Diagnostic> = []
    return found.filter { !$0.mentions(Checker.unknownType) && told.insert($0).inserted }
  }

  func report(_ kind: CheckError.Kind, at span: Span) {
    if namesAreUnknown, kind.isUnknownName { return }
    errors.append(CheckError(kind, at: span))
  }
  func report(_ kind: CheckError.Kind, at node: NodeID) { report(kind, at: tree.span(node)) }
  func name(_ symbol: Symbol) -> String { interner.text(symbol) }
  func describe(_ type: TypeID) -> String {
    types.holdsError(type) ? Checker.unknownType : types.description(type)
  }

  /// Stands in a message for a type that is not known, so that the message is not told.
  static let unknownType = "\u{FFFC}"

  /// The span of a name that stands at the beginning of a node.
  func nameSpan(_ symbol: Symbol, at start: UInt32) -> Span {
    Span(file: tree.file, start: start, end: start + UInt32(interner.length(symbol)))
  }

  // MARK: - Recording

  /// How many types may stand within one another: every walk over a type is bounded by it.
  static let deepestType: UInt32 = 256

  @discardableResult
  func set(_ node: NodeID, _ type: TypeID) -> TypeID {
    if type == .error { untyped = node }
    if !type.isPlain, types.depth(type) > Checker.deepestType {
      report(.typeTooDeep, at: node)
      return .error
    }
    unit.types[node.index] = type
    return type
  }

  /// Notes that a node says which file or enumeration a name is of, and has no value.
  func setQualifier(_ node: NodeID) { set(node, .nothing) }

  @discardableResult
  func set(_ node: NodeID, _ type: TypeID, _ resolution: Resolution) -> TypeID {
    unit.resolutions[node.index] = resolution
    return set(node, type)
  }

  func addFunction(name: Symbol, kind: FunctionKind, body: NodeID, parent: FunctionID? = nil) -> FunctionID {
    environment.functions.append(
      FunctionInfo(
        name: name, kind: kind, unit: unit.number, parent: parent, parameters: [], parameterNames: [],
        parameterTypes: [], defaults: [], result: .nothing, body: body, effects: []))
    bodies.append(BodyState())
    return FunctionID(environment.functions.count - 1)
  }

  /// What a function does is known.
  func settle(_ id: FunctionID, _ effects: EffectSpan) {
    bodies[id.rawValue - firstFunction].effects = effects
    bodies[id.rawValue - firstFunction].isChecked = true
  }

  /// The state of a function, where it is one of this source.
  func body(_ id: FunctionID) -> BodyState? {
    id.rawValue >= firstFunction ? bodies[id.rawValue - firstFunction] : nil
  }

  func isPending(_ id: FunctionID) -> Bool { body(id)?.pending.exists ?? false }

  func addLocal(_ symbol: Symbol, type: TypeID, isMutable: Bool = false, isParameter: Bool = false) -> LocalID {
    let owner = frames.last?.id ?? unit.entry
    unit.locals.append(
      LocalInfo(name: symbol, type: type, owner: owner, isMutable: isMutable, isParameter: isParameter))
    return LocalID(unit.locals.count - 1)
  }

  /// Adds a local that can be seen by its name until the block ends.
  func declareLocal(
    _ symbol: Symbol, type: TypeID, isMutable: Bool = false, isParameter: Bool = false, blockStart: Int, span: Span
  ) -> LocalID {
    let local = addLocal(symbol, type: type, isMutable: isMutable, isParameter: isParameter)
    if symbol != lexicon.underscore, symbol != .none {
      if let index = scope.index(of: symbol) {
        if index >= blockStart {
          report(.declaredTwice(name(symbol)), at: span)
        } else {
          report(.hidesOuter(name(symbol)), at: span)
        }
      } else if let global = environment.globalNames[symbol], global.rawValue >= firstGlobal, options.isScript {
        report(.hidesOuter(name(symbol)), at: span)
      }
      scope.add(symbol, local)
    }
    return local
  }
}

extension Diagnostic {
  /// Whether a text stands in what it says.
  fileprivate func mentions(_ text: String) -> Bool {
    message.contains(text) || label.contains(text) || notes.contains { $0.contains(text) }
  }
}
