// What the store answers of a pipeline is what asking row by row gives, to the letter: pipelines and stores made by chance
// are run both ways. `explain` says which way a pipeline goes.

import Foundation
import Testing

@testable import KindlySession

@Suite struct PushdownTests {
  // MARK: - By chance

  @Test(arguments: 0..<60) func bothWaysGiveTheSame(_ seed: Int) throws {
    var chance = Chance(seed)
    let bench = try Bench()
    bench.zone = ["UTC", "America/New_York", "Pacific/Apia", "Africa/Casablanca"][seed % 4]
    let made = bench.script(StoreWriter(&chance).text)
    #expect(made.exit == .success, "\(made.complaints)")
    let lines = (0..<40).map { _ in PipelineWriter(&chance).text }
    // One that fails fails alone, and alike.
    let script = lines.map { "try { print(\($0)) } catch e { print(\"failed: {e.message}\") }" }.joined(separator: "\n")
    let asked = bench.script(script)
    bench.asksStore = false
    let counted = bench.script(script)
    #expect(asked.exit == counted.exit)
    #expect(asked.complaints == counted.complaints)
    #expect(asked.exit == .success, "\(asked.complaints)")
    #expect(asked.lines.count == lines.count)
    for (line, (one, other)) in zip(lines, zip(asked.lines, counted.lines)) {
      #expect(one == other, "\(line)")
    }
  }

  // MARK: - Which way

  private func explained(_ pipeline: String) throws -> [String] {
    let bench = try Bench()
    #expect(bench.script("contact @dana \"Dana\" at \"Acme\"").exit == .success)
    let outcome = bench.eval("explain " + pipeline)
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    return outcome.lines
  }

  @Test func explainTellsWhatIsAskedOfTheStore() throws {
    #expect(
      try explained("interviews | where company == \"Acme\" | sort starts | take 3 | map tags | length") == [
        "in the store: interviews | where company == \"Acme\" | sort starts | take 3",
        "    SELECT t.id FROM \"interview\" AS t WHERE (t.\"company\" IS ?1) ORDER BY t.\"starts\", t.id LIMIT max(0, ?2)",
        "    ?1 = \"Acme\"",
        "    ?2 = 3",
        "    SEARCH t USING COVERING INDEX interview_by_company_starts (company=?)",
        "row by row: map tags | length",
      ])
    #expect(
      try explained("contacts | where company != nothing and (name | length) > 3 | count") == [
        "in the store: contacts | a part of where company != nothing and (name | length) > 3",
        "    SELECT t.id FROM \"contact\" AS t WHERE (NOT (t.\"company\" IS NULL)) ORDER BY t.id",
        "    SCAN t",
        "row by row: where company != nothing and (name | length) > 3 | count",
      ])
    #expect(try explained("contacts | map tags") == ["row by row: contacts | map tags"])
    #expect(
      try explained("interviews | group stage { n: rows | where starts < today | count, last: rows | max starts }") == [
        "in the store: interviews | group stage { n: rows | where starts < today | count, last: rows | max starts }",
        "    SELECT t.\"stage\", count(*) FILTER (WHERE (kindly_date(t.\"starts\") < ?1 AND t.\"starts\" < (?1 + 4) * 86400)), max(t.\"starts\") FROM \"interview\" AS t GROUP BY 1 ORDER BY min(t.id)",
        "    ?1 = 2026-11-25",
        "    SCAN t",
        "    USE TEMP B-TREE FOR GROUP BY",
        "    USE TEMP B-TREE FOR ORDER BY",
      ])
    #expect(
      try explained("deadlines | where due == friday | count").last
        == "    SEARCH t USING COVERING INDEX deadline_by_due (due>? AND due<?)")
    for pairs in [
      "interviews | join contacts on right in left.people", "contacts | join interviews on left in right.people",
    ] {
      #expect(try explained(pairs).contains("    SEARCH u USING INTEGER PRIMARY KEY (rowid=?)"))
    }
    #expect(try explained("contacts | map name | join(\", \")").last == "row by row: join(\", \")")
  }

  @Test(arguments: [
    "interviews | where @dana in people | count", "interviews | where ended and outcome == waiting | first",
    "interviews | where stage in [onsite, final] | sort reply_by, company desc | take 2",
    "notes | where interview?.company == \"Acme\" | count", "deadlines | where not done and due <= today + 2d | count",
    "interviews | where i -> i.hiring_manager?.company == i.company | count", "contacts | min name",
    "messages | any(to == @dana and sent)", "interviews | where @dana in everyone | count",
    "interviews | all(starts < now)", "contacts | where \"an\" in name | count",
    "interviews | sum length", "interviews | where ended | average length", "contacts | map company | distinct | count",
    "interviews | sort starts | select company, role, on: starts | take 10", "contacts | distinct company | take 2",
    "interviews | group stage { n: rows | count, time: rows | sum length } | take 3",
    "interviews | join contacts on left.company == right.company",
    "contacts | join interviews on left in right.people and right.starts < now | take 5",
  ])
  func theseAreAnsweredWhole(_ pipeline: String) throws {
    let lines = try explained(pipeline)
    #expect(lines.first == "in the store: \(pipeline)")
    #expect(!lines.contains { $0.hasPrefix("row by row") })
  }

  /// What could fail, or have an effect, is not taken out of its place.
  @Test(arguments: [
    "interviews | where 1 div 0 == 1", "interviews | where (role | length) == 3",
    "contacts | where name[0] == \"D\"", "interviews | sort length", "interviews | where length > 45m",
  ])
  func theseAreNot(_ pipeline: String) throws {
    #expect(try explained(pipeline) == ["row by row: \(pipeline)"])
  }

  @Test func whatTheStoreCannotReckonIsAskedRowByRow() throws {
    let bench = try Bench()
    let made = bench.script(
      "interview @a \"A\" at \"X\" on 2026-11-20 10:00 for 2bd\ninterview @b \"B\" at \"X\" on 2026-11-20 10:00 for 1mo"
    )
    #expect(made.exit == .success, "\(made.complaints)")
    #expect(bench.eval("interviews | where ends < 2026-11-30 | map handle").text == "[\"a\"]\n")
  }

  /// More rows than are read at once, some of them gone again.
  @Test func manyRowsAreReadPageByPage() throws {
    let bench = try Bench()
    let made = bench.script(
      """
      for n in 1..9001 { contact "Person {n}" at "Company {n mod 3}" }
      for n in 3990..4010 { contacts | where name == "Person {n}" | remove }
      """)
    #expect(made.exit == .success, "\(made.complaints)")
    let pipelines = [
      "contacts | where (name | length) == 11 | count", "contacts | where (name | ends_with(\"000\")) | map name",
      "contacts | skip 3985 | where (name | ends_with(\"0\")) | take 2 | map name",
      "contacts | where company == \"Company 1\" and (name | ends_with(\"99\")) | map handle | last 3",
      "contacts | where company == \"Company 1\" | map tags | count", "contacts | all (name | starts_with(\"P\"))",
      "[contacts | max length(name)]", "(contacts | where (name | length) == 8 | last)?.name ?? \"-\"",
      "contacts | where (name | length) > 8 | group company | map count",
      "contacts | where (name | length) == 8 | map c -> (contacts | where x -> (x.name | length) == 8 and x.name <= c.name | count)",
    ]
    let script = pipelines.map { "print(\($0))" }.joined(separator: "\n")
    let asked = bench.script(script)
    #expect(asked.exit == .success, "\(asked.complaints)")
    bench.asksStore = false
    #expect(asked.lines == bench.script(script).lines)
    #expect(
      asked.lines == [
        "7981",
        "[\"Person 1000\", \"Person 2000\", \"Person 3000\", \"Person 5000\", \"Person 6000\", \"Person 7000\", \"Person 8000\", \"Person 9000\"]",
        "[\"Person 4020\", \"Person 4030\"]", "[\"person-8299\", \"person-8599\", \"person-8899\"]", "2994", "true",
        "[11]",
        "Person 9", "[2991, 2990, 2990]", "[1, 2, 3, 4, 5, 6, 7, 8, 9]",
      ])
  }

  /// What is left of days that are averaged counts as 24 hours each.
  @Test func anAverageOfDaysIsADuration() throws {
    let bench = try Bench()
    for (list, average) in [
      ("[3d, 4d]", "3d 12h"), ("[2d, 4d]", "3d"), ("[3h, 4h]", "3h 30m"), ("[-3d, 2d]", "-12h"),
      ("[1d, 1h]", "12h 30m"),
      ("[1mo, 3mo]", "2mo"), ("[1s, 2s]", "2s"),
    ] {
      #expect(bench.eval("\(list) | average").text == average + "\n", "\(list)")
    }
    #expect(bench.eval("[1mo, 2mo] | average").complaints.contains("K0412"))
    let days = "field Interview.days_since = today - starts\n"
    #expect(
      bench.script("for n in 1..3 { interview \"CFO\" at \"A{n}\" on (today - n * n * 1d) 10:00 }").exit == .success)
    #expect(bench.eval(days + "interviews | average days_since").text == "4d 16h\n")
  }

  @Test func whatTheRunHasWrittenIsSeen() throws {
    let bench = try Bench()
    let outcome = bench.script(
      """
      contact @dana "Dana" at "Acme"
      print(contacts | where company == "Acme" | count)
      @dana.company = "Initech"
      print(contacts | where company == "Acme" | count)
      remove @dana
      print(contacts | where company == "Initech" | count)
      """)
    #expect(outcome.text == "1\n0\n0\n", "\(outcome.complaints)")
  }
}

// MARK: - Chance

/// Numbers that follow from a seed.
final class Chance {
  private var state: UInt64
  init(_ seed: Int) { state = UInt64(seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 }

  func number(_ below: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % below
  }

  func one<T>(_ all: [T]) -> T { all[number(all.count)] }
  func holds(_ percent: Int) -> Bool { number(100) < percent }
}

private let companies = ["Acme", "acme", "Åcme", "A\u{30A}cme", "Zürich & Söhne", "X"]
private let moments = [
  "2026-03-08 02:30", "2026-11-01 01:30", "2026-11-24 00:00", "2026-11-24 23:59", "2026-11-25 08:00",
  "2026-11-25 07:00", "2026-11-26 10:00", "2026-12-01 10:00", "1999-12-31 23:00",
]
private let days = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-12-01", "2027-01-01"]
private let stages = ["screen", "phone", "technical", "onsite", "final", "other"]
private let outcomes = ["waiting", "advanced", "offer", "rejected", "cancelled"]

/// A script that fills a store.
private struct StoreWriter {
  let text: String

  init(_ chance: inout Chance) {
    var lines: [String] = []
    let people = (0..<8).map { "@p\($0)" }
    for (index, person) in people.enumerated() {
      var line = "contact \(person) \"Person \(chance.number(4))\""
      if chance.holds(70) { line += " at \"\(chance.one(companies))\"" }
      line += " as \(chance.one(["interviewer", "hiring_manager", "recruiter", "peer"]))"
      if chance.holds(50) { line += " { email: \"p\(index)@x.example\" }" }
      lines.append(line)
    }
    for index in 0..<20 {
      var line =
        "interview @i\(index) \"Role \(chance.number(3))\" at \"\(chance.one(companies))\" on \(chance.one(moments))"
      if chance.holds(50) { line += " for \(chance.one(["30m", "90m", "1d", "1mo", "24h", "2bd"]))" }
      let met = people.filter { _ in chance.holds(25) }
      if !met.isEmpty { line += " with " + met.joined(separator: ", ") }
      line += " { stage: \(chance.one(stages)), outcome: \(chance.one(outcomes))"
      if chance.holds(40) { line += ", hiring_manager: \(chance.one(people))" }
      if chance.holds(30) { line += ", via: \(chance.one(people))" }
      if chance.holds(50) { line += ", reply_by: 2027-0\(1 + chance.number(3))-01" }
      if chance.holds(30) { line += ", heard_on: \(chance.one(days))" }
      lines.append(line + " }")
    }
    for index in 0..<12 {
      var line = "note \"note \(index) \(chance.one(companies))\""
      switch chance.number(3) {
      case 0: line += " on @p\(chance.number(8))"
      case 1: line += " on @i\(chance.number(20))"
      default: line += " on @p\(chance.number(8)), @i\(chance.number(20))"
      }
      lines.append(line + (chance.holds(40) ? " as detail" : ""))
      var deadline = "deadline \"Do \(index)\" due \(chance.one(moments))"
      if chance.holds(60) { deadline += " for @i\(chance.number(20))" }
      if chance.holds(40) { deadline += " { done_at: \(chance.one(moments)) }" }
      lines.append(deadline)
    }
    text = lines.joined(separator: "\n")
  }
}

extension String {
  fileprivate func or(_ other: String) -> String { isEmpty ? other : self }
}

/// A pipeline over what StoreWriter writes.
private struct PipelineWriter {
  let text: String

  init(_ chance: inout Chance) {
    let source = chance.one(["interviews", "interviews", "contacts", "notes", "deadlines"])
    var text = source
    for _ in 0..<chance.number(3) { text += " | where " + Self.condition(source, 2, chance) }
    if chance.holds(60) {
      let keys = (0...chance.number(2)).map { _ in Self.key(source, chance) + (chance.holds(40) ? " desc" : "") }
      text += " | sort " + keys.joined(separator: ", ")
    }
    if chance.holds(25) { text += " | where " + Self.condition(source, 1, chance) }
    if chance.holds(30) { text += " | skip \(chance.number(5) - 1)".replacing("-1", with: "(0 - 1)") }
    if chance.holds(40) { text += " | take \(chance.number(8))" }
    if chance.holds(15) { text += " | where " + Self.condition(source, 1, chance) }
    switch chance.number(18) {
    case 0: text += " | count"
    case 10: text += " | group \(Self.groupKey(source, chance)) { \(Self.aggregates(source, chance)) }"
    case 11:
      text += " | select handle, k: \(Self.key(source, chance)), \(source == "interviews" ? "length" : "t: created_at")"
    case 12: text += " | distinct \(Self.key(source, chance)) | map handle"
    case 13: text += " | map \(Self.key(source, chance)) | distinct | count"
    case 14: text += " | join \(Self.join(source, chance)) | map \"{left.handle} {right.handle}\""
    case 15 where source == "interviews": text += " | \(chance.one(["sum", "average"])) length"
    case 16 where source == "interviews":
      text += " | where length in [1h, 30m, 90m] | \(chance.one(["sum", "average"])) length"
    case 17: text += " | map \(Self.condition(source, 1, chance)) | \(chance.one(["take 3", "distinct", "skip 2"]))"
    case 1: text += " | any " + Self.condition(source, 1, chance)
    case 2: text += " | all " + Self.condition(source, 1, chance)
    case 3: text += " | none " + Self.condition(source, 1, chance)
    case 4: text = "(\(text) | first)?.handle ?? \"-\""
    case 5: text = "[\(text) | \(chance.one(["min", "max"])) \(Self.key(source, chance))]"
    case 6: text += " | map \(Self.key(source, chance)) | distinct"
    default: text += " | map handle"
    }
    self.text = text
  }

  private static func key(_ source: String, _ chance: Chance) -> String {
    switch source {
    case "interviews":
      chance.one(["starts", "company", "role", "stage", "outcome", "reply_by", "heard_on", "created_at"])
    case "contacts": chance.one(["name", "company", "role", "email", "linkedin_ok"])
    case "notes": chance.one(["text", "kind", "at"])
    default: chance.one(["due", "title", "done_at"])
    }
  }

  private static func groupKey(_ source: String, _ chance: Chance) -> String {
    let keys = ["a: \(key(source, chance))", "b: \(key(source, chance))", "c: \(condition(source, 1, chance))"]
    return keys[..<(1 + chance.number(2))].joined(separator: ", ")
  }

  private static func aggregates(_ source: String, _ chance: Chance) -> String {
    let all = [
      "n: rows | count", "m: rows | where \(condition(source, 1, chance)) | count",
      "l: rows | min \(key(source, chance))",
      "g: rows | max \(key(source, chance))", "some: rows | any \(condition(source, 1, chance))",
      "every: rows | where \(condition(source, 1, chance)) | all \(condition(source, 1, chance))",
      "no: rows | none \(condition(source, 1, chance))",
    ]
    return all.filter { _ in chance.holds(40) }.joined(separator: ", ").or("n: rows | count")
  }

  private static func join(_ source: String, _ chance: Chance) -> String {
    switch source {
    case "interviews":
      chance.one([
        "contacts on left.company == right.company", "contacts on right in left.people and left.starts < now",
        "interviews on left.via == right.hiring_manager",
        "deadlines on right.interview == left and right.due > left.starts",
        "notes on right.interview?.company == left.company or right.contact == left.hiring_manager",
        "interviews on left.starts < right.starts and left.company == right.company",
      ])
    case "contacts": chance.one(["interviews on left in right.people", "contacts on left.company == right.company"])
    case "notes": "deadlines on left.interview == right.interview"
    default: "interviews on left.interview == right and (right.role | length) > 2"
    }
  }

  private static func condition(_ source: String, _ depth: Int, _ chance: Chance) -> String {
    if depth > 0, chance.holds(60) {
      let (a, b) = (condition(source, depth - 1, chance), condition(source, depth - 1, chance))
      switch chance.number(5) {
      case 0, 1: return "(\(a) and \(b))"
      case 2, 3: return "(\(a) or \(b))"
      default: return "not (\(a))"
      }
    }
    return atom(source, chance)
  }

  private static func atom(_ source: String, _ chance: Chance) -> String {
    let sign = chance.one(["<", "<=", ">", ">=", "==", "!="])
    let company = chance.one(companies)
    let person = "@p\(chance.number(8))"
    let moment = chance.one(
      ["now", "now + 24h", "now - 1mo", "today 17:00", "(today - 3d) 09:00", chance.one(moments)])
    let day = chance.one(["today", "tomorrow", "friday", "today + 1mo", "last monday", chance.one(days)])
    switch source {
    case "interviews":
      return chance.one([
        "company \(sign) \"\(company)\"", "role == \"Role {1}\"", "starts \(sign) \(moment)", "starts \(sign) \(day)",
        "ends \(sign) \(moment)",
        "ends \(sign) \(day)", "reply_by \(sign) \(day)", "reply_by \(chance.one(["==", "!="])) nothing",
        "stage \(sign) \(chance.one(stages))", "outcome in [\(chance.one(outcomes)), \(chance.one(outcomes))]",
        "outcome not in [\(chance.one(outcomes))]", "\(person) in people", "\(person) not in people",
        "\(person) in everyone",
        "hiring_manager == \(person)", "hiring_manager != nothing", "hiring_manager?.company == company", "ended",
        "waiting",
        "upcoming", "via?.company == \"\(company)\"", "\"c\" in company", "(reply_by ?? today) \(sign) \(day)",
        "heard_on \(sign) reply_by", "starts \(sign) reply_by", "(company | length) > 3", "length > 1h", "true",
        "hiring_manager in people", "via == hiring_manager", "handle == \"i3\"", "promised < today",
      ])
    case "contacts":
      return chance.one([
        "company \(sign) \"\(company)\"", "company == nothing", "(company ?? \"Acme\") == \"\(company)\"",
        "role \(sign) recruiter", "role != Role.peer", "email != nothing", "name \(sign) \"Person 2\"", "\"1\" in name",
        "it == \(person)",
        "it in [@p1, \(person)]", "(name | ends_with(\"1\"))", "linkedin_ok == unknown", "first_name == \"Person\"",
      ])
    case "notes":
      return chance.one([
        "contact == \(person)", "contact != nothing", "contact?.company == \"\(company)\"",
        "interview?.company \(chance.one(["==", "!="])) \"\(company)\"", "kind == detail", "\"\(company)\" in text",
        "interview?.starts \(sign) \(moment)", "at <= now", "interview?.hiring_manager == contact",
        "(interview != nothing and interview.ended)", "interview == nothing",
      ])
    default:
      return chance.one([
        "due \(sign) \(moment)", "due \(sign) \(day)", "done", "overdue", "done_at \(sign) due", "interview == nothing",
        "interview?.company == \"\(company)\"", "\"1\" in title", "(done_at ?? now) \(sign) \(moment)",
      ])
    }
  }
}
