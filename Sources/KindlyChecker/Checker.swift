// Checks one source: resolves every name, types every expression, finds what each function may do. Rooms of its own:
// statements, expressions, operators, calls, pipelines, declarations of nouns, rules, narrowing, conversion. This file
// holds the state they share and the order of the work. The invariant: the environment changes only when the source
// has no errors.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlySyntax

public struct CheckOptions: Sendable {
  /// A file or standard input, rather than an entry at the prompt or `eval`: values thrown away and clock words in
  /// declarations are warned of.
  public var isScript: Bool
  /// The standard library or the user's own rules: may replace functions, rules and templates of the same name.
  public var mayReplace: Bool

  /// A file that holds declarations alone: a used one, or the user's own that is read before every run.
  public var isDeclarationsAlone = false
  /// A file of declarations that another one uses: it sees no names but those of the library and of what it uses
  /// itself. What diagnostics call it; nothing where the source is none.
  public var usedFile: String?
  /// The files that the `use` statements of this one name, each checked already.
  public var uses: [NodeID: ModuleID] = [:]

  public init(isScript: Bool, mayReplace: Bool = false) {
    self.isScript = isScript
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

  /// The statements that stand in no block.
  lazy var topStatements = Set(tree.statements)

  var unit: CheckedUnit
  var errors: [CheckError] = []

  // MARK: What is visible here

  /// The functions being checked, innermost last.
  var frames: [FunctionFrame] = []
  /// Names of locals, innermost last; a block remembers where its own begin.
  var scope: [(name: Symbol, local: LocalID)] = []
  /// What is known not to be nothing here.
  var narrowed: [NarrowPath: TypeID] = [:]
  /// Handles that this source has declared above.
  var declaredHandles: [Symbol: Noun] = [:]
  /// Functions of this source whose bodies have not been checked yet, by their declaration's index.
  var pending: [FunctionID: NodeID] = [:]
  /// Whether a built-in may stand here without its call: as what a verb applies to each row.
  var takesBuiltin = false
  /// Functions being checked, to find recursion without a declared result.
  var inProgress: Set<FunctionID> = []

  // MARK: Used files

  /// The names that came in with used files, until this file declares them anew.
  var imported: [Symbol: ImportedName] = [:]
  var importedFields: [Environment.ComputedFieldKey: ImportedName] = [:]
  /// Whether a used file could not be read: any name might be one of its.
  var namesAreUnknown = false

  // MARK: Effects

  var effectFrames: [EffectFrame] = [EffectFrame()]
  var functionEffects: [FunctionID: EffectFrame] = [:]
  var purityDemands: [PurityDemand] = []
  var valueDemands: [(node: NodeID, effects: EffectFrame)] = []
  /// The constants of a used file.
  var constantDemands: [(node: NodeID, effects: EffectFrame)] = []

  struct FunctionFrame {
    let id: FunctionID
    /// Where its own locals begin in `scope`.
    let scopeStart: Int
    var rows: [RowFrame] = []
    var loopDepth = 0
    /// The declared result, or nil where it is inferred from `returns`.
    var result: TypeID?
    var returns: [NodeID] = []
    var isEntry = false
  }

  /// The row of a row expression: its bare names are this row's fields.
  struct RowFrame {
    let local: LocalID
    let type: TypeID
  }

  struct EffectFrame {
    var direct: Effects = []
    var calls: Set<FunctionID> = []
    /// Whether it calls a value that is a function, of which nothing is known here.
    var callsUnknown = false

    mutating func merge(_ other: EffectFrame) {
      direct.formUnion(other.direct)
      calls.formUnion(other.calls)
      callsUnknown = callsUnknown || other.callsUnknown
    }
  }

  struct PurityDemand {
    let node: NodeID
    let place: String
    let effects: EffectFrame
  }

  private init(tree: Tree, environment: Environment, handles: HandleDirectory, options: CheckOptions) {
    self.tree = tree
    self.environment = environment
    self.types = environment.types
    self.interner = environment.interner
    self.lexicon = environment.lexicon
    self.handles = handles
    self.options = options
    let count = tree.nodes.count
    unit = CheckedUnit(
      tree: tree, number: environment.units.count, types: Array(repeating: .error, count: count),
      wanted: Array(repeating: .error, count: count), resolutions: Array(repeating: .none, count: count))
  }

  /// Checks a parsed source. When nothing is wrong its declarations join the environment, unless it is checked only
  /// to find what else is wrong with a source that did not parse (`keeps`).
  public static func check(
    _ tree: Tree, in environment: Environment, handles: HandleDirectory, options: CheckOptions, keeps: Bool = true
  ) -> CheckResult {
    let mark = environment.mark()
    let checker = Checker(tree: tree, environment: environment, handles: handles, options: options)
    if options.usedFile != nil { environment.names = environment.shared }
    checker.checkSource()
    let diagnostics = checker.errors.map { $0.diagnostic }
    if let name = options.usedFile {
      let hasErrors = diagnostics.contains { $0.severity == .error }
      let module = environment.add(checker.exports(isWhole: keeps, name: name))
      environment.names = mark.names
      environment.units.append(checker.unit)
      return CheckResult(unit: keeps && !hasErrors ? checker.unit : nil, module: module, diagnostics: diagnostics)
    }
    if !keeps || diagnostics.contains(where: { $0.severity == .error }) {
      environment.restore(mark)
      return CheckResult(unit: nil, diagnostics: diagnostics)
    }
    environment.units.append(checker.unit)
    return CheckResult(unit: checker.unit, diagnostics: diagnostics)
  }

  private func checkSource() {
    let entry = addFunction(name: .none, kind: .entry, body: .none)
    unit.entry = entry
    importModules()
    if options.isDeclarationsAlone { checkDeclarationsAlone() }
    declareFunctions()
    frames.append(FunctionFrame(id: entry, scopeStart: 0, result: nil, isEntry: true))
    let result = checkStatements(tree.statements, isValueUsed: !options.isScript)
    frames.removeLast()
    environment.functions[entry.rawValue].result = result
    functionEffects[entry] = effectFrames[0]
    settleEffects()
    unit.effects = environment.functions[entry.rawValue].effects
  }

  // MARK: - Reporting

  func report(_ kind: CheckError.Kind, at span: Span) {
    if namesAreUnknown, kind.isUnknownName { return }
    errors.append(CheckError(kind, at: span))
  }
  func report(_ kind: CheckError.Kind, at node: NodeID) { report(kind, at: tree.span(node)) }
  func name(_ symbol: Symbol) -> String { interner.text(symbol) }
  func describe(_ type: TypeID) -> String { types.description(type) }

  /// The span of a name that stands at the beginning of a node.
  func nameSpan(_ symbol: Symbol, at start: UInt32) -> Span {
    Span(file: tree.file, start: start, end: start + UInt32(interner.length(symbol)))
  }

  // MARK: - Recording

  @discardableResult
  func set(_ node: NodeID, _ type: TypeID, _ resolution: Resolution = .none) -> TypeID {
    unit.types[node.index] = type
    if case .none = resolution { return type }
    unit.resolutions[node.index] = resolution
    return type
  }

  func addFunction(name: Symbol, kind: FunctionKind, body: NodeID, parent: FunctionID? = nil) -> FunctionID {
    environment.functions.append(
      FunctionInfo(
        name: name, kind: kind, unit: unit.number, parent: parent, parameters: [], parameterNames: [],
        parameterTypes: [], defaults: [], result: .nothing, body: body, effects: [], documentation: []))
    return FunctionID(environment.functions.count - 1)
  }

  func addLocal(_ symbol: Symbol, type: TypeID, isMutable: Bool = false) -> LocalID {
    let owner = frames.last?.id ?? unit.entry
    unit.locals.append(LocalInfo(name: symbol, type: type, owner: owner, isMutable: isMutable))
    return LocalID(unit.locals.count - 1)
  }

  /// Adds a local that can be seen by its name until the block ends.
  func declareLocal(_ symbol: Symbol, type: TypeID, isMutable: Bool = false, blockStart: Int, span: Span) -> LocalID {
    let local = addLocal(symbol, type: type, isMutable: isMutable)
    if symbol != lexicon.underscore {
      for index in scope.indices.reversed() where scope[index].name == symbol {
        if index >= blockStart {
          report(.declaredTwice(name(symbol)), at: span)
        } else {
          report(.hidesOuter(name(symbol)), at: span)
        }
        break
      }
      scope.append((symbol, local))
    }
    return local
  }

  // MARK: - Effects

  func does(_ effects: Effects) { effectFrames[effectFrames.count - 1].direct.formUnion(effects) }
  func calls(_ function: FunctionID) { effectFrames[effectFrames.count - 1].calls.insert(function) }

  /// What the work in `body` may do, on its own; it counts for what is around it as well.
  func effects<T>(of body: () -> T) -> (T, EffectFrame) {
    effectFrames.append(EffectFrame())
    let value = body()
    let frame = effectFrames.removeLast()
    effectFrames[effectFrames.count - 1].merge(frame)
    return (value, frame)
  }

  /// Every function's effects with those of what it calls, until nothing changes; then what had to be pure is.
  private func settleEffects() {
    for (id, frame) in functionEffects { environment.functions[id.rawValue].effects = frame.direct }
    var changed = true
    while changed {
      changed = false
      for (id, frame) in functionEffects {
        let all = total(frame)
        if all != environment.functions[id.rawValue].effects {
          environment.functions[id.rawValue].effects = all
          changed = true
        }
      }
    }
    for demand in purityDemands where !total(demand.effects).isPure {
      report(.mustBePure(place: demand.place, effects: total(demand.effects)), at: demand.node)
    }
    for demand in constantDemands where !total(demand.effects).isPure {
      report(.constantWithEffects(total(demand.effects)), at: demand.node)
    }
    for demand in valueDemands where total(demand.effects).isPure && !demand.effects.callsUnknown {
      report(.valueThrownAway, at: demand.node)
    }
  }

  private func total(_ frame: EffectFrame) -> Effects {
    frame.calls.reduce(frame.direct) { $0.union(environment.functions[$1.rawValue].effects) }
  }
}
