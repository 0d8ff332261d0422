// Where a text stands in another, in time that grows with their lengths together, whatever they are. The C library
// searches; it is given the whole part by part, so that a run can be stopped in between. It cannot be stopped while it
// prepares a part that is very long itself: those are looked for here, in the two-way algorithm (Crochemore and Perrin,
// "Two-way string-matching", JACM 38, 1991), which needs no memory of its own.

import CAllocator

enum TextSearch {
  /// How many places are searched between two looks at the watch.
  private static let window = 1 << 22
  /// Preparing a part of this length takes some milliseconds.
  private static let longest = 1 << 20

  /// Where `part` begins in `whole` at or after `start`, or nil; nil also where the watch ends the search. An empty part
  /// is nowhere.
  static func find(_ part: Bytes, in whole: Bytes, from start: Int = 0, _ watch: RunWatch) -> Int? {
    guard let base = whole.baseAddress, let needle = part.baseAddress, start + part.count <= whole.count, !part.isEmpty
    else { return nil }
    if part.count > longest {
      let rest = Bytes(rebasing: whole[start...])
      return TwoWay(part, watch)?.find(in: rest, watch).map { start + $0 }
    }
    var place = start
    while place + part.count <= whole.count {
      let end = min(whole.count, place + part.count + window)
      if let found = kindly_find(base + place, end - place, needle, part.count) {
        return found - UnsafeRawPointer(base)
      }
      place = end - part.count + 1
      if watch.looks() { return nil }
    }
    return nil
  }
}

/// A part that has been prepared.
struct TwoWay {
  private let part: Bytes
  /// The part is cut in two behind this place; the right half is compared first.
  private let cut: Int
  private let period: Int
  /// Whether the whole part has this period: then what is known to fit need not be compared again.
  private let isPeriodic: Bool

  /// Nil where the watch ends it.
  init?(_ part: Bytes, _ watch: RunWatch) {
    guard let up = Self.maximalSuffix(part, isReversed: false, watch),
      let down = Self.maximalSuffix(part, isReversed: true, watch)
    else { return nil }
    self.part = part
    let (cut, period) = up.place > down.place ? up : down
    self.cut = cut
    isPeriodic =
      cut < 0 || Bytes(rebasing: part[...cut]).isSame(as: Bytes(rebasing: part[period...period + cut]))
    self.period = isPeriodic ? period : max(cut + 1, part.count - cut - 1) + 1
  }

  /// The place before the largest suffix in the order of bytes, or in the opposite order, and that suffix's period.
  private static func maximalSuffix(
    _ part: Bytes, isReversed: Bool, _ watch: RunWatch
  ) -> (place: Int, period: Int)? {
    var (place, candidate, length, period) = (-1, 0, 1, 1)
    while candidate + length < part.count {
      if watch.stops() { return nil }
      let (a, b) = (part[candidate + length], part[place + length])
      if a == b {
        if length == period { (candidate, length) = (candidate + period, 1) } else { length += 1 }
      } else if (a < b) != isReversed {
        (candidate, length) = (candidate + length, 1)
        period = candidate - place
      } else {
        (place, candidate, length, period) = (candidate, candidate + 1, 1, 1)
      }
    }
    return (place, period)
  }

  func find(in whole: Bytes, _ watch: RunWatch) -> Int? {
    var start = 0
    // Up to here the part is known to fit at `start`; -1 where nothing is known.
    var known = -1
    while start + part.count <= whole.count {
      if watch.stops() { return nil }
      var index = max(cut, known) + 1
      while index < part.count, part[index] == whole[start + index] {
        index += 1
        if index & 0xFFFF == 0, watch.looks() { return nil }
      }
      if index < part.count {
        start += index - cut
        known = -1
        continue
      }
      index = cut
      while index > known, part[index] == whole[start + index] {
        index -= 1
        if index & 0xFFFF == 0, watch.looks() { return nil }
      }
      if index <= known { return start }
      start += period
      known = isPeriodic ? part.count - period - 1 : -1
    }
    return nil
  }
}
