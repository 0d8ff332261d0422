// `sort` by one text against Swift's own sorting: texts that begin alike, that begin one another, of any alphabet, and
// nothing among them. Rows with equal keys keep their order, in both directions; nothing comes last in both.

import Testing

@testable import KindlyMachine

@Suite struct SortTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private struct Row {
    let number: Int
    let key: String?

    var source: String { "{ n: \(number), k: \(key.map { "\"\($0)\"" } ?? "nothing") }" }
  }

  @Test(arguments: 0..<UInt64(24))
  func textsAreInOrder(_ seed: UInt64) throws {
    var random = Random(state: seed &* 104_729 &+ 11)
    let start = ["", "row ", "the same beginning of all of them ", "é"][Int(seed % 4)]
    let letters = seed % 3 == 0 ? "ab é😀" : "ab~ "
    let rows = (0..<Int.random(in: 0...40, using: &random)).map { number in
      let length = Int.random(in: 0...12, using: &random)
      let tail = String((0..<length).map { _ in letters.randomElement(using: &random) ?? "a" })
      let isNothing = seed % 2 == 0 && Int.random(in: 0..<5, using: &random) == 0
      return Row(number: number, key: isNothing ? nil : start + tail)
    }
    let session = try TestSession()
    let list = rows.map(\.source).joined(separator: ", ")
    _ = try session.run("let rows: List<{ n: Int, k: Text? }> = [\(list)]")
    for isDescending in [false, true] {
      let wanted = rows.sorted { a, b in
        guard let x = a.key else { return b.key == nil && a.number < b.number }
        guard let y = b.key else { return true }
        let (first, second) = (Array(x.unicodeScalars.map(\.value)), Array(y.unicodeScalars.map(\.value)))
        if first == second { return a.number < b.number }
        return first.lexicographicallyPrecedes(second) != isDescending
      }
      let found = try session.text("rows | sort k\(isDescending ? " desc" : "") | map n")
      #expect(found == "[\(wanted.map { "\($0.number)" }.joined(separator: ", "))]", "seed \(seed): \(list)")
    }
  }
}
