// Work that must grow with the number of records and no faster, counted in steps of SQLite, never in time: four times as
// many records may take about four times as many steps, where the square would be sixteen.

import KindlyCatalog
import KindlyTime
import Synchronization
import Testing

@testable import KindlyStore

@Suite struct GrowthTests {
  enum Task: CaseIterable {
    case notesThatBeginAlike, notesOnOnePerson, peopleOfOneName, roundsOfOneRole, deadlinesOfOneTitle, renames, removals

    func run(_ store: Store, _ count: Int) throws {
      let now = try moment("2026-11-25 09:00", .utc)
      try store.say(.contact, "dana", ["name": .text("Dana")])
      let start = String(repeating: "the same words ", count: 10)
      for number in 0..<count {
        switch self {
        case .notesThatBeginAlike, .removals: try store.say(.note, ["text": .text(start + "\(number)")])
        case .notesOnOnePerson:
          try store.say(.note, ["text": .text("\(number) things"), "contact": .noun(.contact, 1)])
        case .peopleOfOneName:
          try store.say(.contact, "p\(number)", ["name": .text("Lee Wu"), "email": .text("p\(number)@acme.example")])
        case .roundsOfOneRole:
          try store.say(
            .interview, "i\(number)",
            [
              "role": .text("Engineer"), "company": .text("Acme"),
              "starts": .dateTime(try DateTime(instant: now.instant + number * 60, zone: .utc)),
            ])
        case .deadlinesOfOneTitle:
          try store.say(.deadline, "d\(number)", ["title": .text("Send it"), "due": .dateTime(now)])
        case .renames: try store.rename(.contact, 1, to: "dana-\(number)", now: now)
        }
      }
      guard self == .removals else { return }
      for row in try store.rows(of: .note) { _ = try store.remove(.note, row) }
    }
  }

  private func steps(_ task: Task, _ count: Int) throws -> Int {
    let calls = Mutex(0)
    let store = try Store.inMemory(isStopped: {
      calls.withLock { $0 += 1 }
      return false
    })
    try store.begin(.writing)
    try task.run(store, count)
    try store.commit()
    return calls.withLock { $0 }
  }

  @Test(arguments: Task.allCases)
  func fourTimesAsManyTakeFourTimesTheSteps(_ task: Task) throws {
    let (few, many) = (try steps(task, 1_000), try steps(task, 4_000))
    // The watch counts in twenties of thousands, and starts anew with each statement.
    #expect(many <= 6 * few + 20, "\(task): \(few) and \(many) times twenty thousand steps")
  }
}
