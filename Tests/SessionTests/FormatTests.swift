// `kindly fmt` as a process, and what must hold of every source in the repository: it formats to the same tree, formatting
// again changes nothing, and the library and the sample scripts are in the style.

import Foundation
import KindlySource
import KindlySyntax
import Testing

@Suite struct FormatTests {
  static let sources = ["stdlib", "scripts", "Tests/Golden"].flatMap { folder in
    Project.files(under: folder, suffix: ".kindly").map { folder + "/" + $0 }
  }

  private func format(_ name: String, _ text: String) throws -> String? {
    do {
      let bytes = try KindlySyntax.Formatter.format(SourceFile(id: FileID(0), name: name, text: text))
      return String(decoding: bytes, as: UTF8.self)
    } catch KindlySyntax.Formatter.Refusal.mistakes {
      return nil
    }
  }

  @Test(arguments: sources)
  func keepsWhatItSays(_ path: String) throws {
    guard let once = try format(path, try Project.text(path)) else { return }
    #expect(try format(path, once) == once)
  }

  @Test func examplesOfTheGuide() throws {
    let parts = try Project.text("docs/language.md").components(separatedBy: "```kindly\n").dropFirst()
    #expect(parts.count > 10)
    for part in parts {
      let source = part.components(separatedBy: "```")[0]
      guard let once = try format("guide", source) else { continue }
      #expect(try format("guide", once) == once)
    }
  }

  @Test(arguments: sources.filter { !$0.hasPrefix("Tests") })
  func isInTheStyle(_ path: String) throws {
    let text = try Project.text(path)
    #expect(try format(path, text) == text, "`kindly fmt \(path)`")
  }

  @Test func rewritesInPlaceAndKeepsTheMode() throws {
    let home = try Home()
    let path = try home.write("x.kindly", "let  x=1\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: path)
    let link = home.folder.file("link.kindly")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let check = try home.run(["fmt", "--check", path])
    #expect(check.status == 1 && check.text == path + "\n")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "let  x=1\n")
    #expect(try home.run(["fmt", link]).status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "let x = 1\n")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o750)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
    #expect(try home.run(["fmt", "--check", path]).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.folder.path).filter { $0.contains(".new") } == [])
  }

  @Test func walksFoldersAndLeavesMistakesAlone() throws {
    let home = try Home()
    try FileManager.default.createDirectory(atPath: home.folder.file("a/.git"), withIntermediateDirectories: true)
    let good = try home.write("a/good.kindly", "1+2")
    let bad = try home.write("a/bad.kindly", "let  x =")
    let hidden = try home.write("a/.git/x.kindly", "1+2")
    let other = try home.write("a/x.txt", "1+2")
    let finished = try home.run(["fmt", "a"])
    #expect(finished.status == 65)
    #expect(finished.complaints.contains("K0121") && finished.complaints.contains("a/bad.kindly:1:9"))
    #expect(try String(contentsOfFile: good, encoding: .utf8) == "1 + 2\n")
    #expect(try String(contentsOfFile: bad, encoding: .utf8) == "let  x =")
    #expect(try String(contentsOfFile: hidden, encoding: .utf8) == "1+2")
    #expect(try String(contentsOfFile: other, encoding: .utf8) == "1+2")
    #expect(try home.run(["fmt", "nowhere.kindly"]).status == 66)
  }

  @Test func fromStandardInput() throws {
    let home = try Home()
    #expect(try home.run(["fmt"], input: "1+2 # a").text == "1 + 2  # a\n")
    #expect(try home.run(["fmt", "-"], input: "f( )").text == "f()\n")
    #expect(try home.run(["fmt", "--check"], input: "f( )").status == 1)
    #expect(try home.run(["fmt", "--check"], input: "f()\n").status == 0)
    let wrong = try home.run(["fmt"], input: "f(")
    #expect(wrong.status == 65 && wrong.text.isEmpty && wrong.complaints.contains("<stdin>:1:2"))
  }

  /// Nesting to the limit is borne by every phase, and one more level is an error.
  @Test(arguments: [
    ("(", "1", ")"), ("[", "1", "]"), ("{ a: ", "1", " }"), ("if true {", "1", "}"), ("not ", "true", ""),
    ("try {", "1", "} catch { 1 }"), ("match 1 { else => ", "1", "}"), ("abs(", "1", ")"), ("\"{", "1", "}\""),
    ("[1] | map (", "1", ")"), ("[1] | each {", "print(1)", "}"),
    ("[1] | any(", "true", ")"), ("[\"a\": ", "1", "]"),
  ])
  func nesting(_ opener: String, _ inner: String, _ closer: String) throws {
    for count in [255, 257] {
      let source =
        String(repeating: opener, count: count) + inner + String(repeating: closer, count: count)
      let finished = try Home().run(["eval", source])
      #expect([0, 1, 65].contains(finished.status), "\(opener) \(finished.status)")
      #expect(finished.complaints.contains("K0126") == (count > 256), "\(opener)")
    }
  }

  /// Declarations within one another are wrong at every level, and still only wrong: no phase runs out of stack.
  @Test(arguments: [255, 257])
  func nestedDeclarations(_ count: Int) throws {
    let source =
      String(repeating: "contact @a { title: ", count: count) + "\"1\"" + String(repeating: "}", count: count)
    #expect(try Home().run(["eval", source]).status == 65)
  }
}
