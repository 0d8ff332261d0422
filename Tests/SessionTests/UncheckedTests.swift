// Nothing unchecked reaches the machine. After checking, a walk over the tree of every golden script, and of the library,
// finds a type or a resolution at every expression; of scripts that were damaged by chance, those that the checker takes
// run without a trap and without code that the verifier would refuse.

import KindlyChecker
import KindlySource
import KindlySyntax
import Testing

@testable import KindlySession

struct UncheckedTests {
  /// What of a unit has neither a type nor a resolution, besides the parts that others are made of.
  private static func unvisited(_ unit: CheckedUnit) -> [NodeKind] {
    var found: [NodeKind] = []
    var open = unit.tree.statements
    while let node = open.popLast() {
      switch unit.tree[node].kind {
      case .recordField, .argument, .verbArgument, .typeName, .typeOptional, .typeList, .typeGeneric, .typeRecord,
        .typeFunction, .function, .template, .rule, .test, .use, .field, .parameter, .arm, .missing:
        break
      default:
        if unit.types[node.index] == .error, unit.resolutions[node.index] == .none, unit.arguments(of: node).isEmpty {
          found.append(unit.tree[node].kind)
        }
      }
      unit.tree.forEachChild(of: node) { open.append($0) }
    }
    return found
  }

  @Test(arguments: GoldenScriptTests.scripts)
  func everyExpressionHasBeenVisited(_ path: String) throws {
    let source = try Project.text("Tests/Golden/scripts/" + path)
    let bench = try Bench()
    bench.files = .disk(root: Project.root + "/Tests/Golden/scripts")
    _ = bench.withSession { session in
      _ = session.check(name: path, bytes: Array(source.utf8))
      for unit in session.environment.units { #expect(Self.unvisited(unit) == []) }
      return .success
    }
  }

  /// Words, literals and brackets that a damaged script may get where something else was.
  private static let spare = [
    "remove", "on", "because", "with", "its records", "1 + 2", "@dana", "nothing", "now", "(", ")", "{", "}", "|",
    "where",
    "draft", "thank_you", "it", "x -> x", "if true { 1 }", "match", "=>", "do", "??", "not", "despite", "explain", "as",
  ]

  @Test(arguments: 1...24)
  func damagedScriptsNeverTrap(_ seed: UInt64) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<6 {
      let path = dice.pick(GoldenScriptTests.scripts.filter { !$0.hasPrefix("time/") })
      var pieces = try Project.text("Tests/Golden/scripts/" + path).split(
        omittingEmptySubsequences: false, whereSeparator: { $0 == " " })
      for _ in 0...dice.below(3) {
        let place = dice.below(pieces.count)
        switch dice.below(4) {
        case 0: pieces.remove(at: place)
        case 1: pieces.insert(pieces[dice.below(pieces.count)], at: place)
        case 2: pieces.swapAt(place, dice.below(pieces.count))
        default: pieces[place] = Substring(dice.pick(Self.spare))
        }
      }
      let source = pieces.joined(separator: " ")
      let bench = try Bench()
      bench.files = .disk(root: Project.root + "/Tests/Golden/scripts")
      bench.timeout = 5
      let outcome = bench.script(source, name: path)
      #expect(!outcome.complaints.contains("internal error"), "seed \(seed), \(path)\n\(source)")
    }
  }
}
