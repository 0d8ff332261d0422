// Undo and redo: the newest entry of the journal that stands is taken back, the oldest that was taken back is done again.
// Leaves writing entries to Journal.
// Invariant: within one transaction all of an entry is put back, references too, or nothing; what has left the program is
// never taken back, nor anything before it.

import GRDB
import KindlyCatalog

extension Store {
  /// Takes back the newest entry that stands. Nil where there is none.
  /// Throws `undoCrossesDelivery` where a message left with it, or has left since.
  public func undo() throws(StoreError) -> JournalEntry? {
    try change { db in
      guard let entry = try entries(db, "WHERE undone = 0 ORDER BY id DESC LIMIT 1", []).first else { return nil }
      if entry.hasDelivered { throw StoreError.undoCrossesDelivery(what: entry.what) }
      try swap(entry, forward: false, db)
      return entry
    }
  }

  /// Does again what was taken back last. Nil where nothing was, or something else has been done since.
  public func redo() throws(StoreError) -> JournalEntry? {
    try change { db in
      guard let entry = try entries(db, "WHERE undone = 1 ORDER BY id LIMIT 1", []).first else { return nil }
      try swap(entry, forward: true, db)
      return entry
    }
  }

  // MARK: - One entry

  private struct Restoring {
    let position: Int64
    let owner: Owner
    let shape: TableShape
    let now: RecordState?
    let then: RecordState?
  }

  /// Puts each record into the state that the entry keeps, and keeps in its place the one it had.
  private func swap(_ entry: JournalEntry, forward: Bool, _ db: Database) throws {
    let all = try restorings(entry, db)
    for one in all where one.owner.noun == .message && Self.hasLeft(one.now?.cells, one.shape) {
      throw StoreError.undoCrossesDelivery(what: entry.what)
    }
    // References may point at what comes back later in the same entry.
    try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
    try keepDeliveries(
      of: all.filter { $0.owner.noun == .message && $0.then == nil && $0.now != nil }.map(\.owner.row), db)
    for one in all { try freeNames(one, db) }
    for one in all {
      try stopIfAsked()
      if let then = one.then { try put(then, one, db) }
    }
    for noun in Self.removalOrder {
      for one in all where one.owner.noun == noun && one.then == nil && one.now != nil {
        try run(db, one.shape.delete, [one.owner.row.databaseValue])
        // What was never there a file may bring anew; what the user removed it may not.
        if !forward { try forgetImported(one.owner, db) }
        try forgetDeclared(one.owner, db)
      }
    }
    for one in all {
      try run(
        db, "UPDATE journal_change SET state = ? WHERE entry = ? AND position = ?",
        [
          try one.now?.json(one.shape).databaseValue ?? .null, entry.number.databaseValue, one.position.databaseValue,
        ])
    }
    try run(
      db, "UPDATE journal SET undone = ? WHERE id = ?",
      [(forward ? 0 : 1).databaseValue, entry.number.databaseValue])
    forget()
  }

  private func restorings(_ entry: JournalEntry, _ db: Database) throws -> [Restoring] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT position, noun, row, state FROM journal_change WHERE entry = ? ORDER BY position",
      arguments: [entry.number])
    return try rows.map { found in
      try stopIfAsked()
      guard let position = Int64.fromDatabaseValue(found[0]), let number = UInt8.fromDatabaseValue(found[1]),
        let noun = Noun(rawValue: number), let row = RowID.fromDatabaseValue(found[2]),
        let shape = TableShape.all[Int(number)]
      else { throw damaged("a change in the journal names no noun") }
      let owner = Owner(noun: noun, row: row)
      var then: RecordState?
      if let json = String.fromDatabaseValue(found[3]) {
        then = RecordState(json: json, shape)
        if then == nil { throw damaged("a change in the journal holds what no Kindly wrote") }
      }
      let cells = try stored(owner)
      let now = try cells.map {
        RecordState(
          cells: $0, aliases: try aliases(owner, db), imported: try importedNames(owner, db),
          declared: try declaredNames(owner, db))
      }
      return Restoring(position: position, owner: owner, shape: shape, now: now, then: then)
    }
  }

  /// What must be one record's alone is given up by all before any takes it.
  private func freeNames(_ one: Restoring, _ db: Database) throws {
    let row = one.owner.row.databaseValue
    if one.owner.noun == .contact { try run(db, "UPDATE contact SET email = NULL WHERE id = ?", [row]) }
    let noun = Int64(one.owner.noun.rawValue).databaseValue
    try run(db, "DELETE FROM handle WHERE noun = ? AND row = ?", [noun, row])
  }

  private func put(_ state: RecordState, _ one: Restoring, _ db: Database) throws {
    let row = one.owner.row
    if one.now == nil {
      try run(
        db, one.shape.insertWithRow,
        [row.databaseValue] + one.shape.plain.map { $0.kind.databaseValue(state.cells[$0.index]) })
    } else {
      try run(
        db, one.shape.update(one.shape.plain),
        one.shape.plain.map { $0.kind.databaseValue(state.cells[$0.index]) } + [row.databaseValue])
    }
    if let names = state.imported {
      try forgetImported(one.owner, db)
      for name in names { try writeImported(name, one.owner, db) }
    }
    if let names = state.declared {
      try forgetDeclared(one.owner, db)
      for name in names { try writeDeclared(name, one.owner, db) }
    }
    for link in one.shape.links { try replaceLinks(one.shape, link, row, state.cells[link.index], db) }
    if one.owner.noun == .me { return }
    if one.owner.noun == .message, one.now == nil,
      case .text(let messageID) = state.cells[one.shape.place("message_id")]
    {
      try returnDelivery(to: row, messageID: messageID, db)
    }
    for alias in state.aliases ?? one.now?.aliases ?? [] {
      try writeHandle(alias, one.owner, isAlias: true, db)
    }
    if case .text(let handle) = state.cells[Noun.handleField] {
      try writeHandle(handle, one.owner, isAlias: false, db)
    }
  }

  /// The former handles of a record.
  func aliases(_ owner: Owner, _ db: Database) throws -> [String] {
    let statement = try db.cachedStatement(
      sql: "SELECT name FROM handle WHERE noun = ? AND row = ? AND is_alias = 1 ORDER BY name")
    statement.setUncheckedArguments([Int64(owner.noun.rawValue), owner.row])
    return try String.fetchAll(statement)
  }
}
