// `kindly fmt`: brings sources into the one style, in place, and only where they are not in it. What the style is, is the
// formatter's. A file is replaced whole or not at all; one with mistakes is left alone.

import Foundation
import KindlyDiagnostics
import KindlySession
import KindlySource
import KindlySyntax

extension Commands {
  /// Files, folders, or standard input: `-`, or no file at all.
  static func format(_ invocation: Invocation) throws {
    var work = FormatWork(options: invocation.options)
    let options = invocation.options.sessionOptions()
    if invocation.arguments.isEmpty || invocation.arguments == ["-"] {
      guard invocation.arguments == ["-"] || isatty(STDIN_FILENO) == 0 else {
        throw UsageError(message: "kindly: `fmt` expects files or folders, or a source on standard input")
      }
      let bytes = try SourceReader.readStandardInput().get()
      try Session.performApart(options) { try work.formatInput(bytes) }
    } else {
      do {
        try Session.performApart(options) {
          for path in invocation.arguments { try work.format(path) }
        }
      } catch {
        work.pending.discard()
        throw error
      }
      try work.place()
    }
    try work.output.flush()
    if work.exit != .success { throw Stop(exit: work.exit) }
  }
}

private struct FormatWork {
  let options: Options
  let output: StandardOutput
  /// The files that are replaced when all of them have been formatted.
  var pending = PendingFiles()
  /// The worst that happened.
  var exit = RunStatus.success

  init(options: Options) {
    self.options = options
    output = StandardOutput(isInteractive: false, limit: options.limit)
  }

  // MARK: - Where sources come from

  mutating func format(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return try formatFile(path, try SourceReader.read(path).get())
    }
    let found = (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []).sorted()
    for name in found
    where name.hasSuffix(".kindly") && !name.split(separator: "/").contains(where: { $0.first == "." }) {
      let file = path.hasSuffix("/") ? path + name : path + "/" + name
      if SourceReader.isPlain(file) { try formatFile(file, try SourceReader.read(file).get()) }
    }
  }

  mutating func formatInput(_ bytes: [UInt8]) throws {
    guard let text = formatted("<stdin>", bytes) else { return }
    if options.isCheck {
      if text != bytes { try differs("<stdin>") }
    } else {
      try text.withUnsafeBytes { try output.write($0) }
    }
  }

  private mutating func formatFile(_ path: String, _ bytes: [UInt8]) throws {
    try options.limit.check()
    guard let text = formatted(path, bytes), text != bytes else { return }
    if options.isCheck { return try differs(path) }
    do throws(SessionFailure) {
      try pending.prepare(path, text)
    } catch {
      complain(error.message, error.exit)
    }
  }

  mutating func place() throws {
    do throws(SessionFailure) {
      try pending.place()
    } catch {
      complain(error.message, error.exit)
    }
  }

  private mutating func differs(_ path: String) throws {
    try output.write(path + "\n")
    if exit == .success { exit = .failure }
  }

  // MARK: - Formatting

  private mutating func formatted(_ name: String, _ bytes: [UInt8]) -> [UInt8]? {
    let sources = SourceMap()
    do {
      return try KindlySyntax.Formatter.format(sources.add(name: name, bytes: bytes))
    } catch let error as InvalidUTF8 {
      complain("kindly: `\(name)` is not UTF-8: the byte at offset \(error.offset) isn't valid there", .source)
    } catch KindlySyntax.Formatter.Refusal.mistakes(let mistakes) {
      let session = options.sessionOptions()
      for mistake in mistakes {
        StandardError.write(
          options.format == .json
            ? JSONRenderer(sources: sources).render(mistake.diagnostic) + "\n"
            : TextRenderer(sources: sources, isColored: session.isColored).render(mistake.diagnostic))
      }
      exit = .source
    } catch {
      complain("kindly: `\(name)` is unchanged: formatting it would have changed its meaning", .failure)
    }
    return nil
  }

  private mutating func complain(_ message: String, _ status: RunStatus) {
    StandardError.write(Printable.line(message) + "\n")
    exit = status
  }
}
