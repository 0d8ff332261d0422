// Reads invitations and calendars as RFC 5545 has them: the events of a file, with whom, when and where.
// Lines are ContentLines', times ICalendar+Times', zones CalendarZone's; which interview an event is, is the importer's.
// An event whose time cannot be told for certain is skipped and reported, never put somewhere else.

import KindlyTime

/// The events of a file, and what had to be said about reading it.
public struct ICalendar: Sendable, Equatable {
  /// Someone who was invited, or who invites (RFC 5545 3.8.4.1, 3.8.4.3).
  public struct Person: Sendable, Equatable {
    /// As people say it; from the address where the file has no name.
    public var name: String
    /// Nil where the file gives none.
    public var email: String?
    /// Why the name is a guess.
    public var guess: String?
    /// What Kindly's own export says of them: its handle.
    public var handle: String?
  }

  public struct Event: Sendable, Equatable {
    /// The line of its `BEGIN`.
    public var line: Int
    /// 3.8.4.7, and behind it the RECURRENCE-ID of a single occurrence (3.8.4.4).
    public var uid: String
    /// 3.8.7.4; 0 where it is not said.
    public var sequence: Int
    /// 3.8.7.2, as it stands in the file: they order as texts.
    public var stamp: String
    /// Of its calendar (3.7.2), in capitals.
    public var method: String?
    /// STATUS:CANCELLED (3.8.1.11), or METHOD:CANCEL (RFC 5546 3.2.5).
    public var isCancelled: Bool
    public var summary: String?
    public var location: String?
    public var starts: DateTime
    /// From DTEND or DURATION (3.8.2.2, 3.8.2.5); nil where it has neither.
    public var length: Duration?
    public var organizer: Person?
    public var attendees: [Person]
    /// Properties that begin with `X-KINDLY-`, without that: what Kindly's own export says more exactly.
    public var extras: [String: String]
  }

  public struct Remark: Sendable, Equatable {
    public var line: Int
    public var what: String
    public var why: String
  }

  public private(set) var events: [Event] = []
  public private(set) var remarks: [Remark] = []

  /// Whether the file is a calendar: its first line says so (3.4).
  public static func recognizes(_ bytes: [UInt8]) -> Bool { BeginLine.names(bytes) == "VCALENDAR" }

  /// Reads a file. Times without a zone, and whole days, are in `zone` (3.3.5, form 1).
  ///
  /// - Throws: `FormatError.tornComponent` where the file was cut off, and what is no text.
  public init(reading bytes: [UInt8], zone: ZoneID) throws(FormatError) {
    let root = try CalendarComponent.read(bytes)
    for calendar in root.children where calendar.name == "VCALENDAR" {
      let zones = CalendarZones(embedded: calendar.children.filter { $0.name == "VTIMEZONE" }, user: zone)
      let method = calendar.text("METHOD")?.uppercased()
      for component in calendar.children {
        switch component.name {
        case "VEVENT" where Self.isAnswer(method):
          // RFC 5546 3.2.3, 3.2.7: what others say of an invitation, or would rather have, is none.
          remark(component, component.text("SUMMARY") ?? "an event", "skipped: it answers an invitation and is none")
        case "VEVENT": read(component, zones, method)
        case "VTODO": remark(component, "a to-do", "skipped: only events become interviews")
        default: break
        }
      }
    }
  }

  private static func isAnswer(_ method: String?) -> Bool {
    ["REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"].contains(method)
  }

  private mutating func remark(_ component: CalendarComponent, _ what: String, _ why: String) {
    remarks.append(Remark(line: component.line, what: what, why: why))
  }

  // MARK: - Events

  private mutating func read(_ component: CalendarComponent, _ zones: CalendarZones, _ method: String?) {
    let summary = component.text("SUMMARY")
    let what = summary ?? "an event"
    guard var uid = component.text("UID") else { return remark(component, what, "skipped: it has no UID") }
    guard let start = component.first("DTSTART") else {
      return remark(component, what, "skipped: it does not say when it begins")
    }
    let starts: CalendarMoment
    switch zones.moment(start) {
    case .success(let moment): starts = moment
    case .failure(let trouble): return remark(component, what, "skipped: \(trouble.words)")
    }
    if starts.isAllDay { remark(component, what, "it lasts the whole day, so it begins at 00:00 here") }
    if component.first("RRULE") != nil || component.first("RDATE") != nil {
      remark(component, what, "it repeats; its first time alone is taken")
    }
    if let occurrence = component.text("RECURRENCE-ID") { uid += " " + occurrence }

    var event = Event(
      line: component.line, uid: uid, sequence: component.text("SEQUENCE").flatMap { Int($0) } ?? 0,
      stamp: component.text("DTSTAMP") ?? "", method: method,
      isCancelled: method == "CANCEL" || component.text("STATUS")?.uppercased() == "CANCELLED",
      summary: summary, location: component.text("LOCATION"), starts: starts.moment, attendees: [], extras: [:])
    event.length = length(of: component, from: starts, zones, what)
    readPeople(component, &event)
    for line in component.lines where line.name.hasPrefix("X-KINDLY-") {
      event.extras[String(line.name.dropFirst(9))] = CellText.cleaned(line.text)
    }
    events.append(event)
  }

  private mutating func length(
    of component: CalendarComponent, from starts: CalendarMoment, _ zones: CalendarZones, _ what: String
  ) -> Duration? {
    if let line = component.first("DTEND") {
      guard case .success(let end) = zones.moment(line) else {
        remark(component, what, "its end is not a time that Kindly understands; it takes the usual hour")
        return nil
      }
      let seconds = end.moment.instant - starts.moment.instant
      // 3.8.2.2: the end of whole days is the day behind the last one.
      if starts.isAllDay, let days = try? Duration(days: max(1, (seconds + 43_200) / 86_400)) { return days }
      if seconds > 0, let length = try? Duration(seconds: seconds) { return length }
      remark(component, what, "it ends no later than it begins; it takes the usual hour")
      return nil
    }
    if let line = component.first("DURATION") {
      if let length = CalendarDuration.read(line.raw) { return length }
      remark(component, what, "its length is none that Kindly understands; it takes the usual hour")
      return nil
    }
    // 3.6.1: whole days without an end are one.
    return starts.isAllDay ? try? Duration(days: 1) : nil
  }

  private mutating func readPeople(_ component: CalendarComponent, _ event: inout Event) {
    if let line = component.first("ORGANIZER"), let email = Self.email(line), !Self.isCalendar(email) {
      event.organizer = Self.person(line, email)
    }
    for line in component.lines where line.name == "ATTENDEE" {
      // 3.2.3: rooms and resources are no people, and a group is many.
      if let kind = line.parameter("CUTYPE")?.uppercased(), ["ROOM", "RESOURCE", "GROUP"].contains(kind) { continue }
      let email = Self.email(line)
      if let email, Self.isCalendar(email) { continue }
      guard email != nil else {
        if let name = line.parameter("CN").flatMap(CellText.orNil) {
          remarks.append(
            Remark(line: line.line, what: name, why: "left out: there is no mail address to know them by"))
        }
        continue
      }
      event.attendees.append(Self.person(line, email))
    }
    // Kindly's own export names people so (3.8.4.2), since calendars write to attendees by themselves.
    for line in component.lines where line.name == "CONTACT" {
      guard let handle = line.parameter("X-KINDLY-HANDLE"),
        let name = line.parameter("X-KINDLY-NAME").flatMap(CellText.orNil)
      else { continue }
      event.attendees.append(Person(name: name, email: line.parameter("X-KINDLY-EMAIL"), handle: handle))
    }
  }

  private static func person(_ line: ContentLine, _ email: String?) -> Person {
    let (name, guess) = PersonName.name(written: line.parameter("CN"), email: email)
    return Person(name: name, email: email, guess: guess)
  }

  /// Of a `mailto:` (3.3.3), or of the EMAIL parameter that RFC 7986 6.2 adds; nil of any other address.
  private static func email(_ line: ContentLine) -> String? {
    let address = line.raw
    if address.lowercased().hasPrefix("mailto:") {
      return EmailAddress.normalized(PercentEncoding.undone(address))
    }
    return line.parameter("EMAIL").flatMap(EmailAddress.normalized)
  }

  /// Calendars have addresses too: `…@group.calendar.google.com`, `…@resource.calendar.google.com`.
  private static func isCalendar(_ email: String) -> Bool {
    email.hasSuffix(".calendar.google.com") || email.hasSuffix("@calendar.google.com")
      || email == "unknownorganizer@calendar.google.com"
  }
}

/// What stands between a BEGIN and its END (RFC 5545 3.6).
struct CalendarComponent {
  var name: String
  var line: Int
  var lines: [ContentLine] = []
  var children: [CalendarComponent] = []

  func first(_ name: String) -> ContentLine? { lines.first { $0.name == name } }

  /// A text in one line, or nil where nothing is left of it.
  func text(_ name: String) -> String? { first(name).flatMap { CellText.orNil($0.text) } }

  /// Components nest three deep in calendars; a file that nests deeper is none.
  private static let deepest = 16

  /// The file as a component without a name.
  static func read(_ bytes: [UInt8]) throws(FormatError) -> CalendarComponent {
    var reader = try ContentLines(checking: bytes)
    var open = [CalendarComponent(name: "", line: 0)]
    while let line = reader.next() {
      switch line.name {
      case "BEGIN" where open.count < deepest:
        open.append(CalendarComponent(name: CellText.cleaned(line.raw).uppercased(), line: line.line))
      case "END":
        let name = CellText.cleaned(line.raw).uppercased()
        guard open.count > 1, let last = open.last else { continue }
        guard last.name == name else { throw .tornComponent(name: last.name, line: last.line) }
        open.removeLast()
        open[open.count - 1].children.append(last)
      default: open[open.count - 1].lines.append(line)
      }
    }
    if open.count > 1 { throw .tornComponent(name: open[1].name, line: open[1].line) }
    return open[0]
  }
}

/// The first line of calendars and vCards.
enum BeginLine {
  /// What the file's first line begins, in capitals; nil where it begins nothing.
  static func names(_ bytes: [UInt8]) -> String? {
    var start = TextBytes.start(of: bytes)
    while start < bytes.count, [0x0A, 0x0D, 0x20].contains(bytes[start]) { start += 1 }
    let head = String(decoding: bytes[start...].prefix(40), as: UTF8.self).uppercased()
    guard head.hasPrefix("BEGIN:") else { return nil }
    return head.dropFirst(6).split { $0.isNewline || $0 == " " || $0 == "\t" }.first.map(String.init)
  }
}
