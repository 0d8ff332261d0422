// The history: its file, its encoding, and the questions the editor asks.

import Foundation
import Testing

@testable import KindlyREPL

@Suite struct HistoryTests {
  private func temporaryPath() -> String {
    NSTemporaryDirectory() + "history-\(UUID().uuidString)/deep/entries"
  }

  @Test(arguments: ["plain", "two\nlines\n", "back\\slash\\n", "tab\tand\r\u{1}\u{7F}", "日本 é 🙂", "\\012", "end\\", ""])
  func encodingReadsBack(entry: String) {
    let line = HistoryEncoding.encode(entry)
    #expect(!line.contains("\n"))
    #expect(HistoryEncoding.decode(line) == entry)
  }

  @Test func decodingToleratesAnything() {
    #expect(HistoryEncoding.decode("\\q\\0\\") == "\\q\\0\\")
    #expect(HistoryEncoding.decode("a\\040b\\s") == "a b ")
  }

  @Test func lastsAcrossSessions() throws {
    let path = temporaryPath()
    var first = History(path: path)
    let kept1 = first.add("one")
    #expect(kept1)
    let kept2 = first.add("two {\n  lines\n}")
    #expect(kept2)
    let kept3 = first.add(" secret")
    #expect(!kept3)
    let kept4 = first.add("")
    #expect(!kept4)
    let kept5 = first.add("one")
    #expect(kept5)
    let kept6 = first.add("one")
    #expect(!kept6)
    #expect(History(path: path).entries == ["two {\n  lines\n}", "one"])
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func sessionsShareTheFile() {
    let path = temporaryPath()
    var first = History(path: path)
    var second = History(path: path)
    _ = first.add("from the first")
    _ = second.add("from the second")
    #expect(History(path: path).entries == ["from the first", "from the second"])
  }

  @Test func longFilesAreShortened() throws {
    let path = temporaryPath()
    var history = History(path: path, limit: 1000)
    for number in 0..<25 { _ = history.add("entry \(number)") }
    #expect(History(path: path, limit: 10).entries.first == "entry 15")
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 10)
    var next = History(path: path, limit: 10)
    _ = next.add("newest")
    #expect(History(path: path, limit: 10).entries.last == "newest")
  }

  @Test func unwritableFileIsNoError() {
    var history = History(path: "/dev/null/no/such/file")
    let kept7 = history.add("x")
    #expect(kept7)
    #expect(history.entries == ["x"])
  }

  @Test func prefixAndContinuation() {
    var history = History(path: nil)
    for entry in ["contacts", "notes", "contacts | where x", "agenda"] { _ = history.add(entry) }
    #expect(history.older(than: 4, prefix: "con") == 2)
    #expect(history.older(than: 2, prefix: "con") == 0)
    #expect(history.older(than: 0, prefix: "con") == nil)
    #expect(history.newer(than: 0, prefix: "con") == 2)
    #expect(history.newer(than: 3, prefix: "") == nil)
    #expect(history.continuation(of: "contacts") == " | where x")
    #expect(history.continuation(of: "") == "")
    #expect(history.continuation(of: "agenda") == "")
  }

  @Test func search() {
    var history = History(path: nil)
    for entry in ["contacts | sort Name", "notes", "contacts"] { _ = history.add(entry) }
    #expect(history.search("", limit: 2) == ["contacts", "notes"])
    #expect(history.search("sort con", limit: 9) == ["contacts | sort Name"])
    #expect(history.search("NAME", limit: 9) == [])
    var search = HistorySearch(in: history)
    search.type("name", in: history)
    #expect(search.current == "contacts | sort Name")
    #expect(search.found == 16..<20)
    search.choose(by: 1)
    #expect(search.chosen == 0)
    search.type("zzz", in: history)
    #expect(search.current == nil)
    let (rows, cursor) = search.rows(height: 4, columns: 20)
    #expect(rows.count == 1)
    #expect(cursor == Position(row: 0, column: 15))
  }
}
