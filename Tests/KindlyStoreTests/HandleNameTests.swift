// Handles that follow from content: what they look like, that they are handles, and that they stay apart.

import KindlyCatalog
import KindlyTime
import Testing

@Suite struct HandleNameTests {
  @Test(arguments: [
    ("Dana Reyes", "dana-reyes"), ("  Zoë  O'Hara ", "zoe-o-hara"), ("Ærø Straße Łódź", "aero-strasse-lodz"),
    ("Đorđe Þór", "dorde-thor"), ("Владимир", "vladimir"), ("李小龍", "li-xiao-long"), ("김연아", "gim-yeon-a"),
    ("ﬁne ①", "fine-1"), ("٣ days", "3-days"), ("🙂", "u1f642"), ("!!!", "u21-u21-u21"), ("", "x"),
    ("a_b--c", "a-b-c"), ("ALL CAPS 42", "all-caps-42"), ("I\u{307}stanbul", "istanbul"), ("Şıkça", "sikca"),
  ])
  func words(_ text: String, _ handle: String) { #expect(HandleNames.contact(name: text) == handle) }

  @Test func composedAndDecomposedAreOne() {
    #expect(HandleNames.contact(name: "Zoe\u{308}") == HandleNames.contact(name: "Zo\u{EB}"))
    #expect(HandleNames.digest("Zoe\u{308}") == HandleNames.digest("Zo\u{EB}"))
  }

  @Test func theyAreTheSameInEveryRun() {
    #expect(HandleNames.digest("keeps bees") == "qy4liuk4")
    #expect(HandleNames.fingerprint("") == UInt64(0xcbf2_9ce4_4fd0_bfc1))
  }

  @Test func longOnesAreCutAndStayApart() throws {
    let long = String(repeating: "Principal Staff Accountant ", count: 10)
    let day = try date("2026-11-24")
    let one = HandleNames.interview(company: "Acme", role: long + "A", date: day)
    let two = HandleNames.interview(company: "Acme", role: long + "B", date: day)
    #expect(one != two)
    for handle in [one, two] {
      #expect(handle.count <= HandleNames.longest)
      #expect(HandleNames.isHandle(handle))
      #expect(handle.hasSuffix("-2026-11-24"))
    }
    let note = HandleNames.note(
      text: "how you brought the close from nine days to four", targets: ["dana", "acme-onsite"])
    #expect(note.hasPrefix("how-you-brought"))
    #expect(note.hasSuffix("-dana-acme-onsite"))
    let body = String(repeating: "word ", count: 20_000)
    #expect(HandleNames.note(text: body + "a", targets: []) != HandleNames.note(text: body + "b", targets: []))
  }

  @Test(arguments: [
    "", "-", "x", "Dana Reyes", String(repeating: "é", count: 1000), String(repeating: "李", count: 300),
    String(repeating: "-", count: 90) + "a", String(repeating: "_a", count: 90), "\u{0}\u{301}", "राम", "مُحَمَّد",
    "\u{1F1E6}\u{1F1E7}",
  ])
  func whateverComesItIsAHandle(_ text: String) throws {
    let target = String(repeating: "t", count: 200)
    let day = try date("2026-11-24")
    for handle in [
      HandleNames.contact(name: text), HandleNames.interview(company: text, role: text, date: day),
      HandleNames.deadline(title: text, targets: [target]), HandleNames.deadline(title: text, targets: ["a_", "b-"]),
      HandleNames.note(text: text, targets: []), HandleNames.note(text: text, targets: [target, "x"]),
      HandleNames.message(template: "thank_you", to: target, interview: target, round: 12),
      HandleNames.message(template: text, to: "dana", interview: nil, round: 1),
    ] {
      #expect(HandleNames.isHandle(handle), "\(handle)")
      #expect(handle.utf8.count <= HandleNames.longest, "\(handle)")
    }
  }

  @Test func messagesAreNumberedByRound() {
    #expect(
      HandleNames.message(template: "thank_you", to: "dana", interview: "acme-onsite", round: 1)
        == "thank-you-dana-acme-onsite")
    #expect(
      HandleNames.message(template: "check_in", to: "dana", interview: "acme-onsite", round: 2)
        == "check-in-dana-acme-onsite-2")
  }
}
