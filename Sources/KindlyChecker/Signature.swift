// The signatures of built-ins, read from the text in their table the first time that one is called.

import KindlyCatalog
import KindlySource

final class Signature {
  struct Parameter {
    let name: String
    let type: TypeID
  }
  let text: String
  let parameters: [Parameter]
  let result: TypeID

  init(text: String, parameters: [Parameter], result: TypeID) {
    self.text = text
    self.parameters = parameters
    self.result = result
  }
}

/// Reads `name(a: Text, b: List<T>) -> Int?`.
struct SignatureReader {
  private let bytes: [UInt8]
  private var position = 0
  private let types: TypeTable
  private let interner: Interner
  private let text: String

  init(_ text: String, types: TypeTable, interner: Interner) {
    self.text = text
    bytes = Array(text.utf8)
    self.types = types
    self.interner = interner
  }

  mutating func read() -> Signature {
    _ = word()
    var parameters: [Signature.Parameter] = []
    if accept("(") {
      while !accept(")"), position < bytes.count {
        let name = word()
        _ = accept(":")
        parameters.append(.init(name: name, type: type()))
        _ = accept(",")
      }
    }
    _ = accept("-")
    _ = accept(">")
    return Signature(text: text, parameters: parameters, result: type())
  }

  private mutating func type() -> TypeID {
    var result: TypeID
    if accept("(") {
      var parameters: [TypeID] = []
      while !accept(")"), position < bytes.count {
        parameters.append(type())
        _ = accept(",")
      }
      _ = accept("-")
      _ = accept(">")
      result = types.type(.function(parameters, type()))
    } else if accept("{") {
      var fields: [TypeShape.Field] = []
      while !accept("}"), position < bytes.count {
        let name = interner.intern(word())
        _ = accept(":")
        fields.append(.init(name: name, type: type()))
        _ = accept(",")
      }
      result = types.type(.record(fields))
    } else {
      let name = word()
      switch name {
      case "List":
        _ = accept("<")
        result = types.list(type())
        _ = accept(">")
      case "Map":
        _ = accept("<")
        let key = type()
        _ = accept(",")
        result = types.map(key, type())
        _ = accept(">")
      default:
        result =
          TypeShape.variableNames.firstIndex(of: name).map { types.type(.variable($0)) } ?? Checker.plainTypes[name]
          ?? Noun.allCases.first { $0.typeName == name }.map { TypeID.noun($0) }
          ?? Enumeration.allCases.first { $0.typeName == name }.map { TypeID.enumeration($0) } ?? .error
      }
    }
    if accept("?") { result = types.optional(result) }
    return result
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
  }

  private mutating func accept(_ sign: Character) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == sign.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func word() -> String {
    skipBlanks()
    let start = position
    while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte == 95
  }
}
