// Functions on dates, times, moments and durations. What they mean is KindlyTime's.

public enum TimeFunction: String, BuiltinTopic {
  case dateOf = "date_of"
  case timeOf = "time_of"
  case year, month, day, weekday, hour, minute
  case totalDays = "total_days"
  case totalHours = "total_hours"
  case totalMinutes = "total_minutes"
  case inZone = "in_zone"

  public var spec: BuiltinSpec {
    switch self {
    case .dateOf:
      BuiltinSpec(
        "date_of(moment: DateTime) -> Date", summary: "The date of a moment, in its zone.",
        example: "date_of(2026-11-24 10:00)", prints: "2026-11-24")
    case .timeOf:
      BuiltinSpec(
        "time_of(moment: DateTime) -> Time", summary: "The time of day of a moment, in its zone.",
        example: "time_of(2026-11-24 10:00)", prints: "10:00")
    case .year:
      BuiltinSpec(
        "year(date: Date) -> Int", "year(moment: DateTime) -> Int", summary: "The year.", example: "year(2026-11-24)",
        prints: "2026")
    case .month:
      BuiltinSpec(
        "month(date: Date) -> Int", "month(moment: DateTime) -> Int", summary: "The month, 1 to 12.",
        example: "month(2026-11-24)", prints: "11")
    case .day:
      BuiltinSpec(
        "day(date: Date) -> Int", "day(moment: DateTime) -> Int", summary: "The day of the month.",
        example: "day(2026-11-24)", prints: "24")
    case .weekday:
      BuiltinSpec(
        "weekday(date: Date) -> Weekday", "weekday(moment: DateTime) -> Weekday", summary: "The day of the week.",
        example: "weekday(2026-11-24)", prints: "tuesday")
    case .hour:
      BuiltinSpec(
        "hour(time: Time) -> Int", "hour(moment: DateTime) -> Int", summary: "The hour, 0 to 23.",
        example: "hour(17:30)", prints: "17")
    case .minute:
      BuiltinSpec(
        "minute(time: Time) -> Int", "minute(moment: DateTime) -> Int", summary: "The minute, 0 to 59.",
        example: "minute(17:30)", prints: "30")
    case .totalDays:
      BuiltinSpec(
        "total_days(duration: Duration) -> Number", summary: "A duration in days; a day counts as 24 hours.",
        example: "total_days(36h)", prints: "1.5", fails: "a duration with months or business days")
    case .totalHours:
      BuiltinSpec(
        "total_hours(duration: Duration) -> Number", summary: "A duration in hours; a day counts as 24.",
        example: "total_hours(90m)", prints: "1.5", fails: "a duration with months or business days")
    case .totalMinutes:
      BuiltinSpec(
        "total_minutes(duration: Duration) -> Number", summary: "A duration in minutes; a day counts as 24 hours.",
        example: "total_minutes(90s)", prints: "1.5", fails: "a duration with months or business days")
    case .inZone:
      BuiltinSpec(
        "in_zone(moment: DateTime, zone: Text) -> DateTime", summary: "The same moment in another zone.",
        example: #"in_zone(2026-11-24T10:00Z, "Europe/Berlin") | hour"#, prints: "11", fails: "an unknown zone")
    }
  }
}
