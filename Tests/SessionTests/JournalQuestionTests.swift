// `undo`, `redo` and `log` as a user meets them: what they print, and what they refuse.

import Foundation
import Testing

@testable import KindlySession

@Suite struct JournalQuestionTests {
  let bench: Bench

  init() throws { bench = try Bench() }

  private func answer(_ question: JournalQuestion) -> Outcome { bench.withSession { $0.answer(question) } }

  @Test func eachRunAndEachLineIsOneEntry() throws {
    #expect(answer(.log(nil)).text == "nothing has been changed yet\n")
    #expect(bench.script("contact @dana \"Dana\"\ncontact @lee \"Lee\"", name: "acme.kindly").exit == .success)
    #expect(bench.eval("@dana.company = \"Acme\"").exit == .success)
    #expect(bench.eval("print(contacts | count)").text == "2\n")
    #expect(bench.eval("remove   @lee\n").exit == .success)
    #expect(
      answer(.log(nil)).lines == [
        "entry  at                what                    changes    state",
        "    3  2026-11-25 08:00  remove @lee             1 removed",
        "    2  2026-11-25 08:00  @dana.company = \"Acme\"  1 changed",
        "    1  2026-11-25 08:00  acme.kindly             2 new",
      ])
    #expect(answer(.log(1)).lines.count == 2)
    #expect(
      bench.eval("undo 2").text == """
        undone: remove @lee (2026-11-25 08:00: 1 removed)
        undone: @dana.company = "Acme" (2026-11-25 08:00: 1 changed)

        """)
    #expect(
      bench.eval("contacts | map [it.handle, it.company ?? \"-\"]").text == "[[\"dana\", \"-\"], [\"lee\", \"-\"]]\n")
    #expect(bench.eval("log 1").lines.last == "    3  2026-11-25 08:00  remove @lee  1 removed  undone")
    #expect(bench.eval("redo").text == "redone: @dana.company = \"Acme\" (2026-11-25 08:00: 1 changed)\n")
    #expect(bench.eval("@dana.company").text == "Acme\n")
  }

  @Test func moreThanThereIsChangesNothing() throws {
    #expect(bench.eval("contact @dana \"Dana\"").exit == .success)
    let outcome = answer(.undo(2))
    #expect(outcome.exit == .failure)
    #expect(outcome.complaints == "kindly: there is only 1 to undo; nothing was changed\n")
    #expect(bench.eval("contacts | count").text == "1\n")
    #expect(answer(.undo(1)).exit == .success)
    #expect(answer(.undo(1)).complaints == "kindly: there is nothing to undo; nothing was changed\n")
    #expect(bench.eval("contacts | count").text == "0\n")
  }

  @Test func aLetterThatLeftIsNotUnsent() throws {
    let source = """
      me { name: "Sam", email: "sam@example.org" }
      contact @dana "Dana" { email: "dana@acme.example" }
      template hello(to: Contact) { subject "Hello"; "Hello {to.name}" }
      draft hello(@dana)
      """
    #expect(bench.script(source).exit == .success)
    #expect(bench.eval("approve @hello-dana").exit == .success)
    #expect(bench.eval("undo").text.hasPrefix("undone: approve @hello-dana"))
    #expect(bench.eval("print(@hello-dana.state)").text == "draft\n")
    #expect(bench.eval("approve @hello-dana; send @hello-dana").exit == .success)
    #expect(bench.eval("print(@hello-dana.state)").text == "written\n")
    let outcome = bench.eval("undo")
    #expect(outcome.exit == .failure && outcome.complaints.contains("K0525"))
    #expect(bench.eval("print(@hello-dana.state)").text == "written\n")
  }

  @Test func onlyTheWordsThemselvesAreQuestions() {
    #expect(JournalQuestion("undo") == .undo(1))
    #expect(JournalQuestion(" undo 3\n") == .undo(3))
    #expect(JournalQuestion("log 5") == .log(5))
    for entry in ["undo 0", "undo -1", "undo = 3", "undo(3)", "undo 1 2", "logs", "let undo = 1", ""] {
      #expect(JournalQuestion(entry) == nil)
    }
  }
}
