// `kindly import FILE…`: reads each file, brings all of them into the store in one transaction, and reports. What a file
// is and which records its rows are is the importer's; Kindly's own export is a script, and runs as one.

import Foundation
import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyFormats
import KindlyStore

extension Session {
  /// Imports files, all or none. With `isDryRun` nothing is kept, and the report says what would be.
  public func importFiles(_ paths: [String], isDryRun: Bool) -> RunStatus {
    importFiles(paths, ImportOptions(isDryRun: isDryRun))
  }

  /// Imports files, all or none.
  public func importFiles(_ paths: [String], _ how: ImportOptions) -> RunStatus {
    var files: [(path: String, bytes: [UInt8])] = []
    for path in paths {
      switch path == "-" ? SourceReader.readStandardInput() : SourceReader.read(path) {
      case .success(let bytes): files.append((path, bytes))
      case .failure(let failure): return report(failure)
      }
    }
    let mark = environment.mark()
    do {
      if how.isDryRun {
        try rehearse()
      } else {
        try beginWriting()
      }
      host.beginRun(now: try Clock.now(options, store: host.store))
      var lines: [String] = []
      for file in files { lines += try importOne(file.path, file.bytes, how) }
      if how.isDryRun {
        lines += try foretold()
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
      environment.withdrawNames(since: mark)
      report([
        Diagnostic(
          Code(failure.error.code) ?? 400, "\(failure.path): \(failure.error.message)", at: nil,
          label: failure.error.hint)
      ])
      return .failure
    } catch is FailedScript {
      host.store.rollback()
      return .source
    } catch {
      host.store.rollback()
      environment.withdrawNames(since: mark)
      return report(error)
    }
  }

  /// What a dry run would have changed, a line a record.
  private func foretold() throws -> [String] {
    let rendering = Rendering(host: host)
    func shown(_ value: Value) throws -> String {
      if case .text(let text) = value { return Exporter.quoted(text) }
      return try rendering.plain(value)
    }
    return try host.store.changes(zone: host.zone).map { change in
      let said = change.fields.filter { field in
        change.kind != .created || !Exporter.isInitial(field.new, change.noun.fields[field.field])
      }
      let fields = try said.map { field in
        let new = try shown(field.new)
        if change.kind == .created || field.old == .nothing { return "\(field.name): \(new)" }
        return "\(field.name): \(try shown(field.old)) -> \(new)"
      }
      let what = change.kind == .created ? "would be new" : "would change"
      return "\(change.noun.word) @\(change.handle) \(what): \(fields.joined(separator: ", "))"
    }
  }

  private struct FailedImport: Error {
    let path: String
    let error: FormatError
  }

  /// A script with errors, which were told.
  private struct FailedScript: Error {}

  /// A copy of the store in memory takes what a dry run writes.
  func rehearse() throws {
    let copy = try host.store.copy()
    host.store.close()
    host.store = copy
    try host.store.begin(.writing)
  }

  private func importOne(_ path: String, _ bytes: [UInt8], _ how: ImportOptions) throws -> [String] {
    let name = path == "-" ? "<stdin>" : Printable.line((path as NSString).lastPathComponent)
    let tense = how.isDryRun ? "would be " : ""
    do {
      let kind = Importer.kind(of: bytes, path: path, hasMap: how.map != nil)
      if kind == .script {
        let (created, updated) = try runExport(path, bytes)
        return ["\(name): \(created) \(tense)new, \(updated) \(tense)changed"]
      }
      return try host.bringIn(bytes, kind, how).lines(name, how)
    } catch let error as FormatError {
      throw FailedImport(path: path, error: error)
    }
  }

  /// Runs a script within the import's transaction; gives how many records are new, and how many others it changed.
  private func runExport(_ path: String, _ bytes: [UInt8]) throws -> (created: Int, updated: Int) {
    guard let source = accept(path, bytes) else { throw FailedScript() }
    let (program, diagnostics) = try checked(source, CheckOptions(isScript: true))
    report(diagnostics)
    guard let program else { throw FailedScript() }
    // What leaves the house, and what is written beside the store, would not be part of the one transaction.
    guard program.unit.effects.isDisjoint(with: [.sends, .files]) else { throw FormatError.notDeclarationsAlone }
    let before = try counts()
    interrupt.begin()
    try interrupt.during(.running) {
      try makeConstants(program)
      _ = try machine.run(program.unit)
      try machine.stopIfAsked()
    }
    let after = try counts()
    return (after.created - before.created, after.updated - before.updated)
  }

  private func counts() throws -> (created: Int, updated: Int) {
    let changes = try host.store.changes(zone: host.zone)
    return (changes.count { $0.kind == .created }, changes.count { $0.kind == .updated })
  }
}
