// Who a letter is from or to: a display name and an address, and the check that an address can be mailed to.
// Writing them into headers is HeaderWriter's, reading lists of them from received mail MailboxList's.

/// A person's display name and address.
public struct Mailbox: Sendable, Hashable {
  /// Nil, or as people write it; never quoted or encoded.
  public var name: String?
  /// `local@domain`, unchecked until it is written.
  public var address: String

  public init(name: String? = nil, address: String) {
    self.name = name
    self.address = address
  }

  /// Checks that the address is one that mail of today carries everywhere.
  ///
  /// - Throws: `MailError.badAddress`, `.addressNotASCII`, `.internationalDomain`.
  public static func check(address: String) throws(MailError) {
    let bytes = Array(address.utf8)
    guard bytes.count <= 254, let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { throw .badAddress(address) }
    let local = bytes[..<at]
    let domain = bytes[(at + 1)...]
    guard !address.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 }) else {
      throw .badAddress(address)
    }
    if local.contains(where: { $0 >= 0x80 }) { throw .addressNotASCII(address) }
    if domain.contains(where: { $0 >= 0x80 }) { throw .internationalDomain(address) }
    guard (1...64).contains(local.count), MailText.isDotAtom(local), isDomain(domain) else {
      throw .badAddress(address)
    }
  }

  private static func isDomain(_ domain: ArraySlice<UInt8>) -> Bool {
    domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        && label.allSatisfy { MailText.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
  }
}

/// The classes of characters that mail is made of.
enum MailText {
  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  /// RFC 5322's atext.
  static func isAtom(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
  }

  /// Atoms with single dots between them.
  static func isDotAtom(_ text: some Sequence<UInt8>) -> Bool {
    var previous = UInt8(ascii: ".")
    for byte in text {
      guard byte == UInt8(ascii: ".") ? previous != byte : isAtom(byte) else { return false }
      previous = byte
    }
    return previous != UInt8(ascii: ".")
  }

  static func isPrintableASCII(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }
}
