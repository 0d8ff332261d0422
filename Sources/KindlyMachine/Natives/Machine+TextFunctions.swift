// Built-ins on texts, but for the longer ones, which stand in `Machine+Texts`. A character is what people see as one.

import Foundation
import KindlyCatalog

extension Machine {
  func function(_ function: TextFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    switch function {
    case .lower: changeCase(r, isUpper: false)
    case .upper: changeCase(r, isUpper: true)
    case .capitalize: give(r) { $0.prefix(1).uppercased() + $0.dropFirst() }
    case .titleCase: give(r) { titleCase($0) }
    case .trim: trim(r, start: true, end: true)
    case .trimStart: trim(r, start: true, end: false)
    case .trimEnd: trim(r, start: false, end: true)
    case .isBlank: w[0] = Ref(r[0]).string.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? 1 : 0
    case .split: try split(r)
    case .join: try join(r)
    case .replace: try replace(r)
    case .startsWith: w[0] = affix(r, isPrefix: true) ? 1 : 0
    case .endsWith: w[0] = affix(r, isPrefix: false) ? 1 : 0
    case .removePrefix: removeAffix(r, isPrefix: true)
    case .removeSuffix: removeAffix(r, isPrefix: false)
    case .words: pieces(r) { $0.split(whereSeparator: \.isWhitespace) }
    case .lines: splitLines(r)
    case .characters: r[0] = newTexts(Ref(r[0]).string.map { String($0) })
    case .codePoints:
      let numbers = Ref(r[0]).string.unicodeScalars.map { Int64($0.value) }
      r[0] = state.pointee.heap.newList(ofRefs: false, numbers).bits
    case .fromCodePoints: try fromCodePoints(r)
    case .take: try cut(w, r, function: "take") { $0.prefix($1) }
    case .skip: try cut(w, r, function: "skip") { $0.dropFirst($1) }
    case .reverse: give(r) { String($0.reversed()) }
    case .pad: try pad(call, w, r, atStart: false)
    case .padStart: try pad(call, w, r, atStart: true)
    case .similarity: w[0] = bits(try similarity(Ref(r[0]).string, Ref(r[1]).string))
    case .parseInt: give(parseInt(Ref(r[0]).string), r)
    case .parseNumber: w[0] = parseNumber(Ref(r[0]).string).map { bits($0) } ?? Layout.nothingNumber
    }
  }

  private func give(_ r: Window, _ make: (String) -> String) {
    r[0] = state.pointee.heap.newText(make(Ref(r[0]).string)).bits
  }

  // MARK: - Case and blanks

  private func titleCase(_ text: String) -> String {
    var made = ""
    var isInWord = false
    for character in text {
      let isLetter = character.isLetter || character.isNumber
      made += isInWord ? character.lowercased() : isLetter ? character.uppercased() : String(character)
      isInWord = isLetter || isInWord && (character == "'" || character == "\u{2019}")
    }
    return made
  }

  private func trim(_ r: Window, start: Bool, end: Bool) {
    let bytes = Ref(r[0]).bytes
    let scalars = Ref(r[0]).string.unicodeScalars
    var (from, to) = (0, bytes.count)
    if start {
      for scalar in scalars {
        guard scalar.properties.isWhitespace else { break }
        from += UTF8.width(scalar)
      }
    }
    if end, from < to {
      for scalar in scalars.reversed() {
        guard scalar.properties.isWhitespace else { break }
        to -= UTF8.width(scalar)
      }
    }
    if from > 0 || to < bytes.count { r[0] = slice(bytes, from, to) }
  }

  // MARK: - Parts

  private func removeAffix(_ r: Window, isPrefix: Bool) {
    guard affix(r, isPrefix: isPrefix) else { return }
    let part = Texts.nfc(Ref(r[1])).count
    Texts.nfc(Ref(r[0])).withUnsafeBufferPointer { whole in
      r[0] = isPrefix ? slice(whole, part, whole.count) : slice(whole, 0, whole.count - part)
    }
  }

  private func cut(
    _ w: Window, _ r: Window, function: String, _ part: (String, Int) -> Substring
  ) throws(Fault) {
    guard w[0] >= 0 else { throw .argument(function: function, wants: "a number of characters that is not negative") }
    r[0] = state.pointee.heap.newText(String(part(Ref(r[0]).string, Int(w[0])))).bits
  }

  private func fromCodePoints(_ r: Window) throws(Fault) {
    let list = Ref(r[0])
    var text = String.UnicodeScalarView()
    for index in 0..<list.count {
      guard let value = UInt32(exactly: list.element(index)), let scalar = Unicode.Scalar(value) else {
        throw .argument(function: "from_code_points", wants: "Unicode scalars, and \(list.element(index)) is none")
      }
      text.append(scalar)
    }
    r[0] = state.pointee.heap.newText(String(text)).bits
  }

  private func pad(_ call: BuiltinCall, _ w: Window, _ r: Window, atStart: Bool) throws(Fault) {
    let text = Ref(r[0])
    let filling = call.overload == 1 ? Ref(r[1]).string : " "
    guard filling.count == 1 else {
      throw .argument(function: atStart ? "pad_start" : "pad", wants: "one character to fill with")
    }
    let missing = Int(w[0]) - Texts.length(text)
    guard missing > 0 else { return }
    guard missing < Heap.maximumTextBytes / filling.utf8.count - text.count else { throw .textTooLong }
    let added = String(repeating: filling, count: missing)
    r[0] = state.pointee.heap.newText(atStart ? added + text.string : text.string + added).bits
  }

  // MARK: - Numbers

  private func parseInt(_ text: String) -> Int? {
    let digits = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let last = digits.utf8.last, last >= 48, last <= 57 else { return nil }
    return Int(digits)
  }

  /// Digits, with a point and an exponent if need be, and perhaps a percent sign.
  private func parseNumber(_ text: String) -> Double? {
    var digits = text.trimmingCharacters(in: .whitespacesAndNewlines)[...]
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
