// Assignment: to variables, to fields of records in the store, and to parts of values, where every value on the way
// belongs to its holder before it is changed.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  func assign(_ node: NodeID) {
    let statement = tree[node]
    let target = NodeID(statement.a)
    let value = NodeID(statement.b)
    let mark = code.mark
    defer { code.release(mark) }
    if let element = unit.appendedElement(statement) { return append(element, to: target, at: node) }
    switch tree[target].kind {
    case .name, .it:
      switch unit.resolutions[target.index] {
      case .local(let local):
        // An arithmetic result goes straight into the variable; other expressions may read it half-way.
        if case .register(let own) = places[local.rawValue], writesLast(value) {
          _ = self.value(value, into: own)
        } else {
          write(local, self.value(value))
        }
        if isChangedInPlace(local), case .register(let own) = places[local.rawValue] { self.own(value, own) }
      case .global(let global):
        if ownsGlobals, writesLast(value) {
          _ = self.value(value, into: program.globals[global.rawValue])
        } else {
          write(global, self.value(value))
        }
        if isShareable(global), ownsGlobals { own(value, program.globals[global.rawValue]) }
      case .rowMember(let row, .stored(let noun, let index)):
        setField(noun, index, of: read(row, into: nil), to: value, at: node)
      default: effect(value)
      }
    case .member:
      if case .member(.stored(let noun, let index)) = unit.resolutions[target.index] {
        setField(noun, index, of: self.value(NodeID(tree[target].a)), to: value, at: node)
      } else {
        assignPart(target, value)
      }
    default: assignPart(target, value)
    }
  }

  /// Whether the instruction that gives the value is the only one that writes its register.
  private func writesLast(_ node: NodeID) -> Bool {
    guard unit.resolutions.wanted(of: node.index) == .error else { return false }
    let expression = tree[node]
    switch expression.kind {
    case .integer, .number, .text, .boolean, .date, .time: return true
    case .binary:
      switch BinaryOperator(rawValue: expression.op) {
      case .add, .subtract, .multiply, .divide, .div, .mod: return true
      default: return false
      }
    default: return false
    }
  }

  private func setField(_ noun: Noun, _ index: Int, of object: Register, to value: NodeID, at node: NodeID) {
    let data = UInt64(noun.rawValue) | UInt64(index) << 16 | UInt64(finalType(value).rawValue) << 32
    _ = native(.setField, data: data, result: .ref, into: nil, at: node) {
      $0.argument(register: object)
      $0.argument(value)
    }
  }

  private func append(_ element: NodeID, to target: NodeID, at node: NodeID) {
    let register = value(element)
    place(node)
    let op: Opcode = register.bank == .ref ? .appendR : .appendW
    switch unit.resolutions[target.index] {
    case .local(let local):
      if case .register(let own) = places[local.rawValue] {
        code.emit(op, own.index, register.index)
      } else {
        let list = read(local, into: nil)
        code.emit(op, list.index, register.index)
        write(local, list)
      }
    case .global(let global):
      let list = read(global, into: nil)
      code.emit(op, list.index, register.index)
      write(global, list)
    default: break
    }
  }

  // MARK: - Assigning to a part

  private enum Step {
    case slot(Layout.Field)
    case element(Register, Bank)
    case entry(Register, TypeID)
  }

  /// `r.a = v`, `xs[i] = v`, `xs[i].a[j] = v`: every object on the way belongs to its holder before it is changed.
  private func assignPart(_ target: NodeID, _ value: NodeID) {
    var path: [NodeID] = []
    var root = target
    while tree[root].kind == .member || tree[root].kind == .index {
      path.append(root)
      root = NodeID(tree[root].a)
    }
    path.reverse()
    var steps: [Step] = []
    for part in path {
      if let entry = entryIndexed(part) {
        let key = code.allocate(bank(entry.key))
        let mark = code.mark
        let found = self.value(NodeID(tree[part].b), into: key)
        if found.bank == key.bank { move(found, into: key) }
        code.release(mark)
        steps.append(.entry(key, finalType(NodeID(tree[part].a))))
      } else if tree[part].kind == .index {
        let index = code.allocate(.word)
        let mark = code.mark
        let found = self.value(NodeID(tree[part].b), into: index)
        if found.bank == .word { move(found, into: index) }
        code.release(mark)
        steps.append(.element(index, bank(type(part))))
      } else if case .member(.record(let place)) = unit.resolutions[part.index] {
        let fields = layouts[finalType(NodeID(tree[part].a))].fields
        guard place < fields.count else { return }
        steps.append(.slot(fields[place]))
      } else {
        return effect(value)
      }
    }
    // A temporary of its own, so that what the holder's copying needs cannot touch it.
    let kept = code.allocate(bank(of: value))
    move(self.value(value, into: kept), into: kept)
    place(target)
    let holder: Register
    switch unit.resolutions[root.index] {
    case .local(let local): holder = read(local, into: nil)
    case .global(let global): holder = read(global, into: nil)
    default: return
    }
    take(holder, finalType(root))
    switch unit.resolutions[root.index] {
    case .local(let local): write(local, holder)
    case .global(let global): write(global, holder)
    default: break
    }
    var object = holder
    for (number, step) in steps.enumerated() {
      if number == steps.count - 1 {
        if case .entry(let key, let mapType) = step {
          assignEntry(kept, finalType(value), at: key, in: object, mapType)
        } else {
          put(kept, step, into: object)
        }
      } else {
        let inner = code.allocate(.ref)
        get(step, of: object, into: inner)
        take(inner, type(path[number]))
        put(inner, step, into: object)
        object = inner
      }
    }
  }

  private func take(_ register: Register, _ type: TypeID) {
    switch layouts[type].shape {
    case .record: code.emit(.ownRecord, register.index)
    case .map: code.emit(.ownMap, register.index)
    default: code.emit(.ownList, register.index)
    }
  }

  private func get(_ step: Step, of object: Register, into register: Register) {
    switch step {
    case .slot(let field): code.emit(.slotR, register.index, object.index, field.slot)
    case .element(let index, _): code.emit(.indexR, register.index, object.index, index.index)
    // What a map has may be nothing, so that no part of it is assigned to.
    case .entry: break
    }
  }

  private func put(_ value: Register, _ step: Step, into object: Register) {
    switch step {
    case .slot(let field):
      code.emit(field.bank == .word ? .setSlotW : .setSlotR, value.index, object.index, field.slot)
    case .element(let index, let bank):
      code.emit(bank == .word ? .setIndexW : .setIndexR, object.index, index.index, value.index)
    case .entry: break
    }
  }
}
