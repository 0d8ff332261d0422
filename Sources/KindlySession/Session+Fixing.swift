// `kindly check --fix`: applies the repairs that are certain, and checks again until there are none. The invariant: a
// repair is kept only where the source has fewer complaints after it than before, so nothing gets worse.

import Foundation
import KindlyChecker
import KindlyDiagnostics
import KindlySource

extension Session {
  /// The diagnostics of a source, without running it, and the source itself; nil where it is not UTF-8.
  func diagnose(name: String, bytes: [UInt8]) throws -> (source: SourceFile?, diagnostics: [Diagnostic]) {
    guard let source = accept(name, bytes) else { return (nil, []) }
    return (source, try checked(source, CheckOptions(voice: .script), keeps: false).1)
  }

  /// Mends a file, writes it, says what was changed, and reports what is left.
  public func fix(path: String, bytes: [UInt8]) -> RunStatus {
    perform(.looking) { run in
      var (source, left) = try diagnose(name: path, bytes: bytes)
      guard var current = source else { return .source }
      var said: [String] = []
      while let step = try improvement(of: current, left) {
        said += step.repairs.map { words(for: $0, in: current) }
        (current, left) = (step.source, step.left)
      }
      if !said.isEmpty { run.save(path, current.bytes) }
      for line in said { run.say(line + "\n") }
      let rest = left
      run.afterwards { [self] in report(rest) }
      return rest.contains { $0.severity == .error } ? .source : .success
    }
  }

  private struct Improvement {
    let repairs: [Diagnostic]
    let source: SourceFile
    let left: [Diagnostic]
  }

  /// As many repairs as do not touch one another; or one alone, where together they do harm.
  private func improvement(of source: SourceFile, _ found: [Diagnostic]) throws -> Improvement? {
    // What stands in a used file is mended there.
    let candidates = found.filter { diagnostic in
      !diagnostic.fixIts.isEmpty && diagnostic.fixIts.allSatisfy { $0.span.file == source.id }
    }
    var together: [Diagnostic] = []
    for candidate in candidates where !together.contains(where: { Repair.touch($0.fixIts, candidate.fixIts) }) {
      together.append(candidate)
    }
    for repairs in [together] + (together.count > 1 ? candidates.map { [$0] } : []) where !repairs.isEmpty {
      let bytes = Repair.apply(repairs.flatMap(\.fixIts), to: source.bytes)
      let (mended, left) = try diagnose(name: source.name, bytes: bytes)
      if let mended, isBetter(left, than: found) { return Improvement(repairs: repairs, source: mended, left: left) }
    }
    return nil
  }

  private func isBetter(_ left: [Diagnostic], than found: [Diagnostic]) -> Bool {
    func errors(_ diagnostics: [Diagnostic]) -> Int { diagnostics.count { $0.severity == .error } }
    return errors(left) <= errors(found) && left.count < found.count
  }

  /// What was done, with its place: `x.kindly:3:20: `compnay` is now `company` (K0204)`.
  private func words(for diagnostic: Diagnostic, in source: SourceFile) -> String {
    let changes = diagnostic.fixIts.map { fix in
      let (old, new) = (source.text(fix.span), fix.replacement.trimmingCharacters(in: .whitespaces))
      if old.isEmpty { return "`\(new)` was added" }
      return new.isEmpty ? "`\(old)` was taken out" : "`\(old)` is now `\(new)`"
    }
    let place = source.position(at: diagnostic.fixIts.first?.span.start ?? 0)
    return Printable.line(
      "\(source.name):\(place.line):\(place.column): \(changes.joined(separator: ", ")) (\(diagnostic.code))")
  }
}

/// Fix-its as changes of bytes.
enum Repair {
  /// The bytes with every fix-it applied; none may touch another.
  static func apply(_ fixIts: [FixIt], to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for fix in fixIts.sorted(by: { $0.span.start > $1.span.start }) {
      let end = min(Int(fix.span.end), bytes.count)
      bytes.replaceSubrange(min(Int(fix.span.start), end)..<end, with: Array(fix.replacement.utf8))
    }
    return bytes
  }

  static func touch(_ a: [FixIt], _ b: [FixIt]) -> Bool {
    a.contains { one in b.contains { one.span.start <= $0.span.end && $0.span.start <= one.span.end } }
  }
}
