// What could stand where the cursor is: handles behind `@`, fields behind `.`, verbs behind `|`, the row's fields in a
// row expression, the cases of an enumeration behind `==`, else every name there is. All of it is read from the
// catalog, the environment and the store; nothing is listed here.

import KindlyCatalog
import KindlyChecker
import KindlySource
import KindlySyntax

public struct Completion: Sendable {
  public let text: String
  /// One line that explains it.
  public let detail: String
}

extension Session {
  /// The candidates at a UTF-8 offset of a text, and the range that any of them replaces.
  public func completions(_ text: String, at offset: Int) -> (range: Range<Int>, candidates: [Completion]) {
    let bytes = Array(text.utf8)
    let end = min(max(0, offset), bytes.count)
    var start = end
    while start > 0, isWordByte(bytes[start - 1]) { start -= 1 }
    // A handle may hold hyphens, so that its beginning is looked for on its own.
    var at = end
    while at > 0, isWordByte(bytes[at - 1]) || bytes[at - 1] == UInt8(ascii: "-") { at -= 1 }
    if at > 0, bytes[at - 1] == UInt8(ascii: "@") {
      return ((at - 1)..<end, matching(handleCompletions(), String(decoding: bytes[(at - 1)..<end], as: UTF8.self)))
    }
    let prefix = String(decoding: bytes[start..<end], as: UTF8.self)
    let before = String(decoding: bytes[..<start], as: UTF8.self)
    return (start..<end, matching(candidates(after: before), prefix))
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte == 95
  }

  private func matching(_ candidates: [Completion], _ prefix: String) -> [Completion] {
    var seen: Set<String> = []
    return candidates.filter { $0.text.hasPrefix(prefix) && seen.insert($0.text).inserted }
  }

  private func candidates(after before: String) -> [Completion] {
    let source = SourceFile(id: FileID(.max), name: "", text: before)
    let tokens = Lexer.tokens(source, interner: environment.interner).filter { $0.kind != .end && $0.kind != .newline }
    func text(_ token: Token) -> String {
      source.text(Span(file: source.id, start: token.start, end: token.end))
    }
    let words = tokens.map { (kind: $0.kind, text: text($0)) }
    guard let last = words.last else { return everything() }
    if let clauses = clauses(words) { return clauses }
    let row = rowNoun(words)
    switch last.kind {
    case .dot, .questionDot: return members(words.dropLast())
    case .pipe: return verbs() + functions()
    case .equal, .notEqual:
      if let noun = row, let field = words.dropLast().last, let cases = cases(of: field.text, noun) { return cases }
    default: break
    }
    if let row { return fields(row) + everything() }
    return everything()
  }

  // MARK: - Where the cursor is

  /// What may follow what a command is about: the words of its clauses, and the words that need none.
  private func clauses(_ words: [(kind: TokenKind, text: String)]) -> [Completion]? {
    guard words.count > 1, words[words.count - 1].kind == .handle, words[words.count - 2].kind == .name,
      let command = Command(rawValue: words[words.count - 2].text)
    else { return nil }
    let clauses = command.spec.clauses.filter { !$0.needsRule }.flatMap { clause in
      (clause.word.isEmpty ? [] : [clause.word]) + (clause.isBare ? clause.words : [])
    }
    return clauses.map { Completion(text: $0, detail: command.usage) }
  }

  /// The noun of the rows, inside a pipeline that began with a source.
  private func rowNoun(_ words: [(kind: TokenKind, text: String)]) -> Noun? {
    guard words.contains(where: { $0.kind == .pipe }) else { return nil }
    return words.reversed().lazy.compactMap { word in
      word.kind == .name ? Source(rawValue: word.text)?.noun : nil
    }.first
  }

  private func members(_ words: ArraySlice<(kind: TokenKind, text: String)>) -> [Completion] {
    guard let owner = words.last else { return [] }
    switch owner.kind {
    case .handle:
      if let noun = HandleLookup(store: host.store, calendars: host.calendars).noun(
        ofHandle: String(owner.text.dropFirst()))
      {
        return fields(noun)
      }
    case .typeName:
      if let enumeration = Enumeration.allCases.first(where: { $0.typeName == owner.text }) {
        return cases(enumeration)
      }
    case .name:
      if owner.text == "me" { return fields(.me) }
      if let module = environment.module(named: environment.interner.intern(owner.text)) { return members(of: module) }
      if let type = typeOfGlobal(owner.text), let noun = environment.types.unwrapped(type).noun { return fields(noun) }
      if let noun = rowNoun(Array(words)), let index = noun.spec.fieldIndex(owner.text),
        case .noun(let target) = noun.fields[index].type
      {
        return fields(target)
      }
    case .keyword:
      if owner.text == "it", let noun = rowNoun(Array(words)) { return fields(noun) }
    default: break
    }
    return Noun.shown.flatMap { fields($0) }.sorted { $0.text < $1.text }
  }

  private func typeOfGlobal(_ name: String) -> TypeID? {
    let symbol = environment.interner.intern(name)
    return environment.globals.last { $0.name == symbol }?.type
  }

  // MARK: - What there is

  private func fields(_ noun: Noun) -> [Completion] {
    noun.fields.map { Completion(text: $0.name, detail: $0.summary) }
      + environment.computedFieldNames(noun).map { symbol in
        Completion(
          text: environment.interner.text(symbol), detail: documentation(environment.computedField(noun, symbol)))
      }
  }

  private func cases(of field: String, _ noun: Noun) -> [Completion]? {
    guard let index = noun.spec.fieldIndex(field), case .enumeration(let enumeration) = noun.fields[index].type else {
      return nil
    }
    return cases(enumeration)
  }

  private func cases(_ enumeration: Enumeration) -> [Completion] {
    enumeration.cases.map { Completion(text: $0, detail: "a case of \(enumeration.typeName)") }
  }

  private func verbs() -> [Completion] {
    Verb.allCases.map { Completion(text: $0.name, detail: $0.summary) }.sorted { $0.text < $1.text }
  }

  private func functions() -> [Completion] {
    Documentation(environment: environment).functions.map { Completion(text: $0.name, detail: $0.brief) }
  }

  private func members(of module: ModuleInfo) -> [Completion] {
    module.members.map { symbol, member in
      let detail =
        switch member.kind {
        case .function(let id): documentation(id)
        case .global(let id): environment.types.description(environment.globals[id.rawValue].type)
        }
      return Completion(text: environment.interner.text(symbol), detail: detail)
    }.sorted { $0.text < $1.text }
  }

  private func documentation(_ id: FunctionID?) -> String {
    id.flatMap { environment.documentation(of: environment.function($0)).first } ?? ""
  }

  private func everything() -> [Completion] {
    var all = Source.allCases.map { source in
      Completion(
        text: source.rawValue,
        detail: source.noun.map { "each \($0.word): \($0.spec.summary)" } ?? "by company and role")
    }
    all += Noun.allCases.filter(\.spec.isDeclarable).map { Completion(text: $0.word, detail: $0.spec.summary) }
    all += environment.allGlobalNames.map { symbol in
      Completion(text: environment.interner.text(symbol), detail: describeGlobal(symbol))
    }
    all += environment.allModuleNames.map { symbol in
      Completion(
        text: environment.interner.text(symbol), detail: environment.module(named: symbol)?.name ?? "a used file")
    }
    all += functions()
    all += Command.allCases.map { Completion(text: $0.rawValue, detail: $0.summary) }
    all += ClockName.allCases.map {
      Completion(text: $0.rawValue, detail: $0 == .now ? "this moment" : "a date of the clock")
    }
    all += ["let", "var", "fn", "if", "for", "while", "match", "template", "must", "may", "never", "field"].map {
      Completion(text: $0, detail: "")
    }
    return all
  }

  private func describeGlobal(_ symbol: Symbol) -> String {
    environment.globals.last { $0.name == symbol }.map { environment.types.description($0.type) } ?? ""
  }

  private func handleCompletions() -> [Completion] {
    let entries = ((try? host.store.handles()) ?? []).sorted { $0.name < $1.name }
    return entries.prefix(2000).map { entry in
      let headline = entry.noun.spec.headline.flatMap { try? host.text(entry.noun, entry.row, $0) }
      return Completion(text: "@" + entry.name, detail: headline.map { "\(entry.noun.word): \($0)" } ?? entry.noun.word)
    }
  }
}
