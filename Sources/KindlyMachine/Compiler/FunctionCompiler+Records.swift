// Declarations of records, drafts, commands, and the verbs that act on rows: each becomes one native with a plan that
// says which values stand in its windows.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  // MARK: - Declarations

  func noun(_ node: NodeID, into wanted: Register?) -> Register {
    guard case .declaresNoun(let noun) = unit.resolutions[node.index] else { return unreachable(wanted) }
    let declaration = tree.declarations[Int(tree[node].a)]
    var fields: [(field: Int, nodes: [NodeID])] = []
    if declaration.headline.exists, let headline = noun.spec.headline, let index = noun.spec.fieldIndex(headline) {
      fields.append((index, [declaration.headline]))
    }
    for preposition in declaration.prepositions {
      let word = program.environment.interner.text(preposition.word.symbol)
      let names = noun.spec.prepositions.first { $0.word == word }?.fields ?? []
      for value in preposition.values {
        let index = names.compactMap { noun.spec.fieldIndex($0) }.first { fits(value, noun.fields[$0], names.count) }
        guard let index else { continue }
        if case .list = noun.fields[index].type, let known = fields.firstIndex(where: { $0.field == index }) {
          fields[known].nodes.append(value)
        } else {
          fields.append((index, [value]))
        }
      }
    }
    for field in declaration.fields {
      let name = program.environment.interner.text(Symbol(rawValue: tree[field].a))
      if let index = noun.spec.fieldIndex(name) { fields.append((index, [NodeID(tree[field].b)])) }
    }
    let plan = Program.FieldPlan(
      noun: noun, hasHandle: declaration.handle != nil,
      fields: fields.map { ($0.field, fieldValueType($0.nodes, noun.fields[$0.field])) })
    return native(.declare, data: UInt64(program.plan(plan)), result: .word, into: wanted, at: node) {
      if let handle = declaration.handle {
        _ = $0.constant(text: $0.program.environment.interner.text(handle.symbol), into: $0.code.allocate(.ref))
      }
      for (index, nodes) in fields { $0.fieldArgument(nodes, noun.fields[index]) }
    }
  }

  /// Whether a value is of the noun that a field takes, where a preposition could mean several.
  private func fits(_ value: NodeID, _ field: FieldSpec, _ count: Int) -> Bool {
    guard count > 1, case .noun(let noun) = field.type else { return true }
    return types.unwrapped(type(value)).noun == noun || type(value) == .nothing
  }

  /// Several values, or one that is no list, become the list that the field holds.
  private func isGathered(_ nodes: [NodeID], _ field: FieldSpec) -> Bool {
    guard case .list = field.type else { return false }
    return nodes.count > 1 || types.element(types.unwrapped(finalType(nodes[0]))) == nil
  }

  private func fieldValueType(_ nodes: [NodeID], _ field: FieldSpec) -> TypeID {
    isGathered(nodes, field) ? types.list(finalType(nodes[0])) : finalType(nodes[0])
  }

  private func fieldArgument(_ nodes: [NodeID], _ field: FieldSpec) {
    guard isGathered(nodes, field) else { return argument(nodes[0]) }
    list(of: nodes, bank(of: nodes[0]), into: code.allocate(.ref))
  }

  // MARK: - Commands

  func command(_ node: NodeID, into wanted: Register?) -> Register {
    let expression = tree.commands[Int(tree[node].a)]
    guard case .command(let command) = unit.resolutions[node.index] else { return unreachable(wanted) }
    switch command {
    case .draft: return draft(expression.operand, at: node, into: wanted)
    case .remind where type(node) != .nothing: return value(expression.operand, into: wanted)
    case .explain: return explain(expression.operand, at: node, into: wanted)
    case .off:
      let register = target(wanted, .ref)
      code.emit(.nullR, register.index)
      return register
    case .remind, .why, .done, .dismiss, .snooze, .approve, .send, .cancel, .mark, .edit, .remove, .rename, .perform:
      break
    }
    let spec = command.spec
    // The `not` of `why not @x` changes nothing about what is asked.
    let isNegated = spec.operand == .subject && tree[expression.operand].kind == .unary
    let operand = isNegated ? NodeID(tree[expression.operand].a) : expression.operand
    let words = spec.operand == .subject ? subject(expression.operand) : nil
    var plan = Program.ActionPlan(command: command)
    plan.operand = words == nil ? finalType(operand) : .text
    plan.result = type(node)
    for clause in expression.clauses {
      plan.names.append(name(clause.word.symbol.rawValue))
      plan.types.append(isWritten(clause, spec) ? .text : finalType(clause.value))
    }
    return native(.command, data: UInt64(program.plan(plan)), result: bank(type(node)), into: wanted, at: node) {
      if let words {
        _ = $0.constant(text: words, into: $0.code.allocate(.ref))
      } else {
        $0.argument(operand)
      }
      for clause in expression.clauses {
        if $0.isWritten(clause, spec) {
          _ = $0.constant(text: $0.name($0.tree[clause.value].a), into: $0.code.allocate(.ref))
        } else {
          $0.argument(clause.value)
        }
      }
    }
  }

  /// What `why` is about, where it is told as it is written: a handle, which may name what is not there now, or a rule.
  private func subject(_ operand: NodeID) -> String? {
    switch tree[operand].kind {
    case .handle: return "@" + name(tree[operand].a)
    case .unary:
      let inner = NodeID(tree[operand].a)
      switch tree[inner].kind {
      case .handle: return "@" + name(tree[inner].a)
      case .name: return "not " + name(tree[inner].a)
      default: return nil
      }
    default: return nil
    }
  }

  /// Whether a clause hands on the word that is written there: `sent`, the name of a rule, a handle.
  private func isWritten(_ clause: CommandExpression.Clause, _ spec: CommandSpec) -> Bool {
    switch spec.clause(name(clause.word.symbol.rawValue))?.value {
    case .words, .prohibition, .newHandle, .record: true
    case .date, .text, nil: false
    }
  }

  /// The letter, and then the message that the host makes of it.
  func draft(_ call: NodeID, at node: NodeID, into wanted: Register?) -> Register {
    guard case .function(let template) = unit.resolutions[NodeID(tree[call].a).index] else {
      return unreachable(wanted)
    }
    let info = program.environment.function(template)
    let arguments = Array(unit.arguments(of: call))
    let mark = code.mark
    // The arguments are kept, asked once, and handed on twice: to the template and to the host.
    let kept = info.parameterTypes.map { code.allocate(bank($0)) }
    for (argument, register) in zip(arguments, kept) {
      let inner = code.mark
      switch argument {
      case .node(let node): move(value(node, into: register), into: register)
      case .standard(let function): _ = callFunction(function, into: register) { _ in }
      }
      code.release(inner)
    }
    let letter = callFunction(template, into: nil, at: node) { compiler in
      for register in kept { compiler.argument(register: register) }
    }
    var plan = Program.ActionPlan(template: program.environment.current(template))
    plan.names = info.parameterNames.map { program.environment.interner.text($0) }
    plan.types = info.parameterTypes
    plan.result = info.result
    let result = native(.draft, data: UInt64(program.plan(plan)), result: .word, into: nil, at: node) { compiler in
      compiler.argument(register: letter)
      for register in kept { compiler.argument(register: register) }
    }
    code.release(mark)
    return deliver(settle(result), into: wanted)
  }

  // MARK: - Verbs on rows

  func act(_ stage: Stage, _ list: Register, _ elementType: TypeID) -> Register {
    var plan = Program.ActionPlan(verb: stage.verb, noun: elementType.noun)
    plan.operand = types.list(elementType)
    let first = stage.arguments.first.map { NodeID(tree[$0].b) } ?? .none
    func asked(_ work: Native, argument: Bool) -> Register {
      native(work, data: UInt64(program.plan(plan)), result: .ref, into: nil, at: stage.node) {
        $0.argument(register: list)
        if argument { $0.argument(first) }
      }
    }
    switch stage.verb {
    case .search: return asked(.search, argument: true)
    case .save: return asked(.save, argument: true)
    case .show: return asked(.show, argument: false)
    case .chart: return asked(.chart, argument: false)
    case .to:
      plan.names = [name(tree[first].a)]
      return asked(.render, argument: false)
    case .approve, .send, .perform, .cancel, .remove: return asked(.act, argument: false)
    case .update: return update(stage, list, elementType)
    case .draft:
      let result = code.allocate(.ref)
      code.emit(.list, d: 0, result.index, bc: 0)
      let next = code.label()
      each(of: list, bank(elementType), next: next) { row in
        bind(stage.row, to: row)
        let message = draft(first, at: stage.node, into: nil)
        code.emit(.pushW, result.index, message.index)
      }
      return result
    default:
      raise(.notSupported)
      return code.allocate(.ref)
    }
  }

  private func update(_ stage: Stage, _ list: Register, _ elementType: TypeID) -> Register {
    guard let noun = elementType.noun, let argument = stage.arguments.first else { return list }
    let literal = tree[NodeID(tree[argument].b)]
    let next = code.label()
    each(of: list, .word, next: next) { row in
      bind(stage.row, to: row)
      for field in tree.list(literal.a, literal.b) {
        guard let index = noun.spec.fieldIndex(name(tree[field].a)) else { continue }
        let value = NodeID(tree[field].b)
        let mark = code.mark
        let data = UInt64(noun.rawValue) | UInt64(index) << 16 | UInt64(finalType(value).rawValue) << 32
        _ = native(.setField, data: data, result: .ref, into: nil, at: value) {
          $0.argument(register: row)
          $0.argument(value)
        }
        code.release(mark)
      }
    }
    let result = code.allocate(.ref)
    code.emit(.nullR, result.index)
    return result
  }
}
