// The agenda: binds what the rules' binders bind, and has each binding judged. Asking changes nothing. What a rule says
// of one binding is Judging.swift's; what the user said of it is Settling.swift's.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlySyntax
import KindlyTime

extension RunHost {
  /// The rows of what is not fulfilled and not gone, by due time.
  func agenda() throws -> [RowID] {
    if agendaAsOf == writes { return agendaOrder }
    var found: [(due: DateTime, obligation: Obligation)] = []
    for (number, rule) in environment.rules.enumerated() where rule.modality != .never && isOn(rule) {
      try bind(rule, number) { bound in
        let obligation = try judge(rule, number, bound)
        if obligation.state != nil, let due = obligation.due { found.append((due, obligation)) }
      }
    }
    prospects = [:]
    let order = found.enumerated().sorted { ($0.element.due.instant, $0.offset) < ($1.element.due.instant, $1.offset) }
    agendaOrder = order.map { remember($0.element.obligation) }
    agendaAsOf = writes
    return agendaOrder
  }

  func obligation(_ row: RowID) throws -> Obligation {
    let index = Int(row) - 1
    guard obligations.indices.contains(index) else {
      throw HostError(code: 603, "there is no such thing to do now", notes: ["`agenda` lists what there is"])
    }
    return obligations[index]
  }

  /// Keeps the row that an obligation had before, so that a value taken earlier still means the same.
  func remember(_ obligation: Obligation) -> RowID {
    if let row = obligationRows[obligation.handle] {
      obligations[Int(row) - 1] = obligation
      return row
    }
    obligations.append(obligation)
    let row = RowID(obligations.count)
    obligationRows[obligation.handle] = row
    return row
  }

  func isOn(_ rule: RuleInfo) -> Bool { !environment.rulesOff.contains(rule.name) }

  // MARK: - Binding

  /// Every binding of a rule, in the order of its lists.
  func bind(_ rule: RuleInfo, _ number: Int, _ each: ([Value]) throws -> Void) throws {
    try bind(rule, [], each)
  }

  private func bind(_ rule: RuleInfo, _ bound: [Value], _ each: ([Value]) throws -> Void) throws {
    guard bound.count < rule.sources.count else { return try naming(rule, bound) { try each(bound) } }
    guard case .list(let elements) = try naming(rule, bound, { try ask(rule.sources[bound.count], bound) }) else {
      return
    }
    for element in elements { try bind(rule, bound + [element], each) }
  }

  /// What fails is told with the rule that asked, where it is written, and the records it asked about.
  func naming<T>(_ rule: RuleInfo, _ bound: [Value], _ work: () throws -> T) throws -> T {
    do {
      return try work()
    } catch let error as RuntimeError {
      // A host's own words, and the end of a run, are told as they are.
      if case .host = error.fault { throw error }
      if [Fault.interrupted, .timedOut].contains(where: { $0.code == error.fault.code }) { throw error }
      let records = bound.compactMap { value in
        if case .noun(let noun, let row) = value { (try? handle(noun, row)).map { "`@\($0)`" } } else { nil }
      }
      let about = records.isEmpty ? "" : " about " + records.joined(separator: ", ")
      throw RuntimeError(
        .host(
          HostError(
            code: error.fault.code, error.diagnostic.message,
            notes: ["while the rule `\(name(rule))` was asked\(about): \(place(rule.span))"])),
        at: error.span, trail: error.trail)
    }
  }

  func name(_ rule: RuleInfo) -> String { environment.interner.text(rule.name) }

  func ask(_ function: FunctionID, _ bound: [Value]) throws -> Value {
    guard let machine else { return .nothing }
    return try machine.call(function, bound)
  }

  // MARK: - Doing

  /// Does what an obligation asks for.
  func carryOut(_ obligation: Obligation) throws {
    guard let action = environment.rules[obligation.rule].action else { return }
    isPerforming = true
    defer { isPerforming = false }
    let done = try noting { _ = try ask(action, obligation.bound) }
    if let row = done.letter { try noteLateness(of: row) }
  }

  /// What the actions do that are run by `work`.
  func noting(_ work: () throws -> Void) throws -> ActionOutcome {
    let outer = outcome
    outcome = ActionOutcome()
    defer { outcome = outer }
    try work()
    return outcome
  }
}

/// What the action of a rule has done: written a letter, or reminded of something.
struct ActionOutcome {
  var letter: RowID?
  var reminder: String?
}
