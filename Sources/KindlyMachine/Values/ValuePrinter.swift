// How values print: in one place, for `print`, interpolation, the prompt and `text`. Works on words of a type inside
// the machine, and on `Value`s outside it, with the same result.
// Leaves dates and durations to KindlyTime, handles to whoever knows the store.

import KindlyCatalog
import KindlyTime

public struct ValuePrinter {
  public private(set) var bytes: [UInt8] = []
  /// The user's zone: a DateTime in another one says so.
  let zone: ZoneID
  let handle: (Noun, RowID) throws -> String
  /// Asked at each value; what it throws ends the printing.
  var step: () throws -> Void = {}

  public init(zone: ZoneID, handle: @escaping (Noun, RowID) throws -> String) {
    self.zone = zone
    self.handle = handle
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  // MARK: - Values

  /// Appends a value. Texts stand in quotes inside lists and records.
  public mutating func print(_ value: Value, isInside: Bool = false) throws {
    try step()
    switch value {
    case .nothing: append("nothing")
    case .bool(let truth): append(truth ? "true" : "false")
    case .int(let number): append(number)
    case .number(let number): append(number.description)
    case .text(let text): isInside ? try append(quoted: text) : append(text)
    case .date(let date): date.write(to: &bytes)
    case .time(let time): time.write(to: &bytes)
    case .dateTime(let moment): moment.write(to: &bytes, userZone: zone)
    case .duration(let duration): duration.write(to: &bytes)
    case .list(let elements):
      append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { append(", ") }
        try print(element, isInside: true)
      }
      append("]")
    case .map(let entries, _):
      append(entries.isEmpty ? "[:" : "[")
      for (index, entry) in entries.enumerated() {
        if index > 0 { append(", ") }
        try print(entry.key, isInside: true)
        append(": ")
        try print(entry.value, isInside: true)
      }
      append("]")
    case .record(let fields):
      append("{")
      for (index, field) in fields.enumerated() {
        if index > 0 { append(", ") }
        append(field.name)
        append(": ")
        try print(field.value, isInside: true)
      }
      append("}")
    case .noun(let noun, let row): try append(noun, row)
    case .enumeration(let enumeration, let index): append(enumeration, index)
    case .function: append("function")
    }
  }

  // MARK: - Words

  mutating func print(_ word: Int64, _ type: TypeID, _ layouts: Layouts, isInside: Bool = false) throws {
    try step()
    let layout = layouts[type]
    if layout.isNothing(word) || (layout.bank == .ref && word == 0) { return append("nothing") }
    switch layout.shape {
    case .nothing: append("nothing")
    case .bool: append(word != 0 ? "true" : "false")
    case .int: append(layout.isOptional ? Ref(word).slots[0] : word)
    case .number: append(Double(bitPattern: UInt64(bitPattern: word)).description)
    case .text: isInside ? try append(quoted: Ref(word).bytes) : bytes.append(contentsOf: Ref(word).bytes)
    case .date: CivilDate(trusted: Int(word)).write(to: &bytes)
    case .time: TimeOfDay(trusted: Int(word)).write(to: &bytes)
    case .dateTime: DateTime(packed: word).write(to: &bytes, userZone: zone)
    case .duration: Ref(word).duration.write(to: &bytes)
    case .function: append("function")
    case .noun(let noun): try append(noun, word)
    case .enumeration(let enumeration): append(enumeration, Int(word))
    case .list(let element):
      append("[")
      let list = Ref(word)
      for index in 0..<list.count {
        if index > 0 { append(", ") }
        try print(list.element(index), element, layouts, isInside: true)
      }
      append("]")
    case .map(let key, let value): try print(map: Ref(word), key, value, layouts)
    case .record:
      append("{")
      for (index, field) in layout.fields.enumerated() {
        if index > 0 { append(", ") }
        append(field.name)
        append(": ")
        try print(Ref(word).slots[field.slot], field.type, layouts, isInside: true)
      }
      append("}")
    }
  }

  private mutating func print(map: Ref, _ key: TypeID, _ value: TypeID, _ layouts: Layouts) throws {
    append(map.count == 0 ? "[:" : "[")
    let first = map.nextEntry(0)
    var entry = first
    while entry < map.mapUsed {
      if entry > first { append(", ") }
      try print(map.mapEntries[entry * 2], key, layouts, isInside: true)
      append(": ")
      try print(map.mapEntries[entry * 2 + 1], value, layouts, isInside: true)
      entry = map.nextEntry(entry + 1)
    }
    append("]")
  }

  // MARK: - Parts

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ number: Int64) {
    if number == 0 { return bytes.append(48) }
    if number < 0 { bytes.append(45) }
    let start = bytes.count
    var rest = number.magnitude
    while rest > 0 {
      bytes.append(48 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    }
    bytes[start...].reverse()
  }

  private mutating func append(_ noun: Noun, _ row: RowID) throws {
    if noun == .me { return append("me") }
    bytes.append(64)
    append(try handle(noun, row))
  }

  private mutating func append(_ enumeration: Enumeration, _ index: Int) {
    let cases = enumeration.cases
    append(cases.indices.contains(index) ? cases[index] : "?")
  }

  private mutating func append(quoted text: String) throws {
    var text = text
    try text.withUTF8 { try append(quoted: $0) }
  }

  /// A text as a literal writes it.
  private mutating func append(quoted text: Bytes) throws {
    bytes.append(34)
    var start = 0
    for (index, byte) in text.enumerated() {
      if index & 0xFFF == 0xFFF { try step() }
      guard byte < 32 || byte == 127 || byte == 34 || byte == 92 || byte == 123 || byte == 125 else { continue }
      bytes.append(contentsOf: text[start..<index])
      start = index + 1
      switch byte {
      case 10: append("\\n")
      case 9: append("\\t")
      case 13: append("\\r")
      case 34, 92, 123, 125: bytes += [92, byte]
      default: append("\\u{" + String(byte, radix: 16, uppercase: true) + "}")
      }
    }
    bytes.append(contentsOf: text[start...])
    bytes.append(34)
  }
}
