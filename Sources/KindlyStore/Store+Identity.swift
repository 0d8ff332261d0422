// Which record a declaration means: the one with its handle, or with the handle that follows from its content.
// Leaves how handles are made to HandleNames and writing to Store+Writing.
// Invariant: declaring the same thing again finds the record that the first time made, also after what it is on was
// renamed; a record that is plainly another is never updated by mistake.

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
    _ noun: Noun, handle: String?, fields: [FieldValue], named: [(column: Column, cell: Cell)], _ db: Database
  ) throws -> Identity {
    if noun == .me {
      if let handle, handle != Self.meHandle { throw StoreError.notYours(.me, field: "handle") }
      return try isStored(.me, Self.meRow) ? .existing(Self.meRow) : .new(Self.meHandle)
    }
    if let handle { return try identify(noun, handle: handle) }

    let content = try Content(noun, fields: fields, named: named)
    switch noun {
    case .contact: return try known(HandleNames.contact(name: content.text("name")), content)
    case .interview:
      guard let starts = content.starts else { throw StoreError.missingFields(.interview, ["starts"]) }
      let handle = HandleNames.interview(
        company: content.text("company"), role: content.text("role"), date: starts.date)
      return try known(handle, content)
    case .deadline:
      let targets = try handles(content, .interview, .contact)
      let handle = HandleNames.deadline(title: content.text("title"), targets: targets)
      if try owner(of: handle) == nil, let row = try same(content, Self.sameDeadline, db) { return .existing(row) }
      return try known(handle, content)
    case .note: return try knownNote(content, db)
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

  /// The record with a handle that follows from content, unless it is plainly another.
  private func known(_ handle: String, _ content: Content) throws -> Identity {
    guard let owner = try owner(of: handle) else { return .new(handle) }
    guard owner.noun == content.noun else {
      throw StoreError.handleTaken(handle: handle, by: owner.noun, difference: "another kind of record")
    }
    if let difference = try difference(content, from: try cells(owner.noun, owner.row)) {
      throw StoreError.handleTaken(handle: handle, by: owner.noun, difference: difference)
    }
    return .existing(owner.row)
  }

  // MARK: - Notes

  /// A note is its text and what it is on; its handle, which drops punctuation, is not enough to know it by.
  private func knownNote(_ content: Content, _ db: Database) throws -> Identity {
    let targets = try handles(content, .contact, .interview)
    let text = content.text("text")
    let handle = HandleNames.note(text: text, targets: targets)
    let second = "\(handle)-\(HandleNames.digest(text))"
    for candidate in [handle, second] {
      guard let owner = try owner(of: candidate) else {
        if let row = try same(content, Self.sameNote, db) { return .existing(row) }
        return .new(candidate)
      }
      if owner.noun == .note, try difference(content, from: try cells(.note, owner.row)) == nil {
        return .existing(owner.row)
      }
    }
    throw StoreError.handleTaken(handle: second, by: .note, difference: "its text, or what it is on, is another")
  }

  /// The plus keeps SQLite from putting the text into `substr(text, …)`, which would hide it from its index.
  private static let sameNote = """
    SELECT id FROM note WHERE substr(text, 1, 64) = substr(?1, 1, 64) AND +text = ?1 AND contact IS ?2 \
    AND interview IS ?3 ORDER BY id LIMIT 1
    """

  private static let sameDeadline = """
    SELECT id FROM deadline WHERE title = ?1 AND contact IS ?2 AND interview IS ?3 ORDER BY id LIMIT 1
    """

  /// The record with the very same headline and targets, under whatever handle.
  private func same(_ content: Content, _ sql: String, _ db: Database) throws -> RowID? {
    let statement = try db.cachedStatement(sql: sql)
    statement.setUncheckedArguments([
      content.headline, content.target("contact"), content.target("interview"),
    ])
    return try RowID.fetchOne(statement)
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
private struct Content {
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

  func text(_ field: String) -> String {
    if case .text(let text)? = cells[field] { text } else { "" }
  }

  func target(_ field: String) -> RowID? {
    if case .integer(let row)? = cells[field] { row } else { nil }
  }

  var headline: String { text(noun.spec.headline ?? "") }
}
