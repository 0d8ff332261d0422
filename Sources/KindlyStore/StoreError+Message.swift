// The words for every StoreError: its stable code, one sentence for the user, what to do about it, and how the
// program ends. It decides no facts; every case has all four, and a code is never given to another case.

import KindlyCatalog

extension StoreError {
  /// How the program ends.
  public enum Exit: Int32, Sendable {
    case runTime = 1
    case cannotCreate = 73
    case inputOutput = 74
    case locked = 75
  }

  /// The number of the stable diagnostic code: 503 for `K0503`.
  public var code: UInt16 {
    switch self {
    case .stopped: 416
    case .notAStore: 501
    case .newerVersion: 502
    case .readOnly: 503
    case .locked: 504
    case .cannotCreate: 505
    case .diskFull, .inputOutput: 506
    case .damaged: 507
    case .handleOfAnotherNoun: 510
    case .handleTaken, .plainlyAnother: 511
    case .emailTaken: 512
    case .severalFit: 540
    case .severalMayMove: 541
    case .movedTwice: 542
    case .refused: 513
    case .missingFields: 514
    case .referredTo: 515
    case .notYours: 516
    case .noSuchRecord: 517
    case .notAHandle: 518
    case .replyBeforeInterview: 519
    case .messageHasLeft: 520
    case .wrongType: 521
    case .cannotRemove: 522
    case .undoCrossesDelivery: 525
    case .cannotCopy: 526
    case .copyExists: 441
    case .notRestorable: 527
    case .trustedSetting: 532
    case .onlyInInitFile: 534
    }
  }

  public var exit: Exit {
    switch self {
    case .notAStore, .newerVersion, .diskFull, .inputOutput, .damaged, .cannotCopy, .notRestorable: .inputOutput
    case .readOnly(let path): path == nil ? .runTime : .inputOutput
    case .locked: .locked
    case .cannotCreate: .cannotCreate
    case .stopped: .runTime
    case .handleOfAnotherNoun, .handleTaken, .plainlyAnother, .severalFit, .severalMayMove, .movedTwice, .emailTaken,
      .refused, .missingFields, .referredTo, .notYours,
      .noSuchRecord, .notAHandle, .replyBeforeInterview, .messageHasLeft, .wrongType, .cannotRemove,
      .undoCrossesDelivery, .trustedSetting, .onlyInInitFile, .copyExists:
      .runTime
    }
  }

  /// One sentence in the user's words, without a full stop.
  public var message: String {
    switch self {
    case .notAStore(let path, .folder): "`\(path)` is a folder, not a store"
    case .notAStore(let path, .notADatabase): "`\(path)` is not a Kindly store: it is not a database"
    case .notAStore(let path, .anotherProgram): "`\(path)` is another program's database, not a Kindly store"
    case .newerVersion(let path, let found, let known):
      "`\(path)` was written by a newer Kindly: its format is \(found), and this one knows up to \(known)"
    case .readOnly(let path?): "the store `\(path)` is read-only"
    case .readOnly(nil): "this run may only read the store"
    case .locked(let path, let seconds):
      "the store `\(path)` is still in use by another run after \(Self.seconds(seconds))"
    case .cannotCreate(let path, let reason): "the store `\(path)` cannot be created: \(reason)"
    case .diskFull(let path): "the disk is full: nothing of this run is in the store `\(path)`"
    case .inputOutput(let path, let reason): "the store `\(path)` cannot be used: \(reason)"
    case .stopped: "interrupted"
    case .damaged(let path, let detail): "the store `\(path)` is damaged: \(detail)"
    case .cannotCopy(let path, let reason): "the copy `\(path)` cannot be written: \(reason)"
    case .copyExists(let path): "`\(path)` already exists"
    case .notRestorable(let path, let reason): "`\(path)` cannot be restored: \(reason)"
    case .handleOfAnotherNoun(let handle, let actual, let wanted):
      "`@\(handle)` is \(Self.article(actual)), not \(Self.article(wanted))"
    case .handleTaken(let handle, let noun, let difference), .plainlyAnother(let handle, let noun, let difference):
      "this would be `@\(handle)`, which is already \(Self.article(noun)): \(difference)"
    case .severalFit(let noun, _, let handles):
      "this could mean any of \(Self.list(handles)): each is \(Self.article(noun)) with the same content"
    case .severalMayMove(let handles, _): "this could be any of \(Self.list(handles)), moved to a new time"
    case .movedTwice(let handle): "a declaration above already moved `@\(handle)`, and this one refers to it too"
    case .emailTaken(let email, let owner): "`\(email)` is already the address of `@\(owner)`"
    case .notAHandle(let text): "`@\(text)` isn't a valid handle"
    case .noSuchRecord(let noun, _): "the \(noun.word) is no longer in the store"
    case .referredTo(let handle, let others): "`@\(handle)` is still referred to by \(Self.list(others))"
    case .cannotRemove(let noun): "`\(noun.word)` cannot be removed"
    case .refused(let noun, let field, let complaint): "`\(field)` of \(Self.article(noun)): \(complaint)"
    case .missingFields(let noun, let names):
      "\(Self.article(noun)) needs \(names.map { "`\($0)`" }.joined(separator: " and "))"
    case .notYours(let noun, let field): "`\(field)` of \(Self.article(noun)) is written by Kindly alone"
    case .wrongType(let noun, let field): "the value does not fit `\(field)` of \(Self.article(noun))"
    case .replyBeforeInterview(let replyBy, let interview):
      "`reply_by` (\(replyBy)) is before the interview (\(interview))"
    case .messageHasLeft(let handle, let state): "`@\(handle)` is \(state), so it can't be changed"
    case .onlyInInitFile(let field): "`me.\(field)` can be set only in `init.kindly`"
    case .trustedSetting(let field, _): "a script can't change `me.\(field)`"
    case .undoCrossesDelivery(let what):
      "`\(what)` handed over a message: neither that nor anything before it can be undone"
    }
  }

  /// What to do about it.
  public var hint: String {
    switch self {
    case .notAStore: "nothing was changed in it; name another file with `--store PATH`"
    case .newerVersion: "use the newer Kindly, or another store with `--store PATH`"
    case .readOnly(let path):
      path == nil ? "begin a run that writes" : "give yourself write permission for the file and its folder"
    case .locked: "try again when the other run has ended, or wait longer with `--wait SECONDS`"
    case .cannotCreate: "choose a place that you may write to with `--store PATH`"
    case .diskFull: "make room and run it again"
    case .inputOutput: "check the file, its folder and the disk"
    case .stopped: "nothing of the run was kept"
    case .damaged: "put back a copy from your backup: `kindly restore FILE`; `kindly doctor` shows more"
    case .cannotCopy: "the store is unchanged; name another file"
    case .copyExists: "name another file, or replace this one with `--overwrite`"
    case .notRestorable: "the store is unchanged; use another copy"
    case .handleOfAnotherNoun: "choose another handle"
    case .plainlyAnother(let handle, let noun, _):
      "if it is the same, write `\(noun.word) @\(handle) …`; if not, give this one its own handle, such as `@\(handle)-2`"
    case .handleTaken(let handle, _, _): "give this one its own handle, such as `@\(handle)-2`"
    case .severalFit(let noun, let headline, let handles):
      "name the one you mean: `\(noun.word) @\(handles.first ?? "") \(Self.quoted(headline))`"
    case .severalMayMove(let handles, let role):
      "name the one that moved, `interview @\(handles.first ?? "") \(Self.quoted(role)) …`, or give a new interview its own handle"
    case .movedTwice(let handle): "add the handle to the declaration that means it: `interview @\(handle) …`"
    case .emailTaken(_, let owner): "update `@\(owner)`, or give one of the two another address"
    case .notAHandle: "write small letters, digits, `-` and `_`, beginning with a letter or digit: `@dana-reyes`"
    case .noSuchRecord: "declare it again"
    case .referredTo(let handle, _):
      "remove those first, or write `remove @\(handle) with its records`"
    case .cannotRemove: "set its fields to nothing instead"
    case .refused, .wrongType: "the record was not written"
    case .missingFields(let noun, _):
      if let headline = noun.spec.headline {
        "the headline is `\(headline)`: `\(noun.word) \"…\"`; it may be left out only when updating"
      } else {
        "say it in the declaration"
      }
    case .notYours: "leave it out"
    case .replyBeforeInterview: "check the two dates"
    case .messageHasLeft: "draft a new one"
    case .onlyInInitFile(let field): "write `me { \(field): […] }` there"
    case .trustedSetting(_, let setting): "paste this at the prompt: `\(setting)`"
    case .undoCrossesDelivery: "change the records themselves; `mark @m unsent` if a letter did not go after all"
    }
  }

  // MARK: - Words

  private static func article(_ noun: Noun) -> String {
    if noun == .me { return "`me`" }
    return noun == .interview || noun == .obligation ? "an \(noun.word)" : "a \(noun.word)"
  }

  /// As a literal, shortened where it is long.
  private static func quoted(_ text: String) -> String {
    if text.count > 40 || text.contains(where: { "\"\\{}".contains($0) || $0.isNewline }) { return "\"…\"" }
    return "\"\(text)\""
  }

  /// At most ten handles, and how many more.
  private static func list(_ handles: [String]) -> String {
    let shown = handles.prefix(10).map { "`@\($0)`" }.joined(separator: ", ")
    return handles.count > 10 ? "\(shown) and \(handles.count - 10) more" : shown
  }

  private static func seconds(_ count: Double) -> String {
    count == 1
      ? "1 second" : count == count.rounded() && abs(count) < 1e9 ? "\(Int(count)) seconds" : "\(count) seconds"
  }
}
