// A tree as an S-expression on one line, for tests and for looking at what the parser made. Nothing reads it back.

import KindlySource

public struct TreePrinter {
  private let tree: Tree
  private let interner: Interner

  public init(tree: Tree, interner: Interner) {
    self.tree = tree
    self.interner = interner
  }

  /// The statements of the file, one a line.
  public var text: String { tree.statements.map(text(of:)).joined(separator: "\n") }

  public func text(of id: NodeID) -> String {
    guard id.exists else { return "-" }
    let node = tree[id]
    switch node.kind {
    case .missing: return "?"
    case .integer: return String(tree.integers[Int(node.a)])
    case .number: return String(tree.numbers[Int(node.a)])
    case .text: return quote(tree.texts[Int(node.a)])
    case .interpolation: return form("text", items(node.a, node.b))
    case .date: return "(date \(Int32(bitPattern: node.a)))"
    case .time: return "(time \(clock(node.a)))"
    case .dateTime:
      let zone = node.c == 0 ? "" : " " + tree.texts[Int(node.c) - 1]
      return "(dateTime \(Int32(bitPattern: node.a)) \(clock(node.b))\(zone))"
    case .duration: return "(duration \(tree.integers[Int(node.a)]) \(unit(node.op)))"
    case .boolean: return node.op == 1 ? "true" : "false"
    case .nothing: return "nothing"
    case .handle: return "@" + name(node.a)
    case .list: return form("list", items(node.a, node.b))
    case .mapLiteral: return form("map", items(node.a, node.b))
    case .record: return form("record", items(node.a, node.b))
    case .recordField, .argument: return form(name(node.a) + ":", [text(of: NodeID(node.b))])
    case .name: return name(node.a)
    case .it: return "it"
    case .unary: return form(node.op == 0 ? "neg" : "not", [child(node.a)])
    case .binary: return form(BinaryOperator.allCases[Int(node.op)].spelling, [child(node.a), child(node.b)])
    case .call: return form("call", [child(node.a)] + items(node.b, node.c))
    case .member: return form(node.op == 1 ? "?." : ".", [child(node.a), name(node.b)])
    case .index: return form("index", [child(node.a), child(node.b)])
    case .atTime: return form("atTime", [child(node.a), child(node.b)])
    case .ago: return form("ago", [child(node.a)])
    case .fromNow: return form("fromNow", [child(node.a)])
    case .weekday: return form(node.op == 0 ? "next" : "last", [name(node.a)])
    case .lambda: return form("lambda", [form("", items(node.a, node.b)), child(node.c)])
    case .parameter: return optional("param", [name(node.a)], [(":", node.b), ("=", node.c)])
    case .pipe: return form("|", [child(node.a), child(node.b)])
    case .verb: return form("verb", [name(node.a)] + items(node.b, node.c))
    case .verbArgument: return verbArgument(node)
    default: return textOfStatement(id)
    }
  }

  private func textOfStatement(_ id: NodeID) -> String {
    let node = tree[id]
    switch node.kind {
    case .ifElse: return form("if", [child(node.a), child(node.b)] + (node.c == 0 ? [] : [child(node.c)]))
    case .match: return form("match", [child(node.a)] + items(node.b, node.c))
    case .arm: return arm(node)
    case .block: return form("block", items(node.a, node.b))
    case .tryCatch: return form("try", [child(node.a), name(node.b), child(node.c)])
    case .fail: return form("fail", [child(node.a)])
    case .returns: return form("return", node.a == 0 ? [] : [child(node.a)])
    case .breaks: return "break"
    case .continues: return "continue"
    case .binding: return optional(node.op == 1 ? "var" : "let", [name(node.a)], [(":", node.b), ("=", node.c)])
    case .assign: return form("=", [child(node.a), child(node.b)])
    case .function: return function(tree.functions[Int(node.a)], id)
    case .forIn:
      let names = tree.list(node.a, UInt32(node.op)).map { name($0.rawValue) }
      return form("for", [form("", names), child(node.b), child(node.c)])
    case .whileLoop: return form("while", [child(node.a), child(node.b)])
    case .use: return form("use", [quote(tree.texts[Int(node.a)])] + (node.b == 0 ? [] : [name(node.b)]))
    case .expect: return form("expect", [child(node.a)])
    case .test: return form("test", [quote(tree.texts[Int(node.a)]), child(node.b)])
    case .atMoment: return form("at", [child(node.a), child(node.b)])
    case .field: return form("field", [name(node.a), name(node.b), child(node.c)])
    case .template: return template(tree.templates[Int(node.a)], id)
    case .rule: return rule(tree.rules[Int(node.a)], id)
    case .noun: return noun(tree.declarations[Int(node.a)])
    case .command: return command(tree.commands[Int(node.a)])
    case .typeName: return name(node.a)
    case .typeOptional: return child(node.a) + "?"
    case .typeList: return form("List", [child(node.a)])
    case .typeGeneric: return form(name(node.a), items(node.b, node.c))
    case .typeRecord: return form("Record", items(node.a, node.b))
    case .typeFunction: return form("->", items(node.a, node.b) + [child(node.c)])
    default: return "<\(node.kind)>"
    }
  }

  // MARK: - Declarations

  private func function(_ function: FunctionDeclaration, _ node: NodeID) -> String {
    var parts = documentation(of: node) + [name(function.name)]
    parts.append(form("", function.parameters.map(text(of:))))
    if function.result.exists { parts.append("-> " + text(of: function.result)) }
    return form("fn", parts + [text(of: function.body)])
  }

  private func template(_ template: TemplateDeclaration, _ node: NodeID) -> String {
    var parts = documentation(of: node) + [name(template.name)]
    parts.append(form("", template.parameters.map(text(of:))))
    if let kind = template.kind { parts.append(form("kind", [name(kind)])) }
    if let channel = template.channel { parts.append(form("channel", [name(channel)])) }
    if template.subject.exists { parts.append(form("subject", [text(of: template.subject)])) }
    return form("template", parts + [text(of: template.body)])
  }

  private func rule(_ rule: RuleDeclaration, _ node: NodeID) -> String {
    var parts = documentation(of: node) + [name(rule.name)]
    if let message = rule.message {
      parts.append(form("on", [name(message)] + (rule.atApproval ? ["approval"] : [])))
    }
    parts += rule.binders.map { form("for", [name($0.name), text(of: $0.source)]) }
    let clauses = [
      ("where", rule.condition), ("when", rule.when), ("because", rule.because), ("until", rule.until),
      ("from", rule.from), ("due", rule.due), ("expires", rule.expires), ("do", rule.action),
    ]
    parts += clauses.filter(\.1.exists).map { form($0.0, [text(of: $0.1)]) }
    return form(rule.modality.word, parts)
  }

  private func noun(_ noun: NounDeclaration) -> String {
    var parts: [String] = []
    if let handle = noun.handle { parts.append("@" + name(handle)) }
    if noun.headline.exists { parts.append(text(of: noun.headline)) }
    parts += noun.prepositions.map { form(name($0.word), $0.values.map(text(of:))) }
    return form(name(noun.noun), parts + noun.fields.map(text(of:)))
  }

  private func command(_ command: CommandExpression) -> String {
    let clauses = command.clauses.map { form(name($0.word), [text(of: $0.value)]) }
    return form(name(command.word) + "!", [text(of: command.operand)] + clauses)
  }

  private func documentation(of node: NodeID) -> [String] {
    let lines = tree.documentation(of: node)
    return lines.isEmpty ? [] : [form("doc", lines.map(quote))]
  }

  // MARK: - Parts

  private func arm(_ node: Node) -> String {
    let patterns = items(node.a, node.b)
    var parts = [patterns.isEmpty ? "else" : form("", patterns)]
    if node.op == 1 { parts.append(form("if", items(node.a + node.b, 1))) }
    return form("=>", parts + [child(node.c)])
  }

  private func verbArgument(_ node: Node) -> String {
    var text = child(node.b)
    if node.a != 0 { text = form(name(node.a) + ":", [text]) }
    switch VerbArgumentForm(rawValue: node.op) {
    case .descending: return form("desc", [text])
    case .fields: return form("fields", [text])
    case .word: return form("word", [text])
    case .on: return form("on", [text])
    case .expression, nil: return text
    }
  }

  private func optional(_ head: String, _ parts: [String], _ more: [(String, UInt32)]) -> String {
    form(head, parts + more.filter { $0.1 != 0 }.map { $0.0 + " " + child($0.1) })
  }

  private func form(_ head: String, _ parts: [String]) -> String {
    "(" + ((head.isEmpty ? [] : [head]) + parts).joined(separator: " ") + ")"
  }

  private func child(_ index: UInt32) -> String { text(of: NodeID(index)) }

  private func items(_ start: UInt32, _ count: UInt32) -> [String] { tree.list(start, count).map(text(of:)) }

  private func name(_ symbol: UInt32) -> String {
    symbol == 0 ? "_none_" : interner.text(Symbol(rawValue: symbol))
  }

  private func name(_ name: DeclaredName) -> String { self.name(name.symbol.rawValue) }

  private func quote(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }

  private func clock(_ seconds: UInt32) -> String { "\(seconds / 3600):\(seconds / 60 % 60):\(seconds % 60)" }

  private func unit(_ op: UInt8) -> String { DurationUnit(rawValue: op).map { "\($0)" } ?? "?" }
}
