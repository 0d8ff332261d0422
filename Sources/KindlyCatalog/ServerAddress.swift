// The address of a mail server as the user writes it: `smtps://user@host:465`, `smtp://user@host:587`. Pure: whether
// anybody is there is found out when a letter is sent. A password in it is refused, and never shown.

/// Where letters are handed in.
public struct ServerAddress: Sendable, Equatable {
  public enum Refusal: Error, Equatable {
    /// What can be shown of a text that is no such address.
    case malformed(String)
    case holdsPassword
  }

  /// Whether the connection is safe from its first byte; otherwise it becomes so with STARTTLS.
  public var isTLS: Bool
  public var user: String?
  /// A name, an IPv4 address, or an IPv6 one in its brackets.
  public var host: String
  public var port: Int

  public init(_ text: String) throws(Refusal) {
    var rest = Substring(text)
    if rest.lowercased().hasPrefix("smtps://") {
      (isTLS, rest) = (true, rest.dropFirst(8))
    } else if rest.lowercased().hasPrefix("smtp://") {
      (isTLS, rest) = (false, rest.dropFirst(7))
    } else {
      throw .malformed(Self.masked(text))
    }
    if rest.hasSuffix("/") { rest.removeLast() }
    // Many users' names are addresses themselves.
    if let at = rest.lastIndex(of: "@") {
      let user = rest[..<at]
      guard !user.contains(":") else { throw .holdsPassword }
      guard !user.isEmpty, let plain = Self.decoded(user),
        !plain.unicodeScalars.contains(where: {
          $0.properties.generalCategory == .control || $0.properties.isWhitespace || $0 == ":"
        })
      else { throw .malformed(text) }
      self.user = plain
      rest = rest[rest.index(after: at)...]
    }
    var portText: Substring?
    if rest.hasPrefix("["), let close = rest.firstIndex(of: "]") {
      let behind = rest[rest.index(after: close)...]
      guard behind.isEmpty || behind.hasPrefix(":") else { throw .malformed(text) }
      host = String(rest[...close])
      if !behind.isEmpty { portText = behind.dropFirst() }
    } else {
      let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      host = String(parts.first ?? "")
      if parts.count > 1 { portText = parts[1] }
    }
    guard !host.isEmpty, host.utf8.allSatisfy(Self.isOfHost), !host.hasPrefix("-") else { throw .malformed(text) }
    port = isTLS ? 465 : 587
    if let portText {
      guard let number = Int(portText), (1...65_535).contains(number) else { throw .malformed(text) }
      port = number
    }
  }

  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: ".-_:[]".utf8.contains(byte)
    }
  }

  /// Without what might be a password.
  private static func masked(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return text }
    return "…" + text[at...]
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
