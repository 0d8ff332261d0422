// What two texts are to each other: equal, ordered, one within the other. All of it is on the NFC scalars, with a short
// way for bytes that are the same or ASCII, which is its own NFC.

import Foundation

enum Texts {
  @inline(__always)
  static func areEqual(_ a: Ref, _ b: Ref) -> Bool {
    if a == b { return true }
    if a.isNull || b.isNull { return false }
    if a.bytes.isSame(as: b.bytes) { return true }
    return areEqualSlowly(a, b)
  }

  @inline(never)
  private static func areEqualSlowly(_ a: Ref, _ b: Ref) -> Bool {
    if a.isASCII, b.isASCII { return false }
    return a.string == b.string
  }

  /// Negative, zero or positive, by the NFC scalars.
  static func compare(_ a: Ref, _ b: Ref) -> Int {
    if a.isASCII, b.isASCII {
      let (x, y) = (a.bytes, b.bytes)
      if let p = x.baseAddress, let q = y.baseAddress {
        let order = memcmp(p, q, min(x.count, y.count))
        if order != 0 { return Int(order) }
      }
      return x.count - y.count
    }
    return compareNFC(nfc(a), nfc(b))
  }

  private static func compareNFC(_ x: [UInt8], _ y: [UInt8]) -> Int {
    // The order of UTF-8 bytes is the order of scalars.
    for index in 0..<min(x.count, y.count) where x[index] != y[index] { return Int(x[index]) - Int(y[index]) }
    return x.count - y.count
  }

  /// The bytes of a text's NFC form.
  static func nfc(_ text: Ref) -> [UInt8] {
    text.isASCII ? Array(text.bytes) : nfc(text.string)
  }

  static func nfc(_ string: String) -> [UInt8] { Array(string.precomposedStringWithCanonicalMapping.utf8) }

  static func hash(_ text: Ref) -> UInt64 {
    if text.flags & Ref.hashedFlag != 0 { return text.extra }
    let hash = text.isASCII ? hash(text.bytes) : nfc(text).withUnsafeBufferPointer { self.hash($0) }
    text.extra = hash
    text.flags |= Ref.hashedFlag
    return hash
  }

  private static func hash(_ bytes: Bytes) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ (hash >> 29)
  }

  /// Where `part` begins in `whole` at or after `start`, or nil. Both are NFC bytes; an empty part is nowhere.
  static func find(_ part: Bytes, in whole: Bytes, from start: Int = 0) -> Int? {
    guard let base = whole.baseAddress, let needle = part.baseAddress, !part.isEmpty, start <= whole.count else {
      return nil
    }
    var place = start
    while place + part.count <= whole.count {
      guard let found = memchr(base + place, Int32(needle[0]), whole.count - part.count + 1 - place) else { return nil }
      place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      if memcmp(base + place, needle, part.count) == 0 { return place }
      place += 1
    }
    return nil
  }

  static func holds(_ whole: Ref, _ part: Ref) -> Bool {
    if part.count == 0 { return true }
    if whole.isASCII, part.isASCII { return find(part.bytes, in: whole.bytes) != nil }
    return nfc(whole).withUnsafeBufferPointer { whole in
      nfc(part).withUnsafeBufferPointer { find($0, in: whole) != nil }
    }
  }

  /// How many characters, as people see them.
  static func length(_ text: Ref) -> Int {
    // CR LF is one character.
    if text.isASCII, memchr(text.textStart, 13, text.count) == nil { return text.count }
    return text.string.count
  }
}
