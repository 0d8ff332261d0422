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
