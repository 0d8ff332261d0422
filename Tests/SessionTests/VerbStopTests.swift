// The verbs that a host does - tables, texts, files, changes of records - end soon after somebody has stopped the run,
// however many rows they are given, and nothing of the run is kept. Those of the machine are in `StopTests`.

import Foundation
import KindlyCatalog
import Synchronization
import Testing

@testable import KindlySession

@Suite(.serialized) struct VerbStopTests {
  private static let rows = "(range(300000) | map { id: it, name: \"row {it}\" })"
  private static let made: [Verb: [String]] = [
    .show: ["\(rows) | show"],
    .to: ["\(rows) | to json | length", "\(rows) | to csv | length", "\(rows) | to markdown | length"],
    .save: ["\(rows) | save \"rows.json\""], .chart: ["\(rows) | select name, id | chart"],
  ]
  private static let stored: [Verb: [String]] = [
    .update: ["for i in 1..50 { contacts | update { title: \"{i}\" } }"],
    .remove: ["for i in 1..2000 { contact \"New {i}\" }\ncontacts | remove"],
    .search: ["for i in 1..100000 { contacts | search \"bees\" | count }"],
  ]
  /// Each row is a question to the host, which looks at the limit between two of them.
  private static let asked: Set<Verb> = [.draft, .approve, .send, .perform, .cancel]
  private static let machines: Set<Verb> = [
    .where, .sort, .select, .take, .skip, .first, .last, .count, .sum, .average, .min, .max, .any, .all, .none, .map,
    .flatten, .distinct, .reverse, .group, .join, .each,
  ]

  @Test func everyVerbIsInATable() {
    for verb in Verb.allCases {
      let isKnown =
        Self.made[verb] != nil || Self.stored[verb] != nil || Self.asked.contains(verb) || Self.machines.contains(verb)
      #expect(isKnown, "`\(verb.name)` is not in this test's tables")
    }
  }

  @Test(arguments: (Array(made.values) + Array(stored.values)).flatMap { $0 })
  func stopsSoon(_ code: String) throws {
    let bench = try Bench()
    #expect(bench.eval("for i in 1..300 { contact \"Person {i}\" { title: \"bees\" } }").exit == .success)
    let before = bench.eval("contacts | map title | distinct").text
    let raised = Mutex<ContinuousClock.Instant?>(nil)
    let outcome = bench.withSession { session in
      let flag = session.interrupt
      // A thread of its own: those of a queue may all be at work for other tests.
      Thread.detachNewThread {
        usleep(150_000)
        raised.withLock { $0 = .now }
        flag.raise()
      }
      return session.run(name: "<eval>", bytes: Array(code.utf8), origin: .entry)
    }
    #expect(outcome.exit == .interrupted, "`\(code)` does not look: \(outcome.complaints)")
    let since = try #require(raised.withLock { $0 })
    #expect(ContinuousClock.now - since < .seconds(8), "`\(code)` looks too late")
    #expect(bench.eval("contacts | count").text == "300\n")
    #expect(bench.eval("contacts | map title | distinct").text == before)
  }
}
