// Everything that begins with a digit: whole numbers, decimals, percents, durations, dates, times and moments.
// A literal that is wrong is reported and becomes a token of its kind all the same, so that nothing follows from it.

import KindlySource
import KindlyTime

extension Scanner {
  // A call that changes nothing would copy the whole scanner, so that the small ones are marked as if they did.

  @inline(__always)
  private func isDigit(_ offset: Int) -> Bool { byte(offset) &- 0x30 < 10 }

  /// The value of up to four digits.
  private mutating func value(_ start: Int, _ end: Int) -> Int {
    var value = 0
    for offset in start..<end { value = value * 10 + Int(bytes[offset] &- 0x30) }
    return value
  }

  private mutating func digits(from start: Int) -> Int {
    var end = start
    while isDigit(end) { end += 1 }
    return end
  }

  mutating func scanNumber() {
    let start = at
    var end = digits(from: at)
    let count = end - start
    if count == 4, byte(end) == 0x2D, isDigit(end + 1), scanDate(from: start) { return }
    if count <= 2, byte(end) == 0x3A, isDigit(end + 1) { return scanTime(from: start) }
    while isDigit(end) || byte(end) == 0x5F { end += 1 }
    at = end
    var isWhole = true
    if byte(end) == 0x2E, isDigit(end + 1) {
      isWhole = false
      end = digits(from: end + 1)
      while isDigit(end) || byte(end) == 0x5F { end += 1 }
    }
    if byte(end) | 0x20 == 0x65 {
      let sign = byte(end + 1) == 0x2B || byte(end + 1) == 0x2D ? 1 : 0
      if isDigit(end + 1 + sign) {
        isWhole = false
        end = digits(from: end + 1 + sign)
      }
    }
    at = end
    if count <= 2, !isWhole, byte(end) == 0x2E, digits(from: end + 1) == end + 5 {
      at = end + 5
      report(
        .invalidDate(span(start, at), text: slice(start, at), reason: "dates are written as 2026-11-24, the year first")
      )
      return emit(.date, from: start)
    }
    if byte(end) == 0x25, !Scanner.isNamePart(byte(end + 1)), byte(end + 1) != UInt8(ascii: "(") {
      at += 1
      return emitNumber(start, end, scale: 100)
    }
    if Scanner.isNamePart(byte(end)) { return scanUnit(start, end, isWhole: isWhole) }
    isWhole ? emitInteger(start, end) : emitNumber(start, end, scale: 1)
  }

  // MARK: - Numbers

  /// `_` stands elsewhere than between two digits.
  private mutating func isMalformed(_ start: Int, _ end: Int) -> Bool {
    (start..<end).contains { bytes[$0] == 0x5F && !(isDigit($0 - 1) && isDigit($0 + 1)) }
  }

  /// The digits as a whole number, nil where it does not fit.
  private mutating func magnitude(_ start: Int, _ end: Int) -> UInt64? {
    var value: UInt64 = 0
    for offset in start..<end where bytes[offset] != 0x5F {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(bytes[offset] &- 0x30))
      if overflow || carry { return nil }
      value = sum
    }
    return value <= UInt64(Int64.max) + 1 ? value : nil
  }

  private mutating func add(_ integer: Int64) -> UInt32 {
    output.integers.append(integer)
    return UInt32(output.integers.count - 1)
  }

  private mutating func emitInteger(_ start: Int, _ end: Int) {
    if isMalformed(start, end) { report(.malformedNumber(span(start, end), text: slice(start, end))) }
    guard let value = magnitude(start, end) else {
      report(.integerTooLarge(span(start, end), text: slice(start, end)))
      return emit(.integer, from: start, value: add(0))
    }
    if value > UInt64(Int64.max) { return emit(.smallestInteger, from: start, value: add(.min)) }
    emit(.integer, from: start, value: add(Int64(value)))
  }

  private mutating func emitNumber(_ start: Int, _ end: Int, scale: Double) {
    if isMalformed(start, end) { report(.malformedNumber(span(start, end), text: slice(start, end))) }
    let text = slice(start, end).filter { $0 != "_" }
    var value = (Double(text) ?? .infinity) / scale
    if !value.isFinite {
      report(.numberTooLarge(span(start, at), text: slice(start, at)))
      value = 0
    }
    output.numbers.append(value)
    emit(.number, from: start, value: UInt32(output.numbers.count - 1))
  }

  // MARK: - Durations

  private mutating func unit(_ start: Int, _ end: Int) -> DurationUnit? {
    let first = byte(start)
    if end - start == 1 {
      switch first {
      case UInt8(ascii: "s"): return .seconds
      case UInt8(ascii: "m"): return .minutes
      case UInt8(ascii: "h"): return .hours
      case UInt8(ascii: "d"): return .days
      case UInt8(ascii: "w"): return .weeks
      case UInt8(ascii: "y"): return .years
      default: return nil
      }
    }
    guard end - start == 2 else { return nil }
    if first == UInt8(ascii: "b"), byte(start + 1) == UInt8(ascii: "d") { return .businessDays }
    if first == UInt8(ascii: "m"), byte(start + 1) == UInt8(ascii: "o") { return .months }
    return nil
  }

  private mutating func scanUnit(_ start: Int, _ suffix: Int, isWhole: Bool) {
    while Scanner.isNamePart(byte(at)) { at += 1 }
    let unit = unit(suffix, at)
    var amount: UInt32 = 0
    if unit == nil {
      reportUnit(start, suffix, slice(start, at))
    } else if !isWhole {
      report(.fractionalDuration(span(start, at), text: slice(start, at)))
    } else if let value = magnitude(start, suffix), value <= UInt64(Int64.max) {
      amount = add(Int64(value))
    } else {
      report(.integerTooLarge(span(start, suffix), text: slice(start, suffix)))
    }
    if amount == 0 && output.integers.isEmpty { amount = add(0) }
    output.durations.append(LexedFile.Length(amount: amount, unit: unit ?? .seconds))
    emit(unit == nil ? .invalid : .duration, from: start, value: UInt32(output.durations.count - 1))
  }

  /// `1h30m` is a sum, `45min` has its unit misspelt, and `0x1F` is no number at all.
  private mutating func reportUnit(_ start: Int, _ suffix: Int, _ text: String) {
    var parts: [String] = []
    var offset = start
    while isDigit(offset), parts.count < 8 {
      let letters = digits(from: offset)
      var next = letters
      while Scanner.isNamePart(byte(next)), !isDigit(next) { next += 1 }
      guard unit(letters, next) != nil else { break }
      parts.append(slice(offset, next))
      offset = next
    }
    if offset == at, parts.count > 1 {
      return report(.compoundDuration(span(start, at), instead: parts.joined(separator: " + ")))
    }
    let written = slice(suffix, at)
    let instead: String? =
      switch written.lowercased() {
      case "sec", "secs", "second", "seconds", "s": "s"
      case "min", "mins", "minute", "minutes", "m": "m"
      case "hr", "hrs", "hour", "hours", "h": "h"
      case "day", "days", "d": "d"
      case "wk", "week", "weeks", "w": "w"
      case "mon", "month", "months": "mo"
      case "yr", "year", "years", "y": "y"
      case "b", "bds", "bday", "bdays": "bd"
      default: nil
      }
    report(.unknownUnit(span(suffix, at), text: written, instead: instead))
  }

  // MARK: - Dates and times

  /// A date, and the time and zone behind it. False where it is arithmetic, such as `2026-1-5`.
  private mutating func scanDate(from start: Int) -> Bool {
    let month = start + 5
    let monthEnd = digits(from: month)
    guard byte(monthEnd) == 0x2D, isDigit(monthEnd + 1), monthEnd - month <= 2 else { return false }
    let end = digits(from: monthEnd + 1)
    guard end - monthEnd <= 3, !Scanner.isNamePart(byte(end)) || byte(end) == UInt8(ascii: "T") else { return false }
    guard monthEnd - month == 2, end - monthEnd == 3 else {
      let parts = [slice(month, monthEnd), slice(monthEnd + 1, end)].map { $0.count == 1 ? "0" + $0 : $0 }
      output.warnings.append(
        .dateLikeArithmetic(span(start, end), instead: "\(slice(start, start + 4))-\(parts[0])-\(parts[1])"))
      return false
    }
    at = end
    let date = CivilDate(year: value(start, start + 4), month: value(month, monthEnd), day: value(monthEnd + 1, end))
    if date == nil { reportDate(start, end, month: value(month, monthEnd), day: value(monthEnd + 1, end)) }
    let bits = UInt32(bitPattern: Int32(truncatingIfNeeded: date?.days ?? 0))
    var time = end
    if byte(end) == UInt8(ascii: "T") {
      time += 1
      guard isDigit(time) else {
        while Scanner.isNamePart(byte(at)) { at += 1 }
        report(.invalidTime(span(end, at), text: slice(end, at), reason: "a time such as 10:00 follows the T"))
        emit(.date, from: start, value: bits)
        return true
      }
    } else {
      while byte(time) == 0x20 || byte(time) == 0x09 { time += 1 }
    }
    let hourEnd = digits(from: time)
    guard time > end, hourEnd > time, hourEnd - time <= 2, byte(hourEnd) == 0x3A, isDigit(hourEnd + 1) else {
      emit(.date, from: start, value: bits)
      return true
    }
    at = time
    let seconds = readTime()
    let zone = readZone()
    output.moments.append(LexedFile.Moment(days: bits, seconds: seconds, zone: zone))
    emit(.dateTime, from: start, value: UInt32(output.moments.count - 1))
    return true
  }

  private mutating func reportDate(_ start: Int, _ end: Int, month: Int, day: Int) {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    let reason: String
    if value(start, start + 4) == 0 {
      reason = "years go from 0001 to 9999"
    } else if month < 1 || month > 12 {
      reason = "months go from 01 to 12"
    } else {
      let last = CivilDate.daysInMonth(year: value(start, start + 4), month: month)
      reason = day < 1 ? "days begin at 01" : "\(names[month - 1]) \(slice(start, start + 4)) has \(last) days"
    }
    report(.invalidDate(span(start, end), text: slice(start, end), reason: reason))
  }

  private mutating func scanTime(from start: Int) {
    let seconds = readTime()
    emit(.time, from: start, value: seconds)
  }

  /// Whether a `[` stands before an offset, directly behind what can be indexed.
  private func opensIndex(before offset: Int) -> Bool {
    guard offset > 1, byte(offset - 1) == UInt8(ascii: "[") else { return false }
    let last = byte(offset - 2)
    return Scanner.isNamePart(last) || last == UInt8(ascii: ")") || last == UInt8(ascii: "]")
      || last == UInt8(ascii: "\"")
  }

  /// `HH:MM` or `HH:MM:SS` at `at`, as seconds since midnight; at least one digit stands on both sides of the colon.
  private mutating func readTime() -> UInt32 {
    let start = at
    var fields: [(start: Int, end: Int)] = [(at, digits(from: at))]
    at = fields[0].end
    while fields.count < 3, byte(at) == 0x3A, isDigit(at + 1) {
      fields.append((at + 1, digits(from: at + 1)))
      at = fields[fields.count - 1].end
    }
    let text = slice(start, at)
    if fields.count == 3, byte(at) == 0x2E, isDigit(at + 1) {
      at = digits(from: at + 1)
      report(.invalidTime(span(start, at), text: slice(start, at), reason: "seconds are whole: \(text)"))
      return 0
    }
    if Scanner.isNamePart(byte(at)), byte(at) != UInt8(ascii: "Z") {
      while Scanner.isNamePart(byte(at)) { at += 1 }
      report(.invalidTime(span(start, at), text: slice(start, at), reason: "times are written as 17:00"))
      return 0
    }
    if fields.contains(where: { $0.end - $0.start > 2 }) {
      report(.invalidTime(span(start, at), text: text, reason: "hours and minutes have two digits"))
      return 0
    }
    let values = fields.map { value($0.start, $0.end) }
    let second = values.count > 2 ? values[2] : 0
    guard values[0] < 24, values[1] < 60, second < 60 else {
      report(.invalidTime(span(start, at), text: text, reason: "times go from 00:00 to 23:59:59"))
      return 0
    }
    if fields.contains(where: { $0.end - $0.start < 2 }) {
      if opensIndex(before: start), byte(at) == UInt8(ascii: "]"), fields.count == 2 {
        report(
          .foreign(
            span(start, at), written: "[\(text)]", instead: "a part of a list is `xs | skip 1 | take 3`",
            replacement: nil))
        return 0
      }
      let padded = fields.map { ($0.end - $0.start < 2 ? "0" : "") + slice($0.start, $0.end) }
      report(.shortTime(span(start, at), instead: padded.joined(separator: ":")))
    }
    return UInt32(values[0] * 3600 + values[1] * 60 + second)
  }

  /// What may stand behind a date and time: `Z`, `+01:00`, ` Europe/Berlin`, ` UTC`. The index of its text plus one, or 0.
  private mutating func readZone() -> UInt32 {
    if byte(at) == UInt8(ascii: "Z"), !Scanner.isNamePart(byte(at + 1)) {
      at += 1
      return addText("Z") + 1
    }
    var start = at
    while byte(start) == 0x20 || byte(start) == 0x09 { start += 1 }
    if byte(start) == 0x2B || byte(start) == 0x2D, isDigit(start + 1) {
      let hours = digits(from: start + 1)
      // `10:00-1h` is arithmetic; `10:00+0100` was meant as an offset.
      let isMeant = start == at && (hours - start == 3 || hours - start == 5) && !Scanner.isNamePart(byte(hours))
      guard byte(hours) == 0x3A || isMeant else { return 0 }
      let end = byte(hours) == 0x3A ? digits(from: hours + 1) : hours
      at = end
      guard hours - start == 3, end - hours == 3, value(start + 1, hours) <= 18, value(hours + 1, end) < 60 else {
        report(.invalidOffset(span(start, end), text: slice(start, end)))
        return 0
      }
      return addText(slice(start, end)) + 1
    }
    guard start > at, byte(start) >= 0x41, byte(start) <= 0x5A else { return 0 }
    var end = start
    var hasSlash = false
    while Scanner.isNamePart(byte(end)) || (hasSlash && (byte(end) == 0x2D || byte(end) == 0x2B))
      || (byte(end) == 0x2F && Scanner.isNamePart(byte(end + 1)))
    {
      if byte(end) == 0x2F { hasSlash = true }
      end += 1
    }
    let text = slice(start, end)
    guard hasSlash || text == "UTC" || text == "GMT" else {
      // Nothing else that stands here could be meant by `PST`.
      guard text.count > 2, text.allSatisfy(\.isUppercase) else { return 0 }
      at = end
      report(.unknownZone(span(start, end), text: text))
      return 0
    }
    at = end
    return addText(text) + 1
  }
}
