// Values as people and programs read them: a table for a list of records, JSON, CSV, Markdown. What `print` prints is
// the machine's; laying out is KindlyFormats'.

import Foundation
import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyTime

struct Rendering {
  let host: RunHost

  /// A value in a sentence.
  static func word(_ value: Value, _ host: RunHost) -> String {
    value == .nothing ? "nothing" : (try? Rendering(host: host).plain(value)) ?? ""
  }

  /// A value as `eval` and the prompt show it: nothing for `nothing`, a table for a list of records.
  func shown(_ value: Value) throws -> String {
    switch host.options.format {
    case .json: return value == .nothing ? "" : try json(value).text(pretty: true) + "\n"
    case .ndjson: return value == .nothing ? "" : try lines(value)
    case .csv where isRows(value): return try csv(value)
    case .csv where value == .list([]): return ""
    case .table where isRows(value): return try table(value)
    case .table, .csv: return value == .nothing ? "" : try plain(value) + "\n"
    }
  }

  /// The rows as a table; an empty text for no rows.
  func table(_ value: Value) throws -> String {
    let (columns, rows) = try grid(value)
    if rows.isEmpty { return "" }
    return Table(columns: columns, rows: rows).text(width: host.options.width, bold: host.options.isOutputColored)
  }

  /// The rows as a text, or a file; nil for rows of which there is no picture.
  func text(_ value: Value, as format: RowFormat, title: String = "") throws -> String? {
    switch format {
    case .json: return try json(value).text(pretty: true) + "\n"
    case .ndjson: return try lines(value)
    case .csv: return try csv(value)
    case .markdown:
      let (columns, rows) = try grid(value)
      return Table(columns: columns, rows: rows).markdown()
    case .ics: return try records(value).map { try Exporter(host: host).calendar(of: $0) }
    case .vcard: return try records(value).map { try Exporter(host: host).addressBook(of: $0.map(\.row)) }
    case .svg: return try Charting(host: host).picture(value)?.svg(title: title)
    }
  }

  /// The records of a list of them.
  private func records(_ value: Value) -> [(noun: Noun, row: RowID)]? {
    guard case .list(let elements) = value else { return nil }
    var records: [(noun: Noun, row: RowID)] = []
    for element in elements {
      guard case .noun(let noun, let row) = element else { return nil }
      records.append((noun, row))
    }
    return records
  }

  /// One JSON value a line.
  private func lines(_ value: Value) throws -> String {
    guard case .list(let elements) = value else { return try json(value).text(pretty: false) + "\n" }
    return try elements.map { try json($0).text(pretty: false) + "\n" }.joined()
  }

  func plain(_ value: Value) throws -> String { try host.machine?.text(of: value) ?? "" }

  // MARK: - Rows and columns

  private func isRows(_ value: Value) -> Bool {
    guard case .list(let elements) = value, let first = elements.first else { return false }
    switch first {
    case .noun, .record: return true
    default: return false
    }
  }

  /// Every field of a record, where a table has the main ones.
  private func csv(_ value: Value) throws -> String {
    let (columns, rows) = try grid(value, isFull: true)
    return CSV.text(of: [columns.map(\.title)] + rows)
  }

  private func grid(_ value: Value, isFull: Bool = false) throws -> ([Table.Column], [[String]]) {
    guard case .list(let elements) = value, let first = elements.first else {
      return value == .list([]) ? ([], []) : ([Table.Column("value")], [[try plain(value)]])
    }
    switch first {
    case .noun(let noun, _):
      let names = isFull ? noun.fields.map(\.name) : noun.spec.columns
      let rows = try elements.map { element in
        guard case .noun(_, let row) = element else { return [String]() }
        return try names.map { name in
          let value = try host.anyValue(noun, row, name)
          if name == "handle", case .text(let handle) = value { return "@" + handle }
          return try cell(value)
        }
      }
      return (names.map { Table.Column($0, width: Self.width(noun, $0)) }, rows)
    case .record(let fields):
      let columns = fields.map { Table.Column($0.name, isNumeric: isNumber($0.value)) }
      let rows = try elements.map { element in
        guard case .record(let fields) = element else { return [String]() }
        return try fields.map { try cell($0.value) }
      }
      return (columns, rows)
    default:
      return ([Table.Column("value", isNumeric: isNumber(first))], try elements.map { [try cell($0)] })
    }
  }

  private static func width(_ noun: Noun, _ name: String) -> Table.Column.Width {
    if let rank = noun.spec.spare.firstIndex(of: name) { return .spare(rank) }
    if name == "handle" { return .whole }
    guard let field = noun.spec.fieldIndex(name) else { return .elastic }
    switch noun.fields[field].type {
    case .dateTime, .date, .time, .enumeration: return .firm
    default: return .elastic
    }
  }

  private func isNumber(_ value: Value) -> Bool {
    switch value {
    case .int, .number: true
    default: false
    }
  }

  private func cell(_ value: Value) throws -> String {
    try host.machine?.step()
    return value == .nothing ? "" : try plain(value)
  }

  // MARK: - JSON

  /// A noun is an object of its handle and stored fields, a reference its handle with `@`.
  func json(_ value: Value, isTop: Bool = true) throws -> JSONValue {
    try host.machine?.step()
    switch value {
    case .nothing, .function: return .null
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .number(let number): return .number(number)
    case .text(let text): return .string(text)
    case .date, .time, .duration, .enumeration: return .string(try plain(value))
    case .dateTime(let moment): return .string(moment.rfc3339)
    case .list(let elements): return .array(try elements.map { try json($0, isTop: isTop) })
    case .map(let entries, hasTextKeys: true):
      return .object(
        try entries.map { entry in
          JSONValue.Member(try plain(entry.key), try json(entry.value, isTop: false))
        })
    case .map(let entries, hasTextKeys: false):
      return .array(
        try entries.map { .array([try json($0.key, isTop: false), try json($0.value, isTop: false)]) })
    case .record(let fields):
      return .object(try fields.map { JSONValue.Member($0.name, try json($0.value, isTop: false)) })
    case .noun(let noun, let row):
      if !isTop { return .string("@" + (try host.handle(noun, row))) }
      return .object(
        try noun.fields.enumerated().map { index, field in
          JSONValue.Member(field.name, try json(try host.value(noun, row, field: index), isTop: false))
        })
    }
  }
}

extension RunHost {
  func show(_ value: Value) throws {
    if value == .list([]) { return }
    try output.write(try Rendering(host: self).shown(value))
  }

  func render(_ value: Value, as format: String) throws -> String {
    if let format = RowFormat(rawValue: format), format.isText,
      let text = try Rendering(host: self).text(value, as: format)
    {
      return text
    }
    throw HostError(
      code: 712, "there is no format `\(format)`", notes: ["there are \(RowFormat.listed(RowFormat.texts))"])
  }

  func save(_ value: Value, path: String) throws {
    try notImagined()
    guard let format = RowFormat(path: path) else {
      let known = RowFormat.allCases.map { "." + $0.ending }
      throw HostError(
        code: 712, "`\(path)` names no format that Kindly writes", notes: ["it may end in \(RowFormat.listed(known))"])
    }
    // Where it may not be written, that is told now, at its place in the source.
    try checkPlaceToWrite(path)
    let title = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    guard let text = try Rendering(host: self).text(value, as: format, title: title) else {
      guard let nouns = format.nouns else { throw noPicture() }
      throw HostError(
        code: 712, "there is no `\(format)` of these rows",
        notes: ["it is made of \(nouns.map(\.spec.plural).joined(separator: " or "))"])
    }
    toSave.append((path, Array(text.utf8)))
  }
}
