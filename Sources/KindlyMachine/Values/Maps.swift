// What makes two keys of a map equal, and the hash by which they are found: words by themselves, texts by their NFC
// scalars, anything else as its type says.

import KindlyCatalog

enum Maps {
  /// Numbers of the same 64 stay near one another, so that counting through whole numbers walks through the index a
  /// stretch at a time; the stretches lie anywhere, so that no choice of keys makes them meet.
  @inline(__always)
  static func hash(word: Int64) -> UInt32 {
    let bits = UInt64(bitPattern: word)
    return UInt32(truncatingIfNeeded: HashMixing.mix(bits >> 6 ^ HashMixing.seed) ^ (bits & 63))
  }

  @inline(__always)
  static func hash(text: Ref, _ watch: RunWatch) -> UInt32 { fold(Texts.hash(text, watch)) }

  @inline(__always)
  fileprivate static func fold(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash ^ hash >> 32) }

  @inline(never)
  static func find(_ map: Ref, word: Int64) -> Int {
    let entry = MapIndex.find(map, word: word)
    if entry > 0 { map.lastFound = entry }
    return entry
  }

  @inline(never)
  static func find(_ map: Ref, text: Ref, _ watch: RunWatch) -> Int {
    if map.count == 0 { return -1 }
    return MapIndex.find(map, hash: hash(text: text, watch)) { Texts.areEqual(Ref($0), text, watch) }
  }
}

extension Maps {
  /// What was looked up last is set next, as in `m[k] = (m[k] ?? 0) + 1`; false where it was another key. An entry that
  /// was taken out has another key, too.
  @inline(__always)
  static func setFound(_ map: Ref, word key: Int64, _ value: Int64) -> Bool {
    let last = map.lastFound
    guard last > 0, map.mapEntries[last &* 2] == key, !map.hasHoles else { return false }
    map.mapEntries[last &* 2 &+ 1] = value
    return true
  }
}

extension Heap {
  /// Gives a key of a map that may be changed in place another value.
  @inline(never)
  mutating func set(_ map: Ref, word key: Int64, _ value: Int64) {
    let entry = MapIndex.find(map, word: key)
    if entry >= 0 {
      map.mapEntries[entry &* 2 &+ 1] = value
    } else {
      insert(map, hash: Maps.hash(word: key), key, value)
    }
  }

  @inline(never)
  mutating func set(_ map: Ref, text key: Ref, _ value: Int64, _ watch: RunWatch) {
    let hash = Maps.hash(text: key, watch)
    let entry = MapIndex.find(map, hash: hash) { Texts.areEqual(Ref($0), key, watch) }
    if entry >= 0 { map.mapEntries[entry &* 2 &+ 1] = value } else { insert(map, hash: hash, key.bits, value) }
  }

  /// The same for keys of any type.
  mutating func set(_ map: Ref, _ key: Int64, _ value: Int64, _ comparison: Comparison) {
    let (hash, entry) = comparison.find(map, key)
    if entry >= 0 { map.mapEntries[entry &* 2 &+ 1] = value } else { insert(map, hash: hash, key, value) }
  }
}

extension Comparison {
  /// The hash of a key of any type, and the number of its entry or -1.
  func find(_ map: Ref, _ key: Int64) -> (hash: UInt32, entry: Int) {
    switch map.keyMode {
    case .word:
      return (Maps.hash(word: key), MapIndex.find(map, word: key))
    case .text:
      let hash = Maps.hash(text: Ref(key), watch)
      return (hash, MapIndex.find(map, hash: hash) { Texts.areEqual(Ref($0), Ref(key), watch) })
    case .any:
      let type = TypeID(rawValue: map.keyType)
      let hash = Maps.fold(self.hash(key, type))
      return (hash, MapIndex.find(map, hash: hash) { areEqual($0, key, type) })
    }
  }

  /// Whether two maps of a type have the same keys with the same values, in whatever order.
  func areEqualMaps(_ a: Ref, _ b: Ref, values: TypeID) -> Bool {
    guard a.count == b.count else { return false }
    if a == b || a.count == 0 { return true }
    var entry = a.nextEntry(0)
    while entry < a.mapUsed {
      if watch.stops() { return false }
      let other = find(b, a.mapEntries[entry * 2]).entry
      if other < 0 { return false }
      if !areEqual(a.mapEntries[entry * 2 + 1], b.mapEntries[other * 2 + 1], values) { return false }
      entry = a.nextEntry(entry + 1)
    }
    return true
  }

  /// The same whatever the order of the entries.
  func hash(ofMap map: Ref, keys: TypeID, values: TypeID) -> UInt64 {
    var sum = UInt64(map.count)
    var entry = map.nextEntry(0)
    while entry < map.mapUsed {
      if watch.stops() { return sum }
      sum &+= hash(map.mapEntries[entry * 2], keys) &* 31 ^ hash(map.mapEntries[entry * 2 + 1], values)
      entry = map.nextEntry(entry + 1)
    }
    return sum
  }
}

extension Layouts {
  /// How maps of a type compare their keys.
  func keyMode(_ key: TypeID) -> KeyMode {
    let layout = self[key]
    switch layout.shape {
    case .text: return layout.isOptional ? .any : .text
    case .bool, .int, .date, .time, .noun, .enumeration: return layout.bank == .word ? .word : .any
    default: return .any
    }
  }

  /// What a new map of these types needs to know of them.
  func mapShape(_ key: TypeID, _ value: TypeID) -> UInt64 {
    Heap.mapShape(keyType: key.rawValue, mode: keyMode(key), keys: bank(key), values: bank(value))
  }
}
