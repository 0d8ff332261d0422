// A whole number as its digits, without making a text of it: what printing and joining texts do most.

/// Hands over the number's digits in ASCII, with a `-` before those of a negative one. They live as long as `body` runs.
@inline(__always)
func withDigits<Result>(of number: Int64, _ body: (Bytes) -> Result) -> Result {
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
    var index = 20
    var rest = number.magnitude
    repeat {
      index -= 1
      buffer[index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if number < 0 {
      index -= 1
      buffer[index] = 45
    }
    return body(Bytes(rebasing: UnsafeBufferPointer(buffer)[index...]))
  }
}
