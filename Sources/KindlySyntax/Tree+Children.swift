// The parts of each node, for those who walk a whole tree: the check that nothing was left unchecked, and tests. The
// switch over the kinds has no default, so that a new kind does not compile until it says what it is made of.

extension Tree {
  /// Gives each node that a node is made of to `visit`, in the order of the source; `NodeID.none` is left out.
  public func forEachChild(of id: NodeID, _ visit: (NodeID) -> Void) {
    func one(_ raw: UInt32) {
      if raw != 0 { visit(NodeID(raw)) }
    }
    func all(_ nodes: some Sequence<NodeID>) {
      for node in nodes where node.exists { visit(node) }
    }
    let node = self[id]
    switch node.kind {
    case .missing, .integer, .number, .text, .date, .time, .dateTime, .duration, .boolean, .nothing, .handle, .name,
      .it,
      .weekday, .breaks, .continues, .use, .typeName:
      break
    case .interpolation, .list, .mapLiteral, .record, .block, .typeRecord: all(list(node.a, node.b))
    case .recordField, .argument, .verbArgument: one(node.b)
    case .unary, .ago, .fromNow, .fail, .returns, .expect, .typeOptional, .typeList, .member: one(node.a)
    case .binary, .index, .atTime, .pipe, .whileLoop, .assign, .atMoment:
      one(node.a)
      one(node.b)
    case .call:
      one(node.a)
      all(list(node.b, node.c))
    case .lambda, .typeFunction:
      all(list(node.a, node.b))
      one(node.c)
    case .parameter, .binding:
      one(node.b)
      one(node.c)
    case .verb, .typeGeneric: all(list(node.b, node.c))
    case .ifElse:
      one(node.a)
      one(node.b)
      one(node.c)
    case .match:
      one(node.a)
      all(list(node.b, node.c))
    case .arm:
      all(list(node.a, node.b + (node.op == 1 ? 1 : 0)))
      one(node.c)
    case .tryCatch:
      one(node.a)
      one(node.c)
    case .forIn:
      one(node.b)
      one(node.c)
    case .test: one(node.b)
    case .field: one(node.c)
    case .function:
      let function = functions[Int(node.a)]
      all(function.parameters)
      all([function.result, function.body])
    case .template:
      let template = templates[Int(node.a)]
      all(template.parameters)
      all([template.subject, template.body])
    case .rule:
      let rule = rules[Int(node.a)]
      all(rule.binders.map(\.source))
      all([rule.condition, rule.until, rule.from, rule.due, rule.expires, rule.action, rule.when, rule.because])
    case .noun:
      let noun = declarations[Int(node.a)]
      all([noun.headline])
      for preposition in noun.prepositions { all(preposition.values) }
      all(noun.fields)
    case .command:
      let command = commands[Int(node.a)]
      all([command.operand])
      all(command.clauses.map(\.value))
    }
  }
}
