// What the lexer makes of the bytes: tokens of one fixed size, and the table of literals they point into.
// A token owns nothing; its text is `bytes[start..<end]`, its meaning `kind`, `word` and `value`.
// The invariant: tokens are in order, do not overlap, and the last one is `end`.

import KindlySource

public enum TokenKind: UInt8, Sendable {
  // MARK: After these a line break does not end a statement
  case comma, pipe, assign, colon, arrow, fatArrow
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  case range, coalesce, plus, minus, star, slash
  case dot, questionDot

  // MARK: Brackets. The value of an opening one is the index of the token that closes it, or 0.
  case leftParenthesis, leftBracket, leftBrace
  case rightParenthesis, rightBracket, rightBrace

  // MARK: Words. value: symbol; word: which one, where it is one that the grammar knows.
  case name, typeName, keyword
  /// value: symbol of the name without its `@`.
  case handle

  // MARK: Literals
  /// value: index in `integers`.
  case integer
  /// 9223372036854775808, which is a literal only behind `-`.
  case smallestInteger
  /// value: index in `numbers`.
  case number
  /// value: days since 1970-01-01, an Int32 by its bit pattern.
  case date
  /// value: seconds since midnight.
  case time
  /// value: index in `moments`.
  case dateTime
  /// value: index in `durations`.
  case duration
  /// A text without interpolation. value: index in `texts`.
  case text
  /// A text with interpolation: open, then pieces and `{ … }` in turn, then close. value: index of the close, or 0.
  case textOpen
  /// value: index in `texts`.
  case textPiece
  case interpolationOpen, interpolationClose
  case textClose

  // MARK: The rest
  /// `?` behind a type.
  case question
  /// `>` that closes `List<…>`.
  case typeClose
  case newline, semicolon
  /// What cannot be a token; the mistake has been reported.
  case invalid
  case end

  // MARK: Only in `Lexer.tokens`
  case comment, docComment

  /// The value is the index of the token that closes.
  var opens: Bool {
    switch self {
    case .leftParenthesis, .leftBracket, .leftBrace, .interpolationOpen, .textOpen: true
    default: false
    }
  }

  var continuesLine: Bool { rawValue <= TokenKind.questionDot.rawValue }
}

public struct Token: Sendable {
  public var kind: TokenKind
  public var word: Word
  /// UTF-8 offsets.
  public var start: UInt32
  public var end: UInt32
  public var value: UInt32
}

/// Everything that lexing one file gives.
struct LexedFile {
  struct Moment {
    var days: UInt32
    var seconds: UInt32
    /// Index in `texts` plus one, or 0.
    var zone: UInt32
  }

  struct Length {
    var amount: UInt32
    var unit: DurationUnit
  }

  var tokens: [Token] = []
  var texts: TextTable
  var integers: [Int64] = []
  var numbers: [Double] = []
  var moments: [Moment] = []
  var durations: [Length] = []
  var comments: [Span] = []
  var errors: [SyntaxError] = []
  var warnings: [SyntaxError] = []
  /// Offsets of quotes that were meant to close a text begun on the line above, which has been reported.
  var strayQuotes: [UInt32] = []
  /// The text ends in an open bracket or text block, or behind an operator.
  var isIncomplete = false
}
