// Maps: literals, looking a key up, giving it a value, going through the entries, and the built-ins that gather a list
// into a map. A key that is looked up leads to a jump, not to an optional: `m[k] ?? d`, `k in m` and `m[k] == nothing`
// make no value that is only asked whether it is there.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  // MARK: - Making

  func newMap(_ type: TypeID, into register: Register) {
    let (key, value) = types.entry(types.unwrapped(type)) ?? (.never, .never)
    code.emit(.map, register.index)
    code.emit(data: layouts.mapShape(key, value))
  }

  func mapLiteral(_ node: NodeID, into wanted: Register?) -> Register {
    let parts = Array(tree.list(tree[node].a, tree[node].b))
    // Keys and values may read the variable that the map is for, so that it is made beside it.
    let result = code.allocate(.ref)
    newMap(type(node), into: result)
    let key = types.entry(type(node))?.key ?? .never
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      let mark = code.mark
      let name = stable(value(parts[index]), parts[index], while: parts[index + 1])
      let found = value(parts[index + 1])
      place(parts[index])
      put(found, at: name, of: key, into: result)
      code.release(mark)
    }
    return deliver(result, into: wanted)
  }

  /// Gives a key of a map that is owned, or that nobody else sees, a value.
  func put(_ value: Register, at key: Register, of keyType: TypeID, into map: Register) {
    let op: Opcode =
      switch layouts.keyMode(keyType) {
      case .word: .setWord
      case .text: .setText
      case .any: .setAny
      }
    code.emit(op, d: value.bank == .word ? 0 : 1, map.index, key.index, value.index)
  }

  // MARK: - Looking up

  /// The value of a key in a register, or nowhere; goes to a label where there is none, and to another where there is.
  func find(
    _ key: Register, of keyType: TypeID, in map: Register, into result: Register?, absent: Label, present: Label? = nil
  ) {
    let op: Opcode =
      switch layouts.keyMode(keyType) {
      case .word: .findWord
      case .text: .findText
      case .any: .findAny
      }
    let destination = result.map { $0.bank == .word ? 0 : 1 } ?? 2
    code.jumpData(op, d: destination, result?.index ?? 0, map.index, key.index, to: absent, else: present)
  }

  /// The types of the entries, where a node is `m[k]` of a map.
  func entryIndexed(_ node: NodeID) -> (key: TypeID, value: TypeID)? {
    guard tree[node].kind == .index else { return nil }
    return types.entry(finalType(NodeID(tree[node].a)))
  }

  /// Looks up `m[k]`. Only what nothing is to be done with may go to `present` at once.
  func find(
    _ node: NodeID, _ entry: (key: TypeID, value: TypeID), into result: Register?, absent: Label, present: Label? = nil
  ) {
    let (object, key) = (NodeID(tree[node].a), NodeID(tree[node].b))
    let map = stable(peek(object), object, while: key)
    let found = value(key)
    place(node)
    find(found, of: entry.key, in: map, into: result, absent: absent, present: present)
    if let result, result.bank == .ref, mayBeOwned(entry.value) { code.emit(.share, result.index) }
  }

  /// `m[k]` as a value that may be nothing.
  func mapIndex(_ node: NodeID, _ entry: (key: TypeID, value: TypeID), into wanted: Register?) -> Register {
    let result = target(wanted, bank(type(node)))
    let mark = code.mark
    let absent = code.label()
    let found = result.bank == bank(entry.value) ? result : code.allocate(bank(entry.value))
    find(node, entry, into: found, absent: absent)
    _ = coerce(found, from: entry.value, to: type(node), into: result)
    orNothing(type(node), into: result, at: absent)
    code.release(mark)
    return result
  }

  /// `m[k]` of `m[k] ?? d`: goes to the end with it, or on where there is none.
  func mapIndex(
    _ index: NodeID, _ entry: (key: TypeID, value: TypeID), _ type: TypeID, into result: Register, end: Label
  ) {
    let absent = code.label()
    let found = entry.value == type ? result : code.allocate(bank(entry.value))
    if found == result, result.bank == .word {
      find(index, entry, into: found, absent: absent, present: end)
    } else {
      find(index, entry, into: found, absent: absent)
      _ = coerce(found, from: entry.value, to: type, into: result)
      code.jump(to: end)
    }
    code.bind(absent)
  }

  /// Jumps where `m[k]` is nothing, or is something.
  func absenceBranch(_ node: NodeID, _ entry: (key: TypeID, value: TypeID), to label: Label, when sense: Bool) {
    if sense { return find(node, entry, into: nil, absent: label) }
    let absent = code.label()
    find(node, entry, into: nil, absent: absent)
    code.jump(to: label)
    code.bind(absent)
  }

  /// Jumps where `k in m` is as `sense` says.
  func keyBranch(_ key: NodeID, _ map: NodeID, _ keyType: TypeID, to label: Label, when sense: Bool) {
    let name = stable(value(key), key, while: map)
    let object = peek(map)
    if bank(of: key) != bank(keyType) || keyType == .never {
      if !sense { code.jump(to: label) }
    } else if sense {
      let absent = code.label()
      find(name, of: keyType, in: object, into: nil, absent: absent)
      code.jump(to: label)
      code.bind(absent)
    } else {
      find(name, of: keyType, in: object, into: nil, absent: label)
    }
  }

  // MARK: - Changing

  /// Gives a key of an owned map a value, or takes it out where the value is nothing.
  func assignEntry(_ value: Register, _ valueType: TypeID, at key: Register, in map: Register, _ mapType: TypeID) {
    guard let entry = types.entry(mapType) else { return }
    guard types.isOptional(valueType) else { return put(value, at: key, of: entry.key, into: map) }
    let (nothing, end) = (code.label(), code.label())
    if valueType != .nothing {
      jumpIfNothing(value, valueType, to: nothing)
      put(coerce(value, from: valueType, to: entry.value, into: nil), at: key, of: entry.key, into: map)
      code.jump(to: end)
    }
    code.bind(nothing)
    _ = native(.removeKey, data: 0, result: .ref, into: nil) {
      $0.argument(register: map)
      $0.argument(register: key)
    }
    code.bind(end)
  }

  // MARK: - Going through

  /// A loop over the entries of a map in a register that stays as it is; the body gets the entry's number.
  func eachEntry(of map: Register, next: Label, body: (Register) -> Void) {
    let index = code.allocate(.word)
    code.emit(.intW, index.index, bc: -1)
    code.jump(to: next)
    let top = code.bindHere()
    let mark = code.mark
    body(index)
    code.release(mark)
    code.bind(next)
    code.jumpData(.nextEntry, 0, map.index, index.index, to: top)
  }

  /// `for k, v in m`
  func entryLoop(_ node: NodeID, _ entry: (key: TypeID, value: TypeID), _ first: LocalID) {
    let source = NodeID(tree[node].b)
    let kept = code.allocate(.ref)
    move(value(source, into: kept), into: kept)
    let (end, next) = (code.label(), code.label())
    eachEntry(of: kept, next: next) { index in
      for (part, type) in [entry.key, entry.value].enumerated() {
        let local = LocalID(first.rawValue + part)
        let register = declare(local)
        code.emit(register.bank == .word ? .entryW : .entryR, d: part, register.index, kept.index, index.index)
        establish(local, register)
        if register.bank == .ref, mayBeOwned(type) { code.emit(.share, register.index) }
      }
      loops.append((end, next))
      run(NodeID(tree[node].c))
      loops.removeLast()
    }
    code.bind(end)
  }

  // MARK: - Gathering a list

  func gathers(_ function: LoopFunction) -> Bool {
    switch function {
    case .indexBy, .countBy, .groupBy: true
    case .fold, .sortBy, .takeWhile, .skipWhile: false
    }
  }

  /// `index_by`, `count_by` and `group_by`: one loop over the rows that asks each for its key.
  func gather(
    _ function: LoopFunction, _ rows: Rows, _ elementType: TypeID, _ type: TypeID, at node: NodeID?,
    key: (Register, TypeID) -> (Register, TypeID)
  ) -> Register {
    let entry = types.entry(type) ?? (.never, .never)
    let result = code.allocate(.ref)
    let mark = code.mark
    newMap(type, into: result)
    let next = code.label()
    each(of: rows, bank(elementType), next: next) { row in
      let (found, foundType) = key(row, elementType)
      let name = coerce(found, from: foundType, to: entry.key, into: nil)
      if let node { place(node) }
      switch function {
      case .indexBy: put(row, at: name, of: entry.key, into: result)
      case .countBy: count(name, entry.key, into: result)
      default: gatherRow(row, name, entry.key, into: result)
      }
    }
    code.release(mark)
    return result
  }

  private func count(_ key: Register, _ keyType: TypeID, into map: Register) {
    let (absent, end) = (code.label(), code.label())
    let count = code.allocate(.word)
    find(key, of: keyType, in: map, into: count, absent: absent)
    code.emit(.addImmediate, count.index, count.index, 1)
    code.jump(to: end)
    code.bind(absent)
    code.emit(.intW, count.index, bc: 1)
    code.bind(end)
    put(count, at: key, of: keyType, into: map)
  }

  /// Puts a row at the end of the list of its key, which nobody else sees yet.
  private func gatherRow(_ row: Register, _ key: Register, _ keyType: TypeID, into map: Register) {
    let (absent, end) = (code.label(), code.label())
    let rows = code.allocate(.ref)
    find(key, of: keyType, in: map, into: rows, absent: absent)
    code.jump(to: end)
    code.bind(absent)
    code.emit(.list, d: row.bank == .ref ? 1 : 0, rows.index, bc: 1)
    put(rows, at: key, of: keyType, into: map)
    code.bind(end)
    code.emit(row.bank == .ref ? .pushR : .pushW, rows.index, row.index)
  }
}
