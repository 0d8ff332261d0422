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
    if [.approve, .send, .perform].contains(verb) { try needsOwnRules(verb.name) }
    switch verb {
    case .approve:
      // What was cancelled is approved again one by one.
      let live = try rows.filter { try state(of: $0) != .cancelled }
      try overList(live, "approved") { try approve($0) }
    case .send:
      let due = try rows.filter { ![.cancelled, .inDoubt].contains(try state(of: $0)) }
      try overList(due, "sent") { try queue($0) }
    case .cancel:
      for row in rows {
        if case .to = MessageMove(.cancel, from: try state(of: row)) { try cancel(row) }
      }
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
    /// The state that it is in, which stays, and what to do instead.
    case state(String, instead: String)
    /// A person may, a script may not; the state stays.
    case onlyByHand(String)
    /// There is nothing to do, which is no error.
    case already(String)

    var reason: String {
      switch self {
      case .refused(let reason), .state(let reason, _), .already(let reason): reason
      case .onlyByHand(let reason): "\(reason), so only you can approve it again"
      case .forbidden(let refusal): refusal.sentence
      }
    }

    /// Whether the message is a draft again for it.
    var isRefusal: Bool {
      switch self {
      case .refused, .forbidden: true
      case .state, .onlyByHand, .already: false
      }
    }
  }

  private func overList(_ rows: [RowID], _ done: String, _ work: (RowID) throws -> Hindrance?) throws {
    var refused: [String] = []
    for row in rows {
      guard let hindrance = try work(row) else { continue }
      if case .already = hindrance { continue }
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
    let state = try state(of: message)
    switch MessageMove(.approve, from: state) {
    case .to, .handOver: break
    // Approving again what is approved or gone is how a script looks on its second day.
    case .already: return nil
    case .refused(let reason, let instead): return .state(reason, instead: instead)
    }
    if let reason = try onlyByHand(.approve, message, state) { return .onlyByHand(reason) }
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
    try allowAgain(message)
    return nil
  }

  /// Why a script may not; nil where it may, and for the user.
  private func onlyByHand(_ verb: MessageVerb, _ message: RowID, _ state: MessageState) throws -> String? {
    if isUsersWord { return nil }
    let wasHandedOver = try asking { try store.handover(of: message) } != nil
    return MessageMove.onlyByHand(verb, from: state, wasHandedOver: wasHandedOver)
  }

  /// The user's approval counts for a letter that was handed over before, too.
  private func allowAgain(_ message: RowID) throws {
    if isUsersWord { try asking { try store.approveAgain(message) } }
  }

  /// Sets an approved message aside for the transport, or says why not.
  /// With `isNow` neither the hours nor the time that a server asked for are waited for; that is the user's word alone.
  private func queue(_ message: RowID, isNow: Bool = false) throws -> Hindrance? {
    switch MessageMove(.send, from: try state(of: message)) {
    case .to, .handOver: break
    case .already(let words): return .already(words)
    case .refused(let reason, let instead): return .state(reason, instead: instead)
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
    switch MessageMove(.cancel, from: try state(of: message)) {
    case .to(let state):
      try move(message, ["state": state.value, "approved_at": .nothing, "despite": .list([])])
    case .already, .handOver: break
    case .refused(let reason, let instead):
      let handle = try handle(.message, message)
      throw HostError(
        code: 606, "@\(handle) can't be cancelled: \(reason)", notes: [instead.replacing("@m", with: "@\(handle)")])
    }
  }

  private func scriptMayNot(_ message: RowID) throws -> String? {
    if isUsersWord { return nil }
    guard case .enumeration(_, let kind) = try value(.message, message, "kind") else { return nil }
    if let days = try daysLate(message) { return "it is \(days) days late, so only you can approve it" }
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
      if command == .remind, case .text(let text) = operand {
        outcome.reminder = text
        return .nothing
      }
      throw HostError(code: 699, "`\(command.rawValue)` is not in this version of Kindly")
    }
    try notImagined()
    if [.approve, .send, .perform].contains(command) { try needsOwnRules(command.rawValue) }
    switch command {
    case .approve:
      try override(row, clauses)
      try single(row, "approved") { try approve($0) }
    case .send:
      let isNow = clauses.contains { $0.value == .text("now") }
      if isNow, !isUsersWord {
        throw HostError(
          code: 612, "only you can send @\(try handle(.message, row)) now",
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
    let handle = try handle(.message, message)
    func error(code: UInt16, _ reason: String, _ notes: [String] = []) -> HostError {
      HostError(
        code: code, "@\(handle) is not \(done): \(reason)", notes: notes.map { $0.replacing("@m", with: "@\(handle)") })
    }
    switch hindrance {
    case .already(let words):
      // A script that ran yesterday has nothing to report of it.
      if isUsersWord {
        tell(Diagnostic(9605, "@\(handle) \(words.replacing("@m", with: "@\(handle)"))", at: nil))
      }
    case .forbidden(let refusal): throw error(code: 601, refusal.because, refusal.notes)
    case .refused(let reason): throw error(code: 601, reason)
    case .state(let reason, let instead): throw error(code: 614, reason, [instead])
    case .onlyByHand:
      throw error(
        code: 615, hindrance.reason,
        ["check it, then `approve @m` at the prompt or with `kindly approve \(handle)`"])
    }
  }

  /// `mark @m sent`, `mark @m unsent`: what the user knows of a letter that has left the program.
  private func mark(_ message: RowID, _ clauses: [(word: String, value: Value)]) throws {
    let handle = try handle(.message, message)
    let verb: MessageVerb
    switch clauses.first(where: { $0.word == "as" })?.value {
    case .text("sent"): verb = .markSent
    case .text("unsent"): verb = .markUnsent
    default:
      throw HostError(code: 608, "a message is marked `sent` or `unsent`", notes: ["write `mark @\(handle) sent`"])
    }
    let state = try state(of: message)
    let word = verb == .markSent ? "sent" : "unsent"
    switch MessageMove(verb, from: state) {
    case .already, .handOver: return
    case .refused(let reason, let instead):
      throw HostError(
        code: 607, "@\(handle) can't be marked \(word): \(reason)",
        notes: [instead.replacing("@m", with: "@\(handle)")])
    case .to(let new):
      if let reason = try onlyByHand(verb, message, state) {
        throw HostError(
          code: 616, "a script can't mark @\(handle) \(word): \(reason), and would be sent again",
          notes: ["check it, then `mark @\(handle) \(word)` at the prompt or with `kindly mark \(handle) \(word)`"])
      }
      try move(
        message,
        verb == .markSent
          ? ["state": new.value, "sent_at": .dateTime(now), "problem": .nothing]
          : [
            "state": new.value, "sent_at": .nothing, "problem": .nothing, "attempts": .int(0), "send_after": .nothing,
          ])
      if new == .approved { try allowAgain(message) }
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
