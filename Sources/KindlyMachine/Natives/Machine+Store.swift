// Natives that ask the host: records, sources, commands, output. Values cross as `Value`s; what the host refuses is an
// error where it was asked. The host may call functions of the machine meanwhile, so that no reference is held over
// one of its calls except in a register.

import KindlyCatalog
import KindlyChecker
import KindlyTime

extension Machine {
  func store(_ work: Native, _ w: Window, _ r: Window, _ data: UInt64) throws(Fault) {
    let type = TypeID(rawValue: UInt32(truncatingIfNeeded: data >> 32))
    switch work {
    case .row:
      let noun = Noun(rawValue: UInt8(truncatingIfNeeded: data)) ?? .contact
      let handle = Ref(r[0]).string
      w[0] = try asking { try host.row(noun, handle: handle) }
    case .source: try source(Source.allCases[Int(UInt32(truncatingIfNeeded: data))], type, r)
    case .field:
      let (noun, field) = fieldOf(data)
      let row = w[0]
      let value = try asking { try host.value(noun, row, field: field) }
      try put(value, type, w, r)
    case .setField:
      let (noun, field) = fieldOf(data)
      let row = w[0]
      let word = program.layouts.bank(type) == .word ? w[1] : r[0]
      let value = try self.value(of: word, type)
      try asking { try host.set(noun, row, field: field, to: value) }
      r[0] = 0
    case .declare: try declare(program.fieldPlans[Int(data)], w, r)
    case .me: w[0] = Noun.meRow
    case .scriptArguments:
      let list = state.pointee.heap.newList(ofRefs: true, capacity: host.arguments.count)
      for argument in host.arguments { state.pointee.heap.push(list, state.pointee.heap.newText(argument).bits) }
      r[0] = list.bits
    case .draft: try draft(program.actionPlans[Int(data)], w, r)
    case .command: try command(program.actionPlans[Int(data)], w, r)
    case .act:
      let plan = program.actionPlans[Int(data)]
      let rows = rows(of: Ref(r[0]))
      if let verb = plan.verb, let noun = plan.noun {
        try flushOutput()
        try asking { try host.act(verb, noun, rows: rows) }
      }
      r[0] = 0
    case .search:
      let plan = program.actionPlans[Int(data)]
      let rows = rows(of: Ref(r[0]))
      let words = Ref(r[1]).string
      if let noun = plan.noun {
        let found = try asking { try host.search(noun, rows: rows, words: words) }
        r[0] = state.pointee.heap.newList(ofRefs: false, found).bits
      }
    case .ask: try ask(program.queryPlans[Int(data)], w, r)
    case .page: try page(program.queryPlans[Int(data)], w, r)
    case .explain: try explain(program.explainPlans[Int(data)], w, r)
    case .show:
      let value = try self.value(of: r[0], program.actionPlans[Int(data)].operand)
      try flushOutput()
      try asking { try host.show(value) }
      r[0] = 0
    case .chart:
      let value = try self.value(of: r[0], program.actionPlans[Int(data)].operand)
      try flushOutput()
      try asking { try host.chart(value) }
      r[0] = 0
    case .render:
      let plan = program.actionPlans[Int(data)]
      let value = try self.value(of: r[0], plan.operand)
      let text = try asking { try host.render(value, as: plan.names.first ?? "") }
      r[0] = state.pointee.heap.newText(text).bits
    case .save:
      let value = try self.value(of: r[0], program.actionPlans[Int(data)].operand)
      let path = Ref(r[1]).string
      try asking { try host.save(value, path: path) }
      r[0] = 0
    default: break
    }
  }

  private func fieldOf(_ data: UInt64) -> (Noun, Int) {
    (Noun(rawValue: UInt8(truncatingIfNeeded: data)) ?? .contact, Int(UInt16(truncatingIfNeeded: data >> 16)))
  }

  private func put(_ value: Value, _ type: TypeID, _ w: Window, _ r: Window) throws(Fault) {
    let word = try self.word(of: value, type)
    if program.layouts.bank(type) == .word { w[0] = word } else { r[0] = word }
  }

  private func rows(of list: Ref) -> [RowID] { (0..<list.count).map { list.element($0) } }

  private func source(_ source: Source, _ type: TypeID, _ r: Window) throws(Fault) {
    if source == .pipeline {
      let rows = try asking { try host.pipeline() }
      r[0] = try word(of: .list(rows), type)
    } else {
      let rows = try asking { try host.rows(source) }
      r[0] = state.pointee.heap.newList(ofRefs: false, rows).bits
    }
  }

  /// Values of these types, taken from the windows in their order.
  func values(_ types: [TypeID], words: Int, refs: Int, _ w: Window, _ r: Window) throws(Fault) -> [Value] {
    var (word, ref) = (words, refs)
    var values: [Value] = []
    for type in types {
      switch program.layouts.bank(type) {
      case .word:
        values.append(try value(of: w[word], type))
        word += 1
      case .ref:
        values.append(try value(of: r[ref], type))
        ref += 1
      }
    }
    return values
  }

  private func declare(_ plan: Program.FieldPlan, _ w: Window, _ r: Window) throws(Fault) {
    let handle = plan.hasHandle ? Ref(r[0]).string : nil
    let values = try values(plan.fields.map(\.type), words: 0, refs: plan.hasHandle ? 1 : 0, w, r)
    var fields: [(field: Int, value: Value)] = []
    for ((field, _), value) in zip(plan.fields, values) {
      // `deadline … due DATE` means the end of that day.
      if case .date(let date) = value, plan.noun.fields[field].type == .dateTime {
        do {
          fields.append((field, .dateTime(try DateTime(date, .endOfDay, zone: host.now.zone))))
        } catch {
          throw .time(error)
        }
      } else {
        fields.append((field, value))
      }
    }
    w[0] = try asking { try host.declare(plan.noun, handle: handle, fields: fields) }
  }

  private func draft(_ plan: Program.ActionPlan, _ w: Window, _ r: Window) throws(Fault) {
    guard let template = plan.template, case .record(let parts) = try value(of: r[0], plan.result) else { return }
    func text(_ name: String) -> String {
      if case .text(let text) = parts.first(where: { $0.name == name })?.value { return text }
      return ""
    }
    let letter = Letter(subject: text("subject"), body: text("body"))
    let values = try values(plan.types, words: 0, refs: 1, w, r)
    let arguments = zip(plan.names, values).map { (name: $0, value: $1) }
    w[0] = try asking { try host.draft(template: template, arguments: arguments, letter: letter) }
  }

  private func command(_ plan: Program.ActionPlan, _ w: Window, _ r: Window) throws(Fault) {
    guard let command = plan.command else { return }
    let values = try values([plan.operand] + plan.types, words: 0, refs: 0, w, r)
    let clauses = zip(plan.names, values.dropFirst()).map { (word: $0, value: $1) }
    try flushOutput()
    let result = try asking { try host.command(command, values[0], clauses: clauses) }
    // A command that gives nothing back gives its operand.
    if case .nothing = result, !program.layouts[plan.result].isOptional {
      try put(values[0], plan.result, w, r)
    } else {
      try put(result, plan.result, w, r)
    }
  }
}
