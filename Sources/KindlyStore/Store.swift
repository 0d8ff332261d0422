// The store of one session: its file, its transaction, and the rows it has read.
// Leaves opening to StoreFile, reading to Store+Reading, writing to Store+Writing and its neighbours.
// Invariant: what is cached is what a query would give; the caches are dropped when another run has written, and when
// a run is rolled back. Not Sendable: one session, one thread.

import Foundation
import GRDB
import KindlyCatalog
import KindlyTime

public final class Store {
  public enum Mode: Sendable {
    case reading, writing
  }

  /// The file; nil for a store in memory. A file that was missing when it was opened for reading keeps its path.
  public let path: String?
  public let mode: Mode
  /// Seconds to wait for the lock.
  public let wait: Double
  /// Asked again and again while the store works: where the run is to end, a statement ends with `StoreError.stopped`.
  public var isStopped: () -> Bool
  /// A random UUID, made with the store; empty while there is none to read.
  public private(set) var id = ""

  /// Nil while the file that is to be read is not there: that is known to be empty without a database, which takes
  /// longer to make than most programs run.
  private var connection: DatabaseQueue?
  private var watch: StatementWatch?
  var tables = [TableCache](repeating: TableCache(), count: Noun.allCases.count)
  /// Handles that were looked up, aliases too.
  var directory: [String: Owner] = [:]
  var touched = Touched()
  var memory = DeclarationMemory()
  /// What questions are in SQL, by their identity; they are kept, so that no other takes it.
  var statements: [ObjectIdentifier: (query: Query, sql: String)] = [:]
  let zoneInForce = ZoneInForce()
  /// Whether there are letters that were handed over and whose messages are gone; nil until it is asked.
  var hasRemovedDeliveries: Bool?
  /// Settings of `me` that are in force without being in the file, by their fields.
  var settingsInForce: [Int: Cell] = [:]

  private var transaction: Mode?
  private var dataVersion = -1
  /// Why the run can no longer be committed.
  private var failure: StoreError?

  struct Owner: Hashable {
    let noun: Noun
    let row: RowID
  }

  /// The rows of a noun that have been read.
  struct TableCache {
    var rows: [RowID: [Cell]] = [:]
    /// All rows in order of creation, once they were asked for.
    var order: [RowID]?
    /// Whether there are no others.
    var isWhole = false
    /// The rows that were handed out last: who asks for one of them will ask for those behind it.
    var expected: [RowID] = []
    /// Those before have been read.
    var next = 0

    /// The rows that are mostly read in their order; they are kept as long as there is room.
    mutating func expect(_ rows: [RowID]) {
      expected = rows
      next = 0
    }
  }

  private init(
    queue: DatabaseQueue?, path: String?, mode: Mode, wait: Double, isStopped: @escaping () -> Bool
  ) throws(StoreError) {
    self.path = path
    self.mode = mode
    self.wait = wait
    self.isStopped = isStopped
    if let queue {
      try connect(queue)
    } else {
      for place in tables.indices { (tables[place].order, tables[place].isWhole) = ([], true) }
    }
  }

  private func connect(_ queue: DatabaseQueue) throws(StoreError) {
    connection = queue
    do {
      let found = try queue.unsafeReentrantRead { db in
        zoneInForce.install(db)
        watch = StatementWatch({ [unowned self] in isStopped() }, db)
        return try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'id'")
      }
      guard let found else { throw StoreError.damaged(path: path ?? "in memory", detail: "it has no id") }
      id = found
    } catch {
      throw StoreError(error, path: path, wait: wait)
    }
  }

  /// The connection, made now where there is none; a run that has begun goes on in it.
  private func connected() throws(StoreError) -> DatabaseQueue {
    if let connection { return connection }
    let queue = try StoreFile.inMemory()
    try connect(queue)
    if transaction != nil {
      do { try queue.unsafeReentrantWrite { try $0.beginTransaction(.deferred) } } catch {
        throw StoreError(error, path: path, wait: wait)
      }
    }
    return queue
  }

  /// The connection, for the one who copies it.
  func source() throws(StoreError) -> DatabaseQueue { try connected() }

  /// Whether the store is known to be empty without asking.
  var isAbsent: Bool { connection == nil }

  // MARK: - Opening

  /// Opens the store at a path. Reading makes and changes nothing: a missing file is an empty store.
  /// Writing makes the file (0600) and the folders it needs (0700). `wait` is in seconds; less where `isStopped` says so.
  public static func open(
    path: String, mode: Mode, wait: Double = 5, isStopped: @escaping () -> Bool = { false }
  ) throws(StoreError) -> Store {
    let path = StoreFile.absolute(path)
    let patience = StoreFile.Patience(wait: wait, isStopped: isStopped)
    let queue =
      switch mode {
      case .reading: try StoreFile.openForReading(path, patience)?.queue
      case .writing: try StoreFile.openForWriting(path, patience)
      }
    return try Store(queue: queue, path: path, mode: mode, wait: wait, isStopped: isStopped)
  }

  /// An empty store that may be written and leaves nothing behind.
  public static func inMemory(isStopped: @escaping () -> Bool = { false }) throws(StoreError) -> Store {
    try Store(queue: try StoreFile.inMemory(), path: nil, mode: .writing, wait: 0, isStopped: isStopped)
  }

  /// A copy in memory, to plan or simulate in: it has the same records, rows and id, and may be written.
  public func copy() throws(StoreError) -> Store {
    let queue = try StoreFile.inMemory()
    try copyPages(to: queue)
    return try Store(queue: queue, path: nil, mode: .writing, wait: 0, isStopped: isStopped)
  }

  /// Copies all pages into another database, some at a time; what is copied is the run's snapshot where one is under way.
  func copyPages(to queue: DatabaseQueue) throws(StoreError) {
    let source = try connected()
    do {
      try queue.writeWithoutTransaction { target in
        try source.unsafeReentrantRead { db in
          try db.backup(to: target, pagesPerStep: Self.pagesPerStep) { _ in try self.stopIfAsked() }
        }
      }
    } catch {
      throw StoreError(error, path: path, wait: wait)
    }
  }

  /// A megabyte of the smallest pages that are usual.
  private static let pagesPerStep: CInt = 256

  /// For work between statements.
  func stopIfAsked() throws(StoreError) {
    if isStopped() { throw .stopped }
  }

  /// Ends the connection; an open transaction is rolled back. The store cannot be used afterwards.
  public func close() {
    rollback()
    try? connection?.close()
  }

  // MARK: - Transactions

  /// Begins a run: a snapshot to read in, or the one run that writes, for which others are waited for.
  /// A run that was begun before and neither committed nor rolled back is rolled back.
  /// Throws `locked` when they take longer than `wait`, `readOnly` when the store was opened for reading.
  public func begin(_ kind: Mode) throws(StoreError) {
    if transaction != nil { rollback() }
    memory = DeclarationMemory()
    if kind == .writing, mode == .reading { throw .readOnly(path: nil) }
    guard !isAbsent else {
      transaction = kind
      return
    }
    let version = try access { db in
      try db.beginTransaction(kind == .writing ? .immediate : .deferred)
      do {
        // The first read fixes the snapshot.
        _ = try Int.fetchOne(db, sql: "SELECT 1 FROM meta")
        return try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
      } catch {
        try? db.rollback()
        throw error
      }
    }
    if version != dataVersion { forget() }
    dataVersion = version
    touched = Touched()
    failure = nil
    transaction = kind
  }

  /// Gives the journal an entry of what the run has changed, if it changed something; the last that is written of it.
  public func enter(_ name: String, at moment: DateTime) throws(StoreError) {
    try writeDeclared()
    if isWriting, !touched.isEmpty { try change { db in try writeJournal(name, at: moment, db) } }
  }

  /// Makes what the run wrote visible to others, all at once. On an error nothing of it is in the store.
  /// With `what` ran, and the moment, the journal gets an entry of it where it changed something.
  public func commit(_ what: (name: String, at: DateTime)? = nil) throws(StoreError) {
    guard transaction != nil else { return }
    do throws(StoreError) {
      if let failure { throw failure }
      try writeDeclared()
      if let what { try enter(what.name, at: what.at) }
      if !isAbsent { try access { db in try db.commit() } }
      transaction = nil
    } catch {
      rollback()
      throw error
    }
  }

  /// Takes back everything since `begin`.
  public func rollback() {
    guard transaction != nil else { return }
    transaction = nil
    if !isAbsent { try? access { db in if db.isInsideTransaction { try db.rollback() } } }
    if !touched.isEmpty || failure != nil { forget() }
    touched = Touched()
    hasRemovedDeliveries = nil
    failure = nil
  }

  /// Whether a run that writes has begun.
  public var isWriting: Bool { transaction == .writing }

  // MARK: - For the neighbours

  func access<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
    let queue = try connected()
    do { return try queue.unsafeReentrantWrite(body) } catch { throw StoreError(error, path: path, wait: wait) }
  }

  /// For statements that write. Kindly's own refusals come before the first of them; a failure of the file may have
  /// left half a record, or have ended the transaction, so the run can only be rolled back after it.
  func change<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
    guard isWriting else { throw .readOnly(path: nil) }
    if let failure { throw failure }
    return try access { db in
      do { return try body(db) } catch let error as DatabaseError {
        failure = StoreError(error, path: path, wait: wait)
        throw error
      }
    }
  }

  /// Runs a statement that gives no rows.
  func run(_ db: Database, _ sql: String, _ arguments: [DatabaseValue]) throws {
    let statement = try db.cachedStatement(sql: sql)
    statement.setUncheckedArguments(StatementArguments(cells: arguments))
    try statement.execute()
  }

  func forget() {
    tables = [TableCache](repeating: TableCache(), count: Noun.allCases.count)
    directory = [:]
    hasRemovedDeliveries = nil
  }
}

extension StatementArguments {
  /// The package's own way over a list of one type makes a key path each time, which took a sixth of an import.
  init(cells: [DatabaseValue]) { self.init(cells.lazy.map { $0 as (any DatabaseValueConvertible)? }) }
}
