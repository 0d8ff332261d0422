// The day that a refusal names: on it the same letter passes, and on the day before it does not, whichever rule forbids it
// and whoever asks - the refusal, `why`, the agenda, a simulation.

import Foundation
import KindlyCatalog
import KindlyMachine
import KindlyStore
import KindlyTime
import Testing

@testable import KindlySession

struct RefusalDayTests {
  private static let pipeline = """
    me { name: "Sam Okafor", email: "sam@example.org" }
    contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example" }
    interview @onsite "Senior Accountant" at "Acme" on 2026-11-19 10:00 for 45m with @dana { reply_by: 2026-11-27 }
    """

  /// Two check-ins, the first sent on Monday, 30 November.
  private func askedOnMonday() throws -> Bench {
    let bench = try Bench()
    #expect(bench.script(Self.pipeline).exit == .success)
    bench.now = "2026-11-30 10:00"
    let sent = bench.eval("let m = draft check_in(@dana, @onsite); approve m; mark m sent")
    #expect(sent.exit == .success, "\(sent.complaints)")
    bench.now = "2026-12-01 10:00"
    #expect(bench.eval("draft check_in(@dana, @onsite, round: 2)").exit == .success)
    return bench
  }

  @Test func aSecondCheckInIsRefusedThroughTheWeekend() throws {
    let bench = try askedOnMonday()
    for day in ["2026-12-01", "2026-12-04", "2026-12-05", "2026-12-06"] {
      bench.now = "\(day) 10:00"
      let refused = bench.eval("approve @check-in-dana-onsite-2")
      #expect(refused.exit == .failure)
      #expect(refused.complaints.contains("it may go from 2026-12-07\n"), "\(day): \(refused.complaints)")
    }
    bench.now = "2026-12-07 10:00"
    let free = bench.eval("approve @check-in-dana-onsite-2")
    #expect(free.exit == .success, "\(free.complaints)")
  }

  @Test func whoeverAsksIsToldTheSameDay() throws {
    let bench = try askedOnMonday()
    let agenda = bench.eval("agenda | where rule == \"check_in\" | map \"{state} {until ?? today}\"")
    #expect(agenda.text == "[\"blocked 2026-12-06\"]\n")
    let why = bench.eval("why @todo-check-in-dana-onsite-2").text
    #expect(why.contains("blocked until 2026-12-06 by ask_too_often"), "\(why)")
    let message = bench.eval("why @check-in-dana-onsite-2").text
    #expect(message.contains("never ask_too_often forbids it until 2026-12-06"), "\(message)")
    #expect(
      message.contains("changes: 2026-12-07 00:00:00, by itself")
        || message.contains("changes: 2026-12-07 00:00, by itself"))
    let whyNot = bench.eval("why not ask_too_often @check-in-dana-onsite-2").text
    #expect(whyNot.contains("it may go from 2026-12-07"), "\(whyNot)")
    let output = CapturedOutput()
    let session = try Session(options: bench.options(), output: output)
    defer { session.close() }
    var how = SimulationOptions()
    how.days = 7
    #expect(session.simulate(name: "s.kindly", bytes: Array("let n = 1".utf8), how) == .success)
    #expect(output.text.contains("by ask_too_often until 2026-12-06"), "\(output.text)")
  }

  @Test func aProhibitionWhoseLastDayHasPassedForbidsNothing() throws {
    let bench = try Bench()
    let rule = """
      never until_friday { on m; when m.kind == other; until 2026-11-27; because "they are moving" }
      template hello(to: Contact) { subject "Hello"; "Hello {to.first_name}" }
      """
    bench.initPath = bench.folder.file("init.kindly")
    try rule.write(toFile: bench.folder.file("init.kindly"), atomically: true, encoding: .utf8)
    #expect(bench.script(Self.pipeline + "\ndraft hello(@dana)").exit == .success)
    for day in ["2026-11-25", "2026-11-27"] {
      bench.now = "\(day) 10:00"
      let refused = bench.eval("approve @hello-dana")
      #expect(
        refused.exit == .failure && refused.complaints.contains("it may go from 2026-11-28"), "\(refused.complaints)")
    }
    bench.now = "2026-11-28 00:00"
    #expect(bench.eval("why not until_friday @hello-dana").text.contains("not forbidden"))
    #expect(bench.eval("approve @hello-dana").exit == .success)
  }

  @Test func ofSeveralRulesTheLatestDayIsNamed() throws {
    let bench = try Bench()
    bench.initPath = bench.folder.file("init.kindly")
    // The first names the earlier day, the second a day that its condition does not reach, the third begins only later.
    let rules = """
      never a { on m; when m.kind == other; until 2026-11-27; because "a" }
      never b { on m; when m.kind == other and today <= 2026-11-30; until 2026-12-24; because "b" }
      never c { on m; when m.kind == other and today >= 2026-12-01; until 2026-12-02; because "c" }
      template hello(to: Contact) { subject "Hello"; "Hello {to.first_name}" }
      """
    try rules.write(toFile: bench.folder.file("init.kindly"), atomically: true, encoding: .utf8)
    #expect(bench.script(Self.pipeline + "\ndraft hello(@dana)").exit == .success)
    let refused = bench.eval("approve @hello-dana")
    #expect(refused.complaints.contains("the rule `b` forbids it"), "\(refused.complaints)")
    let day = try #require(refused.complaints.firstMatch(of: /it may go from (\S+)/)?.1)
    bench.now = "\(day) 10:00"
    #expect(bench.eval("why @hello-dana").text.contains("never c allows it"))
    #expect(bench.eval("approve @hello-dana").exit == .success)
    // One that names no day outlasts them all.
    try (rules + "\nnever d { on m; when m.kind == other; because \"d\" }").write(
      toFile: bench.folder.file("init.kindly"), atomically: true, encoding: .utf8)
    bench.now = "2026-11-25 10:00"
    #expect(bench.eval("@hello-dana.body = \"Hello, Dana\"").exit == .success)
    let never = bench.eval("approve @hello-dana")
    #expect(never.complaints.contains("the rule `d` forbids it") && !never.complaints.contains("it may go from"))
  }

  // MARK: - By chance

  @Test func onTheDayNamedItPassesAndTheDayBeforeItDoesNot() throws {
    var random = Dice(seed: UInt64.random(in: 0..<1 << 32))
    let seed = random.seed
    var named: [String: Int] = [:]
    for _ in 0..<12 {
      let bench = try Bench()
      let session = try Session(options: bench.options(), output: CapturedOutput())
      defer { session.close() }
      try Self.fill(session, &random)
      let host = session.host
      let today = host.now.date
      for message in try host.store.rows(of: .message) {
        for rule in host.environment.rules where rule.modality == .never {
          guard let refusal = try host.refusal(by: rule, of: message) else { continue }
          guard let day = refusal.freeDay else { continue }
          named[refusal.rule, default: 0] += 1
          let before = try day.adding(days: -1)
          #expect(before == refusal.until && before >= host.now.date)
          for time in [TimeOfDay.midnight, .endOfDay] {
            try host.enterMoment(DateTime(before, time, zone: host.zone))
            if before > today || time == .endOfDay {
              #expect(try host.refusal(by: rule, of: message) != nil, "seed \(seed): \(refusal) the day before")
            }
            host.leaveMoments(downTo: 0)
            try host.enterMoment(DateTime(day, time, zone: host.zone))
            #expect(try host.refusal(by: rule, of: message) == nil, "seed \(seed): \(refusal) on its day")
            host.leaveMoments(downTo: 0)
          }
        }
      }
      session.host.store.rollback()
    }
    let dated = try Session(options: Bench().options(), output: CapturedOutput()).host
    for rule in dated.environment.rules where rule.modality == .never && rule.until != nil {
      #expect(named[dated.name(rule), default: 0] > 0, "seed \(seed): `\(dated.name(rule))` was never met")
    }
  }

  /// Interviews of the last weeks, people who are away, and letters in every state.
  private static func fill(_ session: Session, _ random: inout Dice) throws {
    try session.host.store.begin(.reading)
    try session.beginWriting()
    let host = session.host
    host.beginRun(now: host.now)
    func set(_ noun: Noun, _ row: RowID, _ name: String, _ value: Value) throws {
      try host.set(noun, row, field: noun.spec.fieldIndex(name) ?? 0, to: value)
    }
    func field(_ noun: Noun, _ name: String, _ value: Value) -> (field: Int, value: Value) {
      (noun.spec.fieldIndex(name) ?? 0, value)
    }
    if random.below(2) == 0 { try set(.me, Store.meRow, "holidays", .text("us")) }
    let today = host.now.date
    for person in 0..<3 {
      let contact = try host.declare(
        .contact, handle: "p\(person)", fields: [field(.contact, "name", .text("P \(person)"))])
      if random.below(2) == 0 {
        try set(.contact, contact, "away_until", .date(today.adding(days: random.below(20) - 5)))
      }
      for number in 0..<2 {
        let starts = try DateTime(
          today.adding(days: random.below(30) - 28), TimeOfDay.midnight, zone: host.zone)
        let interview = try host.declare(
          .interview, handle: "i\(person)-\(number)",
          fields: [
            field(.interview, "role", .text("R\(number)")), field(.interview, "company", .text("C\(person)")),
            field(.interview, "starts", .dateTime(starts)),
            field(.interview, "people", .list([.noun(.contact, contact)])),
          ])
        if random.below(2) == 0 {
          try set(.interview, interview, "reply_by", .date(starts.date.adding(days: random.below(40))))
        }
        for (index, template) in ["check_in", "thank_you", "connect"].enumerated() {
          for round in 1...(index == 0 ? 3 : 1) {
            let message = try host.asking {
              try host.store.insertMessage(
                MessageDraft(
                  template: template, to: contact, interview: interview, round: round,
                  kind: Enumeration.messageKind.index(of: template) ?? 0, subject: "s", body: "b", detail: nil,
                  channel: 0), now: host.now, zone: host.zone)
            }
            guard random.below(2) == 0 else { continue }
            let sent = try DateTime(today.adding(days: -random.below(12)), .midnight, zone: host.zone)
            try host.move(message, ["state": MessageState.sent.value, "sent_at": .dateTime(sent)])
          }
        }
      }
    }
  }
}
