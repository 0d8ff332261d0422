// Pictures: no line wider than the terminal, whatever the labels; SVG that an XML reader takes, whatever stands in it.

import Foundation
import KindlyFormats
import KindlySource
import KindlyTime
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PictureTests {
  private static let labels = [
    "", "Acme", "a long label that goes on and on and on, and then some more", "Zürich & Söhne <ltd>", "日本語の会社名前前前前",
    "a\u{1}b\u{7F}\"'", "👩‍👩‍👧‍👦 family",
  ]

  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(iso: text)) }

  private func pictures() throws -> [Picture] {
    let values = [0, 1, 0.001, 1e12, -5, .infinity, .nan]
    let bars = zip(Self.labels, values).map { Picture.Bar(label: $0, value: $1, number: "\($1)") }
    let days = ["2026-11-24", "2026-11-25", "1999-01-01", "2027-06-01"]
    let events = try zip(Self.labels, days).map { Picture.Event(label: $0, day: try day($1), mark: .meeting) }
    let today = try day("2026-11-25")
    return [
      .bars(bars), .bars(Array(bars.prefix(1))), .timeline(.init(today: today, events: events)),
      .timeline(.init(today: today, events: [Picture.Event(label: "x", day: today, mark: .task)])),
      .timeline(.init(today: try day("9999-12-31"), events: events)),
    ]
  }

  @Test(arguments: [20, 33, 80, 200]) func fitsTheTerminal(_ width: Int) throws {
    for picture in try pictures() {
      let lines = picture.text(width: width).split(separator: "\n")
      #expect(!lines.isEmpty)
      for line in lines {
        #expect(TextWidth.columns(of: String(line)) <= max(width, 24), "\(line)")
      }
    }
  }

  @Test func nothingIsDrawnOfNothing() throws {
    #expect(Picture.bars([]).text(width: 80) == "")
    #expect(Picture.timeline(.init(today: try day("2026-11-25"), events: [])).text(width: 80) == "")
  }

  @Test func theLongestBarFillsTheWidth() {
    let picture = Picture.bars([.init(label: "a", value: 3, number: "3"), .init(label: "b", value: 1.5, number: "1.5")])
    #expect(picture.text(width: 24) == "a   3 ██████████████████\nb 1.5 █████████\n")
  }

  @Test func aTimelineIsInOrder() throws {
    let events = try [("late", "2026-12-05", Picture.Event.Mark.task), ("soon", "2026-11-25", .meeting)].map {
      Picture.Event(label: $0.0, day: try day($0.1), mark: $0.2)
    }
    let picture = Picture.timeline(.init(today: try day("2026-11-30"), events: events))
    #expect(
      picture.text(width: 28).split(separator: "\n") == [
        "2026-11-25  soon ●····│·····", "2026-12-05  late ·····│····◆",
        Substring(String(repeating: " ", count: 22) + "today"),
      ])
  }

  @Test func svgIsXMLThatStandsAlone() throws {
    for picture in try pictures() {
      let svg = picture.svg(title: "A & B <\u{8}>")
      let parser = XMLParser(data: Data(svg.utf8))
      #expect(parser.parse(), "\(svg)")
      #expect(svg.contains("<title>A &amp; B &lt;&gt;</title>"))
      #expect(!svg.contains("<script") && !svg.contains("href") && !svg.contains("\"nan") && !svg.contains("\"inf"))
    }
  }

  @Test func svgStaysWithinItsEdges() throws {
    let early = Picture.Event(label: String(repeating: "前", count: 60), day: try day("1999-01-01"), mark: .past)
    let svg = Picture.timeline(.init(today: try day("2026-11-25"), events: [early])).svg(title: "x")
    #expect(
      svg.contains(">1999-01-01</text>") && svg.contains("x=\"648\"") && svg.contains(">today, 2026-11-25</text>"))
    // Two columns each, and one for what says that something is left out.
    #expect(svg.contains(">" + String(repeating: "前", count: 13) + "…<"))
    #expect(Picture.bars([]).svg(title: "x").contains("nothing to draw"))
  }
}
