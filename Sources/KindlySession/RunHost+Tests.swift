// The clock of a test, which `at` moves. Outside a test it stands still and none of this is asked.

import KindlyMachine
import KindlyTime

extension RunHost {
  /// Refuses in a test what it could not do without a file outside of it. What is sent or saved in one goes nowhere, there is
  /// no mail, and `args` is empty: a function that does these among other things can be tested all the same.
  func staysInside(_ function: String, _ instead: String) throws {
    guard options.isRehearsal else { return }
    throw HostError(code: 440, "a test can't reach anything outside it, so `\(function)` is refused", notes: [instead])
  }

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
