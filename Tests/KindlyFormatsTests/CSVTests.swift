// CSV as files in the wild have it: separators, quotes, line ends, and every way in which it can be torn.

import Testing

@testable import KindlyFormats

struct CSVTests {
  private func cells(_ text: String, _ separator: CSV.Separator? = nil) throws -> [[String]] {
    try CSV.rows(in: Array(text.utf8), separator: separator).map(\.cells)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
    ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
    ("\u{FEFF}a,b\n", [["a", "b"]]),
    ("a,,\n,,\n", [["a", "", ""], ["", "", ""]]),
    ("a,", [["a", ""]]),
    ("\"a\",\"b,c\"\n", [["a", "b,c"]]),
    ("\"say \"\"hi\"\"\",x", [["say \"hi\"", "x"]]),
    ("\"\",\"\"\"\"", [["", "\""]]),
    ("\"two\nlines\",\"more\r\nof\rthem\"\nz", [["two\nlines", "more\r\nof\rthem"], ["z"]]),
    ("6\" nail,b\"c\n", [["6\" nail", "b\"c"]]),
    ("\n\n\r\na\n\n\nb\n\n", [["a"], ["b"]]),
    ("Zoë,李\n", [["Zoë", "李"]]),
    ("", []), ("\u{FEFF}", []), ("\n", []),
  ])
  func rows(text: String, expected: [[String]]) throws {
    #expect(try cells(text) == expected)
  }

  @Test func rowsCarryTheLineOnWhichTheyBegin() throws {
    let rows = try CSV.rows(in: Array("a\r\n\r\n\"x\ny\r\nz\",1\n\nlast\rold".utf8))
    #expect(rows.map(\.line) == [1, 3, 7, 8])
  }

  @Test(arguments: [
    ("a;b;c\n1,5;2;3", CSV.Separator.semicolon), ("a\tb\n1\t2", .tab), ("a,b;c,d\n", .comma), ("one\n", .comma),
    ("\"x;y;z\",b\n", .comma), ("a;\"b,c,d\nx,y\"\n", .semicolon), ("sep=;\na,b,c;d\n", .semicolon),
    ("sep=\t\r\na\tb", .tab),
  ])
  func separatorsAreFound(text: String, separator: CSV.Separator) throws {
    #expect(try CSV.sheet(in: Array(text.utf8)).separator == separator)
  }

  @Test func theSeparatorLineIsNoRow() throws {
    let sheet = try CSV.sheet(in: Array("\u{FEFF}sep=;\r\na;b\r\n1;2\r\n".utf8))
    #expect(sheet.header == CSV.Row(line: 2, cells: ["a", "b"]))
    #expect(sheet.rows == [CSV.Row(line: 3, cells: ["1", "2"])])
    // What only begins like one is a header.
    #expect(try cells("sep=x,b\n") == [["sep=x", "b"]])
  }

  @Test(arguments: [
    ("a,b\nc,\"d\ne\n", FormatError.tornQuote(line: 2, column: 3)),
    ("\"", .tornQuote(line: 1, column: 1)),
    ("é,\"\"\"", .tornQuote(line: 1, column: 3)),
    ("a\n\"b\"c\n", .textAfterQuote(line: 2, column: 4, opened: 2)),
    ("\"Acme, Dana\nx,\"Lee\",y\n", .textAfterQuote(line: 2, column: 4, opened: 1)),
    ("a,b\r\nc\0d", .nulByte(offset: 6, line: 2, column: 2)),
  ])
  func tornFilesSayWhere(text: String, error: FormatError) {
    #expect(throws: error) { try CSV.rows(in: Array(text.utf8)) }
  }

  @Test(
    arguments: [
      ([0x61, 0x0A, 0xC3, 0xA9, 0xE9, 0x2C], FormatError.notUTF8(offset: 4, line: 2, column: 2)),
      ([0xC0, 0x80], .notUTF8(offset: 0, line: 1, column: 1)),
      ([0xED, 0xA0, 0x80], .notUTF8(offset: 0, line: 1, column: 1)),
      ([0xF4, 0x90, 0x80, 0x80], .notUTF8(offset: 0, line: 1, column: 1)),
      ([0xEF, 0xBB, 0xBF, 0x61, 0xE2, 0x82], .notUTF8(offset: 4, line: 1, column: 2)),
      ([0xFF, 0xFE, 0x61, 0x00], .utf16),
    ] as [([UInt8], FormatError)])
  func bytesThatAreNoUTF8(bytes: [UInt8], error: FormatError) {
    #expect(throws: error) { try CSV.rows(in: bytes) }
  }

  @Test func theUTF8CheckAgreesWithTheStandardLibrary() {
    let interesting: [UInt8] = [
      0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5,
    ]
    for a in interesting {
      for b in interesting {
        for c in interesting {
          for d in interesting {
            let bytes = [a, b, c, d]
            let ours = (try? TextBytes.check(bytes)) != nil
            #expect(ours == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
          }
        }
      }
    }
  }

  @Test func anEmptyFileHasNoSheet() {
    #expect(throws: FormatError.empty) { try CSV.sheet(in: Array("\u{FEFF}\r\n\n".utf8)) }
  }

  // MARK: - Writing

  @Test func cellsAreQuotedOnlyWhereTheyHaveToBe() {
    let rows = [["a b", "c,d", "e\"f", "g\nh", "", " i", "é;"], [""], ["", ""]]
    #expect(CSV.text(of: rows) == "a b,\"c,d\",\"e\"\"f\",\"g\nh\",,\" i\",é;\n\"\"\n,\n")
    #expect(CSV.text(of: [["a;b", "c,d"]], separator: .semicolon, lineEnd: .crlf) == "\"a;b\";c,d\r\n")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("@dana", "'@dana"), ("+cmd", "'+cmd"), ("-1h -30m", "'-1h -30m"), ("\tx", "'\tx"),
    ("\rx", "\"'\rx\""), ("-5", "-5"), ("+3.5", "+3.5"), ("-1e-9", "-1e-9"), ("-", "'-"), ("-1+1", "'-1+1"),
    ("-1.", "'-1."),
    ("a=b", "a=b"), ("=a,b", "\"'=a,b\""),
  ])
  func formulasAreDisarmed(cell: String, written: String) {
    #expect(CSV.text(of: [[cell, "x"]]) == written + ",x\n")
    #expect(CSV.text(of: [[cell]], disarmed: false).contains(cell))
  }

  @Test func whatIsWrittenIsRead() throws {
    let pieces = ["a", ",", ";", "\t", "\"", "\n", "\r\n", "\r", " ", "é", "李", "", "\u{FEFF}", "sep=;", "=1"]
    var state: UInt64 = 1
    func random(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(n))
    }
    for _ in 0..<2000 {
      var rows: [[String]] = []
      for _ in 0...random(4) {
        rows.append((0...random(3)).map { _ in (0..<random(5)).map { _ in pieces[random(pieces.count)] }.joined() })
      }
      if rows.first?.first?.hasPrefix("sep=") == true { continue }
      for separator in CSV.Separator.allCases {
        let text = CSV.text(of: rows, separator: separator, lineEnd: .crlf, disarmed: false)
        let read = try CSV.rows(in: Array(text.utf8), separator: separator).map(\.cells)
        #expect(read.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
      }
    }
  }

  @Test func everyPrefixIsReadWithoutATrap() {
    let bytes = Array("\u{FEFF}sep=;\r\na;\"b\"\"é\r\nc\";\"\"\n\n\"x\";李\r".utf8)
    for end in 0...bytes.count {
      _ = try? CSV.rows(in: Array(bytes[..<end]))
      _ = try? LinkedInConnections(reading: Array(bytes[..<end]))
    }
  }

  // MARK: - Maps

  private static let fields = ["name", "email", "company"]

  @Test func aMapFillsFieldsByColumn() throws {
    let map = try CSVMap(parsing: "name=Full Name, email = e-mail,company=\"Firm, now\"", fields: Self.fields)
    let sheet = try CSV.sheet(
      in: Array("E-Mail,Full Name,\"Firm, now\",x\ndana@acme.example,\" Dana\nReyes \",,1\n\nlee@x.example\n".utf8))
    #expect(
      try map.records(of: sheet) == [
        CSVMap.Record(line: 2, values: ["name": "Dana Reyes", "email": "dana@acme.example"]),
        CSVMap.Record(line: 5, values: ["email": "lee@x.example"]),
      ])
  }

  @Test func aColumnAsWrittenWinsOverAnotherCase() throws {
    let map = try CSVMap(parsing: "name=NAME", fields: Self.fields)
    let sheet = try CSV.sheet(in: Array("name,NAME\na,b\n".utf8))
    #expect(try map.records(of: sheet).first?.values == ["name": "b"])
  }

  @Test(arguments: [
    ("", FormatError.unreadableMap(part: "")), ("name", .unreadableMap(part: "name")),
    ("name=", .unreadableMap(part: "name=")),
    ("=x", .unreadableMap(part: "=x")), ("name=A,", .unreadableMap(part: "")),
    ("name=A,name=B", .fieldMappedTwice("name")),
    ("nmae=A,emial=B", .unknownFields(["nmae", "emial"], existing: fields)),
  ])
  func mapsThatAreNone(text: String, error: FormatError) {
    #expect(throws: error) { try CSVMap(parsing: text, fields: Self.fields) }
  }

  @Test func unknownColumnsAreNamedWithThoseThereAre() throws {
    let map = try CSVMap(parsing: "name=Name,email=Mail,company=Firm", fields: Self.fields)
    let sheet = try CSV.sheet(in: Array("Name,E-mail,\nx,y,z\n".utf8))
    let error = #expect(throws: FormatError.unknownColumns(["Mail", "Firm"], existing: ["Name", "E-mail"])) {
      try map.records(of: sheet)
    }
    #expect(error?.message == "the file has no columns `Mail`, `Firm`")
    #expect(error?.hint == "its columns: `Name`, `E-mail`")
  }

  @Test func errorsHaveCodesOfTheirOwnAndWords() {
    let all: [FormatError] = [
      .tornQuote(line: 1, column: 1), .textAfterQuote(line: 1, column: 1, opened: 1), .noHeaderRow(lookedFor: ["a"]),
      .notUTF8(offset: 0, line: 1, column: 1), .nulByte(offset: 0, line: 1, column: 1), .utf16,
      .unknownColumns(["a"], existing: []), .unknownFields(["a"], existing: []), .unreadableMap(part: "a"),
      .fieldMappedTwice("a"), .empty,
    ]
    #expect(Set(all.map(\.code)).count == all.count)
    #expect(all.allSatisfy { $0.code.hasPrefix("K07") && !$0.message.isEmpty && !$0.hint.isEmpty })
    #expect(all.allSatisfy { !$0.message.hasSuffix(".") })
    #expect(FormatError.tornQuote(line: 1, column: 1).code == "K0701")
  }
}
