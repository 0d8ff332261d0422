// The built program on a real terminal: what a user types at the prompt, and what the screen then shows.

import Foundation
import Testing

@testable import KindlyREPL

@Suite(.serialized)
struct ProgramTests {
  /// A home of its own, kept between sessions of one test.
  private final class Home {
    let path = NSTemporaryDirectory() + "kindly-prompt-" + UUID().uuidString
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// The program stands beside the tests.
  static var program: String {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appendingPathComponent("kindly").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue {
        return candidate
      }
      folder = folder.deletingLastPathComponent()
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path + "/.build/debug/kindly"
  }

  private func start(_ home: Home) throws -> PtySession {
    let session = try PtySession()
    try session.start(
      program: Self.program, arguments: ["--now", "2026-11-25 08:00", "--zone", "UTC"],
      environment: ["HOME": home.path, "PATH": "/usr/bin:/bin"])
    try session.wait(lastRow: "kindly>")
    return session
  }

  /// Types an entry and waits until a line of the screen is this.
  private func ask(_ session: PtySession, _ entry: String, shows line: String) throws {
    session.type(entry + "\r")
    try session.wait(for: line) { $0.lines.contains(line) && $0.lines.last == "kindly>" }
  }

  @Test func declaresAsksAndChanges() throws {
    let home = try Home()
    let session = try start(home)
    try ask(session, "contact @dana \"Dana Reyes\" at \"Acme\"", shows: "@dana")
    try ask(session, "contacts | count", shows: "1")
    try ask(session, "let n = 20", shows: "kindly>")
    try ask(session, "n * 2 + 2", shows: "42")
    session.type("@dana.role = recruiter\r")
    try session.wait(lastRow: "kindly>")
    try ask(session, "contacts | select handle, role", shows: "dana    recruiter")
    try ask(session, "contacts | where nmae == \"x\"", shows: "error[K0204]: Contact has no field `nmae`")
    try ask(session, "n", shows: "20")
  }

  @Test func completesNamesFieldsAndHandles() throws {
    let session = try start(try Home())
    try ask(session, "contact @dana-reyes \"Dana Reyes\" { email: \"dana@acme.example\" }", shows: "@dana-reyes")
    session.type("@dana\t")
    try session.wait(lastRow: "kindly> @dana-reyes")
    session.type(".ema\t")
    try session.wait(lastRow: "kindly> @dana-reyes.email")
    session.type("\r")
    try session.wait(for: "the address") { $0.lines.contains("dana@acme.example") && $0.lines.last == "kindly>" }
    session.type("contac\t")
    try session.wait(for: "what begins so") { screen in
      screen.lines.contains { $0.hasPrefix("kindly> contact") }
    }
  }

  @Test func multiLineEntriesAndHistoryAcrossSessions() throws {
    let home = try Home()
    let first = try start(home)
    first.type("for i in 1..2 {\r")
    try first.wait(lastRow: "   ...>")
    first.type("print(i * 10)\r}\r")
    try first.wait(for: "both turns") {
      $0.lines.contains("10") && $0.lines.contains("20") && $0.lines.last == "kindly>"
    }
    first.type("\u{4}")
    #expect(try first.exitCode() == 0)
    #expect(first.isInOrdinaryMode)

    let second = try start(home)
    second.type("\u{1B}[A")
    try second.wait(for: "the whole entry") { screen in
      screen.lines.contains("kindly> for i in 1..2 {") && screen.lines.contains { $0.contains("print(i * 10)") }
    }
  }

  @Test func interruptClearsTheLineAndStopsARun() throws {
    let session = try start(try Home())
    session.type("abc\u{3}")
    try session.wait(lastRow: "kindly>")
    session.type("while true { }\r")
    // The run has begun when the terminal is in its ordinary mode.
    while !session.isInOrdinaryMode { usleep(1_000) }
    usleep(100_000)
    session.type("\u{3}")
    try session.wait(for: "the prompt") { screen in
      screen.lines.contains { $0.contains("interrupted") } && screen.lines.last == "kindly>"
    }
    try ask(session, "1 + 1", shows: "2")
    session.type("\u{4}")
    #expect(try session.exitCode() == 0)
  }

  @Test func givesTheTerminalBackWhenKilled() throws {
    let session = try start(try Home())
    session.type("abc")
    try session.wait(lastRow: "kindly> abc")
    #expect(!session.isInOrdinaryMode)
    session.signal(SIGTERM)
    #expect(try session.exitCode() == -SIGTERM)
    #expect(session.isInOrdinaryMode)
  }

  /// The editing engine keeps a picture of the screen, which must not shrink under a long line.
  @Test(arguments: [(8, 80), (1, 1), (2, 500), (200, 3)])
  func aLongLineSurvivesAResize(_ size: (rows: Int, columns: Int)) throws {
    let session = try PtySession(rows: 24, columns: 80)
    try session.start(
      program: Self.program, arguments: ["--now", "2026-11-25 08:00"],
      environment: ["HOME": try Home().path, "PATH": "/usr/bin:/bin"])
    try session.wait(lastRow: "kindly>")
    session.type(String(repeating: "1 + 10 ", count: 100))
    try session.wait(for: "the line") { $0.lines.last?.hasSuffix("1 + 10") == true }
    session.setSize(rows: size.rows, columns: size.columns)
    for key in ["+", " ", "2", "\u{1}", "0", "\u{5}", "\u{7F}"] {
      session.type(key)
      usleep(5_000)
    }
    session.setSize(rows: 24, columns: 80)
    session.type("\u{15}print(\"alive\")\r")
    #expect(try session.hears("alive\r\n", "the next entry"))
    session.type("\u{4}")
    #expect(try session.exitCode() == 0)
    #expect(session.isInOrdinaryMode)
  }

  /// A terminal whose user has stopped it takes nothing, and the program can be ended all the same.
  @Test func isKilledWhileTheTerminalTakesNothing() throws {
    let session = try start(try Home())
    session.type(String(repeating: "contact ", count: 40))
    for _ in 0..<200 {
      session.type("\u{C}")
      usleep(1_000)
    }
    session.signal(SIGTERM)
    #expect(try session.endsUnread(within: .seconds(20)))
  }
}
