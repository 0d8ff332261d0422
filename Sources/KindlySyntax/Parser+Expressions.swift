// Operators, lambdas and what stands behind an expression: calls, fields, indices, times. Pipelines stand in
// Parser+Pipelines.swift, what an expression begins with in Parser+Primary.swift.
// The levels are those of the language's table, from loosest to tightest.

import KindlySource

extension TreeParser {
  enum Level: UInt8, Comparable {
    case or, and, not, comparison, range, coalesce, sum, product, unary

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    var tighter: Level { Level(rawValue: rawValue + 1) ?? .unary }
  }

  // expression := pipeline
  mutating func parseExpression() -> NodeID { parsePipeline() }

  // MARK: - Lambdas

  // lambda := (name | "(" parameters ")") "->" (block | lambda) | operators
  mutating func parseLambda() -> NodeID {
    if at(.name), peek().kind.opensLambdaBody { return parseLambdaBody() }
    if at(.leftParenthesis), token.value != 0, Int(token.value) + 1 < tokens.count,
      tokens[Int(token.value) + 1].kind.opensLambdaBody
    {
      return parseLambdaBody()
    }
    return parseOperators(.or)
  }

  private mutating func parseLambdaBody() -> NodeID {
    let start = token.start
    let base = pending.count
    if at(.name) {
      let name = token
      advance()
      pending.append(tree.add(.parameter, name.start, name.end, a: name.value).rawValue)
    } else {
      parseParameters()
    }
    let parameters = takeList(from: base)
    if at(.fatArrow) {
      // Once it is a function of ours, what its parameters are can be asked.
      unclear.append(Span(file: file, start: start, end: previousEnd))
      note(.expected(span(token), .token("->"), found: found))
      advance()
    } else {
      expect(.arrow, .token("->"))
    }
    let body = at(.leftBrace) ? parsePrimaryBrace(isBody: true) : nested { $0.parseLambda() }
    return tree.add(.lambda, start, previousEnd, a: parameters.start, b: parameters.count, c: body.rawValue)
  }

  // parameters := "(" [parameter {"," parameter} [","]] ")"
  // parameter  := name [":" type] ["=" expression]
  /// Pushes them; the caller takes the list.
  mutating func parseParameters() {
    guard at(.leftParenthesis) else { return reportExpected(.parameters) }
    let open = token
    advance()
    while !at(.rightParenthesis), !at(.end) {
      parseParameter()
      guard synchronizeInList(closer: .rightParenthesis, newlinesSeparate: false, of: open) else { break }
      if !consume(.comma) { break }
    }
    expectCloser(.rightParenthesis, of: open, "(", ")")
  }

  private mutating func parseParameter() {
    let start = token.start
    if at(.typeName), peek().kind == .name { return parseTypedParameter() }
    let name = expectName()
    var type = NodeID.none
    var value = NodeID.none
    if at(.typeName), name.symbol != .none {
      note(.expected(span(token), .after(":", "the parameter's name"), found: found))
      type = parseType()
    }
    if consume(.colon) { type = parseType() }
    if consume(.assign) { value = inside(leavesComma: true) { $0.parseExpression() } }
    let node = tree.add(
      .parameter, start, max(start, previousEnd), a: name.symbol.rawValue, b: type.rawValue, c: value.rawValue)
    pending.append(node.rawValue)
  }

  /// A name where one is declared; reserved words and other tokens are reported.
  mutating func expectName() -> DeclaredName {
    guard at(.name) else {
      reportExpected(.name)
      let missing = DeclaredName(symbol: .none, span: span(token))
      if at(.keyword), !token.word.opensStatement { advance() }
      return missing
    }
    let declared = name
    advance()
    return declared
  }

  // MARK: - Operators

  /// The binary operator at the current token, its level, and how many tokens it has.
  @inline(__always)
  mutating func binaryOperator() -> (operation: BinaryOperator, level: Level, count: Int)? {
    switch token.kind {
    case .plus: (.add, .sum, 1)
    case .minus: (.subtract, .sum, 1)
    case .star: (.multiply, .product, 1)
    case .slash: (.divide, .product, 1)
    case .equal: (.equal, .comparison, 1)
    case .notEqual: (.notEqual, .comparison, 1)
    case .less: (.less, .comparison, 1)
    case .lessOrEqual: (.lessOrEqual, .comparison, 1)
    case .greater: (.greater, .comparison, 1)
    case .greaterOrEqual: (.greaterOrEqual, .comparison, 1)
    case .range: (.range, .range, 1)
    case .coalesce: (.coalesce, .coalesce, 1)
    case .keyword:
      switch token.word {
      case .or: (.or, .or, 1)
      case .and: (.and, .and, 1)
      case .in: (.isIn, .comparison, 1)
      case .not: peek().kind == .keyword && peek().word == .in ? (.isNotIn, .comparison, 2) : nil
      default: nil
      }
    case .name:
      switch token.word {
      case .div: (.div, .product, 1)
      case .mod: (.mod, .product, 1)
      case .other: foreignComparison.map { ($0.operation, .comparison, $0.count) }
      default: nil
      }
    case .assign: assignMeansEqual ? (.equal, .comparison, 1) : nil
    default: nil
    }
  }

  /// `is`, `is not`, `like`: what other languages compare with. A name behind a value is always a mistake.
  private var foreignComparison: (operation: BinaryOperator, count: Int, instead: String, replacement: String?)? {
    guard isOnSameLine(token) else { return nil }
    switch spelling(token) {
    case "is" where peek().kind == .keyword && peek().word == .not: return (.notEqual, 2, "write `!=`", "!=")
    case "is", "equals", "eq": return (.equal, 1, "write `==`", "==")
    case "like", "contains", "includes", "has":
      return (.equal, 1, "write `\"part\" in text`, `x in list`; patterns are asked by `matches(…)`", nil)
    default: return nil
    }
  }

  /// What is no operator of Kindly has been read as one.
  private mutating func noteForeign(_ sign: Token) {
    if sign.kind == .assign { return note(.assignmentForEquality(span(sign))) }
    guard let foreign = foreignComparison else { return }
    let end = foreign.count == 2 ? peek().end : sign.end
    let place = Span(file: file, start: sign.start, end: end)
    note(
      .foreign(
        place, written: foreign.count == 2 ? "is not" : spelling(sign), instead: foreign.instead,
        replacement: foreign.replacement))
  }

  // or         := and {"or" and}
  // and        := not {"and" not}
  // not        := "not" not | comparison
  // comparison := range [("==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in") range]
  // range      := coalesce [".." coalesce]
  // coalesce   := sum ["??" coalesce]
  // sum        := product {("+" | "-") product}
  // product    := unary {("*" | "/" | "div" | "mod") unary}
  mutating func parseOperators(_ minimum: Level) -> NodeID {
    var left: NodeID
    if atKeyword(.not) {
      if minimum > .not { note(.notBehindOperator(span(token))) }
      left = parseNot()
    } else {
      left = parseUnary()
    }
    var compared: Token?
    var hasChained = false
    while let (operation, level, count) = binaryOperator(), level >= minimum {
      let sign = token
      if level == .comparison, sign.kind == .name || sign.kind == .assign { noteForeign(sign) }
      if level == .comparison || level == .range {
        if let first = compared, level == .comparison, !hasChained {
          note(.chainedComparison(span(sign), first: span(first), between: middle(of: left, operation)))
          hasChained = true
        }
        if level == .comparison { compared = sign }
      } else if level < .comparison {
        compared = nil
        hasChained = false
      }
      for _ in 0..<count { advance() }
      let right = level == .coalesce ? parseDefaults() : parseOperators(level.tighter)
      left = tree.add(
        .binary, start(left), max(previousEnd, sign.end), op: operation.rawValue, a: left.rawValue, b: right.rawValue,
        c: sign.start)
    }
    return left
  }

  /// What stands behind a `??`: `a ?? b ?? c` is a default of a default, however many there are.
  private mutating func parseDefaults() -> NodeID {
    var operands = [parseOperators(.sum)]
    var signs: [Token] = []
    while at(.coalesce) {
      signs.append(token)
      advance()
      operands.append(parseOperators(.sum))
    }
    var right = operands[operands.count - 1]
    for (left, sign) in zip(operands, signs).reversed() {
      right = tree.add(
        .binary, start(left), max(previousEnd, sign.end), op: BinaryOperator.coalesce.rawValue, a: left.rawValue,
        b: right.rawValue, c: sign.start)
    }
    return right
  }

  /// The text of `b` in `a < b < c`: a name, a field or a literal, where both signs point the same way.
  private func middle(of left: NodeID, _ operation: BinaryOperator) -> String? {
    func points(_ operation: BinaryOperator?) -> Int {
      switch operation {
      case .less, .lessOrEqual: -1
      case .greater, .greaterOrEqual: 1
      default: 0
      }
    }
    let way = points(operation)
    guard tree[left].kind == .binary, way != 0, points(BinaryOperator(rawValue: tree[left].op)) == way else {
      return nil
    }
    let middle = NodeID(tree[left].b)
    var root = middle
    while tree[root].kind == .member { root = NodeID(tree[root].a) }
    switch tree[root].kind {
    case .name, .it, .handle, .integer, .number, .date, .time, .dateTime, .duration:
      let span = tree.span(middle)
      return String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
    default: return nil
    }
  }

  private mutating func parseNot() -> NodeID {
    let start = token.start
    advance()
    let operand = nested { $0.parseOperators(.not) }
    return tree.add(.unary, start, previousEnd, op: UnaryOperator.not.rawValue, a: operand.rawValue)
  }

  // unary := "-" unary | postfix
  mutating func parseUnary() -> NodeID {
    guard at(.minus) else { return parsePostfix() }
    if index > 0, tokens[index - 1].kind == .minus, let node = parseDecrement() { return node }
    let start = token.start
    advance()
    if at(.smallestInteger) {
      let node = tree.add(.integer, start, token.end, a: token.value)
      advance()
      return parsePostfix(of: node)
    }
    let operand = nested { $0.parseUnary() }
    return tree.add(.unary, start, max(previousEnd, start), op: UnaryOperator.negate.rawValue, a: operand.rawValue)
  }

  // MARK: - Postfix

  // postfix := primary {call | "." name | "?." name | "[" expression "]" | time | "ago" | "from" "now"}
  private mutating func parsePostfix() -> NodeID {
    return parsePostfix(of: parsePrimary())
  }

  mutating func parsePostfix(of first: NodeID) -> NodeID {
    var left = first
    while true {
      switch token.kind {
      case .leftParenthesis where isAdjacent: left = parseCall(left)
      case .leftBracket where isAdjacent: left = parseIndex(left)
      case .leftParenthesis where isBareName(left):
        note(
          .blankBeforeParenthesis(span(token), blank: Span(file: file, start: previousEnd, end: token.start)))
        left = parseCall(left)
      case .text, .textOpen, .integer, .number, .handle, .date, .dateTime, .duration:
        guard isBareName(left), tokens[index - 1].word == .other else { return left }
        left = parseBareCall(left)
      case .dot, .questionDot: left = parseMember(left)
      case .time:
        let time = tree.add(.time, token.start, token.end, a: token.value)
        advance()
        left = tree.add(.atTime, start(left), previousEnd, a: left.rawValue, b: time.rawValue)
      case .name where token.word == .ago:
        advance()
        left = tree.add(.ago, start(left), previousEnd, a: left.rawValue)
      case .name where token.word == .from:
        guard peek().kind == .name, peek().word == .now else { return left }
        advance()
        advance()
        left = tree.add(.fromNow, start(left), previousEnd, a: left.rawValue)
      default: return left
      }
    }
  }

  private mutating func parseMember(_ object: NodeID) -> NodeID {
    let isOptional = at(.questionDot)
    advance()
    let field = token
    var symbol = token.value
    if at(.name) {
      advance()
    } else if tree[object].kind == .integer, previousEnd == tree[object].end + 1 {
      symbol = 0
      let number = Span(file: file, start: start(object), end: previousEnd)
      let text = String(decoding: bytes[Int(number.start)..<Int(number.end)], as: UTF8.self)
      report(.bareDecimal(number, text: text, instead: text + "0"))
    } else {
      symbol = 0
      reportExpected(.name)
      if at(.keyword), !opensStatementOnNewLine { advance() }
    }
    return tree.add(
      .member, start(object), max(previousEnd, start(object)), op: isOptional ? 1 : 0, a: object.rawValue, b: symbol,
      c: field.start)
  }

  private mutating func parseIndex(_ object: NodeID) -> NodeID {
    let open = token
    advance()
    let index = inside(leavesComma: false) { $0.parseExpression() }
    recoverInBrackets()
    expectCloser(.rightBracket, of: open, "[", "]")
    return tree.add(.index, start(object), previousEnd, a: object.rawValue, b: index.rawValue)
  }

  // call     := "(" [argument {"," argument} [","]] ")"
  // argument := [name ":"] expression
  private mutating func parseCall(_ callee: NodeID) -> NodeID {
    let base = pending.count
    parseElements(closer: .rightParenthesis, "(", ")") { parser in
      guard parser.at(.name), parser.peek().kind == .colon else {
        let value = parser.parseExpression()
        return parser.at(.assign) ? parser.parseAssignedArgument(value) : value
      }
      let name = parser.token
      parser.advance()
      parser.advance()
      let value = parser.parseExpression()
      return parser.tree.add(
        .argument, name.start, max(parser.previousEnd, name.end), a: name.value, b: value.rawValue)
    }
    let arguments = takeList(from: base)
    return tree.add(
      .call, start(callee), previousEnd, a: callee.rawValue, b: arguments.start, c: arguments.count)
  }

  /// `f(name = "x")` names an argument, `f(a.b = 1)` compares.
  private mutating func parseAssignedArgument(_ left: NodeID) -> NodeID {
    let sign = token
    let isName = tree[left].kind == .name
    note(isName ? .assignmentForArgument(span(sign)) : .assignmentForEquality(span(sign)))
    advance()
    let right = nested { $0.parseExpression() }
    let end = max(previousEnd, sign.end)
    if isName { return tree.add(.argument, start(left), end, a: tree[left].a, b: right.rawValue) }
    return tree.add(
      .binary, start(left), end, op: BinaryOperator.equal.rawValue, a: left.rawValue, b: right.rawValue, c: sign.start)
  }

  /// The elements of a call or a list, separated by commas; pushes each.
  mutating func parseElements(
    closer: TokenKind, _ opening: String, _ closing: String, _ parse: (inout TreeParser) -> NodeID
  ) {
    let open = token
    advance()
    while !at(closer), !at(.end) {
      let element = inside(leavesComma: true, parse)
      pending.append(element.rawValue)
      if !isRecovering, at(.semicolon), open.value != 0 {
        note(.expected(span(token), .token(","), found: found))
        advance()
        continue
      }
      if !isRecovering, !at(.comma), !at(closer), !at(.newline), !at(.semicolon), !at(.rightBrace), !at(.end) {
        if open.value == 0, startsLine {
          reportUnclosed(open, opening, closing)
          break
        }
        reportUnexpected(inBrackets: true)
      }
      guard synchronizeInList(closer: closer, newlinesSeparate: false, of: open) else { break }
      if !consume(.comma) { break }
    }
    expectCloser(closer, of: open, opening, closing)
  }

  /// Behind a mistake in brackets that hold one expression: on to the closing one.
  mutating func recoverInBrackets() {
    guard isRecovering else { return }
    while true {
      switch token.kind {
      case .rightParenthesis, .rightBracket, .rightBrace, .interpolationClose, .textClose, .newline, .semicolon, .end:
        if token.kind != .end, token.kind != .newline, token.kind != .semicolon { isRecovering = false }
        return
      default: skipToken()
      }
    }
  }
}

extension TokenKind {
  /// `=>` is how other languages write `->`.
  fileprivate var opensLambdaBody: Bool { self == .arrow || self == .fatArrow }
}
