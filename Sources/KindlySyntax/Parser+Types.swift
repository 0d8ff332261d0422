// Types: `Int`, `Text?`, `List<Contact>`, `Map<Text, Int>`, `{a: Int}`, `(Int, Text) -> Bool`.

import KindlyDiagnostics
import KindlySource

extension TreeParser {
  // type := (typeName ["<" type {"," type} ">"] | "{" fields "}" | "(" [type {"," type}] ")" ["->" type]) ["?"]
  mutating func parseType() -> NodeID { inside(leavesComma: true) { $0.parseTypeHere() } }

  private mutating func parseTypeHere() -> NodeID {
    let first = token
    var type: NodeID
    switch first.kind {
    case .typeName:
      advance()
      if at(.less) {
        type = parseTypeArguments(of: first)
      } else {
        type = tree.add(.typeName, first.start, first.end, a: first.value)
      }
    case .leftBrace:
      let base = pending.count
      let known = errors.count
      parseFields { $0.parseType() }
      let fields = takeList(from: base)
      // Of what could not be read nobody knows what it takes.
      type =
        errors.count > known
        ? missing() : tree.add(.typeRecord, first.start, previousEnd, a: fields.start, b: fields.count)
    case .leftParenthesis: type = parseFunctionType()
    case .leftBracket where peek().kind == .typeName: type = parseForeignList()
    default:
      if at(.name), let instead = ForeignWord.type(spelling(token)) {
        let replacement = instead.contains("…") ? nil : instead
        note(
          .foreign(span(token), written: spelling(token), instead: "write `\(instead)`", replacement: replacement))
      } else {
        reportExpected(.type)
      }
      type = missing()
      if at(.name) { advance() }
    }
    if at(.leftBracket), isAdjacent, peek().kind == .rightBracket {
      note(
        .foreign(
          span(token), written: "\(spelling(first))[]", instead: "write `List<\(spelling(first))>`", replacement: nil))
      advance()
      advance()
      type = missing()
    }
    while at(.question) {
      advance()
      // A type that is optional already is the same type.
      guard tree[type].kind != .typeOptional else { continue }
      type = tree.add(.typeOptional, first.start, previousEnd, a: type.rawValue)
    }
    return type
  }

  /// `[Int]` is `List<Int>`, `[Text: Int]` is `Map<Text, Int>`.
  private mutating func parseForeignList() -> NodeID {
    let open = token
    advance()
    let first = spelling(token)
    _ = parseType()
    let isMap = consume(.colon)
    if isMap { _ = parseType() }
    note(
      .foreign(
        Span(file: file, start: open.start, end: token.end), written: isMap ? "[\(first): …]" : "[\(first)]",
        instead: isMap ? "write `Map<\(first), …>`" : "write `List<\(first)>`", replacement: nil))
    expectCloser(.rightBracket, of: open, "[", "]")
    return missing()
  }

  /// `<A, B>` behind a type's name. How many there must be is the checker's.
  private mutating func parseTypeArguments(of name: Token) -> NodeID {
    let base = pending.count
    advance()
    repeat { pending.append(parseType().rawValue) } while !isRecovering && consume(.comma)
    if !consume(.typeClose), !consume(.greater) { reportExpected(.token(">")) }
    if pending.count == base + 1, spelling(name) == "List" {
      let element = pending.removeLast()
      return tree.add(.typeList, name.start, previousEnd, a: element)
    }
    let types = takeList(from: base)
    return tree.add(.typeGeneric, name.start, previousEnd, a: name.value, b: types.start, c: types.count)
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
