// Every command against its table: each with every clause word of the language and with values of every kind. `check`
// accepts exactly what the table says, and nothing that it accepts or refuses ends a run by a trap.

import Foundation
import KindlyCatalog
import Testing

@testable import KindlySession

struct CommandTableTests {
  /// What a clause may be given here, and the kinds of clause that take it.
  private struct Given: Sendable {
    let text: String
    let fits: @Sendable (ClauseSpec.Value) -> Bool
  }

  private static let values: [Given] = [
    Given(text: "2026-11-24") { $0 == .date },
    Given(text: "tomorrow") { $0 == .date },
    Given(text: "\"words\"") { $0 == .text },
    Given(text: "1 + 2") { _ in false },
    Given(text: "1.5") { _ in false },
    Given(text: "true") { _ in false },
    Given(text: "nothing") { _ in false },
    Given(text: "[1]") { _ in false },
    Given(text: "45m") { _ in false },
    Given(text: "2026-11-24 10:00") { _ in false },
    Given(text: "@new-handle") { $0 == .newHandle },
    Given(text: "@dana") { $0 == .record || $0 == .newHandle },
    Given(text: "undefined_name") { _ in false },
    Given(text: "ask_early") { $0 == .prohibition },
    Given(text: "thank_you") { _ in false },
    Given(text: "sent") { if case .words(let words) = $0 { words.contains("sent") } else { false } },
    Given(text: "now") { if case .words(let words) = $0 { words.contains("now") } else { false } },
    Given(text: "its records") { if case .words(let words) = $0 { words.contains("its records") } else { false } },
    Given(text: "x -> x") { _ in false },
    Given(text: "{ a: 1 }") { _ in false },
  ]

  private static let words =
    Command.clauseWords.sorted() + ["", "until", "for", "because_of", "at", "via", "due", "from_now", "wit"]

  /// An operand that each command takes.
  private static func operand(of command: Command) -> String {
    switch command.spec.operand {
    case .record(let nouns):
      nouns.contains(.contact)
        ? "@dana" : nouns.contains(.message) ? "@thank-you-dana-onsite" : "@todo-thank-you-dana-onsite"
    case .template: "thank_you(@dana, @onsite, detail: \"the close\")"
    case .rule: "ask_early"
    case .pipeline: "contacts | count"
    case .text: "\"call\""
    case .subject: "@dana"
    }
  }

  private static let preamble = """
    me { name: "Sam", email: "sam@example.org" }
    contact @dana "Dana Reyes" at "Acme" { email: "dana@acme.example" }
    interview @onsite "Engineer" at "Acme" on 2026-11-24 10:00 with @dana
    draft thank_you(@dana, @onsite, detail: "the close")
    """

  private func bench() throws -> Bench {
    let bench = try Bench()
    #expect(bench.eval(Self.preamble).exit == .success)
    return bench
  }

  /// Whether a session takes an entry, and what it says.
  private func isAccepted(_ session: Session, _ source: String) -> Bool {
    session.check(name: "<eval>", bytes: Array(source.utf8)) == .success
  }

  @Test func eachWordOfTheTableIsAWordOfTheGrammar() {
    // The parser finds a command and a clause by the word's place in its own table.
    for command in Command.allCases {
      #expect(command.usage.hasPrefix(command.rawValue + " "))
      var words: Set<String> = []
      for clause in command.spec.clauses { #expect(words.insert(clause.word).inserted, "\(command) \(clause.word)") }
      #expect(command.spec.clauses.filter(\.isBare).count <= 1)
      for clause in command.spec.clauses where clause.word.isEmpty { #expect(clause.isBare) }
    }
    #expect(Command.clauseWords == ["on", "because", "to", "despite", "as", "with"])
    #expect(Command.phrases == [["its", "records"]])
  }

  @Test(arguments: Command.allCases)
  func acceptsExactlyWhatTheTableSays(_ command: Command) throws {
    let bench = try bench()
    let spec = command.spec
    _ = bench.withSession { session in
      for word in Self.words {
        for given in Self.values {
          let source = "\(command.rawValue) \(Self.operand(of: command)) \(word) \(given.text)"
          let clause = spec.clause(word) ?? (word.isEmpty ? spec.bareClause : nil)
          let mayBeBare = !word.isEmpty || clause?.isBare == true
          var isRight = mayBeBare && clause.map { !$0.needsRule && given.fits($0.value) } == true
          // Another clause that the command cannot do without is missing then.
          isRight = isRight && spec.clauses.allSatisfy { $0.presence != .required || $0 == clause }
          #expect(isAccepted(session, source) == isRight, "\(source)")
        }
      }
      return .success
    }
  }

  @Test(arguments: Command.allCases)
  func asksForWhatIsRequiredAndTakesItOnce(_ command: Command) throws {
    let bench = try bench()
    _ = bench.withSession { session in
      let bare = "\(command.rawValue) \(Self.operand(of: command))"
      let required = command.spec.clauses.filter { $0.presence == .required }
      #expect(isAccepted(session, bare) == required.isEmpty, "\(bare)")
      for clause in command.spec.clauses where !clause.needsRule {
        guard let given = Self.values.first(where: { $0.fits(clause.value) }) else {
          Issue.record("no value for \(clause.usage)")
          continue
        }
        let once = " \(clause.word) \(given.text)"
        #expect(isAccepted(session, bare + once), "\(bare + once)")
        #expect(
          isAccepted(session, bare + once + once) == (clause.presence == .repeated), "\(bare + once + once)")
      }
      return .success
    }
  }

  @Test(arguments: Command.allCases)
  func operandsAreOfTheirKind(_ command: Command) throws {
    let bench = try bench()
    let spec = command.spec
    let clauses = spec.clauses.filter { $0.presence == .required }.compactMap { clause in
      Self.values.first { $0.fits(clause.value) }.map { " \(clause.word) \($0.text)" }
    }.joined()
    let operands: [(text: String, fits: Bool)] = [
      ("@dana", spec.takes(.contact)), ("@onsite", spec.takes(.interview)),
      ("@thank-you-dana-onsite", spec.takes(.message)), ("@todo-thank-you-dana-onsite", spec.takes(.obligation)),
      ("@nobody", false), ("1 + 2", false), ("\"words\"", spec.operand == .text), ("(\"a\" + \"b\")", false),
      ("undefined_name", false), ("ask_early", spec.operand == .rule), ("[1]", false),
      ("thank_you(@dana, @onsite, detail: \"x\")", spec.operand == .template),
      ("not ask_early", spec.operand == .subject), ("not nothing_like_it", false), ("nothing", false),
    ]
    _ = bench.withSession { session in
      for operand in operands {
        let source = "\(command.rawValue) \(operand.text)\(clauses)"
        #expect(isAccepted(session, source) == operand.fits, "\(source)")
      }
      return .success
    }
  }

  @Test func clausesAreCompleted() throws {
    let bench = try bench()
    _ = bench.withSession { session in
      func words(_ text: String) -> [String] { session.completions(text, at: text.utf8.count).candidates.map(\.text) }
      #expect(words("snooze @x ") == ["to"])
      #expect(words("mark @m ") == ["as", "sent", "unsent"])
      #expect(words("mark @m un") == ["unsent"])
      #expect(words("send @m ") == ["now"])
      #expect(words("cancel @m ") == [])
      return .success
    }
  }

  /// Whatever is written, running it ends with an exit code.
  @Test(arguments: 1...12)
  func randomCommandsNeverTrap(_ seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let bench = try bench()
    let operands =
      ["@dana", "@onsite", "@thank-you-dana-onsite", "@todo-thank-you-dana-onsite", "ask_early", "not ask_early", "it"]
      + ["thank_you(@dana, @onsite, detail: \"x\")", "1 + 2", "\"a\"", "@dana.name", "(messages | first)", "contacts"]
    for round in 1...40 {
      let command = dice.pick(Command.allCases)
      var source = "\(command.rawValue) \(dice.below(2) == 0 ? Self.operand(of: command) : dice.pick(operands))"
      for _ in 0..<dice.below(4) { source += " \(dice.pick(Self.words)) \(dice.pick(Self.values).text)" }
      switch dice.below(5) {
      case 0: source = "let x = \(source)\nprint(x)"
      case 1: source = "contacts | each { \(source) }"
      case 2: source = "print(\"{\(source)}\")"
      case 3: source = "must m\(round) { for c in contacts until false due now do \(source) }\nagenda | count"
      default: break
      }
      let outcome = bench.eval(source)
      #expect([.success, .failure, .source].contains(outcome.exit), "seed \(seed): \(source)")
      #expect(!outcome.complaints.contains("internal error"), "seed \(seed): \(source)\n\(outcome.complaints)")
    }
  }
}

extension CommandSpec {
  /// Whether the command may be about a record of a noun.
  fileprivate func takes(_ noun: Noun) -> Bool {
    switch operand {
    case .record(let nouns): nouns.contains(noun)
    case .subject: true
    case .template, .rule, .pipeline, .text: false
    }
  }
}
