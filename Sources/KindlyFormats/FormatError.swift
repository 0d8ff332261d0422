// What can be wrong with a file that somebody asks to have read, as data.
// The words, codes and hints stand in FormatError+Message.swift alone.
// Lines and columns count from 1; a column is a Unicode scalar; an offset is a byte of the file, from 0.

/// Why a file, or the map that says how to read it, cannot be used.
public enum FormatError: Error, Sendable, Equatable {
  /// A quoted cell opens here and the file ends before it closes.
  case tornQuote(line: Int, column: Int)
  /// Something other than a separator follows the quote that closes a cell; the cell opened in line `opened`.
  case textAfterQuote(line: Int, column: Int, opened: Int)
  /// No row holds all the columns that tell this kind of file.
  case noHeaderRow(lookedFor: [String])
  /// The bytes from `offset` on are no UTF-8.
  case notUTF8(offset: Int, line: Int, column: Int)
  /// A NUL byte: the file is not text.
  case nulByte(offset: Int, line: Int, column: Int)
  /// The file begins with the mark of UTF-16.
  case utf16
  /// The map names columns that the header does not have.
  case unknownColumns([String], existing: [String])
  /// The map names fields that cannot be filled from a column.
  case unknownFields([String], existing: [String])
  /// A part of the map is not `field=Column`.
  case unreadableMap(part: String)
  /// The map gives one field twice.
  case fieldMappedTwice(String)
  /// There is no row at all.
  case empty
  /// A table of no known kind, and nobody said which column is what.
  case noMap(columns: [String])
  /// The text is no JSON from here on.
  case notJSON(line: Int, column: Int)
  /// `BEGIN:NAME` in this line has no `END:NAME`.
  case tornComponent(name: String, line: Int)
  /// Nothing in the file tells what it is.
  case unknownKind
  /// A script that does more than declare.
  case notDeclarationsAlone
}
