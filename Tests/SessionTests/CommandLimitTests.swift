// Every command stops: at the end of its time, at C-c and at a polite kill, soon, with its exit code, and with nothing of it
// kept. The commands are those of `kindly --help`; each says here what keeps it busy, so that a new one without an entry
// fails.

import Foundation
import GRDB
import Testing

/// What keeps a command busy until it is stopped.
private enum Busy {
  /// It prints to a reader who does not read.
  case printing([String])
  /// It waits for the store, which another run holds.
  case waiting([String])
  /// What it is given never ends; on standard input or in a file.
  case working([String], input: String = "")

  static let all: [String: Busy] = [
    "run": .working(["run", "endless.kindly"]),
    "eval": .working(["eval", "contact @zz \"Z\"; while true { }"]),
    "check": .printing(["check", "--effects", "functions.kindly"]),
    "test": .printing(["test", "tests.kindly"]),
    "fmt": .printing(["fmt", "--check", "untidy.kindly"]),
    "agenda": .printing(["agenda"]),
    "send": .waiting(["send", "@hello-dana"]),
    "approve": .waiting(["approve", "@hello-dana"]),
    "cancel": .waiting(["cancel", "@hello-dana"]),
    "mark": .waiting(["mark", "@hello-dana", "sent"]),
    "done": .waiting(["done", "@sample"]),
    "plan": .working(["plan", "endless.kindly"]),
    "simulate": .working(["simulate", "endless.kindly"]),
    "why": .printing(["why", "@dana"]),
    "import": .waiting(["import", "people.csv"]),
    "inbox": .waiting(["inbox", "box.mbox"]),
    "export": .printing(["export"]),
    "undo": .printing(["undo"]),
    "redo": .printing(["redo"]),
    "log": .printing(["log"]),
    "backup": .printing(["backup", "copy.db"]),
    "restore": .waiting(["restore", "other.db"]),
    "doctor": .printing(["doctor"]),
    "doc": .printing(["doc"]),
    "explain-code": .printing(["explain-code"]),
    "help": .printing(["help"]),
    // No word at all: the program on standard input.
    "": .working([], input: "contact @zz \"Z\"\nwhile true { }\n"),
  ]

  var words: [String] {
    switch self {
    case .printing(let words), .waiting(let words), .working(let words, _): words
    }
  }

  var input: String {
    if case .working(_, let input) = self { input } else { "" }
  }

  /// The exit code at the end of the time, and the code that is said: who waits for another run may try again later.
  var timedOut: (exit: Int32, words: String) {
    if case .waiting = self { (75, "K0504") } else { (1, "K0417") }
  }
}

/// How a command is stopped.
private enum Stop: CaseIterable {
  case time, interrupt, terminate
}

/// A home with a store in which every command has something to do.
private final class BusyHome: @unchecked Sendable {
  let home: Home
  private var store: String { home.folder.file("original.db") }

  init() throws {
    home = try Home()
    let made = try home.run(
      ["--store", store, "--now", "2026-11-24 18:00", "--zone", "UTC"],
      input: """
        me { name: "Sam", email: "sam@example.org" }
        contact @dana "Dana Reyes" at "Acme" as interviewer { email: "dana@acme.example" }
        interview @acme "Accountant" at "Acme" on 2026-11-24 10:00 with @dana { reply_by: 2026-12-01 }
        deadline @sample "Send the sample" due 2026-11-27 17:00 for @acme
        template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
        draft hello(@dana)
        """)
    #expect(made.status == 0, "\(made.complaints)")
    for line in ["note \"one\" on @dana", "note \"two\" on @dana", "undo"] {
      #expect(try home.run(["--store", store, "eval", line]).status == 0)
    }
    #expect(try home.run(["--store", home.folder.file("other.db"), "eval", "contact @lee \"Lee\""]).status == 0)
    _ = try home.write("endless.kindly", "contact @zz \"Z\"\nwhile true { }\n")
    _ = try home.write("functions.kindly", "fn one() = 1\nfn two() = 2\n")
    _ = try home.write("tests.kindly", "test \"one\" { expect 1 == 1 }\n")
    _ = try home.write("untidy.kindly", "let x=1\n")
    _ = try home.write("people.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nA,B,,,,,\n")
    _ = try home.write("box.mbox", "From x Mon Jan  1 00:00:00 2026\nFrom: x@y.example\n\nhello\n")
  }

  func copy(as name: String) throws -> String {
    let path = home.folder.file(name)
    try FileManager.default.copyItem(atPath: store, toPath: path)
    return path
  }

  /// All that a store holds.
  static func content(_ path: String) throws -> [String] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { db in
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%search%' ORDER BY name")
      return try tables.flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").map { "\(table): \($0)" }.sorted()
      }
    }
  }
}

/// A pipe that nobody reads, and that is full.
private final class FullPipe {
  private let pipe = Pipe()
  var writing: FileHandle { pipe.fileHandleForWriting }

  init() {
    let descriptor = writing.fileDescriptor
    let before = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, before | O_NONBLOCK)
    let bytes = [UInt8](repeating: 10, count: 4096)
    while write(descriptor, bytes, bytes.count) > 0 {}
    while write(descriptor, bytes, 1) > 0 {}
    _ = fcntl(descriptor, F_SETFL, before)
  }
}

@Suite(.serialized)
struct CommandLimitTests {
  /// The commands of the help page.
  private static func commands(_ home: Home) throws -> Set<String> {
    let lines = try home.run(["--help"]).text.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex(of: "Commands:"))
    let rows = lines[(start + 1)...].prefix { $0.hasPrefix("  ") }
    return Set(rows.compactMap { $0.split(separator: " ").first.map(String.init) })
  }

  @Test func everyCommandStops() async throws {
    let stand = try BusyHome()
    let commands = try Self.commands(stand.home)
    #expect(commands.union([""]) == Set(Busy.all.keys), "say here what keeps a new command busy")
    let before = try BusyHome.content(stand.copy(as: "before.db"))
    var cases: [(String, Busy, Stop)] = []
    for (name, busy) in Busy.all.sorted(by: { $0.key < $1.key }) {
      for stop in Stop.allCases { cases.append((name, busy, stop)) }
    }
    // Most of them sleep most of the time; more at once would only wait for a processor.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, one) in cases.enumerated() {
        if index >= 6 { try await group.next() }
        group.addTask { try Self.stop(one.0, one.1, one.2, stand, index, before) }
      }
      try await group.waitForAll()
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: stand.home.folder.path)
    #expect(left.filter { $0.contains(".new") || $0 == "copy.db" } == [])
  }

  private static func stop(
    _ name: String, _ busy: Busy, _ stop: Stop, _ stand: BusyHome, _ index: Int, _ before: [String]
  ) throws {
    let about = "\(name.isEmpty ? "standard input" : name), \(stop)"
    let store = try stand.copy(as: "run\(index).db")
    var holder: DatabaseQueue?
    if case .waiting = busy {
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      holder = try DatabaseQueue(path: store, configuration: configuration)
      try holder?.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    }
    defer { try? holder?.close() }
    var words = ["--store", store, "--now", "2026-11-24 19:00", "--zone", "UTC", "--wait", "600"]
    if stop == .time { words += ["--timeout", "0.5"] }
    let pipe = FullPipe()
    let isPrinting = if case .printing = busy { true } else { false }
    let (process, _, stderr) = try stand.home.start(
      words + busy.words, input: busy.input, output: isPrinting ? pipe.writing : nil)
    let begin: ContinuousClock.Instant
    switch stop {
    case .time: begin = .now
    case .interrupt, .terminate:
      waitForHandlers(process.processIdentifier)
      usleep(400_000)
      #expect(process.isRunning, "\(about): it was not busy")
      begin = .now
      kill(process.processIdentifier, stop == .interrupt ? SIGINT : SIGTERM)
    }
    // What hangs is ended, and told.
    let deadline = begin + .seconds(20)
    while process.isRunning, ContinuousClock.now < deadline { usleep(5_000) }
    let taken = ContinuousClock.now - begin
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let complaints = String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let wanted: (exit: Int32, words: String) =
      switch stop {
      case .time: busy.timedOut
      case .interrupt: (130, "interrupted")
      case .terminate: (143, "interrupted")
      }
    #expect(
      process.terminationReason == .exit && process.terminationStatus == wanted.exit,
      "\(about): \(process.terminationStatus) \(complaints)")
    #expect(complaints.contains(wanted.words), "\(about): \(complaints)")
    // A machine that is busy with other tests needs its time to start and to end a process.
    #expect(taken < .seconds(stop == .time ? 6 : 3), "\(about): \(taken)")
    try holder?.close()
    holder = nil
    #expect(try BusyHome.content(store) == before, "\(about): the store has changed")
  }

  /// Until the process listens to signals.
  private static func waitForHandlers(_ process: pid_t) {
    #if os(Linux)
      let bits: UInt64 = 1 << UInt64(SIGTERM - 1)
      for _ in 0..<2000 {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let caught = status.components(separatedBy: "SigCgt:\t").last?.prefix { $0.isHexDigit } ?? ""
        if (UInt64(caught, radix: 16) ?? 0) & bits != 0 { return }
        usleep(5_000)
      }
    #else
      usleep(1_500_000)
    #endif
  }

  // MARK: - Much to do

  /// What takes long because there is much of it stops in the midst.
  @Test func muchWorkStopsInTheMidst() throws {
    let home = try Home()
    let store = home.folder.file("large.db")
    let rows = (0..<6000).map { "Person\($0),Name\($0),https://www.linkedin.com/in/p\($0),,Company,Job,01 Jan 2026\n" }
    let people = try home.write(
      "people.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n" + rows.joined())
    let declarations = (0..<20_000).map { "contact @c\($0) \"Contact \($0)\"\n" }
    let script = try home.write("long.kindly", declarations.joined())
    func isStopped(_ words: [String]) throws -> Bool {
      let finished = try home.run(["--store", store, "--timeout", "0.3"] + words)
      #expect(finished.text.isEmpty, "\(words)")
      return finished.status == 1 && finished.complaints.contains("K0417")
    }
    let start = ContinuousClock.now
    #expect(try isStopped(["import", people]))
    #expect(try isStopped(["import", "--dry-run", people]))
    #expect(try isStopped([script]))
    #expect(try isStopped(["plan", script]))
    #expect(ContinuousClock.now - start < .seconds(16))
    if FileManager.default.fileExists(atPath: store) {
      #expect(try BusyHome.content(store).allSatisfy { !$0.hasPrefix("contact:") })
    }
    // One that is there in full is undone, shown and exported no further than its time goes.
    #expect(try home.run(["--store", store, "import", people]).status == 0)
    let before = try BusyHome.content(store)
    let next = ContinuousClock.now
    #expect(try isStopped(["undo"]))
    #expect(try isStopped(["export"]))
    #expect(try isStopped(["export", "-o", home.folder.file("out.kindly")]))
    #expect(ContinuousClock.now - next < .seconds(12))
    #expect(try BusyHome.content(store) == before)
    #expect(!FileManager.default.fileExists(atPath: home.folder.file("out.kindly")))
  }

  /// The value of a run that is stopped is not shown.
  @Test func aValueThatComesTooLateIsNotPrinted() throws {
    let home = try Home()
    let finished = try home.run(
      ["--timeout", "0.3", "eval", "print(\"begun\"); var n = 0; while n < 100000000 { n = n + 1 }; \"value\""])
    #expect(finished.status == 1 && finished.complaints.contains("K0417") && finished.text == "begun\n")
  }

  // MARK: - Letters

  /// What was handed over stays so, what was cut off is in doubt, and what was not begun waits.
  @Test(arguments: [0, SIGINT, SIGTERM])
  func aHandOverThatIsCutOffIsInDoubt(_ signal: Int32) throws {
    let home = try Home()
    let log = home.folder.file("log")
    let sendmail = try home.write(
      "sendmail.sh", "#!/bin/sh\ncat > /dev/null\necho $$ >> '\(log)'\n[ $(wc -l < '\(log)') -lt 2 ] || exec sleep 60\n"
    )
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sendmail)
    let store = home.folder.file("letters.db")
    let now = ["--store", store, "--now", "2026-11-25 10:00", "--zone", "UTC"]
    let made = try home.run(
      now + [
        "eval",
        """
        me { name: "Sam", email: "sam@example.org", transport: sendmail, sendmail: "\(sendmail)" }
        template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
        for n in 1..3 { draft hello(contact "Person {n}" { email: "p{n}@acme.example" }) }
        messages | approve
        """,
      ])
    #expect(made.status == 0, "\(made.complaints)")
    let (process, _, stderr) = try home.start(now + (signal == 0 ? ["--timeout", "3"] : []) + ["send"])
    while process.isRunning, lines(log).count < 2 { usleep(5_000) }
    let begin = ContinuousClock.now
    if signal != 0 { kill(process.processIdentifier, signal) }
    process.waitUntilExit()
    #expect(ContinuousClock.now - begin < .seconds(8))
    let complaints = String(decoding: stderr.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationStatus == (signal == 0 ? 1 : signal == SIGINT ? 130 : 143), "\(complaints)")
    #expect(complaints.contains(signal == 0 ? "K0417" : "K0416") && complaints.contains("K9604"), "\(complaints)")
    let states = try home.run(now + ["eval", "messages | map state"]).text
    #expect(states == "[sent, in_doubt, approved]\n", "\(states)")
    let child = try #require(pid_t(lines(log)[1]))
    #expect(kill(child, 0) != 0, "the program that was sending goes on")
  }

  // MARK: - One protocol

  /// Nobody but the protocol begins, commits or rolls back a run of a session; the outbox, a rehearsal's firings and a
  /// letter's edit have transactions of their own within one.
  @Test func theProtocolStandsInOnePlace() throws {
    let allowed = ["Session+Run.swift", "Outbox.swift", "Session+Simulate.swift"]
    for name in Project.files(under: "Sources/KindlySession", suffix: ".swift") where !allowed.contains(name) {
      let text = try Project.text("Sources/KindlySession/" + name)
      for word in ["store.begin(", "store.commit(", "store.rollback(", "beginRun(", "during(.running"] {
        #expect(!text.contains(word) || name == "RunHost.swift", "\(name) has `\(word)`: see Session+Run.swift")
      }
    }
  }
}
