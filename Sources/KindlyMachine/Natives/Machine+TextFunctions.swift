// Built-ins on texts, but for the longer ones, which stand in `Machine+Texts`. A character is what people see as one.

import Foundation
import KindlyCatalog

extension Machine {
  func function(_ function: TextFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    switch function {
    case .lower: changeCase(r, isUpper: false)
    case .upper: changeCase(r, isUpper: true)
    case .capitalize: capitalize(r)
    case .titleCase: titleCase(r)
    case .trim: trim(r, start: true, end: true)
    case .trimStart: trim(r, start: true, end: false)
    case .trimEnd: trim(r, start: false, end: true)
    case .isBlank: w[0] = blankStart(Ref(r[0]).bytes) == Ref(r[0]).count ? 1 : 0
    case .split: try split(r)
    case .join: try join(r)
    case .replace: try replace(r)
    case .startsWith: w[0] = affix(r, isPrefix: true) ? 1 : 0
    case .endsWith: w[0] = affix(r, isPrefix: false) ? 1 : 0
    case .removePrefix: removeAffix(r, isPrefix: true)
    case .removeSuffix: removeAffix(r, isPrefix: false)
    case .words: splitWords(r)
    case .lines: splitLines(r)
    case .characters: characters(r)
    case .codePoints: codePoints(r)
    case .fromCodePoints: try fromCodePoints(r)
    case .take: try cut(w, r, function: "take") { bytes, end in bytes[..<end] }
    case .skip: try cut(w, r, function: "skip") { bytes, end in bytes[end...] }
    case .reverse: reverse(r)
    case .pad: try pad(call, w, r, atStart: false)
    case .padStart: try pad(call, w, r, atStart: true)
    case .similarity: w[0] = bits(similarity(Ref(r[0]), Ref(r[1])))
    case .parseInt: give(parseInt(trimmed(Ref(r[0]))), r)
    case .parseNumber: w[0] = parseNumber(trimmed(Ref(r[0]))).map { bits($0) } ?? Layout.nothingNumber
    }
  }

  /// The bytes of a text that is no longer than the longest.
  private func give(_ made: [UInt8], _ r: Window) throws(Fault) {
    guard made.count <= Heap.maximumTextBytes else { throw .textTooLong }
    r[0] = state.pointee.heap.newText(made).bits
  }

  // MARK: - Case and blanks

  /// The first character in capitals.
  private func capitalize(_ r: Window) {
    let bytes = Ref(r[0]).bytes
    let end = Texts.bytes(Ref(r[0]), ofCharacters: 1, watch)
    var made = Array(String(decoding: bytes[..<end], as: UTF8.self).uppercased().utf8)
    made.append(contentsOf: bytes[end...])
    r[0] = state.pointee.heap.newText(made).bits
  }

  private func titleCase(_ r: Window) {
    let bytes = Ref(r[0]).bytes
    var made: [UInt8] = []
    made.reserveCapacity(bytes.count)
    var isInWord = false
    TextPieces.eachCharacter(bytes, watch) { place in
      let character = Character(String(decoding: bytes[place], as: UTF8.self))
      let isLetter = character.isLetter || character.isNumber
      let written = isInWord ? character.lowercased() : isLetter ? character.uppercased() : String(character)
      made.append(contentsOf: written.utf8)
      isInWord = isLetter || isInWord && (character == "'" || character == "\u{2019}")
      return true
    }
    r[0] = state.pointee.heap.newText(made).bits
  }

  /// Where the blanks at the beginning end.
  private func blankStart(_ bytes: Bytes) -> Int {
    var place = 0
    while place < bytes.count, !watch.stops() {
      let (scalar, width) = TextPieces.scalar(bytes, at: place)
      guard isBlank(scalar) else { break }
      place += width
    }
    return place
  }

  /// Where the blanks at the end begin, at or after a place.
  private func blankEnd(_ bytes: Bytes, from start: Int) -> Int {
    var end = bytes.count
    while end > start, !watch.stops() {
      var place = end - 1
      while place > start, bytes[place] & 0xC0 == 0x80 { place -= 1 }
      guard isBlank(TextPieces.scalar(bytes, at: place).value) else { break }
      end = place
    }
    return end
  }

  func isBlank(_ scalar: UInt32) -> Bool {
    if scalar < 0x80 { return scalar == 32 || scalar >= 9 && scalar <= 13 }
    return Unicode.Scalar(scalar)?.properties.isWhitespace == true
  }

  private func trim(_ r: Window, start: Bool, end: Bool) {
    let bytes = Ref(r[0]).bytes
    let from = start ? blankStart(bytes) : 0
    let to = end ? blankEnd(bytes, from: from) : bytes.count
    if from > 0 || to < bytes.count { r[0] = slice(bytes, from, to) }
  }

  /// Without the blanks at both ends; of a text that is too long for any number, nothing.
  private func trimmed(_ text: Ref) -> String {
    let bytes = text.bytes
    let from = blankStart(bytes)
    let to = blankEnd(bytes, from: from)
    return to - from > Self.longestNumber ? "" : String(decoding: bytes[from..<to], as: UTF8.self)
  }

  // MARK: - Parts

  private func removeAffix(_ r: Window, isPrefix: Bool) {
    guard affix(r, isPrefix: isPrefix) else { return }
    Texts.withNFC(Ref(r[0]), watch) { whole in
      let part = Texts.withNFC(Ref(r[1]), watch) { $0.count }
      r[0] = isPrefix ? slice(whole, part, whole.count) : slice(whole, 0, whole.count - part)
    }
  }

  private func cut(
    _ w: Window, _ r: Window, function: String, _ part: (Bytes, Int) -> Slice<Bytes>
  ) throws(Fault) {
    guard w[0] >= 0 else { throw .argument(function: function, wants: "a number of characters that is not negative") }
    let text = Ref(r[0])
    let end = Texts.bytes(text, ofCharacters: Int(w[0]), watch)
    r[0] = state.pointee.heap.newText(Bytes(rebasing: part(text.bytes, end))).bits
  }

  private func characters(_ r: Window) {
    let bytes = Ref(r[0]).bytes
    let list = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    TextPieces.eachCharacter(bytes, watch) { place in
      state.pointee.heap.push(list, slice(bytes, place.lowerBound, place.upperBound))
      return true
    }
    r[0] = list.bits
  }

  private func codePoints(_ r: Window) {
    let bytes = Ref(r[0]).bytes
    let list = state.pointee.heap.newList(ofRefs: false, capacity: 0)
    var place = 0
    while place < bytes.count, !watch.stops() {
      let (scalar, width) = TextPieces.scalar(bytes, at: place)
      state.pointee.heap.push(list, Int64(scalar))
      place += width
    }
    r[0] = list.bits
  }

  private func fromCodePoints(_ r: Window) throws(Fault) {
    let list = Ref(r[0])
    var made: [UInt8] = []
    for index in 0..<list.count {
      try watch.step()
      guard let value = UInt32(exactly: list.element(index)), let scalar = Unicode.Scalar(value) else {
        throw .argument(function: "from_code_points", wants: "Unicode scalars, and \(list.element(index)) is none")
      }
      made.append(scalar)
      if made.count > Heap.maximumTextBytes { throw .textTooLong }
    }
    try give(made, r)
  }

  private func reverse(_ r: Window) {
    let text = Ref(r[0])
    let bytes = text.bytes
    let made = state.pointee.heap.newText(count: bytes.count)
    var start = bytes.count
    TextPieces.eachCharacter(bytes, watch) { place in
      start -= place.count
      for (offset, byte) in bytes[place].enumerated() { made.textStart[start + offset] = byte }
      return true
    }
    // What was cut short is no text.
    if !watch.hasStopped { r[0] = made.bits }
  }

  private func pad(_ call: BuiltinCall, _ w: Window, _ r: Window, atStart: Bool) throws(Fault) {
    let text = Ref(r[0])
    let filling = call.overload == 1 ? Ref(r[1]).string : " "
    guard filling.count == 1 else {
      throw .argument(function: atStart ? "pad_start" : "pad", wants: "one character to fill with")
    }
    let (missing, overflow) = Int(w[0]).subtractingReportingOverflow(Texts.length(text, watch))
    guard !overflow, missing > 0 else { return }
    let unit = Array(filling.utf8)
    guard missing < Heap.maximumTextBytes / unit.count - text.count else { throw .textTooLong }
    let made = state.pointee.heap.newText(count: text.count + missing * unit.count)
    let start = atStart ? missing * unit.count : 0
    (made.textStart + start).update(from: text.textStart, count: text.count)
    unit.withUnsafeBufferPointer { fill(made.textStart + (atStart ? 0 : text.count), with: $0, times: missing) }
    r[0] = made.bits
  }

  /// Writes bytes so many times over, each copy twice as long as the one before.
  func fill(_ target: UnsafeMutablePointer<UInt8>, with unit: Bytes, times: Int) {
    guard let first = unit.baseAddress, times > 0 else { return }
    let total = unit.count * times
    target.update(from: first, count: unit.count)
    var done = unit.count
    while done < total {
      let count = min(done, total - done)
      (target + done).update(from: target, count: count)
      done += count
    }
  }

  // MARK: - Numbers

  /// Longer ones are no numbers.
  private static let longestNumber = 10_000

  private func parseInt(_ digits: String) -> Int? {
    guard let last = digits.utf8.last, last >= 48, last <= 57 else { return nil }
    return Int(digits)
  }

  /// Digits, with a point and an exponent if need be, and perhaps a percent sign.
  private func parseNumber(_ text: String) -> Double? {
    var digits = text[...]
    let isPercent = digits.last == "%"
    if isPercent { digits = digits.dropLast() }
    guard let last = digits.utf8.last, last >= 48, last <= 57 else { return nil }
    let unsigned = digits.first == "-" || digits.first == "+" ? digits.dropFirst() : digits
    guard let first = unsigned.utf8.first, first >= 48, first <= 57 else { return nil }
    let isDecimal = unsigned.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || "+-.eE".utf8.contains($0) }
    guard isDecimal, !digits.contains(".e"), !digits.contains(".E") else { return nil }
    let hasExponent = digits.utf8.contains { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
    let number = isPercent && !hasExponent ? Double(digits + "e-2") : Double(digits).map { isPercent ? $0 / 100 : $0 }
    return number.flatMap { $0.isFinite ? $0 : nil }
  }
}
