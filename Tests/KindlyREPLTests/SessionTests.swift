// The session as a user meets it: keys in at one end of a pseudo-terminal, the screen at the other.

import Foundation
import Testing

@testable import KindlyREPL

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A language of words and braces that says what it was given.
private final class Echo: ReplLanguage {
  private let output: Int32
  private static let words = ["contact", "contacts", "note", "notes", "where"]

  init(output: Int32) { self.output = output }

  func isComplete(_ text: String) -> Bool {
    text.filter { $0 == "{" }.count <= text.filter { $0 == "}" }.count
  }

  func highlight(_ text: String) -> [StyledSpan] {
    text.hasPrefix("where") ? [StyledSpan(0..<5, .keyword)] : []
  }

  func complete(_ text: String, at offset: Int) -> CompletionList {
    let before = String(decoding: text.utf8.prefix(offset), as: UTF8.self)
    let word = String(before.split(separator: " ", omittingEmptySubsequences: false).last ?? "")
    let found = Self.words.filter { $0.hasPrefix(word) }
    return CompletionList(
      range: offset - word.utf8.count..<offset, candidates: found.map { Completion($0, detail: "about \($0)") })
  }

  func evaluate(_ text: String) -> EvaluationResult {
    switch text {
    case "quit": return .quit(7)
    case "partial": say("partial output")
    case "spin":
      say("spinning\n")
      while !Interrupt.isRequested { usleep(500) }
      say("interrupted\n")
    default:
      var shown = ""
      for scalar in text.unicodeScalars {
        let isControl = scalar.value < 0x20 && scalar != "\n" && scalar != "\t"
        if (0x80..<0xA0).contains(scalar.value) {
          shown += "<" + String(scalar.value, radix: 16) + ">"
          continue
        }
        shown += isControl ? "^" + String(UnicodeScalar(UInt8(scalar.value) + 0x40)) : String(scalar)
      }
      say("[" + shown.split(separator: "\n").joined(separator: "/") + "]\n")
    }
    return .ok
  }

  private func say(_ text: String) { writeAll(Array(text.utf8), to: output) }
}

@Suite(.serialized) struct SessionTests {
  private func session(
    rows: Int = 20, columns: Int = 60, historyPath: String? = nil, environment: [String: String] = [:]
  ) throws -> PtySession {
    let session = try PtySession(rows: rows, columns: columns)
    let environment = ["TERM": "xterm-256color"].merging(environment) { $1 }
    session.start(historyPath: historyPath, environment: environment) { Echo(output: $0) }
    try session.wait(screen: ["kindly>"])
    return session
  }

  private func leave(_ session: PtySession) throws {
    session.type("\u{4}")
    #expect(try session.exitCode() == 0)
    #expect(session.isInOrdinaryMode)
    #expect(session.terminal.unknown.isEmpty)
  }

  @Test func typesEditsAndRuns() throws {
    let session = try session()
    session.type("helo world\u{1b}b\u{1b}b\u{6}\u{6}\u{6}l")
    try session.wait(screen: ["kindly> hello world"])
    #expect(session.terminal.cursor == Position(row: 0, column: 12))
    session.type("\u{1}>\u{5}<\r")
    try session.wait(screen: ["kindly> >hello world<", "[>hello world<]", "kindly>"])
    session.type("日本é🙂\u{7F}\u{7F}x\r")
    try session.wait(for: "wide characters") { $0.lines.contains("[日本x]") && $0.lines.last == "kindly>" }
    try leave(session)
  }

  @Test func quitGivesItsCode() throws {
    let session = try session()
    session.type("quit\r")
    #expect(try session.exitCode() == 7)
    #expect(session.isInOrdinaryMode)
  }

  @Test func coloursWhatIsTyped() throws {
    let session = try session()
    session.type("wher")
    try session.wait(lastRow: "kindly> wher")
    #expect(session.terminal.renditions(of: 0)[8...11].allSatisfy { $0 == "" })
    session.type("e x")
    try session.wait(lastRow: "kindly> where x")
    #expect(session.terminal.renditions(of: 0)[8...12].allSatisfy { $0 == "0;1;35" })
    #expect(session.terminal.renditions(of: 0)[14] == "")
    session.type("\u{3}")
    try session.wait(screen: ["kindly> where x^C", "kindly>"])
    try leave(session)
  }

  @Test func entryOfManyLines() throws {
    let session = try session()
    session.type("a {\rb\r}\r")
    try session.wait(screen: ["kindly> a {", "   ...>   b", "   ...> }", "[a {/  b/}]", "kindly>"])
    session.type("\u{1b}[A")
    try session.wait(for: "the entry again") { $0.lines.suffix(3) == ["kindly> a {", "   ...>   b", "   ...> }"] }
    session.type("\u{1b}[B\u{5}c\u{1b}[B\r")
    try session.wait(for: "the changed entry") { $0.lines.contains("[a {/  bc/}]") && $0.lines.last == "kindly>" }
    try leave(session)
  }

  @Test func historyAcrossSessions() throws {
    let path = NSTemporaryDirectory() + "session-\(UUID().uuidString)"
    defer { unlink(path) }
    let first = try session(historyPath: path)
    first.type("note one\rother\rnote two {\r}\r")
    try first.wait(for: "three runs") { $0.lines.contains("[note two {/}]") && $0.lines.last == "kindly>" }
    try leave(first)
    let second = try session(historyPath: path)
    second.type("note o")
    try second.wait(lastRow: "kindly> note one")
    #expect(second.terminal.renditions(of: 0)[14...15] == ["0;90", "0;90"])
    second.type("\u{1b}[C!\r")
    try second.wait(for: "the taken ghost") { $0.lines.contains("[note one!]") && $0.lines.last == "kindly>" }
    second.type("not\u{1b}[A\u{1b}[A")
    try second.wait(for: "the second by prefix") { $0.lines.suffix(2) == ["kindly> note two {", "   ...> }"] }
    second.type("\u{1b}[A")
    try second.wait(screen: ["kindly> note one!", "[note one!]", "kindly> note one"])
    second.type("\u{3}\u{12}oth")
    try second.wait(lastRow: " other")
    second.type("\r")
    try second.wait(lastRow: "kindly> other")
    second.type("\r")
    try second.wait(lastRow: "kindly>")
    try leave(second)
  }

  @Test func completionMenu() throws {
    let session = try session()
    session.type("co\t")
    try session.wait(screen: ["kindly> contact", " contact   about contact", " contacts  about contacts"])
    session.type("\t\t")
    try session.wait(for: "the second candidate") { $0.lines.first == "kindly> contacts" }
    #expect(session.terminal.renditions(of: 2)[1] == "0;7")
    session.type("\r")
    try session.wait(screen: ["kindly> contacts"])
    session.type(" wh\t")
    try session.wait(screen: ["kindly> contacts where"])
    session.type(" n\t\t\u{1b}")
    try session.wait(screen: ["kindly> contacts where note"])
    session.type("\r")
    try session.wait(lastRow: "kindly>")
    try leave(session)
  }

  @Test func pasteNeverRuns() throws {
    let session = try session()
    session.type("\u{1b}[200~one\rtwo\r\nthree\n\u{1b}[201~")
    try session.wait(screen: ["kindly> one", "   ...> two", "   ...> three"])
    session.type("\r")
    try session.wait(for: "one run") { $0.lines.contains("[one/two/three]") && $0.lines.last == "kindly>" }
    try leave(session)
  }

  @Test func interruptsTheLineAndTheProgram() throws {
    let session = try session()
    session.type("half a line\u{3}")
    try session.wait(screen: ["kindly> half a line^C", "kindly>"])
    session.type("spin\r")
    try session.wait(lastRow: "spinning")
    session.signal(SIGINT)
    try session.wait(for: "the interrupted run") { $0.lines.suffix(2) == ["interrupted", "kindly>"] }
    session.type("fine\r")
    try session.wait(for: "a run after it") { $0.lines.suffix(2) == ["[fine]", "kindly>"] }
    try leave(session)
  }

  @Test func outputWithoutLineBreakIsKept() throws {
    let session = try session()
    session.type("partial\r")
    try session.wait(screen: ["kindly> partial", "partial output%", "kindly>"])
    try leave(session)
  }

  @Test func unknownSequencesLeaveNoTrace() throws {
    let session = try session()
    session.type("a\u{1b}[15~\u{1b}[1;6P\u{1b}OPb")
    try session.wait(screen: ["kindly> ab"])
    session.type("\u{3}")
    try session.wait(lastRow: "kindly>")
    try leave(session)
  }

  @Test func killYankUndo() throws {
    let session = try session()
    session.type("one two three\u{17}")
    try session.wait(screen: ["kindly> one two"])
    session.type("\u{17}\u{1}\u{19}")
    try session.wait(screen: ["kindly> two threeone"])
    session.type("\u{1F}")
    try session.wait(for: "a step back") { $0.lines != ["kindly> two threeone"] }
    session.type("\u{5}\u{15}")
    try session.wait(screen: ["kindly>"])
    try leave(session)
  }

  @Test func longLineAndResize() throws {
    let session = try session(columns: 30)
    session.type(String(repeating: "0123456789", count: 7))
    try session.wait(lastRow: "2345678901234567890123456789".suffix(18).description)
    session.resize(columns: 50)
    try session.wait(screen: [
      "kindly> " + (String(repeating: "0123456789", count: 4) + "01"), "2345678901234567890123456789",
    ])
    session.type("\u{3}")
    try session.wait(lastRow: "kindly>")
    try leave(session)
  }

  @Test func viKeys() throws {
    let path = NSTemporaryDirectory() + "editrc-\(UUID().uuidString)"
    defer { unlink(path) }
    try "bind -v\n".write(toFile: path, atomically: true, encoding: .utf8)
    let session = try session(environment: ["EDITRC": path])
    session.type("one two\u{1b}")
    try session.wait(for: "the cursor on the last letter") { $0.cursor == Position(row: 0, column: 14) }
    session.type("bcwX")
    try session.wait(screen: ["kindly> one X"])
    session.type("\u{1b}[D\u{1b}[Dé\r")
    try session.wait(for: "the run") { $0.lines.contains("[oneé X]") && $0.lines.last == "kindly>" }
    session.type("\u{1b}k")
    try session.wait(lastRow: "kindly> oneé X")
    session.type("\u{3}")
    try session.wait(lastRow: "kindly>")
    try leave(session)
  }

  /// Whatever is typed, what stands on the screen is what runs, and nothing breaks.
  @Test(arguments: ["", "bind -v\n"])
  func randomKeys(editrc: String) throws {
    let path = NSTemporaryDirectory() + "editrc-\(UUID().uuidString)"
    defer { unlink(path) }
    try editrc.write(toFile: path, atomically: true, encoding: .utf8)
    let session = try session(rows: 40, columns: 400, environment: ["EDITRC": path])
    let keys = [
      "a", "b ", "日", "é", "🙂", "(", "]", "note ", "con", "\t", "\u{1b}[Z", "\u{1}", "\u{2}", "\u{5}",
      "\u{6}", "\u{8}", "\u{B}", "\u{E}", "\u{10}", "\u{14}", "\u{15}", "\u{17}", "\u{19}", "\u{1F}", "\u{7F}",
      "\u{1b}",
      "\u{1b}f", "\u{1b}b", "\u{1b}d", "\u{1b}u", "\u{1b}c", "\u{1b}<", "\u{1b}>", "\u{1b}\r", "\u{1b}[A", "\u{1b}[B",
      "\u{1b}[C", "\u{1b}[D", "\u{1b}[H", "\u{1b}[3~", "\u{1b}[99;9~", "\u{1b}[200~x\r\ny\u{1b}[201~", "\u{12}",
      "\u{C}",
      "d", "w", "x", "p", "i", "A", "u", "0", "$", "3", "c", ".", "k", "j", "~", "R", "\u{1b}5", "\u{16}", "\u{0}",
      "\u{18}\u{18}",
    ]
    var state: UInt64 = 42
    for round in 0..<40 {
      var typed = ""
      for _ in 0..<25 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        typed += keys[Int(state >> 33) % keys.count]
      }
      // A letter ends what waits for one, C-g a menu or a search, and Enter runs whatever is there.
      session.type(typed + "z")
      session.type("\u{7}\u{7}\u{C}")
      session.type("\r")
      session.type("\r")
      let context = "round \(round) after \(typed.debugDescription)"
      try session.wait(for: context) { $0.lines.last == "kindly>" }
      session.type("end\(round)")
      // The prompt that was waited for may be the first Enter's, with the second one still to come: what is typed while an
      // entry runs is echoed by the terminal itself, in front of the next prompt.
      try session.wait(for: context) { $0.lines.last?.hasSuffix("kindly> end\(round)") == true }
      session.type("\u{3}")
      try session.wait(for: context) {
        $0.lines.last == "kindly>" && $0.lines.dropLast().last?.hasSuffix("kindly> end\(round)^C") == true
      }
      try checkLastRun(session.terminal.lines, typed)
      session.type("\u{C}")
      try session.wait(screen: ["kindly>"])
    }
    try leave(session)
  }

  /// Compares what the last run printed with the entry as it stands above it.
  private func checkLastRun(_ lines: [String], _ typed: String) throws {
    guard let printed = lines.lastIndex(where: { $0.hasPrefix("[") && $0.hasSuffix("]") }),
      let head = lines[..<printed].lastIndex(where: { $0.hasPrefix("kindly> ") })
    else { return }
    let entry = lines[head..<printed].map { String($0.dropFirst(8)) }.filter { !$0.isEmpty }.joined(separator: "/")
    let run = lines[printed].dropFirst().dropLast().split(separator: "/").map { part in
      part.replacing(/[ ]+$/, with: "").replacing("\t", with: "  ")
    }
    .filter { !$0.isEmpty }.joined(separator: "/")
    #expect(entry == run, "\(typed.debugDescription)")
  }

  @Test func outsideEditor() throws {
    let session = try session(environment: ["VISUAL": "printf 'x\\ny\\n' >"])
    session.type("start\u{18}\u{5}")
    try session.wait(screen: ["kindly> x", "   ...> y"])
    session.type("\r")
    try session.wait(lastRow: "kindly>")
    try leave(session)
  }

  @Test func lineTallerThanTheTerminal() throws {
    let session = try session(rows: 6, columns: 20)
    session.type("\u{1b}[200~" + (1...15).map { "line \($0)" }.joined(separator: "\n") + "\u{1b}[201~")
    try session.wait(lastRow: "   ...> line 15")
    session.type("\r")
    try session.wait(for: "the run") { $0.lines.last == "kindly>" }
    try leave(session)
  }

  @Test func plainTerminal() throws {
    let session = try session(environment: ["TERM": "dumb"])
    session.type("a {\n")
    try session.wait(screen: ["kindly> a {", "   ...>"])
    session.type("}\n")
    try session.wait(for: "the run") { $0.lines.contains("[a {/}]") && $0.lines.last == "kindly>" }
    session.type("quit\n")
    #expect(try session.exitCode() == 7)
  }
}
