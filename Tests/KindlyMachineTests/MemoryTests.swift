// How much memory a program holds on to, in bytes of the heap, never in time.

import Testing

@testable import KindlyMachine

@Suite struct MemoryTests {
  private func held(_ session: TestSession) -> Int {
    let heap = session.machine.state.pointee.heap
    let blocks = heap.blocks.joined().count * Heap.blockBytes
    return blocks + heap.large.reduce(0) { $0 + $1.bytes }
  }

  @Test(arguments: [
    "for i in 1..400000 { let r = { a: i, s: \"text number {i}\" }; let xs = [r, r] }",
    "var s = \"\"\nfor i in 1..400000 { s = if length(s) > 1000 { \"\" } else { s + \"0123456789\" } }",
    "var m: Map<Int, Text> = [:]\nfor i in 1..400000 { m[i] = \"v{i}\"; m[i - 50] = nothing }",
    "for i in 1..4000 { let m = 1..100 | index_by(n -> \"k{n}\") }",
    "for i in 1..4000 { let xs = 1..100 | map \"k{it}\" | sort it desc }",
    "for i in 1..600000 { let f = (n: Int) -> n + i; f(1) }",
  ])
  func garbageDoesNotPileUp(_ source: String) throws {
    let session = try TestSession()
    _ = try session.run(source)
    #expect(session.machine.collections > 0)
    #expect(held(session) < 80 << 20)
  }

  @Test func aMillionRecordsTakeLessThan150Megabytes() throws {
    let session = try TestSession()
    _ = try session.run("let rows = 1..1000000 | map { n: it, half: it / 2, name: \"x\" }\nlet n = length(rows)")
    #expect(held(session) < 150 << 20)
    #expect(try session.text("n") == "1000000")
  }

  @Test func rangesTakeNoMemory() throws {
    let session = try TestSession()
    _ = try session.run("let n = 1..1000000 | where it mod 2 == 0 | sum it\nfor i in 1..1000000 { }")
    #expect(held(session) < 4 << 20)
  }
}
