// What a simulation tells: after each firing the agenda and the messages are looked at, and what is another than before
// is an event. As text, as JSON, and as a picture.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyTime

struct Timeline {
  struct Event {
    let moment: DateTime
    /// `due`, `overdue`, `blocked`, `upcoming`, `done`, `gone`, `drafted`, `refused`, `approved`, `sent`, `failed`, `reply`.
    let what: String
    /// With its `@`; empty for a firing.
    let handle: String
    let detail: String
  }

  private let host: RunHost
  private let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private(set) var events: [Event] = []
  private var obligations: [String: (obligation: Obligation, signature: String)] = [:]
  private var problems: Set<RowID> = []
  private var messages: [RowID: MessageState] = [:]
  private var assumed: [Assumption] = []

  init(host: RunHost) { self.host = host }

  func hasHappened(_ assumption: Assumption) -> Bool { assumed.contains(assumption) }
  mutating func happened(_ assumption: Assumption) { assumed.append(assumption) }

  mutating func add(_ moment: DateTime, _ what: String, _ handle: String, _ detail: String) {
    events.append(Event(moment: moment, what: what, handle: handle, detail: detail))
  }

  /// What there is before the first firing is no event.
  mutating func begin() throws {
    for message in try host.store.rows(of: .message) { messages[message] = try host.state(of: message) }
  }

  /// Looks at what has become of everything since.
  mutating func look() throws {
    for message in try host.store.rows(of: .message) {
      let state = try host.state(of: message)
      let before = messages.updateValue(state, forKey: message)
      let handle = "@\(try host.handle(.message, message))"
      defer { told(message, handle, state) }
      if before == state { continue }
      // What went through several states within one firing is told with each.
      if before == nil { add(host.now, "drafted", handle, try host.text(.message, message, "subject") ?? "") }
      switch state {
      case .draft: break
      case .approved: add(host.now, "approved", handle, try host.text(.message, message, "problem") ?? "")
      default: add(host.now, state.rawValue, handle, "")
      }
    }
    var seen: Set<String> = []
    for row in try host.agenda() {
      let obligation = try host.obligation(row)
      seen.insert(obligation.handle)
      let signature = host.signature(obligation)
      let before = obligations.updateValue((obligation, signature), forKey: obligation.handle)
      guard before?.signature != signature, let state = obligation.state else { continue }
      let handle = "@\(obligation.handle)"
      switch state {
      case .blocked:
        let until = obligation.refusal?.until.map { " until \($0)" } ?? ""
        add(host.now, "blocked", handle, "by \(obligation.refusal?.rule ?? "")\(until)")
      case .overdue: add(host.now, "overdue", handle, obligation.because ?? "")
      case .open: add(host.now, "due", handle, obligation.due.map { "by \($0.inUserZone(host.zone))" } ?? "")
      case .upcoming:
        add(host.now, "upcoming", handle, obligation.from.map { "from \($0.inUserZone(host.zone))" } ?? "")
      }
    }
    for (handle, last) in obligations.sorted(by: { $0.key < $1.key }) where !seen.contains(handle) {
      obligations[handle] = nil
      let (rule, bound) = (last.obligation.rule, last.obligation.bound)
      let isDone = host.signature(try host.judge(host.environment.rules[rule], rule, bound)) == "done"
      add(host.now, isDone ? "done" : "gone", "@\(handle)", "")
    }
  }

  /// What a draft lacks, the first time.
  private mutating func told(_ message: RowID, _ handle: String, _ state: MessageState) {
    guard state == .draft else { return problems.subtract([message]) }
    guard let problem = (try? host.text(.message, message, "problem")) ?? nil, problems.insert(message).inserted else {
      return
    }
    add(host.now, "refused", handle, problem)
  }

  // MARK: - As it is told

  func text(from start: DateTime, days: Int, name: String) -> String {
    var text = "\(name) from \(start.inUserZone(host.zone)), \(days) \(days == 1 ? "day" : "days")\n"
    var last: Int?
    let width = events.map(\.handle.count).max() ?? 0
    for event in events {
      let isNew = last != event.moment.instant
      last = event.moment.instant
      let day = weekdays[event.moment.date.weekday.rawValue - 1]
      let when = isNew ? "\(day) \(event.moment.inUserZone(host.zone))" : ""
      if isNew { text += "\n" }
      let line =
        when + String(repeating: " ", count: max(0, 21 - when.count))
        + event.what + String(repeating: " ", count: max(1, 10 - event.what.count))
        + event.handle + String(repeating: " ", count: max(0, width - event.handle.count) + 2) + event.detail
      text += String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    if events.isEmpty { text += "\nnothing happens\n" }
    return text
  }

  /// A row for each event.
  var rows: Value {
    .list(
      events.map { event in
        .record([
          Value.Field("at", .dateTime(event.moment)), Value.Field("what", .text(event.what)),
          Value.Field("handle", .text(event.handle)), Value.Field("detail", .text(event.detail)),
        ])
      })
  }

  func picture(today: CivilDate) -> Picture {
    .timeline(
      Picture.Timeline(
        today: today,
        events: events.map { event in
          let mark: Picture.Event.Mark =
            switch event.what {
            case "sent", "written", "done": .past
            case "due", "overdue", "blocked": .task
            default: .meeting
            }
          return Picture.Event(label: "\(event.what) \(event.handle)", day: event.moment.date, mark: mark)
        }))
  }
}
