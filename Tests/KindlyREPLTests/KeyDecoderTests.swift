// Bytes to keys: split anywhere, unknown, broken, pasted.

import Testing

@testable import KindlyREPL

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    decoder.feed(text.utf8)
    var keys: [Key] = []
    while let key = decoder.next() { keys.append(key) }
    if decoder.awaitsRest { while let key = decoder.next(timedOut: true) { keys.append(key) } }
    return keys
  }

  @Test func plainAndControl() {
    #expect(keys("aé\u{3}\r") == [.character("a"), .character("é"), .character("\u{3}"), .character("\r")])
  }

  @Test(arguments: [
    ("\u{1b}[A", Key.sequence("\u{1b}[A")), ("\u{1b}OA", .sequence("\u{1b}[A")), ("\u{1b}[1~", .sequence("\u{1b}[H")),
    ("\u{1b}OF", .sequence("\u{1b}[F")), ("\u{1b}[1;5C", .sequence("\u{1b}[1;5C")), ("\u{1b}f", .meta("f")),
    ("\u{1b}é", .meta("é")), ("\u{1b}", .escape), ("\u{1b}[", .meta("[")), ("\u{1b}[[A", .sequence("\u{1b}[[A")),
  ])
  func escapes(bytes: String, key: Key) {
    #expect(keys(bytes) == [key])
  }

  @Test func everySplitGivesTheSameKeys() {
    let bytes = Array("a\u{1b}[1;5C日\u{1b}[200~x\r\ny\u{1b}[201~\u{1b}fz".utf8)
    let whole = keys(String(decoding: bytes, as: UTF8.self))
    #expect(whole.count == 6)
    for split in 0...bytes.count {
      var decoder = KeyDecoder()
      var got: [Key] = []
      for part in [bytes[..<split], bytes[split...]] {
        decoder.feed(part)
        while let key = decoder.next() { got.append(key) }
      }
      #expect(got == whole, "split at \(split)")
    }
  }

  @Test func pasteIsCleaned() {
    #expect(keys("\u{1b}[200~a\r\nb\rc\u{7}\u{1b}[31m\td\n\n\u{1b}[201~") == [.paste("a\nb\nc[31m\td")])
    #expect(keys("\u{1b}[200~\u{1b}[201~") == [.paste("")])
  }

  @Test func invalidBytesAreDropped() {
    var decoder = KeyDecoder()
    decoder.feed([0xFF, 0xC3, 0x28, 0xE2, 0x82, 0x41, 0xED, 0xA0, 0x80, 0x42])
    var got: [Key] = []
    while let key = decoder.next() { got.append(key) }
    #expect(got == [.character("("), .character("A"), .character("B")])
  }

  @Test func noBytesAreTooStrange() {
    var state: UInt32 = 7
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<12 {
        state = state &* 1_664_525 &+ 1_013_904_223
        bytes.append([0x1B, 0x5B, 0x4F, 0x30, 0x7E, 0xE2, 0xC3, 0x80, 0x41, 0x3B][Int(state >> 16) % 10])
      }
      var decoder = KeyDecoder()
      decoder.feed(bytes)
      while decoder.next() != nil {}
      while decoder.next(timedOut: true) != nil {}
      #expect(decoder.isEmpty)
    }
  }
}
