// LinkedIn's list of connections into the store. Its shapes, and what is dropped from a row, are KindlyFormats'.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyTime

extension Importer {
  mutating func takeConnections(_ bytes: [UInt8]) throws {
    let file = try LinkedInConnections(reading: bytes)
    report.remarks += file.remarks.map { ($0.line, "\($0.what): \($0.why)") }
    if file.hidden > 0 {
      remark(0, file.hidden == 1 ? "1 hidden member skipped" : "\(file.hidden) hidden members skipped")
    }
    for connection in file.connections {
      try take(
        Person(
          line: connection.line, name: connection.name, email: connection.email, linkedin: connection.url,
          fields: Self.fields(of: connection)))
    }
  }

  private static func fields(of connection: LinkedInConnections.Connection) -> [ImportedField] {
    var fields: [ImportedField] = [("name", .text(connection.name))]
    if let company = connection.company { fields.append(("company", .text(company))) }
    if let title = connection.position { fields.append(("title", .text(title))) }
    if let email = connection.email { fields.append(("email", .text(email))) }
    if let url = connection.url { fields.append(("linkedin", .text(url))) }
    if let day = connection.connectedOn, let date = CivilDate(year: day.year, month: day.month, day: day.day) {
      fields.append(("connected_on", .date(date)))
    }
    return fields
  }
}
