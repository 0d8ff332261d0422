// Full text: the records of a noun whose texts hold all the words, best first.
// Leaves keeping the words to the triggers that Schema makes.
// Invariant: whatever is asked is words; no text of a user's is read as the language of SQLite's queries.

import GRDB
import KindlyCatalog

extension Store {
  /// The rows whose searched fields hold all of it: words, `"a phrase"`, `prefix*`; accents and case are folded.
  /// Best first, and of equals the older. None where nothing that is asked is a word.
  public func search(_ noun: Noun, _ words: String) throws(StoreError) -> [RowID] {
    guard let shape = TableShape.all[Int(noun.rawValue)], !noun.spec.searched.isEmpty else { return [] }
    let query = SearchQuery(words).match
    if query.isEmpty || isAbsent { return [] }
    return try access { db in
      let table = quoted(shape.searchTable)
      let statement = try db.cachedStatement(
        sql: "SELECT rowid FROM \(table) WHERE \(table) MATCH ? ORDER BY rank, rowid")
      statement.setUncheckedArguments([query])
      return try RowID.fetchAll(statement)
    }
  }
}

/// What is asked, as FTS5 takes it.
struct SearchQuery {
  /// Empty where there is no word in it.
  let match: String

  /// More are no question that anybody would ask, and take SQLite a long time.
  private static let mostWords = 64

  init(_ words: String) {
    var parts: [String] = []
    var rest = words[...]
    while let first = rest.first {
      if first == "\"" {
        rest = rest.dropFirst()
        // A quote that is never closed reaches to the end.
        let end = rest.firstIndex(of: "\"") ?? rest.endIndex
        parts.append(contentsOf: Self.part(rest[..<end], isPrefix: false))
        rest = rest[end...].dropFirst()
      } else if first.isWhitespace {
        rest = rest.dropFirst()
      } else {
        let end = rest.firstIndex { $0.isWhitespace || $0 == "\"" } ?? rest.endIndex
        let word = rest[..<end]
        parts.append(contentsOf: Self.part(word, isPrefix: word.last == "*"))
        rest = rest[end...]
      }
    }
    var seen: Set<String> = []
    match = parts.filter { seen.insert($0).inserted }.prefix(Self.mostWords).joined(separator: " AND ")
  }

  /// A word or phrase as FTS5's string; nothing where it has no letter and no digit.
  private static func part(_ text: some StringProtocol, isPrefix: Bool) -> [String] {
    let isWord = text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    guard isWord else { return [] }
    let plain = String(text).filter { $0 != "\"" && $0 != "\0" }
    return ["\"\(plain)\"\(isPrefix ? "*" : "")"]
  }
}
