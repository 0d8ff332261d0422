// A field as it is stored: the one place that knows how values become integers and texts and come back.
// Leaves tables and statements to TableShape and Store.
// Invariant: decoding a checked cell never fails; `isSound` is asked of every cell that comes from a file.

import Foundation
import GRDB
import KindlyCatalog
import KindlyTime

/// What stands in a column, or in the rows of a link table.
enum Cell: Hashable, Sendable {
  case nothing
  case integer(Int64)
  case real(Double)
  case text(String)
  /// Rows or cases.
  case integers([Int64])
  case texts([String])
}

/// How a column holds its field: a FieldType without indirections, for the fast path.
enum ColumnKind: Hashable, Sendable {
  case bool, int, number, text, date, time, dateTime, duration
  case enumeration(Enumeration)
  case noun(Noun)
  case texts
  case enumerations(Enumeration)
  /// A link table.
  case nouns(Noun)

  init(_ type: FieldType) {
    switch type {
    case .bool: self = .bool
    case .int: self = .int
    case .number: self = .number
    case .text: self = .text
    case .date: self = .date
    case .time: self = .time
    case .dateTime: self = .dateTime
    case .duration: self = .duration
    case .enumeration(let enumeration): self = .enumeration(enumeration)
    case .noun(let noun): self = .noun(noun)
    case .list(.enumeration(let enumeration)): self = .enumerations(enumeration)
    case .list(.noun(let noun)): self = .nouns(noun)
    // The noun table has no other lists; a new kind gets its case here.
    case .list: self = .texts
    }
  }

  /// Of the column, as SQLite's strict tables know it.
  var sqlType: String {
    switch self {
    case .bool, .int, .date, .time, .dateTime, .enumeration, .noun: "INTEGER"
    case .number: "REAL"
    case .text, .texts, .enumerations: "TEXT"
    // Exact seconds are an integer, anything else is written as it is printed.
    case .duration: "ANY"
    case .nouns: ""
    }
  }

  var emptyList: Cell { self == .texts ? .texts([]) : .integers([]) }
}

// MARK: - Values

extension ColumnKind {
  /// The stored form; nil where the value is of another type.
  func encode(_ value: Value) -> Cell? {
    switch (self, value) {
    case (_, .nothing): .nothing
    case (.bool, .bool(let flag)): .integer(flag ? 1 : 0)
    case (.int, .int(let number)): .integer(number)
    case (.number, .number(let number)): .real(number)
    case (.number, .int(let number)): .real(Double(number))
    case (.text, .text(let text)): .text(Self.normalized(text))
    case (.date, .date(let date)): .integer(Int64(date.days))
    case (.time, .time(let time)): .integer(Int64(time.seconds))
    case (.dateTime, .dateTime(let moment)): .integer(Int64(moment.instant))
    case (.duration, .duration(let duration)):
      duration.parts == .seconds ? .integer(Int64(duration.seconds)) : .text(duration.description)
    case (.enumeration(let wanted), .enumeration(let actual, let number)):
      wanted == actual && wanted.cases.indices.contains(number) ? .integer(Int64(number)) : nil
    case (.noun(let wanted), .noun(let actual, let row)): wanted == actual ? .integer(row) : nil
    case (.texts, .list(let elements)): encodeTexts(elements)
    case (.enumerations(let element), .list(let elements)):
      encodeIntegers(elements, as: .enumeration(element))
    case (.nouns(let element), .list(let elements)): encodeRows(elements, of: element)
    default: nil
    }
  }

  /// Texts are kept in NFC, so that the bytes of equal ones are equal and their order is that of the language.
  static func normalized(_ text: String) -> String {
    // Below the first combining character everything is its own NFC.
    if text.unicodeScalars.allSatisfy({ $0.value < 0x300 }) { return text }
    return text.precomposedStringWithCanonicalMapping
  }

  private func encodeTexts(_ elements: [Value]) -> Cell? {
    var texts: [String] = []
    for element in elements {
      guard case .text(let text) = element else { return nil }
      texts.append(Self.normalized(text))
    }
    return .texts(texts)
  }

  private func encodeIntegers(_ elements: [Value], as kind: ColumnKind) -> Cell? {
    var numbers: [Int64] = []
    for element in elements {
      guard case .integer(let number)? = kind.encode(element) else { return nil }
      numbers.append(number)
    }
    return .integers(numbers)
  }

  /// Rows in their order; one that comes again is left out.
  private func encodeRows(_ elements: [Value], of noun: Noun) -> Cell? {
    guard case .integers(let rows)? = encodeIntegers(elements, as: .noun(noun)) else { return nil }
    if rows.count < 2 { return .integers(rows) }
    var seen = Set<Int64>()
    return .integers(rows.filter { seen.insert($0).inserted })
  }

  /// The value of a sound cell; a DateTime in `zone`.
  func decode(_ cell: Cell, zone: ZoneID) -> Value {
    switch (self, cell) {
    case (_, .nothing): .nothing
    case (.bool, .integer(let number)): .bool(number != 0)
    case (.int, .integer(let number)): .int(number)
    case (.number, .real(let number)): .number(number)
    case (.text, .text(let text)): .text(text)
    case (.date, .integer(let days)): .date(CivilDate(trusted: Int(days)))
    case (.time, .integer(let seconds)): .time(TimeOfDay(trusted: Int(seconds)))
    case (.dateTime, .integer(let instant)):
      (try? DateTime(instant: Int(instant), zone: zone)).map(Value.dateTime) ?? .nothing
    case (.duration, .integer(let seconds)):
      (try? Duration(seconds: Int(seconds))).map(Value.duration) ?? .nothing
    case (.duration, .text(let text)): Duration(text: text).map(Value.duration) ?? .nothing
    case (.enumeration(let enumeration), .integer(let number)): .enumeration(enumeration, Int(number))
    case (.noun(let noun), .integer(let row)): .noun(noun, row)
    case (.texts, .texts(let texts)): .list(texts.map(Value.text))
    case (.enumerations(let enumeration), .integers(let numbers)):
      .list(numbers.map { .enumeration(enumeration, Int($0)) })
    case (.nouns(let noun), .integers(let rows)): .list(rows.map { .noun(noun, $0) })
    default: .nothing
    }
  }
}

// MARK: - Columns

extension ColumnKind {
  func databaseValue(_ cell: Cell) -> DatabaseValue {
    switch cell {
    case .nothing: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .integers(let numbers): "[\(numbers.map(String.init).joined(separator: ","))]".databaseValue
    case .texts(let texts): Self.json(texts).databaseValue
    }
  }

  /// What stands in a column of a file; nil where no Kindly wrote it.
  func cell(_ value: DatabaseValue, isOptional: Bool) -> Cell? {
    let cell: Cell
    switch (self, value.storage) {
    case (_, .null): return isOptional ? .nothing : nil
    case (.texts, .string(let json)):
      if json == "[]" { return .texts([]) }
      guard let texts = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else { return nil }
      return .texts(texts)
    case (.enumerations(let enumeration), .string(let json)):
      if json == "[]" { return .integers([]) }
      guard let numbers = try? JSONDecoder().decode([Int64].self, from: Data(json.utf8)),
        numbers.allSatisfy({ $0 >= 0 && $0 < enumeration.cases.count })
      else { return nil }
      return .integers(numbers)
    case (.number, .double(let number)): cell = .real(number)
    case (.number, .int64(let number)): cell = .real(Double(number))
    case (_, .int64(let number)): cell = .integer(number)
    case (_, .string(let text)): cell = .text(text)
    default: return nil
    }
    return isSound(cell) ? cell : nil
  }

  private func isSound(_ cell: Cell) -> Bool {
    switch (self, cell) {
    case (.bool, .integer(let number)): number == 0 || number == 1
    case (.int, .integer), (.number, .real), (.text, .text), (.noun, .integer): true
    case (.date, .integer(let days)): Int64(CivilDate.first.days)...Int64(CivilDate.last.days) ~= days
    case (.time, .integer(let seconds)): 0..<86_400 ~= seconds
    case (.dateTime, .integer(let instant)): (try? DateTime(instant: Int(instant), zone: .utc)) != nil
    case (.duration, .integer(let seconds)): seconds != .min
    case (.duration, .text(let text)): Duration(text: text) != nil
    case (.enumeration(let enumeration), .integer(let number)): number >= 0 && number < enumeration.cases.count
    default: false
    }
  }

  private static func json(_ texts: [String]) -> String {
    if texts.isEmpty { return "[]" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(texts) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }
}
