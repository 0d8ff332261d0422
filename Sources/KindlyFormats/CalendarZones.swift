// From the TZID of a calendar to an offset: an IANA name, a Windows name, else what the file's own VTIMEZONE says.
// RFC 5545 3.2.19, 3.6.5, and of recurrence rules (3.3.10) the yearly ones that time zones are made of.
// A rule that is of another sort makes the zone unknown: half a rule would give a wrong hour without a word.

import KindlyTime

struct CalendarZones {
  /// By TZID, the zones that the file explains; nil where it does so in a way that is not understood.
  private let embedded: [String: CalendarZone?]
  private let user: ZoneID

  init(embedded: [CalendarComponent], user: ZoneID) {
    var zones: [String: CalendarZone?] = [:]
    for component in embedded {
      guard let name = component.text("TZID") else { continue }
      zones[name] = .some(CalendarZone(component))
    }
    self.embedded = zones
    self.user = user
  }

  /// The moment that a DTSTART or DTEND names.
  func moment(_ line: ContentLine) -> Result<CalendarMoment, CalendarTrouble> {
    let text = CellText.cleaned(line.raw)
    guard let wall = WallTime(text) else { return .failure(.unreadable(text)) }
    guard let time = wall.time else {
      guard let moment = try? DateTime(wall.date, .midnight, zone: user) else { return .failure(.unreadable(text)) }
      return .success(CalendarMoment(moment: moment, isAllDay: true))
    }
    let moment: DateTime?
    if wall.isUTC {
      // Form 2. A TZID beside the Z is against the rules, and the Z is right.
      moment = try? DateTime(wall.date, time, zone: .utc)
    } else if let name = line.parameter("TZID").map({ CellText.cleaned($0) }), !name.isEmpty {
      // Form 3.
      guard let found = inZone(name, wall, time) else { return .failure(.unknownZone(name)) }
      moment = found
    } else {
      // Form 1: the same hour wherever one is.
      moment = try? DateTime(wall.date, time, zone: user)
    }
    guard let moment else { return .failure(.unreadable(text)) }
    return .success(CalendarMoment(moment: moment, isAllDay: false))
  }

  private func inZone(_ name: String, _ wall: WallTime, _ time: TimeOfDay) -> DateTime? {
    if let zone = Self.known(name) { return try? DateTime(wall.date, time, zone: zone) }
    if let zone = embedded[name] ?? nil { return zone.moment(ofWall: wall.seconds) }
    return nil
  }

  /// An IANA name, also behind a prefix such as `/freeassociation.sourceforge.net/Europe/Berlin` (3.8.3.1), or one of
  /// Windows.
  private static func known(_ name: String) -> ZoneID? {
    if let zone = ZoneID(named: name) { return zone }
    if let iana = WindowsZones.name(of: name), let zone = ZoneID(named: iana) { return zone }
    guard name.hasPrefix("/") else { return nil }
    let parts = name.split(separator: "/")
    for count in [3, 2] where parts.count > count {
      let tail = parts.suffix(count).joined(separator: "/")
      if let zone = ZoneID(named: tail) { return zone }
    }
    return nil
  }
}

/// A VTIMEZONE: stretches of standard and daylight time and when they begin.
struct CalendarZone {
  private struct Observance {
    /// The wall time of its first onset, seen with the offset before it.
    var start: Int
    var from: Int
    var to: Int
    var rule: YearlyRule?
    var extra: [Int]
  }

  private struct Transition {
    var instant: Int
    var from: Int
    var to: Int
  }

  private let observances: [Observance]

  /// Nil where something in it is not understood.
  init?(_ component: CalendarComponent) {
    var observances: [Observance] = []
    for part in component.children where part.name == "STANDARD" || part.name == "DAYLIGHT" {
      guard let start = part.text("DTSTART").flatMap({ WallTime($0) }), start.time != nil,
        let from = part.text("TZOFFSETFROM").flatMap({ CalendarOffset.read($0) }),
        let to = part.text("TZOFFSETTO").flatMap({ CalendarOffset.read($0) })
      else { return nil }
      var rule: YearlyRule?
      if let text = part.text("RRULE") {
        rule = YearlyRule(text, start: start)
        if rule == nil { return nil }
      }
      var extra: [Int] = []
      for line in part.lines where line.name == "RDATE" {
        for value in line.raw.split(separator: ",") {
          guard let wall = WallTime(CellText.cleaned(String(value))) else { return nil }
          extra.append(wall.seconds)
        }
      }
      observances.append(Observance(start: start.seconds, from: from, to: to, rule: rule, extra: extra))
    }
    if observances.isEmpty { return nil }
    self.observances = observances
  }

  /// The moment at which its clocks show this wall time: of two the first, and one that is skipped with the offset
  /// before the gap (3.3.5).
  func moment(ofWall wall: Int) -> DateTime? {
    let transitions = transitions(around: wall)
    guard let first = transitions.first else { return nil }
    var offset = first.from
    for transition in transitions {
      // A wall time that comes twice is before the change by the offset before it, one in the gap by the one behind it.
      if wall - transition.from < transition.instant || wall - transition.to < transition.instant { break }
      offset = transition.to
    }
    let instant = wall - offset
    guard offset % 60 == 0, let zone = ZoneID(offsetMinutes: offset / 60) else {
      return try? DateTime(instant: instant, zone: .utc)
    }
    return try? DateTime(instant: instant, zone: zone)
  }

  private func transitions(around wall: Int) -> [Transition] {
    guard let date = try? CivilDate(days: (wall >= 0 ? wall : wall - 86_399) / 86_400) else { return [] }
    var found: [Transition] = []
    for observance in observances {
      var walls = observance.extra + [observance.start]
      if let rule = observance.rule { walls += rule.onsets(around: date.year).filter { $0 >= observance.start } }
      for wall in walls {
        found.append(Transition(instant: wall - observance.from, from: observance.from, to: observance.to))
      }
    }
    return found.sorted { $0.instant < $1.instant }
  }
}

/// `FREQ=YEARLY;BYMONTH=11;BYDAY=1SU`, as zones change their clocks.
struct YearlyRule {
  private var month: Int
  /// `1SU` is the first Sunday, `-1SU` the last; nil of a rule by the day of the month.
  private var week: (ordinal: Int, weekday: Int)?
  /// With a weekday: the first such day among these; alone: the day.
  private var days: [Int] = []
  private var time: Int
  private var interval = 1
  private var firstYear: Int
  /// The last onset, as a wall time give or take an offset.
  private var until: Int?
  private var count: Int?

  init?(_ text: String, start: WallTime) {
    month = start.date.month
    time = start.time?.seconds ?? 0
    firstYear = start.date.year
    var byDay: String?
    for part in text.split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else { return nil }
      switch pair[0].uppercased() {
      case "FREQ": if pair[1].uppercased() != "YEARLY" { return nil }
      case "INTERVAL":
        guard let number = Int(pair[1]), (1...100).contains(number) else { return nil }
        interval = number
      case "BYMONTH":
        guard let number = Int(pair[1]), (1...12).contains(number) else { return nil }
        month = number
      case "BYMONTHDAY":
        days = pair[1].split(separator: ",").compactMap { Int($0) }
        guard !days.isEmpty, days.allSatisfy({ $0 != 0 && abs($0) <= 31 }) else { return nil }
      case "BYDAY": byDay = pair[1].uppercased()
      case "UNTIL":
        guard let wall = WallTime(pair[1]) else { return nil }
        // UNTIL is in UTC, onsets are wall times: a day's slack keeps the last one in and the next year's out.
        until = wall.seconds + 86_400
      case "COUNT":
        guard let number = Int(pair[1]), (1...10_000).contains(number) else { return nil }
        count = number
      case "WKST": break
      default: return nil
      }
    }
    if let byDay {
      let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
      guard let weekday = names.firstIndex(of: String(byDay.suffix(2))) else { return nil }
      let ordinal = byDay.dropLast(2)
      if ordinal.isEmpty {
        guard !days.isEmpty else { return nil }
        week = (0, weekday)
      } else {
        guard let number = Int(ordinal), (1...5).contains(abs(number)) else { return nil }
        week = (number, weekday)
      }
    } else if days.isEmpty {
      days = [start.date.day]
    }
  }

  /// The wall times of the onsets near a year, and the last one of a rule that has ended.
  func onsets(around year: Int) -> [Int] {
    var last = year + 1
    if let until { last = min(last, until / 86_400 / 365 + 1971) }
    if let count { last = min(last, firstYear + (count - 1) * interval) }
    var found: [Int] = []
    var each = max(firstYear, last - 3 - 2 * interval)
    each += (interval - (each - firstYear) % interval) % interval
    while each <= last {
      if let date = day(in: each) {
        let wall = date.days * 86_400 + time
        if until.map({ wall <= $0 }) ?? true { found.append(wall) }
      }
      each += interval
    }
    return found
  }

  private func day(in year: Int) -> CivilDate? {
    guard (1...9999).contains(year) else { return nil }
    let length = CivilDate.daysInMonth(year: year, month: month)
    func date(_ day: Int) -> CivilDate? {
      CivilDate(year: year, month: month, day: day > 0 ? day : length + 1 + day)
    }
    guard let week else { return days.first.flatMap(date) }
    if week.ordinal == 0 {
      return days.compactMap(date).sorted().first { weekday($0) == week.weekday }
    }
    if week.ordinal > 0 {
      guard let first = date(1) else { return nil }
      let day = 1 + (week.weekday - weekday(first) + 7) % 7 + 7 * (week.ordinal - 1)
      return day <= length ? date(day) : nil
    }
    guard let last = date(length) else { return nil }
    let day = length - (weekday(last) - week.weekday + 7) % 7 + 7 * (week.ordinal + 1)
    return day >= 1 ? date(day) : nil
  }

  /// Monday is 0.
  private func weekday(_ date: CivilDate) -> Int { date.weekday.rawValue - 1 }
}
