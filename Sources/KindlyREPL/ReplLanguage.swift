// What a terminal session needs to know of a language, and nothing more. The session asks while the
// user types and runs an entry when it is whole. Offsets are UTF-8 offsets into the text handed over;
// those that lie outside the text or inside a character are tolerated and cut to fit.

/// A language that can be talked to on a terminal.
public protocol ReplLanguage: AnyObject {
  /// Whether the text is a whole entry; `false` makes Enter add a line.
  func isComplete(_ text: String) -> Bool

  /// The coloured ranges of the text, in order and without overlap. Called on every change of the line.
  func highlight(_ text: String) -> [StyledSpan]

  /// What could stand at a UTF-8 offset of the text, best first.
  func complete(_ text: String, at offset: Int) -> CompletionList

  /// Runs one entry. The terminal is in its ordinary mode and the language prints to standard output by itself;
  /// `Interrupt.isRequested` becomes true when the user presses C-c.
  func evaluate(_ text: String) -> EvaluationResult
}

/// Whether the session goes on after an entry.
public enum EvaluationResult: Equatable, Sendable {
  /// Ask for the next entry, whether this one succeeded or not.
  case ok
  /// Leave the session with this exit code.
  case quit(Int32)
}

/// What a range of text is, for its colour.
public enum ReplStyle: UInt8, Equatable, Sendable, CaseIterable {
  case plain, keyword, noun, function, handle, text, number, date, comment, `operator`, error
}

/// A range of text, in UTF-8 offsets, and what it is.
public struct StyledSpan: Equatable, Sendable {
  public var range: Range<Int>
  public var style: ReplStyle

  public init(_ range: Range<Int>, _ style: ReplStyle) {
    self.range = range
    self.style = style
  }
}

/// One candidate of a completion: what is written into the line and one line that explains it.
public struct Completion: Equatable, Sendable {
  public var text: String
  public var detail: String

  public init(_ text: String, detail: String = "") {
    self.text = text
    self.detail = detail
  }
}

/// The candidates for one place, and the range of UTF-8 offsets any of them replaces.
public struct CompletionList: Equatable, Sendable {
  public var range: Range<Int>
  public var candidates: [Completion]

  public init(range: Range<Int>, candidates: [Completion]) {
    self.range = range
    self.candidates = candidates
  }

  public static func none(at offset: Int) -> CompletionList {
    CompletionList(range: offset..<offset, candidates: [])
  }
}
