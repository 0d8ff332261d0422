// Reads a pattern into a tree. Whatever it does not know is an error that says what to write: a sign that is taken for
// itself today could not mean anything tomorrow.

/// What a pattern is made of.
indirect enum PatternNode {
  case nothing
  case scalar(UInt32)
  case any
  case set(PatternSet)
  case assertion(PatternAssertion)
  case sequence([PatternNode])
  case choice([PatternNode])
  case group(PatternNode, number: Int)
  case repeated(PatternNode, least: Int, most: Int?, isLazy: Bool)
}

enum PatternAssertion { case start, end, wordBorder, noWordBorder }

struct PatternFlags {
  var ignoresCase = false
  var isMultiline = false
  var dotTakesBreaks = false
}

struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  private(set) var groups = 0
  private(set) var flags = PatternFlags()

  private static let deepest = 200
  static let mostTimes = 1000

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func parse() throws(PatternError) -> PatternNode {
    try readFlags()
    let node = try choice()
    if position < scalars.count { throw error("this `)` closes nothing; write `\\)`") }
    return node
  }

  private func error(_ message: String, at offset: Int? = nil) -> PatternError {
    PatternError(message: message, offset: offset ?? position)
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private func begins(_ text: String) -> Bool { scalars[position...].starts(with: text.unicodeScalars) }

  // MARK: - Structure

  private mutating func readFlags() throws(PatternError) {
    guard begins("(?"), position + 2 < scalars.count, "ims".unicodeScalars.contains(scalars[position + 2]) else {
      return
    }
    position += 2
    while let letter = next, letter != ")" {
      switch letter {
      case "i": flags.ignoresCase = true
      case "m": flags.isMultiline = true
      case "s": flags.dotTakesBreaks = true
      default: throw error("there is no flag `\(letter)`; there are `i`, `m` and `s`")
      }
      position += 1
    }
    if !accept(")") { throw error("this `(` is never closed", at: 0) }
  }

  private mutating func choice() throws(PatternError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    if depth > PatternParser.deepest { throw error("it has too many parentheses within one another") }
    var branches = [try sequence()]
    while accept("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" { parts.append(try repeated()) }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .nothing : .sequence(parts)
  }

  private mutating func repeated() throws(PatternError) -> PatternNode {
    let start = position
    let atom = try atom()
    guard let (least, most) = try times() else { return atom }
    if case .assertion = atom { throw error("there is nothing here to repeat", at: start) }
    let isLazy = accept("?")
    let after = position
    if try times() != nil { throw error("this repeats what is repeated already", at: after) }
    return .repeated(atom, least: least, most: most, isLazy: isLazy)
  }

  private mutating func times() throws(PatternError) -> (Int, Int?)? {
    if accept("*") { return (0, nil) }
    if accept("+") { return (1, nil) }
    if accept("?") { return (0, 1) }
    guard next == "{" else { return nil }
    let start = position
    position += 1
    let least = number()
    var most = least
    if accept(",") { most = number() }
    let isOpen = scalars[position - 1] == ","
    guard let least, accept("}") else {
      throw error("a `{` says how often, as `{3}` or `{2,5}`; write `\\{`", at: start)
    }
    if !isOpen, most == nil || (most ?? 0) < least { throw error("the second number is below the first", at: start) }
    if max(least, most ?? 0) > PatternParser.mostTimes {
      throw error("at most \(PatternParser.mostTimes) times can be asked for", at: start)
    }
    return (least, isOpen ? nil : most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = next, scalar.value >= 48, scalar.value <= 57 {
      value = min((value ?? 0) * 10 + Int(scalar.value - 48), 1_000_000)
      position += 1
    }
    return value
  }

  // MARK: - Atoms

  private mutating func atom() throws(PatternError) -> PatternNode {
    let start = position
    guard let scalar = next else { return .nothing }
    position += 1
    switch scalar {
    case ".": return .any
    case "^": return .assertion(.start)
    case "$": return .assertion(.end)
    case "(": return try group(start)
    case "[": return .set(try set(start))
    case "\\": return try escape(start)
    case "*", "+", "?":
      throw error("there is nothing before this `\(scalar)` to repeat; write `\\\(scalar)`", at: start)
    case "{": throw error("there is nothing before this `{` to repeat; write `\\{`", at: start)
    default: return .scalar(scalar.value)
    }
  }

  private mutating func group(_ start: Int) throws(PatternError) -> PatternNode {
    var number: Int?
    if accept("?") {
      guard accept(":") else {
        throw error("behind `(?` stands `:`, or flags at the very beginning; patterns cannot look around", at: start)
      }
    } else {
      groups += 1
      number = groups
    }
    let inner = try choice()
    if !accept(")") { throw error("this `(` is never closed", at: start) }
    return number.map { .group(inner, number: $0) } ?? inner
  }

  private mutating func escape(_ start: Int) throws(PatternError) -> PatternNode {
    guard let scalar = next else { throw error("a `\\` stands at the end; write `\\\\`", at: start) }
    if scalar == "b" || scalar == "B" {
      position += 1
      return .assertion(scalar == "b" ? .wordBorder : .noWordBorder)
    }
    switch try escaped(start) {
    case .one(let value): return .scalar(value)
    case .kind(let kind, let isNegated): return .set(PatternSet(kinds: [(kind, isNegated)]))
    }
  }

  private enum Escaped {
    case one(UInt32)
    case kind(PatternSet.Kind, isNegated: Bool)
  }

  private mutating func escaped(_ start: Int) throws(PatternError) -> Escaped {
    guard let scalar = next else { throw error("a `\\` stands at the end; write `\\\\`", at: start) }
    position += 1
    switch scalar {
    case "d": return .kind(.digit, isNegated: false)
    case "D": return .kind(.digit, isNegated: true)
    case "w": return .kind(.word, isNegated: false)
    case "W": return .kind(.word, isNegated: true)
    case "s": return .kind(.blank, isNegated: false)
    case "S": return .kind(.blank, isNegated: true)
    case "n": return .one(10)
    case "t": return .one(9)
    case "r": return .one(13)
    case "1"..."9": throw error("patterns cannot refer back to what they captured", at: start)
    case "a"..."z", "A"..."Z", "0": throw error("`\\\(scalar)` means nothing in a pattern", at: start)
    default: return .one(scalar.value)
    }
  }

  // MARK: - Sets

  private mutating func set(_ start: Int) throws(PatternError) -> PatternSet {
    var set = PatternSet()
    set.isNegated = accept("^")
    while let scalar = next, scalar != "]" {
      let place = position
      guard let low = try setMember(scalar, &set) else { continue }
      guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        set.ranges.append(low...low)
        continue
      }
      position += 1
      guard let end = next, let high = try setMember(end, &set) else {
        throw error("a range goes from one character to another, as in `a-z`", at: place)
      }
      guard low <= high else { throw error("this range goes backwards: write its lower end first", at: place) }
      set.ranges.append(low...high)
    }
    if !accept("]") { throw error("this `[` is never closed", at: start) }
    if set.ranges.isEmpty, set.kinds.isEmpty { throw error("this set is empty", at: start) }
    return set
  }

  /// A scalar of the set; nil where it was a kind of them.
  private mutating func setMember(_ scalar: Unicode.Scalar, _ set: inout PatternSet) throws(PatternError) -> UInt32? {
    let start = position
    position += 1
    if scalar == "[" { throw error("within a set write `\\[`", at: start) }
    guard scalar == "\\" else { return scalar.value }
    switch try escaped(start) {
    case .one(let value): return value
    case .kind(let kind, let isNegated):
      set.kinds.append((kind, isNegated))
      return nil
    }
  }
}
