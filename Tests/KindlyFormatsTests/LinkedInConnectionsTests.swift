// LinkedIn's export in the shapes that users have, and rows that are not as they should be.

import Foundation
import Testing

@testable import KindlyFormats

struct LinkedInConnectionsTests {
  private typealias Remark = LinkedInConnections.Remark

  private func sample(_ name: String) throws -> LinkedInConnections {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/linkedin")
    let bytes = Array(try Data(contentsOf: fixtures.appending(path: name)))
    #expect(LinkedInConnections.recognizes(bytes))
    return try LinkedInConnections(reading: bytes)
  }

  private func read(_ text: String) throws -> LinkedInConnections {
    try LinkedInConnections(reading: Array(text.utf8))
  }

  private static let header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"

  @Test func todaysExport() throws {
    let export = try sample("Connections.csv")
    #expect(export.hidden == 1)
    #expect(
      export.connections.map(\.name) == [
        "Dana Reyes", "Lee Wu", "Zoë Nuñez Ortega", "Máté Kővári", "Priya Raman", "李 小龍", "Dana Reyes",
      ])
    #expect(export.connections.map(\.line) == [5, 6, 7, 9, 10, 11, 12])
    #expect(export.connections[0].connectedOn == CalendarDay(year: 2026, month: 2, day: 8))
    #expect(export.connections[0].email == nil)
    #expect(export.connections[1].email == "lee.wu@acme.example")
    #expect(export.connections[1].position == "Senior Accountant, Month-End Close")
    #expect(export.connections[2].url == "https://www.linkedin.com/in/zoe-nu%C3%B1ez")
    #expect(export.connections[2].company == "Brightwater, Inc.")
    #expect(export.connections[3].position == "Partner \"Audit\" & Tax")
    #expect(export.connections[4].lastName == "Raman")
    #expect(export.connections[6].url == "https://www.linkedin.com/in/dana-reyes-nurse")
    #expect(export.remarks == [Remark(line: 10, what: "PHR", why: "taken for credentials and left out of the name")])
  }

  @Test func anOldExport() throws {
    let export = try sample("Connections-2019.csv")
    #expect(export.connections.map(\.name) == ["Lee Wu", "Tom Ibe"])
    #expect(export.connections.map { $0.connectedOn?.description } == ["2018-06-14", "2019-02-01"])
    #expect(export.connections.allSatisfy { $0.url == nil })
    #expect(export.remarks.isEmpty && export.hidden == 0)
  }

  @Test func oneThatASpreadsheetSaved() throws {
    let export = try sample("Connections-excel.csv")
    #expect(export.connections.map(\.company) == ["Acme Accounting", "Porto, Lda"])
    #expect(export.connections.map { $0.connectedOn?.description } == ["2024-06-14", "2022-02-07"])
    #expect(export.connections.map(\.line) == [2, 3])
  }

  @Test(arguments: [
    "Notes:\nsee \"settings, privacy\n\n", "\"never closed, First Name\n",
    "\"a\nFirst name and Last Name of people\nb\"\n",
    "First Name\nLast Name\n", "\r\n\r\n", "x,y,z\n\"\"\"\n",
  ])
  func theHeaderIsFoundWhateverStandsAbove(preamble: String) throws {
    let export = try read(preamble + Self.header + "Dana,Reyes,,,,,\n")
    #expect(export.connections.map(\.name) == ["Dana Reyes"])
    let line = preamble.replacing("\r\n", with: "\n").count { $0 == "\n" } + 2
    #expect(export.connections.map(\.line) == [line])
  }

  @Test func columnsComeInAnyOrderCaseAndSeparator() throws {
    let export = try read(
      "\"COMPANY\";\"last name\";connected on;\" First Name \";e-mail address;Extra\nAcme;Reyes;2026-02-08;Dana;D.R@Acme.EXAMPLE;x\n"
    )
    let dana = try #require(export.connections.first)
    #expect(dana.name == "Dana Reyes" && dana.company == "Acme" && dana.email == "D.R@acme.example")
    #expect(dana.connectedOn?.description == "2026-02-08" && dana.url == nil && dana.position == nil)
  }

  @Test(arguments: [
    "", "Name,Email\nDana,d@x.example\n", "First Name,Surname\n", "First Name Last Name Connected On\n",
  ])
  func withoutItsHeaderItIsAnError(text: String) {
    #expect(!LinkedInConnections.recognizes(Array(text.utf8)))
    let error = #expect(throws: FormatError.noHeaderRow(lookedFor: ["First Name", "Last Name"])) { try read(text) }
    #expect(error?.message == "no row has the columns `First Name`, `Last Name`")
  }

  @Test func whatIsUnreadableIsReportedAndTheRowKept() throws {
    let export = try read(
      Self.header
        + "Dana,Reyes,https://example.org/in/dana,dana at acme,Acme,CFO,02/08/2026\nLee,,,,,,\n,,,,,,\n,,,x@y.example,,,\n"
    )
    #expect(export.connections.map(\.name) == ["Dana Reyes", "Lee"])
    let dana = try #require(export.connections.first)
    #expect(dana.url == nil && dana.email == nil && dana.connectedOn == nil && dana.position == "CFO")
    #expect(export.remarks.map(\.line) == [2, 2, 2])
    #expect(export.remarks.map(\.what) == ["https://example.org/in/dana", "dana at acme", "02/08/2026"])
    // A row without any cell filled is nobody, one without a name is a hidden member.
    #expect(export.hidden == 1)
  }

  @Test func aRowWhoseCellsShiftedIsSkippedAndReported() throws {
    let export = try read(Self.header + "Ana,Sousa,,,Porto, Lda,Controller,7-Feb-22\nLee,Wu,,,,,,,\nTom,Ibe\n")
    #expect(export.connections.map(\.name) == ["Lee Wu", "Tom Ibe"])
    #expect(export.remarks.map(\.line) == [2])
    #expect(export.remarks[0].why.hasPrefix("skipped: 8 cells under 7 columns"))
  }

  @Test func textsComeInOneLineWithoutControls() throws {
    let export = try read(Self.header + "\" Dana\u{A0}\n \",\"Re\u{1B}yes\u{200B}\",,,\"Acme\r\nInc\",\"\t\",\n")
    let dana = try #require(export.connections.first)
    #expect(dana.name == "Dana Reyes" && dana.company == "Acme Inc" && dana.position == nil)
  }

  @Test func aTornFileIsAnErrorOfItsLine() {
    #expect(throws: FormatError.tornQuote(line: 3, column: 6)) { try read("x\n" + Self.header + "Dana,\"Reyes\n") }
    #expect(throws: FormatError.notUTF8(offset: Self.header.utf8.count, line: 2, column: 1)) {
      try LinkedInConnections(reading: Array(Self.header.utf8) + [0xE9])
    }
  }

  // MARK: - Parts

  @Test(
    arguments: [
      ("Raman, PHR", "Raman", "PHR"), ("Lee, MBA, CPA", "Lee", "MBA, CPA"),
      ("Lee, Ph.D. SHRM-SCP", "Lee", "Ph.D. SHRM-SCP"),
      ("Lee, PMP®", "Lee", "PMP®"), ("Lee, Esq.", "Lee", "Esq."), ("King, Jr.", "King, Jr.", nil),
      ("Sousa, Lda", "Sousa, Lda", nil), ("Reyes CPA", "Reyes CPA", nil), (", PHR", ", PHR", nil),
      ("Reyes,", "Reyes,", nil),
      ("Lee, MBA and more", "Lee, MBA and more", nil), ("", "", nil),
    ] as [(String, String, String?)])
  func credentials(text: String, name: String, credentials: String?) {
    let split = Credentials.split(text)
    #expect(split.name == name && split.credentials == credentials)
  }

  @Test(arguments: [
    ("08 Feb 2026", "2026-02-08"), ("14-Jun-24", "2024-06-14"), ("01 Feb 2019, 09:15 AM", "2019-02-01"),
    ("7-Feb-22", "2022-02-07"), ("2026-02-08", "2026-02-08"), ("2026-02-08T09:15:00Z", "2026-02-08"),
    ("2026-02-08 09:15", "2026-02-08"), ("February 8, 2026", "2026-02-08"), ("8 sept. 2020", "2020-09-08"),
    ("29 Feb 2024", "2024-02-29"), ("1-May-2021", "2021-05-01"),
  ])
  func dates(text: String, day: String) {
    #expect(CalendarDay(reading: text)?.description == day)
  }

  @Test(arguments: [
    "", "02/08/2026", "29 Feb 2023", "31-Apr-24", "08 Fab 2026", "8 Feb", "2026-2-8", "2026-13-01", "08 Feb 20261",
    "0 Feb 2026",
    "08 Feb 2026 later", "99999999999999999999 Feb 2026", "-", "--", "2026-02-", "08 Feb 0000",
  ])
  func textsThatAreNoDate(text: String) {
    #expect(CalendarDay(reading: text) == nil)
  }

  @Test(
    arguments: [
      ("https://www.linkedin.com/in/dana", "https://www.linkedin.com/in/dana"),
      ("http://linkedin.com/in/dana/?trk=x#y", "https://www.linkedin.com/in/dana"),
      ("HTTPS://DE.LinkedIn.com/in/Dana//", "https://www.linkedin.com/in/Dana"),
      ("www.linkedin.com/in/dana", "https://www.linkedin.com/in/dana"),
      ("https://www.linkedin.com/in/nuñez", "https://www.linkedin.com/in/nu%C3%B1ez"),
      ("https://www.linkedin.com/in/nu%c3%b1ez", "https://www.linkedin.com/in/nu%C3%B1ez"),
      ("https://evil-linkedin.com/in/dana", nil), ("https://linkedin.com.evil.example/in/x", nil),
      ("https://www.linkedin.com/", nil), ("https://www.linkedin.com/in/a b", nil),
      ("https://www.linkedin.com/in/%zz", nil),
      ("", nil), ("dana", nil),
    ] as [(String, String?)])
  func profileAddresses(text: String, normalized: String?) {
    #expect(LinkedInAddress.normalized(text) == normalized)
  }

  @Test(
    arguments: [
      ("Dana.Reyes@ACME.Example", "Dana.Reyes@acme.example"), (" mailto:a@b.example ", "a@b.example"), ("a@b", nil),
      ("a", nil),
      ("a@@b.example", nil), ("a b@c.example", nil), (".a@b.example", nil), ("a@b..example", nil),
      ("a@-b.example", nil),
      ("zoë@b.example", nil), ("a@b.example,c@d.example", nil), ("<a@b.example>", nil), ("@b.example", nil), ("", nil),
    ] as [(String, String?)])
  func emails(text: String, normalized: String?) {
    #expect(EmailAddress.normalized(text) == normalized)
  }

  // MARK: - Speed

  @Test func thirtyThousandRowsAreRead() throws {
    var text = "Notes:\n\"some, \"\"notes\"\"\"\n\n" + Self.header
    for i in 0..<30_000 {
      text +=
        "Dana,\"Reyes, CPA\",https://www.linkedin.com/in/dana-\(i),dana\(i)@acme.example,\"Acme, Inc.\",Zoë Lead,08 Feb 2026\n"
    }
    let bytes = Array(text.utf8)
    var export: LinkedInConnections?
    let took = try ContinuousClock().measure { export = try LinkedInConnections(reading: bytes) }
    #expect(export?.connections.count == 30_000)
    print("30 000 connections: \(took)")
  }
}
