// What is asked of a value before it is written: the same question for a literal, which the checker asks, and for any
// other value, which the store asks. Pure: it looks at the value alone, never at other records.
// Invariant: every complaint is one sentence that says what is wrong and what to write instead.

import KindlyTime

extension FieldSpec {
  /// What is wrong with a value for this field and what to write instead; nil where nothing is.
  /// Of a list the first element that is refused; types are the checker's business and are not looked at.
  public func complaint(about value: Value) -> String? {
    switch value {
    case .nothing: isOptional ? nil : "it cannot be nothing: leave the field out or give it a value"
    case .text(let text): check.complaint(about: text, isRequired: initial == .required)
    case .duration(let duration): check.complaint(about: duration)
    case .list(let elements): elements.lazy.compactMap { complaint(about: $0) }.first
    default: nil
    }
  }
}

extension FieldCheck {
  /// The most characters of a one-line text.
  public static let longestLine = 500
  /// The most characters of prose.
  public static let longestProse = 100_000

  /// Whether there is certainly nothing wrong with a text, told from its bytes: most are plain ASCII on one line.
  public func isCertainlyFine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    switch self {
    case .none, .positive: true
    case .oneLine, .prose:
      bytes.count <= Self.longestLine && bytes.contains { $0 != 0x20 } && bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    case .email: EmailShape.isSound(bytes)
    case .url, .phone, .zone, .server: false
    }
  }

  /// What is wrong with a text and what to write instead; nil where nothing is.
  public func complaint(about text: String, isRequired: Bool = false) -> String? {
    switch self {
    case .none, .positive: nil
    case .oneLine: Self.line(text, isRequired: isRequired)
    case .prose: Self.prose(text)
    case .email: EmailShape.complaint(text)
    case .url: URLShape.complaint(text)
    case .phone: Self.phone(text)
    case .server: Self.server(text)
    case .zone:
      ZoneID(named: text) == nil
        ? "\(Self.quoted(text)) is no time zone: write one as `Europe/Berlin`, `UTC` or `+01:00`" : nil
    }
  }

  /// What is wrong with a duration; nil where nothing is.
  public func complaint(about duration: Duration) -> String? {
    guard self == .positive, !Self.isPositive(duration) else { return nil }
    return "it must be longer than nothing: write a length such as `45m`"
  }

  // MARK: - Plain texts

  private static func line(_ text: String, isRequired: Bool) -> String? {
    switch firstControl(text, allowsLines: false) {
    case .lineBreak: return "it holds a line break: write it on one line"
    case .control(let scalar): return "it holds the control character \(scalar): write it without"
    case nil: break
    }
    if exceeds(text, longestLine) { return "it is longer than \(longestLine) characters: shorten it" }
    if isRequired, text.utf8.allSatisfy({ $0 == 0x20 }) { return "it is blank: write something" }
    return nil
  }

  private static func prose(_ text: String) -> String? {
    if case .control(let scalar)? = firstControl(text, allowsLines: true) {
      return "it holds the control character \(scalar): write it without"
    }
    return exceeds(text, longestProse) ? "it is longer than \(longestProse) characters: shorten it" : nil
  }

  /// Characters as people see them. One of them may be made of endless combining marks, so bytes have a bound too.
  private static func exceeds(_ text: String, _ limit: Int) -> Bool {
    let bytes = text.utf8.count
    return bytes > limit && (bytes > limit * 32 || text.count > limit)
  }

  private enum Control {
    case lineBreak
    case control(String)
  }

  /// The first control character, and where lines are not allowed the first line break, ASCII or Unicode.
  private static func firstControl(_ text: String, allowsLines: Bool) -> Control? {
    // Most texts are plain ASCII on one line.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return nil }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A: if !allowsLines { return .lineBreak }
      case 0x09: if !allowsLines { return .control("U+0009 (tab)") }
      case 0x2028, 0x2029: if !allowsLines { return .lineBreak }
      case 0x0D: return allowsLines ? .control("U+000D (carriage return)") : .lineBreak
      case 0..<0x20, 0x7F...0x9F:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return .control("U+" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: break
      }
    }
    return nil
  }

  private static func phone(_ text: String) -> String? {
    var digits = 0
    var hasPlus = false
    var isSound = true
    for (place, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "+"):
        isSound = isSound && !hasPlus && place <= 1 && digits == 0
        hasPlus = true
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "."): break
      default: isSound = false
      }
    }
    return isSound && (5...20).contains(digits) && text.utf8.count <= 50
      ? nil : "\(quoted(text)) is no telephone number: write digits, as in `+1 212 555 0100`"
  }

  private static func server(_ text: String) -> String? {
    do throws(ServerAddress.Refusal) {
      _ = try ServerAddress(text)
      return nil
    } catch {
      switch error {
      case .malformed(let shown):
        return "\(quoted(shown)) isn't the address of a mail server: write it as `smtps://user@host:465`"
      case .holdsPassword:
        return "it holds a password: leave it out, and set `smtp_password_command` or `smtp_password_file`"
      }
    }
  }

  private static func isPositive(_ duration: Duration) -> Bool {
    if duration.months == 0 && duration.businessDays == 0 {
      return Double(duration.days) * 86_400 + Double(duration.seconds) > 0
    }
    return duration.months >= 0 && duration.days >= 0 && duration.businessDays >= 0 && duration.seconds >= 0
  }

  /// The text between backquotes, cut where it is long and never broken over lines.
  fileprivate static func quoted(_ text: String) -> String {
    let shown = text.prefix(60)
    let line = String(String.UnicodeScalarView(shown.unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
    return "`\(line)\(shown.endIndex == text.endIndex ? "" : "…")`"
  }
}

/// The shape of a mail address: the part of RFC 5322 that people have, without comments and quotations.
private enum EmailShape {
  static func complaint(_ text: String) -> String? {
    var text = text
    // Addresses are many and almost all of them sound: they are looked at as bytes.
    if text.withUTF8({ isSound($0) }) { return nil }
    let shown = FieldCheck.quoted(text)
    let instead = "write one as `dana@acme.example`"
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      return "\(shown) is no email address, which has exactly one `@`: \(instead)"
    }
    guard parts[0].allSatisfy({ $0 < 0x80 }) else {
      return "\(shown) has letters before its `@` that mail cannot carry: write it in ASCII"
    }
    guard parts[1].allSatisfy({ $0 < 0x80 }) else {
      return "\(shown) has a domain that mail cannot carry: write the domain in its ASCII form, `xn--…`"
    }
    return "\(shown) is no email address: \(instead)"
  }

  static func isSound(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count <= 254, let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return false }
    return isLocal(UnsafeBufferPointer(rebasing: bytes[..<at]))
      && isDomain(UnsafeBufferPointer(rebasing: bytes[(at + 1)...]))
  }

  /// Atoms with a dot between each two.
  private static func isLocal(_ local: UnsafeBufferPointer<UInt8>) -> Bool {
    guard (1...64).contains(local.count) else { return false }
    var before = UInt8(ascii: ".")
    for byte in local {
      if byte == UInt8(ascii: ".") {
        if before == byte { return false }
      } else if !isAlphanumeric(byte), !isMark(byte) {
        return false
      }
      before = byte
    }
    return before != UInt8(ascii: ".")
  }

  private static func isMark(_ byte: UInt8) -> Bool { "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte) }

  /// Two labels or more, the last of which is no number; or `localhost`.
  private static func isDomain(_ domain: UnsafeBufferPointer<UInt8>) -> Bool {
    var labels = 1
    var start = 0
    var isNumber = true
    for place in 0...domain.count {
      if place < domain.count, domain[place] != UInt8(ascii: ".") {
        guard isAlphanumeric(domain[place]) || domain[place] == UInt8(ascii: "-") else { return false }
        isNumber = isNumber && (0x30...0x39).contains(domain[place])
        continue
      }
      guard (1...63).contains(place - start), domain[start] != UInt8(ascii: "-"),
        domain[place - 1] != UInt8(ascii: "-")
      else { return false }
      if place < domain.count {
        labels += 1
        start = place + 1
        isNumber = true
      }
    }
    return labels > 1 ? !isNumber : domain.elementsEqual("localhost".utf8)
  }
}

/// The shape of a web address: http or https, a host, and whatever follows it without blanks.
private enum URLShape {
  static func complaint(_ text: String) -> String? {
    isSound(text)
      ? nil : "\(FieldCheck.quoted(text)) is no web address: write one as `https://www.linkedin.com/in/dana-reyes`"
  }

  private static func isSound(_ text: String) -> Bool {
    if isPlain(text) { return true }
    guard text.utf8.count <= 2000,
      text.unicodeScalars.allSatisfy({
        $0.value < 0x7F ? $0.value > 0x20 : $0.value > 0x9F && !$0.properties.isWhitespace
      }),
      let colon = text.range(of: "://"), ["http", "https"].contains(text[..<colon.lowerBound].lowercased())
    else { return false }
    // By bytes: asking each character what it is takes many times as long.
    let authority = Substring(text[colon.upperBound...].utf8.prefix { !"/?#\\".utf8.contains($0) })
    let hostAndPort = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    if hostAndPort.hasPrefix("[") {
      guard let end = hostAndPort.firstIndex(of: "]") else { return false }
      let address = hostAndPort[hostAndPort.index(after: hostAndPort.startIndex)..<end]
      return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        && isPort(hostAndPort[hostAndPort.index(after: end)...])
    }
    let host = hostAndPort.prefix { $0 != ":" }
    var labels = host.split(separator: ".", omittingEmptySubsequences: false)
    if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
    return labels.allSatisfy(isLabel) && isPort(hostAndPort[host.endIndex...])
  }

  /// `https://`, a host of ASCII letters and digits, and visible ASCII behind it: what nearly all addresses are, looked at
  /// once, by bytes.
  private static func isPlain(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      let scheme: StaticString = "https://"
      guard bytes.count > scheme.utf8CodeUnitCount, bytes.count <= 2000,
        (0..<scheme.utf8CodeUnitCount).allSatisfy({ bytes[$0] == scheme.utf8Start[$0] })
      else { return false }
      var place = scheme.utf8CodeUnitCount
      var label = 0
      while place < bytes.count, bytes[place] != 0x2F {
        if bytes[place] == 0x2E {
          if label == 0 { return false }
          label = 0
        } else {
          guard isAlphanumeric(bytes[place]) || bytes[place] == 0x2D else { return false }
          label += 1
        }
        place += 1
      }
      return label > 0 && bytes[place...].allSatisfy { (0x21...0x7E).contains($0) }
    }
  }

  private static func isLabel(_ label: Substring) -> Bool {
    if label.utf8.allSatisfy({ isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F }) { return !label.isEmpty }
    return label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
  }

  /// Nothing, or a colon and up to five digits.
  private static func isPort(_ text: Substring) -> Bool {
    guard let colon = text.first else { return true }
    guard colon == ":", let port = Int(text.dropFirst()) else { return false }
    return (1...65_535).contains(port) && text.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
  default: false
  }
}
