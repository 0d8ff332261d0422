// What the host answers by looking over many records: `search`, questions that the store takes whole, and the source `pipeline` with its row for each company
// and role. The words themselves are the store's.

import KindlyCatalog
import KindlyMachine
import KindlyTime

extension RunHost {
  /// The rows that hold all the words, best first.
  func search(_ noun: Noun, rows: [RowID], words: String) throws -> [RowID] {
    let found = try asking { try store.search(noun, words) }
    // A whole source is what the store has searched already.
    if try rows.count == asking({ try store.rows(of: noun) }).count { return found }
    let wanted = Set(rows)
    return found.filter(wanted.contains)
  }

  // MARK: - Questions

  func answer(_ query: Query, _ parameters: [Value], line: ([Value]) throws -> Void) throws -> QueryAnswer? {
    // Who wants to know why wants to know what was read, and marked words are not the store's.
    guard options.asksStore, trace == nil, !isMarking else { return nil }
    return try asking { try store.answer(query, parameters, zone: zone, line: line) }
  }

  func plan(_ query: Query, _ parameters: [Value]) throws -> QueryPlan? {
    guard options.asksStore else { return nil }
    return try asking { try store.plan(query, parameters, zone: zone) }
  }

  // MARK: - The pipeline

  /// One record per company and role, in the order in which they were first interviewed for.
  func pipeline() throws -> [Value] {
    var order: [Application] = []
    var numbers: [[String]: Int] = [:]
    for row in try rows(.interviews) {
      let key = [try text(.interview, row, "company") ?? "", try text(.interview, row, "role") ?? ""]
      if let number = numbers[key] {
        order[number].interviews.append(row)
      } else {
        numbers[key] = order.count
        order.append(Application(company: key[0], role: key[1], interviews: [row]))
      }
    }
    return try order.map(summary)
  }

  private struct Application {
    let company: String
    let role: String
    var interviews: [RowID]
  }

  private func summary(_ application: Application) throws -> Value {
    let newestFirst = try application.interviews.map { (row: $0, starts: try moment(.interview, $0, "starts")) }
      .sorted { ($0.starts, $0.row) > ($1.starts, $1.row) }
      .map(\.row)
    let newest = newestFirst[0]
    let next = try newestFirst.first { try anyValue(.interview, $0, "upcoming") == .bool(true) }
    var promised = Value.nothing
    for row in newestFirst where promised == .nothing { promised = try value(.interview, row, "reply_by") }
    var people: [Value] = []
    for row in newestFirst {
      guard case .list(let everyone) = try anyValue(.interview, row, "everyone") else { continue }
      for person in everyone where !people.contains(person) { people.append(person) }
    }
    var touch: DateTime?
    for case .noun(.contact, let person) in people {
      guard case .dateTime(let moment) = try anyValue(.contact, person, "last_touch") else { continue }
      if touch.map({ $0.instant < moment.instant }) ?? true { touch = moment }
    }
    return .record([
      Value.Field("company", .text(application.company)), Value.Field("role", .text(application.role)),
      Value.Field("stage", try value(.interview, newest, "stage")),
      Value.Field("outcome", try value(.interview, newest, "outcome")),
      Value.Field("next", next.map { .noun(.interview, $0) } ?? .nothing), Value.Field("reply_by", promised),
      Value.Field("people", .list(people)), Value.Field("last_touch", touch.map(Value.dateTime) ?? .nothing),
    ])
  }

  private func moment(_ noun: Noun, _ row: RowID, _ name: String) throws -> Int {
    if case .dateTime(let moment) = try value(noun, row, name) { return moment.instant }
    return .min
  }
}
