// Values at the machine's border: from words of a type to `Value` and back. A value that does not fit its type is an
// error of the host, never a trap.

import KindlyCatalog
import KindlyTime

extension Machine {
  /// The value that a word of a type stands for.
  func value(of word: Int64, _ type: TypeID) throws(Fault) -> Value {
    try watch.step()
    let layout = program.layouts[type]
    if layout.isNothing(word) || (layout.bank == .ref && word == 0) { return .nothing }
    switch layout.shape {
    case .nothing: return .nothing
    case .bool: return .bool(word != 0)
    case .int: return .int(layout.isOptional ? Ref(word).slots[0] : word)
    case .number: return .number(Double(bitPattern: UInt64(bitPattern: word)))
    case .text: return .text(Ref(word).string)
    case .date: return .date(CivilDate(trusted: Int(word)))
    case .time: return .time(TimeOfDay(trusted: Int(word)))
    case .dateTime: return .dateTime(DateTime(packed: word))
    case .duration: return .duration(Ref(word).duration)
    case .function: return .function
    case .noun(let noun): return .noun(noun, word)
    case .enumeration(let enumeration): return .enumeration(enumeration, Int(word))
    case .list(let element):
      let list = Ref(word)
      var values: [Value] = []
      values.reserveCapacity(list.count)
      for index in 0..<list.count { values.append(try value(of: list.element(index), element)) }
      return .list(values)
    case .map(let key, let value):
      let map = Ref(word)
      var entries: [Value.Entry] = []
      entries.reserveCapacity(map.count)
      var entry = map.nextEntry(0)
      while entry < map.mapUsed {
        let (a, b) = (map.mapEntries[entry * 2], map.mapEntries[entry * 2 + 1])
        entries.append(Value.Entry(try self.value(of: a, key), try self.value(of: b, value)))
        entry = map.nextEntry(entry + 1)
      }
      return .map(entries, hasTextKeys: key == .text)
    case .record:
      var fields: [Value.Field] = []
      for field in layout.fields {
        fields.append(Value.Field(field.name, try value(of: Ref(word).slots[field.slot], field.type)))
      }
      return .record(fields)
    }
  }

  /// The word of a value in a type. Nothing collects meanwhile.
  func word(of value: Value, _ type: TypeID) throws(Fault) -> Int64 {
    try watch.step()
    let layout = program.layouts[type]
    let heap = state
    switch (value, layout.shape) {
    case (.nothing, .nothing): return 0
    case (.nothing, _) where layout.isOptional: return layout.nothing
    case (.bool(let truth), .bool): return truth ? 1 : 0
    case (.int(let number), .int): return layout.isOptional ? heap.pointee.heap.newBox(number).bits : number
    case (.int(let number), .number): return Int64(bitPattern: Double(number).bitPattern)
    case (.number(let number), .number):
      guard number.isFinite else { throw .notFinite }
      return Int64(bitPattern: number.bitPattern)
    case (.text(let text), .text): return heap.pointee.heap.newText(text).bits
    case (.date(let date), .date): return Int64(date.days)
    case (.time(let time), .time): return Int64(time.seconds)
    case (.dateTime(let moment), .dateTime): return moment.packed
    case (.duration(let duration), .duration): return heap.pointee.heap.newDuration(duration).bits
    case (.noun(let found, let row), .noun(let noun)) where found == noun: return row
    case (.enumeration(let found, let index), .enumeration(let enumeration)) where found == enumeration:
      return Int64(index)
    case (.list(let values), .list(let element)):
      guard values.count <= Heap.maximumElements else { throw .listTooLong }
      let list = heap.pointee.heap.newList(ofRefs: program.layouts.bank(element) == .ref, capacity: values.count)
      for value in values { heap.pointee.heap.push(list, try word(of: value, element)) }
      return list.bits
    case (.map(let entries, _), .map(let key, let value)):
      guard entries.count <= Heap.maximumEntries else { throw .mapTooLarge }
      let map = heap.pointee.heap.newMap(program.layouts.mapShape(key, value))
      let comparison = comparison
      for entry in entries {
        let (a, b) = (try self.word(of: entry.key, key), try self.word(of: entry.value, value))
        heap.pointee.heap.set(map, a, b, comparison)
      }
      return map.bits
    case (.record(let fields), .record):
      let record = heap.pointee.heap.newRecord(refs: layout.refSlots, words: layout.wordSlots)
      for (index, field) in layout.fields.enumerated() {
        let found =
          index < fields.count && fields[index].name == field.name
          ? fields[index] : fields.first { $0.name == field.name }
        record.slots[field.slot] = try word(of: found?.value ?? .nothing, field.type)
      }
      return record.bits
    default: throw .wrongValue(wanted: program.environment.types.description(type))
    }
  }
}
