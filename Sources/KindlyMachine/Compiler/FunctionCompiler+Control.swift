// Control: branches, matches, loops, `try`, assignment.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  // MARK: - Branches

  @discardableResult
  func ifElse(_ node: NodeID, into wanted: Register?, isValue: Bool) -> Register {
    let expression = tree[node]
    let otherwise = NodeID(expression.c)
    let result = target(wanted, isValue ? bank(type(node)) : .ref)
    let mark = code.mark
    let no = code.label()
    branch(NodeID(expression.a), to: no, when: false)
    arm(NodeID(expression.b), into: result, isValue: isValue)
    if otherwise.exists {
      let end = code.label()
      code.jump(to: end)
      code.bind(no)
      arm(otherwise, into: result, isValue: isValue)
      code.bind(end)
    } else {
      code.bind(no)
    }
    code.release(mark)
    if !isValue, type(node) == .nothing, wanted != nil { code.emit(.nullR, result.index) }
    return result
  }

  /// One branch: its value in the result, or for its effects.
  private func arm(_ node: NodeID, into result: Register, isValue: Bool) {
    let mark = code.mark
    if isValue {
      let found = value(node, into: result)
      if found.bank == result.bank, type(node) != .never { move(found, into: result) }
    } else {
      effect(node)
    }
    code.release(mark)
  }

  func match(_ node: NodeID, into wanted: Register?, isValue: Bool) -> Register {
    let expression = tree[node]
    let result = target(wanted, isValue ? bank(type(node)) : .ref)
    let mark = code.mark
    let subject = NodeID(expression.a)
    let subjectType = finalType(subject)
    let kept = code.allocate(bank(subjectType))
    let found = value(subject, into: kept)
    if found.bank == kept.bank { move(found, into: kept) }
    let end = code.label()
    for arm in tree.list(expression.b, expression.c) {
      let clause = tree[arm]
      let inner = code.mark
      let next = code.label()
      var patterns = Array(tree.list(clause.a, clause.b + (clause.op == 1 ? 1 : 0)))
      let condition = clause.op == 1 ? patterns.removeLast() : NodeID.none
      if !patterns.isEmpty {
        let matched = code.label()
        for pattern in patterns { test(pattern, kept, subjectType, to: matched) }
        code.jump(to: next)
        code.bind(matched)
      }
      if condition.exists { branch(condition, to: next, when: false) }
      self.arm(NodeID(clause.c), into: result, isValue: isValue)
      code.jump(to: end)
      code.bind(next)
      code.release(inner)
    }
    place(node)
    raise(.noMatch)
    code.bind(end)
    code.release(mark)
    if !isValue, type(node) == .nothing, wanted != nil { code.emit(.nullR, result.index) }
    return result
  }

  /// Jumps where a pattern fits the subject; binds its name.
  private func test(_ pattern: NodeID, _ subject: Register, _ subjectType: TypeID, to matched: Label) {
    let base = types.unwrapped(subjectType)
    if case .declares(let local) = unit.resolutions[pattern.index] {
      let register = declare(local)
      // Past an arm for nothing the name is something.
      move(coerce(subject, from: subjectType, to: unit.locals[local.rawValue].type, into: register), into: register)
      establish(local, register)
      code.jump(to: matched)
      return
    }
    let mark = code.mark
    defer { code.release(mark) }
    let skip = code.label()
    if tree[pattern].kind == .nothing {
      if types.isOptional(subjectType) { jumpIfNothing(subject, subjectType, to: matched) }
      return
    }
    var value = subject
    if types.isOptional(subjectType) {
      jumpIfNothing(subject, subjectType, to: skip)
      value = coerce(subject, from: subjectType, to: base, into: nil)
    }
    if tree[pattern].kind == .binary, tree[pattern].op == BinaryOperator.range.rawValue {
      rangeTest(pattern, value, base, skip: skip)
      code.jump(to: matched)
    } else if let small = smallConstant(pattern), value.bank == .word, base != .number {
      code.jumpShort(.jumpEqualImmediate, value.index, small, to: matched)
    } else {
      equalJump(value, self.value(pattern), base, to: matched, when: true)
    }
    code.bind(skip)
  }

  private func rangeTest(_ pattern: NodeID, _ value: Register, _ type: TypeID, skip: Label) {
    let bounds = (NodeID(tree[pattern].a), NodeID(tree[pattern].b))
    let bound = types.unwrapped(finalType(bounds.0))
    func ready(_ node: NodeID) -> Register {
      coerce(self.value(node), from: finalType(node), to: bound == type ? bound : type, into: nil)
    }
    orderJump(false, ready(bounds.0), value, type, to: skip, when: false)
    orderJump(false, value, ready(bounds.1), type, to: skip, when: false)
  }

  // MARK: - Loops

  func whileLoop(_ node: NodeID) {
    let (end, next, top) = (code.label(), code.label(), code.label())
    let isOutermost = hoistConstants(of: node)
    defer { if isOutermost { hoisted = [:] } }
    // The condition stands below the body, so that a turn takes one jump.
    branch(NodeID(tree[node].a), to: end, when: false)
    code.bind(top)
    loops.append((end, next))
    run(NodeID(tree[node].b))
    loops.removeLast()
    code.bind(next)
    let before = code
    branch(NodeID(tree[node].a), to: top, when: true)
    if !code.closeLoop(to: top) || code.isJumpedTo(top) {
      // Some conditions jump from several places, or with jumps that do not look at the clock.
      code = before
      branch(NodeID(tree[node].a), to: end, when: false)
      code.emit(.loop, 0, bc: 0)
      code.jump(to: top)
    }
    code.bind(end)
  }

  /// Loads the constants of a loop that instructions cannot hold before its first turn; true where it is the outermost.
  func hoistConstants(of node: NodeID) -> Bool {
    guard hoisted.isEmpty else { return false }
    let start = tree[node].start
    for index in stride(from: node.index - 1, to: 0, by: -1) {
      let part = tree.nodes[index]
      if part.end <= start || hoisted.count >= 24 { break }
      let word: Int64
      switch part.kind {
      case .integer where unit.wanted[index] == .error && Int16(exactly: tree.integers[Int(part.a)]) == nil:
        word = tree.integers[Int(part.a)]
      case .integer where unit.wanted[index] == .number:
        word = Int64(bitPattern: Double(tree.integers[Int(part.a)]).bitPattern)
      case .number: word = Int64(bitPattern: tree.numbers[Int(part.a)].bitPattern)
      default: continue
      }
      let register = code.allocate(.word)
      load(word: word, into: register)
      hoisted[index] = register
    }
    return !hoisted.isEmpty
  }

  func forIn(_ node: NodeID) {
    let statement = tree[node]
    let source = NodeID(statement.b)
    let mark = code.mark
    guard case .declares(let first) = unit.resolutions[node.index] else { return }
    let isOutermost = hoistConstants(of: node)
    defer { if isOutermost { hoisted = [:] } }
    if let entry = types.entry(finalType(source)) {
      entryLoop(node, entry, first)
    } else if tree[source].kind == .binary, tree[source].op == BinaryOperator.range.rawValue, statement.op == 1,
      finalType(source) == type(source)
    {
      countingLoop(node, tree[source], first)
    } else {
      let list = value(source)
      let elementType = types.element(finalType(source)) ?? .nothing
      let kept = code.allocate(.ref)
      move(list, into: kept)
      let (end, next) = (code.label(), code.label())
      each(of: kept, bank(elementType), next: next) { element in
        loops.append((end, next))
        bindRow(element, elementType, first, count: Int(statement.op))
        run(NodeID(statement.c))
        loops.removeLast()
      }
      code.bind(end)
    }
    code.release(mark)
  }

  /// Gives the loop's names their values for this turn.
  private func bindRow(_ element: Register, _ type: TypeID, _ first: LocalID, count: Int) {
    guard count > 1 else {
      let register = declare(first)
      move(element, into: register)
      establish(first, register)
      return
    }
    for (index, field) in layouts[type].fields.enumerated() where index < count {
      let local = LocalID(first.rawValue + index)
      let register = declare(local)
      code.emit(field.bank == .word ? .slotW : .slotR, register.index, element.index, field.slot)
      establish(local, register)
    }
  }

  /// A loop over the elements of a list in a register that stays as it is. Falls out at its end; `next` goes on.
  func each(of list: Register, _ bank: Bank, next: Label, body: (Register) -> Void) {
    let index = code.allocate(.word)
    let element = code.allocate(bank)
    code.emit(.intW, index.index, bc: -1)
    code.jump(to: next)
    let top = code.bindHere()
    let mark = code.mark
    body(element)
    code.release(mark)
    code.bind(next)
    code.jumpData(bank == .word ? .nextW : .nextR, element.index, list.index, index.index, to: top)
  }

  /// `for i in a..b` without a list.
  private func countingLoop(_ node: NodeID, _ range: Node, _ local: LocalID) {
    let counter = code.allocate(.word)
    _ = value(NodeID(range.a), into: counter)
    let limit = code.allocate(.word)
    _ = value(NodeID(range.b), into: limit)
    let (end, next) = (code.label(), code.label())
    code.jumpShort(.jumpLessI, limit.index, counter.index, to: end)
    let top = code.bindHere()
    let mark = code.mark
    let info = unit.locals[local.rawValue]
    if info.isMutable || info.isCaptured {
      let register = declare(local)
      move(counter, into: register)
      establish(local, register)
    } else {
      bind(local, to: counter)
    }
    loops.append((end, next))
    run(NodeID(tree[node].c))
    loops.removeLast()
    code.release(mark)
    code.bind(next)
    code.jumpShort(.countUp, counter.index, limit.index, to: top)
    code.bind(end)
  }

  // MARK: - Errors

  func tryCatch(_ node: NodeID, into wanted: Register?, isValue: Bool) -> Register {
    let expression = tree[node]
    let result = target(wanted, isValue ? bank(type(node)) : .ref)
    let mark = code.mark
    let caught = code.allocate(.ref)
    let end = code.label()
    let start = code.here
    arm(NodeID(expression.a), into: result, isValue: isValue)
    let stop = code.here
    code.jump(to: end)
    let handler = code.here
    code.handler(from: start, to: stop, target: handler, register: caught.index)
    leaveMoments()
    if case .declares(let local) = unit.resolutions[node.index] {
      let register = declare(local)
      move(caught, into: register)
      establish(local, register)
    }
    arm(NodeID(expression.c), into: result, isValue: isValue)
    code.bind(end)
    code.release(mark)
    if !isValue, type(node) == .nothing, wanted != nil { code.emit(.nullR, result.index) }
    return result
  }

  // MARK: - Assignment

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
    guard unit.wanted[node.index] == .error else { return false }
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
