// JSON as values and its writer (RFC 8259). Objects keep the order of their members.
// Numbers are written in the fewest digits that read back; JSON has no infinities, so those become null.

/// A JSON value.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A name and its value.
  public struct Member: Sendable, Equatable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The text of the value: without any white space, or, `pretty`, with two spaces a level and a line a member.
  /// Neither ends in a newline.
  public func text(pretty: Bool = false) -> String {
    var out: [UInt8] = []
    write(to: &out, indent: pretty ? 0 : nil)
    return String(decoding: out, as: UTF8.self)
  }

  /// The text as a JSON string, quotes included.
  public static func quoted(_ text: String) -> String {
    var out: [UInt8] = []
    writeString(text, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  // MARK: - Writing

  private func write(to out: inout [UInt8], indent: Int?) {
    switch self {
    case .null: out += "null".utf8
    case .bool(let value): out += (value ? "true" : "false").utf8
    case .int(let value): out += String(value).utf8
    case .number(let value): out += (value.isFinite ? value.description : "null").utf8
    case .string(let value): Self.writeString(value, to: &out)
    case .array(let values):
      Self.writeList(values, open: "[", close: "]", to: &out, indent: indent) { value, out, inner in
        value.write(to: &out, indent: inner)
      }
    case .object(let members):
      Self.writeList(members, open: "{", close: "}", to: &out, indent: indent) { member, out, inner in
        Self.writeString(member.name, to: &out)
        out += (inner == nil ? ":" : ": ").utf8
        member.value.write(to: &out, indent: inner)
      }
    }
  }

  private static func writeList<Element>(
    _ elements: [Element], open: String, close: String, to out: inout [UInt8], indent: Int?,
    each: (Element, inout [UInt8], Int?) -> Void
  ) {
    let inner = indent.map { $0 + 1 }
    out += open.utf8
    for (i, element) in elements.enumerated() {
      if i > 0 { out.append(UInt8(ascii: ",")) }
      newline(inner, to: &out)
      each(element, &out, inner)
    }
    if !elements.isEmpty { newline(indent, to: &out) }
    out += close.utf8
  }

  private static func newline(_ indent: Int?, to out: inout [UInt8]) {
    guard let indent else { return }
    out.append(0x0A)
    out.append(contentsOf: repeatElement(0x20, count: indent * 2))
  }

  private static func writeString(_ text: String, to out: inout [UInt8]) {
    let hex = Array("0123456789abcdef".utf8)
    out.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22: out += [0x5C, 0x22]
      case 0x5C: out += [0x5C, 0x5C]
      case 0x08: out += "\\b".utf8
      case 0x0C: out += "\\f".utf8
      case 0x0A: out += "\\n".utf8
      case 0x0D: out += "\\r".utf8
      case 0x09: out += "\\t".utf8
      case 0x00..<0x20, 0x7F: out += [0x5C, 0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      default: out.append(byte)
      }
    }
    out.append(0x22)
  }
}
