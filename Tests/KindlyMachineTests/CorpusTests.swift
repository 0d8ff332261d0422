// Every program of the corpus prints what it should: in one go, and with a collection at every safepoint.

import KindlyMachine
import Testing

@Suite struct CorpusTests {
  @Test(arguments: corpus)
  func prints(_ program: Program) throws {
    let session = try TestSession()
    #expect(try session.output(program.source) == program.prints + "\n")
  }

  @Test(arguments: corpus)
  func printsUnderStress(_ program: Program) throws {
    let session = try TestSession(isStressed: true)
    #expect(try session.output(program.source) == program.prints + "\n")
    #expect(session.machine.collections > 0 || !program.source.contains("\""))
  }

  /// At the prompt each line is a source of its own.
  @Test func unitsShareWhatTheyDeclare() throws {
    let session = try TestSession(isStressed: true)
    _ = try session.run("var xs = [1, 2]")
    _ = try session.run("fn total() -> Int = xs | sum")
    #expect(try session.text("total()") == "3")
    _ = try session.run("let ys = xs\nxs[0] = 10\nxs = xs + [5]")
    #expect(try session.text("ys") == "[1, 2]")
    #expect(try session.text("total()") == "17")
    _ = try session.run("let name = \"a\"\nlet f = (x: Int) -> \"{name}{x}\"")
    #expect(try session.text("f(3) + name") == "a3a")
  }
}
