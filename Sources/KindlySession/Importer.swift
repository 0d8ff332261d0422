// Brings files into the store: which record a row is, what it may fill, and the report of what was skipped and why.
// Reading the formats is KindlyFormats'. A contact is known by LinkedIn address, then by email; what the user recorded
// stays, empty fields are filled; importing again changes nothing. Every import is one transaction.

import Foundation
import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

/// What an import did, or would do.
public struct ImportReport: Sendable {
  public var created = 0
  public var updated = 0
  public var unchanged = 0
  /// A line of the file and what is to be said of it.
  public var remarks: [(line: Int, text: String)] = []
}

struct Importer {
  let host: RunHost

  /// Brings LinkedIn's list of connections into the store; its transaction is the caller's.
  func importConnections(_ bytes: [UInt8]) throws -> ImportReport {
    let file = try LinkedInConnections(reading: bytes)
    var report = ImportReport()
    report.remarks = file.remarks.map { ($0.line, "\($0.what): \($0.why)") }
    if file.hidden > 0 {
      report.remarks.append((0, file.hidden == 1 ? "1 hidden member skipped" : "\(file.hidden) hidden members skipped"))
    }
    var directory = try ContactDirectory(host: host)
    for connection in file.connections { try take(connection, &directory, &report) }
    return report
  }

  private func take(
    _ connection: LinkedInConnections.Connection, _ directory: inout ContactDirectory, _ report: inout ImportReport
  ) throws {
    let fields = Importer.fields(of: connection)
    do {
      if let row = directory.find(linkedin: connection.url, email: connection.email) {
        let missing = try fields.filter { try host.value(.contact, row, $0.name) == .nothing }
        if missing.isEmpty {
          report.unchanged += 1
          return
        }
        for field in missing { try host.set(.contact, row, field: Importer.index(field.name), to: field.value) }
        directory.add(row, linkedin: connection.url, email: connection.email)
        report.updated += 1
      } else if connection.url == nil, connection.email == nil, directory.hasContact(named: connection.name) {
        // Nothing tells this row from the person who is there: making a second one would grow with each import.
        report.unchanged += 1
      } else {
        let handle = directory.freeHandle(for: connection.name)
        let row = try host.declare(
          .contact, handle: handle, fields: fields.map { (field: Importer.index($0.name), value: $0.value) })
        directory.add(row, handle: handle, name: connection.name, linkedin: connection.url, email: connection.email)
        report.created += 1
      }
    } catch let error as HostError where error.code >= 510 && error.code < 525 {
      // What the store refuses of one row is said of that row; the others go on.
      host.failure = nil
      report.remarks.append((connection.line, "\(connection.name): \(error.message)"))
    }
  }

  private static func index(_ name: String) -> Int { Noun.contact.spec.fieldIndex(name) ?? 0 }

  private static func fields(of connection: LinkedInConnections.Connection) -> [(name: String, value: Value)] {
    var fields: [(name: String, value: Value)] = [("name", .text(connection.name))]
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

/// The contacts that are there, by what they are known by.
private struct ContactDirectory {
  private var byAddress: [String: RowID] = [:]
  private var byEmail: [String: RowID] = [:]
  private var names: Set<String> = []
  private var handles: Set<String> = []

  init(host: RunHost) throws {
    for entry in try host.store.handles() { handles.insert(entry.name) }
    for row in try host.rows(.contacts) {
      add(
        row, handle: nil, name: try host.text(.contact, row, "name") ?? "",
        linkedin: try host.text(.contact, row, "linkedin"), email: try host.text(.contact, row, "email"))
    }
  }

  func find(linkedin: String?, email: String?) -> RowID? {
    if let linkedin, let row = byAddress[ContactDirectory.key(linkedin)] { return row }
    return email.flatMap { byEmail[$0.lowercased()] }
  }

  func hasContact(named name: String) -> Bool { names.contains(name) }

  mutating func add(_ row: RowID, handle: String? = nil, name: String? = nil, linkedin: String?, email: String?) {
    if let handle { handles.insert(handle) }
    if let name { names.insert(name) }
    if let linkedin { byAddress[ContactDirectory.key(linkedin)] = row }
    if let email { byEmail[email.lowercased()] = row }
  }

  /// The handle that follows from a name, numbered where another has it.
  func freeHandle(for name: String) -> String {
    let handle = HandleNames.contact(name: name)
    if !handles.contains(handle) { return handle }
    var number = 2
    while handles.contains(HandleNames.numbered(handle, number)) { number += 1 }
    return HandleNames.numbered(handle, number)
  }

  private static func key(_ address: String) -> String { LinkedInAddress.normalized(address) ?? address }
}
