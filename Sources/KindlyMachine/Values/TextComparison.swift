// What two texts are to each other: equal, ordered, one within the other. All of it is on the NFC scalars, with a short
// way for bytes that are the same or plain, which are their own NFC.
// What the watch cuts short is worth nothing; whoever called looks at it.

import Foundation

enum Texts {
  @inline(__always)
  static func areEqual(_ a: Ref, _ b: Ref, _ watch: RunWatch) -> Bool {
    if a == b { return true }
    if a.isNull || b.isNull { return false }
    if a.bytes.isSame(as: b.bytes) { return true }
    return areEqualSlowly(a, b, watch)
  }

  @inline(never)
  private static func areEqualSlowly(_ a: Ref, _ b: Ref, _ watch: RunWatch) -> Bool {
    if a.isASCII, b.isASCII { return false }
    return withNFC(a, watch) { first in withNFC(b, watch) { first.isSame(as: $0) } }
  }

  /// Negative, zero or positive, by the NFC scalars: the order of UTF-8 bytes is the order of scalars.
  static func compare(_ a: Ref, _ b: Ref, _ watch: RunWatch) -> Int {
    withNFC(a, watch) { first in withNFC(b, watch) { compare(first, $0) } }
  }

  private static func compare(_ x: Bytes, _ y: Bytes) -> Int {
    if let p = x.baseAddress, let q = y.baseAddress {
      let order = memcmp(p, q, min(x.count, y.count))
      if order != 0 { return Int(order) }
    }
    return x.count - y.count
  }

  // MARK: - NFC

  /// Does work on the bytes of a text's NFC form.
  @inline(__always)
  static func withNFC<R>(_ text: Ref, _ watch: RunWatch, _ work: (Bytes) -> R) -> R {
    if text.isASCII || text.flags & Ref.nfcFlag != 0 { return work(text.bytes) }
    return nfcSlowly(text, watch).map { $0.withUnsafeBufferPointer(work) } ?? work(text.bytes)
  }

  /// The bytes of a text's NFC form; nil where they are its own.
  @inline(never)
  private static func nfcSlowly(_ text: Ref, _ watch: RunWatch) -> [UInt8]? {
    let bytes = text.bytes
    var made: [UInt8]?
    if !bytes.allPlain {
      made = nfc(bytes, watch)
      if watch.hasStopped { return made }
      if made?.withUnsafeBufferPointer({ $0.isSame(as: bytes) }) == true { made = nil }
    }
    if made == nil { text.flags |= Ref.nfcFlag }
    return made
  }

  private static func nfc(_ bytes: Bytes, _ watch: RunWatch) -> [UInt8] {
    var made: [UInt8] = []
    made.reserveCapacity(bytes.count)
    TextPieces.each(bytes, watch) { piece in
      let part = Bytes(rebasing: bytes[piece])
      if part.allPlain {
        made.append(contentsOf: part)
      } else {
        made.append(contentsOf: String(decoding: part, as: UTF8.self).precomposedStringWithCanonicalMapping.utf8)
      }
      return true
    }
    return made
  }

  // MARK: - Hashes

  static func hash(_ text: Ref, _ watch: RunWatch) -> UInt64 {
    if text.flags & Ref.hashedFlag != 0 { return text.extra }
    let hash = withNFC(text, watch) { Texts.hash($0) }
    if watch.hasStopped { return hash }
    text.extra = hash
    text.flags |= Ref.hashedFlag
    return hash
  }

  private static func hash(_ bytes: Bytes) -> UInt64 {
    var hash = HashMixing.seed ^ UInt64(truncatingIfNeeded: bytes.count)
    guard let base = bytes.baseAddress else { return hash }
    let raw = UnsafeRawPointer(base)
    var place = 0
    while place + 8 <= bytes.count {
      hash = HashMixing.mix(hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    var rest: UInt64 = 0
    while place < bytes.count {
      rest = rest << 8 | UInt64(bytes[place])
      place += 1
    }
    return HashMixing.mix(hash ^ rest)
  }

  // MARK: - Parts

  static func holds(_ whole: Ref, _ part: Ref, _ watch: RunWatch) -> Bool {
    if part.count == 0 { return true }
    return withNFC(whole, watch) { whole in
      withNFC(part, watch) { TextSearch.find($0, in: whole, watch) != nil }
    }
  }

  /// How many characters, as people see them.
  static func length(_ text: Ref, _ watch: RunWatch) -> Int {
    if text.isSimple { return text.count }
    var count = 0
    TextPieces.eachCharacter(text.bytes, watch) { _ in
      count += 1
      return true
    }
    return count
  }

  /// The bytes of the first so many characters.
  static func bytes(_ text: Ref, ofCharacters count: Int, _ watch: RunWatch) -> Int {
    if count >= text.count { return text.count }
    if text.isSimple { return count }
    var (left, end) = (count, 0)
    if left == 0 { return 0 }
    TextPieces.eachCharacter(text.bytes, watch) { character in
      left -= 1
      end = character.upperBound
      return left > 0
    }
    return end
  }
}

/// Mixing for hashes. A number that only this process knows is part of it, so that nobody can make keys that meet; no
/// result depends on it.
enum HashMixing {
  static let seed = UInt64.random(in: .min ... .max) | 1

  /// The upper and the lower half of a product of 128 bits, together.
  @inline(__always)
  static func mix(_ bits: UInt64) -> UInt64 {
    let (high, low) = (bits ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return high ^ low
  }
}
