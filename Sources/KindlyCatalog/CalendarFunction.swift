// Functions that make dates, ask the calendar in force, and read what people write. What they mean is KindlyTime's.

public enum CalendarFunction: String, BuiltinTopic {
  case date, time
  case atTime = "at_time"
  case week, quarter
  case startOf = "start_of"
  case endOf = "end_of"
  case businessDay = "business_day"
  case holidays
  case parseDate = "parse_date"
  case parseDuration = "parse_duration"

  public var spec: BuiltinSpec {
    switch self {
    case .date:
      BuiltinSpec(
        "date(year: Int, month: Int, day: Int) -> Date",
        summary: "The date of a year, a month and a day.",
        example: "date(2026, 11, 24)", prints: "2026-11-24",
        fails: "a day that does not exist, such as `date(2026, 2, 30)`")
    case .time:
      BuiltinSpec(
        "time(hour: Int, minute: Int) -> Time", "time(hour: Int, minute: Int, second: Int) -> Time",
        summary: "A time of day.", example: "time(17, 30)", prints: "17:30",
        fails: "an hour beyond 23, a minute beyond 59")
    case .atTime:
      BuiltinSpec(
        "at_time(date: Date, time: Time) -> DateTime",
        summary: "The moment of a date and a time, in your zone: what `friday 17:00` is to literals.",
        example: "at_time(2026-11-24, time(17, 30))", prints: "2026-11-24 17:30")
    case .week:
      BuiltinSpec(
        "week(date: Date) -> Int", "week(moment: DateTime) -> Int",
        summary:
          "The number of the week, as in ISO 8601: weeks begin on Monday, and the first has the year's first Thursday.",
        example: "week(2027-01-01)", prints: "53")
    case .quarter:
      BuiltinSpec(
        "quarter(date: Date) -> Int", "quarter(moment: DateTime) -> Int",
        summary: "The quarter of the year, 1 to 4.",
        example: "quarter(2026-11-24)", prints: "4")
    case .startOf:
      BuiltinSpec(
        "start_of(date: Date, unit: CalendarUnit) -> Date",
        "start_of(moment: DateTime, unit: CalendarUnit) -> DateTime",
        summary:
          "The first day of the `week`, `month`, `quarter` or `year` that a date is in; of a moment, that day's start.",
        example: "start_of(2026-11-24, month)", prints: "2026-11-01")
    case .endOf:
      BuiltinSpec(
        "end_of(date: Date, unit: CalendarUnit) -> Date", "end_of(moment: DateTime, unit: CalendarUnit) -> DateTime",
        summary:
          "The last day of the `week`, `month`, `quarter` or `year` that a date is in; of a moment, that day at 23:59.",
        example: "end_of(2026-11-24, quarter)", prints: "2026-12-31", fails: "the week that 9999-12-31 is in")
    case .businessDay:
      BuiltinSpec(
        "business_day(date: Date) -> Bool", "business_day(moment: DateTime) -> Bool",
        summary: "Whether a day is neither at a weekend nor one of the holidays that `me.holidays` names.",
        example: "business_day(2026-11-28)", prints: "false", fails: "holidays that cannot be read", effects: .reads)
    case .holidays:
      BuiltinSpec(
        "holidays(year: Int) -> List<{name: Text, date: Date}>",
        summary: "The holidays of a year in the calendar that `me.holidays` names, in order; none where it names none.",
        example: "holidays(2026) | count", prints: "0", fails: "holidays that cannot be read", effects: .reads)
    case .parseDate:
      BuiltinSpec(
        "parse_date(text: Text) -> Date?", "parse_date(text: Text, order: DateOrder) -> Date?",
        summary: "The date that a text names as people write it, or nothing: `24 Nov 2026`, `Nov 24`, `next tuesday`, "
          + "`in 3 days`. Without a year it is the next such day, today included. `03/04/2026` follows `order` "
          + "(`dmy`, `mdy`, `ymd`); without one, the month is first in the zones of the United States.",
        example: "parse_date(\"November 24th, 2026\")", prints: "2026-11-24", effects: .reads)
    case .parseDuration:
      BuiltinSpec(
        "parse_duration(text: Text) -> Duration?",
        summary: "The length that a text names, or nothing: `1h 30m`, `90 minutes`, `2 business days`.",
        example: "parse_duration(\"1 hour and 30 minutes\")", prints: "1h 30m")
    }
  }
}
