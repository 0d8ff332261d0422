// How an entry of a map is found: an index into its table of entries by open addressing, of one of two forms. Where keys
// are words a place is 32 bits, the entry's number plus one, and half of the places stay free: the key itself is as
// quickly compared as a hash, and an index half as large stays near. Else a place is 64 bits, and 32 of them are the
// key's hash, so that most looks at a wrong entry end there, and growing asks no key for its hash again.
// Leaves tables, their growth and their holes to MapObjects.swift.
// Invariant: there are more places than entries were ever put in, so that every search comes to a free one.

enum MapIndex {
  /// In a place of 64 bits: of an entry that was taken out.
  static let taken = UInt64(UInt32.max)
  /// In a place of 32 bits the same.
  static let takenWord = UInt32.max

  /// How many entries an index of so many places has room for.
  @inline(__always)
  static func room(_ places: Int, _ mode: KeyMode) -> Int { mode == .word ? places >> 1 : places &- places >> 2 }

  /// How many words an index of so many places takes.
  static func words(_ places: Int, _ mode: KeyMode) -> Int { mode == .word ? places / 2 : places }

  // MARK: - Words as keys

  @inline(__always)
  private static func wordPlaces(_ index: Ref) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(index.slots).assumingMemoryBound(to: UInt32.self)
  }

  /// The number of the entry of a key that is a word, or -1.
  @inline(__always)
  static func find(_ map: Ref, word key: Int64) -> Int {
    let index = map.mapIndex
    if index.isNull { return -1 }
    let mask = index.count - 1
    let places = wordPlaces(index)
    let entries = map.mapEntries
    var perturbation = Maps.hash(word: key)
    var place = Int(perturbation) & mask
    while true {
      let found = places[place]
      if found == 0 { return -1 }
      if found != takenWord, entries[Int(found - 1) &* 2] == key { return Int(found) - 1 }
      perturbation >>= 5
      place = (place &* 5 &+ 1 &+ Int(perturbation)) & mask
    }
  }

  // MARK: - Keys with hashes

  @inline(__always)
  private static func places(_ index: Ref) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(index.slots).assumingMemoryBound(to: UInt64.self)
  }

  /// The number of the entry of a key, or -1. `isEqual` is asked of entries with the same hash.
  @inline(__always)
  static func find(_ map: Ref, hash: UInt32, _ isEqual: (Int64) -> Bool) -> Int {
    let index = map.mapIndex
    if index.isNull { return -1 }
    let mask = index.count - 1
    let places = places(index)
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

  // MARK: - Both

  /// Puts an entry into the index. What was taken out stays so: its number is no entry's, and its room is counted.
  @inline(__always)
  static func place(_ index: Ref, _ mode: KeyMode, _ hash: UInt32, _ entry: Int) {
    let mask = index.count - 1
    var perturbation = hash
    var place = Int(hash) & mask
    if mode == .word {
      let places = wordPlaces(index)
      while places[place] != 0 {
        perturbation >>= 5
        place = (place &* 5 &+ 1 &+ Int(perturbation)) & mask
      }
      places[place] = UInt32(truncatingIfNeeded: entry + 1)
    } else {
      let places = places(index)
      while places[place] != 0 {
        perturbation >>= 5
        place = (place &* 5 &+ 1 &+ Int(perturbation)) & mask
      }
      places[place] = UInt64(hash) << 32 | UInt64(entry + 1)
    }
  }

  /// Marks the place of an entry as taken out.
  static func remove(_ index: Ref, _ mode: KeyMode, _ hash: UInt32, _ entry: Int) {
    let mask = index.count - 1
    var perturbation = hash
    var place = Int(hash) & mask
    let word = UInt32(truncatingIfNeeded: entry + 1)
    let full = UInt64(hash) << 32 | UInt64(entry + 1)
    while true {
      if mode == .word {
        let found = wordPlaces(index)[place]
        if found == 0 { return }
        if found == word {
          wordPlaces(index)[place] = takenWord
          return
        }
      } else {
        let found = places(index)[place]
        if found == 0 { return }
        if found == full {
          places(index)[place] = taken
          return
        }
      }
      perturbation >>= 5
      place = (place &* 5 &+ 1 &+ Int(perturbation)) & mask
    }
  }

  /// Fills a new index from an old one; `moved` says where each entry goes, or is empty where they stay.
  static func refill(
    _ index: Ref, from old: Ref, _ mode: KeyMode, _ entries: UnsafeMutablePointer<Int64>, _ moved: [Int32]
  ) {
    for number in 0..<old.count {
      let entry: Int
      let hash: UInt32
      if mode == .word {
        let found = wordPlaces(old)[number]
        if found == 0 || found == takenWord { continue }
        entry = Int(found) - 1
        hash = Maps.hash(word: entries[entry &* 2])
      } else {
        let found = places(old)[number]
        if found == 0 || found & taken == taken { continue }
        entry = Int(found & taken) - 1
        hash = UInt32(truncatingIfNeeded: found >> 32)
      }
      place(index, mode, hash, moved.isEmpty ? entry : Int(moved[entry]))
    }
  }
}
