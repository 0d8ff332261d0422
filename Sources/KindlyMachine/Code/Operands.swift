// What the three operand fields of each instruction name, as the loop reads them: for the verifier, and for whoever adds
// an instruction. What an instruction does with them is `Opcode`'s; the switch has no default.

/// What a field of an instruction is.
enum Operand: Equatable {
  /// Not looked at, or a number that means itself.
  case plain
  /// A register that is read, written, or both.
  case word(Access)
  case ref(Access)
  /// A register of either file, as the data of the object in `b` or `a` says.
  case either
  /// A register of the file that `d` names: 0 words, 1 references, 2 none.
  case chosen(Access)

  enum Access: Equatable {
    case reads, writes, changes
  }
}

/// What follows an instruction, or is in the fields `b` and `c` together.
enum Wide: Equatable {
  case none
  case jump
  case constant
  case globalWord, globalRef
}

/// Where a jump goes from: how far is in one of these.
enum Jump: Equatable {
  case none
  /// The field `c`, signed.
  case short
  /// The fields `b` and `c`.
  case long
  /// The word of data.
  case data
  /// The two halves of the word of data.
  case twoWays
}

struct Operands: Equatable {
  var a = Operand.plain
  var b = Operand.plain
  var c = Operand.plain
  var wide = Wide.none
  var jump = Jump.none
  /// Whether the instruction after this one is not reached from it.
  var ends = false

  init(
    _ a: Operand = .plain, _ b: Operand = .plain, _ c: Operand = .plain, wide: Wide = .none, jump: Jump = .none,
    ends: Bool = false
  ) {
    (self.a, self.b, self.c, self.wide, self.jump, self.ends) = (a, b, c, wide, jump, ends)
  }
}

extension Opcode {
  var operands: Operands {
    let (r, w) = (Operand.ref(.reads), Operand.word(.reads))
    let (toR, toW) = (Operand.ref(.writes), Operand.word(.writes))
    switch self {
    case .halt, .compile: return Operands(ends: true)
    case .moveW: return Operands(toW, w)
    case .moveR: return Operands(toR, r)
    case .intW, .wordW: return Operands(toW)
    case .nullR, .list, .map: return Operands(toR)
    case .constantR: return Operands(toR, wide: .constant)
    case .globalW: return Operands(toW, wide: .globalWord)
    case .globalR: return Operands(toR, wide: .globalRef)
    case .setGlobalW: return Operands(w, wide: .globalWord)
    case .setGlobalR: return Operands(r, wide: .globalRef)
    case .addI, .subI, .mulI, .divI, .modI, .addN, .subN, .mulN, .divN, .floorDivN, .modN, .equalW, .lessI,
      .lessOrEqualI, .equalN, .lessN, .lessOrEqualN:
      return Operands(toW, w, w)
    case .addImmediate, .mulImmediate, .divImmediate, .modImmediate, .negI, .negN, .toNumber, .notW:
      return Operands(toW, w)
    case .equalText: return Operands(toW, r, r)
    case .jump: return Operands(jump: .long, ends: true)
    // Looks at the clock and goes on.
    case .loop: return Operands()
    case .jumpIf, .jumpUnless, .jumpNothing, .jumpSomething, .jumpNothingN, .jumpSomethingN, .loopIf:
      return Operands(w, jump: .long)
    case .jumpNull, .jumpNotNull: return Operands(r, jump: .long)
    case .jumpEqualW, .jumpUnequalW, .jumpLessI, .jumpLessOrEqualI, .jumpEqualN, .jumpUnequalN, .jumpLessN,
      .jumpNotLessN, .jumpLessOrEqualN, .jumpNotLessOrEqualN, .loopLessI, .loopLessOrEqualI:
      return Operands(w, w, jump: .short)
    case .jumpEqualImmediate, .jumpUnequalImmediate, .jumpLessImmediate, .jumpLessOrEqualImmediate,
      .jumpGreaterImmediate, .jumpGreaterOrEqualImmediate, .loopLessImmediate, .loopLessOrEqualImmediate,
      .loopGreaterImmediate, .loopGreaterOrEqualImmediate, .loopUnequalImmediate:
      return Operands(w, jump: .short)
    case .jumpEqualText, .jumpUnequalText: return Operands(r, r, jump: .short)
    case .countUp: return Operands(.word(.changes), w, jump: .short)
    case .nextW: return Operands(toW, r, .word(.changes), jump: .data)
    case .nextR: return Operands(toR, r, .word(.changes), jump: .data)
    case .nextEntry: return Operands(.plain, r, .word(.changes), jump: .data)
    // Their windows are looked at apart.
    case .call, .native: return Operands()
    case .callClosure: return Operands(.plain, .plain, r)
    case .returnW: return Operands(w, ends: true)
    case .returnR: return Operands(r, ends: true)
    // What they take in is a run of registers, which is looked at apart.
    case .record, .closure: return Operands(toR)
    case .slotW: return Operands(toW, r)
    case .slotR: return Operands(toR, r)
    case .setSlotW: return Operands(w, r)
    case .setSlotR: return Operands(r, r)
    case .cellW, .box: return Operands(toR, w)
    case .cellR: return Operands(toR, r)
    case .share, .ownRecord, .ownList, .ownMap: return Operands(.ref(.changes))
    case .pushW: return Operands(r, w)
    case .pushR: return Operands(r, r)
    case .appendW: return Operands(.ref(.changes), w)
    case .appendR: return Operands(.ref(.changes), r)
    case .indexW: return Operands(toW, r, w)
    case .indexR: return Operands(toR, r, w)
    case .setIndexW: return Operands(r, w, w)
    case .setIndexR: return Operands(r, w, r)
    case .lengthOfList: return Operands(toW, r)
    case .findWord: return Operands(.chosen(.writes), r, w, jump: .twoWays)
    case .findText: return Operands(.chosen(.writes), r, r, jump: .twoWays)
    case .findAny: return Operands(.chosen(.writes), r, .either, jump: .twoWays)
    case .setWord: return Operands(r, w, .chosen(.reads))
    case .setText: return Operands(r, r, .chosen(.reads))
    case .setAny: return Operands(r, .either, .chosen(.reads))
    case .entryW: return Operands(toW, r, w)
    case .entryR: return Operands(toR, r, w)
    case .concat: return Operands(toR, r, r)
    }
  }
}
