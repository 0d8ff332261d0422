// The two encodings that carry any bytes through mail of seven bits: quoted-printable and base64 (RFC 2045).
// Writers give canonical forms; readers take what is sloppy, since received mail often is.

enum QuotedPrintable {
  private static let hex = Array("0123456789ABCDEF".utf8)

  static func append(escaped byte: UInt8, to out: inout [UInt8]) {
    out += [UInt8(ascii: "="), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
  }

  /// One line of a body, broken softly so that no line of the output has more than 76 octets. No line of the output
  /// ends in white space, begins with `From ` (mailboxes would put `>` before it) or with a dot (SMTP doubles it).
  static func append(line: ArraySlice<UInt8>, to out: inout [UInt8]) {
    var column = 0
    for i in line.indices {
      let byte = line[i]
      let isLast = i + 1 == line.endIndex
      var plain = isPlain(byte, isLast: isLast)
      // A break is decided before what it puts at the start of a line.
      if column + (plain ? 1 : 3) > (isLast ? 76 : 75) {
        out += [UInt8(ascii: "="), 0x0D, 0x0A]
        column = 0
      }
      if column == 0, byte == UInt8(ascii: ".") || line[i...].starts(with: "From ".utf8) { plain = false }
      if plain {
        out.append(byte)
      } else {
        append(escaped: byte, to: &out)
      }
      column += plain ? 1 : 3
    }
  }

  private static func isPlain(_ byte: UInt8, isLast: Bool) -> Bool {
    switch byte {
    case 0x20, 0x09: !isLast
    case UInt8(ascii: "="): false
    case 0x21...0x7E: true
    default: false
    }
  }

  /// The bytes that are meant; an `=` that escapes nothing stands for itself.
  ///
  /// - Parameter underscores: whether `_` is a space, as in encoded words.
  static func decode(_ bytes: [UInt8], underscores: Bool = false) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte == UInt8(ascii: "=") {
        if i + 2 < bytes.count, let high = value(bytes[i + 1]), let low = value(bytes[i + 2]) {
          out.append(high << 4 | low)
          i += 3
          continue
        }
        if let next = softBreak(bytes, after: i) {
          i = next
          continue
        }
      }
      out.append(underscores && byte == UInt8(ascii: "_") ? 0x20 : byte)
      i += 1
    }
    return out
  }

  /// Where the next line begins, when only white space stands between the `=` and the end of its line.
  private static func softBreak(_ bytes: [UInt8], after equals: Int) -> Int? {
    var i = equals + 1
    while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x09 || bytes[i] == 0x0D { i += 1 }
    if i == bytes.count { return i }
    return bytes[i] == 0x0A ? i + 1 : nil
  }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}

enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var i = 0
    while i < bytes.count {
      let b = i + 1 < bytes.count ? bytes[i + 1] : 0
      let c = i + 2 < bytes.count ? bytes[i + 2] : 0
      out.append(alphabet[Int(bytes[i] >> 2)])
      out.append(alphabet[Int((bytes[i] & 3) << 4 | b >> 4)])
      out.append(i + 1 < bytes.count ? alphabet[Int((b & 15) << 2 | c >> 6)] : UInt8(ascii: "="))
      out.append(i + 2 < bytes.count ? alphabet[Int(c & 63)] : UInt8(ascii: "="))
      i += 3
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes that are meant; white space and padding are skipped. Nil where there is any other character.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      case UInt8(ascii: "="), 0x20, 0x09, 0x0A, 0x0D: continue
      default: return nil
      }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count == 4 {
        out += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
        bits = 0
        count = 0
      }
    }
    switch count {
    case 2: out.append(UInt8(bits >> 4 & 255))
    case 3: out += [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)]
    default: break
    }
    return out
  }
}
