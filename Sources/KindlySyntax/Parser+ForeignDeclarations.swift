// Declarations as other languages write them: `def f(x): …`, `lambda x: …`, `let mut x`, `x := 1`, `let (a, b) = p`,
// `{ a = 1 }`, and records without their prepositions. Said once and read as what was meant, as in
// Parser+ForeignStatements.swift.

import KindlyDiagnostics
import KindlySource

extension TreeParser {
  // MARK: - Functions

  /// `def f(x): …`, `function f(x) { … }`.
  mutating func parseForeignFunction() -> NodeID {
    let first = token
    let errorsBefore = errors.count
    let node = parseAs(.fn)
    if case .function = tree[node].kind, let declaration = tree.functions.last {
      // Once it is a function of ours, what its parameters are can be asked.
      let end = declaration.body.exists ? tree[declaration.body].start : previousEnd
      unclear.append(Span(file: file, start: first.start, end: max(first.end, end)))
    }
    guard errors.count > errorsBefore + 1, let declaration = tree.functions.last else { return node }
    // How it is written before its body belongs to the same slip.
    let hasBody = tree[declaration.body].kind != .missing
    let body = hasBody ? tree[declaration.body].start : previousEnd
    let later = errors[(errorsBefore + 1)...].filter { hasBody && $0.span.start > body }
    errors.removeLast(errors.count - errorsBefore - 1)
    errors += later
    if hasBody { return node }
    // A body as in Python or Ruby: the rest of the line, and the lines that are indented more.
    errors[errorsBefore] = .foreign(
      span(first), written: spelling(first), instead: "write `fn f(x: Int) = …`, or a block in braces `{ … }`",
      replacement: nil)
    let margin = column(of: first.start)
    while !at(.end) {
      if startsLine, !at(.newline), column(of: token.start) <= margin { break }
      if at(.newline), peek().kind != .newline, column(of: peek().start) <= margin { break }
      skipToken()
    }
    return node
  }

  private func column(of offset: UInt32) -> Int {
    var start = Int(offset)
    while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
    return Int(offset) - start
  }

  /// `function(x) { … }`, `lambda x: …`, `new Contact()` where a value should stand; the token is the word.
  mutating func parseForeignValue() -> NodeID? {
    let next = peek()
    switch token.word {
    case .lambda where next.kind == .name && isOnSameLine(next): return parseNamelessFunction()
    case .function, .func:
      guard next.kind == .leftParenthesis, next.value != 0, Int(next.value) + 1 < tokens.count,
        tokens[Int(next.value) + 1].kind == .leftBrace || tokens[Int(next.value) + 1].kind == .arrow
      else { return nil }
      return parseNamelessFunction()
    case .new where (next.kind == .typeName || next.kind == .name) && isOnSameLine(next):
      guard let construct = ForeignWord.construct("new") else { return nil }
      report(.foreign(span(token), written: "new", instead: construct.advice, replacement: nil))
      return missing()
    default: return nil
    }
  }

  /// `Int x` among parameters.
  mutating func parseTypedParameter() {
    let first = token
    let type = parseType()
    let written = spelling(first)
    let place = Span(file: file, start: first.start, end: token.end)
    let meant = "\(spelling(token)): \(ForeignWord.type(written) ?? written)"
    note(
      .foreign(
        place, written: written + " " + spelling(token), instead: "the type stands behind: `\(meant)`",
        replacement: meant))
    let name = expectName()
    pending.append(
      tree.add(.parameter, first.start, previousEnd, a: name.symbol.rawValue, b: type.rawValue).rawValue)
  }

  // MARK: - Prepositions

  /// The preposition that is left out before what stands here, or is meant by the word here, which is skipped: the day of
  /// an interview, the company of a contact. Reports it.
  mutating func missingPreposition(of noun: Word) -> Word? {
    switch token.kind {
    case .newline, .leftBrace, .end, .semicolon, .rightBrace, .rightParenthesis, .comma, .pipe: return nil
    default: break
    }
    guard isOnSameLine(token) else { return nil }
    if at(.name), let meant = meantPreposition(of: noun) {
      note(.foreign(span(token), written: spelling(token), instead: "write `\(meant)`", replacement: meant.rawValue))
      advance()
      return meant
    }
    guard let missing = preposition(of: noun, before: token) else { return nil }
    let place = Span(file: file, start: token.start, end: token.start)
    note(.expected(place, .word(missing.rawValue), found: found))
    unclear.append(span(token))
    return missing
  }

  /// `deadline "x" by 2026-12-01`, `contact "x" from "Acme"`.
  private func meantPreposition(of noun: Word) -> Word? {
    switch (noun, spelling(token)) {
    case (.deadline, "by"), (.deadline, "until"), (.deadline, "before"): .due
    case (.contact, "from"), (.contact, "of"), (.interview, "from"): .at
    case (.note, "about"): .on
    default: nil
    }
  }

  private func preposition(of noun: Word, before token: Token) -> Word? {
    let isDay =
      switch token.kind {
      case .date, .dateTime: true
      case .name: token.word == .next || token.word.isWeekday || ["today", "tomorrow"].contains(spelling(token))
      default: false
      }
    switch noun {
    case .contact: return isText(token) ? .at : nil
    case .interview:
      if isDay { return .on }
      return token.kind == .handle ? .with : token.kind == .duration ? .for : isText(token) ? .at : nil
    case .note: return token.kind == .handle ? .on : nil
    case .deadline: return isDay ? .due : token.kind == .handle ? .for : nil
    default: return nil
    }
  }

  // MARK: - Bindings

  /// `let mut x`: skips `mut`.
  mutating func skipsMutable(behind first: Token) -> Bool {
    guard first.word == .let, spelling(token) == "mut", isOnSameLine(peek()) else { return false }
    let place = Span(file: file, start: first.start, end: token.end)
    note(.foreign(place, written: "let mut", instead: "write `var`", replacement: "var"))
    advance()
    return true
  }

  /// `x := 1`, read as a binding.
  mutating func parseWalrus(_ target: NodeID) -> NodeID {
    noteWalrus(replacement: nil)
    advance()
    advance()
    let value = parseExpression()
    guard tree[target].kind == .name else { return value }
    // Whether the name is there already is not asked: what was meant is not known.
    unclear.append(tree.span(target))
    return tree.add(
      .binding, start(target), previousEnd, op: 1, a: tree[target].a, c: value.rawValue)
  }

  /// The token is the `:`.
  mutating func noteWalrus(replacement: String?) {
    let place = Span(file: file, start: token.start, end: peek().end)
    let advice =
      replacement == nil ? "write `let x = …` for a new name, `x = …` for a `var` that is there" : "write `=`"
    note(.foreign(place, written: ":=", instead: advice, replacement: replacement))
  }

  /// `{ a = 1 }` where a value is wanted, each part of it `name = …`: a record.
  var opensAssignedRecord: Bool {
    guard index > 0, token.value != 0, Int(token.value) < tokens.count else { return false }
    switch tokens[index - 1].kind {
    case .assign, .comma, .colon, .leftParenthesis, .leftBracket, .arrow: break
    default: return false
    }
    var place = index + 1
    var isHead = true
    while place < Int(token.value) {
      switch tokens[place].kind {
      case .newline, .semicolon, .comma: isHead = true
      default:
        if isHead, tokens[place].kind != .name || tokens[place + 1].kind != .assign { return false }
        isHead = false
        let kind = tokens[place].kind
        if kind.opens, tokens[place].value > UInt32(place) { place = Int(tokens[place].value) }
      }
      place += 1
    }
    return Int(token.value) > index + 1
  }

  /// The token is the `=` of a field: all of the record's are told at once, and those of records in it.
  mutating func noteAssignedField(in open: Token) {
    guard token.start >= assignedUntil else { return }
    var signs = [span(token)]
    assignedUntil = token.end
    if Int(open.value) > index {
      assignedUntil = tokens[Int(open.value)].end
      for place in index + 1..<Int(open.value) where tokens[place].kind == .assign && tokens[place - 1].kind == .name {
        switch tokens[place - 2].kind {
        case .leftBrace, .comma, .newline: signs.append(span(tokens[place]))
        default: break
        }
      }
    }
    note(.assignedFields(span(token), signs: signs))
  }

  /// `let (a, b) = p`, `let a, b = p`: each name is declared, for what comes below.
  mutating func parseSeveralNames(_ first: Token) -> NodeID? {
    let isBracketed = at(.leftParenthesis) || at(.leftBracket) || at(.leftBrace)
    guard isBracketed ? token.value != 0 : at(.name) && peek().kind == .comma else { return nil }
    let start = token
    let end = isBracketed ? Int(token.value) : Int.max
    while index < end, !at(.assign), !atEndOfStatement {
      if at(.name) { further.append(declared(first, token)) }
      advance()
    }
    if isBracketed { advance() }
    let isAssigned = consume(.assign)
    note(
      .foreign(
        Span(file: file, start: start.start, end: isAssigned ? token.start : max(previousEnd, start.end)),
        written: "let …, … =",
        instead: "each name is declared by itself: `let a = p[0]`, `let b = r.b`", replacement: nil))
    return isAssigned ? parseExpression() : missing()
  }

  /// `let a = 1, b = 2`; the token is the comma.
  mutating func parseFurtherBindings(_ first: Token) {
    guard peek().kind == .name, peek(2).kind == .assign else { return }
    note(
      .foreign(
        span(token), written: ",",
        instead: "each has a line of its own: `\(first.word.rawValue) \(spelling(peek())) = …`",
        replacement: nil))
    while at(.comma), peek().kind == .name, peek(2).kind == .assign {
      advance()
      let name = token
      advance()
      advance()
      let value = parseExpression()
      further.append(
        tree.add(
          .binding, name.start, previousEnd, op: first.word == .var ? 1 : 0, a: name.value, c: value.rawValue))
    }
  }

  private mutating func declared(_ first: Token, _ name: Token) -> NodeID {
    let value = missing()
    return tree.add(
      .binding, name.start, name.end, op: first.word == .var ? 1 : 0, a: name.value, c: value.rawValue)
  }

  mutating func takeFurther() -> [NodeID] {
    defer { further = [] }
    return further
  }
}
