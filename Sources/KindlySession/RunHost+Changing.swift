// What a run changes: declarations and assignments, through the store's one transaction.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyStore
import KindlyTime

extension RunHost {
  func declare(_ noun: Noun, handle: String?, fields: [(field: Int, value: Value)]) throws -> RowID {
    try notImagined()
    try fields.forEach { try complain(noun, $0.field, $0.value) }
    if noun == .me {
      if voice == .initFile { return try putInForce(fields) }
      try mustCount(fields)
    }
    writes += 1
    let row = try asking {
      try store.declare(noun, handle: handle, fields: fields, now: now, zone: zone, voice: voice).row
    }
    try leaveRoom(behind: noun, row)
    if noun == .me { try heedSettings() }
    return row
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
    _ = try asking { try store.set(noun, row, field: field, to: value, now: now, zone: zone, voice: voice) }
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
        code: 604, "a rule may not change records while it is asked", notes: ["its action may draft, or remind"])
    }
  }
}
