// Used files: what each of them declares, and which names a file sees. A file sees what the library and the user's own
// file declare, what it declares itself, and what the files that it uses declare; no more, so that a file means the
// same whoever uses it. Rules alone belong to the run, not to a file.

import KindlyCatalog
import KindlySource
import KindlySyntax

/// A used file of a session, in the order in which they were checked.
public struct ModuleID: Hashable, Sendable {
  public let rawValue: Int
}

/// What a used file declares.
public struct ModuleInfo: Sendable {
  /// The file, as diagnostics call it.
  public let name: String
  /// Whether all that it declares is known: it was found and parsed.
  public let isWhole: Bool
  /// Its functions, templates and constants.
  public internal(set) var members: [Symbol: Member] = [:]
  var fields: [Environment.ComputedFieldKey: (function: FunctionID, span: Span)] = [:]

  public struct Member: Sendable {
    public let kind: Kind
    /// Where it is declared.
    public let span: Span
  }

  public enum Kind: Hashable, Sendable {
    case function(FunctionID)
    case global(GlobalID)
  }
}

extension Environment {
  /// The names that one file sees.
  struct Names {
    var functions = SymbolMap<FunctionID>()
    var globals = SymbolMap<GlobalID>()
    var fields = ComputedFields()
    var aliases = SymbolMap<ModuleID>()
  }

  var names: Names {
    get { Names(functions: functionNames, globals: globalNames, fields: computedFields, aliases: aliases) }
    set {
      functionNames = newValue.functions
      globalNames = newValue.globals
      computedFields = newValue.fields
      aliases = newValue.aliases
    }
  }

  /// What is known now is seen by every file from now on: the library, then the user's own file.
  public func shareNames() { shared = names }

  /// A program begins with this file; those that it uses are read after it.
  public func beginProgram(with file: FileID) { programStart = file }

  /// A used file of which nothing is known: it could not be read.
  public func addUnreadModule(_ name: String) -> ModuleID { add(ModuleInfo(name: name, isWhole: false)) }

  func add(_ module: ModuleInfo) -> ModuleID {
    modules.append(module)
    return ModuleID(rawValue: modules.count - 1)
  }

  public func module(_ id: ModuleID) -> ModuleInfo { modules[id.rawValue] }

  /// The used file that a name stands for, in `use "…" as h`.
  public func module(named alias: Symbol) -> ModuleInfo? { aliases[alias].map { module($0) } }

  /// Every name that stands for a used file.
  public var allModuleNames: [Symbol] { aliases.keys.sorted { interner.text($0) < interner.text($1) } }
}
