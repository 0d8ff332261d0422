// What can go wrong in date and time arithmetic, as data; the words stand in TimeError+Message.swift.
// Every operation of this module that can fail throws one of these; none of them traps.

/// A failure of date, time or duration arithmetic, or of a date pattern.
public enum TimeError: Error, Hashable, Sendable {
  /// A date would leave the years 1 to 9999.
  case outOfRange
  /// A part of a duration would leave the 64-bit integers.
  case overflow
  /// Two durations of different kinds were ordered or divided, such as `1mo < 30d`.
  case notComparable(Duration, Duration)
  /// A duration was divided by one of length zero.
  case divisionByZero
  /// A number of hours was asked of a duration with months or business days.
  case noFixedLength(Duration)
  /// A product would leave a fraction of a day, a business day or a month.
  case notWhole(Duration, Double)
  /// A factor was not finite.
  case notFinite
  /// A date pattern holds a letter, or a number of them, that means nothing here.
  case unknownPatternField(String)
  /// A date pattern asks a value for what it does not have, such as the hour of a date.
  case missingPart(String, of: PatternSubject)
  /// A date pattern opens a quotation and does not close it.
  case unclosedQuote
  /// The calendar in force cannot tell its holidays; the sentence is the one of whoever supplies it.
  case noHolidays(String)
}

/// The kinds of values a date pattern can be applied to.
public enum PatternSubject: String, Hashable, Sendable {
  case date = "Date"
  case time = "Time"
  case dateTime = "DateTime"
}
