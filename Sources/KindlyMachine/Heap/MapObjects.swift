// Maps: a small object, a table of entries in the order of insertion (key and value side by side), and an index into it
// by open addressing. A place of the index holds 32 bits of the key's hash and the entry's number plus one, so that most
// looks at a wrong entry end there, and growing asks no key for its hash again.
// Leaves to `Maps` what makes two keys equal and how a key's hash is found.
// Invariant: the index is null, or has room for more places than entries were ever put in since it was made; an entry
// taken out keeps its number until the next growth, a bit in `holes`, and no references.

/// How a map's keys are compared.
enum KeyMode: UInt8 {
  /// By their words.
  case word
  case text
  /// As their type says.
  case any
}

extension Ref {
  static let keysAreRefs: UInt64 = 1 << 32
  static let valuesAreRefs: UInt64 = 1 << 33
  static let keyModeShift: UInt64 = 34

  @inline(__always) var keyMode: KeyMode {
    unsafeBitCast(UInt8(truncatingIfNeeded: extra >> Ref.keyModeShift), to: KeyMode.self)
  }
  /// The number of the keys' type.
  @inline(__always) var keyType: UInt32 { UInt32(truncatingIfNeeded: extra) }

  /// The places of a map's index; a map without entries may have none.
  @inline(__always) var mapIndex: Ref { Ref(slots[0]) }
  /// Keys and values in turn.
  @inline(__always) var mapEntries: UnsafeMutablePointer<Int64> { Ref(slots[1]).slots }
  /// Entries ever put in since the last growth, those taken out among them.
  @inline(__always) var mapUsed: Int { slots[1] == 0 ? 0 : Ref(slots[1]).count }
  @inline(__always) var hasHoles: Bool { slots[2] != 0 }

  /// Whether the entry of a number has been taken out.
  @inline(__always) func isHole(_ entry: Int) -> Bool {
    slots[2] != 0 && Ref(slots[2]).slots[entry >> 6] & (1 << Int64(entry & 63)) != 0
  }

  /// The number of the first entry at or after one that is there, or `mapUsed`.
  @inline(__always) func nextEntry(_ entry: Int) -> Int {
    if _fastPath(!hasHoles) { return entry }
    var entry = entry
    let used = mapUsed
    while entry < used, isHole(entry) { entry += 1 }
    return entry
  }

  /// How many references each entry of a table holds, by the bits that maps have too.
  @inline(__always) var entriesHoldKeys: Bool { extra & Ref.keysAreRefs != 0 }
  @inline(__always) var entriesHoldValues: Bool { extra & Ref.valuesAreRefs != 0 }
}

extension Heap {
  static let maximumEntries = 1 << 27
  private static let taken = UInt64(UInt32.max)

  /// What `newMap` needs to know of the types of keys and values.
  static func mapShape(keyType: UInt32, mode: KeyMode, keys: Bank, values: Bank) -> UInt64 {
    UInt64(keyType) | (keys == .ref ? Ref.keysAreRefs : 0) | (values == .ref ? Ref.valuesAreRefs : 0)
      | UInt64(mode.rawValue) << Ref.keyModeShift
  }

  mutating func newMap(_ shape: UInt64) -> Ref {
    let map = allocate(.map, payload: 24, count: 0, extra: shape)
    map.slots[0] = 0
    map.slots[1] = 0
    map.slots[2] = 0
    return map
  }

  // MARK: - Finding

  /// The number of the entry of a key, or -1. `isEqual` is asked of entries with the same hash.
  @inline(__always)
  static func find(_ map: Ref, hash: UInt32, _ isEqual: (Int64) -> Bool) -> Int {
    let index = map.mapIndex
    if index.isNull { return -1 }
    let mask = index.count - 1
    let places = UnsafeMutableRawPointer(index.slots).assumingMemoryBound(to: UInt64.self)
    let entries = map.mapEntries
    var perturbation = hash
    var place = Int(hash) & mask
    while true {
      let found = places[place]
      if found == 0 { return -1 }
      if found >> 32 == UInt64(hash) {
        let entry = found & taken
        if entry != taken, isEqual(entries[Int(entry - 1) &* 2]) { return Int(entry) - 1 }
      }
      perturbation >>= 5
      place = (place &* 5 &+ 1 &+ Int(perturbation)) & mask
    }
  }

  // MARK: - Changing a map that is owned, or that nobody else sees yet

  /// Adds an entry for a key that is not there. The caller keeps the count below `maximumEntries`.
  @inline(__always)
  mutating func insert(_ map: Ref, hash: UInt32, _ key: Int64, _ value: Int64) {
    let table = map.slots[1]
    if _slowPath(table == 0 || Ref(table).count == Heap.room(map.mapIndex.count)) { grow(map) }
    let entries = Ref(map.slots[1])
    let entry = entries.count
    entries.slots[entry &* 2] = key
    entries.slots[entry &* 2 &+ 1] = value
    entries.count = entry + 1
    map.count += 1
    Heap.place(map.mapIndex, hash, entry)
  }

  /// Takes the entry of a number out; its place in the index stays taken.
  mutating func remove(_ map: Ref, hash: UInt32, entry: Int) {
    let index = map.mapIndex
    let mask = index.count - 1
    let places = UnsafeMutableRawPointer(index.slots).assumingMemoryBound(to: UInt64.self)
    var perturbation = hash
    var place = Int(hash) & mask
    while places[place] != UInt64(hash) << 32 | UInt64(entry + 1) {
      if places[place] == 0 { return }
      perturbation >>= 5
      place = (place &* 5 &+ 1 &+ Int(perturbation)) & mask
    }
    places[place] = Heap.taken
    if map.slots[2] == 0 {
      let words = (Heap.room(index.count) + 63) / 64
      let holes = allocate(.wordBuffer, payload: words * 8, count: words, extra: UInt64(words))
      holes.slots.update(repeating: 0, count: words)
      map.slots[2] = holes.bits
    }
    Ref(map.slots[2]).slots[entry >> 6] |= 1 << Int64(entry & 63)
    map.mapEntries[entry &* 2] = 0
    map.mapEntries[entry &* 2 &+ 1] = 0
    map.count -= 1
  }

  /// How many entries an index of so many places has room for.
  @inline(__always)
  private static func room(_ places: Int) -> Int { places &- places >> 2 }

  @inline(__always)
  private static func place(_ index: Ref, _ hash: UInt32, _ entry: Int) {
    let mask = index.count - 1
    let places = UnsafeMutableRawPointer(index.slots).assumingMemoryBound(to: UInt64.self)
    var perturbation = hash
    var place = Int(hash) & mask
    // What was taken out stays so: its number is no entry's, and its room is counted.
    while places[place] != 0 {
      perturbation >>= 5
      place = (place &* 5 &+ 1 &+ Int(perturbation)) & mask
    }
    places[place] = UInt64(hash) << 32 | UInt64(entry + 1)
  }

  /// Makes a larger index and table, or as large ones without holes.
  @inline(never)
  private mutating func grow(_ map: Ref) {
    var places = 8
    while Heap.room(places) < map.count + map.count / 2 + 1 { places *= 2 }
    resize(map, places: places)
  }

  /// Makes room for so many entries at once.
  mutating func reserve(_ map: Ref, _ count: Int) {
    var places = 8
    while Heap.room(places) < count { places *= 2 }
    if map.slots[0] == 0 || places > map.mapIndex.count { resize(map, places: places) }
  }

  private mutating func resize(_ map: Ref, places: Int) {
    let index = allocate(.wordBuffer, payload: places * 8, count: places, extra: UInt64(places))
    index.slots.update(repeating: 0, count: places)
    let room = Heap.room(places)
    let table = allocate(
      .entries, payload: room * 16, count: map.count,
      extra: UInt64(room) | map.extra & (Ref.keysAreRefs | Ref.valuesAreRefs))
    let old = map.mapIndex
    if !old.isNull {
      let used = map.mapUsed
      // Where each entry goes: those behind holes move up.
      var moved = [Int32](unsafeUninitializedCapacity: map.hasHoles ? used : 0) { buffer, made in
        made = map.hasHoles ? used : 0
        var next: Int32 = 0
        for entry in 0..<made {
          buffer[entry] = next
          if !map.isHole(entry) { next += 1 }
        }
      }
      let source = map.mapEntries
      if moved.isEmpty {
        table.slots.update(from: source, count: used * 2)
      } else {
        for entry in 0..<used where !map.isHole(entry) {
          table.slots[Int(moved[entry]) * 2] = source[entry * 2]
          table.slots[Int(moved[entry]) * 2 + 1] = source[entry * 2 + 1]
        }
      }
      for place in 0..<old.count {
        let found = UInt64(bitPattern: old.slots[place])
        let entry = Int(found & Heap.taken) - 1
        if found == 0 || found & Heap.taken == Heap.taken { continue }
        Heap.place(index, UInt32(truncatingIfNeeded: found >> 32), moved.isEmpty ? entry : Int(moved[entry]))
      }
      moved = []
    }
    map.slots[0] = index.bits
    map.slots[1] = table.bits
    map.slots[2] = 0
  }

  // MARK: - Copying

  /// A copy that nobody else sees; what its entries refer to is shared from now on.
  mutating func copy(ofMap map: Ref) -> Ref {
    let copy = newMap(map.extra)
    guard map.count > 0 else { return copy }
    let (index, table) = (map.mapIndex, Ref(map.slots[1]))
    let newIndex = allocate(.wordBuffer, payload: index.count * 8, count: index.count, extra: index.extra)
    newIndex.slots.update(from: index.slots, count: index.count)
    let room = Heap.room(index.count)
    let newTable = allocate(.entries, payload: room * 16, count: table.count, extra: table.extra)
    newTable.slots.update(from: table.slots, count: table.count * 2)
    if map.hasHoles {
      let holes = Ref(map.slots[2])
      let newHoles = allocate(.wordBuffer, payload: holes.count * 8, count: holes.count, extra: holes.extra)
      newHoles.slots.update(from: holes.slots, count: holes.count)
      copy.slots[2] = newHoles.bits
    }
    copy.slots[0] = newIndex.bits
    copy.slots[1] = newTable.bits
    copy.count = map.count
    for entry in 0..<table.count {
      if table.entriesHoldKeys { shareElement(table.slots[entry * 2]) }
      if table.entriesHoldValues { shareElement(table.slots[entry * 2 + 1]) }
    }
    return copy
  }
}
