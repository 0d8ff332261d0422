// The limits of a run and of a source as the user meets them, with real processes: time, C-c and its kin, recursion,
// nesting, files that are no sources. Each is an error with an exit code, never a crash.

import Foundation
import Testing

@Suite(.serialized)
struct LimitTests {
  private static let endless = """
    contact @a "A"
    fn spin() { var n = 0; while true { n = (n + 1) mod 7 } }
    spin()
    """

  // MARK: - Time

  @Test func aRunThatTakesTooLongIsAnErrorWithATrail() throws {
    let home = try Home()
    let path = try home.write("long.kindly", Self.endless)
    let finished = try home.run(["--timeout", "0.3", path])
    #expect(finished.status == 1)
    #expect(finished.complaints.contains("error[K0417]") && finished.complaints.contains("in `spin`, called at"))
    #expect(try home.run(["eval", "contacts | count"]).text == "0\n")
  }

  @Test func catchDoesNotCatchIt() throws {
    let home = try Home()
    let path = try home.write("c.kindly", "try { while true { } } catch e { print(\"caught\") }\n")
    let finished = try home.run(["--timeout=0.2", path])
    #expect(finished.status == 1 && finished.text.isEmpty && finished.complaints.contains("K0417"))
    #expect(try home.run(["--timeout", "60", "eval", "1 + 1"]).text == "2\n")
  }

  @Test func readingAndCheckingTakeNoLongerEither() throws {
    let home = try Home()
    let lines = (0..<20_000).map { "fn f\($0)(a: Int) -> Int { if a > \($0) { a + 1 } else { a } }\n" }
    let path = try home.write("large.kindly", lines.joined())
    for command in [["check", path], ["check", "--fix", path], [path], ["doc", path]] {
      let finished = try home.run(["--timeout", "0.01"] + command)
      #expect(finished.status == 1 && finished.text.isEmpty)
      #expect(finished.complaints == "error[K0417]: the run took longer than `--timeout` allows\n")
    }
    let used = try home.run(["--timeout", "0.01"], input: "use \"large.kindly\"\nprint(f1(1))\n")
    #expect(used.status == 1 && used.complaints.hasPrefix("error[K0417]") && used.text.isEmpty)
    let tests = try home.write("tests.kindly", lines.joined() + "test \"one\" { expect f1(1) == 1 }\n")
    let finished = try home.run(["--timeout", "0.01", "test", tests])
    #expect(finished.status == 1 && finished.complaints.hasPrefix("error[K0417]") && finished.text.isEmpty)
  }

  @Test func aTestHasItsTimeToo() throws {
    let home = try Home()
    let path = try home.write(
      "t.kindly", "test \"endless\" { while true { } }\ntest \"other\" { expect 1 == 1 }\n")
    let finished = try home.run(["--timeout", "0.3", "test", path])
    #expect(finished.status == 1 && finished.text.contains("K0417") && finished.text.contains("1 passed, 1 failed"))
  }

  @Test(arguments: ["0", "-1", "soon", "nan", ""])
  func aTimeoutIsANumberOfSeconds(_ value: String) throws {
    let finished = try Home().run(["eval", "1", "--timeout", value])
    #expect(finished.status == 2 && finished.complaints.contains("--timeout") && finished.text.isEmpty)
  }

  // MARK: - Signals

  /// Also while the store works: ten million pairs are one statement.
  @Test func aLongStatementIsStopped() throws {
    let home = try Home()
    let store = home.folder.file("kindly.db")
    #expect(
      try home.run(["--store", store, "eval", "for n in 1..4000 { contact \"Person {n}\" }"]).status == 0)
    let pipeline =
      "contacts | join contacts on left.name < right.name and left.created_at > right.updated_at | count"
    let start = ContinuousClock.now
    let finished = try home.run(["--timeout", "0.3", "--store", store, "eval", pipeline])
    #expect(finished.status == 1 && finished.complaints.contains("K0417"), "\(finished.complaints)")
    #expect(ContinuousClock.now - start < .seconds(3))
    #expect(
      try home.run(["--store", store, "eval", "explain " + pipeline]).text.hasPrefix("in the store: contacts | join"))
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 143)] as [(Int32, Int32)])
  func aSignalStopsARunAndSaysWhere(_ signal: Int32, _ exit: Int32) throws {
    let home = try Home()
    let path = try home.write("long.kindly", Self.endless)
    let (process, stdout, stderr) = try home.start([path])
    let store = home.folder.file(".local/share/kindly/kindly.db")
    while process.isRunning, !FileManager.default.fileExists(atPath: store + "-wal") { usleep(2_000) }
    usleep(200_000)
    kill(process.processIdentifier, signal)
    _ = stdout.fileHandleForReading.readDataToEndOfFile()
    let complaints = String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == exit, "\(complaints)")
    #expect(complaints.contains("error[K0416]: interrupted") && complaints.contains("in `spin`, called at"))
    #expect(try home.run(["eval", "contacts | count"]).text == "0\n")
  }

  @Test func beforeARunASignalEndsTheProcess() throws {
    let home = try Home()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Program.path))
    process.environment = home.environment
    let (stdin, stderr) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardError = stderr
    try process.run()
    usleep(300_000)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let complaints = String(decoding: stderr.fileHandleForReading.availableData, as: UTF8.self)
    #expect(complaints == "kindly: interrupted\n")
  }

  @Test func waitingForTheLockIsStoppedToo() throws {
    let home = try Home()
    let path = try home.write("long.kindly", Self.endless)
    let (holder, _, _) = try home.start([path])
    defer {
      kill(holder.processIdentifier, SIGKILL)
      holder.waitUntilExit()
    }
    let store = home.folder.file(".local/share/kindly/kindly.db")
    while holder.isRunning, !FileManager.default.fileExists(atPath: store + "-wal") { usleep(2_000) }
    usleep(100_000)
    let (process, _, stderr) = try home.start(["eval", "contact @b \"B\"", "--wait", "600"])
    usleep(500_000)
    #expect(process.isRunning)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(
      String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == "kindly: interrupted\n")
  }

  // MARK: - Depth

  @Test func recursionShowsTheEndsOfItsTrail() throws {
    let home = try Home()
    let path = try home.write("deep.kindly", "fn f(n: Int) -> Int = f(n + 1) + 1\nprint(f(0))\n")
    let finished = try home.run([path])
    #expect(finished.status == 1 && finished.complaints.contains("error[K0406]"))
    let lines = finished.complaints.split(separator: "\n")
    #expect(lines.count < 20)
    #expect(lines.contains { $0.contains("more of `f`") && $0.contains("… 99") })
    #expect(lines.last?.hasSuffix("deep.kindly:2:7") == true)
  }

  @Test(arguments: [
    ("(", "1", ")"), ("[", "1", "]"), ("f(", "1", ")"), ("{ a: ", "1", " }"), ("{ ", "1", " }"), ("-", "1", ""),
    ("not ", "true", ""), ("x -> ", "1", ""), ("if true { ", "1", " }"), ("\"{", "1", "}\""),
    ("match 1 { _ => ", "1", " }"), ("try { ", "1", " } catch e { 1 }"), ("while true { ", "1", " }"),
    ("for i in [1] { ", "1", " }"), ("1 + (", "1", ")"), ("xs[", "1", "]"), ("1 ?? (", "1", ")"),
    ("let x: List<", "Int", ">"), ("fn f() { ", "1", " }"), ("else ", "1", ""), ("return ", "1", ""),
    ("contacts | where (", "1", ")"), ("contact \"x\" { name: ", "1", " }"), ("fail ", "\"x\"", ""),
  ])
  func nestingHasALimitWithoutACrash(_ open: String, _ inner: String, _ close: String) throws {
    let home = try Home()
    for count in [300, 20_000] {
      let text = String(repeating: open, count: count) + inner + String(repeating: close, count: count) + "\n"
      let path = try home.write("deep.kindly", text)
      let finished = try home.run(["check", path])
      #expect(finished.status == 65 || finished.status == 0, "\(open) \(finished.complaints.prefix(300))")
    }
  }

  @Test func longRowsOfOperatorsDoNotCrash() throws {
    let home = try Home()
    for sign in [" + ", " and ", " ?? ", " | ", ".a", " == ", " .. "] {
      let path = try home.write("long.kindly", "print(1" + String(repeating: sign + "1", count: 50_000) + ")\n")
      let finished = try home.run(["check", path])
      #expect(finished.status == 65 || finished.status == 0, "\(sign) \(finished.complaints.prefix(300))")
    }
  }

  // MARK: - Files

  @Test func filesThatAreNoSources() throws {
    let home = try Home()
    let empty = try home.write("empty.kindly", "")
    #expect(try home.run([empty]).status == 0)
    let binary = home.folder.file("binary.kindly")
    try Data([0x7F, 0x45, 0x4C, 0x46, 0x02, 0xFF, 0x00]).write(to: URL(fileURLWithPath: binary))
    let finished = try home.run([binary])
    #expect(finished.status == 65 && finished.complaints.contains("K0100"))
    let zeros = home.folder.file("zeros.kindly")
    try Data(count: 4096).write(to: URL(fileURLWithPath: zeros))
    let found = try home.run([zeros])
    #expect(found.status == 65)
    #expect(!found.complaints.utf8.contains(0), "no control character reaches the terminal")
    for command in [[home.folder.path], ["check", home.folder.path], ["check", "--fix", home.folder.path]] {
      let finished = try home.run(command)
      #expect(finished.status == 66 && finished.complaints.contains("is a folder"))
    }
  }

  @Test func aNameThatSteersTheTerminalIsShownHarmless() throws {
    let finished = try Home().run(["\u{1B}[31mnosuch"])
    #expect(finished.status == 66 && !finished.complaints.contains("\u{1B}"))
  }

  @Test func checkMendsAFileAndKeepsItsMode() throws {
    let home = try Home()
    let path = try home.write("x.kindly", "#!/usr/bin/env kindly\nprint(1 == 1 && true)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let finished = try home.run(["check", "--fix", "x.kindly"])
    #expect(finished.status == 0 && finished.text == "x.kindly:2:14: `&&` is now `and` (K0102)\n")
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasSuffix("print(1 == 1 and true)\n"))
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o755)
  }

  @Test func explainCode() throws {
    let home = try Home()
    #expect(try home.run(["explain-code", "204"]).text.hasPrefix("# K0204: Interview has no field"))
    #expect(try home.run(["explain-code"]).text.split(separator: "\n").count > 180)
    let finished = try home.run(["explain-code", "K0208"])
    #expect(finished.status == 2 && finished.complaints.contains("K0207 and K0209") && finished.text.isEmpty)
  }
}
