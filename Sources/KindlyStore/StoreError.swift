// What can be wrong with the store's file or with what is written into it, as data.
// The words, codes and exits stand in StoreError+Message.swift alone.

import KindlyCatalog

public enum StoreError: Error, Hashable, Sendable {
  /// Why a file is not a store of Kindly.
  public enum Stranger: Hashable, Sendable {
    case folder, notADatabase, anotherProgram
  }

  // MARK: The file

  case notAStore(path: String, Stranger)
  /// Written by a newer Kindly: its format and the newest that is known here.
  case newerVersion(path: String, found: Int, known: Int)
  /// Nil where the run itself only reads.
  case readOnly(path: String?)
  case locked(path: String, seconds: Double)
  case cannotCreate(path: String, reason: String)
  case diskFull(path: String)
  case inputOutput(path: String, reason: String)
  /// The run was to end while the store worked; whoever asked it says why.
  case stopped
  /// The file holds what Kindly never writes.
  case damaged(path: String, detail: String)

  // MARK: Copies

  /// Why a copy cannot be written, and why one cannot be put into the store's place.
  case cannotCopy(path: String, reason: String)
  /// A copy is already there, and nobody said that it may be replaced.
  case copyExists(path: String)
  case notRestorable(path: String, reason: String)

  // MARK: Identity

  case handleOfAnotherNoun(handle: String, is: Noun, wanted: Noun)
  /// The handle that a declaration would have belongs to a record that is plainly another; `difference` says why.
  case handleTaken(handle: String, by: Noun, difference: String)
  /// The same, where it is of the same noun: the declaration may mean it after all.
  case plainlyAnother(handle: String, Noun, difference: String)
  /// A declaration without a handle fits more than one record.
  case severalFit(Noun, headline: String, handles: [String])
  /// An interview without a handle, at a new time, could be any of these that moves.
  case severalMayMove(handles: [String], role: String)
  /// Two declarations of one source mean the same interview at two times.
  case movedTwice(handle: String)
  case emailTaken(email: String, owner: String)
  case notAHandle(String)
  /// The record was removed, or never was.
  case noSuchRecord(Noun, RowID)
  /// Records that still refer to the one that was to be removed.
  case referredTo(handle: String, by: [String])
  case cannotRemove(Noun)

  // MARK: Fields

  /// The complaint of a field's check.
  case refused(Noun, field: String, complaint: String)
  case missingFields(Noun, [String])
  /// The program alone writes it.
  case notYours(Noun, field: String)
  case wrongType(Noun, field: String)
  case replyBeforeInterview(replyBy: String, interview: String)
  /// A message that has left, or is leaving, stays as it is.
  case messageHasLeft(handle: String, state: String)

  // MARK: Trust

  /// A setting that only the user changes, and the line that does so at the prompt.
  case trustedSetting(field: String, setting: String)
  /// A setting that the store does not keep.
  case onlyInInitFile(field: String)

  // MARK: The journal

  /// Undo came to a run with which a message left.
  case undoCrossesDelivery(what: String)
}
