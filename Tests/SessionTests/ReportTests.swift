// Delivery reports against a store with letters that were sent: the letter that a report shows fails, one that can be
// meant by its address alone fails too, and nothing else does. The shapes are those of real servers, in words of our own.

import Foundation
import Testing

@testable import KindlySession

/// Letters to Dana and Priya, sent on 24 November; a second one to Priya, so that her address alone is not enough.
private final class ReportDesk {
  let bench: Bench
  var box: String { bench.folder.file("mail") }
  private var count = 0

  init() throws {
    bench = try Bench()
    bench.now = "2026-11-24 15:00"
    let made = bench.eval(
      """
      me { name: "Sam", email: "sam@example.org", approve: [other] }
      template hello(to: Contact) { subject "Hello, {to.first_name}"; "Dear {to.first_name}" }
      template more(to: Contact) { subject "More"; "Dear {to.first_name}, more." }
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      contact @priya "Priya N" { email: "priya@northgate.example" }
      for m in [draft hello(@dana), draft hello(@priya), draft more(@priya)] { approve m; mark m sent }
      """)
    #expect(made.exit == .success, "\(made.complaints)")
    bench.now = "2026-11-25 18:00"
    for folder in ["cur", "new", "tmp"] {
      try FileManager.default.createDirectory(atPath: box + "/" + folder, withIntermediateDirectories: true)
    }
  }

  func id(_ handle: String) -> String { String(bench.eval("@\(handle).message_id").text.dropLast()) }

  func read(_ report: String) throws -> Outcome {
    count += 1
    let headers = "To: sam@example.org\nMessage-ID: <\(count)@mx.example>\n"
    let dated = report.hasPrefix("Date: ") ? report : "Date: Wed, 25 Nov 2026 10:00:00 +0000\n" + report
    try (headers + dated).write(toFile: box + "/cur/\(count)", atomically: true, encoding: .utf8)
    return bench.withSession { $0.inbox([box]) }
  }

  /// Of hello to Dana, hello to Priya, and more to Priya.
  var states: String { String(bench.eval("messages | map state").text.dropLast()) }
}

struct ReportTests {
  private static func structured(_ original: String, to address: String = "dana@acme.example") -> String {
    """
    From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

    --=_b
    Content-Type: text/plain; charset=us-ascii

    I'm sorry to have to inform you that your message could not be delivered.

    <\(address)>: host mx.acme.example said: 550 5.1.1 no such user

    --=_b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.org

    Final-Recipient: rfc822; \(address)
    Action: failed
    Status: 5.1.1

    --=_b
    Content-Type: message/rfc822

    \(original)

    Dear Dana
    --=_b--
    """
  }

  /// Reports in words: of qmail, Exim, dma, Exchange, and one of `postmaster`.
  private static func inWords(_ id: String, _ address: String = "dana@acme.example") -> [String] {
    let original = id.isEmpty ? "Subject: Hello, Dana" : "Message-ID: \(id)\nSubject: Hello, Dana"
    return [
      """
      Return-Path: <>
      From: MAILER-DAEMON@mail.example.org
      Subject: failure notice

      Hi. This is the program that delivers mail at mail.example.org.
      I could not deliver your message to the following addresses.

      <\(address)>:
      This address no longer takes mail.

      --- Below this line is a copy of the message.

      Return-Path: <sam@example.org>
      From: sam@example.org
      \(original)

      Dear Dana
      """,
      """
      From: Mail Delivery System <Mailer-Daemon@mail.example.org>
      Auto-Submitted: auto-replied
      X-Failed-Recipients: \(address)
      Subject: Mail delivery failed: returning message to sender

      This message was made by mail delivery software. A message that you sent could not be delivered.

        \(address)
          host mx.acme.example: 550 unknown user

      ------ This is a copy of the message, with all its headers. ------

      From: Sam <sam@example.org>
      \(original)

      Dear Dana
      """,
      """
      From: MAILER-DAEMON@box
      Subject: Mail delivery failed

      This is the mail agent at box. There was an error delivering your mail to <\(address)>.

      550 5.1.1 nobody here

      Message headers follow.

      From: sam@example.org
      \(original)
      """,
      """
      From: postmaster@acme.example
      Return-Path: <>
      Subject: Undeliverable: Hello, Dana
      \(id.isEmpty ? "X-Nothing: 1" : "In-Reply-To: \(id)")

      Your message wasn't delivered to \(address) because the address wasn't found.
      """,
    ]
  }

  @Test func theLetterThatItShowsFails() throws {
    for shape in 0..<5 {
      let desk = try ReportDesk()
      let id = desk.id("hello-dana")
      let text = shape == 4 ? Self.structured("Message-ID: \(id)\nSubject: x") : Self.inWords(id)[shape]
      let outcome = try desk.read(text)
      #expect(desk.states == "[failed, sent, sent]", "\(shape) \(outcome.text)")
      // And no script sends it again.
      let script = desk.bench.script("messages | approve\napprove @hello-dana\n")
      #expect(script.exit == .failure && desk.states == "[failed, sent, sent]", "\(script.complaints)")
    }
  }

  @Test func aReportAboutAnotherLetterChangesNothing() throws {
    let desk = try ReportDesk()
    let ours = desk.id("hello-dana")
    let other = "<portfolio@example.org>"
    for text in Self.inWords(other) + [
      Self.structured("From: sam@example.org\nSubject: My portfolio\nMessage-ID: \(other)"),
      // It goes on in the thread of ours, and is not ours.
      Self.structured("Subject: Re: Hello\nMessage-ID: \(other)\nIn-Reply-To: \(ours)\nReferences: \(ours)"),
      Self.structured("Subject: My portfolio\nMessage-ID: \(other)").replacingOccurrences(
        of: "Auto-Submitted:", with: "References: \(ours) \(other)\nIn-Reply-To: \(ours)\nAuto-Submitted:"),
    ] {
      let outcome = try desk.read(text)
      #expect(desk.states == "[sent, sent, sent]", "\(text)\n\(outcome.text)")
    }
  }

  @Test func anAddressAloneIsEnoughForASingleLetter() throws {
    for text in Self.inWords("").dropLast() + [
      Self.structured("Subject: Hello, Dana"), Self.structured("X-Nothing: 1"),
    ] {
      let desk = try ReportDesk()
      let outcome = try desk.read(text)
      #expect(desk.states == "[failed, sent, sent]", "\(text)\n\(outcome.text)")
    }
    // Which of two it is, nobody knows, unless it shows the subject.
    let desk = try ReportDesk()
    let priya = "priya@northgate.example"
    let outcome = try desk.read(Self.structured("X-Nothing: 1", to: priya))
    #expect(
      desk.states == "[sent, sent, sent]" && outcome.text.contains("@hello-priya, @more-priya"), "\(outcome.text)")
    #expect(try desk.read(Self.structured("X-Nothing: 1", to: "dan@acme.example")).exit == .success)
    // Long after, and before it was sent.
    desk.bench.now = "2027-03-01 10:00"
    for date in ["Sat, 20 Feb 2027 10:00:00 +0000", "Fri, 20 Nov 2026 10:00:00 +0000"] {
      _ = try desk.read("Date: \(date)\n" + Self.structured("X-Nothing: 1"))
    }
    #expect(desk.states == "[sent, sent, sent]")
  }

  @Test(arguments: [
    "From: Postmaster <postmaster@acme.example>\nSubject: Re: our mail server\n\nI am the person behind this address. Please write to dana@acme.example again.",
    "From: postmaster@acme.example\nSubject: Re: Undeliverable: Hello\n\nIt works now, dana@acme.example takes mail.",
    "From: postmaster@acme.example\nSubject: Maintenance on Friday\n\ndana@acme.example and others will be moved.",
  ])
  func aPersonAtPostmasterReportsNothing(_ mail: String) throws {
    let desk = try ReportDesk()
    let outcome = try desk.read(mail)
    #expect(desk.states == "[sent, sent, sent]", "\(outcome.text)")
  }
}
