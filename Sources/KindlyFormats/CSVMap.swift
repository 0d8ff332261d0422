// The map that a user gives to read any CSV: `name=Full Name,email=E-mail`.
// It knows which column fills which field; what a field may hold is its receiver's business.

/// Which column of a CSV fills which field.
public struct CSVMap: Sendable, Equatable {
  /// A field and the column it is read from.
  public struct Pair: Sendable, Equatable {
    public var field: String
    public var column: String

    public init(field: String, column: String) {
      self.field = field
      self.column = column
    }
  }

  /// A row, by field. Cells that are empty, or white space alone, are absent.
  public struct Record: Sendable, Equatable {
    public var line: Int
    public var values: [String: String]

    public init(line: Int, values: [String: String]) {
      self.line = line
      self.values = values
    }
  }

  public var pairs: [Pair]

  /// Parses `field=Column` pairs separated by commas. A column whose name has a comma stands in quotes, doubled within.
  ///
  /// - Parameter fields: the fields that there are.
  /// - Throws: `FormatError.unreadableMap`, `.unknownFields`, `.fieldMappedTwice`.
  public init(parsing text: String, fields: [String]) throws(FormatError) {
    pairs = []
    for part in Self.parts(of: text) {
      guard let equals = part.firstIndex(of: "=") else { throw .unreadableMap(part: CellText.cleaned(part)) }
      let field = CellText.cleaned(String(part[..<equals]))
      let column = Self.unquoted(CellText.cleaned(String(part[part.index(after: equals)...])))
      guard !field.isEmpty, !column.isEmpty else { throw .unreadableMap(part: CellText.cleaned(part)) }
      guard !pairs.contains(where: { $0.field == field }) else { throw .fieldMappedTwice(field) }
      pairs.append(Pair(field: field, column: column))
    }
    let unknown = pairs.map(\.field).filter { !fields.contains($0) }
    guard unknown.isEmpty else { throw .unknownFields(unknown, existing: fields) }
  }

  /// The rows of a sheet by field.
  ///
  /// - Throws: `FormatError.unknownColumns`, with all that are missing and all that there are.
  public func records(of sheet: CSV.Sheet) throws(FormatError) -> [Record] {
    var places: [(field: String, cell: Int)] = []
    var missing: [String] = []
    for pair in pairs {
      if let cell = Self.place(of: pair.column, in: sheet.header.cells) {
        places.append((pair.field, cell))
      } else {
        missing.append(pair.column)
      }
    }
    guard missing.isEmpty else {
      throw .unknownColumns(missing, existing: sheet.header.cells.filter { !$0.isEmpty })
    }
    return sheet.rows.map { row in
      var values: [String: String] = [:]
      for (field, cell) in places where cell < row.cells.count {
        values[field] = CellText.orNil(row.cells[cell])
      }
      return Record(line: row.line, values: values)
    }
  }

  /// As written first, else without regard to case.
  private static func place(of column: String, in header: [String]) -> Int? {
    if let exact = header.firstIndex(of: column) { return exact }
    let folded = column.lowercased()
    return header.firstIndex { $0.lowercased() == folded }
  }

  /// Splits at the commas that are outside quotes.
  private static func parts(of text: String) -> [String] {
    var parts = [""]
    var quoted = false
    for character in text {
      if character == "\"" { quoted.toggle() }
      if character == ",", !quoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    var out = ""
    var skip = false
    for character in text.dropFirst().dropLast() {
      if character == "\"", !skip {
        skip = true
        continue
      }
      skip = false
      out.append(character)
    }
    return out
  }
}
