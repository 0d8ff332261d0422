// Calls: of functions by number, of closures, of natives; lambdas and what they capture.
// A call's arguments are put at the top of both windows, where the callee's windows begin; its result replaces the
// first register of its file.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

/// A failure that the compiler already knows of, raised where it would happen.
enum RaisedFault: UInt16 {
  case durationOverflow, notSupported, noMatch, isNothing
}

extension FunctionCompiler {
  // MARK: - Windows

  /// The next argument of a call.
  func argument(_ node: NodeID) {
    let register = code.allocate(bank(of: node))
    let mark = code.mark
    let found = value(node, into: register)
    if found.bank == register.bank { move(found, into: register) }
    code.release(mark)
  }

  func argument(register source: Register) {
    let register = code.allocate(source.bank)
    move(source, into: register)
  }

  /// Asks a native, with the arguments that `arguments` puts on the windows.
  func native(
    _ work: Native, data: UInt64, result: Bank, into wanted: Register?, at node: NodeID? = nil,
    arguments: (FunctionCompiler) -> Void
  ) -> Register {
    let mark = code.mark
    let (words, refs) = (code.words, code.refs)
    arguments(self)
    if let node { place(node) }
    code.reserve(words: 2, refs: 2)
    code.emit(.native, words, refs, Int(work.rawValue))
    code.emit(data: data)
    code.release(mark)
    return deliver(code.allocate(result), into: wanted)
  }

  /// Calls a function by its number.
  func callFunction(
    _ function: FunctionID, into wanted: Register?, at node: NodeID? = nil, arguments: (FunctionCompiler) -> Void
  ) -> Register {
    let mark = code.mark
    let (words, refs) = (code.words, code.refs)
    arguments(self)
    if let node { place(node) }
    let number = function.rawValue
    code.reserve(words: 1, refs: 1)
    code.emit(.call, d: number >> 16, words, refs, number & 0xFFFF)
    code.release(mark)
    return deliver(code.allocate(bank(program.environment.function(function).result)), into: wanted)
  }

  /// Calls the closure in a register.
  func callClosure(
    _ closure: Register, _ type: TypeID, into wanted: Register?, at node: NodeID? = nil,
    arguments: (FunctionCompiler) -> Void
  ) -> Register {
    guard case .function(_, let result) = types.shape(type) else { return unreachable(wanted) }
    let mark = code.mark
    let (words, refs) = (code.words, code.refs)
    arguments(self)
    // The closure itself stands behind its arguments.
    let register = code.allocate(.ref)
    move(closure, into: register)
    if let node { place(node) }
    code.reserve(words: 1, refs: 1)
    code.emit(.callClosure, words, refs, register.index)
    code.release(mark)
    return deliver(code.allocate(bank(result)), into: wanted)
  }

  // MARK: - Calls in the source

  func call(_ node: NodeID, into wanted: Register?) -> Register {
    apply(callee: NodeID(tree[node].a), argumentsOf: node, into: wanted, at: node)
  }

  /// Calls what a callee stands for with the arguments the checker has arranged.
  func apply(callee: NodeID, argumentsOf key: NodeID, into wanted: Register?, at node: NodeID) -> Register {
    let arguments = Array(unit.arguments(of: key))
    switch unit.resolutions[callee.index] {
    case .function(let id):
      return callFunction(id, into: wanted, at: node) { $0.push(arguments) }
    case .builtin(let builtin, let overload):
      return callBuiltin(builtin, overload, arguments, type(key), into: wanted, at: node)
    default:
      let outer = code.mark
      let closure = value(callee)
      let result = callClosure(closure, finalType(callee), into: nil, at: node) { $0.push(arguments) }
      code.release(outer)
      return deliver(settle(result), into: wanted)
    }
  }

  func push(_ arguments: [Argument]) {
    for argument in arguments {
      switch argument {
      case .node(let node): self.argument(node)
      case .standard(let function):
        let register = code.allocate(bank(program.environment.function(function).result))
        let mark = code.mark
        _ = callFunction(function, into: register) { _ in }
        code.release(mark)
      }
    }
  }

  // MARK: - Functions as values

  /// A closure of a named function. What stands behind its arguments is a register it never looks at.
  func functionValue(_ id: FunctionID, into wanted: Register?) -> Register {
    let result = target(wanted, .ref)
    code.emit(.closure, result.index, 0, 0)
    code.emit(data: UInt64(UInt32(truncatingIfNeeded: id.rawValue)))
    return result
  }

  func lambda(_ node: NodeID, into wanted: Register?) -> Register {
    guard case .lambda(let id) = unit.resolutions[node.index] else { return unreachable(wanted) }
    let captured = captures(ofLambda: program.environment.function(id), at: node)
    let mark = code.mark
    let (words, refs) = (code.words, code.refs)
    for capture in captured.refs { pushCapture(capture) }
    for capture in captured.words { pushCapture(capture) }
    code.release(mark)
    let result = target(wanted, .ref)
    code.emit(.closure, result.index, words, refs)
    code.emit(
      data: UInt64(UInt32(truncatingIfNeeded: id.rawValue)) | UInt64(UInt16(truncatingIfNeeded: captured.refs.count))
        << 32
        | UInt64(UInt16(truncatingIfNeeded: captured.words.count)) << 48)
    return result
  }

  private func pushCapture(_ capture: Capture) {
    let register = code.allocate(capture.isCell ? .ref : capture.bank)
    guard capture.isCell else {
      let mark = code.mark
      _ = read(LocalID(capture.local), into: register)
      if mayBeOwned(unit.locals[capture.local].type) { code.emit(.share, register.index) }
      code.release(mark)
      return
    }
    switch places[capture.local] {
    case .cell(let cell, _): move(cell, into: register)
    case .cellSlot(let slot, _): code.emit(.slotR, register.index, closureIndex, slot)
    case .register, .slot, nil: code.emit(.nullR, register.index)
    }
  }

  // MARK: - Captures

  struct Capture {
    let local: Int
    let bank: Bank
    let isCell: Bool
  }

  func captures(ofLambda info: FunctionInfo) -> (refs: [Capture], words: [Capture]) {
    captures(ofLambda: info, at: lambdaNode(of: info))
  }

  /// The node of the lambda whose body this is: it stands behind its body in the tree.
  private func lambdaNode(of info: FunctionInfo) -> NodeID {
    var index = info.body.index
    while index < tree.nodes.count {
      if tree.nodes[index].kind == .lambda, tree.nodes[index].c == info.body.rawValue { break }
      index += 1
    }
    return NodeID(UInt32(min(index, tree.nodes.count - 1)))
  }

  /// The locals of functions around it that a lambda uses, itself or in lambdas within.
  private func captures(ofLambda info: FunctionInfo, at node: NodeID) -> (refs: [Capture], words: [Capture]) {
    let start = tree[node].start
    var inner: Set<Int> = []
    var used: [Int] = []
    for index in stride(from: node.index, to: 0, by: -1) {
      let part = tree.nodes[index]
      if part.end <= start { break }
      switch unit.resolutions[index] {
      case .lambda(let id): inner.insert(id.rawValue)
      case .local(let local), .rowMember(let local, _): used.append(local.rawValue)
      default: break
      }
    }
    var seen: Set<Int> = []
    var refs: [Capture] = []
    var words: [Capture] = []
    for local in used.reversed() where !inner.contains(unit.locals[local].owner.rawValue) && seen.insert(local).inserted
    {
      let info = unit.locals[local]
      let isCell = info.isMutable
      let capture = Capture(local: local, bank: bank(info.type), isCell: isCell)
      if isCell || capture.bank == .ref { refs.append(capture) } else { words.append(capture) }
    }
    return (refs, words)
  }
}
