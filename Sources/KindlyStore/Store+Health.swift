// Whether a store is sound, and how large what is in it is. It only reads.
// Leaves what to say of it, and what to do, to the session.

import Foundation
import GRDB
import KindlyCatalog

/// What is to be known of a store's state.
public struct StoreHealth: Hashable, Sendable {
  public let format: Int
  /// Of the file, without what is not in it yet; 0 in memory.
  public let bytes: Int
  /// How many records of each noun there are, `me` aside.
  public let counts: [Noun: Int]
  public let journal: (entries: Int, changes: Int, bytes: Int)
  /// What SQLite finds wrong with the pages, at most ten lines; none where all is well.
  public let damages: [String]
  /// References to records that are not there.
  public let dangling: [String]

  public var isSound: Bool { damages.isEmpty && dangling.isEmpty }

  public static func == (a: StoreHealth, b: StoreHealth) -> Bool {
    a.format == b.format && a.bytes == b.bytes && a.counts == b.counts && a.journal == b.journal
      && a.damages == b.damages && a.dangling == b.dangling
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension Store {
  /// Looks at every page. A page that cannot be read is a damage, not an error.
  public func health() throws(StoreError) -> StoreHealth {
    var counts: [Noun: Int] = [:]
    guard !isAbsent else {
      return StoreHealth(
        format: Schema.version, bytes: 0, counts: counts, journal: (0, 0, 0), damages: [], dangling: [])
    }
    var damages = try complaints {
      try String.fetchAll($0, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }
    }
    let dangling = try complaints { db in
      try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
        "row \(row[1] as Int64? ?? 0) of \(row[0] as String? ?? "") refers to a \(row[2] as String? ?? "") that is not there"
      }
    }
    for noun in Noun.allCases where noun.spec.isStored && noun != .me {
      do {
        counts[noun] = try access { db in
          try Int.fetchOne(db, sql: "SELECT count(*) FROM \(quoted(noun.word))") ?? 0
        }
      } catch {
        if damages.isEmpty { damages.append(error.message) }
      }
    }
    var journal = (entries: 0, changes: 0, bytes: 0)
    do { journal = try journalSize() } catch { if damages.isEmpty { damages.append(error.message) } }
    let size = path.flatMap { try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int } ?? 0
    let format = try access { db in try Schema.version(db) }
    return StoreHealth(
      format: format, bytes: size, counts: counts, journal: journal, damages: Array(damages.prefix(10)),
      dangling: Array(dangling.prefix(10)))
  }

  private func complaints(_ work: (Database) throws -> [String]) throws(StoreError) -> [String] {
    do {
      return try access(work)
    } catch {
      switch error {
      case .damaged(_, let detail): return [detail]
      case .notAStore: return ["its first page is no longer that of a database"]
      default: throw error
      }
    }
  }
}
