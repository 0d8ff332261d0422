// A tree as an S-expression on one line, for tests and for looking at what the parser made. Nothing reads it back.
// Long chains nest as deeply as they are long, so that the printer keeps what is still to be written on a stack of its own.

import KindlySource

public struct TreePrinter {
  /// What is still to be written: words, or a node.
  private enum Part {
    case text(String)
    case node(NodeID)
    case form(String, [Part])
    /// Parts without blanks between them.
    case joined([Part])
  }

  private let tree: Tree
  private let interner: Interner

  public init(tree: Tree, interner: Interner) {
    self.tree = tree
    self.interner = interner
  }

  /// The statements of the file, one a line.
  public var text: String { tree.statements.map(text(of:)).joined(separator: "\n") }

  public func text(of id: NodeID) -> String {
    var text = ""
    var open: [Part] = [.node(id)]
    while let part = open.popLast() {
      switch part {
      case .text(let words): text += words
      case .node(let node): open.append(content(of: node))
      case .joined(let parts): open += parts.reversed()
      case .form(let head, let parts):
        text += "(" + head
        open.append(.text(")"))
        for (index, part) in parts.enumerated().reversed() {
          open.append(part)
          if index > 0 || !head.isEmpty { open.append(.text(" ")) }
        }
      }
    }
    return text
  }

  private func content(of id: NodeID) -> Part {
    guard id.exists else { return .text("-") }
    let node = tree[id]
    switch node.kind {
    case .missing: return .text("?")
    case .integer: return .text(String(tree.integers[Int(node.a)]))
    case .number: return .text(String(tree.numbers[Int(node.a)]))
    case .text: return .text(quote(tree.texts[Int(node.a)]))
    case .interpolation: return .form("text", items(node.a, node.b))
    case .date: return .text("(date \(Int32(bitPattern: node.a)))")
    case .time: return .text("(time \(clock(node.a)))")
    case .dateTime:
      let zone = node.c == 0 ? "" : " " + tree.texts[Int(node.c) - 1]
      return .text("(dateTime \(Int32(bitPattern: node.a)) \(clock(node.b))\(zone))")
    case .duration: return .text("(duration \(tree.integers[Int(node.a)]) \(unit(node.op)))")
    case .boolean: return .text(node.op == 1 ? "true" : "false")
    case .nothing: return .text("nothing")
    case .handle: return .text("@" + name(node.a))
    case .list: return .form("list", items(node.a, node.b))
    case .mapLiteral: return .form("map", items(node.a, node.b))
    case .record: return .form("record", items(node.a, node.b))
    case .recordField, .argument: return .form(name(node.a) + ":", [child(node.b)])
    case .name: return .text(name(node.a))
    case .it: return .text("it")
    case .unary: return .form(node.op == 0 ? "neg" : "not", [child(node.a)])
    case .binary: return .form(BinaryOperator.allCases[Int(node.op)].spelling, [child(node.a), child(node.b)])
    case .call: return .form("call", [child(node.a)] + items(node.b, node.c))
    case .member: return .form(node.op == 1 ? "?." : ".", [child(node.a), .text(name(node.b))])
    case .index: return .form("index", [child(node.a), child(node.b)])
    case .atTime: return .form("atTime", [child(node.a), child(node.b)])
    case .ago: return .form("ago", [child(node.a)])
    case .fromNow: return .form("fromNow", [child(node.a)])
    case .weekday: return .form(node.op == 0 ? "next" : "last", [.text(name(node.a))])
    case .lambda: return .form("lambda", [.form("", items(node.a, node.b)), child(node.c)])
    case .parameter: return optional("param", [.text(name(node.a))], [(":", node.b), ("=", node.c)])
    case .pipe: return .form("|", [child(node.a), child(node.b)])
    case .verb: return .form("verb", [.text(name(node.a))] + items(node.b, node.c))
    case .verbArgument: return verbArgument(node)
    default: return statement(id)
    }
  }

  private func statement(_ id: NodeID) -> Part {
    let node = tree[id]
    switch node.kind {
    case .ifElse: return .form("if", [child(node.a), child(node.b)] + (node.c == 0 ? [] : [child(node.c)]))
    case .match: return .form("match", [child(node.a)] + items(node.b, node.c))
    case .arm: return arm(node)
    case .block: return .form("block", items(node.a, node.b))
    case .tryCatch: return .form("try", [child(node.a), .text(name(node.b)), child(node.c)])
    case .fail: return .form("fail", [child(node.a)])
    case .returns: return .form("return", node.a == 0 ? [] : [child(node.a)])
    case .breaks: return .text("break")
    case .continues: return .text("continue")
    case .binding: return optional(node.op == 1 ? "var" : "let", [.text(name(node.a))], [(":", node.b), ("=", node.c)])
    case .assign: return .form("=", [child(node.a), child(node.b)])
    case .function: return function(tree.functions[Int(node.a)], id)
    case .forIn:
      let names = tree.list(node.a, UInt32(node.op)).map { Part.text(name($0.rawValue)) }
      return .form("for", [.form("", names), child(node.b), child(node.c)])
    case .whileLoop: return .form("while", [child(node.a), child(node.b)])
    case .use: return .form("use", [.text(quote(tree.texts[Int(node.a)]))] + (node.b == 0 ? [] : [.text(name(node.b))]))
    case .expect: return .form("expect", [child(node.a)])
    case .test: return .form("test", [.text(quote(tree.texts[Int(node.a)])), child(node.b)])
    case .atMoment: return .form("at", [child(node.a), child(node.b)])
    case .field: return .form("field", [.text(name(node.a)), .text(name(node.b)), child(node.c)])
    case .template: return template(tree.templates[Int(node.a)], id)
    case .rule: return rule(tree.rules[Int(node.a)], id)
    case .noun: return noun(tree.declarations[Int(node.a)])
    case .command: return command(tree.commands[Int(node.a)])
    case .typeName: return .text(name(node.a))
    case .typeOptional: return .joined([child(node.a), .text("?")])
    case .typeList: return .form("List", [child(node.a)])
    case .typeGeneric: return .form(name(node.a), items(node.b, node.c))
    case .typeRecord: return .form("Record", items(node.a, node.b))
    case .typeFunction: return .form("->", items(node.a, node.b) + [child(node.c)])
    default: return .text("<\(node.kind)>")
    }
  }

  // MARK: - Declarations

  private func function(_ function: FunctionDeclaration, _ node: NodeID) -> Part {
    var parts = documentation(of: node) + [name(function.name), .form("", function.parameters.map(Part.node))]
    if function.result.exists { parts += [.text("->"), .node(function.result)] }
    return .form("fn", parts + [.node(function.body)])
  }

  private func template(_ template: TemplateDeclaration, _ node: NodeID) -> Part {
    var parts = documentation(of: node) + [name(template.name), .form("", template.parameters.map(Part.node))]
    if let kind = template.kind { parts.append(.form("kind", [name(kind)])) }
    if let channel = template.channel { parts.append(.form("channel", [name(channel)])) }
    if template.subject.exists { parts.append(.form("subject", [.node(template.subject)])) }
    return .form("template", parts + [.node(template.body)])
  }

  private func rule(_ rule: RuleDeclaration, _ node: NodeID) -> Part {
    var parts = documentation(of: node) + [name(rule.name)]
    if let message = rule.message {
      parts.append(.form("on", [name(message)] + (rule.atApproval ? [.text("approval")] : [])))
    }
    parts += rule.binders.map { .form("for", [name($0.name), .node($0.source)]) }
    let clauses = [
      ("where", rule.condition), ("when", rule.when), ("because", rule.because), ("until", rule.until),
      ("from", rule.from), ("due", rule.due), ("expires", rule.expires), ("do", rule.action),
    ]
    parts += clauses.filter(\.1.exists).map { .form($0.0, [.node($0.1)]) }
    return .form(rule.modality.word, parts)
  }

  private func noun(_ noun: NounDeclaration) -> Part {
    var parts: [Part] = []
    if let handle = noun.handle { parts.append(.text("@" + word(handle))) }
    if noun.headline.exists { parts.append(.node(noun.headline)) }
    parts += noun.prepositions.map { .form(word($0.word), $0.values.map(Part.node)) }
    return .form(word(noun.noun), parts + noun.fields.map(Part.node))
  }

  private func command(_ command: CommandExpression) -> Part {
    let clauses = command.clauses.map { Part.form(word($0.word), [.node($0.value)]) }
    return .form(word(command.word) + "!", [.node(command.operand)] + clauses)
  }

  private func documentation(of node: NodeID) -> [Part] {
    let lines = tree.documentation(of: node)
    return lines.isEmpty ? [] : [.form("doc", lines.map { .text(quote($0)) })]
  }

  // MARK: - Parts

  private func arm(_ node: Node) -> Part {
    let patterns = items(node.a, node.b)
    var parts: [Part] = [patterns.isEmpty ? .text("else") : .form("", patterns)]
    if node.op == 1 { parts.append(.form("if", items(node.a + node.b, 1))) }
    return .form("=>", parts + [child(node.c)])
  }

  private func verbArgument(_ node: Node) -> Part {
    var part = child(node.b)
    if node.a != 0 { part = .form(name(node.a) + ":", [part]) }
    switch VerbArgumentForm(rawValue: node.op) {
    case .descending: return .form("desc", [part])
    case .fields: return .form("fields", [part])
    case .word: return .form("word", [part])
    case .on: return .form("on", [part])
    case .expression, nil: return part
    }
  }

  private func optional(_ head: String, _ parts: [Part], _ more: [(String, UInt32)]) -> Part {
    .form(head, parts + more.filter { $0.1 != 0 }.flatMap { [.text($0.0), child($0.1)] })
  }

  private func child(_ index: UInt32) -> Part { .node(NodeID(index)) }

  private func items(_ start: UInt32, _ count: UInt32) -> [Part] { tree.list(start, count).map(Part.node) }

  private func name(_ symbol: UInt32) -> String {
    symbol == 0 ? "_none_" : interner.text(Symbol(rawValue: symbol))
  }

  private func word(_ name: DeclaredName) -> String { self.name(name.symbol.rawValue) }
  private func name(_ name: DeclaredName) -> Part { .text(word(name)) }

  private func quote(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }

  private func clock(_ seconds: UInt32) -> String { "\(seconds / 3600):\(seconds / 60 % 60):\(seconds % 60)" }

  private func unit(_ op: UInt8) -> String { DurationUnit(rawValue: op).map { "\($0)" } ?? "?" }
}
