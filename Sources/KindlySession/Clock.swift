// The clock of a run: read once, then it stands still. `--now` sets it, `--zone` or `me.zone` says where it hangs.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyStore
import KindlyTime

enum Clock {
  /// What `--now` or `--zone` could not be read as.
  struct Unreadable: Error {
    let message: String
  }

  /// The moment of this run, in the user's zone.
  static func now(_ options: SessionOptions, store: Store) throws -> DateTime {
    let zone = try zone(options, store: store)
    guard let text = options.now else {
      return try DateTime(instant: Int(Date().timeIntervalSince1970.rounded(.down)), zone: zone)
    }
    if let moment = DateTime(iso: text, zone: zone) { return try moment.inZone(zone) }
    if let date = CivilDate(iso: text) { return try DateTime(date, .midnight, zone: zone) }
    throw Unreadable(message: "`--now \(Printable.line(text))` is no date and time: write it as `2026-11-24 08:00`")
  }

  /// The user's zone: `--zone`, else `me.zone`, else the machine's.
  static func zone(_ options: SessionOptions, store: Store) throws -> ZoneID {
    if let name = options.zone {
      guard let zone = ZoneID(named: name) else {
        throw Unreadable(
          message: "`--zone \(Printable.line(name))` is no time zone: write one as `Europe/Berlin`, `UTC` or `+01:00`")
      }
      return zone
    }
    if let field = Noun.me.spec.fieldIndex("zone"),
      case .text(let name) = try store.value(.me, Store.meRow, field: field, zone: .utc), let zone = ZoneID(named: name)
    {
      return zone
    }
    return options.isRehearsal ? .utc : ZoneTable.local()
  }
}

extension SessionOptions {
  /// Whether `--zone` may say so.
  public static func isZone(_ text: String) -> Bool { ZoneID(named: text) != nil }

  /// Whether `--now` may say so: a date, with or without a time.
  public static func isMoment(_ text: String) -> Bool {
    DateTime(iso: text, zone: .utc) != nil || CivilDate(iso: text) != nil
  }
}
