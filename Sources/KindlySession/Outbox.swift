// Hands approved messages to the transport, after the run has committed. `sending` is committed before the transport
// is called and what came of it after; a crash in between leaves `sending`, which is looked into the next time and
// never simply sent again. Which letter is written is decided here; how it is put into a Maildir is KindlyMail's.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyMail
import KindlyStore
import KindlyTime

struct Outbox {
  let host: RunHost
  /// The folder of the store, for a Maildir named relative to it.
  let folder: String

  /// What came of handing messages over.
  struct Report {
    var written: [String] = []
    var problems: [Diagnostic] = []
    /// Whether a letter was refused for good, rather than made to wait.
    var hasFailures = false
    /// Whether the user wanted to stop before all were handed over.
    var wasInterrupted = false
  }

  func deliver(_ messages: [RowID]) throws -> Report {
    var report = Report()
    for message in messages {
      let handle = try host.handle(.message, message)
      // A letter that is on its way is brought to its end; the next one is not begun.
      if host.machine?.interrupt.isRaised == true {
        report.wasInterrupted = true
        report.problems.append(Diagnostic(9601, "@\(handle) waits: sending was interrupted", at: nil))
        continue
      }
      guard try isWithinHours() else {
        let words = "no mail leaves before \(try hour("send_from")) or after \(try hour("send_until"))"
        report.problems.append(Diagnostic(9601, "@\(handle) waits: \(words)", at: nil))
        continue
      }
      guard try claim(message) else { continue }
      do {
        try write(message)
        try settle(message, .written, problem: nil)
        report.written.append(handle)
      } catch let error as MailError {
        try settle(message, .failed, problem: error.message)
        report.hasFailures = true
        report.problems.append(
          Diagnostic(Code(error.code) ?? 400, "@\(handle): \(error.message)", at: nil, label: error.hint))
      }
    }
    return report
  }

  /// Looks into messages that a crash left in `sending`: found in the Maildir they are written, otherwise in doubt.
  func recover() throws {
    for message in try host.store.rows(of: .message) where try host.state(of: message) == .sending {
      let id = try host.text(.message, message, "message_id") ?? ""
      let isThere = (try? maildir().contains(messageID: id)) ?? false
      try settle(
        message, isThere ? .written : .inDoubt, problem: isThere ? nil : "the program ended while it was being sent")
    }
  }

  // MARK: - Steps

  /// Takes a message for this process alone; another that got there first has it.
  private func claim(_ message: RowID) throws -> Bool {
    try inTransaction {
      guard try host.state(of: message) == .approved else { return false }
      try host.move(message, ["state": MessageState.sending.value])
      return true
    }
  }

  private func settle(_ message: RowID, _ state: MessageState, problem: String?) throws {
    try inTransaction(entry: "send") {
      try host.move(message, ["state": state.value, "problem": problem.map { .text($0) } ?? .nothing])
    }
  }

  /// With `entry` the journal tells of it. That a message is taken is no entry: what came of it will be.
  private func inTransaction<T>(entry: String? = nil, _ work: () throws -> T) throws -> T {
    try host.store.begin(.writing)
    do {
      let value = try work()
      try host.store.commit(entry.map { ($0, host.now) })
      return value
    } catch {
      host.store.rollback()
      throw error
    }
  }

  // MARK: - The letter

  private func write(_ message: RowID) throws {
    let id = try host.text(.message, message, "message_id") ?? ""
    let box = try maildir()
    // A run that was killed after writing finds its letter here and does not write it twice.
    if try box.contains(messageID: id) { return }
    guard case .noun(.contact, let to) = try host.value(.message, message, "to") else { return }
    let letter = KindlyMail.Letter(
      from: Mailbox(
        name: try host.text(.me, Store.meRow, "name"), address: try host.text(.me, Store.meRow, "email") ?? ""),
      to: Mailbox(name: try host.text(.contact, to, "name"), address: try host.text(.contact, to, "email") ?? ""),
      subject: try host.text(.message, message, "subject") ?? "", body: try body(message), messageID: id,
      date: host.now.rfc5322)
    _ = try box.deliver(letter.bytes(), flags: .draft)
  }

  private func body(_ message: RowID) throws -> String {
    let body = try host.text(.message, message, "body") ?? ""
    guard let signature = try host.text(.me, Store.meRow, "signature") else { return body }
    return body + "\n\n-- \n" + signature
  }

  func maildir() throws -> Maildir {
    let path = try host.text(.me, Store.meRow, "maildir") ?? "drafts"
    if path.hasPrefix("/") { return Maildir(path: path) }
    if path.hasPrefix("~/") { return Maildir(path: NSHomeDirectory() + path.dropFirst(1)) }
    return Maildir(path: folder + "/" + path)
  }

  // MARK: - The hours

  private func hour(_ field: String) throws -> TimeOfDay {
    if case .time(let time) = try host.value(.me, Store.meRow, field) { return time }
    return .midnight
  }

  func isWithinHours() throws -> Bool {
    let time = host.now.time
    return try hour("send_from") <= time && time <= hour("send_until")
  }
}
