// Patterns: what a text looks like, in the small language that most tools share. `.` is any character but a line break;
// `[a-z]`, `[^,]` one of a set; `\d \w \s` a digit, a letter of a word, a blank, in capitals anything else; `^ $ \b` the
// text's ends and a word's border; `a|b` either; `(…)` a part to capture, `(?:…)` one that is not; `* + ? {2,5}` how
// often, with a `?` behind them as few as will do. `(?i)` in front heeds no case, `(?m)` has `^ $` stand at each line's
// ends, `(?s)` has `.` take line breaks too.
// Patterns work on the Unicode scalars of NFC texts. There is nothing in them that would take more time than the
// pattern's length times the text's: no references back, no looking around.

/// A pattern, read and ready.
public struct Pattern: Sendable {
  let program: PatternProgram

  /// Reads a pattern; throws what is wrong with it.
  public init(_ text: String) throws(PatternError) {
    var parser = PatternParser(text)
    let node = try parser.parse()
    program = try PatternProgram(node, groups: parser.groups, flags: parser.flags)
  }

  /// How many parts it captures.
  public var groups: Int { program.groups }

  /// The first match that begins at or after a position: where it begins and ends, then the same of each part it
  /// captures, -1 for one that took no part. `look` is asked now and then whether to go on.
  public func match<E: Error>(
    in scalars: [UInt32], from start: Int = 0, look: () throws(E) -> Void
  ) throws(E) -> [Int]? {
    var search = search(in: scalars)
    return try search.match(from: start, look: look)
  }

  /// Looks for one match after the other in the same text.
  public func search(in scalars: [UInt32]) -> PatternSearch { PatternSearch(PatternMatcher(program, scalars)) }
}

/// A search through one text.
public struct PatternSearch {
  private var matcher: PatternMatcher

  init(_ matcher: PatternMatcher) { self.matcher = matcher }

  /// As `Pattern.match`. How far it has gone counts from match to match, so that `look` is asked however many there are.
  public mutating func match<E: Error>(from start: Int, look: () throws(E) -> Void) throws(E) -> [Int]? {
    try matcher.match(from: start, look: look)
  }
}

/// What is wrong with a pattern.
public struct PatternError: Error, Hashable, Sendable {
  /// One sentence without a full stop.
  public let message: String
  /// At which of its scalars, from 0.
  public let offset: Int
}
