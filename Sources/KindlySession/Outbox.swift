// Hands approved messages to the transport, after the run has committed. `sending` is committed before the transport
// is called and what came of it after; a crash in between leaves `sending`, which is looked into the next time and
// never simply sent again. What a message becomes is decided here; the letter and its way are Postbox's and KindlyMail's.
// Invariant: a message is approved, and nothing of it has left, or it is on its way, gone or in doubt. It never goes back
// to approved unless the transport said that nothing has left, or the user did.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyMail
import KindlyStore
import KindlyTime

struct Outbox {
  let host: RunHost
  let postbox: Postbox

  init(host: RunHost) {
    self.host = host
    postbox = Postbox(host: host)
  }

  /// What came of handing messages over.
  struct Report {
    var problems: [Diagnostic] = []
    /// What is printed for the user to paste.
    var texts: [String] = []
    /// Whether a letter was refused for good, or the way is not passable, rather than made to wait.
    var hasFailures = false
    /// Whether a letter is to be tried again later.
    var isTemporary = false
    /// Whether a signal or the end of the time kept a letter from its end.
    var isCutOff = false
  }

  func deliver(_ messages: [RowID], urgent: Set<RowID>) throws -> Report {
    var report = Report()
    // Made when the first letter goes: until then nothing of it has to be in order.
    var transport: (any Transport)?
    for message in messages {
      let handle = try host.handle(.message, message)
      // A letter that is on its way is cut off, and in doubt; the next one is not begun.
      if host.limit.isOver {
        report.isCutOff = true
        report.problems.append(Diagnostic(9601, "@\(handle) waits: sending was interrupted", at: nil))
        continue
      }
      switch try claim(message, isUrgent: urgent.contains(message)) {
      case .gone: continue
      case .handedOverBefore:
        report.problems.append(
          Diagnostic(
            9606, "@\(handle) was handed over before and won't be sent again", at: nil,
            label: "check whether it arrived, then `approve @\(handle)` yourself to send it again"))
      case .waits(let words): report.problems.append(Diagnostic(9601, "@\(handle) waits \(words)", at: nil))
      case .claimed:
        do {
          if try host.isForLinkedIn(message) {
            report.texts.append(try postbox.page(message))
            try settle(message, .written, problem: nil)
            continue
          }
          let letter = try postbox.letter(message)
          let way: any Transport
          if let transport { way = transport } else { way = try postbox.transport() }
          transport = way
          try settle(message, handle, try way.deliver(letter), &report)
        } catch let error as MailError {
          report.hasFailures = true
          report.isCutOff = report.isCutOff || host.limit.isOver
          report.problems.append(
            Diagnostic(Code(error.code) ?? 400, "@\(handle): \(error.message)", at: nil, label: error.hint))
          try settle(
            message, error.isOfTheWay ? .approved : .failed, problem: error.message, hasCertainlyNotLeft: true)
          // The others would meet the same, and a server that is asked with a wrong password too often locks the door.
          if error.isOfTheWay { return report }
        }
      }
    }
    return report
  }

  /// Looks into messages that a crash left in `sending`: the transport may know whether the letter is there, or that it
  /// is not; otherwise it is in doubt.
  func recover() throws {
    for message in try host.store.rows(of: .message) where try host.state(of: message) == .sending {
      let id = try host.text(.message, message, "message_id") ?? ""
      // A transport can only tell of what was given to it.
      let way = try host.store.handover(of: message)?.way
      let transport = try way == postbox.way(of: message) ? try? postbox.transport() : nil
      switch transport?.hasDelivered(messageID: id) {
      case true: try settle(message, .written, problem: nil)
      case false: try settle(message, .approved, problem: nil, hasCertainlyNotLeft: true)
      case nil: try settle(message, .inDoubt, problem: "the program ended while it was being sent")
      }
    }
  }

  // MARK: - Steps

  private enum Claim {
    case claimed
    /// Another process has it, or it is not approved any more.
    case gone
    /// It was handed over before, and nobody has approved it since.
    case handedOverBefore
    case waits(String)
  }

  /// Takes a message for this process alone, unless its time has not come.
  private func claim(_ message: RowID, isUrgent: Bool) throws -> Claim {
    try inTransaction {
      guard try host.state(of: message) == .approved else { return .gone }
      // The one gate: whatever made it approved, what was handed over once goes again by the user's approval alone.
      if let handover = try host.store.handover(of: message), !handover.isApprovedAgain { return .handedOverBefore }
      if !isUrgent, let words = try waiting(message) { return .waits(words) }
      try host.move(message, ["state": MessageState.sending.value])
      try host.store.setWay(try postbox.way(of: message), of: message)
      return .claimed
    }
  }

  /// Until when a message waits, and why; nil where it may go. The hours are asked anew each time, since they may have
  /// been changed; the time that a server needs stands.
  private func waiting(_ message: RowID) throws -> String? {
    if case .int(let attempts) = try host.value(.message, message, "attempts"), attempts > 0,
      case .dateTime(let after) = try host.value(.message, message, "send_after"), after > host.now
    {
      let problem = try host.text(.message, message, "problem").map { ": \($0)" } ?? ""
      return "until \(try shown(after)), to be tried again\(problem)"
    }
    let window = try SendWindow(host: host, message)
    guard let opening = try window.opening(from: host.now) else { return nil }
    try host.move(message, ["send_after": .dateTime(opening)])
    let whose = window.zone == host.zone ? "" : ", their zone"
    return "until \(try shown(opening))\(whose)"
  }

  /// As `print` shows it, with its weekday.
  private func shown(_ moment: DateTime) throws -> String {
    let zone = moment.zone == host.zone ? "" : " \(moment.zone.name)"
    return try LDMLPattern("EEEE yyyy-MM-dd HH:mm").format(moment) + zone
  }

  private func settle(_ message: RowID, _ handle: String, _ delivery: Delivery, _ report: inout Report) throws {
    // What came back after the end may have come of it.
    if host.limit.isOver { report.isCutOff = report.isCutOff || !delivery.hasLeft }
    switch delivery {
    case .written: try settle(message, .written, problem: nil)
    case .sent: try settle(message, .sent, problem: nil)
    case .temporary where host.limit.isOver:
      try settle(message, .approved, problem: nil)
      report.problems.append(Diagnostic(9601, "@\(handle) waits: sending was interrupted", at: nil))
    case .temporary(let words):
      let again = try putOff(message, words)
      report.isTemporary = true
      report.problems.append(
        Diagnostic(9601, "@\(handle) waits until \(try shown(again)), to be tried again: \(words)", at: nil))
    case .refused(let words):
      try settle(message, .failed, problem: words, hasCertainlyNotLeft: true)
      report.hasFailures = true
      report.problems.append(
        Diagnostic(
          613, "@\(handle) was refused: \(words)", at: nil,
          label: "fix what is wrong, then `approve @\(handle)` to try again"))
    case .inDoubt(let words):
      try settle(message, .inDoubt, problem: words)
      report.problems.append(Self.doubt(handle, words))
    }
  }

  static func doubt(_ handle: String, _ words: String) -> Diagnostic {
    Diagnostic(
      9604, "it is unclear whether @\(handle) was sent: \(words)", at: nil,
      label: "check whether it arrived, then `mark @\(handle) sent` or `mark @\(handle) unsent`")
  }

  private func settle(
    _ message: RowID, _ state: MessageState, problem: String?, hasCertainlyNotLeft: Bool = false
  ) throws {
    var changes: [String: Value] = ["state": state.value, "problem": problem.map { .text($0) } ?? .nothing]
    if state == .sent { changes["sent_at"] = .dateTime(host.now) }
    if state == .written || state == .sent { changes["send_after"] = .nothing }
    try inTransaction(entry: "send") {
      try host.move(message, changes)
      if hasCertainlyNotLeft { try host.store.withdrawHandover(of: message) }
    }
  }

  // MARK: - Trying again

  /// Minutes between one attempt and the next; the last one stays.
  private static let pauses = [5, 15, 60, 240]

  private func putOff(_ message: RowID, _ words: String) throws -> DateTime {
    try inTransaction(entry: "send") {
      var attempts = 0
      if case .int(let number) = try host.value(.message, message, "attempts") { attempts = Int(number) }
      let minutes = Self.pauses[min(max(attempts, 0), Self.pauses.count - 1)]
      let again = try DateTime(instant: host.now.instant + minutes * 60, zone: host.zone)
      try host.move(
        message,
        [
          "state": MessageState.approved.value, "problem": .text(words), "attempts": .int(Int64(attempts) + 1),
          "send_after": .dateTime(again),
        ])
      try host.store.withdrawHandover(of: message)
      return again
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
}

extension Delivery {
  /// Whether the letter is certain to be where it was to go.
  fileprivate var hasLeft: Bool {
    switch self {
    case .written, .sent: true
    case .temporary, .refused, .inDoubt: false
    }
  }
}
