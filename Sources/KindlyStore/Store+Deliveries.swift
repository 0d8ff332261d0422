// That a letter was handed over: a fact of its own, which outlives its message. It is written whenever a message enters a
// state in which it may have left, kept when the message, its contact or its interview is removed, and found again when
// they are declared again. Leaves what follows from it to the session.
// Invariant: a letter whose handover was begun, and not withdrawn as certainly failed, has exactly one row here; no
// removal and no undo takes it away.

import GRDB
import KindlyCatalog
import KindlyTime

/// What is known of a handover.
public struct Handover: Hashable, Sendable {
  /// Whether the user has approved the letter again since it was handed over.
  public let isApprovedAgain: Bool
  /// The transport that it was last given to, and where; empty where that is not known.
  public let way: String
}

/// A letter that was handed over and whose message is gone, in words that mean the same in any store.
public struct RemovedDelivery: Hashable, Sendable {
  public var messageID: String
  public var handle: String
  public var template: String
  public var kind: Int
  public var round: Int
  public var channel: Int
  public var subject: String
  public var state: Int
  public var handedAt: Int64
  public var sentAt: Int64?
  public var name: String
  public var company: String?
  public var email: String?
  public var linkedin: String?
  /// Nil where the letter was about no interview.
  public var interview: Interview?

  public struct Interview: Hashable, Sendable {
    public var role: String
    public var company: String
    public var starts: Int64

    public init(role: String, company: String, starts: Int64) {
      self.role = role
      self.company = company
      self.starts = starts
    }
  }

  public init(
    messageID: String, handle: String, template: String, kind: Int, round: Int, channel: Int, subject: String,
    state: Int, handedAt: Int64, sentAt: Int64?, name: String, company: String?, email: String?, linkedin: String?,
    interview: Interview?
  ) {
    self.messageID = messageID
    self.handle = handle
    self.template = template
    self.kind = kind
    self.round = round
    self.channel = channel
    self.subject = subject
    self.state = state
    self.handedAt = handedAt
    self.sentAt = sentAt
    self.name = name
    self.company = company
    self.email = email
    self.linkedin = linkedin
    self.interview = interview
  }
}

extension Store {
  // MARK: - Of a message

  /// Whether a message was handed over; nil where it never was.
  public func handover(of message: RowID) throws(StoreError) -> Handover? {
    if isAbsent { return nil }
    return try access { db in
      let statement = try db.cachedStatement(sql: "SELECT is_approved_again, way FROM delivery WHERE message = ?")
      statement.setUncheckedArguments([message])
      return try Row.fetchOne(statement).map {
        Handover(isApprovedAgain: $0[0] == 1.databaseValue, way: String.fromDatabaseValue($0[1]) ?? "")
      }
    }
  }

  /// Remembers the transport that a message is being given to.
  public func setWay(_ way: String, of message: RowID) throws(StoreError) {
    try change { db in
      try run(db, "UPDATE delivery SET way = ? WHERE message = ?", [way.databaseValue, message.databaseValue])
    }
  }

  /// The user has approved a letter that was handed over before.
  public func approveAgain(_ message: RowID) throws(StoreError) {
    try change { db in
      try run(db, "UPDATE delivery SET is_approved_again = 1 WHERE message = ?", [message.databaseValue])
    }
  }

  /// It is certain that nothing of the newest handover left. An earlier one stands.
  public func withdrawHandover(of message: RowID) throws(StoreError) {
    try change { db in
      let row = message.databaseValue
      try run(
        db, "UPDATE delivery SET attempts = attempts - 1, is_approved_again = 1 WHERE message = ?", [row])
      try run(db, "DELETE FROM delivery WHERE message = ? AND attempts < 1", [row])
    }
  }

  /// Keeps the fact, where the message's new state is one in which it may have left. Each time that it begins to leave
  /// is counted.
  func noteHandover(_ message: RowID, from old: [Cell]?, _ shape: TableShape, now: DateTime, _ db: Database) throws {
    let new = try cells(.message, message)
    let state = shape.place("state")
    guard Self.hasLeft(new, shape), old?[state] != new[state] else { return }
    let isBeginning = new[state] == Self.sendingState
    try insertDelivery(message, at: Int64(now.instant), isBeginning: isBeginning, db)
  }

  /// Makes the fact, or counts one more handover of it.
  func insertDelivery(_ message: RowID, at: Int64, isBeginning: Bool = false, _ db: Database) throws {
    try run(
      db,
      """
      INSERT INTO delivery (
        message, message_id, handle, template, kind, round, channel, subject, state, handed_at, sent_at, attempts,
        is_approved_again, name
      ) VALUES (?, '', '', '', 0, 1, 0, '', 0, ?, NULL, 1, 0, '')
      ON CONFLICT (message) DO UPDATE SET attempts = attempts + ?, is_approved_again = 0
      """, [message.databaseValue, at.databaseValue, (isBeginning ? 1 : 0).databaseValue])
    try describeDelivery(message, db)
  }

  private static let sendingState = Cell.integer(Int64(Enumeration.messageState.index(of: "sending") ?? 2))

  /// Writes down what the message is now: whom it is to and what about, by which it is found again when both are gone.
  private func describeDelivery(_ message: RowID, _ db: Database) throws {
    try run(
      db,
      """
      UPDATE delivery SET (
        message_id, handle, template, kind, round, channel, subject, state, sent_at, name, company, email, linkedin,
        interview_role, interview_company, interview_starts
      ) = (
        SELECT m.message_id, m.handle, m.template, m.kind, m.round, m.channel, m.subject, m.state, m.sent_at, c.name,
          c.company, c.email, c.linkedin, i.role, i.company, i.starts
        FROM message m JOIN contact c ON c.id = m."to" LEFT JOIN interview i ON i.id = m.interview
        WHERE m.id = delivery.message
      ) WHERE message = ?
      """, [message.databaseValue])
  }

  // MARK: - Removal

  /// Keeps the facts of messages that are about to be removed. Before anything that they refer to is gone.
  func keepDeliveries(of messages: [RowID], _ db: Database) throws {
    for message in messages {
      try describeDelivery(message, db)
      try run(db, "UPDATE delivery SET message = NULL WHERE message = ?", [message.databaseValue])
    }
    if !messages.isEmpty { hasRemovedDeliveries = nil }
  }

  /// A message that comes back is the one that its fact is about.
  func returnDelivery(to message: RowID, messageID: String, _ db: Database) throws {
    try run(
      db,
      """
      UPDATE delivery SET message = ? WHERE id = (
        SELECT id FROM delivery WHERE message_id = ? AND message IS NULL ORDER BY id LIMIT 1
      ) AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = ?)
      """, [message.databaseValue, messageID.databaseValue, message.databaseValue])
    hasRemovedDeliveries = nil
  }

  /// Those whose messages are gone, in the order in which they were handed over.
  public func removedDeliveries() throws(StoreError) -> [RemovedDelivery] {
    if isAbsent { return [] }
    return try access { db in try removed(db, "", []).map(\.delivery) }
  }

  /// All of them, those of messages that are there too.
  public func allDeliveries() throws(StoreError) -> [RemovedDelivery] {
    if isAbsent { return [] }
    return try access { db in try found(db, "", []).map(\.delivery) }
  }

  /// States what was handed over in another store, whose place this one is to take, in one transaction.
  func carry(_ deliveries: [RemovedDelivery], now: DateTime) throws(StoreError) {
    if deliveries.isEmpty { return }
    try begin(.writing)
    for delivery in deliveries { try carry(delivery, now: now, zone: now.zone) }
    try commit()
    forget()
  }

  private func carry(_ delivery: RemovedDelivery, now: DateTime, zone: ZoneID) throws(StoreError) {
    if try addRemovedDelivery(delivery, now: now, zone: zone) { return }
    guard let shape = TableShape.all[Int(Noun.message.rawValue)] else { return }
    try change { db in
      guard
        let message = try RowID.fetchOne(
          db, sql: "SELECT id FROM message WHERE message_id = ?", arguments: [delivery.messageID])
      else { return }
      let old = try cells(.message, message)
      // Its message is here as it was before it left.
      guard try handover(of: message) == nil, !Self.hasLeft(old, shape) else { return }
      try insertDelivery(message, at: delivery.handedAt, db)
      let states = Enumeration.messageState.cases
      guard states.indices.contains(delivery.state) else { return }
      let state = states[delivery.state] == "sending" ? states.firstIndex(of: "in_doubt") : delivery.state
      let values: [(String, Value)] = [
        ("state", .enumeration(.messageState, state ?? delivery.state)),
        ("sent_at", try delivery.sentAt.map { .dateTime(try DateTime(instant: Int($0), zone: zone)) } ?? .nothing),
      ]
      let named = try checked(
        values.map { (field: shape.place($0.0), value: $0.1) }, shape, zone: zone, byProgram: true)
      _ = try update(shape, message, named, now: now, zone: zone, db)
    }
  }

  /// States that a letter was handed over, as another store had it. Of one that is known already nothing changes; gives
  /// whether it was new.
  public func addRemovedDelivery(_ delivery: RemovedDelivery, now: DateTime, zone: ZoneID) throws(StoreError) -> Bool {
    try change { db in
      let known = try db.cachedStatement(
        sql: "SELECT 1 FROM delivery WHERE message_id = ?1 UNION SELECT 1 FROM message WHERE message_id = ?1")
      known.setUncheckedArguments([delivery.messageID])
      if try Int.fetchOne(known) != nil { return false }
      try run(
        db,
        """
        INSERT INTO delivery (
          message, message_id, handle, template, kind, round, channel, subject, state, handed_at, sent_at, attempts,
          is_approved_again, name, company, email, linkedin, interview_role, interview_company, interview_starts
        ) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          delivery.messageID.databaseValue, delivery.handle.databaseValue, delivery.template.databaseValue,
          delivery.kind.databaseValue, delivery.round.databaseValue, delivery.channel.databaseValue,
          delivery.subject.databaseValue, delivery.state.databaseValue, delivery.handedAt.databaseValue,
          delivery.sentAt?.databaseValue ?? .null, delivery.name.databaseValue,
          delivery.company?.databaseValue ?? .null, delivery.email?.databaseValue ?? .null,
          delivery.linkedin?.databaseValue ?? .null, delivery.interview?.role.databaseValue ?? .null,
          delivery.interview?.company.databaseValue ?? .null, delivery.interview?.starts.databaseValue ?? .null,
        ])
      hasRemovedDeliveries = nil
      for found in try removed(db, "AND message_id = ?", [delivery.messageID.databaseValue]) {
        try restore(found, whatever: false, now: now, zone: zone, db)
      }
      return true
    }
  }

  // MARK: - Found again

  /// Brings back the messages of letters that have left and whose contact or interview this is, once both are there.
  func recallDeliveries(_ noun: Noun, _ row: RowID, now: DateTime, zone: ZoneID, _ db: Database) throws {
    guard noun == .contact || noun == .interview, try hasRemoved(db) else { return }
    let found: [Found]
    if noun == .contact {
      let (name, email, linkedin) = try texts(.contact, row, "name", "email", "linkedin")
      found = try removed(
        db, "AND (name = ? COLLATE NOCASE OR email = ? COLLATE NOCASE OR linkedin = ?)", [name, email, linkedin])
    } else {
      let (role, company, _) = try texts(.interview, row, "role", "company", "place")
      found = try removed(
        db, "AND interview_role = ? COLLATE NOCASE AND interview_company = ? COLLATE NOCASE", [role, company])
    }
    for one in found { try restore(one, whatever: false, now: now, zone: zone, db) }
  }

  /// The same for a message that was just drafted: whatever state its letter had, it has it again.
  func recallDelivery(of message: RowID, now: DateTime, zone: ZoneID, _ db: Database) throws {
    guard try hasRemoved(db), let shape = TableShape.all[Int(Noun.message.rawValue)] else { return }
    let cells = try cells(.message, message)
    guard case .text(let template) = cells[shape.place("template")],
      case .integer(let round) = cells[shape.place("round")]
    else { return }
    for one in try removed(db, "AND template = ? AND round = ?", [template.databaseValue, round.databaseValue]) {
      guard let place = try place(of: one.delivery, db), .integer(place.contact) == cells[shape.place("to")],
        (place.interview.map { Cell.integer($0) } ?? .nothing) == cells[shape.place("interview")]
      else { continue }
      try restore(one, whatever: true, now: now, zone: zone, db)
    }
  }

  private struct Found {
    let id: Int64
    let delivery: RemovedDelivery
  }

  private func hasRemoved(_ db: Database) throws -> Bool {
    if let known = hasRemovedDeliveries { return known }
    let found = try Int.fetchOne(db, sql: "SELECT 1 FROM delivery WHERE message IS NULL LIMIT 1") != nil
    hasRemovedDeliveries = found
    return found
  }

  private func texts(
    _ noun: Noun, _ row: RowID, _ a: String, _ b: String, _ c: String
  ) throws -> (DatabaseValue, DatabaseValue, DatabaseValue) {
    guard let shape = TableShape.all[Int(noun.rawValue)] else { return (.null, .null, .null) }
    let cells = try cells(noun, row)
    func value(_ name: String) -> DatabaseValue {
      if case .text(let text) = cells[shape.place(name)] { text.databaseValue } else { .null }
    }
    return (value(a), value(b), value(c))
  }

  private func removed(_ db: Database, _ condition: String, _ arguments: [DatabaseValue]) throws -> [Found] {
    try found(db, "WHERE message IS NULL \(condition)", arguments)
  }

  private func found(_ db: Database, _ condition: String, _ arguments: [DatabaseValue]) throws -> [Found] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, message_id, handle, template, kind, round, channel, subject, state, handed_at, sent_at, name, company,
          email, linkedin, interview_role, interview_company, interview_starts
        FROM delivery \(condition) ORDER BY id
        """, arguments: StatementArguments(cells: arguments))
    return try rows.map { row in
      guard let id = Int64.fromDatabaseValue(row[0]), let messageID = String.fromDatabaseValue(row[1]),
        let handle = String.fromDatabaseValue(row[2]), let template = String.fromDatabaseValue(row[3]),
        let kind = Int.fromDatabaseValue(row[4]), let round = Int.fromDatabaseValue(row[5]),
        let channel = Int.fromDatabaseValue(row[6]), let subject = String.fromDatabaseValue(row[7]),
        let state = Int.fromDatabaseValue(row[8]), let handedAt = Int64.fromDatabaseValue(row[9]),
        let name = String.fromDatabaseValue(row[11])
      else { throw damaged("a delivery holds what no Kindly wrote") }
      var interview: RemovedDelivery.Interview?
      if let role = String.fromDatabaseValue(row[15]), let company = String.fromDatabaseValue(row[16]),
        let starts = Int64.fromDatabaseValue(row[17])
      {
        interview = RemovedDelivery.Interview(role: role, company: company, starts: starts)
      }
      return Found(
        id: id,
        delivery: RemovedDelivery(
          messageID: messageID, handle: handle, template: template, kind: kind, round: round, channel: channel,
          subject: subject, state: state, handedAt: handedAt, sentAt: Int64.fromDatabaseValue(row[10]), name: name,
          company: String.fromDatabaseValue(row[12]), email: String.fromDatabaseValue(row[13]),
          linkedin: String.fromDatabaseValue(row[14]), interview: interview))
    }
  }

  /// The contact and the interview that it was about, where both are there: the contact by email or LinkedIn, else by
  /// name and company where no address says otherwise; the interview by role, company and the time nearest to its own on
  /// about the same day.
  private func place(of delivery: RemovedDelivery, _ db: Database) throws -> (contact: RowID, interview: RowID?)? {
    let contact = try RowID.fetchOne(
      db,
      sql: """
        SELECT id FROM contact WHERE email = ?1 COLLATE NOCASE OR linkedin = ?2
          OR (name = ?3 COLLATE NOCASE AND (company IS ?4 COLLATE NOCASE OR company IS NULL OR ?4 IS NULL)
            AND (email IS NULL OR ?1 IS NULL) AND (linkedin IS NULL OR ?2 IS NULL))
        ORDER BY email = ?1 COLLATE NOCASE DESC, linkedin = ?2 DESC, id LIMIT 1
        """, arguments: [delivery.email, delivery.linkedin, delivery.name, delivery.company])
    guard let contact else { return nil }
    guard let interview = delivery.interview else { return (contact, nil) }
    let row = try RowID.fetchOne(
      db,
      sql: """
        SELECT id FROM interview WHERE role = ?1 COLLATE NOCASE AND company = ?2 COLLATE NOCASE
          AND abs(starts - ?3) < 43200 ORDER BY abs(starts - ?3), id LIMIT 1
        """, arguments: [interview.role, interview.company, interview.starts])
    return row.map { (contact, $0) }
  }

  /// Makes the message again, or gives the one that is there the state of the letter. What was only a draft again, or
  /// given up, comes back with its draft (`whatever`), not before.
  private func restore(_ found: Found, whatever: Bool, now: DateTime, zone: ZoneID, _ db: Database) throws {
    let delivery = found.delivery
    guard let shape = TableShape.all[Int(Noun.message.rawValue)],
      let (contact, interview) = try place(of: delivery, db)
    else { return }
    let states = Enumeration.messageState.cases
    guard states.indices.contains(delivery.state) else { throw damaged("a delivery has no state") }
    var state = delivery.state
    // What was being sent when its message was removed is in doubt, and an approval did not survive its letter.
    if states[state] == "sending" { state = states.firstIndex(of: "in_doubt") ?? state }
    if states[state] == "approved" { state = states.firstIndex(of: "draft") ?? 0 }
    let hasLeft = ["written", "sent", "in_doubt"].contains(states[state])
    guard hasLeft || whatever else { return }
    let known = try findMessage(
      template: delivery.template, to: contact, interview: interview, round: delivery.round)
    let row: RowID
    if let known {
      if try handover(of: known) != nil { return }
      row = known
    } else {
      row = try insertMessage(
        MessageDraft(
          template: delivery.template, to: contact, interview: interview, round: delivery.round, kind: delivery.kind,
          subject: delivery.subject, body: "", channel: delivery.channel), now: now, zone: zone, recalling: false)
    }
    try run(
      db, "UPDATE delivery SET message = ? WHERE id = ?", [row.databaseValue, found.id.databaseValue])
    hasRemovedDeliveries = nil
    let values: [(String, Value)] = [
      ("message_id", .text(delivery.messageID)), ("state", .enumeration(.messageState, state)),
      ("sent_at", try delivery.sentAt.map { .dateTime(try DateTime(instant: Int($0), zone: zone)) } ?? .nothing),
      ("approved_at", .nothing), ("despite", .list([])),
    ]
    let named = try checked(
      values.map { (field: shape.place($0.0), value: $0.1) }, shape, zone: zone, byProgram: true)
    _ = try update(shape, row, named, now: now, zone: zone, db)
  }
}
