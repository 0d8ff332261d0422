// What the user is asked about letters that are in doubt, and the commands of a letter's life as entries: `kindly send`
// and its kin say at the command line what a person would say at the prompt.

import KindlyCatalog
import KindlyDiagnostics
import KindlyStore

/// A message of which nobody knows whether it has left.
public struct MessageInDoubt: Sendable {
  public let handle: String
  public let to: String
  public let subject: String
  public let problem: String
}

extension Session {
  /// The messages of which it is not known whether they left.
  public func doubts() -> [MessageInDoubt] {
    var found: [MessageInDoubt] = []
    _ = perform(.looking) { _ in
      found = try messagesInDoubt()
      return .success
    }
    return found
  }

  func messagesInDoubt() throws -> [MessageInDoubt] {
    try host.store.rows(of: .message).compactMap { row in
      guard try host.state(of: row) == .inDoubt else { return nil }
      var to = ""
      if case .noun(.contact, let contact) = try host.value(.message, row, "to") {
        to = try host.text(.contact, contact, "name") ?? ""
      }
      return MessageInDoubt(
        handle: try host.handle(.message, row), to: to, subject: try host.text(.message, row, "subject") ?? "",
        problem: try host.text(.message, row, "problem") ?? "")
    }
  }

  /// Warns of each of them; for one who cannot be asked.
  public func warnOfDoubts(_ messages: [MessageInDoubt]) {
    report(messages.map { Outbox.doubt($0.handle, $0.problem) })
  }

  /// A line for the prompt's start; nil where there is nothing to say.
  public func noticeOfDoubts() -> String? {
    let messages = doubts()
    if messages.isEmpty { return nil }
    let handles = messages.map { "@\($0.handle)" }.joined(separator: ", ")
    let (noun, pronoun) = messages.count == 1 ? ("is", "it") : ("are", "each")
    return "\(handles) \(noun) in doubt: `mark` \(pronoun) `sent` or `unsent` when you know"
  }
}

/// What is said of a letter at the command line, as the entry that a person would write at the prompt.
public enum LetterCommand: Sendable {
  case sendAll
  case send(isNow: Bool)
  case approve(despite: [String])
  case cancel
  case mark(String)
  case done(on: String?)

  /// The entry for these handles; nil where one of the words is none that could stand in it, so that nothing else can
  /// ever be said with them.
  public func entry(_ handles: [String]) -> String? {
    let names = handles.map { $0.hasPrefix("@") ? String($0.dropFirst()) : $0 }
    guard names.allSatisfy(HandleNames.isHandle) else { return nil }
    let words: (before: String, after: String)
    switch self {
    case .sendAll: return "messages | where state == approved | send"
    case .send(let isNow): words = ("send", isNow ? " now" : "")
    case .approve(let rules):
      guard rules.allSatisfy(Self.isName) else { return nil }
      words = ("approve", rules.map { " despite \($0)" }.joined())
    case .cancel: words = ("cancel", "")
    case .mark(let word):
      guard ["sent", "unsent"].contains(word) else { return nil }
      words = ("mark", " \(word)")
    case .done(let date):
      guard date.map({ $0.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil }) != false else { return nil }
      words = ("done", date.map { " on \($0)" } ?? "")
    }
    // Nothing is printed of it: that it went well is its exit code.
    return (names.map { "\(words.before) @\($0)\(words.after)" } + ["nothing"]).joined(separator: "\n")
  }

  private static func isName(_ text: String) -> Bool {
    text.wholeMatch(of: /[a-z_][A-Za-z0-9_]*/) != nil
  }
}
