// What a session says on standard error: diagnostics in the format asked for, and what each kind of failure becomes - a
// diagnostic or a line, and an exit code. Which words an error has is its own phase's.

import Foundation
import KindlyDiagnostics
import KindlyMachine
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
      if error.fault == .interrupted { return .interrupted }
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
  init(_ error: StoreError) {
    let hint = error.hint.isEmpty ? "" : "\n  = \(error.hint)"
    self.init(exit: RunStatus(error), message: "error[\(Code(error.code))]: \(error.message)\(hint)")
  }
}
