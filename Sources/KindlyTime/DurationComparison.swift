// How durations compare, divide, and become numbers of days, hours or minutes.
// Days and seconds are one kind, a day being 24 hours; months are another, business days a third.
// Invariant: equality, order and hash agree, and no pair of durations overflows.

extension Duration {
  /// Whole days and the seconds left over (0..<86400), as if every day had 24 hours.
  /// The days may need one bit more than an Int, hence their halves.
  private var exact: (days: (high: Int, low: Int), seconds: Int) {
    let carried = floorDiv(seconds, 86_400)
    let high = floorDiv(days, 2) + floorDiv(carried, 2)
    let low = floorMod(days, 2) + floorMod(carried, 2)
    return ((high + floorDiv(low, 2), floorMod(low, 2)), floorMod(seconds, 86_400))
  }

  /// Days and seconds together, in seconds, to the precision of a Double.
  private var exactSeconds: Double { Double(days) * 86_400 + Double(seconds) }

  /// Negative, zero or positive as `a` is shorter than, equal to or longer than `b`.
  ///
  /// Throws `notComparable` where they differ in months or business days and in another kind as well.
  public static func compare(_ a: Duration, _ b: Duration) throws(TimeError) -> Int {
    let exact = compareExact(a, b)
    let months = a.months == b.months ? 0 : a.months < b.months ? -1 : 1
    let businessDays = a.businessDays == b.businessDays ? 0 : a.businessDays < b.businessDays ? -1 : 1
    switch (exact, months, businessDays) {
    case (_, 0, 0): return exact
    case (0, _, 0): return months
    case (0, 0, _): return businessDays
    default: throw .notComparable(a, b)
    }
  }

  private static func compareExact(_ a: Duration, _ b: Duration) -> Int {
    let (x, y) = (a.exact, b.exact)
    let left = (x.days.high, x.days.low, x.seconds)
    let right = (y.days.high, y.days.low, y.seconds)
    return left < right ? -1 : left == right ? 0 : 1
  }

  /// How many times `b` goes into `a`, both of one kind.
  ///
  /// Throws `divisionByZero` where `b` is zero, and `notComparable` where the two are of different or mixed kinds.
  public static func / (a: Duration, b: Duration) throws(TimeError) -> Double {
    guard !b.isZero else { throw .divisionByZero }
    let kinds = a.kinds.union(b.kinds)
    if kinds == .days { return a.exactSeconds / b.exactSeconds }
    if kinds == .months { return Double(a.months) / Double(b.months) }
    if kinds == .businessDays { return Double(a.businessDays) / Double(b.businessDays) }
    throw .notComparable(a, b)
  }

  /// The kinds of its parts that are not zero, exact seconds counted under days.
  private var kinds: Parts {
    var kinds: Parts = []
    if months != 0 { kinds.insert(.months) }
    if businessDays != 0 { kinds.insert(.businessDays) }
    if days != 0 || seconds != 0 { kinds.insert(.days) }
    return kinds
  }

  // MARK: - As numbers

  /// Its length in days of 24 hours. Throws `noFixedLength` where it has months or business days.
  public func totalDays() throws(TimeError) -> Double { try fixedSeconds() / 86_400 }

  /// Its length in hours. Throws `noFixedLength` where it has months or business days.
  public func totalHours() throws(TimeError) -> Double { try fixedSeconds() / 3600 }

  /// Its length in minutes. Throws `noFixedLength` where it has months or business days.
  public func totalMinutes() throws(TimeError) -> Double { try fixedSeconds() / 60 }

  private func fixedSeconds() throws(TimeError) -> Double {
    guard months == 0, businessDays == 0 else { throw .noFixedLength(self) }
    return exactSeconds
  }
}

extension Duration: Hashable {
  /// As the language's `==`: a day is 24 hours, and durations that cannot be ordered are not equal.
  public static func == (a: Duration, b: Duration) -> Bool {
    a.months == b.months && a.businessDays == b.businessDays && compareExact(a, b) == 0
  }

  public func hash(into hasher: inout Hasher) {
    let exact = exact
    hasher.combine(months)
    hasher.combine(businessDays)
    hasher.combine(exact.days.high)
    hasher.combine(exact.days.low)
    hasher.combine(exact.seconds)
  }
}
