// `kindly plan FILE`: the run, in a copy of the store that is in memory, and every effect that it would have: what becomes
// of the records, the letters in full, the files, what it prints. Nothing is touched. It is the same run with other
// hands, so that what is planned is what happens.

import Foundation
import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

extension Session {
  /// Plans a script and says what it would do. `isAsked`: whether a question follows that it would be done.
  public func plan(name: String, bytes: [UInt8], isAsked: Bool = false) -> RunStatus {
    perform(.rehearsing, voice: .script) { run in
      guard let program = try program(name, bytes, CheckOptions(voice: .script)) else { return .source }
      host.declaring = declaringSource(of: program, name: name, .script)
      try refuseUnreadArguments(name)
      try makeConstants(program)
      _ = try machine.run(program.unit)
      let page = PlanPage(host: host, printed: run.printed.take())
      switch options.format {
      case .table: run.say(try page.text(name: name, isAsked: isAsked))
      case .json: run.say(try page.json().text(pretty: true) + "\n")
      case .ndjson: run.say(try page.json().text(pretty: false) + "\n")
      case .csv: run.say(try Rendering(host: host).shown(page.rows()))
      }
      return .success
    }
  }
}

/// What a planned run would do, for a reader.
struct PlanPage {
  let host: RunHost
  /// What it printed.
  let printed: String

  func text(name: String, isAsked: Bool) throws -> String {
    let (changes, settled) = try changes()
    let letters = try letters(changes)
    var page = "\(name) at \(host.now.inUserZone(host.zone)) would\n"
    let records = changes.filter { $0.noun != .message || !letters.contains($0.row) || $0.kind == .removed }
    if !records.isEmpty { page += "\nchange \(Self.counted(records.count, "record"))\n" }
    for change in records { page += try diff(change) }
    if !settled.isEmpty { page += "\nsettle \(Self.counted(settled.count, "obligation"))\n" }
    for change in settled { page += "  \(try settlement(change))\n" }
    for row in letters { page += try letter(row, changes.first { $0.noun == .message && $0.row == row }) }
    for file in host.toSave { page += "\nwrite \(Printable.line(file.path)): \(file.bytes.count) bytes\n" }
    if !printed.isEmpty {
      page += "\nprint\n"
      for line in printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
        printed.hasSuffix("\n") ? 1 : 0)
      {
        page += line.isEmpty ? "\n" : "  \(line)\n"
      }
    }
    if changes.isEmpty, settled.isEmpty, host.toSave.isEmpty, host.toDeliver.isEmpty {
      page += printed.isEmpty ? "\ndo nothing\n" : ""
    }
    return page + (isAsked ? "\n" : "\nNone of this has been done.\n")
  }

  func json() throws -> JSONValue {
    let (changes, settled) = try changes()
    let rendering = Rendering(host: host)
    return .object([
      .init(
        "changes",
        .array(
          try changes.map { change in
            .object([
              .init("noun", .string(change.noun.word)), .init("handle", .string("@" + change.handle)),
              .init("change", .string(Self.word(change.kind))),
              .init(
                "fields",
                .array(
                  try change.fields.map {
                    .object([
                      .init("name", .string($0.name)), .init("old", try rendering.json($0.old, isTop: false)),
                      .init("new", try rendering.json($0.new, isTop: false)),
                    ])
                  })
              ),
            ])
          })
      ),
      .init(
        "settles",
        .array(
          try settled.map { change in
            let said = try said(change)
            return .object([
              .init("handle", .string("@" + change.handle)), .init("word", .string(said.word)),
              .init("day", try rendering.json(said.day)), .init("because", try rendering.json(said.because)),
            ])
          })
      ),
      .init("sends", .array(try host.toDeliver.map { .string("@" + (try host.handle(.message, $0))) })),
      .init(
        "files",
        .array(
          host.toSave.map { .object([.init("path", .string($0.path)), .init("bytes", .int(Int64($0.bytes.count)))]) })),
      .init("prints", .string(printed)),
    ])
  }

  /// What becomes of the records that users see, and what is said of obligations: all that a run has changed in the store.
  private func changes() throws -> (records: [Change], settled: [Change]) {
    var (records, settled): ([Change], [Change]) = ([], [])
    for change in try host.store.changes(zone: host.zone) {
      switch change.noun {
      case .settlement: settled.append(change)
      case .contact, .interview, .note, .deadline, .message, .me, .obligation: records.append(change)
      }
    }
    return (records, settled)
  }

  /// What the run says of an obligation: the record as it is at its end.
  private func said(_ change: Change) throws -> (word: String, day: Value, because: Value) {
    func field(_ name: String) throws -> Value {
      if change.kind == .removed { return change.fields.first { $0.name == name }?.old ?? .nothing }
      return try host.value(.settlement, change.row, name)
    }
    guard case .text(let word) = try field("word") else { return ("", .nothing, .nothing) }
    return (word, try field("day"), try field("because"))
  }

  /// As the user would write it: `snooze @todo-prepare-acme to 2026-12-01`.
  private func settlement(_ change: Change) throws -> String {
    let (word, day, because) = try said(change)
    let handle = "@" + change.handle
    switch Settlement.Word(rawValue: word) {
    case .done: return "done \(handle) on \(Rendering.word(day, host))"
    case .dismissed:
      if case .text(let reason) = because { return "dismiss \(handle) because \(Exporter.quoted(reason))" }
      return "dismiss \(handle)"
    case .snoozed: return "snooze \(handle) to \(Rendering.word(day, host))"
    case nil: return "\(word) \(handle)"
    }
  }

  /// What becomes of each field, a row each; a record that is removed has one of its own.
  func rows() throws -> Value {
    func row(_ change: Change, _ field: String, _ old: Value, _ new: Value) -> Value {
      .record([
        Value.Field("noun", .text(change.noun.word)), Value.Field("handle", .text("@" + change.handle)),
        Value.Field("change", .text(Self.word(change.kind))), Value.Field("field", .text(field)),
        Value.Field("old", old), Value.Field("new", new),
      ])
    }
    let (records, settled) = try changes()
    let changed = records.flatMap { change in
      change.kind == .removed
        ? [row(change, "", .nothing, .nothing)] : change.fields.map { row(change, $0.name, $0.old, $0.new) }
    }
    return .list(changed + (try settled.map { row($0, try said($0).word, .nothing, try said($0).day) }))
  }

  /// The messages whose words are new, and those that would go.
  private func letters(_ changes: [Change]) throws -> [RowID] {
    var rows = changes.filter { change in
      change.noun == .message && change.kind != .removed
        && (change.kind == .created || change.fields.contains { ["subject", "body", "to"].contains($0.name) })
    }.map(\.row)
    for row in host.toDeliver where !rows.contains(row) { rows.append(row) }
    return rows
  }

  private func diff(_ change: Change) throws -> String {
    let sign = change.kind == .created ? "+" : change.kind == .removed ? "-" : "~"
    var text = "  \(sign) \(change.noun.word) @\(change.handle)\n"
    if change.kind == .removed { return text }
    for field in change.fields where field.name != "handle" || change.kind == .updated {
      let new = Rendering.word(field.new, host)
      let old = change.kind == .created ? "" : Rendering.word(field.old, host) + " → "
      text += "      \(field.name): \(old)\(new)\n"
    }
    return text
  }

  private func letter(_ row: RowID, _ change: Change?) throws -> String {
    let handle = "@\(try host.handle(.message, row))"
    let isSent = host.toDeliver.contains(row)
    let verb = isSent ? "send" : change?.kind == .created ? "draft" : "rewrite"
    let state = try host.state(of: row)
    var text = "\n\(verb) \(handle)\(isSent || state == .draft ? "" : ", \(state.rawValue)")"
    if isSent {
      text += ", by \(try transport(row))"
      let opening = host.urgent.contains(row) ? nil : try SendWindow(host: host, row).opening(from: host.now)
      if let opening { text += ", when its hours come: \(opening.inUserZone(host.zone))" }
    }
    text += "\n"
    if case .noun(_, let to) = try host.value(.message, row, "to") {
      let address = try host.text(.contact, to, "email").map { " <\($0)>" } ?? ""
      text += "  To: \(try host.text(.contact, to, "name") ?? "")\(address)\n"
    }
    text += "  Subject: \(try host.text(.message, row, "subject") ?? "")\n\n"
    for line in (try host.text(.message, row, "body") ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      text += line.isEmpty ? "\n" : "  \(line)\n"
    }
    if let problem = try host.text(.message, row, "problem") { text += "  problem: \(problem)\n" }
    return text
  }

  private func transport(_ row: RowID) throws -> String {
    if try host.isForLinkedIn(row) { return "your own hand, on LinkedIn" }
    return Rendering.word(try host.value(.me, Store.meRow, "transport"), host)
  }

  static func word(_ kind: ChangeKind) -> String {
    switch kind {
    case .created: "created"
    case .updated: "updated"
    case .removed: "removed"
    case .unchanged: "unchanged"
    }
  }

  static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
