// The command line as a shell hands it over: options that stand in an alias, options without their value. What the
// commands do is tested with what they are about.

import Foundation
import Testing

@Suite(.serialized)
struct CommandLineTests {
  /// Commands for which a store, a clock or a zone makes no difference.
  private static let indifferent = [
    ["test", "x.kindly"], ["fmt", "--check", "x.kindly"], ["check", "x.kindly"], ["doc", "print"],
    ["explain-code", "K0204"], ["help", "eval"],
  ]

  @Test(arguments: [
    ["--store", "x.db"], ["--store", "nowhere/at/all/x.db"], ["--now", "2026-11-24"],
    ["--now", "2026-11-24T08:00+01:00"],
    ["--zone", "Europe/Berlin"], ["--quiet"], ["--color", "never"], ["--format", "csv"], ["--wait", "1"],
    ["--timeout", "60"],
  ])
  func anAliasMayKeepAnOption(_ option: [String]) throws {
    let home = try Home()
    _ = try home.write("x.kindly", "test \"one\" {\n  expect 1 + 1 == 2\n}\n")
    for command in Self.indifferent {
      for words in [option + command, command + option] {
        let finished = try home.run(words)
        #expect(finished.status == 0 && finished.complaints.isEmpty, "\(words) \(finished.complaints)")
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.folder.path) == ["x.kindly"])
  }

  @Test func whatATestLooksAtIsItsOwn() throws {
    let home = try Home()
    let store = home.folder.file("x.db")
    #expect(try home.run(["--store", store, "eval", "contact @a \"A\""]).status == 0)
    let path = try home.write(
      "x.kindly", "test \"one\" {\n  expect (contacts | count) == 0\n  expect today == 2026-01-01\n}\n")
    let finished = try home.run(["--store", store, "--now", "2026-11-24", "--zone", "Asia/Tokyo", "test", path])
    #expect(finished.status == 0, "\(finished.text)")
  }

  @Test func anOptionOfAnAliasMakesSenseAllTheSame() throws {
    let home = try Home()
    _ = try home.write("x.kindly", "test \"one\" {\n}\n")
    for option in [["--zone", "Moon"], ["--now", "soon"], ["--store", ""], ["--color", "red"]] {
      for command in Self.indifferent {
        let finished = try home.run(option + command)
        #expect(finished.status == 2 && finished.text.isEmpty, "\(option) \(command)")
      }
    }
  }

  @Test(
    arguments: [
      (["--zone", "eval", "now"], "`--zone` wants a time zone such as", "and `eval` is none"),
      (["--now", "check", "x"], "`--now` wants a date and time", "and `check` is none"),
      (["--timeout", "eval", "1"], "`--timeout` wants a number of seconds above 0", "and `eval` is none"),
      (["--wait", "eval", "1"], "`--wait` wants a number of seconds", "and `eval` is none"),
      (["--format", "eval", "1"], "`--format` wants table, json or csv", "and `eval` is none"),
      (["--color", "eval", "1"], "`--color` wants auto, always or never", "and `eval` is none"),
      (["--store", "eval", "1"], "`--store` wants a path", "`--store=eval` takes it all the same"),
      (["--store", "eval"], "`--store` wants a path", "and `eval` is a command"),
      (["--quiet", "--filter", "test"], "`--filter` wants a text", "and `test` is a command"),
      (["eval", "1", "--zone"], "`--zone` wants a time zone", "behind it\n"),
      (["eval", "1", "--zone", "Moon"], "`--zone` wants a time zone", "and `Moon` is none"),
    ] as [([String], String, String)])
  func aForgottenValue(_ words: [String], _ start: String, _ end: String) throws {
    let finished = try Home().run(words)
    #expect(finished.status == 2 && finished.text.isEmpty)
    #expect(
      finished.complaints.hasPrefix("kindly: \(start)") && finished.complaints.contains(end), "\(finished.complaints)")
  }

  @Test func aValueMayBeTheNameOfACommand() throws {
    let home = try Home()
    #expect(try home.run(["--store=eval", "eval", "contact @a \"A\""]).status == 0)
    #expect(try home.run(["eval", "contacts | count", "--store", "eval"]).text == "1\n")
  }
}
