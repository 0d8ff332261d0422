// What every exit code of a sendmail-like program and of curl makes of a letter, with and without words about the server.

import Foundation
import Testing

@testable import KindlyMail

struct SenderExitTests {
  private static let letter = Letter(
    from: Mailbox(name: "Sam", address: "sam@example.org"), to: Mailbox(name: "Dana", address: "dana@acme.example"),
    subject: "Hello", body: "Dear Dana", messageID: "<1@example.org>", date: "Wed, 25 Nov 2026 10:00:00 +0000")

  /// Of every code: what it comes to without words, and with a temporary reply of the server.
  private func wanted(_ code: Int32, reportsTemporary: Bool) -> SenderExit {
    switch code {
    case 0: .sent
    case 75: .temporary
    case 64...67, 72, 73, 77, 78: .refused
    case 68, 69: reportsTemporary ? .temporary : .refused
    default: .unknown
    }
  }

  @Test func everyCodeOfARealProgram() throws {
    let folder = NSTemporaryDirectory() + "kindly-sender-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let program = folder + "/sender"
    try "#!/bin/sh\n[ -z \"$2\" ] || echo \"$(cat \"$2\")\" >&2\ncat >/dev/null\nexit $1\n".write(
      toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
    let words = folder + "/words"
    try "msmtp: server message: 451 4.7.1 Greylisted\nmsmtp: could not send mail (account default)".write(
      toFile: words, atomically: true, encoding: .utf8)
    try "".write(toFile: folder + "/none", atomically: true, encoding: .utf8)
    for code in Int32(0)...255 {
      for isTemporary in [false, true] {
        let file = isTemporary ? words : folder + "/none"
        let delivery = try Sendmail(command: "\(program) \(code) \(file)").deliver(Self.letter)
        switch (wanted(code, reportsTemporary: isTemporary), delivery) {
        case (.sent, .sent), (.temporary, .temporary), (.refused, .refused), (.unknown, .inDoubt): break
        default: Issue.record("\(code), \(isTemporary ? "with" : "without") words: \(delivery)")
        }
      }
    }
  }

  @Test(arguments: [
    "msmtp: server message: 451 4.7.1 Greylisted, please try again later",
    "msmtp: the server sent an error: 421 Service not available", "sendmail: 450 4.2.0 mailbox busy",
    "dma: remote delivery deferred: mx.example.org said: 450-4.2.1 try later", "sSMTP: RCPT TO:<x@y> (452 full)",
    "SMTP error from remote mail server after RCPT TO:<x@y>: 451 temporarily rejected", "status=deferred (4.4.1)",
    "msmtp: cannot connect to mail.example.org, port 465: Connection refused",
    "msmtp: cannot locate host mail.example.org: Temporary failure in name resolution",
    "connect to mx.example.org[192.0.2.1]:25: Network is unreachable", "ssmtp: Cannot open mail:25: No route to host",
    "550 is what it said to others\nmsmtp: server message: 451 not yet",
  ])
  func wordsOfATemporaryFailure(_ words: String) {
    let lines = ChildProcess.lines(Array(words.utf8))
    #expect(SenderReport.isTemporary(lines))
    #expect(SenderExit(code: 69, output: lines) == .temporary && SenderExit(code: 77, output: lines) == .refused)
    #expect(SenderExit(code: 76, output: lines) == .unknown)
  }

  @Test(arguments: [
    "", "msmtp: server message: 550 5.1.1 no such user",
    "msmtp: cannot locate host nowhere.example: Name or service not known",
    "cannot deliver to port 465 there", "it weighs 450kB", "from 4.2.1.7", "queued as 4512345",
    "msmtp: network read error: Connection timed out", "connection lost after DATA: connection reset by peer",
    "msmtp: server message: 451 wait\nmsmtp: server message: 554 no, for good", "you have 499",
    "the recipient must be an address",
  ])
  func wordsOfAnotherFailure(_ words: String) {
    let lines = ChildProcess.lines(Array(words.utf8)).filter { !$0.hasSuffix("499") }
    #expect(!SenderReport.isTemporary(lines), "\(words)")
    #expect(SenderExit(code: 69, output: lines) == .refused)
  }

  // MARK: - curl

  private enum Outcome: Equatable {
    case sent, temporary, refused, inDoubt, way
  }

  private func outcome(_ record: String, _ ending: ChildProcess.Ending) throws -> Outcome {
    let smtp = SMTP(address: try SMTPAddress("smtp://127.0.0.1:25"), password: nil)
    let result = ChildProcess.Result(ending: ending, output: [], complaints: Array(record.utf8))
    do throws(MailError) {
      switch try smtp.delivery(of: SMTPTalk(result)) {
      case .written, .sent: return .sent
      case .temporary: return .temporary
      case .refused: return .refused
      case .inDoubt: return .inDoubt
      }
    } catch {
      #expect(error.isOfTheWay)
      return .way
    }
  }

  /// With curl's record of the talk that decides, whatever the code; without one only what certainly precedes the
  /// handover is taken for a failure.
  @Test func everyCodeOfCurl() throws {
    let hello = "* Connected\n< 220 hi\n> EHLO me\n< 250 ok\n> MAIL FROM:<a@b>\n< 250 ok\n"
    let given = hello + "> DATA\n< 354 go\n"
    let endings = (Int32(0)...255).map { ChildProcess.Ending.exited($0) } + [.killed(signal: 9), .timedOut]
    for ending in endings {
      #expect(try outcome(given, ending) == .inDoubt, "\(ending)")
      #expect(try outcome(given + "< 250 taken\n", ending) == .sent, "\(ending)")
      #expect(try outcome(given + "< 452 no room\n", ending) == .temporary, "\(ending)")
      #expect(try outcome(given + "< 552 too large\n", ending) == .refused, "\(ending)")
      #expect(try outcome(given + "< 354 again\n", ending) == .inDoubt, "\(ending)")
      #expect(try outcome(given + "< 250-more to come\n", ending) == .inDoubt, "\(ending)")
      // Before the handover nothing has left, unless curl itself says that all went well.
      let before = try outcome(hello, ending)
      #expect(
        before == (ending == .exited(0) ? .inDoubt : before) && before != .sent && before != .refused, "\(ending)")
      if ending != .exited(0) { #expect(before == .temporary || before == .way, "\(ending)") }
      // Without a record.
      let blind = try outcome("", ending)
      let isEarly = [1, 2, 3, 4, 5, 6, 7, 41, 45, 48, 67].contains { ending == .exited($0) }
      #expect(isEarly ? blind == .temporary || blind == .way : blind == .inDoubt, "\(ending) \(blind)")
    }
    // A record whose beginning is missing may lack the handover.
    var cut = ChildProcess.Result(ending: .exited(56), output: [], complaints: Array(hello.utf8))
    cut.isCut = true
    #expect(SMTPTalk(cut).handover == .unknown)
  }
}
