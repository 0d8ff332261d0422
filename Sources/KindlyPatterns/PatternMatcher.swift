// Matches in the way of Thompson and Pike: all ways through the program are followed at once, scalar by scalar, in the
// order of their preference, and no way is followed twice from one position. So the time is bounded whatever the
// pattern; the match is the leftmost, and of these the one that a search with going back would find first.

struct PatternMatcher {
  private struct Thread {
    let pc: Int
    let slots: [Int]
  }

  /// The ways that are being followed at one position, the preferred first.
  private struct Threads {
    var list: [Thread] = []
    var seen: [Int]

    init(_ count: Int) { seen = Array(repeating: 0, count: count) }
  }

  private static let stepsPerLook = 1 << 14

  private let program: PatternProgram
  private let scalars: [UInt32]
  /// How often positions have been begun; marks what was seen at this one.
  private var turn = 0
  private var pending: [(pc: Int, slots: [Int])] = []
  /// What the last search has left, to be used again.
  private var spare: (Threads, Threads)
  private let none: [Int]
  private let first: UInt32?
  /// Since it was last asked whether to go on.
  private var steps = 0

  init(_ program: PatternProgram, _ scalars: [UInt32]) {
    self.program = program
    self.scalars = scalars
    spare = (Threads(program.code.count), Threads(program.code.count))
    first = program.firstScalar
    none = Array(repeating: -1, count: 2 * (program.groups + 1))
  }

  mutating func match<E: Error>(from start: Int, look: () throws(E) -> Void) throws(E) -> [Int]? {
    var (current, next) = (Threads(0), Threads(0))
    swap(&current, &spare.0)
    swap(&next, &spare.1)
    defer {
      swap(&current, &spare.0)
      swap(&next, &spare.1)
    }
    current.list.removeAll(keepingCapacity: true)
    next.list.removeAll(keepingCapacity: true)
    var found: [Int]?
    var position = start
    turn += 1
    while position <= scalars.count {
      if found == nil {
        if current.list.isEmpty, let first {
          while position < scalars.count, scalars[position] != first {
            position += 1
            try count(1, look)
          }
          if position == scalars.count { break }
        }
        follow(0, none, at: position, in: &current)
      }
      if current.list.isEmpty, found != nil { break }
      turn += 1
      try count(current.list.count + 1, look)
      step: for thread in current.list {
        switch program.code[thread.pc] {
        case .match:
          found = thread.slots
          break step
        default:
          if position < scalars.count, takes(program.code[thread.pc], scalars[position]) {
            follow(thread.pc + 1, thread.slots, at: position + 1, in: &next)
          }
        }
      }
      swap(&current, &next)
      next.list.removeAll(keepingCapacity: true)
      position += 1
    }
    return found
  }

  private mutating func count<E: Error>(_ more: Int, _ look: () throws(E) -> Void) throws(E) {
    steps += more
    if steps > Self.stepsPerLook {
      steps = 0
      try look()
    }
  }

  private func takes(_ instruction: PatternProgram.Instruction, _ scalar: UInt32) -> Bool {
    switch instruction {
    case .scalar(let wanted): wanted == (program.ignoresCase ? PatternSet.folded(scalar) : scalar)
    case .any(let takesBreaks): takesBreaks || scalar != 10
    case .set(let number): program.sets[number].holds(scalar, ignoresCase: program.ignoresCase)
    case .split, .jump, .save, .assertion, .match: false
    }
  }

  /// Goes from an instruction to all that take a scalar, without one.
  private mutating func follow(_ pc: Int, _ slots: [Int], at position: Int, in threads: inout Threads) {
    pending.append((pc, slots))
    while let (pc, slots) = pending.popLast() {
      if threads.seen[pc] == turn { continue }
      threads.seen[pc] = turn
      switch program.code[pc] {
      case .jump(let target): pending.append((target, slots))
      case .split(let preferred, let other):
        pending.append((other, slots))
        pending.append((preferred, slots))
      case .save(let slot):
        var noted = slots
        noted[slot] = position
        pending.append((pc + 1, noted))
      case .assertion(let assertion): if holds(assertion, at: position) { pending.append((pc + 1, slots)) }
      case .scalar, .any, .set, .match: threads.list.append(Thread(pc: pc, slots: slots))
      }
    }
  }

  private func holds(_ assertion: PatternAssertion, at position: Int) -> Bool {
    switch assertion {
    case .start: position == 0 || (program.isMultiline && scalars[position - 1] == 10)
    case .end: position == scalars.count || (program.isMultiline && scalars[position] == 10)
    case .wordBorder: isWord(position - 1) != isWord(position)
    case .noWordBorder: isWord(position - 1) == isWord(position)
    }
  }

  private func isWord(_ position: Int) -> Bool {
    scalars.indices.contains(position) && PatternSet.isOf(.word, scalars[position])
  }
}
