// What the tests of this target share: parsing a text, its tree as an S-expression, its mistakes as one line each.

import Foundation
import KindlyDiagnostics
import KindlySource

@testable import KindlySyntax

struct Parsed {
  let file: SourceFile
  let result: ParseResult
  let text: String

  init(_ source: String) {
    file = SourceFile(id: FileID(0), name: "<test>", text: source)
    let interner = Interner()
    result = Parser.parse(file, interner: interner)
    text = TreePrinter(tree: result.tree, interner: interner).text
  }

  /// `K0121 1:5 expected a value, found the end of the line`, one for each error and then each warning.
  var mistakes: [String] {
    (result.errors + result.warnings).map { error in
      let diagnostic = error.diagnostic
      let position = file.position(at: error.span.start)
      return "\(diagnostic.code) \(position.line):\(position.column) \(diagnostic.message)"
    }
  }

  var codes: [String] { (result.errors + result.warnings).map { $0.diagnostic.code.description } }
}

/// The source with every fix-it of its diagnostics applied, from the last to the first.
func mended(_ source: String) -> String {
  let parsed = Parsed(source)
  var bytes = parsed.file.bytes
  let fixIts = (parsed.result.errors + parsed.result.warnings).flatMap(\.diagnostic.fixIts)
  for fixIt in fixIts.sorted(by: { $0.span.start > $1.span.start }) {
    bytes.replaceSubrange(Int(fixIt.span.start)..<Int(fixIt.span.end), with: Array(fixIt.replacement.utf8))
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Runs work that nests to the limit: a build for debugging has frames too large for a test's own thread.
func onDeepStack(_ work: @escaping @Sendable () -> Void) {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    work()
    done.signal()
  }
  thread.stackSize = 64 << 20
  thread.start()
  done.wait()
}
