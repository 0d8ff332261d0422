// Arrays that grow with the source: most of what a large one takes to read and check is asking the system for pages.
// They are asked for in large ones, a few hundred times fewer, and those that are filled at once by two threads.

import CAllocator
import Dispatch

extension Array {
  /// Arrays below this many bytes are like any other.
  private static var smallestLarge: Int { 1 << 22 }

  /// Makes room at once for `count` elements in an array that is still empty.
  public mutating func reserveLarge(_ count: Int) {
    reserveCapacity(count)
    withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      kindly_use_large_pages(base, count * MemoryLayout<Element>.stride)
    }
  }

  /// Makes an array of what `fill` puts into room for `capacity` elements.
  public init(
    largeCapacity capacity: Int, fill: (_ buffer: inout UnsafeMutableBufferPointer<Element>, _ count: inout Int) -> Void
  ) {
    self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
      if let base = buffer.baseAddress {
        kindly_use_large_pages(base, buffer.count * MemoryLayout<Element>.stride)
      }
      fill(&buffer, &count)
    }
  }
}

extension Array where Element: Sendable {
  /// `count` times a value.
  public init(large value: Element, count: Int) {
    guard count * MemoryLayout<Element>.stride >= Self.smallestLarge else {
      self.init(repeating: value, count: count)
      return
    }
    self.init(largeCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let places = buffer
      let half = count / 2
      DispatchQueue.concurrentPerform(iterations: 2) { number in
        let part = number == 0 ? 0..<half : half..<count
        UnsafeMutableBufferPointer(rebasing: places[part]).initialize(repeating: value)
      }
      initialized = count
    }
  }
}
