// Reads JSON (RFC 8259) strictly, and finds the objects in it that are records, each with the line it begins on.
// What a record is, and what its members mean, is the importer's. Nothing is repaired: a comma too many is an error.

/// The records of a JSON file: an array of objects, one object, or an object of arrays, a kind of record each.
public struct JSONRecords: Sendable, Equatable {
  public struct Record: Sendable, Equatable {
    public var line: Int
    /// The member that its array stands under, as `contacts`; nil at the top.
    public var group: String?
    /// Nil where it is no object.
    public var members: [JSONValue.Member]?
  }

  public private(set) var records: [Record] = []

  /// Whether the file may be JSON of records: it begins as an object or an array does.
  public static func recognizes(_ bytes: [UInt8]) -> Bool {
    let start = TextBytes.start(of: bytes)
    let first = bytes[start...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// - Throws: `FormatError.notJSON` with the place, and what is no text.
  public init(reading bytes: [UInt8]) throws(FormatError) {
    try TextBytes.check(bytes)
    var reader = JSONReader(bytes)
    reader.skipBlanks()
    if reader.peek() == UInt8(ascii: "[") {
      try readArray(&reader, group: nil)
    } else {
      try readObject(&reader)
    }
    reader.skipBlanks()
    if !reader.isAtEnd { throw reader.error() }
  }

  private mutating func readArray(_ reader: inout JSONReader, group: String?) throws(FormatError) {
    try reader.expect("[")
    reader.skipBlanks()
    if reader.take("]") { return }
    repeat {
      reader.skipBlanks()
      let line = reader.line
      var members: [JSONValue.Member]?
      if case .object(let found) = try reader.value() { members = found }
      records.append(Record(line: line, group: group, members: members))
      reader.skipBlanks()
    } while reader.take(",")
    try reader.expect("]")
  }

  /// An object whose members are arrays of objects or objects holds records; any other is one.
  private mutating func readObject(_ reader: inout JSONReader) throws(FormatError) {
    let line = reader.line
    var own: [JSONValue.Member] = []
    var groups = 0
    try reader.expect("{")
    reader.skipBlanks()
    if !reader.take("}") {
      repeat {
        reader.skipBlanks()
        let name = try reader.string()
        reader.skipBlanks()
        try reader.expect(":")
        reader.skipBlanks()
        if reader.peek() == UInt8(ascii: "["), reader.holdsRecords() {
          groups += 1
          try readArray(&reader, group: name)
        } else if reader.peek() == UInt8(ascii: "{") {
          groups += 1
          let line = reader.line
          if case .object(let members) = try reader.value() {
            records.append(Record(line: line, group: name, members: members))
          }
        } else {
          let value = try reader.value()
          // An empty list says nothing about whether the object is a record.
          own.append(JSONValue.Member(name, value))
        }
        reader.skipBlanks()
      } while reader.take(",")
      try reader.expect("}")
    }
    let says = own.contains { $0.value != .array([]) }
    if groups == 0, says { records.append(Record(line: line, group: nil, members: own)) }
  }
}

extension JSONValue {
  /// The value that a whole text is; nil where it is none.
  public init?(reading text: String) {
    guard let value = JSONReader.value(of: text) else { return nil }
    self = value
  }
}

/// A place in the text of a JSON file.
struct JSONReader {
  private let bytes: [UInt8]
  private var index: Int
  private(set) var line = 1
  private var depth = 0

  private static let deepest = 100

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    index = TextBytes.start(of: bytes)
  }

  /// The value that a whole text is; nil where it is none.
  static func value(of text: String) -> JSONValue? {
    var reader = JSONReader(Array(text.utf8))
    reader.skipBlanks()
    guard let value = try? reader.value() else { return nil }
    reader.skipBlanks()
    return reader.isAtEnd ? value : nil
  }

  var isAtEnd: Bool { index >= bytes.count }

  func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

  func error() -> FormatError {
    let place = TextBytes.place(of: index, in: bytes)
    return .notJSON(line: place.line, column: place.column)
  }

  mutating func skipBlanks() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x0A: line += 1
      case 0x20, 0x09, 0x0D: break
      default: return
      }
      index += 1
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(FormatError) {
    if !take(character) { throw error() }
  }

  /// Whether the array that begins here has an object first.
  func holdsRecords() -> Bool {
    var ahead = self
    guard ahead.take("[") else { return false }
    ahead.skipBlanks()
    return ahead.peek() == UInt8(ascii: "{")
  }

  mutating func value() throws(FormatError) -> JSONValue {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest, let first = peek() else { throw error() }
    switch first {
    case UInt8(ascii: "{"):
      index += 1
      var members: [JSONValue.Member] = []
      skipBlanks()
      if take("}") { return .object([]) }
      repeat {
        skipBlanks()
        let name = try string()
        skipBlanks()
        try expect(":")
        skipBlanks()
        members.append(JSONValue.Member(name, try value()))
        skipBlanks()
      } while take(",")
      try expect("}")
      return .object(members)
    case UInt8(ascii: "["):
      index += 1
      var elements: [JSONValue] = []
      skipBlanks()
      if take("]") { return .array([]) }
      repeat {
        skipBlanks()
        elements.append(try value())
        skipBlanks()
      } while take(",")
      try expect("]")
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(FormatError) -> JSONValue {
    guard bytes[index...].starts(with: word.utf8) else { throw error() }
    index += word.utf8.count
    return value
  }

  private mutating func number() throws(FormatError) -> JSONValue {
    let start = index
    func digits() -> Int {
      let before = index
      while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
      return index - before
    }
    _ = take("-")
    let first = peek()
    let whole = digits()
    guard whole > 0, whole == 1 || first != UInt8(ascii: "0") else { throw error() }
    var isWhole = true
    if take(".") {
      isWhole = false
      guard digits() > 0 else { throw error() }
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw error() }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if isWhole, let number = Int64(text) { return .int(number) }
    guard let number = Double(text), number.isFinite else { throw error() }
    return .number(number)
  }

  mutating func string() throws(FormatError) -> String {
    try expect("\"")
    var out: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"):
        index += 1
        try escape(&out)
      case 0..<0x20: throw error()
      default:
        out.append(byte)
        index += 1
      }
    }
    throw error()
  }

  private mutating func escape(_ out: inout [UInt8]) throws(FormatError) {
    guard let byte = peek() else { throw error() }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"):
      var number = try unit()
      if (0xD800..<0xDC00).contains(number) {
        // Two escapes make one character of what is beyond the first plane.
        guard take("\\"), take("u") else { throw error() }
        let low = try unit()
        guard (0xDC00..<0xE000).contains(low) else { throw error() }
        number = 0x10000 + (number - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(number) else { throw error() }
      out += String(Character(scalar)).utf8
    default:
      index -= 1
      throw error()
    }
  }

  private mutating func unit() throws(FormatError) -> UInt32 {
    guard index + 4 <= bytes.count else { throw error() }
    let text = String(decoding: bytes[index..<(index + 4)], as: UTF8.self)
    guard text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }), let number = UInt32(text, radix: 16)
    else {
      throw error()
    }
    index += 4
    return number
  }
}
