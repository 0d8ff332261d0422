// The user's own file of rules, templates, fields and functions (`init.kindly`), read before every run. Where it cannot be
// used, what does not depend on it goes on with a warning, so that a slip in it never stands between the user and
// their store. It may hold the user's own `never` rules, though: as long as they are not in force, for whatever reason,
// nothing is approved, performed or sent.

import Foundation
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlySource

/// What a command needs of the user's own file.
public enum InitUse: Sendable {
  /// A program of the user's may use what it declares, so nothing runs where it is broken.
  case needed
  /// What the command does makes sense without it; where it is broken, it warns and goes on.
  case optional
  /// The command reads no rules.
  case unused
}

/// Why the user's own rules are not in force although there is a file of them.
enum MissingRules: Equatable {
  /// It has mistakes, or cannot be read; the first of them with its place, in one line.
  case broken(path: String, mistake: String)
  /// `--no-init`.
  case skipped(path: String)
}

/// What is wrong with the file.
private struct BrokenInit: Error {
  /// With their places, where it could be read at all.
  var diagnostics: [Diagnostic] = []
  let mistake: String
  let exit: RunStatus
}

extension Session {
  /// Reads the user's own file, if there is one; gives why its rules are not in force.
  /// - Throws: where the command cannot go on without it, or somebody wants an end.
  func readInit() throws(SessionFailure) -> MissingRules? {
    guard let path = options.initPath, Self.isThere(path) else { return nil }
    if options.skipsInit { return .skipped(path: path) }
    do throws(BrokenInit) {
      try loadInit(path)
      return nil
    } catch {
      if limit.reason != nil { throw SessionFailure(stoppedBy: options) }
      let found = error.diagnostics.isEmpty ? "kindly: \(error.mistake)\n" : error.diagnostics.map(rendered).joined()
      let name = Printable.line(path)
      switch options.initUse {
      case .needed:
        throw SessionFailure(
          exit: error.exit,
          message: found + "kindly: nothing was run: fix `\(name)`, or leave it out this time with `--no-init`")
      case .optional, .unused:
        if !options.isQuiet {
          output.complain(
            found
              + "kindly: continuing without `\(name)`; until it is fixed, nothing can be approved, performed or sent\n")
        }
        return .broken(path: path, mistake: error.mistake)
      }
    }
  }

  private func loadInit(_ path: String) throws(BrokenInit) {
    let source: SourceFile
    switch Self.read(path) {
    case .success(let bytes):
      do {
        source = try sources.add(name: path, bytes: bytes)
      } catch {
        throw BrokenInit(
          mistake: "`\(Printable.line(path))` is not UTF-8: byte \(error.offset) isn't valid there",
          exit: .source)
      }
    case .failure(let failure):
      throw BrokenInit(mistake: Self.words(of: failure), exit: failure.exit)
    }
    var options = CheckOptions(voice: .initFile, mayReplace: true)
    options.isDeclarationsAlone = true
    let (mark, before, library) = (environment.mark(), environment.functionCount, constants)
    do {
      var diagnostics = try load(source, options)
      if !diagnostics.contains(where: { $0.severity == .error }) {
        diagnostics += environment.replaceTemplates(since: before)
      }
      if let first = diagnostics.first(where: { $0.severity == .error }) {
        throw BrokenInit(diagnostics: diagnostics, mistake: placed(first, path), exit: .source)
      }
      // What fails here would fail at each run.
      if constants.dropFirst(library.count).contains(where: \.makesSomething) {
        try makeOwn(constants, path)
        constants = []
      }
    } catch {
      // All of it is in force, or nothing.
      constants = library
      environment.restore(mark)
      switch error {
      case let error as BrokenInit: throw error
      case let error as SessionFailure: throw BrokenInit(mistake: Self.words(of: error), exit: error.exit)
      case let error as RuntimeError:
        throw BrokenInit(diagnostics: [error.diagnostic], mistake: placed(error.diagnostic, path), exit: .failure)
      default: throw BrokenInit(mistake: "\(error)", exit: .failure)
      }
    }
  }

  private static func words(of failure: SessionFailure) -> String {
    failure.message.hasPrefix("kindly: ") ? String(failure.message.dropFirst(8)) : failure.message
  }

  /// `init.kindly:3:5: expected …`, with the path of the file that it is in.
  private func placed(_ diagnostic: Diagnostic, _ path: String) -> String {
    guard let span = diagnostic.span, let file = sources[span.file] else {
      return Printable.line("\(path): \(diagnostic.message)")
    }
    let place = file.position(at: span.start)
    return Printable.line("\(file.name):\(place.line):\(place.column): \(diagnostic.message)")
  }

  /// A link that leads nowhere is there, and so is what may not be looked at.
  private static func isThere(_ path: String) -> Bool {
    var state = stat()
    return lstat(path, &state) == 0 || (errno != ENOENT && errno != ENOTDIR)
  }

  /// A pipe is not waited for.
  private static func read(_ path: String) -> Result<[UInt8], SessionFailure> {
    var state = stat()
    if stat(path, &state) == 0, ![S_IFREG, S_IFDIR, S_IFCHR].contains(state.st_mode & S_IFMT) {
      return .failure(SessionFailure(exit: .io, message: "kindly: `\(Printable.line(path))` isn't a regular file"))
    }
    return SourceReader.read(path)
  }
}

extension RunHost {
  /// Refuses what the user's own `never` rules have a say in while these are not in force.
  func needsOwnRules(_ word: String) throws {
    switch missingRules {
    case nil: return
    case .broken(let path, let mistake):
      throw HostError(
        code: 528, "`\(word)` is refused while your own rules can't be read: \(mistake)",
        notes: ["`\(Printable.line(path))` may hold `never` rules: fix it, and try again"])
    case .skipped(let path):
      throw HostError(
        code: 529, "`\(word)` is refused with `--no-init`: the rules in `\(Printable.line(path))` have not been read",
        notes: ["leave out `--no-init`; to override one rule, use `approve @m despite RULE`"])
    }
  }
}
