// The way of a letter: who may approve it, when a rule forbids it and until when, and that it goes at most once.

import Foundation
import Testing

@testable import KindlySession

struct EtiquetteTests {
  private static let pipeline = """
    me { name: "Sam Okafor", email: "sam@example.org" }
    contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example" }
    contact @lee "Lee Wu" at "Acme" { email: "lee@acme.example" }
    interview @onsite "Senior Accountant" at "Acme" on 2026-11-24 10:00 for 45m with @dana, @lee { reply_by: 2026-12-01 }
    note "how you cut the close to four days" on @dana, @onsite as detail
    note "your story of the lost ledger" on @lee, @onsite as detail
    note "keeps bees" on @dana
    """

  private static let morning = """
    agenda | where state in [open, overdue] | perform
    messages | where state == draft and kind in me.approve | approve
    messages | where approved | send
    """

  private func bench() throws -> Bench {
    let bench = try Bench()
    #expect(bench.script(Self.pipeline).exit == .success)
    #expect(bench.eval("me.approve = [thank_you]").exit == .success)
    return bench
  }

  private func letters(_ bench: Bench) -> [String] {
    let folder = bench.folder.file("drafts/cur")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { try? String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
  }

  @Test func thankYousAreWrittenOnceEachWithItsOwnDetail() throws {
    let bench = try bench()
    for _ in 0..<3 {
      let outcome = bench.script(Self.morning)
      #expect(outcome.exit == .success && outcome.complaints.isEmpty, "\(outcome.complaints)")
    }
    let written = letters(bench)
    #expect(written.count == 2)
    #expect(written.contains { $0.contains("To: Dana Reyes <dana@acme.example>") && $0.contains("close to") })
    #expect(written.contains { $0.contains("To: Lee Wu <lee@acme.example>") && $0.contains("lost ledger") })
    #expect(!written.contains { $0.contains("bees") }, "a private note never leaves the store")
    #expect(bench.eval("messages | map state").text == "[written, written]\n")
  }

  @Test func askingChangesNothing() throws {
    let bench = try bench()
    let before = try Data(contentsOf: URL(fileURLWithPath: bench.storePath))
    #expect(bench.eval("agenda").exit == .success)
    #expect(bench.eval("messages | count").text == "0\n")
    #expect(try Data(contentsOf: URL(fileURLWithPath: bench.storePath)) == before)
  }

  @Test func aLetterCountsAsSentWhenTheUserSaysSo() throws {
    let bench = try bench()
    _ = bench.script(Self.morning)
    #expect(bench.eval("agenda | where rule == \"thank_you\" | count").text == "2\n")
    #expect(bench.eval("mark @thank-you-dana-onsite sent").exit == .success)
    #expect(bench.eval("agenda | where rule == \"thank_you\" | map handle").text == "[\"todo-thank-you-lee-onsite\"]\n")
    #expect(bench.eval("mark @thank-you-dana-onsite unsent").exit == .success)
    #expect(bench.eval("agenda | where rule == \"thank_you\" | count").text == "2\n")
    #expect(bench.eval("let m = messages | first\nif m != nothing { mark m lost }").exit != .success)
  }

  @Test func aScriptApprovesOnlyWhatItMay() throws {
    let bench = try bench()
    bench.now = "2026-12-03 10:00"
    let outcome = bench.script("let m = draft check_in(@dana, @onsite)\napprove m")
    #expect(outcome.exit == .failure)
    #expect(outcome.complaints.contains("a script may not approve letters of kind check_in"))
    #expect(bench.eval("messages | count").text == "0\n", "the failed run left no draft")
    #expect(bench.eval("let m = draft check_in(@dana, @onsite)\napprove m").exit == .success)
    #expect(bench.eval("messages | map state").text == "[approved]\n")
  }

  @Test func kindsAddedInARunDoNotCountInIt() throws {
    let bench = try bench()
    bench.now = "2026-12-03 10:00"
    let outcome = bench.script("me { approve: [check_in] }\nlet m = draft check_in(@dana, @onsite)\napprove m")
    #expect(outcome.exit == .source && outcome.complaints.contains("K0383"))
  }

  @Test(arguments: [("2026-11-30 10:00", true), ("2026-12-01 23:59", true), ("2026-12-02 00:00", false)])
  func aCheckInWaitsForThePromisedDay(_ now: String, _ isRefused: Bool) throws {
    let bench = try bench()
    bench.now = now
    let outcome = bench.eval("let m = draft check_in(@dana, @onsite)\napprove m")
    #expect((outcome.exit == .failure) == isRefused)
    if isRefused {
      #expect(outcome.complaints.contains("is not approved: Acme said you would hear by 2026-12-01\n"))
      #expect(outcome.complaints.contains("   = the rule `ask_early` forbids it: stdlib/etiquette.kindly:"))
      #expect(outcome.complaints.contains("   = it may go from 2026-12-02\n"))
    }
  }

  @Test func overAListTheRefusedAreLeftOut() throws {
    let bench = try bench()
    let outcome = bench.eval(
      "draft check_in(@dana, @onsite)\nagenda | where rule == \"thank_you\" | perform\nmessages | approve")
    #expect(outcome.exit == .success)
    #expect(outcome.complaints.contains("1 of 3 not approved") && outcome.complaints.contains("ask_early"))
    #expect(bench.eval("messages | map state").text == "[draft, approved, approved]\n")
    #expect(bench.eval("(messages | first)?.problem ?? \"\"").text.contains("ask_early"))
  }

  @Test func aThankYouWithoutADetailIsNotApproved() throws {
    let bench = try bench()
    let outcome = bench.eval("let m = draft thank_you(@dana, @onsite, detail: \"\")\napprove m")
    #expect(outcome.exit == .failure && outcome.complaints.contains("impersonal"))
  }

  @Test func outsideTheHoursAMessageWaits() throws {
    let bench = try bench()
    bench.now = "2026-11-25 06:00"
    let outcome = bench.script(Self.morning)
    #expect(outcome.exit == .success && outcome.complaints.contains("waits"))
    #expect(letters(bench).isEmpty)
    bench.now = "2026-11-25 09:00"
    #expect(bench.script(Self.morning).exit == .success)
    #expect(letters(bench).count == 2)
  }

  @Test func whatACrashLeftInSendingIsLookedInto() throws {
    let bench = try bench()
    _ = bench.script(Self.morning)
    // As if the program had died after writing one letter and before writing the other.
    let dana = bench.folder.file("drafts/cur")
    let other = try #require(
      try FileManager.default.contentsOfDirectory(atPath: dana).first { name in
        try String(contentsOfFile: dana + "/" + name, encoding: .utf8).contains("Lee Wu")
      })
    try FileManager.default.removeItem(atPath: dana + "/" + other)
    _ = bench.withSession { session in
      do {
        try session.beginWriting()
        for row in try session.host.rows(.messages) {
          try session.host.move(row, ["state": MessageState.sending.value])
        }
        try session.host.store.commit()
      } catch {
        Issue.record(error)
      }
      return .success
    }
    #expect(bench.script(Self.morning).exit == .success)
    // What is not among the drafts has not left, and is written the next time.
    #expect(bench.eval("messages | map state").text == "[written, approved]\n")
    #expect(letters(bench).count == 1)
    #expect(bench.script(Self.morning).exit == .success)
    #expect(bench.eval("messages | map state").text == "[written, written]\n" && letters(bench).count == 2)
  }

  @Test func aLetterThatCannotBeWrittenFailsWithTheReason() throws {
    let bench = try bench()
    try "a file".write(toFile: bench.folder.file("drafts"), atomically: true, encoding: .utf8)
    let outcome = bench.script(Self.morning)
    #expect(outcome.exit == .io)
    #expect(bench.eval("messages | map state").text == "[failed, failed]\n")
    #expect(bench.eval("(messages | first)?.problem ?? \"\"").text.contains("drafts"))
  }

  @Test func theUsersOwnRulesReplaceTheLibrarys() throws {
    let bench = try bench()
    let path = bench.folder.file("init.kindly")
    try """
    off thank_you
    never ask_early {
      on m
      when m.kind == check_in
      because "I never ask"
    }
    """.write(toFile: path, atomically: true, encoding: .utf8)
    var options = bench.options()
    options.initPath = path
    let output = CapturedOutput()
    let session = try Session(options: options, output: output)
    defer { session.close() }
    let exit = session.run(name: "x", bytes: Array("print(agenda | map because ?? \"\")".utf8), origin: .script)
    #expect(exit == .success && output.text == "[\"I never ask\"]\n", "\(output.complaints)")
  }

  @Test func aThankYouFoundLateIsForTheUserAlone() throws {
    let bench = try bench()
    bench.now = "2026-11-30 10:00"
    let outcome = bench.script(Self.morning)
    #expect(outcome.exit == .success && outcome.complaints.contains("only you can approve it"))
    #expect(bench.eval("messages | map state").text == "[draft, draft]\n")
    #expect(bench.eval("print(@thank-you-dana-onsite.problem ?? \"\")").text.hasPrefix("it is 4 days late"))
    #expect(letters(bench).isEmpty)
    #expect(bench.eval("approve @thank-you-dana-onsite").exit == .success)
    #expect(bench.eval("@thank-you-dana-onsite.state").text == "approved\n")
    // Three days are not more than three.
    let other = try self.bench()
    other.now = "2026-11-28 10:45"
    #expect(!other.script(Self.morning).complaints.contains("days late"))
    #expect(other.eval("messages | map state").text == "[approved, approved]\n", "on a Saturday it waits")
  }

  /// The library's rules give what the library's template takes; whatever else the user's own takes has a default.
  @Test func theUsersTemplateMayTakeMoreThanTheLibrarys() throws {
    let bench = try bench()
    let path = bench.folder.file("init.kindly")
    bench.initPath = path
    try """
    template thank_you(to: Contact, sign: Text = "Bye", interview: Interview?, detail: Text = "nothing", loud: Int = 2) {
      subject "Thanks {loud}"
      "{to.first_name}: {detail}. {sign}, {interview?.role ?? "?"}"
    }
    """.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(bench.script("agenda | where rule == \"thank_you\" | perform").exit == .success)
    #expect(
      bench.eval("let m = @thank-you-dana-onsite\nprint(m.subject)\nprint(m.body)\nprint(m.kind)").text
        == "Thanks 2\nDana: how you cut the close to four days. Bye, Senior Accountant\nthank_you\n")
    for (parameters, missing) in [
      ("to: Contact, interview: Interview, detail: Text, tone: Text", "tone"),
      ("to: Contact, interview: Text, detail: Text", "interview"),
    ] {
      try "template thank_you(\(parameters)) { subject \"Thanks\"; \"Hi {to.first_name}\" }\n"
        .write(toFile: path, atomically: true, encoding: .utf8)
      let outcome = bench.eval("print(1)")
      #expect(outcome.complaints.contains("K0258") && outcome.complaints.contains("`\(missing)`"), "\(outcome)")
    }
  }

  @Test func theUsersOwnFileReplacesRulesAndTemplates() throws {
    let bench = try bench()
    let path = bench.folder.file("init.kindly")
    bench.initPath = path
    try """
    ## Mine.
    template thank_you(to: Contact, interview: Interview, detail: Text) {
      subject "Thanks"
      "Hi {to.first_name}: {detail}"
    }
    must ask_when {
      for i in interviews
      until i.next_steps != nothing
      due i.ends + 2h
      do remind "Mine: {i.role}"
    }
    off check_in
    """.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(bench.script("agenda | where rule == \"thank_you\" | perform").exit == .success)
    #expect(
      bench.eval("@thank-you-dana-onsite.body").text == "Hi Dana: how you cut the close to four days\n",
      "the library's rule drafts with the user's template")
    #expect(
      bench.eval("agenda | where rule in [\"ask_when\", \"check_in\"] | map because").text
        == "[\"Mine: Senior Accountant\"]\n")
    #expect(bench.eval("why not check_in").text.hasPrefix("check_in  is off\n"))
  }

  @Test func whatWasCancelledComesBackByTheUsersWordAlone() throws {
    let bench = try bench()
    #expect(
      bench.eval("let m = draft thank_you(@dana, @onsite, detail: \"the old wrong thing\"); cancel m").exit == .success)
    #expect(bench.script(Self.morning + "\nmessages | approve\nmessages | where approved | send").exit == .success)
    #expect(bench.eval("@thank-you-dana-onsite.state").text == "cancelled\n")
    let single = bench.script("approve @thank-you-dana-onsite")
    #expect(single.exit == .failure && single.complaints.contains("only you can approve it again"))
    #expect(bench.eval("let m = draft thank_you(@dana, @onsite, detail: \"the right new thing\")").exit == .success)
    #expect(bench.eval("\"right new thing\" in @thank-you-dana-onsite.body").text == "true\n")
    #expect(bench.eval("@thank-you-dana-onsite.state").text == "draft\n")
  }

  @Test func anOverrideBelongsToTheLetterAsItWas() throws {
    let bench = try bench()
    #expect(
      bench.eval("let a = draft thank_you(@dana, @onsite, detail: \"one two three four\"); approve a").exit == .success)
    #expect(
      bench.eval(
        "let b = draft thank_you(@lee, @onsite, detail: \"one two three four\"); approve b despite same_note"
      ).exit == .success)
    #expect(bench.eval("@thank-you-lee-onsite.body = @thank-you-lee-onsite.body + \"Yours\"").exit == .success)
    #expect(bench.eval("@thank-you-lee-onsite.despite").text == "[]\n")
    let script = bench.script("messages | where state == draft | approve")
    #expect(script.complaints.contains("same_note"), "\(script.complaints)")
    #expect(bench.eval("@thank-you-lee-onsite.state").text == "draft\n")
  }

  @Test func aLetterThatHasLeftIsNotForgotten() throws {
    let bench = try bench()
    _ = bench.script(Self.morning)
    let removed = bench.eval("remove @thank-you-dana-onsite")
    #expect(removed.exit == .failure && removed.complaints.contains("K0520"), "\(removed.complaints)")
    #expect(bench.script("messages | remove").exit == .failure)
    _ = bench.script(Self.morning)
    #expect(letters(bench).count == 2)
  }

  @Test func aLetterThatBecameLateAfterItsApprovalWaitsForAnotherWord() throws {
    let bench = try bench()
    #expect(bench.eval("agenda | where rule == \"thank_you\" | perform; messages | approve").exit == .success)
    bench.now = "2026-12-08 10:00"
    let outcome = bench.script("messages | where approved | send")
    #expect(outcome.exit == .success && outcome.complaints.contains("approve it again if it should still go"))
    #expect(letters(bench).isEmpty)
    #expect(bench.eval("approve @thank-you-dana-onsite; send @thank-you-dana-onsite").exit == .success)
    #expect(letters(bench).count == 1)
  }
}
