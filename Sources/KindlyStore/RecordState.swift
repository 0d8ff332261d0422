// A whole record as the journal keeps it: its fields by their names, and the other handles it goes by, as JSON.
// Leaves when it is kept and put back to Journal.
// Invariant: what was encoded here decodes to the same cells, also after the noun table has grown.

import Foundation
import KindlyCatalog

struct RecordState {
  let cells: [Cell]
  /// The handles that it had before its present one; nil where they are to stay as they are.
  let aliases: [String]?
  /// As what files know it; nil where that is to stay as it is.
  let imported: [ImportedName]?

  /// What sources have declared of it; nil where that is to stay as it is.
  let declared: [DeclaredName]?

  struct DeclaredName: Codable {
    let source: Int64
    let field: String
    let value: Int64
  }

  struct ImportedName: Codable {
    let source: String
    let key: String
    let sequence: Int64
    let stamp: String
  }

  func json(_ shape: TableShape) throws -> String {
    var fields: [String: StoredCell] = [:]
    for column in shape.columns { fields[column.name] = StoredCell(cells[column.index]) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(
      decoding: try encoder.encode(Stored(fields: fields, aliases: aliases, imported: imported, declared: declared)),
      as: UTF8.self)
  }

  /// Nil where the text is none of ours. A field that the record did not know yet holds what a new one would.
  init?(json: String, _ shape: TableShape) {
    guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(json.utf8)) else { return nil }
    let unsaid = shape.unsaidCells
    cells = shape.columns.map { stored.fields[$0.name]?.cell($0.kind) ?? unsaid[$0.index] }
    aliases = stored.aliases
    imported = stored.imported
    declared = stored.declared
  }

  init(cells: [Cell], aliases: [String]?, imported: [ImportedName]? = nil, declared: [DeclaredName]? = nil) {
    self.cells = cells
    self.aliases = aliases
    self.imported = imported
    self.declared = declared
  }

  private struct Stored: Codable {
    let fields: [String: StoredCell]
    let aliases: [String]?
    let imported: [ImportedName]?
    let declared: [DeclaredName]?
  }
}

/// A cell without the words that tell an integer from a list: JSON and the column tell that.
private enum StoredCell: Codable {
  case nothing
  case integer(Int64)
  case real(Double)
  case text(String)
  case integers([Int64])
  case texts([String])

  init(_ cell: Cell) {
    switch cell {
    case .nothing: self = .nothing
    case .integer(let number): self = .integer(number)
    case .real(let number): self = .real(number)
    case .text(let text): self = .text(text)
    case .integers(let numbers): self = .integers(numbers)
    case .texts(let texts): self = .texts(texts)
    }
  }

  func cell(_ kind: ColumnKind) -> Cell {
    switch self {
    case .nothing: .nothing
    case .integer(let number): kind == .number ? .real(Double(number)) : .integer(number)
    case .real(let number): .real(number)
    case .text(let text): .text(text)
    case .integers(let numbers): numbers.isEmpty ? kind.emptyList : .integers(numbers)
    case .texts(let texts): .texts(texts)
    }
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .nothing
    } else if let number = try? value.decode(Int64.self) {
      self = .integer(number)
    } else if let number = try? value.decode(Double.self) {
      self = .real(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let numbers = try? value.decode([Int64].self) {
      self = .integers(numbers)
    } else {
      self = .texts(try value.decode([String].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .nothing: try value.encodeNil()
    case .integer(let number): try value.encode(number)
    case .real(let number): try value.encode(number)
    case .text(let text): try value.encode(text)
    case .integers(let numbers): try value.encode(numbers)
    case .texts(let texts): try value.encode(texts)
    }
  }
}
