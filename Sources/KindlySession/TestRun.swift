// `kindly test`: finds the files, runs their tests, and reports on standard output: a line for each test, the failures
// in full below, and how many there were. With `--format json` it is one object for each test. The invariant: where a
// file has errors, no test of any file is run.

import Foundation
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlySource
import KindlySyntax

public final class TestRun {
  private let options: SessionOptions
  private let output: any Output

  public init(options: SessionOptions, output: any Output) {
    self.options = options
    self.output = output
  }

  /// Runs the tests of files, and of those in folders. `filter`: only those whose name holds it.
  public func run(_ paths: [String], filter: String?) throws -> RunStatus {
    var loaded: [(session: Session, tests: Session.Tests, chosen: [TestInfo], printed: CapturedOutput)] = []
    defer { for one in loaded { one.session.close() } }
    var status = RunStatus.success
    for file in try TestFiles.find(paths.isEmpty ? ["."] : paths) {
      let printed = CapturedOutput()
      let session = try Session(options: .test(like: options), output: printed)
      let (tests, exit) = session.tests(name: file.name, bytes: file.bytes, isNamed: file.isNamed)
      output.complain(printed.takeComplaints())
      guard let tests else {
        session.close()
        guard exit == .source || exit == .success else { return exit }
        if exit == .source { status = exit }
        continue
      }
      let chosen = tests.program.unit.tests.filter { test in
        filter.map { test.name.lowercased().contains($0.lowercased()) } ?? true
      }
      loaded.append((session, tests, chosen, printed))
    }
    guard status == .success else { return status }
    guard loaded.contains(where: { !$0.chosen.isEmpty }) else {
      let wanted = filter.map { " with `\($0)` in its name" } ?? ""
      let place = paths.isEmpty ? "in this folder" : "in " + paths.map { "`\($0)`" }.joined(separator: ", ")
      output.complain("kindly: there is no test\(wanted) \(place)\n")
      return .usage
    }
    var passed = 0
    var failed: [(outcome: TestOutcome, session: Session)] = []
    var isInterrupted = false
    for one in loaded where !one.chosen.isEmpty && !isInterrupted {
      if options.format != .json { try output.write(Printable.line(one.tests.file.name) + "\n") }
      for test in one.chosen {
        let (found, exit) = one.session.run(test, of: one.tests) { one.printed.take() + one.printed.takeComplaints() }
        isInterrupted = found?.isInterrupted ?? options.limit.interrupt.isRaised
        if isInterrupted { break }
        guard let outcome = found else {
          output.complain(one.printed.takeComplaints())
          return exit
        }
        if outcome.failure == nil { passed += 1 } else { failed.append((outcome, one.session)) }
        try output.write(options.format == .json ? json(outcome, one.session) : line(outcome))
      }
    }
    // What was found out before the user stopped it is told all the same.
    if options.format != .json {
      for (outcome, session) in failed { try output.write(full(outcome, session)) }
      try output.write(
        "\n\(passed) passed" + (failed.isEmpty ? "" : ", \(failed.count) failed")
          + (isInterrupted ? ", then interrupted" : "") + "\n")
    }
    try output.flush()
    return isInterrupted ? RunStatus(options.limit.interrupt.cause) : failed.isEmpty ? .success : .failure
  }

  // MARK: - Words

  private func line(_ outcome: TestOutcome) -> String {
    let name = Printable.line(outcome.test.name)
    return outcome.failure == nil ? "  \(paint("ok", "32"))    \(name)\n" : "  \(paint("FAIL", "1;31"))  \(name)\n"
  }

  /// A failure with all that is known of it.
  private func full(_ outcome: TestOutcome, _ session: Session) -> String {
    guard let failure = outcome.failure else { return "" }
    var text =
      "\n\(paint("FAIL", "1;31"))  \(Printable.line("\(outcome.test.name)  (\(outcome.file.name):\(outcome.line))"))\n"
    text += TextRenderer(sources: session.sources, isColored: options.isOutputColored).render(failure)
    if !outcome.printed.isEmpty {
      text += "printed:\n"
      for line in outcome.printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
        outcome.printed.hasSuffix("\n") ? 1 : 0)
      {
        text += line.isEmpty ? "\n" : "  \(line)\n"
      }
    }
    return text
  }

  private func paint(_ text: String, _ code: String) -> String {
    options.isOutputColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  private func json(_ outcome: TestOutcome, _ session: Session) -> String {
    var fields = [
      "\"file\":" + JSONRenderer.quote(outcome.file.name), "\"line\":\(outcome.line)",
      "\"name\":" + JSONRenderer.quote(outcome.test.name), "\"passed\":\(outcome.failure == nil)",
    ]
    if let failure = outcome.failure {
      let object = JSONRenderer(sources: session.sources).render(failure)
      fields.append("\"error\":" + object.split(separator: "\n").joined())
    }
    if !outcome.printed.isEmpty { fields.append("\"printed\":" + JSONRenderer.quote(outcome.printed)) }
    return "{" + fields.joined(separator: ",") + "}\n"
  }
}

/// The files that could hold tests.
enum TestFiles {
  struct File {
    let name: String
    let bytes: [UInt8]
    /// Whether the user named it, rather than a folder that it is in.
    let isNamed: Bool
  }

  /// The files of these paths; in a folder all that end in `.kindly`, at any depth, in the order of their names.
  static func find(_ paths: [String]) throws(SessionFailure) -> [File] {
    var files: [File] = []
    var seen: Set<String> = []
    for path in paths {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let names = exists && isFolder.boolValue ? inside(path) : [path]
      let isNamed = !(exists && isFolder.boolValue)
      for name in names where seen.insert(name).inserted {
        files.append(File(name: name, bytes: try SourceReader.read(name).get(), isNamed: isNamed))
      }
    }
    return files
  }

  private static func inside(_ folder: String) -> [String] {
    let walk = FileManager.default.enumerator(atPath: folder)
    var names: [String] = []
    while let name = walk?.nextObject() as? String {
      if Path.name(of: name).hasPrefix(".") {
        walk?.skipDescendants()
      } else if name.hasSuffix(".kindly"), SourceReader.isPlain(folder + "/" + name) {
        names.append(Path.join(folder == "." ? "" : folder, name))
      }
    }
    return names.sorted()
  }
}
