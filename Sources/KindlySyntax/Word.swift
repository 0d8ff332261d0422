// The words that the grammar knows, reserved ones and those that mean something only where they stand, and the table
// that finds them by symbol. Which place gives a word its meaning is the parser's business.

import KindlyCatalog
import KindlySource

public enum Word: String, CaseIterable, Sendable {
  /// Any other name.
  case other = ""

  // MARK: Reserved
  case and, or, not, `in`, `if`, `else`, `for`, `while`, match, `let`, `var`, fn, use, `return`, `break`, `continue`
  case `true`, `false`, nothing, it, `try`, `catch`, fail, field, template, must, may, never, test, expect

  // MARK: Operators that are names elsewhere
  case div, mod, ago, from, now, next

  // MARK: Nouns, prepositions, clauses
  case contact, interview, note, deadline, me
  case at, `as`, on, with, via, due
  case because, despite, its, records
  case until, expires, `do`, when, approval
  case subject, kind, channel

  // MARK: Commands
  case done, dismiss, snooze, mark, edit, rename, why, explain, off, remind

  // MARK: Verbs (some are commands too)
  case `where`, sort, select, take, skip, first, last, count, sum, average, min, max, any, all, none
  case map, flatten, distinct, reverse, group, join, each, search, update, remove
  case draft, approve, send, perform, cancel, show, to, save, chart
  case desc

  // MARK: Units and weekdays
  case second, seconds, minute, minutes, hour, hours, day, days, week, weeks, month, months, year, years, business
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday

  // MARK: From other languages, for a better message
  case elif, elsif, elseif, def, function, `func`, const, val, lambda, new

  public var isReserved: Bool { isFrom(.and, to: .expect) }

  /// Known for the sake of a message alone.
  var isForeign: Bool { isFrom(.elif, to: .new) }

  var isWeekday: Bool { isFrom(.monday, to: .sunday) }

  var isNoun: Bool { isFrom(.contact, to: .me) }

  var isPreposition: Bool { (isFrom(.at, to: .due)) || self == .for }

  /// The command that it begins when what that is about follows.
  var command: Command? { Word.commands[Int(order)] }

  private static let commands: [Command?] = allCases.map { Command(rawValue: $0.rawValue) }

  /// Whether it begins a clause of some command.
  var opensCommandClause: Bool { Word.clauseWords[Int(order)] }

  private static let clauseWords: [Bool] = allCases.map { Command.clauseWords.contains($0.rawValue) }

  /// Reserved words that stand at the head of a statement and nowhere else.
  var opensStatement: Bool {
    switch self {
    case .let, .var, .fn, .while, .use, .field, .template, .must, .may, .never, .test, .expect: true
    default: false
    }
  }

  var unit: DurationUnit? {
    switch self {
    case .second, .seconds: .seconds
    case .minute, .minutes: .minutes
    case .hour, .hours: .hours
    case .day, .days: .days
    case .week, .weeks: .weeks
    case .month, .months: .months
    case .year, .years: .years
    default: nil
    }
  }

  private func isFrom(_ first: Word, to last: Word) -> Bool { order >= first.order && order <= last.order }

  /// An enumeration without associated values is stored as its ordinal; a test holds this to `allCases`.
  var order: UInt8 { unsafeBitCast(self, to: UInt8.self) }
}

/// Finds the word of a symbol; one for each interner and parse.
struct WordTable {
  private var words: [Word]
  private let symbols: [Symbol]

  init(interner: Interner) {
    let symbols = Word.allCases.map { interner.intern($0.rawValue) }
    let last = symbols.map(\.rawValue).max() ?? 0
    words = Array(repeating: .other, count: Int(last) + 1)
    for (word, symbol) in zip(Word.allCases, symbols) { words[Int(symbol.rawValue)] = word }
    words[0] = .other
    self.symbols = symbols
  }

  func word(_ symbol: UInt32) -> Word {
    Int(symbol) < words.count ? words[Int(symbol)] : .other
  }

  func symbol(_ word: Word) -> Symbol { symbols[Int(word.order)] }
}
