// Tests: each body is a function of its own, checked in every run although only `kindly test` runs it. A test begins
// with an empty store, so that it sees no records but its own; and nothing of the source has run, so that of the
// source's variables it may use only those whose value comes from looking alone.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  func checkTest(_ node: NodeID) {
    guard isAtTop else { return report(.nestedDeclaration("a test"), at: node) }
    let name = tree.texts[Int(tree[node].a)]
    if !name.isEmpty, unit.tests.contains(where: { $0.name == name }) { report(.testTwice(name), at: node) }
    let id = addFunction(name: interner.intern(name), kind: .test, body: NodeID(tree[node].b))
    let saved = declaredHandles
    declaredHandles = SymbolMap()
    isInTest = true
    apart(id, isInProgress: false) {
      frames[0].result = .nothing
      _ = inferBlock(NodeID(tree[node].b), hint: nil, isValueUsed: false)
      finish(id, parameters: [], result: .nothing)
    }
    isInTest = false
    declaredHandles = saved
    unit.tests.append(TestInfo(name: name, function: id, span: tree.span(node)))
  }

  /// `at DATETIME { … }`.
  func checkMoment(_ node: NodeID) {
    let body = NodeID(tree[node].b)
    guard isInTest, frames.count == 1, innermostRow == nil else {
      report(.momentOutsideTest, at: node)
      _ = infer(NodeID(tree[node].a))
      _ = inferBlock(body, hint: nil, isValueUsed: false)
      return
    }
    check(NodeID(tree[node].a), as: .dateTime)
    // The clock has to be put back at the block's end, so that no jump leads out of it.
    let depth = frames[0].loopDepth
    frames[0].loopDepth = 0
    _ = inferBlock(body, hint: nil, isValueUsed: false)
    frames[0].loopDepth = depth
  }

  // MARK: - Variables of the source in a test

  /// Notes what the value of a variable at the top may do.
  func noteGlobal(_ node: NodeID, _ global: GlobalID, _ frame: EffectSpan) {
    globalValues.append((node, global, frame))
  }

  /// When all effects are known: which variables have a value in a test, and that no test asks for another.
  func settleTests(_ settled: SettledEffects) {
    guard !unit.tests.isEmpty else { return }
    var absent: Set<GlobalID> = []
    for (node, global, span) in globalValues {
      if settled.total(span).isPure, reached(by: [span]).isDisjoint(with: absent) {
        unit.constants.append(node)
      } else {
        absent.insert(global)
      }
    }
    // Rules and fields may be asked without a word of them in the test.
    let unspoken = bodies.indices.filter {
      let kind = environment.functions[firstFunction + $0].kind
      return kind == .ruleClause || kind == .computedField
    }.map { bodies[$0].effects }
    for test in unit.tests {
      guard let body = body(test.function), body.isChecked else { continue }
      let missing = reached(by: unspoken + [body.effects]).intersection(absent)
      guard let global = missing.min(by: { $0.rawValue < $1.rawValue }) else { continue }
      report(.absentInTest(name(environment.globals[global.rawValue].name), test: test.name), at: test.span)
    }
    unit.constantsEntry = addFunction(name: .none, kind: .constants, body: .none)
  }

  /// The variables that work may look at, itself or through what it calls.
  private func reached(by spans: [EffectSpan]) -> Set<GlobalID> {
    var found: Set<GlobalID> = []
    var seen: Set<FunctionID> = []
    var waiting = spans
    while let next = waiting.popLast() {
      log.forEach(in: next) { entry in
        switch entry {
        case .uses(let global): found.insert(global)
        case .calls(let id, _), .makes(let id, _):
          if let body = body(id), seen.insert(id).inserted { waiting.append(body.effects) }
        case .does, .callsValue, .callsParameter, .hands, .asksRules, .assignsLocal, .apart: break
        }
      }
    }
    return found
  }
}
