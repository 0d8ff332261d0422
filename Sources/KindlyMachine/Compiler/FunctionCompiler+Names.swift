// Names and parts: variables wherever they live - in a register, a cell, a closure, among the globals - and the fields
// and elements of values. Giving them another value is FunctionCompiler+Assignment.swift.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  // MARK: - Names

  func name(_ node: NodeID, into wanted: Register?) -> Register {
    switch unit.resolutions[node.index] {
    case .local(let local):
      let register = read(local, into: wanted)
      if isChangedInPlace(local), register.bank == .ref { code.emit(.share, register.index) }
      return register
    case .global(let global):
      let register = read(global, into: wanted)
      if isShareable(global) { code.emit(.share, register.index) }
      return register
    case .rowMember(let row, let reference):
      place(node)
      let mark = code.mark
      let object = read(row, into: nil)
      let result = member(
        object, unit.locals[row.rawValue].type, reference, type(node), into: wanted, mark: mark)
      return result
    case .function(let id): return functionValue(id, into: wanted)
    case .builtin: return unreachable(wanted)  // What a verb applies to each row: see `rowValue`.
    case .enumeration(_, let number): return constant(Int64(number), into: wanted)
    case .source(let source):
      let index = Source.allCases.firstIndex(of: source) ?? 0
      let data = UInt64(index) | UInt64(type(node).rawValue) << 32
      return native(.source, data: data, result: .ref, into: wanted, at: node) { _ in }
    case .clock(let word):
      let index = ClockName.allCases.firstIndex(of: word) ?? 0
      return native(.clock, data: UInt64(index), result: .word, into: wanted, at: node) { _ in }
    case .me: return native(.me, data: 0, result: .word, into: wanted, at: node) { _ in }
    case .scriptArguments: return native(.scriptArguments, data: 0, result: .ref, into: wanted, at: node) { _ in }
    default:
      let register = target(wanted, bank(type(node)))
      loadNothing(type(node), into: register)
      return register
    }
  }

  func isChangedInPlace(_ local: LocalID) -> Bool { changedInPlace.contains(local.rawValue) }

  /// Whether reading the whole value of a global must share it: any later source may change a part of it.
  func isShareable(_ global: GlobalID) -> Bool {
    let info = program.environment.globals[global.rawValue]
    guard info.isMutable else { return false }
    switch layouts[info.type].shape {
    case .list, .map, .record: return true
    default: return false
    }
  }

  /// A value of which only a part is looked at now: nobody keeps it.
  func peek(_ node: NodeID) -> Register {
    guard type(node) == finalType(node) else { return value(node) }
    switch unit.resolutions[node.index] {
    case .local(let local) where tree[node].kind == .name: return read(local, into: nil)
    case .global(let global) where tree[node].kind == .name: return read(global, into: nil)
    default: return value(node)
    }
  }

  // MARK: - Parts

  func member(_ node: NodeID, into wanted: Register?) -> Register {
    let expression = tree[node]
    if case .enumeration(_, let number) = unit.resolutions[node.index] {
      return constant(Int64(number), into: wanted)
    }
    switch unit.resolutions[node.index] {
    case .function(let id): return functionValue(id, into: wanted)
    // A constant of a used file never changes, so that nobody needs a copy of it.
    case .global(let global): return read(global, into: wanted)
    default: break
    }
    guard case .member(let reference) = unit.resolutions[node.index] else {
      let register = target(wanted, bank(type(node)))
      loadNothing(type(node), into: register)
      return register
    }
    place(node)
    let object = NodeID(expression.a)
    let mark = code.mark
    guard expression.op == 1 else {
      let register = peek(object)
      return member(register, finalType(object), reference, type(node), into: wanted, mark: mark)
    }
    // x?.f: nothing where x is.
    let result = target(wanted, bank(type(node)))
    let inner = code.mark
    let register = peek(object)
    let nothing = code.label()
    jumpIfNothing(register, finalType(object), to: nothing)
    let base = types.unwrapped(finalType(object))
    let field = fieldType(base, reference)
    let made = member(register, base, reference, field, into: nil, mark: code.mark)
    _ = coerce(made, from: field, to: type(node), into: result)
    orNothing(type(node), into: result, at: nothing)
    code.release(inner)
    return result
  }

  /// The type of a field, as it is kept.
  func fieldType(_ object: TypeID, _ reference: FieldReference) -> TypeID {
    switch reference {
    case .record(let index):
      let fields = layouts[object].fields
      return index < fields.count ? fields[index].type : .nothing
    case .computed(let id): return program.environment.function(id).result
    case .stored(let noun, let index): return storedType(noun.fields[index])
    }
  }

  func storedType(_ field: FieldSpec) -> TypeID { types.type(of: field) }

  /// A field of the value in a register, which is released to the mark.
  func member(
    _ object: Register, _ objectType: TypeID, _ reference: FieldReference, _ type: TypeID, into wanted: Register?,
    mark: CodeBuilder.Mark
  ) -> Register {
    switch reference {
    case .record(let index):
      code.release(mark)
      let fields = layouts[objectType].fields
      guard index < fields.count else { return target(wanted, .ref) }
      let field = fields[index]
      let result = target(wanted, field.bank)
      code.emit(field.bank == .word ? .slotW : .slotR, result.index, object.index, field.slot)
      if field.bank == .ref, mayBeOwned(field.type) { code.emit(.share, result.index) }
      return result
    case .stored(let noun, let index):
      let data = UInt64(noun.rawValue) | UInt64(index) << 16 | UInt64(type.rawValue) << 32
      let made = native(.field, data: data, result: bank(type), into: nil) {
        $0.argument(register: object)
      }
      let result = made
      code.release(mark)
      let settled = settle(result)
      return deliver(settled, into: wanted)
    case .computed(let id):
      let made = callFunction(id, into: nil) { $0.argument(register: object) }
      code.release(mark)
      return deliver(settle(made), into: wanted)
    }
  }

  func index(_ node: NodeID, into wanted: Register?) -> Register {
    let expression = tree[node]
    let object = NodeID(expression.a)
    if let entry = entryIndexed(node) { return mapIndex(node, entry, into: wanted) }
    if finalType(object) == .text {
      return native(.characterAt, data: 0, result: .ref, into: wanted, at: node) {
        $0.argument(object)
        $0.argument(NodeID(expression.b))
      }
    }
    let mark = code.mark
    let list = stable(peek(object), object, while: NodeID(expression.b))
    let number = value(NodeID(expression.b))
    place(node)
    code.release(mark)
    let result = target(wanted, bank(type(node)))
    code.emit(result.bank == .word ? .indexW : .indexR, result.index, list.index, number.index)
    if result.bank == .ref, mayBeOwned(type(node)) { code.emit(.share, result.index) }
    return result
  }
}
