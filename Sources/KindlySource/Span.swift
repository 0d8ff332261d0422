// Where in the source something stands: half-open ranges of UTF-8 offsets in a numbered file.
// Turning an offset into a line and a column is `SourceFile`'s work.

/// The number of a source file within one session, in the order in which files were read.
public struct FileID: Hashable, Sendable {
  public let rawValue: UInt32
  public init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A half-open range of UTF-8 offsets, `start..<end`, in one file.
public struct Span: Hashable, Sendable {
  public var file: FileID
  public var start: UInt32
  public var end: UInt32

  public init(file: FileID, start: UInt32, end: UInt32) {
    self.file = file
    self.start = start
    self.end = end
  }

  public var isEmpty: Bool { start == end }

  /// The smallest span that covers both; they must be of one file.
  public func joined(_ other: Span) -> Span {
    Span(file: file, start: min(start, other.start), end: max(end, other.end))
  }

  /// The empty span at the end of this one: where something is missing.
  public var after: Span { Span(file: file, start: end, end: end) }
}
