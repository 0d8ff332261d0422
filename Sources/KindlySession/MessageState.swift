// How far a message has come, by the names of the catalog's enumeration.

import KindlyCatalog
import KindlyMachine

enum MessageState: String {
  case draft, approved, sending, written, sent, failed
  case inDoubt = "in_doubt"
  case cancelled

  /// As the store and the machine hold it.
  var value: Value {
    .enumeration(.messageState, Enumeration.messageState.index(of: rawValue) ?? 0)
  }

  init?(_ value: Value) {
    guard case .enumeration(.messageState, let index) = value, Enumeration.messageState.cases.indices.contains(index)
    else { return nil }
    self.init(rawValue: Enumeration.messageState.cases[index])
  }
}

extension RunHost {
  func state(of message: RowID) throws -> MessageState {
    MessageState(try value(.message, message, "state")) ?? .draft
  }
}
