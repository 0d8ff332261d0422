// The words of a letter: folded, each with where it stands, so that letters can be compared by their runs of words.
// Whose words they are is LetterOrigin.swift's; comparing letters is LetterComparison.swift's.

/// The words of a text, folded, each with where it stands.
struct LetterWords {
  let text: [UInt8]
  private(set) var hashes: [UInt64] = []
  private(set) var places: [Range<Int>] = []

  init(_ text: String) {
    var text = text
    if !text.utf8.allSatisfy({ $0 < 0x80 }) { text = text.precomposedStringWithCanonicalMapping.lowercased() }
    self.text = Array(text.utf8)
    var hash = Self.seed
    var start = -1
    var index = 0
    let count = self.text.count
    self.text.withUnsafeBufferPointer { bytes in
      while index < count {
        var byte = bytes[index]
        var width = 1
        // A curly apostrophe is an apostrophe; other signs of the same block separate words.
        if byte == 0xE2, index + 2 < count, bytes[index + 1] == 0x80 {
          width = 3
          byte = bytes[index + 2] == 0x99 ? 0x27 : 0x20
        }
        if byte >= 0x41 && byte <= 0x5A { byte |= 0x20 }
        let isWord = (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x27 || byte >= 0x80
        if isWord {
          if start < 0 { start = index }
          hash = (hash ^ UInt64(byte)) &* Self.prime
        } else if start >= 0 {
          hashes.append(hash)
          places.append(start..<index)
          (start, hash) = (-1, Self.seed)
        }
        index += width
      }
      if start >= 0 {
        hashes.append(hash)
        places.append(start..<count)
      }
    }
  }

  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x0000_0100_0000_01B3

  /// One number for a run of words.
  static func run(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
    (((a &* prime) ^ b).byteSwapped &* prime ^ c) &* prime
  }

  func isNumber(_ word: Int) -> Bool { text[places[word]].allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }

  /// One word, folded.
  func word(_ index: Int) -> String { String(decoding: text[places[index]], as: UTF8.self) }

  func words(_ range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last else { return "" }
    return String(decoding: text[places[first].lowerBound..<places[last].upperBound], as: UTF8.self)
  }
}
