// LinkedIn's list of connections in all its shapes, into the store; and files that are torn or something else.

import Foundation
import Testing

@testable import KindlySession

struct ImportTests {
  private func sample(_ name: String) -> String { Project.root + "/Tests/KindlyFormatsTests/Fixtures/" + name }

  private func bring(_ bench: Bench, _ paths: [String], isDryRun: Bool = false) -> Outcome {
    bench.withSession { $0.importFiles(paths, isDryRun: isDryRun) }
  }

  @Test func todaysShape() throws {
    let bench = try Bench()
    let outcome = bring(bench, [Project.root + "/scripts/sample/Connections.csv"])
    #expect(outcome.exit == .success)
    #expect(outcome.lines.first == "Connections.csv: 7 new, 0 filled in, 0 as they were")
    #expect(outcome.lines.contains("  1 hidden member skipped"))
    #expect(bench.eval("contacts | count").text == "7\n")
    // Two people of one name are two contacts.
    #expect(
      bench.eval("contacts | where name == \"Dana Reyes\" | map handle").text == "[\"dana-reyes\", \"dana-reyes-2\"]\n")
    #expect(bench.eval("@dana-reyes.company ?? \"\"").text == "Acme Accounting\n")
    #expect(bench.eval("@dana-reyes.connected_on ?? today").text == "2026-02-08\n")
    #expect(bench.eval("@lee-wu.title ?? \"\"").text == "Senior Accountant, Month-End Close\n")
  }

  /// `import(…)` in a script does what `kindly import` does, as a part of the run.
  @Test func aScriptImports() throws {
    let (bench, other) = (try Bench(), try Bench())
    let path = Project.root + "/scripts/sample/Connections.csv"
    let told = bring(other, [path])
    bench.allowRead = [Project.root + "/scripts/sample"]
    let outcome = bench.script("import(\"\(path)\") | each { print(it) }\nprint(contacts | count)")
    #expect(outcome.exit == .success && outcome.text == told.text + "7\n", "\(outcome.complaints)")
    #expect(bench.dump() == other.dump())
    #expect(
      bench.script("print(import(\"\(path)\")[0])").text == "Connections.csv: 0 new, 0 filled in, 7 as they were\n")
    // What fails later takes the import with it.
    let fresh = try Bench()
    fresh.allowRead = bench.allowRead
    let failed = fresh.script("import(\"\(path)\")\nprint([1][3])")
    #expect(failed.exit == .failure && fresh.eval("contacts | count").text == "0\n")
    let caught = fresh.script(
      "try { import(\"\(fresh.folder.path)\") } catch e { print(e.message) }\nprint(contacts | count)")
    #expect(caught.text == "`\(fresh.folder.path)` is a folder, not a file\n0\n")
  }

  @Test func aScriptImportsATableByItsMapAndAFileOfThousands() throws {
    let bench = try Bench()
    let path = bench.folder.file("people.csv")
    let rows = (1...2000).map { "Person \($0),p\($0)@x.example,Acme\n" }.joined()
    try ("Who,Mail,Where\n" + rows).write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = bench.script(
      """
      contact "Person 7" at "Birch" { email: "p7@x.example" }
      print(import("\(path)", "name=Who,email=Mail,company=Where")[0])
      print(contacts | where company == "Acme" | count)
      print(contacts | search "1999" | map name)
      """)
    #expect(
      outcome.text == "people.csv: 1999 new, 0 filled in, 1 as they were\n1999\n[\"Person 1999\"]\n",
      "\(outcome.complaints)\(outcome.text)")
    #expect(bench.eval("import(\"\(path)\")").complaints.contains("K0713"))
    let script = bench.folder.file("mine.kindly")
    try "contact @dana \"Dana\"\n".write(toFile: script, atomically: true, encoding: .utf8)
    #expect(bench.eval("import(\"\(script)\")").complaints.contains("K0719"))
  }

  @Test func importingAgainChangesNothing() throws {
    let bench = try Bench()
    let path = Project.root + "/scripts/sample/Connections.csv"
    #expect(bring(bench, [path]).exit == .success)
    let before = bench.dump()
    let again = bring(bench, [path])
    #expect(again.lines.first == "Connections.csv: 0 new, 0 filled in, 7 as they were")
    #expect(bench.dump() == before)
  }

  @Test func whatTheUserRecordedStaysAndGapsAreFilled() throws {
    let bench = try Bench()
    #expect(
      bench.script(
        "contact @lee \"Lee W.\" at \"My own word\" { linkedin: \"https://www.linkedin.com/in/leewu\" }"
      ).exit == .success)
    let outcome = bring(bench, [Project.root + "/scripts/sample/Connections.csv"])
    #expect(outcome.lines.first == "Connections.csv: 6 new, 1 filled in, 0 as they were")
    #expect(bench.eval("@lee.name").text == "Lee W.\n")
    #expect(bench.eval("@lee.company ?? \"\"").text == "My own word\n")
    #expect(bench.eval("@lee.email ?? \"\"").text == "lee.wu@acme.example\n")
  }

  @Test func aDryRunChangesNothing() throws {
    let bench = try Bench()
    let outcome = bring(bench, [Project.root + "/scripts/sample/Connections.csv"], isDryRun: true)
    #expect(outcome.exit == .success)
    #expect(outcome.lines.first == "Connections.csv: 7 would be new, 0 would be filled in, 0 as they were")
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).isEmpty)
  }

  @Test(arguments: [
    ("First Name,Last Name\nDana,\"Reyes\n", "K0701", "line 2"),
    ("Full Name,E-mail\n1,2\n", "K0713", "--map 'name=Full Name,email=E-mail'"),
    ("nothing at all\n", "K0716", "Connections.csv"),
    ("", "K0711", "no rows"),
    ("First Name,Last Name\nDana,\u{0}\n", "K0706", "line 2"),
  ])
  func aTornFileImportsNothing(_ text: String, _ code: String, _ part: String) throws {
    let bench = try Bench()
    let path = bench.folder.file("bad.csv")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let good = Project.root + "/scripts/sample/Connections.csv"
    let outcome = bring(bench, [good, path])
    #expect(outcome.exit == .failure)
    #expect(outcome.complaints.contains(code) && outcome.complaints.contains(part), "\(outcome.complaints)")
    #expect(outcome.text.isEmpty)
    #expect(bench.eval("contacts | count").text == "0\n", "the good file of the same import is not kept either")
  }
}
