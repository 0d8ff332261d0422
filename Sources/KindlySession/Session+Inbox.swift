// `kindly inbox [PATH…]`: reads mailboxes, brings what has come in into the store in one transaction, and says it.

import KindlyCatalog
import KindlyDiagnostics
import KindlyMachine

extension Session {
  /// Reads the mailboxes named, or those of `me.inbox`. With `isDryRun` nothing is kept.
  public func inbox(_ paths: [String], isDryRun: Bool = false) -> RunStatus {
    beginTime()
    let mark = environment.mark()
    do {
      if isDryRun {
        try rehearse()
      } else {
        try beginWriting()
      }
      host.beginRun(now: try Clock.now(options, store: host.store))
      interrupt.begin()
      let found = try interrupt.during(.running) { try host.readInbox(paths.isEmpty ? nil : paths) }
      try say(found, isDryRun)
      try output.flush()
      if isDryRun {
        host.store.rollback()
      } else {
        try interrupt.during(.committing) {
          try host.store.commit((name: "inbox", at: host.now))
          interrupt.settle()
        }
      }
      return .success
    } catch {
      host.store.rollback()
      environment.withdrawNames(since: mark)
      let exit = report(error)
      switch (error as? HostError)?.code {
      case 680: return .noInput
      case 682: return .usage
      case 663: return .io
      default: return exit
      }
    }
  }

  private func say(_ found: InboxReport, _ isDryRun: Bool) throws {
    switch options.format {
    case .json, .ndjson: try output.write(try Rendering(host: host).shown(found.rows()))
    case .csv: try output.write(found.findings.isEmpty ? "" : try Rendering(host: host).shown(found.rows()))
    case .table:
      let lines = try found.lines(host)
      for line in lines { try output.write(line + "\n") }
      if lines.isEmpty { try output.write("nothing new\n") }
      if isDryRun, !lines.isEmpty { try output.write("nothing of this was recorded\n") }
    }
  }
}
