// The page that `why` prints: a headline, the rule with its place and its meaning, its clauses with what they answered,
// and below each what it read, where that came from, once. What is asked is Explaining.swift's.

import KindlyCatalog
import KindlyChecker
import KindlyMachine
import KindlyStore
import KindlySyntax
import KindlyTime

struct Explanation {
  /// A record that the explanation is about.
  struct Subject: Hashable {
    let noun: Noun
    let row: RowID
  }

  let host: RunHost
  let subjects: Set<Subject>
  /// The letter that an obligation would make; it is in no store.
  let letter: RowID?
  private(set) var text = ""
  private var told: Set<Trace.Fact> = []

  init(host: RunHost, subjects: Set<Subject>, letter: RowID?) {
    (self.host, self.subjects, self.letter) = (host, subjects, letter)
  }

  mutating func headline(_ name: String, _ sentence: String) { text += "\(name)  \(sentence)\n" }

  mutating func line(_ word: String, _ sentence: String) { text += "  \(word): \(sentence)\n" }

  /// The rule, where it is written, and what it stands for.
  mutating func rule(_ rule: RuleInfo) throws {
    text += "  \(rule.modality.word) \(host.name(rule)), \(host.place(rule.span))\n"
    for line in host.environment.documentation(of: rule) { text += "    \(line)\n" }
  }

  /// The obligations of one rule, in a line each.
  mutating func rule(_ name: String, _ lines: [(String, String)], _ rule: RuleInfo) {
    if lines.isEmpty {
      text += "  \(rule.modality.word) \(name): asks nothing of it now\n"
      return
    }
    text += "  \(rule.modality.word) \(name), \(host.place(rule.span))\n"
    for (handle, sentence) in lines { text += "    \(handle)\(handle.isEmpty ? "" : "  ")\(sentence)\n" }
  }

  mutating func never(_ name: String, _ rule: RuleInfo, _ verdict: String) {
    text += "  never \(name) \(verdict)  (\(host.place(rule.span)))\n"
  }

  /// A clause as it is written, its answer, and what it read.
  mutating func clause(_ word: String, _ function: FunctionID, answer: String, facts: [Trace.Fact]) throws {
    let info = host.environment.function(function)
    let tree = host.environment.units[info.unit].tree
    let written = (host.machine?.quote(tree.span(info.body)) ?? "").split(whereSeparator: \.isNewline)
      .map { $0.drop { $0 == " " } }.joined(separator: " ")
    // An expression begins behind the parenthesis that opens it.
    let isOpen = written.count { $0 == ")" } > written.count { $0 == "(" }
    text += "  \(word) \(isOpen ? "(" : "")\(written): \(answer)\n"
    try self.facts(facts)
  }

  /// What was read, each fact once. Of a list that was looked through, only the rows count that were looked at closely.
  mutating func facts(_ facts: [Trace.Fact]) throws {
    var fieldsRead: [Subject: Set<Int>] = [:]
    for fact in facts { fieldsRead[Subject(noun: fact.noun, row: fact.row), default: []].insert(fact.field) }
    let most = fieldsRead.filter { !subjects.contains($0.key) && $0.key.row != letter }.values.map(\.count).max() ?? 0
    for fact in facts where !told.contains(fact) {
      let subject = Subject(noun: fact.noun, row: fact.row)
      let isScanned = !subjects.contains(subject) && fact.row != letter && fact.noun != .me
      if isScanned, most < 2 || fieldsRead[subject, default: []].count < most { continue }
      let name = fact.noun.fields[fact.field].name
      if ["handle", "updated_at", "created_at", "body", "despite"].contains(name) { continue }
      told.insert(fact)
      let record =
        fact.row < 0 ? "the letter" : fact.noun == .me ? "me" : "@\(try host.handle(fact.noun, fact.row))"
      let origin =
        fact.row < 0 ? nil : try host.asking { try host.store.origin(fact.noun, fact.row, field: fact.field) }
      let from = origin.map { entry in
        "  (\(entry.what), \((try? DateTime(instant: Int(entry.at), zone: host.zone))?.inUserZone(host.zone) ?? ""))"
      }
      text += "      \(record).\(name) = \(Rendering.word(fact.value, host))\(from ?? "")\n"
    }
  }
}
