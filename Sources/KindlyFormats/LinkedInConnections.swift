// Reads LinkedIn's Connections.csv in all its shapes: with or without the notes above the header, columns in any
// order, the dates of old exports and of spreadsheets. Cells are split by CSVReader; storing is left to others.
// What is guessed, dropped or skipped is reported with its line; a row that has a name is kept unless its cells shifted.

/// The people of a LinkedIn export, and what had to be said about reading it.
public struct LinkedInConnections: Sendable, Equatable {
  /// One person. Texts are in one line and never empty.
  public struct Connection: Sendable, Equatable {
    /// The line of the file on which the row begins.
    public var line: Int
    public var firstName: String
    /// Without credentials.
    public var lastName: String
    /// First and last name, joined.
    public var name: String
    /// As `LinkedInAddress.normalized` writes it.
    public var url: String?
    /// As `EmailAddress.normalized` writes it.
    public var email: String?
    public var company: String?
    /// The title.
    public var position: String?
    public var connectedOn: CalendarDay?
  }

  /// Something about a row that was guessed, dropped or skipped.
  public struct Remark: Sendable, Equatable {
    public var line: Int
    /// The text that it is about, as it stands in the file.
    public var what: String
    public var why: String

    public init(line: Int, what: String, why: String) {
      self.line = line
      self.what = what
      self.why = why
    }
  }

  public private(set) var connections: [Connection] = []
  public private(set) var remarks: [Remark] = []
  /// Members who show no name; their rows are skipped.
  public private(set) var hidden = 0

  private static let lookedFor = ["First Name", "Last Name"]

  /// Whether the file is such an export: some row of it is its header.
  public static func recognizes(_ bytes: [UInt8]) -> Bool {
    guard (try? TextBytes.check(bytes)) != nil, let header = findHeader(in: bytes) else { return false }
    return header.columns.connectedOn != nil || header.columns.url != nil
  }

  /// Reads an export.
  ///
  /// - Throws: `FormatError.noHeaderRow` when no row has the columns First Name and Last Name, and what CSV throws.
  public init(reading bytes: [UInt8]) throws(FormatError) {
    var reader = try CSVReader(checking: bytes)
    guard let header = Self.findHeader(in: bytes) else { throw .noHeaderRow(lookedFor: Self.lookedFor) }
    reader.move(to: header.offset, line: header.line, separator: header.separator)
    guard try reader.next() != nil else { throw .noHeaderRow(lookedFor: Self.lookedFor) }
    while let row = try reader.next() { read(row, columns: header.columns) }
  }

  // MARK: - The header

  private struct Columns {
    var count: Int
    var firstName: Int
    var lastName: Int
    var url: Int?
    var email: Int?
    var company: Int?
    var position: Int?
    var connectedOn: Int?

    /// Nil unless both names are among the cells.
    init?(_ cells: [String]) {
      let cells = cells.map { CellText.cleaned($0).lowercased() }
      func place(_ names: String...) -> Int? { cells.firstIndex { names.contains($0) } }
      guard let first = place("first name"), let last = place("last name") else { return nil }
      count = cells.count
      firstName = first
      lastName = last
      url = place("url", "profile url")
      email = place("email address", "e-mail address", "email", "e-mail")
      company = place("company")
      position = place("position")
      connectedOn = place("connected on")
    }
  }

  private struct Header {
    var offset: Int
    var line: Int
    var separator: CSV.Separator
    var columns: Columns
  }

  /// Looks at every line by itself, since the notes above may hold anything, torn quotes too.
  private static func findHeader(in bytes: [UInt8]) -> Header? {
    var start = TextBytes.start(of: bytes)
    var line = 1
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      if let header = header(in: bytes, from: start, to: end, line: line) { return header }
      start = end + (end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A ? 2 : 1)
      line += 1
    }
    return nil
  }

  private static func header(in bytes: [UInt8], from start: Int, to end: Int, line: Int) -> Header? {
    // The shortest header there is has 20 bytes, and a line of many kilobytes is none.
    guard end - start >= 20, end - start < 4096 else { return nil }
    let text = Array(bytes[start..<end])
    let separator = CSVReader.separator(in: text, from: 0)
    guard var reader = try? CSVReader(checking: text) else { return nil }
    reader.move(to: 0, line: line, separator: separator)
    guard let row = try? reader.next(), let columns = Columns(row.cells) else { return nil }
    return Header(offset: start, line: line, separator: separator, columns: columns)
  }

  // MARK: - Rows

  private mutating func read(_ row: CSV.Row, columns: Columns) {
    func cell(_ column: Int?) -> String? {
      guard let column, column < row.cells.count else { return nil }
      return CellText.orNil(row.cells[column])
    }
    func remark(_ what: String, _ why: String) { remarks.append(Remark(line: row.line, what: what, why: why)) }

    if row.cells.dropFirst(columns.count).contains(where: { CellText.orNil($0) != nil }) {
      remark(
        row.cells.joined(separator: ","),
        "skipped: \(row.cells.count) cells under \(columns.count) columns, so which is which is uncertain")
      return
    }
    let firstName = cell(columns.firstName) ?? ""
    let (lastName, credentials) = Credentials.split(cell(columns.lastName) ?? "")
    guard !firstName.isEmpty || !lastName.isEmpty else {
      // A row without anything is nobody; spreadsheets leave such rows behind.
      if row.cells.contains(where: { CellText.orNil($0) != nil }) { hidden += 1 }
      return
    }
    if let credentials { remark(credentials, "taken for credentials and left out of the name") }

    var connection = Connection(
      line: row.line, firstName: firstName, lastName: lastName,
      name: firstName.isEmpty || lastName.isEmpty ? firstName + lastName : "\(firstName) \(lastName)",
      company: cell(columns.company), position: cell(columns.position))
    if let url = cell(columns.url) {
      connection.url = LinkedInAddress.normalized(url)
      if connection.url == nil { remark(url, "left out: not the address of a LinkedIn profile") }
    }
    if let email = cell(columns.email) {
      connection.email = EmailAddress.normalized(email)
      if connection.email == nil { remark(email, "left out: not an email address") }
    }
    if let date = cell(columns.connectedOn) {
      connection.connectedOn = CalendarDay(reading: date)
      if connection.connectedOn == nil { remark(date, "left out: not a date that reads in one way only") }
    }
    connections.append(connection)
  }
}
