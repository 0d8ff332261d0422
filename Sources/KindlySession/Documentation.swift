// Everything there is to look up, from one place: the tables of the catalog, and the functions, fields, templates and
// rules that sources have declared with their doc comments. Help, completion and `kindly doc` only lay it out.

import Foundation
import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlySource
import KindlySyntax

/// One thing that has a name.
public struct DocumentationEntry: Hashable, Sendable {
  /// `upper`, `where`, `Contact`, `Contact.email`.
  public let name: String
  /// The heading under which it stands.
  public let section: String
  /// How it is written, one form a line.
  public var forms: [String] = []
  /// What it does or is: sentences, or the lines of a doc comment.
  public var summary = ""
  /// An expression, and what it prints.
  public var example: Example?
  /// What fails, if anything can.
  public var fails = ""
  /// What it does besides giving a value.
  public var effects: Effects = []
  /// What it consists of: a noun's fields, an enumeration's cases.
  public var parts: [Part] = []

  public struct Example: Hashable, Sendable {
    public let code: String
    public let prints: String

    /// What to type to see it: the prompt shows records as a table, unless they are printed.
    public var asTyped: String { prints.hasPrefix("[{") ? "print(\(code))" : code }
  }

  public struct Part: Hashable, Sendable {
    public let form: String
    public let summary: String
  }

  /// The summary's first sentence, for a list; of an enumeration its cases.
  public var brief: String {
    if section == "Enumerations" { return parts.map(\.form).joined(separator: ", ") }
    let lines = summary.split(separator: "\n", omittingEmptySubsequences: false)
    let paragraph = lines.prefix { !$0.isEmpty }.joined(separator: " ")
    guard let end = paragraph.range(of: ". ") else { return paragraph }
    return String(paragraph[..<end.lowerBound]) + "."
  }
}

struct Documentation {
  let environment: Environment

  /// The sections in their order.
  static let sections = [
    "Text", "Patterns", "Numbers", "Time", "Lists", "Maps", "Others", "Verbs", "Sources", "Commands", "Nouns", "Fields",
    "Enumerations", "Variables", "Functions", "Templates", "Rules",
  ]

  /// Everything the language and its library have, by section.
  var everything: [DocumentationEntry] {
    builtins + verbs + sources + commands + nouns + enumerations + declared { _ in true }
  }

  /// What is called so: the name itself, or a field or a case of any type by its own name.
  func entries(named name: String) -> [DocumentationEntry] {
    let all = everything
    // A noun by its type, or by the word that declares it.
    let noun = Noun.shown.first { $0.word == name }
    let exact = all.filter { $0.name == name || $0.name == noun?.typeName }
    if !exact.isEmpty { return exact }
    return storedFields.filter { $0.name == name } + (all + storedFields).filter { $0.name.hasSuffix("." + name) }
      + enumerations.filter { $0.parts.contains { $0.form == name } }
  }

  /// What can be called by its name, and so follow a `|`.
  var functions: [DocumentationEntry] {
    declared { _ in true }.filter { $0.section == "Functions" || $0.section == "Templates" } + builtins
  }

  /// Names like one that there is none of.
  func suggestions(for name: String) -> [String] {
    Suggest.nearest(to: name, among: Set((everything + storedFields).map(\.name)).sorted())
  }

  // MARK: - The catalog

  private var builtins: [DocumentationEntry] {
    Builtin.allCases.map { builtin in
      let spec = builtin.spec
      return DocumentationEntry(
        name: builtin.name, section: builtin.topic, forms: spec.signatures, summary: spec.summary,
        example: .init(code: spec.example.code, prints: spec.example.prints), fails: spec.fails, effects: spec.effects)
    }
  }

  private var verbs: [DocumentationEntry] {
    Verb.allCases.map { verb in
      DocumentationEntry(
        name: verb.name, section: "Verbs", forms: ["… | " + verb.usage], summary: sentence(verb.summary),
        example: verb.example.map { .init(code: $0.code, prints: $0.prints) })
    }
  }

  private var commands: [DocumentationEntry] {
    Command.allCases.map { command in
      DocumentationEntry(
        name: command.rawValue, section: "Commands", forms: [command.usage], summary: sentence(command.summary))
    }
  }

  private var sources: [DocumentationEntry] {
    let lists = Source.allCases.map { source in
      DocumentationEntry(
        name: source.rawValue, section: "Sources",
        forms: [source.rawValue + (source.noun.map { ": List<\($0.typeName)>" } ?? "")],
        summary: source.noun.map { "Each \($0.word): \($0.spec.summary)." } ?? "One row for each company and role.")
    }
    let words = ClockName.allCases.map { word in
      DocumentationEntry(
        name: word.rawValue, section: "Sources", forms: ["\(word.rawValue): \(word == .now ? "DateTime" : "Date")"],
        summary: describe(word))
    }
    return lists + words + [
      DocumentationEntry(
        name: "me", section: "Sources", forms: ["me: Me"], summary: sentence(Noun.me.spec.summary)),
      DocumentationEntry(
        name: "args", section: "Sources", forms: ["args: List<Text>"], summary: "What stood behind the script's name."),
    ]
  }

  private func describe(_ word: ClockName) -> String {
    switch word {
    case .now: "This moment; it stands still while a run lasts."
    case .today: "This day."
    case .tomorrow: "The day after today."
    case .yesterday: "The day before today."
    default:
      "Today where it is a \(word.rawValue.capitalized), else the first one after; `next \(word.rawValue)` is never today, `last \(word.rawValue)` before it."
    }
  }

  private var nouns: [DocumentationEntry] {
    Noun.shown.map { noun in
      let spec = noun.spec
      var form = spec.word
      if spec.isDeclarable {
        form += " [@handle]" + (spec.headline.map { " \"\($0)\"" } ?? "")
        form += spec.prepositions.map { " [\($0.word) \($0.fields.joined(separator: " or "))]" }.joined()
        form += " [{ field: value, … }]"
      }
      return DocumentationEntry(
        name: spec.typeName, section: "Nouns", forms: [form], summary: sentence(spec.summary),
        parts: spec.fields.map { .init(form: "\($0.name): \(type(of: $0))", summary: sentence($0.summary)) })
    }
  }

  private var storedFields: [DocumentationEntry] {
    Noun.shown.flatMap { noun in
      noun.fields.map { field in
        DocumentationEntry(
          name: "\(noun.typeName).\(field.name)", section: "Fields",
          forms: ["\(noun.typeName).\(field.name): \(type(of: field))"], summary: sentence(field.summary))
      }
    }
  }

  private var enumerations: [DocumentationEntry] {
    Enumeration.allCases.map { enumeration in
      DocumentationEntry(
        name: enumeration.typeName, section: "Enumerations", summary: "In this order:",
        parts: enumeration.cases.map { .init(form: $0, summary: "") })
    }
  }

  private func type(of field: FieldSpec) -> String { environment.types.description(environment.types.type(of: field)) }

  private func sentence(_ words: String) -> String { words.prefix(1).uppercased() + words.dropFirst() + "." }

  // MARK: - What sources declare

  /// The functions, computed fields, templates and rules of the sources that are asked for.
  func declared(in isAsked: (FileID) -> Bool) -> [DocumentationEntry] {
    func isWanted(_ id: FunctionID) -> Bool {
      isAsked(environment.units[environment.function(id).unit].tree.file)
    }
    var found: [DocumentationEntry] = []
    for noun in Noun.allCases {
      for symbol in environment.computedFieldNames(noun) {
        guard let id = environment.computedField(noun, symbol), isWanted(id) else { continue }
        let info = environment.function(id)
        let name = "\(noun.typeName).\(text(symbol))"
        found.append(
          entry(name, "Fields", forms: ["\(name): \(environment.types.description(info.result))"], info))
      }
    }
    for symbol in environment.allGlobalNames {
      guard let variable = variable(symbol, isAsked) else { continue }
      found.append(variable)
    }
    for symbol in environment.allFunctionNames {
      guard let id = environment.function(named: symbol), isWanted(id) else { continue }
      let info = environment.function(id)
      let section = info.kind == .template ? "Templates" : "Functions"
      found.append(entry(text(symbol), section, forms: [signature(info)], info))
    }
    for rule in environment.rules where isAsked(rule.span.file) {
      found.append(
        DocumentationEntry(
          name: text(rule.name), section: "Rules", forms: ["\(rule.modality) \(text(rule.name))"],
          summary: environment.documentation(of: rule).joined(separator: "\n")))
    }
    return found
  }

  /// `let limit: Int`, with the comment above it.
  private func variable(_ symbol: Symbol, _ isAsked: (FileID) -> Bool) -> DocumentationEntry? {
    guard let global = environment.global(named: symbol) else { return nil }
    let info = environment.globals[global.rawValue]
    let unit = environment.units[info.unit]
    guard isAsked(unit.tree.file),
      let node = unit.tree.statements.first(where: { unit.resolutions[$0.index] == .declaresGlobal(global) })
    else { return nil }
    return DocumentationEntry(
      name: text(symbol), section: "Variables",
      forms: ["\(info.isMutable ? "var" : "let") \(text(symbol)): \(environment.types.description(info.type))"],
      summary: unit.tree.documentation(of: node).joined(separator: "\n"))
  }

  private func entry(_ name: String, _ section: String, forms: [String], _ info: FunctionInfo) -> DocumentationEntry {
    DocumentationEntry(
      name: name, section: section, forms: forms, summary: environment.documentation(of: info).joined(separator: "\n"),
      effects: info.effects)
  }

  private func signature(_ info: FunctionInfo) -> String {
    let parameters = info.parameterNames.indices.map { index in
      "\(text(info.parameterNames[index])): \(environment.types.description(info.parameterTypes[index]))"
        + (info.defaults[index].map { " = " + written($0) } ?? "")
    }
    let result = info.kind == .template ? "" : " -> \(environment.types.description(info.result))"
    return "\(text(info.name))(\(parameters.joined(separator: ", ")))\(result)"
  }

  /// A default as it is written.
  private func written(_ standard: FunctionID) -> String {
    let info = environment.function(standard)
    return environment.units[info.unit].tree.source(of: info.body)
  }

  private func text(_ symbol: Symbol) -> String { environment.interner.text(symbol) }
}
