// When an answer of the rules changes by itself: the clock is run ahead, a day at a time, and the same judge is asked
// again; the second is found between two days. The clock stands where it stood afterwards.

import KindlyCatalog
import KindlyChecker
import KindlyTime

extension RunHost {
  /// How far ahead is looked.
  static let daysAhead = 60

  struct ChangeAhead {
    let moment: String
    let signature: String
  }

  /// What the judge says of an obligation, in a few words that are equal when nothing has changed.
  func signature(_ obligation: Obligation) -> String {
    switch obligation.standing {
    case .asked(.blocked): "blocked by \(obligation.refusal?.rule ?? "")"
    case .asked(.upcoming): "upcoming"
    case .asked(.open): "open"
    case .asked(.overdue): "overdue"
    case .unasked, .expired: "gone"
    case .fulfilled, .settled: "done"
    }
  }

  /// The same, asked anew at the clock's moment; gone where the rule no longer binds it.
  func signature(_ rule: RuleInfo, _ number: Int, _ bound: [Value]) throws -> String {
    for (place, source) in rule.sources.enumerated() {
      guard case .list(let elements) = try ask(source, Array(bound[..<place])), elements.contains(bound[place]) else {
        return "gone"
      }
    }
    return signature(try judge(rule, number, bound))
  }

  /// The first second at which the answer is another than `now`'s.
  func firstChange(from current: String, _ ask: () throws -> String) throws -> ChangeAhead? {
    let depth = moments.count
    defer { leaveMoments(downTo: depth) }
    func answer(_ instant: Int) throws -> String {
      leaveMoments(downTo: depth)
      try enterMoment(try asking { try DateTime(instant: instant, zone: zone) })
      return try ask()
    }
    let start = now.instant
    var before = start
    for _ in 1...Self.daysAhead {
      guard let date = try? now.date.adding(days: 1), let next = try? DateTime(date, .midnight, zone: zone) else {
        return nil
      }
      var instant = next.instant
      guard try answer(instant) != current else {
        before = instant
        continue
      }
      // Between the two, to the second.
      while instant - before > 1 {
        let middle = before + (instant - before) / 2
        if try answer(middle) != current { instant = middle } else { before = middle }
      }
      let signature = try answer(instant)
      return ChangeAhead(moment: now.inUserZone(zone), signature: signature)
    }
    return nil
  }
}
