// The diagnostics of one source in the order in which they are told: by place, one for each cause, and for a person no
// more than can be read. How one is laid out is the renderers'.

import KindlySource

public struct DiagnosticList {
  /// How many errors, and how many warnings, a person is shown.
  public static let limit = 50

  /// In the order of their places.
  public let all: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    let ordered = diagnostics.enumerated().sorted {
      ($0.element.span?.start ?? 0, $0.offset) < ($1.element.span?.start ?? 0, $1.offset)
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
