// Objects of a fixed number of slots: records, closures, the cells of captured variables, boxed whole numbers and
// durations. Slots that hold references come first, so that the collector needs their number alone.
// Which field has which slot is the layout's knowledge, not the object's.

import KindlyTime

extension Ref {
  /// How many of the first slots are references (records and closures).
  @inline(__always) var refSlots: Int { Int(UInt32(truncatingIfNeeded: extra)) }
  /// The function of a closure.
  @inline(__always) var closureFunction: Int { Int(extra >> 32) }

  /// The parts of a duration object.
  var duration: Duration {
    let parts = Duration.Parts(rawValue: UInt8(truncatingIfNeeded: extra))
    let made = try? Duration(
      months: Int(slots[0]), days: Int(slots[1]), businessDays: Int(slots[2]), seconds: Int(slots[3]), parts: parts)
    return made ?? .zero
  }
}

extension Heap {
  @inline(__always)
  mutating func newRecord(refs: Int, words: Int) -> Ref {
    allocate(.record, payload: (refs + words) * 8, count: refs + words, extra: UInt64(refs))
  }

  mutating func newClosure(function: Int, refs: Int, words: Int) -> Ref {
    allocate(.closure, payload: (refs + words) * 8, count: refs + words, extra: UInt64(function) << 32 | UInt64(refs))
  }

  mutating func newCell(ofRef: Bool, _ word: Int64) -> Ref {
    let cell = allocate(ofRef ? .refCell : .wordCell, payload: 8, count: 1, extra: 0)
    cell.slots[0] = word
    return cell
  }

  @inline(__always)
  mutating func newBox(_ word: Int64) -> Ref {
    let box = allocate(.box, payload: 8, count: 1, extra: 0)
    box.slots[0] = word
    return box
  }

  mutating func newDuration(_ duration: Duration) -> Ref {
    let ref = allocate(.duration, payload: 32, count: 4, extra: UInt64(duration.parts.rawValue))
    ref.slots[0] = Int64(duration.months)
    ref.slots[1] = Int64(duration.days)
    ref.slots[2] = Int64(duration.businessDays)
    ref.slots[3] = Int64(duration.seconds)
    return ref
  }

  /// A copy that its holder may change in place. What its slots refer to is shared from now on.
  mutating func ownedCopy(ofRecord record: Ref) -> Ref {
    let copy = allocate(.record, payload: record.count * 8, count: record.count, extra: record.extra)
    copy.slots.update(from: record.slots, count: record.count)
    for index in 0..<record.refSlots { shareElement(copy.slots[index]) }
    copy.setOwned()
    return copy
  }
}
