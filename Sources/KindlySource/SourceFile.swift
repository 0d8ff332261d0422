// One source text with its name, as bytes, and the map from offsets to lines and columns.
// The invariant: `bytes` is valid UTF-8; `SourceFile.init` refuses anything else with the offset of the first bad byte.
// Reading a file from disk is the session's work.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A line and a column, both from 1; a column is a Unicode scalar.
public struct Position: Hashable, Sendable {
  public let line: Int
  public let column: Int
}

/// Thrown where bytes are not UTF-8.
public struct InvalidUTF8: Error, Hashable, Sendable {
  /// The offset of the first byte that cannot stand where it stands.
  public let offset: Int
}

public final class SourceFile: Sendable {
  public let id: FileID
  /// What diagnostics call it: a path as the user gave it, `<eval>`, `<stdin>`, `stdlib/prelude.kindly`.
  public let name: String
  public let bytes: [UInt8]
  /// The offset at which each line begins; line 1 begins at `lineStarts[0]`.
  public let lineStarts: [UInt32]
  /// How many scalars begin before each block of bytes; only where some line is long.
  private let scalarsBefore: [UInt32]

  /// - Throws: `InvalidUTF8`. A leading byte order mark is kept in the bytes; the lexer skips it.
  public init(id: FileID, name: String, bytes: [UInt8]) throws(InvalidUTF8) {
    if let offset = SourceFile.firstInvalidOffset(in: bytes) { throw InvalidUTF8(offset: offset) }
    self.id = id
    self.name = name
    self.bytes = bytes
    self.lineStarts = SourceFile.findLines(in: bytes)
    self.scalarsBefore = SourceFile.countScalars(in: bytes, lineStarts)
  }

  /// A source that is text already.
  public init(id: FileID, name: String, text: String) {
    self.id = id
    self.name = name
    self.bytes = Array(text.utf8)
    self.lineStarts = SourceFile.findLines(in: bytes)
    self.scalarsBefore = SourceFile.countScalars(in: bytes, lineStarts)
  }

  public var lineCount: Int { lineStarts.count }

  /// The line that holds the offset, from 1.
  public func line(at offset: UInt32) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  public func position(at offset: UInt32) -> Position {
    let line = line(at: offset)
    let start = Int(lineStarts[line - 1])
    let end = min(Int(offset), bytes.count)
    let first = start == 0 && bytes.starts(with: SourceFile.byteOrderMark) ? min(3, end) : start
    return Position(line: line, column: 1 + scalars(from: first, to: end))
  }

  /// How many scalars begin between two offsets of a line.
  private func scalars(from start: Int, to end: Int) -> Int {
    if scalarsBefore.isEmpty || end - start < SourceFile.block { return count(start..<max(start, end)) }
    func before(_ offset: Int) -> Int {
      let number = offset / SourceFile.block
      return Int(scalarsBefore[number]) + count(number * SourceFile.block..<offset)
    }
    return before(end) - before(start)
  }

  private func count(_ range: Range<Int>) -> Int {
    var count = 0
    for index in range where bytes[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The text of a line, from 1, without its line break.
  public func text(ofLine line: Int) -> String {
    guard line >= 1, line <= lineStarts.count else { return "" }
    var start = Int(lineStarts[line - 1])
    if start == 0 && bytes.starts(with: SourceFile.byteOrderMark) { start = 3 }
    var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// What is around two offsets in a line, at most `room` bytes on either side, between whole scalars; and whether the
  /// line has more in front and behind.
  public func window(ofLine line: Int, around span: Range<Int>, room: Int) -> (Range<Int>, isCut: (Bool, Bool)) {
    guard line >= 1, line <= lineStarts.count else { return (0..<0, (false, false)) }
    var start = Int(lineStarts[line - 1])
    if start == 0 && bytes.starts(with: SourceFile.byteOrderMark) { start = 3 }
    var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
    while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    var (from, to) = (max(start, min(span.lowerBound, end) - room), min(end, max(span.lowerBound, start) + room))
    while from > start, bytes[from] & 0xC0 == 0x80 { from -= 1 }
    while to < end, bytes[to] & 0xC0 == 0x80 { to += 1 }
    return (from..<max(from, to), (from > start, to < end))
  }

  public func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  public func text(_ span: Span) -> String {
    let end = min(Int(span.end), bytes.count)
    return String(decoding: bytes[min(Int(span.start), end)..<end], as: UTF8.self)
  }

  /// The UTF-8 byte order mark.
  public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func findLines(in bytes: [UInt8]) -> [UInt32] {
    var starts: [UInt32] = [0]
    starts.reserveLarge(bytes.count / 32 + 1)
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      var offset = 0
      while offset < buffer.count, let found = memchr(base + offset, 0x0A, buffer.count - offset) {
        offset = base.distance(to: found) + 1
        starts.append(UInt32(offset))
      }
    }
    return starts
  }

  private static let block = 512

  private static func countScalars(in bytes: [UInt8], _ lineStarts: [UInt32]) -> [UInt32] {
    var last: UInt32 = 0
    var longest: UInt32 = 0
    for start in lineStarts {
      longest = max(longest, start - last)
      last = start
    }
    longest = max(longest, UInt32(bytes.count) - last)
    guard longest > 8 * block else { return [] }
    var counts: [UInt32] = []
    counts.reserveCapacity(bytes.count / block + 1)
    var count: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      if index % block == 0 { counts.append(count) }
      if byte & 0xC0 != 0x80 { count += 1 }
    }
    if bytes.count % block == 0 { counts.append(count) }
    return counts
  }

  private static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { buffer -> Int? in
      var index = 0
      let count = buffer.count
      while index < count {
        // The common case, plain ASCII, goes by eight bytes; the rest scalar by scalar.
        if index + 8 <= count, buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          index += 8
          continue
        }
        let byte = buffer[index]
        if byte < 0x80 {
          index += 1
          continue
        }
        let length: Int
        let low: UInt8
        let high: UInt8
        switch byte {
        case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
        case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
        case 0xED: (length, low, high) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
        case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
        case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
        case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
        default: return index
        }
        guard index + length <= count, buffer[index + 1] >= low, buffer[index + 1] <= high else { return index }
        for step in 2..<max(length, 2) where buffer[index + step] & 0xC0 != 0x80 { return index }
        index += length
      }
      return nil
    }
  }
}

/// Every file of a session, found by number: where diagnostics look up the text they show.
public final class SourceMap {
  public private(set) var files: [SourceFile] = []

  public init() {}

  public func add(name: String, bytes: [UInt8]) throws(InvalidUTF8) -> SourceFile {
    let file = try SourceFile(id: FileID(UInt32(files.count)), name: name, bytes: bytes)
    files.append(file)
    return file
  }

  public func add(name: String, text: String) -> SourceFile {
    let file = SourceFile(id: FileID(UInt32(files.count)), name: name, text: text)
    files.append(file)
    return file
  }

  public subscript(id: FileID) -> SourceFile? {
    Int(id.rawValue) < files.count ? files[Int(id.rawValue)] : nil
  }
}
