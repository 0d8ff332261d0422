// The user's word: `approve`, `send`, `cancel`, `perform`, on one thing and over lists. Over a list, what a rule
// refuses is left out: it is a draft again, with its problem, and there is one warning. On one thing a refusal is an
// error. Sending itself happens after the run has committed; here messages are only set aside for it.

import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlyStore
import KindlyTime

extension RunHost {
  // MARK: - Over lists

  func act(_ verb: Verb, _ noun: Noun, rows: [RowID]) throws {
    try notImagined()
    switch verb {
    case .approve:
      // What was cancelled comes back by a word about it alone.
      let live = try rows.filter { try state(of: $0) != .cancelled }
      try overList(live, "approved") { try approve($0) }
    case .send: try overList(rows, "sent") { try queue($0) }
    case .cancel: for row in rows { try cancel(row) }
    case .perform:
      for row in rows {
        let obligation = try obligation(row)
        if let state = obligation.state, state != .blocked { try carryOut(obligation) }
      }
    case .remove:
      writes += 1
      for row in rows { try asking { try store.remove(noun, row) } }
    default: throw HostError(code: 699, "`\(verb.name)` is not in this version of Kindly")
    }
  }

  /// Why a message goes no further now.
  private enum Hindrance {
    /// A rule, or something that it lacks: it is a draft again, with its problem.
    case refused(String)
    case forbidden(Refusal)
    /// The state that it is in, which stays.
    case state(String)

    var reason: String {
      switch self {
      case .refused(let reason), .state(let reason): reason
      case .forbidden(let refusal): refusal.sentence
      }
    }

    /// Whether the message is a draft again for it.
    var isRefusal: Bool {
      if case .state = self { return false }
      return true
    }
  }

  private func overList(_ rows: [RowID], _ done: String, _ work: (RowID) throws -> Hindrance?) throws {
    var refused: [String] = []
    for row in rows {
      guard let hindrance = try work(row) else { continue }
      if hindrance.isRefusal {
        try move(
          row,
          [
            "state": MessageState.draft.value, "approved_at": .nothing, "despite": .list([]),
            "problem": .text(hindrance.reason),
          ])
      }
      refused.append("@\(try handle(.message, row)): \(hindrance.reason)")
    }
    if !refused.isEmpty {
      warn("\(refused.count) of \(rows.count) not \(done): " + refused.joined(separator: "; "))
    }
  }

  func warn(_ text: String) { tell(Diagnostic(9601, text, at: nil)) }

  // MARK: - One message

  /// Approves a message, or says why not.
  private func approve(_ message: RowID) throws -> Hindrance? {
    switch try state(of: message) {
    case .approved, .sending, .written, .sent: return nil
    case .inDoubt: return .state("whether it was sent is in doubt: `mark` it sent or unsent first")
    case .draft, .failed, .cancelled: break
    }
    if let reason = try scriptMayNot(message) ?? unsendable(message) { return .refused(reason) }
    if let refusal = try refusal(of: message, isApproval: true, heedsOverrides: isUsersWord) {
      return .forbidden(refusal)
    }
    try move(
      message,
      [
        "state": MessageState.approved.value, "approved_at": .dateTime(now), "problem": .nothing, "attempts": .int(0),
        "send_after": .nothing,
      ])
    return nil
  }

  /// Sets an approved message aside for the transport, or says why not.
  /// With `isNow` neither the hours nor the time that a server asked for are waited for; that is the user's word alone.
  private func queue(_ message: RowID, isNow: Bool = false) throws -> Hindrance? {
    switch try state(of: message) {
    case .approved: break
    case .sending, .written, .sent, .inDoubt, .cancelled: return nil
    case .draft, .failed: return .state("it is not approved")
    }
    if let reason = try unsendable(message) ?? lateSinceApproval(message) { return .refused(reason) }
    if let refusal = try refusal(of: message, isApproval: true) { return .forbidden(refusal) }
    if options.isRehearsal { return try rehearse(message) }
    if !toDeliver.contains(message) { toDeliver.append(message) }
    if isNow { urgent.insert(message) }
    return nil
  }

  /// In a test a letter goes nowhere, and at once: it is `written`, as the Maildir would have it.
  private func rehearse(_ message: RowID) throws -> Hindrance? {
    guard try SendWindow(host: self, message).opening(from: now) == nil else { return nil }
    try move(message, ["state": MessageState.written.value, "problem": .nothing])
    return nil
  }

  private func cancel(_ message: RowID) throws {
    switch try state(of: message) {
    case .draft, .approved, .failed:
      try move(message, ["state": MessageState.cancelled.value, "approved_at": .nothing, "despite": .list([])])
    case .cancelled: break
    case .written:
      let handle = try handle(.message, message)
      throw HostError(
        code: 606, "@\(handle) is written where you send from, and Kindly cannot take it back from there",
        notes: ["delete it there, write `mark @\(handle) unsent`, and then cancel it"])
    case .sending, .sent, .inDoubt:
      throw HostError(code: 606, "@\(try handle(.message, message)) has left, and what has left cannot be taken back")
    }
  }

  private func scriptMayNot(_ message: RowID) throws -> String? {
    if isUsersWord { return nil }
    if try state(of: message) == .cancelled { return "it was cancelled: only you yourself can approve it again" }
    guard case .enumeration(_, let kind) = try value(.message, message, "kind") else { return nil }
    if let days = try daysLate(message) { return "it is \(days) days late: only you yourself can approve it" }
    if approvableKinds.contains(kind) { return nil }
    return
      "a script may not approve letters of kind \(Enumeration.messageKind.cases[kind]); approve it yourself, or list the kind in `me.approve`"
  }

  /// What a letter lacks to be sent at all.
  private func unsendable(_ message: RowID) throws -> String? {
    guard case .noun(.contact, let to) = try value(.message, message, "to") else { return "it goes to nobody" }
    if try isForLinkedIn(message) {
      if try text(.contact, to, "linkedin") != nil { return nil }
      let handle = try handle(.contact, to)
      return "the LinkedIn page of @\(handle) is not known: `@\(handle).linkedin = \"https://…\"`"
    }
    if try text(.me, Store.meRow, "email") == nil { return "your own address is not known: `me { email: \"…\" }`" }
    if try text(.contact, to, "email") == nil { return "@\(try handle(.contact, to)) has no email address" }
    return nil
  }

  func isForLinkedIn(_ message: RowID) throws -> Bool {
    guard case .enumeration(_, let channel) = try value(.message, message, "channel") else { return false }
    return Enumeration.channel.cases[channel] == "linkedin"
  }

  // MARK: - Commands

  func command(_ command: Command, _ operand: Value, clauses: [(word: String, value: Value)]) throws -> Value {
    if command == .why {
      var about: String?
      if case .text(let handle)? = clauses.first?.value { about = handle }
      let page = try why(operand, about: about)
      // Whoever prints it ends the line.
      return .text(page.hasSuffix("\n") ? String(page.dropLast()) : page)
    }
    guard case .noun(let noun, let row) = operand else {
      if command == .remind { return operand }
      throw HostError(code: 699, "`\(command.rawValue)` is not in this version of Kindly")
    }
    try notImagined()
    switch command {
    case .approve:
      try override(row, clauses)
      try single(row, "approved") { try approve($0) }
    case .send:
      let isNow = !clauses.isEmpty
      if isNow, !isUsersWord {
        throw HostError(
          code: 612, "only you may say that @\(try handle(.message, row)) goes now",
          notes: ["in a script, `send` waits for the hours in `me.send_from` and `me.send_until`"])
      }
      try single(row, "sent") { try queue($0, isNow: isNow) }
    case .cancel: try cancel(row)
    case .edit: try edit(row)
    case .mark: try mark(row, clauses)
    case .perform:
      let obligation = try obligation(row)
      if obligation.state == .blocked {
        throw HostError(
          code: 601, "@\(obligation.handle) is blocked: \(obligation.because ?? "a rule forbids it")",
          notes: freeDay(obligation))
      }
      try carryOut(obligation)
    case .done where noun == .obligation, .dismiss, .snooze: try settle(row, command, clauses)
    case .done where noun == .deadline:
      try set(.deadline, row, field: Noun.deadline.spec.fieldIndex("done_at") ?? 0, to: try doneAt(clauses))
    case .remove:
      writes += 1
      try asking { try store.remove(noun, row, withRecords: clauses.contains { $0.word == "with" }) }
      return .nothing
    case .rename:
      guard case .text(let new)? = clauses.first(where: { $0.word == "to" })?.value else { break }
      writes += 1
      try asking { try store.rename(noun, row, to: new, now: now) }
    default: throw HostError(code: 699, "`\(command.rawValue)` is not in this version of Kindly")
    }
    return operand
  }

  private func single(_ message: RowID, _ done: String, _ work: (RowID) throws -> Hindrance?) throws {
    guard let hindrance = try work(message) else { return }
    if case .forbidden(let refusal) = hindrance {
      throw HostError(
        code: 601, "@\(try handle(.message, message)) is not \(done): \(refusal.because)", notes: refusal.notes)
    }
    throw HostError(code: 601, "@\(try handle(.message, message)) is not \(done): \(hindrance.reason)")
  }

  /// `mark @m sent`, `mark @m unsent`: what the user knows of a letter that has left the program.
  private func mark(_ message: RowID, _ clauses: [(word: String, value: Value)]) throws {
    let state = try state(of: message)
    let handle = try handle(.message, message)
    switch clauses.first(where: { $0.word == "as" })?.value {
    case .text("sent"):
      if state == .sent { return }
      guard [.approved, .sending, .written, .inDoubt].contains(state) else {
        throw HostError(
          code: 607, "@\(handle) is \(state.rawValue), so it cannot have been sent", notes: ["approve it first"])
      }
      try move(message, ["state": MessageState.sent.value, "sent_at": .dateTime(now), "problem": .nothing])
    case .text("unsent"):
      if state == .approved { return }
      guard [.sending, .written, .sent, .inDoubt].contains(state) else {
        throw HostError(code: 607, "@\(handle) is \(state.rawValue); there is nothing to take back")
      }
      try move(
        message,
        [
          "state": MessageState.approved.value, "sent_at": .nothing, "problem": .nothing, "attempts": .int(0),
          "send_after": .nothing,
        ])
    default:
      throw HostError(code: 608, "a message is marked `sent` or `unsent`", notes: ["write `mark @\(handle) sent`"])
    }
  }

  private func freeDay(_ obligation: Obligation) -> [String] { obligation.refusal?.notes ?? [] }

  /// `approve @m despite RULE`: the user's own word against a rule, kept on the message.
  private func override(_ message: RowID, _ clauses: [(word: String, value: Value)]) throws {
    let named = clauses.compactMap { clause in
      if clause.word == "despite", case .text(let rule) = clause.value { rule } else { nil }
    }
    if named.isEmpty { return }
    let handle = try handle(.message, message)
    guard isUsersWord else {
      throw HostError(
        code: 610, "a script may not override a rule", notes: ["approve @\(handle) yourself, at the prompt"])
    }
    var all: [Value] = []
    if case .list(let known) = try value(.message, message, "despite") { all = known }
    for rule in named where !all.contains(.text(rule)) { all.append(.text(rule)) }
    try move(message, ["despite": .list(all)])
  }

  func doneAt(_ clauses: [(word: String, value: Value)]) throws -> Value {
    guard case .date(let date)? = clauses.first(where: { $0.word == "on" })?.value else { return .dateTime(now) }
    return .dateTime(try DateTime(date, .midnight, zone: zone))
  }
}
