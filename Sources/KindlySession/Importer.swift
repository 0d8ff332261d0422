// Brings files into the store: what sort a file is, which record a row is, what it may fill, and the report of what was
// skipped or guessed and why. Reading the formats is KindlyFormats'; each has a file of its own beside this one.
// The invariant: what the user recorded stays, unless they ask for the other way; importing again changes nothing.
// The transaction is the caller's.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

/// How files are to be brought in.
public struct ImportOptions: Sendable {
  /// Whether nothing is kept.
  public var isDryRun = false
  /// `name=Full Name,email=E-mail`: which column of a CSV fills which field of a contact.
  public var map: String?
  /// Whether what the file says wins over what is recorded.
  public var isOverwriting = false

  public init(isDryRun: Bool = false, map: String? = nil, isOverwriting: Bool = false) {
    self.isDryRun = isDryRun
    self.map = map
    self.isOverwriting = isOverwriting
  }
}

/// What an import did, or would do.
public struct ImportReport: Sendable {
  public var created = 0
  public var updated = 0
  public var unchanged = 0
  /// A line of the file, 0 for the whole of it, and what is to be said of it.
  public var remarks: [(line: Int, text: String)] = []

  /// Those of lines in the order of the lines; those of the whole file stay where they are.
  private var ordered: [(line: Int, text: String)] {
    var ofLines = remarks.enumerated().filter { $0.element.line > 0 }
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)[...]
    return remarks.map { $0.line > 0 ? ofLines.removeFirst() : $0 }
  }

  /// As it is read: how many of what, then a line a remark.
  func lines(_ name: String, _ how: ImportOptions) -> [String] {
    let (tense, filled) = (how.isDryRun ? "would be " : "", how.isOverwriting ? "changed" : "filled in")
    return ["\(name): \(created) \(tense)new, \(updated) \(tense)\(filled), \(unchanged) as they were"]
      + ordered.map { remark in
        let text = Printable.line(remark.text)
        return remark.line > 0 ? "  line \(remark.line): \(text)" : "  \(text)"
      }
  }
}

/// A field by its name, and what it is to hold.
typealias ImportedField = (name: String, value: Value)

struct Importer {
  /// What a file is.
  enum Kind {
    case connections, addressBook, calendar, json, table, script
  }

  let host: RunHost
  let options: ImportOptions
  var report = ImportReport()
  var directory: ImportDirectory
  let memory: ImportMemory

  init(host: RunHost, options: ImportOptions) throws {
    self.host = host
    self.options = options
    directory = try ImportDirectory(host: host)
    memory = ImportMemory(store: host.store)
  }

  /// Tells what a file is from its content; its name is asked where content leaves it open.
  static func kind(of bytes: [UInt8], path: String, hasMap: Bool) -> Kind {
    if VCard.recognizes(bytes) { return .addressBook }
    if ICalendar.recognizes(bytes) { return .calendar }
    let name = path.lowercased()
    if name.hasSuffix(".kindly") || bytes.starts(with: Exporter.firstWords.utf8) { return .script }
    if !name.hasSuffix(".csv"), JSONRecords.recognizes(bytes) { return .json }
    if hasMap { return .table }
    return LinkedInConnections.recognizes(bytes) ? .connections : .table
  }

  /// Brings a file of any sort but a script into the store.
  mutating func take(_ bytes: [UInt8], _ kind: Kind) throws {
    switch kind {
    case .connections: try takeConnections(bytes)
    case .addressBook: try takeAddressBook(bytes)
    case .calendar: try takeCalendar(bytes)
    case .json: try takeJSON(bytes)
    case .table: try takeTable(bytes)
    case .script: break
    }
  }

  // MARK: - Writing

  mutating func remark(_ line: Int, _ text: String) { report.remarks.append((line, text)) }

  /// Does the work of a row. What the store refuses of one row is said of that row; the others go on, unless the run is
  /// to end.
  mutating func row(_ line: Int, _ what: String, _ work: (inout Importer) throws -> Void) throws {
    try host.machine?.stopIfAsked()
    do {
      try work(&self)
    } catch let error as HostError where error.code >= 510 && error.code < 525 {
      host.failure = nil
      remark(line, "\(what): skipped: \(error.message)")
    }
  }

  /// The fields whose values the store takes; nil, with a remark, where a required one is refused.
  mutating func sound(_ noun: Noun, _ fields: [ImportedField], _ line: Int, _ what: String) -> [ImportedField]? {
    var sound: [ImportedField] = []
    for field in fields {
      guard let place = noun.spec.fieldIndex(field.name) else { continue }
      guard let complaint = noun.fields[place].complaint(about: field.value) else {
        sound.append(field)
        continue
      }
      if noun.fields[place].initial == .required {
        remark(line, "\(what): skipped: `\(field.name)`: \(complaint)")
        return nil
      }
      remark(line, "\(what): `\(field.name)` left out: \(complaint)")
    }
    return sound
  }

  /// Fills what is empty in a record that is there, or all that differs where the file is to win; of `always` in any
  /// case. Gives whether anything changed.
  mutating func fill(
    _ noun: Noun, _ row: RowID, _ fields: [ImportedField], always: Set<String> = []
  ) throws -> Bool {
    try write(changes(noun, row, fields, always: always), noun, row)
  }

  /// The fields that `fill` would write.
  private func changes(
    _ noun: Noun, _ row: RowID, _ fields: [ImportedField], always: Set<String> = []
  ) throws -> [ImportedField] {
    try fields.filter { name, value in
      guard let place = noun.spec.fieldIndex(name) else { return false }
      let stored = try host.value(noun, row, field: place)
      let isWanted = options.isOverwriting || always.contains(name) || Self.isEmpty(stored, noun.fields[place])
      return isWanted && stored != value
    }
  }

  private func write(_ changes: [ImportedField], _ noun: Noun, _ row: RowID) throws -> Bool {
    if changes.isEmpty { return false }
    _ = try host.record(
      noun, handle: noun == .me ? nil : try host.handle(noun, row),
      fields: changes.compactMap { field in noun.spec.fieldIndex(field.name).map { (field: $0, value: field.value) } })
    return true
  }

  /// Makes a record.
  mutating func create(_ noun: Noun, handle: String, _ fields: [ImportedField]) throws -> RowID {
    let row = try host.record(
      noun, handle: handle,
      fields: fields.compactMap { field in noun.spec.fieldIndex(field.name).map { (field: $0, value: field.value) } }
    ).row
    directory.add(handle: handle)
    return row
  }

  /// Nothing, an empty list, and what stands where nobody said anything else.
  private static func isEmpty(_ value: Value, _ field: FieldSpec) -> Bool {
    switch (value, field.initial) {
    case (.nothing, _), (.list([]), _): true
    case (.enumeration(_, let number), .enumeration(let initial)): number == initial
    case (.time(let time), .time(let initial)): time.seconds == initial
    case (.text(let text), .text(let initial)): text == initial
    default: false
    }
  }

  // MARK: - Contacts

  /// A contact as a file describes one.
  struct Person {
    var line: Int
    var name: String
    var email: String?
    var linkedin: String?
    /// The handle that it would like to have.
    var handle: String?
    var fields: [ImportedField]
  }

  /// Finds the contact, fills it or makes it; nil where the row is refused. `isCounted` is whether the report counts
  /// a contact that is there already.
  @discardableResult
  mutating func take(_ person: Person, isCounted: Bool = true) throws -> RowID? {
    var result: RowID?
    try row(person.line, person.name) { importer in
      if let found = importer.find(person) {
        result = found
        return try importer.fill(found, person, isCounted: isCounted)
      }
      guard let fields = importer.sound(.contact, person.fields, person.line, person.name) else { return }
      // By an address that the store refuses nobody would be found again.
      var person = person
      person.fields = fields
      if !fields.contains(where: { $0.name == "email" }) { person.email = nil }
      if !fields.contains(where: { $0.name == "linkedin" }) { person.linkedin = nil }
      if let found = importer.find(person) {
        result = found
        return try importer.fill(found, person, isCounted: isCounted)
      }
      let handle = importer.directory.free(person.handle ?? HandleNames.contact(name: person.name))
      let row = try importer.create(.contact, handle: handle, fields)
      importer.directory.add(row, name: person.name, linkedin: person.linkedin, email: person.email)
      importer.report.created += 1
      result = row
    }
    return result
  }

  /// Nothing tells a row without an address from the person of its name who is there: making a second one would grow
  /// with each import.
  private func find(_ person: Person) -> RowID? {
    if person.linkedin == nil, person.email == nil { return directory.contact(named: person.name) }
    return directory.find(linkedin: person.linkedin, email: person.email)
  }

  /// Only what will be written is asked whether the store takes it: most rows of a file that comes again change nothing.
  private mutating func fill(_ row: RowID, _ person: Person, isCounted: Bool) throws {
    let wanted = try changes(.contact, row, person.fields)
    let sound = wanted.isEmpty ? [] : sound(.contact, wanted, person.line, person.name) ?? []
    if try write(sound, .contact, row) {
      directory.add(row, name: person.name, linkedin: person.linkedin, email: person.email)
      report.updated += 1
    } else if isCounted {
      report.unchanged += 1
    }
  }
}

/// The records that are there, by what they are known by.
struct ImportDirectory {
  private var byAddress: [String: RowID] = [:]
  private var byEmail: [String: RowID] = [:]
  private var byName: [String: RowID] = [:]
  private var handles: Set<String> = [Store.meHandle]
  /// Records that would all have the same handle.
  struct Namesakes {
    /// The first handle that may be free, and its number.
    var handle: String
    var number = 1
    var rows: [String: [RowID]] = [:]
  }

  /// By the handle that they would have.
  var namesakes: [String: Namesakes] = [:]
  /// For a handle that many records would have: the first number that may be free.
  private var numbers: [String: Int] = [:]

  init(host: RunHost) throws {
    for entry in try host.store.handles() { handles.insert(entry.name) }
    for row in try host.rows(.contacts) {
      add(
        row, name: try host.text(.contact, row, "name") ?? "", linkedin: try host.text(.contact, row, "linkedin"),
        email: try host.text(.contact, row, "email"))
    }
  }

  func find(linkedin: String?, email: String?) -> RowID? {
    if let linkedin, let row = byAddress[ImportDirectory.key(linkedin)] { return row }
    return email.flatMap { byEmail[$0.lowercased()] }
  }

  /// The first contact of that name.
  func contact(named name: String) -> RowID? { byName[name] }

  func isTaken(_ handle: String) -> Bool { handles.contains(handle) }

  mutating func add(handle: String) { handles.insert(handle) }

  mutating func add(_ row: RowID, name: String, linkedin: String?, email: String?) {
    if byName[name] == nil { byName[name] = row }
    if let linkedin { byAddress[ImportDirectory.key(linkedin)] = row }
    if let email { byEmail[email.lowercased()] = row }
  }

  /// The handle, numbered where another has it.
  mutating func free(_ handle: String) -> String {
    if !handles.contains(handle) { return handle }
    var number = numbers[handle] ?? 2
    while handles.contains(HandleNames.numbered(handle, number)) { number += 1 }
    numbers[handle] = number
    return HandleNames.numbered(handle, number)
  }

  private static func key(_ address: String) -> String { LinkedInAddress.normalized(address) ?? address }
}

/// What is remembered of events between imports: which interview a UID is, and how new the invitation was.
struct ImportMemory {
  let store: Store
  static let source = "ics"

  func record(of uid: String) throws(StoreError) -> ImportedRecord? { try store.imported(Self.source, key: uid) }

  func remember(_ uid: String, _ record: ImportedRecord) throws(StoreError) {
    try store.setImported(Self.source, key: uid, record)
  }
}
