// `why`: the page in full for an obligation, and that asking changes nothing; that the moment of change is the true one.

import Foundation
import Testing

@testable import KindlySession

struct ExplainingTests {
  private func bench() throws -> Bench {
    let bench = try Bench()
    let outcome = bench.script(
      """
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example" }
      interview @onsite "Senior Accountant" at "Acme" on 2026-11-24 10:00 for 45m with @dana { reply_by: 2026-12-01 }
      """)
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    return bench
  }

  @Test func anObligationIsExplainedClauseByClause() throws {
    let bench = try bench()
    let page = bench.eval("why @todo-check-in-dana-onsite").text
    #expect(page.hasPrefix("@todo-check-in-dana-onsite  blocked until 2026-12-01 by ask_early\n"))
    for line in [
      "  must check_in, stdlib/etiquette.kindly:",
      "    Check in when the promised day has passed without a word, and once more a week later.\n",
      "  for i in interviews | where waiting and (reply_by >= today - 180d or starts >= now - 180d) | where not is_superseded(it): @onsite\n",
      "  for c in whom_to_ask(i): @dana\n",
      "  until messages | any(m -> m.interview == i and m.kind == check_in and m.round == n and m.sent): no\n",
      "  due (check_in_day(i, n, c) + 2bd) 17:00: 2026-12-04 17:00\n",
      "      @onsite.reply_by = 2026-12-01  (",
      "  never ask_early forbids it until 2026-12-01: Acme said you would hear",
      "  never ask_too_often allows it", "      @onsite.heard_on = nothing\n",
      "  changes: 2026-12-02 00:00, by itself: open\n",
    ] { #expect(page.contains(line), "no `\(line)` in\n\(page)") }
    #expect(page.components(separatedBy: "@onsite.reply_by").count == 2, "each fact is told once")
  }

  @Test func theMomentOfChangeIsTheTrueOne() throws {
    let bench = try bench()
    bench.now = "2026-11-24 12:00"
    let page = bench.eval("why @todo-thank-you-dana-onsite").text
    #expect(page.contains("changes: 2026-11-25 10:45:01, by itself: overdue"), "\(page)")
    bench.now = "2026-11-25 10:45"
    #expect(bench.eval("agenda | where rule == \"thank_you\" | map state").text == "[open]\n")
    bench.now = "2026-11-25T10:45:01"
    #expect(bench.eval("agenda | where rule == \"thank_you\" | map state").text == "[overdue]\n")
  }

  @Test func whatIsDoneOrNotAskedForIsExplainedToo() throws {
    let bench = try bench()
    #expect(bench.eval("done @todo-thank-you-dana-onsite on 2026-11-24").exit == .success)
    #expect(
      bench.eval("why @todo-thank-you-dana-onsite").text.hasPrefix(
        "@todo-thank-you-dana-onsite  done on 2026-11-24, by your word\n"))
    bench.now = "2027-02-01 08:00"
    let gone = bench.eval("why @todo-thank-you-dana-onsite").text
    #expect(gone.hasPrefix("@todo-thank-you-dana-onsite  not asked for now\n"))
    #expect(gone.contains("for i in interviews | where ended and ends >= now - 7d: it is not among them\n"))
    #expect(gone.contains("@onsite.starts = 2026-11-24 10:00"))
  }

  @Test func aMessageARecordAndARuleAreExplained() throws {
    let bench = try bench()
    #expect(bench.eval("let m = draft check_in(@dana, @onsite)").exit == .success)
    let message = bench.eval("why @check-in-dana-onsite").text
    #expect(message.contains("  never ask_early forbids it until 2026-12-01"))
    #expect(message.contains("  changes: 2026-12-02 00:00, by itself: nothing forbids it\n"))
    let record = bench.eval("why @onsite").text
    #expect(record.contains("    @todo-check-in-dana-onsite  blocked until 2026-12-01 by ask_early\n"))
    #expect(record.contains("  may connect: asks nothing of it now\n"))
    let why = bench.eval("why not connect @onsite").text
    #expect(
      why.contains("for c in i.everyone | where linkedin != nothing and connected_on == nothing: there is none\n"))
    #expect(bench.eval("why not check_in").text.contains("@todo-check-in-dana-onsite: blocked until 2026-12-01"))
    #expect(bench.eval("why not chek_in @onsite").complaints.contains("did you mean `check_in`?"))
  }

  @Test func askingWhyChangesNothing() throws {
    let bench = try bench()
    let before = try Data(contentsOf: URL(fileURLWithPath: bench.storePath))
    for question in ["@todo-check-in-dana-onsite", "@onsite", "@dana", "not check_in", "not connect @onsite"] {
      #expect(bench.eval("why \(question)").exit == .success)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.storePath)) == before)
    #expect(bench.eval("messages | count").text == "0\n")
  }

  @Test func aRuleOverriddenByHandIsRecorded() throws {
    let bench = try bench()
    #expect(bench.eval("let m = draft check_in(@dana, @onsite)").exit == .success)
    let script = bench.script("approve @check-in-dana-onsite despite ask_early")
    #expect(script.exit == .failure && script.complaints.contains("K0610"))
    #expect(
      bench.eval("approve @check-in-dana-onsite despite ask_erly").complaints.contains("did you mean `ask_early`?"))
    #expect(bench.eval("approve @check-in-dana-onsite despite ask_early").exit == .success)
    #expect(bench.eval("@check-in-dana-onsite.despite").text == "[\"ask_early\"]\n")
    #expect(bench.eval("why @check-in-dana-onsite").text.contains("never ask_early overridden by your word"))
  }

  @Test func whatWasSaidOfAnObligationIsUndone() throws {
    let bench = try bench()
    #expect(bench.eval("dismiss @todo-thank-you-dana-onsite because \"met by chance\"").exit == .success)
    #expect(bench.eval("agenda | where rule == \"thank_you\" | count").text == "0\n")
    #expect(bench.eval("undo").exit == .success)
    #expect(bench.eval("agenda | where rule == \"thank_you\" | count").text == "1\n")
    #expect(bench.eval("dismiss @todo-thank-you-dana-onsite").complaints.contains("K0221"))
    #expect(bench.eval("snooze @todo-thank-you-dana-onsite to yesterday").complaints.contains("K0609"))
    #expect(bench.eval("rename @dana to @dr").exit == .success)
    #expect(bench.eval("snooze @todo-thank-you-dr-onsite to tomorrow").exit == .success)
    #expect(bench.eval("rename @dr to @dana").exit == .success)
    #expect(bench.eval("agenda | where rule == \"thank_you\" | map state").text == "[upcoming]\n")
  }
}
