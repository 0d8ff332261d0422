// The zones named in this process: names become small numbers, numbers lead to the zone's rules.
// Leaves offsets and transitions to ZoneRules. Reads TZ and /etc/localtime for the machine's own zone.
// Invariant: entries are only ever added; a number once given keeps its zone.

import Foundation

/// The process-wide, thread-safe table of IANA zones in use.
public final class ZoneTable: @unchecked Sendable {
  public static let shared = ZoneTable()

  // `lock` guards both; index i of `entries` is the zone numbered i + 1.
  private let lock = NSLock()
  private var entries: [ZoneRules] = []
  private var numbers: [String: ZoneID] = [:]

  private init() {}

  /// The number of an IANA name, looked up on first use; nil where there is no such zone.
  func intern(_ name: String) -> ZoneID? {
    lock.withLock {
      if let known = numbers[name] { return known }
      guard entries.count < ZoneID.fixedBase - 1, Self.isPlausible(name),
        let zone = TimeZone(identifier: name), zone.identifier == name
      else { return nil }
      entries.append(ZoneRules(name: name, zone: zone))
      let id = ZoneID(rawValue: UInt16(entries.count))
      numbers[name] = id
      return id
    }
  }

  /// Nil for UTC, fixed offsets, and numbers that were never given.
  func rules(of id: ZoneID) -> ZoneRules? {
    let index = Int(id.rawValue) - 1
    return lock.withLock { entries.indices.contains(index) ? entries[index] : nil }
  }

  // ICU also knows three-letter abbreviations (its BST is Bangladesh's) and makes zones of `GMT+3`; neither is a name.
  private static func isPlausible(_ name: String) -> Bool {
    guard name.utf8.count <= 64 else { return false }
    return name.utf8.contains(UInt8(ascii: "/")) ? !name.hasPrefix("SystemV/") : singleWordNames.contains(name)
  }

  private static let singleWordNames: Set<String> = [
    "CET", "CST6CDT", "Cuba", "EET", "EST", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT", "GMT0", "Greenwich",
    "HST", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MET", "MST", "MST7MDT",
    "NZ", "NZ-CHAT", "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT",
    "Universal", "W-SU", "WET", "Zulu",
  ]

  // MARK: - The machine's zone

  /// The machine's own zone: that of the TZ variable if it is set, else of /etc/localtime, else UTC.
  public static func local() -> ZoneID {
    if let value = getenv("TZ") { return zone(ofTZ: String(cString: value)) }
    return zone(ofLink: "/etc/localtime") ?? zone(ofFile: "/etc/timezone") ?? .utc
  }

  /// What a value of the TZ variable means; UTC where it is empty or names no zone, as the C library has it.
  static func zone(ofTZ value: String) -> ZoneID {
    let text = value.hasPrefix(":") ? value.dropFirst() : value[...]
    if let zone = ZoneID(named: text) { return zone }
    return zone(ofPath: String(text)) ?? .utc
  }

  private static func zone(ofLink path: String) -> ZoneID? {
    // One step at a time: distributions point from alias to alias, and the first name is the one that was chosen.
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return nil }
    return zone(ofPath: target)
  }

  private static func zone(ofPath path: String) -> ZoneID? {
    guard let folder = path.range(of: "zoneinfo/") else { return nil }
    var name = path[folder.upperBound...]
    for variant in ["posix/", "right/"] where name.hasPrefix(variant) { name = name.dropFirst(variant.count) }
    return ZoneID(named: name)
  }

  private static func zone(ofFile path: String) -> ZoneID? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return ZoneID(named: text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
