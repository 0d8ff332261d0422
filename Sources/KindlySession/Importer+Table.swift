// Other CSV into the store: by the map that the user gives, or, where its columns are a noun's fields, by these.
// Without either it is an error that shows the map to write. Cells and rows are CSV's business.

import KindlyCatalog
import KindlyFormats
import KindlyMachine

extension Importer {
  mutating func takeTable(_ bytes: [UInt8]) throws {
    if let map = options.map { return try takeMapped(bytes, map) }
    let sheet = try CSV.sheet(in: bytes)
    let columns = sheet.header.cells.map { $0.lowercased() }
    if let noun = Self.noun(of: columns) {
      return try take(
        sheet.rows.map { row in
          let members = zip(columns, row.cells).compactMap { name, cell in
            cell.isEmpty ? nil : JSONValue.Member(name, .string(Self.armed(cell)))
          }
          return ImportedRow(line: row.line, noun: noun, members: members)
        })
    }
    // Old exports and edited ones may have lost every column but the names.
    if (try? LinkedInConnections(reading: bytes)) != nil { return try takeConnections(bytes) }
    guard sheet.header.cells.count > 1 else { throw FormatError.unknownKind }
    throw FormatError.noMap(columns: sheet.header.cells)
  }

  /// The noun whose fields the columns are, such as `to csv` and `kindly export --format csv` write.
  private static func noun(of columns: [String]) -> Noun? {
    [Noun.contact, .interview, .note, .deadline].first { noun in
      let names = Set(noun.fields.map(\.name))
      let required = noun.fields.filter { $0.initial == .required && $0.access == .user }.map(\.name)
      return columns.count > 1 && columns.allSatisfy(names.contains) && required.allSatisfy(columns.contains)
    }
  }

  /// The apostrophe before what a spreadsheet would run is no part of the text.
  private static func armed(_ cell: String) -> String {
    let bytes = Array(cell.utf8.prefix(2))
    return bytes.count == 2 && bytes[0] == UInt8(ascii: "'") && "=+-@".utf8.contains(bytes[1])
      ? String(cell.dropFirst()) : cell
  }

  private mutating func takeMapped(_ bytes: [UInt8], _ text: String) throws {
    let fields = Noun.contact.fields.filter { $0.access == .user }
    let map = try CSVMap(parsing: text, fields: fields.map(\.name))
    let rows = try map.records(of: try CSV.sheet(in: bytes)).compactMap { record -> ImportedRow? in
      // Rows without anything are nobody; spreadsheets leave such rows behind.
      if record.values.isEmpty { return nil }
      let members = map.pairs.compactMap { pair in
        record.values[pair.field].map { value in
          let text = pair.field == "linkedin" ? LinkedInAddress.normalized(value) ?? value : value
          return JSONValue.Member(pair.field, .string(text))
        }
      }
      return ImportedRow(line: record.line, noun: .contact, members: members)
    }
    try take(rows)
  }
}
