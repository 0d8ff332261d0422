// Calls of built-ins: mostly one native; those that apply a function to elements become loops here. A built-in as a
// value is a function that calls it with its parameters.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  /// A value in a register, and its type.
  typealias TypedRegister = (register: Register, type: TypeID)

  /// A call in the source.
  func callBuiltin(
    _ builtin: Builtin, _ overload: Int, _ arguments: [Argument], _ result: TypeID, into wanted: Register?,
    at node: NodeID
  ) -> Register {
    let nodes = arguments.compactMap { if case .node(let node) = $0 { node } else { nil } }
    if builtin == .list(.length), let range = nodes.first, isRange(range) {
      return length(ofRange: range, into: wanted)
    }
    if builtin == .list(.length), let list = nodes.first,
      types.element(finalType(list)) != nil || types.entry(finalType(list)) != nil
    {
      let mark = code.mark
      let register = peek(list)
      code.release(mark)
      let length = target(wanted, .word)
      code.emit(.lengthOfList, length.index, register.index)
      return length
    }
    if case .loop(let function) = builtin, gathers(function) {
      let mark = code.mark
      let made = gather(function, rows(of: nodes[0]), types.element(finalType(nodes[0])) ?? .nothing, result, at: node)
      {
        self.rowValue(nodes[1], local: nil, $0, $1)
      }
      code.release(mark)
      return deliver(settle(made), into: wanted)
    }
    if case .loop(let function) = builtin {
      let mark = code.mark
      let values = nodes.map { node in
        let register = code.allocate(bank(of: node))
        let inner = code.mark
        move(value(node, into: register), into: register)
        code.release(inner)
        return TypedRegister(register, finalType(node))
      }
      let made = loop(function, values, result: result, at: node)
      code.release(mark)
      return deliver(settle(made), into: wanted)
    }
    let first = nodes.first.map { finalType($0) } ?? .nothing
    let data = BuiltinCall.data(builtin, overload: overload, type: operand(builtin, first, result))
    return native(.builtin, data: data, result: bank(result), into: wanted, at: node) { $0.push(arguments) }
  }

  /// A call with values that are in registers already.
  func callBuiltin(
    _ builtin: Builtin, _ overload: Int, _ arguments: [TypedRegister], result: TypeID, into wanted: Register?,
    at node: NodeID?
  ) -> Register {
    if case .loop(let function) = builtin { return loop(function, arguments, result: result, at: node) }
    let first = arguments.first?.type ?? .nothing
    let data = BuiltinCall.data(builtin, overload: overload, type: operand(builtin, first, result))
    return native(.builtin, data: data, result: bank(result), into: wanted, at: node) { compiler in
      for argument in arguments { compiler.argument(register: argument.register) }
    }
  }

  /// The type that the machine has to know: what makes records has to know theirs.
  private func operand(_ builtin: Builtin, _ first: TypeID, _ result: TypeID) -> TypeID {
    switch builtin {
    case .list(.zip), .list(.enumerate), .calendar(.holidays): result
    default: first
    }
  }

  /// The body of a built-in as a value.
  func compileBuiltin(_ builtin: Builtin, overload: Int, _ type: TypeID) {
    guard case .function(let taken, let given) = types.shape(type) else { return returnNothing() }
    let arguments = zip(info.parameters, taken).compactMap { parameter, wanted -> TypedRegister? in
      guard case .register(let register) = places[parameter.rawValue] else { return nil }
      return (coerce(register, from: unit.locals[parameter.rawValue].type, to: wanted, into: nil), wanted)
    }
    let made = callBuiltin(builtin, overload, arguments, result: given, into: nil, at: nil)
    if info.result == .nothing {
      returnNothing()
    } else {
      returnValue(coerce(made, from: given, to: info.result, into: nil))
    }
  }

  // MARK: - Loops

  private func loop(
    _ function: LoopFunction, _ arguments: [TypedRegister], result: TypeID, at node: NodeID?
  ) -> Register {
    let list = arguments[0]
    let element = types.element(list.type) ?? .nothing
    if let node { place(node) }
    switch function {
    case .fold: return fold(list.register, element, arguments[1], arguments[2], at: node)
    case .sortBy:
      return keyed(
        .sort, list.register, element, [{ self.apply(arguments[1], to: [($0, element)], at: node) }], [false])
    case .takeWhile: return prefix(list.register, element, arguments[1], isTaken: true, at: node)
    case .skipWhile: return prefix(list.register, element, arguments[1], isTaken: false, at: node)
    case .indexBy, .countBy, .groupBy:
      return gather(function, .list(list.register), element, result, at: node) {
        self.apply(arguments[1], to: [($0, $1)], at: node)
      }
    }
  }

  /// Calls a function value with what its parameters want.
  private func apply(_ function: TypedRegister, to arguments: [TypedRegister], at node: NodeID?) -> (Register, TypeID) {
    guard case .function(let parameters, let result) = types.shape(function.type) else {
      return (unreachable(nil), .nothing)
    }
    let wanted = zip(arguments, parameters).map { argument, parameter in
      coerce(argument.register, from: argument.type, to: parameter, into: nil)
    }
    let made = callClosure(function.register, function.type, into: nil, at: node) { compiler in
      for argument in wanted { compiler.argument(register: argument) }
    }
    return (made, result)
  }

  private func fold(
    _ list: Register, _ element: TypeID, _ start: TypedRegister, _ step: TypedRegister, at node: NodeID?
  ) -> Register {
    let total = code.allocate(bank(start.type))
    move(start.register, into: total)
    let mark = code.mark
    let next = code.label()
    each(of: list, bank(element), next: next) { row in
      let (made, type) = apply(step, to: [(total, start.type), (row, element)], at: node)
      move(coerce(made, from: type, to: start.type, into: nil), into: total)
    }
    code.release(mark)
    return total
  }

  /// The elements before the first that does not hold, or from it on.
  private func prefix(
    _ list: Register, _ element: TypeID, _ holds: TypedRegister, isTaken: Bool, at node: NodeID?
  ) -> Register {
    let result = code.allocate(.ref)
    code.emit(.list, d: bank(element) == .ref ? 1 : 0, result.index, bc: 0)
    let mark = code.mark
    let isOver = code.allocate(.word)
    code.emit(.intW, isOver.index, bc: 0)
    let (next, end, push) = (code.label(), code.label(), code.label())
    each(of: list, bank(element), next: next) { row in
      if !isTaken { code.jumpShort(.jumpEqualImmediate, isOver.index, 1, to: push) }
      let (held, _) = apply(holds, to: [(row, element)], at: node)
      if isTaken {
        code.jump(.jumpUnless, held.index, to: end)
      } else {
        code.jump(.jumpIf, held.index, to: next)
        code.emit(.intW, isOver.index, bc: 1)
      }
      code.bind(push)
      code.emit(row.bank == .ref ? .pushR : .pushW, result.index, row.index)
    }
    code.bind(end)
    code.release(mark)
    return result
  }
}
