// The program under random keys, resizes, signals, pastes and answers of the terminal, sent in bursts. Whatever comes, it
// is not ended by a signal, it does not hang, what a terminal answers is not typed, and it leaves the terminal as it found it.

import Foundation
import Testing

@testable import KindlyREPL

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SplitMix64: one seed, one sequence.
private struct Chance: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next() % UInt64(choices.count))] }
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

@Suite struct PromptFuzzTests {
  /// What one step sends, and how many keys it counts for.
  private enum Step {
    case keys([UInt8], count: Int)
    case resize(rows: Int, columns: Int)
    case signal(Int32)
  }

  private static let words = [
    "contacts | where ", "let n = ", "@dana", "\"text\" ", "{ ", "}", "( ", "# ", "print(1)", "日本", "é", "🙂", "👨‍👩‍👧",
    "a\u{301}",
    "interviews", ".email", "1 + ", "x", " ",
  ]

  /// Without those that end an entry, and C-\, which ends the program where one is running; C-s stops the terminal there, so
  /// C-q follows it.
  private static let controls =
    (0x01...0x1F).filter { ![0x04, 0x0A, 0x0D, 0x13, 0x1C].contains($0) }.map { [UInt8($0)] } + [[0x7F], [0x13, 0x11]]

  private static let sequences = [
    "[A", "[B", "[C", "[D", "[H", "[F", "[3~", "[1;5C", "[1;5D", "[Z", "[13;2u", "[15~", "[99;9~", "OP", "OA", "[[A",
    "f", "b",
    "d", "\u{7F}", "<", ">", "\r", "u", "c", "l", "5", "x", "X", "p", "n", "", "", "k", "0", "$", "2dw", "cw", "R", "v",
  ].map { "\u{1b}" + $0 }

  private static let viCommands = [
    "dw", "d$", "cw", "yy", "p", "P", "u", "U", ".", "x", "X", "3x", "~", "0", "$", "^", "w", "b", "e", "W", "B", "E",
    "f ", "t)",
    ";", ",", "%", "G", "2G", "_", "#", "k", "j", "n", "N", "r", "R", "s", "S", "C", "D", "A", "I", "i", "a", "/", ":",
    "@a", "|", "12|",
  ]

  private static let invalid: [[UInt8]] = [
    [0xFF], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xC2, 0x9B],
  ]

  private static func step(_ chance: inout Chance, isVi: Bool) -> Step {
    switch chance.below(1000) {
    case ..<380: return .keys(Array(chance.pick(words).utf8), count: 1)
    case ..<560: return .keys(chance.pick(controls), count: 1)
    case ..<740:
      let text = isVi && chance.below(2) == 0 ? chance.pick(viCommands) : chance.pick(sequences)
      return .keys(Array(text.utf8), count: 1)
    case ..<790: return .keys(chance.pick(invalid), count: 1)
    case ..<880:
      // Now and then cut in the middle.
      let reply = Array(chance.pick(KeyDecoderTests.replies).utf8)
      return .keys(chance.below(4) == 0 ? Array(reply.prefix(2 + chance.below(reply.count))) : reply, count: 1)
    case ..<910:
      let text = (0..<chance.below(6)).map { _ in chance.pick(words) }.joined(
        separator: chance.pick(["\n", "\r\n", ""]))
      return .keys(Array("\u{1b}[200~\(text)\u{1b}[201~".utf8), count: 1)
    case ..<912:
      let word = chance.pick(words)
      let long = String(repeating: word, count: 20 + chance.below(60))
      return .keys(Array((chance.below(2) == 0 ? long : "\u{1b}[200~\(long)\n\(long)\u{1b}[201~").utf8), count: 10)
    case ..<914:
      return .keys(Array(("\u{1b}[200~" + String(repeating: "x\n", count: 60) + "\u{1b}[201~").utf8), count: 10)
    case ..<935:
      return .resize(
        rows: chance.pick([1, 2, 3, 8, 24, 50, 200, 1 + chance.below(60)]),
        columns: chance.pick([1, 2, 3, 7, 20, 80, 132, 500, 1 + chance.below(200)]))
    case ..<994: return .signal(chance.pick([SIGWINCH, SIGWINCH, SIGINT, SIGTSTP, SIGCONT]))
    default: return .keys([0x0D], count: 1)
    }
  }

  @Test(arguments: 1...20)
  func survives(_ seed: UInt64) throws {
    let home = NSTemporaryDirectory() + "kindly-fuzz-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    let isVi = seed % 2 == 0
    if isVi {
      try "bind -v\nbind -a \"Z\" ed-newline\nsettc co 3\n".write(
        toFile: home + "/.editrc", atomically: true, encoding: .utf8)
    }
    let session = try PtySession(rows: 24, columns: 80)
    try session.start(
      program: ProgramTests.program, arguments: ["--now", "2026-11-25 08:00", "--zone", "UTC"],
      environment: ["HOME": home, "PATH": "/usr/bin:/bin", "VISUAL": "true"])
    try session.wait(lastRow: "kindly>")

    var chance = Chance(state: seed)
    var burst: [UInt8] = []
    var keys = 0
    while keys < 5000 {
      switch Self.step(&chance, isVi: isVi) {
      case .keys(let bytes, let count):
        burst += bytes
        keys += count
        if chance.below(50) == 0 {
          try session.send(burst, "seed \(seed), \(keys) keys")
          burst = []
        }
      case .resize(let rows, let columns):
        try session.send(burst, "seed \(seed), \(keys) keys")
        burst = []
        session.setSize(rows: rows, columns: columns)
      case .signal(let number):
        session.signal(number)
        if number == SIGTSTP { session.signal(SIGCONT) }
      }
    }
    try session.send(burst, "seed \(seed), all keys")
    try calm(session, seed)
    if seed % 4 == 0 {
      session.signal(SIGTERM)
      let code = try session.exitCode()
      #expect(code == -SIGTERM, "seed \(seed)")
    } else {
      session.type("\u{4}")
      let code = try session.exitCode()
      #expect(code == 0, "seed \(seed)")
    }
    #expect(session.isInOrdinaryMode, "seed \(seed): the terminal")
  }

  /// Takes the program out of whatever it is in, and shows that it still listens: an entry is typed and answered.
  private func calm(_ session: PtySession, _ seed: UInt64) throws {
    session.setSize(rows: 24, columns: 80)
    for number in 0..<20 {
      // After a pause, such as that of listening in vain, a C-c ends a paste without an end.
      session.type("\u{3}")
      usleep(10_000)
      session.type("\u{3}print(\"calm-\" + \"\(number)\")\r")
      if try session.hears("calm-\(number)\r\n", "seed \(seed): still listening") { return }
    }
    Issue.record("seed \(seed): an entry is no longer answered")
  }
}
