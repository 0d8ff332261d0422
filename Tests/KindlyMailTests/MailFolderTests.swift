// Maildirs and mboxes as they are read: what is in them, that nothing of them changes, and damage of every sort.

import Foundation
import Testing

@testable import KindlyMail

/// A folder that is removed with its last owner.
private final class Place {
  let path = NSTemporaryDirectory() + "kindly-mail-" + UUID().uuidString

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}

struct MailFolderTests {
  private func subjects(_ path: String) throws -> [String] {
    var found: [String] = []
    try MailFolder(path: path).read(isWanted: { _ in true }, unreadable: { found.append("! \($0)") }) {
      found.append($0.message.value(of: "Subject") ?? "-")
    }
    return found
  }

  private func mbox(_ text: String) throws -> [MailMessage] {
    let place = try Place()
    var found: [MailMessage] = []
    let path = try place.write("box", Array(text.utf8))
    try MailFolder(path: path).read(isWanted: { _ in true }, unreadable: { _ in }) { found.append($0.message) }
    return found
  }

  @Test func aMaildir() throws {
    #expect(try MailFolder(path: Samples.folder.path).form == .maildir)
    #expect(try subjects(Samples.folder.path).count == 6)
  }

  @Test func anMbox() throws {
    let found = try mbox(
      """
      From dana@acme.example Wed Nov 25 09:12:00 2026
      Subject: one

      Hello.
      From here on it is all text.

      From now on too, as no header follows.
      >From quoted
      >>From twice

      From lee@acme.example Wed Nov 25 10:00:00 2026
      Subject: two

      World.

      From - Wed Nov 25 11:00:00 2026
      >From somebody
      Subject: three
      """)
    #expect(found.map { $0.value(of: "Subject") } == ["one", "two", "three"])
    #expect(
      found.first?.text
        == "Hello.\nFrom here on it is all text.\n\nFrom now on too, as no header follows.\nFrom quoted\n>From twice\n\n"
    )
    #expect(try mbox("").isEmpty && mbox("\n\n").isEmpty && mbox("From ").isEmpty)
    #expect(
      try mbox("From x\r\nSubject: a\r\n\r\nb\r\n\r\nFrom y\r\nSubject: c\r\n").map { $0.value(of: "Subject") } == [
        "a", "c",
      ])
  }

  @Test func anMboxStreams() throws {
    let place = try Place()
    var bytes: [UInt8] = []
    for number in 0..<40 {
      bytes += Array("From x\nSubject: \(number)\n\n".utf8)
      bytes += [UInt8](repeating: UInt8(ascii: "x"), count: 500_000) + Array("\n\n".utf8)
    }
    let path = try place.write("big", bytes)
    var (count, longest) = (0, 0)
    try MailFolder(path: path).read(isWanted: { _ in true }, unreadable: { _ in }) {
      count += 1
      longest = max(longest, $0.message.bodyBytes.count)
    }
    #expect(count == 40 && longest <= MailFolder.limit)
  }

  @Test func whatIsNoMailbox() throws {
    let place = try Place()
    #expect(throws: MailError.noMailbox(path: place.path + "/none")) { try MailFolder(path: place.path + "/none") }
    #expect(throws: MailError.notAMailbox(path: place.path)) { try MailFolder(path: place.path) }
    let text = try place.write("text", Array("Hello\n".utf8))
    #expect(throws: MailError.notAMailbox(path: text)) { try MailFolder(path: text) }
    #expect(throws: MailError.notAMailbox(path: "/dev/null")) { try MailFolder(path: "/dev/null") }
    #expect(throws: MailError.noMailbox(path: "")) { try MailFolder(path: "") }
    #expect(throws: MailError.noMailbox(path: "a\u{0}b")) { try MailFolder(path: "a\u{0}b") }
  }

  @Test func linksFoldersAndDraftsAmongTheMail() throws {
    let place = try Place()
    let outside = try place.write("outside", Array("Subject: secret\n\n".utf8))
    _ = try place.write("box/cur/1.a:2,DS", Array("Subject: draft\n\n".utf8))
    _ = try place.write("box/cur/2.a:2,S", Array("Subject: seen\n\n".utf8))
    _ = try place.write("box/new/2.a", Array("Subject: seen\n\n".utf8))
    _ = try place.write("box/cur/sub/3", [])
    _ = try place.write("box/.Sent/cur/4", Array("Subject: other\n\n".utf8))
    try FileManager.default.createSymbolicLink(atPath: place.path + "/box/cur/5", withDestinationPath: outside)
    var found: [(String?, Bool)] = []
    var unreadable = 0
    try MailFolder(path: place.path + "/box").read(isWanted: { _ in true }, unreadable: { _ in unreadable += 1 }) {
      found.append(($0.message.value(of: "Subject"), $0.isDraft))
    }
    #expect(found.map { $0.0 } == ["seen", "draft"] && found.map { $0.1 } == [false, true] && unreadable == 1)
  }

  @Test func nothingOfAMailboxChanges() throws {
    let place = try Place()
    for name in Samples.names { _ = try place.write("box/" + name, try Samples.bytes(name)) }
    func state() throws -> [String] {
      try (FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String } ?? []).sorted().map {
        name in
        var status = stat()
        #expect(lstat(place.path + "/" + name, &status) == 0)
        return "\(name) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_atim.tv_nsec) \(status.st_size)"
      }
    }
    let before = try state()
    #expect(try subjects(place.path + "/box").count == 6)
    #expect(try state() == before)
  }

  /// Whatever the bytes are, they are some message.
  @Test func damagedMail() throws {
    var random = SystemRandomNumberGenerator()
    let place = try Place()
    for name in Samples.names {
      let whole = try Samples.bytes(name)
      for cut in stride(from: 0, through: whole.count, by: 7) { read(Array(whole[..<cut])) }
      for _ in 0..<300 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...12, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
          case 1: bytes.remove(at: place)
          case 2: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
          default: bytes.insert(contentsOf: [0x0A, 0x0A], at: place)
          }
          if bytes.isEmpty { bytes = [0] }
        }
        read(bytes)
      }
    }
    // The same as an mbox, in pieces of every size.
    let box: [UInt8] = try Samples.names.flatMap { Array("From x\n".utf8) + (try Samples.bytes($0)) + [0x0A, 0x0A] }
    #expect(box.count > 1000)
    for size in [1, 2, 3, 7, 64, 4096] {
      var reader = MboxReader(limit: 1 << 16)
      var count = 0
      for start in stride(from: 0, to: box.count, by: size) {
        box[start..<min(start + size, box.count)].withUnsafeBytes { reader.take($0) { _ in count += 1 } }
      }
      reader.finish { _ in count += 1 }
      #expect(count == 6, "in pieces of \(size)")
    }
    let noise = try place.write(
      "noise", Array("From ".utf8) + (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) })
    _ = try subjects(noise)
  }

  private func read(_ bytes: [UInt8]) {
    let message = MailMessage(reading: bytes)
    _ = MailVerdict(of: message, ownAddresses: ["sam@example.org"], day: Samples.day)
    _ = AwayDate.find(in: message, day: Samples.day)
    _ = ReplyText.lead(of: message.words ?? "")
    _ = HTMLText.read(String(decoding: bytes, as: UTF8.self))
  }
}
