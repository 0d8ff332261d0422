// Reads CSV as RFC 4180 has it, from UTF-8 bytes to rows of cells that know the line they begin in.
// What the cells mean is left to others (CSVMap, LinkedInConnections); writing is CSVWriter's.
// It works on bytes throughout: every byte that matters to CSV is ASCII, and the bytes are checked to be UTF-8 first.

/// Comma-separated values: the reader's entry points and the shapes it gives.
public enum CSV {
  /// What stands between two cells.
  public enum Separator: UInt8, Sendable, CaseIterable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09
  }

  /// One row; `line` is the line of the file on which it begins, counted from 1.
  public struct Row: Sendable, Equatable {
    public var line: Int
    public var cells: [String]

    public init(line: Int, cells: [String]) {
      self.line = line
      self.cells = cells
    }
  }

  /// A header and the rows below it.
  public struct Sheet: Sendable, Equatable {
    public var header: Row
    public var rows: [Row]
    public var separator: Separator

    public init(header: Row, rows: [Row], separator: Separator) {
      self.header = header
      self.rows = rows
      self.separator = separator
    }
  }

  /// All rows of a file. A byte-order mark, a spreadsheet's `sep=;` line and blank lines are skipped; lines end in
  /// CRLF, LF or CR; the last one need not end. A quote within an unquoted cell stands for itself.
  ///
  /// - Parameter separator: nil finds it in the first row: the most frequent of `,` `;` and tab outside quotes.
  /// - Throws: `FormatError` for bytes that are no UTF-8, a NUL, and quotes that are torn.
  public static func rows(in bytes: [UInt8], separator: Separator? = nil) throws(FormatError) -> [Row] {
    var reader = try CSVReader(checking: bytes)
    reader.chooseSeparator(separator)
    var rows: [Row] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  /// A file whose first row is its header.
  ///
  /// - Throws: `FormatError.empty` when there is no row, and what `rows(in:separator:)` throws.
  public static func sheet(in bytes: [UInt8], separator: Separator? = nil) throws(FormatError) -> Sheet {
    var reader = try CSVReader(checking: bytes)
    reader.chooseSeparator(separator)
    guard var header = try reader.next() else { throw .empty }
    header.cells = header.cells.map(CellText.cleaned)
    var rows: [Row] = []
    while let row = try reader.next() { rows.append(row) }
    return Sheet(header: header, rows: rows, separator: reader.separator)
  }
}

/// A place in the bytes of a file from which rows are read one by one.
struct CSVReader {
  let bytes: [UInt8]
  private(set) var index: Int
  private(set) var line: Int
  private(set) var separator = CSV.Separator.comma
  /// Rows of a file are mostly as long as each other, so the last one's length is room enough for the next.
  private var width = 8

  private static let quote: UInt8 = 0x22
  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  /// A reader at the start of a file, behind its byte-order mark.
  init(checking bytes: [UInt8]) throws(FormatError) {
    try TextBytes.check(bytes)
    self.bytes = bytes
    index = TextBytes.start(of: bytes)
    line = 1
  }

  /// Stands where `line` begins; the bytes were checked before.
  mutating func move(to offset: Int, line: Int, separator: CSV.Separator) {
    index = offset
    self.line = line
    self.separator = separator
  }

  /// Takes the one that is given, else the one that a `sep=` line names, else the most frequent in the first row.
  mutating func chooseSeparator(_ given: CSV.Separator?) {
    let named = skipSeparatorLine()
    guard given == nil, named == nil else {
      separator = given ?? named ?? .comma
      return
    }
    skipBlankLines()
    separator = Self.separator(in: bytes, from: index)
  }

  /// The most frequent separator of the row that begins at `start`; a comma where there is none.
  static func separator(in bytes: [UInt8], from start: Int) -> CSV.Separator {
    var counts = [0, 0, 0]
    var quoted = false
    for byte in bytes[start...] {
      if byte == quote { quoted.toggle() }
      if quoted { continue }
      if byte == lineFeed || byte == carriageReturn { break }
      for (i, candidate) in CSV.Separator.allCases.enumerated() where candidate.rawValue == byte { counts[i] += 1 }
    }
    var best = 0
    for i in counts.indices where counts[i] > counts[best] { best = i }
    return CSV.Separator.allCases[best]
  }

  /// The next row, or nil at the end.
  mutating func next() throws(FormatError) -> CSV.Row? {
    skipBlankLines()
    guard index < bytes.count else { return nil }
    let begins = line
    var cells: [String] = []
    cells.reserveCapacity(width)
    while true {
      cells.append(try cell())
      guard index < bytes.count else { break }
      if bytes[index] == separator.rawValue {
        index += 1
      } else {
        skipLineEnd()
        break
      }
    }
    width = cells.count
    return CSV.Row(line: begins, cells: cells)
  }

  // MARK: - Cells

  /// Reads a cell and stops at the separator or line end behind it.
  private mutating func cell() throws(FormatError) -> String {
    if index < bytes.count, bytes[index] == Self.quote { return try quotedCell() }
    let start = index
    let stop = separator.rawValue
    while index < bytes.count {
      let byte = bytes[index]
      if byte == stop || byte == Self.lineFeed || byte == Self.carriageReturn { break }
      index += 1
    }
    return start == index ? "" : String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func quotedCell() throws(FormatError) -> String {
    let opens = index
    let openLine = line
    index += 1
    var start = index
    // Filled only where a quote is doubled; else the cell is a slice of the file.
    var text: [UInt8] = []
    var hasDoubled = false
    while true {
      guard index < bytes.count else {
        let place = TextBytes.place(of: opens, in: bytes)
        throw .tornQuote(line: place.line, column: place.column)
      }
      let byte = bytes[index]
      if byte == Self.quote {
        if index + 1 < bytes.count, bytes[index + 1] == Self.quote {
          text += bytes[start...index]
          hasDoubled = true
          index += 2
          start = index
          continue
        }
        break
      }
      if byte == Self.lineFeed || byte == Self.carriageReturn {
        skipLineEnd()
      } else {
        index += 1
      }
    }
    let tail = bytes[start..<index]
    index += 1
    if index < bytes.count {
      let byte = bytes[index]
      if byte != separator.rawValue && byte != Self.lineFeed && byte != Self.carriageReturn {
        let place = TextBytes.place(of: index, in: bytes)
        throw .textAfterQuote(line: place.line, column: place.column, opened: openLine)
      }
    }
    guard hasDoubled else { return String(decoding: tail, as: UTF8.self) }
    text += tail
    return String(decoding: text, as: UTF8.self)
  }

  // MARK: - Lines

  private mutating func skipBlankLines() {
    while index < bytes.count, bytes[index] == Self.lineFeed || bytes[index] == Self.carriageReturn {
      skipLineEnd()
    }
  }

  /// Skips one CRLF, LF or CR.
  private mutating func skipLineEnd() {
    if bytes[index] == Self.carriageReturn, index + 1 < bytes.count, bytes[index + 1] == Self.lineFeed { index += 1 }
    index += 1
    line += 1
  }

  /// Some spreadsheets write `sep=;` above the header. Skips such a line and gives what it names.
  private mutating func skipSeparatorLine() -> CSV.Separator? {
    let mark = Array("sep=".utf8)
    let end = index + mark.count
    guard end < bytes.count, Array(bytes[index..<end]) == mark, let named = CSV.Separator(rawValue: bytes[end]),
      end + 1 == bytes.count || bytes[end + 1] == Self.lineFeed || bytes[end + 1] == Self.carriageReturn
    else { return nil }
    index = end + 1
    if index < bytes.count { skipLineEnd() }
    return named
  }
}
