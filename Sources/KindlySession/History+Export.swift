// The facts of a store as entries, in the order in which they can be taken back, and each as a line of a script.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

extension Exporter {
  /// All of them, messages first. In JSON the messages are there as records already.
  func history() throws -> [HistoryEntry] {
    let messages = try rows(.message)
    var entries = try messages.map { HistoryEntry(kind: .message, facts: try facts(.message, $0, .message)) }
    let handovers = try host.asking { try host.store.handoverTimes() }
    for message in messages {
      guard let at = handovers[message] else { continue }
      entries.append(
        HistoryEntry(
          kind: .handover,
          facts: [("message", "@" + (try host.handle(.message, message))), ("handed_at", try written(at))]))
    }
    entries += try host.asking { try host.store.removedDeliveries() }.map(entry)
    entries += try rows(.settlement).compactMap(settlement)
    for event in try host.asking({ try host.store.allImported() }) {
      var facts = [(name: "uid", text: event.key)]
      if event.record.row > 0 {
        facts.append(("of", "@" + (try host.handle(event.record.noun, event.record.row))))
      }
      facts += [("sequence", "\(event.record.sequence)"), ("stamp", event.record.stamp)]
      entries.append(HistoryEntry(kind: .event, facts: facts))
    }
    for mail in try host.asking({ try host.store.allSeenMail() }) {
      entries.append(
        HistoryEntry(kind: .mail, facts: [("id", mail.id), ("at", try written(mail.at)), ("what", mail.what)]))
    }
    return entries
  }

  /// What files have said of days, after the records. A script that is run says itself what the records hold; JSON says
  /// nothing, so it carries all.
  func declarations(isScript: Bool) throws -> [HistoryEntry] {
    let facts = try host.asking { try host.store.declaredFacts(zone: host.zone) }
    return try facts.filter { !(isScript && $0.isHeld) }.compactMap { fact in
      guard let said = try text(of: fact.said) else { return nil }
      return HistoryEntry(
        kind: .declaration,
        facts: [
          ("of", "@" + (try host.handle(fact.noun, fact.row))), ("field", fact.field), ("said", said),
          ("source", String(UInt64(bitPattern: fact.source), radix: 16)),
        ])
    }
  }

  /// The former handles of records; in a script those of other nouns than messages are lines of `rename`.
  func formerNames(of nouns: [Noun]) throws -> [HistoryEntry] {
    try host.asking { try host.store.handles() }.filter { $0.isAlias && nouns.contains($0.noun) }.map { entry in
      HistoryEntry(
        kind: .name, facts: [("former", entry.name), ("of", "@" + (try host.handle(entry.noun, entry.row)))])
    }
  }

  /// `history("mail", ["id": "…", "at": "…"])`
  static func line(_ entry: HistoryEntry) -> String {
    let facts = entry.facts.map { "\(quoted($0.name)): \(quoted($0.text))" }
    return "history(\"\(entry.kind.rawValue)\", [\(facts.joined(separator: ", "))])\n"
  }

  // MARK: - One

  private func facts(_ noun: Noun, _ row: RowID, _ kind: HistoryKind) throws -> [(name: String, text: String)] {
    try kind.facts.compactMap { name in
      try text(of: try host.value(noun, row, name)).map { (name, $0) }
    }
  }

  private func settlement(_ row: RowID) throws -> HistoryEntry? {
    guard let key = try host.text(.settlement, row, "key"), let words = try host.words(ofKey: key) else { return nil }
    var facts = try facts(.settlement, row, .settlement)
    // Its handle is first; what it is about follows.
    facts.insert(("of", words), at: min(1, facts.count))
    return HistoryEntry(kind: .settlement, facts: facts)
  }

  private func entry(_ delivery: RemovedDelivery) throws -> HistoryEntry {
    var facts: [(name: String, text: String)] = []
    func add(_ name: String, _ text: String?) { if let text { facts.append((name, text)) } }
    func name(_ enumeration: Enumeration, _ number: Int) -> String? {
      enumeration.cases.indices.contains(number) ? enumeration.cases[number] : nil
    }
    add("message_id", delivery.messageID)
    add("handle", delivery.handle)
    add("template", delivery.template)
    add("kind", name(.messageKind, delivery.kind))
    add("round", "\(delivery.round)")
    add("channel", name(.channel, delivery.channel))
    add("subject", delivery.subject)
    add("state", name(.messageState, delivery.state))
    add("handed_at", try written(delivery.handedAt))
    add("sent_at", try delivery.sentAt.map(written))
    add("name", delivery.name)
    add("company", delivery.company)
    add("email", delivery.email)
    add("linkedin", delivery.linkedin)
    add("interview_role", delivery.interview?.role)
    add("interview_company", delivery.interview?.company)
    add("interview_starts", try (delivery.interview?.starts).map(written))
    return HistoryEntry(kind: .delivery, facts: facts)
  }

  private func written(_ instant: Int64) throws -> String {
    try Self.written(try DateTime(instant: Int(instant), zone: .utc))
  }

  /// A value as an entry has it; nil where there is nothing to be said.
  private func text(of value: Value) throws -> String? {
    switch value {
    case .nothing, .list, .function, .map, .record: nil
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): "\(number)"
    case .number(let number): number.description
    case .text(let text): text
    case .date(let date): date.description
    case .time(let time): time.description
    case .dateTime(let moment): try Self.written(moment)
    case .duration(let duration): duration.description
    case .noun(let noun, let row): "@" + (try host.handle(noun, row))
    case .enumeration(let enumeration, let number): enumeration.cases[number]
    }
  }
}

extension RunHost {
  /// `thank_you @dana @acme`: a key of an obligation in words that mean the same in any store; nil where one of the
  /// records is gone, and with it the obligation.
  func words(ofKey key: String) throws -> String? {
    var words: [String] = []
    for word in key.split(separator: " ", omittingEmptySubsequences: false) {
      let parts = word.split(separator: ":")
      guard parts.count == 2, let noun = Noun.allCases.first(where: { $0.word == parts[0] }), let row = RowID(parts[1])
      else {
        words.append(String(word))
        continue
      }
      guard try store.rows(of: noun).contains(row) else { return nil }
      words.append("@" + (try handle(noun, row)))
    }
    return words.joined(separator: " ")
  }
}
