// `import("file")` in a script: reads the file and brings it into the run's transaction. What a file is and which records its
// rows are is the importer's; `kindly import` is Session+Import.swift's.

import Foundation
import KindlyDiagnostics
import KindlyFormats
import KindlyMachine

extension RunHost {
  func importFile(_ path: String, map: String?) throws -> [String] {
    try notImagined()
    try staysInside("import", "declare the records in the test itself")
    let name = Printable.line((path as NSString).lastPathComponent)
    let bytes: [UInt8]
    switch readFile(path) {
    case .success(let read): bytes = read
    case .failure(.outside): throw refusal(toRead: path)
    case .failure(.missing): throw HostError(code: 718, "there is no file `\(Printable.line(path))`")
    case .failure(.folder): throw HostError(code: 718, "`\(Printable.line(path))` is a folder, not a file")
    case .failure(.unreadable(let reason)):
      throw HostError(code: 718, "cannot read `\(Printable.line(path))`: \(reason)")
    }
    let how = ImportOptions(map: map)
    let kind = Importer.kind(of: bytes, path: path, hasMap: map != nil)
    // A script is a program of its own, which is checked before it runs.
    guard kind != .script else {
      throw HostError(
        code: 719, "`\(name)` is a script", notes: ["`kindly import FILE` at the command line runs it"])
    }
    do {
      return try bringIn(bytes, kind, how).lines(name, how)
    } catch let error as FormatError {
      throw HostError(
        code: Code(error.code)?.number ?? 400, "\(name): \(error.message)",
        notes: error.hint.isEmpty ? [] : [inScript(error.hint, path)])
    }
  }

  /// A map is the second argument here.
  private func inScript(_ hint: String, _ path: String) -> String {
    guard let option = hint.range(of: "--map '"), hint.hasSuffix("'") else { return hint }
    let map = hint[option.upperBound...].dropLast()
    return hint[..<option.lowerBound] + "import(\(Exporter.quoted(path)), \(Exporter.quoted(String(map))))"
  }

  /// Brings a file of any sort but a script into the store; a large one without keeping its indexes meanwhile.
  func bringIn(_ bytes: [UInt8], _ kind: Importer.Kind, _ how: ImportOptions) throws -> ImportReport {
    try speaking(as: .importedFile) {
      var importer = try Importer(host: self, options: how)
      if bytes.count > Self.manyBytes {
        try store.inBulk([.contact, .interview, .note, .deadline]) { try importer.take(bytes, kind) }
      } else {
        try importer.take(bytes, kind)
      }
      return importer.report
    }
  }

  /// The size of a file that holds some hundred records.
  private static let manyBytes = 50_000
}
