// Taking care of the store: `kindly doctor`, `backup`, `restore`. What is wrong comes with what to do about it.
// Leaves looking into the store, and copying it, to KindlyStore.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyMail
import KindlyStore

extension Session {
  /// Copies the store into a file; a copy that is already there is replaced where `isOverwriting` says so.
  public func backUp(to path: String, isOverwriting: Bool = false) -> RunStatus {
    perform(.looking) { _ in
      guard FileManager.default.fileExists(atPath: options.storePath) else {
        throw SessionFailure(exit: .noInput, message: "kindly: there is no store at \(options.storePath) to copy")
      }
      let copy = try host.store.preparedBackUp(to: path, isOverwriting: isOverwriting)
      defer { copy.end() }
      // What is said comes before the copy is in its place: nothing can stop it from then on.
      try limit.check()
      try output.write("copied to \(path)\n")
      try output.flush()
      try copy.place()
      interrupt.settle()
      return .success
    }
  }

  /// Puts a copy into the store's place; that may be one that no session can open any more.
  public static func restore(from copy: String, _ options: SessionOptions) throws -> String {
    guard FileManager.default.fileExists(atPath: copy) else {
      throw SessionFailure(exit: .noInput, message: "kindly: there is no file \(copy)")
    }
    return try performApart(options) { [limit = options.limit] in
      // Nothing may leave while what has left is carried over; where there is no store, nothing can.
      var lock: FileLock?
      if FileManager.default.fileExists(atPath: options.storePath) {
        lock = FileLock.outbox(of: options.storePath, wait: options.wait) { limit.isOver }
        if lock == nil {
          throw SessionFailure(
            exit: .temporary, message: "kindly: another run is sending, so the store is unchanged; try again later")
        }
      }
      defer { lock?.release() }
      do {
        let (kept, differences) = try Store.restore(
          options.storePath, from: copy, wait: options.wait, isStopped: { limit.fault != nil },
          clock: { try Clock.now(options, store: $0) })
        // The store is the other one now.
        limit.interrupt.settle()
        let before = kept.map { "; the previous store is kept as \($0)" } ?? ""
        return (["restored from \(copy)\(before)"] + told(differences)).joined(separator: "\n")
      } catch let error as StoreError {
        throw SessionFailure(error, options.format)
      }
    }
  }

  /// The settings that a copy would have changed, and how to take each of them over.
  private static func told(_ differences: [SettingDifference]) -> [String] {
    if differences.isEmpty { return [] }
    return ["these settings are unchanged; to use the copy's value, paste its line at the prompt:"]
      + differences.map { difference in
        let name = "me.\(difference.field.name)"
        let (kept, copied) = (FieldSpec.written(difference.kept), difference.field.setting(difference.copied))
        return Printable.line("  \(name) is \(kept); the copy has: \(copied)")
      }
  }

  // MARK: - The doctor

  /// Tells how the store is, and what is missing to work with it. It changes nothing.
  public func examine() -> RunStatus {
    perform(.looking) { run in
      let health = try host.store.health()
      var report = Examination()
      examine(health, &report)
      // What a damaged store says of its user means nothing.
      if health.isSound { try examineSettings(&report) }
      run.say(
        options.format == .table ? report.text : try Rendering(host: host).shown(.list(report.findings.map(\.row))))
      return health.isSound ? .success : .io
    }
  }

  /// What was found, in order; a problem is about what the finding before it is about.
  private struct Examination {
    struct Finding {
      let about: String
      let what: String
      /// What to do, where it is a problem.
      var remedy: String?

      var row: Value {
        .record([
          Value.Field("about", .text(about)), Value.Field("status", .text(remedy == nil ? "ok" : "problem")),
          Value.Field("message", .text(what)), Value.Field("remedy", remedy.map { .text($0) } ?? .nothing),
        ])
      }

      var text: String {
        remedy.map { "  ! \(what)\n    \($0)\n" }
          ?? about.padding(toLength: 11, withPad: " ", startingAt: 0) + what + "\n"
      }
    }

    private(set) var findings: [Finding] = []

    var text: String { findings.map(\.text).joined() }

    mutating func line(_ name: String, _ what: String) { findings.append(Finding(about: name, what: what)) }

    mutating func problem(_ what: String, _ remedy: String) {
      findings.append(Finding(about: findings.last?.about ?? "", what: what, remedy: remedy))
    }
  }

  private func examine(_ health: StoreHealth, _ report: inout Examination) {
    let path = options.storePath
    let folder = (path as NSString).deletingLastPathComponent
    guard FileManager.default.fileExists(atPath: path) else {
      report.line("store", "none yet at \(path); the first declaration creates it")
      return
    }
    report.line("store", "\(path), \(Self.size(health.bytes)), format \(health.format)")
    if let mode = Self.mode(path), mode & 0o077 != 0 {
      report.problem("others can read the store (mode \(String(mode, radix: 8)))", "chmod 600 '\(path)'")
    }
    if let mode = Self.mode(folder), mode & 0o077 != 0 {
      report.problem("others can list its folder (mode \(String(mode, radix: 8)))", "chmod 700 '\(folder)'")
    }
    let counts = Noun.shown.compactMap { noun in
      health.counts[noun].map { "\($0) \($0 == 1 ? noun.word : noun.spec.plural)" }
    }
    report.line("records", counts.joined(separator: ", "))
    let journal = health.journal
    report.line(
      "history", "\(journal.entries) \(journal.entries == 1 ? "entry" : "entries"), \(Self.size(journal.bytes))")
    report.line("pages", health.damages.isEmpty ? "sound" : "damaged")
    for damage in health.damages { report.problem(damage, Self.remedy) }
    report.line("references", health.dangling.isEmpty ? "sound" : "broken")
    for dangling in health.dangling { report.problem(dangling, Self.remedy) }
  }

  private static let remedy =
    "put back a copy: kindly restore FILE; without one, sqlite3 STORE .recover may save most of it"

  private func examineSettings(_ report: inout Examination) throws {
    let name = try host.text(.me, Store.meRow, "name")
    let email = try host.text(.me, Store.meRow, "email")
    let inForce = Noun.me.fields.indices.filter(host.store.isInForce).map { Noun.me.fields[$0].name }
    if !inForce.isEmpty { report.line("init", "sets \(inForce.joined(separator: ", "))") }
    report.line("you", [name, email].compactMap(\.self).joined(separator: ", "))
    if name == nil { report.problem("your name is not set, and letters are signed with it", "me { name: \"…\" }") }
    if email == nil { report.problem("your email address is not set, so no letter can be sent", "me { email: \"…\" }") }
    if try host.text(.me, Store.meRow, "zone") == nil, options.zone == nil {
      report.problem("your time zone is not set, so the machine's is used", "me { zone: \"Europe/Berlin\" }")
    }
    do {
      let (summary, problems) = try Postbox(host: host).transport().examine()
      report.line("transport", summary)
      for problem in problems { report.problem(problem.message, problem.hint) }
    } catch let problem as MailError {
      report.line("transport", "none that works")
      report.problem(problem.message, problem.hint)
    }
    let waiting = try messagesInDoubt()
    if !waiting.isEmpty {
      report.line("in doubt", waiting.map { "@\($0.handle)" }.joined(separator: ", "))
      report.problem(
        "it is unclear whether these were sent", "kindly send, which asks; or kindly mark HANDLE sent|unsent")
    }
  }

  private static func mode(_ path: String) -> Int? {
    try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private static func size(_ bytes: Int) -> String {
    if bytes < 10_000 { return "\(bytes) bytes" }
    return bytes < 10_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
  }
}
