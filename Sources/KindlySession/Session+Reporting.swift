// What a session says on standard error: diagnostics in the format asked for, and what each kind of failure becomes - a
// diagnostic or a line, and an exit code. Which words an error has is its own phase's.

import Foundation
import KindlyDiagnostics
import KindlyMachine
import KindlySource
import KindlyStore

extension Session {
  func rendered(_ diagnostic: Diagnostic) -> String {
    options.format == .json
      ? JSONRenderer(sources: sources).render(diagnostic)
      : TextRenderer(sources: sources, isColored: options.isColored).render(diagnostic)
  }

  /// Tells diagnostics: a program all of them, a person as many as can be read.
  func report(_ diagnostics: [Diagnostic]) {
    let list = DiagnosticList(diagnostics.filter { !(options.isQuiet && $0.severity == .warning) })
    if options.format == .json {
      for diagnostic in list.all { output.complain(rendered(diagnostic)) }
      return
    }
    let (shown, left) = list.shortened
    for diagnostic in shown { output.complain(rendered(diagnostic)) }
    let renderer = TextRenderer(sources: sources, isColored: options.isColored)
    for (count, severity) in left { output.complain(renderer.render(more: count, severity)) }
  }

  func report(_ error: any Error) -> RunStatus {
    switch error {
    case let error as RuntimeError:
      if let output = host.outputFailure { return report(output) }
      report([error.diagnostic])
      if error.fault == .interrupted { return RunStatus(interrupt.cause) }
      if case .time(.noHolidays) = error.fault { return .source }
      return host.failure.map { RunStatus($0) } ?? .failure
    case let error as StoreError:
      report([Diagnostic(Code(error.code), error.message, at: nil, label: error.hint)])
      return RunStatus(error)
    case let error as OutputError:
      if let message = error.message { output.complain(message + "\n") }
      return .io
    case let error as SessionFailure:
      output.complain(error.message + "\n")
      return error.exit
    case let error as Clock.Unreadable:
      output.complain("kindly: \(error.message)\n")
      return .usage
    case let error as HostError:
      report([Diagnostic(Code(error.code), error.message, at: nil, notes: error.notes)])
      return host.failure.map { RunStatus($0) } ?? .failure
    default:
      output.complain("kindly: \(error)\n")
      return .failure
    }
  }
}

extension SessionFailure {
  /// Work outside a run that a signal or the end of its time has stopped.
  public init(stoppedBy options: SessionOptions) {
    if options.limit.reason == .timedOut {
      self = .timedOut(options)
    } else {
      self.init(exit: RunStatus(options.limit.interrupt.cause), message: "kindly: interrupted")
    }
  }

  /// What is said where the time is over.
  public static func timedOut(_ options: SessionOptions) -> SessionFailure {
    let diagnostic = RuntimeError(.timedOut, at: nil).diagnostic
    let text =
      options.format == .json
      ? JSONRenderer(sources: SourceMap()).render(diagnostic)
      : TextRenderer(sources: SourceMap(), isColored: options.isColored).render(diagnostic)
    // Whoever prints it ends the line.
    return SessionFailure(exit: .failure, message: text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  /// A diagnostic like any other, although no session is there to report it.
  init(_ error: StoreError, _ format: SessionOptions.Format) {
    let hint = error.hint.isEmpty ? "" : "\n  = \(error.hint)"
    let text =
      switch format {
      case .json:
        String(
          JSONRenderer(sources: SourceMap())
            .render(Diagnostic(Code(error.code), error.message, at: nil, label: error.hint)).dropLast())
      case .table, .ndjson, .csv: "error[\(Code(error.code))]: \(error.message)\(hint)"
      }
    self.init(exit: RunStatus(error), message: text)
  }
}
