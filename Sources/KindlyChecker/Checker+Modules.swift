// `use`: what a used file declares comes into this one's names, or stands behind the name that `as` gives it. A used
// file itself holds declarations alone, and its constants may only look. Reading files, their order and cycles are the
// session's; here every used file has been checked already.

import KindlyCatalog
import KindlySource
import KindlySyntax

/// A name that came in with a used file.
struct ImportedName {
  let module: ModuleID
  /// Where it is declared; for a name that `as` gives, that `use`.
  let span: Span
}

extension Checker {
  // MARK: - Using

  /// Brings in what the used files declare. Comes before anything else, so that it is known in the whole file.
  func importModules() {
    var used: Set<UseKey> = []
    for node in tree.statements where tree[node].kind == .use {
      guard let id = options.uses[node] else { continue }
      let module = environment.module(id)
      let alias = Symbol(rawValue: tree[node].b)
      guard used.insert(UseKey(module: id, alias: alias)).inserted else {
        report(.usedAlready(module.name), at: node)
        continue
      }
      for (key, field) in module.fields.sorted(by: { $0.value.span.start < $1.value.span.start }) {
        importField(key, field.function, ImportedName(module: id, span: field.span), at: node)
      }
      if alias != .none {
        guard isFree(alias, ImportedName(module: id, span: tree.span(node)), at: node) else { continue }
        environment.functionNames[alias] = nil
        environment.globalNames[alias] = nil
        environment.aliases[alias] = id
        continue
      }
      if !module.isWhole { namesAreUnknown = true }
      for (symbol, member) in module.members.sorted(by: { $0.value.span.start < $1.value.span.start })
      where isFree(symbol, ImportedName(module: id, span: member.span), at: node) {
        environment.aliases[symbol] = nil
        switch member.kind {
        case .function(let id):
          environment.globalNames[symbol] = nil
          environment.functionNames[symbol] = id
        case .global(let id): environment.globalNames[symbol] = id
        }
      }
    }
  }

  private struct UseKey: Hashable {
    let module: ModuleID
    let alias: Symbol
  }

  /// Takes a name for what a used file declares, unless another used file has it.
  private func isFree(_ symbol: Symbol, _ name: ImportedName, at node: NodeID) -> Bool {
    guard let other = imported[symbol] else {
      imported[symbol] = name
      return true
    }
    if other.span != name.span { reportClash(self.name(symbol), name, other, at: node) }
    return false
  }

  private func importField(
    _ key: Environment.ComputedFieldKey, _ id: FunctionID, _ name: ImportedName, at node: NodeID
  ) {
    if let other = importedFields[key], other.span != name.span {
      return reportClash("\(key.noun.typeName).\(self.name(key.name))", name, other, at: node)
    }
    importedFields[key] = name
    environment.computedFields[key.noun, key.name] = id
  }

  private func reportClash(_ name: String, _ first: ImportedName, _ second: ImportedName, at node: NodeID) {
    report(
      .clashOfFiles(
        name, first: (environment.module(first.module).name, first.span),
        second: (environment.module(second.module).name, second.span)),
      at: node)
  }

  /// A declaration of this file must not have the name of one that a used file brings.
  func checkClash(_ symbol: Symbol, at span: Span) {
    guard let other = imported[symbol] else { return }
    report(.clashWithFile(name(symbol), file: environment.module(other.module).name, other: other.span), at: span)
    imported[symbol] = nil
  }

  func checkClash(_ key: Environment.ComputedFieldKey, at span: Span) {
    guard let other = importedFields[key] else { return }
    report(
      .clashWithFile(
        "\(key.noun.typeName).\(name(key.name))", file: environment.module(other.module).name, other: other.span),
      at: span)
  }

  /// Whether a rule was declared by another file of this same program, rather than by the library or an earlier entry.
  func isOfThisProgram(_ rule: RuleInfo) -> Bool {
    rule.span.file != tree.file && rule.span.file.rawValue >= environment.programStart.rawValue
  }

  // MARK: - Qualified names

  /// In `h.x`, where `h` stands for a used file: that file.
  func module(qualifying node: NodeID) -> ModuleID? {
    guard !environment.aliases.isEmpty, tree[node].kind == .member, tree[node].op == 0 else { return nil }
    let object = tree[NodeID(tree[node].a)]
    let symbol = Symbol(rawValue: object.a)
    guard object.kind == .name, let module = environment.aliases[symbol], findLocal(symbol) == nil else { return nil }
    return module
  }

  /// The function that `h.x` names.
  func qualifiedFunction(_ node: NodeID) -> FunctionID? {
    guard let module = module(qualifying: node),
      case .function(let id)? = environment.module(module).members[Symbol(rawValue: tree[node].b)]?.kind
    else { return nil }
    return id
  }

  func inferQualified(_ node: NodeID, in id: ModuleID) -> TypeID {
    let object = NodeID(tree[node].a)
    setQualifier(object)
    let alias = Symbol(rawValue: tree[object].a)
    let symbol = Symbol(rawValue: tree[node].b)
    if let row = innermostRow, row.frame == frames.count - 1, fieldType(row.type, alias) != nil {
      report(.ambiguousRowField(name(alias), type: describe(row.type)), at: object)
    }
    let module = environment.module(id)
    switch module.members[symbol]?.kind {
    case .function(let id): return set(node, functionType(id, at: node), .function(id))
    case .global(let id):
      return applyNarrowing(node, set(node, environment.globals[id.rawValue].type, .global(id)))
    case nil:
      if module.isWhole, symbol != .none {
        let known = module.members.keys.map { name($0) }.sorted()
        report(
          .notInFile(name(symbol), file: module.name, suggestions: near(name(symbol), known), known: known),
          at: nameSpan(symbol, at: tree[node].c))
      }
      return set(node, .error)
    }
  }

  // MARK: - Being used

  /// Whether a statement may stand in a used file.
  func checkDeclarationsAlone() {
    var others: [NodeID] = []
    for node in tree.statements {
      let statement = tree[node]
      switch statement.kind {
      case .function, .template, .field, .rule, .use, .test, .missing: break
      case .binding where statement.op == 0: break
      case .noun where options.voice == .initFile && isSettings(statement): break
      case .binding: report(.variableInUsedFile(name(Symbol(rawValue: statement.a))), at: node)
      case .command where name(tree.commands[Int(statement.a)].word.symbol) == Command.off.rawValue: break
      default: others.append(node)
      }
    }
    if let first = others.first { report(.statementInUsedFile(more: others.count - 1), at: first) }
  }

  /// `me { … }`, which the user's own file may say.
  private func isSettings(_ statement: Node) -> Bool {
    let declaration = tree.declarations[Int(statement.a)]
    return lexicon[declaration.noun.symbol].noun == .me
  }

  /// What this file declares, for those that use it.
  func exports(isWhole: Bool, name: String) -> ModuleInfo {
    var module = ModuleInfo(name: name, isWhole: isWhole)
    for node in tree.statements {
      switch (tree[node].kind, unit.resolutions[node.index]) {
      case (.function, .declaresFunction(let id)):
        let declared = tree.functions[Int(tree[node].a)].name
        module.members[declared.symbol] = .init(kind: .function(id), span: declared.span)
      case (.template, .declaresFunction(let id)):
        let declared = tree.templates[Int(tree[node].a)].name
        module.members[declared.symbol] = .init(kind: .function(id), span: declared.span)
      case (.field, .declaresFunction(let id)):
        if let noun = environment.function(id).parameterTypes.first?.noun {
          module.fields[.init(noun: noun, name: Symbol(rawValue: tree[node].b))] = (id, tree.span(node))
        }
      case (.binding, .declaresGlobal(let id)):
        let symbol = Symbol(rawValue: tree[node].a)
        module.members[symbol] = .init(kind: .global(id), span: bindingNameSpan(node, symbol))
      default: break
      }
    }
    return module
  }
}
