// Declarations of functions, computed fields, templates and tests.

import KindlySource

extension TreeParser {
  // function := "fn" name parameters ["->" type] ("=" expression | block)
  mutating func parseFunction() -> NodeID {
    let first = token
    advance()
    let name = expectName()
    let base = pending.count
    parseParameters()
    let parameters = Array(pending[base...]).map(NodeID.init)
    pending.removeLast(pending.count - base)
    var result = NodeID.none
    if consume(.arrow) { result = parseType() }
    let body = parseFunctionBody()
    tree.functions.append(
      FunctionDeclaration(
        name: name, parameters: parameters, result: result, body: body))
    return tree.add(.function, first.start, previousEnd, a: UInt32(tree.functions.count - 1))
  }

  private mutating func parseFunctionBody() -> NodeID {
    switch token.kind {
    case .assign, .fatArrow:
      if at(.fatArrow) { note(.expected(span(token), .token("="), found: found)) }
      advance()
      return nested { $0.parseExpression() }
    case .leftBrace: return parseBlock()
    case .newline where peek().kind == .leftBrace: return parseBlock()
    default:
      reportExpected(.after("`=` and an expression, or a block", "the parameters"))
      while !atEndOfStatement, !at(.leftBrace) { skipToken() }
      guard at(.leftBrace) else { return missing() }
      isRecovering = false
      return parseBlock()
    }
  }

  // fieldDeclaration := "field" typeName "." name "=" expression
  mutating func parseFieldDeclaration() -> NodeID {
    let start = token.start
    advance()
    var type: UInt32 = 0
    if at(.typeName) {
      type = token.value
      advance()
    } else {
      reportExpected(.after("a noun such as `Interview`", "`field`"))
    }
    if !consume(.dot) { reportExpected(.after("`.` and the field's name", "the noun")) }
    let name = expectName()
    if !consume(.assign) { reportExpected(.after("`=` and an expression", "the field's name")) }
    let value = isRecovering ? missing() : parseExpression()
    return tree.add(.field, start, previousEnd, a: type, b: name.symbol.rawValue, c: value.rawValue)
  }

  // template := "template" name parameters "{" {"subject" expression | "kind" name | "channel" name} statements "}"
  mutating func parseTemplate() -> NodeID {
    let first = token
    var template = TemplateDeclaration(
      name: DeclaredName(symbol: .none, span: span(first)), parameters: [], kind: nil, channel: nil, subject: .none,
      body: .none)
    advance()
    template.name = expectName()
    let base = pending.count
    parseParameters()
    template.parameters = Array(pending[base...]).map(NodeID.init)
    pending.removeLast(pending.count - base)
    if isRecovering {
      while !atEndOfStatement, !at(.leftBrace) { skipToken() }
      if at(.leftBrace) { isRecovering = false }
    }
    if at(.leftBrace) {
      _ = inside(leavesComma: false) { parser in
        parser.parseTemplateHead(&template)
        return .none
      }
    } else {
      reportExpected(.block)
      template.body = missing()
    }
    tree.templates.append(template)
    return tree.add(.template, first.start, previousEnd, a: UInt32(tree.templates.count - 1))
  }

  private mutating func parseTemplateHead(_ template: inout TemplateDeclaration) {
    let open = token
    var subject: Span?
    while true {
      // `token` is the opening brace or a separator: a line of the head may follow.
      var next = index + 1
      while tokens[min(next, tokens.count - 1)].kind == .newline { next += 1 }
      let word = tokens[min(next, tokens.count - 1)]
      let behind = tokens[min(next + 1, tokens.count - 1)]
      guard word.kind == .name, word.word == .subject || word.word == .kind || word.word == .channel,
        behind.kind != .assign, behind.kind != .dot, behind.kind != .comma,
        behind.kind != .leftParenthesis || behind.start > word.end
      else { break }
      index = next
      token = word
      let first = word.word == .subject ? subject : (word.word == .kind ? template.kind : template.channel)?.span
      if let first { note(.duplicateClause(span(word), word: spelling(word), first: first)) }
      advance()
      switch word.word {
      case .subject:
        template.subject = parseExpression()
        subject = span(word)
      case .kind: template.kind = expectName()
      default: template.channel = expectName()
      }
      finishStatement()
      if !at(.newline), !at(.semicolon) { break }
    }
    // The rest is a block, whose value is the letter's text; `token` stands where its statements begin.
    let base = pending.count
    let start = at(.leftBrace) ? open.start : token.start
    if at(.rightBrace) || at(.end) { stepBack() }
    parseStatements(in: open)
    let statements = takeList(from: base)
    template.body = tree.add(
      .block, start, max(previousEnd, start), a: statements.start, b: statements.count)
  }

  /// `parseStatements` skips the opening brace, or the line break behind a head; it must not skip what ends the block.
  private mutating func stepBack() {
    index -= 1
    token = tokens[index]
  }

  // test := "test" text block
  mutating func parseTest() -> NodeID {
    let start = token.start
    advance()
    let name = expectPlainText(after: "`test`")
    let body = parseBlock()
    return tree.add(.test, start, previousEnd, a: name, b: body.rawValue)
  }
}
