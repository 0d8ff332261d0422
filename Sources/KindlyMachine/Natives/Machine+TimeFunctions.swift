// Built-ins on dates, times, moments and durations. What they mean is KindlyTime's.

import KindlyCatalog
import KindlyTime

extension Machine {
  func function(_ function: TimeFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    switch function {
    case .dateOf: w[0] = Int64(DateTime(packed: w[0]).date.days)
    case .timeOf: w[0] = Int64(DateTime(packed: w[0]).time.seconds)
    case .year: w[0] = Int64(date(w[0], call.type).year)
    case .month: w[0] = Int64(date(w[0], call.type).month)
    case .day: w[0] = Int64(date(w[0], call.type).day)
    case .weekday: w[0] = Int64(date(w[0], call.type).weekday.rawValue - 1)
    case .hour: w[0] = Int64(clock(w[0], call.type).hour)
    case .minute: w[0] = Int64(clock(w[0], call.type).minute)
    case .totalDays: try total(w, r) { duration throws(TimeError) in try duration.totalDays() }
    case .totalHours: try total(w, r) { duration throws(TimeError) in try duration.totalHours() }
    case .totalMinutes: try total(w, r) { duration throws(TimeError) in try duration.totalMinutes() }
    case .inZone:
      let zone = try zone(named: Ref(r[0]).string)
      do { w[0] = try DateTime(packed: w[0]).inZone(zone).packed } catch { throw .time(error) }
    }
  }

  func date(_ word: Int64, _ type: TypeID) -> CivilDate {
    type == .dateTime ? DateTime(packed: word).date : CivilDate(trusted: Int(word))
  }

  private func clock(_ word: Int64, _ type: TypeID) -> TimeOfDay {
    type == .dateTime ? DateTime(packed: word).time : TimeOfDay(trusted: Int(word))
  }

  private func total(_ w: Window, _ r: Window, _ ask: (Duration) throws(TimeError) -> Double) throws(Fault) {
    do { w[0] = bits(try ask(Ref(r[0]).duration)) } catch { throw .time(error) }
  }
}
