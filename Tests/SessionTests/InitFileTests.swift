// The user's own file where it cannot be used: what goes on without it, what does not, and what is refused meanwhile. The
// commands are those of `kindly --help`; each says here what it does, so that a new one without an entry fails.

import Foundation
import Testing

/// What a command does where `init.kindly` is broken.
private enum WithoutRules {
  /// Warns and goes on.
  case goesOn([String])
  /// Nothing runs.
  case stops([String])
  /// Warns, and is refused.
  case isRefused([String])
  /// Reads no rules, and says nothing of them.
  case ignores([String])

  static let all: [String: WithoutRules] = [
    "run": .stops(["run", "x.kindly"]),
    "eval": .goesOn(["eval", "contacts | count"]),
    "check": .stops(["check", "x.kindly"]),
    "test": .ignores(["test", "tests.kindly"]),
    "fmt": .ignores(["fmt", "--check", "x.kindly"]),
    "agenda": .goesOn(["agenda"]),
    "send": .isRefused(["send"]),
    "approve": .isRefused(["approve", "@hello-dana"]),
    "cancel": .goesOn(["cancel", "@hello-dana"]),
    "mark": .goesOn(["mark", "@hello-lee", "sent"]),
    "done": .goesOn(["done", "@sample"]),
    "plan": .stops(["plan", "x.kindly"]),
    "simulate": .stops(["simulate", "x.kindly"]),
    "why": .goesOn(["why", "@dana"]),
    "import": .goesOn(["import", "people.csv"]),
    "inbox": .goesOn(["inbox", "box.mbox"]),
    "export": .goesOn(["export"]),
    "undo": .goesOn(["undo"]),
    "redo": .goesOn(["redo"]),
    "log": .goesOn(["log"]),
    "backup": .goesOn(["backup", "copy.db", "--overwrite"]),
    "restore": .ignores(["restore", "other.db"]),
    "doctor": .goesOn(["doctor"]),
    "doc": .goesOn(["doc", "thank_you"]),
    "explain-code": .ignores(["explain-code", "K0204"]),
    "help": .ignores(["help"]),
  ]

  var words: [String] {
    switch self {
    case .goesOn(let words), .stops(let words), .isRefused(let words), .ignores(let words): words
    }
  }
}

@Suite(.serialized)
struct InitFileTests {
  private let home: Home
  private let store: String
  private var initPath: String { home.folder.file(".config/kindly/init.kindly") }

  init() throws {
    home = try Home()
    store = home.folder.file("k.db")
    let made = try home.run(
      ["--store", store, "--now", "2026-11-24 18:00", "--zone", "UTC", "eval"] + [
        """
        me { name: "Sam", email: "sam@example.org" }
        contact @dana "Dana Reyes" { email: "dana@acme.example" }
        contact @lee "Lee Wu" { email: "lee@acme.example" }
        deadline @sample "Send the sample" due 2026-11-27 17:00 for @dana
        template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
        draft hello(@dana)
        draft hello(@lee)
        messages | where to == @lee | approve
        """
      ])
    #expect(made.status == 0, "\(made.complaints)")
    for line in ["note \"one\" on @dana", "note \"two\" on @dana", "undo"] {
      #expect(try home.run(["--store", store, "eval", line]).status == 0)
    }
    #expect(try home.run(["--store", home.folder.file("other.db"), "eval", "contact @lee \"Lee\""]).status == 0)
    _ = try home.write("x.kindly", "print(contacts | count)\n")
    _ = try home.write("tests.kindly", "test \"one\" { expect 1 == 1 }\n")
    _ = try home.write("people.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nA,B,,,,,\n")
    _ = try home.write("box.mbox", "From x Mon Jan  1 00:00:00 2026\nFrom: x@y.example\n\nhello\n")
  }

  private func run(_ words: [String], input: String = "") throws -> Finished {
    try home.run(["--store", store, "--now", "2026-11-25 10:00", "--zone", "UTC"] + words, input: input)
  }

  private func fresh() throws -> String {
    let path = home.folder.file("copy-\(UUID().uuidString).db")
    try FileManager.default.copyItem(atPath: store, toPath: path)
    return path
  }

  private func write(_ text: String) throws { _ = try home.write(".config/kindly/init.kindly", text) }

  /// Ways for the file to be of no use, each with where the mistake is, and the exit code of what cannot go on.
  enum Breakage: CaseIterable {
    case source, value, recursion, endless

    var text: String {
      switch self {
      case .source: "never mine {\n  on m\n  when m.knd == check_in\n  because \"no\"\n}\n"
      case .value: "fn count() -> Int {\n\n  return 1 div 0\n}\nlet n = count()\n"
      case .recursion: "fn deep(n: Int) -> Int {\n  let m = n + 1\n  1 + deep(m)\n}\nlet n = deep(0)\n"
      case .endless: "fn count() -> Int {\n  var n = 0\n  while true { n = n + 1 }\n  n\n}\nlet n = count()\n"
      }
    }

    var words: String {
      switch self {
      case .source, .value: "init.kindly:3:10"
      case .recursion: "init.kindly:3:7"
      case .endless: "was stopped after 5 seconds"
      }
    }

    var exit: Int32 { self == .source ? 65 : 1 }
  }

  /// Where each command takes its time over the file, a few of them stand for all.
  @Test(arguments: Breakage.allCases)
  func everyCommandWithABrokenFile(_ breakage: Breakage) throws {
    let lines = try home.run(["--help"]).text.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex(of: "Commands:"))
    let rows = lines[(start + 1)...].prefix { $0.hasPrefix("  ") }
    let commands = Set(rows.compactMap { $0.split(separator: " ").first.map(String.init) })
    #expect(commands == Set(WithoutRules.all.keys), "say here what a new command does without the user's rules")
    try write(breakage.text)
    for (name, what) in WithoutRules.all.sorted(by: { $0.key < $1.key }) {
      if breakage != .source, breakage != .value, !["agenda", "run", "check", "approve", "log", "fmt"].contains(name) {
        continue
      }
      let words = ["--store", try fresh(), "--now", "2026-11-25 10:00", "--zone", "UTC"] + what.words
      let finished = try home.run(words)
      let hasMistake = finished.complaints.contains(breakage.words)
      switch what {
      case .goesOn:
        #expect(finished.status == 0 && hasMistake, "\(name): \(finished.status) \(finished.complaints)")
        #expect(finished.complaints.contains("kindly: continuing without"), "\(name): \(finished.complaints)")
        #expect(try !home.run(["--quiet"] + words).complaints.contains("init.kindly"), "\(name)")
      case .stops:
        #expect(
          finished.status == breakage.exit && hasMistake && finished.text.isEmpty, "\(name): \(finished.complaints)")
        #expect(finished.complaints.contains("--no-init"), "\(name): \(finished.complaints)")
      case .isRefused:
        #expect(finished.status == 1 && hasMistake, "\(name): \(finished.complaints)")
        #expect(finished.complaints.contains("error[K0528]: `\(name)` is refused"), "\(name): \(finished.complaints)")
      case .ignores:
        #expect(finished.status == 0 && finished.complaints.isEmpty, "\(name): \(finished.complaints)")
      }
      // Left out, it is in nobody's way.
      guard !["send", "approve"].contains(name) else { continue }
      let without = try home.run(["--no-init", "--store", try fresh()] + words.dropFirst(2))
      #expect(without.status == 0 && !without.complaints.contains("init.kindly"), "\(name): \(without.complaints)")
    }
  }

  /// Every road to a letter that leaves, with a broken file and with `--no-init`.
  @Test func nothingIsApprovedPerformedOrSentWithoutTheRules() throws {
    let entries = [
      "approve @hello-dana", "messages | approve", "send @hello-lee", "messages | where approved | send",
      "agenda | perform", "try { approve @hello-dana } catch e { print(e.code) }",
    ]
    try write("fn f( = 1\n")
    let before = try run(["--quiet", "eval", "messages | map state"]).text
    func check(_ finished: Finished, _ code: String, _ about: String) throws {
      if about.contains("catch") {
        #expect(finished.status == 0 && finished.text == "\(code)\n", "\(about): \(finished.complaints)")
      } else {
        #expect(
          finished.status == 1 && finished.complaints.contains("error[\(code)]"), "\(about): \(finished.complaints)")
      }
      #expect(try run(["--quiet", "eval", "messages | map state"]).text == before, "\(about)")
    }
    for entry in entries {
      try check(run(["--quiet", "eval", entry]), "K0528", entry)
      try check(run(["--no-init", "eval", entry]), "K0529", entry)
      try check(run(["--no-init"], input: entry + "\n"), "K0529", "script: " + entry)
      let path = try home.write("s.kindly", entry + "\n")
      try check(run(["--no-init", path]), "K0529", "file: " + entry)
      #expect(try run([path]).status == 65)
    }
    for command in [["send"], ["send", "@hello-lee"], ["approve", "@hello-dana"]] {
      try check(run(command), "K0528", "\(command)")
      try check(run(["--no-init"] + command), "K0529", "\(command)")
    }
  }

  /// Whatever is wrong with it, it is broken; only where there is none, there is nothing to miss.
  @Test func whatCountsAsBroken() throws {
    try FileManager.default.createDirectory(
      atPath: (initPath as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    func isBroken(_ part: String, line: Int = #line) throws {
      let agenda = try run(["agenda"])
      #expect(agenda.status == 0 && agenda.complaints.contains(part), "\(line): \(agenda.complaints)")
      let send = try run(["send"])
      #expect(send.status == 1 && send.complaints.contains("error[K0528]"), "\(line): \(send.complaints)")
      #expect(try run(["x.kindly"]).status != 0)
      try? FileManager.default.removeItem(atPath: initPath)
    }
    try FileManager.default.createDirectory(atPath: initPath, withIntermediateDirectories: false)
    try isBroken("is a folder")
    try Data([0x66, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: initPath))
    try isBroken("is not UTF-8: byte 1")
    try FileManager.default.createSymbolicLink(atPath: initPath, withDestinationPath: "nowhere.kindly")
    try isBroken("there is no file")
    #expect(mkfifo(initPath, 0o600) == 0)
    try isBroken("isn't a regular file")
    try write("use \"missing.kindly\"\n")
    try isBroken("missing.kindly")
    try write("print(1)\n")
    try isBroken("init.kindly:1:1")
    if geteuid() != 0 {
      try write("fn f() = 1\n")
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: initPath)
      try isBroken("cannot read")
    }
    // None at all, and one that is in order.
    #expect(try run(["agenda"]).complaints.isEmpty)
    #expect(try run(["--no-init", "approve", "@hello-dana"]).status == 0)
    try write("fn double(n: Int) -> Int = n * 2\n")
    #expect(try run(["eval", "double(2)"]).text == "4\n")
    #expect(try run(["--no-init", "eval", "double(2)"]).status == 65)
  }
}
