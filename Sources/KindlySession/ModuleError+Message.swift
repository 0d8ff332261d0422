// The words for a `use` that leads nowhere.

import KindlyCatalog
import KindlyDiagnostics

extension ModuleError {
  var diagnostic: Diagnostic {
    switch kind {
    case .missing(let path, let nearest):
      Diagnostic(
        240, "there is no file `\(path)`", at: span,
        label: nearest.isEmpty
          ? "a path is relative to the file that says it"
          : "did you mean " + nearest.map { "`\($0)`" }.joined(separator: " or ") + "?")
    case .folder(let path):
      Diagnostic(240, "`\(path)` is a folder, not a file", at: span, label: "name a file in it")
    case .outside(let path, let folder):
      Diagnostic(
        387, "`\(path)` is outside this script's folder", at: span,
        label: "to use it anyway, run the script with `\(Permissions.option(toReadBelow: folder))`")
    case .unreadable(let path, let reason):
      Diagnostic(240, "`\(path)` cannot be read: \(reason)", at: span)
    case .notUTF8(let path, let offset):
      Diagnostic(
        240, "`\(path)` is not UTF-8: byte \(offset) cannot stand where it stands", at: span,
        label: "save it again as UTF-8")
    case .cycle(let names):
      Diagnostic(
        241, names.count == 2 ? "this file uses itself" : "these files use one another in a circle", at: span,
        label: "take this `use` out, or put what both need in a third file",
        notes: ["the way round: " + names.joined(separator: " → ")])
    case .tooDeep(let limit):
      Diagnostic(241, "files use one another more than \(limit) deep", at: span)
    }
  }
}
