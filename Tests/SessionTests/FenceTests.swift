// What a script may reach besides the store: paths on a real disk, with links, pipes and names that change under way; the
// options that widen it; and what `check --effects` says that it needs.

import Foundation
import KindlyCatalog
import Testing

@testable import KindlySession

struct FenceTests {
  /// `inside` with files of its own, `outside` with a secret, `also` that may be allowed.
  private struct Ground {
    let folder = try? TemporaryFolder()
    var path: String { folder?.path ?? "" }
    var fence: Fence { Fence([path + "/inside"]) }

    init() throws {
      let files = FileManager.default
      for name in ["inside/deep", "outside", "also"] {
        try files.createDirectory(atPath: path + "/" + name, withIntermediateDirectories: true)
      }
      for (name, text) in [
        ("inside/plain", "plain"), ("inside/deep/well", "well"), ("outside/secret", "secret"), ("also/more", "more"),
      ] { try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8) }
      for (name, target) in [
        ("inside/to-plain", "plain"), ("inside/deep/up", "../plain"), ("inside/whole", path + "/inside/deep/well"),
        ("inside/to-secret", "../outside/secret"), ("inside/to-root", "/"), ("inside/to-outside", path + "/outside"),
        ("inside/loop", "pool"), ("inside/pool", "loop"), ("inside/to-also", path + "/also"),
        ("inside/dangling", "nothing"), ("inside/dangling-out", "../outside/new"),
        ("inside/deep/away", "../../outside"),
      ] { try files.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target) }
      #expect(mkfifo(path + "/inside/pipe", 0o600) == 0)
    }

    func read(_ name: String, _ fence: Fence? = nil) -> String {
      switch (fence ?? self.fence).read("/" + Permissions.parts(path + "/" + name).joined(separator: "/")) {
      case .success(let bytes): String(decoding: bytes, as: UTF8.self)
      case .failure(.missing): "missing"
      case .failure(.folder): "folder"
      case .failure(.outside): "outside"
      case .failure(.unreadable): "unreadable"
      }
    }
  }

  @Test(arguments: [
    ("inside/plain", "plain"), ("inside/./deep/../plain", "plain"), ("inside/to-plain", "plain"),
    ("inside/deep/up", "plain"), ("inside/whole", "well"), ("inside/deep", "folder"), ("inside", "folder"),
    ("inside/none", "missing"), ("inside/plain/none", "missing"), ("inside/dangling", "missing"),
    ("outside/secret", "outside"), ("inside/../outside/secret", "outside"), ("inside/to-secret", "outside"),
    ("inside/to-outside/secret", "outside"), ("inside/deep/away/secret", "outside"),
    ("inside/to-root/etc/passwd", "outside"), ("inside/dangling-out", "outside"), ("inside-not/x", "outside"),
    ("inside/loop", "unreadable"), ("inside/pipe", "unreadable"), ("inside/to-also/more", "outside"),
  ])
  func aPathStaysBelow(_ name: String, _ found: String) throws {
    #expect(try Ground().read(name) == found)
  }

  @Test func aLinkIntoAnAllowedFolderIsOne() throws {
    let ground = try Ground()
    let fence = Fence([ground.path + "/inside", ground.path + "/also"])
    #expect(ground.read("inside/to-also/more", fence) == "more")
    #expect(ground.read("inside/to-secret", fence) == "outside")
    // A folder that is named by a link is the folder.
    #expect(ground.read("inside/to-outside/secret", Fence([ground.path + "/inside/to-outside"])) == "secret")
    #expect(ground.read("outside/secret", Fence([ground.path + "/inside/to-outside"])) == "secret")
    #expect(ground.read("inside/plain", Fence([ground.path + "/none"])) == "outside")
    #expect(Fence(["/"]).trouble(ground.path + "/outside/secret") == nil)
  }

  /// A name that is a folder at one moment and a link that leads out at the next.
  @Test func aLinkThatIsPutThereMeanwhileLeadsNowhere() throws {
    let ground = try Ground()
    let (name, kept, link) = (ground.path + "/inside/deep", ground.path + "/inside/kept", ground.path + "/inside/link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../outside")
    try "secret".write(toFile: ground.path + "/outside/well", atomically: false, encoding: .utf8)
    let isOver = Flag()
    let swapping = Thread {
      while !isOver.isSet {
        rename(name, kept)
        rename(link, name)
        rename(name, link)
        rename(kept, name)
      }
    }
    swapping.start()
    defer { isOver.set() }
    var found: Set<String> = []
    for turn in 0..<3000 {
      found.insert(ground.read("inside/deep/well"))
      if turn % 10 == 0, let place = try? ground.fence.find(ground.path + "/inside/deep/made") {
        let made = try? FileReplacement(at: place, path: "made", with: [1])
        try? made?.commit()
      }
    }
    #expect(found.contains("well") && found.isSubset(of: ["well", "outside", "missing", "unreadable"]), "\(found)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: ground.path + "/outside").sorted() == ["secret", "well"])
  }

  private final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var value = false
    var isSet: Bool { lock.withLock { value } }
    func set() { lock.withLock { value = true } }
  }
}

struct PermissionTests {
  private func bench() throws -> Bench {
    let bench = try Bench()
    for name in ["work/lib", "away"] {
      try FileManager.default.createDirectory(atPath: bench.folder.file(name), withIntermediateDirectories: true)
    }
    for (name, text) in [
      ("work/people.json", "[{\"name\": \"Ann Lee\"}]"), ("away/people.json", "[{\"name\": \"Eve Adams\"}]"),
      ("away/secret.kindly", "let key = hunter2 secret\n"), ("work/lib/fine.kindly", "let one = 1\n"),
    ] { try text.write(toFile: bench.folder.file(name), atomically: true, encoding: .utf8) }
    for (name, target) in [
      ("work/link.json", "../away/people.json"), ("work/lib/link.kindly", "../../away/secret.kindly"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: bench.folder.file(name), withDestinationPath: target)
    }
    bench.workingFolder = bench.folder.file("work")
    bench.files = .disk(root: bench.folder.file("work"))
    return bench
  }

  // MARK: - Reading

  @Test func aScriptImportsFromItsFolder() throws {
    let bench = try bench()
    #expect(bench.script("print(import(\"people.json\")[0])").text.hasPrefix("people.json: 1 new"))
    for path in ["../away/people.json", bench.folder.file("away/people.json"), "~/people.json", "/etc/passwd"] {
      let outcome = bench.script("print(\"ran\")\nimport(\"\(path)\")")
      #expect(outcome.exit == .source && outcome.text.isEmpty, "\(path)")
      #expect(outcome.complaints.contains("error[K0384]: this script can't read `\(path)`"), "\(outcome.complaints)")
    }
    // What is not plain to see is refused as it runs, and so is a link that leads out.
    for code in ["let p = \"../away/people.json\"\nimport(p)", "import(\"link.json\")"] {
      let outcome = bench.script(code)
      #expect(outcome.exit == .failure && outcome.complaints.contains("error[K0451]"), "\(outcome.complaints)")
    }
    #expect(bench.eval("contacts | map name").text == "[Ann Lee]\n".replacing("Ann Lee", with: "\"Ann Lee\""))
    // The option that is named lets it.
    bench.allowRead = [bench.folder.file("away")]
    for code in ["import(\"../away/people.json\")", "import(\"link.json\")"] {
      #expect(bench.script(code).exit == .success, "\(code)")
    }
  }

  @Test func theUserReadsEverywhere() throws {
    let bench = try bench()
    #expect(bench.eval("import(\"\(bench.folder.file("away/people.json"))\") | each { print(it) }").exit == .success)
    #expect(bench.eval("env(\"NONE\") ?? \"unset\"").text == "unset\n")
  }

  /// What is outside is not read, so that no message shows a word of it.
  @Test(arguments: ["../away/secret.kindly", "lib/link.kindly", "../away/none.kindly", "lib/../../away/secret.kindly"])
  func usedFilesAreBelowTheScript(_ path: String) throws {
    let bench = try bench()
    let outcome = bench.script("use \"\(path)\"")
    #expect(outcome.exit == .source && outcome.complaints.contains("error[K0387]: `\(path)` is outside"))
    #expect(!outcome.complaints.contains("hunter2") && !outcome.complaints.contains("secret.kindly`?"))
    let checked = bench.withSession { $0.check(name: "x.kindly", bytes: Array("use \"\(path)\"".utf8)) }
    #expect(checked.exit == .source && !checked.complaints.contains("hunter2"), "\(checked.complaints)")
    #expect(!bench.eval("use \"\(path)\"").complaints.contains("K0387"), "at the prompt the user says so")
  }

  @Test func usedFilesInTheFolderAndInAllowedOnes() throws {
    let bench = try bench()
    #expect(bench.script("use \"lib/fine.kindly\"\nprint(one)").text == "1\n")
    // Below the script's folder, not the working folder.
    #expect(bench.script("use \"../lib/fine.kindly\"", name: "lib2/x.kindly").exit == .source)
    try FileManager.default.createDirectory(
      atPath: bench.folder.file("work/sub"), withIntermediateDirectories: true)
    #expect(bench.script("use \"../lib/fine.kindly\"", name: "sub/x.kindly").complaints.contains("K0387"))
    bench.allowRead = ["lib"]
    #expect(bench.script("use \"../lib/fine.kindly\"\nprint(one)", name: "sub/x.kindly").text == "1\n")
  }

  @Test func aPipeDoesNotHang() throws {
    let bench = try bench()
    #expect(mkfifo(bench.folder.file("work/pipe.kindly"), 0o600) == 0)
    let used = bench.script("use \"pipe.kindly\"")
    #expect(used.exit == .source && used.complaints.contains("K0240"), "\(used.complaints)")
    let imported = bench.script("import(\"pipe.kindly\")")
    #expect(imported.exit == .failure && imported.complaints.contains("K0718"), "\(imported.complaints)")
  }

  @Test func theUsersMailboxesAreReadWithoutAPermission() throws {
    let bench = try bench()
    let box = bench.folder.file("away/mail")
    for part in ["cur", "new"] {
      try FileManager.default.createDirectory(atPath: "\(box)/\(part)", withIntermediateDirectories: true)
    }
    for code in ["inbox(\"\(box)\")", "inbox([\"../away/mail\"])"] {
      #expect(bench.script(code).complaints.contains("error[K0384]"), "\(code)")
    }
    #expect(bench.eval("inbox(\"\(box)\")").exit == .success)
    let dynamic = bench.script("let box = \"\(box)\"\ninbox(box)")
    #expect(dynamic.exit == .failure && dynamic.complaints.contains("error[K0451]"), "\(dynamic.complaints)")
    #expect(bench.eval("me.inbox = [\"\(box)\"]").exit == .success)
    for code in ["print(inbox())", "print(inbox(\"\(box)\"))", "let box = \"\(box)\"\nprint(inbox(box))"] {
      let outcome = bench.script(code)
      #expect(outcome.exit == .success && outcome.text == "[]\n", "\(code): \(outcome.complaints)")
    }
  }

  /// A mailbox whose `cur` is a link that leads out is read without it.
  @Test func aMailboxIsNotLeft() throws {
    let bench = try bench()
    let mail = "From: Dana <dana@acme.example>\nTo: sam@example.org\nSubject: hello\nMessage-ID: <x@y>\n\nhello\n"
    for folder in ["away/cur", "work/mail/new"] {
      try FileManager.default.createDirectory(atPath: bench.folder.file(folder), withIntermediateDirectories: true)
    }
    try mail.write(toFile: bench.folder.file("away/cur/1:2,"), atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.file("work/mail/cur"), withDestinationPath: "../../away/cur")
    _ = bench.eval(
      """
      me { name: "Sam", email: "sam@example.org" }
      contact @dana "Dana" at "Acme" { email: "dana@acme.example" }
      interview @i "CFO" at "Acme" on 2026-11-24 10:00 with @dana
      """)
    let outcome = bench.script("print(inbox(\"mail\"))\nprint(@i.heard_on == nothing)")
    #expect(outcome.text == "[]\ntrue\n", "\(outcome.text)\(outcome.complaints)")
    try FileManager.default.copyItem(
      atPath: bench.folder.file("away/cur/1:2,"), toPath: bench.folder.file("work/mail/new/2"))
    let own = bench.script("print(inbox(\"mail\") | count)\nprint(@i.heard_on == nothing)")
    #expect(own.exit == .success && own.text != "0\ntrue\n", "its own mail is read: \(own.text)\(own.complaints)")
  }

  // MARK: - Writing

  @Test func aScriptSavesInItsFolder() throws {
    let bench = try bench()
    _ = bench.eval("contact @ann \"Ann\"")
    #expect(bench.script("contacts | save \"out.csv\"").exit == .success)
    #expect(FileManager.default.fileExists(atPath: bench.folder.file("work/out.csv")))
    for path in ["../away/out.csv", bench.folder.file("away/out.csv"), "/tmp/kindly-out.csv"] {
      let outcome = bench.script("contacts | save \"\(path)\"")
      #expect(outcome.exit == .source && outcome.complaints.contains("error[K0385]: this script can't write `\(path)`"))
      let dynamic = bench.script("let p = \"\(path)\"\ncontacts | save p")
      #expect(dynamic.exit == .failure && dynamic.complaints.contains("error[K0452]"), "\(dynamic.complaints)")
      let planned = bench.withSession {
        $0.plan(name: "p", bytes: Array("let p = \"\(path)\"\ncontacts | save p".utf8))
      }
      #expect(planned.exit == .failure && planned.complaints.contains("K0452"), "\(planned.complaints)")
    }
    // A link of the folder that leads out, and a link within it.
    let files = FileManager.default
    try files.createSymbolicLink(atPath: bench.folder.file("work/o.csv"), withDestinationPath: "../away/o.csv")
    #expect(bench.script("contacts | save \"o.csv\"").complaints.contains("K0452"))
    try files.createSymbolicLink(atPath: bench.folder.file("work/i.csv"), withDestinationPath: "lib/i.csv")
    #expect(bench.script("contacts | save \"i.csv\"").exit == .success)
    #expect(try files.destinationOfSymbolicLink(atPath: bench.folder.file("work/i.csv")) == "lib/i.csv")
    #expect(files.fileExists(atPath: bench.folder.file("work/lib/i.csv")))
    #expect(!files.fileExists(atPath: bench.folder.file("away/o.csv")))
    bench.allowWrite = ["../away"]
    #expect(bench.script("contacts | save \"o.csv\"").exit == .success)
    #expect(files.fileExists(atPath: bench.folder.file("away/o.csv")))
    #expect(bench.eval("contacts | save \"\(bench.folder.file("away/by-hand.csv"))\"").exit == .success)
    #expect(bench.script("contacts | save \"none/x.csv\"").exit == .io, "as for anyone: the folder is missing")
  }

  // MARK: - The environment

  @Test func aScriptReadsTheVariablesThatItIsGiven() throws {
    let bench = try bench()
    let outcome = bench.script("print(env(\"HOME\") ?? \"unset\")")
    #expect(outcome.exit == .source && outcome.complaints.contains("run the script with `--allow-env HOME`"))
    let dynamic = bench.script("let n = \"HO\" + \"ME\"\nprint(env(n) ?? \"unset\")")
    #expect(dynamic.exit == .failure && dynamic.complaints.contains("error[K0453]"), "\(dynamic.complaints)")
    bench.allowEnv = ["HOME"]
    #expect(bench.script("print(env(\"HOME\") ?? \"unset\")").text == "unset\n")
    #expect(bench.script("print(env(\"PATH\") ?? \"unset\")").exit == .source)
  }

  // MARK: - Needs

  @Test func whatAScriptNeedsIsListed() throws {
    let bench = try bench()
    let source = """
      use "lib/fine.kindly"
      import("people.json")
      import("../away/people.json")
      import(args[0])
      inbox("/var/mail/sam")
      inbox()
      let read = env
      contacts | save "out.csv"
      contacts | save "/srv/it's/out.csv"
      print(env("HOME") ?? "")
      messages | where state == draft | approve
      messages | where approved | send
      test "none of this counts" { expect env("X") == nothing }
      """
    _ = bench.eval("me.approve = [thank_you, check_in]")
    func needs() -> [String] {
      let outcome = bench.withSession {
        $0.check(name: "x.kindly", bytes: Array(source.utf8), showsEffects: true)
      }
      #expect(outcome.exit == .success, "\(outcome.complaints)")
      return Array(outcome.lines.drop { $0 != "it needs:" })
    }
    let away = bench.folder.file("away")
    #expect(
      needs() == [
        "it needs:", "  reads people.json", "  reads ../away/people.json: --allow-read \(away)",
        "  reads files whose names it computes: --allow-read DIR if one is outside the working folder",
        "  reads mail in /var/mail/sam: --allow-read /var/mail", "  reads the mailboxes of `me.inbox`",
        "  reads variables whose names it computes: --allow-env NAME for each", "  writes out.csv",
        "  writes /srv/it's/out.csv: --allow-write '/srv/it'\\''s'", "  reads the variable HOME: --allow-env HOME",
        "  approves messages of the kinds in `me.approve`: thank_you, check_in",
        "  hands approved messages to the transport",
      ])
    // With the options that it lists nothing is left to give.
    (bench.allowRead, bench.allowWrite, bench.allowEnv) = ([away, "/var/mail"], ["/srv/it's"], ["HOME"])
    #expect(needs().allSatisfy { !$0.contains("--allow") || $0.contains("whose names it computes") }, "\(needs())")
    #expect(bench.withSession { $0.check(name: "x.kindly", bytes: Array(source.utf8)) }.exit == .success)
  }

  /// At the command line: the options, the working folder, standard input and `eval`.
  @Test func theOptionsAtTheCommandLine() throws {
    let home = try Home()
    let (work, away) = (home.folder.file("work"), home.folder.file("away"))
    for folder in [work, away] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    try "[{\"name\": \"Eve\"}]".write(toFile: away + "/p.json", atomically: true, encoding: .utf8)
    try "print(import(\"\(away)/p.json\")[0])\nprint(env(\"HOME\") ?? \"\")\n".write(
      toFile: work + "/s.kindly", atomically: true, encoding: .utf8)
    func run(_ arguments: [String], _ input: String = "") throws -> Finished {
      try home.run(arguments, input: input, from: work)
    }
    let refused = try run(["s.kindly"])
    #expect(refused.status == 65 && refused.complaints.contains("--allow-read \(away)"), "\(refused.complaints)")
    #expect(refused.complaints.contains("--allow-env HOME"))
    let given = ["--allow-read", away, "--allow-env", "HOME"]
    let allowed = try run(given + ["s.kindly"])
    #expect(allowed.status == 0 && allowed.text.hasSuffix("\(home.folder.path)\n"), "\(allowed.complaints)")
    let input = try String(contentsOfFile: work + "/s.kindly", encoding: .utf8)
    #expect(try run([], input).status == 65)
    #expect(try run(given, input).status == 0)
    #expect(try run(["eval", input]).status == 0)
    #expect(try run(["--allow-read"]).status == 2)
  }

  /// Folders that somebody else has filled: pipes are passed over, and no name reaches the terminal as it is.
  @Test func plantedFolders() throws {
    let home = try Home()
    let folder = home.folder.file("work")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "test \"a\\u{1b}[2Jb\" { expect 1 == 2 }\n".write(
      toFile: folder + "/t\u{1b}[2J.kindly", atomically: true, encoding: .utf8)
    #expect(mkfifo(folder + "/pipe.kindly", 0o600) == 0)
    for arguments in [["test"], ["check", "t\u{1b}[2J.kindly"]] {
      let finished = try home.run(arguments, from: folder)
      #expect(!(finished.text + finished.complaints).contains("\u{1b}"), "\(arguments)")
    }
    #expect(try home.run(["test"], from: folder).status == 1)
    #expect(try home.run(["fmt", "."], from: folder).status == 0)
  }

  // MARK: - Names that are no paths

  /// `me.holidays` is a name, not a path, and a file of holidays only reckons.
  @Test func holidaysNameNoPath() throws {
    let bench = try bench()
    bench.initPath = bench.folder.file("away/init.kindly")
    try "let unused = 1\n".write(toFile: bench.folder.file("away/init.kindly"), atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(
      atPath: bench.folder.file("away/holidays"), withIntermediateDirectories: true)
    for name in ["../secret", "/etc/passwd", "../holidays/mine"] {
      #expect(bench.script("me { holidays: \"\(name)\" }").complaints.contains("K0230"), "\(name)")
      #expect(bench.script("let n = \"\(name)\"\nme { holidays: n }").complaints.contains("K0523"), "\(name)")
    }
    for body in [
      "{ import(\"people.json\"); [] }", "{ print(env(\"HOME\") ?? \"\"); [] }", "{ me.sendmail = \"x\"; [] }",
    ] {
      try "fn holidays(year: Int) -> List<{name: Text, date: Date}> \(body)\n".write(
        toFile: bench.folder.file("away/holidays/mine.kindly"), atomically: true, encoding: .utf8)
      let outcome = bench.script("me { holidays: \"mine\" }\nprint(today + 1bd)")
      #expect(outcome.exit != .success && outcome.text.isEmpty, "\(body): \(outcome.complaints)")
    }
    #expect(bench.eval("print(me.sendmail)").text == "/usr/sbin/sendmail\n")
  }

  /// What strangers are called reaches no header, no program and no configuration as anything but a name.
  @Test(arguments: ["a\\nBcc: eve@x.example", "a\\rX", "a\\u{0}b", "a\\u{1b}[2J"])
  func namesAreOneLine(_ name: String) throws {
    let bench = try bench()
    #expect(bench.script("contact @x \"\(name)\" { email: \"x@acme.example\" }").exit != .success)
    #expect(bench.eval("me.smtp = \"smtps://\(name).example\"").exit != .success)
    #expect(bench.eval("me.sendmail = \"\(name)\"").exit != .success)
    for address in ["-oQ/tmp/x", "x@acme.example -X/tmp/log", "<x@acme.example>,eve@x.example"] {
      #expect(bench.script("contact @y \"Y\" { email: \"\(address)\" }").exit != .success, "\(address)")
    }
  }
}
