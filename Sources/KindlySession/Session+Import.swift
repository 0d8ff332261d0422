// `kindly import FILE…`: reads each file, brings it into the store in one transaction, and reports.

import Foundation
import KindlyDiagnostics
import KindlyFormats
import KindlyStore

extension Session {
  /// Imports files, all or none. With `isDryRun` nothing is kept, and the report says what would be.
  public func importFiles(_ paths: [String], isDryRun: Bool) -> RunStatus {
    var files: [(path: String, bytes: [UInt8])] = []
    for path in paths {
      switch SourceReader.read(path) {
      case .success(let bytes): files.append((path, bytes))
      case .failure(let failure): return report(failure)
      }
    }
    do {
      if isDryRun {
        try rehearse()
      } else {
        try beginWriting()
      }
      host.beginRun(now: try Clock.now(options, store: host.store))
      var lines: [String] = []
      for file in files { lines += try importOne(file.path, file.bytes, isDryRun: isDryRun) }
      if isDryRun {
        host.store.rollback()
      } else {
        try interrupt.during(.committing) {
          try host.store.commit((name: "import " + paths.joined(separator: " "), at: host.now))
        }
      }
      for line in lines { try host.output.write(line + "\n") }
      try host.output.flush()
      return .success
    } catch let failure as FailedImport {
      host.store.rollback()
      report([
        Diagnostic(
          Code(failure.error.code) ?? 400, "\(failure.path): \(failure.error.message)", at: nil,
          label: failure.error.hint)
      ])
      return .failure
    } catch {
      host.store.rollback()
      return report(error)
    }
  }

  private struct FailedImport: Error {
    let path: String
    let error: FormatError
  }

  /// A copy of the store in memory takes what a dry run writes.
  private func rehearse() throws {
    let copy = try host.store.copy()
    host.store.close()
    host.store = copy
    try host.store.begin(.writing)
  }

  private func importOne(_ path: String, _ bytes: [UInt8], isDryRun: Bool) throws -> [String] {
    let report: ImportReport
    do {
      report = try Importer(host: host).importConnections(bytes)
    } catch let error as FormatError {
      throw FailedImport(path: path, error: error)
    }
    let name = (path as NSString).lastPathComponent
    let tense = isDryRun ? "would be " : ""
    var lines = [
      "\(name): \(report.created) \(tense)new, \(report.updated) \(tense)filled in, \(report.unchanged) as they were"
    ]
    for remark in report.remarks {
      lines.append(remark.line > 0 ? "  line \(remark.line): \(remark.text)" : "  \(remark.text)")
    }
    return lines
  }
}
