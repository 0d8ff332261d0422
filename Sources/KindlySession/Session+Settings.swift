// What `init.kindly` makes: its settings of `me`, in force from the beginning of a session to its end, over what the store
// has, and never written into it; and its values. Reading the file is InitFile's; what a field may hold, the store's.
// Invariant: the store holds only what was said elsewhere, so that taking a line out of `init.kindly` takes it back.

import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlyStore

extension Session {
  /// Puts the settings of the user's own file in force, and makes what it keeps under names; `units` are the file and
  /// what it uses.
  /// - Throws: `RuntimeError` for what fails in it; `SessionFailure` where it takes longer than such a file may.
  func makeOwn(_ units: [CheckedUnit], _ path: String) throws {
    machine.deadline = .now + Session.patience
    defer { machine.deadline = nil }
    var failure: RuntimeError?
    let exit = perform(.looking, voice: .initFile) { _ in
      do throws(RuntimeError) {
        for unit in units { _ = try machine.run(unit) }
      } catch {
        if limit.reason != nil { throw error }
        failure = error
        return .failure
      }
      host.now = try Clock.now(options, store: host.store)
      return .success
    }
    if let failure, failure.fault == .timedOut {
      throw SessionFailure(
        exit: .failure,
        message: "kindly: \(Printable.line(path)) was stopped after \(Session.patience.components.seconds) seconds")
    }
    if let failure { throw failure }
    if exit != .success {
      throw SessionFailure(exit: exit, message: "kindly: the settings in \(Printable.line(path)) can't be used")
    }
  }

  /// Every command waits for it.
  private static let patience = Swift.Duration.seconds(5)
}

extension CheckedUnit {
  /// Whether a statement at its top declares `me`, or keeps a value under a name.
  var makesSomething: Bool {
    tree.statements.contains { [.noun, .binding].contains(tree[$0].kind) }
  }
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
