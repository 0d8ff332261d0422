// Patterns: what fits, what is captured, what is refused - and that no pattern takes long.

import Testing

@testable import KindlyPatterns

struct PatternTests {
  private func captures(_ pattern: String, _ text: String) throws -> [String]? {
    let scalars = text.unicodeScalars.map(\.value)
    guard let slots = try Pattern(pattern).match(in: scalars, look: {}) else { return nil }
    return stride(from: 0, to: slots.count, by: 2).map { index in
      if slots[index] < 0 { return "-" }
      return String(
        String.UnicodeScalarView(scalars[slots[index]..<slots[index + 1]].compactMap { Unicode.Scalar($0) }))
    }
  }

  @Test(
    arguments: [
      ("abc", "xabcx", ["abc"]), ("a.c", "a\nc abc", ["abc"]), ("(?s)a.c", "a\nc", ["a\nc"]),
      ("a*", "baa", [""]), ("a+", "baa", ["aa"]), ("a+?", "baa", ["a"]), ("a{2}", "aaa", ["aa"]),
      ("a{2,}", "aaaa", ["aaaa"]), ("a{1,2}?", "aaa", ["a"]), ("a{0,3}b", "aab", ["aab"]),
      ("(a|ab)(c|bcd)", "abcd", ["abcd", "a", "bcd"]), ("(a)|(b)", "b", ["b", "-", "b"]),
      ("(a*)+", "aa", ["aa", "aa"]), ("(?:a|b)+", "abba", ["abba"]), ("", "x", [""]), ("x|", "y", [""]),
      ("^b", "b", ["b"]), ("(?m)^b$", "a\nb\nc", ["b"]), ("\\bin\\b", "inn in", ["in"]), ("\\Bn", "in", ["n"]),
      ("[a-c]+", "xxabcd", ["abc"]), ("[^,]+", ",ab,", ["ab"]), ("[\\d.]+", "v1.20", ["1.20"]),
      ("[-a]+", "b-a", ["-a"]),
      ("[]x]", "]x", nil), ("\\d+\\s\\w+", "on 24 Nov", ["24 Nov"]), ("(?i)strasse|É", "é", ["é"]),
      ("(?i)[a-z]+", "ABC", ["ABC"]), ("\\w+", "Zoë", ["Zoë"]), ("\\.\\*\\\\", ".*\\", [".*\\"]),
      ("a]}", "a]}", ["a]}"]),
      ("(\\w+)@(\\w+)\\.com", "to dana@acme.com now", ["dana@acme.com", "dana", "acme"]),
    ] as [(String, String, [String]?)])
  func captures(_ pattern: String, _ text: String, _ wanted: [String]?) throws {
    if wanted == nil {
      #expect(throws: PatternError.self) { try captures(pattern, text) }
    } else {
      #expect(try captures(pattern, text) == wanted)
    }
  }

  @Test(arguments: ["abc", "^b$", "\\d", "a{3}", "(?i)x", "[^ab]", "\\bab"])
  func fitsNowhere(_ pattern: String) throws { #expect(try captures(pattern, "aabb") == nil) }

  @Test(arguments: [
    ("(", "this `(` is never closed"), (")", "this `)` closes nothing; write `\\)`"), ("*a", "there is nothing"),
    ("a**", "this repeats"), ("a{", "a `{` says how often"), ("a{2,1}", "the second number"),
    ("a{1001}", "at most 1000"),
    ("[a", "this `[` is never closed"), ("[z-a]", "this range"), ("\\", "a `\\` stands at the end"),
    ("(a)\\1", "patterns cannot refer back"), ("\\q", "`\\q` means nothing"), ("(?=a)", "behind `(?`"),
    ("(?ix)a", "there is no flag `x`"), ("^*", "there is nothing here to repeat"),
    ("(a{1000}){1000}", "it repeats too"),
    ("[]", "this set is empty"),
  ])
  func isRefused(_ pattern: String, _ words: String) {
    let error = #expect(throws: PatternError.self) { try Pattern(pattern) }
    #expect(error?.message.hasPrefix(words) == true, "\(error?.message ?? "")")
  }

  @Test func nestingHasALimit() {
    let deep = String(repeating: "(", count: 100_000)
    #expect(throws: PatternError.self) { try Pattern(deep) }
  }

  /// What going back would take longer than the universe for takes steps in proportion to the text.
  @Test func noPatternIsSlow() throws {
    for pattern in ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)x"] {
      #expect(try captures(pattern, String(repeating: "a", count: 2000) + "!") == nil)
    }
  }

  @Test func canBeStopped() throws {
    struct Stopped: Error {}
    let text = Array(repeating: UInt32(97), count: 100_000)
    #expect(throws: Stopped.self) { try Pattern("(a|b)*c").match(in: text) { throw Stopped() } }
  }

  /// Against a matcher that goes back, on small random patterns and texts.
  @Test func agreesWithGoingBack() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<400 {
      let pattern = random(depth: 3, &generator)
      let text = String(
        (0..<Int.random(in: 0...7, using: &generator)).map { _ in "abc".randomElement(using: &generator) ?? "a" })
      var parser = PatternParser(pattern)
      let node = try parser.parse()
      let scalars = text.unicodeScalars.map(\.value)
      var wanted: Range<Int>?
      for start in 0...scalars.count {
        if let end = backtrack(node, scalars, start, { $0 }) {
          wanted = start..<end
          break
        }
      }
      let found = try Pattern(pattern).match(in: scalars, look: {})
      #expect(found.map { $0[0]..<$0[1] } == wanted, "\(pattern) in \(text)")
    }
  }

  private func random(depth: Int, _ generator: inout SystemRandomNumberGenerator) -> String {
    func part() -> String { random(depth: depth - 1, &generator) }
    guard depth > 0 else { return ["a", "b", ".", "[ab]"].randomElement(using: &generator) ?? "a" }
    switch Int.random(in: 0...5, using: &generator) {
    case 0: return part() + part()
    case 1: return "(?:\(part())|\(part()))"
    case 2: return "(?:\(part())b)*"
    case 3: return "(?:a\(part()))?"
    case 4: return "(?:c\(part())){1,2}?"
    default: return part()
    }
  }

  private func backtrack(_ node: PatternNode, _ text: [UInt32], _ at: Int, _ goOn: (Int) -> Int?) -> Int? {
    switch node {
    case .nothing: return goOn(at)
    case .scalar(let scalar): return at < text.count && text[at] == scalar ? goOn(at + 1) : nil
    case .any: return at < text.count && text[at] != 10 ? goOn(at + 1) : nil
    case .set(let set): return at < text.count && set.holds(text[at], ignoresCase: false) ? goOn(at + 1) : nil
    case .assertion: return goOn(at)
    case .sequence(let parts):
      guard let first = parts.first else { return goOn(at) }
      return backtrack(first, text, at) { backtrack(.sequence(Array(parts.dropFirst())), text, $0, goOn) }
    case .choice(let branches):
      for branch in branches { if let end = backtrack(branch, text, at, goOn) { return end } }
      return nil
    case .group(let inner, _): return backtrack(inner, text, at, goOn)
    case .repeated(let inner, let least, let most, let isLazy):
      func more() -> Int? {
        if most == 0 { return nil }
        return backtrack(inner, text, at) { end in
          if end == at, least == 0 { return nil }
          return backtrack(
            .repeated(inner, least: max(0, least - 1), most: most.map { $0 - 1 }, isLazy: isLazy), text, end, goOn)
        }
      }
      if least > 0 { return more() }
      return isLazy ? goOn(at) ?? more() : more() ?? goOn(at)
    }
  }
}
