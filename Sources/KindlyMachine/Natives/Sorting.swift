// `sort`, `distinct`, `group` and `join`: rows by keys that a loop has computed into lists beside them.
// Sorting is a stable merge sort on row numbers; plain keys are turned into whole numbers of the same order first.
// Nothing comes last, also with `desc`.

import KindlyCatalog
import KindlyTime

extension Machine {
  private struct Keyed {
    var key: Int64
    var row: UInt32
  }

  func sort(_ plan: Program.SortPlan, _ r: Window) throws(Fault) {
    let rows = Ref(r[0])
    let count = rows.count
    if count < 2 { return }
    let layout = program.layouts[plan.keys[0].type]
    // The order, the same once more to merge into, and the list that is made.
    try admit(count * 40)
    var order = [Keyed](unsafeUninitializedCapacity: count) { buffer, made in
      for index in 0..<count { buffer[index] = Keyed(key: 0, row: UInt32(index)) }
      made = count
    }
    let first = Ref(r[1])
    if plan.keys.count == 1, layout.bank == .word {
      let descending = plan.keys[0].isDescending
      for index in 0..<count { order[index].key = orderKey(first.element(index), layout, descending) }
      try mergeSort(&order) { a, b in a.key < b.key ? -1 : a.key == b.key ? 0 : 1 }
    } else if plan.keys.count == 1, case .text = layout.shape,
      let start = try commonStart(ofASCII: first)
    {
      let isDescending = plan.keys[0].isDescending
      for index in 0..<count { order[index].key = prefix(first.element(index), from: start, isDescending) }
      try mergeSort(&order) { a, b in
        // Most pairs are told apart here, without a look at the texts, which are anywhere in the memory.
        if a.key != b.key { return a.key < b.key ? -1 : 1 }
        let (x, y) = (first.element(Int(a.row)), first.element(Int(b.row)))
        if x == 0 || y == 0 { return x == y ? 0 : x == 0 ? 1 : -1 }
        return Texts.compare(Ref(x), Ref(y), watch) * (isDescending ? -1 : 1)
      }
    } else {
      try sortByAny(plan, r, &order)
    }
    let sorted = state.pointee.heap.newList(ofRefs: rows.isListOfRefs, capacity: count)
    for entry in order { state.pointee.heap.push(sorted, rows.element(Int(entry.row))) }
    r[0] = sorted.bits
  }

  private func sortByAny(_ plan: Program.SortPlan, _ r: Window, _ order: inout [Keyed]) throws(Fault) {
    let comparison = comparison
    var failure: Fault?
    try mergeSort(&order) { a, b in
      for (number, key) in plan.keys.enumerated() {
        let list = Ref(r[number + 1])
        let (x, y) = (list.element(Int(a.row)), list.element(Int(b.row)))
        let layout = comparison.layouts[key.type]
        let (isNothing, isOtherNothing) = (layout.isNothing(x), layout.isNothing(y))
        if isNothing || isOtherNothing {
          if isNothing && isOtherNothing { continue }
          return isNothing ? 1 : -1
        }
        do throws(TimeError) {
          let order = Int(try comparison.compare(x, y, key.type))
          if order != 0 { return key.isDescending ? -order : order }
        } catch {
          failure = .time(error)
        }
      }
      return 0
    }
    if let failure { throw failure }
  }

  /// A whole number that orders as the key does, nothing last.
  private func orderKey(_ word: Int64, _ layout: Layout, _ descending: Bool) -> Int64 {
    if layout.isNothing(word) { return .max }
    var key = word
    if layout.isNumber {
      let number = Double(bitPattern: UInt64(bitPattern: word))
      let bits = Int64(bitPattern: (number == 0 ? 0.0 : number).bitPattern)
      key = bits < 0 ? bits ^ .max : bits
    } else if case .dateTime = layout.shape {
      key = word >> 16
    }
    return descending ? ~key : key
  }

  /// With how many bytes all of the texts begin that are the same, as far as it is worth a look; nil where one of them is
  /// not ASCII.
  private func commonStart(ofASCII texts: Ref) throws(Fault) -> Int? {
    var first: Ref?
    var count = 0
    for index in 0..<texts.count where texts.element(index) != 0 {
      try watch.step()
      let text = Ref(texts.element(index))
      guard text.isASCII else { return nil }
      guard let first else {
        (first, count) = (text, min(text.bytes.count, 128))
        continue
      }
      let (bytes, known) = (text.bytes, first.bytes)
      count = min(count, bytes.count)
      var same = 0
      while same < count, bytes[same] == known[same] { same += 1 }
      count = same
    }
    return count
  }

  /// Eight bytes of a text, from that one on, as a number of the same order; nothing last.
  private func prefix(_ word: Int64, from start: Int, _ isDescending: Bool) -> Int64 {
    if word == 0 { return .max }
    let bytes = Ref(word).bytes
    var key: UInt64 = 0
    for index in start..<start + 8 { key = key << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0) }
    let ordered = Int64(bitPattern: key ^ (1 << 63))
    return isDescending ? ~ordered : ordered
  }

  /// Bottom-up, stable; runs of 8 are sorted by insertion.
  private func mergeSort(_ entries: inout [Keyed], _ compare: (Keyed, Keyed) -> Int) throws(Fault) {
    let count = entries.count
    let run = 8
    var start = 0
    while start < count {
      try watch.step()
      let end = min(start + run, count)
      for index in start + 1..<max(end, start + 1) {
        let entry = entries[index]
        var place = index
        while place > start, compare(entry, entries[place - 1]) < 0 {
          entries[place] = entries[place - 1]
          place -= 1
        }
        entries[place] = entry
      }
      start = end
    }
    var width = run
    var other = entries
    while width < count {
      other.withUnsafeMutableBufferPointer { target in
        entries.withUnsafeBufferPointer { source in
          var start = 0
          while start < count {
            let middle = min(start + width, count)
            let end = min(start + 2 * width, count)
            if watch.stops() { return }
            var (left, right, out) = (start, middle, start)
            if middle < end, compare(source[middle], source[middle - 1]) >= 0 {
              for index in start..<end { target[index] = source[index] }
            } else {
              while left < middle, right < end {
                if watch.stops() { return }
                if compare(source[right], source[left]) < 0 {
                  target[out] = source[right]
                  right += 1
                } else {
                  target[out] = source[left]
                  left += 1
                }
                out += 1
              }
              while left < middle {
                target[out] = source[left]
                left += 1
                out += 1
              }
              while right < end {
                target[out] = source[right]
                right += 1
                out += 1
              }
            }
            start = end
          }
        }
      }
      if watch.hasStopped { try watch.look() }
      swap(&entries, &other)
      width *= 2
    }
  }

  // MARK: - Equal keys

  /// Numbers rows by their keys: equal keys get the number of the first row that has them.
  private func firstRows(_ keys: [(list: Ref, type: TypeID)], count: Int) throws(Fault) -> [Int] {
    let comparison = comparison
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    var slots = [Int32](repeating: -1, count: capacity)
    var result = [Int](repeating: 0, count: count)
    for row in 0..<count {
      try watch.step()
      var hash: UInt64 = 11
      for key in keys { hash = hash &* 31 &+ comparison.hash(key.list.element(row), key.type) }
      var slot = Int(truncatingIfNeeded: hash ^ (hash >> 31)) & (capacity - 1)
      while true {
        let known = Int(slots[slot])
        if known < 0 {
          slots[slot] = Int32(truncatingIfNeeded: row)
          result[row] = row
          break
        }
        if keys.allSatisfy({ comparison.areEqual($0.list.element(known), $0.list.element(row), $0.type) }) {
          result[row] = known
          break
        }
        slot = (slot + 1) & (capacity - 1)
      }
    }
    return result
  }

  func distinct(_ type: TypeID, _ r: Window) throws(Fault) {
    let rows = Ref(r[0])
    try admit(rows.count * 24)
    let firsts = try firstRows([(Ref(r[1]), type)], count: rows.count)
    let result = state.pointee.heap.newList(ofRefs: rows.isListOfRefs, capacity: 0)
    for (row, first) in firsts.enumerated() where row == first {
      try watch.step()
      state.pointee.heap.push(result, rows.element(row))
    }
    r[0] = result.bits
  }

  func group(_ plan: Program.SortPlan, _ r: Window) throws(Fault) {
    let rows = Ref(r[0])
    let keys = plan.keys.enumerated().map { (list: Ref(r[$0.offset + 1]), type: $0.element.type) }
    try admit(rows.count * 32)
    let firsts = try firstRows(keys, count: rows.count)
    let result = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    var places = [Int](repeating: -1, count: rows.count)
    for (row, first) in firsts.enumerated() {
      try watch.step()
      if places[first] < 0 {
        places[first] = result.count
        let members = state.pointee.heap.newList(ofRefs: rows.isListOfRefs, capacity: 1)
        state.pointee.heap.push(result, members.bits)
      }
      state.pointee.heap.push(Ref(result.element(places[first])), rows.element(row))
    }
    r[0] = result.bits
  }

  /// For each of some keys the rows that have it, in their order; keys that are equal share a list.
  func matches(_ type: TypeID, _ r: Window) throws(Fault) {
    let (wanted, keys, rows) = (Ref(r[0]), Ref(r[1]), Ref(r[2]))
    try admit((wanted.count + keys.count) * 32)
    let comparison = comparison
    var capacity = 16
    while capacity < keys.count * 2 { capacity *= 2 }
    // A slot holds the first row with a key; its list is beside it.
    var slots = [Int32](repeating: -1, count: capacity)
    var lists = [Ref?](repeating: nil, count: capacity)
    func slot(of key: Int64) -> Int {
      let hash = comparison.hash(key, type)
      var slot = Int(truncatingIfNeeded: hash ^ (hash >> 31)) & (capacity - 1)
      while slots[slot] >= 0, !comparison.areEqual(keys.element(Int(slots[slot])), key, type) {
        slot = (slot + 1) & (capacity - 1)
      }
      return slot
    }
    for row in 0..<keys.count {
      try watch.step()
      let slot = slot(of: keys.element(row))
      let list = lists[slot] ?? state.pointee.heap.newList(ofRefs: rows.isListOfRefs, capacity: 1)
      if lists[slot] == nil { (slots[slot], lists[slot]) = (Int32(truncatingIfNeeded: row), list) }
      state.pointee.heap.push(list, rows.element(row))
    }
    let none = state.pointee.heap.newList(ofRefs: rows.isListOfRefs, capacity: 0)
    let result = state.pointee.heap.newList(ofRefs: true, capacity: wanted.count)
    for place in 0..<wanted.count {
      try watch.step()
      state.pointee.heap.push(result, (lists[slot(of: wanted.element(place))] ?? none).bits)
    }
    r[0] = result.bits
  }
}
