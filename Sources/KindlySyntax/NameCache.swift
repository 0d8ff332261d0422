// The names of the file being lexed, remembered by the place where each last stood: most names of a file are ones it
// has just used, and comparing them with their own bytes is cheaper than asking the interner, which all files share.
// The invariant: an entry's symbol is the interner's for the bytes at its place.

import KindlySource

struct NameCache {
  private struct Entry {
    /// Of a name of up to eight bytes these themselves; of a longer one a hash.
    var key: UInt64
    var start: UInt32
    var count: UInt32
    var symbol: UInt32
  }

  private static let size = 1024
  private var entries = [Entry](repeating: Entry(key: 0, start: 0, count: 0, symbol: 0), count: size)

  /// The symbol of `bytes[start..<end]`, which must not be empty.
  @inline(__always)
  mutating func symbol(
    in bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, interner: Interner
  ) -> UInt32 {
    let count = end - start
    let key = Interner.key(of: bytes, start, count)
    let mixed = Interner.mixed(key, count)
    let slot = Int(truncatingIfNeeded: mixed >> 54)
    let entry = entries[slot]
    if entry.key == key, Int(entry.count) == count,
      count <= 8 || NameCache.isSame(bytes, start, Int(entry.start), count)
    {
      return entry.symbol
    }
    let symbol = interner.intern(UnsafeBufferPointer(rebasing: bytes[start..<end]), mixed: mixed).rawValue
    entries[slot] = Entry(key: key, start: UInt32(start), count: UInt32(count), symbol: symbol)
    return symbol
  }

  private static func isSame(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ other: Int, _ count: Int) -> Bool {
    var offset = 0
    while offset < count, bytes[start + offset] == bytes[other + offset] { offset += 1 }
    return offset == count
  }
}
