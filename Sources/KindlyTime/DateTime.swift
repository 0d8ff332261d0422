// An instant that carries a zone: it has its date and time there, and does its calendar arithmetic there.
// Leaves zone rules to ZoneID, durations to DateArithmetic, text to ISOText and TimeText.
// Invariant: the date in its zone lies in the years 1 to 9999.

/// An instant in whole Unix seconds, with the zone it is seen in.
///
/// Two of them are equal, and order, as instants, whatever their zones.
public struct DateTime: Hashable, Sendable, Comparable {
  /// `instant << 16 | zone`; meaningful within the process alone.
  public let packed: Int64

  /// Takes back what `packed` gave.
  @inlinable public init(packed: Int64) { self.packed = packed }

  /// Throws `outOfRange` where the date in that zone leaves the years 1 to 9999.
  public init(instant: Int, zone: ZoneID) throws(TimeError) {
    // Offsets stay within a day: only at the calendar's ends does the zone decide.
    if instant < Self.earliest + 86_400 || instant > Self.latest - 86_400 {
      guard instant >= Self.earliest - 86_400, instant <= Self.latest + 86_400 else { throw .outOfRange }
      let wall = instant + zone.offset(atInstant: instant)
      guard wall >= Self.earliest, wall <= Self.latest else { throw .outOfRange }
    }
    packed = Int64(instant) << 16 | Int64(zone.rawValue)
  }

  /// The moment at which the zone's clocks show this date and time.
  /// A wall time that does not exist moves forward by the gap; one that occurs twice is the first.
  public init(_ date: CivilDate, _ time: TimeOfDay, zone: ZoneID) throws(TimeError) {
    try self.init(instant: zone.instant(of: date, time), zone: zone)
  }

  /// Unix seconds.
  public var instant: Int { Int(packed >> 16) }
  public var zone: ZoneID { ZoneID(rawValue: UInt16(truncatingIfNeeded: packed)) }

  private static let earliest = CivilDate.first.days * 86_400
  private static let latest = CivilDate.last.days * 86_400 + 86_399

  // MARK: - In its zone

  /// Seconds east of Greenwich, in its zone at this instant.
  public var offset: Int { zone.offset(atInstant: instant) }

  /// Its date and its time of day, found together.
  public var dateAndTime: (date: CivilDate, time: TimeOfDay) {
    let wall = instant + offset
    return (CivilDate(trusted: floorDiv(wall, 86_400)), TimeOfDay(trusted: floorMod(wall, 86_400)))
  }

  public var date: CivilDate { dateAndTime.date }
  public var time: TimeOfDay { dateAndTime.time }

  /// The same instant, seen in another zone.
  public func inZone(_ other: ZoneID) throws(TimeError) -> DateTime {
    try DateTime(instant: instant, zone: other)
  }

  /// The first moment of the day, week, month, quarter or year it is in, in its zone.
  public func start(of unit: CalendarUnit) throws(TimeError) -> DateTime {
    try DateTime(date.start(of: unit), .midnight, zone: zone)
  }

  /// 23:59 on the last day of the day, week, month, quarter or year it is in, in its zone.
  public func end(of unit: CalendarUnit) throws(TimeError) -> DateTime {
    try DateTime(date.end(of: unit), .endOfDay, zone: zone)
  }

  // MARK: - Order

  public static func == (a: DateTime, b: DateTime) -> Bool { a.instant == b.instant }
  public static func < (a: DateTime, b: DateTime) -> Bool { a.instant < b.instant }
  public func hash(into hasher: inout Hasher) { hasher.combine(instant) }

  /// As dates: 17:00 on a Friday is equal to that Friday. Negative, zero or positive.
  public func compare(to other: CivilDate) -> Int { date.days &- other.days }
}
