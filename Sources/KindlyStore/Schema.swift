// The tables of a store, made from the noun table, and the steps from older formats to this one.
// Leaves files and locks to StoreFile.
// Invariant: a store that was brought up by the steps and a new one have the same tables.

import Foundation
import GRDB
import KindlyCatalog

enum Schema {
  /// Marks the file as a store of Kindly: `KIND`.
  static let applicationID = 0x4B49_4E44

  /// `steps[n]` brings a store from format n + 1 to n + 2. A field that the noun table gains gets a step here.
  private static let steps: [@Sendable (Database) throws -> Void] = []

  /// The format that is written here; formats count from 1.
  static var version: Int { steps.count + 1 }

  /// The format of the store, 0 where it has no tables yet.
  static func version(_ db: Database) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }

  static func applicationID(_ db: Database) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0 }

  /// Makes the tables of an empty store, or brings an older one up to this format. Within a transaction.
  static func bring(_ db: Database) throws {
    let found = try version(db)
    if found == version { return }
    if found == 0 {
      try create(db)
    } else {
      for step in steps.dropFirst(found - 1) { try step(db) }
    }
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(version)")
  }

  private static func create(_ db: Database) throws {
    try db.execute(sql: "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")
    try db.execute(
      sql: """
        CREATE TABLE handle (
          name TEXT PRIMARY KEY, noun INTEGER NOT NULL, row INTEGER NOT NULL, is_alias INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """)
    try db.execute(sql: "CREATE INDEX handle_row ON handle (noun, row)")
    for shape in TableShape.all.compactMap(\.self) { try create(shape, db) }
    // Addresses that differ in case alone reach the same person.
    try db.execute(sql: "CREATE UNIQUE INDEX contact_email ON contact (email COLLATE NOCASE)")
    try db.execute(sql: "CREATE INDEX contact_linkedin ON contact (linkedin)")
    try db.execute(sql: "CREATE INDEX note_text ON note (substr(text, 1, 64), contact, interview)")
    try db.execute(sql: "CREATE INDEX deadline_title ON deadline (title, contact, interview)")
    try db.execute(
      sql: """
        CREATE UNIQUE INDEX message_identity ON message (template, "to", ifnull(interview, 0), round)
        """)
    try db.execute(
      sql: "INSERT INTO meta (key, value) VALUES ('id', ?)", arguments: [UUID().uuidString.lowercased()])
    try db.execute(
      sql: """
        CREATE TABLE imported (
          source TEXT NOT NULL, key TEXT NOT NULL, noun INTEGER NOT NULL, row INTEGER NOT NULL,
          sequence INTEGER NOT NULL, stamp TEXT NOT NULL, PRIMARY KEY (source, key)
        ) STRICT, WITHOUT ROWID
        """)
  }

  private static func create(_ shape: TableShape, _ db: Database) throws {
    // AUTOINCREMENT: the row of a removed record is never given to another.
    var lines = ["id INTEGER PRIMARY KEY AUTOINCREMENT"]
    for column in shape.plain {
      var line = "\(quoted(column.name)) \(column.kind.sqlType)"
      if !column.isOptional { line += " NOT NULL" }
      if case .noun(let target) = column.kind {
        line += " REFERENCES \(quoted(target.word)) (id) ON DELETE RESTRICT"
      }
      lines.append(line)
    }
    try db.execute(sql: "CREATE TABLE \(quoted(shape.name)) (\(lines.joined(separator: ", "))) STRICT")
    for column in shape.plain {
      guard case .noun = column.kind else { continue }
      let index = quoted("\(shape.name)_\(column.name)")
      try db.execute(sql: "CREATE INDEX \(index) ON \(quoted(shape.name)) (\(quoted(column.name)))")
    }
    for column in shape.links {
      guard case .nouns(let target) = column.kind else { continue }
      let table = shape.linkTable(column)
      try db.execute(
        sql: """
          CREATE TABLE \(quoted(table)) (
            owner INTEGER NOT NULL REFERENCES \(quoted(shape.name)) (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            target INTEGER NOT NULL REFERENCES \(quoted(target.word)) (id) ON DELETE RESTRICT,
            PRIMARY KEY (owner, position)
          ) STRICT, WITHOUT ROWID
          """)
      try db.execute(sql: "CREATE INDEX \(quoted("\(table)_target")) ON \(quoted(table)) (target)")
    }
  }
}
