// Pipelines: `x | verb …` and `x | function(…)`. Which arguments a verb takes is VerbSyntax's.

import KindlyDiagnostics
import KindlySource

extension TreeParser {
  // pipeline := lambda {"|" (verb | function)}
  mutating func parsePipeline() -> NodeID {
    var left = parseLambda()
    while at(.pipe) {
      let sign = token
      advance()
      let right = parseStage()
      left = tree.add(.pipe, start(left), max(previousEnd, sign.end), a: left.rawValue, b: right.rawValue)
      while let (operation, level, count) = binaryOperator() {
        let sign = token
        if tree[left].kind == .pipe {
          note(.operatorBehindPipeline(span(sign), operation: operation.spelling, pipeline: tree.span(left)))
        }
        for _ in 0..<count { advance() }
        let right = parseOperators(level.tighter)
        left = tree.add(
          .binary, start(left), max(previousEnd, sign.end), op: operation.rawValue, a: left.rawValue,
          b: right.rawValue, c: sign.start)
      }
    }
    return left
  }

  // stage := verb arguments | name {"." name} [call]
  private mutating func parseStage() -> NodeID {
    guard at(.name) else {
      reportExpected(.verb)
      return missing()
    }
    guard let syntax = VerbSyntax(token.word) else { return parseFunctionStage() }
    let isCall = peek().kind == .leftParenthesis && peek().start == token.end
    switch syntax {
    case .join where isCall || !startsValue(peek()) || isText(peek()): return parseFunctionStage()
    default: break
    }
    return parseVerb(token, syntax, isCall: isCall)
  }

  private mutating func parseVerb(_ verb: Token, _ syntax: VerbSyntax, isCall: Bool) -> NodeID {
    let base = pending.count
    advance()
    let takesCall: Bool =
      switch syntax {
      case .function, .none, .optional, .record, .template, .word: true
      default: false
      }
    if isCall, takesCall {
      parseCallArguments()
    } else {
      parseArguments(syntax, of: verb)
    }
    let arguments = takeList(from: base)
    return tree.add(.verb, verb.start, previousEnd, a: verb.value, b: arguments.start, c: arguments.count)
  }

  // callArguments := "(" lambda {"," lambda} ")"
  // Whether `min(x)` is the verb or the function is known when the left side is.
  private mutating func parseCallArguments() {
    let open = token
    advance()
    while !at(.rightParenthesis), !at(.end), !isRecovering {
      parseArgument()
      if !consume(.comma) { break }
    }
    expectCloser(.rightParenthesis, of: open, "(", ")")
  }

  private mutating func parseFunctionStage() -> NodeID {
    let name = tree.add(.name, token.start, token.end, a: token.value)
    advance()
    guard at(.name) ? token.word == .other : startsValue(token) && !at(.leftParenthesis), isOnSameLine(token) else {
      return parsePostfix(of: name)
    }
    return parseMisspeltStage(name)
  }

  /// Whether an optional argument begins with this token.
  private func startsValue(_ token: Token) -> Bool {
    switch token.kind {
    case .name: token.word != .div && token.word != .mod && token.word != .desc
    case .handle, .integer, .number, .date, .time, .dateTime, .duration, .text, .textOpen, .leftParenthesis: true
    case .leftBracket, .typeName: true
    case .keyword:
      switch token.word {
      case .it, .if, .match, .true, .false, .nothing: true
      case .not: true
      default: false
      }
    default: false
    }
  }

  /// A value stands behind what is no verb: `| wher name == "x"`, `| contains 2`.
  private mutating func parseMisspeltStage(_ name: NodeID) -> NodeID {
    var verb = tokens[index - 1]
    let written = spelling(verb)
    let foreign = ForeignWord.function(written).flatMap { word in verbWords.contains(word) ? word : nil }
    let isVerb = VerbSyntax(verb.word) != nil
    guard !isVerb, let near = foreign ?? Suggest.nearest(to: written, among: verbWords).first,
      let word = Word(rawValue: near), let syntax = VerbSyntax(word)
    else { return parseBareCall(name) }
    // `order by name`: one slip, and behind `by` stands what it is about.
    let isBy = at(.name) && spelling(token) == "by" && peek().kind == .name
    let place = Span(file: file, start: verb.start, end: isBy ? token.end : verb.end)
    note(
      .foreign(
        place, written: written + (isBy ? " by" : ""), instead: "did you mean `\(near)`?", replacement: near))
    if isBy {
      advance()
      (verb.word, verb.value) = (word, words.symbol(word).rawValue)
      index -= 1
      token = verb
      return parseVerb(verb, syntax, isCall: false)
    }
    (verb.word, verb.value) = (word, words.symbol(word).rawValue)
    index -= 1
    token = verb
    return parseVerb(verb, syntax, isCall: false)
  }

  private var verbWords: [String] { Word.allCases.filter { VerbSyntax($0) != nil }.map(\.rawValue) }

  // MARK: - Arguments

  private mutating func parseArguments(_ syntax: VerbSyntax, of verb: Token) {
    switch syntax {
    case .none: break
    case .one:
      // Of the verb alone the checker says what is missing, unless a function of its name is meant.
      if endsStage { return }
      parseArgument()
    case .optional, .function:
      if startsValue(token), !isNotIn { parseArgument() }
    case .sort:
      if endsStage { return }
      skipBy()
      parseSeparated { $0.parseSortKey() }
    case .select:
      if endsStage { return }
      parseSeparated { $0.parseNamed() }
    case .group:
      if endsStage { return }
      skipBy()
      parseGroup()
    case .join: parseJoin()
    case .block:
      if endsStage { return }
      guard at(.leftBrace) else { return parseArgument() }
      pushArgument(at: token.start) { $0.parseBlock() }
    case .record:
      if endsStage { return }
      guard at(.leftBrace) else { return reportExpected(.record) }
      pushArgument(at: token.start) { $0.parseRecord() }
    case .template:
      if endsStage { return }
      guard at(.name) else { return reportExpected(.after("a template", "`draft`")) }
      pushArgument(at: token.start) { parser in
        let name = parser.tree.add(.name, parser.token.start, parser.token.end, a: parser.token.value)
        parser.advance()
        return parser.parsePostfix(of: name)
      }
    case .word:
      if endsStage { return }
      guard at(.name) else { return reportExpected(.after("a format", "`to`")) }
      let word = tree.add(.name, token.start, token.end, a: token.value)
      advance()
      pushArgument(at: tree[word].start, form: .word) { _ in word }
    }
    if !leavesComma, at(.comma) { report(.tooManyArguments(span(token), verb: spelling(verb))) }
  }

  private var endsStage: Bool {
    atEndOfStatement || at(.pipe) || at(.rightParenthesis) || at(.rightBracket) || at(.comma)
  }

  /// `sort by name`, as other languages say it.
  private mutating func skipBy() {
    guard at(.name), token.word == .other, peek().kind == .name || peek().kind == .keyword, spelling(token) == "by",
      !(peek().kind == .name && (peek().word == .desc || peek().word == .div || peek().word == .mod))
    else { return }
    let place = Span(file: file, start: token.start, end: peek().start)
    note(.foreign(place, written: "by", instead: "leave it out", replacement: ""))
    advance()
  }

  private var isNotIn: Bool { atKeyword(.not) && peek().kind == .keyword && peek().word == .in }

  func spelling(_ token: Token) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.end)]), as: UTF8.self)
  }

  private mutating func pushArgument(
    at start: UInt32, name: UInt32 = 0, form: VerbArgumentForm = .expression, _ parse: (inout TreeParser) -> NodeID
  ) {
    let value = parse(&self)
    let node = tree.add(
      .verbArgument, start, max(previousEnd, start), op: form.rawValue, a: name, b: value.rawValue)
    pending.append(node.rawValue)
  }

  private mutating func parseArgument() {
    pushArgument(at: token.start) { $0.condition { $0.parseLambda() } }
  }

  /// Arguments of a verb that takes several: they take the commas.
  private mutating func parseSeparated(_ parse: (inout TreeParser) -> Void) {
    repeat { parse(&self) } while !isRecovering && consume(.comma)
  }

  // key := expression ["desc"]
  private mutating func parseSortKey() {
    let start = token.start
    let isTurned = atName(.desc) && skipsLeadingDesc()
    let value = parseLambda()
    let isDescending = consumeName(.desc) || isTurned || (at(.name) && skipsForeignOrder())
    let node = tree.add(
      .verbArgument, start, max(previousEnd, start),
      op: (isDescending ? VerbArgumentForm.descending : .expression).rawValue, b: value.rawValue)
    pending.append(node.rawValue)
  }

  // named := [name ":"] expression
  private mutating func parseNamed() {
    let start = token.start
    var name: UInt32 = 0
    if at(.name), peek().kind == .colon {
      name = token.value
      advance()
      advance()
    }
    pushArgument(at: start, name: name) { $0.parseLambda() }
  }

  // group := named {"," named} [fields]
  private mutating func parseGroup() {
    let outer = isHead
    isHead = true
    parseSeparated { $0.parseNamed() }
    isHead = outer
    // In a head a `{` begins the body, unless it can only be fields.
    guard at(.leftBrace), !isHead || opensRecord else { return }
    pushArgument(at: token.start, form: .fields) { $0.parseRecord() }
  }

  // join := lambda "on" lambda
  private mutating func parseJoin() {
    parseArgument()
    guard consumeName(.on) else { return reportExpected(.after("`on` and a condition", "what `join` joins")) }
    pushArgument(at: token.start, form: .on) { $0.parseLambda() }
  }
}
