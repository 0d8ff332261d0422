// `done`, `dismiss`, `snooze`: what the user says of an obligation that no other record shows. It is kept by the rule and
// the rows that it binds, so that it still holds when a record is renamed; it is undone like any other change.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyStore
import KindlyTime

extension RunHost {
  /// The rule and what it binds, whatever the records are called.
  func key(_ rule: RuleInfo, _ bound: [Value]) -> String {
    ([name(rule)]
      + bound.map { value in
        switch value {
        case .noun(let noun, let row): "\(noun.word):\(row)"
        case .int(let number): "\(number)"
        case .text(let text): text
        default: "\(value)"
        }
      }).joined(separator: " ")
  }

  /// What the user has said of an obligation.
  func settlement(_ key: String) throws -> Settlement? {
    if settlementsAsOf != writes {
      settlements = try asking { try store.settlements() }
      settlementsAsOf = writes
    }
    guard !settlements.isEmpty, let row = settlements[key] else { return nil }
    guard let word = try text(.settlement, row, "word").flatMap(Settlement.Word.init) else { return nil }
    var day: CivilDate?
    if case .date(let date) = try value(.settlement, row, "day") { day = date }
    return Settlement(word: word, day: day, because: try text(.settlement, row, "because"))
  }

  func settle(_ row: RowID, _ command: Command, _ clauses: [(word: String, value: Value)]) throws {
    let obligation = try obligation(row)
    func clause(_ word: String) -> Value? { clauses.first { $0.word == word }?.value }
    var (word, day, because) = (Settlement.Word.done, Value.nothing, Value.nothing)
    switch command {
    case .dismiss:
      word = .dismissed
      because = clause("because") ?? .nothing
      guard case .text(let reason) = because, !reason.allSatisfy(\.isWhitespace) else {
        throw HostError(
          code: 609, "say why @\(obligation.handle) is dismissed",
          notes: ["write `dismiss @\(obligation.handle) because \"…\"`"])
      }
    case .snooze:
      word = .snoozed
      day = clause("to") ?? .nothing
      guard case .date(let date) = day else {
        throw HostError(
          code: 609, "say until when @\(obligation.handle) may wait",
          notes: ["write `snooze @\(obligation.handle) to monday`"])
      }
      if let expires = obligation.expires, expires.date < date {
        throw HostError(
          code: 609, "@\(obligation.handle) will be gone by \(date): it is asked for until \(expires.inUserZone(zone))",
          notes: ["`dismiss` drops it, an earlier day puts it off"])
      }
      if date <= now.date {
        throw HostError(
          code: 609, "@\(obligation.handle) can be put off to a day to come, and \(date) is not",
          notes: ["write `snooze @\(obligation.handle) to tomorrow`"])
      }
    default:
      day = clause("on") ?? .date(now.date)
      if case .date(let date) = day, date > now.date {
        throw HostError(
          code: 609, "@\(obligation.handle) is not done before \(date)", notes: ["say it when it is done"])
      }
      // A deadline has a field of its own for that.
      for case .noun(.deadline, let deadline) in obligation.bound {
        try set(
          .deadline, deadline, field: Noun.deadline.spec.fieldIndex("done_at") ?? 0, to: try doneAt(clauses))
      }
    }
    if word != .snoozed { try withdrawLetter(of: obligation) }
    writes += 1
    try asking {
      try store.settle(
        obligation.key, handle: obligation.handle, word: word.rawValue, day: day, because: because, now: now, zone: zone
      )
    }
  }

  /// What is done already, or not to be done, needs no letter: the one that is there does not go.
  private func withdrawLetter(of obligation: Obligation) throws {
    let judged = try judge(environment.rules[obligation.rule], obligation.rule, obligation.bound)
    guard let imagined = judged.letter, let letter = try drafted(imagined) else { return }
    let handle = try handle(.message, letter)
    switch try state(of: letter) {
    case .draft, .approved, .failed:
      try move(letter, ["state": MessageState.cancelled.value, "approved_at": .nothing, "despite": .list([])])
    case .written: warn("@\(handle) is written where you send from: delete it there, or it may still go")
    case .sending, .inDoubt: warn("whether @\(handle) has gone is not known")
    case .sent, .cancelled: break
    }
  }
}
