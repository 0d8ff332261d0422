// In which order people write the numbers of a date: `11/24/2026` or `24/11/2026`. Which one is customary follows from
// the user's zone, so that a run with a fixed zone reads the same everywhere.

/// The order of day, month and year in a date of numbers.
public enum DateOrder: String, CaseIterable, Hashable, Sendable {
  case dmy, mdy, ymd

  /// The month first in the zones of the United States, the day first everywhere else.
  public static func customary(in zone: ZoneID) -> DateOrder {
    let name = zone.name
    if name.hasPrefix("US/") || name.hasPrefix("America/Indiana/") || name.hasPrefix("America/Kentucky/")
      || name.hasPrefix("America/North_Dakota/")
    {
      return .mdy
    }
    return monthFirst.contains(name) ? .mdy : .dmy
  }

  private static let monthFirst: Set<String> = [
    "America/Adak", "America/Anchorage", "America/Boise", "America/Chicago", "America/Denver", "America/Detroit",
    "America/Fort_Wayne", "America/Indianapolis", "America/Juneau", "America/Los_Angeles", "America/Louisville",
    "America/Menominee", "America/Metlakatla", "America/New_York", "America/Nome", "America/Phoenix",
    "America/Puerto_Rico", "America/Shiprock", "America/Sitka", "America/St_Thomas", "America/Yakutat", "CST6CDT",
    "EST5EDT", "MST7MDT", "Navajo", "PST8PDT", "Pacific/Guam", "Pacific/Honolulu", "Pacific/Pago_Pago",
    "Pacific/Saipan",
  ]
}
