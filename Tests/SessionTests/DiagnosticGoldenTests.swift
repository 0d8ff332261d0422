// The full rendering of diagnostics, positions and all, against files beside the sources. `RECORD=1` rewrites them.

import Foundation
import Testing

@testable import KindlySession

struct DiagnosticGoldenTests {
  /// What stands in the folder `lib` is used by the others.
  static let sources = Project.files(under: "Tests/Golden/diagnostics", suffix: ".kindly").filter {
    !$0.contains("lib/")
  }

  @Test(arguments: sources)
  func rendersAsRecorded(_ name: String) throws {
    let path = "Tests/Golden/diagnostics/" + name
    let bench = try Bench()
    bench.files = .disk(root: Project.root + "/Tests/Golden/diagnostics")
    let outcome = bench.script(try Project.text(path), name: name)
    #expect(outcome.exit == .source, "a source with errors is not run")
    #expect(outcome.text.isEmpty)
    let recorded = Project.root + "/" + path.replacingOccurrences(of: ".kindly", with: ".txt")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try outcome.complaints.write(toFile: recorded, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name); read it before you commit it")
      return
    }
    #expect(outcome.complaints == (try String(contentsOfFile: recorded, encoding: .utf8)))
  }

  @Test func jsonHasTheSamePlaces() throws {
    let bench = try Bench()
    bench.format = .json
    let outcome = bench.script("interviews | where compnay == \"Acme\"\nprint(1 +)\n")
    let objects = try outcome.complaints.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["code"] as? String }.contains("K0204"))
    let field = try #require(objects.first { $0["code"] as? String == "K0204" })
    #expect(field["line"] as? Int == 1 && field["column"] as? Int == 20 && field["endColumn"] as? Int == 27)
    let fix = try #require((field["fixes"] as? [[String: Any]])?.first)
    #expect(fix["replacement"] as? String == "company")
  }
}
