// Large arrays that are filled with one value. Most of what that takes is asking the system for pages, and two threads
// ask at once.

import Dispatch

/// An array of `count` times a value.
func filled<Element: Sendable>(_ value: Element, count: Int) -> [Element] {
  let largest = 1 << 16
  if count < largest { return Array(repeating: value, count: count) }
  return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let places = buffer
    let half = count / 2
    DispatchQueue.concurrentPerform(iterations: 2) { number in
      let part = number == 0 ? 0..<half : half..<count
      UnsafeMutableBufferPointer(rebasing: places[part]).initialize(repeating: value)
    }
    initialized = count
  }
}
