// The journal: one entry for every run and every statement at the prompt that changed something. An entry keeps, of each
// record that it touched, what undoing it needs; undoing puts in its place what redoing needs.
// Leaves what a run has touched to Changes, what a record looks like in it to RecordState.
// Invariant: an entry is committed with the run that it is of; the undone ones are the newest, and a new run ends them.

import GRDB
import KindlyCatalog
import KindlyTime

/// One run that changed something.
public struct JournalEntry: Hashable, Sendable {
  public let number: Int64
  /// When, in seconds since 1970.
  public let at: Int64
  /// What ran: a file's name, or the line at the prompt.
  public let what: String
  public let created: Int
  public let updated: Int
  public let removed: Int
  /// Whether a message left with it, which nothing takes back.
  public let hasDelivered: Bool
  public let isUndone: Bool
}

extension Store {
  /// How many entries are kept, and how many changes they may hold together. The newest entry is kept however large.
  static let journalLimits = (entries: 1000, changes: 200_000)

  /// The entries, newest first.
  public func journal(limit: Int = .max) throws(StoreError) -> [JournalEntry] {
    if isAbsent { return [] }
    return try access { db in try entries(db, "ORDER BY id DESC LIMIT ?", [Int64(clamping: limit).databaseValue]) }
  }

  /// How many entries there are, how many changes they hold, and the bytes these take, the indexes aside.
  public func journalSize() throws(StoreError) -> (entries: Int, changes: Int, bytes: Int) {
    if isAbsent { return (0, 0, 0) }
    return try access { db in
      let entries = try Int.fetchOne(db, sql: "SELECT count(*) FROM journal") ?? 0
      let row = try Row.fetchOne(
        db, sql: "SELECT count(*), ifnull(sum(ifnull(length(CAST(state AS BLOB)), 0) + 8), 0) FROM journal_change")
      return (entries, row?[0] ?? 0, row?[1] ?? 0)
    }
  }

  // MARK: - Writing

  /// Writes the entry of the run that is about to be committed; a run that changed nothing has none.
  func writeJournal(_ what: String, at now: DateTime, _ db: Database) throws {
    var counts = (created: 0, updated: 0, removed: 0)
    var hasDelivered = false
    var changes: [(owner: Owner, state: DatabaseValue)] = []
    for owner in touched.order {
      try stopIfAsked()
      guard let shape = TableShape.all[Int(owner.noun.rawValue)], let before = touched.before[owner] else { continue }
      let after = try stored(owner)
      guard let kind = Self.kind(before, after) else { continue }
      switch kind {
      case .created: counts.created += 1
      case .removed: counts.removed += 1
      default: counts.updated += 1
      }
      if owner.noun == .message, Self.hasLeft(after, shape), Self.hasMoved(before, after, shape) { hasDelivered = true }
      let state = try before.map {
        try RecordState(
          cells: $0, aliases: touched.aliases[owner], imported: touched.imported[owner],
          declared: touched.declared[owner]
        ).json(shape)
      }
      changes.append((owner, state?.databaseValue ?? .null))
    }
    if changes.isEmpty { return }
    try run(db, "DELETE FROM journal WHERE undone = 1", [])
    try run(
      db, "INSERT INTO journal (at, what, created, updated, removed, delivered, undone) VALUES (?, ?, ?, ?, ?, ?, 0)",
      [
        Int64(now.instant).databaseValue, what.databaseValue, counts.created.databaseValue,
        counts.updated.databaseValue, counts.removed.databaseValue, (hasDelivered ? 1 : 0).databaseValue,
      ])
    let entry = db.lastInsertedRowID
    for (position, change) in changes.enumerated() {
      try run(
        db, "INSERT INTO journal_change (entry, position, noun, row, state) VALUES (?, ?, ?, ?, ?)",
        [
          entry.databaseValue, position.databaseValue, Int64(change.owner.noun.rawValue).databaseValue,
          change.owner.row.databaseValue, change.state,
        ])
    }
    try prune(db)
  }

  /// What a record holds now; nil where it is not there.
  func stored(_ owner: Owner) throws -> [Cell]? {
    do {
      let cells = try cells(owner.noun, owner.row)
      return owner.noun == .me && cells[Noun.createdField] == .integer(0) ? nil : cells
    } catch {
      if case .noSuchRecord = error { return nil }
      throw error
    }
  }

  private static func kind(_ before: [Cell]?, _ after: [Cell]?) -> ChangeKind? {
    guard let before else { return after == nil ? nil : .created }
    guard let after else { return .removed }
    return before == after ? nil : .updated
  }

  private static func hasMoved(_ before: [Cell]?, _ after: [Cell]?, _ shape: TableShape) -> Bool {
    before?[shape.place("state")] != after?[shape.place("state")]
  }

  /// Whether a message has left the program, or is leaving it.
  static func hasLeft(_ cells: [Cell]?, _ shape: TableShape) -> Bool {
    guard let cells, case .integer(let number) = cells[shape.place("state")], number >= 0,
      number < Enumeration.messageState.cases.count
    else { return false }
    return ["sending", "written", "sent", "in_doubt"].contains(Enumeration.messageState.cases[Int(number)])
  }

  private func prune(_ db: Database) throws {
    try run(
      db, "DELETE FROM journal WHERE id NOT IN (SELECT id FROM journal ORDER BY id DESC LIMIT ?)",
      [Self.journalLimits.entries.databaseValue])
    let newest = try Int64.fetchOne(db, sql: "SELECT max(id) FROM journal") ?? 0
    var sum = 0
    for row in try Row.fetchAll(
      db, sql: "SELECT id, created + updated + removed FROM journal ORDER BY id DESC")
    {
      guard let id = Int64.fromDatabaseValue(row[0]), let count = Int.fromDatabaseValue(row[1]) else { continue }
      sum += count
      guard sum > Self.journalLimits.changes, id != newest else { continue }
      try run(db, "DELETE FROM journal WHERE id <= ?", [id.databaseValue])
      return
    }
  }

  func entries(_ db: Database, _ clause: String, _ arguments: [DatabaseValue]) throws -> [JournalEntry] {
    let sql = "SELECT id, at, what, created, updated, removed, delivered, undone FROM journal \(clause)"
    return try Row.fetchAll(db, sql: sql, arguments: StatementArguments(cells: arguments)).map { row in
      guard let number = Int64.fromDatabaseValue(row[0]), let at = Int64.fromDatabaseValue(row[1]),
        let what = String.fromDatabaseValue(row[2]), let created = Int.fromDatabaseValue(row[3]),
        let updated = Int.fromDatabaseValue(row[4]), let removed = Int.fromDatabaseValue(row[5])
      else { throw damaged("an entry of the journal holds what no Kindly wrote") }
      return JournalEntry(
        number: number, at: at, what: what, created: created, updated: updated, removed: removed,
        hasDelivered: row[6] == 1.databaseValue, isUndone: row[7] == 1.databaseValue)
    }
  }
}
