// Lists: a small object with a count and a reference to a buffer that several lists may share. A list sees the first
// `count` elements of its buffer, so that appending to the list that reaches the buffer's end needs no copy, and older
// lists stay as they were. Whether elements are words or references is the kind of list and buffer.
// Invariant: elements below a buffer's count never change, except through a list that is owned.

extension Ref {
  /// The elements of a list; valid until the list is written to. Of an empty list it may point nowhere.
  @inline(__always) var elements: UnsafeMutablePointer<Int64> { Ref(slots[0]).slots }
  @inline(__always) var buffer: Ref { Ref(slots[0]) }
  @inline(__always) var capacity: Int { Int(truncatingIfNeeded: extra) }

  /// The element at an index below `count`.
  @inline(__always) func element(_ index: Int) -> Int64 {
    assert(index >= 0 && index < count)
    return elements[index]
  }

  var isListOfRefs: Bool { kind == .refList }
}

extension Heap {
  static let maximumElements = 1 << 28

  /// An empty list with room for `capacity` elements. The caller keeps the capacity below `maximumElements`.
  @inline(__always)
  mutating func newList(ofRefs: Bool, capacity: Int) -> Ref {
    let list = allocate(ofRefs ? .refList : .wordList, payload: 8, count: 0, extra: 0)
    list.slots[0] = capacity == 0 ? 0 : newBuffer(ofRefs: ofRefs, capacity: capacity).bits
    return list
  }

  mutating func newBuffer(ofRefs: Bool, capacity: Int) -> Ref {
    allocate(ofRefs ? .refBuffer : .wordBuffer, payload: capacity * 8, count: 0, extra: UInt64(capacity))
  }

  /// A list of these words.
  mutating func newList(ofRefs: Bool, _ words: some Collection<Int64>) -> Ref {
    let list = newList(ofRefs: ofRefs, capacity: words.count)
    for word in words { push(list, word) }
    return list
  }

  /// Puts an element at the end of a list that nobody else can see yet, or that is owned.
  @inline(__always)
  mutating func push(_ list: Ref, _ word: Int64) {
    let count = list.count
    let bits = list.slots[0]
    if _fastPath(bits != 0) {
      let buffer = Ref(bits)
      if _fastPath(buffer.count == count && count < buffer.capacity) {
        buffer.slots[count] = word
        buffer.count = count + 1
        list.count = count + 1
        return
      }
    }
    pushSlowly(list, word)
  }

  @inline(never)
  private mutating func pushSlowly(_ list: Ref, _ word: Int64) {
    let count = list.count
    // Near the limit a long list grows by little, more often.
    let isRoomy = count < 4096 || fits(count * 16)
    let buffer = grown(list, capacity: isRoomy ? max(4, count * 2) : count + count / 16)
    buffer.slots[count] = word
    buffer.count = count + 1
    list.slots[0] = buffer.bits
    list.count = count + 1
  }

  private mutating func grown(_ list: Ref, capacity: Int) -> Ref {
    let buffer = newBuffer(ofRefs: list.isListOfRefs, capacity: capacity)
    let count = list.count
    if count > 0 { buffer.slots.update(from: list.elements, count: count) }
    buffer.count = count
    return buffer
  }

  /// The list with one element more; the list itself stays as it is.
  mutating func appending(_ list: Ref, _ word: Int64) -> Ref {
    let count = list.count
    let result = allocate(list.kind, payload: 8, count: count, extra: 0)
    result.slots[0] = list.slots[0]
    push(result, word)
    return result
  }

  /// Both lists one after the other; neither changes.
  mutating func joining(_ first: Ref, _ second: Ref) -> Ref {
    let (a, b) = (first.count, second.count)
    if b == 0 { return first }
    if a == 0 { return second }
    let result = allocate(first.kind, payload: 8, count: a + b, extra: 0)
    var buffer = first.buffer
    if buffer.count != a || a + b > buffer.capacity { buffer = grown(first, capacity: max(4, a + max(a, b))) }
    (buffer.slots + a).update(from: second.elements, count: b)
    buffer.count = a + b
    result.slots[0] = buffer.bits
    return result
  }

  /// The elements of a range within the list, as a list of their own.
  mutating func slice(_ list: Ref, _ range: Range<Int>) -> Ref {
    let result = newList(ofRefs: list.isListOfRefs, capacity: range.count)
    if !range.isEmpty {
      result.elements.update(from: list.elements + range.lowerBound, count: range.count)
      result.buffer.count = range.count
      result.count = range.count
    }
    return result
  }

  /// A copy that its holder may change in place. What the elements refer to is shared from now on.
  mutating func ownedCopy(ofList list: Ref) -> Ref {
    let copy = slice(list, 0..<list.count)
    if list.isListOfRefs {
      for index in 0..<copy.count { shareElement(copy.elements[index]) }
    }
    copy.setOwned()
    return copy
  }

  func shareElement(_ word: Int64) {
    if word != 0 { Ref(word).setShared() }
  }
}
