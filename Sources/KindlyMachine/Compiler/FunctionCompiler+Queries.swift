// Pipelines whose head the store answers: the question first, then the verbs behind it over what was answered. Where
// there is no answer, the same verbs run here over all rows.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

extension FunctionCompiler {
  /// The value of a pipeline of which the store can answer a part; nil where it can none.
  func asked(_ stages: [Stage], of source: NodeID) -> Register? {
    // What an `expect` will show must be there to be shown.
    guard watches[source.index] == nil, let planner = planner(stages, of: source), let query = planner.query else {
      return nil
    }
    let (head, rest) = (Array(stages.prefix(planner.answered)), Array(stages.dropFirst(planner.answered)))
    let elementType = types.element(finalType(source)) ?? .nothing
    let headType = head.last.map { type($0.pipe) } ?? finalType(source)
    let answer = code.allocate(.ref)
    let data = UInt64(program.plan(plan(query, planner.parameters, types.element(headType) ?? headType)))
    move(
      native(.ask, data: data, result: .ref, into: answer, at: head.last?.node ?? source) {
        $0.parameters(planner.parameters)
      }, into: answer)
    if types.element(headType) != nil {
      let end = code.label()
      code.jump(.jumpNotNull, answer.index, to: end)
      let mark = code.mark
      move(run(head, on: rows(of: source), elementType: elementType), into: answer)
      code.release(mark)
      code.bind(end)
      return rest.isEmpty
        ? answer : run(rest, on: .list(answer), elementType: types.element(headType) ?? .nothing)
    }
    return single(head, source, elementType, answer, headType, isRow: query.result == .first)
  }

  /// One value: the first element of the answer, nothing where it has none.
  private func single(
    _ head: [Stage], _ source: NodeID, _ elementType: TypeID, _ answer: Register, _ type: TypeID, isRow: Bool
  ) -> Register {
    let result = code.allocate(bank(type))
    let mark = code.mark
    let (answered, end) = (code.label(), code.label())
    code.jump(.jumpNotNull, answer.index, to: answered)
    move(run(head, on: rows(of: source), elementType: elementType), into: result)
    code.jump(to: end)
    code.bind(answered)
    code.release(mark)
    loadNothing(type, into: result)
    let index = code.allocate(.word)
    code.emit(.lengthOfList, index.index, answer.index)
    code.jumpShort(.jumpEqualImmediate, index.index, 0, to: end)
    code.emit(.intW, index.index, bc: 0)
    code.emit(result.bank == .word ? .indexW : .indexR, result.index, answer.index, index.index)
    code.bind(end)
    code.release(mark)
    return result
  }

  // MARK: - Pages

  /// The value of a pipeline over records that are read page by page: where its verbs take them one by one and change
  /// nothing, for what is made meanwhile is not among those that a loop with effects goes through.
  func paged(_ stages: [Stage], of source: NodeID) -> Register? {
    guard watches[source.index] == nil, let planner = planner(stages, of: source), planner.page(isFirst: true) != nil,
      let first = stages.dropFirst(planner.answered).first,
      let last = stages.first(where: { !passesOn($0) }) ?? stages.last
    else { return nil }
    let isFold = isFold(last) && last.verb != .each && !(last.verb == .last && stages.count == 1)
    guard isFold || passesOn(first), last.verb != .each else { return nil }
    return run(stages, on: .pages(planner, of: source), elementType: types.element(finalType(source)) ?? .nothing)
  }

  func each(inPagesOf planner: QueryPlanner, _ bank: Bank, next: Label, body: (Register) -> Void) {
    guard let first = planner.page(isFirst: true) else { return }
    let (last, length, full) = (code.allocate(.word), code.allocate(.word), code.allocate(.word))
    let page = code.allocate(.ref)
    let end = code.label()
    let types = self.plan(planner.query ?? first, planner.parameters, .nothing).parameters
    let plan = Program.AskPlan(query: first, parameters: types, result: .nothing, next: planner.page(isFirst: false))
    let data = UInt64(program.plan(plan))
    code.emit(.intW, last.index, bc: 0)
    load(word: Int64(Query.page), into: full)
    let top = code.bindHere()
    let mark = code.mark
    move(
      native(.page, data: data, result: .ref, into: page) {
        $0.argument(register: last)
        $0.parameters(planner.parameters)
      }, into: page)
    code.release(mark)
    code.emit(.lengthOfList, length.index, page.index)
    code.jumpShort(.jumpEqualImmediate, length.index, 0, to: end)
    code.emit(.intW, last.index, bc: -1)
    code.emit(.indexW, last.index, page.index, last.index)
    each(of: page, bank, next: next, body: body)
    code.jumpShort(.jumpLessI, length.index, full.index, to: end)
    code.emit(.loop)
    code.jump(to: top)
    code.bind(end)
  }

  func planner(_ stages: [Stage], of source: NodeID) -> QueryPlanner? {
    sourceNoun(source).map { QueryPlanner(self, $0, stages) }
  }

  /// The noun whose records a node stands for, all of them.
  func sourceNoun(_ node: NodeID) -> Noun? {
    guard tree[node].kind == .name, type(node) == finalType(node),
      case .source(let name) = unit.resolutions[node.index], let noun = name.noun, noun.spec.isStored
    else { return nil }
    return noun
  }

  func plan(_ query: Query, _ parameters: [QueryPlanner.Parameter], _ result: TypeID) -> Program.AskPlan {
    let types = parameters.map { parameter -> TypeID in
      switch parameter {
      case .node(let node): finalType(node)
      case .clock(let word): word == .now ? .dateTime : .date
      case .text: .text
      }
    }
    return Program.AskPlan(query: query, parameters: types, result: result)
  }

  /// The values that come with a question, in the windows of a native.
  func parameters(_ all: [QueryPlanner.Parameter]) {
    for parameter in all {
      switch parameter {
      case .node(let node): argument(node)
      case .clock(let word):
        let index = ClockName.allCases.firstIndex(of: word) ?? 0
        let register = code.allocate(.word)
        let mark = code.mark
        move(native(.clock, data: UInt64(index), result: .word, into: register) { _ in }, into: register)
        code.release(mark)
      case .text(let text): _ = constant(text: text, into: code.allocate(.ref))
      }
    }
  }

  // MARK: - Explaining

  /// `explain PIPELINE`: a text that tells which part of it is answered where.
  func explain(_ node: NodeID, at command: NodeID, into wanted: Register?) -> Register {
    // Functions that the pipeline's value is handed to.
    var (pipeline, functions) = (node, [NodeID]())
    while tree[pipeline].kind == .pipe {
      let right = NodeID(tree[pipeline].b)
      if case .verb = unit.resolutions[right.index] { break }
      functions.insert(right, at: 0)
      pipeline = NodeID(tree[pipeline].a)
    }
    let (stages, left) = chain(pipeline)
    var plan = Program.ExplainPlan(source: tree.span(left))
    let planner = planner(stages, of: left)
    if let planner, let query = planner.query {
      plan.ask = self.plan(query, planner.parameters, .nothing)
      plan.isPartial =
        planner.answered < stages.count && stages[planner.answered].verb == .where
        && query.conditions.count > stages.prefix(planner.answered).count { $0.verb == .where }
    }
    plan.answered = stages.prefix(planner?.answered ?? 0).map { tree.span($0.node) }
    plan.rest = (stages.dropFirst(planner?.answered ?? 0).map(\.node) + functions).map { tree.span($0) }
    return native(.explain, data: UInt64(program.plan(plan)), result: .ref, into: wanted, at: command) {
      if let planner, planner.query != nil { $0.parameters(planner.parameters) }
    }
  }
}
