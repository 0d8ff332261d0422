// Makes the letter of a message, and the transport that `me` names. A new transport is a case of the catalog's
// enumeration and one entry here.

import Foundation
import KindlyCatalog
import KindlyMail
import KindlyStore
import KindlyTime

struct Postbox {
  let host: RunHost

  /// The transports, in the order of the enumeration's cases.
  private static let makers: [(name: String, make: @Sendable (Postbox) throws -> any Transport)] = [
    ("maildir", { try $0.maildir() }),
    ("sendmail", { try $0.sendmail() }),
    ("smtp", { try $0.smtp() }),
  ]

  func transport() throws -> any Transport {
    guard case .enumeration(let transport, let number) = try host.value(.me, Store.meRow, "transport"),
      let maker = Self.makers.first(where: { $0.name == transport.cases[number] })
    else { return try maildir() }
    return try maker.make(self)
  }

  /// The transport and where it leads, as one text: what a letter was given to, for the run after a crash.
  func way(of message: RowID) throws -> String {
    if try host.isForLinkedIn(message) { return "linkedin" }
    guard case .enumeration(let transport, let number) = try host.value(.me, Store.meRow, "transport") else {
      return ""
    }
    let name = transport.cases[number]
    return name == "maildir" ? "maildir \(try maildir().path)" : name
  }

  // MARK: - Letters

  func letter(_ message: RowID) throws -> KindlyMail.Letter {
    guard case .noun(.contact, let to) = try host.value(.message, message, "to") else {
      throw MailError.badAddress("")
    }
    return KindlyMail.Letter(
      from: Mailbox(
        name: try host.text(.me, Store.meRow, "name"), address: try host.text(.me, Store.meRow, "email") ?? ""),
      to: Mailbox(name: try host.text(.contact, to, "name"), address: try host.text(.contact, to, "email") ?? ""),
      subject: try host.text(.message, message, "subject") ?? "", body: try body(message),
      messageID: try host.text(.message, message, "message_id") ?? "", date: host.now.rfc5322)
  }

  private func body(_ message: RowID) throws -> String {
    let body = try host.text(.message, message, "body") ?? ""
    guard let signature = try host.text(.me, Store.meRow, "signature") else { return body }
    return body + "\n\n-- \n" + signature
  }

  /// A letter for the user to paste: the page to open, the text, and how to say that it went.
  func page(_ message: RowID) throws -> String {
    let handle = try host.handle(.message, message)
    var page = ""
    if case .noun(.contact, let to) = try host.value(.message, message, "to") {
      page = try host.text(.contact, to, "linkedin") ?? ""
    }
    let body = try host.text(.message, message, "body") ?? ""
    return "@\(handle): open \(page) and paste\n\n\(body)\n\nthen run `mark @\(handle) sent`\n"
  }

  // MARK: - Ways

  func maildir() throws -> Maildir {
    Maildir(path: path(try host.text(.me, Store.meRow, "maildir") ?? "drafts"))
  }

  private func sendmail() throws -> Sendmail {
    let command = try host.text(.me, Store.meRow, "sendmail") ?? "/usr/sbin/sendmail"
    return Sendmail(command: command.hasPrefix("~/") ? path(command) : command, isStopped: isStopped)
  }

  private func smtp() throws -> SMTP {
    guard let text = try host.text(.me, Store.meRow, "smtp") else { throw MailError.noServer }
    var source: PasswordSource?
    if let command = try host.text(.me, Store.meRow, "smtp_password_command") {
      source = .command(command)
    } else if let file = try host.text(.me, Store.meRow, "smtp_password_file") {
      source = .file(path(file))
    }
    let server = SMTP(address: try SMTPAddress(text), password: source)
    server.isStopped = isStopped
    return server
  }

  /// What is handed over is cut off where the run is to end.
  private var isStopped: StopCheck { { [limit = host.limit] in limit.isOver } }

  private func path(_ text: String) -> String { host.beside(text) }
}
