// Brings what has come in into the store: which letter of ours or which interview a mail belongs to, and what it changes.
// What a mail is, is KindlyMail's to tell; how it is said is InboxReport's; the transaction is the caller's.
// The invariants: mail is only read, each counts once, and nothing that somebody recorded is moved back.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyMachine
import KindlyMail
import KindlyStore
import KindlyTime

final class Inbox {
  let host: RunHost
  var report = InboxReport()
  /// The user's own addresses, in lower case.
  private var ownAddresses: Set<String> = []
  private var ownName: String?
  /// Our letters by their Message-ID.
  private var letters: [String: RowID] = [:]
  /// Contacts by their address in lower case, as far as they were looked for.
  private let people: PeopleByAddress
  private var meetings: [Meeting]?
  private var found: [Mail] = []
  private var ids: Set<String> = []

  /// A mail that counts, with what is needed of it.
  struct Mail {
    let id: String
    let verdict: MailVerdict
    let moment: DateTime
    let sender: Mailbox?
    let subject: String
    let text: [String]
    /// The letter of ours that it is, or answers.
    let letter: RowID?
    /// Who wrote it, where that is a contact.
    let contact: RowID?
  }

  /// An interview, as far as it is asked whether a mail can be an answer to it.
  struct Meeting {
    let row: RowID
    let ends: DateTime
    let people: [RowID]
  }

  init(host: RunHost) throws {
    self.host = host
    people = PeopleByAddress(store: host.store)
    if let email = try host.text(.me, Store.meRow, "email") { ownAddresses = [email.lowercased()] }
    ownName = try host.text(.me, Store.meRow, "name")?.lowercased()
    for row in try host.asking({ try host.store.rows(of: .message) }) {
      if let id = try host.text(.message, row, "message_id") { letters[id] = row }
    }
  }

  /// Reads mailboxes, all of them before anything is changed: which letter answers which is a question of their dates.
  func take(_ folders: [MailFolder], drafts: String?) throws {
    for folder in folders {
      let areDrafts = drafts.map { folder.form == .maildir && folder.isSame(as: $0) } ?? false
      var remarks: [String] = []
      do {
        try folder.read(
          isWanted: concerns,
          unreadable: { remarks.append($0.message) },
          { mail in
            try host.machine?.stopIfAsked()
            // What is still to be sent has not left, also where a program keeps it without saying so.
            if !mail.isDraft && !areDrafts { try note(mail) }
          })
      } catch let error as MailError {
        throw HostError(code: Code(error.code)?.number ?? 400, error.message, notes: [error.hint])
      }
      report.unreadable += remarks
    }
    found.sort { ($0.moment.instant, $0.id) < ($1.moment.instant, $1.id) }
    for mail in found { try count(mail) }
    found = []
  }

  // MARK: - Looking

  /// Whether more than the headers of a mail is needed.
  private func concerns(_ message: MailMessage) -> Bool {
    if (message.rawValue(of: "Content-Type") ?? "").lowercased().hasPrefix("multipart/report") { return true }
    guard let sender = message.sender?.address.lowercased() else { return false }
    if ownAddresses.contains(sender) { return false }
    if sender.hasPrefix("mailer-daemon@") || sender.hasPrefix("postmaster@") { return true }
    return message.answeredIDs.contains { letters[$0] != nil } || ((try? people.row(sender)) ?? nil) != nil
  }

  private func note(_ stored: StoredMail) throws {
    let message = stored.message
    // What has no sender is no mail, whatever it is.
    guard let sender = message.sender else { return }
    let id = Self.identity(of: message)
    guard !ids.contains(id), try host.asking({ try !host.store.hasSeen(mail: id) }) else { return }
    let moment = try moment(of: stored)
    var verdict = MailVerdict(of: message, ownAddresses: ownAddresses, day: moment.date)
    var letter = ours(message.answeredIDs)
    if let own = message.messageIDs(in: "Message-ID").first.flatMap({ letters[$0] }) {
      // Nobody else writes our Message-IDs, by whatever address the user sends.
      (letter, verdict) = (own, .ownLetter)
    }
    if verdict.kind == .ownCopy, letter == nil, let sent = try writtenLetter(likely: message, at: moment) {
      (letter, verdict) = (sent, MailVerdict(ownCopyBy: "Subject"))
    }
    // A report is about the letter that it shows; that it stands in a thread of ours says nothing.
    if case .deliveryReport(let delivery) = verdict.kind { letter = ours(delivery.originalIDs) }
    let contact = try people.row(sender.address)
    // Who goes on in a thread of ours by our own name, and is nobody we know, is the user at another address.
    if contact == nil, let ownName, sender.name?.lowercased() == ownName, verdict.kind == .person {
      verdict = MailVerdict(ownCopyBy: "From")
    }
    let isAnswer = letter != nil || contact != nil
    // Somebody's letter that is about none of this is none of our business; it may be once they are known.
    if !isAnswer, [.person, .doubtful, .invitation].contains(verdict.kind) { return }
    ids.insert(id)
    found.append(
      Mail(
        id: id, verdict: verdict, moment: moment, sender: sender,
        subject: message.value(of: "Subject") ?? "",
        text: isAnswer && verdict.kind != .ownCopy ? ReplyText.lead(of: message.words ?? "") : [], letter: letter,
        contact: contact))
  }

  /// The first of them that is a letter of ours.
  private func ours(_ ids: [String]) -> RowID? {
    for id in ids { if let letter = letters[id] { return letter } }
    return nil
  }

  /// Its Message-ID, else what of it is least likely to be another's.
  private static func identity(of message: MailMessage) -> String {
    if let id = message.messageIDs(in: "Message-ID").first, id.utf8.count <= 300 { return id }
    let parts = ["Message-ID", "From", "Date", "Subject"].map { message.rawValue(of: $0) ?? "" }.joined(separator: "\n")
    return "digest "
      + (0..<2).map { String(HandleNames.fingerprint(parts, seed: $0), radix: 16) }.joined(separator: "-")
  }

  /// When it was written, by its Date; where that cannot be, because it is none or still to come, when the last server
  /// had it, else when its file was made, else now.
  private func moment(of stored: StoredMail) throws -> DateTime {
    let latest = host.now.instant + 86_400
    func read(_ text: Substring) -> Int? {
      // A weekday that is wrong spoils no date.
      let date =
        MailDate(reading: String(text))
        ?? text.split(separator: ",", maxSplits: 1).last.flatMap { rest in
          MailDate(reading: String(rest))
        }
      return date.map(\.secondsSince1970)
    }
    let written = stored.message.rawValue(of: "Date").flatMap { read($0[...]) }
    let received = stored.message.rawValue(of: "Received").flatMap { value in
      value.lastIndex(of: ";").flatMap { read(value[value.index(after: $0)...]) }
    }
    let instant =
      [written, received, stored.fileTime].lazy.compactMap(\.self).first { $0 <= latest } ?? host.now.instant
    return (try? DateTime(instant: instant, zone: host.zone)) ?? host.now
  }

  // MARK: - Counting

  private func count(_ mail: Mail) throws {
    var finding = InboxFinding(mail)
    finding.message = mail.letter
    finding.contact = try mail.contact ?? mail.letter.flatMap(recipient)
    switch mail.verdict.kind {
    case .person, .doubtful, .invitation:
      guard try takeAnswer(mail, &finding) else { return }
    case .automatic(let away): try takeAutomatic(mail, away, &finding)
    case .deliveryReport(let delivery): try takeReport(mail, delivery, &finding)
    case .ownCopy: try takeOwnCopy(mail, &finding)
    case .bulk: finding.isShown = finding.contact != nil
    }
    report.findings.append(finding)
    try host.asking { try host.store.setSeen(mail: mail.id, at: mail.moment, what: finding.kind.rawValue) }
  }

  /// A person's letter, or what may be one: whoever is in doubt writes nothing, so it counts as heard, and is told.
  private func takeAnswer(_ mail: Mail, _ finding: inout InboxFinding) throws -> Bool {
    var interview: RowID?
    if let letter = mail.letter, case .noun(.interview, let row) = try host.value(.message, letter, "interview") {
      interview = row
    } else if let contact = finding.contact {
      interview = try newestMeeting(with: contact, before: mail.moment)
    }
    guard let interview else { return false }
    finding.interview = interview
    finding.isShown = true
    let handle = try host.handle(.interview, interview)
    guard case .enumeration(_, let outcome) = try host.value(.interview, interview, "outcome"),
      Enumeration.outcome.cases[outcome] == "waiting"
    else {
      finding.notes.append("the outcome of @\(handle) is recorded already; nothing was changed")
      return true
    }
    var day = mail.moment.date
    // A clock that is wrong does not answer before the question.
    if let ends = try meeting(interview)?.ends, day < ends.date { day = ends.date }
    if case .date(let heard) = try host.value(.interview, interview, "heard_on"), heard >= day {
      let words = heard == day ? "heard on \(day), as is recorded" : "nothing was changed; you heard again on \(heard)"
      finding.notes.append("@\(handle): \(words)")
      if heard == day { try set(.interview, interview, "answered", host.value(.interview, interview, "reply_by")) }
      return true
    }
    try set(.interview, interview, "heard_on", .date(day))
    finding.notes.append("@\(handle): heard on \(day); no check-in until you record a later reply_by")
    if mail.verdict.kind != .person { finding.notes.append("look at it: nobody may have meant it as an answer") }
    return true
  }

  private func takeAutomatic(_ mail: Mail, _ away: CivilDate?, _ finding: inout InboxFinding) throws {
    guard let contact = finding.contact else { return }
    finding.isShown = true
    finding.awayUntil = away
    let handle = try host.handle(.contact, contact)
    guard let away else {
      finding.notes.append("no answer by a person; it names no day of return, so nothing waits for it")
      return
    }
    if away < host.now.date {
      finding.notes.append("no answer by a person; @\(handle) was away until \(away)")
    } else if case .date(let known) = try host.value(.contact, contact, "away_until"), known >= away {
      finding.notes.append("no answer by a person; @\(handle) is away until \(known), as is recorded")
    } else {
      try set(.contact, contact, "away_until", .date(away))
      finding.notes.append("no answer by a person; @\(handle) is away until \(away)")
    }
  }

  private func takeReport(_ mail: Mail, _ delivery: DeliveryReport, _ finding: inout InboxFinding) throws {
    guard let letter = try mail.letter ?? letter(meantBy: delivery, at: mail.moment, &finding) else { return }
    finding.message = letter
    finding.contact = try recipient(of: letter)
    finding.isShown = true
    let address =
      try delivery.recipients.first ?? finding.contact.flatMap { try host.text(.contact, $0, "email") } ?? "them"
    let handle = try host.handle(.message, letter)
    let reason = delivery.reason.map { ": \($0)" } ?? ""
    guard delivery.outcome == .failed else {
      finding.notes.append("@\(handle) has not reached \(address) yet, and the server goes on trying\(reason)")
      return
    }
    let problem = Printable.line("it could not be delivered to \(address)\(reason)")
    guard [.written, .sent, .sending, .inDoubt, .approved].contains(try host.state(of: letter)) else {
      finding.notes.append("@\(handle): \(problem)")
      return
    }
    try host.move(letter, ["state": MessageState.failed.value, "problem": .text(problem)])
    finding.notes.append("@\(handle) is failed: \(problem)")
  }

  private func takeOwnCopy(_ mail: Mail, _ finding: inout InboxFinding) throws {
    finding.contact = nil
    // A letter of the user's that goes on in a thread is another than the one it follows.
    guard let letter = mail.letter, mail.verdict.sign?.header != "From",
      [.written, .inDoubt, .approved, .sending].contains(try host.state(of: letter))
    else { return }
    finding.contact = try recipient(of: letter)
    finding.isShown = true
    try host.move(
      letter, ["state": MessageState.sent.value, "sent_at": .dateTime(mail.moment), "problem": .nothing])
    finding.notes.append("@\(try host.handle(.message, letter)) is sent")
  }

  private func set(_ noun: Noun, _ row: RowID, _ name: String, _ value: Value) throws {
    guard let field = noun.spec.fieldIndex(name) else { return }
    try host.set(noun, row, field: field, to: value)
  }

  // MARK: - Whose it is

  private func recipient(of letter: RowID) throws -> RowID? {
    if case .noun(.contact, let row) = try host.value(.message, letter, "to") { return row }
    return nil
  }

  /// A mail program may give a draft that it sends another Message-ID: then it is told by whom it is to and its subject.
  private func writtenLetter(likely message: MailMessage, at moment: DateTime) throws -> RowID? {
    let subject = message.value(of: "Subject") ?? ""
    for mailbox in message.mailboxes(in: "To") {
      guard let contact = try people.row(mailbox.address) else { continue }
      for letter in letters.values.sorted() {
        guard try recipient(of: letter) == contact, try host.text(.message, letter, "subject") == subject,
          [.written, .inDoubt].contains(try host.state(of: letter)),
          case .dateTime(let drafted) = try host.value(.message, letter, "created_at"), drafted <= moment
        else { continue }
        return letter
      }
    }
    return nil
  }

  /// Servers give up within five days or so; a report that comes later than this is about another letter.
  private static let longestQueue = 10 * 86_400

  /// The letter that a report without a Message-ID is about, if only one can be meant: one that went to an address it
  /// names, not after it and not too long before, and with the subject that it shows.
  private func letter(
    meantBy delivery: DeliveryReport, at moment: DateTime, _ finding: inout InboxFinding
  ) throws -> RowID? {
    // It shows a letter, and that is none of ours.
    guard delivery.originalIDs.isEmpty else { return nil }
    var meant: [RowID] = []
    for contact in Set(try delivery.recipients.compactMap(people.row)).sorted() {
      for letter in letters.values.sorted() {
        guard try recipient(of: letter) == contact,
          [.written, .sent, .sending, .inDoubt].contains(try host.state(of: letter)),
          case .dateTime(let drafted) = try host.value(.message, letter, "created_at")
        else { continue }
        var left = drafted.instant
        if case .dateTime(let sent) = try host.value(.message, letter, "sent_at") { left = sent.instant }
        // Clocks differ by some hours.
        guard left - 43_200 <= moment.instant, moment.instant - left <= Self.longestQueue else { continue }
        if let subject = delivery.originalSubject, try host.text(.message, letter, "subject") != subject { continue }
        meant.append(letter)
      }
    }
    if meant.count > 1, delivery.outcome == .failed {
      let handles = try meant.map { "@" + (try host.handle(.message, $0)) }.joined(separator: ", ")
      finding.isShown = true
      finding.notes.append("a letter was not delivered; the report doesn't say which of \(handles), so nothing changed")
    }
    return meant.count == 1 ? meant.first : nil
  }

  /// The newest interview with somebody that had ended by then.
  private func newestMeeting(with contact: RowID, before moment: DateTime) throws -> RowID? {
    try allMeetings().filter { $0.people.contains(contact) && $0.ends <= moment }.max { $0.ends < $1.ends }?.row
  }

  private func meeting(_ row: RowID) throws -> Meeting? { try allMeetings().first { $0.row == row } }

  private func allMeetings() throws -> [Meeting] {
    if let meetings { return meetings }
    var meetings: [Meeting] = []
    for row in try host.asking({ try host.store.rows(of: .interview) }) {
      guard case .dateTime(let starts) = try host.value(.interview, row, "starts"),
        case .duration(let length) = try host.value(.interview, row, "length"),
        let ends = try? starts.adding(length, calendar: host.calendar),
        case .enumeration(_, let outcome) = try host.value(.interview, row, "outcome"),
        Enumeration.outcome.cases[outcome] != "cancelled"
      else { continue }
      var people: [RowID] = []
      if case .list(let list) = try host.value(.interview, row, "people") {
        for case .noun(_, let person) in list { people.append(person) }
      }
      for name in ["hiring_manager", "via"] {
        if case .noun(_, let person) = try host.value(.interview, row, name) { people.append(person) }
      }
      meetings.append(Meeting(row: row, ends: ends, people: people))
    }
    self.meetings = meetings
    return meetings
  }
}

extension MailVerdict {
  /// A letter that is ours by its Message-ID.
  static let ownLetter = MailVerdict(ownCopyBy: "Message-ID")
}

/// Contacts by address; each address is looked up once.
private final class PeopleByAddress {
  private let store: Store
  private var known: [String: RowID?] = [:]

  init(store: Store) { self.store = store }

  func row(_ address: String) throws -> RowID? {
    let address = address.lowercased()
    if let row = known[address] { return row }
    let row = try store.findContact(email: address)
    known[address] = .some(row)
    return row
  }
}
