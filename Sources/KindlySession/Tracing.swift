// What was read while rules were asked, for `why`: every stored field with its value, by the clause that read it.
// Judging itself is Judging.swift's, which does the same whether or not anybody listens; saying it is Explaining.swift's.

import KindlyCatalog
import KindlyChecker

final class Trace {
  /// A field that was read.
  struct Fact: Hashable {
    let noun: Noun
    let row: RowID
    let field: Int
    let value: Value
  }

  /// A clause that was asked, what it answered, and what it read for that.
  struct Step {
    let clause: RuleClause
    let function: FunctionID
    /// The `never` that asked; nil for a clause of the obligation's own.
    let rule: String?
    var answer = Value.nothing
    var facts: [Fact] = []
  }

  private(set) var steps: [Step] = []
  private var open: [Int] = []
  private var rule: String?
  private let name: (RuleInfo) -> String

  init(name: @escaping (RuleInfo) -> String) { self.name = name }

  /// Asks a clause; what is read meanwhile belongs to it.
  func during(_ clause: RuleClause, _ function: FunctionID, _ work: () throws -> Value) throws -> Value {
    steps.append(Step(clause: clause, function: function, rule: rule))
    let place = steps.count - 1
    open.append(place)
    defer { open.removeLast() }
    let answer = try work()
    steps[place].answer = answer
    return answer
  }

  /// Asks a `never`.
  func asking(_ rule: RuleInfo, _ work: () throws -> Value) throws -> Value {
    let before = self.rule
    self.rule = name(rule)
    defer { self.rule = before }
    return try work()
  }

  func read(_ fact: Fact) {
    guard let place = open.last else { return }
    steps[place].facts.append(fact)
  }
}
