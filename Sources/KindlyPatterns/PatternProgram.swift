// The instructions of a pattern, and the sets of scalars that they ask for. Repeating `{2,5}` is written out, so that
// the program's length is bounded, and with it the time that matching takes.

struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    case scalar(UInt32)
    /// Any scalar, a line break only where the flag says so.
    case any(takesBreaks: Bool)
    case set(Int)
    /// Goes on at both; the first is preferred.
    case split(Int, Int)
    case jump(Int)
    /// Notes the position in a slot.
    case save(Int)
    case assertion(PatternAssertion)
    case match
  }

  private(set) var code: [Instruction] = []
  private(set) var sets: [PatternSet] = []
  let groups: Int
  let ignoresCase: Bool
  let isMultiline: Bool
  private let dotTakesBreaks: Bool

  static let longest = 4000

  init(_ node: PatternNode, groups: Int, flags: PatternFlags) throws(PatternError) {
    self.groups = groups
    ignoresCase = flags.ignoresCase
    isMultiline = flags.isMultiline
    dotTakesBreaks = flags.dotTakesBreaks
    try emit(.save(0))
    try add(node)
    try emit(.save(1))
    try emit(.match)
  }

  /// The scalar that every match begins with, if there is one.
  var firstScalar: UInt32? {
    guard !ignoresCase, code.count > 1 else { return nil }
    var index = 1
    while case .save = code[index] { index += 1 }
    if case .scalar(let scalar) = code[index] { return scalar }
    return nil
  }

  private mutating func emit(_ instruction: Instruction) throws(PatternError) {
    guard code.count < PatternProgram.longest else { throw PatternError(message: "it repeats too much", offset: 0) }
    code.append(instruction)
  }

  private mutating func add(_ node: PatternNode) throws(PatternError) {
    switch node {
    case .nothing: break
    case .scalar(let scalar): try emit(.scalar(ignoresCase ? PatternSet.folded(scalar) : scalar))
    case .any: try emit(.any(takesBreaks: dotTakesBreaks))
    case .set(let set):
      sets.append(set)
      try emit(.set(sets.count - 1))
    case .assertion(let assertion): try emit(.assertion(assertion))
    case .sequence(let parts): for part in parts { try add(part) }
    case .choice(let branches): try add(branches[...])
    case .group(let inner, let number):
      try emit(.save(2 * number))
      try add(inner)
      try emit(.save(2 * number + 1))
    case .repeated(let inner, let least, let most, let isLazy):
      for _ in 0..<least { try add(inner) }
      if let most {
        try add(inner, optional: most - least, isLazy: isLazy)
      } else {
        let start = code.count
        try emit(.match)
        try add(inner)
        try emit(.jump(start))
        split(at: start, isLazy: isLazy)
      }
    }
  }

  private mutating func add(_ branches: ArraySlice<PatternNode>) throws(PatternError) {
    guard let first = branches.first, branches.count > 1 else {
      for branch in branches { try add(branch) }
      return
    }
    let start = code.count
    try emit(.match)
    try add(first)
    let end = code.count
    try emit(.match)
    code[start] = .split(start + 1, code.count)
    try add(branches.dropFirst())
    code[end] = .jump(code.count)
  }

  private mutating func add(_ inner: PatternNode, optional count: Int, isLazy: Bool) throws(PatternError) {
    var starts: [Int] = []
    for _ in 0..<count {
      starts.append(code.count)
      try emit(.match)
      try add(inner)
    }
    let end = code.count
    for start in starts { code[start] = isLazy ? .split(end, start + 1) : .split(start + 1, end) }
  }

  private mutating func split(at start: Int, isLazy: Bool) {
    code[start] = isLazy ? .split(code.count, start + 1) : .split(start + 1, code.count)
  }
}

/// Which scalars may stand at a place.
struct PatternSet: Sendable {
  enum Kind: Sendable { case digit, word, blank }

  var ranges: [ClosedRange<UInt32>] = []
  var kinds: [(kind: Kind, isNegated: Bool)] = []
  var isNegated = false

  func holds(_ scalar: UInt32, ignoresCase: Bool) -> Bool {
    var found = isMember(scalar)
    if !found, ignoresCase { found = isMember(PatternSet.folded(scalar)) || isMember(PatternSet.raised(scalar)) }
    return found != isNegated
  }

  private func isMember(_ scalar: UInt32) -> Bool {
    ranges.contains { $0.contains(scalar) } || kinds.contains { PatternSet.isOf($0.kind, scalar) != $0.isNegated }
  }

  static func isOf(_ kind: Kind, _ value: UInt32) -> Bool {
    if value < 128 {
      switch kind {
      case .digit: return value >= 48 && value <= 57
      case .blank: return value == 32 || (value >= 9 && value <= 13)
      case .word:
        return (value >= 48 && value <= 57) || (value >= 65 && value <= 90) || (value >= 97 && value <= 122)
          || value == 95
      }
    }
    guard let properties = Unicode.Scalar(value)?.properties else { return false }
    switch kind {
    case .digit: return properties.generalCategory == .decimalNumber
    case .blank: return properties.isWhitespace
    case .word:
      return properties.isAlphabetic || properties.generalCategory == .decimalNumber
        || properties.canonicalCombiningClass != .notReordered
    }
  }

  /// In lower case, where that is one scalar too.
  static func folded(_ value: UInt32) -> UInt32 {
    if value < 128 { return value >= 65 && value <= 90 ? value + 32 : value }
    return one(Unicode.Scalar(value)?.properties.lowercaseMapping) ?? value
  }

  private static func raised(_ value: UInt32) -> UInt32 {
    if value < 128 { return value >= 97 && value <= 122 ? value - 32 : value }
    return one(Unicode.Scalar(value)?.properties.uppercaseMapping) ?? value
  }

  private static func one(_ text: String?) -> UInt32? {
    guard let scalars = text?.unicodeScalars, scalars.count == 1 else { return nil }
    return scalars.first?.value
  }
}
