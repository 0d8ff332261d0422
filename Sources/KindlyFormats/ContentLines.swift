// The lines that iCalendar and vCard have in common: unfolded, and taken apart into name, parameters and value.
// RFC 5545 3.1, RFC 6350 3.2 and 3.3, RFC 2425 5.8. What names and values mean is left to ICalendar and VCard.
// Folding is undone on bytes, since a writer may fold in the middle of a character; only then are bytes made text.

/// `NAME;PARAMETER=value:value`, in capitals where case makes no difference.
struct ContentLine: Equatable {
  struct Parameter: Equatable {
    /// In capitals.
    var name: String
    /// Without quotes, and with the escapes of RFC 6868 undone.
    var values: [String]
  }

  /// The line of the file on which it begins.
  var line: Int
  /// `item1` of `item1.EMAIL`; vCard's alone.
  var group: String?
  /// In capitals.
  var name: String
  var parameters: [Parameter] = []
  /// As it stands in the file, escapes and all.
  var value: [UInt8]

  /// The value as text, escapes and all.
  var raw: String { String(decoding: value, as: UTF8.self) }

  /// The first value of a parameter.
  func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.values.first }

  /// All values of a parameter, in lower case. vCard 2.1 has bare ones, `TEL;HOME`: these stand under `TYPE`.
  func types() -> [String] {
    parameters.filter { $0.name == "TYPE" }.flatMap(\.values).flatMap { $0.split(separator: ",") }
      .map { $0.lowercased() }
  }

  /// The value with the escapes of texts undone: `\n`, `\,`, `\;`, `\\` (RFC 5545 3.3.11, RFC 6350 3.4).
  var text: String { Self.unescaped(value[...]) }

  static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(0x5C) else { return String(decoding: bytes, as: UTF8.self) }
    var out: [UInt8] = []
    var i = bytes.startIndex
    while i < bytes.endIndex {
      let byte = bytes[i]
      i += 1
      guard byte == 0x5C, i < bytes.endIndex else {
        out.append(byte)
        continue
      }
      let next = bytes[i]
      i += 1
      switch next {
      case UInt8(ascii: "n"), UInt8(ascii: "N"): out.append(0x0A)
      case 0x5C, 0x2C, 0x3B, 0x3A: out.append(next)
      default: out += [byte, next]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The parts between separators that are not escaped, each still with its escapes.
  static func split(_ value: [UInt8], at separator: UInt8) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    var i = 0
    while i < value.count {
      if value[i] == 0x5C {
        i += 2
        continue
      }
      if value[i] == separator {
        parts.append(value[start..<i])
        start = i + 1
      }
      i += 1
    }
    parts.append(value[start...])
    return parts
  }
}

/// Cuts a file into content lines.
struct ContentLines {
  private let bytes: [UInt8]
  private var index: Int
  private var line = 1
  /// Whether vCard 2.1's way of breaking quoted-printable values is heeded.
  private let hasSoftBreaks: Bool

  /// - Throws: what `TextBytes` finds: a NUL, UTF-16, and, unless it may be another charset, bytes that are no UTF-8.
  init(checking bytes: [UInt8], hasSoftBreaks: Bool = false) throws(FormatError) {
    do throws(FormatError) {
      try TextBytes.check(bytes)
    } catch {
      // A character that was folded in its middle is none until it is unfolded.
      guard case .notUTF8 = error, (try? TextBytes.check(Self.unfolded(bytes))) != nil else { throw error }
    }
    self.init(trusted: bytes, hasSoftBreaks: hasSoftBreaks)
  }

  private static func unfolded(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    for (i, byte) in bytes.enumerated() {
      let isFold = (byte == 0x20 || byte == 0x09) && i > 0 && (bytes[i - 1] == 0x0A || bytes[i - 1] == 0x0D)
      if isFold {
        while out.last == 0x0A || out.last == 0x0D { out.removeLast() }
      } else {
        out.append(byte)
      }
    }
    return out
  }

  /// For bytes that may be of another charset.
  init(trusted bytes: [UInt8], hasSoftBreaks: Bool) {
    self.bytes = bytes
    index = TextBytes.start(of: bytes)
    self.hasSoftBreaks = hasSoftBreaks
  }

  /// The next line that is a content line, unfolded; nil at the end. What is none is passed over.
  mutating func next() -> ContentLine? {
    while index < bytes.count {
      let start = line
      var logical = physical()
      while index < bytes.count {
        if hasSoftBreaks, logical.last == UInt8(ascii: "="), Self.isQuotedPrintable(logical) {
          logical.removeLast()
          logical += physical()
        } else if bytes[index] == 0x20 || bytes[index] == 0x09 {
          // RFC 5545 3.1: a line break and one space or tab are nothing.
          index += 1
          logical += physical()
        } else {
          break
        }
      }
      if let parsed = Self.parse(logical, line: start) { return parsed }
    }
    return nil
  }

  /// A line of the file without its end; CRLF, LF and CR all end one.
  private mutating func physical() -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
    let found = bytes[start..<index]
    if index < bytes.count {
      index += bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
      line += 1
    }
    return found
  }

  private static func isQuotedPrintable(_ line: ArraySlice<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let head = line[..<colon]
    return String(decoding: head, as: UTF8.self).uppercased().contains("QUOTED-PRINTABLE")
  }

  // MARK: - Taking apart

  private static func parse(_ bytes: ArraySlice<UInt8>, line: Int) -> ContentLine? {
    var i = bytes.startIndex
    func name(upTo stops: String) -> String? {
      let start = i
      while i < bytes.endIndex, isNameByte(bytes[i]) { i += 1 }
      guard i > start, i < bytes.endIndex, stops.utf8.contains(bytes[i]) else { return nil }
      return String(decoding: bytes[start..<i], as: UTF8.self)
    }
    // Blanks before a name are no part of it; old programs indent.
    while i < bytes.endIndex, bytes[i] == 0x20 { i += 1 }
    var group: String?
    guard var first = name(upTo: ".;:") else { return nil }
    if bytes[i] == UInt8(ascii: ".") {
      group = first
      i += 1
      guard let second = name(upTo: ";:") else { return nil }
      first = second
    }
    var result = ContentLine(line: line, group: group, name: first.uppercased(), value: [])
    while bytes[i] == UInt8(ascii: ";") {
      i += 1
      guard let parameter = parameter(bytes, &i) else { return nil }
      if !parameter.values.isEmpty { result.parameters.append(parameter) }
      guard i < bytes.endIndex else { return nil }
    }
    guard bytes[i] == UInt8(ascii: ":") else { return nil }
    result.value = Array(bytes[(i + 1)...])
    return result
  }

  /// `CN="Reyes, Dana"`, `TYPE=work,voice`, and vCard 2.1's bare `WORK`, which is a type or an encoding.
  private static func parameter(_ bytes: ArraySlice<UInt8>, _ i: inout Int) -> ContentLine.Parameter? {
    let start = i
    while i < bytes.endIndex, isNameByte(bytes[i]) { i += 1 }
    let name = String(decoding: bytes[start..<i], as: UTF8.self).uppercased()
    guard i < bytes.endIndex else { return nil }
    guard bytes[i] == UInt8(ascii: "=") else {
      guard bytes[i] == UInt8(ascii: ";") || bytes[i] == UInt8(ascii: ":") else { return nil }
      if name.isEmpty { return ContentLine.Parameter(name: "TYPE", values: []) }
      let isEncoding = ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"].contains(name)
      return ContentLine.Parameter(name: isEncoding ? "ENCODING" : "TYPE", values: [name])
    }
    var values: [String] = []
    repeat {
      i += 1
      var value: [UInt8] = []
      if i < bytes.endIndex, bytes[i] == 0x22 {
        // RFC 5545 3.2: between quotes colons, semicolons and commas are themselves.
        i += 1
        while i < bytes.endIndex, bytes[i] != 0x22 {
          value.append(bytes[i])
          i += 1
        }
        guard i < bytes.endIndex else { return nil }
        i += 1
      } else {
        while i < bytes.endIndex, !",;:".utf8.contains(bytes[i]) {
          value.append(bytes[i])
          i += 1
        }
      }
      values.append(circumflexed(value))
    } while i < bytes.endIndex && bytes[i] == UInt8(ascii: ",")
    return ContentLine.Parameter(name: name, values: values)
  }

  /// RFC 6868 3: `^n` is a line break, `^'` a quote, `^^` a circumflex.
  private static func circumflexed(_ bytes: [UInt8]) -> String {
    let circumflex = UInt8(ascii: "^")
    guard bytes.contains(circumflex) else { return String(decoding: bytes, as: UTF8.self) }
    var out: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let next = bytes[i] == circumflex && i + 1 < bytes.count ? bytes[i + 1] : 0
      switch next {
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "'"): out.append(0x22)
      case circumflex: out.append(circumflex)
      default:
        out.append(bytes[i])
        i += 1
        continue
      }
      i += 2
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
