// The words of the language that are neither verbs nor functions: sources, clock words and commands.

/// A list of rows that a pipeline can begin with.
public enum Source: String, CaseIterable, Sendable {
  case contacts, interviews, notes, deadlines, messages, agenda, pipeline

  /// The noun whose rows it gives; `pipeline` gives records.
  public var noun: Noun? {
    switch self {
    case .contacts: .contact
    case .interviews: .interview
    case .notes: .note
    case .deadlines: .deadline
    case .messages: .message
    case .agenda: .obligation
    case .pipeline: nil
    }
  }
}

/// A word of the clock. `now` is a `DateTime`, all others are a `Date`.
public enum ClockName: String, CaseIterable, Sendable {
  case now, today, tomorrow, yesterday, monday, tuesday, wednesday, thursday, friday, saturday, sunday

  /// Monday is 1; 0 for what is no weekday.
  public var weekday: Int {
    switch self {
    case .now, .today, .tomorrow, .yesterday: 0
    case .monday: 1
    case .tuesday: 2
    case .wednesday: 3
    case .thursday: 4
    case .friday: 5
    case .saturday: 6
    case .sunday: 7
    }
  }
}

/// A command: a word at the head of an expression that acts on one thing.
public enum Command: String, CaseIterable, Sendable {
  case done, dismiss, snooze, approve, send, cancel, mark, edit, draft, remove, rename, perform, why, explain, off
  case remind

  /// One line for completion and help.
  public var summary: String {
    switch self {
    case .done: "records that you did it yourself"
    case .dismiss: "drops an obligation, with the reason"
    case .snooze: "puts an obligation off to a day"
    case .approve: "your word that a message may go"
    case .send: "hands an approved message to the transport"
    case .cancel: "takes a message back"
    case .mark: "says what became of a message"
    case .edit: "opens a message in your editor"
    case .draft: "writes a letter from a template"
    case .remove: "deletes a record"
    case .rename: "gives a record another handle"
    case .perform: "does what an obligation asks for"
    case .why: "explains an obligation, a message or a record"
    case .explain: "shows how a pipeline is run"
    case .off: "turns a rule off"
    case .remind: "reminds you of what only you can do"
    }
  }
}

/// What rows can be written as: `to json`, `save "rows.csv"`.
public enum RowFormat: String, CaseIterable, Sendable {
  case json, ndjson, csv, markdown
  /// A calendar, of what has a time, and an address book.
  case ics, vcard
  /// A picture; a file alone has room for it.
  case svg

  /// The ending of a file of it.
  public var ending: String {
    switch self {
    case .markdown: "md"
    case .vcard: "vcf"
    default: rawValue
    }
  }

  /// The nouns whose rows it takes; nil where it takes any rows.
  public var nouns: [Noun]? {
    switch self {
    case .ics: [.interview, .deadline]
    case .vcard: [.contact]
    default: nil
    }
  }

  /// Whether `to` makes a text of rows in it.
  public var isText: Bool { self != .svg }

  /// The words behind `to`.
  public static let texts = allCases.filter(\.isText).map(\.rawValue)

  /// Words for a sentence: `json, ndjson, csv and markdown`.
  public static func listed(_ words: [String], _ last: String = "and") -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " \(last) " + (words.last ?? "")
  }

  /// The format that the ending of a path names.
  public init?(path: String) {
    let ending = path.split(separator: ".").last.map(String.init)
    guard let format = RowFormat.allCases.first(where: { $0.ending == ending }) else { return nil }
    self = format
  }
}
