// `kindly inbox [PATH…]`: reads mailboxes, brings what has come in into the store in one transaction, and says it.

import KindlyCatalog
import KindlyDiagnostics
import KindlyMachine

extension Session {
  /// Reads the mailboxes named, or those of `me.inbox`. With `isDryRun` nothing is kept.
  public func inbox(_ paths: [String], isDryRun: Bool = false) -> RunStatus {
    perform(isDryRun ? .rehearsing : .changing) { run in
      run.title = "inbox"
      do {
        let found = try host.readInbox(paths.isEmpty ? nil : paths)
        try say(found, isDryRun, run)
        return .success
      } catch let error as HostError {
        guard limit.fault == nil, let exit = Self.exit(of: error) else { throw error }
        _ = report(error)
        return exit
      }
    }
  }

  /// The exit code of what is wrong with a mailbox.
  private static func exit(of error: HostError) -> RunStatus? {
    switch error.code {
    case 680: .noInput
    case 682: .usage
    case 663: .io
    default: nil
    }
  }

  private func say(_ found: InboxReport, _ isDryRun: Bool, _ run: Run) throws {
    switch options.format {
    case .json, .ndjson: run.say(try Rendering(host: host).shown(found.rows()))
    case .csv: run.say(found.findings.isEmpty ? "" : try Rendering(host: host).shown(found.rows()))
    case .table:
      let lines = try found.lines(host)
      for line in lines { run.say(line + "\n") }
      if lines.isEmpty { run.say("nothing new\n") }
      if isDryRun, !lines.isEmpty { run.say("none of this was recorded\n") }
    }
  }
}
