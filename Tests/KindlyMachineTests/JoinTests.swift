// `join` by keys against `join` of every pair: a condition that is a function of the pair is asked of all of them.

import Testing

@testable import KindlyMachine

@Suite struct JoinTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  /// The type of a key and values of it, some of which are equal without being written alike.
  private static let keys: [(type: String, values: [String])] = [
    ("Int", ["0", "1", "-1", "70000"]),
    ("Number", ["0.5", "1.0", "1.00", "-0.0", "0.0"]),
    ("Bool", ["true", "false"]),
    ("Text", ["\"a\"", "\"A\"", "\"\"", "\"\\u{e9}\"", "\"e\\u{301}\"", "\"a longer text of its own\""]),
    ("Text?", ["\"a\"", "nothing", "\"b\""]),
    ("Int?", ["1", "nothing", "0"]),
    ("Date", ["2026-11-25", "2026-11-26"]),
    ("DateTime", ["2026-11-25T10:00Z", "2026-11-25T11:00+01:00", "2026-11-25T12:00Z"]),
    ("Duration", ["60m", "1h", "2h"]),
    ("List<Int>", ["[1, 2]", "[]", "[2, 1]"]),
  ]

  /// Conditions over `left.k` and `right.k`, their numbers `n` and what else there is.
  private static let conditions = [
    "left.k == right.k", "right.k == left.k", "left.k == right.k and left.n < right.n",
    "left.k == right.k and left.n != right.n and right.n mod 2 == 0", "left.n mod 3 == right.n mod 5",
    "left.n + 1 == right.n", "left.n == right.n and left.k == right.k", "[left.k] == [right.k]",
    // These are asked of every pair.
    "left.k != right.k", "left.k == right.k or left.n == right.n", "left.n < right.n and left.k == right.k",
    "left.n == left.n and left.k == right.k", "left.n + right.n == 4",
  ]

  @Test(arguments: 0..<UInt64(10))
  func keysFindTheSamePairsAsLookingAtEach(_ seed: UInt64) throws {
    var random = Random(state: seed &* 7919 &+ 3)
    let session = try TestSession()
    for (number, key) in Self.keys.enumerated() {
      func rows(_ name: String) -> String {
        let count = Int.random(in: 0...9, using: &random)
        let made = (0..<count).map { number in
          "row(\(key.values.randomElement(using: &random) ?? ""), \(number % 5))"
        }
        return "let \(name)\(number): List<{ k: \(key.type), n: Int }> = [\(made.joined(separator: ", "))]\n"
      }
      let made = "fn row\(number)(k: \(key.type), n: Int) -> { k: \(key.type), n: Int } { { k: k, n: n } }\n"
      let source = (rows("a") + rows("b")).replacing("row(", with: "row\(number)(")
      _ = try session.run(made + source)
      for condition in Self.conditions {
        let everyPair = condition.replacing("left", with: "p.left").replacing("right", with: "p.right")
        let found = try session.text("a\(number) | join b\(number) on \(condition)")
        let wanted = try session.text("a\(number) | join b\(number) on (p -> \(everyPair))")
        #expect(found == wanted, "seed \(seed): \(key.type), \(condition)\n\(source)")
      }
    }
  }

  /// Of every pair a record would be made: four million of them here.
  @Test(arguments: ["left == right", "left.n == right.n and left.n >= 0"])
  func whatCannotMatchIsNotLookedAt(_ condition: String) throws {
    let session = try TestSession()
    let isRecord = condition.contains(".n")
    _ = try session.run("let rows = 1..2000 | map \(isRecord ? "{ n: it }" : "it + 0")\nlet more = rows | reverse")
    let before = session.machine.state.pointee.heap.allocated
    let collections = session.machine.collections
    #expect(try session.text("rows | join more on \(condition) | count") == "2000")
    #expect(session.machine.collections == collections)
    #expect(session.machine.state.pointee.heap.allocated - before < 1 << 20)
  }

  /// A key that fails, fails; where one side is empty nothing is asked.
  @Test func keysFailAsPairsDo() throws {
    let session = try TestSession()
    _ = try session.run("let some = [1, 0, 2]\nlet none = some | where it > 9")
    #expect(throws: (any Error).self) { try session.text("some | join some on 10 div left == 10 div right") }
    #expect(try session.text("some | join none on 10 div left == right") == "[]")
    #expect(try session.text("none | join some on left == 10 div right") == "[]")
  }
}
