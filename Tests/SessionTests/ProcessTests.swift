// The program as a process, as a shell, a pipe and cron start it: arguments, standard input, exit codes, signals.

import Foundation
import Testing

/// The built program, which stands beside the tests.
enum Program {
  static let path: String? = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    var folder = beside
    for _ in 0..<4 {
      let candidate = folder.appendingPathComponent("kindly").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue {
        return candidate
      }
      folder = folder.deletingLastPathComponent()
    }
    let built = Project.root + "/.build/debug/kindly"
    return FileManager.default.isExecutableFile(atPath: built) ? built : nil
  }()
}

struct Finished {
  let status: Int32
  let text: String
  let complaints: String
}

/// A home of its own, in which the program is run.
final class Home {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The environment that cron gives, and no more.
  var environment: [String: String] { ["HOME": folder.path, "PATH": "/usr/bin:/bin"] }

  func start(
    _ arguments: [String], input: String = "", output: Any? = nil, from working: String? = nil
  ) throws -> (Process, Pipe, Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Program.path, "the program is not built"))
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = URL(fileURLWithPath: working ?? folder.path)
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = output ?? stdout
    process.standardError = stderr
    try process.run()
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    return (process, stdout, stderr)
  }

  /// Begins a file of shell lines, whose output is read when it has ended.
  func startShell(_ path: String) throws -> (Process, Pipe) {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [path]
    process.environment = environment
    process.standardOutput = output
    try process.run()
    return (process, output)
  }

  func run(_ arguments: [String], input: String = "", from working: String? = nil) throws -> Finished {
    let (process, stdout, stderr) = try start(arguments, input: input, from: working)
    let text = stdout.fileHandleForReading.readDataToEndOfFile()
    let complaints = stderr.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Finished(
      status: process.terminationStatus, text: String(decoding: text, as: UTF8.self),
      complaints: String(decoding: complaints, as: UTF8.self))
  }

  func write(_ name: String, _ text: String) throws -> String {
    let path = folder.file(name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }
}

@Suite(.serialized)
struct ProcessTests {
  @Test func programOnStandardInput() throws {
    let finished = try Home().run([], input: "print(1 + 1)\n")
    #expect(finished.status == 0 && finished.text == "2\n" && finished.complaints.isEmpty)
  }

  @Test func aFileNeedsNoCommandAndGetsItsArguments() throws {
    let home = try Home()
    let path = try home.write("x.kindly", "#!/usr/bin/env kindly\nprint(args)\n")
    #expect(try home.run([path, "a", "--now"]).text == "[\"a\", \"--now\"]\n")
    #expect(try home.run(["run", path, "b"]).text == "[\"b\"]\n")
    #expect(try home.run(["--quiet", path]).text == "[]\n")
  }

  @Test func shebang() throws {
    let home = try Home()
    let program = try #require(Program.path)
    let path = try home.write("hello", "#!\(program)\nprint(\"hello {args | join(\" \")}\")\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["from", "cron"]
    process.environment = home.environment
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: text, as: UTF8.self) == "hello from cron\n")
  }

  @Test func evalAndFormats() throws {
    let home = try Home()
    #expect(try home.run(["eval", "1 + 1"]).text == "2\n")
    #expect(try home.run(["eval", "--", "-3 + 1"]).text == "-2\n")
    let silent = try home.run(["eval", "nothing"])
    #expect(silent.status == 0 && silent.text.isEmpty && silent.complaints.isEmpty)
    #expect(try home.run(["eval", "[{ a: 1, b: \"x\" }]", "--format", "csv"]).text == "a,b\n1,x\n")
    let json = try home.run(["--format", "json", "eval", "[{ a: 1, b: \"x\" }]"]).text
    let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(rows.count == 1 && rows[0]["a"] as? Int == 1 && rows[0]["b"] as? String == "x")
    #expect(try home.run(["eval", "now", "--now", "2026-11-24 08:00", "--zone", "UTC"]).text == "2026-11-24 08:00\n")
  }

  @Test(
    arguments: [
      (["nosuch.kindly"], 66), (["chek"], 66), (["run", "nosuch.kindly"], 66), (["run", "/"], 66),
      (["check", "/"], 66),
      (["--nosuch"], 2), (["run"], 2), (["eval"], 2), (["eval", "1", "--format", "xml"], 2),
      (["eval", "1", "--wait", "x"], 2),
      (["eval", "1 +"], 65), (["eval", "fail \"x\""], 1), (["import", "nosuch.csv"], 66),
      (["--store", "/proc/kindly/x.db", "eval", "contact \"A\""], 73),
    ] as [([String], Int32)])
  func exitCodes(_ arguments: [String], _ status: Int32) throws {
    let finished = try Home().run(arguments)
    #expect(finished.status == status, "\(finished.complaints)")
    #expect(!finished.complaints.isEmpty && finished.text.isEmpty)
  }

  @Test func helpIsTheProgramsOwn() throws {
    let finished = try Home().run(["--help"])
    #expect(finished.status == 0)
    for word in ["eval", "check", "agenda", "import", "kindly FILE"] { #expect(finished.text.contains(word)) }
  }

  @Test func whatIsRemovedIsGoneAtTheUsersWord() throws {
    let home = try Home()
    #expect(try home.run(["eval", "contact \"Tom X\""]).text == "@tom-x\n")
    let finished = try home.run(["eval", "remove @tom-x"])
    #expect(finished.status == 0 && finished.text.isEmpty && finished.complaints.isEmpty)
    #expect(try home.run(["eval", "contacts | count"]).text == "0\n")
  }

  @Test func aMisspeltCommandNamesTheNearest() throws {
    #expect(try Home().run(["chek"]).complaints.contains("kindly check"))
  }

  @Test func checkRunsNothing() throws {
    let home = try Home()
    let good = try home.write("good.kindly", "contact @a \"A\"\nprint(\"ran\")\n")
    let bad = try home.write("bad.kindly", "print(nope)\n")
    let finished = try home.run(["check", good])
    #expect(finished.status == 0 && finished.text.isEmpty)
    #expect(try home.run(["check", good, bad]).status == 65)
    #expect(!FileManager.default.fileExists(atPath: home.folder.file(".local")))
  }

  @Test func checkShowsEffects() throws {
    let home = try Home()
    let script = try home.write(
      "effects.kindly",
      """
      fn double(n: Int) -> Int = n * 2
      fn newest() = interviews | sort starts desc | first
      fn loud(s: Text) { print(upper(s)) }
      fn apply(f: (Int) -> Nothing, n: Int) { f(n) }
      fn hand_on(g: (Int) -> Nothing) { apply(g, 3) }
      fn shout() { apply(n -> print(n), 2) }
      fn forget() { contacts | remove }
      fn all() { forget(); loud("gone") }
      field Contact.known = connected_on != nothing
      hand_on(n -> print(double(n)))
      """)
    let finished = try home.run(["check", "--effects", script])
    #expect(
      finished.text == """
        fn double(n: Int) -> Int: pure
        fn newest() -> Interview?: reads
        fn loud(s: Text) -> Nothing: prints
        fn apply(f: (Int) -> Nothing, n: Int) -> Nothing: what `f` does
        fn hand_on(g: (Int) -> Nothing) -> Nothing: what `g` does
        fn shout() -> Nothing: prints
        fn forget() -> Nothing: reads, changes the store
        fn all() -> Nothing: reads, prints, changes the store
        field Contact.known: Bool: reads
        the file: prints

        """)
  }

  @Test func storeIsTheUsersAlone() throws {
    let home = try Home()
    #expect(try home.run(["eval", "contact @a \"A\""]).status == 0)
    let store = home.folder.file(".local/share/kindly/kindly.db")
    let file = try FileManager.default.attributesOfItem(atPath: store)[.posixPermissions] as? Int
    let folder =
      try FileManager.default.attributesOfItem(atPath: home.folder.file(".local/share/kindly"))[.posixPermissions]
      as? Int
    #expect(file == 0o600 && folder == 0o700)
  }

  @Test func interruptRollsBack() throws {
    let home = try Home()
    let path = try home.write(
      "long.kindly", "contact @a \"A\"\nprint(\"started\")\nvar n = 0\nwhile true { n = (n + 1) mod 7 }\n")
    let (process, stdout, stderr) = try home.start([path])
    // The line is buffered until the run ends; the lock says that it has begun.
    let store = home.folder.file(".local/share/kindly/kindly.db")
    while process.isRunning, !FileManager.default.fileExists(atPath: store + "-wal") { usleep(2_000) }
    usleep(50_000)
    process.interrupt()
    _ = stdout.fileHandleForReading.readDataToEndOfFile()
    let complaints = String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130, "\(complaints)")
    #expect(try home.run(["eval", "contacts | count"]).text == "0\n")
  }

  @Test func killedAtAnyMomentLeavesAllOrNothing() throws {
    let home = try Home()
    let lines = (1...200).map { "contact @c\($0) \"Name \($0)\" { email: \"c\($0)@x.example\" }" }
    let path = try home.write("many.kindly", lines.joined(separator: "\n"))
    var counts: Set<String> = []
    for round in 0..<12 {
      let (process, stdout, _) = try home.start([path])
      usleep(UInt32(20_000 + round * 12_000))
      kill(process.processIdentifier, SIGKILL)
      _ = stdout.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      counts.insert(try home.run(["eval", "contacts | count"]).text)
    }
    #expect(counts.isSubset(of: ["0\n", "200\n"]), "\(counts)")
  }

  @Test func aReaderThatLeavesIsNoError() throws {
    let home = try Home()
    let script = try home.write("talk.kindly", "for i in 1..200000 { print(i) }\n")
    let program = try #require(Program.path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "\"\(program)\" \"\(script)\" | head -1"]
    process.environment = home.environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaints = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: text, as: UTF8.self) == "1\n")
    #expect(complaints.isEmpty, "\(String(decoding: complaints, as: UTF8.self))")
  }

  @Test func theDemoIsSafeToRunTwice() throws {
    let home = try Home()
    func demo() throws -> String {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["Tools/demo.sh", try #require(Program.path), home.folder.file("demo")]
      process.currentDirectoryURL = URL(fileURLWithPath: Project.root)
      process.environment = home.environment
      let output = Pipe()
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let text = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return String(decoding: text, as: UTF8.self)
    }
    let first = try demo()
    #expect(first.contains("7 new"))
    #expect(first.contains("is not approved: Acme Accounting said you would hear by 2026-12-01"))
    #expect(first.contains("it may go from 2026-12-02"))
    let drafts = home.folder.file("demo/drafts/cur")
    let letters = try FileManager.default.contentsOfDirectory(atPath: drafts)
    #expect(letters.count == 3)
    let second = try demo()
    #expect(second.contains("0 new, 0 filled in, 7 as they were"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: drafts).sorted() == letters.sorted(),
      "nothing is drafted again")
  }
}
