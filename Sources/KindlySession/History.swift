// The facts that no declaration states: messages with how far they came, what was handed over, what the user said of
// obligations, what files and mail are known already, former handles, what files said of days that others moved. Each is a kind and some texts by their names, which
// is how an export carries it, as a line of a script or an object of JSON, and how `history(…)` takes it back.
// Writing them is History+Export's, taking them History+Import's.
// Invariant: no fact makes a message approved or ready to be sent. A fact can only keep one from going.

import KindlyCatalog

enum HistoryKind: String, CaseIterable {
  case message, handover, delivery, settlement, event, mail, name, declaration

  /// What an array of them is called in JSON.
  var plural: String {
    switch self {
    case .message: "messages"
    case .handover: "handovers"
    case .delivery: "deliveries"
    case .settlement: "settlements"
    case .event: "events"
    case .mail: "mails"
    case .name: "names"
    case .declaration: "declarations"
    }
  }

  /// The names of its facts, in the order in which they are written.
  var facts: [String] {
    switch self {
    case .message: Noun.message.fields.map(\.name).filter { !Self.unkept.contains($0) }
    case .handover: ["message", "handed_at"]
    case .delivery:
      [
        "message_id", "handle", "template", "kind", "round", "channel", "subject", "state", "handed_at", "sent_at",
        "name", "company", "email", "linkedin", "interview_role", "interview_company", "interview_starts",
      ]
    case .settlement: ["handle", "of", "word", "day", "because"]
    case .event: ["uid", "of", "sequence", "stamp"]
    case .mail: ["id", "at", "what"]
    case .name: ["former", "of"]
    case .declaration: ["of", "field", "said", "source"]
    }
  }

  /// What belongs to an approval, which no file gives.
  static let unkept: Set<String> = ["send_after", "attempts", "despite"]

  /// One sentence for help and docs.
  var summary: String {
    switch self {
    case .message: "a message with its text and state; an approved one comes back as a draft"
    case .handover: "that a message was handed over, and when"
    case .delivery: "that a letter was handed over, for a message since removed"
    case .settlement: "what you said of an obligation: done, dismissed or snoozed"
    case .event: "which record an event of a calendar is"
    case .mail: "that an email has been read"
    case .name: "a handle that a record had before"
    case .declaration: "a date that one of your files declared and that has changed elsewhere since"
    }
  }
}

/// One fact.
struct HistoryEntry {
  let kind: HistoryKind
  let facts: [(name: String, text: String)]
}
