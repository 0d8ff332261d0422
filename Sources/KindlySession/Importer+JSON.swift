// Records in JSON into the store: what `to json` and `kindly export --format json` write, and any array of objects whose
// members are named as fields. Reading the text is JSONRecords', reading a value ImportedValue's.
// References are texts, `"@dana"`; they mean the record that the file calls so, whatever handle it gets here.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

/// A record of any noun, before its references are looked up.
struct ImportedRow {
  var line: Int
  var noun: Noun
  var members: [JSONValue.Member]

  func text(_ name: String) -> String? {
    if case .string(let text)? = members.first(where: { $0.name == name })?.value, !text.isEmpty { return text }
    return nil
  }
}

extension Importer {
  mutating func takeJSON(_ bytes: [UInt8]) throws {
    var rows: [ImportedRow] = []
    var history: [ImportedFact] = []
    for record in try JSONRecords(reading: bytes).records {
      guard let members = record.members else {
        remark(record.line, "skipped: it isn't an object, so it has no fields")
        continue
      }
      let noun = Self.noun(of: record.group, members)
      if let kind = noun == .message ? .message : HistoryKind.allCases.first(where: { $0.plural == record.group }) {
        history.append(ImportedFact(line: record.line, kind: kind, members: members))
      } else if let noun {
        rows.append(ImportedRow(line: record.line, noun: noun, members: members))
      } else {
        remark(record.line, "skipped: it isn't clear what kind of record this is")
      }
    }
    try take(rows, history)
  }

  /// Rows in whatever order: what others refer to comes first.
  mutating func take(_ rows: [ImportedRow], _ history: [ImportedFact] = []) throws {
    var references = ImportedReferences()
    var strangers: Set<String> = []
    for noun in [Noun.me, .contact, .interview, .note, .deadline] {
      for row in rows where row.noun == noun { try take(row, &references, &strangers) }
    }
    for kind in HistoryKind.allCases {
      for fact in history where fact.kind == kind { try take(fact, &references) }
    }
  }

  /// What no record states: taken after the records that it is about.
  private mutating func take(_ fact: ImportedFact, _ references: inout ImportedReferences) throws {
    try host.machine?.stopIfAsked()
    let (host, known) = (self.host, references)
    let entry = fact.entry
    do {
      let (isNew, message) = try host.take(entry) { handle, noun in
        if let found = known.record(handle), noun == nil || found.noun == noun { return found }
        guard let found = try host.store.row(handle: handle), noun == nil || found.noun == noun else { return nil }
        return (found.noun, found.row)
      }
      if isNew { report.created += 1 } else { report.unchanged += 1 }
      // Under the handle of the file, whatever it has here.
      if let message, let handle = entry.facts.first(where: { $0.name == "handle" })?.text {
        references.add(handle, .message, message)
      }
    } catch let error as HostError {
      host.failure = nil
      remark(fact.line, "\(fact.kind.rawValue): skipped: \(error.message)")
    }
  }

  /// The noun that an array stands for, or that an object's members tell.
  private static func noun(of group: String?, _ members: [JSONValue.Member]) -> Noun? {
    if let group {
      return Noun.shown.first { $0.spec.isStored && ($0.spec.plural == group || $0.word == group) }
    }
    let names = Set(members.map(\.name))
    if names.isSuperset(of: ["subject", "body"]) { return .message }
    if names.contains("starts") { return .interview }
    if names.contains("due") { return .deadline }
    if names.contains("text") { return .note }
    return names.contains("name") ? .contact : nil
  }

  // MARK: - A row

  private mutating func take(
    _ row: ImportedRow, _ references: inout ImportedReferences, _ strangers: inout Set<String>
  ) throws {
    let noun = row.noun
    let what = noun.spec.headline.flatMap { row.text($0) } ?? noun.word
    let fields = try read(row, what, references, &strangers)
    let missing = noun.fields.filter { field in
      field.initial == .required && field.access == .user && !fields.contains { $0.name == field.name }
    }
    guard missing.isEmpty else {
      let names = missing.map { "`\($0.name)`" }.joined(separator: " and ")
      return remark(row.line, "\(what): skipped: it has no \(names)")
    }
    let wished = row.text("handle").flatMap { HandleNames.isHandle($0) ? $0 : nil }
    let made: RowID?
    switch noun {
    case .contact: made = try takeContact(row, wished, fields)
    case .me:
      guard let all = sound(.me, fields, row.line, what) else { return }
      let sound = try withoutTrusted(all, row.line)
      var isChanged = false
      try self.row(row.line, what) { isChanged = try $0.fill(.me, Noun.meRow, sound) }
      if isChanged { report.updated += 1 } else { report.unchanged += 1 }
      return
    default: made = try takeOther(noun, row, what, wished, fields)
    }
    if let made, let name = row.text("handle") { references.add(name, noun, made) }
  }

  /// The settings that a file may bring; each of the others that differs is reported with the line that sets it.
  private mutating func withoutTrusted(_ fields: [ImportedField], _ line: Int) throws -> [ImportedField] {
    var left: [ImportedField] = []
    for (name, value) in fields {
      guard let place = Noun.me.spec.fieldIndex(name), Noun.me.fields[place].isTrusted else {
        left.append((name, value))
        continue
      }
      if try host.value(.me, Noun.meRow, field: place) == value { continue }
      guard Noun.me.fields[place].isStored else {
        remark(line, "me: `\(name)` skipped: it can be set only in `init.kindly`")
        continue
      }
      let setting = Noun.me.fields[place].setting(value)
      remark(line, "me: `\(name)` skipped: only you can change it; to do so, paste this at the prompt: \(setting)")
    }
    return left
  }

  /// The fields of a row that can be read. By itself, so that nothing holds the references when they grow.
  private mutating func read(
    _ row: ImportedRow, _ what: String, _ known: ImportedReferences, _ strangers: inout Set<String>
  ) throws -> [ImportedField] {
    let (noun, host) = (row.noun, self.host)
    let reader = ImportedValue(zone: host.zone) { handle, noun in
      try known.row(handle, noun) ?? host.store.row(handle: handle).flatMap { $0.noun == noun ? $0.row : nil }
    }
    var fields: [ImportedField] = []
    for member in row.members where member.value != .null {
      guard let place = noun.spec.fieldIndex(member.name) else {
        if strangers.insert("\(noun.word).\(member.name)").inserted {
          remark(row.line, "`\(member.name)` left out, here and below: \(noun.spec.typeName) has no such field")
        }
        continue
      }
      let field = noun.fields[place]
      // A handle and the dates of record are not the user's; `at` of a note and the like are.
      guard field.access == .user else { continue }
      let found = try reader.read(member.value, as: field)
      switch found {
      case .success(let value): if value != .nothing { fields.append((member.name, value)) }
      case .failure(let trouble):
        remark(row.line, "\(what): `\(member.name)` left out: \(trouble.words)")
      }
    }
    return fields
  }

  private mutating func takeContact(
    _ row: ImportedRow, _ wished: String?, _ fields: [ImportedField]
  ) throws -> RowID? {
    var fields = fields
    func text(_ name: String) -> String? {
      if case .text(let text)? = fields.first(where: { $0.name == name })?.value { return text }
      return nil
    }
    // What is no address is nothing to know anybody by; it stays among the fields, to be complained of.
    let email = text("email").flatMap { EmailAddress.normalized($0) }
    if let email, let index = fields.firstIndex(where: { $0.name == "email" }) { fields[index].value = .text(email) }
    let person = Person(
      line: row.line, name: text("name") ?? "", email: email, linkedin: text("linkedin"), handle: wished,
      fields: fields)
    // The record that has the handle and the name is the same, where no address says otherwise.
    if let wished, directory.find(linkedin: person.linkedin, email: email) == nil,
      let found = try host.store.row(handle: wished), found.noun == .contact,
      try host.text(.contact, found.row, "name") == person.name,
      try email == nil || host.text(.contact, found.row, "email") == nil,
      try person.linkedin == nil || host.text(.contact, found.row, "linkedin") == nil
    {
      directory.add(found.row, name: person.name, linkedin: person.linkedin, email: email)
      guard person.linkedin != nil || email != nil else { return try fillCounted(.contact, found.row, row, fields) }
    }
    return try take(person)
  }

  /// Interviews, notes and deadlines: known by their handle, if what they are agrees too.
  private mutating func takeOther(
    _ noun: Noun, _ row: ImportedRow, _ what: String, _ wished: String?, _ fields: [ImportedField]
  ) throws -> RowID? {
    guard let sound = sound(noun, fields, row.line, what) else { return nil }
    var result: RowID?
    try self.row(row.line, what) { importer in
      let base = try wished ?? importer.derivedHandle(noun, sound)
      let byDate = wished == nil
      // A date that is part of the handle is part of what they are known by.
      let stem = byDate ? base : "@" + base
      try importer.lookAtNamesakes(noun, base, stem, byDate: byDate)
      let key = try importer.contentKey(noun, byDate: byDate) { name in
        sound.first { $0.name == name }?.value ?? .nothing
      }
      for known in importer.directory.namesakes[stem]?.rows[key] ?? []
      where try importer.isSame(noun, known, sound, byDate: byDate) {
        result = try importer.fillCounted(noun, known, row, sound)
        return
      }
      let made = try importer.create(noun, handle: importer.directory.namesakes[stem]?.handle ?? base, sound)
      importer.directory.namesakes[stem]?.rows[key, default: []].append(made)
      importer.report.created += 1
      result = made
    }
    return result
  }

  /// Notes the records that have a handle, or the same with a number, by what they are: each of them once.
  private mutating func lookAtNamesakes(_ noun: Noun, _ base: String, _ stem: String, byDate: Bool) throws {
    var namesakes = directory.namesakes.removeValue(forKey: stem) ?? ImportDirectory.Namesakes(handle: base)
    defer { directory.namesakes[stem] = namesakes }
    while directory.isTaken(namesakes.handle) {
      if let found = try host.store.row(handle: namesakes.handle), found.noun == noun {
        let key = try contentKey(noun, byDate: byDate) { try host.value(noun, found.row, $0) }
        if namesakes.rows[key]?.contains(found.row) != true { namesakes.rows[key, default: []].append(found.row) }
      }
      namesakes.number += 1
      namesakes.handle = HandleNames.numbered(base, namesakes.number)
    }
  }

  /// Equal for records that may be the same.
  private func contentKey(_ noun: Noun, byDate: Bool, _ value: (String) throws -> Value) throws -> String {
    try identity(of: noun, byDate: byDate).map { name in
      switch try value(name) {
      case .text(let text): name == "text" ? text : HandleNames.words(text)
      case .noun(_, let row): "@\(row)"
      case .dateTime(let moment): "\(moment.instant)"
      default: ""
      }
    }.joined(separator: "\u{0}")
  }

  private mutating func fillCounted(
    _ noun: Noun, _ row: RowID, _ source: ImportedRow, _ fields: [ImportedField]
  ) throws -> RowID {
    if try fill(noun, row, fields) { report.updated += 1 } else { report.unchanged += 1 }
    return row
  }

  private func derivedHandle(_ noun: Noun, _ fields: [ImportedField]) throws -> String {
    let values = Dictionary(fields.map { ($0.name, $0.value) }) { $1 }
    func text(_ name: String) -> String { if case .text(let text)? = values[name] { text } else { "" } }
    func handles(_ names: String...) throws -> [String] {
      try names.compactMap { name in
        guard case .noun(let noun, let row)? = values[name] else { return nil }
        return try host.handle(noun, row)
      }
    }
    switch noun {
    case .interview:
      guard case .dateTime(let starts)? = values["starts"] else { return noun.word }
      return HandleNames.interview(
        company: text("company"), role: text("role"), date: try starts.inZone(host.zone).date)
    case .deadline:
      return HandleNames.deadline(title: text("title"), targets: try handles("interview", "contact"))
    default: return HandleNames.note(text: text("text"), targets: try handles("contact", "interview"))
    }
  }

  /// The fields that tell one record from another.
  private func identity(of noun: Noun, byDate: Bool) -> [String] {
    switch noun {
    case .interview: byDate ? ["company", "role", "starts"] : ["company", "role"]
    case .deadline: ["title", "interview", "contact"]
    default: ["text", "contact", "interview"]
    }
  }

  private func isSame(_ noun: Noun, _ row: RowID, _ fields: [ImportedField], byDate: Bool) throws -> Bool {
    try identity(of: noun, byDate: byDate).allSatisfy { name in
      let stored = try host.value(noun, row, name)
      let value = fields.first { $0.name == name }?.value ?? .nothing
      if case .text(let a) = stored, case .text(let b) = value, name != "text" { return HandleNames.areAlike(a, b) }
      return stored == value
    }
  }
}

/// A fact in JSON.
struct ImportedFact {
  var line: Int
  var kind: HistoryKind
  var members: [JSONValue.Member]

  /// Lists and nulls state nothing, and members that are no facts, such as computed fields, are left out.
  var entry: HistoryEntry {
    HistoryEntry(
      kind: kind,
      facts: members.filter { kind.facts.contains($0.name) }.compactMap { member in
        switch member.value {
        case .string(let text): (member.name, text)
        case .int(let number): (member.name, "\(number)")
        case .bool(let flag): (member.name, flag ? "true" : "false")
        case .null, .number, .array, .object: nil
        }
      })
  }
}

/// What the handles of a file stand for in the store.
struct ImportedReferences {
  private var rows: [String: (noun: Noun, row: RowID)] = [:]

  mutating func add(_ handle: String, _ noun: Noun, _ row: RowID) { rows[handle] = (noun, row) }

  func record(_ handle: String) -> (noun: Noun, row: RowID)? { rows[handle] }

  func row(_ handle: String, _ noun: Noun) -> RowID? {
    rows[handle].flatMap { $0.noun == noun ? $0.row : nil }
  }
}
