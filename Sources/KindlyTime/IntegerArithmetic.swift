// Integer arithmetic that floors or throws, for the rest of this module.
// Invariant: nothing here traps, whatever its operands (divisors are positive constants of the callers).

/// The quotient rounded toward minus infinity, for a positive divisor.
func floorDiv(_ a: Int, _ b: Int) -> Int {
  let q = a / b
  return a % b < 0 ? q &- 1 : q
}

/// What floorDiv leaves, in 0..<b.
func floorMod(_ a: Int, _ b: Int) -> Int {
  let r = a % b
  return r < 0 ? r &+ b : r
}

func checkedAdd(_ a: Int, _ b: Int) throws(TimeError) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  guard !overflow else { throw .overflow }
  return sum
}

func checkedMultiply(_ a: Int, _ b: Int) throws(TimeError) -> Int {
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  guard !overflow else { throw .overflow }
  return product
}
