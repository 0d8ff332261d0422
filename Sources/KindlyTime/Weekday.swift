// The seven days of the week, and the search for one of them around a date.
// Invariant: raw values are those of ISO 8601, Monday = 1 to Sunday = 7.

/// A day of the week, Monday = 1 … Sunday = 7.
public enum Weekday: Int, CaseIterable, Hashable, Sendable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday

  /// From 0 (Monday) to 6 (Sunday); anything else is Sunday.
  init(mondayBased index: Int) { self = Weekday(rawValue: index + 1) ?? .sunday }

  /// Saturday or Sunday.
  public var isWeekend: Bool { rawValue >= 6 }

  /// The word of the language for it, such as `friday`.
  public var word: String {
    switch self {
    case .monday: "monday"
    case .tuesday: "tuesday"
    case .wednesday: "wednesday"
    case .thursday: "thursday"
    case .friday: "friday"
    case .saturday: "saturday"
    case .sunday: "sunday"
    }
  }

  /// Nil unless the text is one of `monday` … `sunday`, in lower case.
  public init?(word: some StringProtocol) {
    guard let found = Weekday.allCases.first(where: { $0.word == word }) else { return nil }
    self = found
  }
}

extension CivilDate {
  /// The first such weekday on this date or after it.
  public func thisOrNext(_ day: Weekday) throws(TimeError) -> CivilDate {
    try adding(days: floorMod(day.rawValue - weekday.rawValue, 7))
  }

  /// The first such weekday strictly after this date.
  public func next(_ day: Weekday) throws(TimeError) -> CivilDate {
    try adding(days: floorMod(day.rawValue - weekday.rawValue - 1, 7) + 1)
  }

  /// The newest such weekday strictly before this date.
  public func previous(_ day: Weekday) throws(TimeError) -> CivilDate {
    try adding(days: -(floorMod(weekday.rawValue - day.rawValue - 1, 7) + 1))
  }
}
