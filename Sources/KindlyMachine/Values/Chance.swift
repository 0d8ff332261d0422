// Where random numbers come from: SplitMix64, seeded by the run's clock, so that a run with the same clock draws the
// same numbers on every machine. Not for secrets.

struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// From 0 up to 1: all multiples of 2^-53 alike.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
