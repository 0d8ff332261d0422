// `use` where a golden script cannot show it: files in memory, the prompt, the user's own file, what stays after an
// error. The rest is in Tests/Golden/scripts/modules.

import Foundation
import Testing

@testable import KindlySession

struct ModuleTests {
  private func bench(_ files: [String: String]) throws -> Bench {
    let bench = try Bench()
    bench.files = .memory(files)
    return bench
  }

  @Test func aFileThatIsUsedTwoWaysIsReadOnce() throws {
    let bench = try bench([
      "a.kindly": "use \"c.kindly\"\nfn a() = c()",
      "b.kindly": "use \"./c.kindly\" as c\nfn b() = c.c()",
      "c.kindly": "fn c() = 1\nfield Contact.short = name",
    ])
    let outcome = bench.script("use \"a.kindly\"\nuse \"b.kindly\"\nprint(a() + b())\n")
    #expect(outcome.text == "2\n" && outcome.complaints.isEmpty)
  }

  @Test func namesAreNotHandedOn() throws {
    let bench = try bench(["a.kindly": "use \"b.kindly\"\nfn a() = b()", "b.kindly": "fn b() = 1"])
    #expect(bench.script("use \"a.kindly\"\nprint(b())\n").complaints.contains("K0205"))
  }

  @Test func aFileSeesNothingOfWhoeverUsesIt() throws {
    let bench = try bench(["a.kindly": "fn a() = limit"])
    let outcome = bench.script("let limit = 3\nuse \"a.kindly\"\nprint(a())\n")
    #expect(outcome.exit == .source && outcome.complaints.contains("--> a.kindly:1:10"))
  }

  @Test func pathsAreRelativeToTheFileThatSaysThem() throws {
    let bench = try bench([
      "lib/a.kindly": "use \"deep/b.kindly\"\nfn a() = b()", "lib/deep/b.kindly": "fn b() = \"deep\"",
    ])
    #expect(bench.eval("use \"lib/a.kindly\"\na()").text == "deep\n")
  }

  @Test func aFileThatDoesNotParseSaysSoAndNoMore() throws {
    let bench = try bench(["a.kindly": "fn b() = 2\nlet c = 1 +"])
    let outcome = bench.script("use \"a.kindly\"\nuse \"a.kindly\" as h\nprint(a())\nprint(b() + h.c)\n")
    #expect(outcome.exit == .source)
    #expect(outcome.complaints.components(separatedBy: "error[").count == 2, "\(outcome.complaints)")
  }

  @Test func nothingStaysOfAProgramWithErrors() throws {
    let bench = try bench(["a.kindly": "fn a() = 1\nnever quiet {\n  on m\n  when true\n  because \"hush\"\n}"])
    let outcome = bench.withSession { session in
      #expect(
        session.run(name: "<prompt>", bytes: Array("use \"a.kindly\"\nprint(1 + \"x\")".utf8), origin: .entry)
          == .source)
      #expect(session.run(name: "<prompt>", bytes: Array("a()".utf8), origin: .entry) == .source)
      #expect(session.run(name: "<prompt>", bytes: Array("off quiet".utf8), origin: .entry) == .source)
      return session.run(name: "<prompt>", bytes: Array("1 + 1".utf8), origin: .entry)
    }
    #expect(outcome.exit == .success && outcome.text == "2\n")
  }

  @Test func thePromptKeepsWhatItUsedAndReadsItAnew() throws {
    let folder = try TemporaryFolder()
    let bench = try Bench()
    bench.files = .disk(root: folder.path)
    try "let limit = 3".write(toFile: folder.file("a.kindly"), atomically: true, encoding: .utf8)
    let outcome = bench.withSession { session in
      func enter(_ text: String) { _ = session.run(name: "<prompt>", bytes: Array(text.utf8), origin: .entry) }
      enter("use \"a.kindly\" as h")
      enter("h.limit")
      #expect(session.completions("h.l", at: 3).candidates.map(\.text) == ["limit"])
      try? "let limit = 4".write(toFile: folder.file("a.kindly"), atomically: true, encoding: .utf8)
      enter("h.limit")
      enter("use \"a.kindly\" as h")
      enter("h.limit")
      enter("let h = \"mine\"")
      enter("h")
      return .success
    }
    #expect(outcome.text == "3\n3\n4\nmine\n", "\(outcome.complaints)")
  }

  @Test func theUsersOwnFileMayUseOthersAndHoldsDeclarations() throws {
    let bench = try bench([:])
    func run(_ own: String, _ source: String) throws -> Outcome {
      let path = bench.folder.file("init.kindly")
      try own.write(toFile: path, atomically: true, encoding: .utf8)
      try "let base = 40".write(toFile: bench.folder.file("base.kindly"), atomically: true, encoding: .utf8)
      bench.files = .disk()
      bench.initPath = path
      return bench.script(source)
    }
    let fine = try run("use \"base.kindly\"\nlet limit = base + 2\n", "print(limit)\nprint(limit)\n")
    #expect(fine.text == "42\n42\n", "\(fine.complaints)")
    let hidden = try run("let limit = 1\n", "let limit = 2\nprint(limit)\n")
    #expect(hidden.text == "2\n", "\(hidden.complaints)")
    let refused = try run("print(1)\n", "print(2)\n")
    #expect(refused.exit == .source && refused.complaints.contains("K0245") && refused.text.isEmpty)
  }

  @Test func aLinkedScriptFindsItsFilesBesideItself() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("bin"), withIntermediateDirectories: true)
    try "fn a() = 1".write(toFile: folder.file("a.kindly"), atomically: true, encoding: .utf8)
    try "use \"a.kindly\"\nprint(a())".write(toFile: folder.file("s.kindly"), atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("bin/s"), withDestinationPath: folder.file("s.kindly"))
    let outcome = try Bench().script("use \"a.kindly\"\nprint(a())", name: folder.file("bin/s"))
    #expect(outcome.text == "1\n", "\(outcome.complaints)")
  }

  @Test func aChainOfFilesHasAnEnd() throws {
    var files: [String: String] = [:]
    for number in 0..<400 { files["f\(number).kindly"] = "use \"f\(number + 1).kindly\"\nfn f\(number)() = 1" }
    files["f400.kindly"] = "fn f400() = 1"
    let outcome = try bench(files).script("use \"f0.kindly\"\nprint(f0())\n")
    #expect(outcome.exit == .source && outcome.complaints.contains("more than 256 deep"))
  }
}
