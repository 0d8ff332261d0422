// The diagnostics of a program in the order in which they are told: by file and place, one for each cause, and no more
// than can be read - by a person some twenty, by a program ten thousand; the rest is counted. How one is laid out is the
// renderers'.

import KindlySource

public struct DiagnosticList {
  /// How many errors, and how many warnings, a person is shown.
  public static let limit = 20
  /// How many of each are made at all.
  public static let most = 10_000

  /// In the order of their places; of several files, in the order in which the files were first complained of. At the
  /// end what stands for those that were only counted.
  public let all: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    // Files in the order in which something was found in them.
    var files: [FileID: Int] = [:]
    for case let file? in diagnostics.map({ $0.span?.file }) where files[file] == nil { files[file] = files.count }
    let keys = diagnostics.map { diagnostic in
      (diagnostic.further > 0 ? Int.max : diagnostic.span.flatMap { files[$0.file] } ?? 0, diagnostic.span?.start ?? 0)
    }
    let ordered = diagnostics.indices.sorted { (keys[$0].0, keys[$0].1, $0) < (keys[$1].0, keys[$1].1, $1) }
    // Two errors about the very same place have one cause; the first to be found is nearest to it.
    var places: Set<Span> = []
    all = ordered.map { diagnostics[$0] }.filter { diagnostic in
      guard diagnostic.severity == .error, let span = diagnostic.span, !span.isEmpty else { return true }
      return places.insert(span).inserted
    }
  }

  /// Makes diagnostics of what a phase found, the first ten thousand of each severity; the others are counted by their
  /// places, without words.
  public static func made(of found: [some Diagnosable]) -> [Diagnostic] {
    if found.count <= most { return found.map(\.diagnostic) }
    let ordered = found.indices.sorted { (found[$0].span.start, $0) < (found[$1].span.start, $1) }
    var made: [Diagnostic] = []
    var counts: [Severity: Int] = [:]
    var last: Span?
    for index in ordered {
      let severity: Severity = found[index].isError ? .error : .warning
      counts[severity, default: 0] += 1
      if counts[severity, default: 0] <= most {
        made.append(found[index].diagnostic)
      } else if severity == .error, found[index].span == last {
        counts[severity, default: 0] -= 1
      }
      if severity == .error { last = found[index].span }
    }
    for severity in [Severity.error, .warning] {
      let further = (counts[severity] ?? 0) - most
      if further > 0 { made.append(.further(further, severity)) }
    }
    return made
  }

  /// What a person is shown, and how many errors and warnings are left out.
  public var shortened: (shown: [Diagnostic], left: [(count: Int, severity: Severity)]) {
    var counts: [Severity: Int] = [:]
    let shown = all.filter { diagnostic in
      counts[diagnostic.severity, default: 0] += max(1, diagnostic.further)
      return diagnostic.further == 0 && counts[diagnostic.severity, default: 0] <= Self.limit
    }
    let left = [Severity.error, .warning].map { (max(0, (counts[$0] ?? 0) - Self.limit), $0) }
    return (shown, left.filter { $0.0 > 0 })
  }
}
