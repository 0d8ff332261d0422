// Checks one compiled function before it may run: registers within the files, jumps to instructions of the function,
// constants of the kind that is asked for, windows with room for what is called, slots within the records that are made
// right there. The machine trusts all of that. It runs in builds for debugging and where the session is told to
// (`KINDLY_VERIFY=1`); a complaint is an internal error, never a trap.

import KindlyCatalog
import KindlyChecker

struct CodeVerifier {
  private let code: FunctionCode
  private let program: Program
  private let builtins: Int
  /// Whether an instruction begins at each word.
  private var begins: [Bool] = []
  /// The words that some jump goes to.
  private var targets: Set<Int> = []
  /// What is known of references, from the instructions since the last place that a jump goes to.
  private var known: [Int: Made] = [:]

  private enum Made: Equatable {
    case text, duration, null, list, map, box
    case slots(Int)
  }

  private struct Complaint: Error {
    let words: String
  }

  /// What is wrong with the code, in words for whoever mends the compiler; nil where nothing is.
  static func complaint(about code: FunctionCode, in program: Program) -> String? {
    var verifier = CodeVerifier(code, program)
    do {
      try verifier.verify()
      return nil
    } catch {
      return error.words
    }
  }

  private init(_ code: FunctionCode, _ program: Program) {
    self.code = code
    self.program = program
    builtins = Builtin.allCases.count
  }

  private mutating func verify() throws(Complaint) {
    guard code.count > 0 else { throw Complaint(words: "there is no code") }
    try findInstructions()
    var index = 0
    var ends = false
    while index < code.count {
      if targets.contains(index) { known.removeAll(keepingCapacity: true) }
      ends = try verify(at: index)
      index += code.code[index].knownOp?.hasData == true ? 2 : 1
    }
    if !ends { throw Complaint(words: "the last instruction runs past the end") }
    for handler in code.handlers {
      guard handler.range.lowerBound >= 0, handler.range.upperBound <= code.count, begins(handler.target),
        handler.register >= 0, handler.register < code.refRegisters
      else { throw Complaint(words: "a handler is outside of the function") }
    }
  }

  private func fail(_ index: Int, _ words: String) -> Complaint {
    let name = code.code[index].knownOp.map { "\($0)" } ?? "\(UInt8(truncatingIfNeeded: code.code[index]))"
    return Complaint(words: "instruction \(index), \(name): \(words)")
  }

  // MARK: - Instructions and jumps

  private mutating func findInstructions() throws(Complaint) {
    begins = Array(repeating: false, count: code.count)
    var index = 0
    while index < code.count {
      begins[index] = true
      guard let op = code.code[index].knownOp else { throw fail(index, "there is no such instruction") }
      if op.hasData, index + 1 >= code.count { throw fail(index, "its word of data is missing") }
      index += op.hasData ? 2 : 1
    }
    for index in 0..<code.count where begins[index] {
      for target in jumps(of: index) {
        guard begins(target) else { throw fail(index, "it jumps to \(target), where no instruction begins") }
        targets.insert(target)
      }
    }
    for handler in code.handlers { targets.insert(handler.target) }
  }

  private func begins(_ index: Int) -> Bool { begins.indices.contains(index) && begins[index] }

  private func jumps(of index: Int) -> [Int] {
    let word = code.code[index]
    guard let op = word.knownOp else { return [] }
    let next = index + (op.hasData ? 2 : 1)
    let data = op.hasData ? code.code[index + 1] : 0
    switch op.operands.jump {
    case .none: return []
    case .short: return [next + word.signedC]
    case .long: return [next + word.bc]
    case .data: return [next &+ Int(Int64(bitPattern: data))]
    case .twoWays:
      return [next + Int(Int32(truncatingIfNeeded: data)), next + Int(Int32(truncatingIfNeeded: data >> 32))]
    }
  }

  // MARK: - One instruction

  /// Gives whether the next instruction is not reached from it.
  private mutating func verify(at index: Int) throws(Complaint) -> Bool {
    let word = code.code[index]
    guard let op = word.knownOp else { throw fail(index, "there is no such instruction") }
    let operands = op.operands
    try verify(operands.a, word.a, index)
    try verify(operands.b, word.b, index)
    try verify(operands.c, word.c, index)
    let data = op.hasData ? code.code[index + 1] : 0
    var ends = operands.ends
    switch operands.wide {
    case .none, .jump: break
    case .constant:
      guard program.constants.indices.contains(word.bc) else { throw fail(index, "there is no constant \(word.bc)") }
    case .globalWord:
      guard (0..<program.globalWords).contains(word.bc) else { throw fail(index, "there is no global \(word.bc)") }
    case .globalRef:
      guard (0..<program.globalRefs).contains(word.bc) else { throw fail(index, "there is no global \(word.bc)") }
    }
    switch op {
    case .halt, .compile: throw fail(index, "it has no place in a function")
    case .call: try verifyCall(index, word)
    case .callClosure: try room(index, word.a, 1, word.b, 1)
    case .native: ends = try verifyNative(index, word, data)
    case .record:
      try room(index, word.b, Int(data >> 32), word.c, Int(UInt32(truncatingIfNeeded: data)))
    case .closure: try verifyClosure(index, word, data)
    case .slotW, .slotR, .setSlotW, .setSlotR:
      if case .slots(let count)? = known[word.b], word.c >= count {
        throw fail(index, "there are \(count) slots, and this is number \(word.c)")
      }
    case .list where word.d > 1: throw fail(index, "a list is of words or of references")
    case .concat, .equalText: try texts(index, [word.b, word.c])
    case .jumpEqualText, .jumpUnequalText: try texts(index, [word.a, word.b])
    case .findText: try texts(index, [word.c])
    case .setText: try texts(index, [word.b])
    case .pushW, .pushR, .appendW, .appendR: try made(index, word.a, .list)
    case .indexW, .indexR, .lengthOfList, .nextW, .nextR: try made(index, word.b, .list)
    // All that there is to these is which registers they name.
    case .moveW, .moveR, .intW, .wordW, .nullR, .constantR, .globalW, .globalR, .setGlobalW, .setGlobalR, .addI,
      .subI, .mulI, .divI, .modI, .addImmediate, .mulImmediate, .divImmediate, .modImmediate, .negI, .addN, .subN,
      .mulN, .divN, .floorDivN, .modN, .negN, .toNumber, .equalW, .lessI, .lessOrEqualI, .equalN, .lessN,
      .lessOrEqualN, .notW, .jump, .loop, .jumpIf, .jumpUnless, .jumpEqualW, .jumpUnequalW, .jumpLessI,
      .jumpLessOrEqualI, .jumpEqualImmediate, .jumpUnequalImmediate, .jumpLessImmediate, .jumpLessOrEqualImmediate,
      .jumpGreaterImmediate, .jumpGreaterOrEqualImmediate, .jumpEqualN, .jumpUnequalN, .jumpLessN, .jumpNotLessN,
      .jumpLessOrEqualN, .jumpNotLessOrEqualN, .jumpNull, .jumpNotNull, .jumpNothing, .jumpSomething, .jumpNothingN,
      .jumpSomethingN, .countUp, .loopLessI, .loopLessOrEqualI, .loopLessImmediate, .loopLessOrEqualImmediate,
      .loopGreaterImmediate, .loopGreaterOrEqualImmediate, .loopUnequalImmediate, .loopIf, .returnW, .returnR,
      .cellW, .cellR, .share, .ownRecord, .ownList, .box, .list, .setIndexW, .setIndexR, .map, .findWord, .findAny,
      .setWord, .setAny, .ownMap, .nextEntry, .entryW, .entryR:
      break
    }
    learn(op, operands, word, data)
    return ends
  }

  private func verify(_ operand: Operand, _ number: Int, _ index: Int) throws(Complaint) {
    let (words, refs) = (code.wordRegisters, code.refRegisters)
    let d = code.code[index].d
    let isSound: Bool =
      switch operand {
      case .plain: true
      case .word: number < words
      case .ref: number < refs
      case .either: number < words || number < refs
      case .chosen(let access): d == 0 ? number < words : d == 1 ? number < refs : d == 2 && access == .writes
      }
    if !isSound { throw fail(index, "register \(number) is not among \(words) words and \(refs) references") }
  }

  /// Whether both windows hold so many registers from where they begin.
  private func room(_ index: Int, _ word: Int, _ words: Int, _ ref: Int, _ refs: Int) throws(Complaint) {
    guard word + words <= code.wordRegisters, ref + refs <= code.refRegisters else {
      throw fail(index, "its windows, \(words) words from \(word) and \(refs) references from \(ref), have no room")
    }
  }

  // MARK: - Calls

  private func verifyCall(_ index: Int, _ word: Instruction) throws(Complaint) {
    let number = word.d << 16 | word.c
    let functions = program.environment.functions
    guard functions.indices.contains(number) else { throw fail(index, "there is no function \(number)") }
    let info = functions[number]
    let (words, refs) = banks(of: info.parameterTypes)
    let isWord = program.layouts.bank(info.result) == .word
    try room(index, word.a, max(words, isWord ? 1 : 0), word.b, max(refs, isWord ? 0 : 1))
  }

  private func verifyClosure(_ index: Int, _ word: Instruction, _ data: UInt64) throws(Complaint) {
    let number = Int(UInt32(truncatingIfNeeded: data))
    guard program.environment.functions.indices.contains(number) else {
      throw fail(index, "there is no function \(number)")
    }
    try room(index, word.b, Int(data >> 48), word.c, Int(UInt16(truncatingIfNeeded: data >> 32)))
  }

  private func banks(of types: [TypeID]) -> (words: Int, refs: Int) {
    let words = types.count { program.layouts.bank($0) == .word }
    return (words, types.count - words)
  }

  /// Gives whether it never comes back.
  private func verifyNative(_ index: Int, _ word: Instruction, _ data: UInt64) throws(Complaint) -> Bool {
    guard word.c <= UInt8.max, let native = Native(rawValue: UInt8(word.c)) else {
      throw fail(index, "there is no native \(word.c)")
    }
    func plan<Plan>(_ plans: [Plan]) throws(Complaint) -> Plan {
      guard let number = Int(exactly: data), plans.indices.contains(number) else {
        throw fail(index, "`\(native)` has no plan \(data)")
      }
      return plans[number]
    }
    var (words, refs) = (0, 1)
    switch native {
    case .builtin:
      guard Int(UInt16(truncatingIfNeeded: data)) < builtins else { throw fail(index, "there is no such built-in") }
    case .texts: refs = max(1, Int(truncatingIfNeeded: min(data, UInt64(UInt16.max))))
    case .text, .equal, .compare, .listHolds, .distinct, .matches:
      // Above the type there may be how it is written.
      let type = Int(UInt32(truncatingIfNeeded: data) & 0x7FFF_FFFF)
      guard type != 0, type < program.environment.types.count else {
        throw fail(index, "`\(native)` is asked about no type")
      }
      if native == .matches { refs = 3 }
      words = native == .distinct || native == .matches ? 0 : 1
    // The keys are in lists of their own.
    case .sort, .group: refs = 1 + (try plan(program.sortPlans)).keys.count
    case .declare:
      let fields = try plan(program.fieldPlans)
      (words, refs) = try values(index, fields.fields.map(\.type))
      refs += fields.hasHandle ? 1 : 0
      words = max(words, 1)
    case .draft:
      let action = try plan(program.actionPlans)
      (words, refs) = try values(index, action.types)
      (words, refs) = (max(words, 1), refs + 1)
    case .command:
      let action = try plan(program.actionPlans)
      guard action.command != nil, action.names.count == action.types.count else {
        throw fail(index, "its plan is of no command")
      }
      (words, refs) = try values(index, [action.operand] + action.types)
      if program.layouts.bank(action.result) == .word { words = max(words, 1) } else { refs = max(refs, 1) }
    case .act, .search, .show, .chart, .render, .save:
      _ = try plan(program.actionPlans)
      refs = native == .search || native == .save ? 2 : 1
    case .ask, .page:
      (words, refs) = try values(index, try plan(program.queryPlans).parameters)
      refs = max(refs, 1)
    case .explain: _ = try plan(program.explainPlans)
    case .expectFailed: _ = try plan(program.expectPlans)
    case .source:
      guard Source.allCases.indices.contains(Int(UInt16(truncatingIfNeeded: data))) else {
        throw fail(index, "there is no such source")
      }
    case .field, .setField:
      guard let noun = Noun(rawValue: UInt8(truncatingIfNeeded: data)),
        noun.fields.indices.contains(Int(UInt16(truncatingIfNeeded: data >> 16)))
      else { throw fail(index, "there is no such field") }
      (words, refs) = (native == .setField ? 2 : 1, 1)
    case .row:
      guard Noun(rawValue: UInt8(truncatingIfNeeded: data)) != nil else { throw fail(index, "there is no such noun") }
      words = 1
    case .clock:
      guard data < UInt64(ClockName.allCases.count) else { throw fail(index, "there is no such word of the clock") }
      words = 1
    case .raise, .fail:
      try room(index, word.a, 0, word.b, 1)
      return true
    case .textHolds, .concatLists, .joinMaps, .removeKey, .characterAt, .range, .datePlusPeriod, .datePlusDuration,
      .dateTimePlus, .dateMinusPeriod, .dateMinusDuration, .dateTimeMinus, .durationPlus, .durationMinus,
      .durationTimesInt, .durationTimesNumber, .durationDivided, .durationNegated, .durationPart, .daysBetween,
      .secondsBetween, .dateOf, .atTime, .weekday, .daysAgo, .daysFromNow, .ago, .fromNow, .dateTime, .reverse, .lastOf,
      .enterMoment, .leaveMoments, .me, .scriptArguments, .update, .letter:
      (words, refs) = (1, 1)
    }
    try room(index, word.a, words, word.b, refs)
    return false
  }

  /// How many of each file values of these types take; a value of no known type must not come this far.
  private func values(_ index: Int, _ types: [TypeID]) throws(Complaint) -> (words: Int, refs: Int) {
    guard types.allSatisfy({ $0 != .error }) else { throw fail(index, "it is given a value of no known type") }
    return banks(of: types)
  }

  // MARK: - What is known of references

  private func texts(_ index: Int, _ registers: [Int]) throws(Complaint) {
    for register in registers { try made(index, register, .text) }
  }

  /// Where it is known what a register holds, it must be that.
  private func made(_ index: Int, _ register: Int, _ wanted: Made) throws(Complaint) {
    guard let found = known[register], found != wanted else { return }
    throw fail(index, "register \(register) holds a \(found), not a \(wanted)")
  }

  private mutating func learn(_ op: Opcode, _ operands: Operands, _ word: Instruction, _ data: UInt64) {
    switch op {
    case .constantR:
      switch program.constants[word.bc] {
      case .text: known[word.a] = .text
      case .duration: known[word.a] = .duration
      }
    case .moveR: known[word.a] = known[word.b]
    case .record: known[word.a] = .slots(Int(UInt32(truncatingIfNeeded: data)) + Int(data >> 32))
    case .closure:
      known[word.a] = .slots(Int(UInt16(truncatingIfNeeded: data >> 32)) + Int(data >> 48))
    case .cellW, .cellR, .box: known[word.a] = .slots(1)
    case .list: known[word.a] = .list
    case .map: known[word.a] = .map
    case .concat: known[word.a] = .text
    case .call, .callClosure, .native:
      // The windows above are the callee's.
      for register in known.keys where register >= word.b { known[register] = nil }
    case .halt, .compile, .moveW, .intW, .wordW, .nullR, .globalW, .globalR, .setGlobalW, .setGlobalR, .addI, .subI,
      .mulI, .divI, .modI, .addImmediate, .mulImmediate, .divImmediate, .modImmediate, .negI, .addN, .subN, .mulN,
      .divN, .floorDivN, .modN, .negN, .toNumber, .equalW, .lessI, .lessOrEqualI, .equalN, .lessN, .lessOrEqualN,
      .equalText, .notW, .jump, .loop, .jumpIf, .jumpUnless, .jumpEqualW, .jumpUnequalW, .jumpLessI,
      .jumpLessOrEqualI, .jumpEqualImmediate, .jumpUnequalImmediate, .jumpLessImmediate, .jumpLessOrEqualImmediate,
      .jumpGreaterImmediate, .jumpGreaterOrEqualImmediate, .jumpEqualN, .jumpUnequalN, .jumpLessN, .jumpNotLessN,
      .jumpLessOrEqualN, .jumpNotLessOrEqualN, .jumpEqualText, .jumpUnequalText, .jumpNull, .jumpNotNull,
      .jumpNothing, .jumpSomething, .jumpNothingN, .jumpSomethingN, .countUp, .nextW, .nextR, .loopLessI,
      .loopLessOrEqualI, .loopLessImmediate, .loopLessOrEqualImmediate, .loopGreaterImmediate,
      .loopGreaterOrEqualImmediate, .loopUnequalImmediate, .loopIf, .returnW, .returnR, .slotW, .slotR, .setSlotW,
      .setSlotR, .share, .ownRecord, .ownList, .pushW, .pushR, .appendW, .appendR, .indexW, .indexR, .setIndexW,
      .setIndexR, .lengthOfList, .findWord, .findText, .findAny, .setWord, .setText, .setAny, .ownMap, .nextEntry,
      .entryW, .entryR:
      if case .ref(.writes) = operands.a { known[word.a] = nil }
      if case .chosen(.writes) = operands.a, word.d == 1 { known[word.a] = nil }
    }
  }
}

extension Instruction {
  /// Its operation, where there is one of that number.
  fileprivate var knownOp: Opcode? { Opcode(rawValue: UInt8(truncatingIfNeeded: self)) }
}
