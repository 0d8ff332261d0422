// Says in words what functions may do: for `kindly check --effects` and for help. What they may do has been settled by
// the checker.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Environment {
  /// A function as its declaration begins: `fn weekly(from: Date) -> Text`, `field Contact.first_name: Text`.
  public func signature(of id: FunctionID) -> String {
    let info = function(id)
    let name = interner.text(info.name)
    func type(_ type: TypeID) -> String { types.description(type) }
    if info.kind == .computedField {
      return "field \(info.parameterTypes.first.map(type) ?? "?").\(name): \(type(info.result))"
    }
    let parameters = zip(info.parameterNames, info.parameterTypes).map { "\(interner.text($0)): \(type($1))" }
    let head = "\(name)(\(parameters.joined(separator: ", ")))"
    return info.kind == .template ? "template \(head)" : "fn \(head) -> \(type(info.result))"
  }

  /// What calling a function may do: `reads, changes the store`; `pure` where that is nothing.
  public func effectsDescription(of id: FunctionID) -> String {
    let info = function(id)
    let given = info.calledParameters.sorted().filter { $0 < info.parameterNames.count }
      .map { "what `\(interner.text(info.parameterNames[$0]))` does" }
    return Environment.words(for: info.effects, and: given)
  }

  /// What a call that has these effects does.
  public static func effectsDescription(_ effects: Effects) -> String { words(for: effects, and: []) }

  /// One line for each function that a source declares, and one for the source itself.
  public func effectsReport(of unit: CheckedUnit) -> [String] {
    let declared = unit.tree.statements.compactMap { statement in
      if case .declaresFunction(let id) = unit.resolutions[statement.index] { id } else { nil }
    }
    return declared.map { "\(signature(of: $0)): \(effectsDescription(of: $0))" }
      + ["the file: " + Environment.words(for: unit.effects, and: [])]
  }

  private static func words(for effects: Effects, and given: [String]) -> String {
    let known: [(Effects, String)] = [
      (.reads, "reads"), (.says, "prints"), (.assigns, "assigns variables"), (.changes, "changes the store"),
      (.files, "writes files"), (.sends, "sends"),
    ]
    let words = known.filter { effects.contains($0.0) }.map(\.1) + given
    return words.isEmpty ? "pure" : words.joined(separator: ", ")
  }
}
