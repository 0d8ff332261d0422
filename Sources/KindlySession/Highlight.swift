// Colours for what is being typed, and whether it is a whole entry: from the lexer and the parser alone, so that each
// keystroke costs microseconds and touches no store.

import KindlyCatalog
import KindlySource
import KindlySyntax

/// A range of a text, in UTF-8 offsets, and what stands there.
public struct Highlight: Sendable {
  public enum Role: Sendable {
    case keyword, noun, function, handle, text, number, date, comment, sign, error
  }
  public let range: Range<Int>
  public let role: Role
}

extension Session {
  /// Whether Enter may run the text, rather than add a line to it.
  public func isComplete(_ text: String) -> Bool {
    if Session.helpTopic(text) != nil || JournalQuestion(text) != nil { return true }
    let source = SourceFile(id: FileID(.max), name: "", text: text)
    return !Parser.parse(source, interner: environment.interner).isIncomplete
  }

  /// The coloured ranges of a text, in order.
  public func highlights(_ text: String) -> [Highlight] {
    let source = SourceFile(id: FileID(.max), name: "", text: text)
    return Lexer.tokens(source, interner: environment.interner).compactMap { token in
      guard token.end > token.start, let role = role(of: token, source) else { return nil }
      return Highlight(range: Int(token.start)..<Int(token.end), role: role)
    }
  }

  private func role(of token: Token, _ source: SourceFile) -> Highlight.Role? {
    switch token.kind {
    case .comment, .docComment: .comment
    case .keyword: .keyword
    case .handle: .handle
    case .typeName: .noun
    case .integer, .smallestInteger, .number: .number
    case .date, .time, .dateTime, .duration: .date
    case .text, .textOpen, .textPiece, .textClose: .text
    case .pipe, .arrow, .fatArrow, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .range, .coalesce,
      .plus, .minus, .star, .slash, .assign, .question, .questionDot:
      .sign
    case .invalid: .error
    case .name: role(of: source.text(Span(file: source.id, start: token.start, end: token.end)))
    case .comma, .colon, .dot, .leftParenthesis, .leftBracket, .leftBrace, .rightParenthesis, .rightBracket,
      .rightBrace,
      .interpolationOpen, .interpolationClose, .typeClose, .newline, .semicolon, .end:
      nil
    }
  }

  private func role(of word: String) -> Highlight.Role? {
    if Noun.declarable(word) != nil || Source(rawValue: word) != nil { return .noun }
    if Verb(rawValue: word) != nil || Command(rawValue: word) != nil { return .keyword }
    if Builtin(named: word) != nil { return .function }
    if ClockName(rawValue: word) != nil { return .date }
    return environment.function(named: environment.interner.intern(word)) == nil ? nil : .function
  }
}
