// How a type is kept in the machine: in which register file, what stands for nothing, which slot a record's field has.
// Everything here follows from the type alone, so that values need no tags.
// Invariant: references come first in a record; a plain optional uses a bit pattern no value of its type has; a whole
// number uses all of its patterns, so an optional one is a box.

import KindlyCatalog
import KindlySource

final class Layout {
  enum Shape {
    case nothing, bool, int, number, text, date, time, dateTime, duration, function
    case noun(Noun)
    case enumeration(Enumeration)
    case list(TypeID)
    case map(key: TypeID, value: TypeID)
    case record
  }

  struct Field {
    let name: String
    let type: TypeID
    let bank: Bank
    let slot: Int
  }

  /// What the type is, its `?` aside.
  let shape: Shape
  let isOptional: Bool
  let bank: Bank
  /// Of a record.
  let fields: [Field]
  let refSlots: Int
  let wordSlots: Int

  init(_ shape: Shape, isOptional: Bool, fields: [Field] = []) {
    self.shape = shape
    self.isOptional = isOptional
    self.fields = fields
    refSlots = fields.reduce(0) { $0 + ($1.bank == .ref ? 1 : 0) }
    wordSlots = fields.count - refSlots
    switch shape {
    case .nothing, .text, .duration, .function, .list, .map, .record: bank = .ref
    case .int: bank = isOptional ? .ref : .word
    case .bool, .number, .date, .time, .dateTime, .noun, .enumeration: bank = .word
    }
  }

  /// The word that stands for nothing in a plain optional.
  static let nothingWord = Int64.min
  static let nothingNumber = Int64(bitPattern: 0x7FF8_0000_0000_0000)

  var isNumber: Bool {
    if case .number = shape { return true }
    return false
  }

  var isBoxed: Bool {
    if case .int = shape { return isOptional }
    return false
  }

  /// The word of nothing in this type.
  var nothing: Int64 {
    switch bank {
    case .ref: 0
    case .word: isNumber ? Layout.nothingNumber : Layout.nothingWord
    }
  }

  func isNothing(_ word: Int64) -> Bool {
    if case .nothing = shape { return true }
    return isOptional && word == nothing
  }
}

/// The layouts of a session's types, each made once.
final class Layouts {
  let types: TypeTable
  private let interner: Interner
  private var known: [Layout?] = []

  init(types: TypeTable, interner: Interner) {
    self.types = types
    self.interner = interner
  }

  subscript(type: TypeID) -> Layout {
    let number = Int(type.rawValue)
    if number < known.count, let layout = known[number] { return layout }
    let layout = make(type)
    while known.count <= number { known.append(nil) }
    known[number] = layout
    return layout
  }

  func bank(_ type: TypeID) -> Bank { self[type].bank }

  private func make(_ type: TypeID) -> Layout {
    var base = type
    var isOptional = false
    if case .optional(let inner) = types.shape(type) {
      base = inner
      isOptional = true
    }
    switch types.shape(base) {
    case .error, .never, .nothing, .variable, .optional: return Layout(.nothing, isOptional: true)
    case .bool: return Layout(.bool, isOptional: isOptional)
    case .int: return Layout(.int, isOptional: isOptional)
    case .number: return Layout(.number, isOptional: isOptional)
    case .text: return Layout(.text, isOptional: isOptional)
    case .date: return Layout(.date, isOptional: isOptional)
    case .time: return Layout(.time, isOptional: isOptional)
    case .dateTime: return Layout(.dateTime, isOptional: isOptional)
    case .duration, .period: return Layout(.duration, isOptional: isOptional)
    case .noun(let noun): return Layout(.noun(noun), isOptional: isOptional)
    case .enumeration(let enumeration): return Layout(.enumeration(enumeration), isOptional: isOptional)
    case .list(let element): return Layout(.list(element), isOptional: isOptional)
    case .map(let key, let value): return Layout(.map(key: key, value: value), isOptional: isOptional)
    case .function: return Layout(.function, isOptional: isOptional)
    case .record(let fields):
      var refs = 0
      var words = 0
      for field in fields where bank(field.type) == .ref { refs += 1 }
      var nextRef = 0
      let placed = fields.map { field in
        let bank = bank(field.type)
        let slot: Int
        if bank == .ref {
          slot = nextRef
          nextRef += 1
        } else {
          slot = refs + words
          words += 1
        }
        return Layout.Field(name: interner.text(field.name), type: field.type, bank: bank, slot: slot)
      }
      return Layout(.record, isOptional: isOptional, fields: placed)
    }
  }
}
