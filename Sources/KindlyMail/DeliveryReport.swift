// What a mail server says became of a letter: RFC 3464's delivery-status where there is one, else what older servers
// write in words. Which letter that was is known by its Message-ID, where the report shows it, else by the address.
// Invariant: a report that shows another letter's Message-ID is never about ours, whatever addresses it names.

/// A delivery report.
public struct DeliveryReport: Sendable, Equatable {
  public enum Outcome: Sendable, Equatable {
    case failed, delayed, delivered
  }

  /// The worst that it says of any recipient.
  public let outcome: Outcome
  /// The addresses that it says it of, in lower case.
  public let recipients: [String]
  /// The Message-IDs of the letter, as far as the report shows it.
  public let originalIDs: [String]
  /// The subject of the letter, where the report shows it.
  public let originalSubject: String?
  /// The server's words, such as `5.1.1 User unknown`.
  public let reason: String?

  private static let longestReason = 200
  /// Parts within parts deeper than this are passed over.
  private static let deepest = 6

  /// A report as RFC 3464 has it; nil where the message holds none.
  init?(structured message: MailMessage) {
    var parts: [MailMessage] = []
    Self.collect(message, into: &parts, depth: 0)
    guard let status = parts.first(where: { $0.isDeliveryStatus }) else { return nil }
    var (failed, delayed, delivered): ([String], [String], [String]) = ([], [], [])
    var reason: String?
    var hasAction = false
    for group in Self.groups(of: status.decodedBody) {
      guard let action = group.rawValue(of: "Action")?.lowercased().prefix(while: { $0.isLetter }) else { continue }
      hasAction = true
      let address = Self.address(
        group.rawValue(of: "Original-Recipient") ?? group.rawValue(of: "Final-Recipient") ?? "")
      let final = Self.address(group.rawValue(of: "Final-Recipient") ?? "")
      let addresses = [address, final].compactMap(\.self)
      switch action {
      case "failed": failed += addresses
      case "delayed": delayed += addresses
      default: delivered += addresses
      }
      if action == "failed" || action == "delayed", reason == nil { reason = Self.reason(of: group) }
    }
    // A report that names nobody is one all the same; servers that write such ones have failed.
    let isFailure = !failed.isEmpty || !hasAction || delayed.isEmpty && delivered.isEmpty
    outcome = isFailure ? .failed : delayed.isEmpty ? .delivered : .delayed
    recipients = Self.once(isFailure ? failed : delayed.isEmpty ? delivered : delayed)
    (originalIDs, originalSubject) = Self.original(of: message, parts: parts)
    self.reason = reason
  }

  /// A report in words, from a mailer daemon; nil where it names neither a letter nor an address.
  init?(unstructured message: MailMessage) {
    let text = message.text ?? String(decoding: message.bodyBytes.prefix(1 << 16), as: UTF8.self)
    let named = MailboxList.read(message.rawValue(of: "X-Failed-Recipients") ?? "").map { $0.address.lowercased() }
    recipients = Self.once(named.isEmpty ? Self.addresses(in: text) : named)
    (originalIDs, originalSubject) = Self.original(of: message, parts: [])
    guard !recipients.isEmpty || !originalIDs.isEmpty else { return nil }
    let said = ((message.value(of: "Subject") ?? "") + "\n" + text.prefix(2000)).lowercased()
    let isDelay = ["delay", "warning", "still trying", "will retry", "verzögert", "retardé"].contains {
      said.contains($0)
    }
    outcome = named.isEmpty && isDelay ? .delayed : .failed
    reason = nil
  }

  private static func collect(_ message: MailMessage, into parts: inout [MailMessage], depth: Int) {
    guard depth < deepest else { return }
    if message.isDeliveryStatus { parts.append(message) }
    for part in message.parts {
      if !part.isDeliveryStatus { parts.append(part) }
      collect(part, into: &parts, depth: depth + 1)
    }
  }

  /// The groups of fields, parted by blank lines; the first is about the server.
  private static func groups(of body: [UInt8]) -> [MailMessage] {
    var groups: [[UInt8]] = [[]]
    for line in body.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.allSatisfy({ $0 == 0x0D || $0 == 0x20 || $0 == 0x09 }) {
        if groups.last?.isEmpty == false { groups.append([]) }
      } else {
        groups[groups.count - 1] += line + [0x0A]
      }
    }
    return groups.prefix(200).map(MailMessage.init(reading:))
  }

  /// `rfc822; priya@northgate.example`, the address in angle brackets or not.
  private static func address(_ value: String) -> String? {
    let behind = value.firstIndex(of: ";").map { value[value.index(after: $0)...] } ?? value[...]
    let address = behind.filter { !$0.isWhitespace && $0 != "<" && $0 != ">" }.lowercased()
    return address.contains("@") ? address : nil
  }

  private static func reason(of group: MailMessage) -> String? {
    let code = group.rawValue(of: "Diagnostic-Code").map { value in
      let behind = value.firstIndex(of: ";").map { value[value.index(after: $0)...] } ?? value[...]
      return behind.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    guard let said = code.flatMap({ $0.isEmpty ? nil : $0 }) ?? group.rawValue(of: "Status") else { return nil }
    return String(said.prefix(longestReason))
  }

  /// From the letter that comes with the report, whole or its headers alone; else from a copy in its words; else from
  /// what the report answers, which is how Exchange names it.
  private static func original(of message: MailMessage, parts: [MailMessage]) -> (ids: [String], subject: String?) {
    let kinds = ["message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"]
    if let part = parts.first(where: { kinds.contains($0.contentType.name) }) {
      let letter = MailMessage(reading: part.decodedBody)
      let ids = letter.messageIDs(in: "Message-ID")
      if !ids.isEmpty { return (ids, letter.value(of: "Subject")) }
    }
    let copy = copyInWords(message)
    if !copy.ids.isEmpty { return copy }
    // The newest of a thread: what comes before it there was answered, and not returned.
    return (message.answeredIDs.prefix(1).map(\.self), copy.subject)
  }

  /// The Message-ID and, beside it, the subject of a letter whose headers stand in the text of the report.
  private static func copyInWords(_ message: MailMessage) -> (ids: [String], subject: String?) {
    let lines = message.bodyBytes.split(separator: 0x0A, omittingEmptySubsequences: false).prefix(4000)
    for (place, line) in lines.enumerated() where line.count < 400 {
      guard String(decoding: line.prefix(11), as: UTF8.self).lowercased() == "message-id:" else { continue }
      // The headers around it: up to the blank lines on both sides.
      func isBlank(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 == 0x0D || $0 == 0x20 || $0 == 0x09 } }
      let first = lines[..<place].lastIndex(where: isBlank).map { $0 + 1 } ?? 0
      let last = lines[place...].firstIndex(where: isBlank) ?? lines.endIndex
      let letter = MailMessage(reading: Array(lines[first..<last].joined(separator: [0x0A])) + [0x0A, 0x0A])
      let ids = letter.messageIDs(in: "Message-ID")
      if !ids.isEmpty { return (ids, letter.value(of: "Subject")) }
    }
    return ([], nil)
  }

  /// `<priya@northgate.example>` and bare addresses, in the lines above the letter itself.
  private static func addresses(in text: String) -> [String] {
    var found: [String] = []
    for line in text.split(separator: "\n").prefix(40) where !line.lowercased().hasPrefix("message-id") {
      // The letter itself begins here.
      if line.hasPrefix("---") { break }
      for word in line.split(whereSeparator: { $0.isWhitespace || "<>()\"',;".contains($0) }) {
        let word = word.lowercased().trimmingSigns
        if word.contains("@"), (try? Mailbox.check(address: word)) != nil { found.append(word) }
      }
    }
    return found
  }

  private static func once(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}

extension MailMessage {
  fileprivate var isDeliveryStatus: Bool {
    ["message/delivery-status", "message/global-delivery-status"].contains(contentType.name)
  }
}

extension String {
  fileprivate var trimmingSigns: String {
    var text = Substring(self)
    while let last = text.last, ".:!?".contains(last) { text.removeLast() }
    while let first = text.first, ".:".contains(first) { text.removeFirst() }
    return String(text)
  }
}
