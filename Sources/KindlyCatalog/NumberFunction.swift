// Functions on numbers. What is whole stays whole where it can; what does not fit or is not finite is an error.

public enum NumberFunction: String, BuiltinTopic {
  case abs, sign, min, max, clamp, round, floor, ceil, truncate, sqrt, pow, exp, log, random

  public var spec: BuiltinSpec {
    switch self {
    case .abs:
      BuiltinSpec(
        "abs(n: Int) -> Int", "abs(n: Number) -> Number", summary: "The number without its sign.", example: "abs(-3)",
        prints: "3", fails: "the least whole number, which has no positive")
    case .sign:
      BuiltinSpec(
        "sign(n: Int) -> Int", "sign(n: Number) -> Int",
        summary: "-1, 0 or 1, as the number is below, at or above zero.",
        example: "sign(-2.5)", prints: "-1")
    case .min:
      BuiltinSpec(
        "min(a: O, b: O) -> O", summary: "The lesser of two values of a type that has an order.",
        example: "min(2026-12-01, 2026-11-24)", prints: "2026-11-24",
        fails: "durations that have no order, as a month and 30 days")
    case .max:
      BuiltinSpec(
        "max(a: O, b: O) -> O", summary: "The greater of two values of a type that has an order.",
        example: "max(2, 1.5)", prints: "2.0", fails: "durations that have no order, as a month and 30 days")
    case .clamp:
      BuiltinSpec(
        "clamp(value: O, low: O, high: O) -> O",
        summary: "The value, or the nearer bound where it lies outside of them.", example: "clamp(12, 0, 10)",
        prints: "10", fails: "a `low` above `high`; durations that have no order")
    case .round:
      BuiltinSpec(
        "round(n: Number) -> Int", "round(n: Number, places: Int) -> Number",
        summary:
          "The nearest whole number, or number of so many decimal places, by the digits that `print` shows; halves go away from zero.",
        example: "round(2.675, 2)", prints: "2.68",
        fails: "a number too large for a whole number; places outside of -400 to 400")
    case .floor:
      BuiltinSpec(
        "floor(n: Number) -> Int", summary: "The greatest whole number that is not greater.", example: "floor(-2.5)",
        prints: "-3", fails: "a number too large for a whole number")
    case .ceil:
      BuiltinSpec(
        "ceil(n: Number) -> Int", summary: "The least whole number that is not less.", example: "ceil(2.1)",
        prints: "3", fails: "a number too large for a whole number")
    case .truncate:
      BuiltinSpec(
        "truncate(n: Number) -> Int", summary: "The number without what stands behind its point.",
        example: "truncate(-2.5)", prints: "-2", fails: "a number too large for a whole number")
    case .sqrt:
      BuiltinSpec(
        "sqrt(n: Number) -> Number", summary: "The square root.", example: "sqrt(2.25)", prints: "1.5",
        fails: "a negative number")
    case .pow:
      BuiltinSpec(
        "pow(base: Int, exponent: Int) -> Int", "pow(base: Number, exponent: Number) -> Number",
        summary: "One number to the power of another.", example: "pow(2, 10)", prints: "1024",
        fails: "a whole number to a negative power; a result that does not fit or is not finite")
    case .exp:
      BuiltinSpec(
        "exp(n: Number) -> Number", summary: "e to the power of a number.", example: "exp(0)", prints: "1.0",
        fails: "a result that is not finite")
    case .log:
      BuiltinSpec(
        "log(n: Number) -> Number", "log(n: Number, base: Number) -> Number",
        summary: "The natural logarithm, or the one to a base.", example: "round(log(1000, 10), 6)", prints: "3.0",
        fails: "a number that is not positive; a base that is not positive or is 1")
    case .random:
      BuiltinSpec(
        "random() -> Number", "random(from: Int, to: Int) -> Int",
        summary:
          "A number from 0 up to 1, or a whole number from one to another, both in. The clock is the seed, so that a run can be repeated with `--now`.",
        example: "random(6, 6)", prints: "6", fails: "a `from` above `to`", effects: .reads)
    }
  }
}
