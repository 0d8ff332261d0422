// Types expressions: from what they are made of, with the expected type as a hint that reaches through branches,
// defaults and elements. Names, operators, calls and pipelines have rooms of their own.

import KindlyCatalog
import KindlySource
import KindlySyntax

extension Checker {
  /// The type of an expression. `hint` is what its surroundings want, if they know; whether it fits is theirs to see.
  func infer(_ node: NodeID, hint: TypeID? = nil) -> TypeID {
    guard node.exists else { return .error }
    if node == inferred {
      inferred = .none
      return unit.types[node.index]
    }
    let expression = tree[node]
    if expression.kind.goesOn, NodeID(expression.a) != inferred, isLongChain(node) { inferLeftmost(of: node, hint) }
    switch expression.kind {
    case .missing: return set(node, .error)
    case .integer: return set(node, .int)
    case .number: return set(node, .number)
    case .text: return set(node, .text)
    case .interpolation: return inferInterpolation(node)
    case .date: return set(node, .date)
    case .time: return set(node, .time)
    case .dateTime:
      checkMomentLiteral(node)
      return set(node, .dateTime)
    case .duration:
      checkLength(node)
      return set(node, Checker.isCalendarUnit(expression.op) ? .period : .duration)
    case .boolean: return set(node, .bool)
    case .nothing: return set(node, .nothing)
    case .handle: return inferHandle(node)
    case .list: return inferList(node, hint: hint)
    case .mapLiteral: return inferMap(node, hint: hint)
    case .record: return inferRecord(node, hint: hint)
    case .name: return inferName(node, hint: hint)
    case .it: return inferIt(node)
    case .unary: return inferUnary(node, hint: hint)
    case .binary: return inferBinary(node, hint: hint)
    case .call: return inferCall(node, hint: hint, piped: nil)
    case .member: return inferMember(node)
    case .index: return inferIndex(node)
    case .atTime:
      let date = infer(NodeID(expression.a), hint: .date)
      check(NodeID(expression.b), as: .time)
      if isDuration(date) {
        report(.timeBehindLength(describe(date)), at: node)
        return set(node, .error)
      }
      convert(NodeID(expression.a), from: date, to: .date)
      return set(node, .dateTime)
    case .ago, .fromNow:
      does(.reads)
      let duration = infer(NodeID(expression.a))
      if duration != .period { convert(NodeID(expression.a), from: duration, to: .duration) }
      return set(node, duration == .period ? .date : .dateTime)
    case .weekday:
      does(.reads)
      let word = name(Symbol(rawValue: expression.a))
      if (ClockName(rawValue: word)?.weekday ?? 0) == 0 {
        report(.unknownName(word, suggestions: near(word, ClockName.allCases.dropFirst(4).map(\.rawValue))), at: node)
      }
      return set(node, .date)
    case .lambda: return inferLambda(node, hint: hint)
    case .ifElse: return inferIf(node, hint: hint, isValueUsed: true)
    case .match: return inferMatch(node, hint: hint, isValueUsed: true)
    case .block: return inferBlock(node, hint: hint, isValueUsed: true)
    case .tryCatch: return inferTry(node, hint: hint, isValueUsed: true)
    case .fail:
      check(NodeID(expression.a), as: .text)
      return set(node, .never)
    case .returns: return inferReturn(node)
    case .breaks, .continues:
      if (frames.last?.loopDepth ?? 0) == 0 {
        report(.outsideLoop(expression.kind == .breaks ? "break" : "continue"), at: node)
      }
      return set(node, .never)
    case .pipe: return inferPipe(node, hint: hint)
    case .noun: return inferNoun(node)
    case .command: return inferCommand(node)
    case .binding, .assign, .function, .field, .template, .rule, .forIn, .whileLoop, .expect, .use, .test, .atMoment:
      // A statement where a value belongs, such as the only statement of a block: it gives nothing.
      checkStatement(node, isValueUsed: false)
      return set(node, unit.types[node.index] == .never ? .never : .nothing)
    case .recordField, .argument, .parameter, .verb, .verbArgument, .arm, .typeName, .typeOptional, .typeList,
      .typeGeneric, .typeRecord, .typeFunction:
      report(.notAValue, at: node)
      return set(node, .error)
    }
  }

  private static func isCalendarUnit(_ unit: UInt8) -> Bool {
    switch DurationUnit(rawValue: unit) {
    case .days, .businessDays, .weeks, .months, .years: true
    case .seconds, .minutes, .hours, nil: false
    }
  }

  // MARK: - Texts, lists, records

  private func inferInterpolation(_ node: NodeID) -> TypeID {
    for part in tree.list(tree[node].a, tree[node].b) {
      let type = infer(part)
      if types.isOptional(type) {
        report(.interpolatesNothing(describe(type)), at: part)
      } else if case .function = types.shape(type) {
        report(.interpolatesFunction, at: part)
      }
    }
    return set(node, .text)
  }

  private func inferList(_ node: NodeID, hint: TypeID?) -> TypeID {
    let elements = tree.list(tree[node].a, tree[node].b)
    let wanted = hint.flatMap { types.element(types.unwrapped($0)) }
    var joined: TypeID?
    var widenings = 0
    var found: [(node: NodeID, type: TypeID)] = []
    for element in elements {
      let type = infer(element, hint: wanted ?? joined)
      found.append((element, type))
      if let soFar = joined {
        if let both = join(soFar, type) {
          joined = both
        } else if widenings < 8, let both = widen(found) {
          // All before are typed again, so that this may not happen too often in one list.
          widenings += 1
          joined = both
        } else {
          report(.noCommonType(describe(soFar), describe(type)), at: element)
          return set(node, types.list(.error))
        }
      } else {
        joined = type
      }
    }
    var element = joined ?? .never
    if let wanted, fits(element, wanted) || wanted == element { element = found.isEmpty ? .never : wanted }
    for (part, type) in found where fits(type, element) { convert(part, from: type, to: element) }
    return set(node, types.list(element))
  }

  private func inferRecord(_ node: NodeID, hint: TypeID?) -> TypeID {
    let wanted = hint.map { types.unwrapped($0) }
    var fields: [TypeShape.Field] = []
    /// A record of many fields is a table of its own.
    var given: Set<Symbol> = []
    for field in tree.list(tree[node].a, tree[node].b) {
      let symbol = Symbol(rawValue: tree[field].a)
      let value = NodeID(tree[field].b)
      if fields.count == 16 { given = Set(fields.map(\.name)) }
      let isTwice =
        fields.count < 16 ? fields.contains { $0.name == symbol } : !given.insert(symbol).inserted
      if isTwice { report(.fieldTwice(name(symbol)), at: nameSpan(symbol, at: tree[field].start)) }
      let want = wanted == .error ? .error : wanted.flatMap { recordField($0, symbol)?.type }
      var type = infer(value, hint: want)
      if let want, fits(type, want) {
        convert(value, from: type, to: want)
        type = want
      }
      set(field, type)
      fields.append(.init(name: symbol, type: type))
    }
    let type = types.type(.record(fields))
    // The fields of a literal may stand in any order: they are put into the one that is wanted.
    if let wanted, wanted != type, differInOrder(wanted, type) { return set(node, reordered(fields, as: wanted)) }
    return set(node, type)
  }

  /// The type of these fields, in the order in which another record has them.
  private func reordered(_ fields: [TypeShape.Field], as wanted: TypeID) -> TypeID {
    guard case .record(let order) = types.shape(wanted) else { return .error }
    let found = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return types.type(.record(order.compactMap { found[$0.name] }))
  }

  /// Whether two records have fields of the same names, in another order.
  func differInOrder(_ a: TypeID, _ b: TypeID) -> Bool {
    guard case .record(let first) = types.shape(a), case .record(let second) = types.shape(b),
      first.count == second.count
    else { return false }
    let (names, others) = (first.map(\.name), second.map(\.name))
    return names != others && Set(names) == Set(others)
  }

  // MARK: - Parts of values

  private func inferIt(_ node: NodeID) -> TypeID {
    guard let row = innermostRow else {
      report(.unknownName("it", suggestions: []), at: node)
      return set(node, .error)
    }
    useLocal(row.local)
    set(node, row.type, .local(row.local))
    return applyNarrowing(node, row.type)
  }

  func inferMember(_ node: NodeID) -> TypeID {
    if let module = module(qualifying: node) { return inferQualified(node, in: module) }
    let expression = tree[node]
    let object = NodeID(expression.a)
    let symbol = Symbol(rawValue: expression.b)
    if let enumeration = enumerationNamed(object) {
      setQualifier(object)
      let text = name(symbol)
      if symbol == .none { return set(node, .error) }
      guard let index = enumeration.index(of: text) else {
        report(
          .unknownCase(
            text, enumeration: enumeration.typeName, suggestions: near(text, enumeration.cases),
            known: enumeration.cases),
          at: nameSpan(symbol, at: expression.c))
        return set(node, .error)
      }
      return set(node, .enumeration(enumeration), .enumeration(enumeration, index))
    }
    let type = infer(object)
    // A name that is missing has been reported.
    if type == .error || type == .never || symbol == .none { return set(node, .error) }
    var base = type
    if expression.op == 1 {
      base = types.unwrapped(type)
      if base == type, type != .nothing { report(.neverNothing(describe(type), isField: true), at: object) }
    } else if types.isOptional(type), type != .nothing {
      report(.maybeNothing(found: describe(type), wanted: describe(types.unwrapped(type))), at: object)
      base = types.unwrapped(type)
    }
    guard let field = fieldType(base, symbol, at: node) else {
      let known = fieldNames(base)
      let span = nameSpan(symbol, at: expression.c)
      if known.isEmpty {
        let instead = callInstead(of: node, symbol) ?? keyInstead(of: node, symbol, base)
        report(.noFields(name(symbol), type: describe(base), instead: instead), at: span)
      } else {
        report(
          .unknownField(name(symbol), owner: ownerName(base), suggestions: near(name(symbol), known), known: known),
          at: span)
      }
      return set(node, .error)
    }
    noteMember(field.reference, at: node)
    let result = expression.op == 1 ? types.optional(field.type) : field.type
    set(node, result, .member(field.reference))
    return applyNarrowing(node, result)
  }

  /// How a type is called where one of its fields is missing.
  func ownerName(_ type: TypeID) -> String {
    if case .record = types.shape(type) { return "this record" }
    return describe(type)
  }

  private func enumerationNamed(_ node: NodeID) -> Enumeration? {
    guard tree[node].kind == .typeName || tree[node].kind == .name else { return nil }
    return lexicon[Symbol(rawValue: tree[node].a)].type?.enumeration
  }

  private func inferIndex(_ node: NodeID) -> TypeID {
    let object = infer(NodeID(tree[node].a))
    if let (key, value) = types.entry(object) {
      if key == .never { return set(node, .nothing) }
      check(NodeID(tree[node].b), as: key)
      return set(node, types.optional(value))
    }
    if object == .error {
      _ = infer(NodeID(tree[node].b), hint: .error)
      return set(node, .error)
    }
    if object == .text || types.element(object) != nil {
      checkPlace(NodeID(tree[node].b), in: object)
      return set(node, types.element(object) ?? .text)
    }
    _ = infer(NodeID(tree[node].b))
    if types.isOptional(object) {
      report(
        .maybeNothing(found: describe(object), wanted: describe(types.unwrapped(object))), at: NodeID(tree[node].a))
    } else {
      report(.notIndexable(describe(object)), at: NodeID(tree[node].a))
    }
    return set(node, .error)
  }

  /// What stands between the brackets behind a list or a text: a number, and no range.
  private func checkPlace(_ node: NodeID, in object: TypeID) {
    let found = infer(node, hint: .int)
    if found == types.list(.int), tree[node].kind == .binary {
      report(.rangeAsIndex(isText: object == .text), at: node)
    } else {
      convert(node, from: found, to: .int)
    }
  }

  private func inferHandle(_ node: NodeID) -> TypeID {
    let symbol = Symbol(rawValue: tree[node].a)
    does(.reads)
    if let noun = declaredHandles[symbol] ?? storedNoun(symbol) {
      return set(node, .noun(noun), .record(noun))
    }
    let known = declaredHandles.keys.map { name($0) } + (isInTest ? [] : handles.handles())
    report(.unknownHandle(name(symbol), suggestions: near(name(symbol), known)), at: node)
    return set(node, .error)
  }

  // MARK: - Branches

  /// A chain of `else if` is a list to those who write it: it is typed forth and back, not level by level.
  func inferIf(_ node: NodeID, hint: TypeID?, isValueUsed: Bool) -> TypeID {
    var open: [OpenBranch] = []
    var (current, hint) = (node, hint)
    var type: TypeID
    while true {
      let expression = tree[current]
      let condition = NodeID(expression.a)
      check(condition, as: .bool)
      let facts = facts(condition)
      let block = NodeID(expression.b)
      let otherwise = NodeID(expression.c)
      let (first, lost) = assuming(facts.whenTrue) {
        inferBlock(block, hint: hint, isValueUsed: isValueUsed && otherwise.exists)
      }
      guard otherwise.exists else {
        if first == .never { learn(facts.whenFalse) }
        type = set(current, .nothing)
        break
      }
      open.append(
        OpenBranch(node: current, facts: facts, first: first, lost: lost, mark: knowledge.mark, hint: hint))
      knowledge.learn(facts.whenFalse)
      hint = hint ?? hintOfBranch(first)
      guard tree[otherwise].kind == .ifElse else {
        type = inferBlock(otherwise, hint: hint, isValueUsed: isValueUsed)
        break
      }
      current = otherwise
    }
    for branch in open.reversed() {
      let lost = knowledge.unwind(to: branch.mark, keepsLosses: type != .never)
      // Past a branch that does not come back, what the other one knew still holds.
      if branch.first == .never { learn(branch.facts.whenFalse, except: lost) }
      if type == .never { learn(branch.facts.whenTrue, except: branch.lost) }
      let parts = [(NodeID(tree[branch.node].b), branch.first), (NodeID(tree[branch.node].c), type)]
      type = set(branch.node, unite(parts, hint: branch.hint, isValueUsed: isValueUsed))
    }
    return type
  }

  /// An `if` whose `else` is being typed.
  private struct OpenBranch {
    let node: NodeID
    let facts: Facts
    /// What its own block gives, and what was forgotten in it.
    let first: TypeID
    let lost: Set<NarrowPath>
    let mark: Int
    let hint: TypeID?
  }

  /// What the branches behind one tell from it: the order in which a record's fields stand.
  func hintOfBranch(_ type: TypeID) -> TypeID? {
    if case .record = types.shape(type) { type } else { nil }
  }

  /// The common type of branches, each made to fit it.
  func unite(_ branches: [(NodeID, TypeID)], hint: TypeID?, isValueUsed: Bool) -> TypeID {
    if branches.allSatisfy({ $0.1 == .never }) { return .never }
    guard isValueUsed else { return .nothing }
    var joined: TypeID = .never
    for (node, type) in branches {
      guard let both = join(joined, type) else {
        if let wide = widen(branches.map { ($0.0, $0.1) }) {
          for (node, type) in branches where fits(type, wide) { convert(node, from: type, to: wide) }
          return wide
        }
        report(.noCommonType(describe(joined), describe(type)), at: node)
        return .error
      }
      joined = both
    }
    if let hint, fits(joined, hint) { joined = hint }
    for (node, type) in branches { convert(node, from: type, to: joined) }
    return joined
  }

  func inferBlock(_ node: NodeID, hint: TypeID?, isValueUsed: Bool) -> TypeID {
    guard node.exists else { return .nothing }
    if tree[node].kind != .block { return infer(node, hint: hint) }
    let start = scope.count
    let frame = frames.count - 1
    if frame >= 0 { frames[frame].openBlocks += 1 }
    let type = checkStatements(tree.list(tree[node].a, tree[node].b), isValueUsed: isValueUsed, hint: hint)
    if frame >= 0 { frames[frame].openBlocks -= 1 }
    scope.close(to: start)
    return set(node, type)
  }

  private func inferTry(_ node: NodeID, hint: TypeID?, isValueUsed: Bool) -> TypeID {
    let expression = tree[node]
    let block = NodeID(expression.a)
    let handler = NodeID(expression.c)
    let mark = knowledge.mark
    let first = inferBlock(block, hint: hint, isValueUsed: isValueUsed)
    knowledge.unwind(to: mark, keepsLosses: false)
    // The block may have stopped anywhere.
    disturb(within: block)
    let start = scope.count
    let symbol = Symbol(rawValue: expression.b)
    if symbol != .none {
      let error = types.type(
        .record([
          .init(name: interner.intern("code"), type: .text), .init(name: interner.intern("message"), type: .text),
        ]))
      let span = Span(file: tree.file, start: tree[node].start, end: tree[node].start + 3)
      warnOfHiding(symbol, at: span)
      let local = declareLocal(symbol, type: error, blockStart: start, span: span)
      unit.resolutions[node.index] = .declares(local)
    }
    let (second, _) = assuming([]) { inferBlock(handler, hint: hint, isValueUsed: isValueUsed) }
    scope.close(to: start)
    return set(node, unite([(block, first), (handler, second)], hint: hint, isValueUsed: isValueUsed))
  }

  private func inferReturn(_ node: NodeID) -> TypeID {
    let value = NodeID(tree[node].a)
    guard let frame = frames.last, !frame.isEntry else {
      report(.outsideFunction, at: node)
      if value.exists { _ = infer(value) }
      // That nothing below it is reached follows from that.
      return set(node, .error)
    }
    if let result = frame.result {
      if value.exists {
        check(value, as: result)
      } else if !fits(.nothing, result) {
        report(.mismatch(found: "Nothing", wanted: describe(result)), at: node)
      }
    } else {
      if value.exists { _ = infer(value) }
      returns.append(node)
    }
    return set(node, .never)
  }
}
