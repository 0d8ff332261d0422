// Invitations into the store: an event is an interview, known by its UID, and who is invited becomes a contact - not
// oneself, and no rooms. Reading the file is ICalendar's. The invariant: an invitation that is newer by SEQUENCE, then by
// DTSTAMP (RFC 5546 2.1.5), moves its interview; an older one never does, in whatever order files come.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

extension Importer {
  mutating func takeCalendar(_ bytes: [UInt8]) throws {
    let calendar = try ICalendar(reading: bytes, zone: host.zone)
    report.remarks += calendar.remarks.map { ($0.line, "\($0.what): \($0.why)") }
    let ownEmail = try host.text(.me, Noun.meRow, "email")
    let ownName = try host.text(.me, Noun.meRow, "name")
    if ownEmail == nil, calendar.events.contains(where: { !$0.attendees.isEmpty }) {
      remark(0, "`me.email` is not set, so who of those invited is you is told by `me.name` alone")
    }
    for event in calendar.events {
      let what = event.summary ?? "an event"
      try row(event.line, what) { importer in
        try importer.take(
          event, what, isCancellation: event.method == "CANCEL",
          isOneself: { person in
            if let ownEmail, let email = person.email { return email.lowercased() == ownEmail.lowercased() }
            return ownEmail == nil && ownName != nil && person.name == ownName
          })
      }
    }
  }

  private mutating func take(
    _ event: ICalendar.Event, _ what: String, isCancellation: Bool, isOneself: (ICalendar.Person) -> Bool
  ) throws {
    let known = try host.asking { try memory.record(of: event.uid) }
    var row = try known.map { $0.row == 0 ? nil : $0.row } ?? ownInterview(event.uid)
    if let found = row, try !host.store.contains(.interview, found) {
      guard options.isOverwriting else {
        report.unchanged += 1
        return remark(event.line, "\(what): left out: you removed this interview; --overwrite brings it back")
      }
      row = nil
    }
    let isNewer = known.map { (event.sequence, event.stamp) > ($0.sequence, $0.stamp) } ?? (row == nil)
    if known?.row == 0, !event.isCancelled, !isNewer {
      report.unchanged += 1
      return remark(event.line, "\(what): skipped: it was called off")
    }
    let age = known.map { (event.sequence, event.stamp) < ($0.sequence, $0.stamp) } ?? false
    if age, !(options.isOverwriting && row == nil) {
      report.unchanged += 1
      return remark(
        event.line, "\(what): left as it is: the invitation is older than the one that was imported before")
    }
    if event.isCancelled {
      if let row { return try cancel(event, row, what, isNewer: isNewer) }
      if isCancellation {
        // Remembered, so that the invitation that it calls off does no harm if it comes later.
        try remember(event, row: 0)
        report.unchanged += 1
        return remark(event.line, "\(what): skipped: it calls off an interview that is not here")
      }
    }
    try settle(event, row, what, isNewer: isNewer && known != nil, isOneself: isOneself)
  }

  private func remember(_ event: ICalendar.Event, row: RowID) throws {
    try host.asking {
      try memory.remember(
        event.uid, ImportedRecord(noun: .interview, row: row, sequence: event.sequence, stamp: event.stamp))
    }
  }

  private mutating func cancel(_ event: ICalendar.Event, _ row: RowID, _ what: String, isNewer: Bool) throws {
    let cancelled = Enumeration.outcome.index(of: "cancelled") ?? 0
    try remember(event, row: row)
    guard case .enumeration(_, let outcome) = try host.value(.interview, row, "outcome"), outcome != cancelled,
      isNewer || options.isOverwriting
    else {
      report.unchanged += 1
      return
    }
    // Who has an answer by now keeps it: a meeting that is called off afterwards does not take it back.
    let word = Enumeration.outcome.cases[outcome]
    guard options.isOverwriting || ["waiting", "advanced"].contains(word) else {
      report.unchanged += 1
      return remark(event.line, "\(what): called off, but its outcome stays `\(word)`")
    }
    _ = try fill(.interview, row, [("outcome", .enumeration(.outcome, cancelled))], always: ["outcome"])
    report.updated += 1
    remark(event.line, "\(what): called off, so its outcome is `cancelled`")
  }

  // MARK: - The interview

  private mutating func settle(
    _ event: ICalendar.Event, _ known: RowID?, _ what: String, isNewer: Bool, isOneself: (ICalendar.Person) -> Bool
  ) throws {
    let (people, via) = try takePeople(event, isNew: known == nil, isOneself: isOneself)
    let title = EventTitle(event.summary ?? "Interview", domains: domains(of: event, isOneself))
    let (company, companyGuess) = try company(event, title, people)
    let role = event.extras["ROLE"] ?? title.role
    var fields: [ImportedField] = [
      ("role", .text(role)), ("company", .text(event.extras["COMPANY"] ?? company)),
      ("starts", .dateTime(try event.starts.inZone(host.zone))),
    ]
    if let length = event.length { fields.append(("length", .duration(length))) }
    if !people.isEmpty { fields.append(("people", .list(people.map { .noun(.contact, $0) }))) }
    if let via { fields.append(("via", .noun(.contact, via))) }
    if let place = event.location { fields.append(("place", .text(place))) }
    if let stage = event.extras["STAGE"].flatMap({ Enumeration.stage.index(of: $0) }) {
      fields.append(("stage", .enumeration(.stage, stage)))
    }
    if let outcome = event.extras["OUTCOME"].flatMap({ Enumeration.outcome.index(of: $0) }) {
      fields.append(("outcome", .enumeration(.outcome, outcome)))
    } else if event.isCancelled {
      fields.append(("outcome", .enumeration(.outcome, Enumeration.outcome.index(of: "cancelled") ?? 0)))
    }
    guard let sound = sound(.interview, fields, event.line, what) else { return }
    let date = try event.starts.inZone(host.zone).date
    // `next year` and rules need room behind it: the calendar ends with 9999.
    guard date.year < 9999 else { return remark(event.line, "\(what): skipped: it lies at the end of the calendar") }

    let handle =
      event.extras["HANDLE"].flatMap { HandleNames.isHandle($0) ? $0 : nil }
      ?? HandleNames.interview(company: event.extras["COMPANY"] ?? company, role: role, date: date)
    if let row = try known ?? sameInterview(handle, event.extras["COMPANY"] ?? company, role, starts: event.starts) {
      try move(event, row, sound, what, isNewer: isNewer)
      return try remember(event, row: row)
    }
    if event.extras["COMPANY"] == nil, let companyGuess { remark(event.line, "\(what): \(companyGuess)") }
    if event.extras["ROLE"] == nil, let guess = title.guess { remark(event.line, "\(what): \(guess)") }
    let row = try create(.interview, handle: directory.free(handle), sound)
    report.created += 1
    try remember(event, row: row)
  }

  /// The interview that this store itself has exported under that UID.
  private func ownInterview(_ uid: String) throws -> RowID? {
    let ending = Exporter.uidEnding(host.store)
    guard uid.hasSuffix(ending), let found = try host.store.row(handle: String(uid.dropLast(ending.count))),
      found.noun == .interview
    else { return nil }
    return found.row
  }

  /// The interview that the user declared themselves before the invitation came, whatever its handle.
  private func sameInterview(_ handle: String, _ company: String, _ role: String, starts: DateTime) throws -> RowID? {
    let same = try host.asking { try host.store.interviews(company: company, role: role, starts: starts) }
    if same.count == 1 { return same[0] }
    guard let found = try host.store.row(handle: handle), found.noun == .interview,
      case .dateTime(let moment) = try host.value(.interview, found.row, "starts"), moment == starts
    else { return nil }
    return found.row
  }

  private mutating func move(
    _ event: ICalendar.Event, _ row: RowID, _ fields: [ImportedField], _ what: String, isNewer: Bool
  ) throws {
    var fields = fields
    var always: Set<String> = []
    if isNewer {
      always = ["starts", "length", "people"]
      // Who was asked in addition comes to those whom the user has.
      if let index = fields.firstIndex(where: { $0.name == "people" }),
        case .list(let asked) = fields[index].value, case .list(let stored) = try host.value(.interview, row, "people")
      {
        fields[index].value = .list(stored + asked.filter { !stored.contains($0) })
      }
      if !event.isCancelled, case .enumeration(_, let outcome) = try host.value(.interview, row, "outcome"),
        Enumeration.outcome.cases[outcome] == "cancelled", !fields.contains(where: { $0.name == "outcome" })
      {
        fields.append(("outcome", .enumeration(.outcome, 0)))
        always.insert("outcome")
        remark(event.line, "\(what): it was called off and takes place after all")
      }
      if let place = event.location, let stored = try host.text(.interview, row, "place"), stored != place,
        !options.isOverwriting
      {
        remark(event.line, "\(what): its place would now be `\(place)`; yours stays `\(stored)`")
      }
    } else if !options.isOverwriting {
      // Only what is empty is filled, and a length is never empty.
      fields.removeAll { $0.name == "length" }
    }
    if case .dateTime(let before) = try host.value(.interview, row, "starts"), isNewer || options.isOverwriting,
      before != event.starts
    {
      let now = try event.starts.inZone(host.zone).text(userZone: host.zone)
      remark(event.line, "\(what): moved from \(before.text(userZone: host.zone)) to \(now)")
    }
    if try fill(.interview, row, fields, always: always) { report.updated += 1 } else { report.unchanged += 1 }
  }

  // MARK: - People

  /// The contacts whom the interview is with, and who made the connection. An organizer who is not invited while others
  /// of another company are is taken for the latter.
  private mutating func takePeople(
    _ event: ICalendar.Event, isNew: Bool, isOneself: (ICalendar.Person) -> Bool
  ) throws -> (people: [RowID], via: RowID?) {
    var people: [RowID] = []
    for attendee in event.attendees where !isOneself(attendee) {
      if let row = try take(attendee, event), !people.contains(row) { people.append(row) }
    }
    guard let organizer = event.organizer, !isOneself(organizer), let row = try take(organizer, event) else {
      return (people, nil)
    }
    if people.contains(row) { return (people, nil) }
    let others = event.attendees.filter { !isOneself($0) }.compactMap { $0.email.map(Self.domain) }
    if let email = organizer.email, !others.isEmpty, !others.contains(Self.domain(of: email)) {
      if isNew {
        remark(
          event.line,
          "\(organizer.name): invites for others, so they are guessed to be `via` whom the interview came about")
      }
      return (people, row)
    }
    return (people + [row], nil)
  }

  private mutating func take(_ person: ICalendar.Person, _ event: ICalendar.Event) throws -> RowID? {
    let isKnown = directory.find(linkedin: nil, email: person.email) != nil
    if !isKnown, let guess = person.guess { remark(event.line, guess) }
    if !isKnown, person.email != nil, let other = directory.contact(named: person.name) {
      remark(
        event.line,
        "\(person.name): there is a contact of this name, @\(try host.handle(.contact, other)), with another address "
          + "or none; this is a contact of its own")
    }
    var fields: [ImportedField] = [("name", .text(person.name))]
    if let email = person.email { fields.append(("email", .text(email))) }
    let handle = person.handle.flatMap { HandleNames.isHandle($0) ? $0 : nil }
    // A contact that the export names without an address is the one that has the handle, or else the name.
    if person.email == nil, let handle, let found = try host.store.row(handle: handle), found.noun == .contact,
      try host.text(.contact, found.row, "name") == person.name
    {
      return found.row
    }
    return try take(
      Person(line: event.line, name: person.name, email: person.email, handle: handle, fields: fields),
      isCounted: false)
  }

  // MARK: - The company

  private static func domain(of email: String) -> String {
    String(email[email.index(after: email.firstIndex(of: "@") ?? email.startIndex)...]).lowercased()
  }

  private func domains(of event: ICalendar.Event, _ isOneself: (ICalendar.Person) -> Bool) -> [String] {
    let people = event.attendees.filter { !isOneself($0) } + (event.organizer.map { isOneself($0) ? [] : [$0] } ?? [])
    return people.compactMap { $0.email.map(Self.domain) }
  }

  /// Where the people who are known work, else what the title says, else what an address says; and how it was guessed.
  private func company(
    _ event: ICalendar.Event, _ title: EventTitle, _ people: [RowID]
  ) throws -> (String, guess: String?) {
    for row in people {
      if let company = try host.text(.contact, row, "company") {
        return (company, "its company is guessed from @\(try host.handle(.contact, row)): `\(company)`")
      }
    }
    if let company = title.company { return (company, "its company is guessed from the title: `\(company)`") }
    for row in people {
      guard let email = try host.text(.contact, row, "email"),
        let company = MailDomain.company(of: Self.domain(of: email))
      else { continue }
      return (company, "its company is guessed from the address \(email): `\(company)`")
    }
    return ("Unknown", "nothing says which company it is at, so it is `Unknown`: set `company` yourself")
  }
}
