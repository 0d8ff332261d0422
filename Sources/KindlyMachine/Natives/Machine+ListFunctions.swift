// Built-ins on lists, and those that texts and lists share. None changes the list it is given.

import KindlyCatalog
import KindlySource
import KindlyTime

extension Machine {
  func function(_ function: ListFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    let list = Ref(r[0])
    let isText = call.type == .text
    switch function {
    case .length: w[0] = Int64(isText ? Texts.length(list, watch) : list.count)
    case .isEmpty: w[0] = list.count == 0 ? 1 : 0
    case .contains: w[0] = (isText ? Texts.holds(list, Ref(r[1]), watch) : position(call.type, w, r) != nil) ? 1 : 0
    case .indexOf: give(isText ? textPosition(r) : position(call.type, w, r), r)
    case .countOf: w[0] = Int64(isText ? try occurrences(r) : positions(call.type, w, r))
    case .sum: try sum(call, w, r)
    case .range: try range(call, w, r)
    case .append: try insert(at: list.count, isAfterPosition: false, w, r)
    case .concat: try perform(.concatLists, w, r, 0)
    case .insert: try insert(at: try place(w[0], count: list.count + 1, of: list), isAfterPosition: true, w, r)
    case .removeAt: try remove(at: try place(w[0], count: list.count, of: list), r)
    case .repeat: try repeated(isText: isText, w, r)
    case .zip:
      try pair(count: min(list.count, Ref(r[1]).count), call.type, r) { index in
        (list.element(index), Ref(r[1]).element(index))
      }
    case .enumerate: try pair(count: list.count, call.type, r) { index in (Int64(index), list.element(index)) }
    case .chunks: try pieces(function.rawValue, isApart: true, w, r)
    case .windows: try pieces(function.rawValue, isApart: false, w, r)
    case .shuffle: r[0] = try shuffled(list)
    case .pick: pick(call.type, w, r)
    }
  }

  // MARK: - Looking

  private func position(_ type: TypeID, _ w: Window, _ r: Window) -> Int? {
    guard case .list(let element) = program.layouts[type].shape else { return nil }
    let list = Ref(r[0])
    let value = program.layouts.bank(element) == .ref ? r[1] : w[0]
    let comparison = comparison
    return (0..<list.count).first { !watch.stops() && comparison.areEqual(list.element($0), value, element) }
  }

  private func positions(_ type: TypeID, _ w: Window, _ r: Window) -> Int {
    guard case .list(let element) = program.layouts[type].shape else { return 0 }
    let list = Ref(r[0])
    let value = program.layouts.bank(element) == .ref ? r[1] : w[0]
    let comparison = comparison
    return (0..<list.count).count { !watch.stops() && comparison.areEqual(list.element($0), value, element) }
  }

  /// The character in which a part of the text begins.
  private func textPosition(_ r: Window) -> Int? {
    if Ref(r[1]).count == 0 { return 0 }
    var found: Int?
    withSearchable(Ref(r[0]), Ref(r[1])) { whole, part in
      guard let offset = TextSearch.find(part, in: whole, watch) else { return }
      var index = 0
      TextPieces.eachCharacter(whole, watch) { character in
        if offset < character.upperBound {
          found = index
          return false
        }
        index += 1
        return true
      }
    }
    return found
  }

  private func occurrences(_ r: Window) throws(Fault) -> Int {
    if Ref(r[1]).count == 0 { throw .emptySeparator("count_of") }
    var count = 0
    withSearchable(Ref(r[0]), Ref(r[1])) { whole, part in
      eachPlace(of: part, in: whole) { _ in
        count += 1
        return true
      }
    }
    return count
  }

  // MARK: - Numbers

  private func sum(_ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    let list = Ref(r[0])
    switch call.overload {
    case 0:
      var total: Int64 = 0
      for index in 0..<list.count {
        try watch.step()
        let (sum, overflow) = total.addingReportingOverflow(list.element(index))
        if overflow { throw .integerOverflow }
        total = sum
      }
      w[0] = total
    case 1:
      var total = 0.0
      for index in 0..<list.count {
        try watch.step()
        total += number(list.element(index))
      }
      guard total.isFinite else { throw .notFinite }
      w[0] = bits(total)
    default:
      // Of nothing: `0d` of Periods, `0s` of Durations.
      let nothing = call.overload == 2 ? try? Duration(days: 0) : Duration.zero
      var total = list.count == 0 ? nothing ?? .zero : Ref(list.element(0)).duration
      for index in 0..<list.count where index > 0 {
        try watch.step()
        do throws(TimeError) { total = try total + Ref(list.element(index)).duration } catch { throw .time(error) }
      }
      r[0] = state.pointee.heap.newDuration(total).bits
    }
  }

  private func range(_ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    switch call.overload {
    case 0:
      guard w[0] >= 0 else { throw .argument(function: "range", wants: "a count that is not negative") }
      (w[0], w[1]) = (0, w[0] - 1)
      try perform(.range, w, r, 0)
    case 1: try perform(.range, w, r, 0)
    case 2: try steps(from: w[0], to: w[1], by: w[2], r)
    default: try days(from: w[0], to: w[1], r)
    }
  }

  private func steps(from: Int64, to: Int64, by step: Int64, _ r: Window) throws(Fault) {
    guard step != 0 else { throw .argument(function: "range", wants: "a step that is not zero") }
    let list = state.pointee.heap.newList(ofRefs: false, capacity: 0)
    var next = from
    while step > 0 ? next <= to : next >= to {
      guard list.count < Heap.maximumElements else { throw .listTooLong }
      try watch.step()
      state.pointee.heap.push(list, next)
      let (sum, overflow) = next.addingReportingOverflow(step)
      if overflow { break }
      next = sum
    }
    r[0] = list.bits
  }

  /// Each date is counted from the first, so that the 31st comes back after a shorter month.
  private func days(from: Int64, to: Int64, _ r: Window) throws(Fault) {
    let step = Ref(r[0]).duration
    let first = CivilDate(trusted: Int(from))
    let list = state.pointee.heap.newList(ofRefs: false, capacity: 0)
    do {
      let second = try first.adding(step, calendar: host.calendar).days
      guard second != first.days else { throw Fault.argument(function: "range", wants: "a step that is not zero") }
      let isUp = second > first.days
      var next = from
      while isUp ? next <= to : next >= to {
        try watch.step()
        state.pointee.heap.push(list, next)
        let following = try Int64(
          first.adding(try step.multiplied(by: list.count), calendar: host.calendar).days)
        guard isUp ? following > next : following < next else {
          throw Fault.argument(function: "range", wants: "a step that goes one way")
        }
        next = following
      }
    } catch let error as TimeError {
      // Beyond the year 9999 there is no date, and none that is asked for.
      guard error == .outOfRange, list.count > 0 else { throw .time(error) }
    } catch let error as Fault {
      throw error
    } catch {
      throw .failed("\(error)")
    }
    r[0] = list.bits
  }

  // MARK: - Making lists

  private func place(_ index: Int64, count: Int, of list: Ref) throws(Fault) -> Int {
    let place = index < 0 ? index &+ Int64(list.count) : index
    guard place >= 0, place < Int64(count) else {
      throw .indexOutOfRange(index: index, count: list.count, isText: false)
    }
    return Int(place)
  }

  private func insert(at place: Int, isAfterPosition: Bool, _ w: Window, _ r: Window) throws(Fault) {
    let list = Ref(r[0])
    guard list.count < Heap.maximumElements else { throw .listTooLong }
    let element = list.isListOfRefs ? r[1] : w[isAfterPosition ? 1 : 0]
    if place == list.count {
      r[0] = state.pointee.heap.appending(list, element).bits
      return
    }
    try admit(list.count * 8)
    let made = state.pointee.heap.newList(ofRefs: list.isListOfRefs, capacity: list.count + 1)
    for index in 0..<list.count {
      try watch.step()
      if index == place { state.pointee.heap.push(made, element) }
      state.pointee.heap.push(made, list.element(index))
    }
    r[0] = made.bits
  }

  private func remove(at place: Int, _ r: Window) throws(Fault) {
    let list = Ref(r[0])
    try admit(list.count * 8)
    let made = state.pointee.heap.newList(ofRefs: list.isListOfRefs, capacity: list.count)
    for index in 0..<list.count where index != place {
      try watch.step()
      state.pointee.heap.push(made, list.element(index))
    }
    r[0] = made.bits
  }

  private func repeated(isText: Bool, _ w: Window, _ r: Window) throws(Fault) {
    guard w[0] >= 0 else { throw .argument(function: "repeat", wants: "a number that is not negative") }
    let source = Ref(r[0])
    let limit = isText ? Heap.maximumTextBytes : Heap.maximumElements
    let (total, overflow) = source.count.multipliedReportingOverflow(by: Int(w[0]))
    guard !overflow, total <= limit else { throw isText ? .textTooLong : .listTooLong }
    guard !isText else {
      let made = state.pointee.heap.newText(count: total)
      if total > 0 { fill(made.textStart, with: source.bytes, times: Int(w[0])) }
      r[0] = made.bits
      return
    }
    try admit(total * 8)
    let made = state.pointee.heap.newList(ofRefs: source.isListOfRefs, capacity: total)
    for _ in 0..<(source.count == 0 ? 0 : Int(w[0])) {
      for index in 0..<source.count {
        try watch.step()
        state.pointee.heap.push(made, source.element(index))
      }
    }
    r[0] = made.bits
  }

  /// A list of records of two fields; `type` is the list's.
  private func pair(
    count: Int, _ type: TypeID, _ r: Window, _ parts: (Int) -> (Int64, Int64)
  ) throws(Fault) {
    guard case .list(let element) = program.layouts[type].shape else { return }
    let layout = program.layouts[element]
    guard layout.fields.count == 2 else { return }
    try admit(count * 8)
    let made = state.pointee.heap.newList(ofRefs: true, capacity: count)
    for index in 0..<count {
      try watch.step()
      let record = state.pointee.heap.newRecord(refs: layout.refSlots, words: layout.wordSlots)
      let (first, second) = parts(index)
      record.slots[layout.fields[0].slot] = first
      record.slots[layout.fields[1].slot] = second
      state.pointee.heap.push(made, record.bits)
    }
    r[0] = made.bits
  }

  /// Stretches of a list, one behind the other or beginning at each element.
  private func pieces(_ name: String, isApart: Bool, _ w: Window, _ r: Window) throws(Fault) {
    guard w[0] >= 1 else { throw .argument(function: name, wants: "a size of at least 1") }
    let list = Ref(r[0])
    let size = Int(min(w[0], Int64(Heap.maximumElements)))
    let made = state.pointee.heap.newList(ofRefs: true, capacity: 0)
    var start = 0
    while isApart ? start < list.count : start + size <= list.count {
      let end = min(start + size, list.count)
      state.pointee.heap.push(made, state.pointee.heap.slice(list, start..<end).bits)
      // A long stretch takes as many steps.
      for _ in 0...(end - start) / 64 { try watch.step() }
      start += isApart ? size : 1
    }
    r[0] = made.bits
  }

  // MARK: - Chance

  private func shuffled(_ list: Ref) throws(Fault) -> Int64 {
    try admit(list.count * 8)
    let made = state.pointee.heap.slice(list, 0..<list.count)
    for index in 0..<max(0, list.count - 1) {
      try watch.step()
      let other = index + Int.random(in: 0..<list.count - index, using: &chance)
      let word = made.elements[index]
      made.elements[index] = made.elements[other]
      made.elements[other] = word
    }
    return made.bits
  }

  private func pick(_ type: TypeID, _ w: Window, _ r: Window) {
    guard case .list(let element) = program.layouts[type].shape else { return }
    let list = Ref(r[0])
    let layout = program.layouts[element]
    let optional = program.environment.types.optional(element)
    guard list.count > 0 else { return give(program.layouts[optional].nothing, optional, w, r) }
    let word = list.element(Int(chance.next(upperBound: UInt64(list.count))))
    if case .int = layout.shape, !layout.isOptional {
      r[0] = state.pointee.heap.newBox(word).bits
    } else {
      give(word, optional, w, r)
    }
  }
}
