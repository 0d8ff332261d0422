// What the session's tests share: a store in a folder of its own, a clock that stands still, captured output.

import Foundation
import KindlyMachine
import Testing

@testable import KindlySession

/// A folder that is removed with its last owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "kindly-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
}

/// What a run printed and how it ended.
struct Outcome {
  let exit: RunStatus
  let text: String
  let complaints: String
  var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
}

/// Sessions on one store, each as a process of its own would have it.
final class Bench {
  let folder: TemporaryFolder
  var now = "2026-11-25 08:00"
  var zone: String? = "UTC"
  var format = SessionOptions.Format.table
  var files = SourceFiles.disk()
  var initPath: String?
  var asksStore = true
  /// Its own folder unless given.
  var workingFolder: String?
  var (allowRead, allowWrite, allowEnv): ([String], [String], [String]) = ([], [], [])
  var timeout: Double?

  init() throws { folder = try TemporaryFolder() }

  var storePath: String { folder.file("kindly.db") }

  func options() -> SessionOptions {
    var options = SessionOptions(storePath: storePath)
    options.now = now
    options.zone = zone
    options.format = format
    options.wait = 0.2
    options.files = files
    options.initPath = initPath
    options.asksStore = asksStore
    options.workingFolder = workingFolder ?? folder.path
    options.allowRead = allowRead
    options.allowWrite = allowWrite
    options.allowEnv = allowEnv
    options.limit = RunLimit(seconds: timeout)
    return options
  }

  func withSession(_ work: (Session) -> RunStatus) -> Outcome {
    let output = CapturedOutput()
    do {
      let session = try Session(options: options(), output: output)
      defer { session.close() }
      let exit = work(session)
      return Outcome(exit: exit, text: output.text, complaints: output.complaints)
    } catch {
      return Outcome(exit: error.exit, text: output.text, complaints: error.message)
    }
  }

  func script(_ source: String, name: String = "test.kindly") -> Outcome {
    withSession { $0.run(name: name, bytes: Array(source.utf8), origin: .script) }
  }

  func eval(_ source: String) -> Outcome {
    withSession { $0.run(name: "<eval>", bytes: Array(source.utf8), origin: .entry) }
  }

  /// Everything stored, as text: every field of every record.
  func dump() -> String {
    format = .json
    defer { format = .table }
    return ["contacts", "interviews", "notes", "deadlines", "messages", "[me]"].map { eval($0).text }.joined()
  }
}

enum Project {
  /// The root of the repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func files(under folder: String, suffix: String) -> [String] {
    let base = root + "/" + folder
    let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted()
  }

  static func text(_ path: String) throws -> String { try String(contentsOfFile: root + "/" + path, encoding: .utf8) }
}
