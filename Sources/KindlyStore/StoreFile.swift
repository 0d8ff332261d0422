// Opens the store's file: for reading without ever changing it, for writing with the rights kept tight.
// Leaves what is in it to Schema and Store.
// Invariant: a file that is not a store of Kindly, or is a newer Kindly's, is refused before a byte of it changes;
// reading makes no file and no folder.

import Foundation
import GRDB
import GRDBSQLite

enum StoreFile {
  /// An opened store, its format already this one's.
  struct Opened {
    let queue: DatabaseQueue
    /// Whether the connection is to a copy or an empty store in memory, although a path was asked for.
    let isInMemory: Bool
  }

  /// How long another run's lock is waited for.
  struct Patience {
    let wait: Double
    var isStopped: () -> Bool = { false }

    static var none: Patience { Patience(wait: 0) }
  }

  // MARK: - Memory

  static func inMemory() throws(StoreError) -> DatabaseQueue {
    try translated("in memory", .none) {
      let queue = try DatabaseQueue(configuration: configuration(.none))
      try queue.unsafeReentrantWrite { db in try inTransaction(db) { try Schema.bring(db) } }
      return queue
    }
  }

  // MARK: - Reading

  /// Nil where the file is missing or empty, which is read as an empty store.
  static func openForReading(_ path: String, _ patience: Patience) throws(StoreError) -> Opened? {
    guard let state = try status(of: path), state.st_size > 0 else { return nil }
    guard access(path, R_OK) == 0 else { throw .inputOutput(path: path, reason: systemReason()) }
    mendSides(of: path)
    try probe(path, patience)
    let queue = try readable(path, patience)
    let format = try translated(path, patience) { try queue.unsafeReentrantRead { try known($0, path) } }
    if format == Schema.version { return Opened(queue: queue, isInMemory: false) }
    // An older format may not be changed now: it is brought up in a copy.
    return try translated(path, patience) {
      let copy = try DatabaseQueue(configuration: configuration(.none))
      try queue.backup(to: copy)
      try copy.unsafeReentrantWrite { db in try inTransaction(db) { try Schema.bring(db) } }
      return Opened(queue: copy, isInMemory: true)
    }
  }

  private static func readable(_ path: String, _ patience: Patience) throws(StoreError) -> DatabaseQueue {
    // SQLite shares its locks in files beside the store. A connection that may write takes them away again when it is
    // the last one, so that is preferred, with every writing statement refused.
    var queryOnly = configuration(patience)
    queryOnly.prepareDatabase { db in try db.execute(sql: "PRAGMA query_only = 1") }
    var readOnly = configuration(patience)
    readOnly.readonly = true
    if isWritable(path), isWritable(folder(of: path)) {
      return try translated(path, patience) { try DatabaseQueue(path: path, configuration: queryOnly) }
    }
    if let queue = try? DatabaseQueue(path: path, configuration: readOnly) { return queue }
    // Nobody can write where not even the locks can be made: the file stands still.
    return try translated(path, patience) {
      try DatabaseQueue(path: immutable(path), configuration: readOnly)
    }
  }

  // MARK: - Writing

  static func openForWriting(_ path: String, _ patience: Patience) throws(StoreError) -> DatabaseQueue {
    if let state = try status(of: path) {
      if state.st_size > 0 { try probe(path, patience) }
      guard isWritable(path), isWritable(folder(of: path)) else { throw .readOnly(path: path) }
      // Letters and names of people are nobody else's business.
      if state.st_mode & 0o077 != 0 { chmod(path, 0o600) }
      mendSides(of: path)
    } else {
      try create(path)
    }
    return try translated(path, patience) {
      var settings = configuration(patience)
      // A message is marked as leaving before it leaves; that must survive even a power cut.
      settings.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
      let queue = try DatabaseQueue(path: path, configuration: settings)
      try queue.unsafeReentrantWrite { db in
        if try known(db, path) != Schema.version {
          // The first tables are made before the journal becomes a write-ahead log, so that the file itself says
          // whose it is from its first moment.
          try inTransaction(db) {
            _ = try known(db, path)
            try Schema.bring(db)
          }
        }
        try useWriteAheadLog(db, patience)
      }
      return queue
    }
  }

  private static func useWriteAheadLog(_ db: Database, _ patience: Patience) throws {
    if try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" { return }
    // SQLite does not wait by itself for this lock.
    let waiting = LockWait(seconds: patience.wait, isStopped: patience.isStopped)
    var tries = 0
    while true {
      do {
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
        return
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && waiting.goesOn(after: tries) {
        tries += 1
      }
    }
  }

  /// Makes the folders that are missing (0700) and an empty file (0600); of a link that points at nothing, those that it
  /// points at, for SQLite would make them for everybody to read.
  static func create(_ path: String) throws(StoreError) {
    let path = destination(of: path)
    var missing: [String] = []
    var folder = folder(of: path)
    while folder != "/", access(folder, F_OK) != 0 {
      missing.append(folder)
      folder = self.folder(of: folder)
    }
    for folder in missing.reversed() where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw .cannotCreate(path: path, reason: systemReason())
    }
    let file = Foundation.open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0o600)
    if file >= 0 {
      close(file)
    } else if errno != EEXIST {
      throw .cannotCreate(path: path, reason: systemReason())
    }
  }

  // MARK: - Whose file it is

  /// Refuses what is not a store of Kindly, from the file as it is on disk: no lock is taken and nothing is written.
  private static func probe(_ path: String, _ patience: Patience) throws(StoreError) {
    // A journal means that a run was killed while it made or changed the file; SQLite puts that right when it opens.
    if access(path + "-journal", F_OK) == 0 { return }
    var settings = configuration(patience)
    settings.readonly = true
    do {
      let queue = try DatabaseQueue(path: immutable(path), configuration: settings)
      try queue.unsafeReentrantRead { db in _ = try known(db, path) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      // It may have been read while another run wrote it; the real opening decides.
      return
    } catch {
      throw StoreError(error, path: path, wait: patience.wait)
    }
  }

  /// The format of the store, 0 for an empty database; throws for another program's and for a newer one.
  private static func known(_ db: Database, _ path: String) throws -> Int {
    let format = try Schema.version(db)
    let application = try Schema.applicationID(db)
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if tables == 0, application == 0, format == 0 { return 0 }
    guard application == Schema.applicationID, format > 0 else {
      throw StoreError.notAStore(path: path, .anotherProgram)
    }
    guard format <= Schema.version else {
      throw StoreError.newerVersion(path: path, found: format, known: Schema.version)
    }
    return format
  }

  /// Nil where there is no such file.
  private static func status(of path: String) throws(StoreError) -> stat? {
    var state = stat()
    guard stat(path, &state) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .inputOutput(path: path, reason: systemReason())
    }
    switch state.st_mode & S_IFMT {
    case S_IFREG: return state
    case S_IFDIR: throw .notAStore(path: path, .folder)
    default: throw .notAStore(path: path, .notADatabase)
    }
  }

  /// What was read while it could not be written has its locks in files that cannot be written either, and keeps them.
  private static func mendSides(of path: String) {
    guard isWritable(path) else { return }
    for side in [path + "-wal", path + "-shm"] {
      var state = stat()
      if stat(side, &state) == 0, state.st_mode & 0o200 == 0 { chmod(side, 0o600) }
    }
  }

  // MARK: - Small things

  private static func configuration(_ patience: Patience) -> Configuration {
    var settings = Configuration()
    settings.foreignKeysEnabled = true
    // A statement that may fail half-way keeps what it changes; in a file that took a fifth of an import.
    settings.prepareDatabase { db in try db.execute(sql: "PRAGMA temp_store = MEMORY") }
    // A run is one transaction over many calls.
    settings.allowsUnsafeTransactions = true
    let waiting = LockWait(seconds: patience.wait, isStopped: patience.isStopped)
    settings.busyMode = patience.wait > 0 ? .callback { waiting.goesOn(after: $0) } : .immediateError
    return settings
  }

  private static func inTransaction(_ db: Database, _ body: () throws -> Void) throws {
    try db.beginTransaction(.immediate)
    do {
      try body()
      try db.commit()
    } catch {
      if db.isInsideTransaction { try? db.rollback() }
      throw error
    }
  }

  private static func translated<T>(_ path: String, _ patience: Patience, _ body: () throws -> T) throws(StoreError)
    -> T
  {
    do { return try body() } catch { throw StoreError(error, path: path, wait: patience.wait) }
  }

  private static func isWritable(_ path: String) -> Bool { faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 }

  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  private static func folder(of path: String) -> String {
    var parts = path.split(separator: "/")
    _ = parts.popLast()
    return "/" + parts.joined(separator: "/")
  }

  /// What a chain of links leads to, whether that is there or not.
  private static func destination(of path: String) -> String {
    var path = path
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    // The system itself follows no more links than this.
    for _ in 0..<40 {
      let count = readlink(path, &buffer, buffer.count)
      guard count > 0 else { break }
      let link = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      path = link.hasPrefix("/") ? link : folder(of: path) + "/" + link
    }
    return path
  }

  private static func immutable(_ path: String) -> String {
    let plain = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
      .union(CharacterSet(charactersIn: "/-._~"))
    return "file:\(path.addingPercentEncoding(withAllowedCharacters: plain) ?? path)?immutable=1"
  }

  private static func systemReason() -> String { String(cString: strerror(errno)).lowercased() }
}

extension StoreError {
  /// What SQLite reported, in Kindly's words.
  init(_ error: any Error, path: String?, wait: Double) {
    let path = path ?? "in memory"
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError:
      // A backup that fails says so by its code alone.
      let said = error.message.flatMap { $0 == "not an error" ? nil : $0 }
      let reason = said ?? String(cString: sqlite3_errstr(error.resultCode.rawValue))
      switch error.resultCode {
      case .SQLITE_INTERRUPT: self = .stopped
      case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path, seconds: wait)
      case .SQLITE_NOTADB: self = .notAStore(path: path, .notADatabase)
      case .SQLITE_READONLY: self = .readOnly(path: path)
      case .SQLITE_FULL: self = .diskFull(path: path)
      case .SQLITE_CORRUPT: self = .damaged(path: path, detail: reason)
      default: self = .inputOutput(path: path, reason: reason)
      }
    default: self = .inputOutput(path: path, reason: "\(error)")
    }
  }
}
