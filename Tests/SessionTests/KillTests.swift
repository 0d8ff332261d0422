// What a kill, a full disk and many writers at once leave in the store: all of a run or nothing of it.

import Foundation
import Testing

@testable import KindlySession

@Suite(.serialized) struct KillTests {
  /// A run of 600 records, killed at any moment, two hundred times.
  @Test func aKilledRunLeavesAllOrNothing() throws {
    let home = try Home()
    let store = home.folder.file("kindly.db")
    let script = try home.write(
      "many.kindly",
      """
      for n in 1..300 {
        let c = contact "Person {n}" at "Company {(args | first) ?? ""}"
        note "noted of {n}" on c
      }
      """)
    var outcomes: [Int: Int] = [:]
    let chance = Chance(7)
    // How long a whole run takes here, so that the kills fall into it.
    let begin = Date()
    #expect(try home.run(["--store", home.folder.file("other.db"), script]).status == 0)
    let length = Date().timeIntervalSince(begin)
    for attempt in 0..<200 {
      if attempt % 20 == 0 {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + suffix) }
      }
      let (process, stdout, _) = try home.start(["--store", store, script])
      usleep(UInt32(length * Double(chance.number(1100)) * 1000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try stdout.fileHandleForReading.close()
      let count = try home.run(["--store", store, "eval", "[contacts | count, notes | count]"])
      #expect(count.text == "[0, 0]\n" || count.text == "[300, 300]\n", "\(count.text)\(count.complaints)")
      outcomes[count.text == "[0, 0]\n" ? 0 : 300, default: 0] += 1
      if count.text != "[0, 0]\n" {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + suffix) }
      }
    }
    // Both happened, or the kills fell beside the run.
    #expect(outcomes[0, default: 0] > 5, "\(outcomes)")
    let health = try home.run(["--store", store, "doctor"])
    #expect(health.status == 0, "\(health.text)\(health.complaints)")
  }

  @Test func eightWritersLoseNothing() throws {
    let home = try Home()
    let store = home.folder.file("kindly.db")
    let script = try home.write("one.kindly", "contact \"Person {(args | first) ?? \"\"}\"\n")
    // The readers among them see a state between runs, never within one.
    let pair = try home.write(
      "pair.kindly", "contact \"Left {(args | first) ?? \"\"}\"\ncontact \"Right {(args | first) ?? \"\"}\"\n")
    let writers = try (0..<8).map { writer in
      let path = try home.write(
        "w\(writer).sh",
        (0..<6).map { number in
          "\(Program.path ?? "") --wait 60 --store \(store) \(script) w\(writer)n\(number) || exit 1\n"
            + "\(Program.path ?? "") --wait 60 --store \(store) \(pair) w\(writer)n\(number) || exit 1\n"
            + "\(Program.path ?? "") --store \(store) eval 'print((contacts | where \"Left\" in name | count) == (contacts | where \"Right\" in name | count))'\n"
        }.joined())
      return try home.startShell(path)
    }
    for (process, output) in writers {
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(text.split(separator: "\n").filter { $0 == "true" }.count == 6, "\(text)")
      #expect(!text.contains("false"))
    }
    #expect(try home.run(["--store", store, "eval", "contacts | count"]).text == "144\n")
    #expect(try home.run(["--store", store, "doctor"]).status == 0)
  }

  /// A limit on the size of files stands in for a disk that is full.
  @Test func aFullDiskLeavesTheStoreAsItWas() throws {
    let home = try Home()
    let store = home.folder.file("kindly.db")
    #expect(try home.run(["--store", store, "eval", "contact \"Dana\""]).status == 0)
    let script = try home.write("many.kindly", "for n in 1..4000 { contact \"Person {n}\" }\n")
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    // In blocks of 512 bytes. The signal that comes with it is ignored, as a full disk sends none.
    shell.arguments = ["-c", "trap '' XFSZ; ulimit -f 900; \(Program.path ?? "") --store \(store) \(script)"]
    shell.environment = home.environment
    let complaints = Pipe()
    shell.standardError = complaints
    try shell.run()
    let text = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 74, "\(shell.terminationStatus) \(text)")
    #expect(text.contains("K0506"), "\(text)")
    #expect(try home.run(["--store", store, "eval", "contacts | map handle"]).text == "[\"dana\"]\n")
    #expect(try home.run(["--store", store, "doctor"]).status == 0)
  }
}
