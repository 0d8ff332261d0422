// What sources have declared: in this run, and in each one's last. From that a declaration without a handle is known again
// after its record has changed, and what a file still says from what it says anew.
// Leaves what follows from it to Store+Identity and Store+Moves.
// Invariant: of each source and record the table keeps what the last run in which the source declared it has said; it is
// written with the run's commit, and undone with it.

import GRDB
import KindlyCatalog
import KindlyTime

/// Who declares records during a run.
public struct DeclaringSource {
  /// What tells it from others, the same in every run: a file's path.
  let id: Int64
  /// Whether the user types it, who means what they say now, whatever was said before.
  public let isTyped: Bool
  /// The interviews that it declares, as far as its text alone shows.
  let claims: () -> [InterviewClaim]

  public init(name: String, isTyped: Bool, claims: @escaping () -> [InterviewClaim] = { [] }) {
    id = Int64(bitPattern: HandleNames.fingerprint(name))
    (self.isTyped, self.claims) = (isTyped, claims)
  }

  /// The prompt, and `kindly eval`.
  public static var typed: DeclaringSource { DeclaringSource(name: "", isTyped: true) }
}

/// An interview that is declared somewhere in a source.
public enum InterviewClaim {
  case handle(String)
  case content(company: String, role: String, starts: DateTime)
}

/// What a source has said of a day: what an export carries of it.
public struct DeclaredFact: Sendable {
  public let noun: Noun
  public let row: RowID
  /// The fingerprint of its name.
  public let source: Int64
  public let field: String
  public let said: Value
  /// Whether the record still holds it.
  public let isHeld: Bool
}

/// The run's part of it.
struct DeclarationMemory {
  /// By their fields; `content` stands for a declaration without a handle.
  typealias Said = [String: Set<Int64>]

  static let content = "content"

  /// What each source said in its last run, once it was asked for.
  var before: [Int64: [Store.Owner: Said]] = [:]
  /// Where each source said that an interview begins then.
  var starts: [Int64: [Int64: [RowID]]] = [:]
  /// What is said in this run.
  var now: [Int64: [Store.Owner: Said]] = [:]
  /// What this run declares.
  var claimed: Set<Store.Owner> = []
  /// The interviews that a declaration of this run has moved.
  var moved: Set<RowID> = []
  /// By company and role, the interviews that no declaration of this run has meant so far.
  var unclaimed: [ContentKey: Set<RowID>] = [:]
  /// What each source declares elsewhere, as far as its text shows.
  var elsewhere: [Int64: Elsewhere] = [:]
  /// Under the handle that follows from a declaration's content, the record that it meant.
  var implied: [String: Store.Owner] = [:]

  struct Elsewhere {
    var rows: Set<RowID> = []
    var starts: [ContentKey: Set<Int64>] = [:]
  }

  struct ContentKey: Hashable {
    let company: String
    let role: String

    init(company: String, role: String) {
      (self.company, self.role) = (HandleNames.words(company), HandleNames.words(role))
    }
  }
}

extension Store {
  /// What a source said in its last run, by the records.
  func saidBefore(_ source: DeclaringSource, _ db: Database) throws -> [Owner: DeclarationMemory.Said] {
    try recall(source.id, db)
    return memory.before[source.id] ?? [:]
  }

  /// What a source said of a record in the last run in which it declared it.
  func saidBefore(_ source: DeclaringSource, _ owner: Owner, _ db: Database) throws -> DeclarationMemory.Said {
    try recall(source.id, db)
    return memory.before[source.id]?[owner] ?? [:]
  }

  /// The interviews of which a source said so that they begin then.
  func saidToStart(_ source: DeclaringSource, _ starts: Int64, _ db: Database) throws -> [RowID] {
    try recall(source.id, db)
    return memory.starts[source.id]?[starts] ?? []
  }

  private func recall(_ source: Int64, _ db: Database) throws {
    if memory.before[source] != nil { return }
    var said: [Owner: DeclarationMemory.Said] = [:]
    var starts: [Int64: [RowID]] = [:]
    let statement = try db.cachedStatement(sql: "SELECT noun, row, field, value FROM declared WHERE source = ?")
    statement.setUncheckedArguments([source])
    let cursor = try Row.fetchCursor(statement)
    while let found = try cursor.next() {
      guard let number = UInt8.fromDatabaseValue(found[0]), let noun = Noun(rawValue: number),
        let row = RowID.fromDatabaseValue(found[1]), let field = String.fromDatabaseValue(found[2]),
        let value = Int64.fromDatabaseValue(found[3])
      else { throw damaged("what was declared names no noun") }
      said[Owner(noun: noun, row: row), default: [:]][field, default: []].insert(value)
      if noun == .interview, field == "starts" { starts[value, default: []].append(row) }
    }
    memory.before[source] = said
    memory.starts[source] = starts
  }

  /// The records of which some other source has said so.
  func saidElsewhere(
    _ source: DeclaringSource, _ noun: Noun, _ field: String, _ value: Int64, _ db: Database
  ) throws -> [RowID] {
    // SQLite takes an index of some rows where a condition says so in the same words.
    let statement = try db.cachedStatement(
      sql: "SELECT row FROM declared WHERE field = ? AND field <> 'content' AND value = ? AND noun = ? AND source <> ?")
    statement.setUncheckedArguments([field, value, Int64(noun.rawValue), source.id])
    return Set(try RowID.fetchAll(statement)).sorted()
  }

  /// Notes that this run declares a record, and as what.
  func claim(_ owner: Owner, by source: DeclaringSource, _ said: DeclarationMemory.Said) {
    memory.claimed.insert(owner)
    memory.now[source.id, default: [:]][owner, default: [:]].merge(said) { $0.union($1) }
  }

  /// Notes what this run assigns to a field, which is the source's word as much as a declaration is.
  public func noteAssigned(_ noun: Noun, _ row: RowID, field: Int, by source: DeclaringSource) throws(StoreError) {
    let column = noun.fields[field].name
    guard !source.isTyped, Self.movable(noun).contains(column), case .integer(let value) = try cells(noun, row)[field]
    else { return }
    memory.now[source.id, default: [:]][Owner(noun: noun, row: row), default: [:]][column, default: []].insert(value)
  }

  /// Writes what this run has said, in place of what the same sources said of the same records before; once in a run.
  func writeDeclared() throws(StoreError) {
    if memory.now.isEmpty { return }
    let memory = memory
    self.memory.now = [:]
    try change { db in
      for (source, records) in memory.now {
        for (owner, said) in records {
          let before = memory.before[source]?[owner]
          guard before != said, try stored(owner) != nil else { continue }
          let isNew = touched.before[owner].map { $0 == nil } ?? false
          // Of a record that this run has made there is nothing to take back.
          if !isNew { touched.remember(owner, declared: try declaredNames(owner, db)) }
          if before != nil {
            try run(
              db, "DELETE FROM declared WHERE noun = ? AND row = ? AND source = ?",
              [Int64(owner.noun.rawValue).databaseValue, owner.row.databaseValue, source.databaseValue])
          }
          for (field, values) in said {
            for value in values {
              try writeDeclared(RecordState.DeclaredName(source: source, field: field, value: value), owner, db)
            }
          }
        }
      }
    }
  }

  // MARK: - For another store

  /// What sources have said of days, by the records: what an export carries.
  public func declaredFacts(zone: ZoneID) throws(StoreError) -> [DeclaredFact] {
    try access { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT noun, row, source, field, value FROM declared WHERE field <> 'content'
          ORDER BY noun, row, field, value, source
          """)
      let found = try Row.fetchAll(statement)
      return try found.compactMap { found in
        guard let number = UInt8.fromDatabaseValue(found[0]), let noun = Noun(rawValue: number),
          let row = RowID.fromDatabaseValue(found[1]), let source = Int64.fromDatabaseValue(found[2]),
          let field = String.fromDatabaseValue(found[3]), let value = Int64.fromDatabaseValue(found[4])
        else { throw damaged("what was declared names no noun") }
        guard Self.movable(noun).contains(field), try contains(noun, row),
          let shape = TableShape.all[Int(noun.rawValue)]
        else { return nil }
        let column = shape.columns[shape.place(field)]
        return DeclaredFact(
          noun: noun, row: row, source: source, field: field, said: column.kind.decode(.integer(value), zone: zone),
          isHeld: try cells(noun, row)[column.index] == .integer(value))
      }
    }
  }

  /// Takes one of them; false where the source is known to have said something of the record already, or the field is
  /// none that moves.
  public func addDeclared(
    _ noun: Noun, _ row: RowID, source: Int64, field: String, said: Value
  ) throws(StoreError) -> Bool {
    guard Self.movable(noun).contains(field), let shape = TableShape.all[Int(noun.rawValue)],
      case .integer(let value)? = shape.columns[shape.place(field)].kind.encode(said)
    else { return false }
    let owner = Owner(noun: noun, row: row)
    return try change { db in
      try recall(source, db)
      let known = try declaredNames(owner, db)
      guard memory.before[source]?[owner] == nil,
        !known.contains(where: { $0.source == source && $0.field == field && $0.value == value })
      else { return false }
      if !(touched.before[owner].map { $0 == nil } ?? false) { touched.remember(owner, declared: known) }
      try writeDeclared(RecordState.DeclaredName(source: source, field: field, value: value), owner, db)
      return true
    }
  }

  // MARK: - For the journal

  func writeDeclared(_ name: RecordState.DeclaredName, _ owner: Owner, _ db: Database) throws {
    try run(
      db, "INSERT OR REPLACE INTO declared (noun, row, source, field, value) VALUES (?, ?, ?, ?, ?)",
      [
        Int64(owner.noun.rawValue).databaseValue, owner.row.databaseValue, name.source.databaseValue,
        name.field.databaseValue, name.value.databaseValue,
      ])
  }

  func declaredNames(_ owner: Owner, _ db: Database) throws -> [RecordState.DeclaredName] {
    let statement = try db.cachedStatement(
      sql: "SELECT source, field, value FROM declared WHERE noun = ? AND row = ? ORDER BY source, field, value")
    statement.setUncheckedArguments([Int64(owner.noun.rawValue), owner.row])
    return try Row.fetchAll(statement).compactMap { found in
      guard let source = Int64.fromDatabaseValue(found[0]), let field = String.fromDatabaseValue(found[1]),
        let value = Int64.fromDatabaseValue(found[2])
      else { return nil }
      return RecordState.DeclaredName(source: source, field: field, value: value)
    }
  }

  func forgetDeclared(_ owner: Owner, _ db: Database) throws {
    try run(
      db, "DELETE FROM declared WHERE noun = ? AND row = ?",
      [Int64(owner.noun.rawValue).databaseValue, owner.row.databaseValue])
  }
}
