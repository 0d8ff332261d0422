// Trusted settings of `me`: the gate that every writer passes, and what a copy that is put into the store's place keeps of
// the store that was there. Which fields these are is written in the noun table; who may change them, at `Voice`.
// Invariant: no road into the store gives a trusted setting a value that the user has not said.

import GRDB
import KindlyCatalog
import KindlyTime

/// A trusted setting that a copy has otherwise than the store that it was to replace.
public struct SettingDifference: Hashable, Sendable {
  public let field: FieldSpec
  /// As it was, and still is.
  public let kept: Value
  /// As the copy has it.
  public let copied: Value
}

extension Store {
  /// Refuses what `voice` may not change. A value that is there already is no change.
  func checkTrust(_ named: [(column: Column, cell: Cell)], zone: ZoneID, _ voice: Voice) throws {
    if let column = named.map(\.column).first(where: { !$0.spec.isStored }) {
      throw StoreError.onlyInInitFile(field: column.name)
    }
    if voice.mayChangeTrusted { return }
    let present = try cells(.me, Self.meRow)
    for (column, cell) in named where column.spec.isTrusted && present[column.index] != cell {
      let setting = column.spec.setting(column.kind.decode(cell, zone: zone))
      throw StoreError.trustedSetting(field: column.name, setting: setting)
    }
  }

  // MARK: - In force

  /// Puts settings of `me` in force over what the store has, until it is closed; nothing of it is written.
  public func putInForce(_ fields: [FieldValue], zone: ZoneID) throws(StoreError) {
    guard let shape = TableShape.all[Int(Noun.me.rawValue)] else { return }
    do {
      for (column, cell) in try checked(fields, shape, zone: zone, byProgram: false) {
        settingsInForce[column.index] = cell
      }
    } catch {
      throw StoreError(error, path: path, wait: wait)
    }
  }

  /// What is in force in another store, which this one stands in for, is in force here.
  public func keepInForce(of other: Store) { settingsInForce = other.settingsInForce }

  public func isInForce(_ field: Int) -> Bool { settingsInForce[field] != nil }

  // MARK: - Restoring

  /// `me` as it is here, or as nobody has said anything of it.
  func settings() throws(StoreError) -> [Cell] { try cells(.me, Self.meRow) }

  /// `me` where there is no store, or none that can be read.
  static var unsaidSettings: [Cell] { TableShape.all[Int(Noun.me.rawValue)]?.unsaidCells ?? [] }

  /// Gives the trusted settings the values of another store, here and in what undoing would bring back; tells those that
  /// differed. For a copy in memory, before it takes that store's place.
  func keepTrusted(of present: [Cell]) throws(StoreError) -> [SettingDifference] {
    guard let shape = TableShape.all[Int(Noun.me.rawValue)], present.count == shape.columns.count else { return [] }
    let trusted = shape.columns.filter(\.spec.isTrusted)
    try begin(.writing)
    let differences = try change { db in
      let copied = try cells(.me, Self.meRow)
      let others = trusted.filter { copied[$0.index] != present[$0.index] }
      if !others.isEmpty { try write(others, of: present, shape, db) }
      try keepInJournal(trusted, of: present, shape, db)
      return others.map { column in
        SettingDifference(
          field: column.spec, kept: column.kind.decode(present[column.index], zone: .utc),
          copied: column.kind.decode(copied[column.index], zone: .utc))
      }
    }
    try commit()
    forget()
    return differences
  }

  private func write(_ columns: [Column], of present: [Cell], _ shape: TableShape, _ db: Database) throws {
    let row = Self.meRow.databaseValue
    if try isStored(.me, Self.meRow) {
      let values = columns.map { $0.kind.databaseValue(present[$0.index]) }
      return try run(db, shape.update(columns), values + [row])
    }
    var cells = shape.unsaidCells
    for column in columns { cells[column.index] = present[column.index] }
    for field in [Noun.createdField, Noun.updatedField] { cells[field] = present[field] }
    try run(db, shape.insertWithRow, [row] + shape.plain.map { $0.kind.databaseValue(cells[$0.index]) })
  }

  /// A state of `me` that undoing or redoing would put back, in the journal that came with the copy.
  private func keepInJournal(
    _ trusted: [Column], of present: [Cell], _ shape: TableShape, _ db: Database
  ) throws {
    let changes = try Row.fetchAll(
      db, sql: "SELECT entry, position, state FROM journal_change WHERE noun = ? AND state IS NOT NULL",
      arguments: [Int64(Noun.me.rawValue)])
    for change in changes {
      guard let json = String.fromDatabaseValue(change[2]), let state = RecordState(json: json, shape) else {
        throw damaged("a change in the journal holds what no Kindly wrote")
      }
      var cells = state.cells
      for column in trusted { cells[column.index] = present[column.index] }
      let kept = RecordState(cells: cells, aliases: state.aliases, imported: state.imported)
      try run(
        db, "UPDATE journal_change SET state = ? WHERE entry = ? AND position = ?",
        [try kept.json(shape).databaseValue, change[0], change[1]])
    }
  }
}
