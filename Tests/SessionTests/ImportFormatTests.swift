// Address books, JSON and other tables into the store, and which sort of file a file is told to be.

import Foundation
import Testing

@testable import KindlySession

struct ImportFormatTests {
  @discardableResult
  private func bring(
    _ bench: Bench, _ text: String, as name: String, _ how: ImportOptions = ImportOptions()
  ) throws -> Outcome {
    let path = bench.folder.file(name)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return bench.withSession { $0.importFiles([path], how) }
  }

  private static let card =
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dana Reyes\r\nORG:Acme\r\nitem1.EMAIL;type=pref:dana@acme.example\r\n"
    + "TEL:oh 5 5 5 5 5\r\nURL:https://linkedin.com/in/dana/\r\nEND:VCARD\r\n"

  @Test(arguments: ["people.vcf", "people.txt", "people.csv"])
  func anAddressBookByItsContent(_ name: String) throws {
    let bench = try Bench()
    let outcome = try bring(bench, Self.card, as: name)
    #expect(outcome.lines.first == "\(name): 1 new, 0 filled in, 0 as they were")
    #expect(outcome.lines.count == 2 && outcome.lines[1].hasPrefix("  line 1: Dana Reyes: `phone` left out: "))
    #expect(
      bench.eval("contacts | map \"{company ?? \"\"} {email ?? \"\"} {linkedin ?? \"\"}\"").text
        == "[\"Acme dana@acme.example https://www.linkedin.com/in/dana\"]\n")
    let before = bench.dump()
    #expect(try bring(bench, Self.card, as: name).lines.first == "\(name): 0 new, 0 filled in, 1 as they were")
    #expect(bench.dump() == before)
  }

  @Test func overwritingIsTheOtherWay() throws {
    let bench = try Bench()
    _ = bench.script("contact @d \"D. Reyes\" at \"Mine\" { email: \"DANA@acme.example\" }")
    try bring(bench, Self.card, as: "a.vcf")
    #expect(bench.eval("[@d.name, @d.company ?? \"\"]").text == "[\"D. Reyes\", \"Mine\"]\n")
    #expect(bench.eval("@d.linkedin ?? \"\"").text == "https://www.linkedin.com/in/dana\n")
    let outcome = try bring(bench, Self.card, as: "a.vcf", ImportOptions(isOverwriting: true))
    #expect(outcome.lines.first == "a.vcf: 0 new, 1 changed, 0 as they were")
    #expect(bench.eval("[@d.name, @d.company ?? \"\"]").text == "[\"Dana Reyes\", \"Acme\"]\n")
  }

  @Test func tablesByAMap() throws {
    let bench = try Bench()
    let text = "Full Name;E-mail;Job\nDana Reyes;dana@acme.example;CFO\n;nobody@acme.example;\nLee Wu;not one;\n"
    let how = ImportOptions(map: "name=Full Name,email=e-mail,title=Job")
    let outcome = try bring(bench, text, as: "people.csv", how)
    #expect(
      outcome.lines == [
        "people.csv: 2 new, 0 filled in, 0 as they were", "  line 3: contact: skipped: it has no `name`",
        "  line 4: Lee Wu: `email` left out: `not one` is no email address, which has exactly one `@`: write one as "
          + "`dana@acme.example`",
      ])
    #expect(bench.eval("@dana-reyes.title ?? \"\"").text == "CFO\n")
    let before = bench.dump()
    #expect(try bring(bench, text, as: "people.csv", how).lines.first?.hasSuffix("2 as they were") == true)
    #expect(bench.dump() == before)
  }

  @Test(arguments: [
    ("name=Nobody", "K0704"), ("nme=Full Name", "K0708"), ("name", "K0709"), ("name=A,name=B", "K0710"),
  ])
  func mapsThatMakeNoSense(_ map: String, _ code: String) throws {
    let bench = try Bench()
    let outcome = try bring(bench, "Full Name,Mail\nDana,x\n", as: "a.csv", ImportOptions(map: map))
    #expect(outcome.exit == .failure && outcome.complaints.contains(code), "\(outcome.complaints)")
  }

  @Test func whatToJSONWrites() throws {
    let bench = try Bench()
    #expect(
      bench.script(
        """
        contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example", tags: ["a", "b"] }
        contact @lee "Lee Wu"
        interview @onsite "CFO" at "Acme" on 2026-11-24 10:00 for 45m with @dana, @lee { stage: onsite }
        note "keeps bees" on @dana as detail
        deadline @sample "send the sample" due 2026-11-30 for @onsite
        """
      ).exit == .success)
    bench.format = .json
    let texts = ["contacts", "interviews", "notes", "deadlines"].map { bench.eval($0).text }
    bench.format = .table
    let other = try Bench()
    for (index, text) in texts.enumerated() {
      let outcome = try bring(other, text, as: "\(index).json")
      #expect(outcome.exit == .success && outcome.lines.count == 1, "\(outcome.text) \(outcome.complaints)")
    }
    other.format = .json
    bench.format = .json
    #expect(["contacts", "interviews", "notes", "deadlines"].map { other.eval($0).text } == texts)
    other.format = .table
    let before = other.dump()
    for (index, text) in texts.enumerated() { try bring(other, text, as: "\(index).json") }
    #expect(other.dump() == before)
  }

  /// Columns that are called as fields need neither a map nor a handle.
  @Test func aTableOfFieldsExplainsItself() throws {
    let bench = try Bench()
    #expect(
      try bring(bench, "Name,Email,role\nDana,dana@acme.example,recruiter\nLee,,\n", as: "p.csv").lines == [
        "p.csv: 2 new, 0 filled in, 0 as they were"
      ])
    #expect(bench.eval("contacts | map \"{handle} {role}\"").text == "[\"dana recruiter\", \"lee other\"]\n")
    let (path, other) = (bench.folder.file("own.csv"), try Bench())
    #expect(bench.eval("contacts | select name, email, role | save \"\(path)\"").exit == .success)
    #expect(other.eval("import(\"\(path)\")[0]").text == "own.csv: 2 new, 0 filled in, 0 as they were\n")
    #expect(try bring(bench, "role,company,starts\nCFO,Acme,2026-12-01 10:00\n", as: "i.csv").exit == .success)
    #expect(bench.eval("interviews | map handle").text == "[\"acme-cfo-2026-12-01\"]\n")
    #expect(try bring(bench, "name\nDana\n", as: "n.csv").complaints.contains("K0716"))
    let strange = bench.folder.file("odd.csv")
    try "Who,E-mail\nDana,d@x.example\n".write(toFile: strange, atomically: true, encoding: .utf8)
    let hint = bench.eval("import(\"\(strange)\")").complaints
    #expect(hint.contains("= say which column fills which field: import(\"\(strange)\", \"name=Who,email=E-mail\")"))
  }

  @Test func otherJSON() throws {
    let bench = try Bench()
    let outcome = try bring(
      bench, "[\n{\"name\": \"Dana\", \"age\": 4},\n7,\n{\"x\": 1},\n{\"name\": \"Lee\", \"role\": \"boss\"}]", as: "x")
    #expect(
      outcome.lines == [
        "x: 2 new, 0 filled in, 0 as they were",
        "  line 2: `age` left out, here and below: Contact has no such field",
        "  line 3: skipped: it isn't an object, so it has no fields",
        "  line 4: skipped: it isn't clear what kind of record this is",
        "  line 5: Lee: `role` left out: `boss` is none of interviewer, hiring_manager, recruiter, referral, peer, other",
      ])
    #expect(try bring(bench, "[{]", as: "y.json").complaints.contains("K0714"))
  }

  @Test func aScriptIsRunInTheSameTransaction() throws {
    let bench = try Bench()
    let outcome = try bring(bench, "contact @a \"A\"\ncontact @b \"B\"\n", as: "x.kindly")
    #expect(outcome.lines == ["x.kindly: 2 new, 0 changed"])
    #expect(try bring(bench, "contact @c \"C\"\nfail(\"no\")\n", as: "y.kindly").exit == .failure)
    #expect(try bring(bench, "contact @c \"C\"\ncontact\n", as: "y.kindly").exit == .source)
    #expect(try bring(bench, "contacts | save \"z.csv\"\n", as: "y.kindly").complaints.contains("K0717"))
    #expect(bench.eval("contacts | count").text == "2\n")
  }

  @Test func oneBadFileKeepsTheOthersOut() throws {
    let bench = try Bench()
    let good = bench.folder.file("a.vcf")
    try Self.card.write(toFile: good, atomically: true, encoding: .utf8)
    let outcome = try bring(bench, "BEGIN:VCARD\r\nFN:Half\r\n", as: "b.vcf")
    #expect(outcome.complaints.contains("K0715"))
    let both = bench.withSession { $0.importFiles([good, bench.folder.file("b.vcf")], ImportOptions()) }
    #expect(both.exit == .failure && bench.eval("contacts | count").text == "0\n")
  }
}
