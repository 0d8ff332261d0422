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
    perform(how.isDryRun ? .rehearsing : .program) { run in
      run.title = "import " + paths.joined(separator: " ")
      let files = try paths.map { path in
        (path, bytes: try (path == "-" ? SourceReader.readStandardInput() : SourceReader.read(path)).get())
      }
      if !how.isDryRun { try run.takeLock() }
      do {
        var lines: [String] = []
        for (path, bytes) in files { lines += try importOne(path, bytes, how) }
        run.say(run.printed.take())
        for line in lines { run.say(line + "\n") }
      } catch let failure as FailedImport {
        report([
          Diagnostic(
            Code(failure.error.code) ?? 400, "\(failure.path): \(failure.error.message)", at: nil,
            label: failure.error.hint)
        ])
        return .failure
      } catch is FailedScript {
        return .source
      }
      if how.isDryRun { for line in try foretold() { run.say(line + "\n") } }
      return .success
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
    guard let program = try program(path, bytes, CheckOptions(voice: .importedFile)) else { throw FailedScript() }
    // What leaves the house, and what is written beside the store, would not be part of the one transaction.
    guard program.unit.effects.isDisjoint(with: [.sends, .files]) else { throw FormatError.notDeclarationsAlone }
    host.declaring = declaringSource(of: program, name: path == "-" ? "<stdin>" : path, .script)
    let before = try counts()
    try makeConstants(program)
    try host.speaking(as: .importedFile) { _ = try machine.run(program.unit) }
    let after = try counts()
    return (after.created - before.created, after.updated - before.updated)
  }

  private func counts() throws -> (created: Int, updated: Int) {
    let changes = try host.store.changes(zone: host.zone)
    return (changes.count { $0.kind == .created }, changes.count { $0.kind == .updated })
  }
}
