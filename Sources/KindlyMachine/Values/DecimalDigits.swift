// A number as the decimal digits that `print` shows: what people see is what is rounded and formatted, so that 2.675 to
// two places is 2.68, whatever its bits say.

struct DecimalDigits: Equatable {
  private(set) var isNegative: Bool
  /// 0 to 9 each; no zero at either end.
  private(set) var digits: [UInt8]
  /// How many of the digits stand before the decimal point; may lie outside of them.
  private(set) var point: Int

  init(_ number: Int64) {
    isNegative = number < 0
    digits = String(number.magnitude).utf8.map { $0 - 48 }
    point = digits.count
    trim()
  }

  /// A finite number.
  init(_ number: Double) {
    isNegative = number < 0
    digits = []
    point = 0
    var exponent = 0
    var isBehindPoint = false
    let text = number.magnitude.description
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case 48...57:
        digits.append(byte - 48)
        if !isBehindPoint { point += 1 }
      case UInt8(ascii: "."): isBehindPoint = true
      case UInt8(ascii: "e"): exponent = Int(text.dropFirst(index + 1)) ?? 0
      default: break
      }
      if byte == UInt8(ascii: "e") { break }
    }
    point += exponent
    trim()
  }

  var isZero: Bool { digits.isEmpty }

  /// The digit so many places before the point (0 is the ones), or behind it (-1 is the tenths).
  func digit(_ place: Int) -> UInt8 {
    let index = point - 1 - place
    return digits.indices.contains(index) ? digits[index] : 0
  }

  /// Times ten to a power.
  mutating func shift(_ places: Int) { if !isZero { point += places } }

  /// To so many places behind the point; halves go away from zero.
  mutating func round(places: Int) {
    let kept = point + places
    guard kept < digits.count else { return }
    let isUp = kept >= 0 && digits[kept] >= 5
    digits.removeLast(digits.count - max(kept, 0))
    if isUp {
      var index = digits.count - 1
      while index >= 0, digits[index] == 9 {
        digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        digits[index] += 1
      } else {
        digits.insert(1, at: 0)
        point += 1
      }
    }
    trim()
  }

  /// The nearest Number.
  var number: Double {
    if isZero { return 0 }
    let text = String(decoding: digits.map { $0 + 48 }, as: UTF8.self)
    return Double("\(isNegative ? "-" : "")0.\(text)e\(point)") ?? 0
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    point -= zeros
    if digits.isEmpty { (isNegative, point) = (false, 0) }
  }
}
