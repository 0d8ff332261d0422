// What must not take the square of its input's size: asked by counting, or by work that would not end if it did.

import KindlySource
import Testing

@testable import KindlyDiagnostics
@testable import KindlySession

@Suite struct GrowthTests {
  /// Twenty thousand people of one name: each handle is found at once.
  @Test(.timeLimit(.minutes(1)))
  func manyOfOneNameAreNumberedOneAfterTheOther() throws {
    let bench = try Bench()
    var last = ""
    let outcome = bench.withSession { session in
      do {
        try session.host.store.begin(.reading)
        defer { session.host.store.rollback() }
        var directory = try ImportDirectory(host: session.host)
        for _ in 0..<20_000 {
          last = directory.free("dana-reyes")
          directory.add(handle: last)
        }
        return .success
      } catch {
        return .failure
      }
    }
    #expect(outcome.exit == .success && last == "dana-reyes-20000")
  }

  @Test func interviewsOfOneDayComeAgainUnchanged() throws {
    let bench = try Bench()
    let rows = (0..<60).map {
      "{\"role\": \"Engineer\", \"company\": \"Acme\", \"starts\": \"2026-11-24T10:\($0 < 10 ? "0" : "")\($0):00Z\"}"
    }
    let path = bench.folder.file("rows.json")
    try "[\(rows.joined(separator: ",\n"))]".write(toFile: path, atomically: true, encoding: .utf8)
    for expected in ["60 new, 0", "0 new, 0"] {
      let outcome = bench.withSession { $0.importFiles([path], ImportOptions()) }
      #expect(outcome.text.contains(expected), "\(outcome.text) \(outcome.complaints)")
    }
    #expect(bench.eval("interviews | map handle | distinct | count").text == "60\n")
  }

  /// A million mistakes are counted; the words of ten thousand are made, and twenty are shown.
  @Test func mistakesAreCountedBeyondWhatIsRead() {
    final class Made { var count = 0 }
    struct Mistake: Diagnosable {
      let span: Span
      let isError: Bool
      let made: Made
      var diagnostic: Diagnostic {
        made.count += 1
        return Diagnostic(isError ? 201 : 9001, "wrong", at: span)
      }
    }
    let made = Made()
    let found: [Mistake] = (0..<UInt32(1_000_000)).map { (number: UInt32) -> Mistake in
      let span = Span(file: FileID(0), start: number, end: number + 1)
      return Mistake(span: span, isError: number % 2 == 0, made: made)
    }
    let list = DiagnosticList(DiagnosticList.made(of: found))
    #expect(made.count == 2 * DiagnosticList.most)
    let (shown, left) = list.shortened
    #expect(shown.count == 2 * DiagnosticList.limit)
    #expect(left.map(\.count) == [500_000 - DiagnosticList.limit, 500_000 - DiagnosticList.limit])
    let renderer = JSONRenderer(sources: SourceMap())
    #expect(
      list.all.suffix(2).map(renderer.render) == [
        "{\"more\":490000,\"severity\":\"error\"}\n", "{\"more\":490000,\"severity\":\"warning\"}\n",
      ])
  }

  @Test(arguments: 0..<40)
  func spansAreFoundAsByLookingAtEach(_ seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ bound: UInt32) -> UInt32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt32(truncatingIfNeeded: state >> 33) % bound
    }
    func span() -> Span {
      let start = next(60)
      return Span(file: FileID(0), start: start, end: start + next(6))
    }
    let spans = (0..<8).map { _ in span() }
    let index = SpanIndex(spans)
    for _ in 0..<50 {
      let asked = span()
      #expect(
        index.overlaps(asked) == spans.contains { $0.start < asked.end && asked.start < $0.end }, "\(spans) \(asked)")
      #expect(
        index.touches(asked) == spans.contains { $0.start <= asked.end && asked.start <= $0.end }, "\(spans) \(asked)")
      #expect(
        index.holds(asked.start) == spans.contains { $0.start <= asked.start && asked.start < $0.end },
        "\(spans) \(asked)")
    }
  }

  /// Columns of a long line are those that counting gives, and what is shown of it can be read.
  @Test func aLongLineIsCutAndItsColumnsAreRight() throws {
    let sources = SourceMap()
    let text = "# first\n" + String(repeating: "größe \u{1F600} ", count: 100_000) + "\nlast"
    let file = sources.add(name: "long.kindly", text: text)
    let bytes = file.bytes
    for offset in [8, 9, 5_000, 511, 512, 513, 777_777, 1_024_000, bytes.count - 1] {
      let line = bytes[..<offset].lastIndex(of: 10).map { $0 + 1 } ?? 0
      let column = 1 + bytes[line..<offset].count { $0 & 0xC0 != 0x80 }
      #expect(file.position(at: UInt32(offset)).column == column, "offset \(offset)")
    }
    for start in [8, 700_000, 1_090_000] {
      var start = start
      while bytes[start] & 0xC0 == 0x80 { start += 1 }
      let span = Span(file: file.id, start: UInt32(start), end: UInt32(start + 200_000))
      let shown = TextRenderer(sources: sources, isColored: false)
        .render(Diagnostic(201, "wrong", at: span, label: "here"))
      let lines = shown.split(separator: "\n")
      #expect(lines.count == 5 && lines.allSatisfy { $0.count < 160 }, "\(shown)")
      #expect(lines[4].contains("^") && lines[4].hasSuffix("here"), "\(shown)")
    }
  }
}
