// The handle that follows from a record's content, so that declaring the same thing again finds it.
// Pure: whether a handle is taken, and by what, is the store's business.
// Invariant: every handle given matches [a-z0-9][a-z0-9_-]* and has at most 60 characters; equal content gives equal
// handles, in every run.
// Latin letters lose their accents. Other scripts are written in Latin letters as Unicode's transliteration has it
// (`李小龍` is `li-xiao-long`), and what has no such form by its number (`🙂` is `u1f642`).

import Foundation
import KindlyTime

public enum HandleNames {
  /// The most characters of a handle that follows from content.
  public static let longest = 60

  /// Whether a text can be a handle, without its `@`.
  public static func isHandle(_ text: String) -> Bool {
    guard let first = text.utf8.first, isWordByte(first) else { return false }
    return text.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
  }

  // MARK: - By noun

  /// `dana-reyes`.
  public static func contact(name: String) -> String { fitted([words(name)], last: nil) }

  /// `acme-senior-accountant-2026-11-24`; the date is the one in the zone that the interview was declared in.
  public static func interview(company: String, role: String, date: CivilDate) -> String {
    let (year, month, day) = date.fields
    let day10 = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    return fitted([words(company), words(role)], last: day10)
  }

  /// `send-the-sample-acme-onsite`; `targets` are the handles of what it is for.
  public static func deadline(title: String, targets: [String]) -> String {
    fitted([words(title)], last: targets.isEmpty ? nil : targets.joined(separator: "-"))
  }

  /// `keeps-bees-dana`; `targets` are the handles of what it is on. Of a long text the first words and its digest.
  public static func note(text: String, targets: [String]) -> String {
    let last = targets.isEmpty ? nil : targets.joined(separator: "-")
    // Words beyond the longest handle cannot show, and a note may be a hundred thousand characters.
    let head = text.unicodeScalars.prefix(4 * longest)
    if head.endIndex == text.unicodeScalars.endIndex { return fitted([words(text)], last: last) }
    return fitted([words(String(head)), digest(text)], last: last, identity: text)
  }

  /// `thank-you-dana-acme-onsite`, and `-2` at its end for a second round.
  public static func message(template: String, to recipient: String, interview: String?, round: Int) -> String {
    let base = fitted([words(template), recipient], last: interview, limit: longest - 4)
    return round <= 1 ? base : numbered(base, round)
  }

  /// The handle with a number, for a second record that would have the same: `dana-reyes-2`.
  public static func numbered(_ handle: String, _ number: Int) -> String { "\(handle)-\(number)" }

  /// Eight letters and digits that follow from a text, the same in every run and on every machine.
  public static func digest(_ text: String) -> String {
    var bits = fingerprint(text)
    var letters: [UInt8] = []
    for _ in 0..<8 {
      letters.append(alphabet[Int(bits & 31)])
      bits >>= 5
    }
    return String(decoding: letters, as: UTF8.self)
  }

  /// A number that follows from a text by FNV-1a over its NFC bytes; `seed` makes independent ones of the same text.
  public static func fingerprint(_ text: String, seed: UInt64 = 0) -> UInt64 {
    let normal = text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    var hash = 0xcbf2_9ce4_8422_2325 ^ (seed &* 0x9e37_79b9_7f4a_7c15)
    for byte in normal.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    // The low bits of FNV-1a mix badly; the handle takes them, so fold the high ones in.
    return hash ^ (hash >> 32)
  }

  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  // MARK: - Telling apart

  /// Whether two texts have the same words in a handle and, where both are in another script, the same letters there.
  public static func areAlike(_ a: String, _ b: String) -> Bool {
    a == b || words(a) == words(b) && !areForeign(a, b)
  }

  /// Whether both have letters of other scripts and these differ: such texts are two, though in Latin letters they may
  /// be written alike.
  public static func areForeign(_ a: String, _ b: String) -> Bool {
    if a.utf8.allSatisfy({ $0 < 0x80 }) || b.utf8.allSatisfy({ $0 < 0x80 }) { return false }
    let letters = (Fold.foreignLetters(a), Fold.foreignLetters(b))
    return !letters.0.isEmpty && !letters.1.isEmpty && letters.0 != letters.1
  }

  // MARK: - Fitting

  /// The parts and the last one joined by `-`. Where that is too long, the parts are cut at a word and a digest takes
  /// the place of the rest, so that two long contents that begin alike stay apart.
  private static func fitted(
    _ parts: [String], last: String?, limit: Int = longest, identity: String? = nil
  ) -> String {
    let head = parts.filter { !$0.isEmpty }.joined(separator: "-")
    let whole = last.map { "\(head)-\($0)" } ?? head
    if whole.utf8.count <= limit { return whole }
    let mark = digest((identity ?? "") + "\u{0}" + whole)
    guard let last, last.utf8.count <= limit / 2 else {
      return "\(cut(whole, to: limit - mark.utf8.count - 1))-\(mark)"
    }
    return "\(cut(head, to: limit - mark.utf8.count - last.utf8.count - 2))-\(mark)-\(last)"
  }

  /// At most so many characters, ended at a word where a word ends in the second half.
  private static func cut(_ handle: String, to limit: Int) -> String {
    let bytes = Array(handle.utf8.prefix(limit))
    var end = bytes.count
    if handle.utf8.count > limit, let dash = bytes.lastIndex(of: UInt8(ascii: "-")), dash >= limit / 2 { end = dash }
    while end > 1, bytes[end - 1] == UInt8(ascii: "-") || bytes[end - 1] == UInt8(ascii: "_") { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  // MARK: - Folding

  /// The words of a text in lower-case ASCII, joined by `-`: `Zoë O'Hara` is `zoe-o-hara`. Never empty.
  public static func words(_ text: String) -> String {
    var fold = Fold()
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      for byte in text.utf8 { fold.append(byte) }
    } else {
      fold.append(text.decomposedStringWithCompatibilityMapping.lowercased())
    }
    return fold.finish() ?? numbers(text) ?? "x"
  }

  /// The scalars of a text by their numbers: what stands for what has no letters.
  fileprivate static func numbers(_ text: String) -> String? {
    let all = text.unicodeScalars.filter { !$0.properties.isWhitespace }.prefix(12)
    return all.isEmpty ? nil : all.map { "u" + String($0.value, radix: 16) }.joined(separator: "-")
  }

  fileprivate static func isWordByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
  }
}

/// Collects the words of a text.
private struct Fold {
  private var bytes: [UInt8] = []
  private var isBroken = false
  /// Letters of other scripts in a row, with their marks: transliteration looks at their neighbours.
  private var run = String.UnicodeScalarView()

  mutating func append(_ byte: UInt8) {
    let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    guard HandleNames.isWordByte(lower) else {
      isBroken = true
      return
    }
    if isBroken, !bytes.isEmpty { bytes.append(UInt8(ascii: "-")) }
    isBroken = false
    bytes.append(lower)
  }

  /// Takes a text in lower case and decomposed.
  mutating func append(_ text: String) {
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      if scalar.isASCII {
        endRun()
        append(UInt8(truncatingIfNeeded: scalar.value))
      } else if properties.isMark {
        if !run.isEmpty { run.append(scalar) }
      } else if let latin = Self.latin[scalar] {
        endRun()
        for byte in latin.utf8 { append(byte) }
      } else if let digit = properties.decimalDigit {
        endRun()
        append(UInt8(ascii: "0") + digit)
      } else if properties.isAlphabetic {
        run.append(scalar)
      } else {
        endRun()
        isBroken = true
      }
    }
    endRun()
  }

  /// The letters of other scripts, in lower case, without anything between them.
  static func foreignLetters(_ text: String) -> String {
    let folded = text.decomposedStringWithCompatibilityMapping.lowercased()
    var letters = String.UnicodeScalarView()
    for scalar in folded.unicodeScalars where !scalar.isASCII {
      if latin[scalar] == nil, scalar.properties.isAlphabetic { letters.append(scalar) }
    }
    return String(letters)
  }

  /// The words, or nil where there is none.
  mutating func finish() -> String? { bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }

  private mutating func endRun() {
    if run.isEmpty { return }
    let letters = String(run).precomposedStringWithCanonicalMapping
    run = String.UnicodeScalarView()
    let latin = letters.applyingTransform(.toLatin, reverse: false)?.decomposedStringWithCanonicalMapping.lowercased()
    let plain = latin.map { $0.unicodeScalars.filter { $0.isASCII && $0 != "'" && $0 != "`" } } ?? .init()
    let written =
      plain.contains { HandleNames.isWordByte(UInt8(truncatingIfNeeded: $0.value)) }
      ? String(String.UnicodeScalarView(plain)) : HandleNames.numbers(letters) ?? ""
    for byte in written.utf8 { append(byte) }
  }

  /// Latin letters that decompose into nothing plainer.
  private static let latin: [Unicode.Scalar: String] = [
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng",
    "ĸ": "k", "ŧ": "t", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ɛ": "e", "ɣ": "g", "ƙ": "k", "ɔ": "o",
    "ʼ": "-",
  ]
}

extension Unicode.Scalar.Properties {
  fileprivate var isMark: Bool {
    switch generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  fileprivate var decimalDigit: UInt8? {
    guard generalCategory == .decimalNumber, let value = numericValue, (0...9).contains(value) else { return nil }
    return UInt8(value)
  }
}
