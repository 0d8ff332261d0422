// What one session knows so far: every function, global, computed field, template and rule that its sources have
// declared. Checking a source reads it and, when the source has no errors, adds to it; nothing else writes it.

import KindlyCatalog
import KindlySource
import KindlySyntax

/// Answers the checker's questions about records that are there already.
public protocol HandleDirectory: AnyObject {
  /// The noun of the record that has this handle (or alias) now.
  func noun(ofHandle handle: String) -> Noun?
  /// Every handle, for suggestions.
  func handles() -> [String]
}

public final class Environment {
  public let interner: Interner
  public let types: TypeTable
  public internal(set) var units: [CheckedUnit] = []
  public internal(set) var functions: [FunctionInfo] = []
  public internal(set) var globals: [GlobalInfo] = []
  /// In the order of their declaration; a later rule of the same name has replaced the earlier.
  public internal(set) var rules: [RuleInfo] = []
  /// The names of rules turned off.
  public internal(set) var rulesOff: Set<Symbol> = []

  var functionNames: [Symbol: FunctionID] = [:]
  var globalNames: [Symbol: GlobalID] = [:]
  var computedFields: [ComputedFieldKey: FunctionID] = [:]
  /// The signatures of the built-ins that have been called, as they were read from their table.
  var signatures: [Builtin: [Signature]] = [:]

  struct ComputedFieldKey: Hashable {
    let noun: Noun
    let name: Symbol
  }

  public init(interner: Interner) {
    self.interner = interner
    types = TypeTable(interner: interner)
  }

  public func function(_ id: FunctionID) -> FunctionInfo { functions[id.rawValue] }

  /// The function, template or computed field of that name, if one is declared.
  public func function(named name: Symbol) -> FunctionID? { functionNames[name] }
  public func computedField(_ noun: Noun, _ name: Symbol) -> FunctionID? {
    computedFields[ComputedFieldKey(noun: noun, name: name)]
  }
  /// The names of a noun's computed fields, for completion and `fields of …` notes.
  public func computedFieldNames(_ noun: Noun) -> [Symbol] {
    computedFields.keys.filter { $0.noun == noun }.map(\.name).sorted { interner.text($0) < interner.text($1) }
  }
  /// Every function and template by name, for completion and help.
  public var allFunctionNames: [Symbol] { functionNames.keys.sorted { interner.text($0) < interner.text($1) } }
  /// Every global by name.
  public var allGlobalNames: [Symbol] { globalNames.keys.sorted { interner.text($0) < interner.text($1) } }
}

// MARK: - Taking a failed source back

extension Environment {
  struct Mark {
    let functions: Int
    let globals: Int
    let functionNames: [Symbol: FunctionID]
    let globalNames: [Symbol: GlobalID]
    let computedFields: [ComputedFieldKey: FunctionID]
    let rules: [RuleInfo]
    let rulesOff: Set<Symbol>
  }

  func mark() -> Mark {
    Mark(
      functions: functions.count, globals: globals.count, functionNames: functionNames, globalNames: globalNames,
      computedFields: computedFields, rules: rules, rulesOff: rulesOff)
  }

  func restore(_ mark: Mark) {
    functions.removeLast(functions.count - mark.functions)
    globals.removeLast(globals.count - mark.globals)
    functionNames = mark.functionNames
    globalNames = mark.globalNames
    computedFields = mark.computedFields
    rules = mark.rules
    rulesOff = mark.rulesOff
  }
}
