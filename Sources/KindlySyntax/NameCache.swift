// The names of the file being lexed, remembered by the place where each last stood: most names of a file are ones it
// has just used, and comparing them with their own bytes is cheaper than asking the interner, which all files share.
// The invariant: an entry's symbol is the interner's for the bytes at its place.

import KindlySource

struct NameCache {
  private struct Entry {
    var hash: UInt32
    var start: UInt32
    var count: UInt32
    var symbol: UInt32
  }

  private static let size = 1024
  private var entries = [Entry](repeating: Entry(hash: 0, start: 0, count: 0, symbol: 0), count: size)

  /// The symbol of `bytes[start..<end]`, which must not be empty.
  @inline(__always)
  mutating func symbol(
    in bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, interner: Interner
  ) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for offset in start..<end { hash = (hash ^ UInt32(bytes[offset])) &* 16_777_619 }
    let slot = Int((hash ^ hash >> 16) & UInt32(NameCache.size - 1))
    let entry = entries[slot]
    if entry.hash == hash, Int(entry.count) == end - start {
      var offset = 0
      let other = Int(entry.start)
      while offset < end - start, bytes[start + offset] == bytes[other + offset] { offset += 1 }
      if offset == end - start { return entry.symbol }
    }
    let symbol = interner.intern(UnsafeBufferPointer(rebasing: bytes[start..<end])).rawValue
    entries[slot] = Entry(hash: hash, start: UInt32(start), count: UInt32(end - start), symbol: symbol)
    return symbol
  }
}
