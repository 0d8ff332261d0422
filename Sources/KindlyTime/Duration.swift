// A duration of four parts - months, days, business days, exact seconds - each present or absent.
// Leaves adding one to a date to DateArithmetic, and words and units to DurationText.
// Invariant: an absent part is zero, at least one part is present, and no part is Int.min, so that each can be negated.

/// A length of time, in calendar parts and exact seconds.
///
/// `3d` and `0s` differ in which parts are present: the first is a Period, the second is not. Durations are equal where
/// they compare as equal, a day being 24 hours; use `hasSameParts(as:)` to tell `1d` from `24h`.
public struct Duration: Sendable {
  /// Which of the four parts a duration has.
  public struct Parts: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let months = Parts(rawValue: 1)
    public static let days = Parts(rawValue: 2)
    public static let businessDays = Parts(rawValue: 4)
    public static let seconds = Parts(rawValue: 8)
  }

  public let months: Int
  public let days: Int
  public let businessDays: Int
  public let seconds: Int
  /// The parts that are present, zero or not.
  public let parts: Parts

  /// The duration of these parts; nil for an absent one, and none at all is `0s`. Throws `overflow` for `Int.min`.
  public init(months: Int? = nil, days: Int? = nil, businessDays: Int? = nil, seconds: Int? = nil) throws(TimeError) {
    var parts: Parts = []
    if months != nil { parts.insert(.months) }
    if days != nil { parts.insert(.days) }
    if businessDays != nil { parts.insert(.businessDays) }
    if seconds != nil || parts.isEmpty { parts.insert(.seconds) }
    try self.init(
      months: months ?? 0, days: days ?? 0, businessDays: businessDays ?? 0, seconds: seconds ?? 0, parts: parts)
  }

  /// The four numbers and which of them are present: what a caller stored of an earlier duration.
  /// Numbers of absent parts are dropped. Throws `overflow` for `Int.min`.
  public init(months: Int, days: Int, businessDays: Int, seconds: Int, parts: Parts) throws(TimeError) {
    guard months != .min, days != .min, businessDays != .min, seconds != .min else { throw .overflow }
    self.init(
      trustedMonths: parts.contains(.months) ? months : 0,
      days: parts.contains(.days) ? days : 0,
      businessDays: parts.contains(.businessDays) ? businessDays : 0,
      seconds: parts.contains(.seconds) ? seconds : 0,
      parts: parts.isEmpty ? .seconds : parts)
  }

  private init(trustedMonths: Int, days: Int, businessDays: Int, seconds: Int, parts: Parts) {
    self.months = trustedMonths
    self.days = days
    self.businessDays = businessDays
    self.seconds = seconds
    self.parts = parts
  }

  /// Whole days, as between two dates; the count comes from dates and is far from the limits.
  static func betweenDates(days: Int) -> Duration {
    Duration(trustedMonths: 0, days: days, businessDays: 0, seconds: 0, parts: .days)
  }

  /// Exact seconds between two instants, likewise far from the limits.
  static func betweenInstants(seconds: Int) -> Duration {
    Duration(trustedMonths: 0, days: 0, businessDays: 0, seconds: seconds, parts: .seconds)
  }

  /// `0s`, the sum of nothing.
  public static let zero = betweenInstants(seconds: 0)

  /// True where it has calendar parts alone.
  public var isPeriod: Bool { !parts.contains(.seconds) }

  /// True where every part is zero.
  public var isZero: Bool { months == 0 && days == 0 && businessDays == 0 && seconds == 0 }

  /// True where both have the same parts with the same numbers, and so print and add alike.
  public func hasSameParts(as other: Duration) -> Bool {
    parts == other.parts && months == other.months && days == other.days && businessDays == other.businessDays
      && seconds == other.seconds
  }

  // MARK: - Arithmetic

  /// The same parts with the opposite signs.
  public static prefix func - (d: Duration) -> Duration {
    Duration(
      trustedMonths: -d.months, days: -d.days, businessDays: -d.businessDays, seconds: -d.seconds, parts: d.parts)
  }

  /// Part by part; a part is present where it is in either.
  public static func + (a: Duration, b: Duration) throws(TimeError) -> Duration {
    try Duration(
      months: checkedAdd(a.months, b.months), days: checkedAdd(a.days, b.days),
      businessDays: checkedAdd(a.businessDays, b.businessDays), seconds: checkedAdd(a.seconds, b.seconds),
      parts: a.parts.union(b.parts))
  }

  public static func - (a: Duration, b: Duration) throws(TimeError) -> Duration { try a + (-b) }

  public func multiplied(by factor: Int) throws(TimeError) -> Duration {
    try Duration(
      months: checkedMultiply(months, factor), days: checkedMultiply(days, factor),
      businessDays: checkedMultiply(businessDays, factor), seconds: checkedMultiply(seconds, factor), parts: parts)
  }

  /// Seconds are rounded to the nearest whole one; calendar parts must stay whole, else `notWhole`.
  public func multiplied(by factor: Double) throws(TimeError) -> Duration {
    guard factor.isFinite else { throw .notFinite }
    return try Duration(
      months: scaled(months, by: factor, mayRound: false), days: scaled(days, by: factor, mayRound: false),
      businessDays: scaled(businessDays, by: factor, mayRound: false),
      seconds: scaled(seconds, by: factor, mayRound: true), parts: parts)
  }

  /// One of `count` equal parts. What is left of the days counts as 24 hours each, as when durations are compared; seconds
  /// are rounded. Months and business days must stay whole, else `notWhole`. `count` is positive.
  public func divided(by count: Int) throws(TimeError) -> Duration {
    guard months % count == 0, businessDays % count == 0 else { throw .notWhole(self, 1 / Double(count)) }
    let left = days % count
    let rest = try checkedAdd(seconds, checkedMultiply(left, 86_400))
    return try Duration(
      months: months / count, days: days / count, businessDays: businessDays / count,
      seconds: Int((Double(rest) / Double(count)).rounded()), parts: left == 0 ? parts : parts.union(.seconds))
  }

  private func scaled(_ part: Int, by factor: Double, mayRound: Bool) throws(TimeError) -> Int {
    if part == 0 { return 0 }
    if let whole = Int(exactly: factor) { return try checkedMultiply(part, whole) }
    let product = Double(part) * factor
    let rounded = product.rounded()
    // 0.1 * 30d should be 3d although 0.1 is not exactly a tenth.
    guard mayRound || abs(product - rounded) <= 1e-9 * max(1, abs(product)) else { throw .notWhole(self, factor) }
    guard let whole = Int(exactly: rounded) else { throw .overflow }
    return whole
  }
}
