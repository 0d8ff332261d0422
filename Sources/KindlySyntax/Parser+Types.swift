// Types: `Int`, `Text?`, `List<Contact>`, `{a: Int}`, `(Int, Text) -> Bool`.

import KindlySource

extension TreeParser {
  // type := (typeName | "List" "<" type ">" | "{" fields "}" | "(" [type {"," type}] ")" ["->" type]) ["?"]
  mutating func parseType() -> NodeID { inside(leavesComma: true) { $0.parseTypeHere() } }

  private mutating func parseTypeHere() -> NodeID {
    let first = token
    var type: NodeID
    switch first.kind {
    case .typeName:
      advance()
      if at(.less) {
        advance()
        let element = parseType()
        if !consume(.typeClose), !consume(.greater) { reportExpected(.token(">")) }
        type = tree.add(.typeList, first.start, previousEnd, a: element.rawValue)
        if spelling(first) != "List" { note(.expected(span(first), .type, found: "`\(spelling(first))<…>`")) }
      } else {
        type = tree.add(.typeName, first.start, first.end, a: first.value)
      }
    case .leftBrace:
      let base = pending.count
      parseFields { $0.parseType() }
      let fields = takeList(from: base)
      type = tree.add(.typeRecord, first.start, previousEnd, a: fields.start, b: fields.count)
    case .leftParenthesis: type = parseFunctionType()
    default:
      reportExpected(.type)
      type = missing()
      if at(.name) { advance() }
    }
    while at(.question) {
      advance()
      type = tree.add(.typeOptional, first.start, previousEnd, a: type.rawValue)
      if let missing = grow(over: 0) { return missing }
    }
    return type
  }

  /// `(A, B) -> C`, or one type in parentheses.
  private mutating func parseFunctionType() -> NodeID {
    let open = token
    let base = pending.count
    parseElements(closer: .rightParenthesis, "(", ")") { $0.parseTypeHere() }
    let parameters = takeList(from: base)
    if consume(.arrow) {
      let result = parseType()
      return tree.add(
        .typeFunction, open.start, previousEnd, a: parameters.start, b: parameters.count, c: result.rawValue)
    }
    if parameters.count == 1 { return NodeID(tree.lists[Int(parameters.start)]) }
    reportExpected(.token("->"))
    return missing()
  }
}
