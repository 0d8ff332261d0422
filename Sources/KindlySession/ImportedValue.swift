// A value of a file as the value of a field: texts read as the field's type wants them. Nothing is guessed; what cannot be
// read in one way is said to be so. Whether the store takes the value is asked later.

import KindlyCatalog
import KindlyFormats
import KindlyTime

struct ImportedValue {
  struct Trouble: Error {
    let words: String
  }

  let zone: ZoneID
  /// The row that a handle of the file stands for.
  let row: (String, Noun) throws -> RowID?

  func read(_ value: JSONValue, as field: FieldSpec) throws -> Result<Value, Trouble> {
    try read(value, as: field.type, field)
  }

  private func read(_ value: JSONValue, as type: FieldType, _ field: FieldSpec) throws -> Result<Value, Trouble> {
    switch (type, value) {
    case (.list(let element), .array(let values)):
      var elements: [Value] = []
      for value in values {
        switch try read(value, as: element, field) {
        case .success(let one): elements.append(one)
        case .failure(let trouble): return .failure(trouble)
        }
      }
      return .success(.list(elements))
    case (.list, .string(let text)):
      // A cell of a table: JSON in it, or words between semicolons.
      if case .array(let values)? = JSONValue(reading: text) { return try read(.array(values), as: type, field) }
      let words = text.split(separator: ";").map { $0.drop { $0 == " " } }.map(String.init).filter { !$0.isEmpty }
      return try read(.array(words.map(JSONValue.string)), as: type, field)
    case (_, .string(let text)): return try read(text, as: type, field)
    case (.bool, .bool(let flag)): return .success(.bool(flag))
    case (.int, .int(let number)): return .success(.int(number))
    case (.number, .int(let number)): return .success(.number(Double(number)))
    case (.number, .number(let number)): return .success(.number(number))
    case (_, .null): return .success(.nothing)
    default: return .failure(Trouble(words: "it is of another type"))
    }
  }

  private func read(_ text: String, as type: FieldType, _ field: FieldSpec) throws -> Result<Value, Trouble> {
    func found(_ value: Value?, _ instead: String) -> Result<Value, Trouble> {
      value.map(Result.success) ?? .failure(Trouble(words: "`\(text)` is \(instead)"))
    }
    switch type {
    case .text: return .success(.text(text))
    case .bool:
      return found(text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil, "neither true nor false")
    case .int: return found(Int64(text).map(Value.int), "no whole number")
    case .number: return found(Double(text).flatMap { $0.isFinite ? .number($0) : nil }, "no number")
    case .date:
      if let date = CivilDate(iso: text) { return .success(.date(date)) }
      let day = CalendarDay(reading: text).flatMap { CivilDate(year: $0.year, month: $0.month, day: $0.day) }
      return found(day.map(Value.date), "no date that reads in one way only")
    case .time: return found(TimeOfDay(iso: text).map(Value.time), "no time of day")
    case .dateTime:
      if let moment = DateTime(iso: text, zone: zone) { return .success(.dateTime(try moment.inZone(zone))) }
      if field.name == "due", let date = CivilDate(iso: text) { return .success(.date(date)) }
      return found(nil, "no date and time")
    case .duration: return found(Duration(text: text).map(Value.duration), "no length such as `45m`")
    case .enumeration(let enumeration):
      let place = enumeration.index(of: text.lowercased())
      return found(
        place.map { .enumeration(enumeration, $0) }, "none of \(enumeration.cases.joined(separator: ", "))")
    case .noun(let noun):
      let handle = text.hasPrefix("@") ? String(text.dropFirst()) : text
      return found(
        try row(handle, noun).map { .noun(noun, $0) }, "no \(noun.word) of this file or of the store")
    case .list: return .failure(Trouble(words: "it is of another type"))
    }
  }
}
