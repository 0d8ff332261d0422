// The store as a Kindly script that rebuilds it: one declaration a record, with its handle and each field that differs
// from what a new record has, and a line for each name that it had. What no declaration states follows as lines of `history(…)`.
// The invariant: run in an empty store, the script makes one whose export is the same text. Nothing in it depends on the
// clock or the zone in which it is run: moments are written with their offset.

import KindlyCatalog
import KindlyMachine
import KindlyStore
import KindlyTime

extension Exporter {
  func script() throws -> String {
    var out = "\(Self.firstWords): running it in an empty store makes the same records again.\n"
    let me = try declaration(.me, Noun.meRow, as: nil)
    var aliases: [Noun: [RowID: [String]]] = [:]
    for entry in try host.asking({ try host.store.handles() }) where entry.isAlias {
      aliases[entry.noun, default: [:]][entry.row, default: []].append(entry.name)
    }
    if me != "me" { out += "\n\(me)\n" }
    out += try trustedSettings()
    for noun in [Noun.contact, .interview, .note, .deadline] {
      let rows = try rows(noun)
      if !rows.isEmpty { out += "\n" }
      for row in rows {
        // Under its first name it is declared, then it gets the others, the present one last.
        let handle = try host.handle(noun, row)
        let names = aliases[noun, default: [:]][row, default: []] + [handle]
        out += try declaration(noun, row, as: names[0]) + "\n"
        for (old, new) in zip(names, names.dropFirst()) { out += "rename @\(old) to @\(new)\n" }
      }
    }
    let history = try history() + formerNames(of: [.message]) + declarations(isScript: true)
    if !history.isEmpty {
      out += "\n# What has happened. These lines keep a letter from being sent twice; they never approve one.\n"
      for entry in history { out += Self.line(entry) }
    }
    return out
  }

  // MARK: - Declarations

  private func declaration(_ noun: Noun, _ row: RowID, as handle: String?) throws -> String {
    var line = noun.word
    if let handle { line += " @" + handle }
    var fields: [String] = []
    var prepositions: [String: String] = [:]
    for (index, field) in noun.fields.enumerated() where field.access == .user && !field.isTrusted {
      let value = try host.value(noun, row, field: index)
      if field.name == noun.spec.headline {
        line += " " + (try literal(value))
        continue
      }
      if Self.isInitial(value, field) { continue }
      let text = try literal(value)
      // A preposition that stands for one field reads as people say it; the others would have to be told apart.
      if let word = noun.spec.prepositions.first(where: { $0.fields == [field.name] })?.word, Self.isPlain(value) {
        prepositions[word] = text
      } else {
        fields.append("\(field.name): \(text)")
      }
    }
    for preposition in noun.spec.prepositions {
      if let text = prepositions[preposition.word] { line += " \(preposition.word) \(text)" }
    }
    if !fields.isEmpty { line += " { \(fields.joined(separator: ", ")) }" }
    return line
  }

  /// What may stand behind a preposition without a second thought.
  private static func isPlain(_ value: Value) -> Bool {
    switch value {
    case .text, .dateTime, .enumeration, .noun: true
    default: false
    }
  }

  /// Whether a new record has that of which nothing was said.
  static func isInitial(_ value: Value, _ field: FieldSpec) -> Bool {
    switch (field.initial, value) {
    case (.nothing, .nothing), (.emptyList, .list([])): true
    case (.enumeration(let initial), .enumeration(_, let number)): initial == number
    case (.int(let initial), .int(let number)): Int64(initial) == number
    case (.text(let initial), .text(let text)): initial.utf8.elementsEqual(text.utf8)
    case (.time(let initial), .time(let time)): initial == time.seconds
    case (.seconds(let initial), .duration(let duration)):
      duration.parts == .seconds && duration.seconds == initial
    default: false
    }
  }

  /// What only the user changes, as comments: a script that sets these is refused.
  private func trustedSettings() throws -> String {
    var lines: [String] = []
    for (index, field) in Noun.me.fields.enumerated() where field.isTrusted && field.isStored {
      let value = try host.value(.me, Noun.meRow, field: index)
      if !Self.isInitial(value, field) { lines.append("#   \(field.setting(value))\n") }
    }
    if lines.isEmpty { return "" }
    return "\n# Only you can change these settings. To use one, paste its line at the prompt:\n" + lines.joined()
  }

  // MARK: - Literals

  private func literal(_ value: Value) throws -> String {
    switch value {
    case .nothing, .function, .map, .record: "nothing"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .number(let number): number.description
    case .text(let text): Self.quoted(text)
    case .date(let date): date.description
    case .time(let time): time.description
    case .dateTime(let moment): try Self.written(moment)
    case .duration(let duration): Self.written(duration)
    case .list(let elements): "[" + (try elements.map(literal).joined(separator: ", ")) + "]"
    case .noun(let noun, let row): "@" + (try host.handle(noun, row))
    case .enumeration(let enumeration, let number): enumeration.cases[number]
    }
  }

  /// In UTC: the same moment in whatever zone the script is run, and the same text from whatever zone it is exported.
  static func written(_ moment: DateTime) throws -> String {
    // At the very ends of the calendar UTC may be beyond it.
    guard let utc = try? moment.inZone(.utc) else { return moment.rfc3339 }
    return utc.rfc3339
  }

  /// `1h + 30m`: one unit each.
  private static func written(_ duration: KindlyTime.Duration) -> String {
    var text = ""
    for part in duration.description.split(separator: " ") {
      if text.isEmpty {
        text = String(part)
      } else {
        text += part.hasPrefix("-") ? " - " + part.dropFirst() : " + " + part
      }
    }
    return text
  }

  static func quoted(_ text: String) -> String { WrittenLiteral.quoted(text) }
}
