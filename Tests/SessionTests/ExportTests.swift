// The store written out and read in again: as a script it comes back whole, as calendar, address book, table and JSON
// with its contacts and interviews. Stores with whatever texts may hold are made from a seed.

import Foundation
import KindlyFormats
import Testing

@testable import KindlySession

struct ExportTests {
  private func export(_ bench: Bench, _ format: ExportFormat = .kindly, noun: String? = nil) -> Outcome {
    bench.withSession { $0.export(ExportOptions(format: format, noun: noun)) }
  }

  private func bring(_ bench: Bench, _ text: String, as name: String) throws -> Outcome {
    let path = bench.folder.file(name)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return bench.withSession { $0.importFiles([path], ImportOptions()) }
  }

  private static let sample = """
    me { name: "Sam Okafor", email: "sam@example.org", zone: "Europe/Budapest", send_until: 20:30 }
    contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example", phone: "+1 212 555 0100" }
    contact @lee "Lee, \\"W\\"" { linkedin: "https://www.linkedin.com/in/leewu", tags: ["a;b", "c,d"] }
    interview @onsite "CFO" at "Acme, Inc." on 2026-11-24 10:00 Europe/Budapest for 45m with @dana, @lee {
      via: @lee, stage: onsite, outcome: cancelled, reply_by: 2026-12-01, place: "3rd floor; room\\\\4"
    }
    note @n "keeps \\{bees}\\n\\tand bears" on @dana as detail { at: 2026-11-24 12:00 UTC }
    deadline @sample "send the sample" due 2026-11-30 17:00 UTC for @onsite
    deadline @old "call" due 2026-11-20 17:00 UTC { done_at: 2026-11-19 09:00 UTC }
    """

  private func sampleBench() throws -> Bench {
    let bench = try Bench()
    let outcome = bench.script(Self.sample)
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    #expect(bench.eval("me.approve = [answer]").exit == .success)
    return bench
  }

  // MARK: - Scripts

  @Test func aScriptReadsAsPeopleWriteIt() throws {
    let outcome = export(try sampleBench())
    #expect(outcome.exit == .success && outcome.complaints.isEmpty)
    #expect(
      outcome.text == """
        # Exported by Kindly: running it in an empty store makes the same records again.

        me { name: "Sam Okafor", email: "sam@example.org", zone: "Europe/Budapest", send_until: 20:30 }

        # Only you can change these settings. To use one, paste its line at the prompt:
        #   me.approve = [answer]

        contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example", phone: "+1 212 555 0100" }
        contact @lee "Lee, \\"W\\"" { linkedin: "https://www.linkedin.com/in/leewu", tags: ["a;b", "c,d"] }

        interview @onsite "CFO" at "Acme, Inc." on 2026-11-24T09:00:00Z via @lee { length: 45m, people: [@dana, @lee], \
        stage: onsite, outcome: cancelled, reply_by: 2026-12-01, place: "3rd floor; room\\\\4" }

        note @n "keeps \\{bees\\}\\n\\tand bears" as detail { contact: @dana, at: 2026-11-24T12:00:00Z }

        deadline @sample "send the sample" due 2026-11-30T17:00:00Z { interview: @onsite }
        deadline @old "call" due 2026-11-20T17:00:00Z { done_at: 2026-11-19T09:00:00Z }

        """)
  }

  @Test func anEmptyStoreIsALine() throws {
    let bench = try Bench()
    let outcome = export(bench)
    #expect(outcome.text == "# Exported by Kindly: running it in an empty store makes the same records again.\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).isEmpty)
  }

  @Test(arguments: 0..<24)
  func theScriptRebuildsTheStore(_ seed: Int) throws {
    var generator = StoreGenerator(seed: UInt64(seed))
    let bench = try Bench()
    bench.zone = generator.zone
    let made = bench.script(generator.script())
    #expect(made.exit == .success, "\(made.complaints)")
    let first = export(bench)
    #expect(first.exit == .success)
    let other = try Bench()
    // Neither the clock nor the zone is part of it.
    other.now = "2027-03-01 12:00"
    other.zone = bench.zone
    let run = other.script(first.text, name: "export.kindly")
    #expect(run.exit == .success && run.complaints.isEmpty, "\(run.complaints)")
    let second = export(other)
    #expect(Array(second.text.utf8) == Array(first.text.utf8))
    // Again, and as an import: nothing changes.
    let before = other.dump()
    let again = try bring(other, first.text, as: "again.kindly")
    #expect(again.lines == ["again.kindly: 0 new, 0 changed"], "\(again.text) \(again.complaints)")
    #expect(other.dump() == before)
  }

  /// What a record was called before still names it.
  @Test func formerNamesAreKept() throws {
    let bench = try Bench()
    let made = bench.script(
      """
      contact @lee "Lee"
      contact @ann "Ann"
      interview @i "CFO" at "Acme" on 2026-12-01 10:00 with @lee
      rename @lee to @wu
      rename @wu to @lee-wu
      rename @i to @acme
      """)
    #expect(made.exit == .success, "\(made.complaints)")
    let script = bench.withSession { $0.export(ExportOptions()) }.text
    #expect(
      script.contains("\nrename @lee to @wu\nrename @wu to @lee-wu\n") && script.contains("\nrename @i to @acme\n"))
    let other = try Bench()
    #expect(other.script(script).exit == .success)
    #expect(other.eval("print([@lee.name, @wu.name, @i.role])").text == "[\"Lee\", \"Lee\", \"CFO\"]\n")
    #expect(other.eval("[contacts | map handle]").text == bench.eval("[contacts | map handle]").text)
    #expect(other.script(script).exit == .success)
    #expect(other.withSession { $0.export(ExportOptions()) }.text == script)
  }

  @Test func messagesAreStatedAsTheyAre() throws {
    let bench = try sampleBench()
    let drafted = bench.eval("draft check_in(@dana, @onsite)")
    #expect(drafted.exit == .success, "\(drafted.complaints)")
    let outcome = export(bench)
    #expect(outcome.complaints.isEmpty)
    #expect(outcome.text.contains("\nhistory(\"message\", [\"handle\": \"check-in-dana-onsite\", "))
    let other = try Bench()
    #expect(other.script(outcome.text).exit == .success)
    #expect(other.eval("messages").text == bench.eval("messages").text)
  }

  // MARK: - Other forms

  @Test func aCalendar() throws {
    let bench = try sampleBench()
    let text = export(bench, .ics).text
    #expect(export(bench, .ics).text == text)
    let lines = text.components(separatedBy: "\r\n")
    #expect(!text.replacingOccurrences(of: "\r\n", with: "").contains("\n"))
    #expect(lines.allSatisfy { $0.utf8.count <= 75 })
    for line in [
      "BEGIN:VEVENT", "DTSTART:20261124T090000Z", "DURATION:PT45M", "STATUS:CANCELLED", "BEGIN:VTODO",
      "DUE:20261130T170000Z", "BEGIN:VALARM", "TRIGGER;RELATED=END:-P1D", "SUMMARY:CFO @ Acme\\, Inc.",
      "DTSTAMP:20261125T080000Z", "COMPLETED:20261119T090000Z",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(!text.contains("ATTENDEE") && !text.contains("METHOD"), "a calendar must not write to them by itself")
    #expect(text.components(separatedBy: "BEGIN:VALARM").count == 2, "what is done needs no alarm")
  }

  @Test(arguments: 0..<8)
  func aCalendarAndAnAddressBookComeBack(_ seed: Int) throws {
    var generator = StoreGenerator(seed: UInt64(100 + seed))
    generator.isOneLine = true
    let bench = try Bench()
    bench.zone = generator.zone
    #expect(bench.script(generator.script()).exit == .success)
    let other = try Bench()
    other.zone = bench.zone
    let book = try bring(other, export(bench, .vcf).text, as: "a.vcf")
    #expect(book.exit == .success, "\(book.complaints)")
    let calendar = try bring(other, export(bench, .ics).text, as: "a.ics")
    #expect(calendar.exit == .success, "\(calendar.complaints)")
    for code in [
      "contacts | map [handle, name, company ?? \"\", email ?? \"\", phone ?? \"\", title ?? \"\", zone ?? \"\", linkedin ?? \"\"]",
      "contacts | map \"{role} {linkedin_ok} {tags} {handle}\"", "contacts | map connected_on",
      "interviews | map [handle, role, company, place ?? \"\"]",
      "interviews | map \"{starts} {length} {people} {stage} {outcome}\"",
    ] {
      #expect(other.eval(code).text == bench.eval(code).text, "\(code)")
    }
    let before = other.dump()
    _ = try bring(other, export(bench, .vcf).text, as: "a.vcf")
    _ = try bring(other, export(bench, .ics).text, as: "a.ics")
    #expect(other.dump() == before)
  }

  @Test(arguments: 0..<8)
  func jsonComesBack(_ seed: Int) throws {
    var generator = StoreGenerator(seed: UInt64(200 + seed))
    let bench = try Bench()
    bench.zone = generator.zone
    #expect(bench.script(generator.script()).exit == .success)
    let json = export(bench, .json).text
    #expect(JSONValue(reading: json) != nil)
    let other = try Bench()
    other.zone = bench.zone
    let outcome = try bring(other, json, as: "a.json")
    #expect(outcome.exit == .success && outcome.lines.count == 1, "\(outcome.text)\(outcome.complaints)")
    let (a, b) = (export(other).lines, export(bench).lines)
    #expect(a.count == b.count)
    for (a, b) in zip(a, b) { #expect(Array(a.utf8) == Array(b.utf8)) }
    let before = other.dump()
    #expect(try bring(other, json, as: "a.json").exit == .success)
    #expect(other.dump() == before)
  }

  @Test func tablesComeBack() throws {
    let bench = try sampleBench()
    let other = try Bench()
    for noun in ["contacts", "interviews", "notes", "deadlines"] {
      let outcome = try bring(other, export(bench, .csv, noun: noun).text, as: "\(noun).csv")
      #expect(outcome.exit == .success && outcome.lines.count == 1, "\(outcome.text)\(outcome.complaints)")
    }
    #expect(
      other.eval("contacts | map [handle, email ?? \"\"]").text
        == bench.eval("contacts | map [handle, email ?? \"\"]").text)
    #expect(other.eval("@lee.tags").text == "[\"a;b\", \"c,d\"]\n")
    #expect(other.eval("@onsite.people").text == bench.eval("@onsite.people").text)
    #expect(other.eval("@n.text").text == bench.eval("@n.text").text)
    #expect(export(bench, .csv).text.hasPrefix("handle,created_at,updated_at,name,company"))
  }

  @Test func aFileIsReplacedWhole() throws {
    let bench = try sampleBench()
    let path = bench.folder.file("out.kindly")
    let outcome = bench.withSession { $0.export(ExportOptions(path: path)) }
    #expect(outcome.exit == .success && outcome.text.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == export(bench).text)
    let missing = bench.withSession { $0.export(ExportOptions(path: bench.folder.file("no/where"))) }
    #expect(missing.exit == .io)
  }
}

/// Stores with whatever the fields may hold, the same for the same seed.
struct StoreGenerator {
  private var state: UInt64
  /// Whether texts have no blanks at their ends and nothing that a line cannot have.
  var isOneLine = false
  let zone: String

  init(seed: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    zone = ["UTC", "America/New_York", "Europe/Budapest", "Asia/Kolkata"][Int(seed % 4)]
  }

  private mutating func number(_ bound: Int) -> Int {
    // SplitMix64.
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }

  private mutating func one<T>(of all: [T]) -> T { all[number(all.count)] }

  /// In the literal's own escapes, by code for everything: the exporter's escapes are not taken from here.
  private mutating func text(prose: Bool = false) -> String {
    let plain = [
      "Acme", "Zoë", "李小龍", "O'Hara", "a{b}c", "\"q\"", "back\\slash", "# no comment", "🙂", "e\u{301}", "x;y,z:w",
    ]
    let odd = [" ", "\u{200D}", "\u{A0}", "👩\u{200D}💻", "\u{200B}", "\u{2066}", "$", "@dana", "=1+1", "^n", "%41"]
    var pieces: [String] = []
    for _ in 0..<(1 + number(4)) { pieces.append(one(of: isOneLine || number(3) > 0 ? plain : odd)) }
    if prose, number(2) == 0 { pieces.insert(one(of: ["\n", "\n\n", "\t", "\n  "]), at: number(pieces.count)) }
    let text = pieces.joined(separator: " ") + (isOneLine ? "" : one(of: ["", " ", "x"]))
    let written = text.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined()
    return "\"A\(number(90))\(written)\""
  }

  private mutating func moment() -> String {
    let day = 10 + number(19)
    return "2026-\(one(of: ["03", "10", "11", "12"]))-\(day) \(10 + number(10)):\(10 + number(50))"
      + one(of: ["", ":0\(number(10))", " Europe/Berlin", " UTC"])
  }

  private mutating func maybe(_ fields: inout [String], _ field: String) {
    if number(2) == 0 { fields.append(field) }
  }

  mutating func script() -> String {
    var lines: [String] = []
    if number(3) > 0 {
      lines.append(
        "me { name: \(text()), email: \"sam@example.org\", send_from: 07:15 }")
    }
    let people = 1 + number(6)
    for i in 0..<people {
      var fields: [String] = []
      let (company, title, tag) = (text(), text(), text())
      maybe(&fields, "company: \(company)")
      maybe(&fields, "title: \(title)")
      if isOneLine || number(2) == 0 { fields.append("email: \"p\(i)+x%y@acme.example\"") }
      maybe(&fields, "phone: \"+36 1 555 01\(10 + i)\"")
      maybe(&fields, "zone: \"Asia/Tokyo\"")
      maybe(&fields, "linkedin: \"https://example.org/p\(i)?a=1\"")
      maybe(&fields, "tags: [\(tag), \"two\"]")
      maybe(&fields, "role: recruiter, linkedin_ok: granted")
      maybe(&fields, "connected_on: 2026-02-1\(i)")
      lines.append("contact @c\(i) \(text()) { \(fields.joined(separator: ", ")) }")
    }
    let interviews = number(5)
    for i in 0..<interviews {
      var fields: [String] = []
      let place = text()
      maybe(&fields, "length: \(one(of: ["45m", "1h + 30m", "1d", "90s", "2d + 3h + 5m + 7s", "60m"]))")
      maybe(&fields, "people: [@c0, @c\(people - 1)]")
      maybe(&fields, "place: \(place)")
      maybe(&fields, "stage: panel, outcome: \(one(of: ["advanced", "cancelled", "offer"]))")
      if !isOneLine {
        maybe(&fields, "reply_by: 2027-01-0\(1 + i), via: @c0, hiring_manager: @c\(people - 1)")
        maybe(&fields, "next_steps: \(place), heard_on: 2026-12-01, tags: [\(place)]")
      }
      lines.append(
        "interview @i\(i) \(text()) at \(text()) on \(moment()) { \(fields.joined(separator: ", ")) }")
    }
    if isOneLine { return lines.joined(separator: "\n") + "\n" }
    for i in 0..<number(4) {
      var fields = ["contact: @c0", "at: \(moment())"]
      if interviews > 0 { maybe(&fields, "interview: @i0") }
      maybe(&fields, "kind: detail")
      lines.append("note @n\(i) \(text(prose: true)) { \(fields.joined(separator: ", ")) }")
    }
    for i in 0..<number(4) {
      var fields: [String] = []
      if interviews > 0 { maybe(&fields, "interview: @i0") }
      maybe(&fields, "contact: @c0")
      let done = moment()
      maybe(&fields, "done_at: \(done)")
      lines.append("deadline @d\(i) \(text()) due \(moment()) { \(fields.joined(separator: ", ")) }")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
