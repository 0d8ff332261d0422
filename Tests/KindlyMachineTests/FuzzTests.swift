// Random programs that are well typed by the way they are made: each prints the same in one go and with a collection at
// every safepoint. The dice are the same in every run.

import KindlyMachine
import Testing

/// Writes programs. Every expression of a kind is of one type; variables are known by their kind.
private struct Author {
  enum Kind: CaseIterable { case int, text, list, map, record }

  var dice: MapTests.Dice
  var names: [Kind: [String]] = [:]
  var variables: [Kind: [String]] = [:]
  var next = 0

  static let types: [Kind: String] = [
    .int: "Int", .text: "Text", .list: "List<Int>", .map: "Map<Text, List<Int>>",
    .record: "{n: Int, xs: List<Int>, m: Map<Int, Text>}",
  ]

  mutating func pick(_ choices: [String]) -> String { choices[dice.roll(choices.count)] }

  mutating func fresh() -> String {
    next += 1
    return "v\(next)"
  }

  mutating func known(_ kind: Kind) -> String? {
    guard let all = names[kind], !all.isEmpty else { return nil }
    return all[dice.roll(all.count)]
  }

  mutating func expression(_ kind: Kind, _ depth: Int) -> String {
    if dice.roll(3) == 0, let name = known(kind) { return name }
    let e = depth - 1
    switch kind {
    case .int:
      if depth <= 0 { return "\(dice.roll(9))" }
      switch dice.roll(11) {
      case 0: return "(\(expression(.int, e)) + \(expression(.int, e)) mod 1000)"
      case 1: return "(\(expression(.int, e)) mod 97 * \(dice.roll(9)) - 3)"
      case 2: return "length(\(expression(.list, e)))"
      case 3: return "length(\(expression(.map, e)))"
      case 4: return "(\(expression(.list, e)) | sum it mod 1000)"
      case 5: return "((\(expression(.list, e)) | first) ?? \(expression(.int, e)))"
      case 6: return "(if \(expression(.int, e)) < \(expression(.int, e)) { \(expression(.int, e)) } else { 1 })"
      case 7: return "(\(expression(.record, e))).n"
      case 8: return "((\(expression(.map, e)))[\(expression(.text, e))] ?? [\(expression(.int, e))] | count)"
      case 9: return "(1..\(dice.roll(6)) | where it mod 2 == 0 | count)"
      default: return "length(\(expression(.text, e)))"
      }
    case .text:
      if depth <= 0 { return pick(["\"a\"", "\"b\"", "\"é\"", "\"\""]) }
      switch dice.roll(5) {
      case 0: return "(\(expression(.text, e)) + \(expression(.text, e)))"
      case 1: return "\"<{\(expression(.int, e))}>\""
      case 2: return "upper(\(expression(.text, e)))"
      case 3: return "((\(expression(.record, e))).m[\(expression(.int, e))] ?? \(expression(.text, e)))"
      default: return "join(keys(\(expression(.map, e))), \"/\")"
      }
    case .list:
      if depth <= 0 { return "[\(dice.roll(9)), \(dice.roll(9))]" }
      switch dice.roll(8) {
      case 0: return "(\(expression(.list, e)) | map it mod 50 + 1 | take 20)"
      case 1: return "((\(expression(.list, e)) + [\(expression(.int, e))]) | take 20)"
      case 2: return "(\(expression(.list, e)) | where it mod 2 == 0)"
      case 3: return "(\(expression(.list, e)) | sort it desc | distinct)"
      case 4: return "((\(expression(.map, e)))[\(expression(.text, e))] ?? \(expression(.list, e)))"
      case 5: return "(\(expression(.record, e))).xs"
      case 6: return "(values(\(expression(.map, e))) | flatten | take 20)"
      default: return "(0..\(dice.roll(5)) | map it * \(dice.roll(5)))"
      }
    case .map:
      if depth <= 0 { return "[\"a\": [\(dice.roll(9))], \"z\": []]" }
      switch dice.roll(4) {
      case 0: return "(\(expression(.map, e)) + [\"p\": \(expression(.list, e))])"
      case 1: return "without(\(expression(.map, e)), \(expression(.text, e)))"
      case 2: return "group_by(\(expression(.list, e)), n -> \"g{n mod 3}\")"
      default: return "[\"x\": \(expression(.list, e)), \"y\": \(expression(.list, e))]"
      }
    case .record:
      let map =
        "count_by(\(expression(.list, max(e, 0))), n -> n mod 5) | entries | map { key: key, value: \"c{value}\" } | to_map"
      return "{ n: \(expression(.int, e)), xs: \(expression(.list, e)), m: (\(map)) }"
    }
  }

  mutating func statement(_ depth: Int, _ indent: String) -> String {
    let kind = Kind.allCases[dice.roll(Kind.allCases.count)]
    switch dice.roll(9) {
    case 0...2:
      let name = fresh()
      let isVariable = dice.roll(2) == 0
      let line =
        "\(indent)\(isVariable ? "var" : "let") \(name): \(Author.types[kind] ?? "") = \(expression(kind, 3))\n"
      names[kind, default: []].append(name)
      if isVariable { variables[kind, default: []].append(name) }
      return line
    case 3, 4:
      guard let all = variables[kind], !all.isEmpty else { return statement(depth, indent) }
      let name = all[dice.roll(all.count)]
      switch kind {
      case .map where dice.roll(2) == 0:
        return "\(indent)\(name)[\(expression(.text, 2))] = \(dice.roll(4) == 0 ? "nothing" : expression(.list, 2))\n"
      case .list where dice.roll(2) == 0:
        return "\(indent)\(name) = \(name) + [\(expression(.int, 2))]\n\(indent)\(name)[-1] = \(expression(.int, 2))\n"
      case .record where dice.roll(2) == 0:
        return pick([
          "\(indent)\(name).n = \(expression(.int, 2))\n",
          "\(indent)\(name).m[\(expression(.int, 1))] = \(expression(.text, 2))\n",
          "\(indent)\(name).xs = \(expression(.list, 2))\n",
        ])
      default: return "\(indent)\(name) = \(expression(kind, 3))\n"
      }
    case 5 where depth > 0:
      let (outer, outerVariables) = (names, variables)
      let name = fresh()
      names[.int, default: []].append(name)
      let body = (0...dice.roll(3)).map { _ in statement(depth - 1, indent + "  ") }.joined()
      (names, variables) = (outer, outerVariables)
      return "\(indent)for \(name) in \(pick(["1..3", expression(.list, 1)])) {\n\(body)\(indent)}\n"
    case 6 where depth > 0:
      let (outer, outerVariables) = (names, variables)
      let body = (0...dice.roll(2)).map { _ in statement(depth - 1, indent + "  ") }.joined()
      (names, variables) = (outer, outerVariables)
      return "\(indent)if \(expression(.int, 2)) > \(dice.roll(20)) {\n\(body)\(indent)}\n"
    case 7:
      let name = fresh()
      let line = "\(indent)let \(name) = (n: Int) -> \(expression(.int, 2)) + n\n"
      return line + "\(indent)print(\(name)(\(expression(.int, 1))))\n"
    default: return "\(indent)print(\(expression(kind, 3)))\n"
    }
  }

  mutating func program() -> String {
    var source = "fn work() {\n"
    for _ in 0..<12 { source += statement(2, "  ") }
    for kind in Kind.allCases { for name in names[kind] ?? [] { source += "  print(\(name))\n" } }
    source += "}\nwork()\n"
    (names, variables) = ([:], [:])
    for _ in 0..<8 { source += statement(2, "") }
    for kind in Kind.allCases { for name in names[kind] ?? [] { source += "print(\(name))\n" } }
    return source
  }
}

@Suite struct FuzzTests {
  /// What a program prints, and how it ends.
  private func outcome(_ source: String, isStressed: Bool) throws -> String {
    let session = try TestSession(isStressed: isStressed)
    do {
      return try session.output(source)
    } catch let error as RuntimeError {
      return session.host.output + error.code.description
    }
  }

  @Test(arguments: 1...150)
  func collectingChangesNothing(_ seed: Int) throws {
    var author = Author(dice: MapTests.Dice(state: UInt64(seed) &* 7919))
    let source = author.program()
    let plain = try outcome(source, isStressed: false)
    #expect(!plain.isEmpty, "\(source)")
    #expect(try outcome(source, isStressed: true) == plain, "\(source)")
  }
}
