// What a bare name is, in the order of the language: an enumeration case where that enumeration is expected, a local,
// a field of the row, a function or source. Two pairs are an error instead: a row field and a visible local of one
// name, a case and a local of that enumeration's type.

import KindlyCatalog
import KindlyDiagnostics
import KindlySource
import KindlySyntax

extension Checker {
  func inferName(_ node: NodeID, hint: TypeID?) -> TypeID {
    let symbol = Symbol(rawValue: tree[node].a)
    if let enumeration = hint.flatMap({ types.unwrapped($0).enumeration }),
      let index = lexicon.caseIndex(enumeration, symbol)
    {
      if let type = variableType(symbol), types.unwrapped(type) == .enumeration(enumeration) {
        report(.ambiguousCase(name(symbol), enumeration: enumeration.typeName), at: node)
      }
      return set(node, .enumeration(enumeration), .enumeration(enumeration, index))
    }
    let row = innermostRow
    let field = row.flatMap { fieldType($0.type, symbol, at: node) }
    if let type = resolveVariable(node, symbol) {
      if let row, field != nil, !isWithinRow(symbol) {
        report(.ambiguousRowField(name(symbol), type: describe(row.type)), at: node)
      }
      return applyNarrowing(node, type)
    }
    if let row, let field {
      useLocal(row.local)
      noteMember(field.reference, at: node)
      set(node, field.type, .rowMember(row.local, field.reference))
      return applyNarrowing(node, field.type)
    }
    if let id = environment.functionNames[symbol] {
      return set(node, functionType(id, at: node), .function(id))
    }
    let meaning = lexicon[symbol]
    if let source = meaning.source {
      does(.reads)
      if source == .agenda || source == .pipeline { asksRules() }
      return set(node, sourceType(source), .source(source))
    }
    if let word = meaning.clock {
      does(.reads)
      return set(node, word == .now ? .dateTime : .date, .clock(word))
    }
    if symbol == lexicon.me {
      does(.reads)
      return set(node, .noun(.me), .me)
    }
    if symbol == lexicon.args { return set(node, types.list(.text), .scriptArguments) }
    if let builtin = meaning.builtin { return inferBuiltinValue(node, builtin, hint: hint) }
    // What is expected is not known, because of a mistake: a case is none of its own.
    if hint == .error, lexicon.isCase(symbol) { return set(node, .error) }
    let text = name(symbol)
    if let module = environment.module(named: symbol) {
      report(.fileAsValue(text, known: module.members.keys.map { name($0) }.sorted()), at: node)
      return set(node, .error)
    }
    if let meant = Checker.foreignWords[text] {
      report(.unknownName(text, suggestions: [meant]), at: node)
    } else if let enumeration = hint.flatMap({ types.unwrapped($0).enumeration }) {
      report(
        .unknownCase(
          text, enumeration: enumeration.typeName, suggestions: near(text, enumeration.cases), known: enumeration.cases),
        at: node)
    } else {
      reportUnknown(text, at: node)
    }
    return set(node, .error)
  }

  /// Words of other languages, and what Kindly says.
  private static let foreignWords = [
    "null": "nothing", "nil": "nothing", "undefined": "nothing", "None": "nothing", "Null": "nothing",
    "NULL": "nothing", "Nil": "nothing", "True": "true", "TRUE": "true", "False": "false", "FALSE": "false",
  ]

  /// In a row expression the name was most likely meant as a field, unless only something else is near.
  private func reportUnknown(_ text: String, at node: NodeID) {
    // Of rows that a mistake has left unknown any name may be a field.
    if innermostRow?.type == .error || assumed.contains(Symbol(rawValue: tree[node].a)) { return }
    if survey.globals[Symbol(rawValue: tree[node].a)] != nil { return report(.declaredBelow(text), at: node) }
    let enumerations = Enumeration.allCases.filter { $0.index(of: text) != nil }
    if !enumerations.isEmpty {
      return report(.caseWithoutType(text, enumerations: enumerations.map(\.typeName)), at: node)
    }
    if let instead = ForeignWord.value(text) {
      return report(.unknownName(text, suggestions: [instead]), at: node)
    }
    // Looking for near names takes time; in a source with so many mistakes nobody reads them.
    suggested += 1
    guard suggested <= 100 else { return report(.unknownName(text, suggestions: []), at: node) }
    let others = suggestions(for: text)
    if let row = innermostRow {
      let known = fieldNames(row.type)
      let fields = near(text, known)
      if !known.isEmpty, !fields.isEmpty || others.isEmpty {
        return report(.unknownField(text, owner: ownerName(row.type), suggestions: fields, known: known), at: node)
      }
    }
    report(.unknownName(text, suggestions: others), at: node)
  }

  // MARK: - Rows

  /// The row whose fields are bare names here: a lambda within a row expression sees the row that is around it.
  var innermostRow: RowFrame? { rows.count > rowFloor ? rows[rows.count - 1] : nil }

  /// Whether a local was declared by a lambda that stands within the row expression: nearer than the row itself.
  private func isWithinRow(_ symbol: Symbol) -> Bool {
    guard let frame = innermostRow?.frame, frame + 1 < frames.count,
      let place = scope.index(of: symbol)
    else { return false }
    return place >= frames[frame + 1].scopeStart
  }

  // MARK: - Variables

  /// The local, innermost first; crossing a function's border makes it a captured one.
  func findLocal(_ symbol: Symbol) -> LocalID? {
    scope[symbol]
  }

  func useLocal(_ local: LocalID) {
    if let frame = frames.last, unit.locals[local.rawValue].owner != frame.id {
      unit.locals[local.rawValue].isCaptured = true
    }
  }

  private func variableType(_ symbol: Symbol) -> TypeID? {
    if let local = findLocal(symbol) { return unit.locals[local.rawValue].type }
    return environment.globalNames[symbol].map { environment.globals[$0.rawValue].type }
  }

  private func resolveVariable(_ node: NodeID, _ symbol: Symbol) -> TypeID? {
    if let local = findLocal(symbol) {
      useLocal(local)
      return set(node, unit.locals[local.rawValue].type, .local(local))
    }
    if let global = environment.globalNames[symbol] {
      uses(global)
      return set(node, environment.globals[global.rawValue].type, .global(global))
    }
    return nil
  }

  func sourceType(_ source: Source) -> TypeID {
    if let noun = source.noun { return types.list(.noun(noun)) }
    return types.list(pipelineRow)
  }

  /// The record that a row of `pipeline` is.
  var pipelineRow: TypeID {
    let fields: [(String, TypeID)] = [
      ("company", .text), ("role", .text), ("stage", .enumeration(.stage)), ("outcome", .enumeration(.outcome)),
      ("next", types.optional(.noun(.interview))), ("reply_by", types.optional(.date)),
      ("people", types.list(.noun(.contact))), ("last_touch", types.optional(.dateTime)),
    ]
    return types.type(.record(fields.map { TypeShape.Field(name: interner.intern($0.0), type: $0.1) }))
  }

  // MARK: - Fields

  /// A field of a value of this type.
  func fieldType(_ type: TypeID, _ symbol: Symbol, at node: NodeID? = nil) -> (type: TypeID, reference: FieldReference)?
  {
    if let noun = type.noun {
      if let index = lexicon.fieldIndex(noun, symbol) {
        return (lexicon.fieldType(noun, index), .stored(noun, index))
      }
      if let id = environment.computedField(noun, symbol) {
        return (resultType(id, at: node), .computed(id))
      }
      return nil
    }
    return recordField(type, symbol).map { ($0.type, .record($0.index)) }
  }

  /// A field of a record.
  func recordField(_ type: TypeID, _ symbol: Symbol) -> (type: TypeID, index: Int)? {
    guard !type.isPlain, case .record(let fields) = types.shape(type),
      let index = fieldIndex(symbol, of: type, fields)
    else { return nil }
    return (fields[index].type, index)
  }

  /// Where a field stands in a record; large records are looked up in a table.
  private func fieldIndex(_ symbol: Symbol, of type: TypeID, _ fields: [TypeShape.Field]) -> Int? {
    guard fields.count > 16 else { return fields.firstIndex { $0.name == symbol } }
    if recordFields[type] == nil {
      recordFields[type] = Dictionary(
        fields.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }
    return recordFields[type]?[symbol]
  }

  func noteMember(_ reference: FieldReference, at node: NodeID) {
    switch reference {
    case .stored: does(.reads)
    case .computed(let id): calls(id, at: node)
    case .record: break
    }
  }

  func fieldNames(_ type: TypeID) -> [String] {
    switch types.shape(type) {
    case .noun(let noun): (noun.fields.map(\.name) + environment.computedFieldNames(noun).map { name($0) }).sorted()
    case .record(let fields): fields.map { name($0.name) }
    default: []
    }
  }

  // MARK: - Suggestions

  func near(_ name: String, _ names: some Sequence<String>) -> [String] { Suggest.nearest(to: name, among: names) }

  private func suggestions(for text: String) -> [String] {
    var names = (scope.names + environment.globalNames.keys + environment.aliases.keys).map { name($0) }
    if let row = innermostRow { names += fieldNames(row.type) }
    names += environment.functionNames.keys.map { name($0) }
    names +=
      Source.allCases.map(\.rawValue) + ClockName.allCases.map(\.rawValue) + Builtin.allCases.map(\.name) + [
        "me", "args",
      ]
    return near(text, names)
  }

  /// What a call of an unknown name may have meant; behind `|` verbs too.
  func reportUnknownFunction(_ symbol: Symbol, at node: NodeID, isPiped: Bool) {
    let text = name(symbol)
    let meaning = lexicon[symbol]
    if meaning.clock != nil || meaning.source != nil {
      return report(.notAFunction(text, advice: "`\(text)` is a value: write it without parentheses"), at: node)
    }
    if let instead = ForeignWord.function(text) {
      if !isPiped, Builtin(named: instead) == nil, Verb(rawValue: instead) != nil {
        return report(.notAFunction(text, advice: "a list takes verbs: `… | \(instead) …`"), at: node)
      }
      return report(.unknownFunction(text, suggestions: [instead]), at: node)
    }
    if !isPiped, Verb(rawValue: text) != nil {
      return report(.notAFunction(text, advice: "a list takes verbs: `… | \(text) …`"), at: node)
    }
    let verbs = isPiped ? Verb.allCases.map(\.name) : []
    report(
      .unknownFunction(
        text,
        suggestions: near(text, environment.functionNames.keys.map { name($0) } + Builtin.allCases.map(\.name) + verbs)),
      at: node)
  }

  /// For `"abc".upper()` and `today.year`, what has that name and takes the value: a function or a verb.
  func callInstead(of member: NodeID, _ symbol: Symbol) -> String? {
    let text = name(symbol)
    let object = tree[NodeID(tree[member].a)]
    let value = object.kind == .name ? name(Symbol(rawValue: object.a)) : "…"
    var word = ForeignWord.function(text) ?? text
    if Builtin(named: word) == nil, Verb(rawValue: word) == nil, environment.functionNames[symbol] == nil,
      let near = near(text, Builtin.allCases.map(\.name) + Verb.allCases.map(\.name)).first
    {
      word = near
    }
    if let verb = Verb(rawValue: word), Builtin(named: word) == nil || ForeignWord.function(text) != nil {
      return "\(value) | \(word)\([.count, .show, .first, .last, .reverse, .sort].contains(verb) ? "" : " …")"
    }
    guard let builtin = Builtin(named: word) else {
      return environment.functionNames[symbol] != nil ? "\(word)(\(value))" : nil
    }
    let call = "\(word)(\(value)\(takesMore(builtin) ? ", …" : ""))"
    // What other languages do to the list itself gives a new one here.
    return [.list(.append), .list(.insert), .list(.removeAt)].contains(builtin) && object.kind == .name
      ? "\(value) = \(call)" : call
  }

  /// For `m.a` of a map, its value for that key.
  func keyInstead(of member: NodeID, _ symbol: Symbol, _ type: TypeID) -> String? {
    guard types.entry(type)?.key == .text else { return nil }
    let object = tree[NodeID(tree[member].a)]
    let key = ["get", "at", "lookup", "fetch"].contains(name(symbol)) ? "…" : "\"\(name(symbol))\""
    return "\(object.kind == .name ? name(Symbol(rawValue: object.a)) : "…")[\(key)]"
  }

  /// Whether a function takes something besides the value, however it is called.
  private func takesMore(_ builtin: Builtin) -> Bool {
    builtin.spec.signatures.allSatisfy { signature in
      // A comma within `Map<K, V>` separates no parameters.
      let parameters = signature.prefix { $0 != ")" }.replacing("<K, V>", with: "")
      return parameters.contains(",") && !parameters.drop { $0 != "," }.contains("=")
    }
  }

  // MARK: - Hiding

  /// The name of a variable that is called, where it hides a function that could be.
  func hiddenFunction(_ callee: NodeID) -> String? {
    guard tree[callee].kind == .name else { return nil }
    let symbol = Symbol(rawValue: tree[callee].a)
    let isHidden = lexicon[symbol].builtin != nil || environment.functionNames[symbol] != nil
    return isHidden ? name(symbol) : nil
  }

  /// A name of the language that a new one hides.
  func warnOfHiding(_ symbol: Symbol, at span: Span, isFunction: Bool = false, isPattern: Bool = false) {
    let meaning = lexicon[symbol]
    guard !options.mayReplace, meaning.source != nil || meaning.clock != nil || meaning.builtin != nil else { return }
    if meaning.source != nil {
      report(.hidesLibrary(name(symbol), what: "the records of that name"), at: span)
    } else if meaning.clock != nil {
      report(.hidesLibrary(name(symbol), what: "the word of the clock"), at: span)
    } else if isFunction || isPattern {
      report(.hidesLibrary(name(symbol), what: "the function of that name"), at: span)
    }
  }
}
