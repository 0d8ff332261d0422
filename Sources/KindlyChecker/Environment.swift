// What one session knows so far: every function, global, computed field, template and rule that its sources have
// declared. Checking a source reads it and, when the source has no errors, adds to it; nothing else writes it.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlySyntax

/// Answers the checker's questions about records that are there already.
public protocol HandleDirectory: AnyObject {
  /// The noun of the record that has this handle (or alias) now.
  func noun(ofHandle handle: String) -> Noun?
  /// Every handle, for suggestions.
  func handles() -> [String]
  /// The names of the holidays that `me.holidays` may name; nil where nobody knows.
  func holidayNames() -> [String]?
}

extension HandleDirectory {
  public func holidayNames() -> [String]? { nil }
}

public final class Environment {
  public let interner: Interner
  public let types: TypeTable
  public internal(set) var units: [CheckedUnit] = []
  public internal(set) var functions: [FunctionInfo] = []
  public internal(set) var globals: [GlobalInfo] = []
  /// In the order of their declaration; a later rule of the same name has replaced the earlier.
  public internal(set) var rules: [RuleInfo] = []
  /// Where each of them stands, by its name.
  var ruleNumbers: [Symbol: Int] = [:]
  /// The names of rules turned off.
  public internal(set) var rulesOff: Set<Symbol> = []

  let lexicon: Lexicon
  /// What a call of a value that is a function may change, as far as sources have made such values.
  var valueReach: Reach = []
  /// What such a call may do, by the type of the value.
  var valueEffects: [TypeID: Effects] = [:]
  /// Names of variables that functions or lambdas assign.
  var assignedWithin: Set<Symbol> = []

  /// Globals that hold one function and no other.
  var knownFunctions: [GlobalID: FunctionID] = [:]

  var functionNames = SymbolMap<FunctionID>()
  var globalNames = SymbolMap<GlobalID>()
  var computedFields = ComputedFields()
  /// Of the built-ins that have been met, by their numbers.
  var builtinFacts: [BuiltinFacts?] = Array(repeating: nil, count: Builtin.allCases.count)
  /// The names that `use … as` has given to used files.
  var aliases = SymbolMap<ModuleID>()
  public internal(set) var modules: [ModuleInfo] = []
  /// The names that every file sees.
  var shared = Names()
  /// The first file of the program that is checked now.
  var programStart = FileID(0)

  /// The computed fields of each noun by name.
  struct ComputedFields {
    private var byNoun: [SymbolMap<FunctionID>] = Array(repeating: SymbolMap(), count: Noun.allCases.count)

    subscript(noun: Noun, name: Symbol) -> FunctionID? {
      get { byNoun[Int(noun.rawValue)][name] }
      set { byNoun[Int(noun.rawValue)][name] = newValue }
    }

    func names(of noun: Noun) -> [Symbol] { byNoun[Int(noun.rawValue)].keys }
  }

  struct ComputedFieldKey: Hashable {
    let noun: Noun
    let name: Symbol
  }

  public init(interner: Interner) {
    self.interner = interner
    types = TypeTable(interner: interner)
    lexicon = Lexicon(interner: interner, types: types)
  }

  public func function(_ id: FunctionID) -> FunctionInfo { functions[id.rawValue] }

  /// The lines of the doc comment above a declaration.
  public func documentation(of function: FunctionInfo) -> [String] {
    function.declaration.exists ? units[function.unit].tree.documentation(of: function.declaration) : []
  }
  public func documentation(of rule: RuleInfo) -> [String] {
    units[rule.unit].tree.documentation(of: rule.declaration)
  }

  public var functionCount: Int { functions.count }

  /// From here on the rules that were checked before draft with the newer templates. Gives what is wrong with those that
  /// take what the rules do not give.
  public func replaceTemplates(since count: Int) -> [Diagnostic] {
    var misfits: [Diagnostic] = []
    for number in functions.indices.dropFirst(count) where functions[number].kind == .template {
      let new = functions[number]
      for old in functions.indices.prefix(count)
      where functions[old].kind == .template && functions[old].name == new.name {
        if let missing = parameter(of: new, notGivenBy: functions[old]) {
          misfits.append(
            CheckError(
              .templateMisfits(interner.text(new.name), parameter: interner.text(missing)),
              at: units[new.unit].tree.span(new.declaration)
            ).diagnostic)
          continue
        }
        functions[old].kind = .replaced(by: FunctionID(number))
        functions[old].effects = new.effects
        functions[old].result = new.result
      }
    }
    return misfits
  }

  /// A parameter that has no default, and that those who call the other template do not give, or give as another type.
  private func parameter(of template: FunctionInfo, notGivenBy other: FunctionInfo) -> Symbol? {
    for (index, name) in template.parameterNames.enumerated() {
      if let place = other.parameterNames.firstIndex(of: name) {
        let (given, wanted) = (other.parameterTypes[place], template.parameterTypes[index])
        if given != wanted, types.optional(given) != wanted { return name }
      } else if template.defaults[index] == nil {
        return name
      }
    }
    return nil
  }

  /// The template that is in force where one was called by its number.
  public func current(_ id: FunctionID) -> FunctionID {
    if case .replaced(let newer) = functions[id.rawValue].kind { return newer }
    return id
  }

  /// The function, template or computed field of that name, if one is declared.
  public func function(named name: Symbol) -> FunctionID? { functionNames[name] }
  public func computedField(_ noun: Noun, _ name: Symbol) -> FunctionID? {
    computedFields[noun, name]
  }
  /// The names of a noun's computed fields, for completion and `fields of …` notes.
  public func computedFieldNames(_ noun: Noun) -> [Symbol] {
    computedFields.names(of: noun).sorted { interner.text($0) < interner.text($1) }
  }
  /// Every function and template by name, for completion and help.
  public var allFunctionNames: [Symbol] { functionNames.keys.sorted { interner.text($0) < interner.text($1) } }
  public func global(named name: Symbol) -> GlobalID? { globalNames[name] }
  /// Every global by name.
  public var allGlobalNames: [Symbol] { globalNames.keys.sorted { interner.text($0) < interner.text($1) } }
}

// MARK: - Taking a failed source back

extension Environment {
  public struct Mark {
    let units: Int
    let modules: Int
    let functions: Int
    let globals: Int
    let names: Names
    let rules: [RuleInfo]
    let ruleNumbers: [Symbol: Int]
    let rulesOff: Set<Symbol>
    let knownFunctions: [GlobalID: FunctionID]
  }

  public func mark() -> Mark {
    Mark(
      units: units.count, modules: modules.count, functions: functions.count, globals: globals.count, names: names,
      rules: rules, ruleNumbers: ruleNumbers, rulesOff: rulesOff, knownFunctions: knownFunctions)
  }

  /// Takes back the names that sources have declared since, where running one has failed: what they name was never made.
  /// Functions and globals keep their numbers, which a machine may know.
  public func withdrawNames(since mark: Mark) {
    names = mark.names
    rules = mark.rules
    ruleNumbers = mark.ruleNumbers
    rulesOff = mark.rulesOff
    knownFunctions = mark.knownFunctions
  }

  public func restore(_ mark: Mark) {
    units.removeLast(units.count - mark.units)
    modules.removeLast(modules.count - mark.modules)
    functions.removeLast(functions.count - mark.functions)
    globals.removeLast(globals.count - mark.globals)
    names = mark.names
    rules = mark.rules
    ruleNumbers = mark.ruleNumbers
    rulesOff = mark.rulesOff
    knownFunctions = mark.knownFunctions
  }
}
