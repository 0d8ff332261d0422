// Tables in a terminal and in Markdown, and JSON: widths, cuts, escapes.

import Foundation
import Testing

import KindlySource
@testable import KindlyFormats

struct TableTests {
  private let people = Table(
    columns: [.init("name"), .init("n", isNumeric: true), .init("company")],
    rows: [["Dana Reyes", "5", "Acme"], ["李小龙", "12", ""], ["Zoë", "", "Brightwater"], ["x"]])

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  @Test func columnsLineUp() {
    #expect(
      people.text() == """
        name         n  company
        Dana Reyes   5  Acme
        李小龙      12
        Zoë             Brightwater
        x

        """)
  }

  @Test func theHeaderCanBeBold() {
    #expect(lines(people.text(bold: true))[0] == "\u{1B}[1mname         n  company\u{1B}[0m")
  }

  @Test func aNameIsNeverCutAndOthersAreLeftOut() {
    let (short, long) = ("@todo-check-in-dana-acme-onsite", "@todo-meet-deadline-send-the-reconciliation-sample-acme")
    var table = Table(
      columns: [
        .init("handle", width: .whole), .init("rule", width: .spare(1)), .init("contact", width: .spare(0)),
        .init("due", width: .firm), .init("because"),
      ],
      rows: [
        [short, "check_in", "@dana", "2026-12-04 17:00", "Acme said you would hear by then"],
        ["@todo-x", "thank_you", "", "2026-12-04"],
      ])
    func titles(_ width: Int) -> [Substring] { lines(table.text(width: width))[0].split(separator: " ") }
    #expect(titles(120) == ["handle", "rule", "contact", "due", "because"])
    #expect(titles(80) == ["handle", "rule", "due", "because"])
    #expect(titles(70) == ["handle", "due", "because"])
    table.rows.append([long, "meet_deadline", "", "2026-11-27 17:00", "Send it"])
    for width in 60...120 {
      let shown = lines(table.text(width: width))
      #expect(shown.contains { $0 == short || $0.hasPrefix(short + " ") }, "\(width)")
      #expect(shown.contains { $0 == long || $0.hasPrefix(long + " ") }, "\(width)")
      #expect(shown.contains { $0.contains("2026-12-04 17:00  Acme said you") }, "\(width)")
      #expect(shown.allSatisfy { TextWidth.columns(of: $0) <= width }, "\(width)")
    }
    #expect(lines(table.text(width: 80)).contains(long))
  }

  @Test func everyLineFitsTheWidth() {
    let table = Table(
      columns: [.init("handle"), .init("amount", isNumeric: true), .init("text"), .init("更多")],
      rows: [
        ["dana", "1234567890", String(repeating: "long text ", count: 20), "李小龙李小龙李小龙"],
        ["👩‍👩‍👧 e\u{301}", "-5", "short", String(repeating: "🎉", count: 30)],
      ])
    for width in 1...300 {
      let all = lines(table.text(width: width))
      #expect(all.count == 3)
      #expect(all.allSatisfy { TextWidth.columns(of: $0) <= width }, "width \(width)")
      // Half a number says something false: texts give way first.
      if width >= 40 { #expect(all[1].contains("1234567890"), "width \(width)") }
      if width < 200 { #expect(all[1].contains("…")) }
    }
    #expect(!table.text(width: 300).contains("…"))
    #expect(table.text(width: 300) == table.text())
  }

  @Test func theWidthIsUsedUp() {
    let table = Table(
      columns: [.init("a"), .init("b")], rows: [[String(repeating: "x", count: 50), String(repeating: "y", count: 70)]])
    for width in 20...122 {
      #expect(TextWidth.columns(of: lines(table.text(width: width))[1]) == width)
    }
    #expect(
      lines(table.text(width: 80))[1] == String(repeating: "x", count: 38) + "…  " + String(repeating: "y", count: 38)
        + "…")
  }

  @Test func controlsNeverReachTheTerminal() {
    let table = Table(columns: [.init("a\u{1B}[31m")], rows: [["x\ny\tz\r\nw\u{7}\u{7F}\u{9B}\u{202E}"]])
    let text = table.text()
    #expect(text == "a␛[31m\nx y z w␇␡\u{FFFD}\u{FFFD}\n")
    #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
  }

  @Test(arguments: [
    ("abc", 3), ("李小龙", 6), ("é", 1), ("e\u{301}", 1), ("🎉", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("ｆｕｌｌ", 8), ("한국", 4),
    ("\u{200B}", 0), ("", 0), ("…", 1),
  ])
  func widths(text: String, columns: Int) {
    #expect(TextWidth.columns(of: text) == columns)
  }

  @Test func noColumnsIsNoTable() {
    #expect(Table(columns: [], rows: [["x"]]).text() == "")
    #expect(Table(columns: [], rows: [["x"]]).markdown() == "")
    #expect(Table(columns: [.init("a")], rows: []).text() == "a\n")
  }

  @Test func markdown() {
    let table = Table(
      columns: [.init("a|b"), .init("n", isNumeric: true)],
      rows: [["hiring_manager _x_ *y* [z] `c` <b>", "1"], ["line\nbreak\\ & &amp;", "2", "too many"], []])
    #expect(
      table.markdown() == #"""
        | a\|b | n |
        | --- | ---: |
        | hiring_manager \_x\_ \*y\* \[z] \`c\` \<b> | 1 |
        | line<br>break\\ & \&amp; | 2 |
        |  |  |

        """#)
  }

  // MARK: - JSON

  private let value = JSONValue.object([
    .init("name", .string("Zoë \"x\" \\ \u{8}\u{C}\n\r\t\u{1}/")), .init("n", .int(.min)), .init("half", .number(0.5)),
    .init("whole", .number(2)), .init("big", .number(1e300)), .init("none", .null), .init("yes", .bool(true)),
    .init("list", .array([.int(1), .array([]), .object([])])), .init("nan", .number(.nan)),
  ])

  @Test func compactJSON() {
    #expect(
      value.text() == #"{"name":"Zoë \"x\" \\ \b\f\n\r\t\u0001/","n":-9223372036854775808,"half":0.5,"whole":2.0,"#
        + #""big":1e+300,"none":null,"yes":true,"list":[1,[],{}],"nan":null}"#)
  }

  @Test func prettyJSON() {
    #expect(
      JSONValue.array([.int(1), .object([.init("a", .array([]))])]).text(pretty: true) == """
        [
          1,
          {
            "a": []
          }
        ]
        """)
    #expect(JSONValue.object([]).text(pretty: true) == "{}")
  }

  @Test func anotherReaderReadsIt() throws {
    for text in [value.text(), value.text(pretty: true)] {
      let read = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(read["name"] as? String == "Zoë \"x\" \\ \u{8}\u{C}\n\r\t\u{1}/")
      #expect(read["half"] as? Double == 0.5)
      #expect(read["n"] as? Int == .min)
    }
    #expect(JSONValue.quoted("a\"\u{7F}") == #""a\"\u007f""#)
  }
}
