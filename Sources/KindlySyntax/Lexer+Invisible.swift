// Characters that are not seen, or that turn the order in which others are seen: what is read is not what runs. Between
// tokens they are mistakes; in texts and comments, where a name or an emoji may need them, a warning.

import KindlySource

/// One of those characters.
public struct Invisible: Hashable, Sendable {
  let scalar: UInt32
  private let name: String

  /// Nil for every other character.
  init?(_ scalar: UInt32) {
    switch scalar {
    case 0x00AD: name = "soft hyphen"
    case 0x061C: name = "Arabic letter mark"
    case 0x180E: name = "Mongolian vowel separator"
    case 0x200B: name = "zero width space"
    case 0x200C: name = "zero width non-joiner"
    case 0x200D: name = "zero width joiner"
    case 0x200E: name = "left-to-right mark"
    case 0x200F: name = "right-to-left mark"
    case 0x202A: name = "left-to-right embedding"
    case 0x202B: name = "right-to-left embedding"
    case 0x202C: name = "pop directional formatting"
    case 0x202D: name = "left-to-right override"
    case 0x202E: name = "right-to-left override"
    case 0x2060: name = "word joiner"
    case 0x2066: name = "left-to-right isolate"
    case 0x2067: name = "right-to-left isolate"
    case 0x2068: name = "first strong isolate"
    case 0x2069: name = "pop directional isolate"
    case 0xFEFF: name = "byte order mark"
    default: return nil
    }
    self.scalar = scalar
  }

  private var number: String {
    let digits = String(scalar, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// `the invisible character U+200B (zero width space)`
  var words: String { "the invisible character U+\(number) (\(name))" }

  /// As a text writes it.
  var escape: String { "\\u{\(number)}" }

  /// The joiners are part of emoji and of many scripts; between two letters beyond ASCII they hide nothing.
  var joins: Bool { scalar == 0x200C || scalar == 0x200D }
}

extension Scanner {
  /// Between tokens: reported, and passed over with the rest of a name that it stands in.
  mutating func scanInvisible(_ scalar: UInt32) {
    let start = at
    at = scalarEnd(at)
    guard let character = Invisible(scalar) else { return }
    report(.strayCharacter(span(start, at), text: character.words, instead: ""))
    guard Scanner.isNamePart(byte(at)) else { return }
    while Scanner.isNamePart(byte(at)) { at += 1 }
    emit(.invalid, from: start)
  }

  /// Warns of those in texts and comments. One pass over the bytes; only what it finds is looked up.
  mutating func findInvisible() {
    for place in invisiblePlaces() { warn(of: place.character, place.start, place.end) }
  }

  /// Where such characters stand in the file, those that join others aside.
  func invisiblePlaces() -> [(character: Invisible, start: Int, end: Int)] {
    var places: [(character: Invisible, start: Int, end: Int)] = []
    var offset = bytes.starts(with: SourceFile.byteOrderMark) ? 3 : 0
    let raw = UnsafeRawBufferPointer(bytes)
    while offset < bytes.count {
      // Plain ASCII goes by eight bytes.
      if offset + 8 <= bytes.count,
        raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        offset += 8
        continue
      }
      // The first bytes of all of them but the soft hyphen, which hides nothing in a text.
      let first = bytes[offset]
      guard first == 0xE2 || first == 0xD8 || first == 0xEF || first == 0xE1 else {
        offset += 1
        continue
      }
      let end = scalarEnd(offset)
      if let scalar = slice(offset, end).unicodeScalars.first, let character = Invisible(scalar.value) {
        let hidesNothing = character.joins && offset > 0 && bytes[offset - 1] >= 0x80 && byte(end) >= 0x80
        if !hidesNothing { places.append((character, offset, end)) }
      }
      offset = end
    }
    return places
  }

  private mutating func warn(of character: Invisible, _ start: Int, _ end: Int) {
    let offset = UInt32(start)
    let comment = output.comments.firstOrdered { $0.end > offset }
    let inComment = comment.map { $0.start <= offset } ?? false
    let token = output.tokens.firstOrdered { $0.end > offset }
    let inText = token.map { $0.start <= offset && ($0.kind == .text || $0.kind == .textPiece) } ?? false
    guard inComment || inText else { return }
    output.warnings.append(.invisible(span(start, end), character, inComment: inComment))
  }
}

extension Array {
  /// The first element that passes a test which all behind it pass too.
  func firstOrdered(_ passes: (Element) -> Bool) -> Element? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if passes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low < count ? self[low] : nil
  }
}
