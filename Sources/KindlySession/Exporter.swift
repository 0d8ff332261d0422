// Writes the whole store in another form: as a Kindly script that rebuilds it, as calendar, address book, table or JSON.
// Each form has a file of its own beside this one; where the text goes is the session's business.
// The invariant: exporting changes nothing, and the same store gives the same bytes, whoever asks and when.

import KindlyCatalog
import KindlyFormats
import KindlyMachine
import KindlyStore
import KindlyTime

/// What `kindly export --format` takes.
public enum ExportFormat: String, Sendable, CaseIterable {
  case kindly, ics, vcf, csv, json

  /// For a sentence.
  public static let words = RowFormat.listed(allCases.map(\.rawValue), "or")
}

/// How the store is to be exported.
public struct ExportOptions: Sendable {
  public var format = ExportFormat.kindly
  /// The file; standard output without.
  public var path: String?
  /// The plural of the noun that a table is of.
  public var noun: String?

  public init(format: ExportFormat = .kindly, path: String? = nil, noun: String? = nil) {
    self.format = format
    self.path = path
    self.noun = noun
  }

  /// The plurals that there are tables of.
  public static let nouns = [Noun.contact, .interview, .note, .deadline, .message].map(\.spec.plural)
}

struct Exporter {
  /// What an exported script begins with; an import knows it by that.
  static let firstWords = "# Exported by Kindly"

  let host: RunHost

  /// The text, and what is to be said on standard error.
  func text(_ options: ExportOptions) throws -> (text: String, complaint: String?) {
    switch options.format {
    case .kindly:
      let script = try script()
      let approved = try host.rows(.messages).count { try host.state(of: $0) == .approved }
      let complaint =
        approved == 0
        ? nil
        : approved == 1
          ? "1 approved message is restored from it as a draft: approve it again"
          : "\(approved) approved messages are restored from it as drafts: approve them again"
      return (script, complaint)
    case .ics: return (try calendar(), nil)
    case .vcf: return (try addressBook(), nil)
    case .csv:
      let noun = Noun.allCases.first { $0.spec.plural == options.noun } ?? .contact
      return (try table(of: noun), nil)
    case .json: return (try json(), nil)
    }
  }

  func rows(_ noun: Noun) throws -> [RowID] { try host.asking { try host.store.rows(of: noun) } }

  // MARK: - Tables and JSON

  /// All stored fields; lists as JSON, so that nothing in them can be taken for their separator.
  private func table(of noun: Noun) throws -> String {
    let rendering = Rendering(host: host)
    var lines = [noun.fields.map(\.name)]
    for row in try rows(noun) {
      lines.append(
        try noun.fields.indices.map { field in
          switch try rendering.json(try host.value(noun, row, field: field), isTop: false) {
          case .null, .array([]): ""
          case .string(let text): text
          case let other: other.text()
          }
        })
    }
    return CSV.text(of: lines)
  }

  /// A member for each noun.
  private func json() throws -> String {
    let rendering = Rendering(host: host)
    var members = [JSONValue.Member("me", Self.withoutTrusted(try rendering.json(.noun(.me, Noun.meRow))))]
    for noun in [Noun.contact, .interview, .note, .deadline, .message] {
      members.append(
        JSONValue.Member(noun.spec.plural, .array(try rows(noun).map { try rendering.json(.noun(noun, $0)) })))
    }
    var entries = try history() + formerNames(of: Noun.allCases) + declarations(isScript: false)
    // Those are there as records.
    entries.removeAll { $0.kind == .message }
    for kind in HistoryKind.allCases where kind != .message {
      let facts = entries.filter { $0.kind == kind }.map { entry in
        JSONValue.object(entry.facts.map { JSONValue.Member($0.name, .string($0.text)) })
      }
      if !facts.isEmpty { members.append(JSONValue.Member(kind.plural, .array(facts))) }
    }
    return JSONValue.object(members).text(pretty: true) + "\n"
  }

  /// `me` without what an import would leave out again.
  private static func withoutTrusted(_ me: JSONValue) -> JSONValue {
    guard case .object(let members) = me else { return me }
    let trusted = Set(Noun.me.fields.filter(\.isTrusted).map(\.name))
    return .object(members.filter { !trusted.contains($0.name) })
  }
}
