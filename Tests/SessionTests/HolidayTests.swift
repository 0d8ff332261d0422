// The holiday files: the library's against an implementation that is not ours, the user's own, and broken ones.

import Foundation
import Testing

@testable import KindlySession

struct HolidayTests {
  /// `calendars.tsv`, made by `calendars.py` beside it: calendar, year, days.
  static let expected: [(name: String, years: [String])] = {
    let text = (try? Project.text("Tests/KindlyTimeTests/Fixtures/calendars.tsv")) ?? ""
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: "\t").map(String.init)
    }
    return Dictionary(grouping: rows, by: { $0[0] }).map { name, rows in
      (name, rows.map { $0.dropFirst().joined(separator: " ") })
    }.sorted { $0.name < $1.name }
  }()

  @Test func everyFileIsHeldAgainstAnother() {
    #expect(Self.expected.map(\.name) == Library.holidays.map(\.name).sorted())
    #expect(Self.expected.allSatisfy { $0.years.count >= 50 })
  }

  @Test(arguments: expected.map(\.name))
  func agreesWithTheOther(_ name: String) throws {
    let expected = try #require(Self.expected.first { $0.name == name }).years
    let bench = try Bench()
    let outcome = bench.script(
      """
      me { holidays: "\(name)" }
      for y in \(try #require(expected.first).prefix(4))..2040 {
        print("{y} " + (holidays(y) | map format(it.date, "MM-dd") | distinct | join(" ")))
      }
      """)
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    for (found, wanted) in zip(outcome.lines, expected) { #expect(found == wanted, "\(name)") }
    #expect(outcome.lines.count == expected.count)
  }

  @Test(arguments: Library.holidays.map(\.name))
  func everyYearHasHolidays(_ name: String) throws {
    let bench = try Bench()
    let outcome = bench.script(
      "me { holidays: \"\(name)\" }\nfor y in [1, 1600, 1900, 9998, 9999] { print(holidays(y) | all year(it.date) == y) }"
    )
    #expect(outcome.lines == Array(repeating: "true", count: 5), "\(outcome.complaints)")
  }

  // MARK: - The user's own

  private func bench(_ files: [String: String]) throws -> Bench {
    let bench = try Bench()
    bench.initPath = bench.folder.file("config/init.kindly")
    try FileManager.default.createDirectory(
      atPath: bench.folder.file("config/holidays"), withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(toFile: bench.folder.file("config/holidays/" + name), atomically: true, encoding: .utf8)
    }
    return bench
  }

  @Test func theUsersOwnFileIsACalendar() throws {
    let bench = try bench([
      "My-Town.kindly": """
      let fair = { name: "Fair", date: 2026-11-30 }
      fn holidays(year: Int) -> List<{ date: Date, name: Text }> {
        [{ date: fair.date, name: fair.name }, { date: nth_weekday(2, tuesday, 12, year), name: "Market" }]
      }
      """
    ])
    let outcome = bench.script(
      """
      me { holidays: "my town" }
      print(2026-11-27 + 1bd)
      print(holidays(2026))
      """)
    #expect(
      outcome.text == """
        2026-12-01
        [{name: "Fair", date: 2026-11-30}, {name: "Market", date: 2026-12-08}]

        """, "\(outcome.complaints)")
    // Named in the store, it holds for later runs.
    #expect(bench.eval("2026-11-27 + 1bd").text == "2026-12-01\n")
  }

  @Test func theUsersFileGoesBeforeTheLibrarys() throws {
    let bench = try bench(["us.kindly": "fn holidays(year: Int) -> List<{ name: Text, date: Date }> = []"])
    #expect(bench.script("me { holidays: \"us\" }\nprint(business_day(2026-11-26))").text == "true\n")
  }

  static let broken: [(text: String, complaint: String)] = [
    ("fn holidays(year: Int) -> List<{ name: Text, date: Date }> = [{ name: nam, date: 2026-01-01 }]", ":1:71:"),
    ("fn holidays(year: Int) -> List<{ name: Text, date: Date }> { ", "mine.kindly:1:"),
    ("fn other(year: Int) -> Int = year", "declares no `fn holidays"),
    ("fn holidays(year: Int) -> List<Date> = [2026-01-01]", "declares no `fn holidays"),
    ("fn holidays(year: Int) -> List<{ name: Text, date: Date }> = [{ name: \"x\", date: today }]", "may only reckon"),
    ("print(1)\nfn holidays(year: Int) -> List<{ name: Text, date: Date }> = []", "may only reckon"),
    (
      "fn holidays(year: Int) -> List<{ name: Text, date: Date }> = [{ name: \"x\", date: date(year, 2, 30) }]",
      "no day 30"
    ),
    ("fn holidays(year: Int) -> List<{ name: Text, date: Date }> { holidays(year) }", "more than 10000 calls"),
  ]

  @Test(arguments: broken.indices)
  func aBrokenFileIsNamed(_ index: Int) throws {
    let (text, complaint) = Self.broken[index]
    let bench = try bench(["mine.kindly": text])
    let outcome = bench.script("contact @a \"Anna\" at \"Acme\"\nme { holidays: \"mine\" }\nprint(2026-11-27 + 1bd)")
    #expect(outcome.exit == .source)
    #expect(outcome.text.isEmpty)
    #expect(outcome.complaints.contains("error[K0422]: the holidays `mine` cannot be told"), "\(outcome.complaints)")
    #expect(outcome.complaints.contains("config/holidays/mine.kindly"), "\(outcome.complaints)")
    #expect(outcome.complaints.contains(complaint), "\(outcome.complaints)")
    #expect(bench.eval("contacts | count").text == "0\n")
  }

  @Test func aFileIsReadOnlyWhereBusinessDaysNeedIt() throws {
    let bench = try bench(["mine.kindly": "this is not Kindly"])
    let outcome = bench.script("me { holidays: \"mine\" }\nprint(2026-11-27 + 1d)\nprint(business_day(2026-11-28))")
    #expect(outcome.text == "2026-11-28\nfalse\n", "\(outcome.complaints)")
  }

  @Test func aFileThatHasGoneIsSaid() throws {
    let bench = try bench(["mine.kindly": "fn holidays(year: Int) -> List<{ name: Text, date: Date }> = []"])
    #expect(bench.script("me { holidays: \"mine\" }").exit == .success)
    try FileManager.default.removeItem(atPath: bench.folder.file("config/holidays/mine.kindly"))
    let outcome = bench.eval("business_day(2026-11-27)")
    #expect(outcome.exit == .source)
    #expect(outcome.complaints.contains("there are no holidays called `mine` any more"), "\(outcome.complaints)")
    // What needs no business day goes on.
    #expect(bench.eval("2026-11-27 + 1d").text == "2026-11-28\n")
  }
}
