// Bytes to keys: split anywhere, unknown, broken, pasted.

import Testing

@testable import KindlyREPL

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] {
    var decoder = KeyDecoder()
    decoder.feed(text.utf8)
    var keys: [Key] = []
    while let key = decoder.next() { keys.append(key) }
    if decoder.awaitedRest != nil { while let key = decoder.next(timedOut: true) { keys.append(key) } }
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

  /// What a terminal answers, none of which is a key.
  static let replies = [
    "\u{1b}]11;rgb:1e1e/1e1e/1e1e\u{1b}\\", "\u{1b}]10;rgb:ffff/ffff/ffff\u{7}", "\u{1b}]52;c;aGVsbG8=\u{1b}\\",
    "\u{1b}]lthe title\u{1b}\\", "\u{1b}P>|xterm(370)\u{1b}\\", "\u{1b}P1$r0m\u{1b}\\", "\u{1b}P1+r544e=78\u{1b}\\",
    "\u{1b}P!|00000000\u{1b}\\", "\u{1b}_Gi=31;OK\u{1b}\\", "\u{1b}^a private message\u{1b}\\",
    "\u{1b}Xa start of string\u{1b}\\", "\u{1b}[12;40R", "\u{1b}[?62;1;6;22c", "\u{1b}[>41;370;0c", "\u{1b}[I",
    "\u{1b}[O", "\u{1b}[<0;12;7M", "\u{1b}[<35;12;7m", "\u{1b}[M #!", "\u{1b}[32;12;7M", "\u{1b}[?2026;2$y",
    "\u{1b}[8;24;80t", "\u{1b}[0n",
  ]

  /// What of a key is left of a reply; a control sequence that nothing is bound to is dropped later.
  private func typed(_ keys: [Key]) -> [Key] {
    keys.filter { if case .sequence = $0 { false } else { true } }
  }

  @Test(arguments: replies)
  func repliesAreNoKeys(_ reply: String) {
    #expect(typed(keys("a\(reply)b")) == [.character("a"), .character("b")])
    let bytes = Array("a\(reply)b".utf8)
    for split in 0...bytes.count {
      var decoder = KeyDecoder()
      var got: [Key] = []
      for part in [bytes[..<split], bytes[split...]] {
        decoder.feed(part)
        while let key = decoder.next() { got.append(key) }
      }
      #expect(typed(got) == [.character("a"), .character("b")], "split at \(split)")
    }
  }

  @Test(arguments: replies)
  func aReplyThatIsCutOffDoesNotMakeDeaf(_ reply: String) {
    let bytes = Array(reply.utf8)
    for length in 2..<bytes.count {
      var decoder = KeyDecoder()
      decoder.feed(bytes[..<length])
      while decoder.next() != nil {}
      decoder.feed([0x03])
      var got: [Key] = []
      while let key = decoder.next() { got.append(key) }
      #expect(got.last == .character("\u{3}"), "C-c after \(length) bytes")

      var silent = KeyDecoder()
      silent.feed(bytes[..<length])
      while silent.next() != nil {}
      while silent.next(timedOut: true) != nil {}
      #expect(silent.awaitedRest == nil, "after a pause")
      silent.feed("k".utf8)
      #expect(silent.next() == .character("k"))
    }
  }

  @Test func aPasteThatIsCutOffEndsAtAnInterruptAfterAPause() {
    var decoder = KeyDecoder()
    decoder.feed("\u{1b}[200~rm\u{3}\n".utf8)
    #expect(decoder.next() == nil && decoder.awaitedRest != nil)
    #expect(decoder.next(timedOut: true) == nil && decoder.awaitedRest == nil)
    decoder.feed("more\u{1b}[20".utf8)
    #expect(decoder.next() == nil && decoder.next(timedOut: true) == nil)
    decoder.feed("1~x".utf8)
    #expect(decoder.next() == .paste("rm\nmore") && decoder.next() == .character("x"))
    decoder.feed("\u{1b}[200~half".utf8)
    #expect(decoder.next() == nil && decoder.next(timedOut: true) == nil)
    #expect(decoder.next() == nil, "asked again before more comes")
    decoder.feed([0x03, 0x78])
    #expect(decoder.next() == .character("\u{3}") && decoder.next() == .character("x"))
    #expect(decoder.awaitedRest == nil)
  }

  /// Esc and a vi command, typed ahead of others, are keys.
  @Test func escapeAndLettersAreKeys() {
    #expect(keys("\u{1b}Pp") == [.meta("P"), .character("p")])
    #expect(keys("\u{1b}Xa\r") == [.meta("X"), .character("a"), .character("\r")])
    #expect(keys("\u{1b}^w\u{1b}[A") == [.meta("^"), .character("w"), .sequence("\u{1b}[A")])
    #expect(keys("\u{1b}[1\u{3}") == [.character("\u{3}")])
    #expect(keys("\u{1b}[1\u{1b}[A") == [.sequence("\u{1b}[A")])
  }

  @Test func noBytesAreTooStrange() {
    var state: UInt32 = 7
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<12 {
        state = state &* 1_664_525 &+ 1_013_904_223
        bytes.append(
          [0x1B, 0x5B, 0x4F, 0x30, 0x7E, 0xE2, 0xC3, 0x80, 0x41, 0x3B, 0x5D, 0x50, 0x4D, 0x5C, 0x07][
            Int(state >> 16) % 15])
      }
      var decoder = KeyDecoder()
      decoder.feed(bytes)
      while decoder.next() != nil {}
      while decoder.next(timedOut: true) != nil {}
      #expect(decoder.isEmpty)
    }
  }
}
