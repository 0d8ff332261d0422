// How one type becomes another: what fits where, what two types have in common. The only silent changes are Int to
// Number, Period to Duration, and a T where a `T?` is wanted.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlySyntax

extension Checker {
  /// Whether a value of one type may stand where the other is wanted.
  func fits(_ found: TypeID, _ wanted: TypeID) -> Bool {
    if found == wanted || found == .error || wanted == .error || found == .never { return true }
    if wanted.isPlain { return found == .int && wanted == .number || found == .period && wanted == .duration }
    switch (types.shape(found), types.shape(wanted)) {
    case (.int, .number), (.period, .duration): return true
    case (.nothing, .optional): return true
    case (.optional(let found), .optional(let wanted)): return fits(found, wanted)
    case (_, .optional(let wanted)): return fits(found, wanted)
    case (.list(let found), .list): return found == .never
    case (.map(let key, _), .map): return key == .never
    default: return false
    }
  }

  /// Types a node and has it fit, reporting where it does not.
  @discardableResult
  func check(_ node: NodeID, as wanted: TypeID) -> TypeID {
    let found = infer(node, hint: wanted)
    convert(node, from: found, to: wanted)
    return wanted
  }

  /// Has a typed node fit what its surroundings want.
  func convert(_ node: NodeID, from found: TypeID, to wanted: TypeID) {
    if found == wanted || found == .error || wanted == .error { return }
    if fits(found, wanted) {
      unit.resolutions.setWanted(wanted, of: node.index)
    } else if wanted == .dateTime, types.unwrapped(found) == .date {
      report(.needsTime, at: node)
    } else if types.isOptional(found), found != .nothing, fits(types.unwrapped(found), wanted) {
      report(.maybeNothing(found: describe(found), wanted: describe(wanted)), at: node)
    } else if differInOrder(found, wanted) {
      report(.fieldsInOtherOrder(found: describe(found), wanted: describe(wanted)), at: node)
    } else if wanted == .bool {
      report(.conditionNotBool(describe(found)), at: node)
    } else {
      report(.mismatch(found: describe(found), wanted: describe(wanted)), at: node)
    }
  }

  /// The smallest type that both fit, or nil.
  func join(_ a: TypeID, _ b: TypeID) -> TypeID? {
    if fits(a, b) { return b == .error ? a : b }
    if fits(b, a) { return a }
    if a == .nothing { return types.optional(b) }
    if b == .nothing { return types.optional(a) }
    if types.isOptional(a) || types.isOptional(b) {
      return join(types.unwrapped(a), types.unwrapped(b)).map { types.optional($0) }
    }
    return nil
  }

  func isNumeric(_ type: TypeID) -> Bool { type == .int || type == .number }
  func isDuration(_ type: TypeID) -> Bool { type == .duration || type == .period }

  /// Whether values of the type have an order.
  func isOrdered(_ type: TypeID) -> Bool {
    if type.enumeration != nil || type == .error || type == .never { return true }
    switch type {
    case .int, .number, .text, .date, .time, .dateTime, .duration, .period: return true
    default: return false
    }
  }

  func type(of field: FieldSpec) -> TypeID { types.type(of: field) }
  func type(of field: FieldType) -> TypeID { types.type(of: field) }

  // MARK: - Types as they are written

  func resolveType(_ node: NodeID) -> TypeID {
    guard node.exists else { return .error }
    let written = tree[node]
    let type: TypeID
    switch written.kind {
    case .typeName: type = namedType(Symbol(rawValue: written.a), at: node)
    case .typeOptional: type = types.optional(resolveType(NodeID(written.a)))
    case .typeList: type = types.list(resolveType(NodeID(written.a)))
    case .typeGeneric:
      let arguments = tree.list(written.b, written.c).map { resolveType($0) }
      let word = name(Symbol(rawValue: written.a))
      if word == "Map", arguments.count == 2 {
        type = checkedMap(arguments[0], arguments[1], at: node)
      } else {
        if word == "Map" || word == "List" {
          let wanted = word == "Map" ? "two types, as in `Map<Text, Int>`" : "one type"
          report(.wrongArgumentCount(function: word, wanted: wanted, found: arguments.count), at: node)
        } else {
          report(.unknownType("\(word)<…>", suggestions: ForeignWord.type(word).map { [$0] } ?? []), at: node)
        }
        type = .error
      }
    case .typeRecord:
      let fields = tree.list(written.a, written.b).map { field in
        TypeShape.Field(name: Symbol(rawValue: tree[field].a), type: resolveType(NodeID(tree[field].b)))
      }
      type = types.type(.record(fields))
    case .typeFunction:
      let parameters = tree.list(written.a, written.b).map { resolveType($0) }
      type = types.type(.function(parameters, resolveType(NodeID(written.c))))
    default: type = .error
    }
    return set(node, type)
  }

  private func namedType(_ symbol: Symbol, at node: NodeID) -> TypeID {
    if let type = lexicon[symbol].type { return type }
    let name = name(symbol)
    let isGeneric = name == "List" || name == "Map"
    let instead = isGeneric ? (name == "List" ? "List<…>" : "Map<…, …>") : ForeignWord.type(name)
    report(.unknownType(name, suggestions: instead.map { [$0] } ?? near(name, Checker.typeNames)), at: node)
    return .error
  }

  static let plainTypes: [String: TypeID] = [
    "Nothing": .nothing, "Bool": .bool, "Int": .int, "Number": .number, "Text": .text, "Date": .date, "Time": .time,
    "DateTime": .dateTime, "Duration": .duration, "Period": .period,
  ]
  static let typeNames: [String] =
    plainTypes.keys.sorted() + ["List"] + Noun.shown.map(\.typeName) + Enumeration.allCases.map(\.typeName)
}
