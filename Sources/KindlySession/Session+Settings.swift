// What `init.kindly` says of `me`: in force from the beginning of a session to its end, over what the store has, and never
// written into it. Reading the file is the session's; what a field may hold, the store's.
// Invariant: the store holds only what was said elsewhere, so that taking a line out of `init.kindly` takes it back.

import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlyStore

extension Session {
  /// Puts the settings of the user's own file in force; `units` are the file and what it uses.
  func putSettingsInForce(_ units: [CheckedUnit], _ path: String) throws(SessionFailure) {
    let exit = perform(.looking, voice: .initFile) { _ in
      for unit in units { _ = try machine.run(unit) }
      host.now = try Clock.now(options, store: host.store)
      return .success
    }
    if exit != .success {
      throw SessionFailure(exit: exit, message: "kindly: the settings in \(Printable.line(path)) can't be used")
    }
  }
}

extension CheckedUnit {
  /// Whether a statement at its top declares a record: in a file of declarations that can only be `me`.
  var declaresRecords: Bool { tree.statements.contains { tree[$0].kind == .noun } }
}

extension RunHost {
  /// A declaration of `me` in `init.kindly`.
  func putInForce(_ fields: [(field: Int, value: Value)]) throws -> RowID {
    try asking { try store.putInForce(fields, zone: zone) }
    calendarInForce = nil
    return Store.meRow
  }

  /// What the user says of a setting that `init.kindly` says otherwise would have no effect.
  func mustCount(_ fields: [(field: Int, value: Value)]) throws {
    guard voice == .user else { return }
    for (field, value) in fields where try store.isInForce(field) && self.value(.me, Store.meRow, field: field) != value
    {
      let name = Noun.me.fields[field].name
      throw HostError(
        code: 533, "`me.\(name)` is set in `init.kindly`, which overrides the store",
        notes: ["change it there: \(Printable.line(options.initPath ?? "init.kindly"))"])
    }
  }
}
