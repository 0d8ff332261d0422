// What the one who speaks may reach besides the store, and how it is reached: a script only below its folders and by
// descriptors (Fence), the user everywhere.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyMachine
import KindlyMail
import KindlyStore

extension RunHost {
  /// What the one who speaks now may reach.
  var permissions: Permissions { permissions(of: voice) }

  func permissions(of voice: Voice) -> Permissions {
    switch voice {
    case .user, .initFile: .everything
    case .script, .importedFile, .test:
      Permissions(
        working: options.workingFolder, home: homeFolder, readable: options.allowRead + granted("allow_read"),
        writable: options.allowWrite + granted("allow_write"), mailboxes: granted("inbox").map(beside),
        variables: options.allowEnv + granted("allow_env"))
    }
  }

  /// The folders that a script may read besides its own.
  var allowedFolders: [String] { Array(permissions(of: .script).readable.dropFirst()) }

  /// A list of `me` that gives something; nothing where the store cannot be read, which whoever needs it is told.
  private func granted(_ field: String) -> [String] {
    guard case .list(let values)? = try? value(.me, Store.meRow, field) else { return [] }
    return values.compactMap { if case .text(let text) = $0 { text } else { nil } }
  }

  // MARK: - Files

  func readFile(_ path: String) -> Result<[UInt8], FileBytes.Trouble> {
    let permissions = permissions
    if permissions.isUnrestricted { return FileBytes.read(atHome(path) ?? path) }
    return Fence(permissions.readable).read(permissions.absolute(path))
  }

  /// A mailbox that a script names, held open; nil where the user names it.
  func mailboxToRead(_ path: String) throws -> Descriptor? {
    let permissions = permissions
    if permissions.isUnrestricted { return nil }
    do throws(Fence.Trouble) {
      return try Fence(permissions.readable + permissions.mailboxes).open(permissions.absolute(path))
    } catch {
      switch error {
      case .outside: throw refusal(toRead: path)
      case .missing: throw HostError(MailError.noMailbox(path: path))
      case .unreadable(let reason): throw HostError(MailError.fileSystem(path: path, reason: reason))
      }
    }
  }

  /// That a script may not write a file is told where it says so, before the run is over. Nothing that a test saves is
  /// written.
  func checkPlaceToWrite(_ path: String) throws {
    if voice == .test { return }
    let permissions = permissions
    if permissions.isUnrestricted { return }
    if case .outside? = Fence(permissions.writable).trouble(permissions.absolute(path)) {
      throw refusal(toWrite: path)
    }
  }

  /// Where a script's file is to be written; nil where the user names it.
  func placeToWrite(_ path: String) throws -> FilePlace? {
    let permissions = permissions
    if permissions.isUnrestricted { return nil }
    do throws(Fence.Trouble) {
      return try Fence(permissions.writable).find(permissions.absolute(path))
    } catch {
      switch error {
      case .outside: throw refusal(toWrite: path)
      case .missing:
        throw SessionFailure(FileReplacement.Failure(path: path, reason: FileBytes.reason(ENOENT)))
      case .unreadable(let reason):
        throw SessionFailure(FileReplacement.Failure(path: path, reason: reason))
      }
    }
  }

  // MARK: - Refusals

  func refusal(toRead path: String) -> HostError {
    HostError(
      code: 451, "this script can't read `\(Printable.line(path))`: it is outside the working folder",
      notes: ["to allow it, run the script with `\(Printable.line(permissions.option(toRead: path)))`"])
  }

  private func refusal(toWrite path: String) -> HostError {
    HostError(
      code: 452, "this script can't write `\(Printable.line(path))`: it is outside the working folder",
      notes: ["to allow it, run the script with `\(Printable.line(permissions.option(toWrite: path)))`"])
  }

  func refusal(toAsk variable: String) -> HostError {
    HostError(
      code: 453, "this script can't read the variable `\(Printable.line(variable))`",
      notes: ["to allow it, run the script with `\(Printable.line(Permissions.option(toAsk: variable)))`"])
  }
}

extension HostError {
  init(_ error: MailError) {
    self.init(code: Code(error.code)?.number ?? 400, error.message, notes: [error.hint])
  }
}
