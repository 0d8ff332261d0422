// The words for every mistake of lexing and parsing: its code, one sentence, what to write instead, and fix-its.
// Codes are explicit and never reused; each has a page of its own in the documentation.

import KindlyDiagnostics
import KindlySource

extension SyntaxError: Diagnosable {
  /// Whether it keeps the source from being read.
  public var isError: Bool {
    switch self {
    case .invisible, .dateLikeArithmetic: false
    default: true
    }
  }

  /// Where the mistake is.
  public var span: Span {
    switch self {
    case .strayCharacter(let span, _, _), .foreignOperator(let span, _, _), .unterminatedText(let span, _),
      .unterminatedTextBlock(let span), .unknownEscape(let span, _), .invalidScalar(let span),
      .emptyInterpolation(let span), .underIndented(let span), .smartQuotes(let span, _),
      .invalidHandle(let span, _), .malformedNumber(let span, _), .integerTooLarge(let span, _),
      .numberTooLarge(let span, _), .unknownUnit(let span, _, _), .fractionalDuration(let span, _),
      .compoundDuration(let span, _), .invalidDate(let span, _, _), .invalidTime(let span, _, _),
      .shortTime(let span, _), .invalidOffset(let span, _), .expected(let span, _, _), .unexpected(let span, _),
      .assignedFields(let span, _),
      .unexpectedInBrackets(let span, _),
      .unclosed(let span, _, _, _), .unopened(let span, _), .reservedWord(let span, _),
      .operatorBehindPipeline(let span, _, _), .chainedComparison(let span, _, _), .assignmentForEquality(let span),
      .assignmentForArgument(let span),
      .notAssignable(let span), .compoundAssignment(let span, _, _, _), .foreign(let span, _, _, _),
      .elseIf(let span, _), .recordInHead(let span),
      .declarationInHead(let span, _), .braceOnNextLine(let span), .blankBeforeParenthesis(let span, _),
      .notBehindOperator(let span), .tooDeep(let span), .tooLong(let span),
      .interpolatedName(let span), .duplicateClause(let span, _, _), .unknownClause(let span, _, _),
      .tooManyArguments(let span, _), .elseNotLast(let span), .missingCatch(let span),
      .mixedMap(let span, _),
      .callWithoutParentheses(let span, _, _), .unknownZone(let span, _), .bareDecimal(let span, _, _),
      .invisible(let span, _, _),
      .dateLikeArithmetic(let span, _):
      span
    }
  }

  public var diagnostic: Diagnostic {
    lexicalDiagnostic ?? literalDiagnostic ?? structuralDiagnostic ?? grammaticalDiagnostic
      ?? Diagnostic(0199, "this cannot be read", at: span)
  }

  // MARK: - Characters and texts

  private var lexicalDiagnostic: Diagnostic? {
    switch self {
    case .strayCharacter(let span, let text, let instead):
      let shown = text.contains(" ") ? text : "`\(text)`"
      return Diagnostic(
        0101, "\(shown) has no meaning outside a text", at: span,
        label: instead.map { $0 == " " ? "write an ordinary blank" : $0.isEmpty ? "remove it" : "write `\($0)`" }
          ?? (text == "^"
            ? "a power is written `pow(a, b)`"
            : text.unicodeScalars.contains { $0.properties.isAlphabetic && !$0.isASCII } && !text.contains(" ")
              ? "names are made of the letters a to z, digits and `_`" : ""),
        fixIts: instead.map { [FixIt(span, $0)] } ?? [])
    case .invisible(let span, let character, let inComment):
      return Diagnostic(
        9030, "this \(inComment ? "comment" : "text") holds \(character.words)", at: span,
        label: inComment ? "remove it" : "remove it; where it is meant write `\(character.escape)`",
        fixIts: inComment ? [FixIt(span, "")] : [])
    case .foreignOperator(let span, let written, let instead):
      return Diagnostic(
        0102, "Kindly has no `\(written)`", at: span, label: "write `\(instead)`",
        fixIts: [FixIt(span, instead == "not" ? "not " : instead)])
    case .unterminatedText(let span, let brace):
      return Diagnostic(
        0103, "this text is not closed on its line", at: span,
        label: "close it with the quote that opened it; for several lines write \"\"\" … \"\"\"",
        others: brace.map { [Label($0, "an expression begins here; for a brace itself write `\\{`")] } ?? [])
    case .unterminatedTextBlock(let span):
      return Diagnostic(
        0104, "this text block is never closed", at: span, label: "close it with \"\"\" on its own line")
    case .unknownEscape(let span, let text):
      return Diagnostic(
        0105, "`\(text)` is no escape", at: span, label: "for a backslash write `\\\\`, or use a raw text '…'",
        notes: ["escapes: \\n \\t \\r \\\" \\\\ \\{ \\} \\u{1F600}"], fixIts: [FixIt(span, "\\" + text)])
    case .invalidScalar(let span):
      return Diagnostic(
        0106, "this is not the number of a character", at: span,
        label: "write it as \\u{1F600}, in hexadecimal, up to 10FFFF")
    case .emptyInterpolation(let span):
      return Diagnostic(
        0107, "there is nothing between these braces", at: span, label: "for a brace itself write `\\{`",
        fixIts: [FixIt(span, "\\{\\}")])
    case .underIndented(let span):
      return Diagnostic(
        0108, "this line is indented less than the closing \"\"\"", at: span,
        label: "indent it as far, with the same blanks, or move the closing quotes left")
    case .smartQuotes(let span, let content):
      let quoted = content.contains("\"") ? "'\(content)'" : "\"\(content)\""
      return Diagnostic(
        0109, "texts stand between straight quotes", at: span, label: "write \(quoted)", fixIts: [FixIt(span, quoted)])
    case .invalidHandle(let span, let text):
      let folded = text.lowercased()
      let isMended = folded != text && folded.count > 1
      return Diagnostic(
        0110, text == "@" ? "a handle's name is missing behind `@`" : "`\(text)` is no handle", at: span,
        label: isMended ? "write `\(folded)`" : "handles are made of a to z, digits, `-` and `_`",
        fixIts: isMended ? [FixIt(span, folded)] : [])
    default: return nil
    }
  }

  // MARK: - Numbers and times

  private var literalDiagnostic: Diagnostic? {
    switch self {
    case .malformedNumber(let span, let text):
      return Diagnostic(0111, "`\(text)` is no number", at: span, label: "`_` stands between digits")
    case .integerTooLarge(let span, let text):
      return Diagnostic(
        0112, "`\(text)` is too large for a whole number", at: span,
        label: "the largest is 9223372036854775807; `\(text).0` would be a Number")
    case .numberTooLarge(let span, let text):
      return Diagnostic(0113, "`\(text)` is too large for a number", at: span, label: "the largest is about 1.8e308")
    case .unknownUnit(let span, let text, let instead):
      return Diagnostic(
        0114, "`\(text)` is no unit of time", at: span, label: instead.map { "write `\($0)`" } ?? "",
        notes: ["units: s m h d bd w mo y, or in words, as in `45 minutes`"],
        fixIts: instead.map { [FixIt(span, $0)] } ?? [])
    case .fractionalDuration(let span, let text):
      return Diagnostic(
        0115, "`\(text)` is no duration", at: span,
        label: "durations take whole numbers: write it in a smaller unit, as in `90m`")
    case .compoundDuration(let span, let instead):
      return Diagnostic(
        0116, "a duration has one unit", at: span, label: "write `\(instead)`", fixIts: [FixIt(span, "(\(instead))")])
    case .invalidDate(let span, let text, let reason):
      return Diagnostic(0117, "there is no day `\(text)`", at: span, label: reason)
    case .invalidTime(let span, let text, let reason):
      return Diagnostic(0118, "`\(text)` is no time of day", at: span, label: reason)
    case .shortTime(let span, let instead):
      return Diagnostic(
        0119, "hours and minutes have two digits", at: span, label: "write `\(instead)`",
        fixIts: [FixIt(span, instead)])
    case .invalidOffset(let span, let text):
      return Diagnostic(0120, "`\(text)` is no offset from UTC", at: span, label: "write it as `+01:00`")
    case .unknownZone(let span, let text):
      return Diagnostic(
        0150, "`\(text)` is no zone", at: span,
        label: "write a place such as `Europe/Berlin`, or an offset such as `+01:00`")
    case .bareDecimal(let span, let text, let instead):
      return Diagnostic(
        0151, "`\(text)` is no number", at: span, label: "write `\(instead)`", fixIts: [FixIt(span, instead)])
    case .dateLikeArithmetic(let span, let instead):
      return Diagnostic(
        9010, "this is a subtraction, not a date", at: span,
        label: "for the date write `\(instead)`, for the subtraction put blanks around `-`",
        fixIts: [FixIt(span, instead)])
    default: return nil
    }
  }

  // MARK: - Brackets and limits

  private var structuralDiagnostic: Diagnostic? {
    switch self {
    case .expected(let span, let what, let found):
      return Diagnostic(
        0121, "expected \(what.words), found \(found)", at: span, label: what.advice,
        fixIts: what.replacement(of: found).map { [FixIt(span, $0)] } ?? [])
    case .assignedFields(let span, let signs):
      return Diagnostic(
        0121, "expected `:`, found `=`", at: span, label: "the fields of a record are written `name: value`",
        fixIts: signs.map { FixIt($0, ":") })
    case .unexpected(let span, let found):
      return Diagnostic(
        0122, "\(found) cannot stand here", at: span,
        label: "the statement ends before it: begin a new line, or put an operator between")
    case .unexpectedInBrackets(let span, let found):
      return Diagnostic(
        0147, "\(found) cannot stand here", at: span, label: "an operator or a comma is missing before it")
    case .unclosed(let open, let opener, let closer, let place):
      return Diagnostic(
        0123, "this `\(opener)` is never closed", at: open, label: "opened here",
        others: [Label(place, "`\(closer)` is missing here")], fixIts: [FixIt(place, closer)])
    case .unopened(let span, let closer):
      return Diagnostic(0124, "nothing is open that `\(closer)` would close", at: span, label: "remove it")
    case .braceOnNextLine(let span):
      return Diagnostic(
        0125, "a block begins on the line of what it belongs to", at: span, label: "move this `{` to the line above")
    case .tooDeep(let span):
      return Diagnostic(0126, "brackets, blocks and operators nest deeper than 256 here", at: span)
    case .tooLong(let span):
      return Diagnostic(
        0127, "a `for` takes at most 255 names", at: span, label: "give the row one name, and read its fields")
    case .blankBeforeParenthesis(let span, let blank):
      return Diagnostic(
        0128, "a call has no blank before its `(`", at: span, label: "write it directly behind the name",
        fixIts: [FixIt(blank, "")])
    default: return nil
    }
  }

  // MARK: - Grammar

  private var grammaticalDiagnostic: Diagnostic? {
    switch self {
    case .reservedWord(let span, let word):
      return Diagnostic(
        0129, "`\(word)` is a reserved word", at: span, label: "take another name, such as `\(word)_`")
    case .operatorBehindPipeline(let span, let operation, let pipeline):
      let start = Span(file: pipeline.file, start: pipeline.start, end: pipeline.start)
      return Diagnostic(
        0148, "`\(operation)` cannot stand behind a pipeline", at: span,
        label: "put the pipeline before it in parentheses", fixIts: [FixIt(start, "("), FixIt(pipeline.after, ")")])
    case .chainedComparison(let span, let first, let between):
      let place = Span(file: span.file, start: span.start, end: span.start)
      return Diagnostic(
        0130, "comparisons do not chain", at: span, label: "compare twice and join with `and`: `a < b and b < c`",
        others: [Label(first, "the first one")], fixIts: between.map { [FixIt(place, "and \($0) ")] } ?? [])
    case .assignmentForEquality(let span):
      return Diagnostic(
        0131, "`=` gives a variable its value", at: span, label: "to compare, write `==`", fixIts: [FixIt(span, "==")])
    case .assignmentForArgument(let span):
      return Diagnostic(
        0132, "named arguments are written with `:`", at: span, label: "write `:`; to compare, write `==`",
        fixIts: [FixIt(span, ":")])
    case .notAssignable(let span):
      return Diagnostic(
        0133, "nothing can be assigned to this", at: span, label: "a variable, a field or an element can take a value")
    case .compoundAssignment(let span, let operation, let target, let operand):
      let name = target ?? "n"
      let isStep = operation.count == 2
      let sum = "= \(name) \(operation.prefix(1))"
      let fixes = target != nil && operand != nil ? [FixIt(span, isStep ? " \(sum) 1" : sum)] : []
      return Diagnostic(
        0134, "Kindly has no `\(isStep ? operation : operation + "=")`", at: span,
        label: "write it out: `\(name) \(sum) \(operand ?? "…")`", fixIts: fixes)
    case .foreign(let span, let written, let instead, let replacement):
      // A word of Kindly's may be one that another language has at this place.
      let isOurs = Word(rawValue: written).map { !$0.isForeign } ?? false
      return Diagnostic(
        0139, isOurs ? "`\(written)` has no place here" : "Kindly has no `\(written)`", at: span, label: instead,
        fixIts: replacement.map { [FixIt(span, $0)] } ?? [])
    case .elseIf(let span, let written):
      return Diagnostic(
        0135, "Kindly has no `\(written)`", at: span, label: "write `else if`", fixIts: [FixIt(span, "else if")])
    case .recordInHead(let span):
      return Diagnostic(0136, "a record cannot stand bare here", at: span, label: "put it in parentheses")
    case .declarationInHead(let span, let noun):
      return Diagnostic(
        0137, "the declaration of a \(noun) cannot stand bare here", at: span, label: "put it in parentheses")
    case .callWithoutParentheses(let span, let function, let arguments):
      let fixes = arguments.map { arguments in
        [
          FixIt(Span(file: span.file, start: span.end, end: arguments.start), "("),
          FixIt(Span(file: span.file, start: arguments.end, end: arguments.end), ")"),
        ]
      }
      return Diagnostic(
        0152, "what `\(function)` is called with stands in parentheses", at: span, label: "write `\(function)(…)`",
        fixIts: fixes ?? [])
    case .notBehindOperator(let span):
      return Diagnostic(
        0138, "`not` binds looser than the operator before it", at: span, label: "put `(not …)` in parentheses")
    case .interpolatedName(let span):
      return Diagnostic(0140, "a plain text must stand here", at: span, label: "without `{ }`")
    case .duplicateClause(let span, let word, let first):
      return Diagnostic(
        0141, "`\(word)` stands here twice", at: span, label: "once is enough", others: [Label(first, "the first one")])
    case .unknownClause(let span, let found, let rule):
      let clauses = rule == "never" ? "on when until because" : "for where until from due expires do"
      return Diagnostic(
        0142, "\(found) is no clause of a `\(rule)` rule", at: span, notes: ["clauses of `\(rule)`: \(clauses)"])
    case .tooManyArguments(let span, let verb):
      return Diagnostic(0144, "`\(verb)` takes no more than this", at: span, label: "the comma is one too many")
    case .elseNotLast(let span):
      return Diagnostic(0145, "`else` is the last arm of a `match`", at: span, label: "arms below it are never reached")
    case .missingCatch(let span):
      return Diagnostic(0146, "this `try` has no `catch`", at: span, label: "write `try { … } catch e { … }`")
    case .mixedMap(let span, let isMap):
      return Diagnostic(
        0149, isMap ? "this has no key" : "a list has no keys", at: span,
        label: isMap ? "in a map every value has one: `[a: 1, b: 2]`" : "in a map every element has one: `[a: 1, b: 2]`"
      )
    default: return nil
    }
  }

}

extension SyntaxError.Expectation {
  fileprivate var words: String {
    switch self {
    case .value: "a value"
    case .name: "a name"
    case .typeName: "a type's name"
    case .type: "a type"
    case .block: "a block `{ … }`"
    case .record: "fields in braces `{ … }`"
    case .parameters: "parameters in parentheses"
    case .recordField: "a field `name: value`"
    case .pattern: "a pattern"
    case .armArrow: "`=>`"
    case .separator: "`,` or a new line"
    case .verb: "a verb or a function"
    case .text: "a text"
    case .handle: "a handle"
    case .lineEnd: "the end of the line"
    case .token(let text), .word(let text): "`\(text)`"
    case .after(let what, let word): "\(what == ":" ? "`:`" : what) behind \(word)"
    }
  }

  /// What to put in the place of a token that stands for it in other languages.
  fileprivate func replacement(of found: String) -> String? {
    switch (self, found) {
    case (.armArrow, "`->`"): "=>"
    case (.token("->"), "`=>`"): "->"
    case (.separator, "`;`"), (.token(","), "`;`"): ","
    case (.token(":"), "`=`"): ":"
    case (.token("="), "`==`"), (.token("="), "`=>`"): "="
    case (.word(let word), _): word + " "
    default: nil
    }
  }

  fileprivate var advice: String {
    switch self {
    case .type: "types are `Int`, `Text?`, `List<Contact>`, `{a: Int}`, `(Int) -> Bool`"
    case .parameters: "write `(a: Int)`, or `()` where there are none"
    case .pattern: "a literal, a case, a name, `_` or `else`"
    case .armArrow: "an arm is written `pattern => value`"
    case .separator: "fields are separated by `,` or a new line"
    case .verb: "as in `| where ended`"
    case .word(let word): "write `\(word)` before it"
    case .name: "names begin with a small letter or `_`"
    default: ""
    }
  }
}
