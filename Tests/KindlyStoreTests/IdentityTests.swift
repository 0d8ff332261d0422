// Identity, sentence by sentence: which record a declaration means.

import KindlyCatalog
import KindlyStore
import KindlyTime
import Testing

@Suite struct IdentityTests {
  let store: Store

  init() throws { store = try Store.fresh() }

  private func interview(
    _ handle: String? = nil, role: String = "Senior Accountant", company: String = "Acme", on starts: String
  ) throws -> Store.Declared {
    try store.say(
      .interview, handle,
      ["role": .text(role), "company": .text(company), "starts": .dateTime(moment(starts))])
  }

  @Test func aDeclarationWithTheHandleOfARecordUpdatesWhatItNamesAndLeavesTheRest() throws {
    let made = try store.say(
      .contact, "dana", ["name": .text("Dana Reyes"), "company": .text("Acme"), "phone": .text("+1 212 555 0100")])
    #expect(made.change == .created)
    let again = try store.say(.contact, "dana", ["company": .text("Globex")], at: "2026-11-25 09:00")
    #expect(again == .init(row: made.row, change: .updated))
    #expect(try store.get(.contact, made.row, "company") == .text("Globex"))
    #expect(try store.get(.contact, made.row, "name") == .text("Dana Reyes"))
    #expect(try store.get(.contact, made.row, "phone") == .text("+1 212 555 0100"))
    #expect(try store.get(.contact, made.row, "created_at") == .dateTime(moment("2026-11-24 09:00")))
    #expect(try store.get(.contact, made.row, "updated_at") == .dateTime(moment("2026-11-25 09:00")))
  }

  @Test func theSameAgainChangesNothing() throws {
    let fields: KeyValuePairs<String, Value> = ["name": .text("Dana Reyes"), "tags": .list([.text("a")])]
    let made = try store.say(.contact, "dana", fields)
    #expect(try store.say(.contact, "dana", fields, at: "2026-11-25 09:00") == .init(row: made.row, change: .unchanged))
    #expect(try store.get(.contact, made.row, "updated_at") == .dateTime(moment("2026-11-24 09:00")))
  }

  @Test func aHandleIsUniqueOverAllNouns() throws {
    try store.say(.contact, "dana", ["name": .text("Dana Reyes")])
    let error = storeError { _ = try interview("dana", on: "2026-11-24 10:00") }
    #expect(error == .handleOfAnotherNoun(handle: "dana", is: .contact, wanted: .interview))
    #expect(error?.code == 510)
    #expect(storeError { try store.say(.contact, "me", ["name": .text("Dana")]) }?.code == 510)
  }

  @Test func withoutAHandleItFollowsFromTheContent() throws {
    let dana = try store.say(.contact, ["name": .text("Zoë O'Hara")])
    #expect(try store.handleOf(.contact, dana) == "zoe-o-hara")
    let onsite = try interview(on: "2026-11-24 10:00")
    #expect(try store.handleOf(.interview, onsite) == "acme-senior-accountant-2026-11-24")
    let due = Value.dateTime(try moment("2026-11-27 17:00"))
    let sample = try store.say(
      .deadline, ["title": .text("Send it"), "due": due, "interview": .noun(.interview, onsite.row)])
    #expect(try store.handleOf(.deadline, sample) == "send-it-acme-senior-accountant-2026-11-24")
    let alone = try store.say(.deadline, ["title": .text("Send it"), "due": due])
    #expect(try store.handleOf(.deadline, alone) == "send-it")
    let note = try store.say(.note, ["text": .text("keeps bees; seemed tired"), "contact": .noun(.contact, dana.row)])
    #expect(try store.handleOf(.note, note) == "keeps-bees-seemed-tired-zoe-o-hara")
  }

  @Test func aFileRunAgainFindsAllItMade() throws {
    func file() throws -> [Store.Declared] {
      let dana = try store.say(.contact, ["name": .text("Dana Reyes"), "email": .text("d@acme.example")])
      let onsite = try interview(on: "2026-11-24 10:00")
      let long = String(repeating: "how you brought the close from nine days to four ", count: 20)
      return try [
        dana, onsite,
        store.say(.note, ["text": .text(long), "contact": .noun(.contact, dana.row)]),
        store.say(.note, ["text": .text("bees"), "contact": .noun(.contact, dana.row)]),
        store.say(.note, ["text": .text("Bees!"), "contact": .noun(.contact, dana.row)]),
        store.say(.note, ["text": .text("bees"), "interview": .noun(.interview, onsite.row)]),
        store.say(.note, ["text": .text("bees")]),
        store.say(
          .deadline,
          [
            "title": .text("Send"), "due": .dateTime(moment("2026-11-27 17:00")),
            "interview": .noun(.interview, onsite.row),
          ]),
        store.say(.me, ["name": .text("Sam")]),
      ]
    }
    let first = try file()
    #expect(first.allSatisfy { $0.change == .created })
    let second = try file()
    #expect(second.map(\.row) == first.map(\.row))
    #expect(second.allSatisfy { $0.change == .unchanged })
    // Also after what they are on has another handle.
    try store.rename(.contact, 1, to: "dana", now: moment("2026-11-25 09:00"))
    try store.rename(.interview, 1, to: "onsite", now: moment("2026-11-25 09:00"))
    let third = try file()
    #expect(third.map(\.row) == first.map(\.row))
    #expect(third.allSatisfy { $0.change == .unchanged })
  }

  @Test func aContactWithAnotherEmailIsPlainlyAnother() throws {
    try store.say(.contact, ["name": .text("Dana Reyes"), "email": .text("dana@acme.example")])
    let error = storeError {
      try store.say(.contact, ["name": .text("Dana Reyes"), "email": .text("dana@globex.example")])
    }
    #expect(error?.code == 511)
    #expect(
      error?.message == "this would be `@dana-reyes`, which is already a contact: its email is `dana@acme.example`")
    #expect(error?.hint.contains("`@dana-reyes-2`") == true)
    // Whoever has no address, or the same one in other letters, may well be the same.
    #expect(try store.say(.contact, ["name": .text("Dana Reyes")]).change == .unchanged)
    let same = try store.say(.contact, ["name": .text("Dana Reyes"), "email": .text("Dana@Acme.example")])
    #expect(same.change == .updated)
  }

  @Test func namesThatOnlyLookAlikeInLatinLettersAreTwo() throws {
    let first = try store.say(.contact, ["name": .text("李")])
    #expect(try store.handleOf(.contact, first) == "li")
    #expect(storeError { try store.say(.contact, ["name": .text("黎")]) }?.code == 511)
    #expect(try store.say(.contact, ["name": .text("李")]).change == .unchanged)
  }

  @Test func anInterviewAtAnotherTimeOfThatDayIsPlainlyAnother() throws {
    let first = try interview(on: "2026-11-24 10:00")
    #expect(storeError { _ = try interview(on: "2026-11-24 15:00") }?.code == 511)
    #expect(try interview(on: "2026-11-24 10:00") == .init(row: first.row, change: .unchanged))
    #expect(try interview(on: "2026-11-25 10:00").change == .created)
    // The same handle by chance.
    #expect(
      storeError { _ = try interview(role: "Accountant", company: "Acme Senior", on: "2026-11-24 10:00") }?.code == 511)
  }

  @Test func theDateOfAnInterviewIsTheOneThatWasWritten() throws {
    let zone = try #require(ZoneID(named: "Asia/Tokyo"))
    let made = try store.say(
      .interview,
      ["role": .text("r"), "company": .text("c"), "starts": .dateTime(moment("2026-11-24 02:00", zone))])
    #expect(try store.handleOf(.interview, made) == "c-r-2026-11-24")
  }

  @Test func aHandleThatAnotherNounHasAsksForAnExplicitOne() throws {
    try store.say(.deadline, ["title": .text("Dana"), "due": .dateTime(moment("2026-11-27 17:00"))])
    let error = storeError { try store.say(.contact, ["name": .text("Dana")]) }
    #expect(error?.code == 511)
    #expect(try store.say(.contact, "dana-r", ["name": .text("Dana")]).change == .created)
  }

  @Test func oneEmailOnTwoContactsIsAnError() throws {
    try store.say(.contact, "dana", ["name": .text("Dana"), "email": .text("dana@acme.example")])
    let lee = try store.say(.contact, "lee", ["name": .text("Lee")])
    let expected = StoreError.emailTaken(email: "DANA@acme.example", owner: "dana")
    #expect(storeError { try store.say(.contact, "lee", ["email": .text("DANA@acme.example")]) } == expected)
    #expect(storeError { try store.put(.contact, lee.row, "email", .text("DANA@acme.example")) } == expected)
    let other = storeError { try store.say(.contact, "x", ["name": .text("X"), "email": .text("dana@acme.example")]) }
    #expect(other?.code == 512)
    // Given up, it is free.
    try store.say(.contact, "dana", ["email": .nothing])
    #expect(try store.put(.contact, lee.row, "email", .text("DANA@acme.example")) == .updated)
  }

  @Test func aContactIsFoundByAddressAndPage() throws {
    let page = "https://www.linkedin.com/in/dana"
    let dana = try store.say(
      .contact, ["name": .text("Dana"), "email": .text("dana@acme.example"), "linkedin": .text(page)])
    #expect(try store.findContact(email: "DANA@ACME.example") == dana.row)
    #expect(try store.findContact(linkedin: page) == dana.row)
    #expect(try store.findContact(email: "lee@acme.example") == nil)
    #expect(try store.findContact(linkedin: page + "x") == nil)
  }

  @Test func theHeadlineMayBeLeftOutOnlyWhenUpdating() throws {
    #expect(
      storeError { try store.say(.contact, "dana", ["company": .text("Acme")]) } == .missingFields(.contact, ["name"]))
    #expect(storeError { try store.say(.contact, ["company": .text("Acme")]) } == .missingFields(.contact, ["name"]))
    let error = storeError { try store.say(.interview, "i", ["role": .text("r")]) }
    #expect(error == .missingFields(.interview, ["company", "starts"]))
    #expect(error?.message == "an interview needs `company` and `starts`")
    #expect(try store.row(handle: "dana") == nil)
  }

  @Test(arguments: ["", "-x", "_x", "Dana", "a b", "zoë", "a.b"])
  func aHandleIsWrittenAsTheLanguageHasIt(_ handle: String) throws {
    #expect(storeError { try store.say(.contact, handle, ["name": .text("X")]) } == .notAHandle(handle))
  }

  @Test func renameKeepsTheOldHandleAsAnAlias() throws {
    let dana = try store.say(.contact, ["name": .text("Dana Reyes")])
    try store.say(.contact, "lee", ["name": .text("Lee")])
    try store.rename(.contact, dana.row, to: "dana", now: moment("2026-11-25 09:00"))
    #expect(try store.handle(.contact, dana.row) == "dana")
    #expect(try store.row(handle: "dana")?.row == dana.row)
    #expect(try store.row(handle: "dana-reyes")?.row == dana.row)
    #expect(try store.handles().filter(\.isAlias).map(\.name) == ["dana-reyes"])
    // Both declarations still mean her, the second of them by its content.
    #expect(try store.say(.contact, "dana-reyes", ["company": .text("Acme")]).row == dana.row)
    #expect(try store.say(.contact, ["name": .text("Dana Reyes")]).change == .unchanged)
    #expect(
      storeError { try store.rename(.contact, dana.row, to: "lee", now: moment("2026-11-25 09:00")) }?.code == 511)
    // And back again.
    try store.rename(.contact, dana.row, to: "dana-reyes", now: moment("2026-11-25 09:00"))
    #expect(try store.handles().filter(\.isAlias).map(\.name) == ["dana"])
  }

  @Test func meIsThereBeforeItIsWritten() throws {
    #expect(try store.rows(of: .me) == [Store.meRow])
    #expect(try store.get(.me, Store.meRow, "sendmail") == .text("/usr/sbin/sendmail"))
    #expect(try store.get(.me, Store.meRow, "name") == .nothing)
    #expect(try store.put(.me, Store.meRow, "zone", .text("Europe/Berlin")) == .created)
    #expect(try store.say(.me, ["name": .text("Sam")]) == .init(row: Store.meRow, change: .updated))
    #expect(try store.get(.me, Store.meRow, "zone") == .text("Europe/Berlin"))
    #expect(try store.handle(.me, Store.meRow) == "me")
    #expect(try store.row(handle: "me")?.noun == .me)
  }
}
