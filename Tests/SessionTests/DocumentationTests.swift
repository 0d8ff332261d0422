// What can be looked up: everything is explained, every example prints what stands below it, the reference in docs/ is
// the program's own, and help finds what it is asked for.

import Foundation
import KindlyCatalog
import Testing

@testable import KindlySession

struct DocumentationTests {
  private func document(_ arguments: [String] = [], isMarkdown: Bool = false) throws -> Outcome {
    try Bench().withSession { $0.document(arguments, isMarkdown: isMarkdown) }
  }

  /// A noun is asked for by the word that declares it as well as by its type.
  @Test(arguments: ["contact", "interview", "note", "deadline", "message", "me"])
  func aNounIsExplainedByItsWord(_ word: String) throws {
    let noun = try #require(Noun.allCases.first { $0.word == word })
    let bench = try Bench()
    let text = bench.eval("help \(word)").text
    #expect(text.hasSuffix(bench.eval("help \(noun.typeName)").text))
    for field in noun.fields { #expect(text.contains("\n  \(field.name): "), "\(field.name)") }
  }

  @Test func theReferenceIsTheLibrarys() throws {
    let made = try document(isMarkdown: true).text
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try made.write(toFile: Project.root + "/docs/reference.md", atomically: true, encoding: .utf8)
    }
    #expect(try Project.text("docs/reference.md") == made, "run `make reference`")
  }

  @Test func everythingIsExplained() throws {
    let output = CapturedOutput()
    let session = try Session(options: try Bench().options(), output: output)
    defer { session.close() }
    for entry in Documentation(environment: session.environment).everything {
      #expect(!entry.summary.isEmpty, "\(entry.name) has no doc comment")
      #expect(Documentation.sections.contains(entry.section))
    }
  }

  @Test(arguments: Verb.allCases.filter { $0.example != nil })
  func exampleOfVerbPrints(_ verb: Verb) throws {
    let example = try #require(verb.example)
    let outcome = try Bench().script("print(\(example.code))")
    #expect(outcome.complaints == "")
    #expect(outcome.text == example.prints + "\n")
  }

  @Test func helpExplainsNames() throws {
    let bench = try Bench()
    #expect(
      bench.eval("help is_blank").text == """
        is_blank(text: Text) -> Bool
          Whether the text is empty or blanks alone.

          is_blank(" \\n")
          # true

        """)
    #expect(bench.eval("help split").text.contains("  Fails: an empty separator.\n"))
    #expect(bench.eval("help print").text.contains("  Effects: prints.\n"))
    #expect(bench.eval(" help where\n").text.hasPrefix("… | where COND\n"))
    #expect(bench.eval("help Contact").text.contains("  email: Text?"))
    #expect(bench.eval("help Contact.email").text.hasPrefix("Contact.email: Text?\n"))
    #expect(bench.eval("help first_name").text.hasPrefix("Contact.first_name: Text\n"))
    #expect(bench.eval("help waiting").text.contains("Outcome"))
    #expect(bench.eval("help thank_you").text.contains("must thank_you"))
    #expect(bench.eval("help").text.contains("Patterns\n  matches find"))
    #expect(bench.eval("help lenght").complaints.contains("did you mean `length`?"))
    #expect(bench.eval("help lenght").exit == .failure)
  }

  @Test func helpIsAFunctionToo() throws {
    let bench = try Bench()
    #expect(bench.script("print(lines(help(\"upper\"))[0])").text == "upper(text: Text) -> Text\n")
    let failed = bench.script("print(help(\"nonesuch\"))")
    #expect(failed.complaints.contains("error[K0432]: there is nothing called `nonesuch` to explain"))
  }

  /// A name of the user's own hides nothing: what they declared is explained from its doc comment.
  @Test func helpKnowsTheUsersOwn() throws {
    let outcome = try Bench().withSession { session in
      _ = session.run(
        name: "own.kindly", bytes: Array("## Twice as much.\nfn twice(n: Int, by: Int = 2) = n * by".utf8),
        origin: .entry)
      return session.run(name: "<prompt>", bytes: Array("help twice".utf8), origin: .entry)
    }
    #expect(outcome.text == "twice(n: Int, by: Int = 2) -> Int\n  Twice as much.\n")
  }

  @Test func documentsAFile() throws {
    let bench = try Bench()
    let path = bench.folder.file("rules.kindly")
    let source = """
      ## Says hello.
      fn hello(name: Text) { print("Hello {name}") }
      ## Whether it is theirs.
      field Contact.ours = company == "Acme"
      """
    try source.write(toFile: path, atomically: true, encoding: .utf8)
    let text = bench.withSession { $0.document([path], isMarkdown: false) }
    #expect(
      text.text == """
        Contact.ours: Bool
          Whether it is theirs.

          Effects: reads.

        hello(name: Text) -> Nothing
          Says hello.

          Effects: prints.

        """)
    let markdown = bench.withSession { $0.document([path], isMarkdown: true) }
    #expect(markdown.text.contains("### `hello`\n\n```\nhello(name: Text) -> Nothing\n```\n\nSays hello.\n"))
  }
}
