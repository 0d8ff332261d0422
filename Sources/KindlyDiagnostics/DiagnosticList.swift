// The diagnostics of a program in the order in which they are told: by file and place, one for each cause, and for a person no
// more than can be read. How one is laid out is the renderers'.

import KindlySource

public struct DiagnosticList {
  /// How many errors, and how many warnings, a person is shown.
  public static let limit = 50

  /// In the order of their places; of several files, in the order in which the files were first complained of.
  public let all: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    // Files in the order in which something was found in them.
    var files: [FileID: Int] = [:]
    for case let file? in diagnostics.map({ $0.span?.file }) where files[file] == nil { files[file] = files.count }
    let ordered = diagnostics.enumerated().sorted { first, second in
      let (a, b) = (first.element.span, second.element.span)
      return (a.flatMap { files[$0.file] } ?? 0, a?.start ?? 0, first.offset)
        < (b.flatMap { files[$0.file] } ?? 0, b?.start ?? 0, second.offset)
    }
    // Two errors about the very same place have one cause; the first to be found is nearest to it.
    var places: Set<Span> = []
    all = ordered.map(\.element).filter { diagnostic in
      guard diagnostic.severity == .error, let span = diagnostic.span, !span.isEmpty else { return true }
      return places.insert(span).inserted
    }
  }

  /// What a person is shown, and how many errors and warnings are left out.
  public var shortened: (shown: [Diagnostic], left: [(count: Int, severity: Severity)]) {
    var counts: [Severity: Int] = [:]
    let shown = all.filter { diagnostic in
      counts[diagnostic.severity, default: 0] += 1
      return counts[diagnostic.severity, default: 0] <= Self.limit
    }
    let left = [Severity.error, .warning].map { (max(0, (counts[$0] ?? 0) - Self.limit), $0) }
    return (shown, left.filter { $0.0 > 0 })
  }
}
