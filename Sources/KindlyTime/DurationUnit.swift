// The units durations are written in, as symbols (`45m`, `5bd`) and as words (`45 minutes`, `5 business days`).
// The one place that states them; lexers take their tables from here.

/// A unit of duration literals.
public enum DurationUnit: CaseIterable, Hashable, Sendable {
  case second, minute, hour, day, businessDay, week, month, year

  /// `s m h d bd w mo y`.
  public var symbol: String {
    switch self {
    case .second: "s"
    case .minute: "m"
    case .hour: "h"
    case .day: "d"
    case .businessDay: "bd"
    case .week: "w"
    case .month: "mo"
    case .year: "y"
    }
  }

  /// The singular, such as `minute` or `business day`; the plural adds an `s`.
  public var word: String {
    switch self {
    case .second: "second"
    case .minute: "minute"
    case .hour: "hour"
    case .day: "day"
    case .businessDay: "business day"
    case .week: "week"
    case .month: "month"
    case .year: "year"
    }
  }

  /// Nil unless the text is one of the symbols.
  public init?(symbol: some StringProtocol) {
    guard let unit = DurationUnit.allCases.first(where: { $0.symbol == symbol }) else { return nil }
    self = unit
  }

  /// Nil unless the text is one of the words, in the singular or plural, with one space in `business days`.
  public init?(word: some StringProtocol) {
    let singular = word.hasSuffix("s") ? word.dropLast() : word[...]
    guard let unit = DurationUnit.allCases.first(where: { $0.word == singular }) else { return nil }
    self = unit
  }

  /// True for the units that make a Period: all but seconds, minutes and hours.
  public var isCalendar: Bool {
    switch self {
    case .second, .minute, .hour: false
    case .day, .businessDay, .week, .month, .year: true
    }
  }
}

extension Duration {
  /// `count` of one unit, as a literal writes it. Throws `overflow`.
  public init(_ count: Int, _ unit: DurationUnit) throws(TimeError) {
    switch unit {
    case .second: try self.init(seconds: count)
    case .minute: try self.init(seconds: checkedMultiply(count, 60))
    case .hour: try self.init(seconds: checkedMultiply(count, 3600))
    case .day: try self.init(days: count)
    case .businessDay: try self.init(businessDays: count)
    case .week: try self.init(days: checkedMultiply(count, 7))
    case .month: try self.init(months: count)
    case .year: try self.init(months: checkedMultiply(count, 12))
    }
  }
}
