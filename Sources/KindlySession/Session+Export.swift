// `kindly export`: asks the exporter for the text in one snapshot of the store, and puts it where the user wants it.
// A file is replaced whole or not at all. The invariant: the store is only read.

import KindlyDiagnostics

extension Session {
  public func export(_ what: ExportOptions) -> RunStatus {
    do {
      try host.store.begin(.reading)
      defer { host.store.rollback() }
      host.beginRun(now: try Clock.now(options, store: host.store))
      let (text, complaint) = try Exporter(host: host).text(what)
      if let path = what.path, path != "-" {
        try replace(path, with: Array(text.utf8))
      } else {
        try output.write(text)
        try output.flush()
      }
      if let complaint, !options.isQuiet { output.complain("kindly: \(complaint)\n") }
      return .success
    } catch {
      return report(error)
    }
  }
}
