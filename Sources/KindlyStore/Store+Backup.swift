// Copies of a store, taken while others use it, and put back.
// Invariant: a copy is whole or is not there; what is not a sound store of Kindly is never put in a store's place, and what
// stood there is kept beside it.

import Foundation
import GRDB

extension Store {
  /// Copies the store into a file (0600), by SQLite's online backup: runs that write meanwhile are in it whole or not at
  /// all. A store of Kindly that is there already is replaced; anything else is refused.
  public func backUp(to target: String) throws(StoreError) {
    let target = StoreFile.absolute(target)
    if let path, Self.isSameFile(path, target) {
      throw .cannotCreate(path: target, reason: "it is the store itself")
    }
    // Throws where another file is in the way.
    if let opened = try StoreFile.openForReading(target, wait: wait) { try? opened.queue.close() }
    let made = target + ".\(getpid()).new"
    defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(made + suffix) } }
    unlink(made)
    try StoreFile.create(made)
    try write(into: made)
    guard Foundation.rename(made, target) == 0 else {
      throw .cannotCreate(path: target, reason: String(cString: strerror(errno)).lowercased())
    }
    for suffix in ["-wal", "-shm"] { unlink(target + suffix) }
  }

  private func write(into path: String) throws(StoreError) {
    do {
      let queue = try DatabaseQueue(path: path)
      try source().backup(to: queue)
      // One file, without a log beside it, that can be carried elsewhere.
      try queue.writeWithoutTransaction { db in
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
        try db.execute(sql: "PRAGMA synchronous = FULL")
      }
      try queue.close()
    } catch {
      throw StoreError(error, path: path, wait: wait)
    }
  }

  /// Puts a copy into the place of the store at a path. What is there now is first kept as `NAME.before-restore`, whose
  /// path this gives; nil where nothing was there. Throws `damaged` for a copy that is not sound.
  public static func restore(_ path: String, from copy: String, wait: Double) throws(StoreError) -> String? {
    let (path, copy) = (StoreFile.absolute(path), StoreFile.absolute(copy))
    if isSameFile(path, copy) { throw .cannotCreate(path: copy, reason: "it is the store itself") }
    let other = try open(path: copy, mode: .reading, wait: wait)
    defer { other.close() }
    let health = try other.health()
    guard health.isSound else {
      throw .damaged(path: copy, detail: (health.damages + health.dangling).first ?? "it is not sound")
    }
    let kept = FileManager.default.fileExists(atPath: path) ? path + ".before-restore" : nil
    do {
      try replace(path, by: other, keeping: kept, wait: wait)
    } catch {
      guard case .damaged(path, _) = error, let kept else { throw error }
      // It cannot be read any more, so it is put aside as it is.
      for suffix in ["", "-wal", "-shm"] { _ = Foundation.rename(path + suffix, kept + suffix) }
      try replace(path, by: other, keeping: nil, wait: wait)
    }
    return kept
  }

  /// Overwrites a store in one transaction. What others committed until then is in the copy that is kept, and what they
  /// commit later is in the new store: the copy is made once nobody else can write.
  private static func replace(
    _ path: String, by other: Store, keeping kept: String?, wait: Double
  ) throws(StoreError) {
    let store = try open(path: path, mode: .writing, wait: wait)
    defer { store.close() }
    do {
      var unkept = kept
      // With its first page the backup holds the store's write lock; a store has more than one.
      try other.source().backup(to: store.source(), pagesPerStep: 1) { _ in
        guard let target = unkept else { return }
        let before = try open(path: path, mode: .reading, wait: wait)
        defer { before.close() }
        try before.backUp(to: target)
        unkept = nil
      }
    } catch {
      throw StoreError(error, path: path, wait: wait)
    }
  }

  private static func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(a, &first) == 0, stat(b, &second) == 0 else { return a == b }
    return first.st_ino == second.st_ino && first.st_dev == second.st_dev
  }
}
