// Bad input of every kind: its exit code, and that nothing of the run is in the store.

import Foundation
import Testing

@testable import KindlySession

struct ExitCodeTests {
  @Test func success() throws {
    let outcome = try Bench().script("print(1 + 1)")
    #expect(outcome.exit == .success && outcome.text == "2\n" && outcome.complaints.isEmpty)
  }

  @Test func threeMistakesAreReportedTogetherAndNothingRuns() throws {
    let bench = try Bench()
    let outcome = bench.script(
      """
      contact @dana "Dana Reyes" { email: "dana@acme.example" }
      print("one")
      interviews | where compnay == "Acme" | show
      print("two" + 2)
      print(@nobody.name)
      """)
    #expect(outcome.exit == .source)
    #expect(outcome.text.isEmpty)
    #expect(
      Complaint.all(in: outcome.complaints, file: "test.kindly").map(\.place) == [
        "error K0204 in line 3", "error K0303 in line 4", "error K0207 in line 5",
      ])
    #expect(!FileManager.default.fileExists(atPath: bench.storePath), "a source with errors makes no store")
  }

  @Test func anErrorRollsEverythingBack() throws {
    let bench = try Bench()
    let outcome = bench.script(
      """
      contact @dana "Dana Reyes"
      print("so far")
      fail "enough"
      """)
    #expect(outcome.exit == .failure)
    #expect(outcome.text == "so far\n")
    #expect(outcome.complaints.contains("enough") && outcome.complaints.contains("test.kindly:3:"))
    #expect(bench.eval("contacts | count").text == "0\n")
  }

  @Test func readingMakesNoStore() throws {
    let bench = try Bench()
    #expect(bench.eval("contacts | count").text == "0\n")
    #expect(bench.eval("agenda").exit == .success)
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).isEmpty)
  }

  @Test func aFileThatSaysItIsLargerThanTheMemory() throws {
    let bench = try Bench()
    let path = "\(bench.folder.path)/large.kindly"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(truncate(path, 1 << 42) == 0)
    guard case .failure(.unreadable(let reason)) = FileBytes.read(path) else {
      Issue.record("it was read")
      return
    }
    #expect(reason == "it is larger than a gigabyte")
  }

  @Test func notUTF8() throws {
    let bench = try Bench()
    let outcome = bench.withSession { $0.run(name: "x.kindly", bytes: [0x31, 0xFF], origin: .script) }
    #expect(outcome.exit == .source)
    #expect(outcome.complaints.contains("byte 1"))
  }

  @Test func storeThatIsNoDatabase() throws {
    let bench = try Bench()
    try String(repeating: "this is no database. ", count: 100).write(
      toFile: bench.storePath, atomically: true, encoding: .utf8)
    let before = try Data(contentsOf: URL(fileURLWithPath: bench.storePath))
    let outcome = bench.script("contact @dana \"Dana\"")
    #expect(outcome.exit != .success)
    #expect(outcome.complaints.contains("K05"))
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: bench.storePath)) == before, "a file that is not ours is not touched")
  }

  @Test func storeInAFolderThatCannotBe() throws {
    let bench = try Bench()
    try "a file".write(toFile: bench.folder.file("file"), atomically: true, encoding: .utf8)
    var options = bench.options()
    options.storePath = bench.folder.file("file/kindly.db")
    let output = CapturedOutput()
    let session = try? Session(options: options, output: output)
    let exit = session?.run(name: "x", bytes: Array("contact @a \"A\"".utf8), origin: .script)
    #expect(exit == nil || exit == .cannotCreate || exit == .io)
  }

  @Test func lockHeldByAnotherRun() throws {
    let bench = try Bench()
    #expect(bench.script("contact @a \"A\"").exit == .success)
    let other = try Session(options: bench.options(), output: CapturedOutput())
    defer { other.close() }
    try other.beginWriting()
    let outcome = bench.script("contact @b \"B\"")
    #expect(outcome.exit == .temporary)
    #expect(outcome.complaints.contains("K0504"))
    #expect(bench.eval("contacts | count").text == "1\n", "reading does not wait")
    other.host.store.rollback()
    #expect(bench.script("contact @b \"B\"").exit == .success)
  }

  @Test(arguments: ["2026-13-01 08:00", "yesterday-ish", ""])
  func unreadableClock(_ now: String) throws {
    let bench = try Bench()
    bench.now = now
    let outcome = bench.eval("now")
    #expect(outcome.exit == .usage)
    #expect(outcome.complaints.contains("--now"))
  }

  @Test func unknownZone() throws {
    let bench = try Bench()
    bench.zone = "Mars/Olympus"
    #expect(bench.eval("now").exit == .usage)
  }
}
