// The tables of format 5, word for word: a noun table that grows without a migration fails here.

import Foundation
import GRDB
import KindlyCatalog
import KindlyStore
import Testing

@Suite struct SchemaTests {
  @Test func theTablesOfThisFormatStandStill() throws {
    let folder = try Folder()
    try Store.open(path: folder.store, mode: .writing).close()
    let queue = try DatabaseQueue(path: folder.store)
    let (columns, indexes, format, application) = try queue.read { db in
      let columns = try String.fetchAll(
        db,
        sql: """
          SELECT m.name || ': ' || group_concat(c.name || ' ' || c.type || iif(c."notnull", '!', ''), ', ')
          FROM sqlite_master m, pragma_table_info(m.name) c
          WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '%!_search%' ESCAPE '!' GROUP BY m.name ORDER BY m.name
          """)
      let indexes = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
      return (
        columns, indexes, try Int.fetchOne(db, sql: "PRAGMA user_version"),
        try Int.fetchOne(db, sql: "PRAGMA application_id")
      )
    }
    #expect(format == 6)
    #expect(application == 0x4B49_4E44)
    #expect(columns == Self.tables)
    #expect(indexes == Self.indexes)
    let strict = try queue.read {
      try Int.fetchOne(
        $0,
        sql: """
          SELECT count(*) FROM pragma_table_list
          WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%!_search%' ESCAPE '!'
          """)
    }
    #expect(strict == 0)
  }

  @Test func whatIsLookedUpHasAnIndex() throws {
    let folder = try Folder()
    try Store.open(path: folder.store, mode: .writing).close()
    let queue = try DatabaseQueue(path: folder.store)
    for (query, index) in [
      ("SELECT id FROM contact WHERE email = ? COLLATE NOCASE", "contact_email (email=?)"),
      (
        "SELECT id FROM note WHERE text = ? AND contact IS ? AND interview IS ? ORDER BY id",
        "note_content (text=? AND contact=? AND interview=?)"
      ),
      (
        "SELECT id FROM deadline WHERE title = ? AND contact IS ? AND interview IS ? ORDER BY id LIMIT 1",
        "deadline_title (title=? AND contact=? AND interview=?)"
      ),
      (
        """
        SELECT id FROM message WHERE template = ? AND "to" = ? AND ifnull(interview, 0) = ifnull(?, 0) AND round = ?
        """, "message_identity (template=? AND to=? AND <expr>=? AND round=?)"
      ),
      (
        "SELECT id FROM contact WHERE name = ? COLLATE NOCASE ORDER BY id", "contact_content (name=?)"
      ),
      (
        """
        SELECT id FROM interview WHERE company = ? COLLATE NOCASE AND role = ? COLLATE NOCASE AND starts = ? ORDER BY id
        """, "interview_content (company=? AND role=? AND starts=?)"
      ),
      (
        "SELECT row FROM declared WHERE field = ? AND field <> 'content' AND value = ? AND noun = ? AND source <> ?",
        "declared_value (field=? AND value=? AND noun=?)"
      ),
      ("SELECT id FROM contact WHERE linkedin = ? ORDER BY id LIMIT 1", "contact_linkedin (linkedin=?)"),
      ("SELECT owner FROM interview_people WHERE target = ? ORDER BY owner", "interview_people_target (target=?)"),
      ("SELECT name FROM handle WHERE noun = ? AND row = ?", "handle_row (noun=? AND row=?)"),
    ] {
      let plan = try queue.read { db in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + query.replacing("?", with: "'x'"))
          .compactMap { $0["detail"] as String? }
      }
      #expect(plan.count == 1 && plan[0].hasPrefix("SEARCH") && plan[0].hasSuffix(index), "\(query): \(plan)")
    }
  }

  /// A store of format 1, made from one of today by taking away what the later formats brought.
  private func makeFormat1(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      for noun in ["contact", "interview", "note", "deadline", "message"] {
        for event in ["insert", "delete", "update"] { try db.execute(sql: "DROP TRIGGER \(noun)_search_\(event)") }
        try db.execute(sql: "DROP TABLE \(noun)_search")
      }
      for index in Self.indexes where index.contains("_by_") || index.hasSuffix("_content") {
        try db.execute(sql: "DROP INDEX \(index)")
      }
      try db.execute(sql: "CREATE INDEX note_text ON note (substr(text, 1, 64), contact, interview)")
      try db.execute(sql: "DROP TABLE declared; DROP TABLE letter_origin")
      try db.execute(sql: "DROP TABLE journal_change; DROP TABLE journal; DROP TABLE imported")
      try db.execute(
        sql: """
          DROP TABLE delivery; DROP TABLE seen_mail; DROP TABLE settlement; ALTER TABLE contact DROP COLUMN away_until;
          ALTER TABLE interview DROP COLUMN answered; ALTER TABLE message DROP COLUMN attempts;
          ALTER TABLE message DROP COLUMN despite
          """)
      // Format 1 kept texts as they came.
      try db.execute(sql: "UPDATE contact SET name = 'Rene\u{301} Roy'")
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    try queue.close()
  }

  private func everything(_ path: String) throws -> [String] {
    try DatabaseQueue(path: path).read { db in
      try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    }
  }

  @Test(arguments: [Store.Mode.reading, .writing])
  func anOlderStoreIsBroughtUp(_ mode: Store.Mode) throws {
    let folder = try Folder()
    let store = try Store.open(path: folder.store, mode: .writing)
    try store.begin(.writing)
    try store.say(.contact, "rene", ["name": .text("x")])
    try store.commit()
    store.close()
    let wanted = try everything(folder.store)
    try makeFormat1(folder.store)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.store))
    let old = try Store.open(path: folder.store, mode: mode)
    try old.begin(.reading)
    #expect(try old.search(.contact, "rene") == [1])
    guard case .text(let name) = try old.get(.contact, 1, "name") else {
      Issue.record("no name")
      return
    }
    // Swift's `==` does not tell NFC from NFD.
    #expect(Array(name.utf8) == Array("Ren\u{E9} Roy".utf8))
    old.close()
    if mode == .writing {
      #expect(try everything(folder.store) == wanted)
    } else {
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder.store)) == bytes)
    }
  }

  private static let tables: [String] = [
    """
    contact: id INTEGER, handle TEXT!, created_at INTEGER!, updated_at INTEGER!, name TEXT!, company TEXT, \
    role INTEGER!, email TEXT, phone TEXT, title TEXT, zone TEXT, linkedin TEXT, linkedin_ok INTEGER!, \
    connected_on INTEGER, tags TEXT!, away_until INTEGER
    """,
    """
    deadline: id INTEGER, handle TEXT!, created_at INTEGER!, updated_at INTEGER!, title TEXT!, due INTEGER!, \
    interview INTEGER, contact INTEGER, done_at INTEGER, tags TEXT!
    """,
    """
    declared: noun INTEGER!, row INTEGER!, source INTEGER!, field TEXT!, value INTEGER!
    """,
    """
    delivery: id INTEGER, message INTEGER, message_id TEXT!, handle TEXT!, template TEXT!, kind INTEGER!, \
    round INTEGER!, channel INTEGER!, subject TEXT!, state INTEGER!, handed_at INTEGER!, sent_at INTEGER, \
    attempts INTEGER!, is_approved_again INTEGER!, way TEXT!, name TEXT!, company TEXT, email TEXT, linkedin \
    TEXT, interview_role TEXT, interview_company TEXT, interview_starts INTEGER
    """,
    """
    handle: name TEXT!, noun INTEGER!, row INTEGER!, is_alias INTEGER!
    """,
    """
    imported: source TEXT!, key TEXT!, noun INTEGER!, row INTEGER!, sequence INTEGER!, stamp TEXT!
    """,
    """
    interview: id INTEGER, handle TEXT!, created_at INTEGER!, updated_at INTEGER!, role TEXT!, company \
    TEXT!, starts INTEGER!, length ANY!, via INTEGER, hiring_manager INTEGER, stage INTEGER!, outcome \
    INTEGER!, reply_by INTEGER, heard_on INTEGER, next_steps TEXT, place TEXT, tags TEXT!, answered INTEGER
    """,
    """
    interview_people: owner INTEGER!, position INTEGER!, target INTEGER!
    """,
    """
    journal: id INTEGER, at INTEGER!, what TEXT!, created INTEGER!, updated INTEGER!, removed INTEGER!, \
    delivered INTEGER!, undone INTEGER!
    """,
    """
    journal_change: entry INTEGER!, position INTEGER!, noun INTEGER!, row INTEGER!, state TEXT
    """,
    """
    letter_origin: message INTEGER, text TEXT!
    """,
    """
    me: id INTEGER, handle TEXT!, created_at INTEGER!, updated_at INTEGER!, name TEXT, email TEXT, zone \
    TEXT, holidays TEXT, signature TEXT, approve TEXT!, transport INTEGER!, maildir TEXT!, sendmail TEXT!, \
    smtp TEXT, smtp_password_command TEXT, smtp_password_file TEXT, inbox TEXT!, send_from INTEGER!, \
    send_until INTEGER!
    """,
    """
    message: id INTEGER, handle TEXT!, created_at INTEGER!, updated_at INTEGER!, subject TEXT!, body TEXT!, \
    detail TEXT, to INTEGER!, interview INTEGER, kind INTEGER!, round INTEGER!, channel INTEGER!, state \
    INTEGER!, send_after INTEGER, approved_at INTEGER, sent_at INTEGER, message_id TEXT!, problem TEXT, \
    template TEXT!, edited INTEGER!, attempts INTEGER!, despite TEXT!
    """,
    """
    meta: key TEXT!, value TEXT!
    """,
    """
    note: id INTEGER, handle TEXT!, created_at INTEGER!, updated_at INTEGER!, text TEXT!, contact INTEGER, \
    interview INTEGER, kind INTEGER!, at INTEGER!, tags TEXT!
    """,
    """
    seen_mail: id TEXT!, at INTEGER!, what TEXT!
    """,
    """
    settlement: id INTEGER, handle TEXT!, created_at INTEGER!, updated_at INTEGER!, key TEXT!, word TEXT!, \
    day INTEGER, because TEXT
    """,
  ]

  private static let indexes: [String] = [
    "contact_by_company", "contact_by_name", "contact_content", "contact_email", "contact_linkedin", "deadline_by_due",
    "deadline_contact", "deadline_content", "deadline_interview", "deadline_title", "declared_source", "declared_value",
    "handle_row", "imported_row", "interview_by_company_starts", "interview_by_outcome_starts", "interview_by_reply_by",
    "interview_by_starts", "interview_content", "interview_hiring_manager",
    "interview_people_target", "interview_via", "message_by_state", "message_identity", "message_interview",
    "message_to", "note_by_at", "note_contact", "note_content", "note_interview",
  ]
}
