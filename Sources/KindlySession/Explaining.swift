// `why X`: what the rules say of an obligation, a message or a record, clause by clause, with what each read and when the
// answer changes. The questions are put to the same judge that the agenda and sending ask; nothing is decided here. How
// the answer is laid out is Explanation.swift's, when it changes is ForesightOfChange.swift's.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyStore
import KindlySyntax
import KindlyTime

extension RunHost {
  /// - Parameters:
  ///   - subject: a record; or a text, `@handle` or `not RULE`.
  ///   - about: the handle of the record that a rule is asked about.
  func why(_ subject: Value, about: String?) throws -> String {
    let wasExplaining = isExplaining
    isExplaining = true
    defer {
      isExplaining = wasExplaining
      prospects = [:]
      agendaAsOf = -1
    }
    switch subject {
    case .text(let text) where text.hasPrefix("not "):
      return try whyNot(String(text.dropFirst(4)), about)
    case .text(let text):
      let handle = text.hasPrefix("@") ? String(text.dropFirst()) : text
      if handle.hasPrefix("todo-") { return try whyObligation(handle) }
      guard let found = try asking({ try store.row(handle: handle) }) else {
        throw HostError(code: 508, "there is nothing called `@\(handle)` any more")
      }
      return try why(found.noun, found.row)
    case .noun(.obligation, let row): return try whyObligation(try obligation(row).handle)
    case .noun(let noun, let row): return try why(noun, row)
    default: return ""
    }
  }

  private func why(_ noun: Noun, _ row: RowID) throws -> String {
    noun == .message ? try whyMessage(row) : try whyRecord(noun, row)
  }

  // MARK: - An obligation

  private func whyObligation(_ handle: String) throws -> String {
    var candidates: [RuleInfo] = []
    for (number, rule) in environment.rules.enumerated() where rule.modality != .never {
      let opening = "todo-" + name(rule).replacing("_", with: "-")
      guard handle == opening || handle.hasPrefix(opening + "-") else { continue }
      candidates.append(rule)
      var bound: [Value]?
      try bind(rule, number) { values in
        if bound == nil, try judge(rule, number, values).handle == handle { bound = values }
      }
      if let bound { return try explain(rule, number, bound) }
    }
    // It is not bound now: the longest handle of a record that it ends in says what it would be about.
    for rule in candidates {
      let rest = handle.dropFirst("todo-".count + name(rule).count + 1)
      let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
      for start in parts.indices {
        let tail = parts[start...].joined(separator: "-")
        guard let found = try asking({ try store.row(handle: tail) }) else { continue }
        return "@\(handle)  not asked for now\n" + (try unasked(rule, found.noun, found.row))
      }
    }
    throw HostError(
      code: 603, "there is nothing to do called `@\(handle)` now", notes: ["`agenda` lists what there is"])
  }

  private func explain(_ rule: RuleInfo, _ number: Int, _ bound: [Value]) throws -> String {
    let (obligation, trace) = try traced { try judge(rule, number, bound) }
    var page = Explanation(host: self, subjects: subjects(bound), letter: obligation.letter)
    page.headline("@\(obligation.handle)", sentence(obligation))
    try page.rule(rule)
    for (place, value) in bound.enumerated() where place < rule.sources.count {
      let name = environment.interner.text(rule.binderNames[place])
      try page.clause("for \(name) in", rule.sources[place], answer: Rendering.word(value, self), facts: [])
    }
    let own = trace.steps.filter { $0.rule == nil }
    for step in own where step.clause != .do {
      try page.clause(step.clause.rawValue, step.function, answer: answer(step), facts: step.facts)
    }
    if let settlement = try settlement(obligation.key) { page.line("you said", said(settlement)) }
    if let letter = obligation.letter {
      try nevers(letter, trace, isApproval: false, &page)
      if let message = try drafted(letter) {
        page.line("its letter", "@\(try handle(.message, message)), \(try state(of: message).rawValue)")
      }
    }
    let signature = self.signature(obligation)
    if let change = try firstChange(from: signature, { try self.signature(rule, number, bound) }) {
      page.line("changes", "\(change.moment), by itself: \(change.signature)")
    } else {
      page.line("changes", "not by itself within \(RunHost.daysAhead) days: only what is recorded changes it")
    }
    return page.text
  }

  private func sentence(_ obligation: Obligation) -> String {
    switch obligation.standing {
    case .asked(.blocked):
      return obligation.refusal?.until.map { "blocked until \($0) by \(obligation.refusal?.rule ?? "")" }
        ?? "blocked by \(obligation.refusal?.rule ?? "")"
    case .asked(.upcoming): return "upcoming" + (obligation.from.map { ", open from \($0.inUserZone(zone))" } ?? "")
    case .asked(.open): return "open" + (obligation.due.map { ", due \($0.inUserZone(zone))" } ?? "")
    case .asked(.overdue): return "overdue" + (obligation.due.map { " since \($0.inUserZone(zone))" } ?? "")
    case .unasked: return "not asked for: its `where` does not hold"
    case .fulfilled: return "done: its `until` holds"
    case .settled(let settlement): return said(settlement)
    case .expired: return "gone" + (obligation.expires.map { " since \($0.inUserZone(zone))" } ?? "")
    }
  }

  private func said(_ settlement: Settlement) -> String {
    switch settlement.word {
    case .done: "done" + (settlement.day.map { " on \($0)" } ?? "") + ", by your word"
    case .dismissed: "dismissed" + (settlement.because.map { ": \($0)" } ?? "")
    case .snoozed: "put off" + (settlement.day.map { " to \($0)" } ?? "")
    }
  }

  private func answer(_ step: Trace.Step) -> String {
    switch step.answer {
    case .bool(let holds): holds ? "yes" : "no"
    case .dateTime(let moment): moment.inUserZone(zone)
    default: Rendering.word(step.answer, self)
    }
  }

  private func subjects(_ bound: [Value]) -> Set<Explanation.Subject> {
    var found: Set<Explanation.Subject> = []
    for case .noun(let noun, let row) in bound { found.insert(.init(noun: noun, row: row)) }
    return found
  }

  func traced<T>(_ work: () throws -> T) throws -> (T, Trace) {
    let trace = Trace(name: { [unowned self] in name($0) })
    self.trace = trace
    defer { self.trace = nil }
    return (try work(), trace)
  }

  // MARK: - What forbids

  /// Every `never` in order, whether it forbids, and what it read.
  private func nevers(_ message: RowID, _ asked: Trace?, isApproval: Bool, _ page: inout Explanation) throws {
    var overridden: Set<String> = []
    if case .list(let rules) = try value(.message, message, "despite") {
      for case .text(let rule) in rules { overridden.insert(rule) }
    }
    for rule in environment.rules where rule.modality == .never {
      let name = name(rule)
      if !isOn(rule) {
        page.never(name, rule, "is off")
      } else if overridden.contains(name) {
        page.never(name, rule, "overridden by your word")
      } else if rule.atApproval, !isApproval {
        page.never(name, rule, "is asked when it is approved, and when it is sent")
      } else {
        let (refusal, trace) = try traced { try self.refusal(by: rule, of: message) }
        let verdict =
          refusal.map { "forbids it\($0.until.map { " until \($0)" } ?? ""): \($0.because)" } ?? "allows it"
        page.never(name, rule, verdict)
        try page.facts(trace.steps.flatMap(\.facts))
      }
    }
  }

  // MARK: - A message

  private func whyMessage(_ message: RowID) throws -> String {
    var subjects: Set<Explanation.Subject> = [.init(noun: .message, row: message)]
    for field in ["to", "interview"] {
      if case .noun(let noun, let row) = try value(.message, message, field) {
        subjects.insert(.init(noun: noun, row: row))
      }
    }
    var page = Explanation(host: self, subjects: subjects, letter: nil)
    let state = try state(of: message)
    page.headline("@\(try handle(.message, message))", state.rawValue)
    page.line("written by", "the template \(try text(.message, message, "template") ?? "")")
    if let problem = try text(.message, message, "problem") { page.line("problem", problem) }
    if case .dateTime(let moment) = try value(.message, message, "send_after") {
      page.line("waits until", moment.inUserZone(zone))
    }
    page.line("next", try next(message, state))
    guard [.draft, .approved, .failed, .cancelled].contains(state) else { return page.text }
    try nevers(message, nil, isApproval: true, &page)
    func signature() throws -> String {
      try refusal(of: message, isApproval: true).map { "\($0.rule) forbids it" } ?? "nothing forbids it"
    }
    if let change = try firstChange(from: try signature(), signature) {
      page.line("changes", "\(change.moment), by itself: \(change.signature)")
    } else {
      page.line("changes", "not by itself within \(RunHost.daysAhead) days: only what is recorded changes it")
    }
    return page.text
  }

  private func next(_ message: RowID, _ state: MessageState) throws -> String {
    let handle = "@\(try handle(.message, message))"
    switch state {
    case .draft, .cancelled: return "read it, then `approve \(handle)`"
    case .approved: return "`send \(handle)`"
    case .failed: return "mend what its problem says, then `approve \(handle)`"
    case .written:
      let way = try isForLinkedIn(message) ? "paste it on LinkedIn" : "send it from your mail program"
      return "\(way), then `mark \(handle) sent`"
    case .inDoubt: return "find out, then `mark \(handle) sent` or `mark \(handle) unsent`"
    case .sending: return "another run is sending it"
    case .sent: return "nothing: it has gone, and is never sent again"
    }
  }

  // MARK: - A record

  private func whyRecord(_ noun: Noun, _ row: RowID) throws -> String {
    var page = Explanation(host: self, subjects: [], letter: nil)
    page.headline("@\(try handle(noun, row))", "\(noun == .interview ? "an" : "a") \(noun.word)")
    for (number, rule) in environment.rules.enumerated() where rule.modality != .never {
      var lines: [(String, String)] = []
      try bind(rule, number) { bound in
        guard bound.contains(.noun(noun, row)) else { return }
        let obligation = try judge(rule, number, bound)
        lines.append(("@\(obligation.handle)", sentence(obligation)))
      }
      page.rule(name(rule), isOn(rule) ? lines : [("", "is off")], rule)
    }
    for message in try asking({ try store.rows(of: .message) }) {
      let touches = try ["to", "interview"].contains { try value(.message, message, $0) == .noun(noun, row) }
      if touches { page.line("@\(try handle(.message, message))", try state(of: message).rawValue) }
    }
    page.line("more", "`why @todo-…` or `why` a message explains one of them")
    return page.text
  }

  // MARK: - Why not

  private func whyNot(_ ruleName: String, _ about: String?) throws -> String {
    guard let number = environment.rules.firstIndex(where: { name($0) == ruleName }) else {
      throw HostError(code: 603, "there is no rule `\(ruleName)`")
    }
    let rule = environment.rules[number]
    guard let about else { return try whyRule(rule, number) }
    let handle = about.hasPrefix("@") ? String(about.dropFirst()) : about
    guard let found = try asking({ try store.row(handle: handle) }) else {
      throw HostError(code: 508, "there is nothing called `@\(handle)` any more")
    }
    if rule.modality == .never {
      guard found.noun == .message else { return try whyRule(rule, number) }
      var page = Explanation(host: self, subjects: [.init(noun: .message, row: found.row)], letter: nil)
      let (refusal, trace) = try traced { try self.refusal(by: rule, of: found.row) }
      page.headline("@\(handle)", refusal.map { "forbidden by \($0.sentence)" } ?? "not forbidden by \(ruleName)")
      page.never(ruleName, rule, refusal == nil ? "allows it" : "forbids it")
      try page.facts(trace.steps.flatMap(\.facts))
      return page.text
    }
    if !isOn(rule) { return "\(ruleName)  is off\n" }
    var bindings: [[Value]] = []
    try bind(rule, number) { if $0.contains(.noun(found.noun, found.row)) { bindings.append($0) } }
    if bindings.isEmpty { return "@\(handle)  not asked for now\n" + (try unasked(rule, found.noun, found.row)) }
    return try bindings.map { try explain(rule, number, $0) }.joined(separator: "\n")
  }

  /// All that a rule says now, in a line each.
  private func whyRule(_ rule: RuleInfo, _ number: Int) throws -> String {
    var page = Explanation(host: self, subjects: [], letter: nil)
    var lines: [(String, String)] = []
    if rule.modality == .never {
      for message in try asking({ try store.rows(of: .message) }) where try state(of: message) == .draft {
        if let refusal = try refusal(by: rule, of: message) {
          lines.append(("@\(try handle(.message, message))", refusal.sentence))
        }
      }
    } else {
      try bind(rule, number) { bound in
        let obligation = try judge(rule, number, bound)
        lines.append(("@\(obligation.handle)", sentence(obligation)))
      }
    }
    page.headline(name(rule), isOn(rule) ? "\(lines.count) now" : "is off")
    try page.rule(rule)
    for (handle, sentence) in lines { page.line(handle, sentence) }
    return page.text
  }

  /// Why a rule binds nothing about a record: at which of its lists the record is left out, and what was read of it.
  private func unasked(_ rule: RuleInfo, _ noun: Noun, _ row: RowID) throws -> String {
    var page = Explanation(host: self, subjects: [.init(noun: noun, row: row)], letter: nil)
    try page.rule(rule)
    var bound: [Value] = []
    for (place, source) in rule.sources.enumerated() {
      let name = environment.interner.text(rule.binderNames[place])
      let isAbout = rule.binderTypes[place] == .noun(noun)
      let (list, trace) = try traced { () -> Value in
        guard let trace = self.trace else { return .nothing }
        return try trace.during(.where, source) { try ask(source, bound) }
      }
      guard case .list(let elements) = list else { break }
      if isAbout {
        let isThere = elements.contains(.noun(noun, row))
        try page.clause(
          "for \(name) in", source, answer: isThere ? "it is among them" : "it is not among them",
          facts: trace.steps.flatMap(\.facts).filter { $0.noun == noun && $0.row == row })
        if !isThere { return page.text }
        bound.append(.noun(noun, row))
      } else {
        try page.clause(
          "for \(name) in", source, answer: elements.isEmpty ? "there is none" : "\(elements.count)", facts: [])
        guard let first = elements.first else { return page.text }
        bound.append(first)
      }
    }
    return page.text
  }
}

extension DateTime {
  /// As it is printed for a user of that zone.
  func inUserZone(_ zone: ZoneID) -> String {
    guard let here = try? inZone(zone) else { return "\(self)" }
    return "\(here.date) \(here.time)"
  }
}
