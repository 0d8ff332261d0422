// Delivery into real folders: names, permissions, flags, nothing half-written, finding a letter again.

import Foundation
import Testing

@testable import KindlyMail

struct MaildirTests {
  private let root: String
  private let files = FileManager.default
  private let name = Maildir.UniqueName(seconds: 1_763_990_001, process: 42, counter: 0, host: "host")

  init() throws {
    root = files.temporaryDirectory.appending(path: "kindly-\(UUID().uuidString)").path
    try files.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  private func withRoot(_ body: () throws -> Void) rethrows {
    defer { try? files.removeItem(atPath: root) }
    try body()
  }

  private func write(_ data: Data, to path: String) throws {
    try data.write(to: URL(fileURLWithPath: path))
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try files.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? Int) ?? -1
  }

  private func letter(_ id: String) throws -> [UInt8] {
    try Letter(
      from: Mailbox(address: "sam@example.org"), to: Mailbox(address: "dana@acme.example"), subject: "x", body: "y",
      messageID: id, date: "Tue, 24 Nov 2026 18:30:00 -0500"
    ).bytes()
  }

  @Test func aDraftIsWhereMailProgramsLookForIt() throws {
    try withRoot {
      let maildir = Maildir(path: root + "/a/drafts/")
      let bytes = try letter("a@b")
      let path = try maildir.deliver(bytes, name: name)
      #expect(path == "\(root)/a/drafts/cur/1763990001.P42Q0.host:2,D")
      #expect(files.contents(atPath: path).map(Array.init) == bytes)
      #expect(try mode(path) == 0o600)
      for folder in ["", "/tmp", "/new", "/cur"] { #expect(try mode("\(root)/a/drafts\(folder)") == 0o700) }
      #expect(try files.contentsOfDirectory(atPath: "\(root)/a/drafts/tmp").isEmpty)
    }
  }

  @Test func namesAreUniqueEvenWhereFlagsChanged() throws {
    try withRoot {
      let maildir = Maildir(path: root + "/m")
      let first = try maildir.deliver([1], name: name)
      // A mail program marks it as seen.
      try files.moveItem(atPath: first, toPath: first + "S")
      let second = try maildir.deliver([2], flags: [.seen, .draft], name: name)
      #expect(second.hasSuffix("/cur/1763990001.P42Q1.host:2,DS"))
      #expect(files.contents(atPath: first + "S").map(Array.init) == [1])
      // What another process is writing is not touched.
      try write(Data([9]), to: root + "/m/tmp/1763990001.P42Q2.host")
      #expect(try maildir.deliver([3], name: name).hasSuffix("Q3.host:2,D"))
      #expect(files.contents(atPath: root + "/m/tmp/1763990001.P42Q2.host") == Data([9]))
      #expect(Set(try (0..<20).map { _ in try maildir.deliver([4]) }).count == 20)
    }
  }

  @Test func theHostIsMadeSafe() {
    let odd = Maildir.UniqueName(seconds: 1, process: 2, counter: 3, host: "../a:b c\n")
    #expect(odd.text == "1.P2Q3...\\057a\\072b_c_")
    #expect(Maildir.UniqueName(seconds: 1, process: 2, counter: 3, host: "").text == "1.P2Q3.localhost")
    #expect(!Maildir.UniqueName.current(counter: 0).host.isEmpty)
  }

  @Test func aLetterIsFoundByItsMessageID() throws {
    try withRoot {
      let maildir = Maildir(path: root + "/m")
      #expect(try !maildir.contains(messageID: "a@b"))
      let path = try maildir.deliver(letter("a@b"))
      #expect(try maildir.contains(messageID: "<a@b>"))
      #expect(try maildir.letter(messageID: "a@b") == path)
      #expect(try !maildir.contains(messageID: "a@b.c"))
      let seen = path + "S"
      try files.moveItem(atPath: path, toPath: seen)
      #expect(try maildir.letter(messageID: "a@b") == seen)
      // What quotes the id is another letter.
      try files.removeItem(atPath: seen)
      try write(Data("In-Reply-To: <a@b>\n\nMessage-ID: <a@b>\n".utf8), to: root + "/m/new/1")
      #expect(try !maildir.contains(messageID: "a@b"))
      // A long header before it, folded, over several reads of the file.
      let long = "X: " + String(repeating: "x\r\n ", count: 5000)
      try write(Data((long + "y\r\nMessage-Id:\r\n <a@b>\r\n\r\n").utf8), to: root + "/m/new/2")
      try files.createDirectory(atPath: root + "/m/new/folder", withIntermediateDirectories: true)
      #expect(try maildir.contains(messageID: "a@b"))
      #expect(throws: MailError.badMessageID("x")) { try maildir.contains(messageID: "x") }
    }
  }

  @Test func theSampleMailboxIsFoundIn() throws {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/mail").path
    #expect(try Maildir(path: fixtures).contains(messageID: "nl-9@acme.example"))
    #expect(try Maildir(path: fixtures).contains(messageID: "CAF1234@acme.example"))
    #expect(try !Maildir(path: fixtures).contains(messageID: "REPLACE-WITH-SENT-ID-2@example.org"))
  }

  @Test func whatIsNoFolderIsSaid() throws {
    try withRoot {
      let file = root + "/file"
      try write(Data(), to: file)
      #expect(throws: MailError.notAFolder(path: file)) { try Maildir(path: file).deliver([1]) }
      #expect(throws: MailError.notAFolder(path: file)) { try Maildir(path: file + "/below").deliver([1]) }
      #expect(throws: MailError.notAFolder(path: "")) { try Maildir(path: "").deliver([1]) }
      #expect(throws: MailError.notAFolder(path: "a\0b")) { try Maildir(path: "a\0b").deliver([1]) }
      try files.createDirectory(atPath: root + "/m", withIntermediateDirectories: true)
      try write(Data(), to: root + "/m/cur")
      #expect(throws: MailError.notAFolder(path: root + "/m/cur")) { try Maildir(path: root + "/m").deliver([1]) }
    }
  }

  @Test func nothingHalfWrittenStays() throws {
    try withRoot {
      let maildir = Maildir(path: root + "/m")
      _ = try maildir.deliver([1], name: name)
      // The final name is too long for the file system: the letter is in `tmp` by then.
      var long = name
      long.host = String(repeating: "h", count: 255 - "1763990001.P42Q0.".count)
      #expect(throws: MailError.self) { try maildir.deliver([1], name: long) }
      #expect(try files.contentsOfDirectory(atPath: root + "/m/tmp").isEmpty)
      #expect(try files.contentsOfDirectory(atPath: root + "/m/cur").count == 1)
    }
  }

  /// Root may write everywhere.
  @Test(.enabled(if: geteuid() != 0)) func whatIsNotWritableIsSaid() throws {
    try withRoot {
      _ = try Maildir(path: root + "/m").deliver([1])
      try files.setAttributes([.posixPermissions: 0o500], ofItemAtPath: root + "/m/tmp")
      let error = #expect(throws: MailError.self) { try Maildir(path: root + "/m").deliver([1]) }
      #expect(error?.code == "K0661")
    }
  }

  @Test func aFullDiskIsSaid() throws {
    #expect(FileFailure.error(28, path: "/x") == .diskFull(path: "/x", reason: "No space left on device"))
    #expect(FileFailure.error(13, path: "/x").code == "K0661")
    // As root nothing is unwritable but what the system itself refuses.
    #expect(throws: MailError.self) { try Maildir(path: "/proc/kindly-no-such/m").deliver([1]) }
  }
}
