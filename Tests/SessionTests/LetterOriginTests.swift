// Whose words a letter's words are: what the template contributes, in whatever way, is the template's; what the user
// supplied is the user's, whatever the template does with it.

import Foundation
import Testing

@testable import KindlySession

struct LetterOriginTests {
  /// A sentence of so many words that no detail has.
  private static func filler(_ words: Int) -> String {
    (0..<words).map { "filler\($0)" }.joined(separator: " ")
  }

  private static let people = """
    me { name: "Sam Okafor", email: "sam@example.org" }
    contact @dana "Dana Reyes" at "Acme" as hiring_manager { email: "dana@acme.example" }
    contact @lee "Lee Wu" at "Acme" { email: "lee@acme.example" }
    interview @onsite "Senior Accountant" at "Acme" on 2026-11-24 10:00 for 45m with @dana, @lee
    """

  private let close = "how your team brought the monthly close down from nine days to four"
  private let ledger = "the story of the lost ledger that turned up behind the radiator"

  private func bench(_ rules: String) throws -> Bench {
    let bench = try Bench()
    bench.initPath = bench.folder.file("init.kindly")
    try rules.write(toFile: bench.folder.file("init.kindly"), atomically: true, encoding: .utf8)
    let outcome = bench.script(Self.people)
    #expect(outcome.exit == .success, "\(outcome.complaints)")
    return bench
  }

  /// Approves a letter to one person, then another to somebody else; nil where both may go.
  private func refusal(_ bench: Bench, _ first: String, _ second: String) throws -> String? {
    let one = bench.eval("let m = \(first); approve m")
    #expect(one.exit == .success, "\(one.complaints)")
    let two = bench.eval("let m = \(second); approve m")
    if two.exit == .success { return nil }
    #expect(two.complaints.contains("the rule `same_note` forbids it"), "\(two.complaints)")
    return two.complaints
  }

  /// Ways in which a template says what is its own.
  static let ways: [String] = [
    // Written in it.
    "template thank_you(to: Contact, interview: Interview, detail: Text) { subject \"S\"; \"{to.first_name}, FILLER {detail}\" }",
    // From a function, and one that this calls.
    """
    fn inner(c: Contact) -> Text = "{c.first_name} FILLER"
    fn words_of(c: Contact) -> Text { let text = inner(c); text + "!" }
    template thank_you(to: Contact, interview: Interview, detail: Text) { subject "S"; "{words_of(to)} {as_phrase(detail)}" }
    """,
    // Kept under a name, and chosen.
    """
    template thank_you(to: Contact, interview: Interview, detail: Text) {
      subject "S"
      let kept = if length(detail) > 3 { "FILLER, {interview.company}" } else { "" }
      "{kept} {trim(detail)} on {format(interview.starts, "EEEE d MMMM")}"
    }
    """,
    // A default, and a record's fields.
    """
    template thank_you(to: Contact, interview: Interview, detail: Text, closing: Text = "FILLER") {
      subject "S"; "{to.name} {interview.role} {upper(detail)}{"\\n"}{closing}"
    }
    """,
    // Chosen by what the detail says, or by a record.
    """
    template thank_you(to: Contact, interview: Interview, detail: Text) {
      subject "S"
      let about = if "ledger" in detail { "FILLER about ledgers" } else { "FILLER about closing" }
      "{about}: {detail}{match interview.outcome { waiting => " FILLER", else => "" }}"
    }
    """,
  ]

  @Test(arguments: ways, [0, 40]) func whatATemplateContributesIsTheTemplates(_ way: String, _ words: Int) throws {
    let rules = way.replacingOccurrences(of: "FILLER", with: Self.filler(words))
    let different = try refusal(
      try bench(rules), "draft thank_you(@dana, @onsite, detail: \"\(close)\")",
      "draft thank_you(@lee, @onsite, detail: \"\(ledger)\")")
    #expect(different == nil, "details that differ pass in the same template: \(different ?? "")")
    let equal = try refusal(
      try bench(rules), "draft thank_you(@dana, @onsite, detail: \"\(close)\")",
      "draft thank_you(@lee, @onsite, detail: \"\(close)\")")
    #expect(
      equal?.contains("100% of its own words are those of @thank-you-dana-onsite") == true, "\(equal ?? "passed")")
  }

  @Test func equalDetailsAreRefusedInDifferentLetters() throws {
    let rules = """
      fn long() -> Text = "\(Self.filler(60))"
      template first(to: Contact, interview: Interview, detail: Text) { kind thank_you; subject "S"; "{long()} {detail} {long()}" }
      template second(to: Contact, interview: Interview, detail: Text) { kind thank_you; subject "S"; "Quite another letter. {upper(as_phrase(detail))}." }
      """
    let equal = try refusal(
      try bench(rules), "draft first(@dana, @onsite, detail: \"\(close)\")",
      "draft second(@lee, @onsite, detail: \" \(close).\")")
    #expect(equal?.contains("100%") == true, "\(equal ?? "passed")")
    let different = try refusal(
      try bench(rules), "draft first(@dana, @onsite, detail: \"\(close)\")",
      "draft second(@lee, @onsite, detail: \"\(ledger)\")")
    #expect(different == nil)
  }

  @Test func notesAreTheUsersHoweverTheyComeIn() throws {
    let rules = """
      fn noted(c: Contact) -> Text = (notes | where n -> n.kind == detail and n.contact == c | first)?.text ?? "nothing"
      template thank_you(to: Contact, interview: Interview, detail: Text = "") { subject "S"; "\(Self.filler(50)) {noted(to)}" }
      never impersonal { on m; when false; because "" }
      """
    func letters(_ theirs: String, _ others: String) throws -> String? {
      let bench = try bench(rules)
      let noted = bench.eval("note \"\(theirs)\" on @dana as detail; note \"\(others)\" on @lee as detail")
      #expect(noted.exit == .success, "\(noted.complaints)")
      return try refusal(bench, "draft thank_you(@dana, @onsite)", "draft thank_you(@lee, @onsite)")
    }
    #expect(try letters(close, ledger) == nil)
    #expect(try letters(close, close) != nil)
  }

  @Test func ofAnEditedLetterWhatChangedIsTheUsers() throws {
    let rules = """
      fn long() -> Text = "\(Self.filler(40))"
      template thank_you(to: Contact, interview: Interview, detail: Text) { subject "S"; "{long()} {detail} The end of it." }
      """
    let own = "I would happily bring my nine years of closing messy ledgers to your team."
    func letters(_ first: String, _ second: String) throws -> String? {
      let bench = try bench(rules)
      _ = bench.eval(
        "draft thank_you(@dana, @onsite, detail: \"\(close)\"); draft thank_you(@lee, @onsite, detail: \"\(ledger)\")")
      for (handle, text) in [("dana", first), ("lee", second)] where !text.isEmpty {
        let edited = bench.eval(
          "let m = @thank-you-\(handle)-onsite; m.body = replace(m.body, \"The end\", \"\(text) The end\")")
        #expect(edited.exit == .success, "\(edited.complaints)")
      }
      #expect(bench.eval("approve @thank-you-dana-onsite").exit == .success)
      let outcome = bench.eval("approve @thank-you-lee-onsite")
      return outcome.exit == .success ? nil : outcome.complaints
    }
    #expect(try letters(own, "") == nil)
    #expect(try letters(own, "The walk along the river afterwards was worth the trip by itself.") == nil)
    let long = (0..<60).map { "mine\($0)" }.joined(separator: " ")
    #expect(try letters(long, long)?.contains("same_note") == true)
  }

  /// An earlier store kept nothing of that; undoing and redoing a draft leaves none either.
  @Test func whereNothingWasKeptTheTemplateIsAskedAgain() throws {
    let rules = """
      fn long() -> Text = "\(Self.filler(40))"
      template thank_you(to: Contact, interview: Interview, detail: Text) { subject "S"; "{long()} {detail}" }
      """
    func letters(_ second: String) throws -> Outcome {
      let bench = try bench(rules)
      for (handle, detail) in [("dana", close), ("lee", second)] {
        #expect(bench.eval("draft thank_you(@\(handle), @onsite, detail: \"\(detail)\")").exit == .success)
        #expect(bench.eval("undo").exit == .success && bench.eval("redo").exit == .success)
      }
      #expect(bench.eval("approve @thank-you-dana-onsite").exit == .success)
      return bench.eval("approve @thank-you-lee-onsite")
    }
    #expect(try letters(ledger).exit == .success)
    #expect(try letters(close).complaints.contains("same_note"))
  }

  @Test func theLibrarysAnnouncementIsNotTheUsers() throws {
    let bench = try bench("")
    let known = bench.eval(
      "@dana.linkedin = \"https://www.linkedin.com/in/dana\"; @lee.linkedin = \"https://www.linkedin.com/in/lee\"")
    #expect(known.exit == .success)
    let refused = try refusal(
      bench, "draft thank_you(@dana, @onsite, detail: \"the nine-day close\")",
      "draft thank_you(@lee, @onsite, detail: \"your lost ledger\")")
    #expect(refused == nil, "\(refused ?? "")")
  }

  @Test func markingChangesNeitherLengthNorBlanksAndIsUndone() {
    for text in ["", "it's 4 days.", "Zoë O’Hara  –  “yes”", "李小龍, ёлка", "a\u{301}e\u{308}"] {
      let marked = Marked.mark(text)
      #expect(
        marked.count >= text.count && Marked.unmarked(marked).text.unicodeScalars.elementsEqual(text.unicodeScalars))
      #expect(marked.split(separator: " ").count == text.split(separator: " ").count)
      #expect(!marked.unicodeScalars.contains { $0.properties.isAlphabetic })
    }
  }
}
