// Facts back into a store, from `history(…)` in a script and from the JSON of an export. What is known already stays as
// it is, so that stating a fact again changes nothing.
// Invariant: nothing that is stated here makes a message approved, reworded or ready to be sent.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

extension RunHost {
  /// `history("mail", […])` in a script; whether it was new.
  func history(_ kind: String, _ facts: [(name: String, text: String)]) throws -> Bool {
    try notImagined()
    guard let kind = HistoryKind(rawValue: kind) else {
      throw HostError(
        code: 684, "`\(kind)` isn't a kind of fact",
        notes: ["kinds: " + HistoryKind.allCases.map(\.rawValue).joined(separator: ", ")])
    }
    return try take(HistoryEntry(kind: kind, facts: facts)) { handle, noun in
      guard let found = try self.store.row(handle: handle), noun == nil || found.noun == noun else { return nil }
      return (found.noun, found.row)
    }.isNew
  }

  /// Takes a fact; whether it was new, and the message that it stated. `find` gives the record that a handle of the
  /// source stands for.
  func take(
    _ entry: HistoryEntry, find: @escaping (String, Noun?) throws -> (noun: Noun, row: RowID)?
  ) throws -> (isNew: Bool, message: RowID?) {
    let facts = try Facts(entry, zone: zone, find: find)
    writes += 1
    if entry.kind == .message {
      let taken = try takeMessage(facts)
      return (taken.isNew, taken.row)
    }
    return (try takeOther(facts), nil)
  }

  private func takeOther(_ facts: Facts) throws -> Bool {
    switch facts.kind {
    case .message: return false
    case .handover:
      let message = try facts.record("message", .message)
      let at = Int64(try facts.moment("handed_at").instant)
      return try asking { try store.addHandover(of: message.row, at: at) }
    case .delivery: return try takeDelivery(facts)
    case .settlement: return try takeSettlement(facts)
    case .event:
      let uid = try facts.text("uid")
      if try asking({ try store.imported(ImportMemory.source, key: uid) }) != nil { return false }
      let record = try facts.has("of") ? facts.record("of", nil) : (noun: .interview, row: 0)
      let sequence = try facts.number("sequence")
      try asking {
        try store.setImported(
          ImportMemory.source, key: uid,
          ImportedRecord(
            noun: record.noun, row: record.row, sequence: sequence, stamp: facts.optional("stamp") ?? ""))
      }
      return true
    case .mail:
      let id = try facts.text("id")
      if try asking({ try store.hasSeen(mail: id) }) { return false }
      let (at, what) = (try facts.moment("at"), try facts.text("what"))
      try asking { try store.setSeen(mail: id, at: at, what: what) }
      return true
    case .name:
      let record = try facts.record("of", nil)
      let former = try facts.text("former")
      return try asking { try store.addFormerHandle(former, record.noun, record.row) }
    case .declaration:
      let record = try facts.record("of", nil)
      let field = try facts.text("field")
      guard let spec = record.noun.fields.first(where: { $0.name == field }), Store.movable(record.noun).contains(field)
      else {
        throw facts.error(
          "`field` is one that others move",
          ["of a \(record.noun.word): " + Store.movable(record.noun).joined(separator: ", ")])
      }
      guard let source = UInt64(try facts.text("source"), radix: 16) else {
        throw facts.error("`source` isn't a number in hexadecimal")
      }
      let said = try facts.value("said", as: spec)
      return try asking {
        try store.addDeclared(
          record.noun, record.row, source: Int64(bitPattern: source), field: field, said: said)
      }
    }
  }

  // MARK: - Messages

  private func takeMessage(_ facts: Facts) throws -> (row: RowID, isNew: Bool) {
    var values: [String: Value] = [:]
    for field in Noun.message.fields where facts.has(field.name) {
      values[field.name] = try facts.value(field.name, as: field)
    }
    guard case .noun(_, let to)? = values["to"], case .text(let template)? = values["template"],
      case .text(let subject)? = values["subject"]
    else { throw facts.error("it needs `to`, `template` and `subject`") }
    var draft = MessageDraft(
      template: template, to: to, interview: nil, kind: 0, subject: subject, body: facts.optional("body") ?? "")
    if case .noun(_, let row)? = values["interview"] { draft.interview = row }
    if case .int(let round)? = values["round"], (1...99).contains(round) { draft.round = Int(round) }
    draft.kind = Enumeration.messageKind.index(of: "other") ?? 0
    if case .enumeration(_, let kind)? = values["kind"] { draft.kind = kind }
    if case .enumeration(_, let channel)? = values["channel"] { draft.channel = channel }
    if case .text(let detail)? = values["detail"] { draft.detail = detail }
    let stated = values["state"].flatMap { MessageState($0) } ?? .draft
    let state: MessageState
    switch stated {
    // Nobody but the user approves; and what was being sent when it was exported may have left.
    case .approved:
      state = .draft
      values["problem"] = .text("it was approved in another store: read it, then approve it again")
      values["approved_at"] = nil
    case .sending: state = .inDoubt
    case .draft, .written, .sent, .failed, .inDoubt, .cancelled: state = stated
    }
    values["state"] = state.value
    if let id = facts.optional("message_id") { try facts.checkMessageID(id) }
    let kept = ["state", "sent_at", "approved_at", "problem", "edited", "message_id"]
    return try asking {
      try store.recordMessage(
        draft, handle: facts.optional("handle"),
        kept.compactMap { name in
          guard let value = values[name], let field = Noun.message.spec.fieldIndex(name) else { return nil }
          return (field: field, value: value)
        },
        createdAt: facts.instant("created_at"), updatedAt: facts.instant("updated_at"), now: now, zone: zone)
    }
  }

  private func takeDelivery(_ facts: Facts) throws -> Bool {
    let id = try facts.text("message_id")
    try facts.checkMessageID(id)
    func number(_ enumeration: Enumeration, _ name: String, _ instead: String) throws -> Int {
      let word = facts.optional(name) ?? instead
      guard let number = enumeration.index(of: word) else {
        throw facts.error("`\(name)` must be one of \(enumeration.cases.joined(separator: ", "))")
      }
      return number
    }
    var interview: RemovedDelivery.Interview?
    if facts.has("interview_role") {
      interview = RemovedDelivery.Interview(
        role: try facts.text("interview_role"), company: try facts.text("interview_company"),
        starts: Int64(try facts.moment("interview_starts").instant))
    }
    let delivery = RemovedDelivery(
      messageID: id, handle: facts.optional("handle") ?? "", template: try facts.text("template"),
      kind: try number(.messageKind, "kind", "other"), round: try facts.has("round") ? facts.number("round") : 1,
      channel: try number(.channel, "channel", "email"), subject: try facts.text("subject"),
      state: try number(.messageState, "state", "sent"), handedAt: Int64(try facts.moment("handed_at").instant),
      sentAt: facts.instant("sent_at"), name: try facts.text("name"), company: facts.optional("company"),
      email: facts.optional("email"), linkedin: facts.optional("linkedin"), interview: interview)
    return try asking { try store.addRemovedDelivery(delivery, now: now, zone: zone) }
  }

  // MARK: - Obligations

  private func takeSettlement(_ facts: Facts) throws -> Bool {
    var parts: [String] = []
    for word in try facts.text("of").split(separator: " ", omittingEmptySubsequences: false) {
      guard word.hasPrefix("@") else {
        parts.append(String(word))
        continue
      }
      let record = try facts.record(handle: String(word.dropFirst()), nil)
      parts.append("\(record.noun.word):\(record.row)")
    }
    let key = parts.joined(separator: " ")
    guard let word = Settlement.Word(rawValue: try facts.text("word")) else {
      throw facts.error("`word` must be done, dismissed or snoozed")
    }
    if try asking({ try store.settlements() })[key] != nil { return false }
    let handle = facts.optional("handle") ?? ""
    guard HandleNames.isHandle(handle) else {
      throw facts.error("`handle` must be an obligation's, such as `todo-thank-you-dana`")
    }
    let day = try facts.optional("day").map { text in
      guard let date = CivilDate(iso: text) else { throw facts.error("`day` isn't a date") }
      return Value.date(date)
    }
    try asking {
      try store.settle(
        key, handle: handle, word: word.rawValue, day: day ?? .nothing,
        because: facts.optional("because").map { .text($0) } ?? .nothing, now: now, zone: zone)
    }
    return true
  }
}

/// The facts of an entry, by their names.
private struct Facts {
  let kind: HistoryKind
  private let texts: [String: String]
  private let zone: ZoneID
  private let find: (String, Noun?) throws -> (noun: Noun, row: RowID)?

  init(
    _ entry: HistoryEntry, zone: ZoneID, find: @escaping (String, Noun?) throws -> (noun: Noun, row: RowID)?
  ) throws {
    kind = entry.kind
    self.zone = zone
    self.find = find
    texts = Dictionary(entry.facts.map { ($0.name, $0.text) }) { $1 }
    let known = Set(kind.facts).union(kind == .message ? HistoryKind.unkept : [])
    if let stranger = texts.keys.sorted().first(where: { !known.contains($0) }) {
      throw error("it has no fact `\(stranger)`", ["its facts: " + kind.facts.joined(separator: ", ")])
    }
  }

  func error(_ reason: String, _ notes: [String] = []) -> HostError {
    HostError(code: 685, "this `\(kind.rawValue)` can't be recorded: \(reason)", notes: notes)
  }

  func has(_ name: String) -> Bool { texts[name] != nil }
  func optional(_ name: String) -> String? { texts[name] }

  func text(_ name: String) throws -> String {
    guard let text = texts[name] else { throw error("it needs `\(name)`") }
    return text
  }

  func number(_ name: String) throws -> Int {
    guard let number = Int(try text(name)) else { throw error("`\(name)` isn't a whole number") }
    return number
  }

  func moment(_ name: String) throws -> DateTime {
    guard let moment = DateTime(iso: try text(name), zone: zone) else { throw error("`\(name)` isn't a date and time") }
    return moment
  }

  func instant(_ name: String) -> Int64? { (try? moment(name)).map { Int64($0.instant) } }

  func record(_ name: String, _ noun: Noun?) throws -> (noun: Noun, row: RowID) {
    let text = try text(name)
    return try record(handle: text.hasPrefix("@") ? String(text.dropFirst()) : text, noun)
  }

  func record(handle: String, _ noun: Noun?) throws -> (noun: Noun, row: RowID) {
    guard let found = try find(handle, noun) else {
      throw error("there is no \(noun?.word ?? "record") `@\(handle)`", ["declare it above"])
    }
    return found
  }

  func value(_ name: String, as field: FieldSpec) throws -> Value {
    let reader = ImportedValue(zone: zone) { handle, noun in try find(handle, noun)?.row }
    switch try reader.read(.string(try text(name)), as: field) {
    case .success(let value): return value
    case .failure(let trouble): throw error("`\(name)`: \(trouble.words)")
    }
  }

  /// RFC 5322, section 3.6.4, as far as a letter takes it.
  func checkMessageID(_ id: String) throws {
    guard id.utf8.count <= 300, id.wholeMatch(of: /<[!-;=?-~]+@[!-;=?-~]+>/) != nil else {
      throw error("`message_id` isn't a Message-ID such as `<1@example.org>`")
    }
  }
}
