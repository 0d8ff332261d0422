// `draft T(…)`: a letter becomes a message, or finds the one that is there. A draft is known by template, recipient,
// interview and round; drafting it again rewrites it while nobody has edited or approved it. While a rule is asked,
// the draft is only imagined.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyStore
import KindlySyntax
import KindlyTime

extension RunHost {
  func draft(
    template: FunctionID, arguments: [(name: String, value: Value)], letter: KindlyMachine.Letter
  ) throws -> RowID {
    let info = environment.function(template)
    let name = environment.interner.text(info.name)
    guard case .noun(.contact, let to)? = arguments.first(where: { $0.name == "to" })?.value else {
      throw HostError(code: 605, "the template `\(name)` has nobody to write to")
    }
    var interview: RowID?
    if case .noun(.interview, let row)? = arguments.first(where: { $0.name == "interview" })?.value { interview = row }
    var detail: String?
    if case .text(let text)? = arguments.first(where: { $0.name == "detail" })?.value { detail = text }
    var round = 1
    if case .int(let number)? = arguments.first(where: { $0.name == "round" })?.value {
      guard (1...99).contains(number) else {
        throw HostError(code: 605, "there is no round \(number) of a letter", notes: ["rounds count from 1"])
      }
      round = Int(number)
    }
    let draft = MessageDraft(
      template: name, to: to, interview: interview, round: round, kind: kind(of: template, name),
      subject: letter.subject.trimmingBlanks, body: letter.body, detail: detail, channel: channel(of: template))
    let drafted = DraftedLetter(template: template, arguments: arguments, body: draft.body)
    let row = isProspective ? try imagine(draft, drafted) : try write(draft, drafted)
    outcome.letter = row
    return row
  }

  private func write(_ draft: MessageDraft, _ letter: DraftedLetter) throws -> RowID {
    writes += 1
    return try asking {
      guard
        let found = try store.findMessage(
          template: draft.template, to: draft.to, interview: draft.interview, round: draft.round)
      else {
        let made = try store.insertMessage(draft, now: now, zone: zone)
        try store.setLetterOrigin(made, try origin(of: letter))
        return made
      }
      // Who drafts again by hand what they cancelled, begins anew.
      let isRevived = try isUsersWord && !isPerforming && state(of: found) == .cancelled
      guard try isRevived || state(of: found) == .draft && value(.message, found, "edited") != .bool(true) else {
        return found
      }
      try move(
        found,
        [
          "state": MessageState.draft.value, "edited": .bool(false),
          "problem": isRevived ? .nothing : try value(.message, found, "problem"), "subject": .text(draft.subject),
          "body": .text(draft.body),
          "detail": draft.detail.map { .text($0) } ?? .nothing,
        ])
      try store.setLetterOrigin(found, try origin(of: letter))
      return found
    }
  }

  /// A message that is in no store: its row is negative.
  private func imagine(_ draft: MessageDraft, _ letter: DraftedLetter) throws -> RowID {
    let row = RowID(-1 - prospects.count)
    var fields: [Int: Value] = [:]
    func set(_ name: String, _ value: Value) {
      if let field = Noun.message.spec.fieldIndex(name) { fields[field] = value }
    }
    let interview = try draft.interview.map { try handle(.interview, $0) }
    set(
      "handle",
      .text(
        HandleNames.message(
          template: draft.template, to: try handle(.contact, draft.to), interview: interview, round: draft.round)))
    set("created_at", .dateTime(now))
    set("updated_at", .dateTime(now))
    set("subject", .text(draft.subject))
    set("body", .text(draft.body))
    set("detail", draft.detail.map { .text($0) } ?? .nothing)
    set("to", .noun(.contact, draft.to))
    set("interview", draft.interview.map { .noun(.interview, $0) } ?? .nothing)
    set("kind", .enumeration(.messageKind, draft.kind))
    set("round", .int(Int64(draft.round)))
    set("channel", .enumeration(.channel, draft.channel))
    set("state", MessageState.draft.value)
    set("message_id", .text(""))
    set("template", .text(draft.template))
    set("edited", .bool(false))
    set("attempts", .int(0))
    let stored = try asking {
      try store.findMessage(template: draft.template, to: draft.to, interview: draft.interview, round: draft.round)
    }
    // What the user overrode for the letter that is there, is overridden for it here.
    set("despite", try stored.map { try value(.message, $0, "despite") } ?? .list([]))
    prospects[row] = fields
    imaginedLetters[row] = letter
    return row
  }

  /// The message that is there already where a draft is only imagined.
  func drafted(_ imagined: RowID) throws -> RowID? {
    guard let fields = prospects[imagined] else { return imagined }
    func field(_ name: String) -> Value { Noun.message.spec.fieldIndex(name).flatMap { fields[$0] } ?? .nothing }
    guard case .text(let template) = field("template"), case .noun(_, let to) = field("to"),
      case .int(let round) = field("round")
    else { return nil }
    var interview: RowID?
    if case .noun(_, let row) = field("interview") { interview = row }
    return try asking {
      try store.findMessage(template: template, to: to, interview: interview, round: Int(round))
    }
  }

  // MARK: - By hand

  /// `edit @m`: the letter in the user's editor, its subject in the first line. It is a draft again where it changed.
  func edit(_ message: RowID) throws {
    let handle = "@\(try handle(.message, message))"
    guard isUsersWord, let editor = options.editor else {
      throw HostError(
        code: 611, "\(handle) can be edited where somebody is at the keyboard",
        notes: ["in a script, assign its `subject` and its `body`"])
    }
    let before =
      "Subject: \(try text(.message, message, "subject") ?? "")\n\n\(try text(.message, message, "body") ?? "")"
    guard var text = editor(before) else {
      throw HostError(code: 611, "the editor did not end well, and \(handle) is as it was")
    }
    while text.hasSuffix("\n") { text.removeLast() }
    if text == before || text + "\n" == before { return }
    guard let first = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first,
      first.lowercased().hasPrefix("subject:")
    else {
      throw HostError(
        code: 611, "the first line of a letter is its subject, and \(handle) is as it was",
        notes: ["it begins with `Subject: `, and an empty line follows"])
    }
    let subject = String(first.dropFirst("subject:".count)).trimmingBlanks
    let body = String(text.dropFirst(first.count).drop { $0 == "\n" })
    for (field, value) in [("subject", subject), ("body", body)] where try self.text(.message, message, field) != value
    {
      try set(.message, message, field: Noun.message.spec.fieldIndex(field) ?? 0, to: .text(value))
    }
  }

  // MARK: - Late thanks

  /// How many days a thank-you is late, where it is more than three; it is then for the user alone to say whether it
  /// may still go.
  func daysLate(_ message: RowID, at moment: DateTime? = nil) throws -> Int? {
    guard case .enumeration(_, let kind) = try value(.message, message, "kind"),
      kind == Enumeration.messageKind.index(of: "thank_you"),
      case .noun(_, let interview) = try value(.message, message, "interview"),
      case .dateTime(let ends) = try anyValue(.interview, interview, "ends")
    else { return nil }
    let late = (moment ?? now).instant - ends.instant - 86_400
    return late > 3 * 86_400 ? Int(late / 86_400) : nil
  }

  /// A letter that was approved in time, and could not go in time, goes by a new word alone.
  func lateSinceApproval(_ message: RowID) throws -> String? {
    guard let days = try daysLate(message), case .dateTime(let approved) = try value(.message, message, "approved_at"),
      try daysLate(message, at: approved) == nil
    else { return nil }
    return "it is \(days) days late: read it, and approve it again if it should still go"
  }

  /// Tells the user, on the draft itself, that it comes late.
  func noteLateness(of message: RowID) throws {
    guard message > 0, try state(of: message) == .draft, let days = try daysLate(message),
      try text(.message, message, "problem") == nil
    else { return }
    try move(
      message, ["problem": .text("it is \(days) days late: read it, and approve it yourself if it should still go")])
  }

  // MARK: - What the template says of itself

  private func declaration(of template: FunctionID) -> TemplateDeclaration? {
    let info = environment.function(template)
    guard info.kind == .template, environment.units.indices.contains(info.unit) else { return nil }
    let tree = environment.units[info.unit].tree
    let node = tree[info.body]
    return node.kind == .template ? tree.templates[Int(node.a)] : nil
  }

  private func kind(of template: FunctionID, _ name: String) -> Int {
    let written = declaration(of: template)?.kind.map { environment.interner.text($0.symbol) } ?? name
    let kinds = Enumeration.messageKind
    return kinds.index(of: written) ?? kinds.index(of: "other") ?? 0
  }

  private func channel(of template: FunctionID) -> Int {
    let written = declaration(of: template)?.channel.map { environment.interner.text($0.symbol) } ?? "email"
    return Enumeration.channel.index(of: written) ?? 0
  }
}

extension String {
  /// Without blanks at both ends: a subject is one line.
  fileprivate var trimmingBlanks: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
