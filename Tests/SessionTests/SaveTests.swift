// What `save` writes takes its place whole or not at all, and a run whose output or files cannot be written is none.

import Foundation
import Testing

@Suite struct SaveTests {
  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func aRunWhoseFilesCannotBeWrittenIsNone() throws {
    let home = try Home()
    let path = try home.write(
      "a.kindly", "contact @zed \"Zed\"\n[{ a: 1 }] | save \"\(home.folder.path)/none/x.csv\"\n")
    let finished = try home.run([path])
    #expect(finished.status == 74)
    #expect(finished.complaints.contains("cannot write") && finished.complaints.contains("No such file or directory"))
    #expect(try home.run(["eval", "contacts"]).text == "[]\n")
  }

  @Test func aRunWhoseOutputCannotBeWrittenIsNone() throws {
    let home = try Home()
    let path = try home.write("a.kindly", "contact @zed \"Zed\"\nprint(1)\n")
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let (process, _, stderr) = try home.start([path], output: full)
    let complaints = stderr.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    #expect(String(decoding: complaints, as: UTF8.self).contains("cannot print: No space left on device"))
    #expect(try home.run(["eval", "contacts"]).text == "[]\n")
  }

  /// A run that was killed leaves what it was writing, which the next one of the same file takes away; one that is still
  /// at work keeps its own, and so does whoever has a name that is merely similar.
  @Test(arguments: ["save", "export", "fmt"])
  func whatAKilledRunLeftIsTakenAway(by command: String) throws {
    let home = try Home()
    let name = command == "save" ? "x.csv" : "x.kindly"
    let path = try home.write(name, "let  x=1\n")
    let stale = [".\(name).1.0.new", ".\(name).999999.12.new"]
    let others = [".\(name).\(getpid()).0.new", ".\(name).mine.new", ".y.kindly.1.0.new", "\(name).1.0.new"]
    for name in stale + others { _ = try home.write(name, "x") }
    let atWork = open(home.folder.file(others[0]), O_RDWR)
    defer { close(atWork) }
    #expect(flock(atWork, LOCK_EX) == 0)
    let words =
      switch command {
      case "save": ["eval", "[{ a: 1 }] | save \"\(path)\""]
      case "export": ["export", "-o", path]
      default: ["fmt", path]
      }
    let finished = try home.run(words)
    #expect(finished.status == 0, "\(finished.complaints)")
    let left = try names(in: home.folder.path)
    #expect(stale.filter(left.contains) == [] && others.allSatisfy(left.contains), "\(left)")
    #expect(left.filter { $0.hasPrefix(".\(name).") }.count == 2, "\(left)")
  }

  @Test func linksStayLinks() throws {
    let home = try Home()
    try FileManager.default.createSymbolicLink(
      atPath: "\(home.folder.path)/link.csv", withDestinationPath: "target.csv")
    for wanted in ["a\n1\n", "a\n2\n"] {
      let value = wanted.dropFirst(2).dropLast()
      let finished = try home.run(["eval", "[{ a: \(value) }] | save \"\(home.folder.path)/link.csv\""])
      #expect(finished.status == 0)
      #expect(try String(contentsOfFile: "\(home.folder.path)/target.csv", encoding: .utf8) == wanted)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(home.folder.path)/link.csv") == "target.csv")
    }
    #expect(try names(in: home.folder.path).filter { $0.hasSuffix(".new") }.isEmpty)
  }

  @Test(arguments: ["folder.csv", "loop.csv", "pipe.csv"])
  func nothingIsWrittenOverWhatIsNoFile(name: String) throws {
    let home = try Home()
    let path = "\(home.folder.path)/\(name)"
    switch name {
    case "folder.csv": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    case "loop.csv": try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: name)
    default: #expect(mkfifo(path, 0o600) == 0)
    }
    let before = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    let finished = try home.run(["eval", "[{ a: 1 }] | save \"\(path)\""])
    #expect(finished.status == 74 && finished.complaints.contains("cannot write"))
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == before)
  }
}
