// Built-ins about any value, and about the program and the world around it.

import KindlyCatalog
import KindlyTime

extension Machine {
  func function(_ function: GeneralFunction, _ call: BuiltinCall, _ w: Window, _ r: Window) throws(Fault) {
    switch function {
    case .print: try print(call.type, w, r)
    case .text: try perform(.text, w, r, UInt64(call.type.rawValue))
    case .format: try format(call.type, w, r)
    case .typeOf: r[0] = state.pointee.heap.newText(program.environment.types.description(call.type)).bits
    case .help:
      let name = Ref(r[0]).string
      let text = try asking { try host.help(name) }
      r[0] = state.pointee.heap.newText(text).bits
    case .importFile:
      let (file, map) = (Ref(r[0]).string, call.overload == 1 ? Ref(r[1]).string : nil)
      let lines = try asking { try host.importFile(file, map: map) }
      r[0] = newTexts(lines)
    case .inbox:
      let paths: [String]? =
        switch call.overload {
        case 0: nil
        case 1: [Ref(r[0]).string]
        default: (0..<Ref(r[0]).count).map { Ref(Ref(r[0]).element($0)).string }
        }
      r[0] = newTexts(try asking { try host.inbox(paths) })
    case .history:
      let (kind, map) = (Ref(r[0]).string, Ref(r[1]))
      var facts: [(name: String, text: String)] = []
      var entry = map.nextEntry(0)
      while entry < map.mapUsed {
        facts.append((Ref(map.mapEntries[entry * 2]).string, Ref(map.mapEntries[entry * 2 + 1]).string))
        entry = map.nextEntry(entry + 1)
      }
      w[0] = try asking { try host.history(kind, facts) } ? 1 : 0
    case .overlap:
      let (message, limit) = (w[0], number(w[1]))
      let found = try asking { try host.overlap(of: message, limit: limit) }
      r[0] = found.map { state.pointee.heap.newText($0).bits } ?? 0
    case .env:
      let name = Ref(r[0]).string
      let value = try asking { try host.variable(name) }
      r[0] = value.map { state.pointee.heap.newText($0).bits } ?? 0
    }
  }

  private func print(_ type: TypeID, _ w: Window, _ r: Window) throws(Fault) {
    let layout = program.layouts[type]
    switch layout.shape {
    case .text where r[0] != 0: output.append(contentsOf: Ref(r[0]).bytes)
    case .int where !layout.isOptional: appendDigits(w[0])
    default:
      let word = layout.bank == .word ? w[0] : r[0]
      try withPrinter { try $0.print(word, type, self.program.layouts) }
      output.append(contentsOf: printed)
    }
    output.append(10)
    r[0] = 0
    if output.count > 1 << 15 { try flushOutput() }
  }

  private func appendDigits(_ number: Int64) { withDigits(of: number) { output.append(contentsOf: $0) } }

  private func format(_ type: TypeID, _ w: Window, _ r: Window) throws(Fault) {
    let pattern = Ref(r[0]).string
    let text: String
    switch type {
    case .int: text = try NumberPattern(pattern).format(DecimalDigits(w[0]))
    case .number: text = try NumberPattern(pattern).format(DecimalDigits(number(w[0])))
    default:
      do {
        let pattern = try LDMLPattern(pattern)
        switch type {
        case .dateTime: text = try pattern.format(DateTime(packed: w[0]))
        case .time: text = try pattern.format(TimeOfDay(trusted: Int(w[0])))
        default: text = try pattern.format(CivilDate(trusted: Int(w[0])))
        }
      } catch {
        throw .time(error)
      }
    }
    r[0] = state.pointee.heap.newText(text).bits
  }
}
