// Every verb on a message in every state: what the table says, and that the program does it, by hand and in a script.

import Foundation
import GRDB
import KindlyCatalog
import Testing

@testable import KindlySession

struct MessageMoveTests {
  /// A row for each state: what approve, send, cancel, mark sent and mark unsent make of it. `-` is refused, `=` is so
  /// already, `>` is handed over.
  private static let table = """
    draft      approved  -  cancelled  -     -
    approved   =         >  cancelled  sent  =
    sending    =         =  -          sent  approved
    written    =         =  -          sent  approved
    sent       =         =  -          =     approved
    failed     approved  -  cancelled  sent  -
    in_doubt   -         -  -          sent  approved
    cancelled  approved  -  =          -     -
    """

  private static let pairs: [(MessageState, MessageVerb, String)] = table.split(separator: "\n").flatMap { line in
    let words = line.split(separator: " ").map(String.init)
    return zip(MessageVerb.allCases, words.dropFirst()).compactMap { verb, word in
      MessageState(rawValue: words[0]).map { ($0, verb, word) }
    }
  }

  @Test func theTableIsWhole() {
    #expect(Self.pairs.count == Enumeration.messageState.cases.count * MessageVerb.allCases.count)
    for (state, verb, word) in Self.pairs {
      switch MessageMove(verb, from: state) {
      case .to(let new): #expect(new.rawValue == word, "\(verb) \(state)")
      case .already: #expect(word == "=", "\(verb) \(state)")
      case .refused(_, let instead):
        #expect(word == "-" && instead.contains("`") || verb == .cancel, "\(verb) \(state)")
      case .handOver: #expect(word == ">", "\(verb) \(state)")
      }
    }
  }

  private func command(_ verb: MessageVerb) -> String {
    switch verb {
    case .approve: "approve @hello-dana"
    case .send: "send @hello-dana"
    case .cancel: "cancel @hello-dana"
    case .markSent: "mark @hello-dana sent"
    case .markUnsent: "mark @hello-dana unsent"
    }
  }

  private func put(_ state: MessageState, _ bench: Bench) throws {
    let queue = try DatabaseQueue(path: bench.storePath)
    defer { try? queue.close() }
    try queue.write { db in
      try db.execute(
        sql: "UPDATE message SET state = ?, problem = NULL",
        arguments: [Enumeration.messageState.index(of: state.rawValue)])
      try db.execute(sql: "DELETE FROM delivery")
    }
  }

  @Test func theProgramDoesWhatTheTableSays() throws {
    let bench = try Bench()
    bench.now = "2026-11-25 10:00"
    #expect(
      bench.eval(
        """
        me { name: "Sam", email: "sam@example.org", approve: [other] }
        \(TransportTests.letter)
        """
      ).exit == .success)
    let state = { String(bench.eval("messages | map state").text.dropFirst().dropLast(2)) }
    for (from, verb, word) in Self.pairs {
      for isByHand in [true, false] {
        try put(from, bench)
        let outcome = isByHand ? bench.eval(command(verb) + "\nnothing") : bench.script(command(verb) + "\n")
        let about = "\(verb) from \(from), \(isByHand ? "by hand" : "by a script"): \(outcome.complaints)"
        // What a crash left is settled after any run that may send.
        if from == .sending, verb == .send { continue }
        let isForUser = MessageMove.onlyByHand(verb, from: from, wasHandedOver: false) != nil && !isByHand
        let isRefused = word == "-" || isForUser
        #expect(outcome.exit == (isRefused ? .failure : .success), "\(about)")
        let after =
          switch word {
          case _ where isRefused, "=": from.rawValue
          case ">": "written"
          default: word
          }
        #expect(state() == after, "\(about)")
        if word == "=", verb == .send { #expect(outcome.complaints.contains("K9605") == isByHand, "\(about)") }
      }
    }
  }

  /// Following the advice of a refusal leads on.
  @Test func overAListTheyAreSkipped() throws {
    let bench = try Bench()
    bench.now = "2026-11-25 10:00"
    #expect(bench.eval("me { name: \"Sam\", email: \"sam@example.org\" }\n\(TransportTests.letter)").exit == .success)
    for state in [MessageState.cancelled, .inDoubt, .sent, .written] {
      try put(state, bench)
      let outcome = bench.eval("messages | send")
      #expect(outcome.exit == .success && outcome.complaints.isEmpty, "\(state) \(outcome.complaints)")
      #expect(bench.eval("messages | cancel").exit == .success)
      #expect(bench.eval("messages | map state").text == "[\(state.rawValue)]\n")
    }
  }
}
