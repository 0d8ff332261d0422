// Names as small numbers: each distinct spelling is interned once, so that comparing and looking up names is
// comparing integers. The interner belongs to one session; symbols of two interners must not be mixed.

/// A name, as the number of its spelling in an `Interner`.
public struct Symbol: Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// The empty name, which no source can spell: "no name".
  public static let none = Symbol(rawValue: 0)
}

/// The table of all spellings seen. Open addressing over the spellings' bytes, which stand in one buffer.
public final class Interner {
  private var slots: [UInt32]
  private var hashes: [UInt32] = [0]
  private var starts: [UInt32] = [0, 0]
  private var buffer: [UInt8] = []

  public init() {
    slots = Array(repeating: 0, count: 1024)
    buffer.reserveCapacity(8192)
  }

  /// How many symbols there are; every symbol's number is below it.
  public var count: Int { hashes.count }

  public func intern(_ text: String) -> Symbol {
    var text = text
    return text.withUTF8 { intern($0) }
  }

  public func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> Symbol {
    intern(bytes, mixed: Interner.mixed(Interner.key(of: bytes, 0, bytes.count), bytes.count))
  }

  /// For those who have asked for the key already.
  public func intern(_ bytes: UnsafeBufferPointer<UInt8>, mixed: UInt64) -> Symbol {
    if bytes.isEmpty { return .none }
    let hash = UInt32(truncatingIfNeeded: mixed >> 32)
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] != 0 {
      let candidate = Int(slots[slot])
      if hashes[candidate] == hash, spells(candidate, bytes) { return Symbol(rawValue: UInt32(candidate)) }
      slot = (slot + 1) & mask
    }
    let number = hashes.count
    hashes.append(hash)
    buffer.append(contentsOf: bytes)
    starts.append(UInt32(buffer.count))
    slots[slot] = UInt32(number)
    if number * 2 > slots.count { grow() }
    return Symbol(rawValue: UInt32(number))
  }

  /// The spelling of a symbol of this interner.
  public func text(_ symbol: Symbol) -> String {
    let number = Int(symbol.rawValue)
    guard number < hashes.count else { return "" }
    return String(decoding: buffer[Int(starts[number])..<Int(starts[number + 1])], as: UTF8.self)
  }

  /// How many bytes the spelling of a symbol has.
  public func length(_ symbol: Symbol) -> Int {
    let number = Int(symbol.rawValue)
    return number < hashes.count ? Int(starts[number + 1] - starts[number]) : 0
  }

  // MARK: - Hashing

  /// Of a spelling of up to eight bytes these themselves, of a longer one a hash of all.
  @inlinable
  public static func key(of bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    if count <= 8 {
      guard start + 8 <= raw.count else {
        var key: UInt64 = 0
        for offset in 0..<count { key |= UInt64(raw[start + offset]) << UInt64(offset * 8) }
        return key
      }
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      return word & (~0 >> UInt64((8 - count) * 8))
    }
    // The last eight bytes may be some of those before.
    var hash: UInt64 = 0
    var offset = 0
    while offset < count {
      let place = min(offset, count - 8)
      hash = (hash ^ raw.loadUnaligned(fromByteOffset: start + place, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      offset += 8
    }
    return hash
  }

  /// The key of a spelling and its length, so mixed that the upper half of the bits depends on all of them.
  @inlinable
  public static func mixed(_ key: UInt64, _ count: Int) -> UInt64 {
    (key ^ key >> 32 ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
  }

  private func spells(_ number: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(starts[number])
    guard Int(starts[number + 1]) - start == bytes.count else { return false }
    for index in 0..<bytes.count where buffer[start + index] != bytes[index] { return false }
    return true
  }

  private func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for number in 1..<hashes.count {
      var slot = Int(hashes[number]) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number)
    }
  }
}
