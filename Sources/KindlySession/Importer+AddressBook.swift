// vCards into the store: a card is a contact. Which of several addresses is taken is KindlyFormats' choice.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyTime

extension Importer {
  mutating func takeAddressBook(_ bytes: [UInt8]) throws {
    let book = try VCard(reading: bytes)
    report.remarks += book.remarks.map { ($0.line, "\($0.what): \($0.why)") }
    for card in book.cards {
      try take(
        Person(
          line: card.line, name: card.name, email: card.email, linkedin: card.linkedin,
          handle: card.extras["HANDLE"].flatMap { HandleNames.isHandle($0) ? $0 : nil }, fields: Self.fields(of: card)))
    }
  }

  private static func fields(of card: VCard.Card) -> [ImportedField] {
    var fields: [ImportedField] = [("name", .text(card.name))]
    func add(_ name: String, _ text: String?) {
      if let text { fields.append((name, .text(text))) }
    }
    add("company", card.company)
    add("title", card.title)
    add("email", card.email)
    add("phone", card.phone)
    add("linkedin", card.linkedin ?? card.extras["LINKEDIN"])
    // Older cards have an offset here, which is no zone: it changes with the season.
    add("zone", card.zone.flatMap { $0.hasPrefix("+") || $0.hasPrefix("-") ? nil : $0 } ?? card.extras["ZONE"])
    if let role = card.extras["ROLE"].flatMap({ Enumeration.role.index(of: $0) }) {
      fields.append(("role", .enumeration(.role, role)))
    }
    if let permission = card.extras["LINKEDIN-OK"].flatMap({ Enumeration.permission.index(of: $0) }) {
      fields.append(("linkedin_ok", .enumeration(.permission, permission)))
    }
    if let date = card.extras["CONNECTED-ON"].flatMap({ CivilDate(iso: $0) }) {
      fields.append(("connected_on", .date(date)))
    }
    if !card.tags.isEmpty { fields.append(("tags", .list(card.tags.map(Value.text)))) }
    return fields
  }
}
