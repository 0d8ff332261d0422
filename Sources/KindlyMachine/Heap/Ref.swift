// A reference to an object of the heap as a bare word, and the 16 bytes that open every object.
// Leaves making objects to `Heap` and their shapes to the files named after them.
// Invariant: a `Ref` that is not null points to a live object; only this folder turns one into a pointer.
// Layout: kind u8, mark u8, cell class u8 (0 is a block of its own), flags u8, count u32, extra u64.

/// What an object is; decides how the collector walks it.
enum ObjectKind: UInt8 {
  case free
  case text, textView, bytes
  case wordList, refList, wordBuffer, refBuffer
  case record, closure
  case wordCell, refCell
  case box, duration
  case map, entries
}

struct Ref: Equatable {
  let bits: Int64

  @inline(__always) init(_ bits: Int64) { self.bits = bits }
  @inline(__always) init(_ pointer: UnsafeMutableRawPointer) { bits = Int64(Int(bitPattern: pointer)) }

  static let null = Ref(0)
  static let headerBytes = 16

  @inline(__always) var isNull: Bool { bits == 0 }

  @inline(__always) var base: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bitPattern: Int(bits)).unsafelyUnwrapped
  }

  @inline(__always) var kind: ObjectKind {
    unsafeBitCast(base.load(as: UInt8.self), to: ObjectKind.self)
  }

  @inline(__always) var mark: UInt8 {
    get { base.load(fromByteOffset: 1, as: UInt8.self) }
    nonmutating set { base.storeBytes(of: newValue, toByteOffset: 1, as: UInt8.self) }
  }

  @inline(__always) var flags: UInt8 {
    get { base.load(fromByteOffset: 3, as: UInt8.self) }
    nonmutating set { base.storeBytes(of: newValue, toByteOffset: 3, as: UInt8.self) }
  }

  /// Bytes of a text, elements of a list, slots of a record.
  @inline(__always) var count: Int {
    get { Int(base.load(fromByteOffset: 4, as: UInt32.self)) }
    nonmutating set { base.storeBytes(of: UInt32(truncatingIfNeeded: newValue), toByteOffset: 4, as: UInt32.self) }
  }

  @inline(__always) var extra: UInt64 {
    get { base.load(fromByteOffset: 8, as: UInt64.self) }
    nonmutating set { base.storeBytes(of: newValue, toByteOffset: 8, as: UInt64.self) }
  }

  /// The words behind the header.
  @inline(__always) var slots: UnsafeMutablePointer<Int64> {
    (base + Ref.headerBytes).assumingMemoryBound(to: Int64.self)
  }

  // MARK: - Flags

  /// Nothing but one variable (or one place within its value) refers to the object: it may be changed in place.
  static let ownedFlag: UInt8 = 1
  /// Of a text: it has been looked at, and every byte is ASCII.
  static let asciiFlag: UInt8 = 2
  /// Of a text: it has been looked at, and some byte is not ASCII.
  static let wideFlag: UInt8 = 4
  /// Of a text: the hash in `extra` is valid.
  static let hashedFlag: UInt8 = 8
  /// Of a text: it has been looked at, and is its own NFC.
  static let nfcFlag: UInt8 = 16
  /// Of a text: it has been looked at, and every byte is a character of its own.
  static let simpleFlag: UInt8 = 32

  @inline(__always) var isOwned: Bool { flags & Ref.ownedFlag != 0 }
  @inline(__always) func setOwned() { flags |= Ref.ownedFlag }
  @inline(__always) func setShared() { flags &= ~Ref.ownedFlag }
}
