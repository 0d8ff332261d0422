// Messages: found by their identity, made by drafting, and moved on by the program.
// Leaves what the states mean, and when they change, to the session; here a message that has left is kept as it was.
// Invariant: template, recipient, interview and round name at most one message; its Message-ID never changes.

import GRDB
import KindlyCatalog
import KindlyTime

/// A letter on its way to becoming a message.
public struct MessageDraft: Sendable {
  public var template: String
  public var to: RowID
  public var interview: RowID?
  public var round: Int
  public var kind: Int
  public var subject: String
  public var body: String
  public var detail: String?
  public var channel: Int

  /// `kind` and `channel` are cases of MessageKind and Channel.
  public init(
    template: String, to: RowID, interview: RowID?, round: Int = 1, kind: Int, subject: String, body: String,
    detail: String? = nil, channel: Int = 0
  ) {
    self.template = template
    self.to = to
    self.interview = interview
    self.round = round
    self.kind = kind
    self.subject = subject
    self.body = body
    self.detail = detail
    self.channel = channel
  }
}

extension Store {
  /// The message with that identity.
  public func findMessage(
    template: String, to: RowID, interview: RowID?, round: Int
  ) throws(StoreError) -> RowID? {
    try access { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT id FROM message
          WHERE template = ? AND "to" = ? AND ifnull(interview, 0) = ifnull(?, 0) AND round = ?
          """)
      statement.setUncheckedArguments([template, to, interview, round])
      return try RowID.fetchOne(statement)
    }
  }

  /// Makes a message in the state `draft`. Throws `handleTaken` where its identity is taken already.
  /// A letter that was handed over before, whose message was removed since, has the state it had then.
  public func insertMessage(_ draft: MessageDraft, now: DateTime, zone: ZoneID) throws(StoreError) -> RowID {
    try insertMessage(draft, now: now, zone: zone, recalling: true)
  }

  func insertMessage(
    _ draft: MessageDraft, now: DateTime, zone: ZoneID, recalling: Bool
  ) throws(StoreError) -> RowID {
    guard let shape = TableShape.all[Int(Noun.message.rawValue)] else { throw .notYours(.message, field: "handle") }
    let recipient = try handle(.contact, draft.to)
    var interview: String?
    if let row = draft.interview { interview = try handle(.interview, row) }
    var handle = HandleNames.message(
      template: draft.template, to: recipient, interview: interview, round: draft.round)
    if let taken = try findMessage(
      template: draft.template, to: draft.to, interview: draft.interview, round: draft.round)
    {
      throw .handleTaken(
        handle: try self.handle(.message, taken), by: .message, difference: "it was drafted already")
    }
    // Nobody chose this handle, so nobody can choose another: one that is taken gets its identity's mark.
    if try owner(of: handle) != nil { handle += "-" + HandleNames.digest(identity(of: draft)) }
    if let owner = try owner(of: handle) {
      throw .handleTaken(handle: handle, by: owner.noun, difference: "a handle names one record")
    }
    let values: [(String, Value)] = [
      ("template", .text(draft.template)), ("to", .noun(.contact, draft.to)),
      ("interview", draft.interview.map { .noun(.interview, $0) } ?? .nothing), ("round", .int(Int64(draft.round))),
      ("kind", .enumeration(.messageKind, draft.kind)), ("subject", .text(draft.subject)),
      ("body", .text(draft.body)), ("detail", draft.detail.map(Value.text) ?? .nothing),
      ("channel", .enumeration(.channel, draft.channel)), ("message_id", .text(messageID(of: draft))),
    ]
    return try change { db in
      let fields = values.map { (field: shape.place($0.0), value: $0.1) }
      let row = try insert(
        shape, handle, try checked(fields, shape, zone: zone, byProgram: true), now: now, zone: zone, db)
      if recalling { try recallDelivery(of: row, now: now, zone: zone, db) }
      return row
    }
  }

  /// Writes any fields of a message but its handle and dates of record; the program's own way to move it on.
  public func updateMessage(
    _ row: RowID, _ fields: [FieldValue], now: DateTime, zone: ZoneID
  ) throws(StoreError) -> ChangeKind {
    guard let shape = TableShape.all[Int(Noun.message.rawValue)] else { return .unchanged }
    return try change { db in
      let named = try checked(fields, shape, zone: zone, byProgram: true)
      guard !named.contains(where: { $0.column.name == "message_id" }) else {
        throw StoreError.notYours(.message, field: "message_id")
      }
      let old = try cells(.message, row)
      let kind = try update(shape, row, named, now: now, zone: zone, db)
      try noteHandover(row, from: old, shape, now: now, db)
      return kind
    }
  }

  /// What a user's change of a message brings with it: it was edited, and if it was approved it is a draft again.
  func withdrawingApproval(
    _ row: RowID, _ named: [(column: Column, cell: Cell)]
  ) throws -> [(column: Column, cell: Cell)] {
    guard let shape = TableShape.all[Int(Noun.message.rawValue)] else { return named }
    let cells = try cells(.message, row)
    guard named.contains(where: { cells[$0.column.index] != $0.cell }) else { return named }
    let state = shape.columns[shape.place("state")]
    guard case .integer(let number) = cells[state.index], number >= 0, number < Enumeration.messageState.cases.count
    else { return named }
    // A rule was overridden for the letter as it was.
    var all =
      named + [
        (shape.columns[shape.place("edited")], .integer(1)), (shape.columns[shape.place("despite")], .texts([])),
      ]
    switch Enumeration.messageState.cases[Int(number)] {
    case "draft", "cancelled", "failed": break
    case "approved":
      all.append((state, .integer(0)))
      all.append((shape.columns[shape.place("approved_at")], .nothing))
    case let name: throw StoreError.messageHasLeft(handle: try handle(.message, row), state: name)
    }
    if let to = named.first(where: { $0.column.name == "to" }), case .integer(let recipient) = to.cell {
      // Whether it has left is known of this letter to this person.
      if cells[to.column.index] != to.cell, try handover(of: row) != nil {
        throw StoreError.messageHasLeft(handle: try handle(.message, row), state: "handed over")
      }
      try checkIdentity(row, cells, shape, to: recipient)
    }
    return all
  }

  /// Another recipient is another identity, which another message may have.
  private func checkIdentity(_ row: RowID, _ cells: [Cell], _ shape: TableShape, to recipient: RowID) throws {
    guard case .text(let template) = cells[shape.place("template")],
      case .integer(let round) = cells[shape.place("round")]
    else { return }
    var interview: RowID?
    if case .integer(let number) = cells[shape.place("interview")] { interview = number }
    let other = try findMessage(template: template, to: recipient, interview: interview, round: Int(round))
    if let other, other != row {
      throw StoreError.handleTaken(
        handle: try handle(.message, other), by: .message, difference: "that letter was drafted already")
    }
  }

  // MARK: - Identity

  private func identity(of draft: MessageDraft) -> String {
    "\(id) \(draft.template) \(draft.to) \(draft.interview ?? 0) \(draft.round)"
  }

  /// The same for the same identity in the same store, and not to be guessed from outside.
  private func messageID(of draft: MessageDraft) -> String {
    let identity = identity(of: draft)
    let bits = (0..<2).map { seed in
      let digits = String(HandleNames.fingerprint(identity, seed: UInt64(seed)), radix: 16)
      return String(repeating: "0", count: max(0, 16 - digits.count)) + digits
    }
    return "<\(bits.joined())@\(id).kindly.invalid>"
  }
}
