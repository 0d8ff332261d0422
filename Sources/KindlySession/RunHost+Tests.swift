// The clock of a test, which `at` moves. Outside a test it stands still and none of this is asked.

import KindlyTime

extension RunHost {
  func enterMoment(_ moment: DateTime) throws {
    moments.append(now)
    now = try asking { try moment.inZone(zone) }
    clockMoved()
  }

  func leaveMoments(downTo depth: Int) {
    guard moments.count > depth else { return }
    let zone = zone
    let before = moments[depth]
    moments.removeLast(moments.count - depth)
    // `me { zone: … }` in the block has moved where the clock hangs, not what it says.
    now = (try? before.inZone(zone)) ?? before
    clockMoved()
  }

  /// What was found at the other moment is found anew.
  private func clockMoved() { writes += 1 }
}
