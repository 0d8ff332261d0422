// When a message may leave: between `me.send_from` and `me.send_until` on business days, by the clock of whoever gets
// it. A letter at three in the morning, or on a holiday, is no good manners whatever it says.

import KindlyCatalog
import KindlyStore
import KindlyTime

struct SendWindow {
  /// The recipient's zone where it is known, else the user's.
  let zone: ZoneID
  private let from: TimeOfDay
  private let until: TimeOfDay
  private let calendar: BusinessCalendar

  init(host: RunHost, _ message: RowID) throws {
    func hour(_ field: String) throws -> TimeOfDay {
      if case .time(let time) = try host.value(.me, Store.meRow, field) { return time }
      return .midnight
    }
    var zone = host.zone
    if case .noun(.contact, let to) = try host.value(.message, message, "to"),
      let name = try host.text(.contact, to, "zone"), let theirs = ZoneID(named: name)
    {
      zone = theirs
    }
    try self.init(zone: zone, from: hour("send_from"), until: hour("send_until"), calendar: host.calendar)
  }

  init(zone: ZoneID, from: TimeOfDay, until: TimeOfDay, calendar: BusinessCalendar) {
    (self.zone, self.from, self.until, self.calendar) = (zone, from, until, calendar)
  }

  /// Nil where the moment lies within the hours, else the first moment after it that does. Hours that end before they
  /// begin go through midnight; what is past midnight belongs to the day on which they began.
  func opening(from moment: DateTime) throws(TimeError) -> DateTime? {
    let there = try moment.inZone(zone)
    let (date, time) = there.dateAndTime
    if from <= until {
      if from <= time, time <= until, try calendar.isBusinessDay(date) { return nil }
    } else {
      if time >= from, try calendar.isBusinessDay(date) { return nil }
      if time <= until, try calendar.isBusinessDay(try date.adding(days: -1)) { return nil }
    }
    // Today's opening has passed, or this is no day for it.
    var day = date
    if time >= from { day = try day.adding(days: 1) }
    day = try calendar.adding(businessDays: 0, to: day)
    // The wall clock of that day is what counts, whatever clocks do until then.
    return try DateTime(day, from, zone: zone)
  }
}
