// Pictures as files, rows as lines of JSON, and the one list of formats that all of it is read from.

import Foundation
import KindlyCatalog
import Testing

@testable import KindlySession

@Suite struct ChartTests {
  private func bench() throws -> Bench {
    let bench = try Bench()
    let made = bench.script(
      "contact @dana \"Dana\" at \"A & B\"\ncontact @lee \"Lee\" at \"C\"\nnote \"two\\nlines\" on @lee\ndeadline \"Do <it>\" due 2026-11-27"
    )
    #expect(made.exit == .success, "\(made.complaints)")
    return bench
  }

  @Test func aPictureIsSaved() throws {
    let bench = try bench()
    let path = bench.folder.file("by company.svg")
    #expect(bench.eval("contacts | group company | save \"\(path)\"").exit == .success)
    let svg = try String(contentsOfFile: path, encoding: .utf8)
    #expect(svg.hasPrefix("<svg xmlns=") && svg.contains("<title>by company</title>") && svg.contains("A &amp; B"))
    #expect(bench.eval("deadlines | save \"\(path)\"").exit == .success)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Do &lt;it&gt;"))
    let refused = bench.eval("notes | save \"\(path)\"")
    #expect(refused.exit == .source && refused.complaints.contains("K0350"))
    let late = bench.eval("let p = \"\(path)\"\nnotes | save p")
    #expect(late.exit == .failure && late.complaints.contains("K0433"))
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Do &lt;it&gt;"))
  }

  /// A row may be nothing; what the checker cannot see is no picture, and no crash.
  @Test func rowsOfWhichThereIsNoPicture() throws {
    let bench = try bench()
    let path = bench.folder.file("x.svg")
    for rows in [
      "[{ a: \"x\", n: 1 }, nothing]", "[nothing, { a: \"x\", n: 1 }]", "contacts | map { of: it, email }",
      "[{ a: \"x\", n: 1mo }]", "[{ n: 1 }]", "[1, 2]", "[\"a\"]", "contacts | map email", "contacts",
    ] {
      let outcome = bench.eval("let p = \"\(path)\"\n\(rows) | save p")
      #expect(outcome.complaints.contains("K0433") || outcome.exit == .source, "\(rows): \(outcome.complaints)")
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func rowsAreLinesOfJSON() throws {
    let bench = try bench()
    #expect(
      bench.eval("print(contacts | select name, company | to ndjson)").text
        == "{\"name\":\"Dana\",\"company\":\"A & B\"}\n{\"name\":\"Lee\",\"company\":\"C\"}\n\n")
    bench.format = .ndjson
    let lines = bench.eval("notes").lines
    #expect(lines.count == 1 && lines[0].contains("\"text\":\"two\\nlines\""))
    #expect(bench.eval("[]").text == "")
    #expect(bench.eval("1 + 1").text == "2\n")
    let path = bench.folder.file("x.ndjson")
    #expect(bench.eval("contacts | select name | save \"\(path)\"").exit == .success)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "{\"name\":\"Dana\"}\n{\"name\":\"Lee\"}\n")
  }

  /// A folder is never written over, and what a file held is there until the new one is whole.
  @Test func aFolderStays() throws {
    let bench = try bench()
    let folder = bench.folder.file("rows.csv")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let outcome = bench.eval("contacts | save \"\(folder)\"")
    #expect(outcome.exit == .io)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test func everyFormatIsWritten() throws {
    let bench = try bench()
    for format in RowFormat.allCases {
      let path = bench.folder.file("x." + format.ending)
      let rows = format.nouns?[0].spec.plural ?? "contacts | group company { n: rows | count }"
      #expect(bench.script("interview @i \"Role\" at \"Acme\" on 2026-11-24 10:00").exit == .success)
      #expect(bench.eval("\(rows) | save \"\(path)\"").exit == .success)
      #expect(try !Data(contentsOf: URL(fileURLWithPath: path)).isEmpty)
      if format.isText { #expect(bench.eval("\(rows) | to \(format.rawValue)").exit == .success) }
    }
  }

  @Test func aCalendarAndAnAddressBookAreOfTheirNouns() throws {
    let bench = try bench()
    let calendar = bench.eval("deadlines | to ics").text
    #expect(calendar.hasPrefix("BEGIN:VCALENDAR\r\n") && calendar.contains("\r\nSUMMARY:Do <it>\r\n"))
    #expect(!calendar.contains("VEVENT"))
    let book = bench.eval("contacts | where name == \"Lee\" | to vcard").text
    #expect(book.contains("\r\nFN:Lee\r\n") && !book.contains("Dana"))
    #expect(bench.eval("contacts | to ics").complaints.contains("`ics` is about a list of interviews or deadlines"))
    #expect(bench.eval("notes | save \"x.vcf\"").exit == .source)
    let late = bench.eval("let p = \"\(bench.folder.file("x.vcf"))\"\ncontacts | select name | save p")
    #expect(late.exit == .failure && late.complaints.contains("there is no `vcard` of these rows"))
  }
}
