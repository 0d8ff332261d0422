// Memory for objects: cells of size classes in blocks, with free lists; what is larger has a block of its own.
// Leaves finding what is alive to `Heap+Collect`. Never collects by itself: it raises `isPending`, and the machine's
// loop collects at its next safepoint, so that code in between may hold references in Swift variables.
// Invariant: a cell is either on a free list with the kind `free`, or an object whose header is complete.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

import CAllocator

struct Heap {
  static let cellUnit = 16
  static let classCount = 33
  static let blockBytes = 1 << 16

  struct Block {
    let base: UnsafeMutableRawPointer
    let cells: Int
  }

  /// The first free cell of each class; a free cell's second word leads to the next.
  let free: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  /// A collection is due at the next safepoint.
  var isPending = false
  /// Collect at every safepoint: for tests.
  var isStressed = false
  /// The mark that objects of this cycle carry: 1 or 2 in turn, so that marks need no clearing.
  var epoch: UInt8 = 1
  /// Bytes handed out since the last collection, by blocks and large objects.
  var allocated = 0
  var threshold = 16 << 20
  /// Bytes found alive by the last collection.
  var live = 0
  /// Bytes that blocks and large objects take, garbage and all.
  private(set) var held = 0
  /// Bytes held beyond which a program is out of memory.
  var limit = 4 << 30 {
    didSet {
      longList = min(Heap.maximumElements, limit / 64)
      longMap = min(Heap.maximumEntries, limit / 128)
      longText = min(Heap.maximumTextBytes, limit / 8)
    }
  }
  /// From these sizes on, whoever adds to one asks first whether there is room to grow.
  private(set) var longList = Heap.maximumElements
  private(set) var longMap = Heap.maximumEntries
  private(set) var longText = Heap.maximumTextBytes
  var collections = 0

  var blocks: [[Block]]
  /// Per class, the first block that has not been swept since the last collection.
  var unswept: [Int]
  var large: [(base: UnsafeMutableRawPointer, bytes: Int)] = []
  var marks: [Ref] = []

  init() {
    free = .allocate(capacity: Heap.classCount)
    free.initialize(repeating: nil, count: Heap.classCount)
    blocks = Array(repeating: [], count: Heap.classCount)
    unswept = Array(repeating: 0, count: Heap.classCount)
  }

  func release() {
    for ofClass in blocks { for block in ofClass { block.base.deallocate() } }
    for object in large { object.base.deallocate() }
    free.deallocate()
  }

  // MARK: - Allocating

  /// Whether an object of so many bytes leaves the heap within its limit, garbage and all.
  func fits(_ bytes: Int) -> Bool { held + bytes <= limit }

  /// A new object with a complete header; the bytes behind it are the caller's to fill before the next safepoint.
  @inline(__always)
  mutating func allocate(_ kind: ObjectKind, payload: Int, count: Int, extra: UInt64) -> Ref {
    let cellClass = (payload + Ref.headerBytes + Heap.cellUnit - 1) / Heap.cellUnit
    if _fastPath(cellClass < Heap.classCount), let cell = free[cellClass] {
      free[cellClass] = cell.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self)
      return dress(cell, kind, cellClass, count, extra)
    }
    return allocateSlowly(kind, payload, count, extra)
  }

  @inline(__always)
  private func dress(
    _ cell: UnsafeMutableRawPointer, _ kind: ObjectKind, _ cellClass: Int, _ count: Int, _ extra: UInt64
  ) -> Ref {
    let head =
      UInt64(kind.rawValue) | UInt64(epoch) << 8 | UInt64(UInt8(truncatingIfNeeded: cellClass)) << 16
      | UInt64(UInt32(truncatingIfNeeded: count)) << 32
    cell.storeBytes(of: head, as: UInt64.self)
    cell.storeBytes(of: extra, toByteOffset: 8, as: UInt64.self)
    return Ref(cell)
  }

  @inline(never)
  private mutating func allocateSlowly(_ kind: ObjectKind, _ payload: Int, _ count: Int, _ extra: UInt64) -> Ref {
    let cellClass = (payload + Ref.headerBytes + Heap.cellUnit - 1) / Heap.cellUnit
    if cellClass < Heap.classCount {
      let cell = refill(cellClass)
      free[cellClass] = cell.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self)
      return dress(cell, kind, cellClass, count, extra)
    }
    let bytes = payload + Ref.headerBytes
    guard let base = kindly_allocate(bytes) else { fatalError("out of memory") }
    large.append((base, bytes))
    held += bytes
    charge(bytes)
    return dress(base, kind, 0, count, extra)
  }

  private mutating func charge(_ bytes: Int) {
    allocated += bytes
    if allocated > threshold || held > limit { isPending = true }
  }

  /// Gives memory back to the system.
  mutating func release(_ base: UnsafeMutableRawPointer, bytes: Int) {
    base.deallocate()
    held -= bytes
  }

  /// Makes the class's free list non-empty and gives its head.
  private mutating func refill(_ cellClass: Int) -> UnsafeMutableRawPointer {
    while unswept[cellClass] < blocks[cellClass].count {
      let block = blocks[cellClass][unswept[cellClass]]
      unswept[cellClass] += 1
      let freed = sweep(block, cellClass)
      if freed > 0, let head = free[cellClass] {
        charge(freed * cellClass * Heap.cellUnit)
        return head
      }
    }
    let cellBytes = cellClass * Heap.cellUnit
    let cells = Heap.blockBytes / cellBytes
    let base = UnsafeMutableRawPointer.allocate(byteCount: cells * cellBytes, alignment: 16)
    var next: UnsafeMutableRawPointer?
    for index in stride(from: cells - 1, through: 0, by: -1) {
      let cell = base + index * cellBytes
      cell.storeBytes(of: 0, as: UInt64.self)
      cell.storeBytes(of: next, toByteOffset: 8, as: UnsafeMutableRawPointer?.self)
      next = cell
    }
    blocks[cellClass].append(Block(base: base, cells: cells))
    held += cells * cellBytes
    unswept[cellClass] = blocks[cellClass].count
    free[cellClass] = base
    charge(cells * cellBytes)
    return base
  }

  /// Puts the dead and free cells of a block on the free list; gives how many there are.
  mutating func sweep(_ block: Block, _ cellClass: Int) -> Int {
    let cellBytes = cellClass * Heap.cellUnit
    var head = free[cellClass]
    var freed = 0
    var cell = block.base + (block.cells - 1) * cellBytes
    for _ in 0..<block.cells {
      let word = cell.load(as: UInt64.self)
      if UInt8(truncatingIfNeeded: word) == 0 || UInt8(truncatingIfNeeded: word >> 8) != epoch {
        cell.storeBytes(of: 0, as: UInt64.self)
        cell.storeBytes(of: head, toByteOffset: 8, as: UnsafeMutableRawPointer?.self)
        head = cell
        freed += 1
      }
      cell -= cellBytes
    }
    free[cellClass] = head
    return freed
  }
}
