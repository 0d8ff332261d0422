// The words for every TimeError, in one place and in the user's terms.
// Decides nothing: the cases and when they occur stand elsewhere.

extension TimeError {
  /// One sentence in the user's words, without a full stop.
  public var message: String {
    switch self {
    case .outOfRange:
      "the date leaves the years 1 to 9999"
    case .overflow:
      "the duration is too long: one of its parts leaves the 64-bit whole numbers"
    case .notComparable(let a, let b):
      "`\(a)` and `\(b)` cannot be compared: months order only against months, and business days against business days"
    case .divisionByZero:
      "division by a duration of zero"
    case .noFixedLength(let d):
      "`\(d)` has no fixed length: months and business days differ from one another"
    case .notWhole(let d, let factor):
      "`\(factor) * \(d)` is not a whole number of days, business days or months"
    case .notFinite:
      "a duration cannot be multiplied by a number that is not finite"
    case .unknownPatternField(let field):
      "`\(field)` means nothing in a date pattern; quote text as in `'at'`"
    case .missingPart(let field, let subject):
      "`\(field)` asks for what a \(subject.rawValue) does not have"
    case .unclosedQuote:
      "the date pattern has a `'` that is never closed; write `''` for an apostrophe"
    case .noHolidays(let sentence):
      sentence
    }
  }
}

extension TimeError: CustomStringConvertible {
  public var description: String { message }
}
