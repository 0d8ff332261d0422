// The fields of date patterns: which letters there are, in which numbers, what each asks of a value and writes of it.
// Leaves reading patterns to LDMLPattern. English names of zones come from Foundation, fixed to one locale.
// Invariant: a field that was made is written for every value that has the part it asks for.

import Foundation

/// A run of one letter in a date pattern.
struct LDMLField: Hashable, Sendable {
  /// A value to be formatted, with the parts it has.
  struct Subject {
    let kind: PatternSubject
    let date: CivilDate?
    let time: TimeOfDay?
    let moment: DateTime?
  }

  private enum Part { case date, time, zone }

  private let letter: Unicode.Scalar
  private let count: Int
  private let part: Part

  /// Throws `unknownPatternField` for a letter, or a number of them, that has no meaning.
  init(letter byte: UInt8, count: Int) throws(TimeError) {
    letter = Unicode.Scalar(byte)
    self.count = count
    let meaning: (part: Part, counts: ClosedRange<Int>)? =
      switch letter {
      case "y", "Y", "u": (.date, 1...9)
      case "M", "L", "Q", "q": (.date, 1...5)
      case "E", "e", "c": (.date, 1...6)
      case "d", "w": (.date, 1...2)
      case "D": (.date, 1...3)
      case "a": (.time, 1...5)
      case "H", "h", "K", "k", "m", "s": (.time, 1...2)
      case "z": (.zone, 1...4)
      case "Z", "X", "x": (.zone, 1...5)
      case "V": (.zone, 2...2)
      default: nil
      }
    guard let meaning, meaning.counts.contains(count) else {
      throw .unknownPatternField(String(repeating: Character(letter), count: min(count, 20)))
    }
    part = meaning.part
  }

  /// The field as the pattern wrote it.
  var source: String { String(repeating: Character(letter), count: count) }

  /// Whether values of that kind have what the field asks for.
  func applies(to subject: PatternSubject) -> Bool {
    switch (part, subject) {
    case (_, .dateTime), (.date, .date), (.time, .time): true
    default: false
    }
  }

  /// Appends what the field says of the value; throws `missingPart` where it lacks the part.
  func write(_ subject: Subject, to bytes: inout [UInt8]) throws(TimeError) {
    switch part {
    case .date:
      guard let date = subject.date else { throw .missingPart(source, of: subject.kind) }
      write(date, to: &bytes)
    case .time:
      guard let time = subject.time else { throw .missingPart(source, of: subject.kind) }
      write(time, to: &bytes)
    case .zone:
      guard let moment = subject.moment else { throw .missingPart(source, of: subject.kind) }
      writeZone(of: moment, to: &bytes)
    }
  }

  // MARK: - Dates

  private func write(_ date: CivilDate, to bytes: inout [UInt8]) {
    let number: Int
    switch letter {
    case "y", "u":
      number = count == 2 && letter == "y" ? date.year % 100 : date.year
    case "Y":
      let year = date.isoWeek.year
      number = count == 2 ? year % 100 : year
    case "M", "L":
      if count >= 3 { return writeName(EnglishNames.month(date.month), to: &bytes) }
      number = date.month
    case "Q", "q":
      switch count {
      case 3: return bytes.append(contentsOf: "Q\(date.quarter)".utf8)
      case 4: return bytes.append(contentsOf: "\(EnglishNames.ordinal(date.quarter)) quarter".utf8)
      case 5: return TimeText.write(date.quarter, width: 1, to: &bytes)
      default: number = date.quarter
      }
    case "E":
      return writeName(EnglishNames.weekday(date.weekday), to: &bytes)
    case "e", "c":
      if count >= 3 { return writeName(EnglishNames.weekday(date.weekday), to: &bytes) }
      number = date.weekday.rawValue
    case "d": number = date.day
    case "w": number = date.isoWeek.week
    default: number = date.dayOfYear
    }
    TimeText.write(number, width: count, to: &bytes)
  }

  // Up to three letters abbreviate, four are the whole name, five its initial, six (of weekdays) two letters.
  private func writeName(_ name: String, to bytes: inout [UInt8]) {
    let length =
      switch count {
      case 4: name.utf8.count
      case 5: 1
      case 6: 2
      default: 3
      }
    bytes.append(contentsOf: name.utf8.prefix(length))
  }

  // MARK: - Times

  private func write(_ time: TimeOfDay, to bytes: inout [UInt8]) {
    let number: Int
    switch letter {
    case "a":
      let name = time.hour < 12 ? "AM" : "PM"
      return bytes.append(contentsOf: (count == 5 ? name.lowercased().prefix(1) : name[...]).utf8)
    case "H": number = time.hour
    case "h": number = (time.hour + 11) % 12 + 1
    case "K": number = time.hour % 12
    case "k": number = (time.hour + 23) % 24 + 1
    case "m": number = time.minute
    default: number = time.second
    }
    TimeText.write(number, width: count, to: &bytes)
  }

  // MARK: - Zones

  private func writeZone(of moment: DateTime, to bytes: inout [UInt8]) {
    let offset = moment.offset
    switch letter {
    case "V": bytes.append(contentsOf: moment.zone.name.utf8)
    case "z": bytes.append(contentsOf: name(of: moment).utf8)
    case "Z":
      switch count {
      case 4: bytes.append(contentsOf: Self.greenwich(offset, short: false).utf8)
      case 5 where offset == 0: bytes.append(UInt8(ascii: "Z"))
      default: TimeText.writeOffset(offset, colon: count == 5, to: &bytes)
      }
    case "X" where offset == 0: bytes.append(UInt8(ascii: "Z"))
    default:
      var written: [UInt8] = []
      TimeText.writeOffset(offset, colon: count == 3 || count == 5, to: &written)
      // One letter leaves out the minutes of a whole hour.
      if count == 1, abs(offset) / 60 % 60 == 0 { written.removeLast(2) }
      bytes.append(contentsOf: written)
    }
  }

  // `EST` and `Eastern Standard Time` where English has such a name, `GMT+1` and `GMT+01:00` where it has none.
  private func name(of moment: DateTime) -> String {
    let short = count < 4
    if moment.zone == .utc { return short ? "UTC" : "Coordinated Universal Time" }
    let fallback = Self.greenwich(moment.offset, short: short)
    guard let zone = ZoneTable.shared.rules(of: moment.zone)?.zone else { return fallback }
    let summer = zone.isDaylightSavingTime(for: Date(timeIntervalSince1970: Double(moment.instant)))
    let style: NSTimeZone.NameStyle =
      short ? (summer ? .shortDaylightSaving : .shortStandard) : (summer ? .daylightSaving : .standard)
    guard let name = zone.localizedName(for: style, locale: Locale(identifier: "en_US")), !name.hasPrefix("GMT") else {
      // Foundation's own fallback is today's offset, not the moment's.
      return moment.offset == 0 ? "GMT" : fallback
    }
    return name
  }

  // `GMT-5`, `GMT+5:30`; at full length `GMT-05:00`; `GMT` at zero.
  private static func greenwich(_ offset: Int, short: Bool) -> String {
    if abs(offset) < 60 { return "GMT" }
    return TimeText.text { bytes in
      bytes.append(contentsOf: "GMT".utf8)
      if !short { return TimeText.writeOffset(offset, colon: true, to: &bytes) }
      bytes.append(UInt8(ascii: offset < 0 ? "-" : "+"))
      let minutes = abs(offset) / 60
      TimeText.write(minutes / 60, width: 1, to: &bytes)
      if minutes % 60 != 0 {
        bytes.append(UInt8(ascii: ":"))
        TimeText.writePair(minutes % 60, to: &bytes)
      }
    }
  }
}
