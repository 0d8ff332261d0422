// The table of the commands: what each is about, and the clauses that may follow. Parser, checker, compiler, completion
// and documentation read it; nothing else in the project states these facts again. What a clause does is the host's.
// Invariant: every clause has a word, unless it may be written without one, and no two clauses of a command share theirs.

/// What a command is about and the clauses it takes.
public struct CommandSpec: Sendable {
  public enum Operand: Hashable, Sendable {
    /// A record of one of these nouns.
    case record([Noun])
    /// A call of a template: `thank_you(@dana, @acme-onsite)`.
    case template
    /// The name of a rule.
    case rule
    case pipeline
    case text
    /// A record, or `not RULE`.
    case subject
  }

  public let operand: Operand
  /// How the operand appears in the usage line.
  public let placeholder: String
  public let clauses: [ClauseSpec]

  init(_ operand: Operand, _ placeholder: String, _ clauses: [ClauseSpec] = []) {
    self.operand = operand
    self.placeholder = placeholder
    self.clauses = clauses
  }

  /// The clause that begins with a word; `""` stands for the one that has none.
  public func clause(_ word: String) -> ClauseSpec? { clauses.first { $0.word == word } }

  /// The clause whose word may be left out: `mark @m sent`.
  public var bareClause: ClauseSpec? { clauses.first(where: \.isBare) }
}

/// A clause of a command: `to DATE`, `despite RULE`, `with its records`.
public struct ClauseSpec: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case date
    case text
    /// One of these, as it is written: `sent`, `its records`.
    case words([String])
    /// The name of a `never` rule.
    case prohibition
    /// A handle that no record has yet.
    case newHandle
    /// The handle of a record.
    case record
  }

  public enum Presence: Hashable, Sendable {
    case optional, required
    /// Any number of times.
    case repeated
  }

  /// Empty for a clause that is written without a word.
  public let word: String
  public let value: Value
  public let presence: Presence
  /// Whether its word may be left out.
  public let isBare: Bool
  /// Whether it belongs to `not RULE` alone.
  public let needsRule: Bool

  init(_ word: String, _ value: Value, _ presence: Presence, isBare: Bool = false, needsRule: Bool = false) {
    self.word = word
    self.value = value
    self.presence = presence
    self.isBare = isBare
    self.needsRule = needsRule
  }

  /// What its value may be, where that is one of some words.
  public var words: [String] {
    if case .words(let words) = value { return words }
    return []
  }

  /// How it is written, such as `to DATE`.
  public var usage: String {
    let value =
      switch value {
      case .date: "DATE"
      case .text: "\"…\""
      case .words(let words): words.joined(separator: " | ")
      case .prohibition: "RULE"
      case .newHandle: "@y"
      case .record: "@y"
      }
    return isBare ? value : "\(word) \(value)"
  }
}

extension Command {
  public var spec: CommandSpec { Command.specs[self] ?? makeSpec() }

  private static let specs = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.makeSpec()) })

  private func makeSpec() -> CommandSpec {
    switch self {
    case .done: CommandSpec(.record([.obligation, .deadline]), "@x", [ClauseSpec("on", .date, .optional)])
    case .dismiss: CommandSpec(.record([.obligation]), "@x", [ClauseSpec("because", .text, .required)])
    case .snooze: CommandSpec(.record([.obligation]), "@x", [ClauseSpec("to", .date, .required)])
    case .approve: CommandSpec(.record([.message]), "@m", [ClauseSpec("despite", .prohibition, .repeated)])
    case .send: CommandSpec(.record([.message]), "@m", [ClauseSpec("", .words(["now"]), .optional, isBare: true)])
    case .cancel: CommandSpec(.record([.message]), "@m")
    case .mark:
      CommandSpec(.record([.message]), "@m", [ClauseSpec("as", .words(["sent", "unsent"]), .required, isBare: true)])
    case .edit: CommandSpec(.record([.message]), "@m")
    case .draft: CommandSpec(.template, "TEMPLATE(…)")
    case .remove:
      CommandSpec(.record(Command.removable), "@x", [ClauseSpec("with", .words(["its records"]), .optional)])
    case .rename: CommandSpec(.record(Command.removable), "@x", [ClauseSpec("to", .newHandle, .required)])
    case .perform: CommandSpec(.record([.obligation]), "@x")
    case .why: CommandSpec(.subject, "@x", [ClauseSpec("on", .record, .optional, isBare: true, needsRule: true)])
    case .explain: CommandSpec(.pipeline, "PIPELINE")
    case .off: CommandSpec(.rule, "RULE")
    case .remind: CommandSpec(.text, "\"…\"")
    }
  }

  /// The records that a user may remove or rename.
  private static let removable = Noun.shown.filter { $0.spec.isStored && $0 != .me }

  /// How it is written at the head of a statement; square brackets enclose what may be left out.
  public var usage: String {
    let spec = spec
    var forms = [spec.placeholder]
    if spec.operand == .subject { forms.append("not RULE") }
    return forms.enumerated().map { index, operand in
      let clauses = spec.clauses.filter { !$0.needsRule || index == 1 }.map { clause in
        clause.presence == .required ? " \(clause.usage)" : " [\(clause.usage)]"
      }
      return "\(rawValue) \(operand)" + clauses.joined()
    }.joined(separator: ", or ")
  }

  /// Every word that begins a clause of some command.
  public static let clauseWords: Set<String> = Set(
    allCases.flatMap { $0.spec.clauses.map(\.word) }.filter { !$0.isEmpty })

  /// The clause values of several words, such as `its records`.
  public static let phrases: [[String]] = {
    let words: [String] = allCases.flatMap { $0.spec.clauses }.flatMap { $0.words }
    return words.map { $0.split(separator: " ").map(String.init) }.filter { $0.count > 1 }
  }()
}

extension CommandSpec.Operand {
  /// Words for a sentence: what the command is about.
  public var description: String {
    switch self {
    case .record(let nouns) where nouns.count > 2: "a record"
    case .record(let nouns):
      nouns.map { ["a", "e", "i", "o", "u"].contains($0.word.prefix(1)) ? "an \($0.word)" : "a \($0.word)" }
        .joined(separator: " or ")
    case .template: "a template with its arguments"
    case .rule: "the name of a rule"
    case .pipeline: "a pipeline"
    case .text: "a text"
    case .subject: "a record"
    }
  }
}
