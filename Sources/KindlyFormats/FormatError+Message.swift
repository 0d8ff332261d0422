// The words for every FormatError: its stable code, one sentence for the user, and what to do about it.
// It decides no facts; every case has all three, and a code is never given to another case.

extension FormatError {
  /// The stable diagnostic code, `K07xx`.
  public var code: String {
    switch self {
    case .tornQuote: "K0701"
    case .noHeaderRow: "K0702"
    case .notUTF8: "K0703"
    case .unknownColumns: "K0704"
    case .textAfterQuote: "K0705"
    case .nulByte: "K0706"
    case .utf16: "K0707"
    case .unknownFields: "K0708"
    case .unreadableMap: "K0709"
    case .fieldMappedTwice: "K0710"
    case .empty: "K0711"
    case .noMap: "K0713"
    case .notJSON: "K0714"
    case .tornComponent: "K0715"
    case .unknownKind: "K0716"
    case .notDeclarationsAlone: "K0717"
    }
  }

  /// One sentence that says what is wrong, without a full stop.
  public var message: String {
    switch self {
    case .tornQuote(let line, let column):
      "the quoted cell that opens in line \(line), column \(column) never closes"
    case .textAfterQuote(let line, let column, let opened):
      opened == line
        ? "line \(line), column \(column): there is text after the quote that closes the cell"
        : "line \(line), column \(column): there is text after the quote that closes the cell opened in line \(opened)"
    case .noHeaderRow(let lookedFor):
      "no row has the columns \(Self.list(lookedFor))"
    case .notUTF8(let offset, let line, let column):
      "the file is not UTF-8: see byte \(offset), in line \(line), column \(column)"
    case .nulByte(let offset, let line, let column):
      "the file is not text: there is a NUL byte at \(offset), in line \(line), column \(column)"
    case .utf16:
      "the file is UTF-16, not UTF-8"
    case .unknownColumns(let names, _):
      names.count == 1
        ? "the file has no column \(Self.list(names))" : "the file has no columns \(Self.list(names))"
    case .unknownFields(let names, _):
      names.count == 1
        ? "no field \(Self.list(names)) can be filled" : "no fields \(Self.list(names)) can be filled"
    case .unreadableMap(let part):
      part.isEmpty ? "the map has an empty part" : "`\(part)` does not say which column fills which field"
    case .fieldMappedTwice(let field):
      "the map fills `\(field)` twice"
    case .empty:
      "the file has no rows"
    case .noMap:
      "the file is a table whose columns nobody has explained"
    case .notJSON(let line, let column):
      "line \(line), column \(column): the file is no JSON from here on"
    case .tornComponent(let name, let line):
      "`BEGIN:\(name)` in line \(line) has no `END:\(name)`"
    case .unknownKind:
      "the file is nothing that Kindly can import"
    case .notDeclarationsAlone:
      "the script does more than declare records"
    }
  }

  /// What to do about it, as a sentence or a list of what there is.
  public var hint: String {
    switch self {
    case .tornQuote:
      "close the cell with a quote; a quote inside a quoted cell is written twice"
    case .textAfterQuote(let line, _, let opened):
      opened == line
        ? "write a quote inside a quoted cell twice"
        : "look at line \(opened) first: its quote may be the one that was never closed"
    case .noHeaderRow:
      "export the file again, or say which columns to read: --map 'name=Full Name,email=E-mail'"
    case .notUTF8, .utf16:
      "save it again as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"
    case .nulByte:
      "check that it is the file you mean; a spreadsheet has to be saved as CSV first"
    case .unknownColumns(_, let existing):
      existing.isEmpty ? "its header is empty" : "its columns: \(Self.list(existing))"
    case .unknownFields(_, let existing):
      "fields: \(Self.list(existing))"
    case .unreadableMap:
      "write field=Column, separated by commas: name=Full Name,email=E-mail"
    case .fieldMappedTwice:
      "give each field one column"
    case .empty:
      "check that it is the file you mean"
    case .noMap(let columns):
      "say which column fills which field: --map '\(Self.map(of: columns))'"
    case .notJSON:
      "check that the whole file was saved"
    case .tornComponent:
      "the file is cut off: save it again, whole"
    case .unknownKind:
      "there are LinkedIn's Connections.csv, other CSV, vCard, iCalendar, JSON and what `kindly export` writes"
    case .notDeclarationsAlone:
      "run it with `kindly run`"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  /// The map that the columns' names suggest; where they suggest nothing the first of them is taken for the name.
  private static func map(of columns: [String]) -> String {
    let hints: [(field: String, words: [String])] = [
      ("name", ["name"]), ("email", ["mail"]), ("company", ["company", "organi", "employer", "firm"]),
      ("phone", ["phone", "tel", "mobile"]), ("title", ["title", "position", "job"]), ("linkedin", ["linkedin"]),
    ]
    var pairs: [String] = []
    var taken: Set<String> = []
    for (field, words) in hints {
      let fits = columns.first { column in
        !taken.contains(column) && words.contains { column.lowercased().contains($0) }
      }
      if let fits = fits ?? (field == "name" ? columns.first { !$0.isEmpty } : nil) {
        taken.insert(fits)
        let needsQuotes = fits.contains(",") || fits.contains("\"")
        pairs.append(
          field + "="
            + (needsQuotes
              ? "\""
                + fits.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\"" : fits))
      }
    }
    return pairs.isEmpty ? "name=Full Name,email=E-mail" : pairs.joined(separator: ",")
  }
}
