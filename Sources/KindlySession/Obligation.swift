// What etiquette asks of the user now: one obligation per rule and what its binders bind. They are found, never
// stored; their handle follows from the rule and the records, so that it is the same tomorrow.

import KindlyCatalog
import KindlyTime

struct Obligation {
  /// `todo-` and the rule, the person, the interview, and the round where it is not the first.
  let handle: String
  /// The rule and the rows that it binds: the same whatever the records are called.
  let key: String
  /// The rule's number in the environment.
  let rule: Int
  let ruleName: String
  /// What the rule's binders have bound, for its action.
  let bound: [Value]
  var contact: RowID?
  var interview: RowID?
  var from: DateTime?
  var due: DateTime?
  var expires: DateTime?
  var standing: Standing
  var because: String?
  /// What forbids the letter that it asks for now.
  var refusal: Refusal?
  /// The letter that it asks for: one that is imagined.
  var letter: RowID?

  /// Whether there is anything to do, and if not, why not.
  enum Standing: Equatable {
    case asked(State)
    /// Its `where` does not hold.
    case unasked
    /// Its `until` holds.
    case fulfilled
    /// The user has done it, or will not.
    case settled(Settlement)
    /// Its hour has passed.
    case expired
  }

  /// In the order of `ObligationState`.
  enum State: Int {
    case upcoming, open, overdue, blocked
  }

  var state: State? {
    if case .asked(let state) = standing { return state }
    return nil
  }

  /// A field by its number in the noun table.
  func value(field: Int) -> Value {
    switch Noun.obligation.fields[field].name {
    case "handle": .text(handle)
    case "rule": .text(ruleName)
    case "contact": contact.map { .noun(.contact, $0) } ?? .nothing
    case "interview": interview.map { .noun(.interview, $0) } ?? .nothing
    case "due": due.map { .dateTime($0) } ?? .nothing
    case "state": .enumeration(.obligationState, (state ?? .open).rawValue)
    case "because": because.map { .text($0) } ?? .nothing
    case "until": refusal?.until.map { .date($0) } ?? .nothing
    default: .nothing
    }
  }
}

/// What the user said of an obligation that no other record shows.
struct Settlement: Equatable {
  let word: Word
  /// The day on which it was done, or until which it rests.
  let day: CivilDate?
  let because: String?

  enum Word: String {
    case done, dismissed, snoozed
  }
}
