// Letters on their way to a real mail server and a real sendmail: what each answer makes of a message, what is never
// shown, and when a message waits.

import Foundation
import Testing

@testable import KindlySession

struct TransportTests {
  static let letter = """
    contact @dana "Dana Reyes" at "Acme" { email: "dana@acme.example", linkedin: "https://www.linkedin.com/in/dana" }
    template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hëllo.\\n.\\nFrom here on" }
    let m = draft hello(@dana)
    approve m
    """

  private func bench(_ transport: String) throws -> Bench {
    let bench = try Bench()
    bench.now = "2026-11-25 10:00"
    let outcome = bench.eval("me { name: \"Sam\", email: \"sam@example.org\", \(transport) }\n\(Self.letter)")
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    return bench
  }

  private func state(_ bench: Bench) -> String {
    String(bench.eval("print(messages | map state)").text.drop { $0 == "[" }.prefix { $0 != "]" })
  }

  private func smtp(_ server: MailServer) -> String { "transport: smtp, smtp: \"smtp://127.0.0.1:\(server.port)\"" }

  // MARK: - The answers of a server

  @Test(
    arguments: [
      ("", "sent", 0), ("connect 421 busy", "approved", 75), ("connect 554 go away", "failed", 74),
      ("connect close", "approved", 75), ("ehlo 421 shutting down", "approved", 75), ("ehlo close", "approved", 75),
      ("mail 452 no room", "approved", 75), ("mail 550 not you", "failed", 74), ("mail close", "approved", 75),
      ("rcpt 450 greylisted", "approved", 75), ("rcpt 550 no such user", "failed", 74),
      ("rcpt close", "approved", 75), ("data 451 later", "approved", 75), ("data 554 no", "failed", 74),
      ("data close", "approved", 75), ("body close", "in_doubt", 0), ("end 452 no room", "approved", 75),
      ("end 552 too large", "failed", 74), ("end close", "in_doubt", 0), ("end closeafter", "in_doubt", 0),
    ] as [(String, String, Int32)])
  func anAnswerDecides(_ plan: String, _ state: String, _ exit: Int32) throws {
    let server = try MailServer()
    try server.plan(plan)
    let bench = try bench(smtp(server))
    let outcome = bench.eval("messages | send")
    #expect(outcome.exit.rawValue == exit, "\(outcome.complaints)")
    #expect(self.state(bench) == state, "\(outcome.complaints)")
    #expect(server.letters.count == (state == "sent" || plan.hasSuffix("after") ? 1 : 0))
    // The server's own words.
    if let words = plan.firstMatch(of: /\d{3} .*/)?.output {
      #expect(outcome.complaints.contains(words), "\(outcome.complaints)")
      #expect(bench.eval("(messages | first)?.problem ?? \"\"").text.contains(words))
    }
  }

  @Test func whereNobodyAnswersAMessageStaysApproved() throws {
    let bench = try bench("transport: smtp, smtp: \"smtp://127.0.0.1:1\"")
    #expect(bench.eval("messages | send").exit == .temporary)
    #expect(state(bench) == "approved")
  }

  @Test func theEnvelopeIsTheUsersAndTheTextArrives() throws {
    let server = try MailServer()
    let bench = try bench(smtp(server))
    #expect(bench.eval("send @hello-dana").exit == .success)
    #expect(server.said.contains("MAIL FROM:<sam@example.org>") && server.said.contains("RCPT TO:<dana@acme.example>"))
    let text = try String(contentsOfFile: server.folder.file("letter-1"), encoding: .utf8)
    #expect(text.contains("h=C3=ABllo.\r\n=2E\r\n=46rom here on\r\n"), "\(text)")
    #expect(text.contains("Date: Wed, 25 Nov 2026 10:00:00 +0000\r\n"))
    #expect(bench.eval("(messages | first)?.sent_at ?? now").text == "2026-11-25 10:00\n")
  }

  // MARK: - Safe connections and passwords

  @Test(arguments: [MailServer.Mode.tls, .starttls])
  func passwordsGoOverSafeConnectionsAlone(_ mode: MailServer.Mode) throws {
    let server = try MailServer(mode)
    let home = try Home()
    let file = try home.write("password", "pass \"word\\\nsecond line\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    let scheme = mode == .tls ? "smtps" : "smtp"
    let me = """
      me { name: "Sam", email: "sam@example.org", transport: smtp, smtp_password_file: "\(file)",
        smtp: "\(scheme)://sam@example.org@localhost:\(server.port)" }

      """
    let now = ["--now", "2026-11-25 10:00", "--zone", "UTC"]
    #expect(try home.run(now + ["eval", me + Self.letter]).status == 0)
    let distrusted = try home.run(now + ["send"])
    // By its own name alone it could be anybody.
    if mode == .tls {
      #expect(distrusted.status == 74 && distrusted.complaints.contains("K0679"), "\(distrusted.complaints)")
      #expect(!server.said.contains { $0.hasPrefix("AUTH") })
    }
    #expect(try home.run(["eval", "messages | map state"]).text == "[approved]\n")
    let certificate = try Certificate.shared.get().certificate
    let trusted = try home.run(now + ["send"], trusting: certificate)
    #expect(trusted.status == 0 && server.letters.count == 1, "\(trusted.complaints)")
    #expect(server.said.contains { $0.hasPrefix("AUTH") })
    // Nobody else may read the file.
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
    #expect(try home.run(["eval", "mark @hello-dana unsent"]).status == 0)
    let exposed = try home.run(now + ["send"], trusting: certificate)
    #expect(exposed.status == 74 && exposed.complaints.contains("others may read it (mode 640)"))
    #expect(exposed.complaints.contains("chmod 600"))
  }

  @Test func aWrongPasswordIsToldAndNeverShown() throws {
    let server = try MailServer()
    let bench = try bench(
      "transport: smtp, smtp: \"smtp://sam%40example.org@localhost:\(server.port)\", smtp_password_command: \"echo hunter2\""
    )
    let outcome = bench.eval("messages | send")
    #expect(outcome.exit == .io && outcome.complaints.contains("K0678"), "\(outcome.complaints)")
    #expect(outcome.complaints.contains("535 5.7.8 wrong name or password"))
    #expect(state(bench) == "approved", "the letter is not at fault")
    let everything = outcome.complaints + bench.dump() + bench.eval("log").text
    #expect(
      !everything.contains("aHVudGVyMg") && bench.eval("(messages | first)?.problem ?? \"\"").text.contains("535"))
    #expect(!outcome.complaints.contains("hunter2"))
  }

  @Test(
    arguments: [
      ("echo hidden; echo gone >&2; exit 3", "it ended with 3: gone"), ("true", "it printed no password"),
      ("kill -9 $$", "it was ended by signal 9"),
    ])
  func aCommandThatGivesNoPassword(_ command: String, _ words: String) throws {
    let bench = try bench(
      "transport: smtp, smtp: \"smtp://sam@localhost:1\", smtp_password_command: \"\(command)\"")
    let outcome = bench.eval("messages | send")
    #expect(outcome.exit == .io && outcome.complaints.contains(words) && !outcome.complaints.contains("hidden"))
    #expect(state(bench) == "approved")
  }

  @Test(arguments: [
    "smtps://sam:hunter2@mail.example.org", "mail.example.org", "smtp://a b@c", "smtp://h:0", "smtps://",
  ])
  func anAddressThatIsNoneIsNotKept(_ address: String) throws {
    let bench = try Bench()
    let written = bench.eval("me { smtp: \"\(address)\" }")
    #expect(written.exit == .source && written.complaints.contains("K0310"), "\(written.complaints)")
    let outcome = bench.eval("let a = [\"\(address)\"]\nme { smtp: a[0] }")
    #expect(outcome.exit == .failure && outcome.complaints.contains("K067"), "\(outcome.complaints)")
    #expect(bench.eval("me.smtp").text.isEmpty)
  }

  // MARK: - sendmail

  @Test(
    arguments: [
      ("", "sent", 0, 1), ("75", "approved", 75, 0), ("69", "failed", 74, 0), ("1", "in_doubt", 0, 0),
      ("76", "in_doubt", 0, 0),
      ("suicide", "in_doubt", 0, 1),
    ] as [(String, String, Int32, Int)])
  func anExitCodeDecides(_ plan: String, _ state: String, _ exit: Int32, _ count: Int) throws {
    let stand = try SendmailStand()
    try stand.plan(plan)
    let bench = try bench("transport: sendmail, sendmail: \"\(stand.command)\"")
    let outcome = bench.eval("messages | send")
    #expect(outcome.exit.rawValue == exit && self.state(bench) == state, "\(outcome.complaints)")
    #expect(stand.letters.count == count)
    if count == 1 { #expect(stand.arguments == ["-t -oi"]) }
    if Int(plan) != nil { #expect(outcome.complaints.contains("mailbox says \(plan)"), "\(outcome.complaints)") }
    if plan == "69" { #expect(outcome.complaints.contains("service unavailable")) }
  }

  /// A real sender: what it reports of each mishap of a server.
  @Test(
    arguments: [
      ("", "sent", 0), ("rcpt 450 greylisted", "approved", 75), ("rcpt 550 no such user", "failed", 74),
      ("mail 421 shutting down", "approved", 75), ("end 452 no room", "approved", 75),
      ("end 552 too large", "failed", 74),
      ("end close", "in_doubt", 0), ("end closeafter", "in_doubt", 0), ("body close", "in_doubt", 0),
      ("nobody", "approved", 75),
    ] as [(String, String, Int32)])
  func msmtpReportsWhatHappened(_ plan: String, _ state: String, _ exit: Int32) throws {
    let server = try MailServer()
    if plan != "nobody" { try server.plan(plan) }
    let home = try Home()
    let config = try home.write(
      "msmtprc",
      """
      account default
      host 127.0.0.1
      port \(plan == "nobody" ? 1 : server.port)
      from sam@example.org
      auth off
      tls off
      """)
    let bench = try bench("transport: sendmail, sendmail: \"/usr/bin/env msmtp -C \(config)\"")
    let outcome = bench.eval("messages | send")
    #expect(outcome.exit.rawValue == exit, "\(outcome.complaints)")
    #expect(self.state(bench) == state, "\(outcome.complaints)")
    // Whatever a script does now, no second copy goes of what may have arrived.
    try server.plan("")
    let count = server.letters.count
    for _ in 0..<3 { _ = bench.script("messages | approve\nmessages | send\n") }
    if state != "approved" { #expect(server.letters.count == count && count <= 1) }
  }

  @Test func noShellReadsTheNameOfTheProgram() throws {
    let bench = try bench("transport: sendmail, sendmail: \"/bin/true; touch /tmp/kindly-was-here\"")
    #expect(bench.eval("messages | send").exit == .io)
    #expect(state(bench) == "approved")
  }

  @Test func pausesGrowAndApprovingBeginsAnew() throws {
    let stand = try SendmailStand()
    try stand.plan("75")
    let bench = try bench("transport: sendmail, sendmail: \"\(stand.command)\"")
    let after = { bench.eval("print((messages | first)?.send_after ?? today 00:00)").text }
    for (now, again) in [
      ("10:00", "10:05"), ("10:05", "10:20"), ("10:20", "11:20"), ("11:20", "15:20"), ("12:00", "15:20"),
    ] {
      bench.now = "2026-11-25 \(now)"
      let outcome = bench.eval("messages | send")
      // Waiting alone is no failure.
      #expect(outcome.exit == (now == "12:00" ? .success : .temporary), "\(now) \(outcome.complaints)")
      #expect(outcome.complaints.contains("\(again), to be tried again"), "\(outcome.complaints)")
      #expect(after() == "2026-11-25 \(again)\n")
    }
    try stand.plan("")
    #expect(bench.eval("send @hello-dana now").exit == .success)
    #expect(state(bench) == "sent" && stand.letters.count == 1)
  }

  // MARK: - LinkedIn

  @Test func aLinkedInMessageIsPrintedAndMarkedByTheUser() throws {
    let bench = try bench("transport: maildir")
    #expect(
      bench.eval("let m = messages | first\nif m != nothing { m.channel = linkedin; approve m }").exit == .success)
    let outcome = bench.eval("send @hello-dana\nnothing")
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    #expect(outcome.text.hasPrefix("@hello-dana: open https://www.linkedin.com/in/dana and paste\n\nDear Dana, hëllo."))
    #expect(outcome.text.hasSuffix("then run `mark @hello-dana sent`\n"))
    #expect(state(bench) == "written")
    #expect(bench.eval("mark @hello-dana unsent\n@dana.linkedin = nothing").exit == .success)
    let refused = bench.eval("send @hello-dana")
    #expect(refused.exit == .failure && refused.complaints.contains("the LinkedIn page of @dana is not known"))
  }

  // MARK: - The doctor

  @Test func theDoctorLooksAtTheTransport() throws {
    let bench = try bench("transport: sendmail, sendmail: \"/nowhere/sendmail\"")
    #expect(bench.withSession { $0.examine() }.text.contains("cannot run the sendmail program /nowhere/sendmail"))
    #expect(bench.eval("me { transport: smtp }").exit == .success)
    #expect(bench.withSession { $0.examine() }.text.contains("no mail server is named"))
    #expect(bench.eval("me { smtp: \"smtps://sam@mail.example.org\" }").exit == .success)
    let text = bench.withSession { $0.examine() }.text
    #expect(text.contains("smtp, smtps://mail.example.org:465, as sam"), "\(text)")
    #expect(text.contains("there is no password for sam"))
  }
}
