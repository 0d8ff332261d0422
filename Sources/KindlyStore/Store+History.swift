// What an export has to carry besides records, and taking it from another store's. Leaves what a fact means, and its
// words, to the session.
// Invariant: a message that is there already is never reworded or moved back by what is recorded here; it can only
// become one that has left.

import GRDB
import KindlyCatalog
import KindlyTime

extension Store {
  /// When each message that was handed over was, in seconds since 1970.
  public func handoverTimes() throws(StoreError) -> [RowID: Int64] {
    if isAbsent { return [:] }
    return try access { db in
      let rows = try Row.fetchAll(db, sql: "SELECT message, handed_at FROM delivery WHERE message IS NOT NULL")
      return Dictionary(
        rows.compactMap { row in
          guard let message = RowID.fromDatabaseValue(row[0]), let at = Int64.fromDatabaseValue(row[1]) else {
            return nil
          }
          return (message, at)
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// That a message was handed over then; whether that was news.
  public func addHandover(of message: RowID, at: Int64) throws(StoreError) -> Bool {
    guard let shape = TableShape.all[Int(Noun.message.rawValue)] else { return false }
    return try change { db in
      let before = try Int64.fetchOne(
        db, sql: "SELECT handed_at FROM delivery WHERE message = ?", arguments: [message])
      if let before, before <= at { return false }
      if before == nil {
        try insertDelivery(message, at: at, db)
        // A letter that may have left is not approved any more by what was said before.
        let cells = try cells(.message, message)
        let state = shape.columns[shape.place("state")]
        if cells[state.index] == .integer(Int64(Enumeration.messageState.index(of: "approved") ?? 1)) {
          try run(
            db, shape.update([state]),
            [Int64(Enumeration.messageState.index(of: "draft") ?? 0).databaseValue, message.databaseValue])
          touched.remember(.message, message, cells)
          tables[Int(Noun.message.rawValue)].rows[message] = nil
        }
        return true
      }
      try run(db, "UPDATE delivery SET handed_at = ? WHERE message = ?", [at.databaseValue, message.databaseValue])
      return true
    }
  }

  /// All that files are known by, in the order of their keys.
  public func allImported() throws(StoreError) -> [(key: String, record: ImportedRecord)] {
    if isAbsent { return [] }
    return try access { db in
      try Row.fetchAll(db, sql: "SELECT key, noun, row, sequence, stamp FROM imported ORDER BY source, key")
        .compactMap { found in
          guard let key = String.fromDatabaseValue(found[0]), let number = UInt8.fromDatabaseValue(found[1]),
            let noun = Noun(rawValue: number), let row = RowID.fromDatabaseValue(found[2]),
            let sequence = Int.fromDatabaseValue(found[3]), let stamp = String.fromDatabaseValue(found[4])
          else { return nil }
          // What was removed since has no record to be the event of; that it was known keeps it from coming back.
          let isThere = try row > 0 && self.stored(Owner(noun: noun, row: row)) != nil
          return (key, ImportedRecord(noun: noun, row: isThere ? row : 0, sequence: sequence, stamp: stamp))
        }
    }
  }

  /// All mail that was counted, in the order of its time.
  public func allSeenMail() throws(StoreError) -> [(id: String, at: Int64, what: String)] {
    if isAbsent { return [] }
    return try access { db in
      try Row.fetchAll(db, sql: "SELECT id, at, what FROM seen_mail ORDER BY at, id").compactMap { found in
        guard let id = String.fromDatabaseValue(found[0]), let at = Int64.fromDatabaseValue(found[1]),
          let what = String.fromDatabaseValue(found[2])
        else { return nil }
        return (id, at, what)
      }
    }
  }

  /// A handle that the record had before; whether that was news. One that another record has is left to it.
  public func addFormerHandle(_ name: String, _ noun: Noun, _ row: RowID) throws(StoreError) -> Bool {
    guard HandleNames.isHandle(name) else { throw .notAHandle(name) }
    return try change { db in
      if try owner(of: name) != nil { return false }
      let owner = Owner(noun: noun, row: row)
      touched.remember(noun, row, try cells(noun, row), aliases: try aliases(owner, db))
      try writeHandle(name, owner, isAlias: true, db)
      return true
    }
  }

  /// A message as another store had it. One of that identity that is here already can only become one that has left;
  /// whether anything changed.
  public func recordMessage(
    _ draft: MessageDraft, handle: String?, _ fields: [FieldValue], createdAt: Int64?, updatedAt: Int64?,
    now: DateTime, zone: ZoneID
  ) throws(StoreError) -> (row: RowID, isNew: Bool) {
    guard let shape = TableShape.all[Int(Noun.message.rawValue)] else { throw .notYours(.message, field: "handle") }
    let known = try findMessage(
      template: draft.template, to: draft.to, interview: draft.interview, round: draft.round)
    return try change { db in
      var named = try checked(fields, shape, zone: zone, byProgram: true)
      let stated = named.first { $0.column.name == "state" }
      if let known {
        let old = try cells(.message, known)
        var new = old
        if let stated { new[stated.column.index] = stated.cell }
        guard Self.hasLeft(new, shape), !Self.hasLeft(old, shape) else { return (known, false) }
        named.removeAll { !["state", "sent_at"].contains($0.column.name) }
        _ = try update(shape, known, named, now: now, zone: zone, db)
        try noteHandover(known, from: old, shape, now: now, db)
        return (known, true)
      }
      // A Message-ID names one letter.
      if let id = named.first(where: { $0.column.name == "message_id" }), case .text(let text) = id.cell,
        try RowID.fetchOne(db, sql: "SELECT id FROM message WHERE message_id = ?", arguments: [text]) != nil
      {
        named.removeAll { $0.column.name == "message_id" }
      }
      let row = try insertMessage(draft, now: now, zone: zone, recalling: false)
      if let handle, HandleNames.isHandle(handle), try owner(of: handle) == nil {
        let derived = try self.handle(.message, row)
        named.append((shape.columns[Noun.handleField], .text(handle)))
        try run(db, "DELETE FROM handle WHERE name = ?", [derived.databaseValue])
        directory[derived] = nil
        try writeHandle(handle, Owner(noun: .message, row: row), isAlias: false, db)
      }
      _ = try update(shape, row, named, now: now, zone: zone, db)
      for (field, instant) in [(Noun.createdField, createdAt), (Noun.updatedField, updatedAt)] {
        guard let instant else { continue }
        try run(db, shape.update([shape.columns[field]]), [instant.databaseValue, row.databaseValue])
        tables[Int(Noun.message.rawValue)].rows[row]?[field] = .integer(instant)
      }
      if case .text(let id) = try cells(.message, row)[shape.place("message_id")] {
        try returnDelivery(to: row, messageID: id, db)
      }
      try noteHandover(row, from: nil, shape, now: now, db)
      return (row, true)
    }
  }
}
