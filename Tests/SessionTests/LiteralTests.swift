// Every field with a check by every road that a value takes into it: a literal that the field refuses is an error of the
// checker, and the same value from a variable is refused when it is written. Both ask one table.

import KindlyCatalog
import Testing

@testable import KindlySession

struct LiteralTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let noun: Noun
    let field: FieldSpec
    var testDescription: String { "\(noun.word).\(field.name)" }

    /// What the field refuses, as it is written.
    var literal: String {
      let text =
        switch field.check {
        case .none, .positive: "0m"
        case .oneLine: #""a\nb""#
        case .prose: #""a\u{1}b""#
        case .email: #""nope""#
        case .url: #""linkedin.com/in/dana""#
        case .phone: #""call me""#
        case .zone: #""Nowhere/Else""#
        case .server: #""nope""#
        }
      if case .list = field.type { return "[\(text)]" }
      return text
    }
  }

  static let cases = Noun.shown.flatMap { noun in
    noun.fields.filter { $0.check != .none && $0.access == .user && $0.isStored }.map { Case(noun: noun, field: $0) }
  }

  private static let preamble = """
    contact @a "Ann Roe" { email: "ann@acme.example" }
    interview @i "Engineer" at "Acme" on 2026-11-24 10:00 with @a
    note @n "plays chess" on @a
    deadline @d "Send it" due 2026-11-30 17:00
    template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}" }
    let m = draft hello(@a)

    """

  /// The ways in which a value is written to a field.
  private static func roads(_ test: Case, _ value: String) -> [String] {
    let (noun, field) = (test.noun, test.field.name)
    let record =
      switch noun {
      case .contact: "@a"
      case .interview: "@i"
      case .note: "@n"
      case .deadline: "@d"
      case .message: "m"
      default: "me"
      }
    var roads = ["\(record).\(field) = \(value)"]
    if noun != .me {
      roads.append("\(noun.spec.plural) | update { \(field): \(value) }")
    }
    guard noun.spec.isDeclarable else { return roads }
    let handle = noun == .me ? "me" : "\(noun.word) \(record)"
    roads.append("\(handle) { \(field): \(value) }")
    for preposition in noun.spec.prepositions where preposition.fields.contains(field) {
      roads.append("\(handle) \(preposition.word) \(value)")
    }
    if noun.spec.headline == field, value.hasPrefix("\"") { roads.append("\(handle) \(value)") }
    return roads
  }

  @Test func thereAreFieldsOfEachCheck() {
    for check in [FieldCheck.oneLine, .prose, .email, .url, .phone, .zone, .server, .positive] {
      #expect(Self.cases.contains { $0.field.check == check }, "\(check)")
    }
  }

  @Test(arguments: cases)
  func aLiteralIsRefusedBeforeTheRun(_ test: Case) throws {
    let bench = try Bench()
    var values = [test.literal, "if 1 < 2 { \(test.literal) } else { \(test.literal) }"]
    if case .list = test.field.type { values.append("me.inbox + \(test.literal)") }
    for road in values.flatMap({ Self.roads(test, $0) }) {
      // An entry, for some settings are the user's alone.
      let outcome = bench.eval(Self.preamble + road + "\n")
      #expect(outcome.exit == .source, "\(road): \(outcome)")
      // Holidays have a table of their own, which knows more.
      let code = test.field.name == "holidays" ? "K0230" : "K0310"
      #expect(outcome.complaints.contains("error[\(code)]"), "\(road): \(outcome.complaints)")
    }
  }

  @Test(arguments: cases)
  func anyOtherValueIsRefusedWhenItIsWritten(_ test: Case) throws {
    let bench = try Bench()
    #expect(bench.eval(Self.preamble).exit == .success)
    for road in Self.roads(test, "v[0]") {
      let outcome = bench.eval("let m = messages | first\nlet v = [\(test.literal)]\nif m != nothing { \(road) }")
      #expect(outcome.exit == .failure, "\(road): \(outcome.complaints)")
    }
  }
}
