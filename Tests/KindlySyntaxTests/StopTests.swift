// Reading a source that nobody waits for any more: it ends, wherever it is.

import KindlySource
import Testing

@testable import KindlySyntax

struct StopTests {
  /// Each kind of place in which statements stand, many times over.
  private static let text = String(
    repeating: """
      fn f(a: Int) -> Int {
        if a > 1 { return match a { 2 => { let x = "text {[1, 2] | map { it }}"; x }, else => "" } | length }
        for i in 1..3 {
          print(i)
        }
        a
      }
      must r {
        for i in interviews
        do remind "x"
      }
      test "t" {
        at 2026-01-01 { expect f(1) == 1 }
      }

      """, count: 20)

  @Test func readingEndsWhereverItIs() throws {
    let file = try SourceFile(id: FileID(0), name: "<test>", bytes: Array(Self.text.utf8))
    var whole = 0
    let all = Parser.parse(
      file, interner: Interner(),
      stop: StopSign {
        whole += 1
        return false
      })
    #expect(all.errors.isEmpty && whole > 10)
    var sizes: [Int] = []
    for patience in 0..<whole {
      var looks = 0
      let stop = StopSign {
        looks += 1
        return looks > patience
      }
      let result = Parser.parse(file, interner: Interner(), stop: stop)
      #expect(stop.isUp && looks == patience + 1, "it looks no more once it has stopped")
      sizes.append(result.tree.nodes.count)
      #expect(result.tree.nodes.count < all.tree.nodes.count)
    }
    #expect(Set(sizes).count > 3)
  }
}
