// Removing and renaming records. Leaves finding them to Store+Reading.
// Invariant: no reference is ever left dangling: what is still referred to stays, or goes with all that refer to it.

import GRDB
import KindlyCatalog
import KindlyTime

extension Store {
  /// Deletes a record, its handle and its aliases.
  ///
  /// Throws `referredTo`, with the handles, while other records refer to it; `withRecords` takes those along, and
  /// those that refer to them. A message that has left is kept, so that it is known never to go again: `messageHasLeft`.
  public func remove(_ noun: Noun, _ row: RowID, withRecords: Bool = false) throws(StoreError) {
    guard noun != .me, let shape = TableShape.all[Int(noun.rawValue)] else { throw .cannotRemove(noun) }
    try change { db in
      if noun == .message {
        let cells = try cells(noun, row)
        if Self.hasLeft(cells, shape), case .integer(let number) = cells[shape.place("state")] {
          throw StoreError.messageHasLeft(
            handle: try handle(noun, row), state: Enumeration.messageState.cases[Int(number)])
        }
      }
      var doomed = [Owner(noun: noun, row: row)]
      var seen = Set(doomed)
      var place = 0
      while place < doomed.count {
        let others = try referrers(doomed[place], db).filter { seen.insert($0).inserted }
        if !withRecords, !others.isEmpty {
          throw StoreError.referredTo(
            handle: try handle(noun, row), by: try others.map { try handle($0.noun, $0.row) })
        }
        doomed += others
        place += 1
      }
      var before: [RecordState] = []
      for owner in doomed {
        before.append(
          RecordState(cells: try cells(owner.noun, owner.row), aliases: try aliases(owner, db)))
      }
      try keepDeliveries(of: doomed.filter { $0.noun == .message }.map(\.row), db)
      for owner in inOrderOfRemoval(doomed) { try delete(owner, db) }
      for (owner, old) in zip(doomed, before) { drop(owner, old) }
    }
  }

  /// Gives a record another handle and keeps the old one as an alias. Throws `handleTaken` and `notAHandle`.
  public func rename(_ noun: Noun, _ row: RowID, to new: String, now: DateTime) throws(StoreError) {
    guard HandleNames.isHandle(new) else { throw .notAHandle(new) }
    guard noun != .me, let shape = TableShape.all[Int(noun.rawValue)] else { throw .notYours(noun, field: "handle") }
    try change { db in
      let old = try cells(noun, row)
      let former = try handle(noun, row)
      if former == new { return }
      let owner = Owner(noun: noun, row: row)
      if let other = try self.owner(of: new), other != owner {
        throw StoreError.handleTaken(handle: new, by: other.noun, difference: "a handle names one record")
      }
      // The names that it had before the run are looked up once, however often the run renames it.
      let aliases = touched.aliases[owner] == nil ? try aliases(owner, db) : nil
      var cells = old
      cells[Noun.handleField] = .text(new)
      cells[Noun.updatedField] = .integer(Int64(now.instant))
      let changed = [shape.columns[Noun.handleField], shape.columns[Noun.updatedField]]
      try run(
        db, shape.update(changed), changed.map { $0.kind.databaseValue(cells[$0.index]) } + [row.databaseValue])
      try writeHandle(former, owner, isAlias: true, db)
      try writeHandle(new, owner, isAlias: false, db)
      touched.remember(noun, row, old, aliases: aliases)
      tables[Int(noun.rawValue)].rows[row] = cells
    }
  }

  // MARK: - References

  /// The handles of the records that refer to a record, in the order of their nouns.
  public func referrers(_ noun: Noun, _ row: RowID) throws(StoreError) -> [(noun: Noun, row: RowID)] {
    try access { db in try referrers(Owner(noun: noun, row: row), db).map { ($0.noun, $0.row) } }
  }

  private func referrers(_ owner: Owner, _ db: Database) throws -> [Owner] {
    var found: [Owner] = []
    var seen: Set<Owner> = [owner]
    for reference in TableShape.references where reference.to == owner.noun {
      let statement = try db.cachedStatement(sql: reference.referrers)
      statement.setUncheckedArguments([owner.row])
      for row in try RowID.fetchAll(statement) {
        let referrer = Owner(noun: reference.from, row: row)
        if seen.insert(referrer).inserted { found.append(referrer) }
      }
    }
    return found
  }

  static let removalOrder: [Noun] = [.settlement, .message, .note, .deadline, .interview, .contact, .me]

  /// Nouns that refer to nothing but earlier ones go last.
  private func inOrderOfRemoval(_ owners: [Owner]) -> [Owner] {
    Self.removalOrder.flatMap { noun in owners.filter { $0.noun == noun } }
  }

  private func delete(_ owner: Owner, _ db: Database) throws {
    guard let shape = TableShape.all[Int(owner.noun.rawValue)] else { return }
    let key = [Int64(owner.noun.rawValue).databaseValue, owner.row.databaseValue]
    let names = try db.cachedStatement(sql: "SELECT name FROM handle WHERE noun = ? AND row = ?")
    names.setUncheckedArguments(StatementArguments(key))
    for name in try String.fetchAll(names) { directory[name] = nil }
    try run(db, shape.delete, [owner.row.databaseValue])
    try run(db, "DELETE FROM handle WHERE noun = ? AND row = ?", key)
  }

  private func drop(_ owner: Owner, _ old: RecordState) {
    touched.remember(owner.noun, owner.row, old.cells, aliases: old.aliases)
    let place = Int(owner.noun.rawValue)
    tables[place].rows[owner.row] = nil
    // Many removals in a row would each search the list.
    tables[place].order = nil
    tables[place].isWhole = false
    tables[place].expect([])
  }
}
