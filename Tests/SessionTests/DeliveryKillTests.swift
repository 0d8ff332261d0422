// Sending, killed at every step: by the server or the sendmail at what it has come to, and at any moment by chance.
// Whatever happens, no letter arrives twice, and none is lost without being in doubt. Several senders at once send each
// letter once.

import Foundation
import GRDB
import KindlyCatalog
import Testing

@testable import KindlySession

/// A store with approved letters, copied for each run.
final class ApprovedLetters {
  let home: Home
  let count: Int
  private let original: String
  var store: String { home.folder.file("run.db") }

  init(_ count: Int, transport: String) throws {
    home = try Home()
    self.count = count
    original = home.folder.file("original.db")
    let made = try home.run(
      ["--store", original] + Self.now + [
        "eval",
        """
        me { name: "Sam", email: "sam@example.org", \(transport) }
        template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}, hello." }
        for n in 1..\(count) { draft hello(contact "Person {n}" { email: "p{n}@acme.example" }) }
        messages | approve
        """,
      ])
    #expect(made.status == 0, "\(made.complaints)")
  }

  static let now = ["--now", "2026-11-25 10:00", "--zone", "UTC"]

  func renew() throws {
    for suffix in ["", "-wal", "-shm", "-outbox"] { try? FileManager.default.removeItem(atPath: store + suffix) }
    try FileManager.default.copyItem(atPath: original, toPath: store)
  }

  func start() throws -> Process { try home.start(["--store", store] + Self.now + ["send"]).0 }

  func send() throws -> Finished { try home.run(["--store", store, "--wait", "60"] + Self.now + ["send"]) }

  /// The state of each letter by its Message-ID.
  func states() throws -> [String: String] {
    let queue = try DatabaseQueue(path: store)
    defer { try? queue.close() }
    let rows = try queue.read { try Row.fetchAll($0, sql: "SELECT message_id, state FROM message") }
    #expect(rows.count == count)
    var states: [String: String] = [:]
    for row in rows { states[row[0]] = Enumeration.messageState.cases[row[1]] }
    return states
  }

  /// Says what is wrong with the states after all has been tried again.
  func check(arrived: [String], _ about: String) throws {
    for (id, state) in try states() {
      let times = arrived.count { $0 == id }
      #expect(times <= 1, "\(about): \(id) arrived \(times) times")
      #expect(state == "in_doubt" || (state == "sent" && times == 1), "\(about): \(state), arrived \(times) times")
    }
  }
}

struct DeliveryKillTests {
  /// Where in its talk the server kills the sender.
  @Test(
    arguments: [
      "connect kill", "ehlo kill", "mail kill", "rcpt kill", "data kill", "body kill", "end kill", "end killafter",
    ])
  func killedByTheServerAtAnyStep(_ plan: String) throws {
    let server = try MailServer()
    let letters = try ApprovedLetters(2, transport: "transport: smtp, smtp: \"smtp://127.0.0.1:\(server.port)\"")
    try attempts(12, letters, in: server.folder, plan) { try server.plan($0) }
  }

  @Test(arguments: ["killbefore", "killrefuse", "killmid", "killafter"])
  func killedByTheSendmailAtAnyStep(_ plan: String) throws {
    let stand = try SendmailStand()
    let letters = try ApprovedLetters(2, transport: "transport: sendmail, sendmail: \"\(stand.command)\"")
    try attempts(15, letters, in: stand.folder, plan) { try stand.plan($0) }
  }

  private func attempts(
    _ count: Int, _ letters: ApprovedLetters, in folder: TemporaryFolder, _ plan: String,
    arrange: (String) throws -> Void
  ) throws {
    var kills = 0
    for _ in 0..<count {
      try letters.renew()
      for name in ["letters", "victim"] { try? FileManager.default.removeItem(atPath: folder.file(name)) }
      try arrange(plan)
      let process = try letters.start()
      try "\(process.processIdentifier)".write(toFile: folder.file("victim"), atomically: true, encoding: .utf8)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { kills += 1 }
      try? FileManager.default.removeItem(atPath: folder.file("victim"))
      try arrange("")
      try tryAgain(letters, plan) { lines(folder.file("letters")) }
    }
    #expect(kills > count / 2, "only \(kills) of \(count) were killed")
  }

  /// Kills at any moment, from the start of the program to its end.
  @Test(arguments: [true, false]) func killedAtAnyMoment(_ isServer: Bool) throws {
    let server = try MailServer()
    let stand = try SendmailStand()
    let transport =
      isServer
      ? "transport: smtp, smtp: \"smtp://127.0.0.1:\(server.port)\""
      : "transport: sendmail, sendmail: \"\(stand.command)\""
    let folder = isServer ? server.folder : stand.folder
    let letters = try ApprovedLetters(3, transport: transport)
    try letters.renew()
    let begin = Date()
    #expect(try letters.send().status == 0)
    let length = Date().timeIntervalSince(begin)
    let chance = Chance(isServer ? 3 : 4)
    for attempt in 0..<50 {
      try letters.renew()
      try? FileManager.default.removeItem(atPath: folder.file("letters"))
      let process = try letters.start()
      usleep(UInt32(length * Double(chance.number(1100)) * 1000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try tryAgain(letters, "attempt \(attempt)") { lines(folder.file("letters")) }
    }
  }

  /// The sender reads slowly, and what it has when its input ends is the whole letter: the input is a file that was
  /// complete before the sender began. So too for a large letter, which no pipe would hold.
  @Test func aSenderGetsTheWholeLetterOrNothing() throws {
    let home = try Home()
    let sender = try home.write(
      "sender",
      """
      #!/bin/sh
      dd bs=1000 count=3 of="$1/part.$$" 2>/dev/null
      sleep 0.03
      cat >> "$1/part.$$"
      mv "$1/part.$$" "$1/got.$$"
      """)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: sender)
    let box = try TemporaryFolder()
    let body = String(repeating: "all work and no play ", count: 4500)
    let store = ["--store", home.folder.file("run.db")]
    let made = try home.run(
      store + ApprovedLetters.now + [
        "eval",
        """
        me { name: "Sam", email: "sam@example.org", transport: sendmail, sendmail: "\(sender) \(box.path)" }
        template long(to: Contact) { subject "Long"; "\(body)" }
        let m = draft long(contact "Dana" { email: "dana@acme.example" })
        approve m
        """,
      ])
    #expect(made.status == 0, "\(made.complaints)")
    func got() throws -> [Data] {
      try FileManager.default.contentsOfDirectory(atPath: box.path).filter { $0.hasPrefix("got.") }.sorted().map {
        try Data(contentsOf: URL(fileURLWithPath: box.file($0)))
      }
    }
    try FileManager.default.copyItem(atPath: home.folder.file("run.db"), toPath: home.folder.file("original.db"))
    let begin = Date()
    #expect(try home.run(store + ApprovedLetters.now + ["send"]).status == 0)
    let length = Date().timeIntervalSince(begin)
    let whole = try #require(got().first)
    #expect(whole.count > 90_000)
    let chance = Chance(10)
    for _ in 0..<25 {
      for suffix in ["", "-wal", "-shm", "-outbox"] {
        try? FileManager.default.removeItem(atPath: home.folder.file("run.db" + suffix))
      }
      try FileManager.default.copyItem(atPath: home.folder.file("original.db"), toPath: home.folder.file("run.db"))
      let process = try home.start(store + ApprovedLetters.now + ["send"]).0
      usleep(UInt32(length * Double(chance.number(1000)) * 1000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    // Those that were still reading when their parent died.
    let end = Date() + 20
    while try FileManager.default.contentsOfDirectory(atPath: box.path).contains(where: { $0.hasPrefix("part.") }),
      Date() < end
    { usleep(20_000) }
    let letters = try got()
    #expect(letters.count > 1 && letters.allSatisfy { $0 == whole }, "\(letters.map(\.count))")
  }

  @Test func withoutRoomForACopyTheLetterWaits() throws {
    let stand = try SendmailStand()
    let letters = try ApprovedLetters(1, transport: "transport: sendmail, sendmail: \"\(stand.command)\"")
    try letters.renew()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["TMPDIR=/nowhere", try #require(Program.path), "--store", letters.store] + ApprovedLetters.now + ["send"]
    process.environment = letters.home.environment
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 75 && stand.letters.isEmpty)
    #expect(try letters.states().values.allSatisfy { $0 == "approved" })
  }

  /// Sends again, at times twice, and looks at what arrived; what the killed one had begun may still be under way.
  private func tryAgain(_ letters: ApprovedLetters, _ about: String, arrived: () -> [String]) throws {
    for _ in 0..<(Int.random(in: 0..<4) == 0 ? 2 : 1) {
      let again = try letters.send()
      #expect(again.status == 0, "\(about): \(again.complaints)")
    }
    // The orphan of a letter in doubt has a moment to end.
    if try letters.states().values.contains("in_doubt") { usleep(20_000) }
    try letters.check(arrived: arrived(), about)
  }

  @Test func severalSendersAtOnceSendEachLetterOnce() throws {
    let server = try MailServer()
    let letters = try ApprovedLetters(8, transport: "transport: smtp, smtp: \"smtp://127.0.0.1:\(server.port)\"")
    for _ in 0..<3 {
      try letters.renew()
      try? FileManager.default.removeItem(atPath: server.folder.file("letters"))
      let senders = try (0..<4).map { _ in
        try letters.home.start(["--store", letters.store, "--wait", "60"] + ApprovedLetters.now + ["send"]).0
      }
      for sender in senders {
        sender.waitUntilExit()
        #expect(sender.terminationStatus == 0)
      }
      #expect(Set(server.letters).count == 8 && server.letters.count == 8)
      #expect(try letters.states().values.allSatisfy { $0 == "sent" })
    }
  }
}
