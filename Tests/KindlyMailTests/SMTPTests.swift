// Addresses of mail servers, and what curl's account of a talk means: above all, when a letter is in doubt.

import Testing

@testable import KindlyMail

struct SMTPTests {
  @Test func addressesAsPeopleWriteThem() throws {
    let full = try SMTPAddress("smtps://sam@mail.example.org:4650")
    #expect(full.isTLS && full.user == "sam" && full.host == "mail.example.org" && full.port == 4650)
    let short = try SMTPAddress("smtp://sam@example.org@mail.example.org/")
    #expect(!short.isTLS && short.user == "sam@example.org" && short.port == 587)
    #expect(try SMTPAddress("SMTPS://sam%40x@[::1]").user == "sam@x")
    #expect(try SMTPAddress("smtp://localhost:25").isLoopback && SMTPAddress("smtp://127.0.0.1").isLoopback)
    #expect(try !SMTPAddress("smtp://127.example.org").isLoopback)
    #expect(try !SMTPAddress("smtp://localhost.example.org").isLoopback)
  }

  @Test(
    arguments: [
      "", "mail.example.org", "http://x", "smtp://", "smtp://h:0", "smtp://h:65536", "smtp://h:x", "smtp://@h",
      "smtp://h/path", "smtp://a\nb@h", "smtp://a b@h", "smtp://-h", "smtp://a%3Ab@h", "smtp://a%zz@h", "smtp://[::1]x",
    ])
  func whatIsNone(_ text: String) {
    #expect(throws: MailError.badServer(text)) { try SMTPAddress(text) }
  }

  @Test func aPasswordIsSeenAndNotRepeated() {
    let error = #expect(throws: MailError.self) { try SMTPAddress("smtp://sam:secret@h") }
    #expect(error == .passwordInServer)
    let wrong = #expect(throws: MailError.self) { try SMTPAddress("sam:secret@h") }
    #expect(wrong?.message.contains("secret") == false)
  }

  private func talk(_ lines: String, exit: Int32 = 56) -> SMTPTalk {
    SMTPTalk(ChildProcess.Result(ending: .exited(exit), output: [], complaints: Array(lines.utf8)))
  }

  @Test func aLetterIsInDoubtFromTheServersWordToItsNext() {
    let begun =
      "< 220 hi\n> EHLO me\n< 250-me\n< 250 OK\n> MAIL FROM:<a@b>\n< 250 ok\n> RCPT TO:<c@d>\n< 250 ok\n> DATA\n"
    #expect(!talk(begun).isHandingOver && !talk(begun).wasAccepted)
    #expect(talk(begun + "< 354 go\r\n").isHandingOver)
    #expect(talk(begun + "< 354 go\n< 250 taken\n").wasAccepted)
    // The last line of several decides, and parting changes nothing.
    #expect(talk(begun + "< 354 go\n< 250-taken\n").isHandingOver)
    #expect(talk(begun + "< 354 go\n< 250 taken\n> QUIT\n< 421 too late\n").wasAccepted)
    let refused = talk(begun + "< 354 go\n< 552-far\n< 552 too large\n> QUIT\n< 221 bye\n")
    #expect(!refused.isHandingOver && !refused.wasAccepted && refused.replyCode == 552)
    #expect(refused.reply == "552 far too large")
  }

  @Test func aRefusedLoginIsToldFromARefusedLetter() {
    let login = talk(
      "< 220 hi\n> EHLO me\n< 250 AUTH\n> AUTH PLAIN\n< 334 \n> c2VjcmV0\n< 535 no\ncurl: (67) Login denied\n")
    #expect(login.isAboutLogin && login.reply == "535 no" && login.reason == "Login denied")
    #expect(!talk("> AUTH PLAIN\n< 235 ok\n> MAIL FROM:<a@b>\n< 550 no\n").isAboutLogin)
  }
}
