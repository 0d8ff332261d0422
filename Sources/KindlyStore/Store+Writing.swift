// Writing records: declarations, assignments, and the program's own fields.
// Leaves which record a declaration means to Store+Identity, removal to Store+Removing, messages to Store+Messages.
// Invariant: a value is checked before it is written, a record that would not change is not touched, and cache and
// file say the same after every call; what fails leaves both as they were.

import GRDB
import KindlyCatalog
import KindlyTime

/// A field that is to be written: its place in the noun table, and the value.
public typealias FieldValue = (field: Int, value: Value)

extension Store {
  /// What a declaration came to.
  public struct Declared: Hashable, Sendable {
    public let row: RowID
    /// `created`, `updated` or `unchanged`.
    public let change: ChangeKind
    /// What the user should hear of it.
    public let notices: [DeclarationNotice]

    public init(row: RowID, change: ChangeKind, notices: [DeclarationNotice] = []) {
      self.row = row
      self.change = change
      self.notices = notices
    }
  }

  // MARK: - What users write

  /// Makes the record that a declaration describes, or updates the fields it names in the one that is there.
  ///
  /// Without a handle the record is known by its content. `fields` holds what the declaration names, headline and
  /// prepositions too; `zone` is the user's. What an import writes has no source.
  /// Throws what is refused by identity (K0510 to K0512, K0518, K0540 to K0542), validation (K0513, K0514, K0516 to
  /// K0521) or trust (K0532): `voice` is whose word it is, and who does not say so speaks for nobody but a script.
  public func declare(
    _ noun: Noun, handle: String?, fields: [FieldValue], now: DateTime, zone: ZoneID, voice: Voice = .script,
    by source: DeclaringSource? = nil
  ) throws(StoreError) -> Declared {
    guard let shape = TableShape.all[Int(noun.rawValue)], noun.spec.isDeclarable else {
      throw .notYours(noun, field: "handle")
    }
    return try change { db in
      var named = try checked(fields, shape, zone: zone, byProgram: false)
      if noun == .me { try checkTrust(named, zone: zone, voice) }
      let said = said(noun, handle: handle, named)
      let declared: Declared
      switch try identify(noun, handle: handle, fields: fields, named: named, now: now, by: source, db) {
      case .existing(let row):
        var notices = try source.map { try keepNewer(shape, row, &named, $0, zone: zone, db) } ?? []
        let before = try cells(noun, row)
        let change = try update(shape, row, named, now: now, zone: zone, db)
        if noun == .interview, handle == nil, let move = try move(shape, row, from: before, by: source, zone: zone, db)
        {
          memory.moved.insert(row)
          notices.insert(move, at: 0)
        }
        if change != .unchanged { try recallDeliveries(noun, row, now: now, zone: zone, db) }
        declared = Declared(row: row, change: change, notices: notices)
      case .new(let new):
        let notices = try source.map { try left(noun, handle: handle, fields, named, now: now, by: $0, db) } ?? []
        let row = try insert(shape, new, named, now: now, zone: zone, db)
        try recallDeliveries(noun, row, now: now, zone: zone, db)
        declared = Declared(row: row, change: .created, notices: notices)
      }
      if let source, noun != .me { claim(Owner(noun: noun, row: declared.row), by: source, said) }
      return declared
    }
  }

  /// Assigns one field. Gives `updated` or `unchanged`. A message that is changed so needs approval again.
  public func set(
    _ noun: Noun, _ row: RowID, field: Int, to value: Value, now: DateTime, zone: ZoneID, voice: Voice = .script
  ) throws(StoreError) -> ChangeKind {
    guard let shape = TableShape.all[Int(noun.rawValue)] else { throw .notYours(noun, field: "handle") }
    return try change { db in
      var named = try checked([(field, value)], shape, zone: zone, byProgram: false)
      if noun == .message { named = try withdrawingApproval(row, named) }
      if noun == .me { try checkTrust(named, zone: zone, voice) }
      if noun == .me, try !isStored(.me, row) { return try insertMe(named, now: now, zone: zone, db) }
      let change = try update(shape, row, named, now: now, zone: zone, db)
      if change != .unchanged { try recallDeliveries(noun, row, now: now, zone: zone, db) }
      return change
    }
  }

  // MARK: - Checks

  /// The stored form of what is to be written, each value checked; of a field that comes twice the last.
  func checked(
    _ fields: [FieldValue], _ shape: TableShape, zone: ZoneID, byProgram: Bool
  ) throws -> [(column: Column, cell: Cell)] {
    var named: [(column: Column, cell: Cell)] = []
    named.reserveCapacity(fields.count)
    for (field, value) in fields {
      guard shape.columns.indices.contains(field) else { throw StoreError.wrongType(shape.noun, field: "\(field)") }
      let column = shape.columns[field]
      guard column.isYours || byProgram && field > Noun.updatedField else {
        throw StoreError.notYours(shape.noun, field: column.name)
      }
      if let complaint = column.spec.complaint(about: value) {
        throw StoreError.refused(shape.noun, field: column.name, complaint: complaint)
      }
      guard let cell = column.kind.encode(endOfDay(value, column, shape.noun, zone)) else {
        throw StoreError.wrongType(shape.noun, field: column.name)
      }
      try checkReferences(column, cell)
      named.removeAll { $0.column.index == field }
      named.append((column, cell))
    }
    return named
  }

  /// `deadline … due DATE` means the end of that day.
  private func endOfDay(_ value: Value, _ column: Column, _ noun: Noun, _ zone: ZoneID) -> Value {
    guard noun == .deadline, column.kind == .dateTime, case .date(let date) = value,
      let moment = try? DateTime(date, .endOfDay, zone: zone)
    else { return value }
    return .dateTime(moment)
  }

  private func checkReferences(_ column: Column, _ cell: Cell) throws {
    switch (column.kind, cell) {
    case (.noun(let noun), .integer(let row)): _ = try cells(noun, row)
    case (.nouns(let noun), .integers(let rows)): for row in rows { _ = try cells(noun, row) }
    default: break
    }
  }

  /// What a record must be as a whole, where a change touches it.
  private func checkWhole(
    _ shape: TableShape, _ row: RowID?, _ cells: [Cell], changed: [Column], zone: ZoneID, _ db: Database
  ) throws {
    switch shape.noun {
    case .contact:
      let email = shape.place("email")
      guard changed.contains(where: { $0.index == email }), case .text(let address) = cells[email] else { return }
      if let other = try contact(email: address, db), other != row {
        throw StoreError.emailTaken(email: address, owner: try handle(.contact, other))
      }
    case .interview:
      let replyBy = shape.place("reply_by")
      let starts = shape.place("starts")
      guard changed.contains(where: { $0.index == replyBy || $0.index == starts }),
        case .date(let promised) = shape.columns[replyBy].kind.decode(cells[replyBy], zone: zone),
        case .dateTime(let start) = shape.columns[starts].kind.decode(cells[starts], zone: zone)
      else { return }
      if promised < start.date {
        throw StoreError.replyBeforeInterview(replyBy: promised.description, interview: start.date.description)
      }
    default: break
    }
  }

  /// The contact with that address, whatever its case.
  func contact(email: String, _ db: Database) throws -> RowID? {
    let statement = try db.cachedStatement(sql: "SELECT id FROM contact WHERE email = ? COLLATE NOCASE")
    statement.setUncheckedArguments([email])
    return try RowID.fetchOne(statement)
  }

  // MARK: - Rows

  func insert(
    _ shape: TableShape, _ handle: String, _ named: [(column: Column, cell: Cell)], now: DateTime, zone: ZoneID,
    _ db: Database
  ) throws -> RowID {
    var cells = [Cell](repeating: .nothing, count: shape.columns.count)
    var missing = shape.columns.map { column in
      if let cell = column.initialCell(now: now) {
        cells[column.index] = cell
        return false
      }
      return true
    }
    for (column, cell) in named {
      cells[column.index] = cell
      missing[column.index] = false
    }
    cells[Noun.handleField] = .text(handle)
    missing[Noun.handleField] = false
    guard !missing.contains(true) else {
      throw StoreError.missingFields(shape.noun, shape.columns.filter { missing[$0.index] }.map(\.name))
    }
    if let answered = answered(shape, named, promised: named) { cells[answered.column.index] = answered.cell }
    try checkWhole(shape, nil, cells, changed: shape.columns, zone: zone, db)

    try run(db, shape.insert, shape.plain.map { $0.kind.databaseValue(cells[$0.index]) })
    let row = db.lastInsertedRowID
    for link in shape.links { try writeLinks(shape, link, row, cells[link.index], db) }
    if shape.noun != .me { try writeHandle(handle, Owner(noun: shape.noun, row: row), isAlias: false, db) }
    touched.remember(shape.noun, row, nil)
    tables[Int(shape.noun.rawValue)].rows[row] = cells
    tables[Int(shape.noun.rawValue)].order?.append(row)
    return row
  }

  func update(
    _ shape: TableShape, _ row: RowID, _ named: [(column: Column, cell: Cell)], now: DateTime, zone: ZoneID,
    _ db: Database
  ) throws -> ChangeKind {
    let old = try cells(shape.noun, row)
    var cells = old
    var changed: [Column] = []
    let promised = shape.noun == .interview ? [shape.columns[shape.place("reply_by")]].map { ($0, old[$0.index]) } : []
    let brought = answered(shape, named.filter { old[$0.column.index] != $0.cell }, promised: promised)
    for (column, cell) in named + (brought.map { [$0] } ?? []) where old[column.index] != cell {
      cells[column.index] = cell
      changed.append(column)
    }
    if changed.isEmpty { return .unchanged }
    try checkWhole(shape, row, cells, changed: changed, zone: zone, db)
    cells[Noun.updatedField] = .integer(Int64(now.instant))
    try write(shape, row, cells, changed: changed, db)
    touched.remember(shape.noun, row, old)
    tables[Int(shape.noun.rawValue)].rows[row] = cells
    return .updated
  }

  /// What they have said is the answer to what had been promised before: a `reply_by` that comes with it, or later, is a
  /// new promise. `answered` says otherwise where it is written along.
  private func answered(
    _ shape: TableShape, _ named: [(column: Column, cell: Cell)], promised: [(column: Column, cell: Cell)]
  ) -> (column: Column, cell: Cell)? {
    guard shape.noun == .interview, let heard = named.first(where: { $0.column.name == "heard_on" }),
      !named.contains(where: { $0.column.name == "answered" })
    else { return nil }
    let before = promised.first { $0.column.name == "reply_by" }?.cell ?? .nothing
    return (shape.columns[shape.place("answered")], heard.cell == .nothing ? .nothing : before)
  }

  /// Writes the changed columns and `updated_at`.
  private func write(_ shape: TableShape, _ row: RowID, _ cells: [Cell], changed: [Column], _ db: Database) throws {
    var plain: [Column] = []
    for column in changed {
      if case .nouns = column.kind {
        try replaceLinks(shape, column, row, cells[column.index], db)
      } else {
        plain.append(column)
      }
    }
    plain.append(shape.columns[Noun.updatedField])
    try run(
      db, shape.update(plain), plain.map { $0.kind.databaseValue(cells[$0.index]) } + [row.databaseValue])
  }

  func replaceLinks(_ shape: TableShape, _ link: Column, _ row: RowID, _ cell: Cell, _ db: Database) throws {
    try run(db, "DELETE FROM \(quoted(shape.linkTable(link))) WHERE owner = ?", [row.databaseValue])
    try writeLinks(shape, link, row, cell, db)
  }

  private func writeLinks(_ shape: TableShape, _ link: Column, _ row: RowID, _ cell: Cell, _ db: Database) throws {
    guard case .integers(let targets) = cell else { return }
    for (position, target) in targets.enumerated() {
      try run(
        db, "INSERT INTO \(quoted(shape.linkTable(link))) (owner, position, target) VALUES (?, ?, ?)",
        [row.databaseValue, position.databaseValue, target.databaseValue])
    }
  }

  func writeHandle(_ handle: String, _ owner: Owner, isAlias: Bool, _ db: Database) throws {
    try run(
      db, "INSERT OR REPLACE INTO handle (name, noun, row, is_alias) VALUES (?, ?, ?, ?)",
      [
        handle.databaseValue, Int64(owner.noun.rawValue).databaseValue, owner.row.databaseValue,
        (isAlias ? 1 : 0).databaseValue,
      ])
    directory[handle] = owner
  }

  // MARK: - Me

  /// Whether the record is in the file; `me` is there before it is.
  func isStored(_ noun: Noun, _ row: RowID) throws -> Bool {
    let cells = try cells(noun, row)
    return noun != .me || cells[Noun.createdField] != .integer(0)
  }

  private func insertMe(
    _ named: [(column: Column, cell: Cell)], now: DateTime, zone: ZoneID, _ db: Database
  ) throws -> ChangeKind {
    guard let shape = TableShape.all[Int(Noun.me.rawValue)] else { return .unchanged }
    _ = try insert(shape, Self.meHandle, named, now: now, zone: zone, db)
    return .created
  }
}
