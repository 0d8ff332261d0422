// Interviews and deadlines whose day changes: which interview a declaration without a handle means although it begins at
// another time, and which of two days is the newer where a file and the store differ.
// Leaves what was declared before to DeclarationMemory.
// Invariant: an interview that is over, that another declaration means, or that has other people never moves; a day that a
// file has not changed since its last run never takes the place of another.

import GRDB
import KindlyCatalog
import KindlyTime

/// What a user should hear of a declaration, beside that it was heeded.
public enum DeclarationNotice: Hashable, Sendable {
  /// An interview without a handle begins at another time than before.
  case moved(from: DateTime, to: DateTime)
  /// The file says of a field what it said in its last run, and the record holds something newer.
  case kept(field: String, declared: Value, recorded: Value)
  /// A new interview, beside one like it that the same file declared in its last run and does no more.
  case left(handle: String)
}

extension Store {
  /// The fields that others set and move: a file's word of them holds until it is changed elsewhere.
  public static func movable(_ noun: Noun) -> [String] {
    switch noun {
    case .interview: ["starts", "reply_by"]
    case .deadline: ["due"]
    case .contact, .note, .message, .me, .obligation, .settlement: []
    }
  }

  // MARK: - The newer day

  /// Takes out of a declaration what its file has not changed since its last run, where the record holds what something
  /// else has said since.
  func keepNewer(
    _ shape: TableShape, _ row: RowID, _ named: inout [(column: Column, cell: Cell)], _ source: DeclaringSource,
    zone: ZoneID, _ db: Database
  ) throws -> [DeclarationNotice] {
    if source.isTyped { return [] }
    var notices: [DeclarationNotice] = []
    let owner = Owner(noun: shape.noun, row: row)
    let stored = try cells(shape.noun, row)
    for field in Self.movable(shape.noun) {
      let place = shape.place(field)
      guard let index = named.firstIndex(where: { $0.column.index == place }), stored[place] != named[index].cell,
        case .integer(let said) = named[index].cell
      else { continue }
      let before = try saidBefore(source, owner, db)[field] ?? []
      let isOld =
        before.isEmpty
        ? try saidElsewhere(source, shape.noun, field, said, db).contains(row) : before.contains(said)
      // What the source itself says further down, or said above, was not made elsewhere.
      if case .integer(let current) = stored[place],
        before.contains(current) || memory.now[source.id]?[owner]?[field]?.contains(current) == true
      {
        continue
      }
      guard isOld else { continue }
      let column = named.remove(at: index).column
      notices.append(
        .kept(
          field: field, declared: column.kind.decode(.integer(said), zone: zone),
          recorded: column.kind.decode(stored[place], zone: zone)))
    }
    return notices
  }

  /// What a declaration says, for the next run.
  func said(_ noun: Noun, handle: String?, _ named: [(column: Column, cell: Cell)]) -> DeclarationMemory.Said {
    var said: DeclarationMemory.Said = handle == nil ? [DeclarationMemory.content: [1]] : [:]
    for field in Self.movable(noun) {
      if case .integer(let value)? = named.first(where: { $0.column.name == field })?.cell { said[field] = [value] }
    }
    return said
  }

  // MARK: - The same interview

  /// The interview that a declaration without a handle means; nil where it is a new one.
  func knownInterview(
    _ content: Content, starts: DateTime, now: DateTime, by source: DeclaringSource?, _ db: Database
  ) throws -> RowID? {
    guard let shape = TableShape.all[Int(Noun.interview.rawValue)] else { return nil }
    let place = shape.place("starts")
    let instant = Int64(starts.instant)
    func isAlike(_ row: RowID) throws -> Bool {
      guard try contains(.interview, row) else { return false }
      let cells = try cells(.interview, row)
      return ["company", "role"].allSatisfy { field in
        if case .text(let text) = cells[shape.place(field)] {
          HandleNames.areAlike(text, content.text(field))
        } else {
          false
        }
      }
    }
    func found(_ rows: [RowID]) throws -> RowID? {
      let row = try one(of: rows.filter(isAlike), content, by: source, db)
      // Another declaration of this run has moved it, and now this one means what it was before.
      if let row, memory.moved.contains(row), try cells(.interview, row)[place] != .integer(instant) {
        throw StoreError.movedTwice(handle: try handle(.interview, row))
      }
      return row
    }
    if let source, let row = try found(saidToStart(source, instant, db)) { return row }
    let then = try interviews(company: content.text("company"), role: content.text("role"), starts: instant, db)
    if let row = try found(then) { return row }
    if let source, let row = try found(saidElsewhere(source, .interview, "starts", instant, db)) { return row }
    return try movedInterview(content, starts: instant, now: now, by: source, db)
  }

  /// The interviews of that company and role that begin then, under whatever handle.
  public func interviews(company: String, role: String, starts: DateTime) throws(StoreError) -> [RowID] {
    try access { db in try interviews(company: company, role: role, starts: Int64(starts.instant), db) }
  }

  private func interviews(company: String, role: String, starts: Int64, _ db: Database) throws -> [RowID] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id FROM interview WHERE company = ? COLLATE NOCASE AND role = ? COLLATE NOCASE AND starts = ? ORDER BY id
        """)
    statement.setUncheckedArguments([company, role, starts])
    return try RowID.fetchAll(statement)
  }

  private func movedInterview(
    _ content: Content, starts: Int64, now: DateTime, by source: DeclaringSource?, _ db: Database
  ) throws -> RowID? {
    guard let shape = TableShape.all[Int(Noun.interview.rawValue)], let source else { return nil }
    let free = try unclaimed(content, by: source, db).filter { row in
      let cells = try cells(.interview, row)
      return try isAhead(cells, shape, now: now) && haveSamePeople(cells, shape, content)
    }.sorted()
    if free.count > 1 {
      throw StoreError.severalMayMove(
        handles: try free.map { try handle(.interview, $0) }, role: content.text("role"))
    }
    return free.first
  }

  /// The interviews of that company and role that nothing in this source means.
  func unclaimed(_ content: Content, by source: DeclaringSource, _ db: Database) throws -> [RowID] {
    guard let shape = TableShape.all[Int(Noun.interview.rawValue)] else { return [] }
    let key = DeclarationMemory.ContentKey(company: content.text("company"), role: content.text("role"))
    if memory.unclaimed[key] == nil {
      let statement = try db.cachedStatement(
        sql: "SELECT id FROM interview WHERE company = ? COLLATE NOCASE AND role = ? COLLATE NOCASE")
      statement.setUncheckedArguments([content.text("company"), content.text("role")])
      memory.unclaimed[key] = Set(try RowID.fetchAll(statement))
    }
    let rows = (memory.unclaimed[key] ?? []).filter { !memory.claimed.contains(Owner(noun: .interview, row: $0)) }
    memory.unclaimed[key] = rows
    return try rows.filter { row in
      guard try contains(.interview, row) else { return false }
      return try !isDeclared(row, shape, by: source, db)
    }
  }

  /// Whether a source declares an interview, by what it has declared so far and by what its text shows.
  private func isDeclared(
    _ row: RowID, _ shape: TableShape, by source: DeclaringSource, _ db: Database
  ) throws -> Bool {
    let owner = Owner(noun: .interview, row: row)
    let elsewhere = try elsewhere(source)
    if memory.claimed.contains(owner) || elsewhere.rows.contains(row) { return true }
    let cells = try cells(.interview, row)
    guard case .text(let company) = cells[shape.place("company")], case .text(let role) = cells[shape.place("role")],
      case .integer(let begins) = cells[shape.place("starts")],
      let declared = elsewhere.starts[.init(company: company, role: role)]
    else { return false }
    if declared.contains(begins) { return true }
    return try !declared.isDisjoint(with: saidBefore(source, owner, db)["starts"] ?? [])
  }

  /// What the text of the source says that it declares, looked up once.
  private func elsewhere(_ source: DeclaringSource) throws -> DeclarationMemory.Elsewhere {
    if let elsewhere = memory.elsewhere[source.id] { return elsewhere }
    var elsewhere = DeclarationMemory.Elsewhere()
    for claim in source.claims() {
      switch claim {
      case .handle(let handle):
        if let owner = try owner(of: handle), owner.noun == .interview { elsewhere.rows.insert(owner.row) }
      case .content(let company, let role, let moment):
        elsewhere.starts[.init(company: company, role: role), default: []].insert(Int64(moment.instant))
      }
    }
    memory.elsewhere[source.id] = elsewhere
    return elsewhere
  }

  /// Where an interview begins at another time than before, and the source says so for the first time.
  func move(
    _ shape: TableShape, _ row: RowID, from before: [Cell], by source: DeclaringSource?, zone: ZoneID, _ db: Database
  ) throws -> DeclarationNotice? {
    let place = shape.place("starts")
    let after = try cells(.interview, row)
    guard before[place] != after[place], case .integer(let instant) = after[place] else { return nil }
    if let source, !source.isTyped,
      try saidBefore(source, Owner(noun: .interview, row: row), db)["starts"]?.contains(instant) == true
    {
      return nil
    }
    guard
      case .dateTime(let old) = shape.columns[place].kind.decode(before[place], zone: zone),
      case .dateTime(let new) = shape.columns[place].kind.decode(after[place], zone: zone)
    else { return nil }
    return .moved(from: old, to: new)
  }

  /// For a new interview: one that the same file declared in its last run, and does no more, where this may be that one
  /// under another handle or company, with other people, or at a time that came after it.
  func left(
    _ noun: Noun, handle: String?, _ fields: [FieldValue], _ named: [(column: Column, cell: Cell)], now: DateTime,
    by source: DeclaringSource, _ db: Database
  ) throws -> [DeclarationNotice] {
    guard noun == .interview, !source.isTyped, let shape = TableShape.all[Int(noun.rawValue)] else { return [] }
    let known = try saidBefore(source, db)
    if known.isEmpty { return [] }
    let content = try Content(noun, fields: fields, named: named)
    let statement = try db.cachedStatement(sql: "SELECT id FROM interview WHERE starts = ?")
    statement.setUncheckedArguments([content.starts.map { Int64($0.instant) }])
    let then = try RowID.fetchAll(statement).filter { row in
      guard known[Owner(noun: .interview, row: row)] != nil, try !isDeclared(row, shape, by: source, db) else {
        return false
      }
      let cells = try cells(.interview, row)
      let isAlike = ["company", "role"].contains { field in
        if case .text(let text) = cells[shape.place(field)] {
          HandleNames.areAlike(text, content.text(field))
        } else {
          false
        }
      }
      return isAlike && haveSamePeople(cells, shape, content)
    }
    let alike = try unclaimed(content, by: source, db).filter { row in
      guard known[Owner(noun: .interview, row: row)] != nil else { return false }
      let cells = try cells(.interview, row)
      // Who gives a handle to a new round after one that is over has said which is which.
      return try handle == nil || isAhead(cells, shape, now: now) && haveSamePeople(cells, shape, content)
    }
    return try Set(then + alike).sorted().prefix(1).map { .left(handle: try self.handle(.interview, $0)) }
  }

  /// Whether it has not ended, and nothing has come of it yet.
  private func isAhead(_ cells: [Cell], _ shape: TableShape, now: DateTime) throws -> Bool {
    guard case .integer(0) = cells[shape.place("outcome")],
      case .dateTime(let starts) = shape.columns[shape.place("starts")].kind.decode(
        cells[shape.place("starts")], zone: now.zone),
      case .duration(let length) = shape.columns[shape.place("length")].kind.decode(
        cells[shape.place("length")], zone: now.zone)
    else { return false }
    guard let ends = try? starts.adding(length, calendar: .weekdays) else { return starts.instant > now.instant }
    return ends.instant > now.instant
  }

  /// Whether the same people are named; who names nobody says nothing against it.
  private func haveSamePeople(_ cells: [Cell], _ shape: TableShape, _ content: Content) -> Bool {
    guard case .integers(let stored) = cells[shape.place("people")], !stored.isEmpty,
      case .integers(let declared)? = content.cell("people"), !declared.isEmpty
    else { return true }
    return Set(stored) == Set(declared)
  }

  /// The one record of several that fit: the one with the very people, or the one that this source declared before
  /// without a handle. Nil where none fits; with more than one it is an error.
  func one(of rows: [RowID], _ content: Content, by source: DeclaringSource?, _ db: Database) throws -> RowID? {
    if rows.count < 2 { return rows.first }
    guard let shape = TableShape.all[Int(content.noun.rawValue)] else { return nil }
    var fit = rows
    func narrow(_ isMeant: (RowID) throws -> Bool) throws {
      let narrowed = try fit.filter(isMeant)
      if !narrowed.isEmpty { fit = narrowed }
    }
    if content.noun == .interview { try narrow { haveSamePeople(try cells(.interview, $0), shape, content) } }
    if let source, fit.count > 1 {
      try narrow { row in
        let owner = Owner(noun: content.noun, row: row)
        return try saidBefore(source, owner, db)[DeclarationMemory.content] != nil
          || memory.now[source.id]?[owner]?[DeclarationMemory.content] != nil
      }
    }
    if fit.count == 1 { return fit[0] }
    throw StoreError.severalFit(
      content.noun, headline: content.headline, handles: try fit.map { try handle(content.noun, $0) })
  }
}
