// Many records of a noun at once. FTS5 makes a part of its index for each statement with a trigger; for some ten thousand
// records in one run that takes as long as all else. So the words are entered in one go behind them.
// Leaves the triggers' text to Schema.
// Invariant: when the work is over, or has failed, the triggers are in force and the words are those of the records; all of
// it is part of the run's transaction, and nobody else sees it before.

import GRDB
import KindlyCatalog

extension Store {
  /// Does work that writes many records of some nouns and does not search them. A run that has touched any of them before
  /// goes on as it would without.
  public func inBulk<T>(_ nouns: [Noun], _ work: () throws -> T) throws -> T {
    let shapes = nouns.compactMap { TableShape.all[Int($0.rawValue)] }.filter { !$0.noun.spec.searched.isEmpty }
    guard isWriting, !touched.order.contains(where: { nouns.contains($0.noun) }) else { return try work() }
    try change { db in
      for shape in shapes {
        for trigger in Schema.searchTriggers(shape) { try db.execute(sql: "DROP TRIGGER \(quoted(trigger.name))") }
      }
    }
    do {
      let value = try work()
      try endBulk(shapes)
      return value
    } catch {
      // Whoever goes on after a failure finds the words true; what is to stop is rolled back whole.
      try stopIfAsked()
      try endBulk(shapes)
      throw error
    }
  }

  private func endBulk(_ shapes: [TableShape]) throws {
    try change { db in
      for owner in touched.order {
        try stopIfAsked()
        guard let shape = shapes.first(where: { $0.noun == owner.noun }) else { continue }
        if let before = touched.before[owner].flatMap({ $0 }) {
          try enter(shape, owner.row, before, isLeaving: true, db)
        }
        if let now = try stored(owner) { try enter(shape, owner.row, now, isLeaving: false, db) }
      }
      for shape in shapes {
        for trigger in Schema.searchTriggers(shape) { try db.execute(sql: trigger.sql) }
      }
    }
  }

  private func enter(_ shape: TableShape, _ row: RowID, _ cells: [Cell], isLeaving: Bool, _ db: Database) throws {
    let values = shape.searched.map { $0.kind.databaseValue(cells[$0.index]) }
    try run(
      db, isLeaving ? shape.leaveSearch : shape.enterSearch,
      (isLeaving ? ["delete".databaseValue] : []) + [row.databaseValue] + values)
  }
}
