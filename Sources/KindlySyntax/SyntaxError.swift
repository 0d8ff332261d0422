// Every mistake that lexing and parsing can find, as data. The words for them stand in SyntaxError+Message.swift.

import KindlySource

public enum SyntaxError: Error, Hashable, Sendable {
  // MARK: Lexing
  /// A character that means nothing here; `instead` is what was probably meant.
  case strayCharacter(Span, text: String, instead: String?)
  /// `&&`, `||`, `!`, `&`, `%`, `**`.
  case foreignOperator(Span, written: String, instead: String)
  /// `brace` opens an interpolation in it that is not closed either.
  case unterminatedText(Span, brace: Span?)
  case unterminatedTextBlock(Span)
  case unknownEscape(Span, text: String)
  case invalidScalar(Span)
  case emptyInterpolation(Span)
  /// A line of a text block that is indented less than its closing line.
  case underIndented(Span)
  case smartQuotes(Span, content: String)
  case invalidHandle(Span, text: String)
  case malformedNumber(Span, text: String)
  case integerTooLarge(Span, text: String)
  case numberTooLarge(Span, text: String)
  case unknownUnit(Span, text: String, instead: String?)
  /// `1.5h`
  case fractionalDuration(Span, text: String)
  /// `1h30m`; `instead` is `1h + 30m`.
  case compoundDuration(Span, instead: String)
  case invalidDate(Span, text: String, reason: String)
  case invalidTime(Span, text: String, reason: String)
  /// `9:30`; `instead` is `09:30`.
  case shortTime(Span, instead: String)
  case invalidOffset(Span, text: String)
  /// `PST` behind a date and time.
  case unknownZone(Span, text: String)
  /// `.5` and `1.`; `instead` is the whole number.
  case bareDecimal(Span, text: String, instead: String)

  // MARK: Parsing
  case expected(Span, Expectation, found: String)
  /// `{ a = 1, b = 2 }`; the signs, at least one.
  case assignedFields(Span, signs: [Span])
  /// Something stands behind the end of a statement.
  case unexpected(Span, found: String)
  /// Something stands in brackets where a comma or their end should.
  case unexpectedInBrackets(Span, found: String)
  case unclosed(open: Span, opener: String, closer: String, at: Span)
  case unopened(Span, closer: String)
  case reservedWord(Span, word: String)
  /// `rows | count > 3`: `|` binds loosest. `pipeline` is all before the operator.
  case operatorBehindPipeline(Span, operation: String, pipeline: Span)
  /// `between` is what stands between the two signs, where it may as well be asked twice.
  case chainedComparison(Span, first: Span, between: String?)
  /// `=` where a condition asks for `==`.
  case assignmentForEquality(Span)
  /// `name =` in a call.
  case assignmentForArgument(Span)
  case notAssignable(Span)
  /// `n += 1`, `n++`; `target` is what stands before it, where that is a name, `operand` a value alone behind it.
  case compoundAssignment(Span, operation: String, target: String?, operand: String?)
  /// What another language writes; `replacement` is certain.
  case foreign(Span, written: String, instead: String, replacement: String?)
  case elseIf(Span, written: String)
  case recordInHead(Span)
  case declarationInHead(Span, noun: String)
  case braceOnNextLine(Span)
  case blankBeforeParenthesis(Span, blank: Span)
  /// `print "x"`
  case callWithoutParentheses(Span, function: String, arguments: Span?)
  case notBehindOperator(Span)
  case tooDeep(Span)
  case tooLong(Span)
  case interpolatedName(Span)
  case duplicateClause(Span, word: String, first: Span)
  case unknownClause(Span, found: String, rule: String)
  case tooManyArguments(Span, verb: String)
  case elseNotLast(Span)
  case missingCatch(Span)
  /// A `:` in a list, or an element without one in a map.
  case mixedMap(Span, isMap: Bool)

  // MARK: Warnings
  /// `2026-1-5`, which is arithmetic; `instead` is the date.
  case dateLikeArithmetic(Span, instead: String)
  /// A character that is not seen, or that turns the order in which others are; in a text or a comment.
  case invisible(Span, Invisible, inComment: Bool)

  /// What should stand at a place.
  public enum Expectation: Hashable, Sendable {
    case value, name, typeName, type, block, record, parameters, recordField, pattern, armArrow, separator
    case verb, text, handle, lineEnd
    case token(String)
    /// A preposition that is left out before a value.
    case word(String)
    /// What must follow a word: `in` after the names of `for`.
    case after(String, String)
  }
}
