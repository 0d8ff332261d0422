// The way in to parsing, and what every room of the parser stands on: the current token, reporting, recovery, depth.
// The rooms are extensions, one for each part of the grammar; a function's grammar line stands above it.
// The invariants: every loop moves forward or leaves; every recursion passes `nested`, so that no text can exhaust
// the stack; one cause is reported once, because `isRecovering` silences what follows until a boundary is reached.

import KindlySource

public struct ParseResult {
  public let tree: Tree
  /// In order of their place; the tree holds `missing` nodes where they stand.
  public let errors: [SyntaxError]
  public let warnings: [SyntaxError]
  /// Where the text could not be read: what is found wrong with the tree at these places follows from that.
  public let mistakes: SpanIndex
  /// The text ends where more is needed: in an open bracket or text block, or behind an operator.
  public let isIncomplete: Bool
}

public enum Parser {
  /// What is read when the stop sign comes up is of no use.
  public static func parse(_ file: SourceFile, interner: Interner, stop: StopSign? = nil) -> ParseResult {
    let words = WordTable(interner: interner)
    if file.bytes.count >= smallestAhead,
      let result = parseAhead(file, interner: interner, words: words, stop: stop)
    {
      return result
    }
    return parseInOne(file, interner: interner, words: words, stop: stop)
  }

  /// Lexes it all, then parses it.
  static func parseInOne(
    _ file: SourceFile, interner: Interner, words: WordTable, stop: StopSign? = nil
  ) -> ParseResult {
    let lexed = Lexer.scan(file, interner: interner, words: words, stop: stop)
    return file.bytes.withUnsafeBufferPointer { bytes in
      var parser = TreeParser(bytes: bytes, file: file.id, words: words, stop: stop)
      parser.take(lexed.tokens, lexed.moments, lexed.durations)
      parser.tree.texts = lexed.texts
      parser.tree.integers = lexed.integers
      parser.tree.numbers = lexed.numbers
      parser.tree.comments = lexed.comments
      parser.reserve(tokens: lexed.tokens.count)
      parser.parseFile()
      let errors = merge(lexed, parser.errors, unread: parser.unread, in: file)
      return ParseResult(
        tree: parser.tree, errors: errors, warnings: lexed.warnings,
        mistakes: errors.isEmpty
          ? SpanIndex()
          : SpanIndex(errors.map(\.span) + parser.unclear + lexed.strayQuotes.map { lineStart(of: $0, in: file) }),
        isIncomplete: lexed.isIncomplete || parser.endedEarly)
    }
  }

  /// From the beginning of its line to a quote that was meant to close a text of the line above.
  private static func lineStart(of quote: UInt32, in file: SourceFile) -> Span {
    Span(file: file.id, start: file.lineStarts[file.line(at: quote) - 1], end: quote + 1)
  }

  /// All mistakes in order. On a line with an unclosed text, and at the first token below it, what the parser could
  /// not make sense of follows from that; so does a missing value behind an operator that Kindly does not have.
  private static func merge(
    _ lexed: LexedFile, _ grammatical: [SyntaxError], unread: [Span], in file: SourceFile
  ) -> [SyntaxError] {
    if lexed.errors.isEmpty { return grammatical.sorted { $0.span.start < $1.span.start } }
    var lines = Set(lexed.strayQuotes.map { file.line(at: $0) })
    var places: Set<UInt32> = []
    // What stands behind `//` was meant for a comment.
    var comments: [Int: UInt32] = [:]
    for comment in grammatical where comment.isComment {
      comments[file.line(at: comment.span.start), default: .max].lower(to: comment.span.start)
    }
    let unread = SpanIndex(unread)
    let lexical = lexed.errors.filter { error in
      if unread.holds(error.span.start) { return false }
      return comments.isEmpty || comments[file.line(at: error.span.start)].map { $0 < error.span.start } != true
    }
    for error in lexical {
      switch error {
      case .unterminatedText(let span, _):
        lines.insert(file.line(at: span.start))
        if let next = lexed.tokens.firstOrdered({ $0.end > span.end + 1 }) {
          places.insert(next.start)
        }
      case .foreignOperator(let span, _, _): places.insert(span.end)
      default: break
      }
    }
    let kept = grammatical.filter { error in
      switch error {
      case .expected, .unexpected, .unexpectedInBrackets, .unclosed, .callWithoutParentheses, .foreign,
        .blankBeforeParenthesis:
        error.isComment || !places.contains(error.span.start) && !lines.contains(file.line(at: error.span.start))
      default: true
      }
    }
    return (lexical + kept).sorted { $0.span.start < $1.span.start }
  }
}

extension UInt32 {
  fileprivate mutating func lower(to other: UInt32) { self = Swift.min(self, other) }
}

struct TreeParser {
  /// How deep brackets, blocks and prefix operators may nest.
  static let maximumNesting = 256

  /// Those of the file, or of the part of it that is being parsed; the last one is `end`.
  private(set) var tokens: [Token] = []
  let bytes: UnsafeBufferPointer<UInt8>
  let file: FileID
  let words: WordTable
  let stop: StopSign?
  private(set) var moments: [LexedFile.Moment] = []
  private(set) var durations: [LexedFile.Length] = []
  var tree: Tree
  var errors: [SyntaxError] = []
  /// Beside the places of the errors: what a reported construct holds that would be complained of for it alone.
  var unclear: [Span] = []
  /// What the lexer complained of in these is no mistake.
  var unread: [Span] = []
  var token: Token
  var index = 0
  /// Nothing is reported until a boundary is reached: what follows from a mistake is no mistake.
  var isRecovering = false
  var endedEarly = false
  /// Where a statement begins in spite of what is open around it, or -1.
  var resumesAt = -1
  var depth = 0
  /// In the head of `if`, `while`, `for`, `match`: a `{` begins the body.
  var isHead = false
  /// In the clauses of a rule, which may share a line.
  var isInRule = false
  /// In a record or a call, where a comma belongs to those around.
  var leavesComma = false
  /// Statements that stand in another one: `b = 2` in `let a = 1, b = 2`.
  var further: [NodeID] = []
  /// Where the arms end that are being read, and those of which it has been said how an arm is written.
  var armsEnd: UInt32 = 0
  var armsToldUntil: UInt32 = 0
  /// Where the record ends in which `=` has been reported in the place of `:`.
  var assignedUntil: UInt32 = 0
  /// In a condition, where `=` can only be meant for `==`.
  var assignMeansEqual = false
  /// A bracket is never closed: from there on the lexer no longer tells where lines end.
  var linesMatter = false
  /// How many `(` and `[` have been reported as never closed: so many closing ones may stand about further down.
  var abandoned = 0
  /// Children that are waiting for their list.
  var pending: [UInt32] = []

  init(bytes: UnsafeBufferPointer<UInt8>, file: FileID, words: WordTable, stop: StopSign?) {
    self.bytes = bytes
    self.file = file
    self.words = words
    self.stop = stop
    token = TreeParser.nothing
    tree = Tree(file: file)
  }

  private static let nothing = Token(kind: .end, word: .other, start: 0, end: 0, value: 0)

  /// Begins with other tokens.
  mutating func take(_ tokens: [Token], _ moments: [LexedFile.Moment], _ durations: [LexedFile.Length]) {
    self.tokens = tokens
    self.moments = moments
    self.durations = durations
    index = 0
    token = tokens.first ?? TreeParser.nothing
  }

  mutating func reserve(tokens count: Int) {
    tree.nodes.reserveLarge(count + 1)
    tree.lists.reserveLarge(count / 2)
    tree.declarations.reserveLarge(count / 64)
    tree.functions.reserveLarge(count / 128)
  }

  // MARK: - Tokens

  @inline(__always)
  mutating func advance() {
    if index + 1 < tokens.count { index += 1 }
    token = tokens[index]
  }

  @inline(__always)
  func peek(_ count: Int = 1) -> Token { tokens[min(index + count, tokens.count - 1)] }

  var previousEnd: UInt32 { index > 0 ? tokens[index - 1].end : 0 }

  /// The token stands directly behind the one before, without a blank.
  var isAdjacent: Bool { index > 0 && tokens[index - 1].end == token.start }

  @inline(__always)
  func at(_ kind: TokenKind) -> Bool { token.kind == kind }

  @inline(__always)
  func atKeyword(_ word: Word) -> Bool { token.kind == .keyword && token.word == word }

  @inline(__always)
  func atName(_ word: Word) -> Bool { token.kind == .name && token.word == word }

  mutating func consume(_ kind: TokenKind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  mutating func consumeKeyword(_ word: Word) -> Bool {
    guard atKeyword(word) else { return false }
    advance()
    return true
  }

  mutating func consumeName(_ word: Word) -> Bool {
    guard atName(word) else { return false }
    advance()
    return true
  }

  mutating func skipNewlines() {
    while token.kind == .newline { advance() }
  }

  mutating func skipSeparators() {
    while token.kind == .newline || token.kind == .semicolon { advance() }
  }

  func isText(_ token: Token) -> Bool { token.kind == .text || token.kind == .textOpen }

  /// A line, a block or the file ends here.
  var atEndOfStatement: Bool {
    switch token.kind {
    case .newline, .semicolon, .rightBrace, .end: true
    default: linesMatter && startsLine
    }
  }

  /// The token is the first of its line.
  var startsLine: Bool { index > 0 && bytes[Int(previousEnd)..<Int(token.start)].contains(0x0A) }

  // MARK: - Nodes

  func span(_ token: Token) -> Span { Span(file: file, start: token.start, end: token.end) }

  var name: DeclaredName { DeclaredName(symbol: Symbol(rawValue: token.value), span: span(token)) }

  func start(_ node: NodeID) -> UInt32 { tree.nodes[node.index].start }

  mutating func missing() -> NodeID { tree.add(.missing, token.start, token.start) }

  /// Makes the list of the children pushed since `base`.
  mutating func takeList(from base: Int) -> (start: UInt32, count: UInt32) {
    let start = UInt32(tree.lists.count)
    let count = pending.count - base
    for index in base..<base + count { tree.lists.append(pending[index]) }
    for _ in 0..<count { pending.removeLast() }
    return (start, UInt32(count))
  }

  // MARK: - Reporting

  mutating func report(_ error: SyntaxError) {
    if !isRecovering {
      errors.append(error)
      if case .unclosed(_, let opener, _, _) = error, opener != "{" { abandoned += 1 }
    }
    isRecovering = true
  }

  /// A mistake that says all: what comes next parses on.
  mutating func note(_ error: SyntaxError) {
    if !isRecovering { errors.append(error) }
  }

  /// What stands at the current token, in words.
  var found: String {
    switch token.kind {
    case .end: return "the end of the text"
    case .newline: return "the end of the line"
    case .text, .textOpen: return "a text"
    case .textPiece, .textClose, .interpolationClose: return "the end of the braces"
    default:
      let end = min(token.end, token.start + 40)
      let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[Int(token.start)..<Int(end)]), as: UTF8.self)
      return "`\(text)`"
    }
  }

  mutating func reportExpected(_ what: SyntaxError.Expectation) {
    switch token.kind {
    case .invalid: isRecovering = true
    case .keyword where opensStatementOnNewLine:
      report(.expected(Span(file: file, start: previousEnd, end: previousEnd), what, found: "the end of the line"))
    case .keyword where what == .name: report(.reservedWord(span(token), word: token.word.rawValue))
    case .end, .newline:
      // Something is missing behind the token before, not at the start of the next line.
      report(.expected(Span(file: file, start: previousEnd, end: previousEnd), what, found: found))
    default: report(.expected(span(token), what, found: found))
    }
  }

  mutating func expect(_ kind: TokenKind, _ what: SyntaxError.Expectation) {
    if !consume(kind) { reportExpected(what) }
  }

  /// The closing bracket of the one at `open`.
  mutating func expectCloser(_ kind: TokenKind, of open: Token, _ opener: String, _ closer: String) {
    if consume(kind) { return }
    switch token.kind {
    case .end, .newline, .semicolon, .rightBrace, .rightBracket, .rightParenthesis, .textClose, .interpolationClose:
      if token.kind == .end { isRecovering = isRecovering || hasReportedEnd }
      report(
        .unclosed(
          open: span(open), opener: opener, closer: closer,
          at: Span(file: file, start: previousEnd, end: previousEnd)))
    default:
      if open.value == 0 { reportUnclosed(open, opener, closer) } else { reportUnexpected(inBrackets: true) }
    }
  }

  /// A bracket that nothing closes in the whole text; what stands on the next line is read all the same.
  mutating func reportUnclosed(_ open: Token, _ opener: String, _ closer: String) {
    linesMatter = true
    let place = Span(file: file, start: previousEnd, end: previousEnd)
    report(.unclosed(open: span(open), opener: opener, closer: closer, at: place))
  }

  /// Once the text has ended too early, every open bracket would say so.
  private var hasReportedEnd: Bool {
    switch errors.last {
    case .unclosed(_, _, _, let place): place.end >= previousEnd
    case .tooDeep: true
    default: false
    }
  }

  /// Whether the closing bracket here may be that of one which has been reported as never closed.
  mutating func takesAbandoned() -> Bool {
    guard abandoned > 0 else { return false }
    abandoned -= 1
    return true
  }

  // MARK: - Recovery

  /// A word that begins a statement stands at the head of a line: what an operator above was waiting for is missing.
  var opensStatementOnNewLine: Bool { token.kind == .keyword && token.word.opensStatement && startsLine }

  /// In braces that nothing closes, at the head of a line, what can only stand at the top: they were forgotten above.
  /// Reports that; the reading goes on from here. `allowsStatements`: the braces are a block's.
  mutating func leavesForgotten(_ open: Token, allowsStatements: Bool = false) -> Bool {
    guard open.value == 0, index > 0, token.start > 0, bytes[Int(token.start) - 1] == 0x0A else { return false }
    switch token.kind {
    case .keyword where peek().kind != .colon:
      switch token.word {
      case .fn, .template, .must, .may, .never, .test, .use, .field: break
      case .let, .var, .while, .expect, .for, .if: if allowsStatements { return false }
      default: return false
      }
    case .name where !allowsStatements:
      let isCall = peek().kind == .leftParenthesis && peek().start == token.end
      guard isCall || token.word.isNoun && opensNoun else { return false }
    default: return false
    }
    let end = tokens[index - 1].kind == .newline ? tokens[index - 1].start : previousEnd
    report(.unclosed(open: span(open), opener: "{", closer: "}", at: Span(file: file, start: end, end: end)))
    resumesAt = index
    return true
  }

  /// Whether what was just read has been left like that: what it lacks follows from it.
  var wasForgotten: Bool { index == resumesAt }

  /// Skips to the end of the statement, over whole brackets.
  mutating func synchronize() {
    while !atEndOfStatement, index != resumesAt, !(isRecovering && opensStatementOnNewLine) {
      if at(.rightParenthesis) || at(.rightBracket), !isRecovering, !takesAbandoned() {
        note(.unopened(span(token), closer: found))
      }
      skipToken()
    }
    isRecovering = false
  }

  /// Skips to a comma or a closing bracket of the list that is being read, over whole brackets.
  /// True where the list goes on from there.
  mutating func synchronizeInList(closer: TokenKind, newlinesSeparate: Bool, of open: Token? = nil) -> Bool {
    guard isRecovering else { return true }
    while true {
      switch token.kind {
      case .comma:
        isRecovering = false
        return true
      case .newline where newlinesSeparate:
        isRecovering = false
        return true
      case closer:
        isRecovering = false
        return true
      case .end, .newline, .semicolon, .rightBrace, .rightBracket, .rightParenthesis, .interpolationClose, .textClose:
        return false
      default:
        if let open, open.value == 0, startsLine {
          linesMatter = true
          return false
        }
        skipToken()
      }
    }
  }

  /// Over one token, and over all that stands in it where it is an opening bracket.
  mutating func skipToken() {
    switch token.kind {
    case .leftParenthesis, .leftBracket, .leftBrace, .interpolationOpen, .textOpen:
      if Int(token.value) > index { index = Int(token.value) }
    default: break
    }
    advance()
  }

  // MARK: - Depth

  /// Runs one more level of nesting; too deep, it reports once and skips what stands there.
  mutating func nested(_ parse: (inout TreeParser) -> NodeID) -> NodeID {
    guard depth < TreeParser.maximumNesting else {
      report(.tooDeep(span(token)))
      return skipRest()
    }
    depth += 1
    let node = parse(&self)
    depth -= 1
    return node
  }

  /// As inside brackets, where heads and lists around do not matter.
  mutating func inside(leavesComma inner: Bool, _ parse: (inout TreeParser) -> NodeID) -> NodeID {
    let outer = (isHead, leavesComma, assignMeansEqual)
    (isHead, leavesComma, assignMeansEqual) = (false, inner, false)
    let node = nested(parse)
    (isHead, leavesComma, assignMeansEqual) = outer
    return node
  }

  /// An expression in the head of a statement, behind which `{` begins the body.
  mutating func parseHead() -> NodeID {
    let outer = isHead
    isHead = true
    let node = nested { $0.condition { $0.parseExpression() } }
    isHead = outer
    return node
  }

  /// Where a condition belongs, or may: `=` is taken for `==`.
  @inline(__always)
  mutating func condition(_ parse: (inout TreeParser) -> NodeID) -> NodeID {
    let outer = assignMeansEqual
    assignMeansEqual = true
    let node = parse(&self)
    assignMeansEqual = outer
    return node
  }

  /// Over all that stands before the next boundary.
  private mutating func skipRest() -> NodeID {
    let node = missing()
    while true {
      switch token.kind {
      case .newline, .semicolon, .end, .rightBrace, .rightBracket, .rightParenthesis, .interpolationClose, .textClose:
        return node
      default: skipToken()
      }
    }
  }
}

extension SyntaxError {
  /// A comment as other languages write it.
  fileprivate var isComment: Bool {
    if case .foreign(_, "//", _, _) = self { return true }
    if case .foreign(_, "/*", _, _) = self { return true }
    return false
  }
}
