// Built-ins on numbers, and on pairs of anything that has an order.

import Foundation
import KindlyCatalog

extension Machine {
  func function(_ function: NumberFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    let isInt = call.type == .int
    switch function {
    case .abs:
      if isInt {
        guard w[0] != .min else { throw .integerOverflow }
        w[0] = Swift.abs(w[0])
      } else {
        w[0] = bits(Swift.abs(number(w[0])))
      }
    case .sign:
      if isInt {
        w[0] = w[0].signum()
      } else {
        w[0] = number(w[0]) < 0 ? -1 : number(w[0]) > 0 ? 1 : 0
      }
    case .min: give(try lesser(0, 1, call.type, w, r), call.type, w, r)
    case .max: give(try greater(0, 1, call.type, w, r), call.type, w, r)
    case .clamp: try clamp(call.type, w, r)
    case .round:
      if call.overload == 0 {
        w[0] = try whole(number(w[0]).rounded(.toNearestOrAwayFromZero))
      } else {
        try round(w)
      }
    case .floor: w[0] = try whole(number(w[0]).rounded(.down))
    case .ceil: w[0] = try whole(number(w[0]).rounded(.up))
    case .truncate: w[0] = try whole(number(w[0]).rounded(.towardZero))
    case .sqrt:
      guard number(w[0]) >= 0 else { throw .argument(function: "sqrt", wants: "a number that is not negative") }
      w[0] = bits(number(w[0]).squareRoot())
    case .pow: if isInt { try power(w) } else { try finite(Foundation.pow(number(w[0]), number(w[1])), w) }
    case .exp: try finite(Foundation.exp(number(w[0])), w)
    case .log: try logarithm(hasBase: call.overload == 1, w)
    case .random: try random(hasBounds: call.overload == 1, w)
    }
  }

  private func whole(_ number: Double) throws(Fault) -> Int64 {
    guard let whole = Int64(exactly: number) else { throw .notWhole(number) }
    return whole
  }

  private func finite(_ number: Double, _ w: Window) throws(Fault) {
    guard number.isFinite else { throw .notFinite }
    w[0] = bits(number)
  }

  private func round(_ w: Window) throws(Fault) {
    guard (-400...400).contains(w[1]) else { throw .argument(function: "round", wants: "places from -400 to 400") }
    var digits = DecimalDigits(number(w[0]))
    digits.round(places: Int(w[1]))
    try finite(digits.number, w)
  }

  private func power(_ w: Window) throws(Fault) {
    guard w[1] >= 0 else {
      throw .argument(function: "pow", wants: "a power that is not negative, or a base that is a Number")
    }
    var (result, factor, rest): (Int64, Int64, Int64) = (1, w[0], w[1])
    // 0, 1 and -1 to any power; every other base leaves the whole numbers within 64 turns.
    if factor == 0 || factor == 1 || factor == -1 {
      w[0] = rest == 0 ? 1 : factor == -1 && rest % 2 == 0 ? 1 : factor
      return
    }
    while rest > 0 {
      if rest & 1 == 1 {
        let (product, overflow) = result.multipliedReportingOverflow(by: factor)
        if overflow { throw .integerOverflow }
        result = product
      }
      rest >>= 1
      if rest > 0 {
        let (square, overflow) = factor.multipliedReportingOverflow(by: factor)
        if overflow { throw .integerOverflow }
        factor = square
      }
    }
    w[0] = result
  }

  private func logarithm(hasBase: Bool, _ w: Window) throws(Fault) {
    let value = number(w[0])
    guard value > 0 else { throw .argument(function: "log", wants: "a number above 0") }
    guard hasBase else { return try finite(Foundation.log(value), w) }
    let base = number(w[1])
    guard base > 0, base != 1 else { throw .argument(function: "log", wants: "a base above 0 that is not 1") }
    switch base {
    case 10: try finite(Foundation.log10(value), w)
    case 2: try finite(Foundation.log2(value), w)
    default: try finite(Foundation.log(value) / Foundation.log(base), w)
    }
  }

  private func random(hasBounds: Bool, _ w: Window) throws(Fault) {
    guard hasBounds else {
      w[0] = bits(chance.unit())
      return
    }
    guard w[0] <= w[1] else { throw .argument(function: "random", wants: "a `from` that is not above `to`") }
    let span = UInt64(bitPattern: w[1] &- w[0])
    let drawn = span == .max ? chance.next() : chance.next(upperBound: span + 1)
    w[0] = w[0] &+ Int64(bitPattern: drawn)
  }

  // MARK: - Order

  private func lesser(_ a: Int, _ b: Int, _ type: TypeID, _ w: Window, _ r: Window) throws(Fault) -> Int64 {
    let (x, y) = (argument(a, type, w, r), argument(b, type, w, r))
    return try order(y, x, type) < 0 ? y : x
  }

  private func greater(_ a: Int, _ b: Int, _ type: TypeID, _ w: Window, _ r: Window) throws(Fault) -> Int64 {
    let (x, y) = (argument(a, type, w, r), argument(b, type, w, r))
    return try order(y, x, type) > 0 ? y : x
  }

  private func clamp(_ type: TypeID, _ w: Window, _ r: Window) throws(Fault) {
    let (low, high) = (argument(1, type, w, r), argument(2, type, w, r))
    guard try order(low, high, type) <= 0 else {
      throw .argument(function: "clamp", wants: "a `low` that is not above `high`")
    }
    let value = argument(0, type, w, r)
    if try order(value, low, type) < 0 {
      give(low, type, w, r)
    } else if try order(value, high, type) > 0 {
      give(high, type, w, r)
    }
  }

  private func order(_ a: Int64, _ b: Int64, _ type: TypeID) throws(Fault) -> Int64 {
    do { return try comparison.compare(a, b, type) } catch { throw .time(error) }
  }
}
