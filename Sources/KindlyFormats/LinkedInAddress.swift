// Addresses as an address book's file holds them: LinkedIn profiles and emails, brought into one form each.
// A contact is known by them, so two spellings of one address must come out the same.

/// The one form of a LinkedIn profile's address.
public enum LinkedInAddress {
  /// `https://www.linkedin.com/in/…`: no query, no fragment, no slash at the end, other hosts of LinkedIn (a country's,
  /// none at all) made into the main one, letters outside ASCII percent-encoded. Upper and lower case stay: some
  /// profile ids differ in nothing else. Nil where it is no LinkedIn address.
  public static func normalized(_ text: String) -> String? {
    if isNormal(text) { return text }
    var rest = Array(CellText.cleaned(text).utf8)[...]
    for scheme in ["https://", "http://"] where begins(rest, with: scheme) {
      rest = rest.dropFirst(scheme.utf8.count)
      break
    }
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let host = String(decoding: rest[..<slash], as: UTF8.self).lowercased()
    guard host == "linkedin.com" || host.hasSuffix(".linkedin.com") else { return nil }
    var path = rest[slash...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    while path.last == UInt8(ascii: "/") { path.removeLast() }
    guard (2...2000).contains(path.count), let encoded = encoded(Array(path)) else { return nil }
    return "https://www.linkedin.com" + encoded
  }

  /// Whether it has the one form already, in letters, digits, hyphens and slashes alone, as most have.
  private static func isNormal(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      let start: StaticString = "https://www.linkedin.com/"
      let length = start.utf8CodeUnitCount
      guard bytes.count > length, bytes.count <= 2000, bytes[bytes.count - 1] != 0x2F,
        (0..<length).allSatisfy({ bytes[$0] == start.utf8Start[$0] })
      else { return false }
      return bytes[length...].allSatisfy { byte in
        switch byte {
        case 0x2D, 0x2F...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
      }
    }
  }

  /// Without regard to case; `scheme` is in lower case.
  private static func begins(_ text: ArraySlice<UInt8>, with scheme: String) -> Bool {
    text.prefix(scheme.utf8.count).map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 } == Array(scheme.utf8)
  }

  private static let hex = Array("0123456789ABCDEF".utf8)

  /// Escapes what is outside ASCII, writes escapes in capitals; nil for a space or a sign no address has.
  private static func encoded(_ bytes: [UInt8]) -> String? {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    for (i, byte) in bytes.enumerated() {
      switch byte {
      case 0x80...0xFF:
        out += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      case 0x25:
        guard i + 2 < bytes.count, isHex(bytes[i + 1]), isHex(bytes[i + 2]) else { return nil }
        out.append(byte)
      case 0x00...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D, 0x7F:
        return nil
      default:
        let escaped = (i >= 1 && bytes[i - 1] == 0x25) || (i >= 2 && bytes[i - 2] == 0x25)
        out.append(escaped && byte >= 0x61 && byte <= 0x66 ? byte - 0x20 : byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
  }
}

/// The one form of an email address.
public enum EmailAddress {
  /// The address with its domain in lower case; a `mailto:` before it is dropped. Nil unless it is one plain address,
  /// `local@domain.tld` in ASCII, within the lengths that mail allows.
  public static func normalized(_ text: String) -> String? {
    var address = Array(CellText.cleaned(text).utf8)[...]
    if address.prefix(7).map({ $0 | 0x20 }) == Array("mailto:".utf8) { address = address.dropFirst(7) }
    guard address.count <= 254, let at = address.lastIndex(of: UInt8(ascii: "@")) else { return nil }
    let local = address[..<at]
    let labels = address[(at + 1)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...64).contains(local.count), isDotted(local), labels.count > 1, labels.allSatisfy(isLabel) else {
      return nil
    }
    return String(decoding: local, as: UTF8.self) + "@"
      + String(decoding: address[(at + 1)...], as: UTF8.self).lowercased()
  }

  /// Atoms with single dots between them.
  private static func isDotted(_ text: ArraySlice<UInt8>) -> Bool {
    var previous = UInt8(ascii: ".")
    for byte in text {
      guard byte == UInt8(ascii: ".") ? previous != byte : isAtom(byte) else { return false }
      previous = byte
    }
    return previous != UInt8(ascii: ".")
  }

  private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
      && label.allSatisfy { isAlphanumeric($0) || $0 == hyphen }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }

  private static func isAtom(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
  }
}
