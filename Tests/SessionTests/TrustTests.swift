// Trusted settings: each of them by each road into the store. The settings come from the noun table, so one that is added
// there is tried by every road here.

import Foundation
import KindlyCatalog
import Testing

@testable import KindlySession

/// A trusted setting with the user's own value and one that somebody plants.
struct TrustedSetting: CustomTestStringConvertible, Sendable {
  let name: String
  let own: String
  let planted: String
  var json: String { planted.hasPrefix("\"") || planted.hasPrefix("[\"") ? planted : Self.quoted(planted) }
  var testDescription: String { name }

  init(_ field: FieldSpec) {
    name = field.name
    switch field.type {
    case .list(.enumeration(let cases)): (own, planted) = ("[\(cases.cases[0])]", "[\(cases.cases[1])]")
    case .list: (own, planted) = ("[\"own\"]", "[\"/home/eve/planted\"]")
    case .enumeration(let cases): (own, planted) = (cases.cases[1], cases.cases[2])
    default:
      let address = field.name == "smtp"
      own = address ? "\"smtps://own.example\"" : "\"own\""
      planted = address ? "\"smtps://planted.example\"" : "\"/home/eve/planted\""
    }
  }

  static let all = Noun.me.fields.filter { $0.isTrusted && $0.isStored }.map(TrustedSetting.init)

  /// `[a, b]` as JSON.
  private static func quoted(_ words: String) -> String {
    words.hasPrefix("[")
      ? "[" + words.dropFirst().dropLast().split(separator: ", ").map { "\"\($0)\"" }.joined(separator: ", ") + "]"
      : "\"\(words)\""
  }
}

struct TrustTests {
  /// A store whose user has said the setting.
  private func bench(_ setting: TrustedSetting) throws -> Bench {
    let bench = try Bench()
    let outcome = bench.eval("me.name = \"Sam\"\nme.\(setting.name) = \(setting.own)")
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    #expect(value(bench, setting) == own(setting))
    return bench
  }

  private func value(_ bench: Bench, _ setting: TrustedSetting) -> String {
    bench.eval("print(me.\(setting.name))").text
  }

  /// As `print` prints it.
  private func own(_ setting: TrustedSetting) -> String {
    (setting.own.hasPrefix("\"") ? String(setting.own.dropFirst().dropLast()) : setting.own) + "\n"
  }

  private func file(_ bench: Bench, _ name: String, _ text: String) throws -> String {
    let path = bench.folder.file(name)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  // MARK: - The table

  @Test func commandsAndFilesAreTrusted() {
    let open = Noun.allCases.flatMap(\.fields).filter { $0.name.hasSuffix("_command") || $0.name.hasSuffix("_file") }
    #expect(!open.isEmpty && open.allSatisfy { $0.isTrusted }, "mark them in the noun table: \(open.map(\.name))")
    let named: Set = ["sendmail", "maildir", "smtp", "imap", "transport", "approve", "inbox", "also"]
    #expect(Noun.me.fields.filter { named.contains($0.name) }.allSatisfy { $0.isTrusted })
    #expect(Noun.allCases.filter { $0 != .me }.flatMap(\.fields).allSatisfy { !$0.isTrusted }, "the gate guards `me`")
  }

  // MARK: - Sources

  static let sources: [(road: String, code: @Sendable (TrustedSetting) -> String)] = [
    ("declaration", { "me { name: \"Eve\", \($0.name): \($0.planted) }" }),
    ("assignment", { "me.\($0.name) = \($0.planted)" }),
    ("assignment of a name", { "let m = me\nm.\($0.name) = \($0.planted)" }),
    ("assignment to a row", { "[me] | each { it.\($0.name) = \($0.planted) }" }),
    ("update", { "[me] | update { \($0.name): \($0.planted) }" }),
    ("in a function", { "fn f() { me { \($0.name): \($0.planted) } }" }),
    ("in a template", { "template t(to: Contact) { me.\($0.name) = \($0.planted)\n subject \"x\"; \"y\" }" }),
    (
      "in a rule",
      {
        "must r { for c in contacts until false due now do if true { me.\($0.name) = \($0.planted)\n remind \"x\" } else { remind \"y\" } }"
      }
    ),
    ("in a loop of a try", { "for i in 1..2 { try { me.\($0.name) = \($0.planted) } catch e { print(e.message) } }" }),
  ]

  @Test(arguments: TrustedSetting.all)
  func aScriptIsRefusedBeforeItRuns(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    for (road, code) in Self.sources {
      let outcome = bench.script("print(\"ran\")\n" + code(setting))
      #expect(outcome.exit == .source && outcome.text.isEmpty, "\(road): \(outcome.complaints)")
      #expect(outcome.complaints.contains("error[K0383]: a script can't change `me.\(setting.name)`"), "\(road)")
      let line = "paste this at the prompt: `me.\(setting.name) = \(setting.planted)`"
      #expect(outcome.complaints.contains(line), "\(road): \(outcome.complaints)")
      #expect(value(bench, setting) == own(setting), "\(road)")
    }
    // The line works.
    #expect(bench.eval("me.\(setting.name) = \(setting.planted)").exit == .success)
  }

  @Test(arguments: TrustedSetting.all)
  func aUsedFileIsRefusedWhoeverUsesIt(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    let used = "fn plant() { me.\(setting.name) = \(setting.planted) }\n"
    bench.files = .memory(["lib.kindly": used])
    for outcome in [bench.script("use \"lib.kindly\"\nplant()"), bench.eval("use \"lib.kindly\"\nplant()")] {
      #expect(outcome.exit == .source && outcome.complaints.contains("K0383"), "\(outcome.complaints)")
    }
    #expect(value(bench, setting) == own(setting))
  }

  /// A function of `init.kindly` is the user's, but a script that calls it speaks for itself.
  @Test(arguments: TrustedSetting.all)
  func theGateIsAskedWhenItRuns(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    bench.initPath = try file(bench, "init.kindly", "fn plant() { me.\(setting.name) = \(setting.planted) }\n")
    let refused = "error[K0532]: a script can't change `me.\(setting.name)`"
    let script = bench.script("me { name: \"Eve\" }\nplant()")
    #expect(script.exit == .failure && script.complaints.contains(refused), "\(script.complaints)")
    for work in [
      { @Sendable (session: Session) in session.plan(name: "p", bytes: Array("plant()".utf8)) },
      { session in session.simulate(name: "p", bytes: Array("plant()".utf8), SimulationOptions()) },
    ] {
      let outcome = bench.withSession(work)
      #expect((outcome.text + outcome.complaints).contains("a script can't change `me.\(setting.name)`"))
    }
    let imported = try file(bench, "planted.kindly", "plant()\n")
    let outcome = bench.withSession { $0.importFiles([imported], isDryRun: false) }
    #expect(outcome.exit == .failure && outcome.complaints.contains(refused), "\(outcome.complaints)")
    #expect(value(bench, setting) == own(setting))
    #expect(bench.eval("print(me.name)").text == "Sam\n", "nothing of the run is in the store")
    #expect(bench.eval("plant()").exit == .success, "the user may call it")
    #expect(value(bench, setting) != own(setting))
  }

  /// A test is in a world of its own: its rules may need settings.
  @Test func aTestMaySetThem() throws {
    let bench = try Bench()
    let path = try file(
      bench, "t.kindly",
      "test \"kinds\" {\n  me { approve: [thank_you] }\n  expect me.approve == [thank_you]\n}\n")
    let output = CapturedOutput()
    #expect(try TestRun(options: bench.options(), output: output).run([path], filter: nil) == .success)
    #expect(bench.eval("print(me.approve)").text == "[]\n")
  }

  // MARK: - Files

  @Test(arguments: TrustedSetting.all)
  func importedRecordsLeaveThemOut(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    let json = "{\"me\": {\"zone\": \"UTC\", \"name\": \"Eve\", \"\(setting.name)\": \(setting.json)}}"
    let path = try file(bench, "i.json", json)
    let line =
      "`\(setting.name)` skipped: only you can change it; to do so, paste this at the prompt: "
      + "me.\(setting.name) = \(setting.planted)"
    for how in [ImportOptions(), ImportOptions(isOverwriting: true)] {
      let outcome = bench.withSession { $0.importFiles([path], how) }
      #expect(outcome.exit == .success && outcome.text.contains(line), "\(outcome.text)\(outcome.complaints)")
      #expect(value(bench, setting) == own(setting))
    }
    #expect(bench.eval("print([me.zone ?? \"\", me.name ?? \"\"])").text == "[\"UTC\", \"Eve\"]\n", "the rest is there")
    for outcome in [bench.eval("import(\"\(path)\") | each { print(it) }")] {
      #expect(outcome.exit == .success && outcome.text.contains(line), "\(outcome.text)\(outcome.complaints)")
      #expect(value(bench, setting) == own(setting))
    }
    // What is as it is here is no change.
    let same = try file(bench, "same.json", "{\"me\": {\"\(setting.name)\": \(json2(setting.own))}}")
    let outcome = bench.withSession { $0.importFiles([same], ImportOptions(isOverwriting: true)) }
    #expect(outcome.exit == .success && !outcome.text.contains("skipped"), "\(outcome.text)")
  }

  private func json2(_ value: String) -> String {
    if value.hasPrefix("\"") || value.hasPrefix("[\"") { return value }
    return value.hasPrefix("[") ? "[\"\(value.dropFirst().dropLast())\"]" : "\"\(value)\""
  }

  @Test(arguments: TrustedSetting.all)
  func importedScriptsAreRefused(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    for (road, code) in Self.sources {
      let path = try file(bench, "planted.kindly", code(setting) + "\n")
      let outcome = bench.withSession { $0.importFiles([path], isDryRun: false) }
      #expect(outcome.exit == .source && outcome.complaints.contains("K0383"), "\(road): \(outcome.complaints)")
      #expect(value(bench, setting) == own(setting), "\(road)")
    }
  }

  @Test(arguments: TrustedSetting.all)
  func exportsWriteThemAsComments(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    let script = bench.withSession { $0.export(ExportOptions()) }.text
    #expect(script.contains("\n#   me.\(setting.name) = \(setting.own)\n"), "\(script)")
    let json = bench.withSession { $0.export(ExportOptions(format: .json)) }.text
    #expect(json.contains("\"name\": \"Sam\"") && !json.contains("\"\(setting.name)\""), "\(json)")
    let other = try Bench()
    #expect(other.script(script).exit == .success)
    let path = try file(other, "export.kindly", script)
    #expect(other.withSession { $0.importFiles([path], isDryRun: false) }.exit == .success)
    #expect(value(other, setting) != own(setting))
    let line = try #require(script.split(separator: "\n").first { $0.hasPrefix("#   me.") })
    #expect(other.eval(String(line.dropFirst(4))).exit == .success)
    #expect(value(other, setting) == own(setting), "the line to paste sets it")
  }

  // MARK: - Undoing and copies

  @Test(arguments: TrustedSetting.all)
  func undoingIsTheUsersWord(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    #expect(bench.eval("me.\(setting.name) = \(setting.planted)").exit == .success)
    #expect(bench.eval("undo").exit == .success)
    #expect(value(bench, setting) == own(setting))
    #expect(bench.script("undo").exit == .source, "a script has no `undo`")
    #expect(bench.eval("redo").exit == .success)
    #expect(value(bench, setting) != own(setting))
  }

  @Test(arguments: TrustedSetting.all)
  func aCopyKeepsTheStoresOwn(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    // Somebody's copy, whose history would plant it once more.
    let other = try Bench()
    for value in [setting.planted, setting.own, setting.planted] {
      #expect(other.eval("me.\(setting.name) = \(value)\ncontact \"Dana \(value.count)\"").exit == .success)
    }
    let copy = bench.folder.file("copy.db")
    #expect(other.withSession { $0.backUp(to: copy, isOverwriting: false) }.exit == .success)
    let said = try Session.restore(from: copy, bench.options())
    #expect(said.contains("these settings are unchanged"), "\(said)")
    #expect(said.contains("the copy has: me.\(setting.name) = \(setting.planted)"), "\(said)")
    #expect(bench.eval("contacts | count").text != "0\n", "the rest is the copy's")
    for word in ["", "undo", "undo", "redo", "redo"] {
      if !word.isEmpty { #expect(bench.eval(word).exit == .success) }
      #expect(value(bench, setting) == own(setting), "\(word)")
    }
    // Where there is no store yet, nothing has been said.
    let fresh = try Bench()
    #expect(try Session.restore(from: copy, fresh.options()).contains("me.\(setting.name) = \(setting.planted)"))
    #expect(value(fresh, setting) != value(other, setting))
  }

  // MARK: - init.kindly

  @Test(arguments: TrustedSetting.all)
  func initSetsThemWithoutWriting(_ setting: TrustedSetting) throws {
    let bench = try bench(setting)
    bench.initPath = try file(
      bench, "init.kindly", "me {\n  signature: \"S.\"\n  \(setting.name): \(setting.planted)\n}\n")
    let planted =
      (setting.planted.hasPrefix("\"") ? String(setting.planted.dropFirst().dropLast()) : setting.planted) + "\n"
    #expect(value(bench, setting) == planted)
    #expect(
      bench.script("print(me.\(setting.name))\nprint([me.name ?? \"\", me.signature ?? \"\"])").text == planted
        + "[\"Sam\", \"S.\"]\n")
    #expect(bench.script("contact @x \"X\"\nme.name = \"Sam O.\"\nprint(me.\(setting.name))").text == planted)
    #expect(
      bench.withSession { $0.plan(name: "p", bytes: Array("print(me.\(setting.name))".utf8)) }.text.contains(planted))
    // What would have no effect is refused with the place where it is said.
    let refused = bench.eval("me.\(setting.name) = \(setting.own)")
    #expect(
      refused.exit == .failure
        && refused.complaints.contains("error[K0533]: `me.\(setting.name)` is set in `init.kindly`"))
    bench.initPath = nil
    #expect(value(bench, setting) == own(setting), "the store has what it had")
    #expect(bench.eval("print(me.signature ?? \"none\")").text == "none\n")
  }

  @Test func initMayDeclareNothingElse() throws {
    let bench = try Bench()
    for code in ["contact \"Eve\"", "me.name = \"Eve\"", "let x = me { name: \"Eve\" }"] {
      bench.initPath = try file(bench, "init.kindly", code + "\n")
      #expect(bench.eval("1").exit == .source, "\(code)")
    }
    bench.initPath = try file(bench, "init.kindly", "use \"lib.kindly\"\n")
    _ = try file(bench, "lib.kindly", "me { name: \"Eve\" }\n")
    #expect(bench.eval("1").complaints.contains("K0245"), "a used file says nothing of `me`")
    #expect(bench.eval("print(contacts | count)").exit == .source)
  }

  @Test func initReadsAndGrants() throws {
    let bench = try Bench()
    let away = try TemporaryFolder()
    try "[{\"name\": \"Ann\"}]".write(toFile: away.file("p.json"), atomically: true, encoding: .utf8)
    bench.initPath = try file(
      bench, "init.kindly",
      "let zone_here = \"Europe/Berlin\"\nme { zone: zone_here, allow_read: [\"\(away.path)\"], allow_write: [\"\(away.path)\"], allow_env: [\"HOME\"] }\n"
    )
    bench.zone = nil
    #expect(bench.eval("print(2026-11-24 10:00)").text == "2026-11-24 10:00\n")
    #expect(bench.eval("print(now)").text == "2026-11-25 08:00\n")
    #expect(bench.eval("print(2026-11-24 10:00 UTC)").text == "2026-11-24 10:00 UTC\n")
    let outcome = bench.script(
      "print(import(\"\(away.file("p.json"))\")[0])\ncontacts | save \"\(away.file("out.csv"))\"\nprint(env(\"HOME\") ?? \"unset\")"
    )
    #expect(outcome.exit == .success && outcome.text.hasSuffix("unset\n"), "\(outcome.complaints)")
    #expect(FileManager.default.fileExists(atPath: away.file("out.csv")))
    #expect(bench.script("print(env(\"PATH\") ?? \"unset\")").exit == .source)
    // Nobody grants themselves anything elsewhere.
    for field in Noun.me.fields where !field.isStored {
      for outcome in [
        bench.script("me { \(field.name): [\"/\"] }"), bench.eval("me.\(field.name) = [\"/\"]"),
        bench.script("test \"x\" { me { \(field.name): [\"/\"] } }"),
      ] {
        #expect(outcome.exit == .source && outcome.complaints.contains("error[K0388]"), "\(outcome.complaints)")
      }
      let json = try file(bench, "g.json", "{\"me\": {\"\(field.name)\": [\"/\"]}}")
      #expect(bench.withSession { $0.importFiles([json], isDryRun: false) }.text.contains("only in `init.kindly`"))
      #expect(!bench.withSession { $0.export(ExportOptions()) }.text.contains(field.name))
    }
  }
}

/// The store's file is its user's alone, however it is reached and whatever the mask of the process.
struct StoreRightsTests {
  @Test(arguments: ["000", "002", "022"])
  func aLinkThatPointsAtNothing(_ mask: String) throws {
    let home = try Home()
    try FileManager.default.createSymbolicLink(
      atPath: home.folder.file("link.db"), withDestinationPath: "far/away/real.db")
    let said = try home.shell(
      "umask \(mask); kindly --store link.db eval 'contact \"Dana\"' && kindly --store link.db eval 'contacts | count'")
    #expect(said.hasSuffix("1\n"), "\(said)")
    func mode(_ name: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: home.folder.file(name))[.posixPermissions] as? Int
    }
    #expect(try mode("far/away/real.db") == 0o600)
    for folder in ["far", "far/away"] { #expect(try mode(folder) == 0o700) }
    for name in try FileManager.default.contentsOfDirectory(atPath: home.folder.file("far/away")) {
      #expect(try mode("far/away/" + name) == 0o600, "\(name)")
    }
  }
}
