// Questions to the host: what is asked of the store at once, and how that is told by `explain`.

import KindlyCatalog
import KindlyChecker
import KindlySource

extension Machine {
  /// r0: a list of rows, of lines, or of one value; null where the host has no answer.
  func ask(_ plan: Program.AskPlan, _ w: Window, _ r: Window) throws(Fault) {
    let parameters = try values(plan.parameters, words: 0, refs: 0, w, r)
    let isRef = program.layouts.bank(plan.result) == .ref
    let list = state.pointee.heap.newList(ofRefs: isRef, capacity: 1)
    let answer = try asking {
      try host.answer(plan.query, parameters) { line in
        guard list.count < Heap.maximumElements else { throw Fault.listTooLong }
        state.pointee.heap.push(list, try word(ofLine: line, plan.result))
      }
    }
    switch answer {
    case nil: r[0] = 0
    case .rows(let rows): r[0] = state.pointee.heap.newList(ofRefs: false, rows).bits
    case .lines: r[0] = list.bits
    case .value(let value):
      state.pointee.heap.push(list, try word(of: value, plan.result))
      r[0] = list.bits
    }
  }

  /// w0: the last row that was had, and behind it the parameters; r0: the next rows. Those that the host cannot choose
  /// come all: the verbs of the pipeline are asked of each in any case.
  func page(_ plan: Program.AskPlan, _ w: Window, _ r: Window) throws(Fault) {
    let last = w[0]
    let (query, noun) = (last == 0 ? plan.query : plan.next ?? plan.query, plan.query.noun)
    var answer: QueryAnswer?
    if !query.conditions.isEmpty {
      let parameters = try values(plan.parameters, words: 1, refs: 0, w, r)
      answer = try asking { try host.answer(query, parameters + [.noun(noun, last)]) { _ in } }
    }
    let rows: [RowID]
    if case .rows(let found)? = answer { rows = found } else { rows = try asking { try host.rows(noun, after: last) } }
    r[0] = state.pointee.heap.newList(ofRefs: false, rows).bits
  }

  /// A line of several values is a record, whose fields stand in the same order.
  private func word(ofLine line: [Value], _ type: TypeID) throws(Fault) -> Int64 {
    let layout = program.layouts[type]
    guard case .record = layout.shape else { return try word(of: line.first ?? .nothing, type) }
    let record = state.pointee.heap.newRecord(refs: layout.refSlots, words: layout.wordSlots)
    for (field, value) in zip(layout.fields, line) { record.slots[field.slot] = try word(of: value, field.type) }
    return record.bits
  }

  /// r0: where each part of a pipeline is answered, and how.
  func explain(_ plan: Program.ExplainPlan, _ w: Window, _ r: Window) throws(Fault) {
    var lines: [String] = []
    var found: QueryPlan?
    if let ask = plan.ask {
      let parameters = try values(ask.parameters, words: 0, refs: 0, w, r)
      found = try asking { try host.plan(ask.query, parameters) }
      lines += zip(1..., parameters).map { number, value in "    ?\(number) = \(text(ofParameter: value))" }
    }
    func verbs(_ spans: some Sequence<Span>) -> String { spans.map { " | " + quote($0) }.joined() }
    if let found {
      let partly = plan.isPartial ? (plan.rest.first.map { " | a part of " + quote($0) } ?? "") : ""
      lines.insert("in the store: \(quote(plan.source))\(verbs(plan.answered))\(partly)", at: 0)
      lines.insert("    " + found.sql, at: 1)
      lines += found.steps.map { "    " + $0 }
      if !plan.rest.isEmpty { lines.append("row by row:\(verbs(plan.rest).dropFirst(2))") }
    } else {
      lines = ["row by row: \(quote(plan.source))\(verbs(plan.answered + plan.rest))"]
    }
    r[0] = state.pointee.heap.newText(lines.joined(separator: "\n")).bits
  }

  private func text(ofParameter value: Value) -> String {
    if case .text(let text) = value { return "\"\(text)\"" }
    return (try? self.text(of: value)) ?? ""
  }
}
