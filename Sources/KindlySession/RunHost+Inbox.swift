// `inbox(…)` in a script, and the mailboxes that are meant: those that are named, else those of `me.inbox`. What mail
// there changes is Inbox's.

import Foundation
import KindlyCatalog
import KindlyDiagnostics
import KindlyMachine
import KindlyMail
import KindlyStore

extension RunHost {
  func inbox(_ paths: [String]?) throws -> [String] {
    try notImagined()
    // A test reaches nothing outside.
    if options.isRehearsal { return [] }
    return try readInbox(paths).lines(self)
  }

  /// Reads mailboxes within the run's transaction.
  func readInbox(_ paths: [String]?) throws -> InboxReport {
    // What is held open is read by its descriptor until all is done.
    let held = try paths.map { try $0.map(mailboxToRead) } ?? []
    return try withExtendedLifetime(held) {
      let folders = try mailboxes(paths).enumerated().map { index, path in
        do throws(MailError) {
          guard index < held.count, let descriptor = held[index] else { return try MailFolder(path: path) }
          return try MailFolder(descriptor: descriptor.number, name: path)
        } catch {
          throw HostError(error)
        }
      }
      let inbox = try Inbox(host: self)
      try inbox.take(folders, drafts: beside(text(.me, Store.meRow, "maildir") ?? "drafts"))
      return inbox.report
    }
  }

  /// The paths that were named, as they are seen from where the program was started, or those of `me`, as they are seen
  /// from the store's folder.
  private func mailboxes(_ paths: [String]?) throws -> [String] {
    if let paths { return paths.map { atHome($0) ?? $0 } }
    var own: [String] = []
    if case .list(let list) = try value(.me, Store.meRow, "inbox") {
      for case .text(let path) in list { own.append(beside(path)) }
    }
    guard !own.isEmpty else {
      throw HostError(
        code: 682, "there is no mailbox to read",
        notes: ["name one, or say where your mail is: me { inbox: [\"~/Maildir\"] }"])
    }
    return own
  }

  /// A path of `me`, as it is seen from the store's folder; `~/` is the home that the environment names.
  func beside(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    if let path = atHome(path) { return path }
    let folder = (options.storePath as NSString).deletingLastPathComponent
    return (folder.isEmpty ? "." : folder) + "/" + path
  }

  /// What `~/` stands for, as the shell has it; nil for another path.
  func atHome(_ path: String) -> String? {
    path.hasPrefix("~/") ? homeFolder + path.dropFirst(1) : nil
  }

  var homeFolder: String { options.environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() }
}
