// From bytes to tokens: blanks, comments, line breaks, words, handles, brackets and operators. Texts are read in
// Lexer+Text.swift, numbers and everything that begins with a digit in Lexer+Number.swift.
// Line breaks are decided here once and for all: a `newline` token is a line break that ends a statement.
// The invariant: the scanner only moves forward, so lexing is linear in the bytes.

import KindlySource

public enum Lexer {
  /// The tokens of a file with its comments among them, for highlighting. Mistakes are passed over.
  public static func tokens(_ file: SourceFile, interner: Interner) -> [Token] {
    let lexed = scan(file, interner: interner, words: WordTable(interner: interner))
    var tokens: [Token] = []
    tokens.reserveCapacity(lexed.tokens.count + lexed.comments.count)
    /// Where each token went: brackets point at the ones that close them.
    var places: [UInt32] = []
    places.reserveCapacity(lexed.tokens.count)
    var comments = lexed.comments[...]
    for token in lexed.tokens {
      while let comment = comments.first, comment.start <= token.start {
        comments.removeFirst()
        let isDocumentation = comment.end - comment.start > 1 && file.bytes[Int(comment.start) + 1] == 0x23
        tokens.append(
          Token(
            kind: isDocumentation ? .docComment : .comment, word: .other, start: comment.start, end: comment.end,
            value: 0))
      }
      places.append(UInt32(tokens.count))
      tokens.append(token)
    }
    for index in tokens.indices where tokens[index].kind.opens {
      tokens[index].value = places[Int(tokens[index].value)]
    }
    return tokens
  }

  static func scan(_ file: SourceFile, interner: Interner, words: WordTable, stop: StopSign? = nil) -> LexedFile {
    file.bytes.withUnsafeBufferPointer { bytes in
      var scanner = Scanner(file, bytes: bytes, interner: interner, words: words, stop: stop)
      scanner.scanFile()
      return scanner.output
    }
  }
}

struct Scanner {
  enum Bracket: UInt8 {
    case parenthesis, bracket, brace
    /// The `{` within a text on one line, and within a text block.
    case lineInterpolation, blockInterpolation

    var isInterpolation: Bool { self == .lineInterpolation || self == .blockInterpolation }
  }

  struct OpenBracket {
    var kind: Bracket
    var token: Int
  }

  let bytes: UnsafeBufferPointer<UInt8>
  let file: FileID
  let interner: Interner
  let words: WordTable
  let stop: StopSign?
  var output: LexedFile
  var names = NameCache()
  var at = 0
  var brackets: [OpenBracket] = []
  var frames: [TextFrame] = []
  /// The pieces of the open texts, innermost last.
  var pieces: [TextPiece] = []
  /// Where the line ended behind which the next token is still to come, or -1.
  private var lineBreak = -1

  /// `bytes` are the file's.
  init(
    _ file: SourceFile, bytes: UnsafeBufferPointer<UInt8>, interner: Interner, words: WordTable, stop: StopSign?,
    tokens: Int? = nil
  ) {
    output = LexedFile(texts: TextTable(bytes: file.bytes))
    self.stop = stop
    self.bytes = bytes
    self.file = file.id
    self.interner = interner
    self.words = words
    output.tokens.reserveCapacity(tokens ?? bytes.count / 3 + 16)
  }

  // MARK: - Bytes

  /// The byte at an offset, 0 past the end.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  func span(_ start: Int, _ end: Int) -> Span { Span(file: file, start: UInt32(start), end: UInt32(end)) }

  func slice(_ start: Int, _ end: Int) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[min(start, end)..<end]), as: UTF8.self)
  }

  /// The offset behind the scalar that begins at an offset.
  func scalarEnd(_ offset: Int) -> Int {
    var end = offset + 1
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }

  mutating func emit(_ kind: TokenKind, from start: Int, value: UInt32 = 0) {
    output.tokens.append(Token(kind: kind, word: .other, start: UInt32(start), end: UInt32(at), value: value))
  }

  mutating func report(_ error: SyntaxError) { output.errors.append(error) }

  mutating func addText(_ text: String) -> UInt32 { output.texts.append(text) }

  var lastKind: TokenKind { output.tokens.last?.kind ?? .newline }

  // MARK: - The file

  mutating func scanFile() {
    _ = scan(atLeast: .max)
    finishPart(isLast: true)
    findInvisible()
  }

  /// Reads on to the end; or, once there are so many tokens, to where a statement at the top begins. False at the end.
  mutating func scan(atLeast count: Int) -> Bool {
    if at == 0, bytes.starts(with: SourceFile.byteOrderMark) { at = 3 }
    while at < bytes.count {
      let next = bytes[at]
      switch next {
      case 0x20, 0x09, 0x0D:
        var end = at + 1
        while end < bytes.count, bytes[end] == 0x20 { end += 1 }
        at = end
      case 0x0A:
        if lineBreak < 0 { lineBreak = at }
        if let frame = frames.last, !frame.isBlock {
          breakOffLine()
          // The braces in a text block that held such a text are closed too, so that the block goes on.
          if let top = brackets.last, top.kind == .blockInterpolation {
            finish(top, .interpolationClose, from: at)
            scanTextBody()
            continue
          }
        }
        at += 1
      case 0x23:
        scanComment()
      default:
        if lineBreak >= 0 {
          finishLine(at: lineBreak)
          lineBreak = -1
          if let stop, stop.isUp {
            at = bytes.count
            break
          }
          if output.tokens.count >= count, beginsAfresh { return true }
        }
        scanToken(next)
      }
    }
    return false
  }

  /// Whether what begins at `at` goes on with nothing above it: a word at the head of a line behind a whole statement.
  private var beginsAfresh: Bool {
    guard brackets.isEmpty, frames.isEmpty, lastKind == .newline, bytes[at - 1] == 0x0A, bytes[at] >= 0x61,
      bytes[at] <= 0x7A
    else { return false }
    return !(spells("catch") || spells("else") || spells("elif") || spells("elsif") || spells("elseif"))
  }

  /// Puts an `end` behind the tokens, and at the end of the file closes what is still open.
  mutating func finishPart(isLast: Bool) {
    guard isLast else { return emit(.end, from: at) }
    // What is opened in a text that is never closed was most likely never meant to be opened.
    while let frame = frames.last { breakOff(frame, isSilent: frames.count > 1) }
    if !brackets.isEmpty || isContinued(by: output.tokens.last) { output.isIncomplete = true }
    emit(.end, from: at)
  }

  private mutating func scanComment() {
    let start = at
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    at = end
    if at > start, bytes[at - 1] == 0x0D { at -= 1 }
    output.comments.append(span(start, at))
  }

  // MARK: - Line breaks

  private mutating func isContinued(by last: Token?) -> Bool {
    guard let last else { return false }
    if last.kind.continuesLine { return true }
    switch last.word {
    case .and, .or, .not, .in: return last.kind == .keyword
    case .div, .mod: return last.kind == .name && operandStandsBeforeLast()
    default: return false
    }
  }

  /// `div` and `mod` are operators where something to divide stands before them.
  private mutating func operandStandsBeforeLast() -> Bool {
    guard output.tokens.count >= 2 else { return false }
    let before = output.tokens[output.tokens.count - 2]
    switch before.kind {
    case .name, .handle, .integer, .number, .duration, .rightParenthesis, .rightBracket, .rightBrace: return true
    case .keyword: return before.word == .it
    default: return false
    }
  }

  /// A line has ended and the next one begins at `at`: a `newline` token if that ends a statement.
  private mutating func finishLine(at lineBreak: Int) {
    guard let last = output.tokens.last, last.kind != .newline, last.kind != .semicolon else { return }
    if let top = brackets.last, top.kind != .brace {
      // A word that cannot stand in brackets at the head of a line: a bracket was left open above. Closing it here
      // keeps the rest of the file apart from that mistake.
      guard top.kind != .blockInterpolation, opensStatementHere else { return }
      while let open = brackets.last, open.kind == .parenthesis || open.kind == .bracket { brackets.removeLast() }
    } else {
      if isContinued(by: last) || continuesHere() { return }
    }
    output.tokens.append(
      Token(kind: .newline, word: .other, start: UInt32(lineBreak), end: UInt32(lineBreak + 1), value: 0))
  }

  /// Whether the line that begins at `at` goes on with the statement above.
  private mutating func continuesHere() -> Bool {
    switch bytes[at] {
    case 0x7C, 0x2E: return true
    case 0x3F: return byte(at + 1) == 0x2E || byte(at + 1) == 0x3F
    case UInt8(ascii: "a"): return spells("and")
    case UInt8(ascii: "o"): return spells("or")
    case UInt8(ascii: "e"):
      guard spells("else") else { return false }
      var next = at + 4
      while byte(next) == 0x20 || byte(next) == 0x09 { next += 1 }
      return !(byte(next) == 0x3D && byte(next + 1) == 0x3E)
    default: return false
    }
  }

  private func spells(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard at + count <= bytes.count else { return false }
    for index in 0..<count where bytes[at + index] != word.utf8Start[index] { return false }
    return !Scanner.isNamePart(byte(at + count))
  }

  private var opensStatementHere: Bool {
    guard bytes[at] >= 0x61, bytes[at] <= 0x7A else { return false }
    var end = at
    while Scanner.isNamePart(byte(end)), end - at < 10 { end += 1 }
    let symbol = interner.intern(UnsafeBufferPointer(rebasing: bytes[at..<end]))
    return words.word(symbol.rawValue).opensStatement
  }

  // MARK: - Tokens

  @inline(__always)
  static func isNamePart(_ byte: UInt8) -> Bool {
    // Digits are in the lower half of ASCII; letters and `_` in the upper one, a bit for each.
    byte < 0x40
      ? byte &- 0x30 < 10 : byte < 0x80 && (0x07FF_FFFE_87FF_FFFE as UInt64) >> UInt64(byte & 0x3F) & 1 != 0
  }

  private mutating func scanToken(_ first: UInt8) {
    switch first {
    case 0x61...0x7A, 0x5F, 0x41...0x5A: scanWord(first)
    case 0x30...0x39: scanNumber()
    case UInt8(ascii: "\""): scanText()
    case UInt8(ascii: "'"): scanRawText()
    case UInt8(ascii: "@"): scanHandle()
    case UInt8(ascii: "("): open(.parenthesis, .leftParenthesis)
    case UInt8(ascii: "["): open(.bracket, .leftBracket)
    case UInt8(ascii: "{"): open(.brace, .leftBrace)
    case UInt8(ascii: ")"): close(.parenthesis, .rightParenthesis)
    case UInt8(ascii: "]"): close(.bracket, .rightBracket)
    case UInt8(ascii: "}"): close(.brace, .rightBrace)
    default: scanOperator(first)
    }
  }

  private mutating func scanWord(_ first: UInt8) {
    let start = at
    var end = start + 1
    while end < bytes.count, Scanner.isNamePart(bytes[end]) { end += 1 }
    at = end
    if byte(end) >= 0x80, startsLetter(end) { return scanForeignName(from: start) }
    let symbol = names.symbol(in: bytes, start, end, interner: interner)
    if first >= 0x41, first <= 0x5A { return emit(.typeName, from: start, value: symbol) }
    let word = words.word(symbol)
    let kind: TokenKind = word.isReserved ? .keyword : .name
    output.tokens.append(Token(kind: kind, word: word, start: UInt32(start), end: UInt32(at), value: symbol))
  }

  private mutating func scanHandle() {
    let start = at
    at += 1
    let first = byte(at)
    guard (first >= 0x61 && first <= 0x7A) || (first >= 0x30 && first <= 0x39) else {
      while Scanner.isNamePart(byte(at)) || byte(at) == 0x2D { at += 1 }
      report(.invalidHandle(span(start, at), text: slice(start, at)))
      return emit(.handle, from: start)
    }
    while at < bytes.count {
      let next = bytes[at]
      guard (next >= 0x61 && next <= 0x7A) || (next >= 0x30 && next <= 0x39) || next == 0x5F || next == 0x2D
      else { break }
      at += 1
    }
    if Scanner.isNamePart(byte(at)) {
      while Scanner.isNamePart(byte(at)) || byte(at) == 0x2D { at += 1 }
      report(.invalidHandle(span(start, at), text: slice(start, at)))
    }
    emit(.handle, from: start, value: names.symbol(in: bytes, start + 1, at, interner: interner))
  }

  // MARK: - Brackets

  private mutating func open(_ bracket: Bracket, _ kind: TokenKind) {
    brackets.append(OpenBracket(kind: bracket, token: output.tokens.count))
    at += 1
    emit(kind, from: at - 1)
  }

  private mutating func close(_ bracket: Bracket, _ kind: TokenKind) {
    let start = at
    at += 1
    if let top = brackets.last, top.kind == bracket {
      return finish(top, kind, from: start)
    }
    if bracket == .brace, let top = brackets.last, top.kind.isInterpolation {
      finish(top, .interpolationClose, from: start)
      return scanTextBody()
    }
    // Not the innermost one: what stands open above it was forgotten, unless nothing near fits.
    var depth = brackets.count
    let floor = max(0, brackets.count - 300)
    while depth > floor {
      let open = brackets[depth - 1]
      let fits = open.kind == bracket || (bracket == .brace && open.kind.isInterpolation)
      if fits {
        brackets.removeLast(brackets.count - depth)
        if open.kind.isInterpolation {
          finish(open, .interpolationClose, from: start)
          return scanTextBody()
        }
        return finish(open, kind, from: start)
      }
      if open.kind.isInterpolation { break }
      depth -= 1
    }
    emit(kind, from: start)
  }

  private mutating func finish(_ open: OpenBracket, _ kind: TokenKind, from start: Int) {
    brackets.removeLast()
    output.tokens[open.token].value = UInt32(output.tokens.count)
    emit(kind, from: start)
  }

  // MARK: - Operators

  private mutating func take(_ count: Int, _ kind: TokenKind) {
    at += count
    emit(kind, from: at - count)
  }

  private mutating func scanOperator(_ first: UInt8) {
    let second = byte(at + 1)
    switch first {
    case UInt8(ascii: ","): take(1, .comma)
    case UInt8(ascii: ";"): take(1, .semicolon)
    case UInt8(ascii: ":"): take(1, .colon)
    case UInt8(ascii: "+"): take(1, .plus)
    case UInt8(ascii: "/"): take(1, .slash)
    case UInt8(ascii: "*"): take(1, .star)
    case UInt8(ascii: "-"): second == 0x3E ? take(2, .arrow) : take(1, .minus)
    case UInt8(ascii: "=") where second == 0x3D && byte(at + 2) == 0x3D: foreign(3, "==", .equal)
    case UInt8(ascii: "="): second == 0x3D ? take(2, .equal) : second == 0x3E ? take(2, .fatArrow) : take(1, .assign)
    case UInt8(ascii: "."): second == 0x2E ? take(2, .range) : take(1, .dot)
    case UInt8(ascii: "<") where second == 0x3E: foreign(2, "!=", .notEqual)
    case UInt8(ascii: "<"): second == 0x3D ? take(2, .lessOrEqual) : take(1, .less)
    case UInt8(ascii: ">"):
      if let last = output.tokens.last, Int(last.end) == at,
        last.kind == .typeName || last.kind == .question || last.kind == .typeClose || last.kind == .rightBrace
      {
        take(1, .typeClose)
      } else {
        second == 0x3D ? take(2, .greaterOrEqual) : take(1, .greater)
      }
    case UInt8(ascii: "?"):
      second == 0x2E && byte(at + 2) != 0x2E
        ? take(2, .questionDot) : second == 0x3F ? take(2, .coalesce) : take(1, .question)
    case UInt8(ascii: "!") where second == 0x3D && byte(at + 2) == 0x3D: foreign(3, "!=", .notEqual)
    case UInt8(ascii: "!"): second == 0x3D ? take(2, .notEqual) : foreign(1, "not", .not)
    case UInt8(ascii: "&"): foreign(second == 0x26 ? 2 : 1, "and", .and)
    case UInt8(ascii: "|"): second == 0x7C ? foreign(2, "or", .or) : take(1, .pipe)
    case UInt8(ascii: "%"): foreign(1, "mod", .mod)
    default: scanStray()
    }
  }

  /// An operator of other languages: reported, and read as the word that Kindly has for it.
  private mutating func foreign(_ count: Int, _ instead: String, _ word: Word) {
    let start = at
    at += count
    report(.foreignOperator(span(start, at), written: slice(start, at), instead: instead))
    output.tokens.append(
      Token(
        kind: word.isReserved ? .keyword : .name, word: word, start: UInt32(start), end: UInt32(at),
        value: words.symbol(word).rawValue))
  }

  private mutating func foreign(_ count: Int, _ instead: String, _ kind: TokenKind) {
    report(.foreignOperator(span(at, at + count), written: slice(at, at + count), instead: instead))
    take(count, kind)
  }

  // MARK: - What is not Kindly

  /// Whether the scalar at an offset is a letter beyond ASCII, which may stand in texts alone.
  private func startsLetter(_ offset: Int) -> Bool {
    slice(offset, scalarEnd(offset)).unicodeScalars.first?.properties.isAlphabetic ?? false
  }

  private mutating func scanForeignName(from start: Int) {
    while at < bytes.count, Scanner.isNamePart(bytes[at]) || (bytes[at] >= 0x80 && startsLetter(at)) {
      at = scalarEnd(at)
    }
    report(.strayCharacter(span(start, at), text: slice(start, at), instead: nil))
    emit(.invalid, from: start)
  }

  private mutating func scanStray() {
    let start = at
    let end = scalarEnd(at)
    let scalar = slice(start, end).unicodeScalars.first?.value ?? 0
    switch scalar {
    case 0x201C, 0x201D, 0x201E, 0x2018, 0x2019: scanSmartQuotes()
    case 0x60: scanBacktick()
    case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000:
      at = end
      report(.strayCharacter(span(start, at), text: "a blank that is no ordinary blank", instead: " "))
    case 0x2010...0x2015, 0x2212:
      at = end
      report(.strayCharacter(span(start, at), text: slice(start, end), instead: "-"))
      emit(.minus, from: start)
    case _ where Invisible(scalar) != nil: scanInvisible(scalar)
    default:
      at = end
      if scalar >= 0x80, startsLetter(start) { return scanForeignName(from: start) }
      // A run of strays is one mistake.
      while at < bytes.count, byte(at) == byte(start), scalar < 0x80 { at += 1 }
      let text = scalar < 0x20 || scalar == 0x7F ? "a control character" : slice(start, end)
      report(.strayCharacter(span(start, at), text: text, instead: nil))
      emit(.invalid, from: start)
    }
  }
}
