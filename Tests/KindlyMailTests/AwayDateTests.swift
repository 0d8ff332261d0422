// The day until which an automatic answer says that somebody is away, in many languages, and where it says none.

import KindlyTime
import Testing

@testable import KindlyMail

struct AwayDateTests {
  /// As of Wednesday 25 November 2026; the day is the last one away.
  @Test(arguments: [
    ("I am out of the office until December 2nd.", "2026-12-02"), ("Away, back on Thursday.", "2026-11-25"),
    ("I will be back on Monday 30 November.", "2026-11-29"), ("Back on Monday, November 30th, 2026", "2026-11-29"),
    ("Out until 2026-12-01.", "2026-12-01"), ("until the 2nd of December", "2026-12-02"),
    ("I return to the office on 1 December", "2026-11-30"), ("returning on Dec. 1", "2026-11-30"),
    ("out from 23 to 27 November", "2026-11-27"), ("on leave 23 November - 4 December", "2026-12-04"),
    ("away November 23-27", "2026-11-27"), ("through Friday", "2026-11-27"), ("until January 4", "2027-01-04"),
    ("out of the office until 30/11", "2026-11-30"), ("until 11/30", "2026-11-30"), ("until 12/12/2026", "2026-12-12"),
    ("I am back tomorrow", "2026-11-25"), ("until and including Tuesday, 1 December 2026", "2026-12-01"),
    ("I'm away\nuntil\n2 December.", "2026-12-02"), ("Lee is out of the office (returning 30.11.2026)", "2026-11-29"),
    ("Ich bin bis 30.11. nicht im Büro.", "2026-11-30"), ("bis einschließlich 4. Dezember", "2026-12-04"),
    ("Ich bin vom 23.11. bis zum 04.12.2026 im Urlaub", "2026-12-04"), ("ab dem 1.12. wieder erreichbar", "2026-11-30"),
    ("Am Montag, den 30. November, bin ich wieder da", "2026-11-29"), ("zurück am 1.12.2026", "2026-11-30"),
    ("Je suis absent jusqu'au 30 novembre.", "2026-11-30"), ("jusqu’au lundi 30 novembre inclus", "2026-11-30"),
    ("du 23 au 27 novembre", "2026-11-27"), ("de retour le 1er décembre", "2026-11-30"),
    ("hasta el 2 de diciembre", "2026-12-02"), ("Regreso el lunes 30 de noviembre de 2026", "2026-11-29"),
    ("fino al 30 novembre", "2026-11-30"), ("rientro il 30/11/2026", "2026-11-29"),
    ("até 30 de novembro", "2026-11-30"),
    ("tot en met 5 december", "2026-12-05"), ("afwezig t/m 5/12", "2026-12-05"), ("terug op 30 november", "2026-11-29"),
    ("do 30 listopada", "2026-11-30"), ("till och med den 4 december", "2026-12-04"),
    ("t.o.m. 4 december", "2026-12-04"),
    ("til og med 4. desember", "2026-12-04"), ("poissa 30.11. asti", "2026-11-30"), ("do 30. listopadu", "2026-11-30"),
    ("30 Kasım'a kadar", "2026-11-30"), ("30 Kasım tarihine kadar", "2026-11-30"), ("до 30 ноября", "2026-11-30"),
    ("12月2日まで不在です", "2026-12-02"), ("2026年12月2日（水）まで", "2026-12-02"), ("我休假至12月2日", "2026-12-02"),
    ("12월 2일까지 부재중", "2026-12-02"),
  ])
  func days(_ text: String, _ day: String) {
    #expect(AwayDate.find(in: text, day: Samples.day)?.description == day, "\(text)")
  }

  @Test(arguments: [
    "I am away.", "until 11/12", "back on 11/12/2026", "back on Monday 1 December", "until 2026-02-30",
    "until 31 November",
    "back at 5:30", "until further notice", "until 20 November 2026", "until 20 November", "back next Monday",
    "ab 1.12. im Urlaub",
    "I am the 2 December person", "until the end of November", "bis später", "", "until", "until 99999999999999999999",
    "Thank you for your letter of 24 November.", "call 555-1234 until I am back", "until 2099-01-01",
  ])
  func noDays(_ text: String) {
    #expect(AwayDate.find(in: text, day: Samples.day) == nil, "\(text)")
  }

  @Test func theQuotedLetterSaysNothing() {
    let message = MailMessage(reading: Array("Subject: x\n\nI am away.\n\n> until 2 December\n".utf8))
    #expect(AwayDate.find(in: message, day: Samples.day) == nil)
  }
}

struct ReplyTextTests {
  @Test func lettersInHTMLAlone() {
    let html = """
      <html><head><style>p { color: red } until 1 December</style></head><body><!-- until 3 December -->
      <p>Hello&nbsp;Sam,<br><br>I am <b>away</b> until
      2&#32;Dec<i>ember</i>.</p><blockquote>Dear Dana</blockquote></body></html>
      """
    #expect(HTMLText.read(html) == "Hello Sam,\n\nI am away until 2 December.\n> Dear Dana\n")
    let message = MailMessage(
      reading: Array("Subject: x\nContent-Type: text/html; charset=utf-8\n\n\(html)".utf8))
    #expect(message.text == nil && ReplyText.lead(of: message.words ?? "").count == 3)
    #expect(AwayDate.find(in: message, day: Samples.day)?.description == "2026-12-02")
    for torn in ["<", "<p", "<!--", "&", "&#;", "&#x110000;", "<style>", "</", "<>", "a<b&amp", "&amp;&lt;"] {
      _ = HTMLText.read(torn)
    }
    #expect(HTMLText.read("a &amp; b &bogus; &#xE9;") == "a & b &bogus; é\n")
  }

  @Test func whatIsTheWritersOwn() {
    let text = """

      Thank you, Sam.

      We will be in touch.
      On Tue, 24 Nov 2026 at 18:30, Sam Okafor
      <sam@example.org> wrote:
      > Dear Dana,
      """
    #expect(ReplyText.lead(of: text) == ["Thank you, Sam.", "", "We will be in touch."])
    #expect(ReplyText.lead(of: "a\n-- \nDana\n") == ["a"])
    #expect(ReplyText.lead(of: "> quoted\nmine\n") == ["mine"])
    #expect(ReplyText.lead(of: "Danke!\n\nAm 24.11.2026 um 18:30 schrieb Sam Okafor:\n> x\n") == ["Danke!"])
    #expect(ReplyText.lead(of: "Hi\n-----Original Message-----\nFrom: x\n") == ["Hi"])
    #expect(ReplyText.lead(of: "Hi\nFrom: Sam\nSent: Tuesday\n") == ["Hi"])
    #expect(ReplyText.lead(of: (1...20).map { "\($0)\n" }.joined()).count == 6)
    #expect(ReplyText.lead(of: "") == [])
  }
}
