// Invitations into the store: who becomes a contact, what moves an interview and what does not, what is called off.

import Foundation
import Testing

@testable import KindlySession

struct ImportCalendarTests {
  private static let invites = Project.root + "/Tests/KindlyFormatsTests/Fixtures/invites/"

  private func bench() throws -> Bench {
    let bench = try Bench()
    bench.zone = "America/New_York"
    #expect(bench.script("me { name: \"Sam Okafor\", email: \"sam@example.org\" }").exit == .success)
    return bench
  }

  @discardableResult
  private func bring(_ bench: Bench, _ names: [String], _ how: ImportOptions = ImportOptions()) -> Outcome {
    bench.withSession {
      $0.importFiles(names.map { $0.hasPrefix("/") ? $0 : Self.invites + $0 }, how)
    }
  }

  private func file(_ bench: Bench, _ lines: String, _ name: String = "one.ics") throws -> String {
    let path = bench.folder.file(name)
    try "BEGIN:VCALENDAR\nVERSION:2.0\n\(lines)\nEND:VCALENDAR\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func googles() throws {
    let bench = try bench()
    let outcome = bring(bench, ["google.ics"])
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    #expect(outcome.lines.first == "google.ics: 4 new, 0 filled in, 0 as they were")
    #expect(
      bench.eval("contacts | map name").text == "[\"Dana Reyes\", \"Lee Wu\", \"Priya Raman\"]\n")
    #expect(
      bench.eval("interviews | map \"{role} | {company} | {starts} | {length} | {people} | {place ?? \"\"}\"").text
        == "[\"Senior Accountant | Acme Accounting | 2026-11-24 10:00 | 45m | [@dana-reyes, @lee-wu] | "
        + "Acme Accounting, 14 High St, 3rd floor\"]\n")
    #expect(bench.eval("interviews | map via?.handle").text == "[\"priya-raman\"]\n")
    #expect(outcome.text.contains("line 6: Interview: Senior Accountant @ Acme Accounting: its company is guessed"))
    #expect(outcome.text.contains("`Reyes, Dana` is taken for `Dana Reyes`"))
    let before = bench.dump()
    #expect(bring(bench, ["google.ics"]).lines.first == "google.ics: 0 new, 0 filled in, 1 as they were")
    #expect(bench.dump() == before)
  }

  @Test func anUpdateMovesAndAnOlderOneNever() throws {
    let bench = try bench()
    #expect(bring(bench, ["outlook.ics"]).exit == .success)
    #expect(bench.eval("interviews | map starts").text == "[2026-11-30 09:30]\n")
    #expect(bench.eval("interviews | map company").text == "[\"Brightwater\"]\n")
    let moved = bring(bench, ["outlook-moved.ics"])
    #expect(moved.lines.first == "outlook-moved.ics: 0 new, 1 filled in, 0 as they were")
    #expect(moved.text.contains("moved from 2026-11-30 09:30 to 2026-12-02 14:00"))
    #expect(bench.eval("interviews | map starts").text == "[2026-12-02 14:00]\n")
    let before = bench.dump()
    let older = bring(bench, ["outlook.ics"])
    #expect(older.text.contains("older than the one that was imported before"))
    #expect(bench.dump() == before)
    #expect(bring(bench, ["outlook-cancelled.ics"]).exit == .success)
    #expect(bench.eval("interviews | map outcome").text == "[cancelled]\n")
    let cancelled = bench.dump()
    #expect(bring(bench, ["outlook-moved.ics", "outlook.ics", "outlook-cancelled.ics"]).exit == .success)
    #expect(bench.dump() == cancelled)
  }

  @Test func inWhateverOrder() throws {
    let bench = try bench()
    let early = bring(bench, ["outlook-cancelled.ics"])
    #expect(early.text.contains("it calls off an interview that is not here"))
    let late = bring(bench, ["outlook-moved.ics"])
    #expect(late.text.contains("skipped: it was called off"), "\(late.text)")
    #expect(bench.eval("interviews | count").text == "0\n")
  }

  @Test func whatTheUserRecordedStays() throws {
    let bench = try bench()
    bring(bench, ["outlook.ics"])
    #expect(bench.eval("for i in interviews { i.role = \"Controller\"; i.outcome = offer }").exit == .success)
    bring(bench, ["outlook-moved.ics"])
    let called = bring(bench, ["outlook-cancelled.ics"])
    #expect(called.text.contains("its outcome stays `offer`"))
    #expect(
      bench.eval("interviews | map \"{role} {outcome} {starts}\"").text == "[\"Controller offer 2026-12-02 14:00\"]\n")
    #expect(bring(bench, ["outlook-cancelled.ics"], ImportOptions(isOverwriting: true)).exit == .success)
    #expect(bench.eval("interviews | map outcome").text == "[cancelled]\n")
  }

  @Test func whatTheUserRemovedStaysAway() throws {
    let bench = try bench()
    bring(bench, ["outlook.ics"])
    #expect(bench.eval("for i in interviews { remove i }").exit == .success)
    #expect(bring(bench, ["outlook.ics"]).text.contains("you removed this interview"))
    #expect(bench.eval("interviews | count").text == "0\n")
    bring(bench, ["outlook.ics"], ImportOptions(isOverwriting: true))
    #expect(bench.eval("interviews | count").text == "1\n")
  }

  @Test func theOneThatWasDeclaredByHandIsFound() throws {
    let bench = try bench()
    #expect(
      bench.script("interview \"Senior Accountant\" at \"Acme Accounting\" on 2026-11-24 10:00 { place: \"My own\" }")
        .exit == .success)
    bring(bench, ["google.ics"])
    #expect(bench.eval("interviews | map place").text == "[\"My own\"]\n")
    #expect(bench.eval("interviews | map length(people)").text == "[2]\n")
  }

  @Test func aDryRunChangesNothing() throws {
    let bench = try bench()
    let before = bench.dump()
    let outcome = bring(bench, ["google.ics", "outlook.ics"], ImportOptions(isDryRun: true))
    #expect(outcome.lines.first == "google.ics: 4 would be new, 0 would be filled in, 0 as they were")
    #expect(
      outcome.lines.contains(
        "contact @lee-wu would be new: name: \"Lee Wu\", email: \"lee.wu@acme.example\""),
      "\(outcome.text)")
    #expect(bench.dump() == before)
    #expect(bring(bench, ["google.ics"]).lines.first == "google.ics: 4 new, 0 filled in, 0 as they were")
    bring(bench, ["outlook.ics"])
    let moved = bring(bench, ["outlook-moved.ics"], ImportOptions(isDryRun: true))
    #expect(
      moved.lines.last
        == "interview @brightwater-controller-first-interview-2026-11-30 would change: "
        + "starts: 2026-11-30 09:30 -> 2026-12-02 14:00", "\(moved.text)")
  }

  @Test func anUnknownZoneIsSkippedAndTold() throws {
    let bench = try bench()
    let path = try file(
      bench, "BEGIN:VEVENT\nUID:m\nSUMMARY:Call\nDTSTART;TZID=Moon/Base:20261124T100000\nEND:VEVENT")
    let outcome = bring(bench, [path])
    #expect(
      outcome.lines == [
        "one.ics: 0 new, 0 filled in, 0 as they were",
        "  line 3: Call: skipped: the time zone `Moon/Base` is not known, and the file does not explain it",
      ])
  }

  @Test(arguments: [
    ("Engineer", "mailto:ann@mail.acme-labs.co.uk", "Engineer", "Acme Labs"),
    ("Interview with Northgate", "mailto:ann@northgate.example", "Interview", "Northgate"),
    ("Chat about the job", "mailto:ann@gmail.com", "Chat about the job", "Unknown"),
    ("Data Engineer at Acme", "mailto:ann@acme.example", "Data Engineer", "Acme"),
    ("Dinner at home", "mailto:ann@acme.example", "Dinner at home", "Acme"),
  ])
  func guesses(_ title: String, _ address: String, _ role: String, _ company: String) throws {
    let bench = try bench()
    let path = try file(
      bench,
      "BEGIN:VEVENT\nUID:m\nSUMMARY:\(title)\nDTSTART:20261124T100000Z\nATTENDEE;CN=Ann:\(address)\nEND:VEVENT")
    let outcome = bring(bench, [path])
    #expect(bench.eval("interviews | map \"{role}|{company}\"").text == "[\"\(role)|\(company)\"]\n")
    #expect(outcome.text.contains("guessed") || outcome.text.contains("`Unknown`"), "\(outcome.text)")
  }

  @Test func whatThisStoreExportedIsItsOwn() throws {
    let bench = try bench()
    bring(bench, ["google.ics"])
    let path = bench.folder.file("own.ics")
    #expect(bench.withSession { $0.export(ExportOptions(format: .ics, path: path)) }.exit == .success)
    #expect(bench.eval("for i in interviews { i.starts = 2026-11-25 11:00 }").exit == .success)
    let before = bench.dump()
    let outcome = bring(bench, [path])
    #expect(outcome.lines.first == "own.ics: 0 new, 0 filled in, 1 as they were", "\(outcome.text)")
    #expect(bench.dump() == before)
  }

  @Test func anAddressThatTheStoreRefusesMakesNoSecondContact() throws {
    let bench = try bench()
    let path = try file(
      bench,
      "BEGIN:VEVENT\nUID:m\nSUMMARY:Call\nDTSTART:20261124T100000Z\nATTENDEE;CN=Ann:mailto:ann@10.0.0.1\nEND:VEVENT")
    #expect(bring(bench, [path]).text.contains("Ann: `email` left out"))
    let before = bench.dump()
    bring(bench, [path])
    #expect(bench.dump() == before && bench.eval("contacts | count").text == "1\n")
  }
}
