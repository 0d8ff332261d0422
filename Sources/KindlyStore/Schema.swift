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
  private static let steps: [@Sendable (Database) throws -> Void] = [
    { db in
      try normalizeTexts(db)
      try createFormat2(db)
    },
    { db in try createFormat3(db) },
    { db in
      try createDelivery(db)
      try fillDelivery(db)
    },
    { db in try createDeclared(db) },
    { db in try indexWholeNotes(db) },
  ]

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
      try createFormat2(db)
      try createSeenMail(db)
      try createDelivery(db)
      try createDeclared(db)
      try indexWholeNotes(db)
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
  }

  private static func create(_ shape: TableShape, _ db: Database) throws {
    // AUTOINCREMENT: the row of a removed record is never given to another.
    var lines = ["id INTEGER PRIMARY KEY AUTOINCREMENT"]
    for column in shape.plain {
      var line = "\(quoted(column.name)) \(column.kind.sqlType)"
      if !column.isOptional { line += " NOT NULL" }
      if let value = addedIn3[shape.noun]?[column.name], !value.isEmpty { line += " DEFAULT \(value)" }
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

  // MARK: - Format 2

  /// What came with format 2: indexes to sort and select by, full text, the journal, and what was imported.
  private static func createFormat2(_ db: Database) throws {
    for shape in TableShape.all.compactMap(\.self) {
      for fields in shape.noun.spec.indexes {
        let name = quoted("\(shape.name)_by_\(fields.joined(separator: "_"))")
        try db.execute(
          sql: "CREATE INDEX \(name) ON \(quoted(shape.name)) (\(fields.map(quoted).joined(separator: ", ")))")
      }
      if !shape.noun.spec.searched.isEmpty { try createFullText(shape, db) }
    }
    try db.execute(
      sql: """
        CREATE TABLE journal (
          id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, what TEXT NOT NULL, created INTEGER NOT NULL,
          updated INTEGER NOT NULL, removed INTEGER NOT NULL, delivered INTEGER NOT NULL, undone INTEGER NOT NULL
        ) STRICT
        """)
    // `state` is the record as undoing, or redoing, will have it: JSON, or nothing where it will not be there.
    try db.execute(
      sql: """
        CREATE TABLE journal_change (
          entry INTEGER NOT NULL REFERENCES journal (id) ON DELETE CASCADE, position INTEGER NOT NULL,
          noun INTEGER NOT NULL, row INTEGER NOT NULL, state TEXT, PRIMARY KEY (entry, position)
        ) STRICT, WITHOUT ROWID
        """)
    try db.execute(
      sql: """
        CREATE TABLE imported (
          source TEXT NOT NULL, key TEXT NOT NULL, noun INTEGER NOT NULL, row INTEGER NOT NULL,
          sequence INTEGER NOT NULL, stamp TEXT NOT NULL, PRIMARY KEY (source, key)
        ) STRICT, WITHOUT ROWID
        """)
    try db.execute(sql: "CREATE INDEX imported_row ON imported (noun, row)")
  }

  /// The words of a noun's texts, without a copy of the texts, kept true by triggers whoever writes.
  private static func createFullText(_ shape: TableShape, _ db: Database) throws {
    let fields = shape.noun.spec.searched
    let (table, index) = (quoted(shape.name), quoted(shape.searchTable))
    let names = fields.map(quoted).joined(separator: ", ")
    try db.execute(
      sql: """
        CREATE VIRTUAL TABLE \(index) USING fts5(
          \(names), content=\(table), content_rowid='id', tokenize='unicode61 remove_diacritics 2'
        )
        """)
    for trigger in searchTriggers(shape) { try db.execute(sql: trigger.sql) }
    try db.execute(sql: "INSERT INTO \(index) (\(index)) VALUES ('rebuild')")
    // Each record that is written makes a part of its own; parts are merged when there are many, not at every fourth.
    try db.execute(sql: "INSERT INTO \(index) (\(index), rank) VALUES ('automerge', 16)")
  }

  /// What keeps the words true.
  static func searchTriggers(_ shape: TableShape) -> [(name: String, sql: String)] {
    let fields = shape.noun.spec.searched
    let (table, index) = (quoted(shape.name), quoted(shape.searchTable))
    let names = fields.map(quoted).joined(separator: ", ")
    func values(_ row: String) -> String { fields.map { "\(row).\(quoted($0))" }.joined(separator: ", ") }
    let enter = "INSERT INTO \(index) (rowid, \(names)) VALUES (new.id, \(values("new")));"
    let leave = "INSERT INTO \(index) (\(index), rowid, \(names)) VALUES ('delete', old.id, \(values("old")));"
    return [("INSERT", enter), ("DELETE", leave), ("UPDATE OF \(names)", leave + enter)].map { event, body in
      let name = "\(shape.searchTable)_\(event.prefix { $0 != " " }.lowercased())"
      return (name, "CREATE TRIGGER \(quoted(name)) AFTER \(event) ON \(table) BEGIN \(body) END")
    }
  }

  // MARK: - Format 3

  /// The fields that came with format 3, with what records from before hold; an empty text stands for nothing.
  private static let addedIn3: [Noun: [String: String]] = [
    .contact: ["away_until": ""], .interview: ["answered": ""], .message: ["attempts": "0", "despite": "'[]'"],
  ]

  /// What came with format 3: what an answer was the answer to, who is away, what was said of obligations, which mail
  /// has been read.
  private static func createFormat3(_ db: Database) throws {
    for shape in TableShape.all.compactMap(\.self) {
      if shape.noun == .settlement { try create(shape, db) }
      for column in shape.plain {
        guard let value = addedIn3[shape.noun]?[column.name] else { continue }
        let rest = (column.isOptional ? "" : " NOT NULL") + (value.isEmpty ? "" : " DEFAULT \(value)")
        try db.execute(
          sql: "ALTER TABLE \(quoted(shape.name)) ADD COLUMN \(quoted(column.name)) \(column.kind.sqlType)\(rest)")
      }
    }
    // What was heard before answered what had been promised by then.
    try db.execute(sql: "UPDATE interview SET answered = reply_by WHERE heard_on IS NOT NULL")
    try createSeenMail(db)
  }

  /// The mail that has been counted, by its Message-ID: it is no record of the user's, and undoing forgets none of it.
  private static func createSeenMail(_ db: Database) throws {
    try db.execute(
      sql: "CREATE TABLE seen_mail (id TEXT PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )
  }

  // MARK: - Format 4

  /// What came with format 4: that a letter was handed over, whatever becomes of its message. `message` is the message's
  /// row as long as there is one; whom and what the letter was about is kept in the words by which they are found again.
  private static func createDelivery(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE delivery (
          id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER UNIQUE, message_id TEXT NOT NULL, handle TEXT NOT NULL,
          template TEXT NOT NULL, kind INTEGER NOT NULL, round INTEGER NOT NULL, channel INTEGER NOT NULL,
          subject TEXT NOT NULL, state INTEGER NOT NULL, handed_at INTEGER NOT NULL, sent_at INTEGER,
          attempts INTEGER NOT NULL, is_approved_again INTEGER NOT NULL, way TEXT NOT NULL DEFAULT '', name TEXT NOT NULL, company TEXT, email TEXT,
          linkedin TEXT, interview_role TEXT, interview_company TEXT, interview_starts INTEGER
        ) STRICT
        """)
  }

  /// Of the letters that earlier formats handed over, or may have: 2 to 6 are the states sending, written, sent, failed
  /// and in_doubt by their numbers then. What failed may have left all the same.
  private static func fillDelivery(_ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO delivery (
          message, message_id, handle, template, kind, round, channel, subject, state, handed_at, sent_at, attempts,
          is_approved_again, name, company, email, linkedin, interview_role, interview_company, interview_starts
        )
        SELECT m.id, m.message_id, m.handle, m.template, m.kind, m.round, m.channel, m.subject, m.state, m.updated_at,
          m.sent_at, 1, 0, c.name, c.company, c.email, c.linkedin, i.role, i.company, i.starts
        FROM message m JOIN contact c ON c.id = m."to" LEFT JOIN interview i ON i.id = m.interview
        WHERE m.state IN (2, 3, 4, 5, 6)
        ORDER BY m.id
        """)
  }

  // MARK: - Format 5

  /// What came with format 5: what sources have declared, finding records by their content, and where the words of
  /// letters come from. These statements stay as they are.
  private static func createDeclared(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE declared (
          noun INTEGER NOT NULL, row INTEGER NOT NULL, source INTEGER NOT NULL, field TEXT NOT NULL,
          value INTEGER NOT NULL, PRIMARY KEY (noun, row, source, field, value)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX declared_source ON declared (source);
        CREATE INDEX declared_value ON declared (field, value) WHERE field <> 'content';
        CREATE INDEX contact_content ON contact (name COLLATE NOCASE);
        CREATE INDEX interview_content ON interview (company COLLATE NOCASE, role COLLATE NOCASE, starts);
        CREATE INDEX deadline_content ON deadline (title COLLATE NOCASE, contact, interview);
        CREATE TABLE letter_origin (
          message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE, text TEXT NOT NULL
        ) STRICT;
        """)
  }

  /// Texts are kept in NFC, so that SQLite's equality and order are the language's.
  private static func normalizeTexts(_ db: Database) throws {
    for shape in TableShape.all.compactMap(\.self) where try db.tableExists(shape.name) {
      let there = Set(try db.columns(in: shape.name).map(\.name))
      for column in shape.plain where there.contains(column.name) && [.text, .texts].contains(column.kind) {
        let (table, name) = (quoted(shape.name), quoted(column.name))
        let rows = try Row.fetchAll(db, sql: "SELECT id, \(name) FROM \(table) WHERE \(name) IS NOT NULL")
        for row in rows {
          guard let id = RowID.fromDatabaseValue(row[0]), let text = String.fromDatabaseValue(row[1]) else { continue }
          let normal = ColumnKind.normalized(text)
          // Swift's `==` takes both for the same text.
          if normal.utf8.elementsEqual(text.utf8) { continue }
          try db.execute(sql: "UPDATE \(table) SET \(name) = ? WHERE id = ?", arguments: [normal, id])
        }
      }
    }
  }

  // MARK: - Format 6

  /// What came with format 6: notes are found by all of their text, however alike they begin. These statements stay as
  /// they are.
  private static func indexWholeNotes(_ db: Database) throws {
    try db.execute(
      sql: "DROP INDEX note_text; CREATE INDEX note_content ON note (text, contact, interview)")
  }
}
