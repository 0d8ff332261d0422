// Whole constructs as other languages write them: `foreach`, `unless`, `switch`, `class`, `def f(x): …`, `x := 1`,
// `for (i = 0; …)`, `case 1:`, and values such as `lambda x: …`. Each is said once, with what Kindly writes for it, and
// read as what was meant where that is a construct of Kindly's. Nothing here is on the way of a correct text.

import KindlyDiagnostics
import KindlySource

extension TreeParser {
  /// What stands behind the word at the head of a statement is nothing that goes on an expression.
  var mayBeForeign: Bool {
    let next = peek()
    switch next.kind {
    case .name, .typeName, .leftBrace, .keyword: return isOnSameLine(next)
    case .leftParenthesis: return next.start > token.end && isOnSameLine(next)
    case .newline, .semicolon, .end, .rightBrace: return !errors.isEmpty && token.end - token.start <= 5
    default: return false
    }
  }

  /// A statement that begins as in another language; nil where it does not.
  mutating func parseForeignStatement() -> NodeID? {
    let next = peek()
    let written = spelling(token)
    if token.kind == .name, next.kind == .name {
      switch token.word {
      case .def, .function, .func: return parseForeignFunction()
      case .const, .val: return parseAs(.let)
      default: break
      }
      if token.word == .other, isCalledBare {
        let name = tree.add(.name, token.start, token.end, a: token.value)
        advance()
        return parseBareCall(name)
      }
    }
    switch next.kind {
    case .newline, .semicolon, .end, .rightBrace: return skipEnd(written)
    case .name where peek(2).kind == .assign:
      // `int x = 1`
      guard let type = ForeignWord.type(written) ?? (token.kind == .typeName ? written : nil), !type.contains("…")
      else { break }
      let place = Span(file: file, start: token.start, end: next.end)
      let declared = "let \(spelling(next)): \(type)"
      note(
        .foreign(place, written: written + " " + spelling(next), instead: "write `\(declared)`", replacement: declared))
      return parseBinding()
    default: break
    }
    guard token.kind == .name, let construct = ForeignWord.construct(written) else { return nil }
    // `do` and `new` are names as good as any: before a parenthesis they may be a function's.
    if next.kind == .leftParenthesis,
      construct.reading == .forever || construct.reading == .nothing && written != "switch"
    {
      return nil
    }
    if construct.reading == .forever, next.kind != .leftBrace { return nil }
    let error = SyntaxError.foreign(
      span(token), written: written, instead: construct.advice, replacement: construct.replacement)
    if construct.reading == .nothing {
      report(error)
      return missing()
    }
    if construct.reading != .function { note(error) }
    switch construct.reading {
    case .loop: return parseFor(isTold: true)
    case .function: return parseForeignFunction()
    case .binding: return parseBinding()
    case .condition: return parseIf()
    case .repetition: return parseWhile()
    default: return parseForever()
    }
  }

  private mutating func parseAs(_ word: Word) -> NodeID {
    note(
      .foreign(
        span(token), written: spelling(token), instead: "write `\(word.rawValue)`", replacement: word.rawValue))
    return word == .fn ? parseFunction() : parseBinding()
  }

  /// `end`, `fi`: behind a block that has been reported they close it.
  private mutating func skipEnd(_ written: String) -> NodeID? {
    guard ["end", "fi", "endif", "esac"].contains(written) else { return nil }
    advance()
    return missing()
  }

  /// `do { … } while x`, `loop { … }`; the token is the word.
  private mutating func parseForever() -> NodeID {
    let start = token.start
    advance()
    let condition = missing()
    let body = parseBlock()
    // What stands behind the braces belongs to it.
    if !atEndOfStatement { isRecovering = true }
    return tree.add(.whileLoop, start, previousEnd, a: condition.rawValue, b: body.rawValue)
  }

  // MARK: - Functions

  /// `def f(x): …`, `function f(x) { … }`.
  private mutating func parseForeignFunction() -> NodeID {
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

  // MARK: - Loops and arms

  /// `for each x`, `for let x`: skips what stands before the name.
  mutating func skipBeforeName(_ isTold: inout Bool) {
    let isEach = at(.name) && peek().kind == .name && spelling(token) == "each"
    guard isEach || atKeyword(.let) || atKeyword(.var) else { return }
    let place = Span(file: file, start: token.start, end: peek().start)
    if !isTold { note(.foreign(place, written: spelling(token), instead: "leave it out", replacement: "")) }
    isTold = true
    advance()
  }

  /// `for x of xs`, `for x <- xs`.
  mutating func skipsForeignIn(_ isTold: Bool) -> Bool {
    let isArrow = at(.less) && peek().kind == .minus && peek().start == token.end
    guard isArrow || at(.name) && ["of", "from"].contains(spelling(token)) else { return false }
    let place = Span(file: file, start: token.start, end: isArrow ? peek().end : token.end)
    let written = isArrow ? "<-" : spelling(token)
    if !isTold { note(.foreign(place, written: written, instead: "write `in`", replacement: "in")) }
    advance()
    if isArrow { advance() }
    return true
  }

  /// `sort name asc`, `sort name descending`; true where it turns the order.
  mutating func skipsForeignOrder() -> Bool {
    let written = spelling(token).lowercased()
    guard ["asc", "ascending", "descending", "desc"].contains(written) else { return false }
    let turns = written.hasPrefix("desc")
    let place = Span(file: file, start: turns ? token.start : previousEnd, end: token.end)
    note(
      .foreign(
        place, written: spelling(token), instead: turns ? "write `desc`" : "leave it out: the least comes first",
        replacement: turns ? "desc" : ""))
    advance()
    return turns
  }

  /// `for (i = 0; …`, `for (let i = 0; …`.
  func countsByHand(_ parenthesis: Token) -> Bool {
    let isDeclared = token.kind == .leftParenthesis && peek().kind == .keyword
    return peek(isDeclared ? 2 : 1).kind == .name && peek(isDeclared ? 3 : 2).kind == .assign
  }

  /// The token is the parenthesis, or the name where there is none; the name is known in the body.
  mutating func parseCountingFor(_ start: UInt32, _ parenthesis: Token?) -> NodeID {
    note(
      .foreign(
        span(parenthesis ?? token), written: parenthesis == nil ? "for i = …" : "for (…; …; …)",
        instead: "write `for i in 0..n { … }`", replacement: nil))
    let name = parenthesis == nil ? token : peek().kind == .keyword ? peek(2) : peek()
    unclear.append(span(name))
    while !at(.rightParenthesis), !at(.end), !at(.leftBrace), parenthesis != nil || !startsLine {
      if at(.leftParenthesis), token.start > (parenthesis ?? token).start { skipToken() } else { advance() }
    }
    if parenthesis != nil { _ = consume(.rightParenthesis) }
    if parenthesis == nil, !at(.leftBrace) { isRecovering = true }
    let source = missing()
    let base = pending.count
    pending.append(name.value)
    let names = takeList(from: base)
    let body = parseBlock()
    return tree.add(.forIn, start, previousEnd, op: 1, a: names.start, b: source.rawValue, c: body.rawValue)
  }

  /// `case 1 => …`, `when 1 => …` in a match.
  mutating func skipCase() {
    guard isOnSameLine(peek()), ["case", "when"].contains(spelling(token)) else { return }
    switch peek().kind {
    case .name, .integer, .number, .text, .textOpen, .date, .keyword, .minus, .typeName: break
    default: return
    }
    if atKeywordBehindCase { return }
    let place = Span(file: file, start: token.start, end: peek().start)
    if token.start >= armsToldUntil {
      note(.foreign(place, written: spelling(token), instead: "an arm is written `pattern => value`", replacement: ""))
    }
    armsToldUntil = max(armsToldUntil, armsEnd)
    advance()
  }

  /// `case if …`: a pattern that binds `case`.
  private var atKeywordBehindCase: Bool {
    peek().kind == .keyword && (peek().word == .if || peek().word == .in || peek().word == .and || peek().word == .or)
  }

  // MARK: - Texts and comments

  /// `f"…"`, `r"…"`: a letter directly before a text.
  mutating func parsePrefixedText(_ name: Token, _ written: String) -> NodeID? {
    guard isText(token), token.start == name.end, ["f", "r", "b", "u", "s"].contains(written.lowercased()) else {
      return nil
    }
    let advice = written.lowercased() == "r" ? "a raw text is written '…'" : "`{…}` in a text is read without it"
    note(.foreign(span(name), written: written + "\"…\"", instead: advice, replacement: nil))
    return parsePrimary()
  }

  /// `/* … */`; the token is the first sign.
  mutating func parseForeignComment(from start: UInt32) -> NodeID {
    let place = Span(file: file, start: start, end: start + 2)
    report(.foreign(place, written: "/*", instead: "a comment begins with `#`, on each line", replacement: nil))
    let node = missing()
    // The lexer has read what stands in it as best it could: its end is looked for in the bytes.
    var end = Int(place.end)
    while end < bytes.count, !(bytes[end] == 0x2F && bytes[end - 1] == 0x2A) { end += 1 }
    if end == bytes.count {
      end = Int(place.end)
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    }
    unread.append(Span(file: file, start: start, end: UInt32(min(end + 1, bytes.count))))
    while !at(.end), token.start <= end { advance() }
    linesMatter = true
    return node
  }

  // MARK: - Arguments

  /// `sort desc name`; the token is `desc`. Whether it stood before the key.
  mutating func skipsLeadingDesc() -> Bool {
    let next = peek()
    guard isOnSameLine(next), next.kind == .name || next.kind == .keyword && next.word == .it else { return false }
    if next.word == .div || next.word == .mod || next.word == .desc { return false }
    let place = Span(file: file, start: token.start, end: next.end)
    let key = spelling(next)
    note(.foreign(place, written: "desc " + key, instead: "write `\(key) desc`", replacement: nil))
    advance()
    return true
  }

  /// `[x * 2 for x in xs]`; the token is the `for`.
  mutating func reportComprehension() {
    if let last = pending.last { unclear.append(tree.span(NodeID(last))) }
    report(
      .foreign(
        span(token), written: "… for … in …", instead: "write `xs | where … | map x -> …`", replacement: nil))
  }
}
