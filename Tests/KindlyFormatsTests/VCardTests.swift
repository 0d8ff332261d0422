// Address books in the three versions that programs write, and cards that are not as they should be.

import Testing

@testable import KindlyFormats

struct VCardTests {
  private func read(_ text: String) throws -> VCard {
    let bytes = Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8)
    #expect(VCard.recognizes(bytes))
    return try VCard(reading: bytes)
  }

  @Test func version21() throws {
    let card = try #require(
      try read(
        """
        BEGIN:VCARD
        VERSION:2.1
        N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nu=C3=B1ez Ortega;Zo=C3=AB
        ORG;ENCODING=QUOTED-PRINTABLE:Brightwater=2C Inc.;Talent =
          and people
        TITLE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Stellvertretende Gesch=E4ftsf=
        =FChrerin
        TEL;HOME:+1 212 555 0100
        TEL;WORK;PREF:+1 212 555 0199
        EMAIL;INTERNET:zoe@home.example
        EMAIL;INTERNET;PREF:Zoe@Brightwater.example
        END:VCARD

        """
      ).cards.first)
    #expect(card.name == "Zoë Nuñez Ortega" && card.company == "Brightwater, Inc.")
    #expect(card.title == "Stellvertretende Geschäftsführerin")
    #expect(card.phone == "+1 212 555 0199" && card.email == "Zoe@brightwater.example")
  }

  @Test func version30() throws {
    let book = try read(
      """
      BEGIN:VCARD
      VERSION:3.0
      FN:Dana Reyes\\, CPA
      N:Reyes;Dana;;;CPA
      ORG:Acme\\; Sons;Finance
      TITLE:Director of Fin
       ance
      item1.EMAIL;type=INTERNET;type=pref:dana@acme.example
      item1.X-ABLabel:_$!<Work>!$_
      TEL;TYPE=work,voice:(212) 555-0100
      X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/dana-reyes-cpa/
      UID:card-1
      CATEGORIES:warm,met at PyCon
      END:VCARD
      BEGIN:VCARD
      VERSION:3.0
      N:Wu;Lee;;;
      EMAIL:nonsense
      URL:https://hu.linkedin.com/in/leewu?x=1
      END:VCARD

      """)
    #expect(book.cards.map(\.name) == ["Dana Reyes", "Lee Wu"] && book.cards.map(\.line) == [1, 15])
    let dana = book.cards[0]
    #expect(dana.company == "Acme; Sons" && dana.title == "Director of Finance" && dana.uid == "card-1")
    #expect(dana.email == "dana@acme.example" && dana.phone == "(212) 555-0100")
    #expect(dana.linkedin == "https://www.linkedin.com/in/dana-reyes-cpa")
    #expect(dana.tags == ["warm", "met at PyCon"])
    #expect(book.cards[1].linkedin == "https://www.linkedin.com/in/leewu" && book.cards[1].email == nil)
    #expect(book.remarks.map(\.line) == [1, 18] && book.remarks[1].why == "left out: not an email address")
  }

  @Test func version40() throws {
    let card = try #require(
      try read(
        """
        BEGIN:VCARD
        VERSION:4.0
        FN:Máté Kővári
        EMAIL;PREF=2:second@example.org
        EMAIL;PREF=1:first@example.org
        TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+36-1-555-0100;ext=12
        TZ:Europe/Budapest
        UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1
        END:VCARD

        """
      ).cards.first)
    #expect(card.name == "Máté Kővári" && card.email == "first@example.org" && card.phone == "+36-1-555-0100")
    #expect(card.zone == "Europe/Budapest")
  }

  @Test func aCompanyIsNobody() throws {
    let book = try read("BEGIN:VCARD\nVERSION:3.0\nFN:\nN:;;;;\nORG:Acme;\nEND:VCARD\n")
    #expect(book.cards.isEmpty && book.remarks.first?.why == "skipped: a company, not a person")
  }

  @Test func aTornFileIsNoAddressBook() {
    #expect(throws: FormatError.tornComponent(name: "VCARD", line: 1)) {
      try read("BEGIN:VCARD\nFN:Dana\nBEGIN:VCARD\nFN:Lee\nEND:VCARD\n")
    }
    #expect(throws: FormatError.tornComponent(name: "VCARD", line: 1)) { try read("BEGIN:VCARD\nFN:Dana\n") }
  }

  @Test func latinBytesWithACharset() throws {
    let bytes =
      Array("BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=WINDOWS-1252:Zo".utf8) + [0xEB, 0x80]
      + Array("\r\nEND:VCARD\r\n".utf8)
    #expect(try VCard(reading: bytes).cards.first?.name == "Zoë€")
  }

  @Test func anAgentsCardIsNobodys() throws {
    let book = try read(
      "BEGIN:VCARD\nVERSION:2.1\nFN:Dana\nAGENT:\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\nORG:Acme\nEND:VCARD\n"
        + "BEGIN:VCARD\nFN:Lee\nEND:VCARD\n")
    #expect(book.cards.map(\.name) == ["Dana", "Lee"] && book.cards[0].company == "Acme")
  }
}
