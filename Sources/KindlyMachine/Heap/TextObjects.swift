// Texts: UTF-8 bytes, either behind the header or the first `count` bytes of a growing buffer that several texts share,
// so that building a text by appending copies each byte a few times at most. The hash is computed once.
// Invariant: the bytes are valid UTF-8, and bytes below a buffer's count never change.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

typealias Bytes = UnsafeBufferPointer<UInt8>

extension Ref {
  @inline(__always) var textStart: UnsafeMutablePointer<UInt8> {
    let holder = kind == .text ? self : Ref(slots[0])
    return (holder.base + Ref.headerBytes).assumingMemoryBound(to: UInt8.self)
  }

  /// The UTF-8 bytes of a text; valid while the text is alive.
  @inline(__always) var bytes: Bytes { Bytes(start: textStart, count: count) }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether every byte is ASCII; looked at once.
  var isASCII: Bool {
    let known = flags
    if known & Ref.asciiFlag != 0 { return true }
    if known & Ref.wideFlag != 0 { return false }
    let ascii = bytes.allASCII
    flags = known | (ascii ? Ref.asciiFlag : Ref.wideFlag)
    return ascii
  }
}

extension Ref {
  /// Whether every byte is a character, as people see them: ASCII without CR LF, which is one. Looked at once.
  var isSimple: Bool {
    if flags & Ref.simpleFlag != 0 { return true }
    guard isASCII, memchr(textStart, 13, count) == nil else { return false }
    flags |= Ref.simpleFlag
    return true
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether every byte is below 0x80.
  var allASCII: Bool {
    guard let start = baseAddress else { return true }
    let raw = UnsafeRawPointer(start)
    var index = 0
    while index + 8 <= count {
      if raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
      index += 8
    }
    while index < count {
      if self[index] & 0x80 != 0 { return false }
      index += 1
    }
    return true
  }

  /// Whether every scalar is below U+0300: such a text is its own NFC, whatever is in it.
  var allPlain: Bool {
    guard let start = baseAddress else { return true }
    let raw = UnsafeRawPointer(start)
    var index = 0
    while index + 8 <= count {
      // U+0300 begins with the byte 0xCC; no sum here reaches the next byte.
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      if (word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x3434_3434_3434_3434 & word & 0x8080_8080_8080_8080 != 0 { return false }
      index += 8
    }
    while index < count {
      if self[index] >= 0xCC { return false }
      index += 1
    }
    return true
  }

  @inline(__always) func isSame(as other: Bytes) -> Bool {
    guard count == other.count else { return false }
    guard count > 0, let a = baseAddress, let b = other.baseAddress else { return true }
    return memcmp(a, b, count) == 0
  }
}

/// Copies a few bytes, in words of which the last two may overlap: for these few a call of the C library takes longer.
@inline(__always)
private func copyShort(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
  let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
  if count >= 8 {
    var offset = 0
    while offset < count - 8 {
      to.storeBytes(
        of: from.loadUnaligned(fromByteOffset: offset, as: UInt64.self), toByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    let last = from.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    to.storeBytes(of: last, toByteOffset: count - 8, as: UInt64.self)
  } else if count >= 4 {
    let (first, last) = (
      from.loadUnaligned(as: UInt32.self), from.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
    )
    to.storeBytes(of: first, as: UInt32.self)
    to.storeBytes(of: last, toByteOffset: count - 4, as: UInt32.self)
  } else if count > 0 {
    target[0] = source[0]
    target[count / 2] = source[count / 2]
    target[count - 1] = source[count - 1]
  }
}

extension Heap {
  static let maximumTextBytes = 1 << 27
  /// Texts up to this length are copied whole when appended to.
  private static let shortText = 96

  mutating func newText(_ bytes: Bytes) -> Ref {
    let text = allocate(.text, payload: bytes.count, count: bytes.count, extra: 0)
    if let start = bytes.baseAddress { text.textStart.update(from: start, count: bytes.count) }
    return text
  }

  mutating func newText(_ string: String) -> Ref {
    var string = string
    return string.withUTF8 { newText($0) }
  }

  mutating func newText(_ bytes: [UInt8]) -> Ref { bytes.withUnsafeBufferPointer { newText($0) } }

  /// A text of `count` bytes that the caller fills at once.
  mutating func newText(count: Int) -> Ref { allocate(.text, payload: count, count: count, extra: 0) }

  /// One text after the other. The caller has checked that the length stays within `maximumTextBytes`.
  mutating func concatenation(_ first: Ref, _ second: Ref) -> Ref {
    let (a, b) = (first.count, second.count)
    if b == 0 { return first }
    if a == 0 { return second }
    if a + b <= Heap.shortText {
      let text = newText(count: a + b)
      let start = (text.base + Ref.headerBytes).assumingMemoryBound(to: UInt8.self)
      copyShort(first.textStart, to: start, count: a)
      copyShort(second.textStart, to: start + a, count: b)
      return text
    }
    var buffer = Ref.null
    if first.kind == .textView {
      buffer = Ref(first.slots[0])
      if buffer.count != a || a + b > buffer.capacity { buffer = .null }
    }
    if buffer.isNull {
      let capacity = max(a + b, min(max((a + b) * 2, 256), Heap.maximumTextBytes))
      buffer = allocate(.bytes, payload: capacity, count: a, extra: UInt64(capacity))
      (buffer.base + Ref.headerBytes).assumingMemoryBound(to: UInt8.self).update(from: first.textStart, count: a)
    }
    let start = (buffer.base + Ref.headerBytes).assumingMemoryBound(to: UInt8.self)
    (start + a).update(from: second.textStart, count: b)
    buffer.count = a + b
    let text = allocate(.textView, payload: 8, count: a + b, extra: 0)
    text.slots[0] = buffer.bits
    return text
  }
}
