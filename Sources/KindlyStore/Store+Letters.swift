// The letters that another may be too much like. Leaves comparing them to the session.

import GRDB
import KindlyCatalog

/// A letter as it is compared.
public struct ComparedLetter: Sendable {
  public let row: RowID
  public let template: String
  public let body: String
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
          SELECT m.id, m.template, m.body, c.name, ifnull(i.role, '') FROM message m
          JOIN contact c ON c.id = m."to" LEFT JOIN interview i ON i.id = m.interview
          WHERE m.kind = ? AND m.state IN (\(states.map(String.init).joined(separator: ", "))) AND m."to" <> ?
          AND ifnull(i.company, c.company) = ? COLLATE NOCASE ORDER BY m.id
          """)
      statement.setUncheckedArguments([kind, contact, company])
      let cursor = try Row.fetchCursor(statement)
      while let row = try cursor.next() {
        guard let id = RowID.fromDatabaseValue(row[0]), let template = String.fromDatabaseValue(row[1]),
          let body = String.fromDatabaseValue(row[2]), let name = String.fromDatabaseValue(row[3]),
          let role = String.fromDatabaseValue(row[4])
        else { continue }
        try each(ComparedLetter(row: id, template: template, body: body, name: name, role: role))
      }
    }
  }
}
