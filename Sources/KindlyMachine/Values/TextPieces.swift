// Long texts piece by piece, so that a run can be stopped in between and no copy of the whole is made. Pieces end where
// nothing goes on beyond: no character as people see them, no word's case, no composition of scalars.
// Invariant: what is found in the pieces one after the other is what would be found in the whole.

enum TextPieces {
  /// Pieces are about as long.
  private static let size = 1 << 16

  /// Where the piece that begins at `start` ends.
  static func end(_ bytes: Bytes, from start: Int) -> Int {
    if bytes.count - start <= size { return bytes.count }
    var place = start + size
    var before: UInt32?
    while place < bytes.count {
      let byte = bytes[place]
      if byte < 0x80 {
        let last = bytes[place - 1]
        if last < 0x80, !(last == 13 && byte == 10) { return place }
        before = nil
        place += 1
      } else if byte & 0xC0 == 0x80 {
        place += 1
      } else {
        let (scalar, width) = self.scalar(bytes, at: place)
        if let before, isLetterAlone(before), isLetterAlone(scalar) { return place }
        before = scalar
        place += width
      }
    }
    return bytes.count
  }

  /// The scalar that begins at a place, and how many bytes it takes.
  @inline(__always)
  static func scalar(_ bytes: Bytes, at place: Int) -> (value: UInt32, width: Int) {
    let first = UInt32(bytes[place])
    if first < 0x80 { return (first, 1) }
    func low(_ offset: Int) -> UInt32 { UInt32(bytes[place + offset]) & 0x3F }
    if first < 0xE0 { return ((first & 0x1F) << 6 | low(1), 2) }
    if first < 0xF0 { return ((first & 0x0F) << 12 | low(1) << 6 | low(2), 3) }
    return ((first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3), 4)
  }

  /// Letters that never join with a letter beside them: Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, kana,
  /// Han, and syllables of Hangul.
  private static func isLetterAlone(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0xC0...0x24F, 0x391...0x3CE, 0x400...0x481, 0x48A...0x52F, 0x5D0...0x5EA, 0x621...0x64A, 0x904...0x939,
      0xE01...0xE2E, 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3:
      true
    default: false
    }
  }

  /// Goes over the pieces until `work` gives false, or the watch ends it.
  @inline(__always)
  static func each(_ bytes: Bytes, _ watch: RunWatch, _ work: (Range<Int>) -> Bool) {
    var start = 0
    while start < bytes.count {
      let end = end(bytes, from: start)
      guard work(start..<end), !watch.looks() else { return }
      start = end
    }
  }

  /// Goes over the characters, as people see them, by the bytes that they take, until `work` gives false.
  @inline(__always)
  static func eachCharacter(_ bytes: Bytes, _ watch: RunWatch, _ work: (Range<Int>) -> Bool) {
    each(bytes, watch) { piece in
      let part = Bytes(rebasing: bytes[piece])
      if part.allASCII {
        var place = piece.lowerBound
        while place < piece.upperBound {
          // CR LF is one character.
          let isPair = bytes[place] == 13 && place + 1 < piece.upperBound && bytes[place + 1] == 10
          let end = place + (isPair ? 2 : 1)
          guard work(place..<end), !watch.stops() else { return false }
          place = end
        }
        return true
      }
      var place = piece.lowerBound
      for character in String(decoding: part, as: UTF8.self) {
        let end = place + character.utf8.count
        guard work(place..<end), !watch.stops() else { return false }
        place = end
      }
      return true
    }
  }
}
