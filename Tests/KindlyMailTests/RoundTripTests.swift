// Whatever is written is read back: random subjects, names and bodies of all kinds of Unicode.
// The randomness is seeded, so that a failure can be seen again.

import Testing

@testable import KindlyMail

/// SplitMix64.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

struct RoundTripTests {
  private static let alphabets: [[String]] = [
    "abc XYZ 0189 .,;:<>@()[]\"\\=?_-!#".map(String.init),
    "äéñß ő ŁØ çÇ =?_ ".map(String.init),
    "李小龙 名古屋 東京 ".map(String.init),
    ["👩‍👩‍👧", "🎉", "🇩🇪", " ", "e\u{301}", "x"],
    ["=?", "?=", "UTF-8", "?Q?", "?B?", " ", "=", "_", "é", "From ", "."],
  ]

  private func text(_ length: Int, breaks: Bool, using random: inout Seeded) -> String {
    let alphabet = Self.alphabets.randomElement(using: &random) ?? []
    var text = ""
    for _ in 0..<length {
      if breaks, Int.random(in: 0..<12, using: &random) == 0 {
        text += "\n"
      } else {
        text += alphabet.randomElement(using: &random) ?? "x"
      }
    }
    return text
  }

  private func trimmed(_ text: String) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  @Test(arguments: 0..<8)
  func whatIsWrittenIsRead(seed: UInt64) throws {
    var random = Seeded(state: seed)
    for round in 0..<250 {
      let subject = text(Int.random(in: 0..<120, using: &random), breaks: false, using: &random)
      let name = trimmed(text(Int.random(in: 1..<80, using: &random), breaks: false, using: &random))
      let body = text(Int.random(in: 0..<400, using: &random), breaks: true, using: &random)
      let letter = Letter(
        from: Mailbox(name: "Sam Okafor", address: "sam@example.org"),
        to: Mailbox(name: name.isEmpty ? nil : name, address: "dana.reyes@acme.example"), subject: subject,
        body: body, messageID: "m\(round)@example.org", date: "Tue, 24 Nov 2026 18:30:00 -0500")
      let bytes = try letter.bytes()
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      #expect(lines.dropLast().allSatisfy { $0.last == 0x0D && $0.count <= 79 })
      #expect(bytes.allSatisfy { $0 < 0x7F })

      let read = MailMessage(reading: bytes)
      let readSubject = try #require(read.value(of: "Subject"))
      #expect(Array(readSubject.unicodeScalars) == Array(subject.unicodeScalars), "seed \(seed) round \(round)")
      #expect(read.mailboxes(in: "To") == [letter.to], "seed \(seed) round \(round)")
      let ended = body.isEmpty || body.hasSuffix("\n") ? body : body + "\n"
      #expect(read.text == ended, "seed \(seed) round \(round)")
      #expect(read.messageIDs(in: "message-id") == ["<m\(round)@example.org>"])
    }
  }

  @Test func everyPrefixAndEveryFlippedByteIsReadWithoutATrap() throws {
    let bytes = try Letter(
      from: Mailbox(name: "Zoë, \"x\"", address: "sam@example.org"), to: Mailbox(name: "李", address: "a@b.example"),
      subject: String(repeating: "é=?", count: 20), body: "Grüße\n.\nFrom x \n", messageID: "a@b",
      date: "Tue, 24 Nov 2026 18:30:00 -0500"
    ).bytes()
    var random = Seeded(state: 7)
    func read(_ bytes: [UInt8]) -> Int {
      let message = MailMessage(reading: bytes)
      return message.headers.count + (message.text?.count ?? 0) + message.mailboxes(in: "From").count
        + message.messageIDs(in: "Message-ID").count + (message.value(of: "Subject")?.count ?? 0)
    }
    for end in 0...bytes.count { _ = read(Array(bytes[..<end])) }
    for _ in 0..<3000 {
      var broken = bytes
      for _ in 0..<4 {
        broken[Int.random(in: 0..<broken.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = read(broken)
    }
    #expect(read(bytes) > 9)
  }
}
