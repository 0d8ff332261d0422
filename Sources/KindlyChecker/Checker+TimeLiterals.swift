// What a literal of time cannot mean is found before anything runs: zones that there are not, lengths that no duration
// holds, patterns with letters that mean nothing.

import Foundation
import KindlyCatalog
import KindlySource
import KindlySyntax
import KindlyTime

extension Checker {
  /// `2026-11-24 10:00 Europe/Berlin`: there is such a zone.
  func checkMomentLiteral(_ node: NodeID) {
    let zone = tree[node].c
    if zone > 0 { checkZone(tree.texts[Int(zone) - 1], at: node) }
  }

  /// Reports a name that is no zone's.
  private func checkZone(_ name: String, at node: NodeID) {
    if ZoneID(named: name) == nil { report(.unknownZone(name, suggestions: zoneSuggestions(for: name)), at: node) }
  }

  /// `3000000000000000000y`: a length has to fit its part.
  func checkLength(_ node: NodeID) {
    let length = tree[node]
    guard let unit = KindlySyntax.DurationUnit(rawValue: length.op),
      Int(length.a) < tree.integers.count
    else { return }
    if (try? KindlyTime.Duration(Int(tree.integers[Int(length.a)]), unit.ofTime)) == nil {
      report(.lengthTooLong, at: node)
    }
  }

  /// Arguments of built-ins that are written out: the zone of `in_zone`, the pattern of `format`.
  func checkTimeArguments(_ builtin: Builtin, _ arguments: some RandomAccessCollection<Argument>) {
    guard builtin == .time(.inZone) || builtin == .general(.format), arguments.count == 2,
      case .node(let value)? = arguments.first, case .node(let written)? = arguments.last, tree[written].kind == .text
    else { return }
    let text = tree.texts[Int(tree[written].a)]
    switch builtin {
    case .time(.inZone): checkZone(text, at: written)
    case .general(.format):
      let subject: PatternSubject? =
        switch unit.finalType(value) {
        case .date: .date
        case .time: .time
        case .dateTime: .dateTime
        default: nil
        }
      guard let subject else { return }
      do {
        try LDMLPattern(text).check(for: subject)
      } catch {
        report(.badPattern(error.message), at: written)
      }
    default: break
    }
  }

  private func zoneSuggestions(for name: String) -> [String] {
    let known = TimeZone.knownTimeZoneIdentifiers
    // Half of the mistakes are a city without its continent.
    let city = known.filter { $0.split(separator: "/").last?.lowercased() == name.lowercased() }
    return city.isEmpty ? near(name, known) : city
  }
}

extension KindlySyntax.DurationUnit {
  /// The unit as KindlyTime counts it.
  var ofTime: KindlyTime.DurationUnit {
    switch self {
    case .seconds: .second
    case .minutes: .minute
    case .hours: .hour
    case .days: .day
    case .businessDays: .businessDay
    case .weeks: .week
    case .months: .month
    case .years: .year
    }
  }
}
