// What a received message is: somebody's words, or what machines write - automatic answers, delivery reports, lists,
// one's own copies. Asks the message and nothing else; which interview it belongs to, and what follows, is the session's.
// The sign that decided is kept, so that a user can be told why a letter counts as none.

import KindlyTime

/// What a message is.
public enum MailKind: Sendable, Equatable {
  /// From the user's own address.
  case ownCopy
  case deliveryReport(DeliveryReport)
  /// An answer that nobody wrote, with the day that it says they are away until.
  case automatic(awayUntil: CivilDate?)
  /// To a list, or to many.
  case bulk
  /// An invitation, or an answer to one, that a calendar wrote at somebody's word.
  case invitation
  /// From an address that takes no mail: there may be a person behind it or not.
  case doubtful
  case person
}

/// What decided: a header and its value, or the words of the subject.
public struct MailSign: Sendable, Equatable, CustomStringConvertible {
  public let header: String
  public let value: String

  /// `Auto-Submitted: auto-replied`
  public var description: String { value.isEmpty ? header : "\(header): \(value)" }
}

/// A message's kind and why; a person's letter has no sign.
public struct MailVerdict: Sendable, Equatable {
  public let kind: MailKind
  public let sign: MailSign?

  init(_ kind: MailKind, _ sign: MailSign?) {
    self.kind = kind
    self.sign = sign
  }

  /// A letter that is the user's own by that header.
  public init(ownCopyBy header: String) { self.init(.ownCopy, MailSign(header: header, value: "")) }

  /// - Parameters:
  ///   - ownAddresses: the user's own, in lower case.
  ///   - day: the day of the message, from which the year of `back on 30 November` is counted.
  public init(of message: MailMessage, ownAddresses: Set<String>, day: CivilDate) {
    let reading = MailReading(message: message, day: day)
    self =
      reading.ownCopy(ownAddresses) ?? reading.report ?? reading.byHeader ?? reading.bySubject ?? reading.bulk
      ?? reading.byEnvelope ?? reading.byContent ?? MailVerdict(.person, nil)
  }
}

/// One message being looked at; each question gives a verdict or leaves it to the next.
private struct MailReading {
  let message: MailMessage
  let day: CivilDate
  let sender: String?

  init(message: MailMessage, day: CivilDate) {
    self.message = message
    self.day = day
    sender = message.sender?.address.lowercased()
  }

  func ownCopy(_ own: Set<String>) -> MailVerdict? {
    guard let sender, own.contains(sender) else { return nil }
    return MailVerdict(.ownCopy, sign("From"))
  }

  var report: MailVerdict? {
    if let report = DeliveryReport(structured: message) {
      // That it arrived, or went on, is no failure and no answer.
      return report.outcome == .delivered
        ? MailVerdict(.automatic(awayUntil: nil), sign("Content-Type"))
        : MailVerdict(.deliveryReport(report), sign("Content-Type"))
    }
    // A postmaster is a person as well: what they write themselves is no report, whatever addresses are in it.
    guard isDaemon, !isPostmaster || isByMachine else { return nil }
    guard let report = DeliveryReport(unstructured: message) else { return nil }
    return MailVerdict(.deliveryReport(report), sign("From"))
  }

  /// RFC 3834, and what programs wrote before it or beside it.
  var byHeader: MailVerdict? {
    if let value = word("Auto-Submitted"), value != "no" {
      // A list's mail is generated as well; that it is to many says more.
      if value == "auto-generated", let bulk { return bulk }
      return automatic("Auto-Submitted")
    }
    if let value = message.rawValue(of: "X-Auto-Response-Suppress"), !value.isEmpty, value.lowercased() != "none" {
      if let bulk { return bulk }
      return automatic("X-Auto-Response-Suppress")
    }
    for name in ["X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Autoresponder", "X-Mail-Autoreply"] {
      if let value = message.rawValue(of: name), value.lowercased() != "no" { return automatic(name) }
    }
    if word("Precedence") == "auto_reply" { return automatic("Precedence") }
    let type = message.contentType
    if type.name == "multipart/report", type.parameters["report-type"]?.lowercased() == "disposition-notification" {
      return automatic("Content-Type")
    }
    return nil
  }

  var bySubject: MailVerdict? {
    guard let words = AutomaticSubject.words(in: message.value(of: "Subject") ?? "") else { return nil }
    return MailVerdict(.automatic(awayUntil: awayUntil), MailSign(header: "Subject", value: words))
  }

  var bulk: MailVerdict? {
    for name in ["List-Id", "List-Post", "List-Unsubscribe", "Feedback-ID", "X-Feedback-ID"]
    where message.rawValue(of: name) != nil { return MailVerdict(.bulk, sign(name)) }
    if let value = word("Precedence"), ["bulk", "junk", "list"].contains(value) {
      return MailVerdict(.bulk, sign("Precedence"))
    }
    return nil
  }

  var byEnvelope: MailVerdict? {
    if let path = message.rawValue(of: "Return-Path"), path.filter({ !$0.isWhitespace }) == "<>" {
      return automatic("Return-Path")
    }
    return isDaemon ? automatic("From") : nil
  }

  var byContent: MailVerdict? {
    if holdsCalendar(message, depth: 0) {
      return MailVerdict(.invitation, MailSign(header: "Content-Type", value: "text/calendar"))
    }
    guard let local = sender?.prefix(while: { $0 != "@" }).filter({ $0.isLetter }) else { return nil }
    let takesNone = ["noreply", "donotreply", "dontreply", "neverreply", "nichtantworten", "nepasrepondre"]
    return takesNone.contains { local.hasPrefix($0) || local.hasSuffix($0) }
      ? MailVerdict(.doubtful, sign("From")) : nil
  }

  // MARK: - Pieces

  private var isDaemon: Bool {
    guard let local = sender?.prefix(while: { $0 != "@" }) else { return false }
    return ["mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster", "mailer_daemon"].contains(String(local))
  }

  private var isPostmaster: Bool { sender?.prefix(while: { $0 != "@" }) == "postmaster" }

  /// Whether a program sent it: reports go out without a return path (RFC 5321, section 4.5.5), or say what they are.
  private var isByMachine: Bool {
    if let path = message.rawValue(of: "Return-Path"), path.filter({ !$0.isWhitespace }) == "<>" { return true }
    if let value = word("Auto-Submitted"), value != "no" { return true }
    if message.rawValue(of: "X-Failed-Recipients") != nil { return true }
    return ReportSubject.isOne(message.value(of: "Subject") ?? "")
  }

  private var awayUntil: CivilDate? { AwayDate.find(in: message, day: day) }

  private func automatic(_ name: String) -> MailVerdict {
    MailVerdict(.automatic(awayUntil: awayUntil), sign(name))
  }

  /// The first word of a header's value, in lower case: `auto-replied (vacation)`.
  private func word(_ name: String) -> String? {
    guard let value = message.rawValue(of: name) else { return nil }
    let word = value.lowercased().prefix { $0 != ";" && $0 != "(" && !$0.isWhitespace }
    return word.isEmpty ? nil : String(word)
  }

  private func sign(_ name: String) -> MailSign {
    MailSign(header: name, value: String((message.rawValue(of: name) ?? "").prefix(80)))
  }

  private func holdsCalendar(_ message: MailMessage, depth: Int) -> Bool {
    if message.contentType.name == "text/calendar" { return true }
    return depth < 4 && message.parts.contains { holdsCalendar($0, depth: depth + 1) }
  }
}

/// The subjects that mail servers give to their reports: Postfix, Exim, qmail, sendmail, Exchange and others.
enum ReportSubject {
  private static let beginnings = [
    "undelivered mail returned to sender", "undeliverable", "undelivered message", "mail delivery failed",
    "mail delivery failure", "mail system error", "mail delivery subsystem", "delivery status notification",
    "delivery failure", "delivery has failed", "delivery delayed", "failure notice", "returned mail",
    "warning: message",
    "warning: could not send", "message delivery failure", "non-delivery report", "nondeliverable mail",
    "delayed mail", "successful mail delivery report", "unzustellbar", "unzustellbare nachricht", "non remis",
  ]

  /// An answer to a report (`Re: Undeliverable: …`) is by somebody.
  static func isOne(_ subject: String) -> Bool {
    let subject = subject.lowercased().drop { $0.isWhitespace || $0 == "*" }
    return beginnings.contains { subject.hasPrefix($0) }
  }
}

extension MailMessage {
  /// Who wrote it, or where that is missing sent it.
  public var sender: Mailbox? { mailboxes(in: "From").first ?? mailboxes(in: "Sender").first }

  /// What it answers: In-Reply-To first, then References, the newest first.
  public var answeredIDs: [String] {
    var ids = messageIDs(in: "In-Reply-To")
    for id in messageIDs(in: "References").reversed() where !ids.contains(id) { ids.append(id) }
    return ids
  }
}
