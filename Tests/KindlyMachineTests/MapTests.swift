// Maps against a model: random putting in, taking out and asking, with a collection at every safepoint, give what a
// dictionary with an order gives.

import KindlyMachine
import Testing

@Suite struct MapTests {
  /// A generator that gives the same numbers in every run.
  struct Dice {
    var state: UInt64
    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(sides))
    }
  }

  /// What keys are written as: whole numbers far and near, texts, records.
  static let keys: [(type: String, write: @Sendable (Int) -> String)] = [
    ("Int", { "\($0 * 4096 - 40000)" }), ("Int", { "\($0)" }), ("Text", { "\"k\($0)é\"" }),
    ("{a: Int, b: Text}", { "{ a: \($0 % 3), b: \"\($0)\" }" }), ("List<Int>", { "[\($0), 1]" }), ("Int?", { "\($0)" }),
    ("Date", { "(2026-01-01 + \($0)d)" }),
  ]

  @Test(arguments: keys.indices, [UInt64(1), 2, 3])
  func agreesWithAModel(_ kind: Int, _ seed: UInt64) throws {
    var dice = Dice(state: seed &* 977 &+ UInt64(kind))
    let (type, write) = Self.keys[kind]
    var source = "var m: Map<\(type), Int> = [:]\nvar kept = m\n"
    var (order, values): ([Int], [Int: Int]) = ([], [:])
    var (keptOrder, keptValues) = (order, values)
    for step in 0..<150 {
      let key = dice.roll(40)
      switch dice.roll(10) {
      case 0...5:
        source += "m[\(write(key))] = \(step)\n"
        if values[key] == nil { order.append(key) }
        values[key] = step
      case 6...8:
        source += "m[\(write(key))] = nothing\n"
        order.removeAll { $0 == key }
        values[key] = nil
      default:
        source += "kept = m\n"
        (keptOrder, keptValues) = (order, values)
      }
    }
    let asked = (0..<40).map { "(m[\(write($0))] ?? -1)" }.joined(separator: ", ")
    source += "[values(m), values(kept), [length(m)], [\(asked)]]"
    let session = try TestSession(isStressed: true)
    let wanted: [[Int]] = [
      order.map { values[$0] ?? 0 }, keptOrder.map { keptValues[$0] ?? 0 }, [order.count],
      (0..<40).map { values[$0] ?? -1 },
    ]
    #expect(try session.text(source) == "\(wanted)")
  }

  @Test func maysHoldManyAndBeEmptiedAgain() throws {
    let session = try TestSession()
    let source = """
      var m: Map<Int, Text> = [:]
      for round in 1..3 {
        for i in 1..20000 { m[i * 65536] = "v{i}" }
        for i in 1..19999 { m[i * 65536] = nothing }
      }
      m
      """
    #expect(try session.text(source) == "[1310720000: \"v20000\"]")
  }

  @Test func equalityDoesNotLookAtTheOrder() throws {
    let session = try TestSession(isStressed: true)
    #expect(try session.text("[\"a\": [1], \"b\": [2]] == [\"b\": [2], \"a\": [1]]") == "true")
    #expect(try session.text("[\"a\": 1] == [\"a\": 2]") == "false")
    #expect(try session.text("[[1: 2, 3: 4], [3: 4, 1: 2], [1: 2]] | distinct | count") == "2")
  }
}
