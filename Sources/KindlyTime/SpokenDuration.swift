// Lengths of time as people write them: `1h 30m`, `90 minutes`, `two business days`, `half an hour`.
// What `print` prints is read as well. Nothing is guessed: a number without a unit is no length.

extension Duration {
  /// The length that a text names, such as `1h 30m`, `1.5 hours` or `2 business days`; nil where it names none or one
  /// of its parts overflows.
  public init?(spoken text: some StringProtocol) {
    guard var reader = SpokenReader(text), !reader.isAtEnd else { return nil }
    var sum: Duration?
    while !reader.isAtEnd {
      if sum != nil {
        _ = reader.accept(sign: ",")
        _ = reader.accept("and")
      }
      guard let part = reader.readDurationPart() else { return nil }
      guard let before = sum else {
        sum = part
        continue
      }
      guard let next = try? before + part else { return nil }
      sum = next
    }
    guard let sum else { return nil }
    self = sum
  }
}

extension SpokenReader {
  /// A number and its unit: `90 minutes`, `-30m`, `1.5h`, `half an hour`.
  fileprivate mutating func readDurationPart() -> Duration? {
    if accept("half") {
      _ = accept("an", "a")
      guard accept("hour") else { return nil }
      return try? Duration(30, .minute)
    }
    let isNegative = accept(sign: "-")
    if !isNegative { _ = accept(sign: "+") }
    guard let count = readCount() else { return nil }
    let fraction = readFraction()
    guard let unit = readUnit(), let whole = try? Duration(isNegative ? -count : count, unit) else { return nil }
    guard let fraction else { return whole }
    // A part of a month or of a business day is no length; a part of a week is none either, lest it lose its kind.
    guard !unit.isCalendar, let one = try? Duration(isNegative ? -1 : 1, unit),
      let rest = try? one.multiplied(by: fraction)
    else { return nil }
    return try? whole + rest
  }

  /// The `.5` of `1.5`, nil where there is none.
  private mutating func readFraction() -> Double? {
    attempt { reader in
      guard !reader.isAfterBlank, reader.accept(sign: "."), !reader.isAfterBlank, let digits = reader.readDigits()
      else { return nil }
      return (0..<digits.count).reduce(Double(digits.value)) { value, _ in value / 10 }
    }
  }

  /// The name of a unit, in one of the ways in which it is written.
  mutating func readUnit() -> DurationUnit? {
    attempt { reader in
      guard let word = reader.readLetters() else { return nil }
      switch word {
      case "s", "sec", "secs", "second", "seconds": return .second
      case "m", "min", "mins", "minute", "minutes": return .minute
      case "h", "hr", "hrs", "hour", "hours": return .hour
      case "d", "day", "days": return .day
      case "bd", "workday", "workdays": return .businessDay
      case "business", "working": return reader.accept("day", "days") ? .businessDay : nil
      case "w", "wk", "wks", "week", "weeks": return .week
      case "mo", "mos", "mth", "mths", "month", "months": return .month
      case "y", "yr", "yrs", "year", "years": return .year
      default: return nil
      }
    }
  }
}
