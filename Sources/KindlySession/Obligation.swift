// What etiquette asks of the user now: one obligation per rule and what its binders bind. They are found, never
// stored; their handle follows from the rule and the records, so that it is the same tomorrow.

import KindlyCatalog
import KindlyTime

struct Obligation {
  /// `todo-` and the rule, the person, the interview.
  let handle: String
  /// The rule's number in the environment.
  let rule: Int
  let ruleName: String
  /// What the rule's binders have bound, for its action.
  let bound: [Value]
  let contact: RowID?
  let interview: RowID?
  let due: DateTime
  let state: State
  let because: String?
  let until: CivilDate?

  /// In the order of `ObligationState`.
  enum State: Int {
    case upcoming, open, overdue, blocked
  }

  /// A field by its number in the noun table.
  func value(field: Int) -> Value {
    switch Noun.obligation.fields[field].name {
    case "handle": .text(handle)
    case "rule": .text(ruleName)
    case "contact": contact.map { .noun(.contact, $0) } ?? .nothing
    case "interview": interview.map { .noun(.interview, $0) } ?? .nothing
    case "due": .dateTime(due)
    case "state": .enumeration(.obligationState, state.rawValue)
    case "because": because.map { .text($0) } ?? .nothing
    case "until": until.map { .date($0) } ?? .nothing
    default: .nothing
    }
  }
}
