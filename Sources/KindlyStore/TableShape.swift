// A stored noun as a table: its columns and the statements that read and write it, made once from the noun table.
// Leaves running them to Store and creating them to Schema.

import GRDB
import KindlyCatalog
import KindlyTime

/// A field of a stored noun, as the store needs it at hand.
struct Column: Sendable {
  let index: Int
  let name: String
  let kind: ColumnKind
  let isOptional: Bool
  let initial: FieldDefault
  let isYours: Bool
  let spec: FieldSpec

  /// What a new record holds where its declaration does not say; nil where it must.
  func initialCell(now: DateTime) -> Cell? {
    switch initial {
    case .required: nil
    case .nothing: .nothing
    case .enumeration(let number), .int(let number), .seconds(let number), .time(let number): .integer(Int64(number))
    case .text(let text): .text(text)
    case .emptyList: kind.emptyList
    case .now: .integer(Int64(now.instant))
    }
  }
}

/// A column, or a link table, of one noun that refers to another.
struct Reference: Sendable {
  let from: Noun
  let column: Column
  let to: Noun
  /// Gives the rows of `from` that refer to a row.
  let referrers: String
}

final class TableShape: Sendable {
  let noun: Noun
  let name: String
  let columns: [Column]
  /// Columns in the noun's own table; a field that the store does not keep has none.
  let plain: [Column]
  /// Columns that are link tables.
  let links: [Column]
  /// Fields that the store does not keep.
  let unkept: [Column]

  let insert: String
  /// The same, with the row's number first.
  let insertWithRow: String
  let selectOne: String
  /// Those of a JSON list of rows.
  let selectSome: String
  let selectRows: String
  /// Some rows behind one.
  let selectPage: String
  let delete: String

  /// By the noun's number; nil for one that is not stored.
  static let all: [TableShape?] = Noun.allCases.map { $0.spec.isStored ? TableShape($0) : nil }

  /// Every reference there is.
  static let references: [Reference] = all.compactMap(\.self).flatMap { shape in
    shape.columns.compactMap { column in
      switch column.kind {
      case .noun(let target):
        Reference(
          from: shape.noun, column: column, to: target,
          referrers: "SELECT id FROM \(quoted(shape.name)) WHERE \(quoted(column.name)) = ? ORDER BY id")
      case .nouns(let target):
        Reference(
          from: shape.noun, column: column, to: target,
          referrers: "SELECT owner FROM \(quoted(shape.linkTable(column))) WHERE target = ? ORDER BY owner")
      default: nil
      }
    }
  }

  private init(_ noun: Noun) {
    self.noun = noun
    name = noun.word
    columns = noun.fields.enumerated().map { index, spec in
      Column(
        index: index, name: spec.name, kind: ColumnKind(spec.type), isOptional: spec.isOptional,
        initial: spec.initial, isYours: spec.access == .user, spec: spec)
    }
    links = columns.filter { if case .nouns = $0.kind { true } else { false } }
    plain = columns.filter { if case .nouns = $0.kind { false } else { $0.spec.isStored } }
    unkept = columns.filter { !$0.spec.isStored }
    let table = quoted(name)
    let names = plain.map { quoted($0.name) }.joined(separator: ", ")
    insert = "INSERT INTO \(table) (\(names)) VALUES (\(plain.map { _ in "?" }.joined(separator: ", ")))"
    insertWithRow = "INSERT INTO \(table) (id, \(names)) VALUES (?\(plain.map { _ in ", ?" }.joined()))"
    selectOne = "SELECT id, \(names) FROM \(table) WHERE id = ?"
    selectSome = "SELECT id, \(names) FROM \(table) WHERE id IN (SELECT value FROM json_each(?))"
    selectRows = "SELECT id FROM \(table) ORDER BY id"
    selectPage = "SELECT id FROM \(table) WHERE id > ? ORDER BY id LIMIT \(Query.page)"
    delete = "DELETE FROM \(table) WHERE id = ?"
  }

  func linkTable(_ column: Column) -> String { "\(name)_\(column.name)" }

  /// The full text of the noun, the columns it is of, and the statements that put a row's words in and take them out.
  var searchTable: String { "\(name)_search" }
  var searched: [Column] { noun.spec.searched.map { columns[place($0)] } }

  var enterSearch: String {
    let names = searched.map { quoted($0.name) }
    return """
      INSERT INTO \(quoted(searchTable)) (rowid, \(names.joined(separator: ", "))) \
      VALUES (?\(names.map { _ in ", ?" }.joined()))
      """
  }

  var leaveSearch: String {
    let names = searched.map { quoted($0.name) }
    return """
      INSERT INTO \(quoted(searchTable)) (\(quoted(searchTable)), rowid, \(names.joined(separator: ", "))) \
      VALUES (?, ?\(names.map { _ in ", ?" }.joined()))
      """
  }

  /// The place of a field in a row's cells.
  func place(_ field: String) -> Int { columns.first { $0.name == field }?.index ?? 0 }

  /// Sets some columns of one row; the row's number is the last argument.
  func update(_ changed: [Column]) -> String {
    let settings = changed.map { "\(quoted($0.name)) = ?" }.joined(separator: ", ")
    return "UPDATE \(quoted(name)) SET \(settings) WHERE id = ?"
  }
}

/// An identifier as SQL takes any: fields are called `to`, `text` and the like.
func quoted(_ identifier: String) -> String { "\"\(identifier)\"" }
