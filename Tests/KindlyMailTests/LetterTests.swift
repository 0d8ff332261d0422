// What a letter looks like on the wire: headers, folding, encodings, and everything that is refused.

import Testing

@testable import KindlyMail

struct LetterTests {
  private func letter(
    fromName: String? = "Sam Okafor", toName: String? = "Dana Reyes", to: String = "dana@acme.example",
    subject: String = "Thank you for your time, Dana", body: String = "Dear Dana,\n\nThank you.\n",
    extra: [Letter.Header] = []
  ) -> Letter {
    Letter(
      from: Mailbox(name: fromName, address: "sam@example.org"), to: Mailbox(name: toName, address: to),
      subject: subject, body: body, messageID: "<m1.kindly@example.org>", date: "Tue, 24 Nov 2026 18:30:00 -0500",
      extraHeaders: extra)
  }

  private func lines(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func aPlainLetterIsWrittenToTheByte() throws {
    let expected = """
      From: Sam Okafor <sam@example.org>
      To: Dana Reyes <dana@acme.example>
      Subject: Thank you for your time, Dana
      Date: Tue, 24 Nov 2026 18:30:00 -0500
      Message-ID: <m1.kindly@example.org>
      MIME-Version: 1.0
      Content-Type: text/plain; charset=utf-8
      Content-Transfer-Encoding: 7bit

      Dear Dana,

      Thank you.

      """
    let written = try letter().bytes()
    #expect(lines(written) == expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    #expect(!written.indices.contains { written[$0] == 0x0A && ($0 == 0 || written[$0 - 1] != 0x0D) })
  }

  @Test func lineEndsOfEveryKindBecomeCRLF() throws {
    let text = String(decoding: try letter(body: "a\rb\r\nc\nd").bytes(), as: UTF8.self)
    #expect(text.hasSuffix("\r\n\r\na\r\nb\r\nc\r\nd\r\n"))
  }

  @Test func anEmptySubjectAndBodyLeaveNoTrailingSpace() throws {
    let text = String(decoding: try letter(subject: "", body: "").bytes(), as: UTF8.self)
    #expect(text.contains("\r\nSubject:\r\n"))
    #expect(text.hasSuffix("7bit\r\n\r\n"))
  }

  @Test(arguments: [
    ("Dana Reyes", "Dana Reyes"),
    ("Reyes, Dana", "\"Reyes, Dana\""),
    ("Sam A. Okafor", "\"Sam A. Okafor\""),
    ("the \"boss\" \\o/", "\"the \\\"boss\\\" \\\\o/\""),
    ("Zoë", "=?UTF-8?Q?Zo=C3=AB?="),
    ("李 小龙", "=?UTF-8?B?5p2OIOWwj+m+mQ==?="),
    ("=?UTF-8?Q?fake?=", "=?UTF-8?B?PT9VVEYtOD9RP2Zha2U/PQ==?="),
  ])
  func displayNames(name: String, written: String) throws {
    let to = lines(try letter(toName: name).bytes())[1]
    #expect(to == "To: \(written) <dana@acme.example>")
  }

  @Test func aNameOfSpacesIsNone() throws {
    #expect(lines(try letter(toName: "  ").bytes())[1] == "To: dana@acme.example")
  }

  @Test func longSubjectsFoldAtSpaces() throws {
    let subject = (1...40).map { "word\($0)" }.joined(separator: " ")
    let bytes = try letter(subject: subject).bytes()
    let all = lines(bytes)
    #expect(all.allSatisfy { $0.utf8.count <= 78 })
    #expect(all.contains { $0.hasPrefix(" word") })
    #expect(MailMessage(reading: bytes).value(of: "Subject") == subject)
  }

  @Test(arguments: [
    String(repeating: "x", count: 3000), " leading", "trailing ", "two  spaces", "=?UTF-8?Q?x?=", "Zoë  ë ", "   ",
    String(repeating: "é", count: 400), String(repeating: "👩‍👩‍👧‍👦", count: 30),
    "e" + String(repeating: "\u{301}", count: 200),
  ])
  func subjectsSurvive(subject: String) throws {
    let bytes = try letter(subject: subject).bytes()
    #expect(lines(bytes).allSatisfy { $0.utf8.count <= 78 })
    let read = try #require(MailMessage(reading: bytes).value(of: "Subject"))
    #expect(Array(read.unicodeScalars) == Array(subject.unicodeScalars))
  }

  @Test func encodedWordsAreShortAndWhole() throws {
    let text = String(repeating: "Größe 李 naïve 🎉 plain ", count: 20)
    let words = EncodedWord.encode(text, first: 60)
    #expect(words[0].utf8.count <= 60)
    #expect(words.allSatisfy { $0.utf8.count <= 75 })
    // Each word by itself is text: no character was split.
    #expect(words.map(EncodedWord.decode).joined() == text)
    #expect(!words.map(EncodedWord.decode).contains { $0.contains("\u{FFFD}") })
  }

  // MARK: - Bodies

  @Test(arguments: [
    "From here on\n", "a\n.\nb\n", "space at the end \n", "tab\t\n", "é\n", "\u{7}\n",
    String(repeating: "x", count: 79),
  ])
  func bodiesThatMailWouldChangeAreQuotedPrintable(body: String) throws {
    let bytes = try letter(body: body).bytes()
    let all = lines(bytes)
    #expect(all.contains("Content-Transfer-Encoding: quoted-printable"))
    let written = all[(all.firstIndex(of: "") ?? 0)...]
    #expect(written.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix("From ") && !$0.hasPrefix(".") })
    #expect(written.allSatisfy { !$0.hasSuffix(" ") && !$0.hasSuffix("\t") })
    #expect(bytes.allSatisfy { $0 < 0x7F })
    let ended = body.hasSuffix("\n") ? body : body + "\n"
    #expect(MailMessage(reading: bytes).text == ended)
  }

  @Test func softBreaksNeverPutFromOrADotAtTheStartOfALine() throws {
    for length in 55...90 {
      for tail in ["From here", ".", "..", "From "] {
        let body = "é" + String(repeating: "x", count: length) + tail
        let bytes = try letter(body: body).bytes()
        let all = lines(bytes)
        let written = all[(all.firstIndex(of: "") ?? 0)...]
        #expect(written.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix("From ") && !$0.hasPrefix(".") })
        #expect(MailMessage(reading: bytes).text == body + "\n")
      }
    }
  }

  // MARK: - Refusals

  @Test(arguments: ["\r\nBcc: x@evil.example", "\n", "\r", "\u{85}", "\u{2028}"])
  func lineBreaksInHeadersAreRefused(break text: String) {
    #expect(throws: MailError.lineBreakInHeader("Subject")) { try letter(subject: "a" + text).bytes() }
    #expect(throws: MailError.lineBreakInHeader("To")) { try letter(toName: "a" + text).bytes() }
    #expect(throws: MailError.lineBreakInHeader("From")) { try letter(fromName: text + "a").bytes() }
    #expect(throws: MailError.lineBreakInHeader("To")) { try letter(to: "dana@acme.example" + text).bytes() }
    #expect(throws: MailError.lineBreakInHeader("X-Kindly")) {
      try letter(extra: [.init(name: "X-Kindly", value: "1" + text)]).bytes()
    }
    var l = letter()
    l.date += text
    #expect(throws: MailError.lineBreakInHeader("Date")) { try l.bytes() }
    l = letter()
    l.messageID = "<a@b>" + text
    #expect(throws: MailError.lineBreakInHeader("Message-ID")) { try l.bytes() }
  }

  @Test func controlsInHeadersAreRefused() {
    #expect(throws: MailError.controlInHeader("Subject", scalar: 0)) { try letter(subject: "a\0b").bytes() }
    #expect(throws: MailError.controlInHeader("To", scalar: 9)) { try letter(toName: "a\tb").bytes() }
    #expect(throws: MailError.controlInHeader("Subject", scalar: 0x9B)) { try letter(subject: "\u{9B}").bytes() }
  }

  @Test(arguments: [
    "", "@", "a@", "@b", "a b@c.example", "a@b c", "a@@b", "a..b@c", ".a@b", "a.@b", "a@b..c", "a@-b.c", "a@b-.c",
    "a@[1.2.3.4]", "a@b>,<c@d", "<a@b>", "a,b@c", "a\u{A0}b@c",
  ])
  func addressesThatAreNone(address: String) {
    #expect(throws: MailError.badAddress(address)) { try letter(to: address).bytes() }
  }

  @Test func addressesOutsideASCIIAreToldApart() {
    #expect(throws: MailError.addressNotASCII("zoë@acme.example")) { try letter(to: "zoë@acme.example").bytes() }
    #expect(throws: MailError.internationalDomain("zoe@acmé.example")) { try letter(to: "zoe@acmé.example").bytes() }
    #expect(MailError.internationalDomain("zoe@acmé.example").hint.contains("xn--"))
  }

  @Test(arguments: ["a@b", "sam+kindly@localhost", "o'neil@x-y.example", "{x}@xn--acm-epa.example"])
  func addressesThatAreSome(address: String) throws { _ = try letter(to: address).bytes() }

  @Test(arguments: ["", "<>", "a", "<a>", "<a@b", "a@b@c", "<a b@c>", "<a@b> <c@d>", "<a@b>x"])
  func messageIDsThatAreNone(id: String) {
    var l = letter()
    l.messageID = id
    #expect(throws: MailError.self) { try l.bytes() }
  }

  @Test(arguments: [
    "", "2026-11-24", "Wed, 24 Nov 2026 18:30:00 -0500", "Mon, 30 Feb 2026 10:00:00 +0000",
    "Tue, 24 Nov 2026 24:00:00 +0000",
  ])
  func datesThatAreNone(date: String) {
    var l = letter()
    l.date = date
    #expect(throws: MailError.badDate(date)) { try l.bytes() }
  }

  // MARK: - Other headers

  @Test func idsAndMailboxesInExtraHeadersKeepTheirStructure() throws {
    let ids = (1...30).map { "<message-number-\($0)@example.org>" }.joined(separator: " ")
    let bytes = try letter(extra: [
      .init(name: "In-Reply-To", value: "a@b"), .init(name: "References", value: ids),
      .init(name: "Reply-To", value: "\"Zoë, me\" <zoe@b.example>"), .init(name: "X-Kindly-Kind", value: "thank_you"),
    ]).bytes()
    let read = MailMessage(reading: bytes)
    #expect(read.messageIDs(in: "In-Reply-To") == ["<a@b>"])
    #expect(read.messageIDs(in: "References").joined(separator: " ") == ids)
    #expect(read.mailboxes(in: "reply-to") == [Mailbox(name: "Zoë, me", address: "zoe@b.example")])
    #expect(read.value(of: "X-KINDLY-KIND") == "thank_you")
    #expect(lines(bytes).allSatisfy { $0.utf8.count <= 78 })
  }

  @Test(arguments: ["Subject", "to", "MESSAGE-ID", "Content-Type", "mime-version"])
  func headersOfTheLetterAreNotGivenTwice(name: String) {
    #expect(throws: MailError.headerTwice(name)) { try letter(extra: [.init(name: name, value: "x")]).bytes() }
  }

  @Test func extraHeadersAreChecked() {
    for name in ["", "a b", "a:", "é", "a\r\nb"] {
      #expect(throws: MailError.badHeaderName(name)) { try letter(extra: [.init(name: name, value: "x")]).bytes() }
    }
    let twice = [Letter.Header(name: "X-A", value: "1"), Letter.Header(name: "x-a", value: "2")]
    #expect(throws: MailError.headerTwice("x-a")) { try letter(extra: twice).bytes() }
    #expect(throws: MailError.badAddress("nobody")) { try letter(extra: [.init(name: "Cc", value: "nobody")]).bytes() }
  }

  @Test func errorsHaveCodesOfTheirOwnAndWords() {
    let all: [MailError] = [
      .lineBreakInHeader("a"), .controlInHeader("a", scalar: 0), .badHeaderName("a"), .headerTwice("a"),
      .headerTooLong("a"),
      .badAddress("a\nb"), .addressNotASCII("a"), .internationalDomain("a"), .badMessageID("a"), .badDate("a"),
      .notAFolder(path: "a"), .notWritable(path: "a", reason: "r"), .diskFull(path: "a", reason: "r"),
      .fileSystem(path: "a", reason: "r"), .nameTaken(path: "a"),
    ]
    #expect(Set(all.map(\.code)).count == all.count)
    #expect(all.allSatisfy { $0.code.hasPrefix("K06") && !$0.message.isEmpty && !$0.hint.isEmpty })
    #expect(all.allSatisfy { !$0.message.contains("\n") && !$0.message.hasSuffix(".") })
    #expect(MailError.controlInHeader("Subject", scalar: 0).message.contains("U+0000"))
  }
}
