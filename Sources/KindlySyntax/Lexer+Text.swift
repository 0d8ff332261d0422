// Texts on one line, raw texts and text blocks, with their escapes and interpolations. A text without interpolation
// becomes one `text` token; one with becomes `textOpen`, pieces and braces in turn, `textClose`.
// What a text block's closing line takes off every line is known only at its end, so its pieces are decoded there.

import KindlySource

/// A text that is open while its interpolation is read.
struct TextFrame {
  var isBlock: Bool
  /// Index of its `textOpen` token.
  var token: Int
  /// Where its pieces begin in `pieces`.
  var firstPiece: Int
  /// How many brackets were open before it.
  var brackets: Int
  /// Offset of its first quote and of its content.
  var start: Int
  var content: Int
}

struct TextPiece {
  var token: Int
  var start: Int
  var end: Int
}

extension Scanner {
  // MARK: - Texts

  mutating func scanText() {
    let start = at
    if byte(at + 1) == 0x22, byte(at + 2) == 0x22 {
      at += 3
      openText(isBlock: true, from: start)
      return scanTextBody()
    }
    // Most texts hold nothing special: they end at the first quote.
    var end = at + 1
    while end < bytes.count {
      let next = bytes[end]
      if next == 0x22 {
        at = end + 1
        return emit(.text, from: start, value: output.texts.append(from: start + 1, to: end))
      }
      if next == 0x5C || next == 0x7B || next == 0x0A { break }
      end += 1
    }
    at += 1
    openText(isBlock: false, from: start)
    scanTextBody()
  }

  private mutating func openText(isBlock: Bool, from start: Int) {
    frames.append(
      TextFrame(
        isBlock: isBlock, token: output.tokens.count, firstPiece: pieces.count, brackets: brackets.count,
        start: start, content: at))
    emit(.textOpen, from: start)
  }

  /// Reads on in the innermost open text, up to its end or to the next interpolation.
  mutating func scanTextBody() {
    guard let frame = frames.last else { return }
    let start = at
    while at < bytes.count {
      switch bytes[at] {
      case 0x5C where byte(at + 1) == UInt8(ascii: "u") && byte(at + 2) == 0x7B:
        at += 3
      case 0x5C:
        at = min(at + 2, bytes.count)
        // The byte behind the backslash may be a line break, which ends a text on one line all the same.
        if !frame.isBlock, bytes[at - 1] == 0x0A { at -= 1 }
      case 0x7B:
        addPiece(start, at)
        brackets.append(
          OpenBracket(
            kind: frame.isBlock ? .blockInterpolation : .lineInterpolation, token: output.tokens.count))
        at += 1
        return emit(.interpolationOpen, from: at - 1)
      case 0x22 where !frame.isBlock:
        addPiece(start, at)
        at += 1
        return closeText(frame, quotes: at - 1)
      case 0x22 where byte(at + 1) == 0x22 && byte(at + 2) == 0x22:
        addPiece(start, at)
        at += 3
        return closeText(frame, quotes: at - 3)
      case 0x0A where !frame.isBlock:
        // The line break breaks it off, with the texts around that are on this line.
        return addPiece(start, at)
      default: at += 1
      }
    }
    addPiece(start, at)
  }

  private mutating func addPiece(_ start: Int, _ end: Int) {
    guard start < end else { return }
    pieces.append(TextPiece(token: output.tokens.count, start: start, end: end))
    output.tokens.append(
      Token(kind: .textPiece, word: .other, start: UInt32(start), end: UInt32(end), value: 0))
  }

  /// All the open texts of this line end with it; the outermost one is the mistake.
  mutating func breakOffLine() {
    while let frame = frames.last, !frame.isBlock {
      breakOff(frame, isSilent: frames.dropLast().last.map { !$0.isBlock } ?? false)
    }
  }

  /// The line above ended in an open text: this quote was meant to close it.
  private func goesOnFromAbove(_ quote: Int) -> Bool {
    guard case .unterminatedText(let above, _)? = output.errors.last, Int(above.end) < quote else { return false }
    return !bytes[Int(above.end) + 1..<quote].contains(0x0A)
  }

  /// The text ends where it must not: at the end of its line, or of the file.
  mutating func breakOff(_ frame: TextFrame, isSilent: Bool) {
    if frame.isBlock {
      if !isSilent { report(.unterminatedTextBlock(span(frame.start, frame.start + 3))) }
      output.isIncomplete = true
    } else if goesOnFromAbove(frame.start) {
      output.strayQuotes.append(UInt32(frame.start))
    } else if !isSilent {
      let brace = brackets.count > frame.brackets ? output.tokens[brackets[frame.brackets].token] : nil
      report(
        .unterminatedText(
          span(frame.start, at), brace: brace.map { Span(file: file, start: $0.start, end: $0.end) }))
    }
    brackets.removeLast(max(0, brackets.count - frame.brackets))
    closeText(frame, quotes: at)
  }

  private mutating func closeText(_ frame: TextFrame, quotes: Int) {
    frames.removeLast()
    if frame.isBlock {
      decodeBlock(frame, quotes: quotes)
    } else {
      for piece in pieces[frame.firstPiece...] {
        output.tokens[piece.token].value = addText(from: piece.start, to: piece.end)
      }
    }
    let count = pieces.count - frame.firstPiece
    pieces.removeLast(count)
    if output.tokens.count == frame.token + 1 + count, count <= 1 {
      // No interpolation: one token for the whole.
      let value = count == 1 ? output.tokens[frame.token + 1].value : addText("")
      output.tokens.removeLast(count + 1)
      return emit(.text, from: frame.start, value: value)
    }
    output.tokens[frame.token].value = UInt32(output.tokens.count)
    emit(.textClose, from: quotes)
  }

  /// Between single quotes everything stands for itself.
  mutating func scanRawText() {
    let start = at
    at += 1
    while at < bytes.count, bytes[at] != 0x27, bytes[at] != 0x0A { at += 1 }
    let end = at
    if byte(at) == 0x27 {
      at += 1
    } else if goesOnFromAbove(start) {
      output.strayQuotes.append(UInt32(start))
    } else {
      report(.unterminatedText(span(start, at), brace: nil))
    }
    emit(.text, from: start, value: output.texts.append(from: start + 1, to: end))
  }

  mutating func scanSmartQuotes() {
    let start = at
    at = scalarEnd(at)
    let content = at
    while at < bytes.count, bytes[at] != 0x0A {
      // All of them are three bytes, E2 80 98 to E2 80 9F.
      if bytes[at] == 0xE2, byte(at + 1) == 0x80, byte(at + 2) & 0xF8 == 0x98 { break }
      at += 1
    }
    let text = slice(content, at)
    if byte(at) == 0xE2 { at += 3 }
    report(.smartQuotes(span(start, at), content: text))
    emit(.text, from: start, value: addText(text))
  }

  /// Between two backticks on one line, as other languages write texts.
  mutating func scanBacktick() {
    let start = at
    var end = at + 1
    while end < bytes.count, bytes[end] != 0x60, bytes[end] != 0x0A { end += 1 }
    guard byte(end) == 0x60 else {
      at += 1
      report(.strayCharacter(span(start, at), text: "`", instead: nil))
      return emit(.invalid, from: start)
    }
    at = end + 1
    let text = slice(start + 1, end)
    report(.smartQuotes(span(start, at), content: text))
    emit(.text, from: start, value: addText(text))
  }

  // MARK: - Escapes

  /// A piece of a text with its escapes resolved.
  private mutating func addText(from start: Int, to end: Int) -> UInt32 {
    var index = start
    while index < end, bytes[index] != 0x5C { index += 1 }
    if index == end { return output.texts.append(from: start, to: end) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(end - start)
    index = start
    while index < end { decodeNext(&index, end, into: &decoded) }
    return addText(String(decoding: decoded, as: UTF8.self))
  }

  /// One byte, or one escape.
  private mutating func decodeNext(_ index: inout Int, _ end: Int, into decoded: inout [UInt8]) {
    guard bytes[index] == 0x5C else {
      decoded.append(bytes[index])
      index += 1
      return
    }
    let start = index
    index += 2
    if start + 1 >= end {
      // The line ends behind the backslash, and the text with it, which has been reported.
      index = end
      return
    }
    switch byte(start + 1) {
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): decoded.append(byte(start + 1))
    case UInt8(ascii: "u"): decodeScalar(from: start, &index, end, into: &decoded)
    default:
      index = min(scalarEnd(min(start + 1, bytes.count)), end)
      if index <= start { index = end }
      report(.unknownEscape(span(start, index), text: slice(start, index)))
    }
  }

  /// `\u{1F600}`
  private mutating func decodeScalar(from start: Int, _ index: inout Int, _ end: Int, into decoded: inout [UInt8]) {
    var value: UInt32 = 0
    var digits = 0
    if index < end, bytes[index] == 0x7B {
      index += 1
      while index < end, let digit = Scanner.hexDigit(bytes[index]) {
        value = digits < 8 ? value << 4 | UInt32(digit) : .max
        digits += 1
        index += 1
      }
      if digits > 0, index < end, bytes[index] == 0x7D, let scalar = Unicode.Scalar(value) {
        index += 1
        return decoded.append(contentsOf: Array(String(scalar).utf8))
      }
      if index < end, bytes[index] == 0x7D { index += 1 }
    }
    report(.invalidScalar(span(start, index)))
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  // MARK: - Text blocks

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Drops the line breaks at both ends and takes the closing line's indentation off every line.
  private mutating func decodeBlock(_ frame: TextFrame, quotes: Int) {
    var contentStart = frame.content
    var index = contentStart
    while index < quotes, isBlank(bytes[index]) || bytes[index] == 0x0D { index += 1 }
    var atLineStart = false
    if index < quotes, bytes[index] == 0x0A {
      contentStart = index + 1
      atLineStart = true
    }
    var margin = quotes
    while margin > frame.content, isBlank(bytes[margin - 1]) { margin -= 1 }
    var contentEnd = quotes
    var indentation = closingIndentation(frame, quotes: quotes)
    if margin > frame.content, bytes[margin - 1] == 0x0A {
      indentation = margin..<quotes
      contentEnd = margin - 1
      if contentEnd > contentStart, bytes[contentEnd - 1] == 0x0D { contentEnd -= 1 }
    }
    var hasReported = false
    for number in frame.firstPiece..<pieces.count {
      let piece = pieces[number]
      let end = min(piece.end, max(contentEnd, piece.start))
      var position = max(piece.start, min(contentStart, end))
      var decoded: [UInt8] = []
      decoded.reserveCapacity(end - position)
      while position < end {
        if atLineStart {
          atLineStart = false
          let line = position
          var margin = indentation.lowerBound
          while margin < indentation.upperBound, position < end, bytes[position] == bytes[margin] {
            position += 1
            margin += 1
          }
          if margin < indentation.upperBound, !hasReported, !endsLine(position, before: quotes) {
            hasReported = true
            report(.underIndented(span(line, max(position, line + 1))))
          }
          continue
        }
        switch bytes[position] {
        case 0x0D where byte(position + 1) == 0x0A: position += 1
        case 0x0A:
          decoded.append(0x0A)
          position += 1
          atLineStart = true
        default: decodeNext(&position, end, into: &decoded)
        }
      }
      output.tokens[piece.token].value = addText(String(decoding: decoded, as: UTF8.self))
    }
  }

  /// What the closing line is indented by, where text stands on it before the quotes.
  private func closingIndentation(_ frame: TextFrame, quotes: Int) -> Range<Int> {
    for piece in pieces[frame.firstPiece...].reversed() {
      guard let lineBreak = bytes[piece.start..<piece.end].lastIndex(of: 0x0A) else { continue }
      var end = lineBreak + 1
      while end < piece.end, isBlank(bytes[end]) { end += 1 }
      return lineBreak + 1..<end
    }
    return quotes..<quotes
  }

  private func endsLine(_ offset: Int, before end: Int) -> Bool {
    var offset = offset
    while offset < end, isBlank(bytes[offset]) || bytes[offset] == 0x0D { offset += 1 }
    return offset >= end || bytes[offset] == 0x0A
  }
}
