// Questions as the store answers them: a statement that is to end has no answer. That answers are the machine's own is for
// PushdownTests.

import KindlyCatalog
import KindlyStore
import Testing

@Suite struct QueryTests {
  private let store: Store

  init() throws {
    store = try Store.fresh()
    for number in 0..<300 { try store.say(.contact, "n\(number)", ["name": .text("Person \(number)")]) }
  }

  /// Ninety thousand pairs, of which half hold.
  private func pairs() throws -> Query {
    let name = try #require(Noun.contact.spec.fieldIndex("name"))
    let isBefore = QueryExpression.less(.field(of: .row, .contact, name), .field(of: .other, .contact, name))
    return Query(noun: .contact, conditions: [], result: .pairs(.contact, [isBefore]), parameters: 0)
  }

  @Test func aStatementThatIsToEndHasNoAnswer() throws {
    var asked = 0
    store.isStopped = {
      asked += 1
      return asked > 3
    }
    let none = try store.answer(pairs(), [], zone: .utc, line: { _ in })
    store.isStopped = { false }
    #expect(none == nil && asked == 4)
    // It is over with the statement.
    var lines = 0
    #expect(try store.answer(pairs(), [], zone: .utc, line: { _ in lines += 1 }) == .lines)
    #expect(lines == 300 * 299 / 2 && asked == 4)
  }

  /// What hands the lines on may have enough, and what cannot be handed on is no answer.
  @Test func aLineThatIsNotTakenEndsTheAnswer() throws {
    struct Enough: Error {}
    var lines = 0
    let none = try store.answer(pairs(), [], zone: .utc) { _ in
      lines += 1
      if lines == 10 { throw Enough() }
    }
    #expect(none == nil && lines == 10)
  }
}
