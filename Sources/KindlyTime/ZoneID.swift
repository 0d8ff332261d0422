// The number that stands for a zone in 16 bits: UTC, a fixed offset, or an entry of the process's zone table.
// Fixed offsets are encoded in the number itself, so that they and UTC never touch the table or Foundation.
// Invariant: equal names give equal numbers within a process; the numbers mean nothing outside it.

/// A zone: UTC (0), a fixed offset, or an IANA name interned in the process.
public struct ZoneID: Hashable, Sendable, RawRepresentable {
  public let rawValue: UInt16

  public static let utc = ZoneID(rawValue: 0)

  /// For numbers taken from an earlier ZoneID. One that names no zone behaves as UTC.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The zone of that many minutes east of Greenwich; nil beyond 23 h 59 min. Zero is UTC.
  public init?(offsetMinutes minutes: Int) {
    guard abs(minutes) <= Self.maximumOffset else { return nil }
    rawValue = minutes == 0 ? 0 : UInt16(Self.fixedBase + Self.maximumOffset + minutes)
  }

  /// `UTC`, `Z`, an offset such as `+01:00`, or an IANA name such as `Europe/Berlin`; nil for any other.
  /// Names are told apart by case, as in the IANA database; abbreviations that several zones share are no names.
  public init?(named name: some StringProtocol) {
    switch name {
    case "UTC", "Z", "Etc/UTC": self = .utc
    default:
      switch name.utf8.first {
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        var text = String(name)
        let offset = text.withUTF8 { bytes in
          var reader = ISOReader(bytes)
          let minutes = reader.readOffset()
          return reader.isAtEnd ? minutes : nil
        }
        guard let offset, let zone = ZoneID(offsetMinutes: offset) else { return nil }
        self = zone
      default:
        guard let zone = ZoneTable.shared.intern(String(name)) else { return nil }
        self = zone
      }
    }
  }

  /// Seconds east of Greenwich of a fixed offset or UTC; nil for a zone of the table.
  var fixedOffset: Int? {
    if rawValue == 0 { return 0 }
    guard rawValue >= UInt16(Self.fixedBase) else { return nil }
    return (Int(rawValue) - Self.fixedBase - Self.maximumOffset) * 60
  }

  /// `UTC`, `+01:00` or `Europe/Berlin`.
  public var name: String {
    guard let fixed = fixedOffset else { return ZoneTable.shared.rules(of: self)?.name ?? "UTC" }
    if fixed == 0 { return "UTC" }
    var bytes: [UInt8] = []
    TimeText.writeOffset(fixed, colon: true, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  // Numbers from here on are fixed offsets, the table stays below: it holds far fewer names than that.
  static let fixedBase = 0x8000
  private static let maximumOffset = 23 * 60 + 59
}

extension ZoneID: CustomStringConvertible {
  public var description: String { name }
}

// MARK: - Instants and wall times

extension ZoneID {
  /// Seconds east of Greenwich at an instant in Unix seconds.
  public func offset(atInstant instant: Int) -> Int {
    if let fixed = fixedOffset { return fixed }
    return ZoneTable.shared.rules(of: self)?.offset(at: instant) ?? 0
  }

  /// The instant, in Unix seconds, at which the zone's clocks show this date and time.
  /// A wall time that does not exist moves forward by the gap; one that occurs twice is the first.
  public func instant(of date: CivilDate, _ time: TimeOfDay) -> Int {
    let wall = date.days &* 86_400 &+ time.seconds
    if let fixed = fixedOffset { return wall &- fixed }
    return ZoneTable.shared.rules(of: self)?.instant(ofWall: wall) ?? wall
  }
}
