// Copies of a store, taken while others use it, and put back.
// Invariant: a copy is whole or is not there; what is not a sound store of Kindly is never put in a store's place, and what
// stood there is kept beside it. What a copy is written into until it is whole is UnfinishedCopy's.

import Foundation
import GRDB
import KindlyTime

extension Store {
  /// Copies the store into a file (0600), by SQLite's online backup: runs that write meanwhile are in it whole or not at
  /// all. A copy that is already there is replaced where `isOverwriting` says so; what is no store of Kindly never is.
  public func backUp(to target: String, isOverwriting: Bool) throws(StoreError) {
    let copy = try preparedBackUp(to: target, isOverwriting: isOverwriting)
    defer { copy.end() }
    try copy.place()
  }

  /// A whole copy beside the file that it is for.
  public struct BackUp {
    fileprivate let unfinished: UnfinishedCopy
    fileprivate let target: String
    fileprivate let isOverwriting: Bool

    /// Puts it into its place.
    public func place() throws(StoreError) {
      let absolute = StoreFile.absolute(target)
      guard try unfinished.take(place: absolute, isOverwriting: isOverwriting) else {
        throw .copyExists(path: target)
      }
      for suffix in ["-wal", "-shm"] { unlink(absolute + suffix) }
    }

    /// Takes away what is left of it, whether it was put into its place or not.
    public func end() { unfinished.end() }
  }

  public func preparedBackUp(to target: String, isOverwriting: Bool) throws(StoreError) -> BackUp {
    let absolute = StoreFile.absolute(target)
    if let path, Self.isSameFile(path, absolute) { throw .cannotCopy(path: absolute, reason: "it is the store itself") }
    do throws(StoreError) {
      // Throws where another file is in the way.
      let patience = StoreFile.Patience(wait: wait, isStopped: isStopped)
      if let opened = try StoreFile.openForReading(absolute, patience) { try? opened.queue.close() }
    } catch {
      throw error == .stopped ? error : .cannotCopy(path: absolute, reason: error.ofFile)
    }
    if !isOverwriting, Foundation.access(absolute, F_OK) == 0 { throw .copyExists(path: target) }
    let copy = BackUp(
      unfinished: try UnfinishedCopy(of: absolute), target: target, isOverwriting: isOverwriting)
    do throws(StoreError) {
      try write(into: copy.unfinished.path, absolute)
    } catch {
      copy.end()
      throw error
    }
    return copy
  }

  private func write(into made: String, _ target: String) throws(StoreError) {
    do {
      let queue = try DatabaseQueue(path: made)
      try copyPages(to: queue)
      // One file, without a log beside it, that can be carried elsewhere.
      try queue.writeWithoutTransaction { db in
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
        try db.execute(sql: "PRAGMA synchronous = FULL")
      }
      try queue.close()
    } catch {
      let error = StoreError(error, path: path, wait: wait)
      switch error {
      case .damaged, .locked, .stopped: throw error
      default: throw .cannotCopy(path: target, reason: error.ofFile)
      }
    }
  }

  /// Puts a copy into the place of the store at a path. What is there now is first kept beside it, as a file that was not
  /// there before, whose path this gives; nil where nothing was there. The trusted settings stay as they are now, and
  /// the settings in which the copy differs are returned; what has left since the copy was made remains recorded. Both
  /// are written into the copy before it takes the store's place, so that a crash can't separate them from it. `clock`
  /// gives the present moment, in the zone of a store. Throws `notRestorable` for a copy that is no sound store.
  public static func restore(
    _ path: String, from copy: String, wait: Double, isStopped: @escaping () -> Bool = { false },
    clock: (Store) throws -> DateTime
  ) throws -> (kept: String?, differences: [SettingDifference]) {
    let (path, copy) = (StoreFile.absolute(path), StoreFile.absolute(copy))
    if isSameFile(path, copy) { throw StoreError.notRestorable(path: copy, reason: "it is the store itself") }
    let found = try sound(copy, wait: wait, isStopped)
    defer { found.close() }
    let isThere = FileManager.default.fileExists(atPath: path)
    let other = try found.copy()
    defer { other.close() }
    let present = try present(path, wait: wait, isStopped)
    let differences = try other.keepTrusted(of: present.settings)
    try other.carry(present.deliveries, now: try clock(other))
    do throws(StoreError) {
      return (try replace(path, by: other, isKept: isThere, wait: wait), differences)
    } catch {
      guard case .damaged(path, _) = error, isThere else { throw error }
      // It cannot be read any more, so it is put aside as it is.
      let kept = free(beside: path)
      for suffix in ["", "-wal", "-shm"] { _ = Foundation.rename(path + suffix, kept + suffix) }
      _ = try replace(path, by: other, isKept: false, wait: wait)
      return (kept, differences)
    }
  }

  /// What the store that is to be replaced knows and its copy may not: `me`, and what has left. A store that can't be read
  /// any more knows nothing.
  private static func present(
    _ path: String, wait: Double, _ isStopped: @escaping () -> Bool
  ) throws(StoreError) -> (settings: [Cell], deliveries: [RemovedDelivery]) {
    do throws(StoreError) {
      let store = try open(path: path, mode: .reading, wait: wait, isStopped: isStopped)
      defer { store.close() }
      return (try store.settings(), try store.allDeliveries())
    } catch {
      guard case .damaged = error else { throw error }
      return (unsaidSettings, [])
    }
  }

  /// A copy that is a store, whole and sound; an empty file is what a copy leaves that failed.
  private static func sound(
    _ copy: String, wait: Double, _ isStopped: @escaping () -> Bool
  ) throws(StoreError) -> Store {
    do throws(StoreError) {
      let other = try open(path: copy, mode: .reading, wait: wait, isStopped: isStopped)
      if other.isAbsent { throw StoreError.notRestorable(path: copy, reason: "it is empty") }
      let health = try other.health()
      if health.isSound { return other }
      other.close()
      throw StoreError.damaged(path: copy, detail: (health.damages + health.dangling).first ?? "it is not sound")
    } catch {
      switch error {
      case .locked, .notRestorable, .stopped: throw error
      default: throw .notRestorable(path: copy, reason: error.ofFile)
      }
    }
  }

  /// Overwrites a store in one transaction. What others committed until then is in the copy that is kept, and what they
  /// commit later is in the new store: the copy is made once nobody else can write.
  private static func replace(
    _ path: String, by other: Store, isKept: Bool, wait: Double
  ) throws(StoreError) -> String? {
    let isStopped = other.isStopped
    let store = try open(path: path, mode: .writing, wait: wait, isStopped: isStopped)
    defer { store.close() }
    var kept: String?
    do {
      // With its first page the backup holds the store's write lock; a store has more than one.
      try other.source().backup(to: store.source(), pagesPerStep: 1) { _ in
        try other.stopIfAsked()
        guard isKept, kept == nil else { return }
        let before = try open(path: path, mode: .reading, wait: wait, isStopped: isStopped)
        defer { before.close() }
        let target = free(beside: path)
        try before.backUp(to: target, isOverwriting: false)
        kept = target
      }
    } catch {
      // The store is as it was, so the copy of it would only be in the way.
      if let kept { unlink(kept) }
      throw StoreError(error, path: path, wait: wait)
    }
    return kept
  }

  private static let kept = ".before-restore"

  /// The name of a copy that takes no other's place.
  private static func free(beside path: String) -> String {
    let name = path + kept
    let files = FileManager.default
    if !files.fileExists(atPath: name) { return name }
    var number = 2
    while files.fileExists(atPath: "\(name)-\(number)") { number += 1 }
    return "\(name)-\(number)"
  }

  private static func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(a, &first) == 0, stat(b, &second) == 0 else { return a == b }
    return first.st_ino == second.st_ino && first.st_dev == second.st_dev
  }
}

extension StoreError {
  /// What is wrong with a file, where another sentence says which.
  fileprivate var ofFile: String {
    switch self {
    case .notAStore(_, .folder): "it is a folder"
    case .notAStore(_, .notADatabase): "it is no database"
    case .notAStore(_, .anotherProgram): "it is another program's database"
    case .newerVersion(_, let found, let known): "its format is \(found), and this Kindly knows up to \(known)"
    case .damaged(_, let detail): "it is damaged: \(detail)"
    case .cannotCreate(_, let reason), .inputOutput(_, let reason), .cannotCopy(_, let reason): reason
    case .diskFull: "the disk is full"
    default: message
    }
  }
}
