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
      (["--zone", "eval", "now"], "`--zone` expects a time zone such as", "and `eval` is not one"),
      (["--now", "check", "x"], "`--now` expects a date and time", "and `check` is not one"),
      (["--timeout", "eval", "1"], "`--timeout` expects a number of seconds above 0", "and `eval` is not one"),
      (["--wait", "eval", "1"], "`--wait` expects a number of seconds", "and `eval` is not one"),
      (["--format", "eval", "1"], "`--format` expects table, json, ndjson or csv", "and `eval` is not one"),
      (["--color", "eval", "1"], "`--color` expects auto, always or never", "and `eval` is not one"),
      (["--store", "eval", "1"], "`--store` expects a path", "`--store=eval` uses it anyway"),
      (["--store", "eval"], "`--store` expects a path", "and `eval` is a command"),
      (["--quiet", "--filter", "test"], "`--filter` expects a text", "and `test` is a command"),
      (["eval", "1", "--zone"], "`--zone` expects a time zone", "after it\n"),
      (["eval", "1", "--zone", "Moon"], "`--zone` expects a time zone", "and `Moon` is not one"),
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

  @Test func importAndExportAsAShellHasThem() throws {
    let home = try Home()
    let people = try home.write("people.csv", "Full Name,E-mail\nDana Reyes,dana@acme.example\n")
    let asked = try home.run(["import", people])
    #expect(asked.status == 1 && asked.complaints.contains("--map 'name=Full Name,email=E-mail'"))
    let map = ["--map", "name=Full Name,email=E-mail"]
    #expect(try home.run(["import", "--dry-run", people] + map).text.hasPrefix("people.csv: 1 would be new"))
    #expect(try home.run(["eval", "contacts | count"]).text == "0\n")
    #expect(try home.run(["import"] + map + [people]).text == "people.csv: 1 new, 0 filled in, 0 as they were\n")
    _ = try home.write("people.csv", "Full Name,E-mail\nDana R. Reyes,dana@acme.example\n")
    #expect(
      try home.run(["import", "--overwrite", people] + map).text
        == "people.csv: 0 new, 1 changed, 0 as they were\n")

    let script = try home.run(["export"])
    #expect(script.status == 0 && script.text.contains("contact @dana-reyes \"Dana R. Reyes\""))
    let path = home.folder.file("out.vcf")
    #expect(try home.run(["export", "--format", "vcf", "-o", path]).text.isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("FN:Dana R. Reyes\r\n"))
    #expect(try home.run(["--store", "other.db", "import", path]).text.hasPrefix("out.vcf: 1 new"))
    #expect(try home.run(["export", "--format=csv", "--noun", "interviews"]).text.hasPrefix("handle,"))
    // What `--format` takes elsewhere is not what it takes here, and the other way round.
    #expect(try home.run(["export", "--format", "table"]).status == 2)
    #expect(try home.run(["eval", "--format", "ics", "1"]).status == 2)
    #expect(try home.run(["export", "--noun", "people"]).status == 2)
    #expect(try home.run(["import", "-"], input: script.text).text == "<stdin>: 0 new, 0 changed\n")
  }

  // MARK: - Arguments of a script

  @Test func anArgumentThatIsNotReadIsWrongUsage() throws {
    let home = try Home()
    let none = try home.write("none.kindly", "contact @a \"A\"\n")
    let one = try home.write("one.kindly", "print(args[0])\n")
    let all = try home.write("all.kindly", "print(args | join(\" \"))\n")
    _ = try home.write("lib.kindly", "fn first_word() = args[0]\n")
    let used = try home.write("used.kindly", "use \"lib.kindly\"\nprint(first_word())\n")
    let store = home.folder.file("x.db")
    func refuses(_ words: [String], _ part: String) throws {
      let finished = try home.run(words)
      #expect(finished.status == 2 && finished.text.isEmpty, "\(words) \(finished.complaints)")
      #expect(finished.complaints.contains(part), "\(words) \(finished.complaints)")
    }
    for command in [[], ["run"], ["plan"], ["simulate"]] {
      let separator = command == ["plan"] || command == ["simulate"] ? ["--"] : []
      try refuses(command + [none] + separator + ["--store", store], "kindly --store … \(none)")
      try refuses(command + [none, "more"], "does not read its arguments, and `more` would be ignored")
      try refuses(command + [one, "1"] + separator + ["--zone", "UTC"], "reads only its first argument")
      try refuses(command + [used, "1", "2"], "reads only its first argument, and `2`")
      #expect(try home.run(command + [used, "1"]).status == 0)
      #expect(try home.run(command + [all] + separator + ["a", "--store", "x"]).status == 0)
    }
    try refuses(["-", "more"], "`<stdin>` does not read its arguments")
    #expect(try home.run([one, "1"]).text == "1\n" && home.run([all, "a", "--now"]).text == "a --now\n")
    #expect(try home.run(["--store", store, "plan", all, "a", "b"]).text.contains("a b"))
    #expect(!FileManager.default.fileExists(atPath: store))
    #expect(!FileManager.default.fileExists(atPath: home.folder.file(".local")))
  }

  @Test(arguments: ["agneda", "exprot", "aprove"])
  func aFirstWordThatIsNothing(_ word: String) throws {
    let finished = try Home().run(["--quiet", word, "x"])
    #expect(finished.status == 66 && finished.complaints.contains("did you mean `kindly "), "\(finished.complaints)")
  }

  @Test(arguments: [
    ["agenda", "x"], ["export", "x"], ["doctor", "x"], ["undo", "1", "2"], ["mark", "@a"], ["eval", "1", "2"],
  ])
  func argumentsTooManyOrTooFew(_ words: [String]) throws {
    let finished = try Home().run(words)
    #expect(finished.status == 2 && finished.text.isEmpty, "\(words) \(finished.complaints)")
  }
}
