// Ten thousand declarations in a run, the first time and again: what changes, and how long it took, for whoever looks.

import Foundation
import KindlyCatalog
import KindlyStore
import KindlyTime
import Testing

@Suite(.serialized) struct VolumeTests {
  @Test func tenThousandDeclarations() throws {
    let folder = try Folder()
    let count = 2_500
    for turn in ["first", "again"] {
      let start = ContinuousClock.now
      let store = try Store.open(path: folder.store, mode: .writing)
      try store.begin(.writing)
      var changed = 0
      for number in 0..<count {
        let email = Value.text("person\(number)@acme.example")
        let person = try store.say(
          .contact, ["name": .text("Person Number \(number)"), "email": email, "company": .text("Acme")])
        let interview = try store.say(
          .interview, "i\(number)",
          [
            "role": .text("Accountant"), "company": .text("Acme"), "starts": .dateTime(moment("2026-11-24 10:00")),
            "people": .list([.noun(.contact, person.row)]),
          ])
        let note = try store.say(
          .note, ["text": .text("remember \(number)"), "contact": .noun(.contact, person.row)])
        let deadline = try store.say(
          .deadline,
          [
            "title": .text("Send it"), "due": .dateTime(moment("2026-11-27 17:00")),
            "interview": .noun(.interview, interview.row),
          ])
        for declared in [person, interview, note, deadline] where declared.change != .unchanged { changed += 1 }
      }
      try store.commit()
      store.close()
      let time = ContinuousClock.now - start
      #expect(changed == (turn == "first" ? 4 * count : 0))
      print("ten thousand declarations, \(turn): \(time)")
    }
  }
}
