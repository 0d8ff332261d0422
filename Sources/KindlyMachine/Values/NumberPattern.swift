// Unicode (LDML) number patterns: `#,##0.00`, `0%`, `'EUR' #,##0;(#)`. A `0` is a digit that always stands, a `#` one
// that stands where it is needed, a comma says how large groups of thousands are, `%` makes it hundredths; what stands
// before and behind is copied, letters and signs in quotes; behind `;` is how a negative number looks.
// Leaves rounding to DecimalDigits.

struct NumberPattern {
  private struct Affix {
    var before: [UInt8] = []
    var behind: [UInt8] = []
  }

  private var positive = Affix()
  private var negative: Affix?
  private var leastWhole = 0
  private var leastFraction = 0
  private var mostFraction = 0
  private var group = 0
  private var isPercent = false

  /// Throws `argument` for what means nothing.
  init(_ pattern: String) throws(Fault) {
    let bytes = Array(pattern.utf8)
    var index = 0
    positive = try readAffixes(bytes, &index)
    if index < bytes.count {
      index += 1
      var other = self
      negative = try other.readAffixes(bytes, &index)
      if index < bytes.count { throw NumberPattern.wrong("one `;`") }
    }
  }

  // MARK: - Reading

  /// What stands before and behind the digits' places, up to `;` or the end; the places themselves on the way.
  private mutating func readAffixes(_ bytes: [UInt8], _ index: inout Int) throws(Fault) -> Affix {
    var affix = Affix()
    affix.before = try readText(bytes, &index)
    try readPlaces(bytes, &index)
    affix.behind = try readText(bytes, &index)
    guard index == bytes.count || bytes[index] == UInt8(ascii: ";") else {
      throw NumberPattern.wrong("its digits' places in one row")
    }
    return affix
  }

  private mutating func readText(_ bytes: [UInt8], _ index: inout Int) throws(Fault) -> [UInt8] {
    var text: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "#"), UInt8(ascii: "0"), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: ";"): return text
      case UInt8(ascii: "'"):
        guard let end = bytes[(index + 1)...].firstIndex(of: byte) else {
          throw NumberPattern.wrong("every `'` closed; write `''` for an apostrophe")
        }
        text += end == index + 1 ? [byte] : Array(bytes[(index + 1)..<end])
        index = end + 1
      case 65...90, 97...122, UInt8(ascii: "*"), UInt8(ascii: "@"):
        throw NumberPattern.wrong("text in quotes, as `'\(String(decoding: [byte], as: UTF8.self))'`")
      default:
        if byte == UInt8(ascii: "%") { isPercent = true }
        text.append(byte)
        index += 1
      }
    }
    return text
  }

  private mutating func readPlaces(_ bytes: [UInt8], _ index: inout Int) throws(Fault) {
    let start = index
    (leastWhole, leastFraction, mostFraction, group) = (0, 0, 0, 0)
    var sinceComma: Int?
    var isFraction = false
    while index < bytes.count {
      let isZero = bytes[index] == UInt8(ascii: "0")
      switch bytes[index] {
      case UInt8(ascii: "0"), UInt8(ascii: "#"):
        if isFraction {
          if isZero, mostFraction > leastFraction {
            throw NumberPattern.wrong("every `0` before the `#` of a fraction")
          }
          mostFraction += 1
          if isZero { leastFraction += 1 }
        } else {
          if !isZero, leastWhole > 0 { throw NumberPattern.wrong("every `#` before the first `0`") }
          if isZero { leastWhole += 1 }
          sinceComma = sinceComma.map { $0 + 1 }
        }
      case UInt8(ascii: ",") where !isFraction: sinceComma = 0
      case UInt8(ascii: ".") where !isFraction: isFraction = true
      default:
        return try endPlaces(sinceComma, isEmpty: index == start)
      }
      index += 1
    }
    try endPlaces(sinceComma, isEmpty: index == start)
  }

  private mutating func endPlaces(_ sinceComma: Int?, isEmpty: Bool) throws(Fault) {
    if isEmpty { throw NumberPattern.wrong("a place for digits, such as `0` or `#,##0.00`") }
    if sinceComma == 0 { throw NumberPattern.wrong("a digit's place behind the comma") }
    group = sinceComma ?? 0
  }

  private static func wrong(_ wants: String) -> Fault {
    .argument(function: "format", wants: "\(wants) in its pattern")
  }

  // MARK: - Writing

  func format(_ number: DecimalDigits) -> String {
    var number = number
    if isPercent { number.shift(2) }
    number.round(places: mostFraction)
    var text: [UInt8] = []
    let affix = number.isNegative ? negative ?? positive : positive
    if number.isNegative, negative == nil { text.append(UInt8(ascii: "-")) }
    text += affix.before
    let whole = max(leastWhole, number.point, leastFraction == 0 && number.digits.count <= number.point ? 1 : 0)
    for place in stride(from: whole - 1, through: 0, by: -1) {
      text.append(48 + number.digit(place))
      if group > 0, place > 0, place % group == 0 { text.append(UInt8(ascii: ",")) }
    }
    let fraction = max(leastFraction, number.digits.count - number.point)
    if fraction > 0 {
      text.append(UInt8(ascii: "."))
      for place in 1...fraction { text.append(48 + number.digit(-place)) }
    }
    return String(decoding: text + affix.behind, as: UTF8.self)
  }
}
