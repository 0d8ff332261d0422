// What was handed over once goes out again by the user's own approval alone: after a failure, a report, a cancellation,
// a removal, a new draft, and when the store itself says that it is approved.

import Foundation
import GRDB
import KindlyCatalog
import Testing

@testable import KindlySession

/// A letter to Dana in a store whose scripts may approve it, and a sendmail that counts.
final class OnceDesk {
  let bench: Bench
  let stand: SendmailStand

  static let letters = """
    template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
    template follow(to: Contact, interview: Interview, round: Int = 1) { kind other; subject "On"; "{interview.role}" }

    """
  /// What a file says every morning.
  static let records = """
    contact @dana "Dana Reyes" at "Acme" { email: "dana@acme.example" }
    interview @acme "Controller" at "Acme" on 2026-11-20 10:00 with @dana

    """
  static let morning = records + "messages | approve\nmessages | send\n"

  init() throws {
    bench = try Bench()
    stand = try SendmailStand()
    bench.now = "2026-11-25 10:00"
    let made = bench.eval(
      """
      me { name: "Sam", email: "sam@example.org", approve: [other, thank_you], transport: sendmail,
        sendmail: "\(stand.command)" }
      \(Self.records)
      \(Self.letters)
      draft hello(@dana)
      draft follow(@dana, @acme)
      """)
    #expect(made.exit == .success, "\(made.complaints)")
    #expect(helloID.hasPrefix("<"))
  }

  @discardableResult
  func script(_ text: String = "") -> Outcome { bench.script(Self.letters + text, name: "morning.kindly") }

  func eval(_ text: String) -> Outcome { bench.eval(Self.letters + text + "\nnothing") }

  var states: String { String(bench.eval("print(messages | map state)").text.dropLast()) }
  /// How often the letter to Dana went.
  var sent: Int { stand.letters.count { helloID.contains($0) } }
  private lazy var helloID = bench.eval("@hello-dana.message_id").text

  /// Whatever scripts try, nothing goes.
  func scriptsCannotSend(_ about: String) {
    let before = sent
    for text in [
      Self.morning, "approve @hello-dana\n", "mark @hello-dana unsent\nsend @hello-dana\n",
      "let m = draft hello(@dana)\napprove m\nsend m\n", "messages | where true | approve\nmessages | send\n",
      "cancel @hello-dana\nlet m = draft hello(@dana)\napprove m\nsend m\n",
      "let m = messages | first\nif m != nothing { m.body = \"x\"; approve m; send m }\n",
      "send @hello-dana\n",
    ] {
      #expect(script(text).exit != .source, "\(text)")
      #expect(sent == before, "\(about): \(text)")
    }
  }
}

struct OnceOnlyTests {
  @Test func whatFailedIsApprovedByHandAlone() throws {
    let desk = try OnceDesk()
    #expect(desk.script("approve @hello-dana\n").exit == .success)
    try desk.stand.plan("67")
    #expect(desk.script("messages | send\n").exit == .io && desk.states == "[failed, draft]")
    try desk.stand.plan("")
    let refused = desk.script("approve @hello-dana\n")
    #expect(refused.exit == .failure && refused.complaints.contains("K0615"), "\(refused.complaints)")
    let over = desk.script("messages | where handle == \"hello-dana\" | approve\n")
    #expect(
      over.complaints.contains("only you can approve it") && desk.states.hasPrefix("[failed"),
      "\(over.complaints)")
    #expect(desk.sent == 0)
    #expect(desk.eval("approve @hello-dana\nsend @hello-dana").exit == .success && desk.sent == 1)
  }

  @Test func whatIsInDoubtStaysForTheUser() throws {
    let desk = try OnceDesk()
    try desk.stand.plan("76")
    #expect(
      desk.script("approve @hello-dana\nsend @hello-dana\n").exit == .success && desk.states == "[in_doubt, draft]")
    try desk.stand.plan("")
    let mark = desk.script("mark @hello-dana unsent\n")
    #expect(mark.exit == .failure && mark.complaints.contains("K0616"), "\(mark.complaints)")
    let send = desk.eval("send @hello-dana")
    #expect(send.exit == .failure && send.complaints.contains("K0614"), "\(send.complaints)")
    #expect(send.complaints.contains("mark @hello-dana sent"))
    #expect(desk.sent == 0)
    #expect(desk.eval("mark @hello-dana unsent").exit == .success)
    // The user's approval is enough for the script that sends.
    #expect(desk.script("send @hello-dana\n").exit == .success && desk.sent == 1)
    #expect(desk.eval("send @hello-dana").complaints.contains("has already been sent"))
  }

  @Test func aTemporaryFailureIsTriedAgainWithoutAnybody() throws {
    let desk = try OnceDesk()
    try desk.stand.plan("75")
    #expect(desk.script("approve @hello-dana\nsend @hello-dana\n").exit == .temporary)
    #expect(desk.states == "[approved, draft]")
    try desk.stand.plan("")
    desk.bench.now = "2026-11-25 10:05"
    #expect(desk.script("messages | send\n").exit == .success && desk.sent == 1)
  }

  @Test func sentThenFailedByAReportThenAnything() throws {
    let desk = try OnceDesk()
    #expect(desk.script("approve @hello-dana\nsend @hello-dana\n").exit == .success && desk.sent == 1)
    try desk.put("failed")
    desk.scriptsCannotSend("failed by a report")
    try desk.put("failed")
    // Cancelled and drafted again by the user: still not for a script.
    #expect(desk.eval("cancel @hello-dana\ndraft hello(@dana)").exit == .success && desk.states.hasPrefix("[draft"))
    desk.scriptsCannotSend("drafted again")
    // Removed and drafted again.
    #expect(desk.eval("remove @hello-dana\ndraft hello(@dana)").exit == .success, "\(desk.states)")
    desk.scriptsCannotSend("removed and drafted again")
    #expect(
      desk.eval("approve @hello-dana\nsend @hello-dana").exit
        == .success)
    #expect(desk.sent == 2)
  }

  @Test func theGateAsksForTheFactAndNotForTheState() throws {
    let desk = try OnceDesk()
    #expect(desk.script("approve @hello-dana\nsend @hello-dana\n").exit == .success && desk.sent == 1)
    try desk.put("approved")
    let outcome = desk.script("messages | send\n")
    #expect(outcome.complaints.contains("K9606") && desk.sent == 1, "\(outcome.complaints)")
  }

  @Test func removalForgetsNothing() throws {
    let desk = try OnceDesk()
    #expect(desk.script("approve @hello-dana\nsend @hello-dana\n").exit == .success && desk.sent == 1)
    try desk.stand.plan("70")
    #expect(desk.script("approve @follow-dana-acme\nsend @follow-dana-acme\n").exit == .success)
    try desk.stand.plan("")
    #expect(desk.states == "[sent, in_doubt]")
    let ids = desk.bench.eval("[messages | map message_id]").text
    #expect(desk.eval("remove @dana with its records").exit == .success && desk.states == "[]")
    // The same people, declared by a script under other handles: the letters are back as they were.
    for text in [OnceDesk.morning, OnceDesk.morning] {
      #expect(desk.script(text).exit == .success)
      #expect(desk.states == "[sent, in_doubt]" && desk.sent == 1)
    }
    #expect(desk.bench.eval("[messages | map message_id]").text == ids)
    #expect(desk.bench.eval("print((messages | first)?.sent_at ?? now)").text == "2026-11-25 10:00\n")
    // Undo does not cross it.
    let undo = desk.bench.withSession { $0.answer(.undo(9)) }
    #expect(undo.exit == .failure && undo.complaints.contains("K0525"), "\(undo.complaints)")
    #expect(desk.states == "[sent, in_doubt]")
  }

  @Test(arguments: [
    ("contact @d2 \"Dana Reyes\" at \"Acme\" { email: \"DANA@acme.example\" }", true),
    ("contact \"D. Reyes\" { email: \"dana@acme.example\" }", true), ("contact \"Dana Reyes\" at \"Acme\"", true),
    ("contact \"Dana Reyes\" at \"Acme\" { email: \"other@acme.example\" }", false),
    ("contact \"Lee Wu\" at \"Acme\"", false),
  ])
  func theSamePersonIsFoundAgain(_ declaration: String, _ isSame: Bool) throws {
    let desk = try OnceDesk()
    #expect(desk.script("approve @hello-dana\nsend @hello-dana\n").exit == .success)
    #expect(desk.eval("remove @dana with its records").exit == .success && desk.states == "[]")
    #expect(desk.script(declaration + "\n").exit == .success)
    #expect(desk.states == (isSame ? "[sent]" : "[]"))
  }

  /// A copy from before a letter left does not bring it back.
  @Test func aRestoredCopyKnowsWhatLeftSince() throws {
    let desk = try OnceDesk()
    #expect(desk.script("approve @hello-dana\n").exit == .success)
    let copy = desk.bench.folder.file("copy.db")
    #expect(desk.bench.withSession { $0.backUp(to: copy, isOverwriting: false) }.exit == .success)
    #expect(desk.script("send @hello-dana\n").exit == .success && desk.sent == 1)
    _ = try Session.restore(from: copy, desk.bench.options())
    #expect(desk.states == "[sent, draft]")
    desk.scriptsCannotSend("restored")
  }

  @Test func undoNeverCrossesADelivery() throws {
    for transport in ["maildir", "sendmail"] {
      let desk = try OnceDesk()
      #expect(desk.eval("me { transport: \(transport) }\napprove @hello-dana\nsend @hello-dana").exit == .success)
      #expect(desk.states.hasPrefix(transport == "maildir" ? "[written" : "[sent"))
      #expect(desk.eval("contact @zoe \"Zoe\"").exit == .success)
      #expect(desk.bench.withSession { $0.answer(.undo(1)) }.exit == .success)
      for count in [1, 2, 3] {
        let undo = desk.bench.withSession { $0.answer(.undo(count)) }
        #expect(undo.exit == .failure && undo.complaints.contains("K0525"), "\(undo.complaints)")
      }
    }
  }

  @Test func aLetterInDraftsThatACrashLeftIsApprovedAgain() throws {
    let desk = try OnceDesk()
    #expect(desk.eval("me { transport: maildir }\napprove @hello-dana").exit == .success)
    try desk.put("sending", way: "maildir \(desk.bench.folder.file("drafts"))")
    #expect(desk.eval("messages | where kind == connect | send").exit == .success && desk.states == "[approved, draft]")
    // By another way nothing is known of it.
    try desk.put("sending", way: "sendmail")
    #expect(desk.eval("messages | where kind == connect | send").exit == .success && desk.states == "[in_doubt, draft]")
  }
}

extension OnceDesk {
  /// Changes the state behind the program's back; with `way`, as a crash would have left it.
  func put(_ state: String, way: String? = nil) throws {
    let queue = try DatabaseQueue(path: bench.storePath)
    defer { try? queue.close() }
    try queue.write { db in
      let number = Enumeration.messageState.index(of: state)
      try db.execute(sql: "UPDATE message SET state = ? WHERE template = 'hello'", arguments: [number])
      guard let way else { return }
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO delivery (message, message_id, handle, template, kind, round, channel, subject, state,
            handed_at, attempts, is_approved_again, name, way)
          SELECT id, message_id, handle, template, kind, round, channel, subject, state, 0, 1, 0, '', ?
          FROM message WHERE template = 'hello'
          """, arguments: [way])
    }
  }
}
