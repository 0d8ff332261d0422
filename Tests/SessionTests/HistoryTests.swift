// What has happened, through an export and back: stores made by chance, by a script and by JSON; every table of the
// schema is carried or said not to be; and nothing that is stated makes a message go.

import Foundation
import GRDB
import KindlyCatalog
import Testing

@testable import KindlySession

struct HistoryTests {
  // MARK: - What a file has said

  /// A day that you have moved stays where it is when the file that first declared it runs in a store that was made of an
  /// export, with and without a handle.
  @Test(arguments: ["@round ", ""], [true, false])
  func aFileDoesNotTakeBackWhatMovedBeforeAnExport(handle: String, isScript: Bool) throws {
    let file = "interview \(handle)\"Lead\" at \"Acme\" on 2026-12-01 10:00 { reply_by: 2026-12-05 }\n"
    let (bench, other) = (try Bench(), try Bench())
    bench.now = "2026-11-25 10:00"
    other.now = bench.now
    let path = bench.folder.file("jobs.kindly")
    try file.write(toFile: path, atomically: true, encoding: .utf8)
    func runs(_ bench: Bench) -> Outcome {
      bench.withSession { $0.run(name: path, bytes: Array(file.utf8), origin: .script) }
    }
    #expect(runs(bench).exit == .success)
    #expect(bench.eval("for i in interviews { i.starts = 2026-12-02 11:00 }").exit == .success)
    let export = bench.withSession { $0.export(ExportOptions(format: isScript ? .kindly : .json)) }.text
    let copy = other.folder.file(isScript ? "all.kindly" : "all.json")
    try export.write(toFile: copy, atomically: true, encoding: .utf8)
    let taken =
      isScript
      ? other.script(export, name: "all.kindly") : other.withSession { $0.importFiles([copy], ImportOptions()) }
    #expect(taken.exit == .success, "\(taken.complaints)")
    if !isScript { #expect(other.eval("for i in interviews { i.reply_by = 2026-12-08 }").exit == .success) }
    let again = runs(other)
    #expect(again.exit == .success && again.complaints.contains("K9611"), "\(again.complaints)")
    let held = isScript ? "2026-12-05" : "2026-12-08"
    #expect(other.eval("interviews | map starts").text.contains("2026-12-02 11:00"))
    #expect(other.eval("interviews | map reply_by").text == "[\(held)]\n")
  }

  // MARK: - Every kind of fact

  /// How an export carries each table: the kinds of facts, the nouns that are declared, or why it does not.
  private static let carried: [String: String] = [
    "contact": "declared", "interview": "declared", "note": "declared", "deadline": "declared", "me": "declared",
    "interview_people": "declared", "message": "message", "settlement": "settlement", "imported": "event",
    "seen_mail": "mail", "delivery": "handover delivery", "handle": "name",
    "journal": "undo is of this store alone", "journal_change": "undo is of this store alone",
    "meta": "the store's own id", "declared": "declaration",
    "letter_origin": "drafts are compared by drafting them again",
  ]

  /// The columns of tables that are no nouns, by the facts that carry them; the others with the reason.
  private static let columns: [String: [String: String]] = [
    "imported": [
      "source": "calendars alone", "key": "uid", "noun": "of", "row": "of", "sequence": "sequence", "stamp": "stamp",
    ],
    "seen_mail": ["id": "id", "at": "at", "what": "what"],
    "declared": [
      "noun": "of", "row": "of", "source": "source", "field": "field",
      "value": "said; what has no handle in a file has one in a script",
    ],
    "settlement": [
      "id": "the row", "handle": "handle", "created_at": "not asked for", "updated_at": "not asked for", "key": "of",
      "word": "word", "day": "day", "because": "because",
    ],
    "delivery": [
      "id": "the row", "message": "message", "message_id": "message_id", "handle": "handle", "template": "template",
      "kind": "kind", "round": "round", "channel": "channel", "subject": "subject", "state": "state",
      "handed_at": "handed_at", "sent_at": "sent_at", "attempts": "of this store's own runs",
      "is_approved_again": "an approval, which no file gives", "way": "of this store's own runs", "name": "name",
      "company": "company", "email": "email", "linkedin": "linkedin", "interview_role": "interview_role",
      "interview_company": "interview_company", "interview_starts": "interview_starts",
    ],
  ]

  @Test func everyTableIsCarried() throws {
    let bench = try Bench()
    #expect(bench.eval("contact \"Dana\"").exit == .success)
    let queue = try DatabaseQueue(path: bench.storePath)
    let tables = try queue.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT name FROM sqlite_master
          WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE '%!_search%' ESCAPE '!'
          """)
    }
    #expect(Set(tables).subtracting(Self.carried.keys).sorted() == [], "say how an export carries these tables")
    let kinds = Set(Self.carried.values.flatMap { $0.split(separator: " ").map(String.init) })
    #expect(HistoryKind.allCases.allSatisfy { kinds.contains($0.rawValue) })
    for (table, carried) in Self.columns {
      let columns = try queue.read { db in try db.columns(in: table).map(\.name) }
      #expect(Set(columns).subtracting(carried.keys).sorted() == [], "say which fact carries these of \(table)")
    }
    // Fields of messages are facts by their names; a new one is carried without a word.
    #expect(
      Set(HistoryKind.message.facts).union(HistoryKind.unkept) == Set(Noun.message.fields.map(\.name)))
  }

  // MARK: - Round trips

  @Test(arguments: 0..<6)
  func agendaAndMessagesComeBack(_ seed: Int) throws {
    let chance = Chance(seed + 900)
    let bench = try Bench()
    bench.now = "2026-11-25 10:00"
    try fill(bench, chance)
    let script = bench.withSession { $0.export(ExportOptions()) }.text
    let json = bench.withSession { $0.export(ExportOptions(format: .json)) }.text
    for kind in HistoryKind.allCases {
      #expect(script.contains("\nhistory(\"\(kind.rawValue)\", ["), "seed \(seed) has no \(kind)")
    }
    for isScript in [true, false] {
      let other = try Bench()
      other.now = bench.now
      let path = other.folder.file(isScript ? "all.kindly" : "all.json")
      try (isScript ? script : json).write(toFile: path, atomically: true, encoding: .utf8)
      let about = "seed \(seed), \(isScript ? "script" : "JSON")"
      for time in 0..<2 {
        let outcome =
          isScript && time == 0
          ? other.script(script, name: "all.kindly") : other.withSession { $0.importFiles([path], ImportOptions()) }
        #expect(outcome.exit == .success && outcome.complaints.isEmpty, "\(about): \(outcome.complaints)")
        for code in ["agenda", "messages", "contacts", "interviews | map [handle, \"{heard_on} {answered}\"]"] {
          #expect(other.eval(code).text == bench.eval(code).text, "\(about), time \(time): \(code)")
        }
      }
      // Every fact, message and former name is there again.
      let again = other.withSession { $0.export(ExportOptions()) }.text
      #expect(again.split(separator: "\n") == script.split(separator: "\n"), "\(about)")
      // What was known once stays known.
      let mail = other.withSession { $0.inbox([bench.folder.file("mail")]) }
      #expect(mail.text == "nothing new\n", "\(about): \(mail.text)")
      let invitations = other.withSession { $0.importFiles([bench.folder.file("calendar.ics")], ImportOptions()) }
      #expect(invitations.text.contains(" 0 new, 0 filled in"), "\(about): \(invitations.text)")
    }
  }

  /// A store with some of everything.
  private func fill(_ bench: Bench, _ chance: Chance) throws {
    func run(_ code: String) {
      let outcome = bench.eval(code + "\nnothing")
      #expect(outcome.exit == .success, "\(code)\n\(outcome.complaints)")
    }
    run("me { name: \"Sam\", email: \"sam@example.org\" }")
    let count = 4 + chance.number(3)
    for number in 0..<count {
      let email = chance.number(4) == 0 && number > 1 ? "" : "{ email: \"p\(number)@acme\(number).example\" }"
      run(
        """
        contact @p\(number) "Person Number\(number)" at "Acme\(number)" \(email)
        interview @i\(number) "Role \(number)" at "Acme\(number)" on 2026-11-\(20 + chance.number(5)) 10:00 with @p\(number)
        """)
    }
    for number in 0..<count {
      run(
        "draft thank_you(@p\(number), @i\(number), detail: \"the \\\"close\\\" of {\(number) + 4} days\\n— and 'more'\")"
      )
    }
    run("draft check_in(@p0, @i0)")
    let states = [MessageState.sent, .written, .inDoubt, .failed, .cancelled, .draft]
    let start = chance.number(states.count)
    _ = bench.withSession { session in
      do {
        try session.beginWriting()
        for (place, row) in try session.host.rows(.messages).enumerated() {
          let state = states[(start + place) % states.count]
          // Some have been handed over before they became what they are.
          if place % 2 == 0 { try session.host.move(row, ["state": MessageState.sending.value]) }
          var changes: [String: Value] = ["state": state.value]
          if state == .sent { changes["sent_at"] = .dateTime(session.host.now) }
          if state == .failed { changes["problem"] = .text("550 no \"such\" user") }
          try session.host.move(row, changes)
        }
        try session.host.store.commit()
      } catch {
        Issue.record(error)
      }
      return .success
    }
    let open = bench.eval("for o in agenda { print(o.handle) }").text.split(whereSeparator: \.isWhitespace)
    for (place, handle) in open.prefix(3).enumerated() {
      run(
        ["done @\(handle)", "dismiss @\(handle) because \"it \\\"rests\\\"\"", "snooze @\(handle) to 2026-11-26"][place]
      )
    }
    // A file has said of days what holds no more.
    let said = bench.script("interview @moved \"Lead\" at \"Acme0\" on 2026-12-0\(1 + chance.number(3)) 10:00\n")
    #expect(said.exit == .success, "\(said.complaints)")
    run("@moved.starts = 2026-12-07 11:00\n@moved.reply_by = 2026-12-11")
    // One is gone whose letter has left.
    run("contact @gone \"Gone Away\" at \"Far\" { email: \"gone@far.example\" }")
    run("template bye(to: Contact) { subject \"Bye\"; \"Bye.\" }\nlet m = draft bye(@gone)\napprove m\nmark m sent")
    run("remove @gone with its records")
    run("rename @thank-you-p0-i0 to @first-letter\nrename @p1 to @second-person")
    try """
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Example//EN
    BEGIN:VEVENT
    UID:event-1@acme.example
    DTSTAMP:20261120T080000Z
    SEQUENCE:2
    DTSTART:20261201T100000Z
    DTEND:20261201T110000Z
    SUMMARY:Interview: Controller at Brightwater
    END:VEVENT
    END:VCALENDAR

    """.replacingOccurrences(of: "\n", with: "\r\n").write(
      toFile: bench.folder.file("calendar.ics"), atomically: true, encoding: .utf8)
    let invited = bench.withSession { $0.importFiles([bench.folder.file("calendar.ics")], ImportOptions()) }
    #expect(invited.exit == .success, "\(invited.complaints)")
    for folder in ["cur", "new", "tmp"] {
      try FileManager.default.createDirectory(
        atPath: bench.folder.file("mail/" + folder), withIntermediateDirectories: true)
    }
    try
      "From: p1@acme1.example\nTo: sam@example.org\nSubject: Thanks\nDate: Wed, 25 Nov 2026 09:00:00 +0000\nMessage-ID: <r1@acme.example>\n\nThank you, Sam.\n"
      .write(toFile: bench.folder.file("mail/cur/1"), atomically: true, encoding: .utf8)
    let read = bench.withSession { $0.inbox([bench.folder.file("mail")]) }
    #expect(read.exit == .success && read.text.contains("1 reply"), "\(read.text)\(read.complaints)")
  }

  /// An approval is not exported as one.
  @Test func whatWasApprovedComesBackAsADraft() throws {
    let desk = try OnceDesk()
    #expect(desk.eval("approve @hello-dana").exit == .success)
    let export = desk.bench.withSession { $0.export(ExportOptions()) }
    #expect(export.complaints.contains("1 approved message is restored from it as a draft"), "\(export.complaints)")
    let other = try Bench()
    other.now = "2026-11-25 10:00"
    #expect(other.script(export.text).exit == .success)
    #expect(other.eval("messages | map state").text == "[draft, draft]\n")
    #expect(other.eval("@hello-dana.problem").text.contains("approve it again"))
  }

  // MARK: - Nothing goes by it

  @Test func afterAnExportAndAnImportNothingGoesTwice() throws {
    for format in [ExportFormat.kindly, .json] {
      let desk = try OnceDesk()
      #expect(desk.script("approve @hello-dana\nsend @hello-dana\n").exit == .success && desk.sent == 1)
      try desk.stand.plan("70")
      #expect(desk.script("approve @follow-dana-acme\nsend @follow-dana-acme\n").exit == .success)
      try desk.stand.plan("")
      let path = desk.bench.folder.file("all." + format.rawValue)
      try desk.bench.withSession { $0.export(ExportOptions(format: format)) }.text.write(
        toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.removeItem(atPath: desk.bench.storePath)
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: desk.bench.storePath + suffix) }
      let outcome = desk.bench.withSession { $0.importFiles([path], ImportOptions()) }
      #expect(outcome.exit == .success, "\(outcome.complaints)")
      #expect(
        desk.eval("me { transport: sendmail, sendmail: \"\(desk.stand.command)\", approve: [other] }").exit == .success)
      #expect(desk.states == "[sent, in_doubt]")
      desk.scriptsCannotSend("after an import of \(format)")
      #expect(desk.states == "[sent, in_doubt]")
    }
  }

  @Test func aScriptCannotForgeAnApproval() throws {
    let desk = try OnceDesk()
    let facts = { (more: String) in
      "history(\"message\", [\"to\": \"@dana\", \"subject\": \"Hi\", \"body\": \"b\"\(more)])\n"
    }
    for state in ["approved", "draft", "failed", "cancelled", "sending", "sent", "written", "in_doubt"] {
      for kind in ["other", "answer"] {
        let outcome = desk.script(
          facts(
            ", \"template\": \"x_\(state)\", \"kind\": \"\(kind)\", \"state\": \"\(state)\", \"round\": \"\(kind.count)\", \"approved_at\": \"2026-11-25T09:00:00Z\", \"despite\": \"x\""
          )
        )
        #expect(outcome.exit == .success, "\(outcome.complaints)")
      }
      #expect(desk.eval("messages | where approved | send").exit == .success && desk.stand.letters.isEmpty, "\(state)")
      #expect(desk.bench.eval("messages | where approved | count").text == "0\n", "\(state)")
    }
    // Of a letter that is there, nothing is reworded, and it moves one way only.
    #expect(desk.eval("approve @hello-dana").exit == .success)
    let known = { (state: String) in
      desk.script(
        "history(\"message\", [\"to\": \"@dana\", \"template\": \"hello\", \"subject\": \"Other\", \"body\": \"other\", \"state\": \"\(state)\"])\n"
      )
    }
    #expect(known("draft").exit == .success && desk.states.hasPrefix("[approved"))
    #expect(desk.bench.eval("print(@hello-dana.body)").text == "Dear Dana, hello.\n")
    #expect(known("sent").exit == .success && desk.states.hasPrefix("[sent"))
    #expect(known("approved").exit == .success && desk.states.hasPrefix("[sent"))
    for wrong in [
      "history(\"letter\", [:])", "history(\"mail\", [\"id\": \"<x@y>\"])", "history(\"mail\", [\"if\": \"x\"])",
      "history(\"message\", [\"to\": \"@nobody\", \"template\": \"x\", \"subject\": \"x\"])",
      "history(\"delivery\", [\"message_id\": \"x\\nBcc: y\", \"template\": \"x\", \"subject\": \"x\", \"name\": \"x\", \"handed_at\": \"2026-11-25T09:00:00Z\"])",
    ] {
      let outcome = desk.script(wrong + "\n")
      #expect(outcome.exit == .failure && outcome.complaints.contains("K068"), "\(wrong): \(outcome.complaints)")
    }
  }
}
