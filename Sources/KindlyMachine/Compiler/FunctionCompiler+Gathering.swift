// Verbs that need all rows before they give the first: `sort`, `distinct`, `group`, `join` … The keys are asked in a loop;
// the work itself is a native's.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  func whole(_ stage: Stage, _ list: Register, _ elementType: TypeID) -> Register {
    place(stage.node)
    switch stage.verb {
    case .sort:
      // Alone it sorts by the rows themselves.
      if stage.arguments.isEmpty { return keyed(.sort, list, elementType, [{ ($0, elementType) }], [false]) }
      let keys = stage.arguments.map { argument in
        { (row: Register) in self.rowValue(stage, argument, row, elementType) }
      }
      let isDescending = stage.arguments.map { tree[$0].op == VerbArgumentForm.descending.rawValue }
      return keyed(.sort, list, elementType, keys, isDescending)
    case .distinct:
      guard let argument = stage.arguments.first else {
        return native(.distinct, data: UInt64(elementType.rawValue), result: .ref, into: nil) {
          $0.argument(register: list)
          $0.argument(register: list)
        }
      }
      return keyed(.distinct, list, elementType, [{ self.rowValue(stage, argument, $0, elementType) }], [false])
    case .reverse:
      return native(.reverse, data: 0, result: .ref, into: nil) { $0.argument(register: list) }
    case .last:
      return native(.lastOf, data: 0, result: .ref, into: nil) {
        $0.argument(register: list)
        $0.argument(NodeID($0.tree[stage.arguments[0]].b))
      }
    case .group: return group(stage, list, elementType)
    case .join: return join(stage, list, elementType)
    default: return act(stage, list, elementType)
    }
  }

  /// A native over a list and lists of keys, which a loop computes first.
  func keyed(
    _ work: Native, _ list: Register, _ elementType: TypeID, _ keys: [(Register) -> (Register, TypeID)],
    _ isDescending: [Bool]
  ) -> Register {
    let mark = code.mark
    let (words, refs) = (code.words, code.refs)
    let rows = code.allocate(.ref)
    move(list, into: rows)
    let lists = keys.map { _ in code.allocate(.ref) }
    let inner = code.mark
    var keyTypes: [TypeID] = []
    let next = code.label()
    let lengths = code.allocate(.word)
    code.emit(.lengthOfList, lengths.index, rows.index)
    // The lists of keys are made once their types are known: their instructions are patched below.
    let start = code.here
    for key in lists { code.emit(.list, d: 0, key.index, bc: 0) }
    each(of: rows, bank(elementType), next: next) { row in
      for (key, target) in zip(keys, lists) {
        let mark = code.mark
        let (found, type) = key(row)
        keyTypes.append(type)
        code.emit(found.bank == .ref ? .pushR : .pushW, target.index, found.index)
        code.release(mark)
      }
    }
    for (number, type) in keyTypes.enumerated() where bank(type) == .ref {
      code.replace(start + number, .list, d: 1, lists[number].index)
    }
    code.release(inner)
    let plan = Program.SortPlan(rowType: elementType, keys: zip(keyTypes, isDescending).map { ($0, $1) })
    let data = work == .distinct ? UInt64(keyTypes.first?.rawValue ?? 0) : UInt64(program.plan(plan))
    code.reserve(words: 2, refs: 2)
    code.emit(.native, words, refs, Int(work.rawValue))
    code.emit(data: data)
    code.release(mark)
    return code.allocate(.ref)
  }

  private func group(_ stage: Stage, _ list: Register, _ elementType: TypeID) -> Register {
    let braces = stage.arguments.first { tree[$0].op == VerbArgumentForm.fields.rawValue }
    let keyNodes = stage.arguments.filter { tree[$0].op != VerbArgumentForm.fields.rawValue }
    let groups = keyed(
      .group, list, elementType,
      keyNodes.map { argument in { self.rowValue(stage, argument, $0, elementType) } }, keyNodes.map { _ in false })
    let made = types.element(type(stage.pipe)) ?? .nothing
    let layout = layouts[made]
    let result = code.allocate(.ref)
    code.emit(.list, d: 1, result.index, bc: 0)
    let next = code.label()
    each(of: groups, .ref, next: next) { rows in
      let first = code.allocate(bank(elementType))
      let zero = code.allocate(.word)
      code.emit(.intW, zero.index, bc: 0)
      code.emit(first.bank == .word ? .indexW : .indexR, first.index, rows.index, zero.index)
      var groupRow: Register?
      if let braces, case .declares(let local) = unit.resolutions[braces.index] {
        let groupType = unit.locals[local.rawValue].type
        let groupLayout = layouts[groupType]
        let register = code.allocate(.ref)
        _ = record(groupLayout, into: register) { index, target in
          if index < keyNodes.count {
            let (found, type) = rowValue(stage, keyNodes[index], first, elementType)
            move(coerce(found, from: type, to: groupLayout.fields[index].type, into: nil), into: target)
          } else {
            move(rows, into: target)
          }
        }
        bind(local, to: register)
        groupRow = register
      }
      let record = code.allocate(.ref)
      _ = self.record(layout, into: record) { index, target in
        let field = layout.fields[index]
        if index < keyNodes.count {
          let (found, type) = rowValue(stage, keyNodes[index], first, elementType)
          move(coerce(found, from: type, to: field.type, into: nil), into: target)
        } else if let braces, groupRow != nil {
          let literal = NodeID(tree[braces].b)
          let fields = tree.list(tree[literal].a, tree[literal].b)
          let value = NodeID(tree[fields[fields.startIndex + index - keyNodes.count]].b)
          move(self.value(value, into: target), into: target)
        } else if field.bank == .word {
          code.emit(.lengthOfList, target.index, rows.index)
        } else {
          move(rows, into: target)
        }
      }
      code.emit(.pushR, result.index, record.index)
    }
    return result
  }
}
