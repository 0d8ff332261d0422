// The offsets of one IANA zone over time, asked of Foundation and remembered.
// Time is cut into pages of a bit over a year; a page holds the stretches of constant offset that touch it.
// Invariant: a page's stretches are in order, without holes, and reach two days beyond it on both sides, so that
// every wall time of the page is resolved within it. Memory is bounded: a page evicts another of the same slot.

import Foundation

/// What a zone's clocks do: its offset at an instant, and the instant of a wall time.
final class ZoneRules: @unchecked Sendable {
  let name: String
  /// Foundation's zone, for its English names alone.
  let zone: TimeZone

  /// A stretch of constant offset, from `from` (inclusive) to the next stretch.
  private struct Stretch {
    let from: Int
    let offset: Int
  }

  private struct Page {
    let number: Int
    let stretches: [Stretch]
  }

  private static let pageBits = 25
  private static let slots = 64
  private static let margin = 2 * 86_400

  // `lock` guards `pages`.
  private let lock = NSLock()
  private var pages = [Page?](repeating: nil, count: slots)

  init(name: String, zone: TimeZone) {
    self.name = name
    self.zone = zone
  }

  /// Seconds east of Greenwich at an instant in Unix seconds.
  func offset(at instant: Int) -> Int {
    withStretches(around: instant) { stretches in
      var offset = 0
      for stretch in stretches {
        if stretch.from > instant { break }
        offset = stretch.offset
      }
      return offset
    }
  }

  /// The instant of a wall time, given as if it were UTC: the first of two, or moved forward by the gap it is in.
  func instant(ofWall wall: Int) -> Int {
    withStretches(around: wall) { stretches in
      var index = 0
      var before = 0
      while index < stretches.count {
        let stretch = stretches[index]
        let instant = wall &- stretch.offset
        if index > 0, instant < stretch.from { return wall &- before }
        if index + 1 == stretches.count || instant < stretches[index + 1].from { return instant }
        before = stretch.offset
        index += 1
      }
      return wall
    }
  }

  // MARK: - Pages

  private func withStretches(around time: Int, _ body: (UnsafeBufferPointer<Stretch>) -> Int) -> Int {
    let number = time >> Self.pageBits
    let slot = number & (Self.slots - 1)
    return lock.withLock {
      if let page = pages[slot], page.number == number { return page.stretches.withUnsafeBufferPointer(body) }
      let page = Page(number: number, stretches: stretches(ofPage: number))
      pages[slot] = page
      return page.stretches.withUnsafeBufferPointer(body)
    }
  }

  private func stretches(ofPage number: Int) -> [Stretch] {
    let start = (number << Self.pageBits) - Self.margin
    let end = ((number + 1) << Self.pageBits) + Self.margin
    var found = [Stretch(from: start, offset: foundationOffset(at: start))]
    var time = start
    // A zone changes its clocks a few times a year at most; the bound is for a source that would never advance.
    for _ in 0..<64 {
      let date = Date(timeIntervalSince1970: Double(time))
      guard let change = zone.nextDaylightSavingTimeTransition(after: date) else { break }
      let next = Int(change.timeIntervalSince1970.rounded())
      guard next > time, next < end else { break }
      let offset = foundationOffset(at: next)
      if offset != found[found.count - 1].offset { found.append(Stretch(from: next, offset: offset)) }
      time = next
    }
    return found
  }

  private func foundationOffset(at instant: Int) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
  }
}
