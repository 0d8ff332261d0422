// Asks the rules. Each clause is a function of the program: what binds, what fulfils, what is due, what forbids. The
// same questions are asked for the agenda, when a message is approved, and again when it is sent. Asking changes
// nothing: a draft that an obligation would make is imagined, shown to the `never` rules, and forgotten.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlySyntax
import KindlyTime

/// Why a rule forbids a message now.
struct Refusal {
  let rule: String
  let because: String
  /// The last day on which it forbids; the day after is free.
  let until: CivilDate?
  /// Where the rule is written.
  let place: String

  /// One sentence for the user.
  var sentence: String {
    freeDay.map { "\(rule): \(because); it may go from \($0)" } ?? "\(rule): \(because)"
  }

  /// The first day on which it does not forbid, if that is known.
  var freeDay: CivilDate? { until.flatMap { try? $0.adding(days: 1) } }

  /// Which rule, and until when, for the lines below an error.
  var notes: [String] {
    ["the rule `\(rule)` forbids it: \(place)"] + (freeDay.map { ["it may go from \($0)"] } ?? [])
  }
}

extension RunHost {
  // MARK: - The agenda

  /// The rows of what is not fulfilled and not gone, by due time.
  func agenda() throws -> [RowID] {
    if agendaAsOf == writes { return agendaOrder }
    var found: [Obligation] = []
    for (number, rule) in environment.rules.enumerated() where rule.modality != .never && isOn(rule) {
      try bind(rule, number, bound: [], into: &found)
    }
    prospects = [:]
    let order = found.enumerated().sorted { ($0.element.due.instant, $0.offset) < ($1.element.due.instant, $1.offset) }
    agendaOrder = order.map { remember($0.element) }
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
  private func remember(_ obligation: Obligation) -> RowID {
    if let row = obligationRows[obligation.handle] {
      obligations[Int(row) - 1] = obligation
      return row
    }
    obligations.append(obligation)
    let row = RowID(obligations.count)
    obligationRows[obligation.handle] = row
    return row
  }

  private func isOn(_ rule: RuleInfo) -> Bool { !environment.rulesOff.contains(rule.name) }

  private func bind(_ rule: RuleInfo, _ number: Int, bound: [Value], into found: inout [Obligation]) throws {
    guard bound.count < rule.sources.count else {
      if let obligation = try naming(rule, bound, { try consider(rule, number, bound) }) { found.append(obligation) }
      return
    }
    guard case .list(let elements) = try naming(rule, bound, { try ask(rule.sources[bound.count], bound) }) else {
      return
    }
    for element in elements { try bind(rule, number, bound: bound + [element], into: &found) }
  }

  /// A date that cannot be reckoned is told with the rule that asked and the records it asked about.
  private func naming<T>(_ rule: RuleInfo, _ bound: [Value], _ work: () throws -> T) throws -> T {
    do {
      return try work()
    } catch let error as RuntimeError {
      guard case .time(let fault) = error.fault, error.fault.code == Fault.time(.outOfRange).code else { throw error }
      let records = bound.compactMap { value in
        if case .noun(let noun, let row) = value { (try? handle(noun, row)).map { "`@\($0)`" } } else { nil }
      }
      let about = records.isEmpty ? "" : " about " + records.joined(separator: ", ")
      throw RuntimeError(
        .host(
          HostError(code: error.fault.code, fault.message, notes: ["while the rule `\(name(rule))` was asked\(about)"])),
        at: error.span, trail: error.trail)
    }
  }

  private func consider(_ rule: RuleInfo, _ number: Int, _ bound: [Value]) throws -> Obligation? {
    if let condition = rule.condition, try ask(condition, bound) != .bool(true) { return nil }
    if let until = rule.until, try ask(until, bound) == .bool(true) { return nil }
    guard let due = try moment(rule.due, bound) else { return nil }
    if let expires = try moment(rule.expires, bound), expires < now { return nil }
    let from = try moment(rule.from, bound)
    var contact = firstRow(.contact, bound)
    var interview = firstRow(.interview, bound)
    var because = environment.documentation(of: rule).first
    var refusal: Refusal?
    if let action = rule.action {
      let (asked, message) = try imagine(action, bound)
      if rule.actionIsReminder, case .text(let text) = asked { because = text }
      if let message {
        if contact == nil, case .noun(_, let row)? = try? value(.message, message, "to") { contact = row }
        if interview == nil, case .noun(_, let row)? = try? value(.message, message, "interview") { interview = row }
        refusal = try self.refusal(of: message, isApproval: false)
        because = try standing(of: message) ?? because
      }
    }
    let state: Obligation.State
    if let refusal {
      state = .blocked
      because = refusal.because
    } else if rule.modality == .must, due < now {
      state = .overdue
    } else if let from, now < from {
      state = .upcoming
    } else {
      state = .open
    }
    return Obligation(
      handle: try todoHandle(rule, bound, contact, interview), rule: number, ruleName: name(rule), bound: bound,
      contact: contact, interview: interview, due: due, state: state, because: because, until: refusal?.until)
  }

  /// How far the letter that an obligation asks for has come, and what is left to the user.
  private func standing(of imagined: RowID) throws -> String? {
    guard case .text(let template) = try value(.message, imagined, "template"),
      case .noun(_, let to) = try value(.message, imagined, "to")
    else { return nil }
    var interview: RowID?
    if case .noun(_, let row) = try value(.message, imagined, "interview") { interview = row }
    guard
      let message = try asking({ try store.findMessage(template: template, to: to, interview: interview, round: 1) })
    else { return nil }
    let handle = "@" + (try handle(.message, message))
    switch try state(of: message) {
    case .draft:
      if let problem = try text(.message, message, "problem") { return "\(handle) is a draft: \(problem)" }
      return "\(handle) is drafted: read it, then `approve` it"
    case .approved, .sending: return "\(handle) is approved and waits to be sent"
    case .written: return "\(handle) is in your drafts: send it, then mark it sent"
    case .inDoubt: return "whether \(handle) was sent is in doubt: `mark` it sent or unsent"
    case .failed: return "\(handle) failed: \(try text(.message, message, "problem") ?? "no reason was given")"
    case .sent, .cancelled: return nil
    }
  }

  private func name(_ rule: RuleInfo) -> String { environment.interner.text(rule.name) }

  private func todoHandle(_ rule: RuleInfo, _ bound: [Value], _ contact: RowID?, _ interview: RowID?) throws -> String {
    var parts = ["todo", name(rule).replacing("_", with: "-")]
    if let contact { parts.append(try handle(.contact, contact)) }
    if let interview { parts.append(try handle(.interview, interview)) }
    for case .noun(let noun, let row) in bound where noun != .contact && noun != .interview {
      parts.append(try handle(noun, row))
    }
    return parts.joined(separator: "-")
  }

  private func firstRow(_ noun: Noun, _ bound: [Value]) -> RowID? {
    for case .noun(let found, let row) in bound where found == noun { return row }
    return nil
  }

  private func moment(_ function: FunctionID?, _ bound: [Value]) throws -> DateTime? {
    guard let function, case .dateTime(let moment) = try ask(function, bound) else { return nil }
    return moment
  }

  private func ask(_ function: FunctionID, _ bound: [Value]) throws -> Value {
    guard let machine else { return .nothing }
    return try machine.call(function, bound)
  }

  // MARK: - Imagining

  /// Runs an action as if, and gives what it gave and the draft it would make.
  private func imagine(_ action: FunctionID, _ bound: [Value]) throws -> (Value, RowID?) {
    let before = isProspective
    isProspective = true
    defer { isProspective = before }
    let asked = try ask(action, bound)
    if case .noun(.message, let row) = asked { return (asked, row) }
    return (asked, nil)
  }

  /// Does what an obligation asks for.
  func carryOut(_ obligation: Obligation) throws {
    guard let action = environment.rules[obligation.rule].action else { return }
    _ = try ask(action, obligation.bound)
  }

  // MARK: - What is forbidden

  /// The first `never` that forbids a message now, in the order of their declaration.
  func refusal(of message: RowID, isApproval: Bool) throws -> Refusal? {
    for rule in environment.rules where rule.modality == .never && isOn(rule) && (isApproval || !rule.atApproval) {
      guard let when = rule.when, try ask(when, [.noun(.message, message)]) == .bool(true) else { continue }
      var because = environment.documentation(of: rule).first ?? name(rule)
      if let clause = rule.because, case .text(let text) = try ask(clause, [.noun(.message, message)]) {
        because = text
      }
      var until: CivilDate?
      if let clause = rule.until, case .date(let date) = try ask(clause, [.noun(.message, message)]) { until = date }
      return Refusal(rule: name(rule), because: because, until: until, place: place(rule.span))
    }
    return nil
  }
}
