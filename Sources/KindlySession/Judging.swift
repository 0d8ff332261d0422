// What a rule says of one binding: the one place where clauses are asked, for the agenda, for approving and sending, for
// `why` and for a simulation alike. A draft that an obligation would make is imagined, shown to the `never` rules, and
// forgotten. The invariant: the answer follows from the store and the clock alone.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlySyntax
import KindlyTime

/// Why a rule forbids a message now.
struct Refusal {
  let rule: String
  let because: String
  /// The first day on which it is not forbidden, if that is known.
  let freeDay: CivilDate?
  /// Where the rule is written.
  let place: String

  /// The last day on which it is forbidden, if that is known.
  var until: CivilDate? { freeDay.flatMap { try? $0.adding(days: -1) } }

  /// One sentence for the user.
  var sentence: String {
    freeDay.map { "\(rule): \(because); it may go from \($0)" } ?? "\(rule): \(because)"
  }

  /// Which rule, and until when, for the lines below an error.
  var notes: [String] {
    ["the rule `\(rule)` forbids it: \(place)"] + (freeDay.map { ["it may go from \($0)"] } ?? [])
  }
}

/// What one rule says against a message at one moment.
private struct Prohibition {
  let rule: RuleInfo
  /// The last day on which the rule itself says that it applies.
  let until: CivilDate?
}

extension RunHost {
  // MARK: - What is asked for

  /// Asks the clauses of a `must` or `may` about what its binders have bound.
  func judge(_ rule: RuleInfo, _ number: Int, _ bound: [Value]) throws -> Obligation {
    let (contact, interview) = (firstRow(.contact, bound), firstRow(.interview, bound))
    var obligation = Obligation(
      handle: "", key: key(rule, bound), rule: number, ruleName: name(rule), bound: bound, contact: contact,
      interview: interview, standing: .unasked)
    if let condition = rule.condition, try clause(.where, condition, bound) != .bool(true) {
      return try named(obligation, rule)
    }
    obligation.expires = try moment(.expires, rule.expires, bound)
    if let expires = obligation.expires, expires < now {
      obligation.standing = .expired
      return try named(obligation, rule)
    }
    let settlement = try settlement(obligation.key)
    if let settlement, settlement.word != .snoozed {
      obligation.standing = .settled(settlement)
      return try named(obligation, rule)
    }
    if let until = rule.until, try clause(.until, until, bound) == .bool(true) {
      obligation.standing = .fulfilled
      return try named(obligation, rule)
    }
    obligation.due = try moment(.due, rule.due, bound)
    obligation.from = try moment(.from, rule.from, bound)
    obligation.because = environment.documentation(of: rule).first
    if let action = rule.action { try foresee(action, rule, &obligation) }
    if let day = settlement?.day, now.date < day {
      obligation.standing = .asked(.upcoming)
      obligation.because = "put off to \(day)"
      obligation.refusal = nil
    } else if obligation.refusal != nil {
      obligation.standing = .asked(.blocked)
    } else if rule.modality == .must, let due = obligation.due, due < now {
      obligation.standing = .asked(.overdue)
    } else if let from = obligation.from, now < from {
      obligation.standing = .asked(.upcoming)
    } else {
      obligation.standing = .asked(.open)
    }
    return try named(obligation, rule)
  }

  /// What the action would come to: what it reminds of, or the letter that it would make and what forbids that.
  private func foresee(_ action: FunctionID, _ rule: RuleInfo, _ obligation: inout Obligation) throws {
    let imagined = try imagine(action, obligation.bound)
    if let reminder = imagined.reminder { obligation.because = reminder }
    guard let letter = imagined.letter else { return }
    obligation.letter = letter
    if obligation.contact == nil, case .noun(_, let row)? = try? value(.message, letter, "to") {
      obligation.contact = row
    }
    if obligation.interview == nil, case .noun(_, let row)? = try? value(.message, letter, "interview") {
      obligation.interview = row
    }
    obligation.refusal = try refusal(of: letter, isApproval: false)
    obligation.because = try obligation.refusal?.because ?? standing(of: letter) ?? obligation.because
  }

  /// How far the letter that an obligation asks for has come, and what is left to the user.
  private func standing(of imagined: RowID) throws -> String? {
    guard let message = try drafted(imagined) else { return nil }
    let handle = "@" + (try handle(.message, message))
    switch try state(of: message) {
    case .draft:
      if let problem = try text(.message, message, "problem") { return "\(handle) is a draft: \(problem)" }
      return "\(handle) is drafted: read it, then `approve` it"
    case .approved, .sending: return "\(handle) is approved and waits to be sent"
    case .written:
      return try isForLinkedIn(message)
        ? "\(handle) is ready to be pasted on LinkedIn: then mark it sent"
        : "\(handle) is in your drafts: send it, then mark it sent"
    case .inDoubt: return "whether \(handle) was sent is in doubt: `mark` it sent or unsent"
    case .failed: return "\(handle) failed: \(try text(.message, message, "problem") ?? "no reason was given")"
    case .sent, .cancelled: return nil
    }
  }

  // MARK: - Its name

  private func named(_ obligation: Obligation, _ rule: RuleInfo) throws -> Obligation {
    // What is not asked for has no need of a handle, unless somebody wants to know why.
    guard obligation.state != nil || isExplaining else { return obligation }
    return Obligation(
      handle: try todoHandle(rule, obligation), key: obligation.key, rule: obligation.rule,
      ruleName: obligation.ruleName, bound: obligation.bound, contact: obligation.contact,
      interview: obligation.interview, from: obligation.from, due: obligation.due, expires: obligation.expires,
      standing: obligation.standing, because: obligation.because, refusal: obligation.refusal,
      letter: obligation.letter)
  }

  private func todoHandle(_ rule: RuleInfo, _ obligation: Obligation) throws -> String {
    var parts = ["todo", name(rule).replacing("_", with: "-")]
    if let contact = obligation.contact { parts.append(try handle(.contact, contact)) }
    if let interview = obligation.interview { parts.append(try handle(.interview, interview)) }
    for value in obligation.bound {
      switch value {
      case .noun(.contact, obligation.contact), .noun(.interview, obligation.interview): break
      case .noun(let noun, let row): parts.append(try handle(noun, row))
      // The first round is not counted, as in a message's handle.
      case .int(let round) where round != 1: parts.append("\(round)")
      default: break
      }
    }
    return parts.joined(separator: "-")
  }

  private func firstRow(_ noun: Noun, _ bound: [Value]) -> RowID? {
    for case .noun(let found, let row) in bound where found == noun { return row }
    return nil
  }

  // MARK: - Clauses

  private func clause(_ name: RuleClause, _ function: FunctionID, _ bound: [Value]) throws -> Value {
    guard let trace else { return try ask(function, bound) }
    return try trace.during(name, function) { try ask(function, bound) }
  }

  private func moment(_ name: RuleClause, _ function: FunctionID?, _ bound: [Value]) throws -> DateTime? {
    guard let function, case .dateTime(let moment) = try clause(name, function, bound) else { return nil }
    return moment
  }

  /// Runs an action as if, and gives what it would do.
  private func imagine(_ action: FunctionID, _ bound: [Value]) throws -> ActionOutcome {
    let before = isProspective
    isProspective = true
    defer { isProspective = before }
    return try noting { _ = try clause(.do, action, bound) }
  }

  // MARK: - What is forbidden

  /// Why a message is forbidden now: by the `never` that forbids it longest, one that names no day before any that does,
  /// and with the first day on which no rule forbids it. Rules that the user has overridden for this message are not
  /// asked; a script that approves has nothing of that.
  func refusal(of message: RowID, isApproval: Bool, heedsOverrides: Bool = true) throws -> Refusal? {
    var overridden: Set<String> = []
    if heedsOverrides, case .list(let rules) = try value(.message, message, "despite") {
      for case .text(let rule) in rules { overridden.insert(rule) }
    }
    let rules = environment.rules.filter { rule in
      rule.modality == .never && isOn(rule) && (isApproval || !rule.atApproval) && !overridden.contains(name(rule))
    }
    return try refusal(by: rules, of: message)
  }

  /// What one `never` says of a message.
  func refusal(by rule: RuleInfo, of message: RowID) throws -> Refusal? { try refusal(by: [rule], of: message) }

  private func refusal(by rules: [RuleInfo], of message: RowID) throws -> Refusal? {
    let found = try prohibitions(rules, message)
    guard var longest = found.first else { return nil }
    for one in found.dropFirst() {
      guard let day = longest.until else { break }
      if one.until.map({ $0 > day }) ?? true { longest = one }
    }
    let rule = longest.rule
    var because = environment.documentation(of: rule).first ?? name(rule)
    if let clause = rule.because, case .text(let text) = try ask(clause, [.noun(.message, message)]) { because = text }
    let freeDay = try firstFreeDay(found) { try prohibitions(rules, message) }
    return Refusal(rule: name(rule), because: because, freeDay: freeDay, place: place(rule.span))
  }

  /// Which of these rules forbid a message at the clock's moment. A rule applies through the day that its `until` names.
  private func prohibitions(_ rules: [RuleInfo], _ message: RowID) throws -> [Prohibition] {
    let bound = [Value.noun(.message, message)]
    return try rules.compactMap { rule in
      try naming(rule, bound) {
        guard let when = rule.when else { return nil }
        let holds = try (trace.map { try $0.asking(rule) { try clause(.when, when, bound) } } ?? ask(when, bound))
        guard holds == .bool(true) else { return nil }
        guard let clause = rule.until, case .date(let until) = try ask(clause, bound) else {
          return Prohibition(rule: rule, until: nil)
        }
        return until < now.date ? nil : Prohibition(rule: rule, until: until)
      }
    }
  }

  /// The first day on which nothing forbids it any more; nil where no day is known. The day behind the latest `until` is
  /// not taken on trust: the same rules are asked then, and on the day before it.
  private func firstFreeDay(_ found: [Prohibition], _ ask: () throws -> [Prohibition]) throws -> CivilDate? {
    let today = now.date
    var standing = found
    for _ in 0..<Self.daysAhead {
      let days = standing.compactMap(\.until)
      guard let last = days.max(), days.count == standing.count, let next = try? last.adding(days: 1) else {
        return nil
      }
      standing = try looking(at: next, ask)
      guard standing.isEmpty else { continue }
      // Its `when` may have ceased to hold before: then some day between is the first.
      var (forbidden, free) = (today, next)
      if last > today, try looking(at: last, ask).isEmpty {
        free = last
        while let middle = try? forbidden.adding(days: (free.days - forbidden.days) / 2), middle > forbidden {
          if try looking(at: middle, ask).isEmpty { free = middle } else { forbidden = middle }
        }
      }
      return free
    }
    return nil
  }

  /// Asks as it will be when a day begins; nothing of it is kept, and nobody who wants to know why hears of it.
  private func looking<T>(at day: CivilDate, _ work: () throws -> T) throws -> T {
    let before = (now, agendaAsOf, agendaOrder, trace)
    defer { (now, agendaAsOf, agendaOrder, trace) = before }
    now = try DateTime(day, .midnight, zone: zone)
    agendaAsOf = -1
    trace = nil
    return try work()
  }
}

/// The clauses of rules, by their words.
enum RuleClause: String {
  case `where`, until, from, due, expires, `do`, when
}
