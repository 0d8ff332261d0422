// What has to hold of a file's bytes before anything reads them as text: UTF-8, no NUL, no UTF-16.
// It also turns a byte offset into the line and column that a person looks for.

enum TextBytes {
  /// Throws unless the bytes are UTF-8 without a NUL. Overlong forms and surrogates are no UTF-8.
  static func check(_ bytes: [UInt8]) throws(FormatError) {
    if bytes.count >= 2, (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF) {
      throw .utf16
    }
    var i = 0
    let end = bytes.count
    while i < end {
      let byte = bytes[i]
      if byte < 0x80 {
        if byte == 0 {
          let place = place(of: i, in: bytes)
          throw .nulByte(offset: i, line: place.line, column: place.column)
        }
        i += 1
        continue
      }
      let length = sequenceLength(at: i, in: bytes)
      guard length > 0 else {
        let place = place(of: i, in: bytes)
        throw .notUTF8(offset: i, line: place.line, column: place.column)
      }
      i += length
    }
  }

  /// Where the text begins: behind a byte-order mark.
  static func start(of bytes: [UInt8]) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Line and column, from 1, of a byte; a byte-order mark takes no column.
  static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    var i = start(of: bytes)
    while i < min(offset, bytes.count) {
      let byte = bytes[i]
      if byte == 0x0A || (byte == 0x0D && !(i + 1 < bytes.count && bytes[i + 1] == 0x0A)) {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      i += 1
    }
    return (line, column)
  }

  /// The length of the sequence of two to four bytes at `i`, or 0 where it is malformed.
  private static func sequenceLength(at i: Int, in bytes: [UInt8]) -> Int {
    let length: Int
    let second: ClosedRange<UInt8>
    switch bytes[i] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard i + length <= bytes.count, second.contains(bytes[i + 1]) else { return 0 }
    for k in 2..<max(length, 2) where bytes[i + k] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
