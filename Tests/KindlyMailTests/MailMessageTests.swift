// Reading mail as other programs write it: the samples, multipart, character sets, odd mailboxes, dates.

import Foundation
import Testing

@testable import KindlyMail

struct MailMessageTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures/mail")

  private func sample(_ path: String) throws -> MailMessage {
    MailMessage(reading: Array(try Data(contentsOf: Self.fixtures.appending(path: path))))
  }

  private func message(_ text: String) -> MailMessage { MailMessage(reading: Array(text.utf8)) }

  @Test func aReplyOfARealProgram() throws {
    let reply = try sample("new/1763990001.1.host")
    #expect(reply.value(of: "subject") == "Re: Thank you for your time, Dana")
    #expect(reply.mailboxes(in: "From") == [Mailbox(name: "Dana Reyes", address: "dana@acme.example")])
    #expect(reply.messageIDs(in: "In-Reply-To") == ["<REPLACE-WITH-SENT-ID@example.org>"])
    #expect(reply.text == "Thank you, Sam. We will be in touch by Tuesday.\n")
    let date = try #require(reply.value(of: "Date").flatMap(MailDate.init(reading:)))
    #expect(date.secondsSince1970 == 1_795_615_920)
  }

  @Test func theTextOfABounceIsItsFirstPlainPart() throws {
    let bounce = try sample("cur/1763990004.1.host:2,S")
    #expect(bounce.rawValue(of: "Return-Path") == "<>")
    #expect(bounce.text == "The address priya@northgat.example was not found.\n")
    #expect(String(decoding: bounce.bodyBytes, as: UTF8.self).contains("Status: 5.1.1"))
  }

  @Test func lineFeedsAloneAndAMailboxLineAreFine() {
    let read = message("From sam@example.org Tue Nov 24\nSubject: a\n  b\n\tc\nX:\n\nhello\n")
    #expect(read.headers.map(\.name) == ["Subject", "X"])
    #expect(read.value(of: "Subject") == "a  b\tc")
    #expect(read.value(of: "X") == "")
    #expect(read.text == "hello\n")
  }

  @Test(arguments: [
    ("=?UTF-8?Q?a?= =?UTF-8?Q?b?=", "ab"), ("=?UTF-8?Q?a?= b", "a b"), ("x =?utf-8?b?w6k=?= y", "x é y"),
    ("=?ISO-8859-1?Q?Zo=EB?=", "Zoë"), ("=?windows-1252?Q?=80=93?=", "€“"), ("=?utf-8*de?Q?gr=C3=BCn?=", "grün"),
    // A character split over two words is against the rules, and common.
    ("=?UTF-8?Q?=C3?= =?UTF-8?Q?=A9?=", "é"), ("=?klingon?Q?x?=", "=?klingon?Q?x?="),
    ("=?UTF-8?X?x?=", "=?UTF-8?X?x?="),
    ("=?UTF-8?Q?x", "=?UTF-8?Q?x"), ("=?=?=?", "=?=?=?"), ("=?UTF-8?B?***?=", "=?UTF-8?B?***?="), ("=?UTF-8?Q??=", ""),
  ])
  func encodedWords(written: String, read: String) {
    #expect(EncodedWord.decode(written) == read)
  }

  @Test func partsWithinPartsAreFound() {
    let read = message(
      """
      Content-Type: multipart/mixed; boundary="o;1"

      --o;1
      Content-Type: multipart/alternative; boundary=i

      --i
      Content-Type: text/html

      <b>no</b>
      --i
      Content-Type: text/plain; charset="iso-8859-1"
      Content-Transfer-Encoding: quoted-printable

      Gr=FC=
      =DFe \t
      --i--
      --o;1--
      """)
    #expect(read.text == "Grüße")
    #expect(message("Content-Type: text/html\n\n<p>x").text == nil)
    #expect(message("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\naMOp\nbGxv\n").text == "héllo")
  }

  @Test func mailboxesAsPeopleWriteThem() {
    let read = MailboxList.read(
      "a@b, \"Reyes, Dana\" <dana@acme.example>, =?UTF-8?Q?Zo=C3=AB=2C_x?= <z@b> (a (nested) comment), Team: x@y, <z@w>;,"
        + " nobody, mailer <>")
    #expect(
      read == [
        Mailbox(address: "a@b"), Mailbox(name: "Reyes, Dana", address: "dana@acme.example"),
        Mailbox(name: "Zoë, x", address: "z@b"), Mailbox(address: "x@y"), Mailbox(address: "z@w"),
      ])
  }

  @Test(arguments: [
    ("Tue, 24 Nov 2026 18:30:00 -0500", 1_795_563_000), ("1 Jan 1970 00:00 GMT", 0), ("Thu, 01 Jan 70 00:00:00 UT", 0),
    ("Tue, 24 Nov 2026 18:30:00 EST (Eastern)", 1_795_563_000), ("29 Feb 2024 12:00:00 +0530", 1_709_188_200),
  ])
  func dates(text: String, seconds: Int) throws {
    #expect(try #require(MailDate(reading: text)).secondsSince1970 == seconds)
  }

  @Test func datesAreWritten() throws {
    let date = try #require(MailDate(year: 2026, month: 11, day: 3, hour: 8, minute: 5, second: 9, offset: -210))
    #expect(date.text == "Tue, 03 Nov 2026 08:05:09 -0330")
    #expect(MailDate(reading: date.text) == date)
    #expect(MailDate(year: 2025, month: 2, day: 29, hour: 0, minute: 0, second: 0, offset: 0) == nil)
    #expect(MailDate(reading: "99 Nov 99999999999999999999 1:2:3 +9999") == nil)
  }

  /// Were one of these read in quadratic time, the test would run for minutes.
  @Test func hugeHeadersAreReadInGoodTime() {
    let words = String(repeating: "=?UTF-8?Q?=C3=A9?= ", count: 20_000)
    let opens = String(repeating: "=?", count: 100_000)
    #expect(message("Subject: \(words)\n\n").value(of: "Subject")?.isEmpty == false)
    #expect(message("Subject: \(opens)\n\n").value(of: "Subject")?.isEmpty == false)
    _ = MailboxList.read(String(repeating: "(\"<", count: 100_000))
  }
}
