// Lexes a large source on a thread of its own, ahead of the parser, so that both work at once. It hands over parts that
// each end before a statement at the top begins, with an `end` behind them: the tokens of one part point at no others.
// For sources without a mistake alone: at the first one it gives up, and the source is read again from its beginning,
// where everything that is to be said about a mistake is at hand.
// While it runs nobody else may ask the interner; the parser asks nothing of it.

import Dispatch
import KindlySource

final class LexerAhead: @unchecked Sendable {
  struct Part {
    var tokens: [Token] = []
    var moments: [LexedFile.Moment] = []
    var durations: [LexedFile.Length] = []
    var comments: [Span] = []
    var isLast = false
  }

  /// What the parser needs only at the end.
  struct Rest {
    var texts: TextTable
    var integers: [Int64]
    var numbers: [Double]
    var isIncomplete: Bool
  }

  /// A place that belongs to the lexer until it is filled, and then to the parser until it is free again.
  private final class Slot {
    var part = Part()
  }

  private let file: SourceFile
  private let interner: Interner
  private let words: WordTable
  /// How many tokens a part has at least, the last one aside.
  private let partSize: Int

  private let slots = (0..<8).map { _ in Slot() }
  private let filled = DispatchSemaphore(value: 0)
  private let free = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)
  private var taken = 0
  private let mutex = DispatchSemaphore(value: 0)
  private var isCancelled = false
  /// There once the last part is; nil where there is a mistake.
  private var rest: Rest?

  init(_ file: SourceFile, interner: Interner, words: WordTable, partSize: Int) {
    self.file = file
    self.interner = interner
    self.words = words
    self.partSize = partSize
    // A semaphore that is given up below the value that it was made with is an error of the program: they begin at 0.
    mutex.signal()
    for _ in slots { free.signal() }
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      run()
      done.signal()
    }
  }

  // MARK: - The parser's side

  /// Swaps a part that has been parsed for the next one. False where there is none, for want of more or for a mistake.
  func next(_ part: inout Part) -> Bool {
    if part.isLast { return false }
    filled.wait()
    let slot = slots[taken % slots.count]
    taken += 1
    swap(&slot.part, &part)
    free.signal()
    return !part.tokens.isEmpty
  }

  /// Waits until the lexer has ended; what is left, nil where there was a mistake.
  func finish() -> Rest? {
    mutex.wait()
    isCancelled = true
    mutex.signal()
    free.signal()
    done.wait()
    return rest
  }

  // MARK: - The lexer's side

  private var goesOn: Bool {
    free.wait()
    mutex.wait()
    defer { mutex.signal() }
    return !isCancelled
  }

  private func run() {
    file.bytes.withUnsafeBufferPointer { bytes in
      var scanner = Scanner(file, bytes: bytes, interner: interner, words: words, stop: nil, tokens: 0)
      scanner.output.texts.reserve(bytes.count / 32)
      scanner.output.integers.reserveLarge(bytes.count / 32)
      var number = 0
      while goesOn {
        let slot = slots[number % slots.count]
        number += 1
        slot.part.tokens.reserveCapacity(partSize + 512)
        scanner.reuse(&slot.part)
        let isLast = !scanner.scan(atLeast: partSize)
        scanner.finishPart(isLast: isLast)
        // Which of them stand in texts and comments is told by all tokens.
        let holdsInvisible = isLast && !scanner.invisiblePlaces().isEmpty
        guard scanner.output.errors.isEmpty, !holdsInvisible, scanner.output.strayQuotes.isEmpty else {
          slot.part = Part(isLast: true)
          filled.signal()
          return
        }
        scanner.hand(over: &slot.part, isLast: isLast)
        if isLast {
          rest = Rest(
            texts: scanner.output.texts, integers: scanner.output.integers, numbers: scanner.output.numbers,
            isIncomplete: scanner.output.isIncomplete)
        }
        filled.signal()
        if isLast { return }
      }
    }
  }
}

extension Scanner {
  /// Takes over the room of a part that has been parsed.
  fileprivate mutating func reuse(_ part: inout LexerAhead.Part) {
    part.tokens.removeAll(keepingCapacity: true)
    part.comments.removeAll(keepingCapacity: true)
    part.moments.removeAll(keepingCapacity: true)
    part.durations.removeAll(keepingCapacity: true)
    exchange(&part)
  }

  fileprivate mutating func hand(over part: inout LexerAhead.Part, isLast: Bool) {
    exchange(&part)
    part.isLast = isLast
  }

  private mutating func exchange(_ part: inout LexerAhead.Part) {
    swap(&output.tokens, &part.tokens)
    swap(&output.comments, &part.comments)
    swap(&output.moments, &part.moments)
    swap(&output.durations, &part.durations)
  }
}

extension Parser {
  /// Sources below this are read sooner by one thread.
  static let smallestAhead = 1 << 18

  /// Parses while a lexer works ahead; nil where there is any mistake, or where it was stopped.
  static func parseAhead(
    _ file: SourceFile, interner: Interner, words: WordTable, stop: StopSign?, partSize: Int = 8192
  ) -> ParseResult? {
    let lexer = LexerAhead(file, interner: interner, words: words, partSize: partSize)
    return file.bytes.withUnsafeBufferPointer { bytes in
      var parser = TreeParser(bytes: bytes, file: file.id, words: words, stop: stop)
      parser.reserve(tokens: bytes.count / 3)
      var part = LexerAhead.Part()
      while lexer.next(&part) {
        parser.tree.comments += part.comments
        parser.take(part.tokens, part.moments, part.durations)
        parser.parseFile()
        // The room goes back to the lexer; nobody else may hold it then.
        parser.take([], [], [])
        if !parser.errors.isEmpty || parser.endedEarly { break }
        if let stop, stop.isUpNow { break }
      }
      guard let rest = lexer.finish(), part.isLast, parser.errors.isEmpty, !parser.endedEarly, !rest.isIncomplete else {
        return nil
      }
      parser.tree.texts = rest.texts
      parser.tree.integers = rest.integers
      parser.tree.numbers = rest.numbers
      return ParseResult(tree: parser.tree, errors: [], warnings: [], mistakes: SpanIndex(), isIncomplete: false)
    }
  }
}
