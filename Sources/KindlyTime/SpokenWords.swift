// The words of a date or a length of time as people write it: letters, digits and signs, told apart and in lower case.
// Leaves what they mean to SpokenDate and SpokenDuration.
// Invariant: a text that is too long to be either has no words, so that nothing that reads them is slow.

/// One word of a text: letters, digits, or a sign that stands alone.
enum SpokenWord: Hashable {
  /// In lower case, of ASCII letters alone.
  case letters(String)
  /// Digits, at most eighteen: their value and how many there are.
  case digits(Int, count: Int)
  /// `/ - . , + :`
  case sign(UInt8)

  /// The words of a text, nil where it holds anything else or is too long.
  /// Blanks part words and are no words; `hasBlank` tells where one stood before a word.
  static func words(of text: some StringProtocol) -> (words: [SpokenWord], hasBlank: [Bool])? {
    guard text.utf8.count <= 80 else { return nil }
    var words: [SpokenWord] = []
    var blanks: [Bool] = []
    let bytes = Array(text.utf8)
    var index = 0
    var hasBlank = false
    while index < bytes.count {
      let start = index
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"):
        index += 1
        hasBlank = true
        continue
      case let byte where isDigit(byte):
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
        guard index - start <= 18 else { return nil }
        let value = bytes[start..<index].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        words.append(.digits(value, count: index - start))
      case let byte where isLetter(byte):
        while index < bytes.count, isLetter(bytes[index]) { index += 1 }
        words.append(.letters(String(decoding: bytes[start..<index].map { $0 | 0x20 }, as: UTF8.self)))
      case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "+"),
        UInt8(ascii: ":"):
        words.append(.sign(bytes[index]))
        index += 1
      default: return nil
      }
      blanks.append(hasBlank)
      hasBlank = false
    }
    return (words, blanks)
  }

  /// `a`, `an`, `one` … `twelve`, or digits.
  var count: Int? {
    switch self {
    case .digits(let value, _): value
    case .letters(let word): SpokenWord.counts[word]
    case .sign: nil
    }
  }

  private static let counts = [
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
  ]

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
}

/// Words read one after the other.
struct SpokenReader {
  private let words: [SpokenWord]
  private let hasBlank: [Bool]
  private(set) var position = 0

  init?(_ text: some StringProtocol) {
    guard let found = SpokenWord.words(of: text) else { return nil }
    (words, hasBlank) = found
  }

  var isAtEnd: Bool { position == words.count }
  var next: SpokenWord? { position < words.count ? words[position] : nil }
  /// Whether a blank stands before the next word.
  var isAfterBlank: Bool { position < words.count && hasBlank[position] }

  /// Goes on where the next word is one of these.
  mutating func accept(_ wanted: String...) -> Bool {
    guard case .letters(let word)? = next, wanted.contains(word) else { return false }
    position += 1
    return true
  }

  mutating func accept(sign: Unicode.Scalar) -> Bool {
    guard next == .sign(UInt8(ascii: sign)) else { return false }
    position += 1
    return true
  }

  mutating func readLetters() -> String? {
    guard case .letters(let word)? = next else { return nil }
    position += 1
    return word
  }

  mutating func readDigits() -> (value: Int, count: Int)? {
    guard case .digits(let value, let count)? = next else { return nil }
    position += 1
    return (value, count)
  }

  /// A number, in digits or as a word.
  mutating func readCount() -> Int? {
    guard let count = next?.count else { return nil }
    position += 1
    return count
  }

  /// What `read` gives; where it gives nothing, or leaves something over that it should not, nothing has been read.
  mutating func attempt<T>(_ read: (inout SpokenReader) -> T?) -> T? {
    let start = position
    if let value = read(&self) { return value }
    position = start
    return nil
  }
}
