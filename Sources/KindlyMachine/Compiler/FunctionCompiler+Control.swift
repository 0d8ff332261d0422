// Control: branches, matches, loops, `try`. What a condition is, is FunctionCompiler+Conditions.swift; where the rows of a
// loop come from, FunctionCompiler+Rows.swift.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  // MARK: - Branches

  @discardableResult
  func ifElse(_ node: NodeID, into wanted: Register?, isValue: Bool) -> Register {
    let result = target(wanted, isValue ? bank(type(node)) : .ref)
    let mark = code.mark
    let end = code.label()
    var current = node
    while true {
      let otherwise = NodeID(tree[current].c)
      let no = code.label()
      branch(NodeID(tree[current].a), to: no, when: false)
      arm(NodeID(tree[current].b), into: result, isValue: isValue)
      guard otherwise.exists else {
        code.bind(no)
        break
      }
      code.jump(to: end)
      code.bind(no)
      guard goesOn(otherwise, of: type(node), isValue: isValue) else {
        arm(otherwise, into: result, isValue: isValue)
        break
      }
      current = otherwise
      if !isValue { place(current) }
    }
    code.bind(end)
    code.release(mark)
    if !isValue, type(node) == .nothing, wanted != nil { code.emit(.nullR, result.index) }
    return result
  }

  /// Whether it is an `else if` whose value is taken as it is.
  private func goesOn(_ node: NodeID, of type: TypeID, isValue: Bool) -> Bool {
    guard tree[node].kind == .ifElse, !awaited.contains(node.index) else { return false }
    return !isValue || (self.type(node) == type && finalType(node) == type)
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
      case .integer
      where unit.resolutions.wanted(of: index) == .error && Int16(exactly: tree.integers[Int(part.a)]) == nil:
        word = tree.integers[Int(part.a)]
      case .integer where unit.resolutions.wanted(of: index) == .number:
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
}
