// What the tests of the store share: a folder of their own, a clock, and short ways to say a declaration.

import Foundation
import KindlyCatalog
import KindlyStore
import KindlyTime
import Testing

/// A folder that is gone when the test is over.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "kindly-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var store: String { path + "/kindly.db" }
  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

func permissions(_ path: String) throws -> Int {
  try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
}

func moment(_ text: String, _ zone: ZoneID = .utc) throws -> DateTime {
  try #require(DateTime(iso: text, zone: zone))
}

func date(_ text: String) throws -> CivilDate { try #require(CivilDate(iso: text)) }

func choice(_ enumeration: Enumeration, _ name: String) throws -> Value {
  .enumeration(enumeration, try #require(enumeration.index(of: name)))
}

/// Runs a body and gives the error of the store that it throws.
func storeError(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> StoreError? {
  do {
    try body()
    Issue.record("nothing was refused", sourceLocation: sourceLocation)
    return nil
  } catch let error as StoreError {
    return error
  } catch {
    Issue.record("another error: \(error)", sourceLocation: sourceLocation)
    return nil
  }
}

extension Store {
  /// An empty store in memory with a run that writes.
  static func fresh() throws -> Store {
    let store = try inMemory()
    try store.begin(.writing)
    return store
  }

  @discardableResult
  func say(
    _ noun: Noun, _ handle: String?, _ fields: KeyValuePairs<String, Value>, at now: String = "2026-11-24 09:00",
    zone: ZoneID = .utc
  ) throws -> Declared {
    let named = try fields.map { (field: try #require(noun.spec.fieldIndex($0.key)), value: $0.value) }
    return try declare(
      noun, handle: handle, fields: named, now: try moment(now, zone), zone: zone, voice: .user, by: .typed)
  }

  @discardableResult
  func say(
    _ noun: Noun, _ fields: KeyValuePairs<String, Value>, at now: String = "2026-11-24 09:00", zone: ZoneID = .utc
  ) throws -> Declared {
    try say(noun, nil, fields, at: now, zone: zone)
  }

  func get(_ noun: Noun, _ row: RowID, _ field: String, zone: ZoneID = .utc) throws -> Value {
    try value(noun, row, field: try #require(noun.spec.fieldIndex(field)), zone: zone)
  }

  @discardableResult
  func put(
    _ noun: Noun, _ row: RowID, _ field: String, _ value: Value, at now: String = "2026-11-25 09:00"
  ) throws -> ChangeKind {
    try set(
      noun, row, field: try #require(noun.spec.fieldIndex(field)), to: value, now: try moment(now), zone: .utc)
  }

  func handleOf(_ noun: Noun, _ declared: Declared) throws -> String { try handle(noun, declared.row) }
}
