// Where a text stands in another: both ways of searching agree with the plain one, also for parts that repeat; keys and
// texts that would meet are told apart by their hashes.

import Testing

@testable import KindlyMachine

@Suite struct TextSearchTests {
  private func watch() throws -> (TestSession, RunWatch) {
    let session = try TestSession()
    return (session, session.machine.watch)
  }

  private func plain(_ part: [UInt8], _ whole: [UInt8], from start: Int) -> Int? {
    guard !part.isEmpty, start + part.count <= whole.count else { return nil }
    return (start...whole.count - part.count).first { Array(whole[$0..<$0 + part.count]) == part }
  }

  @Test(arguments: 0..<300)
  func agreesWithThePlainWay(_ seed: UInt64) throws {
    let (session, watch) = try watch()
    defer { _ = session }
    var chance = Chance(seed: seed &+ 1)
    let letters = UInt64(1 + seed % 3)
    let whole = (0..<200).map { (_: Int) -> UInt8 in 97 + UInt8(truncatingIfNeeded: chance.next(upperBound: letters)) }
    for length in [1, 2, 3, 5, 8, 13, 40, 150, 200, 201] {
      let begin = Int(chance.next(upperBound: UInt64(100)))
      // Parts of the whole, with and without a letter that is another.
      var part = Array(whole.dropFirst(begin).prefix(length))
      if chance.next(upperBound: UInt64(2)) == 0, !part.isEmpty { part[part.count / 2] = 97 }
      part.withUnsafeBufferPointer { part in
        whole.withUnsafeBufferPointer { bytes in
          let expected = plain(Array(part), whole, from: 0)
          #expect(TextSearch.find(part, in: bytes, watch) == expected, "seed \(seed), length \(length)")
          if !part.isEmpty {
            #expect(TwoWay(part, watch)?.find(in: bytes, watch) == expected, "seed \(seed), length \(length)")
          }
          #expect(TextSearch.find(part, in: bytes, from: 50, watch) == plain(Array(part), whole, from: 50))
        }
      }
    }
  }

  /// Parts over a window's border, and a part that is long itself.
  @Test func findsWhatIsFarBehind() throws {
    let session = try TestSession()
    #expect(try session.text("index_of(repeat(\"ab\", 4000000) + \"c\", \"bc\")") == "7999999")
    #expect(try session.text("(repeat(\"ab\", 700000) + \"c\") in (repeat(\"ab\", 900000) + \"cd\")") == "true")
    #expect(try session.text("(repeat(\"ab\", 700000) + \"c\") in (repeat(\"ab\", 900000) + \"d\")") == "false")
  }

  /// What is done piece by piece gives what it would give in one.
  @Test(arguments: [
    "gro\u{308}ße 中文 ", "a\r\nb", "é", "e\u{301}", "👨‍👩‍👧 x", "日本語", "नमस्ते ", "กำ", "\u{1100}\u{1161}\u{11A8}",
  ])
  func piecesAreTheWhole(_ unit: String) throws {
    let session = try TestSession()
    let times = 150_000 / unit.utf8.count
    let whole = String(repeating: unit, count: times)
    _ = try session.run("let t = repeat(\"\(unit.replacing("\r\n", with: "\\r\\n"))\", \(times))")
    #expect(try session.text("length(t)") == "\(whole.count)")
    #expect(try session.run("upper(t)") == .text(whole.uppercased()))
    #expect(try session.run("reverse(t)") == .text(String(whole.reversed())))
    #expect(try session.text("length(words(t))") == "\(whole.split(whereSeparator: \.isWhitespace).count)")
    #expect(try session.text("length(characters(t))") == "\(whole.count)")
    #expect(try session.run("t[-1]") == .text(String(whole.last ?? " ")))
  }

  /// Keys that were chosen to meet, under the old way of hashing, lie apart.
  @Test(arguments: [4_294_967_296, 65_536, 64, 1, 4_294_967_297])
  func chosenKeysDoNotMeet(_ step: Int64) {
    let places = Set((0..<20_000).map { Maps.hash(word: Int64($0) &* step) & 0xFFFF })
    #expect(places.count > 13_000, "\(places.count) places for 20000 keys")
  }
}
