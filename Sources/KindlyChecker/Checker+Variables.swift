// Type variables of built-ins: what they stand for follows from the arguments. `O` stands only for a type that has an
// order. A variable that bare parameters alone have bound may still widen, as Int does to Number in `max(1, 2.5)`.

import KindlyCatalog
import KindlySource

struct TypeVariables {
  /// Where in a parameter's type something stands.
  enum Place {
    /// It is the parameter's type, its `?` aside: an argument may still be converted.
    case bare
    /// Within a list or a record, or a parameter of a function: types have to be the same.
    case inside
    /// What a function gives: the loop around it converts.
    case result
  }

  /// What each stands for, by its number; `unbound` where that is not known.
  private var bound = (unbound, unbound, unbound, unbound, unbound)
  /// Variables that stand inside a type of some argument already, and so cannot widen: a bit for each.
  private var settled: UInt8 = 0

  private static let unbound = TypeID(rawValue: .max)

  subscript(number: Int) -> TypeID? {
    get {
      let type =
        switch number {
        case 0: bound.0
        case 1: bound.1
        case 2: bound.2
        case 3: bound.3
        default: bound.4
        }
      return type == TypeVariables.unbound ? nil : type
    }
    set {
      let type = newValue ?? TypeVariables.unbound
      switch number {
      case 0: bound.0 = type
      case 1: bound.1 = type
      case 2: bound.2 = type
      case 3: bound.3 = type
      default: bound.4 = type
      }
    }
  }

  func isSettled(_ number: Int) -> Bool { settled & (1 << UInt8(number)) != 0 }
  mutating func settle(_ number: Int) { settled |= 1 << UInt8(number) }
}

extension Checker {
  func hasVariables(_ type: TypeID) -> Bool {
    if type.isPlain { return false }
    return switch types.shape(type) {
    case .variable: true
    case .list(let element): hasVariables(element)
    case .map(let key, let value): hasVariables(key) || hasVariables(value)
    case .optional(let base): hasVariables(base)
    case .record(let fields): fields.contains { hasVariables($0.type) }
    case .function(let parameters, let result): parameters.contains(where: hasVariables) || hasVariables(result)
    default: false
    }
  }

  /// Whether what was found may stand where the parameter is, and what its variables are then.
  func bind(
    _ parameter: TypeID, to found: TypeID, _ variables: inout TypeVariables, at place: TypeVariables.Place = .bare
  ) -> Bool {
    if found == .error { return true }
    if parameter.isPlain { return place == .inside ? found == parameter || found == .never : fits(found, parameter) }
    switch types.shape(parameter) {
    case .variable(let number): return bind(number, to: found, &variables, at: place)
    case .list(let element):
      guard let inner = types.element(found) else { return false }
      return bind(element, to: inner, &variables, at: .inside)
    case .map(let key, let value):
      guard let entry = types.entry(found) else { return false }
      return bind(key, to: entry.key, &variables, at: .inside) && bind(value, to: entry.value, &variables, at: .inside)
    case .record(let fields):
      guard case .record(let others) = types.shape(found), fields.map(\.name) == others.map(\.name) else {
        return found == .never
      }
      for (field, other) in zip(fields, others) {
        guard bind(field.type, to: other.type, &variables, at: .inside) else { return false }
      }
      return true
    case .optional(let base):
      return found == .nothing || bind(base, to: types.unwrapped(found), &variables, at: place)
    case .function(let parameters, let result):
      guard case .function(let taken, let given) = types.shape(found), taken.count == parameters.count else {
        return false
      }
      for (parameter, taken) in zip(parameters, taken) {
        let passed = substitute(parameter, variables, unknown: .error)
        if passed == .error {
          guard bind(parameter, to: taken, &variables, at: .inside) else { return false }
        } else if !fits(passed, taken) {
          return false
        }
      }
      return bind(result, to: given, &variables, at: .result)
    default: return place == .inside ? found == parameter || found == .never : fits(found, parameter)
    }
  }

  private func bind(
    _ number: Int, to found: TypeID, _ variables: inout TypeVariables, at place: TypeVariables.Place
  ) -> Bool {
    if number == TypeShape.orderedVariable, !isOrdered(found) { return false }
    defer { if place != .bare { variables.settle(number) } }
    guard let known = variables[number], known != .never else {
      variables[number] = found
      return true
    }
    if found == known || found == .never { return true }
    if place != .inside, fits(found, known) { return true }
    guard place == .bare, !variables.isSettled(number), let both = join(known, found) else { return false }
    variables[number] = both
    return true
  }

  /// The type with its variables replaced by what they stand for.
  func substitute(_ type: TypeID, _ variables: TypeVariables, unknown: TypeID = .never) -> TypeID {
    if type.isPlain { return type }
    func replaced(_ type: TypeID) -> TypeID { substitute(type, variables, unknown: unknown) }
    switch types.shape(type) {
    case .variable(let number): return variables[number] ?? unknown
    case .list(let element): return types.list(replaced(element))
    case .map(let key, let value): return types.map(replaced(key), replaced(value))
    case .optional(let base): return types.optional(replaced(base))
    case .record(let fields):
      return types.type(.record(fields.map { TypeShape.Field(name: $0.name, type: replaced($0.type)) }))
    case .function(let parameters, let result):
      return types.type(.function(parameters.map(replaced), replaced(result)))
    default: return type
    }
  }
}
