// Spans of one file, for asking often whether one of them meets another span: a question takes as long as the logarithm
// of their number.

public struct SpanIndex: Sendable {
  /// Where each begins, in order, and how far those up to it reach.
  private var starts: [UInt32] = []
  private var reaches: [UInt32] = []

  public init(_ spans: some Sequence<Span> = []) {
    var reach: UInt32 = 0
    for span in spans.sorted(by: { $0.start < $1.start }) {
      reach = max(reach, span.end)
      starts.append(span.start)
      reaches.append(reach)
    }
  }

  public var isEmpty: Bool { starts.isEmpty }

  /// Whether one of them has something in common with the span.
  public func overlaps(_ span: Span) -> Bool {
    let count = firstIndex { $0 >= span.end }
    return count > 0 && reaches[count - 1] > span.start
  }

  /// Whether one of them overlaps the span or is right beside it.
  public func touches(_ span: Span) -> Bool {
    let count = firstIndex { $0 > span.end }
    return count > 0 && reaches[count - 1] >= span.start
  }

  /// Whether an offset is in one of them.
  public func holds(_ offset: UInt32) -> Bool {
    let count = firstIndex { $0 > offset }
    return count > 0 && reaches[count - 1] > offset
  }

  /// How many begin before those for which it holds.
  private func firstIndex(_ isBehind: (UInt32) -> Bool) -> Int {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(starts[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
