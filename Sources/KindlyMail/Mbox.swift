// Takes an mbox apart into its messages while it streams by: a gigabyte of mail needs no gigabyte of memory. A message
// begins at a line `From …` that begins the file or stands behind an empty line, and that a header follows; `>From ` is
// unquoted. A message is kept up to a limit; what stands behind it is passed over.

struct MboxReader {
  /// More of a message is not kept.
  let limit: Int
  private var message: [UInt8] = []
  private var isInMessage = false
  private var isInHeaders = false
  /// Whether the line before was empty; the file's beginning counts as one.
  private var isAfterBlank = true
  /// A `From ` line behind an empty one, until the next line tells what it is.
  private var separator: [UInt8]?
  /// The beginning of a line whose end is still to come.
  private var pending: [UInt8] = []

  /// Longer lines are cut: no header is one.
  private static let longest = 1 << 16

  init(limit: Int) { self.limit = limit }

  /// Takes the next bytes of the file; calls `visit` with each message that has come to its end.
  mutating func take(_ bytes: UnsafeRawBufferPointer, _ visit: ([UInt8]) throws -> Void) rethrows {
    var start = 0
    while start < bytes.count {
      let end = Self.lineEnd(bytes, from: start)
      let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<(end ?? bytes.count)])
      if let end {
        if pending.isEmpty {
          try takeLine(piece, visit)
        } else {
          append(piece)
          let line = pending
          pending = []
          try line.withUnsafeBytes { try takeLine($0, visit) }
        }
        start = end + 1
      } else {
        append(piece)
        start = bytes.count
      }
    }
  }

  /// The last message.
  mutating func finish(_ visit: ([UInt8]) throws -> Void) rethrows {
    if !pending.isEmpty {
      let line = pending
      pending = []
      try line.withUnsafeBytes { try takeLine($0, visit) }
    }
    if let separator { keep(separator) }
    separator = nil
    try close(visit)
  }

  private mutating func append(_ piece: UnsafeRawBufferPointer) {
    let room = Self.longest - pending.count
    if room > 0 { pending += piece.prefix(room) }
  }

  private mutating func takeLine(_ line: UnsafeRawBufferPointer, _ visit: ([UInt8]) throws -> Void) rethrows {
    if let from = separator {
      separator = nil
      if Self.beginsHeaders(line, behind: from) {
        try close(visit)
        isInMessage = true
        isInHeaders = true
      } else {
        keep(from)
      }
    }
    if isAfterBlank, line.count >= 5, line[0] == 0x46, line.starts(with: "From ".utf8) {
      separator = Array(line)
      isAfterBlank = false
      return
    }
    let isBlank = line.isEmpty || line.count == 1 && line[0] == 0x0D
    if isBlank { isInHeaders = false }
    isAfterBlank = isBlank
    guard isInMessage, message.count < limit else { return }
    // `>From `, `>>From `: one sign goes.
    if !isInHeaders, line.first == 0x3E, line.drop(while: { $0 == 0x3E }).starts(with: "From ".utf8) {
      message += line.dropFirst()
    } else {
      message += line
    }
    message.append(0x0A)
  }

  private mutating func keep(_ line: [UInt8]) {
    if isInMessage, message.count < limit { message += line + [0x0A] }
  }

  private mutating func close(_ visit: ([UInt8]) throws -> Void) rethrows {
    let done = message
    message = []
    let wasInMessage = isInMessage
    isInMessage = false
    if wasInMessage { try visit(done) }
  }

  /// `Name: …`, or behind a separator with its hour the quoted line that some programs put first.
  private static func beginsHeaders(_ line: UnsafeRawBufferPointer, behind separator: [UInt8]) -> Bool {
    if line.starts(with: ">From ".utf8) { return separator.contains(0x3A) }
    guard let colon = line.prefix(80).firstIndex(of: 0x3A), colon > 0 else { return false }
    return line[..<colon].allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  private static func lineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, let found = findLineFeed(base + start, bytes.count - start) else { return nil }
    return start + found
  }

  /// Whether a file begins as an mbox does: with `From `, empty lines before it or not, or with nothing at all.
  static func recognizes(_ head: UnsafeRawBufferPointer) -> Bool {
    let rest = head.drop { $0 == 0x0A || $0 == 0x0D }
    return rest.isEmpty || rest.starts(with: "From ".utf8)
  }
}
