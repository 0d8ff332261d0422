// What every way of sending a letter is to the outbox: it takes a letter and says what came of it. Which way is taken,
// when, and what a message becomes by it is the outbox's; a transport knows nothing of messages or stores.
// Invariant: a transport says `temporary` or `refused` only where it knows that nothing has left.

/// What came of handing a letter over.
public enum Delivery: Sendable, Equatable {
  /// It lies among the user's drafts; nothing has left.
  case written
  /// Whoever carries it has taken it.
  case sent
  /// Nothing has left, and it may go later; in the words of whoever said so.
  case temporary(String)
  /// Nothing has left, and as it is it never will.
  case refused(String)
  /// Whether it has left cannot be known.
  case inDoubt(String)
}

/// Whether what waits for another program or a server is to stop waiting.
public typealias StopCheck = @Sendable () -> Bool

/// A way of sending letters.
public protocol Transport {
  /// Hands a letter over, whole or not at all, and comes back in a bounded time.
  ///
  /// - Throws: `MailError` for a letter that cannot be written and for a way that cannot be used; nothing has left then.
  func deliver(_ letter: Letter) throws(MailError) -> Delivery

  /// Whether a letter was delivered by a process that ended before it could say so; nil where that cannot be known.
  func hasDelivered(messageID: String) -> Bool?

  /// What `doctor` says of it: a line, and what is wrong with what to do about it. Nothing is sent.
  func examine() -> (summary: String, problems: [MailError])
}

extension Transport {
  /// Who carries letters on keeps no list that could be asked.
  public func hasDelivered(messageID: String) -> Bool? { nil }
}

extension Maildir: Transport {
  /// A letter that is there already is not written again.
  public func deliver(_ letter: Letter) throws(MailError) -> Delivery {
    if try contains(messageID: letter.messageID) { return .written }
    let bytes = try letter.bytes()
    do {
      _ = try deliver(bytes, flags: .draft)
    } catch .diskFull(let path, let reason) {
      return .temporary(MailError.diskFull(path: path, reason: reason).message)
    }
    return .written
  }

  public func hasDelivered(messageID: String) -> Bool? { try? contains(messageID: messageID) }

  public func examine() -> (summary: String, problems: [MailError]) {
    ("maildir, \(path)", isWritable ? [] : [.notWritable(path: path, reason: "no right to write there")])
  }
}
