// What an expression begins with: literals, names, brackets, records, blocks, and the words that open an expression.
// Declarations of nouns and commands, which are expressions too, stand in Parser+Nouns.swift and Parser+Commands.swift.

import KindlySource

extension TreeParser {
  // primary := literal | name | "it" | "(" expression ")" | list | record | block | if | match | try
  //          | "fail" expression | "return" [expression] | "break" | "continue" | noun | command
  mutating func parsePrimary() -> NodeID {
    let first = token
    switch first.kind {
    case .name: return parseNameOrWord()
    case .typeName: return take(.name, a: first.value)
    case .keyword: return parseKeyword()
    case .handle: return take(.handle, a: first.value)
    case .integer: return parseInteger()
    case .smallestInteger:
      report(.integerTooLarge(span(first), text: "9223372036854775808"))
      isRecovering = false
      return take(.integer, a: first.value)
    case .number: return take(.number, a: first.value)
    case .text: return take(.text, a: first.value)
    case .textOpen: return parseInterpolation()
    case .date: return take(.date, a: first.value)
    case .time: return take(.time, a: first.value)
    case .dateTime:
      let moment = moments[Int(first.value)]
      return take(.dateTime, a: moment.days, b: moment.seconds, c: moment.zone)
    case .duration:
      let length = durations[Int(first.value)]
      return take(.duration, op: length.unit.rawValue, a: length.amount)
    case .leftParenthesis: return parseParenthesis()
    case .leftBracket: return parseList()
    case .leftBrace: return parsePrimaryBrace(isBody: false)
    case .dot where peek().kind == .integer && peek().start == first.end:
      advance()
      let written = Span(file: file, start: first.start, end: token.end)
      note(.bareDecimal(written, text: "." + spelling(token), instead: "0." + spelling(token)))
      tree.numbers.append(0)
      return take(.number, a: UInt32(tree.numbers.count - 1))
    case .assign where isAdjacent && index > 0 && tokens[index - 1].kind.isArithmetic: return parseCompound()
    default:
      if let node = parseForeignSign() { return node }
      reportExpected(.value)
      let node = missing()
      if first.kind == .invalid { advance() }
      return node
    }
  }

  private mutating func take(_ kind: NodeKind, op: UInt8 = 0, a: UInt32 = 0, b: UInt32 = 0, c: UInt32 = 0) -> NodeID {
    let node = tree.add(kind, token.start, token.end, op: op, a: a, b: b, c: c)
    advance()
    return node
  }

  // MARK: - Words

  private mutating func parseNameOrWord() -> NodeID {
    let word = token.word
    if word == .other { return take(.name, a: token.value) }
    if word == .next || word == .last, peek().kind == .name {
      if peek().word.isWeekday {
        let start = token.start
        advance()
        let day = token
        advance()
        return tree.add(.weekday, start, day.end, op: word == .next ? 0 : 1, a: day.value)
      }
      if let node = parseForeignDay() { return node }
    }
    if word.isNoun, opensNoun {
      guard isHead else { return parseNoun() }
      if peek().kind != .leftBrace {
        note(.declarationInHead(span(token), noun: word.rawValue))
        return parseNoun()
      }
    }
    if let command = word.command, opens(command) { return parse(command) }
    if let node = parseForeignValue() { return node }
    return take(.name, a: token.value)
  }

  private mutating func parseKeyword() -> NodeID {
    let first = token
    switch first.word {
    case .it: return take(.it)
    case .true: return take(.boolean, op: 1)
    case .false: return take(.boolean, op: 0)
    case .nothing: return take(.nothing)
    case .if: return parseIf()
    case .match: return parseMatch()
    case .try: return parseTry()
    case .break: return take(.breaks)
    case .continue: return take(.continues)
    case .not: return parseOperators(.not)
    case .return:
      advance()
      let value = endsValue ? NodeID.none : nested { $0.parseExpression() }
      return tree.add(.returns, first.start, previousEnd, a: value.rawValue)
    case .fail:
      advance()
      let value = nested { $0.parseExpression() }
      return tree.add(.fail, first.start, previousEnd, a: value.rawValue)
    case .fn where peek().kind == .leftParenthesis: return parseNamelessFunction()
    default:
      // A reserved word where a value should stand: most often somebody's name for something.
      switch peek().kind {
      case .equal, .notEqual, .comma, .dot, .rightParenthesis, .rightBracket, .pipe:
        report(.reservedWord(span(first), word: first.word.rawValue))
        advance()
      default: reportExpected(.value)
      }
      return missing()
    }
  }

  /// No value follows `return` here.
  private var endsValue: Bool {
    switch token.kind {
    case .newline, .semicolon, .rightBrace, .rightParenthesis, .rightBracket, .end, .comma, .interpolationClose: true
    default: false
    }
  }

  // duration := integer ("seconds" | "minutes" | … | "business" "days")
  private mutating func parseInteger() -> NodeID {
    let number = token
    advance()
    guard at(.name) else { return tree.add(.integer, number.start, number.end, a: number.value) }
    if token.word == .other || token.word == .min, let node = parseForeignUnit(of: number) { return node }
    var unit = token.word.unit
    if token.word == .business, peek().kind == .name, peek().word == .day || peek().word == .days {
      advance()
      unit = .businessDays
    }
    guard let unit else { return tree.add(.integer, number.start, number.end, a: number.value) }
    let end = token.end
    advance()
    return tree.add(.duration, number.start, end, op: unit.rawValue, a: number.value)
  }

  // MARK: - Texts

  // text := '"' {piece | "{" expression "}"} '"'
  private mutating func parseInterpolation() -> NodeID {
    let open = token
    let base = pending.count
    advance()
    while !at(.textClose), !at(.end) {
      if at(.textPiece) {
        pending.append(take(.text, a: token.value).rawValue)
        continue
      }
      guard at(.interpolationOpen) else { break }
      let brace = token
      let braceIndex = index
      advance()
      if at(.interpolationClose) {
        note(.emptyInterpolation(Span(file: file, start: brace.start, end: token.end)))
        advance()
        continue
      }
      let value = inside(leavesComma: false) { $0.parseExpression() }
      pending.append(value.rawValue)
      if !at(.interpolationClose), brace.value != 0 {
        // The lexer knows where the braces end: what follows in the text is not touched by a mistake in them.
        reportUnexpected(inBrackets: true)
        if Int(brace.value) > braceIndex, Int(brace.value) >= index {
          index = Int(brace.value)
          token = tokens[index]
          isRecovering = false
        }
      }
      if !consume(.interpolationClose) {
        // The text broke off, which has been reported.
        while !at(.textClose), !at(.end) { advance() }
        break
      }
    }
    _ = consume(.textClose)
    let parts = takeList(from: base)
    return tree.add(.interpolation, open.start, previousEnd, a: parts.start, b: parts.count)
  }

  // MARK: - Brackets

  private mutating func parseParenthesis() -> NodeID {
    let open = token
    advance()
    let value = inside(leavesComma: false) { $0.condition { $0.parseExpression() } }
    recoverInBrackets()
    expectCloser(.rightParenthesis, of: open, "(", ")")
    return value
  }

  // list := "[" [expression {"," expression} [","]] "]"
  // map  := "[" ":" "]" | "[" expression ":" expression {"," expression ":" expression} [","] "]"
  private mutating func parseList() -> NodeID {
    let start = token.start
    if peek().kind == .colon, peek(2).kind == .rightBracket {
      for _ in 0..<3 { advance() }
      return tree.add(.mapLiteral, start, previousEnd)
    }
    let base = pending.count
    /// Whether the first element is a key; the others follow it.
    var isMap: Bool?
    parseElements(closer: .rightBracket, "[", "]") { parser in
      let element = parser.parseExpression()
      let isKey = parser.at(.colon)
      guard isKey == (isMap ?? isKey) else {
        if !parser.isRecovering, isKey || parser.at(.comma) || parser.at(.rightBracket) {
          parser.report(.mixedMap(isKey ? parser.span(parser.token) : parser.tree.span(element), isMap: !isKey))
        }
        return element
      }
      isMap = isKey
      guard isKey else { return element }
      parser.advance()
      parser.pending.append(element.rawValue)
      return parser.parseExpression()
    }
    // Behind a mistake a key may stand without its value.
    if isMap == true, (pending.count - base) % 2 == 1 { pending.append(missing().rawValue) }
    let elements = takeList(from: base)
    return tree.add(
      isMap == true ? .mapLiteral : .list, start, previousEnd, a: elements.start, b: elements.count)
  }

  // record := "{" "}" | "{" name ":" …      block := any other "{"
  /// `isBody`: behind `->` and `=>`, where a brace is wanted even in a head.
  mutating func parsePrimaryBrace(isBody: Bool) -> NodeID {
    let isRecord = opensRecord || (peek().kind == .rightBrace)
    if isHead, !isBody {
      if peek().kind == .rightBrace || !isRecord {
        reportExpected(.value)
        return missing()
      }
      note(.recordInHead(span(token)))
    }
    if !isRecord, opensForeignMap { return parseForeignMap() }
    if !isBody, opensAssignedRecord { return parseRecord() }
    return isRecord ? parseRecord() : parseBlock()
  }

  /// `{ name :`, line breaks between them allowed.
  var opensRecord: Bool {
    guard at(.leftBrace) else { return false }
    let first = peek().kind == .newline ? 2 : 1
    let kind = peek(first).kind
    return (kind == .name || kind == .keyword) && peek(first + 1).kind == .colon
  }

  mutating func parseRecord() -> NodeID {
    let start = token.start
    let base = pending.count
    parseFields { $0.parseExpression() }
    let fields = takeList(from: base)
    return tree.add(.record, start, previousEnd, a: fields.start, b: fields.count)
  }

  // fields := "{" [field {("," | newline) field}] "}"
  // field  := name ":" value
  /// Pushes the `recordField`s of a record, a declaration or a type.
  mutating func parseFields(_ parse: (inout TreeParser) -> NodeID) {
    guard at(.leftBrace) else { return reportExpected(.record) }
    let open = token
    advance()
    skipNewlines()
    while !at(.rightBrace), !at(.end) {
      if leavesForgotten(open) {
        return
      }
      let before = index
      let field = inside(leavesComma: true) { $0.parseField(in: open, parse) }
      if field.exists { pending.append(field.rawValue) }
      if !isRecovering, !at(.comma), !at(.newline), !at(.rightBrace) {
        at(.semicolon) ? note(.expected(span(token), .separator, found: found)) : reportUnexpected(inBrackets: true)
      }
      if at(.semicolon) { advance() }
      guard synchronizeInList(closer: .rightBrace, newlinesSeparate: true) else { break }
      skipNewlines()
      if consume(.comma) { skipNewlines() }
      if index == before { break }
    }
    expectCloser(.rightBrace, of: open, "{", "}")
  }

  private mutating func parseField(in open: Token, _ parse: (inout TreeParser) -> NodeID) -> NodeID {
    let first = token
    guard at(.name) || (at(.keyword) && peek().kind == .colon) else {
      reportExpected(.recordField)
      return .none
    }
    if at(.keyword) { note(.reservedWord(span(first), word: first.word.rawValue)) }
    advance()
    if at(.assign) {
      // Whoever writes one field so writes all of them so.
      noteAssignedField(in: open)
      advance()
    } else if !consume(.colon) {
      reportExpected(.after(":", "the field's name"))
    }
    skipNewlines()
    let value = parse(&self)
    if at(.assign) { report(.assignmentForEquality(span(token))) }
    return tree.add(.recordField, first.start, max(previousEnd, first.end), a: first.value, b: value.rawValue)
  }
}

extension TokenKind {
  fileprivate var isArithmetic: Bool { self == .plus || self == .minus || self == .star || self == .slash }
}
