// Reading records: rows in order of creation, their fields, their handles.
// What was read is kept while there is room; rows that were handed out together are read some hundred at a time, so that
// a million of them take no more memory than some thousand.
// Invariant: nothing here writes, also not for `me`, which is there before it is stored.

import GRDB
import KindlyCatalog
import KindlyTime

extension Store {
  /// The row of `me`.
  public static let meRow = Noun.meRow
  /// The handle of `me`, which no other record may have.
  public static let meHandle = "me"

  // MARK: - Rows and fields

  /// The rows of a noun in order of creation; of one that is not stored, none.
  public func rows(of noun: Noun) throws(StoreError) -> [RowID] {
    if noun == .me { return [Self.meRow] }
    guard let shape = TableShape.all[Int(noun.rawValue)] else { return [] }
    if let order = tables[Int(noun.rawValue)].order {
      tables[Int(noun.rawValue)].expect(order)
      return order
    }
    let order = try access { db in try RowID.fetchAll(db.cachedStatement(sql: shape.selectRows)) }
    tables[Int(noun.rawValue)].order = order
    tables[Int(noun.rawValue)].expect(order)
    return order
  }

  /// The next rows of a noun behind one, in order of creation; `Query.page` at most.
  public func rows(of noun: Noun, after row: RowID) throws(StoreError) -> [RowID] {
    guard let shape = TableShape.all[Int(noun.rawValue)] else { return [] }
    let place = Int(noun.rawValue)
    let page: [RowID]
    if let order = tables[place].order {
      // Rows are numbered as they are created.
      var (low, high) = (0, order.count)
      while low < high {
        let middle = (low + high) / 2
        if order[middle] <= row { low = middle + 1 } else { high = middle }
      }
      page = Array(order[low...].prefix(Query.page))
    } else {
      page = try access { db in
        let statement = try db.cachedStatement(sql: shape.selectPage)
        statement.setUncheckedArguments([row])
        return try RowID.fetchAll(statement)
      }
    }
    tables[place].expect(page)
    return page
  }

  /// A stored field; DateTimes in `zone`. `field` is its place in the noun table.
  /// Of `me` what is in force, and while it is not stored what the noun table says. Throws `noSuchRecord`.
  public func value(_ noun: Noun, _ row: RowID, field: Int, zone: ZoneID) throws(StoreError) -> Value {
    let cells = try cells(noun, row)
    guard let shape = TableShape.all[Int(noun.rawValue)], cells.indices.contains(field) else { return .nothing }
    let inForce = noun == .me ? settingsInForce[field] : nil
    return shape.columns[field].kind.decode(inForce ?? cells[field], zone: zone)
  }

  /// Whether the record is in the store.
  public func contains(_ noun: Noun, _ row: RowID) throws(StoreError) -> Bool {
    do {
      _ = try cells(noun, row)
      return true
    } catch {
      if case .noSuchRecord = error { return false }
      throw error
    }
  }

  /// The contact with that address, whatever its case.
  public func findContact(email: String) throws(StoreError) -> RowID? {
    try access { db in try contact(email: email, db) }
  }

  /// The first contact with that LinkedIn page, written as it was recorded.
  public func findContact(linkedin: String) throws(StoreError) -> RowID? {
    try access { db in
      let statement = try db.cachedStatement(sql: "SELECT id FROM contact WHERE linkedin = ? ORDER BY id LIMIT 1")
      statement.setUncheckedArguments([linkedin])
      return try RowID.fetchOne(statement)
    }
  }

  // MARK: - Handles

  /// The handle of a record, without its `@`.
  public func handle(_ noun: Noun, _ row: RowID) throws(StoreError) -> String {
    if noun == .me { return Self.meHandle }
    guard case .text(let handle) = try cells(noun, row)[Noun.handleField] else { throw .noSuchRecord(noun, row) }
    return handle
  }

  /// The record that a handle or an alias names.
  public func row(handle: String) throws(StoreError) -> (noun: Noun, row: RowID)? {
    try owner(of: handle).map { ($0.noun, $0.row) }
  }

  /// Every handle and alias, with its record, in the order of their letters.
  public func handles() throws(StoreError) -> [(name: String, noun: Noun, row: RowID, isAlias: Bool)] {
    if isAbsent { return [] }
    return try access { db in
      var all: [(name: String, noun: Noun, row: RowID, isAlias: Bool)] = []
      let cursor = try Row.fetchCursor(db, sql: "SELECT name, noun, row, is_alias FROM handle ORDER BY name")
      while let found = try cursor.next() {
        guard let name = String.fromDatabaseValue(found[0]), let number = Int64.fromDatabaseValue(found[1]),
          let row = RowID.fromDatabaseValue(found[2]), let noun = UInt8(exactly: number).flatMap(Noun.init)
        else { throw damaged("a handle names no noun") }
        all.append((name, noun, row, found[3] == 1.databaseValue))
      }
      return all
    }
  }

  // MARK: - Cells

  func owner(of handle: String) throws(StoreError) -> Owner? {
    if let owner = directory[handle] { return owner }
    if handle == Self.meHandle { return Owner(noun: .me, row: Self.meRow) }
    if isAbsent { return nil }
    let found = try access { db -> Owner? in
      let statement = try db.cachedStatement(sql: "SELECT noun, row FROM handle WHERE name = ?")
      statement.setUncheckedArguments([handle])
      guard let found = try Row.fetchOne(statement) else { return nil }
      guard let number = Int64.fromDatabaseValue(found[0]), let row = RowID.fromDatabaseValue(found[1]),
        let noun = UInt8(exactly: number).flatMap(Noun.init)
      else { throw damaged("`@\(handle)` names no noun") }
      return Owner(noun: noun, row: row)
    }
    if let found { directory[handle] = found }
    return found
  }

  /// The cells of a row, in the order of the noun's fields.
  func cells(_ noun: Noun, _ row: RowID) throws(StoreError) -> [Cell] {
    let place = Int(noun.rawValue)
    if let cells = tables[place].rows[row] { return cells }
    guard let shape = TableShape.all[place] else { throw .noSuchRecord(noun, row) }
    if !tables[place].isWhole {
      if let cells = try read(row, shape) { return cells }
    }
    if noun == .me, row == Self.meRow { return shape.unsaidCells }
    throw .noSuchRecord(noun, row)
  }

  /// How many rows are read at once, and how many of a noun are kept.
  private static let rowsAtOnce = 400
  private static let rowsKept = 40_000

  /// Reads a row, and those that are expected to be asked for behind it.
  private func read(_ row: RowID, _ shape: TableShape) throws(StoreError) -> [Cell]? {
    let place = Int(shape.noun.rawValue)
    // What was read long ago makes room; it can be read again.
    if tables[place].rows.count > Self.rowsKept { tables[place].rows.removeAll(keepingCapacity: true) }
    let expected = tables[place].expected
    // Further on, or once more from the beginning.
    let found =
      expected[min(tables[place].next, expected.count)...].prefix(Self.rowsAtOnce).firstIndex(of: row)
      ?? expected.prefix(Self.rowsAtOnce).firstIndex(of: row)
    guard let found, expected.endIndex - found > 2 else {
      guard let cells = try access({ db in try load(shape, row, db) }) else { return nil }
      tables[place].rows[row] = cells
      return cells
    }
    let wanted = expected[found..<min(found + Self.rowsAtOnce, expected.endIndex)]
    let read = try access { db in try load(shape, wanted, db) }
    tables[place].next = wanted.endIndex
    tables[place].rows.merge(read) { known, _ in known }
    return tables[place].rows[row]
  }

  private func load(_ shape: TableShape, _ row: RowID, _ db: Database) throws -> [Cell]? {
    let statement = try db.cachedStatement(sql: shape.selectOne)
    statement.setUncheckedArguments([row])
    guard let found = try Row.fetchOne(statement) else { return nil }
    var cells = try decode(shape, found)
    for link in shape.links {
      let targets = try db.cachedStatement(
        sql: "SELECT target FROM \(quoted(shape.linkTable(link))) WHERE owner = ? ORDER BY position")
      targets.setUncheckedArguments([row])
      cells[link.index] = .integers(try RowID.fetchAll(targets))
    }
    return cells
  }

  private func load(_ shape: TableShape, _ wanted: ArraySlice<RowID>, _ db: Database) throws -> [RowID: [Cell]] {
    var rows = [RowID: [Cell]](minimumCapacity: wanted.count)
    let list = "[" + wanted.map(String.init).joined(separator: ",") + "]"
    let statement = try db.cachedStatement(sql: shape.selectSome)
    statement.setUncheckedArguments([list])
    let cursor = try Row.fetchCursor(statement)
    while let found = try cursor.next() {
      guard let row = RowID.fromDatabaseValue(found[0]) else { continue }
      rows[row] = try decode(shape, found)
    }
    for link in shape.links {
      let table = quoted(shape.linkTable(link))
      let statement = try db.cachedStatement(
        sql: """
          SELECT owner, target FROM \(table) WHERE owner IN (SELECT value FROM json_each(?)) ORDER BY owner, position
          """)
      statement.setUncheckedArguments([list])
      let pairs = try Row.fetchCursor(statement)
      var targets: [RowID: [RowID]] = [:]
      while let pair = try pairs.next() {
        guard let owner = RowID.fromDatabaseValue(pair[0]), let target = RowID.fromDatabaseValue(pair[1]) else {
          continue
        }
        targets[owner, default: []].append(target)
      }
      for (owner, list) in targets { rows[owner]?[link.index] = .integers(list) }
    }
    return rows
  }

  /// The cells of the noun's own table; link tables are left empty.
  private func decode(_ shape: TableShape, _ found: Row) throws -> [Cell] {
    var cells = [Cell](repeating: .integers([]), count: shape.columns.count)
    for (place, column) in shape.plain.enumerated() {
      guard let cell = column.kind.cell(found[place + 1], isOptional: column.isOptional) else {
        throw damaged("`\(column.name)` of a \(shape.name) holds what no Kindly wrote")
      }
      cells[column.index] = cell
    }
    for column in shape.unkept { cells[column.index] = column.kind.emptyList }
    return cells
  }

  func damaged(_ detail: String) -> StoreError { .damaged(path: path ?? "in memory", detail: detail) }
}

extension TableShape {
  /// What a record holds of which nothing was said; moments are the beginning of 1970.
  var unsaidCells: [Cell] {
    columns.map { column in
      switch column.initial {
      case .required: column.index == Noun.handleField ? .text(Store.meHandle) : .nothing
      case .nothing: .nothing
      case .enumeration(let number), .int(let number), .seconds(let number), .time(let number): .integer(Int64(number))
      case .text(let text): .text(text)
      case .emptyList: column.kind.emptyList
      case .now: .integer(0)
      }
    }
  }
}
