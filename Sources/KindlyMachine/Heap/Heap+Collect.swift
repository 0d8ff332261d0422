// Mark and sweep. The machine gives the roots; marking walks with a stack of its own, so deep structures cost no
// native stack; sweeping is lazy, block by block, as cells are needed again.
// Invariant: between `beginCollection` and `endCollection` nothing allocates, and every root has been marked.

extension Heap {
  /// Finishes the sweep of the last cycle and starts a new one.
  mutating func beginCollection() {
    for cellClass in 1..<Heap.classCount {
      while unswept[cellClass] < blocks[cellClass].count {
        _ = sweep(blocks[cellClass][unswept[cellClass]], cellClass)
        unswept[cellClass] += 1
      }
    }
    epoch = 3 - epoch
    live = 0
    collections += 1
  }

  /// Marks what these words refer to; nulls are passed over.
  mutating func mark(_ words: UnsafeMutablePointer<Int64>, count: Int) {
    for index in 0..<count where words[index] != 0 { reach(Ref(words[index])) }
    drain()
  }

  mutating func endCollection() {
    for cellClass in 1..<Heap.classCount {
      free[cellClass] = nil
      unswept[cellClass] = 0
    }
    var kept = 0
    for index in large.indices {
      if Ref(large[index].base).mark == epoch {
        large[kept] = large[index]
        kept += 1
      } else {
        release(large[index].base, bytes: large[index].bytes)
      }
    }
    large.removeLast(large.count - kept)
    if marks.capacity > 1 << 16 { marks = [] }
    allocated = 0
    // Near the limit garbage is looked for sooner, so that little of what is held is garbage.
    if held > limit / 2 { releaseEmptyBlocks() }
    threshold = min(max(16 << 20, live), max((limit - held) / 4, 1 << 20))
    isPending = isStressed
  }

  /// Gives the blocks back in which nothing is alive. What is left is swept as ever.
  private mutating func releaseEmptyBlocks() {
    for cellClass in 1..<Heap.classCount {
      let cellBytes = cellClass * Heap.cellUnit
      var kept: [Block] = []
      kept.reserveCapacity(blocks[cellClass].count)
      for block in blocks[cellClass] {
        if isAlive(block, cellBytes) {
          kept.append(block)
        } else {
          release(block.base, bytes: block.cells * cellBytes)
        }
      }
      blocks[cellClass] = kept
    }
  }

  private func isAlive(_ block: Block, _ cellBytes: Int) -> Bool {
    for index in 0..<block.cells {
      let word = (block.base + index * cellBytes).load(as: UInt64.self)
      if UInt8(truncatingIfNeeded: word) != 0, UInt8(truncatingIfNeeded: word >> 8) == epoch { return true }
    }
    return false
  }

  @inline(__always)
  private mutating func reach(_ ref: Ref) {
    if ref.mark == epoch { return }
    ref.mark = epoch
    let cellClass = Int(ref.base.load(fromByteOffset: 2, as: UInt8.self))
    live += cellClass == 0 ? ref.largeBytes : cellClass * Heap.cellUnit
    switch ref.kind {
    case .free, .text, .bytes, .wordBuffer, .wordCell, .box, .duration: break
    case .textView, .wordList, .refList, .refBuffer, .record, .closure, .refCell, .map, .entries: marks.append(ref)
    }
  }

  private mutating func drain() {
    while let ref = marks.popLast() {
      let slots = ref.slots
      switch ref.kind {
      case .free, .text, .bytes, .wordBuffer, .wordCell, .box, .duration: break
      case .textView, .wordList, .refList, .refCell:
        if slots[0] != 0 { reach(Ref(slots[0])) }
      case .refBuffer:
        for index in 0..<ref.count where slots[index] != 0 { reach(Ref(slots[index])) }
      case .record, .closure:
        for index in 0..<ref.refSlots where slots[index] != 0 { reach(Ref(slots[index])) }
      case .map:
        for index in 0..<3 where slots[index] != 0 { reach(Ref(slots[index])) }
      case .entries:
        // What is taken out has left nulls.
        if ref.entriesHoldKeys {
          for entry in 0..<ref.count where slots[entry * 2] != 0 { reach(Ref(slots[entry * 2])) }
        }
        if ref.entriesHoldValues {
          for entry in 0..<ref.count where slots[entry * 2 + 1] != 0 { reach(Ref(slots[entry * 2 + 1])) }
        }
      }
    }
  }
}

extension Ref {
  /// The bytes of an object with a block of its own.
  var largeBytes: Int {
    switch kind {
    case .bytes: Ref.headerBytes + Int(truncatingIfNeeded: extra)
    case .wordBuffer, .refBuffer: Ref.headerBytes + Int(truncatingIfNeeded: extra) * 8
    case .entries: Ref.headerBytes + Int(UInt32(truncatingIfNeeded: extra)) * 16
    case .text: Ref.headerBytes + count
    default: Ref.headerBytes + count * 8
    }
  }
}
