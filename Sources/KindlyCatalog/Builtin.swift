// The functions that the machine itself supplies: one entry each. The specification holds the signatures in Kindly's
// own syntax (`T` and `U` stand for any type), a summary, an example that is tested, and what fails. The checker,
// completion, help and the documentation read only this; the machine's switch over it has no default.

/// What a call may do, beyond giving a value.
public struct Effects: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Reads the store or the clock.
  public static let reads = Effects(rawValue: 1)
  /// Prints.
  public static let says = Effects(rawValue: 2)
  /// Changes the store.
  public static let changes = Effects(rawValue: 4)
  /// Writes files.
  public static let files = Effects(rawValue: 8)
  /// Hands messages to a transport.
  public static let sends = Effects(rawValue: 16)
  /// Assigns variables that are not its own.
  public static let assigns = Effects(rawValue: 32)

  /// Whether it may stand in a row expression.
  public var isPure: Bool { subtracting(.reads).isEmpty }
}

public struct BuiltinSpec: Sendable {
  /// One or more, tried in order: `length(text: Text) -> Int`.
  public let signatures: [String]
  public let summary: String
  /// An expression and what it prints.
  public let example: (code: String, prints: String)
  /// What fails, if anything can.
  public let fails: String
  public let effects: Effects

  init(
    _ signatures: [String], _ summary: String, example: (code: String, prints: String), fails: String = "",
    effects: Effects = []
  ) {
    self.signatures = signatures
    self.summary = summary
    self.example = example
    self.fails = fails
    self.effects = effects
  }
}

public enum Builtin: String, CaseIterable, Sendable {
  case print, length, lower, upper, trim, split, join, replace
  case startsWith = "starts_with"
  case endsWith = "ends_with"
  case contains, words, lines, abs, min, max, round, floor, ceil
  case dateOf = "date_of"
  case timeOf = "time_of"
  case format
  case year, month, day, weekday, hour, minute
  case totalDays = "total_days"
  case totalHours = "total_hours"
  case totalMinutes = "total_minutes"
  case inZone = "in_zone"
  case similarity
  case text

  /// The name as a script writes it.
  public var name: String { rawValue }

  public var spec: BuiltinSpec {
    switch self {
    case .print:
      BuiltinSpec(
        ["print(value: T) -> Nothing"], "Prints a value and a line break.", example: ("print(1 + 1)", "2"),
        effects: .says)
    case .length:
      BuiltinSpec(
        ["length(text: Text) -> Int", "length(list: List<T>) -> Int"],
        "How many characters a text has, as people see them, or how many elements a list.",
        example: ("length(\"Zoë\")", "3"))
    case .lower:
      BuiltinSpec(["lower(text: Text) -> Text"], "The text in lower case.", example: ("lower(\"ACME\")", "acme"))
    case .upper:
      BuiltinSpec(["upper(text: Text) -> Text"], "The text in upper case.", example: ("upper(\"acme\")", "ACME"))
    case .trim:
      BuiltinSpec(
        ["trim(text: Text) -> Text"], "The text without the blanks at both ends.", example: ("trim(\"  hi \")", "hi"))
    case .split:
      BuiltinSpec(
        ["split(text: Text, by: Text) -> List<Text>"], "The parts of a text between a separator.",
        example: ("split(\"a,b\", \",\")", "[\"a\", \"b\"]"), fails: "an empty separator")
    case .join:
      BuiltinSpec(
        ["join(parts: List<Text>, with: Text) -> Text"], "The texts of a list, with a text between them.",
        example: ("join([\"a\", \"b\"], \"-\")", "a-b"))
    case .replace:
      BuiltinSpec(
        ["replace(text: Text, old: Text, new: Text) -> Text"], "The text with every `old` replaced by `new`.",
        example: ("replace(\"banana\", \"an\", \"o\")", "booa"), fails: "an empty `old`")
    case .startsWith:
      BuiltinSpec(
        ["starts_with(text: Text, prefix: Text) -> Bool"], "Whether the text begins with another.",
        example: ("starts_with(\"Acme\", \"Ac\")", "true"))
    case .endsWith:
      BuiltinSpec(
        ["ends_with(text: Text, suffix: Text) -> Bool"], "Whether the text ends with another.",
        example: ("ends_with(\"Acme\", \"me\")", "true"))
    case .contains:
      BuiltinSpec(
        ["contains(text: Text, part: Text) -> Bool", "contains(list: List<T>, element: T) -> Bool"],
        "Whether a text or a list holds something.", example: ("contains([1, 2], 2)", "true"))
    case .words:
      BuiltinSpec(
        ["words(text: Text) -> List<Text>"], "The words of a text, split at blanks.",
        example: ("words(\"Dana  Reyes\")", "[\"Dana\", \"Reyes\"]"))
    case .lines:
      BuiltinSpec(
        ["lines(text: Text) -> List<Text>"], "The lines of a text.", example: ("lines(\"a\\nb\")", "[\"a\", \"b\"]"))
    case .abs:
      BuiltinSpec(
        ["abs(n: Int) -> Int", "abs(n: Number) -> Number"], "The number without its sign.",
        example: ("abs(-3)", "3"), fails: "the least whole number")
    case .min:
      BuiltinSpec(
        ["min(a: Int, b: Int) -> Int", "min(a: Number, b: Number) -> Number", "min(a: Date, b: Date) -> Date"],
        "The lesser of two values.", example: ("min(2, 1)", "1"))
    case .max:
      BuiltinSpec(
        ["max(a: Int, b: Int) -> Int", "max(a: Number, b: Number) -> Number", "max(a: Date, b: Date) -> Date"],
        "The greater of two values.", example: ("max(2, 1)", "2"))
    case .round:
      BuiltinSpec(
        ["round(n: Number) -> Int"], "The nearest whole number; halves go away from zero.",
        example: ("round(2.5)", "3"), fails: "a number too large for a whole number")
    case .floor:
      BuiltinSpec(
        ["floor(n: Number) -> Int"], "The greatest whole number that is not greater.",
        example: ("floor(2.7)", "2"), fails: "a number too large for a whole number")
    case .ceil:
      BuiltinSpec(
        ["ceil(n: Number) -> Int"], "The least whole number that is not less.", example: ("ceil(2.1)", "3"),
        fails: "a number too large for a whole number")
    case .dateOf:
      BuiltinSpec(
        ["date_of(moment: DateTime) -> Date"], "The date of a moment, in its zone.",
        example: ("date_of(2026-11-24 10:00)", "2026-11-24"))
    case .timeOf:
      BuiltinSpec(
        ["time_of(moment: DateTime) -> Time"], "The time of day of a moment, in its zone.",
        example: ("time_of(2026-11-24 10:00)", "10:00"))
    case .format:
      BuiltinSpec(
        [
          "format(date: Date, pattern: Text) -> Text", "format(moment: DateTime, pattern: Text) -> Text",
          "format(time: Time, pattern: Text) -> Text",
        ], "A date or time as a Unicode (LDML) pattern says, in English.",
        example: ("format(2026-11-24, \"EEEE d MMMM\")", "Tuesday 24 November"), fails: "an unknown pattern letter")
    case .year:
      BuiltinSpec(
        ["year(date: Date) -> Int", "year(moment: DateTime) -> Int"], "The year.",
        example: ("year(2026-11-24)", "2026"))
    case .month:
      BuiltinSpec(
        ["month(date: Date) -> Int", "month(moment: DateTime) -> Int"], "The month, 1 to 12.",
        example: ("month(2026-11-24)", "11"))
    case .day:
      BuiltinSpec(
        ["day(date: Date) -> Int", "day(moment: DateTime) -> Int"], "The day of the month.",
        example: ("day(2026-11-24)", "24"))
    case .weekday:
      BuiltinSpec(
        ["weekday(date: Date) -> Weekday", "weekday(moment: DateTime) -> Weekday"], "The day of the week.",
        example: ("weekday(2026-11-24)", "tuesday"))
    case .hour:
      BuiltinSpec(
        ["hour(time: Time) -> Int", "hour(moment: DateTime) -> Int"], "The hour, 0 to 23.",
        example: ("hour(17:30)", "17"))
    case .minute:
      BuiltinSpec(
        ["minute(time: Time) -> Int", "minute(moment: DateTime) -> Int"], "The minute, 0 to 59.",
        example: ("minute(17:30)", "30"))
    case .totalDays:
      BuiltinSpec(
        ["total_days(duration: Duration) -> Number"], "A duration in days; a day counts as 24 hours.",
        example: ("total_days(36h)", "1.5"), fails: "a duration with months or business days")
    case .totalHours:
      BuiltinSpec(
        ["total_hours(duration: Duration) -> Number"], "A duration in hours.", example: ("total_hours(90m)", "1.5"),
        fails: "a duration with months or business days")
    case .totalMinutes:
      BuiltinSpec(
        ["total_minutes(duration: Duration) -> Number"], "A duration in minutes.",
        example: ("total_minutes(90s)", "1.5"), fails: "a duration with months or business days")
    case .inZone:
      BuiltinSpec(
        ["in_zone(moment: DateTime, zone: Text) -> DateTime"], "The same moment in another zone.",
        example: ("in_zone(2026-11-24T10:00Z, \"Europe/Berlin\") | hour", "11"), fails: "an unknown zone")
    case .similarity:
      BuiltinSpec(
        ["similarity(a: Text, b: Text) -> Number"],
        "How alike two texts are, from 0 to 1: the Jaccard similarity of their sets of three-word runs.",
        example: ("similarity(\"one two three\", \"one two three\")", "1.0"))
    case .text:
      BuiltinSpec(["text(value: T) -> Text"], "A value as `print` prints it.", example: ("text(1) + \"st\"", "1st"))
    }
  }
}
