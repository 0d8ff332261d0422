// What each verb does with a message in each state: the one table. What a rule says of it, and what the transport makes
// of it, is decided elsewhere. Pure, so that every pair can be tested.

/// What is said of a message.
enum MessageVerb: CaseIterable {
  case approve, send, cancel, markSent, markUnsent
}

/// What follows from a verb.
enum MessageMove: Equatable {
  /// It enters that state, if nothing else forbids it.
  case to(MessageState)
  /// It is handed over after the run; what comes of that decides.
  case handOver
  /// It is so already, in these words: nothing happens, and that is no error.
  case already(String)
  /// It can't be, for this reason; what to do instead, with `@m` for the handle.
  case refused(String, instead: String)

  init(_ verb: MessageVerb, from state: MessageState) {
    switch verb {
    case .approve: self = Self.approve(state)
    case .send: self = Self.send(state)
    case .cancel: self = Self.cancel(state)
    case .markSent: self = Self.markSent(state)
    case .markUnsent: self = Self.markUnsent(state)
    }
  }

  private static func approve(_ state: MessageState) -> MessageMove {
    switch state {
    case .draft, .failed, .cancelled: .to(.approved)
    case .approved: .already("is already approved")
    case .sending: .already("is being sent")
    case .written: .already("is already in your drafts")
    case .sent: .already("has already been sent")
    case .inDoubt: doubtful
    }
  }

  private static func send(_ state: MessageState) -> MessageMove {
    switch state {
    case .approved: .handOver
    case .sending: .already("is being sent")
    case .written: .already("is already in your drafts: send it from there, then `mark @m sent`")
    case .sent: .already("has already been sent")
    case .draft: .refused("it is not approved", instead: "read it, then `approve @m`")
    case .failed: .refused("sending it failed", instead: "fix what is wrong, then `approve @m` to try again")
    case .cancelled: .refused("it is cancelled", instead: "`approve @m` if it should go after all")
    case .inDoubt: doubtful
    }
  }

  private static func cancel(_ state: MessageState) -> MessageMove {
    switch state {
    case .draft, .approved, .failed: .to(.cancelled)
    case .cancelled: .already("is already cancelled")
    case .written:
      .refused(
        "it is in your drafts, and Kindly can't remove it from there",
        instead: "delete it there, then `mark @m unsent` and `cancel @m`")
    case .sending, .sent:
      .refused("it has already gone out", instead: "write another one if you need to")
    case .inDoubt:
      .refused(
        "it may already have gone out",
        instead: "check whether it arrived; if it did not, `mark @m unsent`, then `cancel @m`")
    }
  }

  private static func markSent(_ state: MessageState) -> MessageMove {
    switch state {
    case .approved, .sending, .written, .inDoubt, .failed: .to(.sent)
    case .sent: .already("is already marked sent")
    case .draft: .refused("it is a draft, so it can't have been sent", instead: "`approve @m` first")
    case .cancelled: .refused("it is cancelled, so it can't have been sent", instead: "`approve @m` first")
    }
  }

  private static func markUnsent(_ state: MessageState) -> MessageMove {
    switch state {
    case .sending, .written, .sent, .inDoubt: .to(.approved)
    case .approved: .already("is already approved")
    case .draft: .refused("it is a draft and has not been sent", instead: "`approve @m` when it is ready to go")
    case .failed: .refused("sending it failed, so it was not sent", instead: "`approve @m` to try again")
    case .cancelled: .refused("it is cancelled and was not sent", instead: "`approve @m` if it should go after all")
    }
  }

  private static var doubtful: MessageMove {
    .refused(
      "it may already have been sent",
      instead: "check whether it arrived, then `mark @m sent` or `mark @m unsent`")
  }

  /// Why a script may not do it, though a person may; nil where it may. What was handed over once goes again by the
  /// user's own approval alone, whatever its state.
  static func onlyByHand(_ verb: MessageVerb, from state: MessageState, wasHandedOver: Bool) -> String? {
    guard case .to(.approved) = MessageMove(verb, from: state) else { return nil }
    switch state {
    case .failed: return "sending it failed"
    case .cancelled: return "it was cancelled"
    case .sending, .written, .sent, .inDoubt: return "it may already have been sent"
    case .draft, .approved: return wasHandedOver ? "it was handed over before" : nil
    }
  }
}
