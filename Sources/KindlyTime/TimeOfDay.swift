// A time of day as a count of seconds since midnight on the clock's face.
// It takes no arithmetic: a zone and a date make a DateTime of it.
// Invariant: 0 <= seconds < 86400.

/// A time on the clock, 00:00:00 to 23:59:59.
public struct TimeOfDay: Hashable, Sendable, Comparable {
  /// Seconds since midnight, 0..<86400.
  public let seconds: Int

  public static let midnight = TimeOfDay(trusted: 0)
  /// 23:59, which is what the end of a day means for a deadline.
  public static let endOfDay = TimeOfDay(trusted: 86_340)

  /// For counts that are known to be in range.
  @inlinable public init(trusted seconds: Int) { self.seconds = seconds }

  /// Nil outside 0..<86400.
  public init?(seconds: Int) {
    guard seconds >= 0, seconds < 86_400 else { return nil }
    self.seconds = seconds
  }

  /// Nil outside 00:00:00 to 23:59:59.
  public init?(hour: Int, minute: Int, second: Int = 0) {
    guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
    self.seconds = hour * 3600 + minute * 60 + second
  }

  /// 0...23.
  public var hour: Int { seconds / 3600 }
  /// 0...59.
  public var minute: Int { seconds / 60 % 60 }
  /// 0...59.
  public var second: Int { seconds % 60 }

  public static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.seconds < b.seconds }
}
