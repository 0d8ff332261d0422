// The pages of the diagnostics against the sources, the embedded texts, and the program: each code has a page and each
// page a code, each example gives its diagnostic with the sentence of the title, and the repair does not.

import Foundation
import KindlyDiagnostics
import Testing

@testable import KindlySession

/// A page taken apart.
struct PageText {
  /// A block of code: its language, and the name of the file that it stands in, or `eval`.
  struct Block {
    let language: String
    let name: String?
    let text: String
  }

  let code: String
  let title: String
  let prose: String
  /// Why there is no example.
  let reason: String?
  let example: [Block]
  let repair: [Block]

  init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let head = lines.first, head.hasPrefix("# K"), let colon = head.range(of: ": ") else { return nil }
    code = String(head[head.index(head.startIndex, offsetBy: 2)..<colon.lowerBound])
    title = String(head[colon.upperBound...])
    var (prose, reason, blocks, repairAt): ([String], String?, [Block], Int?) = ([], nil, [], nil)
    var open: (info: [Substring], lines: [String])?
    for line in lines.dropFirst() {
      if let block = open {
        if line == "```" {
          let text = block.lines.map { $0 + "\n" }.joined()
          blocks.append(
            Block(
              language: String(block.info.first ?? ""), name: block.info.dropFirst().first.map(String.init), text: text)
          )
          open = nil
        } else {
          open?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        open = (line.dropFirst(3).split(separator: " "), [])
      } else if line == "Write it so:" {
        repairAt = blocks.count
      } else if line.hasPrefix("No example: ") {
        reason = String(line.dropFirst(12))
      } else if !line.isEmpty {
        prose.append(line)
      }
    }
    (self.prose, self.reason) = (prose.joined(separator: " "), reason)
    example = Array(blocks[..<(repairAt ?? blocks.count)])
    repair = repairAt.map { Array(blocks[$0...]) } ?? []
  }
}

/// A diagnostic as a program reads it.
struct FoundDiagnostic: Hashable {
  let code: String
  let message: String

  static func all(in complaints: String) -> [FoundDiagnostic] {
    complaints.split(separator: "\n").compactMap { line in
      guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let code = object["code"] as? String, let message = object["message"] as? String
      else { return nil }
      return FoundDiagnostic(code: code, message: message)
    }
  }
}

struct ErrorPageTests {
  static let names = Project.files(under: "docs/errors", suffix: ".md").filter { $0.hasPrefix("K") }
  static let examples = names.filter { name in
    (try? Project.text("docs/errors/" + name)).flatMap(PageText.init)?.reason == nil
  }

  static func page(_ name: String) throws -> PageText {
    try #require(PageText(try Project.text("docs/errors/" + name)), "a page begins with `# K….: sentence`")
  }

  @Test func eachCodeHasAPageAndEachPageACode() throws {
    let written = Set(Self.names.map { String($0.dropLast(3)) })
    let used = try CodesInSources.all()
    #expect(used.subtracting(written).sorted() == [], "write docs/errors/K….md for these, then `make pages`")
    #expect(written.subtracting(used).sorted() == [], "no source has these codes any more")
  }

  @Test func eachMessageHasACodeOfItsOwn() throws {
    // Two phases must not give one code to two things: a code's phase is told by its hundred.
    for (code, files) in try CodesInSources.files() where code != "K0400" {
      let phases = Set(files.map { $0.split(separator: "/")[0] })
      #expect(phases.count == 1 || ["K0416", "K0422"].contains(code), "\(code) stands in \(phases.sorted())")
    }
  }

  @Test(arguments: names)
  func embeddedTextIsTheFile(_ name: String) throws {
    let code = try #require(Code(String(name.dropLast(3))))
    #expect(ErrorPages.page(code)?.text == (try Project.text("docs/errors/" + name)), "run `make pages`")
  }

  @Test func nothingElseIsEmbedded() { #expect(ErrorPages.all.count == Self.names.count) }

  @Test(arguments: names)
  func hasTheFormOfAPage(_ name: String) throws {
    let page = try Self.page(name)
    #expect(page.code + ".md" == name)
    #expect(!page.title.isEmpty && !page.title.hasSuffix("."))
    let sentences = page.prose.split(separator: ". ").count
    #expect((1...6).contains(sentences) && page.prose.hasSuffix("."), "\(sentences) sentences")
    if let reason = page.reason {
      #expect(reason.hasSuffix(".") && page.example.isEmpty)
    } else {
      #expect(!page.example.isEmpty && !page.repair.isEmpty)
    }
  }

  @Test func fewPagesHaveNoExample() {
    #expect(Self.names.count - Self.examples.count <= 69, "\(Self.names.count - Self.examples.count) have none")
  }

  @Test(arguments: examples)
  func theExampleGivesIt(_ name: String) throws {
    let page = try Self.page(name)
    let outcome = try run(page.example)
    let found = FoundDiagnostic.all(in: outcome.complaints)
    let sentence = found.first { $0.code == page.code }?.message.prefix { $0 != "\n" }
    #expect(sentence.map(String.init) == page.title, "\(outcome.complaints)")
  }

  @Test(arguments: examples)
  func theRepairDoesNot(_ name: String) throws {
    let page = try Self.page(name)
    let outcome = try run(page.repair)
    #expect(FoundDiagnostic.all(in: outcome.complaints) == [], "\(outcome.complaints)")
    #expect(outcome.exit == .success)
  }

  /// What is said at the command line, in a folder of its own; told as `--format json` tells it.
  private func run(_ commands: String) throws -> Outcome {
    let home = try Home()
    let said = try commands.split(separator: "\n").map { line in
      try home.shell(String(try #require(line.hasPrefix("$ ") ? line.dropFirst(2) : nil)))
    }.joined()
    let found = said.split(separator: "\n").compactMap {
      try? /(error|warning)\[(K\d{4})\]: (.*)/.wholeMatch(in: $0)?.output
    }
    let complaints = try found.map { _, _, code, message in
      let message = message.replacingOccurrences(of: home.folder.path + "/", with: "")
      let object = ["code": String(code), "message": message]
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self) + "\n"
    }
    return Outcome(
      exit: found.contains { $0.1 == "error" } ? .failure : .success, text: said, complaints: complaints.joined())
  }

  private func run(_ blocks: [PageText.Block]) throws -> Outcome {
    if let commands = blocks.first(where: { $0.language == "console" }) { return try run(commands.text) }
    let bench = try Bench()
    bench.format = .json
    let main = try #require(blocks.first { $0.name == nil || $0.name == "eval" })
    for block in blocks where block.name != nil && block.name != "eval" {
      let path = bench.folder.file(block.name ?? "")
      let folder = (path as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try block.text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    switch (main.language, main.name) {
    case ("csv", _), ("json", _), ("vcf", _):
      // The file is named as the page's title names it, so it is looked for in the folder of the test.
      let path = bench.folder.file("example." + main.language)
      try main.text.write(toFile: path, atomically: true, encoding: .utf8)
      let outcome = bench.withSession { $0.importFiles([path], isDryRun: false) }
      return Outcome(
        exit: outcome.exit, text: outcome.text,
        complaints: outcome.complaints.replacingOccurrences(of: bench.folder.path + "/", with: ""))
    case (_, "eval"): return bench.eval(main.text)
    default:
      // What a page saves or imports stands in the folder of the test too.
      let source = main.text.replacingOccurrences(
        of: #"(?<!use )"(\w+\.(?:svg|csv|kindly|mbox))""#, with: "\"\(bench.folder.path)/$1\"",
        options: .regularExpression)
      let outcome = bench.script(source, name: bench.folder.file("example.kindly"))
      return Outcome(
        exit: outcome.exit, text: outcome.text,
        complaints: outcome.complaints.replacingOccurrences(of: bench.folder.path + "/", with: ""))
    }
  }
}

struct ExplainCodeTests {
  @Test(arguments: ["K0204", "k0204", "204", "0204", "k204"])
  func isFoundAsPeopleWriteIt(_ text: String) throws {
    let page = try ErrorPages.page(named: text)
    #expect(page.code == 204 && page.text.hasPrefix("# K0204: Interview has no field"))
    #expect(page.title == "Interview has no field `compnay`")
  }

  @Test func anUnknownOneNamesTheNearest() {
    let failure = #expect(throws: SessionFailure.self) { try ErrorPages.page(named: "K0208") }
    #expect(failure?.exit == .usage)
    #expect(failure?.message == "kindly: there is no code K0208; the nearest are K0207 and K0209")
  }

  @Test(arguments: ["", "K", "Kx", "K02040", "-1", "field", "K\u{1B}[31m"])
  func whatIsNoCode(_ text: String) {
    let failure = #expect(throws: SessionFailure.self) { try ErrorPages.page(named: text) }
    #expect(failure?.exit == .usage && failure?.message.contains("\u{1B}") == false)
  }
}

/// The codes that the sources can print, read from the forms in which they are written.
enum CodesInSources {
  private static let forms = [
    #"\b(?:make|Diagnostic|Code)\(\s*(\d{3,4})\s*[,)]"#, #"\bcode:\s*(\d{3,4})\b"#, #""K(\d{4})""#, #"\[K(\d{4})\]"#,
    #"(?m)^\s*(?:case )?\.[a-zA-Z][^:\n]*:\s*(\d{3,4})\s*$"#, #"\?\?\s*(\d{3,4})\b"#,
  ]

  static func all() throws -> Set<String> { Set(try files().keys) }

  static func files() throws -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for name in Project.files(under: "Sources", suffix: ".swift") where !name.contains("ErrorPageSources") {
      let text = try Project.text("Sources/" + name).replacingOccurrences(
        of: #"(?m)^\s*//.*$"#, with: "", options: .regularExpression)
      for form in forms {
        let expression = try NSRegularExpression(pattern: form)
        for match in expression.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
          guard let range = Range(match.range(at: 1), in: text), let number = Int(text[range]),
            (100..<800).contains(number) || number >= 9000
          else { continue }
          found[Code(UInt16(number)).description, default: []].insert(name)
        }
      }
    }
    return found
  }
}
