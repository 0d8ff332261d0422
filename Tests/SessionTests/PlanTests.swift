// `plan` and `simulate`: what is planned is what happens, and nothing is touched; the clock run ahead gives what running
// day by day gives.

import Foundation
import Testing

@testable import KindlySession

struct PlanTests {
  private func bench() throws -> Bench {
    let bench = try Bench()
    let outcome = bench.script(
      """
      me { name: "Sam Okafor", email: "sam@example.org" }
      contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example" }
      interview @onsite "Senior Accountant" at "Acme" on 2026-11-24 10:00 for 45m with @dana { reply_by: 2026-12-01 }
      note "how you brought the close from nine days to four" on @dana, @onsite as detail
      """)
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    #expect(bench.eval("me.approve = [thank_you, check_in]").exit == .success)
    return bench
  }

  private static let morning = """
    agenda | where state in [open, overdue] | perform
    messages | where state == draft and kind in me.approve | approve
    messages | where approved | send
    """

  private func planned(_ bench: Bench, _ source: String) throws -> (text: String, exit: RunStatus) {
    let output = CapturedOutput()
    let session = try Session(options: bench.options(), output: output)
    defer { session.close() }
    let exit = session.plan(name: "p.kindly", bytes: Array(source.utf8))
    return (output.text + output.complaints, exit)
  }

  private func simulated(_ bench: Bench, _ source: String, _ how: SimulationOptions) throws -> (String, RunStatus) {
    let output = CapturedOutput()
    let session = try Session(options: bench.options(), output: output)
    defer { session.close() }
    let exit = session.simulate(name: "s.kindly", bytes: Array(source.utf8), how)
    return (output.text + output.complaints, exit)
  }

  @Test func aPlanShowsEveryEffectAndHasNone() throws {
    let bench = try bench()
    let before = try Data(contentsOf: URL(fileURLWithPath: bench.storePath))
    let path = bench.folder.file("out.csv")
    let (text, exit) = try planned(
      bench,
      """
      @onsite.outcome = rejected
      @onsite.outcome = waiting
      @dana.title = "Controller"
      deadline @d "Send the sample" due 2026-11-27 17:00
      \(Self.morning)
      contacts | save "\(path)"
      print("done")
      """)
    #expect(exit == .success)
    for piece in [
      "  ~ contact @dana\n      title: nothing → Controller\n", "  + deadline @d\n      title: Send the sample\n",
      "\nsend @thank-you-dana-onsite, by maildir\n  To: Dana Reyes <dana@acme.example>\n  Subject: Thank you for your time, Dana\n\n  Dear Dana,\n",
      "What stayed with me is how you brought the close from nine days to four.", "\nwrite \(path): ",
      "\nprint\n  done\n",
      "\nNothing of it has been done.\n",
    ] { #expect(text.contains(piece), "no `\(piece)` in\n\(text)") }
    #expect(!text.contains("@onsite"), "what ends as it began is no effect:\n\(text)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.storePath)) == before)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(!FileManager.default.fileExists(atPath: bench.folder.file("drafts")))
  }

  @Test func aPlanOfAScriptThatFailsFailsAsTheRunWould() throws {
    let bench = try bench()
    let (text, exit) = try planned(bench, "@dana.title = \"x\"\nfail \"no\"")
    #expect(exit == .failure && text.contains("K0410") && !text.contains("would"))
    #expect(try planned(bench, "nonsense").exit == .source)
    #expect(bench.eval("@dana.title").text == "")
  }

  @Test func theClockRunAheadGivesWhatRunningDayByDayGives() throws {
    let bench = try bench()
    let before = try Data(contentsOf: URL(fileURLWithPath: bench.storePath))
    var how = SimulationOptions()
    how.days = 20
    let (text, exit) = try simulated(bench, Self.morning, how)
    #expect(exit == .success)
    let lines = text.split(separator: "\n").map(String.init)
    func has(_ moment: String, _ words: String) -> Bool {
      var inside = false
      for line in lines {
        if line.first != " " { inside = line.contains(moment) }
        if inside, line.split(separator: " ").joined(separator: " ").contains(words) { return true }
      }
      return false
    }
    #expect(has("2026-11-25 08:00", "sent @thank-you-dana-onsite"), "\(text)")
    #expect(has("2026-11-25 08:00", "blocked @todo-check-in-dana-onsite by ask_early until 2026-12-01"))
    #expect(has("2026-12-02 08:00", "sent @check-in-dana-onsite"))
    #expect(has("2026-12-02 08:00", "blocked @todo-check-in-dana-onsite-2 by ask_too_often until 2026-12-08"))
    #expect(has("2026-12-09 08:00", "sent @check-in-dana-onsite-2"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.storePath)) == before)
    // The same days for true, each letter marked as the user would.
    var gone: [String] = []
    for day in 25...30 + 14 {
      bench.now = day <= 30 ? "2026-11-\(day) 08:00" : "2026-12-\(String(format: "%02d", day - 30)) 08:00"
      #expect(bench.script(Self.morning).exit == .success)
      let sent = bench.eval("for m in messages | where state == written { mark m sent; print(m.handle) }").text
      gone += sent.split(separator: "\n").map { "\(bench.now.prefix(10)) \($0)" }
    }
    #expect(
      gone == [
        "2026-11-25 thank-you-dana-onsite", "2026-12-02 check-in-dana-onsite", "2026-12-09 check-in-dana-onsite-2",
      ])
  }

  @Test func whatIsAssumedOfOthersHappensOnItsDay() throws {
    let bench = try bench()
    var how = SimulationOptions()
    how.assumptions = ["reply from @dana on 2026-12-01"]
    how.picturePath = bench.folder.file("ahead.svg")
    let (text, exit) = try simulated(bench, Self.morning, how)
    #expect(exit == .success)
    #expect(text.contains("reply     @dana") && !text.contains("sent      @check-in"), "\(text)")
    let picture = try String(contentsOfFile: bench.folder.file("ahead.svg"), encoding: .utf8)
    #expect(picture.hasPrefix("<svg") && picture.contains("reply @dana"))
    how.assumptions = ["the sun shines"]
    #expect(try simulated(bench, Self.morning, how).1 == .usage)
    how.assumptions = ["reply from @nobody on 2026-12-01"]
    let failed = try simulated(bench, Self.morning, how)
    #expect(failed.1 == .failure && failed.0.contains("there is no contact `@nobody`"))
  }
}
