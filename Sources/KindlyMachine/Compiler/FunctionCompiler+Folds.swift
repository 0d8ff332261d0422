// Verbs that make one value of the rows as they come: `count`, `sum`, `average`, `min`, `any`, `first`, `each` … Each is the
// end of a pipeline's loop, which FunctionCompiler+Pipelines.swift makes.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax
import KindlyTime

extension FunctionCompiler {
  func fold(_ stage: Stage, _ stages: [Stage], _ rows: Rows, _ elementType: TypeID) -> Register {
    place(stage.node)
    let resultType = type(stage.pipe)
    let result = code.allocate(bank(resultType))
    let mark = code.mark
    defer { code.release(mark) }
    let end = code.label()
    switch stage.verb {
    case .count:
      if stages.isEmpty {
        count(rows, into: result)
        return result
      }
      code.emit(.intW, result.index, bc: 0)
      flow(stages, rows, elementType, end: end) { _, _, _ in
        code.emit(.addImmediate, result.index, result.index, 1)
      }
    case .any, .all, .none:
      let found: Int = stage.verb == .any ? 1 : 0
      code.emit(.intW, result.index, bc: 1 - found)
      flow(stages, rows, elementType, end: end) { row, type, next in
        condition(stage, row, type, to: next, when: stage.verb == .all)
        code.emit(.intW, result.index, bc: found)
        code.jump(to: end)
      }
    case .first:
      loadNothing(resultType, into: result)
      flow(stages, rows, elementType, end: end) { row, type, _ in
        _ = coerce(row, from: type, to: resultType, into: result)
        code.jump(to: end)
      }
    case .last:
      loadNothing(resultType, into: result)
      if stages.isEmpty, case .range(let first, let last, let isFalling) = rows {
        code.jumpShort(.jumpLessI, last.index, first.index, to: end)
        _ = coerce(isFalling ? first : last, from: elementType, to: resultType, into: result)
      } else if stages.isEmpty, case .list(let list) = rows {
        let index = code.allocate(.word)
        code.emit(.lengthOfList, index.index, list.index)
        code.jumpShort(.jumpEqualImmediate, index.index, 0, to: end)
        code.emit(.intW, index.index, bc: -1)
        let element = code.allocate(bank(elementType))
        code.emit(element.bank == .word ? .indexW : .indexR, element.index, list.index, index.index)
        _ = coerce(element, from: elementType, to: resultType, into: result)
      } else {
        flow(stages, rows, elementType, end: end) { row, type, _ in
          _ = coerce(row, from: type, to: resultType, into: result)
        }
      }
    case .sum: sum(stage, stages, rows, elementType, result, resultType, end: end)
    case .average: average(stage, stages, rows, elementType, result, resultType, end: end)
    case .min, .max:
      loadNothing(resultType, into: result)
      flow(stages, rows, elementType, end: end) { row, type, next in
        let (found, foundType) = foldValue(stage, row, type)
        if types.isOptional(foundType) { jumpIfNothing(found, foundType, to: next) }
        let take = code.label()
        let candidate = coerce(found, from: foundType, to: resultType, into: nil)
        jumpIfNothing(result, resultType, to: take)
        let isMin = stage.verb == .min
        orderJump(true, isMin ? candidate : result, isMin ? result : candidate, resultType, to: next, when: false)
        code.bind(take)
        move(candidate, into: result)
      }
    default:
      code.emit(.nullR, result.index)
      flow(stages, rows, elementType, end: end) { row, type, next in
        let body = NodeID(tree[stage.arguments[0]].b)
        if tree[body].kind == .lambda {
          if let (parameter, inner) = eachLambda(body) {
            bind(parameter, to: row)
            loops.append((end, next))
            effect(inner)
            loops.removeLast()
          } else {
            _ = callClosure(value(body), finalType(body), into: nil, at: body) { $0.argument(register: row) }
          }
        } else {
          bind(stage.row, to: row)
          effect(body)
        }
      }
    }
    code.bind(end)
    return result
  }

  /// A lambda of `each`, whose value nobody wants.
  private func eachLambda(_ node: NodeID) -> (LocalID, NodeID)? {
    guard case .lambda(let id) = unit.resolutions[node.index] else { return nil }
    let info = program.environment.function(id)
    let start = tree[node].start
    for index in stride(from: node.index - 1, to: 0, by: -1) {
      if tree.nodes[index].end <= start { break }
      if tree.nodes[index].kind == .returns { return nil }
    }
    return info.parameters.count == 1 ? (info.parameters[0], info.body) : nil
  }

  /// The value that an aggregate takes of a row: its argument's, or the row itself.
  private func foldValue(_ stage: Stage, _ row: Register, _ type: TypeID) -> (Register, TypeID) {
    guard let argument = stage.arguments.first else { return (row, type) }
    return rowValue(stage, argument, row, type)
  }

  private func sum(
    _ stage: Stage, _ stages: [Stage], _ rows: Rows, _ elementType: TypeID, _ result: Register,
    _ resultType: TypeID, end: Label
  ) {
    switch layouts[resultType].shape {
    case .int: code.emit(.intW, result.index, bc: 0)
    case .number: load(word: 0, into: result)
    default: code.emit(.constantR, result.index, bc: zeroDuration(isPeriod: resultType == .period))
    }
    flow(stages, rows, elementType, end: end) { row, type, next in
      add(stage, row, type, to: result, resultType, next: next)
    }
  }

  /// `0d` or `0s`.
  private func zeroDuration(isPeriod: Bool) -> Int {
    let parts: KindlyTime.Duration.Parts = isPeriod ? .days : .seconds
    return program.constant(.duration(months: 0, days: 0, businessDays: 0, seconds: 0, parts: parts.rawValue))
  }

  private func add(_ stage: Stage, _ row: Register, _ type: TypeID, to result: Register, _ sumType: TypeID, next: Label)
  {
    let (found, foundType) = foldValue(stage, row, type)
    if types.isOptional(foundType) { jumpIfNothing(found, foundType, to: next) }
    let term = coerce(found, from: foundType, to: sumType == .number ? .number : types.unwrapped(foundType), into: nil)
    place(stage.node)
    switch layouts[sumType].shape {
    case .int: code.emit(.addI, result.index, result.index, term.index)
    case .number: code.emit(.addN, result.index, result.index, term.index)
    default:
      _ = native(.durationPlus, data: 0, result: .ref, into: result) {
        $0.argument(register: result)
        $0.argument(register: term)
      }
    }
  }

  private func average(
    _ stage: Stage, _ stages: [Stage], _ rows: Rows, _ elementType: TypeID, _ result: Register,
    _ resultType: TypeID, end: Label
  ) {
    let base = types.unwrapped(resultType)
    let isNumber = base == .number
    let total = code.allocate(isNumber ? .word : .ref)
    let count = code.allocate(.word)
    code.emit(.intW, count.index, bc: 0)
    if isNumber {
      load(word: 0, into: total)
    } else {
      code.emit(.constantR, total.index, bc: zeroDuration(isPeriod: false))
    }
    let done = code.label()
    flow(stages, rows, elementType, end: done) { row, type, next in
      add(stage, row, type, to: total, base, next: next)
      code.emit(.addImmediate, count.index, count.index, 1)
    }
    code.bind(done)
    place(stage.node)
    loadNothing(resultType, into: result)
    code.jumpShort(.jumpEqualImmediate, count.index, 0, to: end)
    if isNumber {
      let divisor = code.allocate(.word)
      code.emit(.toNumber, divisor.index, count.index)
      code.emit(.divN, result.index, total.index, divisor.index)
    } else {
      _ = native(.durationPart, data: 0, result: .ref, into: result) {
        $0.argument(register: count)
        $0.argument(register: total)
      }
    }
  }
}
