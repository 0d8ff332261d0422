// `kindly test`: its report against files beside the tests (`RECORD=1` rewrites them), the library's own tests, and what
// a golden file cannot show. What `expect` tells of its parts is in Tests/Golden/tests.

import Foundation
import Testing

@testable import KindlySession

struct TestRunTests {
  private func run(
    _ paths: [String], filter: String? = nil, format: SessionOptions.Format = .table
  ) throws -> Outcome {
    var options = SessionOptions(storePath: "/nowhere/kindly.db")
    options.format = format
    let output = CapturedOutput()
    let exit = try TestRun(options: options, output: output).run(paths, filter: filter)
    func plain(_ text: String) -> String { text.replacingOccurrences(of: Project.root + "/", with: "") }
    return Outcome(exit: exit, text: plain(output.text), complaints: plain(output.complaints))
  }

  private func run(_ source: String, filter: String? = nil, format: SessionOptions.Format = .table) throws -> Outcome {
    let folder = try TemporaryFolder()
    try source.write(toFile: folder.file("t.kindly"), atomically: true, encoding: .utf8)
    return try run([folder.path], filter: filter, format: format)
  }

  static let files = Project.files(under: "Tests/Golden/tests", suffix: ".kindly")

  @Test(arguments: files)
  func reportsAsRecorded(_ name: String) throws {
    let path = Project.root + "/Tests/Golden/tests/" + name
    let outcome = try run([path])
    let recorded = path.replacingOccurrences(of: ".kindly", with: ".txt")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try (outcome.text + outcome.complaints).write(toFile: recorded, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name); read it before you commit it")
      return
    }
    #expect(outcome.text + outcome.complaints == (try String(contentsOfFile: recorded, encoding: .utf8)))
  }

  @Test func theLibraryPassesItsOwnTests() throws {
    let outcome = try run([Project.root + "/stdlib/tests"])
    #expect(outcome.exit == .success, "\(outcome.text)\(outcome.complaints)")
  }

  @Test func aRunChecksTestsAndPassesOverThem() throws {
    let bench = try Bench()
    let fine = bench.script(
      "test \"t\" { contact @x \"X\" at \"Acme\"\n  print(\"in a test\") }\nprint(contacts | count)\n")
    #expect(fine.text == "0\n" && fine.complaints.isEmpty)
    let wrong = bench.script("test \"t\" { expect compnay == 1 }\nprint(1)\n")
    #expect(wrong.exit == .source && wrong.complaints.contains("K0201") && wrong.text.isEmpty)
  }

  @Test func aTestDoesNotSeeTheUsersRecords() throws {
    let bench = try Bench()
    _ = bench.eval("contact @dana \"Dana Reyes\" at \"Acme\"")
    let outcome = bench.script("print(@dana)\ntest \"t\" { print(@dana) }\n")
    #expect(outcome.complaints.components(separatedBy: "K0207").count == 2, "\(outcome.complaints)")
  }

  @Test func constantsAreThereAndWhatHasEffectsIsNot() throws {
    let fine = try run(
      "let week = today + 7d\nvar n = 1\nfn f() = n + 1\ncontact @x \"X\" at \"Acme\"\n"
        + "test \"a\" { expect week == 2026-01-08\n  n = 5\n  expect f() == 6 }\n"
        + "test \"b\" { expect f() == 2\n  expect (contacts | count) == 0 }\n")
    #expect(fine.exit == .success, "\(fine.text)\(fine.complaints)")
    let refused = try run("let x = contact @x \"X\" at \"Acme\"\nfn f() = x\ntest \"a\" { print(f()) }\n")
    #expect(refused.exit == .source && refused.complaints.contains("K0391") && refused.text.isEmpty)
  }

  @Test func oneFileWithErrorsStopsAll() throws {
    let folder = try TemporaryFolder()
    try "test \"a\" { expect true }".write(toFile: folder.file("a.kindly"), atomically: true, encoding: .utf8)
    try "test \"b\" { expect 1 }".write(toFile: folder.file("b.kindly"), atomically: true, encoding: .utf8)
    try "print(@nobody)".write(toFile: folder.file("c.kindly"), atomically: true, encoding: .utf8)
    let outcome = try run([folder.path])
    #expect(outcome.exit == .source && outcome.text.isEmpty && outcome.complaints.contains("b.kindly:1:19"))
  }

  /// A file with errors says so, with tests in it or without.
  @Test(arguments: [
    ("let x = 1 +\n", "K01"), ("print(compnay)\n", "K0201"), ("test \"a\" {\n  expect 1 ==\n}\n", "K01"),
    ("contacts | where nmae == \"x\"\n", "K0204"), ("let x: Int = \"a\"\n", "K03"),
  ])
  func errorsAreReportedWithoutTests(_ source: String, _ code: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("t.kindly")
    try source.write(toFile: path, atomically: true, encoding: .utf8)
    for place in [path, folder.path] {
      let outcome = try run([place])
      #expect(outcome.exit == .source && outcome.text.isEmpty, "\(place)")
      #expect(outcome.complaints.contains("error[\(code)"), "\(outcome.complaints)")
    }
  }

  /// The user's scripts lie beside tests, and their records are not there.
  @Test func aScriptInAFolderMayNameTheUsersRecords() throws {
    let folder = try TemporaryFolder()
    try "@dana.role = recruiter\nlet friday_is = friday\n".write(
      toFile: folder.file("script.kindly"), atomically: true, encoding: .utf8)
    try "test \"a\" { expect true }\n".write(toFile: folder.file("t.kindly"), atomically: true, encoding: .utf8)
    let outcome = try run([folder.path])
    #expect(outcome.exit == .success && outcome.complaints.isEmpty, "\(outcome.complaints)")
    #expect(try run([folder.file("script.kindly")]).exit == .source)
  }

  /// Every road out of a test, and what it comes to.
  @Test func aTestReachesNothingOutside() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("people.csv")
    try "name,email\nDana Reyes,dana@acme.example\n".write(toFile: file, atomically: true, encoding: .utf8)
    try "fn double(n: Int) = n * 2\n".write(toFile: folder.file("lib.kindly"), atomically: true, encoding: .utf8)
    func test(_ body: String, before: String = "") throws -> Outcome {
      let path = folder.file("t.kindly")
      try "\(before)test \"a\" {\n\(body)\n}\n".write(toFile: path, atomically: true, encoding: .utf8)
      return try run([path])
    }
    for body in ["import(\"people.csv\")", "f()"] {
      let outcome = try test(body, before: "fn f() { import(\"people.csv\") }\n")
      #expect(
        outcome.exit == .failure && outcome.text.contains("K0440"), "\(body): \(outcome.text)\(outcome.complaints)")
      #expect(outcome.text.contains("a test can't reach anything outside it"))
    }
    for body in [
      "expect inbox([\"\(folder.path)\"]) == []", "expect inbox() == []",
      "expect args == []", "[{ a: 1 }] | save \"\(folder.file("out.csv"))\"",
      """
      me { name: "Sam", email: "sam@example.org" }
      contact @x "Xavier Roy" at "Acme" { email: "x@acme.example" }
      interview @i "Engineer" at "Acme" on 2025-12-31 10:00 with @x
      let m = draft thank_you(@x, @i, detail: "how you plan a week of releases")
      approve m
      send m
      expect m.state == written
      """,
    ] {
      let outcome = try test(body)
      #expect(outcome.exit == .success, "\(body): \(outcome.text)\(outcome.complaints)")
    }
    // Nothing of the environment is there, whatever the run was given.
    #expect(try test("expect env(\"HOME\") != nothing").exit == .failure)
    #expect(try test("expect double(2) == 4", before: "use \"lib.kindly\"\n").exit == .success)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["lib.kindly", "people.csv", "t.kindly"])
  }

  @Test func filterChoosesByName() throws {
    let source = "test \"one apple\" { }\ntest \"two pears\" { fail \"no\" }\n"
    #expect(try run(source, filter: "Apple").text.hasSuffix("1 passed\n"))
    #expect(try run(source).exit == .failure)
    let none = try run(source, filter: "plum")
    #expect(none.exit == .usage && none.complaints.contains("there is no test with `plum`"))
  }

  @Test func jsonHasOneObjectForEachTest() throws {
    let outcome = try run("test \"a\" { }\ntest \"b\" {\n  print(\"hi\")\n  expect 1 == 2\n}\n", format: .json)
    let objects = try outcome.text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["passed"] as? Bool } == [true, false])
    #expect(objects[1]["printed"] as? String == "hi\n" && objects[1]["line"] as? Int == 2)
    #expect((objects[1]["error"] as? [String: Any])?["code"] as? String == "K0411")
  }

  @Test func nothingLeavesATest() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("rows.csv")
    let outcome = try run("test \"a\" { [{ a: 1 }] | save \"\(file)\" }\n")
    #expect(outcome.exit == .success, "\(outcome.text)\(outcome.complaints)")
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test func aZoneOfOnesOwnMovesTheClock() throws {
    let outcome = try run(
      "test \"a\" {\n  me { zone: \"America/New_York\" }\n  expect now == 2026-01-01 04:00\n"
        + "  at 2026-07-01 12:00 { expect now == 2026-07-01T16:00Z }\n  expect today == 2026-01-01\n}\n")
    #expect(outcome.exit == .success, "\(outcome.text)\(outcome.complaints)")
  }
}
