// The words of the clock: `today`, `tomorrow`, `friday`, `next friday`, and what they mean at a moment.
// Leaves `now` itself, and which clock is in force, to the caller: nothing here reads the machine's clock.

/// A word, or two, that names a date relative to the clock.
public enum ClockWord: Hashable, Sendable {
  case today, tomorrow, yesterday
  /// That weekday, today or the first after today.
  case weekday(Weekday)
  /// The first one strictly after today.
  case next(Weekday)
  /// The newest one strictly before today.
  case last(Weekday)

  /// A single word: `today`, `tomorrow`, `yesterday`, `monday` … `sunday`. Nil for any other.
  public init?(word: some StringProtocol) {
    switch word {
    case "today": self = .today
    case "tomorrow": self = .tomorrow
    case "yesterday": self = .yesterday
    default:
      guard let day = Weekday(word: word) else { return nil }
      self = .weekday(day)
    }
  }

  /// The date it names where today is `today`. Throws `outOfRange` at the ends of the calendar.
  public func date(today: CivilDate) throws(TimeError) -> CivilDate {
    switch self {
    case .today: today
    case .tomorrow: try today.adding(days: 1)
    case .yesterday: try today.adding(days: -1)
    case .weekday(let day): try today.thisOrNext(day)
    case .next(let day): try today.next(day)
    case .last(let day): try today.previous(day)
    }
  }

  /// The date it names at the moment `now`, which carries the user's zone.
  public func date(now: DateTime) throws(TimeError) -> CivilDate { try date(today: now.date) }
}
