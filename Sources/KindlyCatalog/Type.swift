// The types of the language, as numbers: each distinct type is interned once in a `TypeTable`, so that comparing
// types is comparing integers. The table belongs to one session, as its interner does.

import KindlySource

/// A type, as its number in a `TypeTable`. The plain types, the nouns and the enumerations have fixed numbers.
public struct TypeID: Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What follows from a mistake that has been reported; fits everywhere and is never complained of.
  public static let error = TypeID(rawValue: 0)
  /// The type of what does not come back: `return`, `fail`; fits everywhere.
  public static let never = TypeID(rawValue: 1)
  public static let nothing = TypeID(rawValue: 2)
  public static let bool = TypeID(rawValue: 3)
  public static let int = TypeID(rawValue: 4)
  public static let number = TypeID(rawValue: 5)
  public static let text = TypeID(rawValue: 6)
  public static let date = TypeID(rawValue: 7)
  public static let time = TypeID(rawValue: 8)
  public static let dateTime = TypeID(rawValue: 9)
  public static let duration = TypeID(rawValue: 10)
  public static let period = TypeID(rawValue: 11)

  static let nounBase: UInt32 = 16
  static let enumerationBase: UInt32 = 32
  static let derivedBase: UInt32 = 64

  /// Whether it is made of no other types.
  public var isPlain: Bool { rawValue < TypeID.derivedBase }

  public static func noun(_ noun: Noun) -> TypeID { TypeID(rawValue: nounBase + UInt32(noun.rawValue)) }
  public static func enumeration(_ enumeration: Enumeration) -> TypeID {
    TypeID(rawValue: enumerationBase + UInt32(enumeration.rawValue))
  }

  /// The noun, if the type is one.
  public var noun: Noun? {
    rawValue >= TypeID.nounBase && rawValue < TypeID.enumerationBase
      ? Noun(rawValue: UInt8(rawValue - TypeID.nounBase)) : nil
  }

  /// The enumeration, if the type is one.
  public var enumeration: Enumeration? {
    rawValue >= TypeID.enumerationBase && rawValue < TypeID.derivedBase
      ? Enumeration(rawValue: UInt8(rawValue - TypeID.enumerationBase)) : nil
  }
}

/// What a type is made of.
public enum TypeShape: Hashable, Sendable {
  public struct Field: Hashable, Sendable {
    public let name: Symbol
    public let type: TypeID
    public init(name: Symbol, type: TypeID) {
      self.name = name
      self.type = type
    }
  }

  case error, never, nothing, bool, int, number, text, date, time, dateTime, duration, period
  case noun(Noun)
  case enumeration(Enumeration)
  case optional(TypeID)
  case list(TypeID)
  case map(TypeID, TypeID)
  case record([Field])
  case function([TypeID], TypeID)
  /// A type variable in the signature of a built-in: its number among `variableNames`.
  case variable(Int)

  /// What variables are called in signatures. `O` stands only for types that have an order.
  public static let variableNames = ["T", "U", "K", "V", "O"]
  public static let orderedVariable = 4
}

public final class TypeTable {
  private var shapes: [TypeShape]
  /// For each type its `?`, its list, what it is without its `?` and its element; 0 where that has not been asked for,
  /// or there is none. These are asked at every turn, and hashing a shape takes ten times as long.
  private var optionals: [UInt32]
  private var lists: [UInt32]
  private var bases: [UInt32]
  private var elements: [UInt32]
  private var numbers: [TypeShape: UInt32] = [:]
  /// How many types stand within one another in each.
  private var depths: [UInt32]
  /// The types that an error is a part of.
  private var erroneous: Set<TypeID> = []
  private let interner: Interner

  /// How many types there are; their numbers are below it.
  public var count: Int { shapes.count }

  public init(interner: Interner) {
    self.interner = interner
    shapes = Array(repeating: .error, count: Int(TypeID.derivedBase))
    optionals = Array(repeating: 0, count: shapes.count)
    lists = optionals
    elements = optionals
    bases = (0..<TypeID.derivedBase).map { $0 }
    depths = Array(repeating: 0, count: Int(TypeID.derivedBase))
    let plain: [TypeShape] = [
      .error, .never, .nothing, .bool, .int, .number, .text, .date, .time, .dateTime, .duration, .period,
    ]
    for (number, shape) in plain.enumerated() { shapes[number] = shape }
    for noun in Noun.allCases { shapes[Int(TypeID.noun(noun).rawValue)] = .noun(noun) }
    for enumeration in Enumeration.allCases {
      shapes[Int(TypeID.enumeration(enumeration).rawValue)] = .enumeration(enumeration)
    }
    for (number, shape) in shapes.enumerated() where shape != .error { numbers[shape] = UInt32(number) }
    numbers[.error] = 0
  }

  public func shape(_ type: TypeID) -> TypeShape {
    Int(type.rawValue) < shapes.count ? shapes[Int(type.rawValue)] : .error
  }

  public func type(_ shape: TypeShape) -> TypeID {
    if let number = numbers[shape] { return TypeID(rawValue: number) }
    let number = UInt32(shapes.count)
    let parts = parts(of: shape)
    depths.append(1 + parts.reduce(0) { max($0, depth($1)) })
    if parts.contains(where: holdsError) { erroneous.insert(TypeID(rawValue: number)) }
    shapes.append(shape)
    optionals.append(0)
    lists.append(0)
    if case .optional(let base) = shape { bases.append(base.rawValue) } else { bases.append(number) }
    if case .list(let element) = shape { elements.append(element.rawValue + 1) } else { elements.append(0) }
    numbers[shape] = number
    return TypeID(rawValue: number)
  }

  /// How many types stand within one another: 1 for `List<Int>`, 2 for `List<List<Int>>`.
  public func depth(_ type: TypeID) -> UInt32 {
    Int(type.rawValue) < depths.count ? depths[Int(type.rawValue)] : 0
  }

  // MARK: - Making and taking apart

  /// `T?`; of an optional, of `Nothing` and of an error the type itself.
  public func optional(_ type: TypeID) -> TypeID {
    if type == .never { return .nothing }
    if type == .nothing || type == .error || bases[Int(type.rawValue)] != type.rawValue { return type }
    if optionals[Int(type.rawValue)] == 0 { optionals[Int(type.rawValue)] = self.type(.optional(type)).rawValue }
    return TypeID(rawValue: optionals[Int(type.rawValue)])
  }

  public func list(_ element: TypeID) -> TypeID {
    if lists[Int(element.rawValue)] == 0 { lists[Int(element.rawValue)] = type(.list(element)).rawValue }
    return TypeID(rawValue: lists[Int(element.rawValue)])
  }

  public func map(_ key: TypeID, _ value: TypeID) -> TypeID { type(.map(key, value)) }

  /// The type without its `?`.
  public func unwrapped(_ type: TypeID) -> TypeID { TypeID(rawValue: bases[Int(type.rawValue)]) }

  public func isOptional(_ type: TypeID) -> Bool { bases[Int(type.rawValue)] != type.rawValue || type == .nothing }

  public func element(_ type: TypeID) -> TypeID? {
    let element = elements[Int(type.rawValue)]
    return element == 0 ? nil : TypeID(rawValue: element - 1)
  }

  public func isFunction(_ type: TypeID) -> Bool {
    if type.isPlain { return false }
    if case .function = shape(type) { return true }
    return false
  }

  /// The types of a map's keys and values.
  public func entry(_ type: TypeID) -> (key: TypeID, value: TypeID)? {
    if type.isPlain { return nil }
    if case .map(let key, let value) = shape(type) { return (key, value) }
    return nil
  }

  /// Whether values of the type can be the keys of a map: what has one equality and never changes.
  public func canBeKey(_ type: TypeID) -> Bool {
    switch shape(type) {
    case .error, .never, .bool, .int, .text, .date, .time, .dateTime, .noun, .enumeration: true
    case .optional(let base): canBeKey(base)
    case .list(let element): canBeKey(element)
    case .record(let fields): fields.allSatisfy { canBeKey($0.type) }
    case .nothing, .number, .duration, .period, .map, .function, .variable: false
    }
  }

  /// Whether a mistake has left a part of it unknown.
  public func holdsError(_ type: TypeID) -> Bool { type == .error || erroneous.contains(type) }

  /// The type of a field, as the noun table states it.
  public func type(of field: FieldSpec) -> TypeID {
    field.isOptional ? optional(type(of: field.type)) : type(of: field.type)
  }

  public func type(of field: FieldType) -> TypeID {
    switch field {
    case .bool: .bool
    case .int: .int
    case .number: .number
    case .text: .text
    case .date: .date
    case .time: .time
    case .dateTime: .dateTime
    case .duration: .duration
    case .enumeration(let enumeration): .enumeration(enumeration)
    case .noun(let noun): .noun(noun)
    case .list(let element): list(type(of: element))
    }
  }

  private func parts(of shape: TypeShape) -> [TypeID] {
    switch shape {
    case .optional(let base): [base]
    case .list(let element): [element]
    case .map(let key, let value): [key, value]
    case .record(let fields): fields.map(\.type)
    case .function(let parameters, let result): parameters + [result]
    default: []
    }
  }

  /// The type as the user would write it; what is deep within it or behind many fields is left out.
  public func description(_ type: TypeID) -> String { description(type, within: 0) }

  private func description(_ type: TypeID, within depth: Int) -> String {
    func part(_ type: TypeID) -> String { depth < 5 ? description(type, within: depth + 1) : "…" }
    switch shape(type) {
    case .error: return "?"
    case .never: return "Never"
    case .nothing: return "Nothing"
    case .bool: return "Bool"
    case .int: return "Int"
    case .number: return "Number"
    case .text: return "Text"
    case .date: return "Date"
    case .time: return "Time"
    case .dateTime: return "DateTime"
    case .duration: return "Duration"
    case .period: return "Period"
    case .noun(let noun): return noun.typeName
    case .enumeration(let enumeration): return enumeration.typeName
    case .optional(let base):
      if case .function = shape(base) { return "(\(description(base, within: depth)))?" }
      return "\(description(base, within: depth))?"
    case .list(.never): return "[]"
    case .map(.never, .never): return "[:]"
    case .list(let element): return "List<\(part(element))>"
    case .map(let key, let value): return "Map<\(part(key)), \(part(value))>"
    case .record(let fields):
      let shown = fields.prefix(12).map { "\(interner.text($0.name)): \(part($0.type))" }
      return "{" + (shown + (fields.count > 12 ? ["…"] : [])).joined(separator: ", ") + "}"
    case .function(let parameters, let result):
      return "(" + parameters.map(part).joined(separator: ", ") + ") -> " + part(result)
    case .variable(let number):
      return TypeShape.variableNames.indices.contains(number) ? TypeShape.variableNames[number] : "?"
    }
  }
}
