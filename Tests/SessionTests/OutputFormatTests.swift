// `--format` on every command that shows rows: the table of commands says which these are, and each is run in each format
// over one store. A noun has one form in JSON, wherever it is met.

import Foundation
import Testing

@testable import KindlySession
@testable import kindly

@Suite(.serialized)
struct OutputFormatTests {
  private let home: Home

  private static let source = """
    me { name: "Sam Okafor", email: "sam@example.org", zone: "UTC" }
    contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example" }
    contact @lee "Lee Wu" at "Acme" as interviewer { email: "lee@acme.example" }
    interview @onsite "Accountant" at "Acme" on 2026-11-24 10:00 for 45m with @dana, @lee { reply_by: 2026-12-01 }
    note "how you closed the books" on @dana, @onsite as detail

    """

  init() throws {
    home = try Home()
    _ = try home.write("acme.kindly", Self.source)
    _ = try home.write("more.kindly", Self.source + "note \"a second thing\" on @lee, @onsite as detail\n")
    _ = try home.write("plan.kindly", "note \"x\" on @lee, @onsite\n@onsite.hiring_manager = @dana\n")
    _ = try home.write(
      "mail.mbox",
      "From dana@acme.example Wed Nov 25 07:00:00 2026\nFrom: Dana Reyes <dana@acme.example>\nTo: sam@example.org\n"
        + "Subject: Re: Accountant\nDate: Wed, 25 Nov 2026 07:00:00 +0000\nMessage-ID: <1@acme.example>\n\nHello Sam\n")
    for script in ["acme.kindly", "more.kindly"] {
      let made = try run([script])
      try #require(made.status == 0, "\(made.complaints)")
    }
  }

  private func run(_ words: [String]) throws -> Finished {
    try home.run(["--now", "2026-11-25 08:00", "--zone", "UTC"] + words)
  }

  /// What each command that shows rows is run with, so that it has some to show.
  private static let calls: [String: [String]] = [
    "eval": ["eval", "notes"], "agenda": ["agenda"], "plan": ["plan", "plan.kindly"],
    "simulate": ["simulate", "--days", "2", "acme.kindly"], "inbox": ["inbox", "--dry-run", "mail.mbox"],
    "undo": ["undo"], "redo": ["redo"], "log": ["log"], "doctor": ["doctor"],
  ]

  /// A new command is put into one of the two by whoever adds it.
  @Test func everyCommandSaysWhetherItShowsRows() {
    #expect(Set(Command.all.filter { $0.shows == .rows }.map(\.name)) == Set(Self.calls.keys))
  }

  @Test func rowsAreShownInEveryFormat() throws {
    for (name, call) in Self.calls.sorted(by: { $0.key < $1.key }) {
      var columns: Set<String> = []
      for format in ["json", "ndjson", "csv", "table"] {
        // There is something to be done again each time, and what is undone is not missed by others.
        if name == "redo" { #expect(try run(["undo"]).status == 0) }
        let shown = try run(["--format", format] + call)
        if name == "undo" { #expect(try run(["redo"]).status == 0) }
        #expect(shown.status == 0 && shown.complaints.isEmpty, "\(name) \(format): \(shown.complaints)")
        #expect(!shown.text.isEmpty, "\(name) \(format)")
        // What a script would do is one object; as CSV, a row for each field that changes.
        if name == "plan" { continue }
        let lines = shown.text.split(separator: "\n").map(String.init)
        switch format {
        case "json":
          let value = try JSONSerialization.jsonObject(with: Data(shown.text.utf8))
          columns = Set(try #require((value as? [[String: Any]])?.first, "\(name)").keys)
        case "ndjson":
          for line in lines {
            let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(Set(try #require(row, "\(name)").keys) == columns, "\(name)")
          }
        case "csv":
          #expect(Set(lines[0].split(separator: ",").map(String.init)) == columns, "\(name)")
        default: #expect(!shown.text.hasPrefix("[") && !shown.text.hasPrefix("{"), "\(name)")
        }
      }
    }
    let plan = try run(["--format", "csv", "plan", "plan.kindly"]).text
    #expect(plan.hasPrefix("noun,handle,change,field,old,new\n"))
    #expect(plan.contains("interview,'@onsite,updated,hiring_manager,,'@dana\n"), "\(plan)")
    let line = try run(["--format", "ndjson", "plan", "plan.kindly"]).text
    #expect(line.split(separator: "\n").count == 1 && line.hasPrefix("{\"changes\":["))
  }

  private static let nounFields: Set = ["contact", "interview", "to", "via", "hiring_manager"]

  /// Finds what JSON says of fields that refer to a record.
  private func references(_ value: Any, _ found: inout [(field: String, value: Any)]) {
    if let object = value as? [String: Any] {
      for (name, member) in object {
        if Self.nounFields.contains(name), !(member is NSNull) { found.append((name, member)) }
        references(member, &found)
      }
      // `plan` gives a field as its name with what it was and what it will be.
      if let name = object["name"] as? String, Self.nounFields.contains(name) {
        for key in ["old", "new"] { if let member = object[key], !(member is NSNull) { found.append((name, member)) } }
      }
    }
    for element in value as? [Any] ?? [] { references(element, &found) }
  }

  @Test func aReferenceIsItsHandleEverywhere() throws {
    for (name, call) in Self.calls.sorted(by: { $0.key < $1.key }) + [("export", ["export"])] {
      if ["undo", "redo"].contains(name) { continue }
      let shown = try run(["--format", "json"] + call)
      var found: [(field: String, value: Any)] = []
      references(try JSONSerialization.jsonObject(with: Data(shown.text.utf8)), &found)
      for (field, value) in found {
        let text = try #require(value as? String, "\(name): \(field) is \(value)")
        #expect(text.hasPrefix("@"), "\(name): \(field) is \(text)")
      }
      if ["eval", "agenda", "plan", "inbox", "export"].contains(name) { #expect(!found.isEmpty, "\(name)") }
    }
    let nested = try run(["--format", "json", "eval", "{ who: @dana, all: contacts, by: contacts | group company }"])
    #expect(nested.status == 0 && !nested.text.contains("\"name\""), "\(nested.text)\(nested.complaints)")
  }

  /// The eight columns of the agenda, in every form.
  @Test func theAgendaHasAllItsColumns() throws {
    let names = ["handle", "rule", "contact", "interview", "due", "state", "because", "until"]
    #expect(try run(["agenda"]).text.split(separator: "\n")[0].split(separator: " ").map(String.init) == names)
    let csv = try run(["agenda", "--format", "csv"]).text
    #expect(csv.hasPrefix(names.joined(separator: ",") + "\n"))
    #expect(csv.contains(",thank_you,'@dana,'@onsite,2026-11-25 10:45,"), "\(csv)")
    let markdown = try run(["eval", "print(agenda | to markdown)"]).text
    #expect(markdown.hasPrefix("| " + names.joined(separator: " | ") + " |\n"))
    for format in ["json", "ndjson"] {
      let text = try run(["agenda", "--format", format]).text
      for name in names { #expect(text.contains("\"\(name)\":"), "\(format) \(name)") }
    }
  }

  /// CSV has every stored field, as JSON has; of no rows there is nothing.
  @Test func csvHasEveryStoredField() throws {
    let header = try run(["eval", "contacts", "--format", "csv"]).text.split(separator: "\n")[0].split(separator: ",")
    let json = try run(["eval", "contacts", "--format", "json"]).text
    for name in header { #expect(json.contains("\"\(name)\":"), "\(name)") }
    #expect(header.contains("linkedin_ok") && header.contains("tags"))
    let none = try run(["eval", "contacts | where name == \"nobody\"", "--format", "csv"])
    #expect(none.status == 0 && none.text.isEmpty)
  }

  /// A failure before there is a session is a diagnostic too.
  @Test func aStoreThatCannotBeOpenedIsReportedAsJSON() throws {
    let other = try home.write("notes.txt", String(repeating: "my notes\n", count: 1000))
    for words in [["--store", other, "acme.kindly"], ["--store", other, "agenda"], ["restore", other]] {
      let plain = try run(words)
      #expect(plain.status == 74 && plain.complaints.hasPrefix("error[K05"), "\(words): \(plain.complaints)")
      let finished = try run(["--format", "json"] + words)
      #expect(finished.status == 74 && finished.text.isEmpty)
      let found = FoundDiagnostic.all(in: finished.complaints)
      #expect(found.count == 1 && found.first?.code.hasPrefix("K05") == true, "\(words): \(finished.complaints)")
    }
  }
}
