// `kindly export`: asks the exporter for the text in one snapshot of the store, and puts it where the user wants it.
// A file is replaced whole or not at all. The invariant: the store is only read.

import KindlyDiagnostics

extension Session {
  public func export(_ what: ExportOptions) -> RunStatus {
    perform(.looking) { run in
      let (text, complaint) = try Exporter(host: host).text(what)
      if let path = what.path, path != "-" {
        run.save(path, Array(text.utf8))
      } else {
        run.say(text)
      }
      if let complaint, !options.isQuiet { run.afterwards { [output] in output.complain("kindly: \(complaint)\n") } }
      return .success
    }
  }
}
