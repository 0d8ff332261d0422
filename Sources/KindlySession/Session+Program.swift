// From a source to a checked program: it and the files that it uses are read, and checked in the order in which they
// use one another. The invariant: with an error in any of them, nothing of the program stays in the session.

import KindlyCatalog
import KindlyChecker
import KindlyDiagnostics
import KindlyMachine
import KindlySource
import KindlySyntax

/// A source with all that it uses, checked and ready to run.
struct CheckedProgram {
  /// The used files, whose constants are made before the source itself runs, in this order.
  let modules: [CheckedUnit]
  let unit: CheckedUnit
}

extension Session {
  /// Reads, parses and checks; the program is nil where there are errors. Without `keeps` nothing of it stays.
  /// - Throws: where the time is over, or the user has stopped it.
  func checked(
    _ source: SourceFile, _ options: CheckOptions, keeps: Bool = true, permissions: Permissions? = nil
  ) throws(RuntimeError) -> (CheckedProgram?, [Diagnostic]) {
    let stop = StopSign { [machine] in machine.isAskedToStop }
    let own = host.permissions(of: options.voice)
    let permissions = permissions ?? own
    var loader = ModuleLoader(
      reader: self.options.files, sources: sources, interner: environment.interner, stop: stop,
      readable: own.isUnrestricted ? nil : host.allowedFolders)
    let begin = ContinuousClock.now
    loader.load(source)
    let parsedBy = ContinuousClock.now
    timings.parsing += parsedBy - begin
    defer { timings.checking += ContinuousClock.now - parsedBy }
    environment.beginProgram(with: source.id)
    let mark = environment.mark()
    let handles = HandleLookup(store: host.store, calendars: host.calendars)
    var modules: [ModuleID] = []
    var units: [CheckedUnit] = []
    var diagnostics: [Diagnostic] = []
    for (index, file) in loader.files.enumerated() where !stop.isUpNow {
      let isRoot = index == loader.files.count - 1
      var options = isRoot ? options : CheckOptions(voice: .script)
      if !isRoot {
        options.usedFile = file.source.name
        options.isDeclarationsAlone = true
      }
      options.uses = file.uses.mapValues { used in
        used.map { modules[$0] } ?? environment.addUnreadModule("")
      }
      options.permissions = permissions
      let parsed = file.parsed
      options.mistakes = parsed.mistakes
      let result = Checker.check(
        parsed.tree, in: environment, handles: handles, options: options, keeps: parsed.errors.isEmpty, stop: stop)
      if let module = result.module { modules.append(module) }
      if let unit = result.unit { units.append(unit) }
      let found = DiagnosticList.made(of: parsed.errors + parsed.warnings) + file.problems + result.diagnostics
      diagnostics += DiagnosticList(found).all
    }
    if stop.isUpNow {
      environment.restore(mark)
      try machine.stopIfAsked()
    }
    guard let unit = units.last, !diagnostics.contains(where: { $0.severity == .error }) else {
      environment.restore(mark)
      return (nil, diagnostics)
    }
    if !keeps { environment.restore(mark) }
    return (CheckedProgram(modules: units.dropLast(), unit: unit), diagnostics)
  }
}
