// JSON as records with their lines, and texts that are no JSON.

import Testing

@testable import KindlyFormats

struct JSONReaderTests {
  private func records(_ text: String) throws -> [JSONRecords.Record] {
    try JSONRecords(reading: Array(text.utf8)).records
  }

  @Test func anArrayOfObjects() throws {
    let found = try records("[\n  {\"name\": \"Dana\"},\n  {\n\"name\": \"Lee\", \"tags\": [\"a\"]}, 3\n]\n")
    #expect(found.map(\.line) == [2, 3, 4] && found.map { $0.members?.count } == [1, 2, nil])
    #expect(found.allSatisfy { $0.group == nil })
  }

  @Test func anObjectOfArrays() throws {
    let found = try records("{\"me\": {\"name\": \"Sam\"}, \"contacts\": [{\"name\": \"Dana\"}], \"notes\": []}")
    #expect(found.map(\.group) == ["me", "contacts"])
  }

  @Test func oneObject() throws {
    let found = try records("{\"name\": \"Dana\", \"tags\": []}")
    #expect(found.map(\.group) == [nil] && found[0].members?.count == 2)
    #expect(try records("{\"contacts\": [], \"notes\": []}").isEmpty)
  }

  @Test(arguments: [
    "null", "true", "[1,-2,3.5,1e9]", "\"a\\u00e9\\ud83d\\ude42\\n\\\"\\/\"", "{\"a\":{\"b\":[[],{}]}}",
    "9223372036854775807",
  ])
  func readsWhatIsWritten(_ text: String) throws {
    let value = try #require(JSONReader.value(of: text))
    #expect(JSONReader.value(of: value.text()) == value && JSONReader.value(of: value.text(pretty: true)) == value)
  }

  @Test(arguments: [
    "", "[1,]", "{\"a\":1,}", "{a:1}", "[01]", "[1.]", "[.5]", "\"a", "\"\\ud83d\"", "\"\\x\"", "\"\n\"", "[1] 2",
    "nul",
    "[1e999]", "\"\\u+123\"",
  ])
  func isNoJSON(_ text: String) { #expect(JSONReader.value(of: text) == nil) }

  @Test func theDeepestIsBounded() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(JSONReader.value(of: deep) == nil)
    #expect(throws: FormatError.self) { try records(deep) }
  }

  @Test func theErrorNamesItsPlace() {
    #expect(throws: FormatError.notJSON(line: 2, column: 10)) { try records("[\n{\"a\": 1, }]") }
  }
}
