// What a message is taken for: the samples, each sign that it is no person's, and the subjects of many languages.

import Foundation
import KindlyTime
import Testing

@testable import KindlyMail

enum Samples {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/mail")

  static let names = [
    "new/1763990001.1.host", "new/1763990002.1.host", "cur/1763990003.1.host:2,S", "cur/1763990004.1.host:2,S",
    "cur/1763990005.1.host:2,S", "cur/1763990006.1.host:2,S",
  ]

  static func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

  static let day = CivilDate(year: 2026, month: 11, day: 25) ?? CivilDate.first

  static func verdict(_ text: String) -> MailVerdict {
    MailVerdict(of: MailMessage(reading: Array(text.utf8)), ownAddresses: ["sam@example.org"], day: day)
  }
}

struct MailKindTests {
  private func kind(_ headers: String, _ body: String = "Hello Sam.\n") -> MailKind {
    Samples.verdict("From: Dana <dana@acme.example>\nSubject: Re: Thank you\n\(headers)\n\n\(body)").kind
  }

  @Test func theSamples() throws {
    let verdicts = try Samples.names.map { name in
      MailVerdict(
        of: MailMessage(reading: try Samples.bytes(name)), ownAddresses: ["sam@example.org"], day: Samples.day)
    }
    #expect(verdicts[0] == MailVerdict(.person, nil))
    #expect(verdicts[1].kind == .automatic(awayUntil: CivilDate(year: 2026, month: 12, day: 2)))
    #expect(verdicts[1].sign?.description == "Auto-Submitted: auto-replied")
    #expect(verdicts[2].sign?.description == "Subject: auto reply")
    guard case .deliveryReport(let report) = verdicts[3].kind else {
      Issue.record("the bounce is \(verdicts[3])")
      return
    }
    #expect(report.outcome == .failed && report.recipients == ["priya@northgat.example"] && report.reason == "5.1.1")
    #expect(verdicts[4].kind == .ownCopy && verdicts[5].kind == .bulk)
    #expect(verdicts[5].sign?.header == "List-Unsubscribe")
  }

  @Test(arguments: [
    "Auto-Submitted: auto-replied", "auto-submitted: Auto-Generated", "Auto-Submitted: auto-replied (vacation)",
    "Auto-Submitted: auto-replied; owner-email=x@y.example", "X-Auto-Response-Suppress: All",
    "X-Auto-Response-Suppress: DR, OOF, AutoReply", "X-Autoreply: yes", "X-Autorespond: Re",
    "X-Autoreply-From: a@b.example",
    "Precedence: auto_reply", "Return-Path: <>", "Return-Path: < >",
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
  ])
  func automaticByHeader(_ header: String) {
    #expect(kind(header) == .automatic(awayUntil: nil))
  }

  @Test(arguments: [
    "List-Id: <jobs.acme.example>", "List-Unsubscribe: <https://x.example>", "List-Post: <mailto:x@y.example>",
    "Precedence: bulk", "Precedence: list", "precedence: Junk", "Feedback-ID: a:b:c",
    "Auto-Submitted: auto-generated\nList-Id: <x.y>",
  ])
  func bulkByHeader(_ header: String) {
    #expect(kind(header) == .bulk)
  }

  @Test(arguments: [
    "Auto-Submitted: no", "X-Auto-Response-Suppress: None", "Return-Path: <dana@acme.example>", "Precedence: normal",
    "X-Mailer: Something", "Auto-Submitted:",
  ])
  func whatIsNoSign(_ header: String) {
    #expect(kind(header) == .person)
  }

  @Test func calendarsAndAddressesThatTakeNoMail() {
    #expect(kind("Content-Type: text/calendar; method=REQUEST") == .invitation)
    #expect(
      kind(
        "Content-Type: multipart/alternative; boundary=b",
        "--b\nContent-Type: text/plain\n\nx\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--b--\n"
      )
        == .invitation)
    for address in [
      "no-reply@acme.example", "NoReply@acme.example", "do-not-reply@x.example", "jobs-noreply@x.example",
    ] {
      #expect(Samples.verdict("From: \(address)\nSubject: Your application\n\nx").kind == .doubtful, "\(address)")
    }
    #expect(Samples.verdict("From: Noreen <noreen@acme.example>\n\nx").kind == .person)
  }

  @Test(arguments: [
    "Automatic reply: Thank you", "Re: Automatic reply: x", "AUTO: Lee Wu is out of the office (returning 12/02/2026)",
    "[EXTERNAL] Out of Office: x", "Out of Office Re: hello", "Auto-Reply", "[Auto-Reply] Re: x", "OOO until Monday: x",
    "OOO", "Lee Wu is out of the office", "On vacation", "Vacation: back soon", "FW: RE: Automatic Reply: x",
    "Re[2]: autoreply: x", "Automatische Antwort: Danke", "AW: Abwesenheitsnotiz", "Abwesend: x", "Urlaub",
    "Réponse automatique : Merci", "Réponse automatique\u{A0}: x", "Re\u{301}ponse automatique: x",
    "REPONSE AUTOMATIQUE", "Absence du bureau", "Respuesta automática: x", "Fuera de la oficina",
    "Risposta automatica: x", "R: Fuori ufficio", "Resposta automática: x", "Fora do escritório",
    "Automatisch antwoord: x", "Niet op kantoor", "Odpowiedź automatyczna: x", "Poza biurem", "Autosvar: x",
    "SV: Frånvaro",
    "Automatisk svar: x", "Fraværsmelding", "Ikke på kontoret", "Automaattinen vastaus: x", "Poissa: x", "Lomalla",
    "Automatická odpověď: x", "Mimo kancelář", "Otomatik yanıt: x", "OTOMATİK YANIT: x", "Ofis dışında", "自動応答: x",
    "自动回复: x", "回复: 自动回复", "【自動返信】お問い合わせ", "不在通知", "Автоматический ответ: x", "Автоответ", "В отпуске",
    "자동 회신: x", "Automatikus válasz: x",
  ])
  func automaticBySubject(_ subject: String) {
    let verdict = Samples.verdict("From: lee@acme.example\nSubject: \(subject)\n\nHello.\n")
    #expect(verdict.kind == .automatic(awayUntil: nil) || subject.contains("Monday") || subject.contains("returning"))
    #expect(verdict.sign?.header == "Subject", "\(subject)")
  }

  /// `Automatic reply` of Japan, China, Poland and Russia, as programs there write it.
  @Test(arguments: [
    "=?iso-2022-jp?B?GyRCPCtGMDF+RXobKEI=?=: x", "=?gb2312?B?19S2r7vYuLQ=?=: x",
    "=?iso-8859-2?Q?Odpowied=BC_automatyczna?=: x", "=?koi8-r?B?4dfUz8/U18XU?=",
  ])
  func automaticBySubjectOfOtherCharacterSets(_ subject: String) {
    let verdict = Samples.verdict("From: lee@acme.example\nSubject: \(subject)\n\nHello.\n")
    #expect(verdict.sign?.header == "Subject", "\(EncodedWord.decode(subject))")
    #expect(!EncodedWord.decode(subject).contains("=?"))
  }

  @Test func bytesOfNoCharacterSet() {
    #expect(SystemCharset.decode([0x1B, 0x24, 0x42, 0x3C], named: "iso-2022-jp")?.contains("\u{FFFD}") == true)
    #expect(
      SystemCharset.decode([], named: "koi8-r") == "" && SystemCharset.decode([65], named: "utf-8//IGNORE") == nil)
    for name in ["gb2312", "big5", "euc-kr", "shift_jis", "euc-jp", "windows-1250", "utf-16", "utf-7"] {
      #expect(SystemCharset.decode((0...255).map { $0 }, named: name) != nil, "\(name)")
    }
  }

  @Test(arguments: [
    "Re: Thank you for your time", "Automation engineer: next steps", "Autonomy",
    "On vacation next week, so a quick word",
    "Re: your question about out of office rules", "Away days in Lisbon", "Absent minded",
    "Urlaubsplanung und Ihr Start",
    "Auto industry role", "Automotive role", "", "Re:", "Re: Re: [x]", "[[[", "Feedback from the onsite",
    "Oooh, good news",
  ])
  func aPersonsSubject(_ subject: String) {
    #expect(Samples.verdict("From: lee@acme.example\nSubject: \(subject)\n\nHello.\n").kind == .person)
  }
}

struct DeliveryReportTests {
  private func report(_ text: String) -> DeliveryReport? {
    if case .deliveryReport(let report) = Samples.verdict(text).kind { return report }
    return nil
  }

  private func structured(_ action: String, _ more: String = "") -> String {
    """
    From: Postmaster <postmaster@mx.example>
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain

    Words.
    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example

    Original-Recipient: rfc822;Priya@Northgate.example
    Final-Recipient: rfc822;priya@mail.northgate.example
    Action: \(action)
    Status: 5.1.1
    Diagnostic-Code: smtp; 550 5.1.1
      User unknown

    \(more)
    --b--
    """
  }

  @Test func outcomes() {
    let failed = report(
      structured("failed", "--b\nContent-Type: message/rfc822\n\nMessage-ID: <m1@kindly.invalid>\nSubject: x\n\nbody"))
    #expect(failed?.outcome == .failed && failed?.originalIDs == ["<m1@kindly.invalid>"])
    #expect(failed?.recipients == ["priya@northgate.example", "priya@mail.northgate.example"])
    #expect(failed?.reason == "550 5.1.1 User unknown")
    #expect(report(structured("delayed"))?.outcome == .delayed)
    #expect(Samples.verdict(structured("delivered")).kind == .automatic(awayUntil: nil))
    let headersAlone = report(
      structured("failed", "--b\nContent-Type: text/rfc822-headers\n\nMessage-Id: <m2@kindly.invalid>\n"))
    #expect(headersAlone?.originalIDs == ["<m2@kindly.invalid>"])
  }

  @Test func inWordsAlone() {
    let qmail = report(
      """
      Return-Path: <>
      From: MAILER-DAEMON@mx.example
      Subject: failure notice

      Hi. This is the qmail-send program at mx.example.
      <priya@northgate.example>:
      No such user.

      --- Below this line is a copy of the message.

      Message-ID: <m3@kindly.invalid>
      """)
    #expect(qmail?.outcome == .failed && qmail?.recipients == ["priya@northgate.example"])
    #expect(qmail?.originalIDs == ["<m3@kindly.invalid>"])
    let exim = report("From: Mailer-Daemon@mx.example\nX-Failed-Recipients: a@x.example, b@x.example\n\nGone.\n")
    #expect(exim?.recipients == ["a@x.example", "b@x.example"])
    let late = report("From: mailer-daemon@mx.example\nSubject: Warning: message delayed\n\n<a@x.example> later\n")
    #expect(late?.outcome == .delayed)
    #expect(
      Samples.verdict("From: postmaster@mx.example\nSubject: hello\n\nNothing.\n").kind == .automatic(awayUntil: nil))
  }
}
