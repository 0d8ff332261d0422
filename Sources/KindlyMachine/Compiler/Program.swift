// What compiled functions of one session share: constants, places of globals, plans of natives, layouts. Grows with
// every unit; nothing is ever taken out.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

final class Program {
  let environment: Environment
  let layouts: Layouts

  /// Where each global is kept, by its number.
  private(set) var globals: [Register] = []
  // The first register of both files is where the value of a source is returned.
  private(set) var globalWords = 1
  private(set) var globalRefs = 1

  /// Texts and durations of the source, made in the heap when the machine takes them over.
  private(set) var constants: [Constant] = []
  private var textNumbers: [String: Int] = [:]

  private(set) var sortPlans: [SortPlan] = []
  private(set) var fieldPlans: [FieldPlan] = []
  private(set) var actionPlans: [ActionPlan] = []
  private(set) var queryPlans: [AskPlan] = []
  private(set) var explainPlans: [ExplainPlan] = []
  private(set) var expectPlans: [ExpectPlan] = []
  private var mutatedLocals: [Int: Set<Int>] = [:]
  /// Whether the run is to end; asked while a long function is compiled.
  var isAskedToStop: () -> Bool = { false }

  enum Constant {
    case text(String)
    case duration(months: Int, days: Int, businessDays: Int, seconds: Int, parts: UInt8)
  }

  struct SortPlan {
    let rowType: TypeID
    let keys: [(type: TypeID, isDescending: Bool)]
  }

  /// Which fields of a noun a declaration or an update writes, and of what type each value is.
  struct FieldPlan {
    let noun: Noun
    let hasHandle: Bool
    let fields: [(field: Int, type: TypeID)]
  }

  /// A draft, a command, or a verb that acts on rows.
  struct ActionPlan {
    var template: FunctionID?
    var command: Command?
    var verb: Verb?
    var noun: Noun?
    var operand: TypeID = .nothing
    var names: [String] = []
    var types: [TypeID] = []
    var result: TypeID = .nothing
  }

  /// A question to the host: what stands in the windows, and what an answer that is one value becomes.
  struct AskPlan {
    let query: Query
    let parameters: [TypeID]
    let result: TypeID
    /// Of a question for a page, that for those behind the first.
    var next: Query?
  }

  /// A pipeline to be told about: what is asked at once, and the places of the verbs that are in the question and behind it.
  struct ExplainPlan {
    var ask: AskPlan?
    let source: Span
    var answered: [Span] = []
    var rest: [Span] = []
    /// Whether a part of the first verb behind the question is in it.
    var isPartial = false
  }

  init(environment: Environment) {
    self.environment = environment
    layouts = Layouts(types: environment.types, interner: environment.interner)
  }

  /// Gives places to globals that have none yet.
  func placeGlobals() {
    while globals.count < environment.globals.count {
      switch layouts.bank(environment.globals[globals.count].type) {
      case .word:
        globals.append(Register(bank: .word, index: globalWords))
        globalWords += 1
      case .ref:
        globals.append(Register(bank: .ref, index: globalRefs))
        globalRefs += 1
      }
    }
  }

  func constant(_ text: String) -> Int {
    if let number = textNumbers[text] { return number }
    constants.append(.text(text))
    textNumbers[text] = constants.count - 1
    return constants.count - 1
  }

  func constant(_ constant: Constant) -> Int {
    constants.append(constant)
    return constants.count - 1
  }

  func plan(_ plan: SortPlan) -> Int {
    sortPlans.append(plan)
    return sortPlans.count - 1
  }

  func plan(_ plan: FieldPlan) -> Int {
    fieldPlans.append(plan)
    return fieldPlans.count - 1
  }

  func plan(_ plan: AskPlan) -> Int {
    queryPlans.append(plan)
    return queryPlans.count - 1
  }

  func plan(_ plan: ExplainPlan) -> Int {
    explainPlans.append(plan)
    return explainPlans.count - 1
  }

  func plan(_ plan: ExpectPlan) -> Int {
    expectPlans.append(plan)
    return expectPlans.count - 1
  }

  func plan(_ plan: ActionPlan) -> Int {
    actionPlans.append(plan)
    return actionPlans.count - 1
  }

  /// The locals of a unit of which a part is assigned to somewhere (`xs[0] = 2`), so that reading one whole shares it.
  func locals(changedInPlaceIn unit: CheckedUnit) -> Set<Int> {
    if let known = mutatedLocals[unit.number] { return known }
    var found: Set<Int> = []
    for node in unit.tree.nodes where node.kind == .assign {
      var target = NodeID(node.a)
      while unit.tree[target].kind == .member || unit.tree[target].kind == .index {
        target = NodeID(unit.tree[target].a)
      }
      guard case .local(let local) = unit.resolutions[target.index] else { continue }
      if target != NodeID(node.a) || unit.appendedElement(node) != nil { found.insert(local.rawValue) }
    }
    mutatedLocals[unit.number] = found
    return found
  }
}

extension CheckedUnit {
  /// In `xs = xs + [e]`: the element `e`.
  func appendedElement(_ assignment: Node) -> NodeID? {
    let sum = tree[NodeID(assignment.b)]
    guard sum.kind == .binary, sum.op == BinaryOperator.add.rawValue,
      resolutions.wanted(of: Int(assignment.b)) == .error,
      tree[NodeID(sum.b)].kind == .list, tree[NodeID(sum.b)].b == 1, resolutions.wanted(of: Int(sum.b)) == .error,
      tree[NodeID(assignment.a)].kind == .name, tree[NodeID(sum.a)].kind == .name,
      resolutions.wanted(of: Int(sum.a)) == .error,
      resolutions[Int(sum.a)] == resolutions[Int(assignment.a)], resolutions[Int(sum.a)] != .none
    else { return nil }
    return tree.list(tree[NodeID(sum.b)].a, 1).first
  }
}
