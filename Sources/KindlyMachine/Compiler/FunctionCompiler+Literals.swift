// Literals: constants, texts with interpolations, lists, records. Maps stand with the rest of theirs in
// FunctionCompiler+Maps.swift.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax
import KindlyTime

extension FunctionCompiler {
  func constant(_ word: Int64, into wanted: Register?) -> Register {
    let register = target(wanted, .word)
    load(word: word, into: register)
    return register
  }

  func constant(text: String, into wanted: Register?) -> Register {
    let register = target(wanted, .ref)
    code.emit(.constantR, register.index, bc: program.constant(text))
    return register
  }

  func durationLiteral(_ node: Node, into wanted: Register?) -> Register {
    let amount = Int(tree.integers[Int(node.a)])
    func scaled(_ factor: Int) -> Int? {
      let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
      return overflow || product == .min ? nil : product
    }
    let register = target(wanted, .ref)
    let made: Program.Constant?
    typealias Parts = KindlyTime.Duration.Parts
    func days(_ count: Int?) -> Program.Constant? {
      count.map { .duration(months: 0, days: $0, businessDays: 0, seconds: 0, parts: Parts.days.rawValue) }
    }
    func months(_ count: Int?) -> Program.Constant? {
      count.map { .duration(months: $0, days: 0, businessDays: 0, seconds: 0, parts: Parts.months.rawValue) }
    }
    func seconds(_ count: Int?) -> Program.Constant? {
      count.map { .duration(months: 0, days: 0, businessDays: 0, seconds: $0, parts: Parts.seconds.rawValue) }
    }
    switch KindlySyntax.DurationUnit(rawValue: node.op) {
    case .seconds: made = seconds(scaled(1))
    case .minutes: made = seconds(scaled(60))
    case .hours: made = seconds(scaled(3600))
    case .days: made = days(scaled(1))
    case .weeks: made = days(scaled(7))
    case .months: made = months(scaled(1))
    case .years: made = months(scaled(12))
    case .businessDays:
      made = scaled(1).map {
        .duration(months: 0, days: 0, businessDays: $0, seconds: 0, parts: Parts.businessDays.rawValue)
      }
    case nil: made = nil
    }
    if let made {
      code.emit(.constantR, register.index, bc: program.constant(made))
    } else {
      raise(.durationOverflow)
    }
    return register
  }

  func dateTimeLiteral(_ node: NodeID, into wanted: Register?) -> Register {
    let literal = tree[node]
    let data = UInt64(literal.a) << 32 | UInt64(literal.b)
    return native(.dateTime, data: data, result: .word, into: wanted, at: node) {
      let zone = $0.code.allocate(.ref)
      if literal.c == 0 {
        $0.code.emit(.nullR, zone.index)
      } else {
        _ = $0.constant(text: $0.tree.texts[Int(literal.c) - 1], into: zone)
      }
    }
  }

  func interpolation(_ node: NodeID, into wanted: Register?) -> Register {
    let parts = tree.list(tree[node].a, tree[node].b)
    place(node)
    return native(.texts, data: UInt64(parts.count), result: .ref, into: wanted, at: node) {
      for part in parts {
        let register = $0.code.allocate(.ref)
        let mark = $0.code.mark
        $0.textOf(part, into: register)
        $0.code.release(mark)
      }
    }
  }

  /// A value as `print` prints it.
  func textOf(_ node: NodeID, into register: Register) {
    let type = finalType(node)
    if type == .text {
      _ = value(node, into: register)
    } else {
      _ = native(.text, data: UInt64(type.rawValue), result: .ref, into: register, at: node) { $0.argument(node) }
    }
  }

  func list(_ node: NodeID, into wanted: Register?) -> Register {
    let elements = tree.list(tree[node].a, tree[node].b)
    // Elements may read the variable that the list is for, so that it is made beside it.
    let result = code.allocate(.ref)
    list(of: elements, types.element(type(node)).map { bank($0) } ?? .word, into: result)
    return deliver(result, into: wanted)
  }

  /// Makes a list of the values of some nodes, all of them of one bank, which must not read `result`.
  func list(of elements: some Collection<NodeID>, _ bank: Bank, into result: Register) {
    code.emit(.list, d: bank == .ref ? 1 : 0, result.index, bc: elements.count)
    for element in elements {
      let mark = code.mark
      let register = value(element)
      code.emit(bank == .ref ? .pushR : .pushW, result.index, register.index)
      code.release(mark)
    }
  }

  func record(_ node: NodeID, into wanted: Register?) -> Register {
    let fields = tree.list(tree[node].a, tree[node].b).map { $0 }
    let layout = layouts[type(node)]
    if case .record(let wantedFields) = types.shape(type(node)),
      let order = order(of: fields, as: wantedFields.map(\.name))
    {
      let values = Dictionary(zip(order, fields), uniquingKeysWith: { first, _ in first })
      return record(layout, into: wanted, order: order) { place, register in
        if let field = values[place] { _ = value(NodeID(tree[field].b), into: register) }
      }
    }
    return record(layout, into: wanted) { index, register in
      _ = value(NodeID(tree[fields[index]].b), into: register)
    }
  }

  /// Where the surroundings want the fields of a literal in another order, the place of each; nil where they do not.
  private func order(of fields: [NodeID], as names: [Symbol]) -> [Int]? {
    if zip(fields, names).allSatisfy({ tree[$0].a == $1.rawValue }) { return nil }
    return fields.map { field in names.firstIndex { $0.rawValue == tree[field].a } ?? 0 }
  }

  /// A record whose fields, in their order, are put into registers one after the other.
  func record(
    _ layout: Layout, into wanted: Register?, order: [Int]? = nil, field: (Int, Register) -> Void
  ) -> Register {
    let mark = code.mark
    let words = code.words
    let refs = code.refs
    // Slots follow the order of the fields within their bank, and so do registers.
    let registers = layout.fields.map { code.allocate($0.bank) }
    for index in order ?? Array(registers.indices) {
      let inner = code.mark
      field(index, registers[index])
      code.release(inner)
    }
    code.release(mark)
    let result = target(wanted, .ref)
    code.emit(.record, result.index, words, refs)
    code.emit(data: UInt64(layout.refSlots) | UInt64(layout.wordSlots) << 32)
    return result
  }
}
