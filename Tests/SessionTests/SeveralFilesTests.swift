// Programs of several files and files of tests, with real processes: where paths lead to, and which exit code and which
// stream tells what came of them.

import Foundation
import Testing

@Suite(.serialized)
struct SeveralFilesTests {
  // MARK: - use

  @Test func aPathIsRelativeToTheFileAndNotToWhereItIsRun() throws {
    let home = try Home()
    let main = try home.write("program/main.kindly", "use \"lib/a.kindly\"\nprint(a())\n")
    _ = try home.write(
      "program/lib/a.kindly", "use \"deep/b.kindly\"\nuse \"../c.kindly\" as c\nfn a() = b() + c.word\n")
    _ = try home.write("program/lib/deep/b.kindly", "fn b() = \"deep \"\n")
    _ = try home.write("program/c.kindly", "let word = \"down\"\n")
    _ = try home.write("elsewhere/lib/a.kindly", "fn a() = \"the wrong one\"\n")
    let elsewhere = home.folder.file("elsewhere")
    for words in [[main], ["../program/main.kindly"], ["run", "../program/../program/main.kindly"]] {
      let finished = try home.run(words, from: elsewhere)
      #expect(finished.status == 0 && finished.text == "deep down\n" && finished.complaints.isEmpty, "\(words)")
    }
    #expect(try home.run(["check", main], from: elsewhere).status == 0)
    // What no file says is relative to where it is run.
    let entry = "use \"lib/a.kindly\"\na()"
    #expect(try home.run(["eval", entry], from: elsewhere).text == "the wrong one\n")
    #expect(try home.run([], input: entry + " | print", from: home.folder.file("program")).text == "deep down\n")
  }

  @Test func aMissingFileIsAnErrorOfTheSource() throws {
    let home = try Home()
    let path = try home.write("x.kindly", "contact @a \"A\"\nuse \"hepler.kindly\"\nprint(greeting())\n")
    _ = try home.write("helper.kindly", "fn greeting() = \"hello\"\n")
    for words in [["x.kindly"], ["check", "x.kindly"], ["eval", "use \"hepler.kindly\""]] {
      let finished = try home.run(words)
      #expect(finished.status == 65 && finished.text.isEmpty)
      #expect(finished.complaints.contains("error[K0240]: there is no file `hepler.kindly`"))
      #expect(finished.complaints.components(separatedBy: "error[").count == 2, "what it may hold is not missed too")
    }
    #expect(try home.run(["eval", "contacts | count"]).text == "0\n")
    let folder = try home.write("y.kindly", "use \"lib\"\n")
    try FileManager.default.createDirectory(atPath: home.folder.file("lib"), withIntermediateDirectories: true)
    let finished = try home.run([folder])
    #expect(finished.status == 65 && finished.complaints.contains("folder"))
    // The file itself is another matter.
    #expect(try home.run([path + "x"]).status == 66)
  }

  @Test func aCircleIsToldWithTheWayRound() throws {
    let home = try Home()
    _ = try home.write("a.kindly", "use \"lib/b.kindly\"\nfn a() = b()\n")
    _ = try home.write("lib/b.kindly", "use \"../a.kindly\"\nfn b() = a()\n")
    let finished = try home.run(["a.kindly"])
    #expect(finished.status == 65 && finished.text.isEmpty)
    #expect(finished.complaints.contains("error[K0241]") && finished.complaints.contains("lib/b.kindly → "))
    _ = try home.write("self.kindly", "use \"self.kindly\"\n")
    #expect(try home.run(["self.kindly"]).status == 65)
  }

  @Test func anErrorInAUsedFileIsShownThere() throws {
    let home = try Home()
    _ = try home.write("a.kindly", "use \"lib/b.kindly\"\nprint(b(0))\n")
    _ = try home.write("lib/b.kindly", "fn b(n: Int) -> Int = 1 div n\n")
    let finished = try home.run(["a.kindly"])
    #expect(finished.status == 1 && finished.complaints.contains("--> lib/b.kindly:1:"))
    #expect(finished.complaints.contains("a.kindly:2:7"))
    _ = try home.write("lib/b.kindly", "fn b(n: Int) -> Text = n\nprint(1)\n")
    let refused = try home.run(["a.kindly"])
    #expect(refused.status == 65 && refused.text.isEmpty && refused.complaints.contains("--> lib/b.kindly:1:"))
  }

  // MARK: - kindly test

  private static let tests = """
    test "sums" { expect 1 + 1 == 2 }
    test "clock" {
      at 2026-11-27 09:00 { expect today == 2026-11-27 }
    }

    """

  @Test func testsThatPass() throws {
    let home = try Home()
    _ = try home.write("t.kindly", Self.tests)
    _ = try home.write("more/u.kindly", "test \"in a folder\" { expect contacts | none(true) }\n")
    _ = try home.write("more/script.kindly", "print(@nobody)\n")
    for words in [["test"], ["test", "."], ["test", "t.kindly", "more"]] {
      let finished = try home.run(words)
      #expect(finished.status == 0 && finished.complaints.isEmpty, "\(finished.complaints)")
      #expect(finished.text.hasSuffix("\n3 passed\n") && finished.text.contains("  ok    in a folder\n"))
    }
    #expect(!FileManager.default.fileExists(atPath: home.folder.file(".local")), "no store is made")
  }

  @Test func oneThatFailsIsToldOnStandardOutput() throws {
    let home = try Home()
    _ = try home.write("t.kindly", Self.tests + "test \"wrong\" { print(\"hint\"); expect 1 + 1 == 3 }\n")
    let finished = try home.run(["test", "t.kindly"])
    #expect(finished.status == 1 && finished.complaints.isEmpty)
    #expect(finished.text.contains("FAIL  wrong  (t.kindly:5)") && finished.text.contains("error[K0411]"))
    #expect(finished.text.contains("printed:\n  hint\n") && finished.text.hasSuffix("\n2 passed, 1 failed\n"))
    #expect(!finished.text.contains("\u{1B}"))
    #expect(try home.run(["t.kindly"]).text.isEmpty, "a run passes over tests")
  }

  @Test(
    arguments: [
      (["test", "nosuch.kindly"], 66, "no file `nosuch.kindly`"), (["test", "none.kindly"], 2, "no test in"),
      (["test", "--filter", "nosuch"], 2, "no test with `nosuch` in its name"),
      (["test", "wrong.kindly"], 65, "error[K0303]"), (["test", "broken.kindly"], 65, "--> broken.kindly:"),
      (["test", "t.kindly", "wrong.kindly"], 65, "--> wrong.kindly:"), (["test", "--filter"], 2, "--filter"),
    ] as [([String], Int32, String)])
  func whatIsNoTestRun(_ words: [String], _ status: Int32, _ complaint: String) throws {
    let home = try Home()
    _ = try home.write("t.kindly", Self.tests)
    _ = try home.write("none.kindly", "print(1)\n")
    if words.contains(where: { $0.hasPrefix("wrong") }) {
      _ = try home.write("wrong.kindly", "test \"x\" { expect 1 == \"a\" }\n")
    }
    if words.contains("broken.kindly") { _ = try home.write("broken.kindly", "test \"x\" { expect 1 == }\n") }
    let finished = try home.run(words)
    #expect(finished.status == status && finished.text.isEmpty, "\(finished.text)\(finished.complaints)")
    #expect(finished.complaints.contains(complaint), "\(finished.complaints)")
  }

  @Test func filterChoosesSome() throws {
    let home = try Home()
    _ = try home.write("t.kindly", Self.tests + "test \"wrong\" { expect 1 == 2 }\n")
    let finished = try home.run(["test", "--filter", "CLOCK", "t.kindly"])
    #expect(finished.status == 0 && finished.text.hasSuffix("\n1 passed\n") && !finished.text.contains("sums"))
    #expect(try home.run(["test", "t.kindly", "--filter=wrong"]).status == 1)
  }

  @Test func jsonIsOneObjectALine() throws {
    let home = try Home()
    _ = try home.write("t.kindly", Self.tests + "test \"a \\\"wrong\\\" one\" { expect 1 == 2 }\n")
    let finished = try home.run(["test", "--format", "json", "t.kindly"])
    #expect(finished.status == 1 && finished.complaints.isEmpty)
    let objects = try finished.text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["name"] as? String } == ["sums", "clock", "a \"wrong\" one"])
    #expect(objects.map { $0["passed"] as? Bool } == [true, true, false])
    #expect(objects.map { $0["line"] as? Int } == [1, 2, 5])
    #expect(objects.allSatisfy { $0["file"] as? String == "t.kindly" })
    #expect((objects.last?["error"] as? [String: Any])?["code"] as? String == "K0411")
  }
}
