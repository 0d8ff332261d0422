// `expect`: the condition is asked once. What its parts gave on the way is kept in registers, and shown where it fails:
// the two sides of a comparison, and every name, field, call and pipeline in it. What was not asked, because something
// to its left decided, is not shown.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

/// The parts of one `expect`, in the order in which their texts stand on the window of the native.
struct ExpectPlan {
  enum Role {
    case left, right, part
  }
  /// The comparison, if the condition is one.
  let sign: BinaryOperator?
  let parts: [(role: Role, span: Span)]
}

/// The registers that keep what a part gave.
struct Watch {
  let value: Register
  /// 1 once it was asked; nil where it always is.
  let flag: Register?
}

extension FunctionCompiler {
  private struct Part {
    let node: NodeID
    let role: ExpectPlan.Role
    /// Whether something else may decide before it is asked.
    let isConditional: Bool
  }

  func expect(_ node: NodeID) {
    let condition = NodeID(tree[node].a)
    let mark = code.mark
    let good = code.label()
    var parts = expectedParts(condition)
    for part in parts where isWatched(part.node) {
      let value = code.allocate(bank(type(part.node)))
      var flag: Register?
      if part.isConditional {
        let register = code.allocate(.word)
        load(word: 0, into: register)
        flag = register
      }
      watches[part.node.index] = Watch(value: value, flag: flag)
      awaited.insert(part.node.index)
    }
    branch(condition, to: good, when: true)
    // A part that was never asked as a value of its own, such as a constant in an instruction, has nothing to show.
    parts.removeAll { isWatched($0.node) && awaited.contains($0.node.index) }
    awaited = []
    place(condition)
    let plan = ExpectPlan(sign: comparison(condition), parts: parts.map { ($0.role, tree.span($0.node)) })
    _ = native(.expectFailed, data: UInt64(program.plan(plan)), result: .ref, into: nil, at: condition) {
      for part in parts {
        let register = $0.code.allocate(.ref)
        let inner = $0.code.mark
        $0.show(part.node, into: register)
        $0.code.release(inner)
      }
    }
    for part in parts { watches[part.node.index] = nil }
    code.bind(good)
    code.release(mark)
  }

  /// Keeps what a part of an `expect` gave. Called with every value while one is compiled.
  func keep(_ register: Register, of node: NodeID) {
    guard let watch = watches[node.index], watch.value.bank == register.bank else { return }
    awaited.remove(node.index)
    move(register, into: watch.value)
    if watch.value.bank == .ref, mayBeOwned(type(node)) { code.emit(.share, watch.value.index) }
    if let flag = watch.flag { load(word: 1, into: flag) }
  }

  /// The text of a part, or null where it was not asked.
  private func show(_ node: NodeID, into register: Register) {
    // As it stands inside a list: texts in quotes.
    let data = UInt64(type(node).rawValue) | 1 << 32
    guard let watch = watches[node.index] else {
      _ = native(.text, data: data, result: .ref, into: register) {
        let own = $0.code.allocate($0.bank($0.type(node)))
        let found = $0.raw(node, into: own)
        $0.move(found, into: own)
      }
      return
    }
    let skip = code.label()
    if let flag = watch.flag {
      code.emit(.nullR, register.index)
      code.jump(.jumpUnless, flag.index, to: skip)
    }
    _ = native(.text, data: data, result: .ref, into: register) { $0.argument(register: watch.value) }
    code.bind(skip)
  }

  // MARK: - Parts

  /// The comparison that a condition is.
  private func comparison(_ condition: NodeID) -> BinaryOperator? {
    guard tree[condition].kind == .binary, let sign = BinaryOperator(rawValue: tree[condition].op) else { return nil }
    switch sign {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn, .isNotIn: return sign
    default: return nil
    }
  }

  private func expectedParts(_ condition: NodeID) -> [Part] {
    var parts: [Part] = []
    if comparison(condition) != nil {
      for (side, role) in [(NodeID(tree[condition].a), ExpectPlan.Role.left), (NodeID(tree[condition].b), .right)] {
        if isShowable(side) { parts.append(Part(node: side, role: role, isConditional: false)) }
      }
      for side in [NodeID(tree[condition].a), NodeID(tree[condition].b)] {
        collectInside(side, isConditional: false, into: &parts)
      }
    } else {
      collectInside(condition, isConditional: false, into: &parts)
    }
    // Registers are few; nobody reads more than this.
    return Array(parts.prefix(24))
  }

  private func collect(_ node: NodeID, isConditional: Bool, into parts: inout [Part]) {
    guard node.exists, parts.count < 24, depthOfParts < 64 else { return }
    depthOfParts += 1
    defer { depthOfParts -= 1 }
    switch tree[node].kind {
    case .name where isPlainName(node): return
    case .name, .it, .member, .call, .pipe, .index, .atTime:
      if case .enumeration = unit.resolutions[node.index] { return }
      if isShowable(node) { parts.append(Part(node: node, role: .part, isConditional: isConditional)) }
    default: break
    }
    collectInside(node, isConditional: isConditional, into: &parts)
  }

  /// The parts within a node, in the order of the source. What is asked of each row has no one value.
  private func collectInside(_ node: NodeID, isConditional: Bool, into parts: inout [Part]) {
    let expression = tree[node]
    switch expression.kind {
    case .unary, .member, .ago, .fromNow, .atTime:
      if expression.kind == .member, case .function = unit.resolutions[node.index] { return }
      if expression.kind == .member, case .global = unit.resolutions[node.index] { return }
      collect(NodeID(expression.a), isConditional: isConditional, into: &parts)
    case .binary:
      let sign = BinaryOperator(rawValue: expression.op)
      let decides = sign == .and || sign == .or || sign == .coalesce
      for (side, mayBeLeftOut) in [(NodeID(expression.a), false), (NodeID(expression.b), decides)] {
        let isConditional = isConditional || mayBeLeftOut
        // A comparison within a condition tells its sides too.
        if comparison(node) != nil, isComputed(side), isShowable(side) {
          parts.append(Part(node: side, role: .part, isConditional: isConditional))
        }
        collect(side, isConditional: isConditional, into: &parts)
      }
    case .index:
      collect(NodeID(expression.a), isConditional: isConditional, into: &parts)
      collect(NodeID(expression.b), isConditional: isConditional, into: &parts)
    case .call:
      for argument in tree.list(expression.b, expression.c) {
        let value = tree[argument].kind == .argument ? NodeID(tree[argument].b) : argument
        collect(value, isConditional: isConditional, into: &parts)
      }
    case .pipe:
      // A chain is one loop: only its source is asked on its own.
      var source = NodeID(expression.a)
      while tree[source].kind == .pipe { source = NodeID(tree[source].a) }
      collect(source, isConditional: isConditional, into: &parts)
      let right = NodeID(expression.b)
      if tree[right].kind == .call { collectInside(right, isConditional: isConditional, into: &parts) }
    case .list, .interpolation:
      for part in tree.list(expression.a, expression.b) {
        collect(part, isConditional: isConditional, into: &parts)
      }
    default: return
    }
  }

  /// A value that an operator makes.
  private func isComputed(_ node: NodeID) -> Bool {
    tree[node].kind == .binary || tree[node].kind == .unary || tree[node].kind == .interpolation
  }

  /// A name that says no more than itself: a function, a case, `me`.
  private func isPlainName(_ node: NodeID) -> Bool {
    switch unit.resolutions[node.index] {
    case .local, .global, .rowMember, .source, .clock, .scriptArguments: false
    default: true
    }
  }

  /// Whether a value of its type can be told in words.
  private func isShowable(_ node: NodeID) -> Bool {
    let type = self.type(node)
    if type == .error || type == .never { return false }
    if case .function = types.shape(types.unwrapped(type)) { return false }
    return true
  }

  /// Whether what a part gave is kept. Literals and variables are looked at again: that does nothing.
  private func isWatched(_ node: NodeID) -> Bool {
    switch tree[node].kind {
    case .integer, .number, .text, .boolean, .date, .time, .dateTime, .duration, .nothing: return false
    case .name:
      switch unit.resolutions[node.index] {
      case .local, .global, .enumeration, .clock: return false
      default: return true
      }
    default: return true
    }
  }
}
