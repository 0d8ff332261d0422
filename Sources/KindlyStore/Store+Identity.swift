// Which record a declaration means: the one with its handle, or the one with its content, whatever handle that has.
// Leaves how handles are made to HandleNames, interviews whose day changes to Store+Moves, writing to Store+Writing.
// Invariant: declaring the same thing again finds the record that the first time made, also after it, or what it is on,
// was renamed; a record that is plainly another is never updated by mistake, and of several that fit none is guessed.

import GRDB
import KindlyCatalog
import KindlyTime

extension Store {
  enum Identity {
    case existing(RowID)
    /// A new record, under this handle.
    case new(String)
  }

  func identify(
    _ noun: Noun, handle: String?, fields: [FieldValue], named: [(column: Column, cell: Cell)], now: DateTime,
    by source: DeclaringSource?, _ db: Database
  ) throws -> Identity {
    if noun == .me {
      if let handle, handle != Self.meHandle { throw StoreError.notYours(.me, field: "handle") }
      return try isStored(.me, Self.meRow) ? .existing(Self.meRow) : .new(Self.meHandle)
    }
    if let handle { return try identify(noun, handle: handle) }

    let content = try Content(noun, fields: fields, named: named)
    switch noun {
    case .contact: return try knownContact(content, by: source, db)
    case .interview:
      guard let starts = content.starts else { throw StoreError.missingFields(.interview, ["starts"]) }
      let handle = HandleNames.interview(
        company: content.text("company"), role: content.text("role"), date: starts.date)
      if let row = try knownInterview(content, starts: starts, now: now, by: source, db) {
        return implied(handle, content, row)
      }
      return try unknown(handle, content)
    case .deadline:
      let handle = HandleNames.deadline(
        title: content.text("title"), targets: try handles(content, .interview, .contact))
      return try known(handle, content, same(content, Self.sameDeadlines, db), by: source, db)
    case .note: return try knownNote(content, by: source, db)
    case .message, .me, .obligation, .settlement: throw StoreError.notYours(noun, field: "handle")
    }
  }

  private func identify(_ noun: Noun, handle: String) throws -> Identity {
    guard HandleNames.isHandle(handle) else { throw StoreError.notAHandle(handle) }
    guard let owner = try owner(of: handle) else { return .new(handle) }
    guard owner.noun == noun else {
      throw StoreError.handleOfAnotherNoun(handle: handle, is: owner.noun, wanted: noun)
    }
    return .existing(owner.row)
  }

  /// The one of the records that fit, or a new one under the handle that follows from the content.
  private func known(
    _ handle: String, _ content: Content, _ fitting: [RowID], by source: DeclaringSource?, _ db: Database
  ) throws -> Identity {
    var rows = fitting
    // Content that is written with other accents or signs is under the same handle.
    if let owner = try owner(of: handle), owner.noun == content.noun, !rows.contains(owner.row),
      try difference(content, from: try cells(owner.noun, owner.row)) == nil
    {
      rows.append(owner.row)
    }
    if let row = try one(of: rows, content, by: source, db) { return implied(handle, content, row) }
    return try unknown(handle, content)
  }

  /// A record that this declaration makes, unless another has its handle.
  private func unknown(_ handle: String, _ content: Content) throws -> Identity {
    guard let owner = try owner(of: handle) else { return .new(handle) }
    guard owner.noun == content.noun else {
      throw StoreError.handleTaken(handle: handle, by: owner.noun, difference: "another kind of record")
    }
    let difference = try difference(content, from: try cells(owner.noun, owner.row))
    throw StoreError.plainlyAnother(
      handle: handle, owner.noun, difference: difference ?? "it is declared elsewhere in this source")
  }

  /// The source may use the handle that follows from its content, whatever handle the record has.
  private func implied(_ handle: String, _ content: Content, _ row: RowID) -> Identity {
    memory.implied[handle] = Owner(noun: content.noun, row: row)
    return .existing(row)
  }

  /// The record that a declaration of this run means by a handle that follows from its content.
  public func impliedRow(_ noun: Noun, handle: String) -> RowID? {
    guard let owner = memory.implied[handle], owner.noun == noun else { return nil }
    return owner.row
  }

  // MARK: - Contacts

  /// An address is one person's; without one, a name is, where nothing tells against it.
  private func knownContact(_ content: Content, by source: DeclaringSource?, _ db: Database) throws -> Identity {
    let handle = HandleNames.contact(name: content.text("name"))
    let rows = try same(content, Self.sameContacts, db).filter { row in
      try difference(content, from: try cells(.contact, row)) == nil
    }
    for field in ["email", "linkedin"] where !content.text(field).isEmpty {
      let place = TableShape.all[Int(Noun.contact.rawValue)]?.place(field) ?? 0
      let theirs = try rows.filter { row in
        guard case .text(let text) = try cells(.contact, row)[place] else { return false }
        return text.lowercased() == content.text(field).lowercased()
      }
      if theirs.count == 1 { return implied(handle, content, theirs[0]) }
    }
    return try known(handle, content, rows, by: source, db)
  }

  // MARK: - Notes

  /// A note is its text and what it is on; its handle, which drops punctuation, is not enough to know it by.
  private func knownNote(_ content: Content, by source: DeclaringSource?, _ db: Database) throws -> Identity {
    if let row = try one(of: same(content, Self.sameNotes, db), content, by: source, db) { return .existing(row) }
    let text = content.text("text")
    let handle = HandleNames.note(text: text, targets: try handles(content, .contact, .interview))
    let second = "\(handle)-\(HandleNames.digest(text))"
    for candidate in [handle, second] where try owner(of: candidate) == nil { return .new(candidate) }
    throw StoreError.handleTaken(handle: second, by: .note, difference: "its text, or what it is on, is another")
  }

  // MARK: - The same content

  private static let sameContacts = "SELECT id FROM contact WHERE name = ?1 COLLATE NOCASE ORDER BY id"

  private static let sameNotes = "SELECT id FROM note WHERE text = ?1 AND contact IS ?2 AND interview IS ?3 ORDER BY id"

  private static let sameDeadlines = """
    SELECT id FROM deadline WHERE title = ?1 COLLATE NOCASE AND contact IS ?2 AND interview IS ?3 ORDER BY id
    """

  /// The records with the same headline and targets, under whatever handle.
  private func same(_ content: Content, _ sql: String, _ db: Database) throws -> [RowID] {
    let statement = try db.cachedStatement(sql: sql)
    let targets = content.noun == .contact ? [] : [content.target("contact"), content.target("interview")]
    statement.setUncheckedArguments(
      StatementArguments(cells: [content.headline.databaseValue] + targets.map { $0?.databaseValue ?? .null }))
    return try RowID.fetchAll(statement)
  }

  private func handles(_ content: Content, _ nouns: Noun...) throws -> [String] {
    var handles: [String] = []
    for noun in nouns {
      if let row = content.target(noun.word) { handles.append(try handle(noun, row)) }
    }
    return handles
  }

  // MARK: - Plainly another

  /// Why the record that has the handle is plainly another than the one declared; nil where it may be the same.
  private func difference(_ content: Content, from cells: [Cell]) throws -> String? {
    guard let shape = TableShape.all[Int(content.noun.rawValue)] else { return nil }
    func stored(_ field: String) -> String {
      if case .text(let text) = cells[shape.place(field)] { text } else { "" }
    }
    func target(_ field: String) -> RowID? {
      if case .integer(let row) = cells[shape.place(field)] { row } else { nil }
    }
    switch content.noun {
    case .contact:
      // Two names in another script may be written alike in Latin letters.
      if HandleNames.areForeign(content.text("name"), stored("name")) { return "its name is `\(stored("name"))`" }
      let emails = (content.text("email"), stored("email"))
      if !emails.0.isEmpty, !emails.1.isEmpty {
        return emails.0.lowercased() == emails.1.lowercased() ? nil : "its email is `\(emails.1)`"
      }
      let pages = (content.text("linkedin"), stored("linkedin"))
      return pages.0.isEmpty || pages.1.isEmpty || pages.0 == pages.1 ? nil : "its LinkedIn page is `\(pages.1)`"
    case .interview:
      for field in ["company", "role"] where !HandleNames.areAlike(content.text(field), stored(field)) {
        return "its \(field) is `\(stored(field))`"
      }
      guard let starts = content.starts, .integer(Int64(starts.instant)) != cells[shape.place("starts")] else {
        return nil
      }
      let moment = shape.columns[shape.place("starts")].kind.decode(cells[shape.place("starts")], zone: starts.zone)
      guard case .dateTime(let other) = moment else { return "it begins at another time" }
      return "it begins at \(other.time)"
    case .deadline:
      if !HandleNames.areAlike(content.text("title"), stored("title")) { return "its title is `\(stored("title"))`" }
    case .note:
      if content.text("text") != stored("text") { return "its text is another" }
    case .message, .me, .obligation, .settlement: return nil
    }
    let isOnTheSame =
      content.target("contact") == target("contact")
      && content.target("interview") == target("interview")
    return isOnTheSame ? nil : "it belongs to something else"
  }
}

/// What a declaration without a handle is known by.
struct Content {
  let noun: Noun
  /// When an interview begins, in the zone that it was declared in.
  let starts: DateTime?
  private let cells: [String: Cell]

  /// Throws `missingFields` where a required field is not named: without a handle it is no update.
  init(_ noun: Noun, fields: [FieldValue], named: [(column: Column, cell: Cell)]) throws {
    self.noun = noun
    cells = Dictionary(named.map { ($0.column.name, $0.cell) }) { $1 }
    var starts: DateTime?
    for (field, value) in fields where noun == .interview && noun.fields[field].name == "starts" {
      if case .dateTime(let moment) = value { starts = moment }
    }
    self.starts = starts
    let missing = (TableShape.all[Int(noun.rawValue)]?.columns ?? []).filter { column in
      column.initial == .required && column.index != Noun.handleField
        && !named.contains { $0.column.index == column.index }
    }
    if !missing.isEmpty { throw StoreError.missingFields(noun, missing.map(\.name)) }
  }

  func cell(_ field: String) -> Cell? { cells[field] }

  func text(_ field: String) -> String {
    if case .text(let text)? = cells[field] { text } else { "" }
  }

  func target(_ field: String) -> RowID? {
    if case .integer(let row)? = cells[field] { row } else { nil }
  }

  var headline: String { text(noun.spec.headline ?? "") }
}
