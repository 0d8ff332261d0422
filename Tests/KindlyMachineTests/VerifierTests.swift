// The verifier of compiled code, with code that has been damaged: each kind of damage is found, and chance finds none that
// is both accepted and out of bounds.

import Testing

@testable import KindlyMachine

struct VerifierTests {
  private static let source = """
    fn work(n: Int, s: Text, xs: List<Int>) -> Text {
      var total = 0
      for x in xs { if x > n { total = total + x } else { total = total - 1 } }
      let r = { a: total, b: s }
      let length = 2 days
      let f = (k: Int) -> k + total
      try { if f(n) > 100 { fail "much" } } catch e { print(e.message) }
      "{s}: {r.a} {r.b + "!"} {length} {xs | where it > 1 | sort it desc | count}"
    }
    print(work(2, "sum", [1, 2, 3, 4]))
    """

  /// The functions of a program that has run, and what they share.
  private func compiled() throws -> (codes: [FunctionCode], program: KindlyMachine.Program) {
    let session = try TestSession(isStressed: false)
    _ = try session.output(Self.source)
    let machine = session.machine
    return (machine.codes.keys.sorted().compactMap { machine.codes[$0] }, machine.program)
  }

  /// The same function with other instructions, or fewer registers.
  private func copy(
    _ code: FunctionCode, words: Int? = nil, refs: Int? = nil, handlers: [FunctionCode.Handler]? = nil,
    _ change: (inout [Instruction]) -> Void = { _ in }
  ) -> FunctionCode {
    var instructions = (0..<code.count).map { code.code[$0] }
    change(&instructions)
    return FunctionCode(
      name: code.name, code: instructions, wordRegisters: words ?? code.wordRegisters,
      refRegisters: refs ?? code.refRegisters, places: code.places, handlers: handlers ?? code.handlers)
  }

  /// Where instructions begin, and what they are.
  private func instructions(_ code: FunctionCode) -> [(index: Int, op: Opcode)] {
    var found: [(Int, Opcode)] = []
    var index = 0
    while index < code.count {
      let op = code.code[index].op
      found.append((index, op))
      index += op.hasData ? 2 : 1
    }
    return found
  }

  @Test func soundCodeIsAccepted() throws {
    let (codes, program) = try compiled()
    #expect(codes.count > 2)
    for code in codes { #expect(CodeVerifier.complaint(about: code, in: program) == nil, "\(code.name)") }
  }

  @Test func registersBeyondTheFilesAreFound() throws {
    let (codes, program) = try compiled()
    for code in codes {
      if code.wordRegisters > 0 {
        #expect(CodeVerifier.complaint(about: copy(code, words: 0, refs: 0), in: program) != nil, "\(code.name)")
      }
      for (index, op) in instructions(code) {
        let operands = op.operands
        for (operand, shift) in [(operands.a, UInt64(16)), (operands.b, 32), (operands.c, 48)] {
          switch operand {
          case .word, .ref, .either: break
          case .plain, .chosen: continue
          }
          let damaged = copy(code) { $0[index] |= 0xFFFF << shift }
          #expect(CodeVerifier.complaint(about: damaged, in: program) != nil, "\(code.name) \(index) \(op)")
        }
      }
    }
  }

  @Test func jumpsIntoNowhereAreFound() throws {
    let (codes, program) = try compiled()
    var found = 0
    for code in codes {
      for (index, op) in instructions(code) where op.operands.jump != .none {
        found += 1
        let damaged = copy(code) { words in
          switch op.operands.jump {
          case .none: break
          case .short: words[index] = (words[index] & 0xFFFF_FFFF_FFFF) | 0x7FF0 << 48
          case .long: words[index] = (words[index] & 0xFFFF_FFFF) | 0x7FFF_0000 << 32
          case .data, .twoWays: words[index + 1] = 0x7FFF_0000_7FFF_0000
          }
        }
        #expect(CodeVerifier.complaint(about: damaged, in: program) != nil, "\(code.name) \(index) \(op)")
      }
      // Into the word of data behind an instruction.
      if let (data, _) = instructions(code).first(where: { $0.op.hasData }),
        let (jump, _) = instructions(code).first(where: { $0.op == .jump })
      {
        let damaged = copy(code) { $0[jump] = Instruction(op: .jump, a: 0, bc: data + 1 - jump - 1) }
        #expect(CodeVerifier.complaint(about: damaged, in: program) != nil, "\(code.name)")
      }
    }
    #expect(found > 5)
  }

  @Test func constantsOfTheWrongKindAreFound() throws {
    let (codes, program) = try compiled()
    let kinds = program.constants.map { if case .duration = $0 { false } else { true } }
    let duration = try #require(kinds.firstIndex(of: false))
    var found = 0
    for code in codes {
      for (index, op) in instructions(code) where op == .constantR {
        let beyond = copy(code) { $0[index] = Instruction(op: .constantR, a: $0[index].a, bc: kinds.count) }
        #expect(CodeVerifier.complaint(about: beyond, in: program) != nil)
        // A duration where a text is put together.
        let next = instructions(code).first { $0.index > index }
        guard let next, next.op == .concat else { continue }
        found += 1
        let wrong = copy(code) { $0[index] = Instruction(op: .constantR, a: $0[index].a, bc: duration) }
        #expect(CodeVerifier.complaint(about: wrong, in: program)?.contains("duration") == true)
      }
    }
    #expect(found > 0)
  }

  @Test func callsNativesAndPlansThatAreNotThereAreFound() throws {
    let (codes, program) = try compiled()
    for code in codes {
      for (index, op) in instructions(code) {
        switch op {
        case .call:
          let damaged = copy(code) { $0[index] |= 0xFF << 8 | 0xFFFF << 48 }
          #expect(CodeVerifier.complaint(about: damaged, in: program) != nil)
        case .native:
          let number = copy(code) { $0[index] |= 0xFFFF << 48 }
          #expect(CodeVerifier.complaint(about: number, in: program) != nil)
          let window = copy(code) { $0[index] |= 0xFFFF << 32 }
          #expect(CodeVerifier.complaint(about: window, in: program) != nil)
        case .record, .closure:
          let many = copy(code) { $0[index + 1] |= 0xFFFF << 32 | 0xFFFF << 48 }
          #expect(CodeVerifier.complaint(about: many, in: program) != nil)
        default: break
        }
      }
    }
  }

  @Test func endsAndHandlersAreWithinTheFunction() throws {
    let (codes, program) = try compiled()
    for code in codes {
      if let before = instructions(code).dropLast().last, !before.op.operands.ends, before.op != .native {
        let short = copy(code) { $0.removeLast() }
        #expect(CodeVerifier.complaint(about: short, in: program) != nil, "\(code.name)")
      }
      let halted = copy(code) { $0[0] = Instruction(op: .halt) }
      #expect(CodeVerifier.complaint(about: halted, in: program) != nil, "\(code.name)")
      let unknown = copy(code) { $0[0] = 0xFF }
      #expect(CodeVerifier.complaint(about: unknown, in: program) != nil, "\(code.name)")
      let handler = FunctionCode.Handler(range: 0..<1, target: code.count + 3, register: 0)
      #expect(CodeVerifier.complaint(about: copy(code, handlers: [handler]), in: program) != nil, "\(code.name)")
    }
    #expect(CodeVerifier.complaint(about: copy(codes[0]) { $0.removeAll() }, in: program) != nil)
  }

  /// Any word at all may be damaged in any way: the verifier answers, and never reads beyond the code.
  @Test(arguments: 1...20)
  func damageByChanceIsAnswered(_ seed: Int) throws {
    let (codes, program) = try compiled()
    var dice = MapTests.Dice(state: UInt64(seed) &* 104_729)
    for _ in 0..<200 {
      let code = codes[dice.roll(codes.count)]
      let damaged = copy(code) { words in
        let place = dice.roll(words.count)
        words[place] ^= UInt64(1) << UInt64(dice.roll(64))
        if dice.roll(4) == 0 { words.removeLast(dice.roll(words.count)) }
      }
      _ = CodeVerifier.complaint(about: damaged, in: program)
    }
  }
}
