// Collects the instructions of one function: labels and their patching, places, registers of both files.
// Knows nothing of the tree. Registers are handed out like a stack; a temporary lives until its mark is released.
// Invariant: no register number and no jump is ever truncated: what does not fit is reported in `overflow`, and short
// jumps that do not reach make the caller compile once more with `wide`.

import KindlySource

enum Bank {
  case word, ref
}

/// A register of one of the two files.
struct Register: Equatable {
  let bank: Bank
  let index: Int
}

struct Label {
  fileprivate let number: Int
}

struct CodeBuilder {
  private(set) var code: [Instruction] = []
  private var targets: [Int] = []
  private enum Width { case short, long, data, lowData, highData }
  private var patches: [(at: Int, after: Int, label: Int, width: Width)] = []
  private var places: [FunctionCode.Place] = []
  private var handlers: [(range: Range<Int>, target: Int, register: Int)] = []

  /// Registers in use, and the most that ever were.
  private(set) var words = 0
  private(set) var refs = 0
  private(set) var mostWords = 0
  private(set) var mostRefs = 0

  /// A register number or count that no instruction can hold.
  private(set) var overflow = false
  /// A short jump did not reach.
  private(set) var needsWide = false
  /// Whether short jumps go by way of long ones.
  let wide: Bool

  static let maximumRegisters = 60_000

  init(wide: Bool) { self.wide = wide }

  var here: Int { code.count }

  // MARK: - Registers

  mutating func allocate(_ bank: Bank) -> Register {
    switch bank {
    case .word:
      words += 1
      mostWords = max(mostWords, words)
      if words > CodeBuilder.maximumRegisters { overflow = true }
      return Register(bank: .word, index: words - 1)
    case .ref:
      refs += 1
      mostRefs = max(mostRefs, refs)
      if refs > CodeBuilder.maximumRegisters { overflow = true }
      return Register(bank: .ref, index: refs - 1)
    }
  }

  struct Mark {
    fileprivate let words: Int
    fileprivate let refs: Int
  }

  var mark: Mark { Mark(words: words, refs: refs) }

  mutating func release(_ mark: Mark) {
    words = mark.words
    refs = mark.refs
  }

  /// Makes sure that the windows of a call at the present top hold this many registers.
  mutating func reserve(words extraWords: Int, refs extraRefs: Int) {
    mostWords = max(mostWords, words + extraWords)
    mostRefs = max(mostRefs, refs + extraRefs)
  }

  /// Registers below which the file belongs to others: the globals.
  mutating func skip(words count: Int, refs refCount: Int) {
    words = count
    refs = refCount
    mostWords = count
    mostRefs = refCount
  }

  // MARK: - Instructions

  mutating func place(_ span: Span) {
    if let last = places.last {
      if last.span == span { return }
      if last.start == code.count { places.removeLast() }
    }
    places.append(FunctionCode.Place(start: code.count, span: span))
  }

  var currentSpan: Span? { places.last?.span }

  mutating func emit(_ op: Opcode, d: Int = 0, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
    code.append(Instruction(op: op, d: d, a: a, b: b, c: c))
  }

  mutating func emit(_ op: Opcode, d: Int = 0, _ a: Int, bc: Int) {
    code.append(Instruction(op: op, d: d, a: a, bc: bc))
  }

  /// Puts another instruction in the place of one.
  mutating func replace(_ at: Int, _ op: Opcode, d: Int, _ a: Int) { code[at] = Instruction(op: op, d: d, a: a, bc: 0) }

  mutating func emit(data: UInt64) { code.append(data) }

  // MARK: - Jumps

  mutating func label() -> Label {
    targets.append(-1)
    return Label(number: targets.count - 1)
  }

  mutating func bind(_ label: Label) { targets[label.number] = code.count }

  mutating func bindHere() -> Label {
    let label = label()
    bind(label)
    return label
  }

  /// A jump whose offset stands in b and c.
  mutating func jump(_ op: Opcode = .jump, _ a: Int = 0, to label: Label) {
    patches.append((code.count, code.count + 1, label.number, .long))
    emit(op, a, bc: 0)
  }

  /// A jump whose offset stands in c.
  mutating func jumpShort(_ op: Opcode, _ a: Int, _ b: Int, to label: Label) {
    if wide {
      emit(op, a, b, 1)
      emit(.jump, 0, bc: 1)
      jump(to: label)
    } else {
      patches.append((code.count, code.count + 1, label.number, .short))
      emit(op, a, b, 0)
    }
  }

  /// Makes the conditional jump to a label that was emitted last the end of a loop; false where there is none.
  mutating func closeLoop(to label: Label) -> Bool {
    guard !wide, let patch = patches.last, patch.at == code.count - 1, patch.label == label.number else { return false }
    let op: Opcode
    switch code[patch.at].op {
    case .jumpLessI: op = .loopLessI
    case .jumpLessOrEqualI: op = .loopLessOrEqualI
    case .jumpLessImmediate: op = .loopLessImmediate
    case .jumpLessOrEqualImmediate: op = .loopLessOrEqualImmediate
    case .jumpGreaterImmediate: op = .loopGreaterImmediate
    case .jumpGreaterOrEqualImmediate: op = .loopGreaterOrEqualImmediate
    case .jumpUnequalImmediate: op = .loopUnequalImmediate
    case .jumpIf: op = .loopIf
    default: return false
    }
    code[patch.at] = code[patch.at] & ~0xFF | UInt64(op.rawValue)
    return true
  }

  /// Whether any jump but the last one goes to the label.
  func isJumpedTo(_ label: Label) -> Bool { patches.dropLast().contains { $0.label == label.number } }

  /// An instruction whose jump stands in its data word.
  mutating func jumpData(_ op: Opcode, d: Int = 0, _ a: Int, _ b: Int, _ c: Int, to label: Label) {
    emit(op, d: d, a, b, c)
    patches.append((code.count, code.count + 1, label.number, .data))
    emit(data: 0)
  }

  /// An instruction with two ways to go in its data word: `other` in the upper half, where it goes on otherwise.
  mutating func jumpData(_ op: Opcode, d: Int = 0, _ a: Int, _ b: Int, _ c: Int, to label: Label, else other: Label?) {
    emit(op, d: d, a, b, c)
    patches.append((code.count, code.count + 1, label.number, .lowData))
    if let other { patches.append((code.count, code.count + 1, other.number, .highData)) }
    emit(data: 0)
  }

  mutating func handler(from start: Int, to end: Int, target: Int, register: Int) {
    if start < end { handlers.append((start..<end, target, register)) }
  }

  // MARK: - Finishing

  mutating func finish(name: String) -> FunctionCode {
    for patch in patches {
      let offset = targets[patch.label] - patch.after
      switch patch.width {
      case .long: code[patch.at] = (code[patch.at] & 0xFFFF_FFFF) | UInt64(UInt32(truncatingIfNeeded: offset)) << 32
      case .data: code[patch.at] = UInt64(bitPattern: Int64(offset))
      case .lowData: code[patch.at] |= UInt64(UInt32(truncatingIfNeeded: offset))
      case .highData: code[patch.at] |= UInt64(UInt32(truncatingIfNeeded: offset)) << 32
      case .short:
        if offset != Int(Int16(truncatingIfNeeded: offset)) { needsWide = true }
        code[patch.at] =
          (code[patch.at] & 0xFFFF_FFFF_FFFF) | UInt64(UInt16(truncatingIfNeeded: offset)) << 48
      }
    }
    return FunctionCode(
      name: name, code: code, wordRegisters: mostWords, refRegisters: mostRefs, places: places,
      handlers: handlers.map { FunctionCode.Handler(range: $0.range, target: $0.target, register: $0.register) })
  }
}
