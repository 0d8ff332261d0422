// Validation, sentence by sentence: what a value must be, and what a record must be as a whole.

import KindlyCatalog
import KindlyStore
import KindlyTime
import Testing

@Suite struct ValidationTests {
  @Test(arguments: [
    "dana@acme.example", "d.r+tag@a-b.co.uk", "o'hara@x.org", "sam@localhost", "x_y@9.example",
    "a@xn--mnchen-3ya.example",
  ])
  func soundAddresses(_ text: String) { #expect(FieldCheck.email.complaint(about: text) == nil) }

  @Test(arguments: [
    "", "dana", "@", "dana@", "@acme.example", "a@b@c.example", "dana reyes@acme.example", "dana@acme", ".d@a.example",
    "d..r@a.example", "d.@a.example", "dana@-a.example", "dana@a-.example", "dana@a..example", "dana@a.example.",
    "zoë@acme.example", "dana@münchen.example", "dana@1.2.3.4", "Dana <dana@acme.example>", "dana@acme.example\n",
    " dana@acme.example", "dana@acme.example\u{0}",
  ])
  func unsoundAddresses(_ text: String) { #expect(FieldCheck.email.complaint(about: text) != nil) }

  @Test func anAddressHasALength() {
    let local = String(repeating: "a", count: 65)
    #expect(FieldCheck.email.complaint(about: local + "@acme.example") != nil)
    let domain = Array(repeating: String(repeating: "b", count: 60), count: 5).joined(separator: ".")
    #expect(FieldCheck.email.complaint(about: "a@" + domain) != nil)
  }

  @Test(arguments: [
    "https://www.linkedin.com/in/dana-reyes", "http://x.example", "HTTPS://x.example:8443/a?b=c#d", "http://[::1]:80/",
    "https://müller.example/ä", "http://localhost:8080",
  ])
  func soundURLs(_ text: String) { #expect(FieldCheck.url.complaint(about: text) == nil) }

  @Test(arguments: [
    "", "linkedin.com/in/dana", "ftp://x.example", "https://", "https:///x", "https://a b.example",
    "https://x.example/\n",
    "javascript:alert(1)", "https://x..example", "https://x.example:port", "https://x.example:99999", "http://[::1",
    "https://x.example/\u{7F}",
  ])
  func unsoundURLs(_ text: String) { #expect(FieldCheck.url.complaint(about: text) != nil) }

  @Test(arguments: ["+1 212 555 0100", "(030) 123-45.67", "020 7946 0000", "12345"])
  func soundPhones(_ text: String) { #expect(FieldCheck.phone.complaint(about: text) == nil) }

  @Test(arguments: ["", "1234", "call me", "555-CALL", "1+2345678", "+49 30\n1234", "++49301234", "١٢٣٤٥٦"])
  func unsoundPhones(_ text: String) { #expect(FieldCheck.phone.complaint(about: text) != nil) }

  @Test func zonesAreThoseThatKindlyKnows() {
    for zone in ["Europe/Berlin", "UTC", "+01:00", "America/New_York"] {
      #expect(FieldCheck.zone.complaint(about: zone) == nil)
    }
    for zone in ["", "Berlin", "Europe/Berlino", "CEST", "../etc/passwd"] {
      #expect(FieldCheck.zone.complaint(about: zone) != nil, "\(zone)")
    }
  }

  @Test(arguments: ["\n", "\r", "\t", "\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\u{2028}", "\u{9F}"])
  func aOneLineTextHoldsNoControlCharacter(_ character: String) {
    #expect(FieldCheck.oneLine.complaint(about: "a\(character)b") != nil)
  }

  @Test func proseMayHaveLinesAndTabs() {
    #expect(FieldCheck.prose.complaint(about: "a\nb\tc") == nil)
    for character in ["\r", "\u{0}", "\u{1B}", "\u{7F}", "\u{9F}"] {
      #expect(FieldCheck.prose.complaint(about: "a\(character)b") != nil)
    }
  }

  @Test func lengthsAreCountedInCharacters() {
    let family = "👩‍👩‍👧"
    #expect(FieldCheck.oneLine.complaint(about: String(repeating: family, count: 500)) == nil)
    #expect(FieldCheck.oneLine.complaint(about: String(repeating: family, count: 501)) != nil)
    #expect(FieldCheck.oneLine.complaint(about: "a" + String(repeating: "\u{301}", count: 1_000_000)) != nil)
    #expect(FieldCheck.prose.complaint(about: String(repeating: "é", count: 100_000)) == nil)
    #expect(FieldCheck.prose.complaint(about: String(repeating: "é", count: 100_001)) != nil)
  }

  @Test func whatIsRequiredIsNotBlank() {
    #expect(FieldCheck.oneLine.complaint(about: "  ", isRequired: true) != nil)
    #expect(FieldCheck.oneLine.complaint(about: "", isRequired: true) != nil)
    #expect(FieldCheck.oneLine.complaint(about: "") == nil)
  }

  @Test func aComplaintIsOneLineWhateverItQuotes() {
    let nasty = String(repeating: "x\ny", count: 1000)
    for check in [FieldCheck.email, .url, .phone, .zone] {
      let complaint = check.complaint(about: nasty) ?? ""
      #expect(!complaint.isEmpty && !complaint.contains("\n") && complaint.count < 250)
    }
  }

  // MARK: - In the store

  @Test(arguments: [
    ("email", "dana@"), ("phone", "x"), ("zone", "Mars"), ("linkedin", "dana"), ("company", "a\nb"),
    ("title", "\u{1B}[31m"), ("name", " "),
  ])
  func whatIsRefusedIsNotWritten(_ field: String, _ text: String) throws {
    let store = try Store.fresh()
    let made = try store.say(.contact, "dana", ["name": .text("Dana")])
    let one = storeError { try store.say(.contact, "dana", [field: .text(text)]) }
    let two = storeError { try store.put(.contact, made.row, field, .text(text)) }
    #expect(one == two)
    #expect(one?.code == 513)
    #expect(one?.exit == .runTime)
    #expect(try store.get(.contact, made.row, "name") == .text("Dana"))
    #expect(try store.get(.contact, made.row, "updated_at") == .dateTime(moment("2026-11-24 09:00")))
  }

  @Test func eachTagIsALine() throws {
    let store = try Store.fresh()
    let error = storeError {
      try store.say(.contact, "d", ["name": .text("D"), "tags": .list([.text("a"), .text("b\nc")])])
    }
    #expect(error?.code == 513)
  }

  @Test func whatMayNotBeNothing() throws {
    let store = try Store.fresh()
    let made = try store.say(.contact, "dana", ["name": .text("Dana")])
    #expect(storeError { try store.put(.contact, made.row, "name", .nothing) }?.code == 513)
    #expect(storeError { try store.put(.contact, made.row, "role", .nothing) }?.code == 513)
    #expect(try store.put(.contact, made.row, "company", .nothing) == .unchanged)
  }

  private func interview(_ store: Store, _ extra: KeyValuePairs<String, Value>) throws -> Store.Declared {
    let base: [(String, Value)] = try [
      ("role", .text("r")), ("company", .text("c")), ("starts", .dateTime(moment("2026-11-24 10:00"))),
    ]
    let named = try (base + extra.map { ($0.key, $0.value) }).map {
      (field: try #require(Noun.interview.spec.fieldIndex($0.0)), value: $0.1)
    }
    return try store.declare(.interview, handle: "i", fields: named, now: moment("2026-11-24 09:00"), zone: .utc)
  }

  @Test(arguments: ["0s", "-1h", "1h -2h", "0d", "-1d 23h"])
  func aLengthIsPositive(_ text: String) throws {
    let store = try Store.fresh()
    let length = text.split(separator: " ").compactMap { Duration(text: String($0)) }
    let sum = try length.dropFirst().reduce(#require(length.first)) { try $0 + $1 }
    #expect(storeError { _ = try interview(store, ["length": .duration(sum)]) }?.code == 513)
  }

  @Test func aReplyBeforeTheInterviewIsAnError() throws {
    let store = try Store.fresh()
    let early = storeError { _ = try interview(store, ["reply_by": .date(date("2026-11-23"))]) }
    #expect(early == .replyBeforeInterview(replyBy: "2026-11-23", interview: "2026-11-24"))
    let made = try interview(store, ["reply_by": .date(date("2026-11-24"))])
    #expect(
      storeError { try store.put(.interview, made.row, "starts", .dateTime(moment("2026-11-25 08:00"))) }?.code == 519)
    #expect(storeError { try store.put(.interview, made.row, "reply_by", .date(date("2026-11-20"))) }?.code == 519)
    try store.put(.interview, made.row, "reply_by", .nothing)
    #expect(try store.put(.interview, made.row, "starts", .dateTime(moment("2026-11-25 08:00"))) == .updated)
  }

  @Test func peopleAreContactsThatAreThere() throws {
    let store = try Store.fresh()
    let error = storeError { _ = try interview(store, ["people": .list([.noun(.note, 1)])]) }
    #expect(error == .wrongType(.interview, field: "people"))
    let gone = storeError { _ = try interview(store, ["people": .list([.noun(.contact, 7)])]) }
    #expect(gone == .noSuchRecord(.contact, 7))
    #expect(storeError { _ = try interview(store, ["via": .noun(.contact, 7)]) } == .noSuchRecord(.contact, 7))
    #expect(try store.rows(of: .interview).isEmpty)
  }
}
