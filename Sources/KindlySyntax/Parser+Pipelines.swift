// Pipelines: `x | verb …` and `x | function(…)`. Which arguments a verb takes is VerbSyntax's.

import KindlySource

extension TreeParser {
  // pipeline := lambda {"|" (verb | function)}
  mutating func parsePipeline() -> NodeID {
    var left = parseLambda()
    while at(.pipe) {
      let sign = token
      advance()
      let leftHeight = height
      let right = parseStage()
      if let missing = grow(over: leftHeight) { return missing }
      left = tree.add(.pipe, start(left), max(previousEnd, sign.end), a: left.rawValue, b: right.rawValue)
      if let (operation, _, _) = binaryOperator() {
        report(
          .operatorBehindPipeline(span(token), operation: operation.spelling, pipeline: tree.span(left)))
      }
    }
    return left
  }

  // stage := verb arguments | name {"." name} [call]
  private mutating func parseStage() -> NodeID {
    height = 1
    guard at(.name) else {
      reportExpected(.verb)
      return missing()
    }
    guard let syntax = VerbSyntax(token.word) else { return parseFunctionStage() }
    let isCall = peek().kind == .leftParenthesis && peek().start == token.end
    switch syntax {
    case .join where isCall || !startsValue(peek()): return parseFunctionStage()
    default: break
    }
    let verb = token
    let base = pending.count
    advance()
    if isCall, syntax == .function {
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
    return parsePostfix(of: name)
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

  // MARK: - Arguments

  private mutating func parseArguments(_ syntax: VerbSyntax, of verb: Token) {
    switch syntax {
    case .none: break
    case .one:
      // The verb alone is a mistake of its own, said where the argument is missing.
      if atEndOfStatement || at(.pipe) || at(.rightParenthesis) || at(.rightBracket) || at(.comma) {
        return report(.verbArgument(span(verb), verb: spelling(verb)))
      }
      parseArgument()
    case .optional, .function:
      if startsValue(token), !isNotIn { parseArgument() }
    case .sort: parseSeparated { $0.parseSortKey() }
    case .select: parseSeparated { $0.parseNamed() }
    case .group: parseGroup()
    case .join: parseJoin()
    case .block:
      guard at(.leftBrace) else { return parseArgument() }
      pushArgument(at: token.start) { $0.parseBlock() }
    case .record:
      guard at(.leftBrace) else { return reportExpected(.record) }
      pushArgument(at: token.start) { $0.parseRecord() }
    case .template:
      guard at(.name) else { return reportExpected(.after("a template", "`draft`")) }
      pushArgument(at: token.start) { parser in
        let name = parser.tree.add(.name, parser.token.start, parser.token.end, a: parser.token.value)
        parser.advance()
        return parser.parsePostfix(of: name)
      }
    case .word:
      guard at(.name) else { return reportExpected(.after("a format", "`to`")) }
      let word = tree.add(.name, token.start, token.end, a: token.value)
      advance()
      pushArgument(at: tree[word].start, form: .word) { _ in word }
    }
    if !leavesComma, at(.comma) { report(.tooManyArguments(span(token), verb: spelling(verb))) }
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
    pushArgument(at: token.start) { $0.parseLambda() }
  }

  /// Arguments of a verb that takes several: they take the commas.
  private mutating func parseSeparated(_ parse: (inout TreeParser) -> Void) {
    repeat { parse(&self) } while !isRecovering && consume(.comma)
  }

  // key := expression ["desc"]
  private mutating func parseSortKey() {
    let start = token.start
    let value = parseLambda()
    let isDescending = consumeName(.desc)
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
