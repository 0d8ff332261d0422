// The built-ins that make dates, ask the calendar in force, and read what people write. What they mean is KindlyTime's;
// the clock and the calendar are the host's.

import KindlyCatalog
import KindlyTime

extension Machine {
  func function(_ function: CalendarFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    let type = call.type
    switch function {
    case .date:
      guard let date = civilDate(w[0], w[1], w[2]) else { throw .noSuchDate(year: w[0], month: w[1], day: w[2]) }
      w[0] = Int64(date.days)
    case .time:
      let hasSecond = call.overload == 1
      let second = hasSecond ? w[2] : 0
      guard let time = TimeOfDay(hour: Int(w[0]), minute: Int(w[1]), second: Int(second)) else {
        throw .noSuchTime(hour: w[0], minute: w[1], second: hasSecond ? second : nil)
      }
      w[0] = Int64(time.seconds)
    case .atTime:
      w[0] = try timed { () throws(TimeError) in
        try DateTime(CivilDate(trusted: Int(w[0])), TimeOfDay(trusted: Int(w[1])), zone: host.now.zone).packed
      }
    case .week: w[0] = Int64(date(w[0], type).isoWeek.week)
    case .quarter: w[0] = Int64(date(w[0], type).quarter)
    case .startOf:
      let unit = unit(w[1])
      w[0] =
        type == .dateTime
        ? try timed { () throws(TimeError) in try DateTime(packed: w[0]).start(of: unit).packed }
        : Int64(date(w[0], type).start(of: unit).days)
    case .endOf:
      let unit = unit(w[1])
      w[0] = try timed { () throws(TimeError) in
        type == .dateTime
          ? try DateTime(packed: w[0]).end(of: unit).packed : Int64(try date(w[0], type).end(of: unit).days)
      }
    case .businessDay:
      let day = date(w[0], type)
      w[0] = try timed { () throws(TimeError) in try host.calendar.isBusinessDay(day) } ? 1 : 0
    case .holidays: r[0] = try holidays(of: w[0], type)
    case .parseDate:
      let text = Ref(r[0]).string
      let order = call.overload == 1 ? DateOrder.allCases[Int(min(max(w[0], 0), 2))] : nil
      let now = host.now
      let reader = SpokenDate(
        today: now.date, order: order ?? .customary(in: now.zone), isOrderStrict: order != nil, calendar: host.calendar)
      w[0] = try timed { () throws(TimeError) in try reader.read(text) }.map { Int64($0.days) } ?? Layout.nothingWord
    case .parseDuration:
      r[0] = KindlyTime.Duration(spoken: Ref(r[0]).string).map { state.pointee.heap.newDuration($0).bits } ?? 0
    }
  }

  private func timed<T>(_ work: () throws(TimeError) -> T) throws(Fault) -> T {
    do { return try work() } catch { throw .time(error) }
  }

  private func civilDate(_ year: Int64, _ month: Int64, _ day: Int64) -> CivilDate? {
    CivilDate(year: Int(year), month: Int(month), day: Int(day))
  }

  private func unit(_ word: Int64) -> KindlyTime.CalendarUnit {
    KindlyTime.CalendarUnit.allCases[Int(min(max(word, 0), 4))]
  }

  /// The list of records of the type that the call gives.
  private func holidays(of year: Int64, _ list: TypeID) throws(Fault) -> Int64 {
    let found =
      (1...9999).contains(year) ? try timed { () throws(TimeError) in try host.calendar.holidays(in: Int(year)) } : []
    let values = found.map { holiday in
      Value.record([Value.Field("name", .text(holiday.name)), Value.Field("date", .date(holiday.date))])
    }
    return try word(of: .list(values), list)
  }
}
