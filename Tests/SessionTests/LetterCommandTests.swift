// `kindly send`, `approve`, `cancel`, `mark`, `done` at the command line: the same as at the prompt, and no way to say
// anything else with them.

import Foundation
import Testing

@testable import KindlySession

struct LetterCommandTests {
  private static let now = ["--now", "2026-11-25 10:00", "--zone", "UTC"]

  private func home() throws -> Home {
    let home = try Home()
    let finished = try home.run(
      Self.now + [
        "eval",
        """
        me { name: "Sam", email: "sam@example.org" }
        contact @dana "Dana Reyes" { email: "dana@acme.example" }
        template hello(to: Contact) { subject "Hello"; "Dear {to.first_name}." }
        deadline @sample "Send the sample" due 2026-11-27 17:00
        draft hello(@dana)
        """,
      ])
    #expect(finished.status == 0, "\(finished.complaints)")
    return home
  }

  private func state(_ home: Home) throws -> String { try home.run(["eval", "messages | map state"]).text }

  @Test func aLettersLife() throws {
    let home = try home()
    for (words, state) in [
      (["approve", "hello-dana"], "approved"), (["send"], "written"), (["mark", "@hello-dana", "sent"], "sent"),
      (["mark", "hello-dana", "unsent"], "approved"), (["cancel", "hello-dana"], "cancelled"),
      (["approve", "hello-dana"], "approved"), (["send", "hello-dana", "--at-once"], "written"),
    ] {
      let finished = try home.run(Self.now + words)
      #expect(finished.status == 0 && finished.complaints.isEmpty && finished.text.isEmpty, "\(words) \(finished)")
      #expect(try self.state(home) == "[\(state)]\n", "\(words)")
    }
    #expect(try home.run(Self.now + ["done", "sample", "--on", "2026-11-24"]).status == 0)
    #expect(try home.run(["--zone", "UTC", "eval", "@sample.done_at"]).text == "2026-11-24 00:00\n")
  }

  @Test(
    arguments: [
      ["approve", "hello-dana; fail \"x\""], ["approve", "hello dana"], ["approve", "@@x"],
      ["cancel", "a\nremove @dana"],
      ["mark", "hello-dana", "lost"], ["mark", "hello-dana", "sent\nfail"], ["done", "sample", "--on", "today"],
      ["done", "sample", "--on", "2026-11-24\nfail"], ["approve", "hello-dana", "--despite", "x) y"],
      ["send", "--at-once"], ["send", "Hello"], ["mark", "hello-dana"],
    ])
  func nothingElseCanBeSaid(_ words: [String]) throws {
    let home = try home()
    let finished = try home.run(Self.now + words)
    #expect(finished.status == 2 && !finished.complaints.isEmpty, "\(finished)")
    #expect(try state(home) == "[draft]\n")
  }

  @Test func aHandleThatIsNotThere() throws {
    let finished = try home().run(Self.now + ["approve", "hello-dan"])
    #expect(finished.status == 65 && finished.complaints.contains("hello-dana"), "\(finished)")
  }

  @Test func ofWhatIsInDoubtItWarns() throws {
    let home = try home()
    let stand = try SendmailStand()
    try stand.plan("suicide")
    #expect(
      try home.run(
        Self.now + ["eval", "me { transport: sendmail, sendmail: \"\(stand.command)\" }\napprove @hello-dana"]
      )
      .status == 0)
    for _ in 0..<2 {
      let finished = try home.run(Self.now + ["send"])
      #expect(finished.status == 0 && finished.complaints.contains("K9604"), "\(finished)")
      #expect(finished.complaints.contains("mark @hello-dana sent"))
    }
    #expect(stand.letters.count == 1)
    #expect(try home.run(["doctor"]).text.contains("in doubt   @hello-dana"))
    #expect(try home.run(Self.now + ["mark", "hello-dana", "sent"]).status == 0)
    #expect(try home.run(Self.now + ["send"]).complaints.isEmpty)
  }
}
