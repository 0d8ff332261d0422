// `plan` and `simulate`: what is planned is what happens, and nothing is touched; the clock run ahead gives what running
// day by day gives.

import Foundation
import KindlyCatalog
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
      "\nNone of this has been done.\n",
    ] { #expect(text.contains(piece), "no `\(piece)` in\n\(text)") }
    #expect(!text.contains("@onsite"), "what ends as it began is no effect:\n\(text)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.storePath)) == before)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(!FileManager.default.fileExists(atPath: bench.folder.file("drafts")))
  }

  /// What each command does in a script, and how a plan shows it; nil where it has no effect there.
  private func effect(of command: Command) -> (source: String, shown: String, handle: String)? {
    switch command {
    case .done:
      (
        "done @todo-thank-you-dana-onsite on 2026-11-24", "done @todo-thank-you-dana-onsite on 2026-11-24",
        "@todo-thank-you-dana-onsite"
      )
    case .dismiss:
      (
        "dismiss @todo-thank-you-dana-onsite because \"it \\\"fell\\\" through\"",
        "dismiss @todo-thank-you-dana-onsite because \"it \\\"fell\\\" through\"", "@todo-thank-you-dana-onsite"
      )
    case .snooze:
      (
        "snooze @todo-thank-you-dana-onsite to 2026-11-26", "snooze @todo-thank-you-dana-onsite to 2026-11-26",
        "@todo-thank-you-dana-onsite"
      )
    case .approve: ("approve @hello-dana", "~ message @hello-dana\n      state: draft → approved", "@hello-dana")
    case .send: ("send @hello-lee", "send @hello-lee, by maildir", "@hello-lee")
    case .cancel: ("cancel @hello-lee", "~ message @hello-lee\n      state: approved → cancelled", "@hello-lee")
    case .mark: ("mark @hello-lee sent", "~ message @hello-lee\n      state: approved → sent", "@hello-lee")
    case .draft:
      ("draft check_in(@dana, @onsite)", "draft @check-in-dana-onsite\n  To: Dana Reyes", "@check-in-dana-onsite")
    case .remove: ("remove @sample", "- deadline @sample", "@sample")
    case .rename: ("rename @sample to @ledger", "~ deadline @ledger\n      handle: sample → ledger", "@ledger")
    case .perform:
      (
        "perform @todo-thank-you-dana-onsite", "draft @thank-you-dana-onsite\n  To: Dana Reyes",
        "@thank-you-dana-onsite"
      )
    // Somebody at the keyboard edits; the others look, or belong to rules.
    case .edit, .why, .explain, .off, .remind: nil
    }
  }

  /// The same of verbs.
  private func effect(of verb: Verb) -> (source: String, shown: String, handle: String)? {
    switch verb {
    case .update:
      ("contacts | take 1 | update { title: \"CFO\" }", "~ contact @dana\n      title: nothing → CFO", "@dana")
    case .remove: ("deadlines | remove", "- deadline @sample", "@sample")
    case .draft: ("contacts | take 1 | draft hi(it)", "draft @hi-dana\n  To: Dana Reyes", "@hi-dana")
    case .approve: ("messages | where handle == \"hello-dana\" | approve", "state: draft → approved", "@hello-dana")
    case .send: ("messages | where approved | send", "send @hello-lee, by maildir", "@hello-lee")
    case .perform:
      ("agenda | where rule == \"thank_you\" | perform", "draft @thank-you-dana-onsite", "@thank-you-dana-onsite")
    case .cancel: ("messages | where approved | cancel", "state: approved → cancelled", "@hello-lee")
    case .show: ("contacts | show", "print\n  handle", "Dana Reyes")
    case .save: ("contacts | save \"all.csv\"", "write all.csv: ", "all.csv")
    case .each: ("contacts | take 1 | each { it.title = \"CFO\" }", "title: nothing → CFO", "@dana")
    case .where, .sort, .select, .take, .skip, .first, .last, .count, .sum, .average, .min, .max, .any, .all, .none,
      .map,
      .flatten, .distinct, .reverse, .group, .join, .search, .to, .chart:
      nil
    }
  }

  @Test func aPlanShowsWhatEveryCommandAndVerbDoes() throws {
    let bench = try bench()
    let ready = bench.eval(
      """
      template hello(to: Contact, detail: Text) { kind thank_you; subject "Hello"; "Hello {to.first_name}, {detail}" }
      contact @lee "Lee Wu" { email: "lee@acme.example" }
      deadline @sample "Send the sample" due 2026-11-27 17:00
      draft hello(@dana, detail: "the nine-day close")
      let m = draft hello(@lee, detail: "your story of the ledger")
      approve m
      """)
    #expect(ready.exit == .success, "\(ready.complaints)")
    let others = [
      ("contact @new \"New One\"", "+ contact @new\n      name: New One", "@new"),
      ("note \"likes tea\" on @dana", "+ note @likes-tea-dana", "@likes-tea-dana"),
      ("me { signature: \"Sam\" }", "~ me @me\n      signature: nothing → Sam", "@me"),
      ("@onsite.outcome = offer", "outcome: waiting → offer", "@onsite"), ("print(\"x y\")", "print\n  x y", "x y"),
    ]
    let template = "template hi(to: Contact) { subject \"Hi\"; \"Hi {to.first_name}\" }\n"
    let all = Command.allCases.compactMap { effect(of: $0) } + Verb.allCases.compactMap { effect(of: $0) } + others
    for (source, shown, handle) in all {
      bench.format = .table
      let (text, exit) = try planned(bench, template + source)
      #expect(exit == .success && text.contains(shown), "\(source):\n\(text)")
      #expect(!text.contains("do nothing"))
      bench.format = .json
      let (json, ended) = try planned(bench, template + source)
      #expect(ended == .success && json.contains(handle), "\(source):\n\(json)")
    }
    #expect(bench.eval("messages | count").text == "2\n")
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
