// Natives on dates, moments and durations. What they mean is KindlyTime's; the clock and the calendar are the host's.

import KindlyCatalog
import KindlyTime

extension Machine {
  func time(_ work: Native, _ w: Window, _ r: Window, _ data: UInt64) throws {
    switch work {
    case .datePlusPeriod: w[0] = try Int64(date(w[0]).adding(Ref(r[0]).duration, calendar: host.calendar).days)
    case .dateMinusPeriod: w[0] = try Int64(date(w[0]).adding(-Ref(r[0]).duration, calendar: host.calendar).days)
    case .datePlusDuration:
      w[0] = try date(w[0]).adding(Ref(r[0]).duration, zone: host.now.zone, calendar: host.calendar).packed
    case .dateMinusDuration:
      w[0] = try date(w[0]).adding(-Ref(r[0]).duration, zone: host.now.zone, calendar: host.calendar).packed
    case .dateTimePlus: w[0] = try moment(w[0]).adding(Ref(r[0]).duration, calendar: host.calendar).packed
    case .dateTimeMinus: w[0] = try moment(w[0]).adding(-Ref(r[0]).duration, calendar: host.calendar).packed
    case .durationPlus: r[0] = keep(try Ref(r[0]).duration + Ref(r[1]).duration)
    case .durationMinus: r[0] = keep(try Ref(r[0]).duration - Ref(r[1]).duration)
    case .durationTimesInt: r[0] = keep(try Ref(r[0]).duration.multiplied(by: Int(w[0])))
    case .durationTimesNumber:
      let factor = Double(bitPattern: UInt64(bitPattern: w[0]))
      r[0] = keep(try Ref(r[0]).duration.multiplied(by: factor))
    case .durationDivided:
      let quotient = try Ref(r[0]).duration / Ref(r[1]).duration
      guard quotient.isFinite else { throw Fault.notFinite }
      w[0] = Int64(bitPattern: quotient.bitPattern)
    case .durationPart: r[0] = keep(try Ref(r[0]).duration.divided(by: Int(w[0])))
    case .durationNegated: r[0] = keep(-Ref(r[0]).duration)
    case .daysBetween: r[0] = keep(date(w[0]) - date(w[1]))
    case .secondsBetween: r[0] = keep(moment(w[0]) - moment(w[1]))
    case .dateOf: if w[0] != Layout.nothingWord { w[0] = Int64(moment(w[0]).date.days) }
    case .atTime:
      w[0] = try DateTime(date(w[0]), TimeOfDay(trusted: Int(w[1])), zone: host.now.zone).packed
    case .clock:
      let now = host.now
      let name = ClockName.allCases[min(Int(data), ClockName.allCases.count - 1)]
      if name == .now {
        w[0] = now.packed
      } else if let word = ClockWord(word: name.rawValue) {
        w[0] = Int64(try word.date(now: now).days)
      }
    case .weekday:
      let day = Weekday(rawValue: Int(data & 7)) ?? .monday
      w[0] = Int64(try ClockWord.date(data & 8 == 0 ? .next(day) : .last(day))(now: host.now).days)
    case .daysAgo: w[0] = try Int64(host.now.date.adding(-Ref(r[0]).duration, calendar: host.calendar).days)
    case .daysFromNow: w[0] = try Int64(host.now.date.adding(Ref(r[0]).duration, calendar: host.calendar).days)
    case .ago: w[0] = try host.now.adding(-Ref(r[0]).duration, calendar: host.calendar).packed
    case .fromNow: w[0] = try host.now.adding(Ref(r[0]).duration, calendar: host.calendar).packed
    case .dateTime:
      let days = Int(Int32(bitPattern: UInt32(truncatingIfNeeded: data >> 32)))
      let seconds = Int(UInt32(truncatingIfNeeded: data))
      let zone = r[0] == 0 ? host.now.zone : try self.zone(named: Ref(r[0]).string)
      w[0] = try DateTime(CivilDate(trusted: days), TimeOfDay(trusted: seconds), zone: zone).packed
    default: break
    }
  }

  func zone(named name: String) throws(Fault) -> ZoneID {
    guard let zone = ZoneID(named: name) else { throw .unknownZone(name) }
    return zone
  }

  private func date(_ word: Int64) -> CivilDate { CivilDate(trusted: Int(word)) }
  private func moment(_ word: Int64) -> DateTime { DateTime(packed: word) }
  private func keep(_ duration: Duration) -> Int64 { state.pointee.heap.newDuration(duration).bits }
}
