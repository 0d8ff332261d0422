// What a run changes: declarations and assignments, through the store's one transaction.

import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlyStore
import KindlyTime

extension RunHost {
  func declare(_ noun: Noun, handle: String?, fields: [(field: Int, value: Value)]) throws -> RowID {
    let declared = try record(noun, handle: handle, fields: fields, by: declaring)
    for notice in declared.notices { tell(try diagnostic(notice, noun, declared.row)) }
    return declared.row
  }

  /// Writes a record: one that a source declares, or, without one, what an import brings.
  func record(
    _ noun: Noun, handle: String?, fields: [(field: Int, value: Value)], by source: DeclaringSource? = nil
  ) throws -> Store.Declared {
    try notImagined()
    try fields.forEach { try complain(noun, $0.field, $0.value) }
    if noun == .me {
      if voice == .initFile { return Store.Declared(row: try putInForce(fields), change: .unchanged) }
      try mustCount(fields)
    }
    writes += 1
    let declared = try asking {
      try store.declare(noun, handle: handle, fields: fields, now: now, zone: zone, voice: voice, by: source)
    }
    try leaveRoom(behind: noun, declared.row)
    if noun == .me { try heedSettings() }
    return declared
  }

  private func diagnostic(_ notice: DeclarationNotice, _ noun: Noun, _ row: RowID) throws -> Diagnostic {
    let handle = "@\(try handle(noun, row))"
    switch notice {
    case .moved(let from, let to):
      return Diagnostic(
        9610, "`\(handle)` moved from \(from.inUserZone(zone)) to \(to.inUserZone(zone))", at: nil,
        notes: ["if this is another interview, run `kindly undo` and give the new one its own handle"])
    case .kept(let field, let declared, let recorded):
      let shown = { (value: Value) in
        if case .dateTime(let moment) = value { moment.inUserZone(self.zone) } else { Rendering.word(value, self) }
      }
      return Diagnostic(
        9611,
        "`\(field)` of `\(handle)` remains \(shown(recorded)): it was changed elsewhere, and this source still says \(shown(declared))",
        at: nil,
        notes: ["write \(shown(recorded)) in the source too"])
    case .left(let other):
      return Diagnostic(
        9612, "`\(handle)` is a new interview; `@\(other)`, which this source declared in its last run, is kept too",
        at: nil,
        notes: [
          "if they are the same, run `kindly undo`, then write `interview @\(other) …`, or `rename @\(other) to …` first"
        ])
    }
  }

  /// What follows `me { zone: … }` is read in that zone at once, and with those holidays, so that the first run of a
  /// file means what every later one does.
  private func heedSettings() throws {
    calendarInForce = nil
    now = try asking { try now.inZone(Clock.zone(options, store: store)) }
  }

  func set(_ noun: Noun, _ row: RowID, field: Int, to value: Value) throws {
    try notImagined()
    try complain(noun, field, value)
    if noun == .me { try mustCount([(field, value)]) }
    writes += 1
    try asking {
      _ = try store.set(noun, row, field: field, to: value, now: now, zone: zone, voice: voice)
      try store.noteAssigned(noun, row, field: field, by: declaring)
    }
    try leaveRoom(behind: noun, row)
    if noun == .me { try heedSettings() }
  }

  /// A change that the program makes of a message, such as its state.
  func move(_ message: RowID, _ changes: [String: Value]) throws {
    let fields = changes.compactMap { name, value in
      Noun.message.spec.fieldIndex(name).map { (field: $0, value: value) }
    }
    writes += 1
    _ = try asking { try store.updateMessage(message, fields, now: now, zone: zone) }
  }

  /// Does work in which another voice speaks than that of the run.
  func speaking<Result>(as voice: Voice, _ work: () throws -> Result) rethrows -> Result {
    let before = self.voice
    self.voice = voice
    defer { self.voice = before }
    return try work()
  }

  /// Rules look; they may not change anything while they are asked.
  func notImagined() throws {
    if isProspective {
      throw HostError(
        code: 604, "a rule can't change records while it is evaluated", notes: ["its `do` may draft or remind"])
    }
  }
}
