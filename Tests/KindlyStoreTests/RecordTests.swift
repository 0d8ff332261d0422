// Removing, the order of rows, messages by their identity, and the record of changes.

import KindlyCatalog
import KindlyStore
import KindlyTime
import Testing

@Suite struct RecordTests {
  let store: Store

  init() throws { store = try Store.fresh() }

  private func scene() throws -> (dana: RowID, lee: RowID, onsite: RowID, note: RowID) {
    let dana = try store.say(.contact, "dana", ["name": .text("Dana")]).row
    let lee = try store.say(.contact, "lee", ["name": .text("Lee")]).row
    let onsite = try store.say(
      .interview, "onsite",
      [
        "role": .text("r"), "company": .text("c"), "starts": .dateTime(moment("2026-11-24 10:00")),
        "people": .list([.noun(.contact, dana), .noun(.contact, lee)]),
      ]
    ).row
    let note = try store.say(.note, "n", ["text": .text("bees"), "interview": .noun(.interview, onsite)]).row
    return (dana, lee, onsite, note)
  }

  // MARK: - Removing

  @Test func whatIsReferredToStays() throws {
    let scene = try scene()
    let error = storeError { try store.remove(.contact, scene.dana) }
    #expect(error == .referredTo(handle: "dana", by: ["onsite"]))
    #expect(error?.code == 515)
    #expect(error?.message == "`@dana` is still referred to by `@onsite`")
    #expect(try store.rows(of: .contact) == [scene.dana, scene.lee])
  }

  @Test func withItsRecordsTakesThemAlong() throws {
    let scene = try scene()
    try store.remove(.contact, scene.dana, withRecords: true)
    #expect(try store.rows(of: .contact) == [scene.lee])
    #expect(try store.rows(of: .interview).isEmpty)
    #expect(try store.rows(of: .note).isEmpty)
    #expect(try store.row(handle: "dana") == nil)
    #expect(try store.row(handle: "onsite") == nil)
    #expect(storeError { _ = try store.get(.contact, scene.dana, "name") } == .noSuchRecord(.contact, scene.dana))
    // The row is nobody else's afterwards.
    #expect(try store.say(.contact, "dana", ["name": .text("Dana")]).row > scene.lee)
    try store.commit()
  }

  @Test func removingTakesAliasesAlong() throws {
    let dana = try store.say(.contact, "dana", ["name": .text("Dana")]).row
    try store.rename(.contact, dana, to: "d", now: moment("2026-11-25 09:00"))
    try store.remove(.contact, dana)
    #expect(try store.handles().isEmpty)
    #expect(try store.row(handle: "dana") == nil)
    #expect(storeError { try store.remove(.contact, dana) } == .noSuchRecord(.contact, dana))
    #expect(storeError { try store.remove(.me, 1) } == .cannotRemove(.me))
  }

  @Test func rowsComeInOrderOfCreation() throws {
    let rows = try ["zoe", "ann", "mia"].map { try store.say(.contact, $0, ["name": .text($0)]).row }
    #expect(try store.rows(of: .contact) == rows)
    let more = try store.say(.contact, "bea", ["name": .text("bea")]).row
    #expect(try store.rows(of: .contact) == rows + [more])
    try store.remove(.contact, rows[1])
    #expect(try store.rows(of: .contact) == [rows[0], rows[2], more])
  }

  // MARK: - Changes

  @Test func changesAreTheNetEffect() throws {
    let scene = try scene()
    try store.commit()
    try store.begin(.writing)
    #expect(try store.changes(zone: .utc).isEmpty)
    try store.put(.contact, scene.dana, "company", .text("Acme"))
    try store.put(.contact, scene.dana, "company", .text("Globex"))
    try store.put(.contact, scene.lee, "company", .text("Acme"))
    try store.put(.contact, scene.lee, "company", .nothing)
    try store.rename(.interview, scene.onsite, to: "acme-onsite", now: moment("2026-11-25 09:00"))
    try store.remove(.note, scene.note)
    let mia = try store.say(.contact, "mia", ["name": .text("Mia")])
    let gone = try store.say(.contact, "gone", ["name": .text("Gone")])
    try store.remove(.contact, gone.row)

    let changes = try store.changes(zone: .utc)
    #expect(changes.map(\.kind) == [.updated, .updated, .removed, .created])
    #expect(changes.map(\.handle) == ["dana", "acme-onsite", "n", "mia"])
    #expect(changes[0].fields.map(\.name) == ["company"])
    #expect(changes[0].fields.first?.old == .nothing)
    #expect(changes[0].fields.first?.new == .text("Globex"))
    #expect(changes[1].fields.first?.old == .text("onsite"))
    #expect(changes[3].row == mia.row)
    #expect(changes[3].fields.map(\.name) == ["name", "role", "linkedin_ok"])
  }

  // MARK: - Messages

  private func draft(_ scene: (dana: RowID, lee: RowID, onsite: RowID, note: RowID), round: Int = 1) -> MessageDraft {
    MessageDraft(
      template: "check_in", to: scene.dana, interview: scene.onsite, round: round, kind: 1, subject: "Hello",
      body: "Dear Dana,\n…")
  }

  @Test func aMessageIsKnownByItsIdentity() throws {
    let scene = try scene()
    let now = try moment("2026-11-25 09:00")
    let first = try store.insertMessage(draft(scene), now: now, zone: .utc)
    #expect(try store.handle(.message, first) == "check-in-dana-onsite")
    #expect(try store.findMessage(template: "check_in", to: scene.dana, interview: scene.onsite, round: 1) == first)
    #expect(try store.findMessage(template: "check_in", to: scene.dana, interview: nil, round: 1) == nil)
    #expect(storeError { _ = try store.insertMessage(draft(scene), now: now, zone: .utc) }?.code == 511)
    let second = try store.insertMessage(draft(scene, round: 2), now: now, zone: .utc)
    #expect(try store.handle(.message, second) == "check-in-dana-onsite-2")
    var alone = draft(scene)
    alone.interview = nil
    let third = try store.insertMessage(alone, now: now, zone: .utc)
    #expect(try store.handle(.message, third) == "check-in-dana")
    #expect(storeError { _ = try store.insertMessage(alone, now: now, zone: .utc) }?.code == 511)

    let ids = try Set([first, second, third].map { try store.get(.message, $0, "message_id") })
    #expect(ids.count == 3)
    #expect(try store.get(.message, first, "state") == choice(.messageState, "draft"))
    #expect(try store.get(.message, first, "edited") == .bool(false))
  }

  @Test func aHandleThatIsTakenDoesNotKeepALetterFromBeingDrafted() throws {
    let scene = try scene()
    try store.say(.contact, "check-in-dana-onsite", ["name": .text("X")])
    let row = try store.insertMessage(draft(scene), now: moment("2026-11-25 09:00"), zone: .utc)
    #expect(try store.handle(.message, row).hasPrefix("check-in-dana-onsite-"))
  }

  @Test func changingAnApprovedMessageMakesItADraftAgain() throws {
    let scene = try scene()
    let now = try moment("2026-11-25 09:00")
    let row = try store.insertMessage(draft(scene), now: now, zone: .utc)
    func move(to state: String) throws {
      let fields: [FieldValue] = try [
        (#require(Noun.message.spec.fieldIndex("state")), choice(.messageState, state)),
        (#require(Noun.message.spec.fieldIndex("approved_at")), .dateTime(now)),
      ]
      _ = try store.updateMessage(row, fields, now: now, zone: .utc)
    }
    try move(to: "approved")
    #expect(try store.put(.message, row, "subject", .text("Hello")) == .unchanged)
    #expect(try store.get(.message, row, "state") == choice(.messageState, "approved"))
    #expect(try store.put(.message, row, "subject", .text("Hello again")) == .updated)
    #expect(try store.get(.message, row, "state") == choice(.messageState, "draft"))
    #expect(try store.get(.message, row, "approved_at") == .nothing)
    #expect(try store.get(.message, row, "edited") == .bool(true))
    for state in ["sending", "written", "sent", "in_doubt"] {
      try move(to: state)
      let error = storeError { try store.put(.message, row, "body", .text("x")) }
      #expect(error == .messageHasLeft(handle: "check-in-dana-onsite", state: state))
    }
    #expect(storeError { try store.put(.message, row, "state", choice(.messageState, "sent")) }?.code == 516)
  }

  @Test func anotherRecipientMustNotHaveTheLetterAlready() throws {
    let scene = try scene()
    let now = try moment("2026-11-25 09:00")
    let first = try store.insertMessage(draft(scene), now: now, zone: .utc)
    var other = draft(scene)
    other.to = scene.lee
    _ = try store.insertMessage(other, now: now, zone: .utc)
    #expect(storeError { try store.put(.message, first, "to", .noun(.contact, scene.lee)) }?.code == 511)
  }
}
