// What the loop and the natives ask of maps: those whose keys are compared as their type says, copies, sums, lists of
// keys and values.

import KindlyCatalog

extension Machine {
  // MARK: - For the loop

  @inline(never)
  func find(_ map: Ref, _ key: Int64) -> Int { map.count == 0 ? -1 : comparison.find(map, key).entry }

  @inline(never)
  func set(_ map: Ref, _ key: Int64, _ value: Int64) { state.pointee.heap.set(map, key, value, comparison) }

  /// What a copy of a map takes.
  func bytes(ofMap map: Ref) -> Int { map.mapUsed * 32 }

  @inline(never)
  func ownedCopy(ofMap map: Ref) -> Ref {
    let copy = state.pointee.heap.copy(ofMap: map)
    copy.setOwned()
    return copy
  }

  @inline(never)
  func checkGrowth(ofMap map: Ref) throws(Fault) {
    if map.count >= Heap.maximumEntries { throw .mapTooLarge }
    if state.pointee.heap.isPending { try collect() }
    // Growing makes a table and an index twice as large beside the old ones.
    if map.mapIsFull { try admit(bytes(ofMap: map) * 2) }
  }

  // MARK: - Natives

  func function(_ function: MapFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    switch function {
    case .keys: try column(0, r)
    case .values: try column(1, r)
    case .entries: try entries(r)
    case .without: try without(w, r)
    case .toMap: try map(ofEntries: call.type, r)
    }
  }

  /// Takes a key out of the map r0, which is owned: `m[k] = nothing`.
  func removeKey(_ w: Window, _ r: Window) {
    let map = Ref(r[0])
    let (hash, entry) = comparison.find(map, key(of: map, w, r))
    if entry >= 0 { state.pointee.heap.remove(map, hash: hash, entry: entry) }
  }

  /// The key that stands behind the map in the windows.
  private func key(of map: Ref, _ w: Window, _ r: Window) -> Int64 { map.extra & Ref.keysAreRefs == 0 ? w[0] : r[1] }

  /// Both maps; where both have a key the second's value is the sum's.
  func joinMaps(_ r: Window) throws(Fault) {
    let (first, second) = (Ref(r[0]), Ref(r[1]))
    if second.count == 0 { return }
    if first.count == 0 {
      r[0] = r[1]
      return
    }
    guard first.count + second.count <= Heap.maximumEntries else { throw .mapTooLarge }
    try admit(bytes(ofMap: first))
    let sum = state.pointee.heap.copy(ofMap: first)
    let comparison = comparison
    var entry = second.nextEntry(0)
    while entry < second.mapUsed {
      try watch.step()
      state.pointee.heap.set(
        sum, second.mapEntries[entry * 2], second.mapEntries[entry * 2 + 1], comparison)
      entry = second.nextEntry(entry + 1)
    }
    r[0] = sum.bits
  }

  func without(_ w: Window, _ r: Window) throws(Fault) {
    let map = Ref(r[0])
    let (hash, entry) = comparison.find(map, key(of: map, w, r))
    guard entry >= 0 else { return }
    try admit(bytes(ofMap: map))
    let copy = state.pointee.heap.copy(ofMap: map)
    state.pointee.heap.remove(copy, hash: hash, entry: entry)
    r[0] = copy.bits
  }

  /// The keys or the values, in the order of insertion.
  func column(_ part: Int, _ r: Window) throws(Fault) {
    let map = Ref(r[0])
    let isRef = map.extra & (part == 0 ? Ref.keysAreRefs : Ref.valuesAreRefs) != 0
    try admit(map.count * 8)
    let list = state.pointee.heap.newList(ofRefs: isRef, capacity: map.count)
    var entry = map.nextEntry(0)
    while entry < map.mapUsed {
      try watch.step()
      let word = map.mapEntries[entry * 2 + part]
      if isRef { state.pointee.heap.shareElement(word) }
      state.pointee.heap.push(list, word)
      entry = map.nextEntry(entry + 1)
    }
    r[0] = list.bits
  }

  /// The entries as records of `key` and `value`.
  func entries(_ r: Window) throws(Fault) {
    let map = Ref(r[0])
    let keyIsRef = map.extra & Ref.keysAreRefs != 0
    let valueIsRef = map.extra & Ref.valuesAreRefs != 0
    let refs = (keyIsRef ? 1 : 0) + (valueIsRef ? 1 : 0)
    try admit(map.count * 8)
    let list = state.pointee.heap.newList(ofRefs: true, capacity: map.count)
    var entry = map.nextEntry(0)
    while entry < map.mapUsed {
      try watch.step()
      let (key, value) = (map.mapEntries[entry * 2], map.mapEntries[entry * 2 + 1])
      if keyIsRef { state.pointee.heap.shareElement(key) }
      if valueIsRef { state.pointee.heap.shareElement(value) }
      // References first: the key is behind the value only where it alone is a word.
      let record = state.pointee.heap.newRecord(refs: refs, words: 2 - refs)
      let isSwapped = !keyIsRef && valueIsRef
      record.slots[isSwapped ? 1 : 0] = key
      record.slots[isSwapped ? 0 : 1] = value
      state.pointee.heap.push(list, record.bits)
      entry = map.nextEntry(entry + 1)
    }
    r[0] = list.bits
  }

  /// The map of a list of records of `key` and `value`; a later one of the same key wins.
  func map(ofEntries type: TypeID, _ r: Window) throws(Fault) {
    guard case .list(let element) = program.layouts[type].shape else { return }
    let fields = program.layouts[element].fields
    guard let key = fields.first(where: { $0.name == "key" }), let value = fields.first(where: { $0.name == "value" })
    else { return }
    let list = Ref(r[0])
    guard list.count <= Heap.maximumEntries else { throw .mapTooLarge }
    let map = state.pointee.heap.newMap(program.layouts.mapShape(key.type, value.type))
    let comparison = comparison
    for index in 0..<list.count {
      try watch.step()
      let record = Ref(list.element(index))
      let (word, other) = (record.slots[key.slot], record.slots[value.slot])
      if key.bank == .ref { state.pointee.heap.shareElement(word) }
      if value.bank == .ref { state.pointee.heap.shareElement(other) }
      state.pointee.heap.set(map, word, other, comparison)
    }
    r[0] = map.bits
  }
}
