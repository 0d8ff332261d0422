// Backup, restore and the doctor, on real files: copies are whole and tight, nothing that is no store takes a store's
// place, and damage is found and told with what to do.

import Foundation
import GRDB
import Testing

@testable import KindlySession

@Suite(.serialized) struct CareTests {
  let home: Home

  init() throws {
    home = try Home()
    let made = try home.run(["--store", store, "eval", Self.source])
    try #require(made.status == 0, "\(made.complaints)")
  }

  private var store: String { home.folder.file("s/kindly.db") }
  private var copy: String { home.folder.file("copy.db") }

  private static let source = """
    me { name: "Sam", email: "sam@example.org", zone: "UTC" }
    for n in 1..40 { contact "Person {n}" at "Company {n mod 7}" { tags: ["a tag that takes room {n}"] } }
    """

  private func kindly(_ arguments: String...) throws -> Finished { try home.run(["--store", store] + arguments) }

  private func mode(_ path: String) -> Int? {
    try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func damage(_ path: String, page: Int) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(4096 * page))
    try file.write(contentsOf: Data(repeating: 0xFF, count: 200))
    try file.close()
  }

  @Test func aCopyIsTightAndIsPutBack() throws {
    #expect(mode(store) == 0o600)
    #expect(mode(home.folder.file("s")) == 0o700)
    #expect(try kindly("backup", copy).text == "copied to \(copy)\n")
    #expect(mode(copy) == 0o600)
    #expect(try home.run(["--store", copy, "eval", "contacts | count"]).text == "40\n")
    #expect(try kindly("eval", "contacts | remove").status == 0)
    #expect(try kindly("backup", home.folder.file("empty.db")).status == 0)
    #expect(try kindly("restore", copy).text.hasPrefix("restored from \(copy)"))
    #expect(try kindly("eval", "contacts | count").text == "40\n")
    let before = try home.run(["--store", store + ".before-restore", "eval", "contacts | count"])
    #expect(before.text == "0\n")
  }

  /// Where nobody can be asked, a copy that is there stays, and the answer says how to replace it.
  @Test func aCopyIsReplacedOnlyWhereTheUserSaysSo() throws {
    #expect(try kindly("backup", copy).status == 0)
    #expect(try kindly("eval", "contact \"Later\"").status == 0)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
    let refused = try kindly("backup", copy)
    #expect(refused.status == 1 && refused.complaints.contains("K0441") && refused.complaints.contains("--overwrite"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == bytes)
    #expect(try kindly("backup", "--overwrite", copy).text == "copied to \(copy)\n")
    #expect(try home.run(["--store", copy, "eval", "contacts | count"]).text == "41\n")
    #expect(unfinished == [])
  }

  /// What a copy in the making is called, wherever it is to go.
  private var unfinished: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home.folder.path)) ?? []
    return names.filter { $0.hasPrefix(".kindly-copy.") }
  }

  /// Killed at any moment, a backup leaves a whole copy or none, and nothing that the next one does not take away.
  @Test func aKilledBackupLeavesNothing() throws {
    let rows = (0..<400).map {
      "contact \"Bulk \($0)\" at \"Company\" { title: \"\(String(repeating: "x", count: 400))\" }"
    }
    let script = try home.write("bulk.kindly", rows.joined(separator: "\n"))
    #expect(try kindly(script).status == 0)
    var left = 0
    for round in 0..<16 {
      let target = home.folder.file("killed-\(round).db")
      let (process, output, _) = try home.start(["--store", store, "backup", target])
      usleep(UInt32(round * 5_000))
      kill(process.processIdentifier, SIGKILL)
      _ = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      left = max(left, unfinished.count)
      if FileManager.default.fileExists(atPath: target) {
        #expect(try home.run(["--store", target, "eval", "contacts | count"]).text == "440\n", "round \(round)")
      }
    }
    #expect(try kindly("backup", copy).status == 0)
    #expect(unfinished == [], "of at most \(left) at a time")
    #expect(try kindly("doctor").status == 0)
  }

  @Test func onlyAStoreIsReplacedOrRestored() throws {
    let other = try home.write("notes.txt", String(repeating: "my notes\n", count: 1000))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: store))
    for (command, path, status) in [
      ("backup", other, 74), ("backup", home.folder.path, 74), ("backup", store, 74), ("restore", other, 74),
      ("restore", home.folder.file("none"), 66), ("restore", home.folder.path, 74), ("restore", store, 74),
    ] {
      let finished = try kindly(command, path)
      #expect(finished.status == status, "\(command) \(path): \(finished.complaints)")
    }
    #expect(try String(contentsOfFile: other, encoding: .utf8).hasPrefix("my notes\nmy notes\n"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: store)) == bytes)
  }

  @Test func aDamagedCopyIsNotPutBack() throws {
    #expect(try kindly("backup", copy).status == 0)
    try damage(copy, page: 2)
    let finished = try kindly("restore", copy)
    #expect(finished.status == 74 && finished.complaints.contains("K0527"))
    #expect(try kindly("eval", "contacts | count").text == "40\n")
  }

  @Test func theDoctorFindsASoundStoreSound() throws {
    let finished = try kindly("doctor")
    #expect(finished.status == 0)
    #expect(finished.text.contains("records    40 contacts, 0 interviews"))
    #expect(finished.text.contains("history    1 entry"))
    #expect(finished.text.contains("pages      sound\nreferences sound\nyou        Sam, sam@example.org\n"))
    #expect(!finished.text.contains("!"))
    #expect(chmod(store, 0o644) == 0)
    #expect(try kindly("doctor").text.contains("! others can read the store (mode 644)"))
    let none = try home.run(["--store", home.folder.file("none.db"), "doctor"])
    #expect(none.status == 0 && none.text.hasPrefix("store      none yet"))
    #expect(!FileManager.default.fileExists(atPath: home.folder.file("none.db")))
  }

  @Test func theDoctorTriesTheTransport() throws {
    #expect(try kindly("doctor").text.contains("transport  maildir, \(home.folder.file("s"))/drafts\n"))
    let file = try home.write("a file", "")
    #expect(try kindly("eval", "me { maildir: \"\(file)/drafts\" }").status == 0)
    let finished = try kindly("doctor")
    #expect(finished.status == 0 && finished.text.contains("! cannot write to \(file)/drafts: "))
  }

  /// Whichever page it is: it is found, nothing crashes, and a copy helps.
  @Test func theDoctorFindsADamagedPage() throws {
    #expect(try kindly("backup", copy).status == 0)
    let pages = try Data(contentsOf: URL(fileURLWithPath: copy)).count / 4096
    var (found, unused) = (0, 0)
    for page in 0..<pages {
      try FileManager.default.removeItem(atPath: store)
      try FileManager.default.copyItem(atPath: copy, toPath: store)
      try damage(store, page: page)
      let finished = try kindly("doctor")
      if finished.status == 0 {
        // A page that nothing uses holds nothing that could be damaged.
        unused += 1
        continue
      }
      #expect(finished.status == 74, "page \(page): \(finished.text)\(finished.complaints)")
      #expect((finished.text + finished.complaints).contains("restore") || page == 0)
      found += 1
      if page % 16 == 1 {
        #expect(try kindly("restore", copy).status == 0)
        #expect(try kindly("eval", "contacts | count").text == "40\n")
      }
    }
    #expect(found > 30 && unused < 4)
  }

  /// The wrong copy first and the right one then: what was there before both is still there.
  @Test func whatIsKeptIsNeverOverwritten() throws {
    let empty = try home.write("empty.db", "")
    let refused = try kindly("restore", empty)
    #expect(refused.status == 74 && refused.complaints.contains("K0527") && refused.complaints.contains("it is empty"))
    #expect(try kindly("backup", copy).status == 0)
    #expect(try kindly("eval", "contact \"Later\"").status == 0)
    #expect(try kindly("restore", copy).text.hasSuffix("kept as \(store).before-restore\n"))
    #expect(try kindly("restore", copy).text.hasSuffix("kept as \(store).before-restore-2\n"))
    let first = try home.run(["--store", store + ".before-restore", "eval", "contacts | count"])
    #expect(first.text == "41\n")
    let fresh = try home.run(["--store", home.folder.file("fresh.db"), "restore", copy])
    #expect(fresh.status == 0 && fresh.text == "restored from \(copy)\n")
  }

  /// A backup that was killed leaves its beginning, which the next one takes away; one that is still at work keeps its own.
  @Test func whatAKilledBackupLeftIsTakenAway() throws {
    let stale = [".kindly-copy.1.0", ".kindly-copy.1.0-journal", ".kindly-copy.999999.3"]
    let others = [".kindly-copy.mine", "copy.db.1.new", ".kindly-copy.\(getpid()).0"]
    for name in stale + others { _ = try home.write(name, "x") }
    let atWork = open(home.folder.file(others[2]), O_RDWR)
    defer { close(atWork) }
    #expect(flock(atWork, LOCK_EX) == 0)
    #expect(try kindly("backup", copy).status == 0)
    let left = try FileManager.default.contentsOfDirectory(atPath: home.folder.path)
    #expect(stale.filter(left.contains) == [] && others.allSatisfy(left.contains), "\(left)")
  }

  /// A limit on the size of files stands in for a disk that is full.
  @Test func aFullDiskSaysSo() throws {
    for command in ["backup \(copy)", "restore \(copy)"] {
      if command.hasPrefix("restore") { #expect(try kindly("backup", copy).status == 0) }
      let shell = try home.write(
        "full.sh", "trap '' XFSZ; ulimit -f 100; \(Program.path ?? "") --store \(store) \(command) 2>&1; echo $?")
      let (process, output) = try home.startShell(shell)
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(text.hasSuffix("74\n") && text.contains("K0526") && text.contains("disk I/O error"), "\(text)")
      #expect(try kindly("eval", "contacts | count").text == "40\n")
    }
  }

  /// What was committed before is in the copy that is kept, what comes after is in the new store: nothing falls between.
  @Test func whatOthersWriteDuringARestoreIsInOneOfTheTwo() throws {
    #expect(try kindly("backup", copy).status == 0)
    let script = try home.write("one.kindly", "contact \"New {(args | first) ?? \"\"}\"\n")
    let program = try #require(Program.path)
    let writers = try (0..<4).map { writer in
      let path = try home.write(
        "w\(writer).sh",
        (0..<25).map {
          "\(program) --wait 60 --store \(store) \(script) w\(writer)n\($0) && echo new-w\(writer)n\($0)\n"
        }
        .joined())
      return try home.startShell(path)
    }
    var kept: Set<String> = []
    func handles(in path: String) throws -> [String] {
      try home.run(["--store", path, "eval", "contacts | each { print(it.handle) }"]).text
        .split(whereSeparator: \.isWhitespace).map(String.init)
    }
    var restores = 0
    while writers.contains(where: { $0.0.isRunning }) {
      let restored = try kindly("--wait", "60", "restore", copy)
      let path = try #require(restored.text.split(separator: " ").last).trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(restored.status == 0 && path.contains(".before-restore"), "\(restored.complaints)")
      kept.formUnion(try handles(in: path))
      restores += 1
    }
    kept.formUnion(try handles(in: store))
    for (process, output) in writers {
      let committed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        .split(separator: "\n").map(String.init)
      process.waitUntilExit()
      #expect(committed.count == 25)
      #expect(committed.filter { !kept.contains($0) } == [], "lost in \(restores) restores")
    }
    #expect(try kindly("doctor").status == 0)
  }

  @Test func aReferenceThatLeadsNowhereIsFound() throws {
    let sql =
      "PRAGMA foreign_keys = OFF; UPDATE contact SET role = role; INSERT INTO note (handle, created_at, updated_at, text, contact, kind, at, tags) VALUES ('lost', 0, 0, 'x', 999, 0, 0, '[]');"
    let queue = try DatabaseQueue(path: store)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
    let finished = try kindly("doctor")
    #expect(finished.status == 74)
    #expect(finished.text.contains("! row 1 of note refers to a contact that is not there"), "\(finished.text)")
  }
}
