// Running out of memory as the user meets it, with real processes: whatever grows, there is an error with its place and
// exit code 1, never a signal, and the store is as it was.

import Foundation
import Testing

@Suite(.serialized)
struct MemoryLimitTests {
  /// What grows until there is no more. Large pieces, so that it does not take long.
  static let shapes = [
    "var xs: List<Text> = []\nwhile true { xs = xs + [repeat(\"x\", 100000)] }",
    "var xs = [1]\nwhile true { xs = xs + xs }",
    "var m: Map<Int, Text> = [:]\nvar i = 0\nwhile true { m[i] = repeat(\"x\", 10000); i = i + 1 }",
    "var kept = [\"\"]\nvar s = \"abcdefgh\"\nwhile true { s = s + s; if length(s) > 30000000 { kept = kept + [s]; s = \"a\" } }",
    "var rows: List<{n: Int, inner: {t: Text}}> = []\n"
      + "while true { rows = rows + [{ n: 1, inner: { t: repeat(\"x\", 50000) } }] }",
    "var xs = range(1000)\nwhile true { xs = (xs + xs) | sort it desc }",
    "let kept = range(20000) | map repeat(\"x\", 20000)\nprint(length(kept))",
    "range(20000) | join range(20000) on left >= 0 | map repeat(\"x\", 20000) | count",
    "length(windows(range(20000), 10000))",
    "try { while true { var xs = [1]; while true { xs = xs + xs } } } catch e { print(\"caught\") }",
  ]

  @Test(arguments: shapes)
  func whatGrowsEndsInAnError(_ shape: String) throws {
    let home = try Home()
    #expect(try home.run(["eval", "contact @a \"A\""]).status == 0)
    let path = try home.write("grow.kindly", "contact @b \"B\"\nfn grow() {\n\(shape)\n}\ngrow()\n")
    let finished = try home.run(["--max-memory", "150MB", path])
    #expect(finished.status == 1, "\(finished.complaints)")
    #expect(finished.text.isEmpty)
    #expect(finished.complaints.contains("error[K0407]") && finished.complaints.contains("in `grow`, called at"))
    #expect(try home.run(["eval", "contacts | map handle"]).text == "[\"a\"]\n")
  }

  /// The same where the process's own limit is the reason.
  @Test(arguments: [0, 1, 2, 8])
  func theLimitOfTheProcessCounts(_ number: Int) throws {
    let home = try Home()
    #expect(try home.run(["eval", "contact @a \"A\""]).status == 0)
    let path = try home.write("grow.kindly", "contact @b \"B\"\nfn grow() {\n\(Self.shapes[number])\n}\ngrow()\n")
    let (status, complaints) = try run(limit: 600_000, home, [path])
    #expect(status == 1 && complaints.contains("error[K0407]"), "\(complaints)")
    #expect(try home.run(["eval", "contacts | map handle"]).text == "[\"a\"]\n")
  }

  /// Where even starting takes more than there is, one line says so. What the system's loader says itself is its own.
  @Test(arguments: [60_000, 200_000, 260_000, 300_000])
  func tooLittleToStartIsOneLine(_ limit: Int) throws {
    let home = try Home()
    let (status, complaints) = try run(limit: limit, home, ["eval", "1"])
    #expect([0, 1, 127].contains(status), "\(status) \(complaints)")
    if status == 1 { #expect(complaints.split(separator: "\n").count == 1, "\(complaints)") }
  }

  @Test func aHugeFileIsRefused() throws {
    let home = try Home()
    let path = home.folder.file("huge.kindly")
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(truncate(path, 400 << 20) == 0)
    for command in [["--max-memory", "100MB", path], ["--max-memory", "100MB", "import", path]] {
      let finished = try home.run(command)
      #expect(finished.status != 0 && finished.text.isEmpty && !finished.complaints.isEmpty)
      #expect(!finished.complaints.contains("Fatal"))
    }
  }

  @Test(arguments: ["0", "-1", "much", "12XB", "", "1.5GB", "99999999999TB"])
  func aSizeIsANumberWithAUnit(_ value: String) throws {
    let finished = try Home().run(["eval", "1", "--max-memory", value])
    #expect(finished.status == 2 && finished.complaints.contains("--max-memory") && finished.text.isEmpty)
  }

  @Test func sizesAreWrittenInManyWays() throws {
    for size in ["1073741824", "1048576KB", "1024MB", "1GB", "1gb", "1G"] {
      #expect(try Home().run(["--max-memory", size, "eval", "1"]).text == "1\n")
    }
  }

  /// Runs the program under `ulimit -v`, in kilobytes.
  private func run(limit: Int, _ home: Home, _ arguments: [String]) throws -> (status: Int32, complaints: String) {
    let program = try #require(Program.path)
    let process = Process()
    let complaints = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "ulimit -v \(limit); exec \"$0\" \"$@\"", program] + arguments
    process.environment = home.environment
    process.currentDirectoryURL = URL(fileURLWithPath: home.folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = complaints
    try process.run()
    let text = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationReason == .uncaughtSignal ? -1 : process.terminationStatus, text)
  }
}
