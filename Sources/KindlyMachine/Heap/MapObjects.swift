// Maps: a small object, a table of entries in the order of insertion (key and value side by side), and an index into it
// (MapIndex.swift).
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
  /// Whether the next new entry makes the map grow.
  var mapIsFull: Bool { slots[1] == 0 || mapUsed == MapIndex.room(mapIndex.count, keyMode) }
  @inline(__always) var hasHoles: Bool { slots[2] != 0 }

  /// The number of the entry that was found last: what is looked up is often set next.
  @inline(__always) var lastFound: Int {
    get { Int(slots[3]) }
    nonmutating set { slots[3] = Int64(newValue) }
  }

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

  /// What `newMap` needs to know of the types of keys and values.
  static func mapShape(keyType: UInt32, mode: KeyMode, keys: Bank, values: Bank) -> UInt64 {
    UInt64(keyType) | (keys == .ref ? Ref.keysAreRefs : 0) | (values == .ref ? Ref.valuesAreRefs : 0)
      | UInt64(mode.rawValue) << Ref.keyModeShift
  }

  mutating func newMap(_ shape: UInt64) -> Ref {
    let map = allocate(.map, payload: 32, count: 0, extra: shape)
    map.slots[0] = 0
    map.slots[1] = 0
    map.slots[2] = 0
    map.slots[3] = 0
    return map
  }

  // MARK: - Changing a map that is owned, or that nobody else sees yet

  /// Adds an entry for a key that is not there. The caller keeps the count below `maximumEntries`.
  @inline(__always)
  mutating func insert(_ map: Ref, hash: UInt32, _ key: Int64, _ value: Int64) {
    let table = map.slots[1]
    if _slowPath(table == 0 || Ref(table).count == MapIndex.room(map.mapIndex.count, map.keyMode)) { grow(map) }
    let entries = Ref(map.slots[1])
    let entry = entries.count
    entries.slots[entry &* 2] = key
    entries.slots[entry &* 2 &+ 1] = value
    entries.count = entry + 1
    map.count += 1
    MapIndex.place(map.mapIndex, map.keyMode, hash, entry)
  }

  /// Takes the entry of a number out; its place in the index stays taken.
  mutating func remove(_ map: Ref, hash: UInt32, entry: Int) {
    let index = map.mapIndex
    MapIndex.remove(index, map.keyMode, hash, entry)
    if map.slots[2] == 0 {
      let words = (MapIndex.room(index.count, map.keyMode) + 63) / 64
      let holes = allocate(.wordBuffer, payload: words * 8, count: words, extra: UInt64(words))
      holes.slots.update(repeating: 0, count: words)
      map.slots[2] = holes.bits
    }
    Ref(map.slots[2]).slots[entry >> 6] |= 1 << Int64(entry & 63)
    map.mapEntries[entry &* 2] = 0
    map.mapEntries[entry &* 2 &+ 1] = 0
    map.count -= 1
  }

  /// Makes a larger index and table, or as large ones without holes.
  @inline(never)
  private mutating func grow(_ map: Ref) {
    var places = 8
    while MapIndex.room(places, map.keyMode) < map.count + map.count / 2 + 1 { places *= 2 }
    resize(map, places: places)
  }

  /// Makes room for so many entries at once.
  mutating func reserve(_ map: Ref, _ count: Int) {
    var places = 8
    while MapIndex.room(places, map.keyMode) < count { places *= 2 }
    if map.slots[0] == 0 || places > map.mapIndex.count { resize(map, places: places) }
  }

  private mutating func resize(_ map: Ref, places: Int) {
    let mode = map.keyMode
    let words = MapIndex.words(places, mode)
    let index = allocate(.wordBuffer, payload: words * 8, count: places, extra: UInt64(words))
    index.slots.update(repeating: 0, count: words)
    let room = MapIndex.room(places, mode)
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
      MapIndex.refill(index, from: old, mode, source, moved)
      moved = []
    }
    map.slots[0] = index.bits
    map.slots[1] = table.bits
    map.slots[2] = 0
    map.lastFound = 0
  }

  // MARK: - Copying

  /// A copy that nobody else sees; what its entries refer to is shared from now on.
  mutating func copy(ofMap map: Ref) -> Ref {
    let copy = newMap(map.extra)
    guard map.count > 0 else { return copy }
    let (index, table) = (map.mapIndex, Ref(map.slots[1]))
    let words = Int(index.extra)
    let newIndex = allocate(.wordBuffer, payload: words * 8, count: index.count, extra: index.extra)
    newIndex.slots.update(from: index.slots, count: words)
    let room = MapIndex.room(index.count, map.keyMode)
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
