// The letters that another may be too much like, and what was kept of where their words come from. Leaves comparing them to
// the session.

import GRDB
import KindlyCatalog

/// A letter as it is compared.
public struct ComparedLetter: Sendable {
  public let row: RowID
  public let body: String
  public let isEdited: Bool
  /// The text as it was drafted, with the user's words marked; nil where nothing was kept.
  public let origin: String?
  /// To whom, and about which position.
  public let name: String
  public let role: String
}

extension Store {
  /// Hands over the letters of a kind, approved or gone further, to other people of a company. `kind` is a case of
  /// MessageKind; companies are told apart without their case.
  public func letters(
    kind: Int, company: String, notTo contact: RowID, each: (ComparedLetter) throws -> Void
  ) throws(StoreError) {
    if isAbsent { return }
    let states = Enumeration.messageState.cases.indices.filter {
      ["approved", "sending", "written", "sent", "in_doubt"].contains(Enumeration.messageState.cases[$0])
    }
    try access { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT m.id, m.edited, m.body, c.name, ifnull(i.role, ''), o.text FROM message m
          JOIN contact c ON c.id = m."to" LEFT JOIN interview i ON i.id = m.interview
          LEFT JOIN letter_origin o ON o.message = m.id
          WHERE m.kind = ? AND m.state IN (\(states.map(String.init).joined(separator: ", "))) AND m."to" <> ?
          AND ifnull(i.company, c.company) = ? COLLATE NOCASE ORDER BY m.id
          """)
      statement.setUncheckedArguments([kind, contact, company])
      let cursor = try Row.fetchCursor(statement)
      while let row = try cursor.next() {
        guard let id = RowID.fromDatabaseValue(row[0]), let edited = Int.fromDatabaseValue(row[1]),
          let body = String.fromDatabaseValue(row[2]), let name = String.fromDatabaseValue(row[3]),
          let role = String.fromDatabaseValue(row[4])
        else { continue }
        try each(
          ComparedLetter(
            row: id, body: body, isEdited: edited != 0, origin: String.fromDatabaseValue(row[5]), name: name,
            role: role))
      }
    }
  }

  /// What was kept of where a letter's words come from.
  public func letterOrigin(_ message: RowID) throws(StoreError) -> String? {
    if isAbsent { return nil }
    return try access { db in
      let statement = try db.cachedStatement(sql: "SELECT text FROM letter_origin WHERE message = ?")
      statement.setUncheckedArguments([message])
      return try String.fetchOne(statement)
    }
  }

  /// Keeps it, in place of what was kept before; it goes with the message.
  public func setLetterOrigin(_ message: RowID, _ text: String) throws(StoreError) {
    try change { db in
      try run(
        db, "INSERT OR REPLACE INTO letter_origin (message, text) VALUES (?, ?)",
        [message.databaseValue, text.databaseValue])
    }
  }
}
