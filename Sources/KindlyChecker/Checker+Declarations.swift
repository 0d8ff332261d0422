// Declarations of records: prepositions and fields against the noun table, literals against the checks of their fields,
// handles against what is in the store or declared above.

import KindlyCatalog
import KindlySource
import KindlySyntax
import KindlyTime

extension Checker {
  func inferNoun(_ node: NodeID) -> TypeID {
    does([.changes, .reads])
    let declaration = tree.declarations[Int(tree[node].a)]
    guard let noun = lexicon[declaration.noun.symbol].noun else { return set(node, .error) }
    let isNew = isNewRecord(declaration, noun)
    var given = GivenFields()
    if declaration.headline.exists {
      if let index = lexicon.headline(noun) {
        _ = given.insert(index)
        checkValue(declaration.headline, of: index, noun: noun, isDeclaration: true)
      } else {
        _ = infer(declaration.headline)
        report(.noFields("headline", type: noun.typeName, instead: nil), at: declaration.headline)
      }
    }
    let known = errors.count
    for preposition in declaration.prepositions { checkPreposition(preposition, noun, &given) }
    checkFields(declaration.fields, of: noun, given: &given, isDeclaration: true)
    var misnamed = errors.count == known ? 0 : errors[known...].count { $0.kind.isUnknownPart }
    if noun == .interview { checkReplyBy(declaration) }
    if isNew, noun != .me {
      for index in lexicon.required(noun) where !given.contains(index) {
        // What it was meant to be has been reported under its wrong name.
        misnamed -= 1
        if misnamed >= 0 { continue }
        report(.missingField(noun.fields[index].name, noun: noun.word), at: declaration.noun.span)
      }
    }
    if let handle = declaration.handle?.symbol ?? impliedHandle(declaration, noun) { declaredHandles[handle] = noun }
    disturb(.noun(noun))
    return set(node, .noun(noun), .declaresNoun(noun))
  }

  /// The handle that a declaration without one gets, where its content is all literals.
  private func impliedHandle(_ declaration: NounDeclaration, _ noun: Noun) -> Symbol? {
    guard tree[declaration.headline].kind == .text else { return nil }
    let headline = tree.texts[Int(tree[declaration.headline].a)]
    func literal(_ word: String) -> Node? {
      let preposition = declaration.prepositions.first { name($0.word.symbol) == word }
      return preposition?.values.first.map { tree[$0] }
    }
    switch noun {
    case .contact: return interner.intern(HandleNames.contact(name: headline))
    case .interview:
      guard let company = literal("at"), company.kind == .text, let starts = literal("on"), starts.kind == .dateTime
      else { return nil }
      let date = CivilDate(trusted: Int(Int32(bitPattern: starts.a)))
      return interner.intern(
        HandleNames.interview(company: tree.texts[Int(company.a)], role: headline, date: date))
    default: return nil
    }
  }

  private func isNewRecord(_ declaration: NounDeclaration, _ noun: Noun) -> Bool {
    guard let handle = declaration.handle else { return true }
    guard let known = declaredHandles[handle.symbol] ?? storedNoun(handle.symbol) else { return true }
    if known != noun {
      report(.handleOfAnotherNoun(name(handle.symbol), is: known.word, wanted: noun.word), at: handle.span)
    }
    return false
  }

  /// The noun of a record that is in the store now. A test begins with an empty one, in which only an obligation, which
  /// is in no store, may come to be without a declaration.
  func storedNoun(_ symbol: Symbol) -> Noun? {
    let handle = name(symbol)
    return isInTest && !handle.hasPrefix("todo-") ? nil : handles.noun(ofHandle: handle)
  }

  private func checkPreposition(_ preposition: NounDeclaration.Preposition, _ noun: Noun, _ given: inout GivenFields) {
    guard let spec = lexicon.preposition(noun, preposition.word.symbol) else {
      report(
        .unknownPreposition(name(preposition.word.symbol), noun: noun.word, known: noun.spec.prepositions.map(\.word)),
        at: preposition.word.span
      )
      for value in preposition.values { _ = infer(value, hint: .error) }
      return
    }
    guard let index = spec.fields.first else { return }
    for value in preposition.values {
      if spec.fields.count > 1 {
        // The value's noun tells which field is meant.
        let found = infer(value)
        let meant = spec.fields.first { fits(found, lexicon.fieldType(noun, $0)) } ?? index
        if !given.insert(meant), found != .error { report(.fieldTwice(noun.fields[meant].name), at: value) }
        convert(value, from: found, to: lexicon.fieldType(noun, meant))
      } else if let element = types.element(lexicon.fieldType(noun, index)) {
        _ = given.insert(index)
        let found = infer(value, hint: element)
        let isWhole = types.element(found) != nil && preposition.values.count == 1
        checkLiterals(in: value, of: index, noun: noun, lexicon.field(noun, index))
        convert(value, from: found, to: isWhole ? lexicon.fieldType(noun, index) : element)
      } else {
        if !given.insert(index) { report(.fieldTwice(noun.fields[index].name), at: value) }
        checkValue(value, of: index, noun: noun, isDeclaration: true)
      }
    }
  }

  /// The fields in braces of a declaration, or of `update`.
  func checkFields(_ fields: [NodeID], of noun: Noun) {
    var given = GivenFields()
    checkFields(fields, of: noun, given: &given, isDeclaration: false)
  }

  private func checkFields(
    _ fields: [NodeID], of noun: Noun, given: inout GivenFields, isDeclaration: Bool
  ) {
    for node in fields {
      let symbol = Symbol(rawValue: tree[node].a)
      let value = NodeID(tree[node].b)
      let span = nameSpan(symbol, at: tree[node].start)
      guard let index = lexicon.fieldIndex(noun, symbol) else {
        let text = name(symbol)
        let known = noun.fields.filter { $0.access == .user }.map(\.name).sorted()
        report(.unknownField(text, owner: noun.typeName, suggestions: near(text, known), known: known), at: span)
        _ = infer(value, hint: .error)
        continue
      }
      if lexicon.field(noun, index).isReadOnly { report(.readOnlyField(noun.fields[index].name), at: span) }
      if !given.insert(index) { report(.fieldTwice(noun.fields[index].name), at: span) }
      checkValue(value, of: index, noun: noun, isDeclaration: isDeclaration)
      set(node, lexicon.fieldType(noun, index), .member(.stored(noun, index)))
    }
  }

  /// A value that is written to a field: its type, what the field refuses, and clock words that would move.
  func checkValue(_ value: NodeID, of index: Int, noun: Noun, isDeclaration: Bool = false) {
    let field = lexicon.field(noun, index)
    let found = infer(value, hint: field.type)
    if isDeclaration, found == .date, noun == .deadline, field.symbol == lexicon.due {
      // The end of that day.
    } else {
      convert(value, from: found, to: field.type)
    }
    if noun == .me { checkTrust(value, of: noun.fields[index]) }
    checkLiterals(in: value, of: index, noun: noun, field)
    if options.isScript, frames.last?.isEntry == true, let word = clockWord(in: value) {
      report(.clockWordInDeclaration(word), at: value)
    }
  }

  /// What a field refuses of the literals that may be its value: one that is written there, the elements of a list, the
  /// ends of branches.
  private func checkLiterals(in value: NodeID, of index: Int, noun: Noun, _ field: Lexicon.Field) {
    if field.check == .none { return }
    var open = [value]
    while let value = open.popLast() {
      let node = tree[value]
      switch node.kind {
      case .text:
        if noun == .me, isUnknownSetting(value, of: noun.fields[index]) { continue }
        guard !tree.texts.withBytes(of: Int(node.a), { field.check.isCertainlyFine($0) }),
          let reason = field.complaint(tree.texts[Int(node.a)])
        else { continue }
        report(.refusedValue(field: noun.fields[index].name, reason: reason), at: value)
      case .duration, .unary:
        guard field.check == .positive, isNotPositive(value), let nothing = try? Duration(seconds: 0),
          let reason = noun.fields[index].complaint(about: .duration(nothing))
        else { continue }
        report(.refusedValue(field: noun.fields[index].name, reason: reason), at: value)
      case .list: open += tree.list(node.a, node.b).reversed()
      case .block: open += tree.list(node.a, node.b).suffix(1)
      case .ifElse: open += [NodeID(node.c), NodeID(node.b)].filter(\.exists)
      case .match: open += tree.list(node.b, node.c).reversed().map { NodeID(tree[$0].c) }
      case .tryCatch: open += [NodeID(node.c), NodeID(node.a)]
      case .binary:
        // `a ?? "b"`, and lists that are joined.
        let sign = BinaryOperator(rawValue: node.op)
        guard sign == .coalesce || (sign == .add && types.element(unit.types[value.index]) != nil) else { continue }
        open += [NodeID(node.b), NodeID(node.a)]
      default: continue
      }
    }
  }

  /// Whether a literal is a duration of nothing, or less.
  private func isNotPositive(_ value: NodeID) -> Bool {
    switch tree[value].kind {
    case .duration: tree.integers[Int(tree[value].a)] == 0
    case .unary: tree[value].op == UnaryOperator.negate.rawValue && tree[NodeID(tree[value].a)].kind == .duration
    default: false
    }
  }

  /// Literal dates of one interview that contradict one another.
  private func checkReplyBy(_ declaration: NounDeclaration) {
    func field(_ word: Symbol) -> NodeID? {
      declaration.fields.first { tree[$0].a == word.rawValue }.map { NodeID(tree[$0].b) }
    }
    guard let replyBy = field(lexicon.replyBy) else { return }
    let on = declaration.prepositions.first { $0.word.symbol == lexicon.on }?.values.first
    guard let starts = on ?? field(lexicon.starts), tree[replyBy].kind == .date,
      tree[starts].kind == .dateTime,
      Int32(bitPattern: tree[replyBy].a) < Int32(bitPattern: tree[starts].a)
    else { return }
    report(.refusedValue(field: "reply_by", reason: "it is before the interview"), at: replyBy)
  }

  // MARK: - Words of formats

  /// The word behind `to`.
  func checkFormat(_ node: NodeID, of row: TypeID) {
    let word = name(Symbol(rawValue: tree[node].a))
    guard tree[node].kind == .name else { return }
    set(node, .text)
    if let format = RowFormat(rawValue: word), format.isText { return checkRows(row, of: format, at: node) }
    report(.unknownWord(word, of: "`to`", known: RowFormat.allCases.filter(\.isText).map(\.rawValue)), at: node)
  }

  /// Some formats are of some nouns alone.
  private func checkRows(_ row: TypeID, of format: RowFormat, at node: NodeID) {
    guard let nouns = format.nouns, row != .error, row.noun.map(nouns.contains) != true else { return }
    let wanted = "a list of " + nouns.map(\.spec.plural).joined(separator: " or ")
    report(.commandNeeds(command: format.rawValue, wanted: wanted, found: describe(types.list(row))), at: node)
  }

  /// A literal name of a file to `save`: its ending says the format.
  func checkPath(_ node: NodeID, of row: TypeID) {
    guard tree[node].kind == .text else { return }
    let path = tree.texts[Int(tree[node].a)]
    if RowFormat(path: path) == .svg { checkPicture(of: row, at: node) }
    if let format = RowFormat(path: path) { checkRows(row, of: format, at: node) }
    if RowFormat(path: path) == nil {
      report(.unknownEnding(path, known: RowFormat.allCases.map { "." + $0.ending }), at: node)
    }
  }

  /// Whether a setting names what is not there; it is refused, rather than kept and ignored.
  private func isUnknownSetting(_ value: NodeID, of field: FieldSpec) -> Bool {
    guard field.name == "holidays", let known = handles.holidayNames() else { return false }
    let text = tree.texts[Int(tree[value].a)]
    let name = HolidayName.normalized(text)
    if known.contains(name) { return false }
    report(.unknownHolidays(text, suggestions: near(name, known), known: known), at: value)
    return true
  }

  private func clockWord(in node: NodeID) -> String? {
    var node = node
    while true {
      if case .clock(let word) = unit.resolutions[node.index] { return word.rawValue }
      switch tree[node].kind {
      case .weekday: return name(Symbol(rawValue: tree[node].a))
      case .atTime, .ago, .fromNow: node = NodeID(tree[node].a)
      case .binary:
        if let word = clockWord(in: NodeID(tree[node].b)) { return word }
        node = NodeID(tree[node].a)
      default: return nil
      }
    }
  }
}
