// Answers coming in: the samples with the real store, what counts as an answer to what, that each counts once and the
// mailbox stays as it is, and what the command says.

import Foundation
import Testing

@testable import KindlySession

/// A store with an interview that has ended and a letter in the drafts, and a mailbox beside it.
private final class Desk {
  let bench: Bench
  var box: String { bench.folder.file("mail") }

  init() throws {
    bench = try Bench()
    bench.now = "2026-11-24 15:00"
    bench.zone = "America/New_York"
    let made = bench.eval(
      """
      me { name: "Sam Okafor", email: "sam@example.org", maildir: "drafts", send_from: 00:00, send_until: 23:59 }
      contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "Dana@Acme.example" }
      contact @lee "Lee Wu" at "Acme" as interviewer { email: "lee.wu@acme.example" }
      contact @zoe "Zoe" at "Brightwater" { email: "zoe@brightwater.example" }
      contact @priya "Priya N" at "Northgate" { email: "priya@northgat.example" }
      interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 for 45m with @dana, @lee { reply_by: 2026-12-01 }
      interview @north "Controller" at "Northgate" on 2026-11-24 12:00 for 45m with @priya { reply_by: 2026-12-01 }
      for i in [@acme, @north] {
        let m = draft thank_you(i.people[0], i, detail: "the nine-day close at {i.company}")
        approve m
        send m
      }
      """)
    #expect(made.exit == .success, "\(made.complaints)")
    #expect(bench.eval("messages | map state").text == "[written, written]\n")
    bench.now = "2026-12-01 09:00"
    for folder in ["cur", "new", "tmp"] {
      try FileManager.default.createDirectory(atPath: box + "/" + folder, withIntermediateDirectories: true)
    }
  }

  func id(_ letter: String) -> String { String(bench.eval("\(letter).message_id").text.dropLast()) }

  @discardableResult
  func put(_ text: String, as name: String = UUID().uuidString) throws -> String {
    let path = box + "/cur/" + name
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  func putSamples() throws {
    let samples = Project.root + "/Tests/KindlyMailTests/Fixtures/mail"
    let thanks = id("@thank-you-dana-acme")
    for name in Project.files(under: "Tests/KindlyMailTests/Fixtures/mail", suffix: "") where name.contains(".host") {
      let text = try String(contentsOfFile: samples + "/" + name, encoding: .utf8)
      try text.replacingOccurrences(of: "<REPLACE-WITH-SENT-ID@example.org>", with: thanks)
        .write(toFile: box + "/" + name, atomically: true, encoding: .utf8)
    }
  }

  func read(isDryRun: Bool = false) -> Outcome { bench.withSession { $0.inbox([box], isDryRun: isDryRun) } }

  func mail(_ from: String, _ date: String, _ more: String = "", subject: String = "Re: hello", id: String? = nil)
    -> String
  {
    """
    From: \(from)
    Subject: \(subject)
    Date: \(date)
    Message-ID: \(id ?? "<\(UUID().uuidString)@x.example>")
    \(more.isEmpty ? "X-Nothing: 1" : more)

    Hello Sam.
    """
  }

  func value(_ code: String) -> String { String(bench.eval("print(\(code))").text.dropLast()) }
}

struct InboxTests {
  @Test func theSamples() throws {
    let desk = try Desk()
    try desk.putSamples()
    let before = try state(of: desk.box)
    let dry = desk.read(isDryRun: true)
    #expect(dry.lines.last == "none of this was recorded" && desk.value("@acme.heard_on") == "nothing")
    let outcome = desk.read()
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    #expect(
      outcome.lines.last == "1 reply, 2 automatic answers, 1 delivery report, 1 copy of your own, 1 newsletter",
      "\(outcome.text)")
    #expect(
      outcome.lines.contains(
        "reply  Dana Reyes <dana@acme.example>  2026-11-25 09:12  \"Re: Thank you for your time, Dana\"  about @acme"))
    #expect(outcome.lines.contains("  | Thank you, Sam. We will be in touch by Tuesday."))
    #expect(desk.value("@acme.heard_on") == "2026-11-25" && desk.value("@north.heard_on") == "nothing")
    #expect(desk.value("@lee.away_until") == "2026-12-02" && desk.value("@zoe.away_until") == "2026-12-02")
    #expect(desk.value("messages | map state") == "[sent, failed]")
    #expect(desk.value("@thank-you-dana-acme.sent_at") == "2026-11-24 18:30")
    #expect(desk.value("@thank-you-priya-north.problem ?? \"\"").contains("priya@northgat.example: 5.1.1"))
    // Each counts once, in whatever folder it lies by then.
    try FileManager.default.moveItem(
      atPath: desk.box + "/new/1763990001.1.host", toPath: desk.box + "/cur/1763990001.1.host:2,S")
    let stored = desk.bench.dump()
    let again = desk.read()
    #expect(again.text == "nothing new\n" && again.exit == .success && desk.bench.dump() == stored)
    try FileManager.default.moveItem(
      atPath: desk.box + "/cur/1763990001.1.host:2,S", toPath: desk.box + "/new/1763990001.1.host")
    #expect(try state(of: desk.box) == before)
  }

  /// Names, times and content of the files of a folder.
  private func state(of folder: String) throws -> [String] {
    try (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted().compactMap {
      name in
      var status = stat()
      #expect(lstat(folder + "/" + name, &status) == 0)
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      let content = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      return "\(name) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(content)"
    }
  }

  @Test func whatIsAnAnswerByItsSender() throws {
    let desk = try Desk()
    // Before the interview has ended it is none; it is not counted either, as it may answer another one.
    try desk.put(desk.mail("Dana <DANA@acme.example>", "Tue, 24 Nov 2026 10:44:00 -0500"))
    try desk.put(desk.mail("Somebody <x@y.example>", "Wed, 25 Nov 2026 10:44:00 -0500"))
    #expect(desk.read().text == "nothing new\n")
    try desk.put(desk.mail("Dana <DANA@acme.example>", "Tue, 24 Nov 2026 22:46:00 -0500"))
    let outcome = desk.read()
    #expect(outcome.lines.last == "1 reply" && desk.value("@acme.heard_on") == "2026-11-24", "\(outcome.text)")
  }

  @Test func theNewestInterviewThatHadEnded() throws {
    let desk = try Desk()
    _ = desk.bench.eval(
      """
      interview @second "Accountant" at "Acme" on 2026-11-27 10:00 with @lee via @dana
      interview @third "Accountant" at "Acme" on 2026-11-30 10:00 with @dana
      interview @off "Accountant" at "Acme" on 2026-11-28 09:00 with @dana { outcome: cancelled }
      """)
    try desk.put(desk.mail("dana@acme.example", "Sat, 28 Nov 2026 12:00:00 -0500"))
    #expect(desk.read().lines.first?.hasSuffix("about @second") == true)
    #expect(desk.value("interviews | where heard_on != nothing | map handle") == "[\"second\"]")
  }

  @Test func whatIsRecordedIsNotMovedBack() throws {
    let desk = try Desk()
    _ = desk.bench.eval("@acme.heard_on = 2026-11-27; @north.outcome = rejected")
    try desk.put(desk.mail("dana@acme.example", "Wed, 25 Nov 2026 12:00:00 -0500"))
    try desk.put(desk.mail("priya@northgat.example", "Wed, 25 Nov 2026 13:00:00 -0500"))
    let outcome = desk.read()
    #expect(outcome.lines.contains("  = @acme: nothing was changed; you heard again on 2026-11-27"), "\(outcome.text)")
    #expect(outcome.lines.contains("  = the outcome of @north is recorded already; nothing was changed"))
    #expect(desk.value("@acme.heard_on") == "2026-11-27" && desk.value("@north.heard_on") == "nothing")
    try desk.put(desk.mail("dana@acme.example", "Mon, 30 Nov 2026 12:00:00 -0500"))
    _ = desk.read()
    #expect(desk.value("@acme.heard_on") == "2026-11-30")
  }

  @Test func anAnswerInTheThreadFromAnotherAddress() throws {
    let desk = try Desk()
    let thanks = desk.id("@thank-you-dana-acme")
    try desk.put(
      desk.mail("Dana <dana@home.example>", "Wed, 25 Nov 2026 12:00:00 -0500", "References: <a@b.example> \(thanks)"))
    // The user goes on in the thread, from another address of theirs.
    try desk.put(
      desk.mail("Sam Okafor <sam@work.example>", "Wed, 25 Nov 2026 13:00:00 -0500", "In-Reply-To: \(thanks)"))
    let outcome = desk.read()
    #expect(outcome.lines.last == "1 reply, 1 copy of your own", "\(outcome.text)")
    #expect(desk.value("@acme.heard_on") == "2026-11-25")
  }

  @Test func whatMayBeNoAnswerHoldsBackAndIsTold() throws {
    let desk = try Desk()
    try desk.put(
      desk.mail("dana@acme.example", "Wed, 25 Nov 2026 12:00:00 -0500", "Content-Type: text/calendar; method=REQUEST"))
    try desk.put(
      desk.mail(
        "Acme <no-reply@ats.example>", "Thu, 26 Nov 2026 12:00:00 -0500",
        "In-Reply-To: \(desk.id("@thank-you-priya-north"))"))
    let outcome = desk.read()
    #expect(outcome.lines.last == "1 letter that may be a reply, 1 invitation", "\(outcome.text)")
    #expect(outcome.text.contains("look at it"))
    #expect(desk.value("interviews | map heard_on") == "[2026-11-25, 2026-11-26]")
  }

  @Test func whatMachinesWriteChangesNoInterview() throws {
    let desk = try Desk()
    let answer = "In-Reply-To: \(desk.id("@thank-you-dana-acme"))"
    for sign in [
      "Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", "Return-Path: <>", "Precedence: bulk",
      "List-Id: <x>",
    ] {
      try desk.put(desk.mail("dana@acme.example", "Wed, 25 Nov 2026 12:00:00 -0500", sign + "\n" + answer))
    }
    try desk.put(
      desk.mail("dana@acme.example", "Wed, 25 Nov 2026 12:00:00 -0500", answer, subject: "Abwesenheitsnotiz: x"))
    #expect(desk.read().lines.last == "4 automatic answers, 2 newsletters")
    #expect(desk.value("interviews | map heard_on") == "[nothing, nothing]")
    #expect(desk.value("messages | map state") == "[written, written]")
  }

  @Test func yourOwnCopySettlesADoubtAndADraftSentUnderAnotherMessageID() throws {
    let desk = try Desk()
    let doubted = desk.bench.withSession { session in
      do {
        try session.beginWriting()
        let row = try session.host.row(.message, handle: "thank-you-dana-acme")
        try session.host.move(row, ["state": MessageState.inDoubt.value, "problem": .text("x")])
        try session.host.store.commit()
        return .success
      } catch {
        return .failure
      }
    }
    #expect(doubted.exit == .success && desk.value("messages | map state") == "[in_doubt, written]")
    let me = "Sam Okafor <sam@example.org>"
    try desk.put(desk.mail(me, "Tue, 24 Nov 2026 16:00:00 -0500", id: desk.id("@thank-you-dana-acme")))
    let subject = desk.value("@thank-you-priya-north.subject")
    try desk.put(desk.mail(me, "Tue, 24 Nov 2026 14:00:00 -0500", "To: priya@northgat.example", subject: subject))
    #expect(desk.read().lines.last == "2 copies of your own")
    #expect(desk.value("messages | map state") == "[sent, written]", "that one was sent before it was drafted")
    try desk.put(desk.mail(me, "Tue, 24 Nov 2026 17:00:00 -0500", "To: priya@northgat.example", subject: "Other"))
    try desk.put(desk.mail(me, "Tue, 24 Nov 2026 18:00:00 -0500", "To: <Priya@northgat.example>", subject: subject))
    #expect(desk.read().lines.last == "2 copies of your own")
    #expect(desk.value("messages | map state") == "[sent, sent]")
    #expect(desk.value("@thank-you-priya-north.sent_at") == "2026-11-24 18:00")
    #expect(desk.value("@thank-you-dana-acme.problem") == "nothing")
  }

  @Test func datesThatCannotBe() throws {
    let desk = try Desk()
    let path = try desk.put(desk.mail("dana@acme.example", "Fri, 25 Dec 2099 12:00:00 -0500"), as: "1")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_795_700_000)], ofItemAtPath: path)
    try desk.put(
      desk.mail(
        "priya@northgat.example", "no date", "Received: from a by b; Fri, 27 Nov 2026 08:00:00 -0500\nReceived: x; y"))
    _ = desk.read()
    #expect(desk.value("interviews | map heard_on") == "[2026-11-26, 2026-11-27]")
  }

  @Test func aLateReportAndADraftMoveNothing() throws {
    let desk = try Desk()
    let thanks = desk.id("@thank-you-dana-acme")
    try desk.put(
      desk.mail("Sam Okafor <sam@example.org>", "Tue, 24 Nov 2026 16:00:00 -0500", id: thanks), as: "1.a:2,DS")
    try desk.put(
      """
      From: postmaster@mx.example
      Date: Wed, 25 Nov 2026 12:00:00 -0500
      Content-Type: multipart/report; report-type=delivery-status; boundary=b

      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.example

      Final-Recipient: rfc822; dana@acme.example
      Action: delayed

      --b--
      """)
    let outcome = desk.read()
    #expect(outcome.text.contains("has not reached dana@acme.example yet"), "\(outcome.text)")
    #expect(desk.value("messages | map state") == "[written, written]")
    // The drafts that Kindly writes itself are no copies of what was sent.
    #expect(desk.bench.withSession { $0.inbox([desk.bench.folder.file("drafts")]) }.text == "nothing new\n")
    #expect(desk.value("messages | map state") == "[written, written]")
  }

  @Test func controlCharactersStayInTheMail() throws {
    let desk = try Desk()
    try desk.put(
      desk.mail(
        "=?UTF-8?Q?Da=1B[31mna?= <dana@acme.example>", "Wed, 25 Nov 2026 12:00:00 -0500", "",
        subject: "=?UTF-8?Q?a=1B]0;b=07=0Ac?=") + "\u{1B}[2J\u{9B}x\n")
    let outcome = desk.read()
    #expect(outcome.lines.last == "1 reply")
    #expect(!outcome.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) })
  }

  @Test func aScriptReadsAndWhatFailsLaterTakesItBack() throws {
    let desk = try Desk()
    try desk.putSamples()
    let failed = desk.bench.script("inbox(\"\(desk.box)\")\nfail \"x\"")
    #expect(failed.exit == .failure && desk.value("@acme.heard_on") == "nothing")
    _ = desk.bench.eval("me { inbox: [\"mail\"] }")
    let outcome = desk.bench.script("print(inbox() | last)\nprint(inbox())\nprint(inbox([\"\(desk.box)\"]) | count)")
    #expect(
      outcome.text
        == "1 reply, 2 automatic answers, 1 delivery report, 1 copy of your own, 1 newsletter\n[]\n0\n",
      "\(outcome.text)\(outcome.complaints)")
    #expect(desk.value("@acme.heard_on") == "2026-11-25")
  }

  @Test func aReplyIsTheEndOfCheckIns() throws {
    let desk = try Desk()
    desk.bench.now = "2026-12-03 09:00"
    let open = "agenda | where rule == \"check_in\" | map contact?.handle ?? \"\""
    #expect(desk.value(open) == "[\"dana\", \"priya\"]")
    try desk.put(desk.mail("lee.wu@acme.example", "Wed, 2 Dec 2026 12:00:00 -0500"))
    #expect(desk.read().lines.last == "1 reply")
    #expect(desk.value(open) == "[\"priya\"]" && desk.value("@acme.answered") == "2026-12-01")
    desk.bench.now = "2026-12-20 09:00"
    #expect(desk.value("agenda | any(rule == \"check_in\" and interview == @acme)") == "false")
    // A later promise is waited for again, until they answer again.
    #expect(desk.bench.eval("@acme.reply_by = 2026-12-15").exit == .success)
    desk.bench.now = "2026-12-17 09:00"
    #expect(desk.value("agenda | any(rule == \"check_in\" and interview == @acme)") == "true")
    try desk.put(desk.mail("dana@acme.example", "Thu, 17 Dec 2026 08:30:00 -0500"))
    #expect(desk.read().lines.last == "1 reply" && desk.value("@acme.answered") == "2026-12-15")
    #expect(desk.value("agenda | any(rule == \"check_in\" and interview == @acme)") == "false")
    #expect(desk.value("agenda | any(rule == \"read_reply\" and interview == @acme)") == "true")
    // What was heard can be taken back, where nothing has left with it.
    #expect(desk.bench.eval("undo").exit == .success && desk.value("@acme.heard_on") == "2026-12-02")
  }

  @Test func aTestReachesNoMailbox() throws {
    let bench = try Bench()
    let path = bench.folder.file("t.kindly")
    try "test \"none\" {\n  expect inbox(\"/nowhere\") == []\n}\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    let output = CapturedOutput()
    let status = try TestRun(options: bench.options(), output: output).run([path], filter: nil)
    #expect(status == .success, "\(output.text)\(output.complaints)")
  }

  @Test func aRuleMayNotRead() throws {
    let desk = try Desk()
    let outcome = desk.bench.script(
      "must look {\n  for i in interviews where inbox(\"\(desk.box)\") != []\n  until false\n  due i.ends\n  do remind \"x\"\n}\nprint(agenda | count)"
    )
    #expect(outcome.exit == .source || outcome.complaints.contains("K0604"), "\(outcome.complaints)")
  }

  @Test func asRowsAndJSON() throws {
    let desk = try Desk()
    try desk.putSamples()
    desk.bench.format = .json
    let outcome = desk.read()
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(outcome.text.utf8)) as? [[String: Any]])
    #expect(rows.compactMap { $0["kind"] as? String } == ["report", "copy", "automatic", "reply", "bulk", "automatic"])
    #expect(rows[3]["interview"] as? String == "@acme" && rows[3]["date"] as? String == "2026-11-25T09:12:00-05:00")
    #expect(rows[2]["away_until"] as? String == "2026-12-02")
    #expect(desk.read().text == "[]\n")
  }
}

/// The command as a shell and cron start it.
struct InboxProcessTests {
  @Test func theCommand() throws {
    let home = try Home()
    let now = ["--now", "2026-12-01 09:00", "--zone", "UTC"]
    let nothing = try home.run(["inbox"])
    #expect(nothing.status == 2 && nothing.complaints.contains("me { inbox:"))
    #expect(try home.run(["inbox", "nowhere"]).status == 66)
    let text = try home.write("text", "hello\n")
    #expect(try home.run(["inbox", text]).status == 1)
    _ = try home.run(
      now + [
        "eval",
        "contact @d \"Dana\" { email: \"d@x.example\" }; interview @a \"CFO\" at \"Acme\" on 2026-11-24 10:00 with @d",
      ])
    _ = try home.write(
      "box",
      "From d Wed Nov 25 09:12:00 2026\nFrom: D <d@x.example>\nDate: Wed, 25 Nov 2026 09:12:00 +0000\nSubject: Hi\n\nYes.\n"
    )
    #expect(try home.run(["eval", "me { inbox: [\"~/box\"] }"]).status == 0)
    let finished = try home.run(now + ["inbox"])
    #expect(
      finished.text == """
        reply  D <d@x.example>  2026-11-25 09:12  "Hi"  about @a
          | Yes.
          = @a: heard on 2026-11-25; no check-in until you record a later reply_by
        1 reply

        """, "\(finished.complaints)")
    #expect(finished.status == 0)
    #expect(try home.run(now + ["inbox", "box"]).text == "nothing new\n")
  }
}
